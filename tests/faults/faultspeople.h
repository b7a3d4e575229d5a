#pragma once

#include "faultstest.h"
#include "secrets/memorystore.h"
#include "secrets/vault.h"
#include "sharing/sharing.h"
#include "sync/sharedsql.h"

#include <QJsonDocument>
#include <QJsonObject>

/// Somebody's computer, which may be switched off and on.
class Computer
{
public:
    /// Rounds come when they are asked for, and soon again where the server is not reached.
    static SyncTiming onlyWhenAsked()
    {
        using namespace std::chrono_literals;
        return {10ms, 600s, 50ms, 500ms, 500ms, 600s};
    }

    explicit Computer(const SyncTiming &timing = {})
        : m_timing(timing)
    {
    }
    bool open()
    {
        if (!store.open())
            return false;
        m_vault.open();
        return QTest::qWaitFor([this] { return m_vault.state() == Vault::State::Unlocked; }, 60'000) &&
               waited(store.settings.load()) && start();
    }
    bool start()
    {
        m_sharing.reset();
        const LeaseTiming once{std::chrono::seconds(600), std::chrono::seconds(300)};
        m_sharing = std::make_unique<Sharing>(
            Sharing::Parts{store.database, store.keys, m_vault, store.settings, store.staff, m_keychain, m_keychain,
                           store.folder(), m_timing, m_timing.idle.count() > 60'000 ? once : LeaseTiming()});
        QObject::connect(&m_sharing->engine(), &SyncEngine::caughtUp, m_sharing.get(), [this] { ++rounds; });
        m_sharing->load();
        return QTest::qWaitFor([this] { return m_sharing->state() != Sharing::State::Unknown; }, 60'000);
    }
    Sharing &sharing() { return *m_sharing; }
    /// From here on only what is asked for calls libpq: the n-th call is the same one in each run.
    bool quieten()
    {
        return QTest::qWaitFor([this] { return m_sharing->listener().hears(); }, 60'000) &&
               (m_sharing->listener().stop(), settled());
    }
    /// Waits until a round that began now has ended, and there is nothing left to push.
    bool settled()
    {
        const int before = rounds;
        if (QTest::qWaitFor([&] { return isRound(before) && status().backlog == 0 && isUpToDate(); }, 60'000))
            return true;
        qWarning("%s, %lld waiting", qPrintable(status().error.detail), status().backlog);
        return false;
    }
    /// The same of one that began after @p before, or did not come to its end.
    bool hasGoneRound(int before)
    {
        return QTest::qWaitFor([&] { return isRound(before) || status().state == SyncStatus::State::Offline; }, 60'000);
    }
    /// This computer's own records of @p action.
    QList<QJsonObject> notes(const QString &action)
    {
        const auto rows = waited(store.database.run(
            [cipher = store.keys.cipher()](QSqlDatabase &db) { return AuditChain::read(db, *cipher, 0, 100'000); }));
        QList<QJsonObject> found;
        for (const AuditRow &row : rows.value_or(QList<AuditRow>())) {
            if (row.action == action)
                found.append(QJsonDocument::fromJson(row.details.toUtf8()).object());
        }
        return found;
    }

    StoreFixture store;
    int rounds = 0; ///< that have ended well

private:
    const SyncStatus &status() const { return m_sharing->engine().status(); }
    bool isUpToDate() const { return status().state == SyncStatus::State::UpToDate; }
    /// Whether one that began after @p before has ended: the first may have begun earlier.
    bool isRound(int before)
    {
        if (rounds < before + 2 && isUpToDate())
            m_sharing->engine().wake();
        return rounds >= before + 2;
    }

    SyncTiming m_timing;
    MemoryStore m_keychain;
    Vault m_vault{store.database, store.keys, &m_keychain, QStringLiteral("test")};
    std::unique_ptr<Sharing> m_sharing;
};

/// The line of somebody, and what they do over it.
struct Line {
    explicit Line(Membership who)
        : member(std::move(who))
    {
    }
    /// Whether it is there (again).
    bool isThere()
    {
        const auto alive = [](QSqlDatabase &db) { return execShared(db, QStringLiteral("SELECT 1")); };
        return waited(shared.run(alive)) || waited(shared.open(member.address, member.password));
    }

    Membership member;
    SharedDatabase shared;
    PracticePeople people{shared};
};

/// With Ann, who administers the practice, and people who come to it.
class PeopleTest : public FaultsTest
{
    Q_OBJECT

protected:
    static StaffMember somebody(const QString &name)
    {
        StaffMember person;
        person.name = name;
        person.role = QStringLiteral("staff");
        person.persona = QStringLiteral("advisor");
        return person;
    }
    static QString nameOf(int number) { return QStringLiteral("Ben %1").arg(number); }
    SetUpRequest setUpRequest() const
    {
        return {m_practice->addressFor(QStringLiteral("set_up_") + m_practice->database()),
                QStringLiteral("set-up's own word"), QStringLiteral("Ortega & Co"), QStringLiteral("Ann")};
    }
    Result<Invitation> invite(const QString &name) { return waited(ann->people.invite(somebody(name), ann->member)); }
    /// Has asked to join, and waits.
    Result<Membership> newcomer(const QString &name)
    {
        const auto invited = invite(name);
        if (!invited)
            return invited.error();
        const auto request = waited(Joining().ask(*invited, m_folder.path(), Membership::begin()));
        return request ? Result<Membership>(request->member) : request.error();
    }
    Result<Membership> member(const QString &name)
    {
        const auto waiting = newcomer(name);
        if (!waiting)
            return waiting;
        const auto requests = waited(ann->people.requests());
        if (!requests || requests->size() != 1)
            return Error{ErrorKind::NotFound, 0, QStringLiteral("request"), {}};
        const auto approved = waited(ann->people.approve(requests->first(), ann->member));
        return approved ? waited(Joining().fetchKeys(*waiting)) : approved.error();
    }
    QString staff(const QString &name, const QString &what) const
    {
        return shared(QStringLiteral("SELECT %1 FROM practiceline.staff WHERE name = '%2'").arg(what, name));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Line> ann; ///< the administrator
};
