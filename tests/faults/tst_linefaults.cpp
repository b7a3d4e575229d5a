#include "../services/sync/desktopfixture.h"
#include "clock.h"
#include "faultstest.h"
#include "sync/polllease.h"
#include "sync/practicegate.h"
#include "sync/sharedlistener.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace
{
using namespace std::chrono_literals;

const QString maria = u"+13125550142"_s;
} // namespace

/// Every call of libpq fails once while a computer holds the lease and tells news, asks before a text leaves, or
/// listens: all of it comes back by itself (reliability.md, faults 16 to 20).
class LineFaultsTest : public FaultsTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyCallOfTheLeaseFails_data() { moments(); }
    void everyCallOfTheLeaseFails();
    void everyCallOfTheGateFails_data() { moments(); }
    void everyCallOfTheGateFails();
    void everyCallOfTheListenerFails_data() { moments(); }
    void everyCallOfTheListenerFails();
    void cleanup();

private:
    std::unique_ptr<Person> m_ann;
    std::unique_ptr<Person> m_ben;
    std::unique_ptr<Desktop> m_desktop; ///< Ann's
};

void LineFaultsTest::init()
{
    QVERIFY(migrate());
    m_ann = m_practice->addAdmin(u"Ann"_s);
    m_ben = m_practice->add(*m_ann, u"Ben"_s, u"staff"_s);
    QVERIFY2(m_ben, qPrintable(m_practice->whyNot()));
    m_desktop = std::make_unique<Desktop>(
        *m_practice, *m_ann, std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{{1, SecureKey::random()}}));
    m_desktop->engine.setTold(true); // rounds come when they are asked for
    QVERIFY(m_desktop->start());
}

void LineFaultsTest::cleanup()
{
    m_desktop.reset();
    m_ben.reset();
    m_ann.reset();
    m_practice.reset();
}

/// Taken, renewed, news told under it, the mark set, and given back: by one computer, which nobody helps.
void LineFaultsTest::everyCallOfTheLeaseFails()
{
    QFETCH(bool, isDone);
    PollLease lease(m_desktop->shared, {100ms, 2s});
    m_desktop->engine.setNewsEpoch([&lease] { return lease.epoch(); });
    const QString bens = DeviceId::create().toString();
    FaultRun run(isDone);
    while (run.next()) {
        auto news = StoreFixture::news(Direction::Inbound, u"SM%1"_s.arg(run.call()), maria, u"Text"_s, u"received"_s);
        QVERIFY(waited(m_desktop->store.communications.apply({news}, {QString::fromLatin1(StoreFixture::ownNumber)})));
        m_desktop->shared.close();
        run.arm();
        m_desktop->engine.wake();
        lease.start(m_desktop->id);
        QVERIFY(QTest::qWaitFor([&] { return lease.isOurs(); }, 30'000));
        QVERIFY2(m_desktop->settled(), qPrintable(run.where()));
        const QDateTime mark = QDateTime::currentDateTimeUtc();
        // A mark that is lost comes again with the next round of the poller.
        QTRY_VERIFY_WITH_TIMEOUT((lease.setNewsMark(mark), lease.newsMark().isValid() && lease.newsMark() >= mark),
                                 30'000);
        lease.stop();
        QVERIFY(m_desktop->settled());
        run.disarm();
        QVERIFY2(m_desktop->settled(), qPrintable(run.where()));
        QCOMPARE(m_desktop->engine.status().refused, 0);
        QCOMPARE(m_desktop->value(u"SELECT count(*) FROM sync_queue"_s), u"0"_s);
        QCOMPARE(shared(u"SELECT count(*) || ' ' || count(DISTINCT listed_sid) FROM communication_logs"_s),
                 u"%1 %1"_s.arg(run.call()));
        // One whose release was not heard is free when it runs out.
        QTRY_VERIFY_WITH_TIMEOUT(
            PracticeFixture::value(*m_ben, u"SELECT epoch::text FROM practiceline.take_lease(?::uuid, 1)"_s, {bens})
                    .toInt() > 0,
            30'000);
        (void)PracticeFixture::value(*m_ben, u"SELECT practiceline.release_lease(?::uuid, NULL)::text"_s, {bens});
    }
    QVERIFY(run.failed() >= 15);
    qInfo("%d calls", run.failed());
}

/// A colleague's STOP stands in the practice alone, and this computer has sent all that the hour allows: at no moment
/// does an answer, or none, let the text go. However often it is asked for, it counts once.
void LineFaultsTest::everyCallOfTheGateFails()
{
    QFETCH(bool, isDone);
    const SystemClock clock;
    PracticeSettings settings = m_desktop->store.settings.current();
    settings.sendsPerHour = 1;
    QVERIFY(waited(m_desktop->store.settings.save(settings)));
    const Client client = m_desktop->store.addClient(u"Maria"_s, maria);
    const auto sent = waited(m_desktop->store.outbox.add(StoreFixture::text(client, u"Sent"_s)));
    QVERIFY(sent && waited(m_desktop->store.outbox.markSending(sent->id, AttemptId::create(), clock.now())));
    QVERIFY(m_desktop->settled());
    QCOMPARE(shared(u"SET client_min_messages = warning; DELETE FROM practiceline.settings WHERE key = "
                    "'practice.sends_per_hour'; UPDATE practiceline.client_numbers SET permission = 'opted_out', "
                    "permission_since = now()"_s),
             QString());
    PracticeGate gate(m_desktop->store.database, m_desktop->shared, m_desktop->store.settings, clock);
    int unreached = 0;
    FaultRun run(isDone);
    while (run.next()) {
        Communication row = StoreFixture::text(client, u"Text %1"_s.arg(run.call()));
        row.id = CommunicationId::create();
        const auto isAnswered = [&] { // and never wrongly
            const auto advice = waited(gate.ask(row));
            if (advice && advice->permission == TextPermission::OptedOut)
                return true;
            ++unreached;
            if (!advice || !advice->wait)
                QTest::qFail(qPrintable(u"it would be sent: "_s + run.where(advice)), __FILE__, __LINE__);
            return false;
        };
        m_desktop->shared.close();
        run.arm();
        m_desktop->engine.wake();
        QVERIFY(QTest::qWaitFor(isAnswered, 30'000));
        QVERIFY(QTest::qWaitFor(isAnswered, 30'000));
        run.disarm();
        QVERIFY(QTest::qWaitFor(isAnswered, 30'000));
        QCOMPARE(shared(u"SELECT count(*) FROM practiceline.send_slots WHERE id = '%1'"_s.arg(row.id.toString())),
                 u"1"_s);
        QVERIFY(m_desktop->settled());
    }
    QVERIFY(run.failed() >= 10);
    QVERIFY(unreached > run.failed() / 2);
    qInfo("%d calls", run.failed());
}

/// Connects, says that it hears, and hears what a colleague's computer says; or that anything may have been said.
void LineFaultsTest::everyCallOfTheListenerFails()
{
    QFETCH(bool, isDone);
    m_desktop->engine.stop();
    FaultRun run(isDone);
    while (run.next()) {
        SharedListener listener;
        QSignalSpy heard(&listener, &SharedListener::heard);
        run.arm();
        listener.start(m_practice->addressFor(m_ann->login), m_ann->password);
        QTRY_VERIFY2_WITH_TIMEOUT(listener.hears(), qPrintable(run.where()), 60'000);
        const auto before = heard.count();
        QVERIFY(before > 0);
        (void)shared(u"INSERT INTO communication_logs (communication_type, direction) VALUES ('sms', 'inbound')"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(heard.count() > before, qPrintable(run.where()), 60'000);
        run.disarm();
        QTRY_VERIFY2_WITH_TIMEOUT(listener.hears(), qPrintable(run.where()), 60'000);
        listener.stop();
    }
    QVERIFY(run.failed() >= 15);
    qInfo("%d calls", run.failed());
}

QTEST_GUILESS_MAIN(LineFaultsTest)
#include "tst_linefaults.moc"
