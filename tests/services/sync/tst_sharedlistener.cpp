#include "desktopfixture.h"
#include "support/pgbouncer.h"
#include "sync/sharedlistener.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

/// A word from the practice, and what happens where none comes.
class SharedListenerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void hearsWhatACollegueCommits();
    void fault19CatchesUpAfterReconnect();
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
