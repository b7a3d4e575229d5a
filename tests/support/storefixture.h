#pragma once

#include "secrets/keyring.h"
#include "storage/auditlog.h"
#include "storage/clientstore.h"
#include "storage/communicationstore.h"
#include "storage/database.h"
#include "storage/draftstore.h"
#include "storage/internalnotestore.h"
#include "storage/outboxstore.h"
#include "storage/settingstore.h"
#include "storage/staffstore.h"
#include "storage/templatestore.h"

#include <QTemporaryDir>
#include <QTest>

/// Waits for a future of a store, with the event loop running; Cancelled when it does not come.
template <class T>
Result<T> waited(const QFuture<Result<T>> &future)
{
    constexpr int patience = 60'000; // the machine may be busy
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, patience) || future.resultCount() == 0)
        return Error{ErrorKind::Cancelled, 0, QStringLiteral("waited too long"), {}};
    // What stores do after a commit (announcements) was posted before and has run, or runs now.
    QCoreApplication::processEvents();
    return future.result();
}

/// All stores over a real SQLite file with an unlocked key; in a temporary folder unless a path is given.
class StoreFixture
{
    QTemporaryDir m_folder;

public:
    explicit StoreFixture(const QString &path = {}, std::shared_ptr<const FieldCipher> key = {});

    /// Opens the file; true when it can be written.
    bool open();
    QString folder() const { return m_folder.path(); }
    Client addClient(const QString &name, const QString &e164);
    /// A text that is ready for OutboxStore::add().
    static Communication text(const Client &client, const QString &body);
    /// A text of @p client in @p state, brought there by the outbox's own steps.
    Communication textIn(SendState state, const Client &client, const QString &body);
    /// One text of Twilio's list.
    static TwilioNews news(Direction direction, const QString &sid, const QString &peer, const QString &body,
                           const QString &status);

    static constexpr auto ownNumber = "+13125550100";

    std::shared_ptr<const FieldCipher> cipher;
    Database database;
    KeyRing keys;
    ClientStore clients;
    CommunicationStore communications;
    OutboxStore outbox;
    TemplateStore templates;
    SettingStore settings;
    DraftStore drafts;
    InternalNoteStore notes{database, keys};
    StaffStore staff{database};
    AuditLog audit;
};
