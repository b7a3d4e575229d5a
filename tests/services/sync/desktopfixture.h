#pragma once

#include "storage/deputies.h"
#include "storefixture.h"
#include "support/practicefixture.h"
#include "sync/syncengine.h"
#include "sync/syncmemory.h"

#include <QSqlRecord>
#include <QTest>

/// One computer of a practice: a real store, a connection as @p person, and the engine between them. What the engine
/// merges is announced as App does.
class Desktop
{
public:
    Desktop(const PracticeFixture &practice, const Person &person, std::shared_ptr<const PracticeCipher> keys,
            const QString &path = {}, int port = 0)
        : store(path)
        , m_address(practice.addressFor(person.login))
        , m_password(person.password)
        , m_person(StaffId::fromString(person.id))
        , m_keys(std::move(keys))
        , engine(store.database, store.keys, shared, timing())
    {
        if (port)
            m_address.port = port; // a pooler's
        QObject::connect(&engine, &SyncEngine::statusChanged, &engine,
                         [this](const SyncStatus &now) { rounds += now.state == SyncStatus::State::UpToDate ? 1 : 0; });
        QObject::connect(&engine, &SyncEngine::merged, &engine, [this](const MergedRows &rows) { all.add(rows); });
    }

    /// Opens the store; it learns its name and its person's.
    bool open()
    {
        if (!store.open())
            return false;
        const auto device = waited(store.database.run([me = m_person](QSqlDatabase &db) -> Result<DeviceId> {
            if (const auto known = Deputies::setMe(db, me); !known)
                return known.error();
            return SyncMemory::device(db);
        }));
        id = device.value_or(DeviceId());
        return device.has_value();
    }
    void begin() { engine.start(m_address, m_password, m_keys, id); }
    bool start()
    {
        if (!open())
            return false;
        begin();
        return settled();
    }
    /// Waits until a round that began now has ended, and there is nothing left to push.
    bool settled()
    {
        // The first may have begun before.
        const int enough = rounds + 2;
        engine.wake();
        const bool isSettled = QTest::qWaitFor(
            [&] {
                if (rounds < enough && engine.status().state == SyncStatus::State::UpToDate)
                    engine.wake();
                return rounds >= enough && engine.status().backlog == 0;
            },
            120'000);
        if (!isSettled)
            qWarning("%s, %lld waiting", qPrintable(engine.status().error.detail), engine.status().backlog);
        return isSettled;
    }
    /// What one SELECT says: rows a line, columns divided by "|".
    QStringList rows(const QString &sql)
    {
        return waited(store.database.run([sql](QSqlDatabase &db) -> Result<QStringList> {
                   auto query = execSql(db, sql);
                   if (!query)
                       return QStringList{query.error().detail};
                   QStringList lines;
                   while (query->next()) {
                       const QSqlQuery &row = *query;
                       QStringList line;
                       for (int column = 0; column < row.record().count(); ++column)
                           line.append(row.value(column).toString());
                       lines.append(line.join(u'|'));
                   }
                   return lines;
               }))
            .value_or(QStringList());
    }
    QString value(const QString &sql) { return rows(sql).value(0); }
    void exec(const QString &sql)
    {
        (void)waited(store.database.run([sql](QSqlDatabase &db) -> Result<void> {
            const auto done = execSql(db, sql);
            return done ? Result<void>() : Result<void>(done.error());
        }));
    }
    Client client(const QString &e164)
    {
        return waited(store.clients.byNumber(PhoneNumber::fromE164(e164))).value_or(Client());
    }
    QList<Communication> conversation(ClientId client)
    {
        CommunicationFilter filter;
        filter.clientId = client;
        return waited(store.communications.page(filter, {}, 100)).value_or(CommunicationPage()).rows;
    }

    StoreFixture store;
    SharedDatabase shared;
    MergedRows all;
    DeviceId id;
    int rounds = 0; ///< that have ended well

private:
    static SyncTiming timing()
    {
        using namespace std::chrono_literals;
        return {10ms, 500ms, 50ms, 500ms};
    }
    PracticeAddress m_address;
    QString m_password;
    StaffId m_person;
    std::shared_ptr<const PracticeCipher> m_keys;

public:
    SyncEngine engine; ///< after what it uses
};
