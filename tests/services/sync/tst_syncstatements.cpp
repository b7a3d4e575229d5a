#include "practicetest.h"
#include "sync/sharedlistener.h"
#include "sync/sharedsql.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace
{
/// What one connection asks its server, by the server's log.
class Asked
{
public:
    Asked(const PostgresCluster &cluster, SharedDatabase &connection)
        : m_cluster(cluster)
        , m_begin(u'|' + PracticeFixture::value(connection, u"SELECT pg_backend_pid()"_s) + u'|')
    {
        clear();
    }
    void clear() { m_from = m_cluster.log().size(); }
    /// By what each is for.
    QStringList all() const
    {
        QStringList found;
        const auto lines = m_cluster.log().sliced(m_from).split(u'\n');
        for (const QString &line : lines) {
            if (line.startsWith(m_begin) && line.contains("SELECT "_L1))
                found.append(nameOf(line));
        }
        return found;
    }

private:
    static QString nameOf(const QString &statement)
    {
        for (const QLatin1StringView name :
             {"pull_state"_L1, "device_heads"_L1, "push_audit"_L1, "push_communications"_L1,
              "public.communication_logs"_L1, "practiceline.clients"_L1, "practiceline.client_numbers"_L1}) {
            if (statement.contains(name))
                return name;
        }
        return statement;
    }
    const PostgresCluster &m_cluster;
    const QString m_begin;
    qsizetype m_from = 0;
};

constexpr int patience = 20'000;
constexpr int quiet = 300; // in which a round that was not to be would have begun
} // namespace

/// What rounds cost the server: everything that anybody writes wakes all computers.
class SyncStatementsTest : public DesktopsTest
{
    Q_OBJECT

private Q_SLOTS:
    void idleRoundIsOneStatement();
    void textIsPulledAlone();
    void textOfHiddenClientIsNotAskedFor();
    void wordsOfWhatIsHere();
    void wordsDuringARound();
    void adoptedRowComesAtOnce();

private:
    void begin() override;
    void end() override;
    /// Does @p what until @p desktop has ended a round.
    static bool round(Desktop &desktop, const std::function<void()> &what);

    std::unique_ptr<SharedListener> m_anns;
    std::unique_ptr<SharedListener> m_bobs;
};

/// Both are told of all changes, so that no round begins by the clock.
void SyncStatementsTest::begin()
{
    for (const QString &setting : {u"log_line_prefix = '|%p|'"_s, u"log_statement = 'all'"_s})
        QVERIFY(m_cluster->exec(u"postgres"_s, u"ALTER SYSTEM SET "_s + setting));
    QVERIFY(m_cluster->exec(u"postgres"_s, u"SELECT pg_reload_conf()"_s));
    DesktopsTest::begin();
    if (QTest::currentTestFailed())
        return;
    const auto listen = [this](const Person &person, Desktop &desktop) {
        auto listener = std::make_unique<SharedListener>();
        listener->start(m_practice->addressFor(person.login), person.password);
        connect(listener.get(), &SharedListener::heard, &desktop.engine, &SyncEngine::wakeFor);
        desktop.engine.setTold(true);
        return listener;
    };
    m_anns = listen(*m_ann, *ann);
    m_bobs = listen(*m_bob, *bob);
    QTRY_VERIFY_WITH_TIMEOUT(m_anns->hears() && m_bobs->hears(), patience);
    QVERIFY(ann->settled() && bob->settled() && ann->settled());
    QTest::qWait(quiet);
}

void SyncStatementsTest::end()
{
    m_anns.reset();
    m_bobs.reset();
    DesktopsTest::end();
}

bool SyncStatementsTest::round(Desktop &desktop, const std::function<void()> &what)
{
    const int before = desktop.rounds;
    what();
    if (!QTest::qWaitFor([&] { return desktop.rounds > before; }, patience))
        return false;
    QTest::qWait(quiet);
    return desktop.rounds == before + 1;
}

void SyncStatementsTest::idleRoundIsOneStatement()
{
    Asked asked(*m_cluster, bob->shared);
    QVERIFY(round(*bob, [this] { bob->engine.wake(); }));
    QCOMPARE(asked.all(), QStringList{u"pull_state"_s});
}

void SyncStatementsTest::textIsPulledAlone()
{
    const Client client = ann->store.addClient(u"Maria"_s, u"+13125550143"_s);
    QVERIFY(ann->settled() && bob->settled() && ann->settled());
    QTest::qWait(quiet);
    const Asked byAnn(*m_cluster, ann->shared);
    const Asked byBob(*m_cluster, bob->shared);
    const int bobs = bob->rounds;
    QVERIFY(waited(ann->store.outbox.add(StoreFixture::text(client, u"Hello"_s))).has_value());
    // What she hears of her own text is here, and begins no second round.
    QSignalSpy heard(m_anns.get(), &SharedListener::heard);
    const int anns = ann->rounds;
    ann->engine.wake();
    QTRY_VERIFY_WITH_TIMEOUT(!heard.isEmpty() && ann->rounds > anns, patience);
    QTRY_COMPARE_WITH_TIMEOUT(byAnn.all().size(), 6, patience);
    QTest::qWait(quiet);
    QCOMPARE(ann->rounds, anns + 1);
    const QStringList pushed{u"pull_state"_s, u"push_communications"_s, u"pull_state"_s,
                             u"public.communication_logs"_s};
    QCOMPARE(byAnn.all().first(4), pushed);
    QCOMPARE(byAnn.all().sliced(4), (QStringList{u"device_heads"_s, u"push_audit"_s}));
    QTRY_COMPARE_WITH_TIMEOUT(bob->conversation(client.id).size(), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(bob->rounds, bobs + 1, patience);
    QStringList pulled = byBob.all();
    pulled.removeAll(u"device_heads"_s); // when her records came sooner
    QCOMPARE(pulled, (QStringList{u"pull_state"_s, u"public.communication_logs"_s}));
}

void SyncStatementsTest::textOfHiddenClientIsNotAskedFor()
{
    const Client client = ann->store.addClient(u"Maria"_s, u"+13125550143"_s);
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(PracticeFixture::value(*m_ann, u"SELECT practiceline.show_client(?::uuid, ?::uuid)::text"_s,
                                    {client.id.toString(), m_ann->id}),
             QString());
    QVERIFY(ann->settled() && bob->settled() && ann->settled());
    QTest::qWait(quiet);
    const Asked byBob(*m_cluster, bob->shared);
    QVERIFY(round(*bob, [&] {
        QVERIFY(waited(ann->store.outbox.add(StoreFixture::text(client, u"Hello"_s))).has_value());
        ann->engine.wake();
    }));
    QStringList asked = byBob.all();
    asked.removeAll(u"device_heads"_s);
    QCOMPARE(asked, QStringList{u"pull_state"_s});
}

void SyncStatementsTest::wordsOfWhatIsHere()
{
    const auto begins = [this](const QString &word) { return round(*bob, [&] { bob->engine.wakeFor(word); }); };
    const int before = bob->rounds;
    bob->engine.wakeFor(u"staff "_s + shared(u"SELECT max(change_xid) FROM practiceline.staff"_s));
    QTest::qWait(quiet);
    QCOMPARE(bob->rounds, before);
    QVERIFY(begins(u"staff "_s + shared(u"SELECT pg_snapshot_xmax(pg_current_snapshot())"_s)));
    QVERIFY(begins({}));
    QVERIFY(begins(u"poll_lease"_s));
}

void SyncStatementsTest::wordsDuringARound()
{
    const qint64 here = shared(u"SELECT max(change_xid) FROM practiceline.staff"_s).toLongLong();
    const auto roundsWith = [this](qint64 transaction) {
        const int before = bob->rounds;
        QObject during;
        connect(&bob->engine, &SyncEngine::statusChanged, &during, [&](const SyncStatus &now) {
            for (int n = 0; n < 3 && bob->rounds == before && now.state == SyncStatus::State::Syncing; ++n)
                bob->engine.wakeFor(u"clients %1"_s.arg(transaction - n));
        });
        bob->engine.wake();
        (void)QTest::qWaitFor([&] { return bob->rounds > before; }, patience);
        QTest::qWait(quiet);
        return bob->rounds - before;
    };
    QCOMPARE(roundsWith(here), 1);
    QCOMPARE(roundsWith(here + 1'000'000), 2);
}

/// A row that another program wrote gets its client and comes with the same round.
void SyncStatementsTest::adoptedRowComesAtOnce()
{
    m_bobs->stop();
    ann->engine.stop();
    (void)shared(u"INSERT INTO communication_logs (communication_type, direction, from_number, message_sid, content) "
                 "VALUES ('sms', 'inbound', '+13125550199', 'SMhosted', 'Hello')"_s);
    QVERIFY(round(*bob, [this] { bob->engine.wake(); }));
    QCOMPARE(bob->value(u"SELECT count(*) FROM communication_logs WHERE message_sid = 'SMhosted'"_s), u"1"_s);
}

QTEST_GUILESS_MAIN(SyncStatementsTest)
#include "tst_syncstatements.moc"
