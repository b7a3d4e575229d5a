#include "faultspeople.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace
{
/// The only administrator stays; Ben's membership ends.
const QString ben = u"Ben"_s;
} // namespace

/// Every call of libpq fails once while a computer finds out that its person's membership has ended, hands over what it
/// sent, and says that it has erased the rest: nothing of it is lost, nothing arrives twice.
class PartingFaultsTest : public PeopleTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyCallOfFindingOutFails_data() { moments(); }
    void everyCallOfFindingOutFails();
    void everyCallOfHandingOverFails_data() { moments(); }
    void everyCallOfHandingOverFails();
    void everyCallOfSayingErasedFails_data() { moments(); }
    void everyCallOfSayingErasedFails();
    void cleanup();

private:
    bool isParting() const { return m_computer->sharing().state() == Sharing::State::Parting; }
    /// A text that Twilio took, and that the practice has not heard of.
    void sendText(int number);

    std::unique_ptr<Computer> m_computer; ///< Ben's
    Client m_client;
};

void PartingFaultsTest::init()
{
    QVERIFY(migrate());
    auto first = waited(PracticeSetUp().run(setUpRequest(), Membership::begin()));
    QVERIFY2(first && first->writeCa(m_folder.path()), qPrintable(first ? QString() : first.error().detail));
    ann = std::make_unique<Line>(*first);
    QVERIFY(ann->isThere());
    const auto invited = invite(ben);
    m_computer = std::make_unique<Computer>(Computer::onlyWhenAsked());
    QVERIFY(invited && m_computer->open());
    QVERIFY(waited(m_computer->sharing().join(*invited)));
    const auto requests = waited(ann->people.requests());
    QVERIFY(requests && requests->size() == 1 && waited(ann->people.approve(requests->first(), ann->member)));
    QTRY_VERIFY_WITH_TIMEOUT(
        (m_computer->sharing().lookForApproval(), m_computer->sharing().state() == Sharing::State::Member), 60'000);
    m_client = m_computer->store.addClient(u"Maria"_s, u"+13125550142"_s);
    QVERIFY(m_computer->settled());
}

void PartingFaultsTest::cleanup()
{
    if (m_computer)
        m_computer->sharing().stop();
    m_computer.reset();
    ann.reset();
    m_practice.reset();
}

void PartingFaultsTest::sendText(int number)
{
    OutboxStore &outbox = m_computer->store.outbox;
    const auto row = waited(outbox.add(StoreFixture::text(m_client, u"Text %1"_s.arg(number))));
    QVERIFY(row);
    const auto attempt = AttemptId::create();
    const auto at = QDateTime::currentDateTimeUtc();
    QVERIFY(waited(outbox.markSending(row->id, attempt, at)));
    QVERIFY(
        waited(outbox.markAccepted(row->id, attempt, u"SM%1"_s.arg(number, 32, 10, QChar(u'0')), u"queued"_s, {}, at)));
}

/// Removed by an administrator, it is shut out and asks for the signed word; nothing is erased for less.
void PartingFaultsTest::everyCallOfFindingOutFails()
{
    QFETCH(bool, isDone);
    m_computer->sharing().stop();
    const auto removed = waited(ann->people.remove(m_computer->sharing().me(), ann->member));
    QVERIFY2(removed, qPrintable(removed ? QString() : removed.error().detail));
    FaultRun run(isDone);
    while (run.next()) {
        run.arm();
        QVERIFY(m_computer->start());
        QTRY_VERIFY2_WITH_TIMEOUT(isParting(), qPrintable(run.where()), 60'000);
        run.disarm();
        QVERIFY(!m_computer->sharing().end().byOneself);
        // As if it did not know.
        QTRY_VERIFY(!waited(m_computer->store.settings.mark(Sharing::endedMark()))->isEmpty());
        m_computer->sharing().stop();
        QVERIFY(waited(m_computer->store.settings.setMark(Sharing::endedMark(), {})));
    }
    qInfo("%d calls", run.failed());
    QVERIFY(run.failed() >= 10);
}

/// One membership ends; it hands over again and again, each time a text and its entries more.
void PartingFaultsTest::everyCallOfHandingOverFails()
{
    QFETCH(bool, isDone);
    QVERIFY(waited(m_computer->sharing().leave()));
    QVERIFY(isParting());
    const QString device = m_computer->sharing().device().toString();
    QSignalSpy over(&m_computer->sharing(), &Sharing::handedOver);
    QSignalSpy waits(&m_computer->sharing(), &Sharing::handingOverWaits);
    const QString records =
        u"SELECT count(*) || ' ' || max(number) FROM practiceline.audit_log WHERE device_id = '%1'"_s;
    FaultRun run(isDone);
    while (run.next()) {
        sendText(run.call());
        m_computer->sharing().database().close(); // from the connecting on
        const auto before = waits.count();
        run.arm();
        m_computer->sharing().handOver();
        QTRY_VERIFY2_WITH_TIMEOUT(over.count() == run.call(), qPrintable(run.where()), 60'000);
        run.disarm();
        for (qsizetype at = before; at < waits.count(); ++at)
            QCOMPARE(waits.at(at).first().value<Error>().kind, ErrorKind::Offline);
        const auto left = over.last().first().value<SyncMemory::Leftovers>();
        QCOMPARE(left.notShared, qint64(0));
        QCOMPARE(shared(u"SELECT count(*) || ' ' || count(DISTINCT message_sid) || ' ' || count(content_enc) FROM "
                        "public.communication_logs"_s),
                 u"%1 %1 %1"_s.arg(run.call()));
        const auto last = waited(m_computer->store.database.run(AuditChain::lastNumber));
        QVERIFY(last);
        QCOMPARE(shared(records.arg(device)), u"%1 %1"_s.arg(*last));
        QCOMPARE(shared(u"SELECT count(*) FROM practiceline.audit_log WHERE what = 'practice.parted'"_s), u"1"_s);
        QCOMPARE(m_computer->notes(u"practice.parted"_s).size(), qsizetype(1));
    }
    qInfo("%d calls, waited %d times", run.failed(), int(waits.count()));
    QVERIFY(run.failed() >= 12);
    QVERIFY(waits.count() >= 8);
}

/// The last word, which opens the way for locking the login. Each run says it of another computer of Ben's.
void PartingFaultsTest::everyCallOfSayingErasedFails()
{
    QFETCH(bool, isDone);
    QVERIFY(waited(m_computer->sharing().leave()));
    QSignalSpy over(&m_computer->sharing(), &Sharing::handedOver);
    m_computer->sharing().handOver();
    QVERIFY(over.wait(60'000)); // from here on the practice knows this computer by its records
    const Membership member = m_computer->sharing().membership();
    const QString logins = u"SELECT count(*) FROM pg_roles l JOIN practiceline.staff s ON s.login = l.rolname WHERE "
                           "s.name = 'Ben' AND l.rolcanlogin"_s;
    SharedDatabase line;
    Parting parting(m_computer->store.database, line, std::chrono::milliseconds(50));
    QVERIFY(waited(line.open(member.address, member.password)));
    FaultRun run(isDone);
    while (run.next()) {
        line.close(); // the keychain took its time
        run.arm();
        const auto said = waited(parting.sayErased(member, DeviceId::create(), {2, 0}));
        run.disarm();
        QVERIFY2(said, qPrintable(run.where(said)));
        QCOMPARE(shared(u"SELECT count(*) || ' ' || sum(not_shared) FROM practiceline.erasures"_s),
                 u"%1 %2"_s.arg(run.call()).arg(2 * run.call()));
        QCOMPARE(shared(u"SELECT count(*) FROM practiceline.practice_log WHERE entry::jsonb ->> 'what' = "
                        "'person.erased'"_s),
                 QString::number(run.call()));
        QCOMPARE(shared(logins), u"1"_s);
    }
    QVERIFY(run.failed() >= 3);
    // The last computer's word, of which the answer is lost: the login is locked, and that is no error to wait for.
    PgFaults::arm(1, PgFaults::Moment::After);
    (void)waited(m_computer->sharing().sayErased({}));
    (void)PgFaults::disarm();
    QCOMPARE(shared(logins), u"0"_s);
    QCOMPARE(shared(u"SELECT count(*) FROM practiceline.practice_log WHERE entry::jsonb ->> 'what' = "
                    "'person.erased'"_s),
             QString::number(run.call() + 1));
    qInfo("%d calls", run.failed());
}

QTEST_GUILESS_MAIN(PartingFaultsTest)
#include "tst_partingfaults.moc"
