#pragma once

#include "client.h"
#include "optoutwords.h"
#include "storage/communicationstore.h"

#include <QObject>

#include <functional>

class ClientStore;
class OutboxStore;
class SettingStore;

/// What an incoming text changes: stop words, sentences and start words set the number's permission and block what
/// already waits. Twilio's clock orders them, not their arrival: a text that turns up late in Twilio's list never
/// undoes what a newer one of the same number did, also after a restart, for the stored conversation is asked. START
/// and UNSTOP lift any block; YES lifts only one from a keyword, and a hold from a sentence under it comes back. A step
/// that can not be stored is tried again before the next text is read. Idempotent. GUI thread; owned by App.
class InboundReader : public QObject
{
    Q_OBJECT

public:
    /// @p marks keeps which opt-outs came from a keyword, so that YES can lift those and only those.
    InboundReader(ClientStore &clients, OutboxStore &outbox, CommunicationStore &communications, SettingStore &marks,
                  QObject *parent = nullptr);
    void read(const QList<Communication> &inbound);

Q_SIGNALS:
    void optedOut(const Communication &row);
    void needsJudgement(const Communication &row);  ///< a sentence, or the YES that uncovers one: a person decides
    void arrived(const QList<Communication> &rows); ///< after handling: the window and the tray announce them

private:
    using Step = std::function<void()>;

    void next();
    void again();
    void rowDone();
    void decide(const Communication &row, const ClientNumber &number);
    void optOut(const Communication &row, const ClientNumber &number);
    void holdForJudgement(const Communication &row, const ClientNumber &number);
    void liftBlock(const Communication &row, const ClientNumber &number);
    void liftKeywordBlock(const Communication &row, const ClientNumber &number);
    void unlessUndone(const Communication &row, const QList<ReplyMeaning> &undoing, bool sameSecond, const Step &act,
                      const std::optional<CommunicationKey> &olderThan = {});
    void blockWaiting(const PhoneNumber &peer, SendBlock why, const Step &then);
    void setPermission(const Communication &row, TextPermission permission, const QString &reason, const Step &then);
    void rememberKeyword(const PhoneNumber &peer, const QDateTime &since, bool held, const Step &then);

    ClientStore &m_clients;
    OutboxStore &m_outbox;
    CommunicationStore &m_communications;
    SettingStore &m_marks;
    QList<QList<Communication>> m_batches; ///< in the order of read()
    qsizetype m_index = 0;                 ///< in the first batch
    bool m_busy = false;
};
