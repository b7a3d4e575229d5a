#include "desktopfixture.h"
#include "support/badline.h"
#include "support/pgbouncer.h"
#include "sync/sharedlistener.h"
#include "sync/sharedsql.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

/// A word from the practice, and what happens where none comes.
class SharedListenerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void hearsWhatACollegueCommits();
    void pushedBatchIsOneWord();
    void heldRowsAreNoNews();
    void fault19CatchesUpAfterReconnect();
    void fault19NoticesTheEndOfItsLine();
    void echoesOfOthersAreNoNews();
    void poolerForgetsListen();

private:
    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_practice;
    std::unique_ptr<Person> m_ann;
};

void SharedListenerTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
    m_practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates);
    QVERIFY2(m_practice->migrate(), qPrintable(m_practice->whyNot()));
    m_ann = m_practice->addAdmin(u"Ann"_s);
    QVERIFY(m_ann);
}

void SharedListenerTest::hearsWhatACollegueCommits()
{
    SharedListener listener;
    QSignalSpy heard(&listener, &SharedListener::heard);
    listener.start(m_practice->addressFor(m_ann->login), m_ann->password);
    QTRY_VERIFY_WITH_TIMEOUT(listener.hears(), 20'000);
    QCOMPARE(heard.count(), 1); // what was said before; our own echo is no news
    (void)m_practice->asSuperuser(
        u"INSERT INTO communication_logs (communication_type, direction) SELECT 'sms', 'inbound' "
        "FROM generate_series(1, 500)"_s);
    QTRY_COMPARE_WITH_TIMEOUT(heard.count(), 2, 20'000); // once a statement, not once a row
    QTest::qWait(200);
    QCOMPARE(heard.count(), 2);
}

/// Two computers that are told: what one pushes at once is one word, for which the other reads once.
void SharedListenerTest::pushedBatchIsOneWord()
{
    constexpr int texts = 200;
    const auto bobsLogin = m_practice->add(*m_ann, u"Bob"_s, u"staff"_s);
    QVERIFY2(bobsLogin, qPrintable(m_practice->whyNot()));
    const auto keys = std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{{1, SecureKey::random()}});
    Desktop ann(*m_practice, *m_ann, keys);
    Desktop bob(*m_practice, *bobsLogin, keys);
    QVERIFY(ann.start() && bob.start());
    const Client client = ann.store.addClient(u"Maria"_s, u"+13125550143"_s);
    QVERIFY(ann.settled() && bob.settled());
    const int here = bob.value(u"SELECT count(*) FROM communication_logs"_s).toInt();

    SharedListener bobs;
    bobs.start(m_practice->addressFor(bobsLogin->login), bobsLogin->password);
    SharedListener anns;
    anns.start(m_practice->addressFor(m_ann->login), m_ann->password);
    QTRY_VERIFY_WITH_TIMEOUT(bobs.hears() && anns.hears(), 20'000);
    // No round of the timer's, as the product has it while somebody says so.
    ann.engine.setTold(true);
    bob.engine.setTold(true);
    QVERIFY(ann.settled() && bob.settled());
    QTest::qWait(700); // a round that was due by the shorter time
    connect(&bobs, &SharedListener::heard, &bob.engine, &SyncEngine::wakeFor);
    connect(&anns, &SharedListener::heard, &ann.engine, &SyncEngine::wakeFor);
    QSignalSpy heard(&bobs, &SharedListener::heard);
    const int rounds = bob.rounds;
    QCOMPARE(ann.engine.status().backlog, 0);

    for (int n = 0; n < texts; ++n)
        QVERIFY(waited(ann.store.outbox.add(StoreFixture::text(client, u"text %1"_s.arg(n)))).has_value());
    QCOMPARE(ann.value(u"SELECT count(*) FROM sync_queue"_s), QString::number(texts));
    ann.engine.wake();
    QTRY_COMPARE_WITH_TIMEOUT(bob.value(u"SELECT count(*) FROM communication_logs"_s), QString::number(here + texts),
                              20'000);
    QTRY_COMPARE_WITH_TIMEOUT(bob.engine.status().state, SyncStatus::State::UpToDate, 20'000);
    QTest::qWait(1000); // a word that would follow
    QCOMPARE(heard.count(), 1);
    QCOMPARE(bob.rounds - rounds, 1);
}

/// Each round of each computer asks for rows without a client. What another transaction holds stays for a later round,
/// and nobody is woken for it: rounds that wake rounds would never end.
void SharedListenerTest::heldRowsAreNoNews()
{
    const QString orphan =
        m_practice->asSuperuser(u"INSERT INTO communication_logs (communication_type, direction, from_number, status) "
                                "VALUES ('sms', 'inbound', '+13125550177', 'received') RETURNING id"_s);
    const auto holder = m_practice->connect(PostgresCluster::superuser(), m_cluster->password());
    QVERIFY(holder);
    const auto held =
        m_practice->holdOpen(*holder, u"SELECT id FROM communication_logs WHERE client_id IS NULL FOR UPDATE"_s);
    QVERIFY(!held.isFinished());
    SharedListener listener;
    QSignalSpy heard(&listener, &SharedListener::heard);
    listener.start(m_practice->addressFor(m_ann->login), m_ann->password);
    QTRY_VERIFY_WITH_TIMEOUT(listener.hears(), 20'000);
    heard.clear();
    const auto adopted = [this] { return PracticeFixture::value(*m_ann, u"SELECT practiceline.adopt_rows()::text"_s); };
    for (int round = 0; round < 3; ++round)
        QCOMPARE(adopted(), u"0"_s);
    QTest::qWait(300);
    QCOMPARE(heard.count(), 0);
    QVERIFY(waited(held));
    QVERIFY(adopted().toInt() > 0);
    QTRY_VERIFY_WITH_TIMEOUT(heard.count() > 0, 20'000);
    QCOMPARE(m_practice->asSuperuser(u"SELECT client_id IS NULL FROM communication_logs WHERE id = '%1'"_s.arg(
                 orphan.section(u'\n', 0, 0))),
             u"f"_s);
    // And nothing is left to say.
    QTRY_COMPARE_WITH_TIMEOUT(adopted(), u"0"_s, 20'000);
    QTest::qWait(300);
    heard.clear();
    QCOMPARE(adopted(), u"0"_s);
    QTest::qWait(300);
    QCOMPARE(heard.count(), 0);
}

void SharedListenerTest::fault19CatchesUpAfterReconnect()
{
    SharedListener listener;
    QSignalSpy heard(&listener, &SharedListener::heard);
    listener.start(m_practice->addressFor(m_ann->login), m_ann->password);
    QTRY_VERIFY_WITH_TIMEOUT(listener.hears(), 20'000);
    m_cluster->kill9();
    QTRY_VERIFY_WITH_TIMEOUT(!listener.hears(), 60'000);
    heard.clear();
    QVERIFY(m_cluster->restart());
    QTRY_VERIFY_WITH_TIMEOUT(listener.hears(), 60'000);
    QCOMPARE(heard.count(), 1); // anything may have been said meanwhile
}

/// Nothing is asked over it; without a look it would hear nothing until the next pulse, ten seconds later.
void SharedListenerTest::fault19NoticesTheEndOfItsLine()
{
    BadLine line(m_cluster->port());
    PracticeAddress address = m_practice->addressFor(m_ann->login);
    address.port = line.port();
    SharedListener listener;
    QSignalSpy heard(&listener, &SharedListener::heard);
    listener.start(address, m_ann->password);
    QTRY_VERIFY_WITH_TIMEOUT(listener.hears(), 20'000);
    heard.clear();
    QElapsedTimer clock;
    clock.start();
    line.block();
    QTRY_VERIFY_WITH_TIMEOUT(!listener.hears(), 20'000);
    QVERIFY2(clock.elapsed() < 6000, qPrintable(QString::number(clock.elapsed())));
    line.heal();
    QTRY_VERIFY_WITH_TIMEOUT(listener.hears(), 20'000);
    QVERIFY(heard.count() >= 1); // anything may have been said meanwhile
}

/// After an outage everybody listens anew, and says a word to hear it.
void SharedListenerTest::echoesOfOthersAreNoNews()
{
    SharedListener first;
    QSignalSpy heard(&first, &SharedListener::heard);
    first.start(m_practice->addressFor(m_ann->login), m_ann->password);
    QTRY_VERIFY_WITH_TIMEOUT(first.hears(), 20'000);
    heard.clear();
    SharedListener second;
    second.start(m_practice->addressFor(m_ann->login), m_ann->password);
    QTRY_VERIFY_WITH_TIMEOUT(second.hears(), 20'000);
    // Words come in the order in which they were said.
    (void)m_practice->asSuperuser(u"SELECT pg_notify('practiceline', 'poll_lease')"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!heard.isEmpty(), 20'000);
    QCOMPARE(heard.first().first().toString(), u"poll_lease"_s);
}

void SharedListenerTest::poolerForgetsListen()
{
    if (!PgBouncer::isInstalled())
        QSKIP("PgBouncer is not installed");
    PgBouncer pooler(m_certificates);
    QVERIFY2(pooler.start(*m_cluster), qPrintable(pooler.log()));
    PracticeAddress address = m_practice->addressFor(m_ann->login);
    address.port = pooler.port();
    SharedListener listener;
    QSignalSpy heard(&listener, &SharedListener::heard);
    listener.start(address, m_ann->password);
    QTRY_COMPARE_WITH_TIMEOUT(heard.count(), 1, 20'000);
    // Sharing itself works through it, by the timer.
    Desktop ann(*m_practice, *m_ann,
                std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{{1, SecureKey::random()}}), {},
                pooler.port());
    QVERIFY2(ann.start(), qPrintable(pooler.log()));
    const Client client = ann.store.addClient(u"Maria"_s, u"+13125550142"_s);
    QVERIFY(waited(ann.store.outbox.add(StoreFixture::text(client, u"?!'\\ über den Pooler"_s))).has_value());
    QVERIFY(ann.settled());
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM communication_logs WHERE peer = '+13125550142'"_s), u"1"_s);
    QTest::qWait(6000); // longer than it waits for its own word
    QVERIFY(!listener.hears());
}

QTEST_GUILESS_MAIN(SharedListenerTest)
#include "tst_sharedlistener.moc"
