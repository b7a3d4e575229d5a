#pragma once

#include "pagesfixture.h"
#include "storage/clientrow.h"
#include "storage/sql.h"

#include <QJsonDocument>
#include <QJsonObject>

/// PagesFixture whose computer shares with a practice, as far as the window knows: what Sharing would say is said by
/// facts, and tell() makes the window look. Conflicts and refused changes lie in the store, where sync puts them.
class SharedWorld : public PagesFixture
{
public:
    bool openShared()
    {
        using namespace Qt::StringLiterals;
        if (!open() || !setUp())
            return false;
        context->sharingFacts = [this](Sharing &, const StaffStore &) { return facts; };
        facts.state = Sharing::State::Member;
        facts.status.state = SyncStatus::State::UpToDate;
        facts.status.lastSuccess = QDateTime::currentDateTimeUtc();
        facts.hears = true;
        facts.role = u"admin"_s;
        facts.me = ana;
        facts.administrators = {u"Ana Ruiz"_s};
        facts.senders = {u"Ana Ruiz"_s, u"Ben Ode"_s};
        bool isStored = true;
        for (const auto &[id, name, role] :
             {std::tuple(ana, u"Ana Ruiz"_s, u"admin"_s), std::tuple(ben, u"Ben Ode"_s, u"staff"_s),
              std::tuple(sue, u"Sue Lane"_s, u"supervisor"_s)})
            isStored = isStored && execute(u"INSERT INTO staff (id, name, role, persona, joined_at) "
                                           "VALUES (?, ?, ?, 'advisor', 1)"_s,
                                           {id.toString(), name, role});
        return isStored && waited(store.staff.load()).has_value();
    }

    void tell() { Q_EMIT sharing->statusChanged(); }
    void become(const QString &role, StaffId person)
    {
        facts.role = role;
        facts.me = person;
        tell();
    }

    bool execute(const QString &sql, const QVariantList &values)
    {
        return waited(store.database.run([sql, values](QSqlDatabase &db) -> Result<void> {
                   const auto done = execSql(db, sql, values);
                   return done ? Result<void>() : Result<void>(done.error());
               }))
            .has_value();
    }

    /// @p row is a click of @p person, and waits on that person's computer unless it is @p ours.
    bool giveTo(const Communication &row, StaffId person, bool ours = false)
    {
        const bool done = execute(
            QStringLiteral("UPDATE communication_logs SET staff_id = ?, device_id = ? WHERE id = ?"),
            {person.toString(), ours ? QVariant() : QVariant(DeviceId::create().toString()), row.id.toString()});
        store.communications.announce({row.id});
        return done;
    }

    /// As sync brings a text that another program wrote into the practice's table.
    bool addInClear(const Client &client, Direction direction, const QString &body)
    {
        const QString sid = QStringLiteral("SMclear") + directionKey(direction);
        const QString peer = client.primaryNumber().e164();
        const auto news = StoreFixture::news(direction, sid, peer, {}, QStringLiteral("delivered"));
        return waited(store.communications.apply({news}, {QString::fromLatin1(StoreFixture::ownNumber)})) &&
               execute(QStringLiteral("UPDATE communication_logs SET content = ?, content_enc = NULL WHERE "
                                      "message_sid = ?"),
                       {body, sid});
    }

    bool addConflict(const QString &kind, const QString &id, const QJsonObject &theirs,
                     const QString &changedBy = QString())
    {
        const bool done =
            execute(QStringLiteral("INSERT INTO sync_conflicts (kind, id, theirs, revision, at, changed_by) "
                                   "VALUES (?, ?, ?, 2, ?, ?)"),
                    {kind, id, QString::fromUtf8(QJsonDocument(theirs).toJson(QJsonDocument::Compact)),
                     toSqlTime(QDateTime::currentDateTimeUtc()), changedBy}) &&
            execute(QStringLiteral("INSERT OR REPLACE INTO sync_queue (kind, id, refusal) VALUES (?, ?, 'conflict')"),
                    {kind, id});
        ++facts.status.conflicts;
        tell();
        return done;
    }

    QString sealedNotes(ClientId id, const QString &notes) const
    {
        return QString::fromLatin1(store.keys.cipher()->encrypt(notes, ClientRow::notesPlace(id)).toHex());
    }

    SharingFacts facts;
    const StaffId ana = StaffId::create();
    const StaffId ben = StaffId::create();
    const StaffId sue = StaffId::create();
};
