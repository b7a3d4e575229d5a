#include "practicetest.h"
#include "sync/polllease.h"
#include "sync/sharedlistener.h"
#include "sync/sharedsql.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace
{
using namespace std::chrono_literals;

constexpr LeaseTiming quick{300ms, 2s};
/// Takes it once and does not renew it meanwhile: a computer that sleeps, or a test that wants no sweep.
constexpr LeaseTiming once{600s, 300s};
const QString maria = u"+13125550142"_s;
const QString twins = u"SELECT count(*) FROM communication_logs"_s;

QStringList ours()
{
    return {QString::fromLatin1(StoreFixture::ownNumber)};
}

bool apply(Desktop &desktop, const QList<TwilioNews> &news)
{
    return waited(desktop.store.communications.apply(news, ours())).has_value();
}

Communication accepted(Desktop &desktop, const Client &client, const QString &body, const QString &sid)
{
    const auto row = waited(desktop.store.outbox.add(StoreFixture::text(client, body))).value_or(Communication());
    const auto attempt = AttemptId::create();
    const auto at = QDateTime::currentDateTimeUtc();
    const bool isDone =
        waited(desktop.store.outbox.markSending(row.id, attempt, at)).has_value() &&
        waited(desktop.store.outbox.markAccepted(row.id, attempt, sid, u"queued"_s, {}, at)).has_value();
    return isDone ? row : Communication();
}

/// One computer with its lease.
struct Node {
    Node(const PracticeFixture &practice, const Person &person, std::shared_ptr<const PracticeCipher> keys,
         const LeaseTiming &timing)
        : desktop(practice, person, std::move(keys))
        , lease(desktop.shared, timing)
    {
        desktop.engine.setNewsEpoch([this] { return lease.epoch(); });
    }
    bool start()
    {
        if (!desktop.start())
            return false;
        lease.start(desktop.id);
        return true;
    }
    bool settled() { return desktop.settled(); }
    Desktop desktop;
    PollLease lease;
};

/// What the practice's functions answer to one person, as SQL.
class Caller
{
public:
    explicit Caller(const Person &person)
        : m_person(person)
    {
    }
    /// The epoch; empty when it is somebody else's.
    QString take(int seconds = 15) const
    {
        return value(u"SELECT epoch::text FROM practiceline.take_lease(?::uuid, ?::integer)"_s, {device, seconds});
    }
    QString apply(const QString &epoch, const QString &rows) const
    {
        return value(u"SELECT practiceline.apply_news(?::uuid, ?::bigint, ?::jsonb)::text"_s, {device, epoch, rows});
    }
    QString mark(const QString &epoch, const QString &at) const
    {
        return value(u"SELECT practiceline.set_news_mark(?::uuid, ?::bigint, ?::timestamptz)::text"_s,
                     {device, epoch, at});
    }
    QString push(const QString &rows) const
    {
        return value(u"SELECT real_id::text FROM practiceline.push_communications(?::uuid, ?::jsonb)"_s,
                     {device, rows});
    }
    QString value(const QString &sql, const QVariantList &values) const
    {
        return PracticeFixture::value(m_person, sql, values);
    }
    const QString device = QUuid::createUuid().toString(QUuid::WithoutBraces);

private:
    const Person &m_person;
};
} // namespace

/// One computer of a practice reads Twilio's lists for all: who, since when, and what it may write.
class PollLeaseTest : public PracticeTest
{
    Q_OBJECT

private Q_SLOTS:
    void ofManyThatStartTogetherOneHolds();
    void fault18TakeoverAfterKill();
    void cleanEndFreesItAtOnce();
    void fault18FrozenHolderIsFenced();
    void fault18OverlapIsHarmless();
    void noStaffOnceAClientIsPrivate();
    void nobodyReadsBeforeItIsKnownWhetherItShares();
    void whoCanNotReadTakesNoLease();
    void onlyTheHolderSettlesDoubts();
    void supervisorNeverHolds();
    void serverGoneEachAlone();
    void newsMark();
    void newsReachesAColleague_data();
    void newsReachesAColleague();
    void callWithChildLegReachesAColleague();
    void callThatTheClientDidNotAnswer();
    void callIsAsLongAsTheClientTalked();
    void aTextSentAgainIsNotTheFirst_data();
    void aTextSentAgainIsNotTheFirst();
    void statusOfAColleaguesRow();
    void bodyThatDoesNotOpenKeepsNoStatusBack();
    void bodyIsTakenForItsOwnRowOnly();
    void newsWaitsUntilThePracticeHasIt();
    void noteOfNewsThatWaitedArrives();
    void listedAndTrueRow_data();
    void listedAndTrueRow();
    void twinsOfTheSameMoment_data();
    void twinsOfTheSameMoment();
    void listedTwinThatIsHeardLaterChangesNothing();
    void whatTheListKnewOfACallStays();
    void twinThatIsHeldIsSweptLater();
    void manyRowsAreSwept_data();
    void manyRowsAreSwept();
    void sweepWaitsForOlderTransactions();
    void hostileNews_data();
    void hostileNews();
    void hostileRowIsParkedAlone();
    void leaseIsClosedToOthers();
    void costOfNews();

private:
    void end() override;
    std::unique_ptr<Node> node(const Person &person, const LeaseTiming &timing = quick);

    std::unique_ptr<Node> ann;
    std::unique_ptr<Node> bob;
};

std::unique_ptr<Node> PollLeaseTest::node(const Person &person, const LeaseTiming &timing)
{
    auto made = std::make_unique<Node>(*m_practice, person, m_keys, timing);
    return made->start() ? std::move(made) : nullptr;
}

void PollLeaseTest::end()
{
    ann.reset();
    bob.reset();
    PracticeTest::end();
}

void PollLeaseTest::ofManyThatStartTogetherOneHolds()
{
    ann = std::make_unique<Node>(*m_practice, *m_ann, m_keys, quick);
    bob = std::make_unique<Node>(*m_practice, *m_bob, m_keys, quick);
    QVERIFY(ann->lease.isHolder()); // it shares with nobody yet
    QVERIFY(ann->desktop.start() && bob->desktop.start());
    ann->lease.start(ann->desktop.id);
    bob->lease.start(bob->desktop.id);
    QVERIFY(!ann->lease.isHolder() && !bob->lease.isHolder());
    QTRY_VERIFY_WITH_TIMEOUT(!ann->lease.holderName().isEmpty() && !bob->lease.holderName().isEmpty(), 10'000);
    QCOMPARE(ann->lease.isHolder() + bob->lease.isHolder(), 1);
    const QString name = ann->lease.isHolder() ? u"Ann"_s : u"Bob"_s;
    QCOMPARE(ann->lease.holderName(), name);
    QCOMPARE(bob->lease.holderName(), name);
    QTest::qWait(3000); // longer than a lease: it is renewed
    QCOMPARE(ann->lease.isHolder() ? u"Ann"_s : u"Bob"_s, name);
    QCOMPARE(m_practice->asSuperuser(u"SELECT epoch FROM practiceline.poll_lease"_s), u"1"_s);
    // Many connections in the very same moment.
    std::vector<std::unique_ptr<SharedDatabase>> many;
    for (int n = 0; n < 8; ++n) {
        const Person &person = n % 2 ? *m_ann : *m_bob;
        many.push_back(m_practice->connect(person.login, person.password));
        QVERIFY(many.back());
    }
    ann.reset();
    bob.reset();
    for (int round = 0; round < 20; ++round) {
        (void)m_practice->asSuperuser(u"UPDATE practiceline.poll_lease SET expires = to_timestamp(0)"_s);
        QList<QFuture<Result<bool>>> answers;
        for (const auto &one : many) {
            answers.append(one->run([](QSqlDatabase &db) -> Result<bool> {
                auto query = execShared(db, u"SELECT epoch FROM practiceline.take_lease(gen_random_uuid(), 15)"_s);
                if (!query)
                    return query.error();
                return query->next() && !query->isNull(0);
            }));
        }
        int holders = 0;
        for (const auto &answer : answers)
            holders += waited(answer).value_or(false);
        QCOMPARE(holders, 1);
    }
}

void PollLeaseTest::fault18TakeoverAfterKill()
{
    ann = node(*m_ann);
    QVERIFY(ann);
    QTRY_VERIFY(ann->lease.isHolder());
    bob = node(*m_bob);
    QVERIFY(bob);
    QTRY_COMPARE(bob->lease.holderName(), u"Ann"_s);
    QVERIFY(!bob->lease.isHolder());
    QSignalSpy changed(&bob->lease, &PollLease::holderChanged);
    ann.reset();
    QElapsedTimer since;
    since.start();
    QTRY_VERIFY_WITH_TIMEOUT(bob->lease.isHolder(), 20'000);
    qInfo("taken over after %lld ms", since.elapsed());
    QVERIFY(since.elapsed() < 2000 + 300 + 1000); // and what a busy machine adds
    QCOMPARE(changed.count(), 1);
    QCOMPARE(m_practice->asSuperuser(u"SELECT epoch FROM practiceline.poll_lease"_s), u"2"_s);
}

void PollLeaseTest::cleanEndFreesItAtOnce()
{
    const LeaseTiming slow{100s, 300s};
    ann = node(*m_ann, slow);
    QVERIFY(ann);
    QTRY_VERIFY_WITH_TIMEOUT(ann->lease.isHolder(), 10'000);
    bob = node(*m_bob, slow);
    QVERIFY(bob);
    QTRY_COMPARE(bob->lease.holderName(), u"Ann"_s);
    SharedListener listener;
    connect(&listener, &SharedListener::heard, &bob->lease, &PollLease::wake);
    listener.start(m_practice->addressFor(m_bob->login), m_bob->password);
    QTRY_VERIFY_WITH_TIMEOUT(listener.hears(), 20'000);
    ann->lease.stop();
    ann->desktop.engine.stop();
    QTRY_VERIFY_WITH_TIMEOUT(bob->lease.isHolder(), 5000);
    // One that ends while its first question is under way keeps it from nobody.
    (void)m_practice->asSuperuser(u"UPDATE practiceline.poll_lease SET expires = to_timestamp(0)"_s);
    bob.reset();
    auto carol = node(*m_ann, slow);
    QVERIFY(carol);
    carol->lease.stop();
    QVERIFY(carol->settled());
    QCOMPARE(m_practice->asSuperuser(u"SELECT epoch, expires < clock_timestamp() FROM practiceline.poll_lease"_s),
             u"3|t"_s);
}

void PollLeaseTest::fault18FrozenHolderIsFenced()
{
    const Caller sleeper(*m_ann);
    const Caller other(*m_bob);
    const QString epoch = sleeper.take(1);
    QCOMPARE(epoch, u"1"_s);
    QCOMPARE(other.take(), QString());
    const QString row = uR"([{"id": "%1", "listed_sid": "SM%2", "communication_type": "sms", "direction": "inbound",
        "from_number": "+13125550142", "to_number": "+13125550100", "status": "received"}])"_s;
    QCOMPARE(sleeper.apply(epoch, row.arg(QUuid::createUuid().toString(QUuid::WithoutBraces), u"1"_s)), QString());
    QTest::qWait(1100);
    // Run out, though nobody has it yet.
    QVERIFY(
        sleeper.apply(epoch, row.arg(QUuid::createUuid().toString(QUuid::WithoutBraces), u"2"_s)).contains(u"PL001"_s));
    QCOMPARE(other.take(), u"2"_s);
    for (const QString &guess : {epoch, u"2"_s, u"3"_s, u"0"_s})
        QVERIFY(sleeper.apply(guess, row.arg(QUuid::createUuid().toString(QUuid::WithoutBraces), u"3"_s))
                    .contains(u"PL001"_s));
    QVERIFY(other.apply(u"1"_s, u"[]"_s).contains(u"PL001"_s));
    QCOMPARE(m_practice->asSuperuser(u"SELECT string_agg(listed_sid, ',') FROM communication_logs"_s), u"SM1"_s);
    // Nor by the other's device id, which is no secret.
    QCOMPARE(sleeper.value(u"SELECT epoch::text FROM practiceline.take_lease(?::uuid, 15)"_s, {other.device}),
             QString());
    QVERIFY(sleeper.value(u"SELECT practiceline.apply_news(?::uuid, 2, '[]')::text"_s, {other.device})
                .contains(u"PL001"_s));
    (void)sleeper.value(u"SELECT practiceline.release_lease(?::uuid, 2)::text"_s, {other.device});
    QCOMPARE(other.apply(u"2"_s, u"[]"_s), QString());

    // The same by the product: a computer that believes that it has it.
    (void)m_practice->asSuperuser(u"UPDATE practiceline.poll_lease SET expires = to_timestamp(0)"_s);
    ann = node(*m_ann, {5s, 300s});
    QVERIFY(ann);
    QTRY_VERIFY(ann->lease.isHolder());
    (void)m_practice->asSuperuser(u"UPDATE practiceline.poll_lease SET expires = to_timestamp(0)"_s); // it slept
    QCOMPARE(other.take(), u"4"_s);
    QVERIFY(
        apply(ann->desktop, {StoreFixture::news(Direction::Inbound, u"SMlate"_s, maria, u"Late"_s, u"received"_s)}));
    QVERIFY(ann->lease.isHolder());
    QVERIFY(ann->settled()); // refused, and that stops nothing
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM communication_logs WHERE listed_sid = 'SMlate'"_s), u"0"_s);
    QVERIFY(ann->desktop.engine.status().refused == 0);
    QTRY_VERIFY_WITH_TIMEOUT(!ann->lease.isHolder(), 10'000); // its next renewal
    QCOMPARE(ann->lease.holderName(), u"Bob"_s);
}

void PollLeaseTest::fault18OverlapIsHarmless()
{
    ann = node(*m_ann);
    bob = node(*m_bob, once);
    QVERIFY(ann && bob);
    QTRY_VERIFY(ann->lease.isHolder());
    const auto inbound = StoreFixture::news(Direction::Inbound, u"SMin"_s, maria, u"Is it tomorrow?"_s, u"received"_s);
    auto outbound = StoreFixture::news(Direction::Outbound, u"SMout"_s, maria, u"By another program"_s, u"sent"_s);
    // Both have read the list, one of them less of it.
    QVERIFY(apply(bob->desktop, {inbound, outbound}));
    const QString ids = u"SELECT group_concat(id) FROM (SELECT id FROM communication_logs ORDER BY message_sid)"_s;
    const QString bobsIds = bob->desktop.value(ids);
    outbound.status = u"delivered"_s;
    QVERIFY(apply(ann->desktop, {inbound, outbound}));
    QVERIFY(ann->settled());
    ann->lease.stop();
    (void)m_practice->asSuperuser(u"UPDATE practiceline.poll_lease SET expires = to_timestamp(0)"_s);
    // Bob's waits as long as he does not know whose it is; then it goes, though all is there already.
    bob->desktop.exec(u"INSERT OR IGNORE INTO sync_queue (kind, id) SELECT 'news', id FROM communication_logs"_s);
    bob->lease.wake();
    QTRY_VERIFY(bob->lease.isHolder());
    QVERIFY(bob->settled() && ann->settled() && bob->settled());
    QVERIFY(bobsIds != ann->desktop.value(ids));
    for (Node *one : {ann.get(), bob.get()}) {
        QCOMPARE(one->desktop.value(ids), ann->desktop.value(ids));
        QCOMPARE(one->desktop.rows(u"SELECT message_sid, status, unread FROM communication_logs ORDER BY 1"_s),
                 (QStringList{u"SMin|received|1"_s, u"SMout|delivered|0"_s}));
        const Client client = one->desktop.client(maria);
        QCOMPARE(client.unread, 1);
        const auto rows = one->desktop.conversation(client.id);
        QCOMPARE(rows.size(), 2);
        for (const Communication &row : rows)
            QVERIFY(!row.body.isEmpty() && !row.bodyLocked);
        QCOMPARE(one->desktop.value(u"SELECT count(*) FROM clients"_s), u"1"_s);
        QCOMPARE(one->desktop.rows(u"SELECT kind, id, refusal FROM sync_queue"_s).join(u' '), QString());
    }
    QCOMPARE(m_practice->asSuperuser(twins), u"2"_s);
}

void PollLeaseTest::noStaffOnceAClientIsPrivate()
{
    bob = node(*m_bob);
    QVERIFY(bob);
    QTRY_VERIFY(bob->lease.isHolder());
    ann = node(*m_ann);
    QVERIFY(ann);
    const Client client = ann->desktop.store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled());
    QVERIFY(bob->lease.isHolder());
    const QString epoch = m_practice->asSuperuser(u"SELECT epoch FROM practiceline.poll_lease"_s);
    QCOMPARE(PracticeFixture::value(*m_ann, u"SELECT practiceline.show_client(?::uuid, ?::uuid)::text"_s,
                                    {client.id.toString(), m_ann->id}),
             QString());
    // From that moment on, not from his next renewal.
    QVERIFY(PracticeFixture::value(*m_bob, u"SELECT practiceline.apply_news(?::uuid, ?::bigint, '[]')::text"_s,
                                   {bob->desktop.id.toString(), epoch})
                .contains(u"PL001"_s));
    QTRY_VERIFY(!bob->lease.isHolder());
    QCOMPARE(bob->lease.refusal(), PollLease::Refusal::PrivateClients);
    QTRY_VERIFY(ann->lease.isHolder()); // at once: he gave it back
    QTRY_COMPARE(bob->lease.holderName(), u"Ann"_s);
    QCOMPARE(Caller(*m_bob).value(u"SELECT refusal FROM practiceline.take_lease(gen_random_uuid(), 15)"_s, {}),
             u"private"_s);
    // Nor by cutting the line to the practice.
    m_cluster->kill9();
    QTRY_VERIFY_WITH_TIMEOUT(bob->desktop.engine.status().state == SyncStatus::State::Offline, 30'000);
    QTest::qWait(2500);
    const bool isHolder = bob->lease.isHolder();
    QVERIFY(m_cluster->restart());
    QVERIFY(!isHolder);
    QVERIFY(ann->lease.isHolder());
    // Shared again, he may.
    QVERIFY(ann->settled() && bob->settled());
    ann->lease.stop();
    (void)m_practice->asSuperuser(u"UPDATE practiceline.clients SET visible_to = NULL"_s);
    QTRY_VERIFY(bob->lease.isHolder());
    QCOMPARE(bob->lease.refusal(), PollLease::Refusal::None);
}

void PollLeaseTest::nobodyReadsBeforeItIsKnownWhetherItShares()
{
    SharedDatabase shared;
    PollLease lease(shared);
    QSignalSpy changed(&lease, &PollLease::holderChanged);
    QVERIFY(lease.isHolder());
    lease.withhold();
    QVERIFY(!lease.isHolder());
    lease.stop(); // it does not
    QVERIFY(lease.isHolder() && !lease.isOurs());
    QCOMPARE(changed, (QList<QVariantList>{{false}, {true}}));
}

/// A computer without a login, or with one that only sends, keeps nobody else from reading.
void PollLeaseTest::whoCanNotReadTakesNoLease()
{
    ann = node(*m_ann);
    QVERIFY(ann);
    QTRY_VERIFY(ann->lease.isHolder());
    QSignalSpy changed(&ann->lease, &PollLease::holderChanged);
    ann->lease.setCanRead(false);
    QVERIFY(!ann->lease.isHolder());
    QCOMPARE(changed, (QList<QVariantList>{{false}}));
    bob = node(*m_bob);
    QVERIFY(bob);
    QTRY_VERIFY(bob->lease.isHolder()); // before hers would have run out
    QTRY_COMPARE(ann->lease.holderName(), u"Bob"_s);
    QTest::qWait(1000);
    QVERIFY(bob->lease.isHolder() && !ann->lease.isHolder());
    bob->lease.setCanRead(false);
    ann->lease.setCanRead(true);
    QTRY_VERIFY(ann->lease.isHolder());
    // Nor alone.
    ann->lease.setCanRead(false);
    m_cluster->kill9();
    QTest::qWait(4000);
    const bool reads = ann->lease.isHolder();
    QVERIFY(m_cluster->restart());
    QVERIFY(!reads);
}

void PollLeaseTest::onlyTheHolderSettlesDoubts()
{
    const Caller anns(*m_ann);
    const Caller bobs(*m_bob);
    const QString epoch = anns.take();
    const QString doubt = u"00000000-0000-0000-0000-0000000000d1"_s;
    const QString attempt = u"00000000-0000-0000-0000-0000000000a1"_s;
    (void)m_practice->asSuperuser(
        u"INSERT INTO communication_logs (id, communication_type, direction, to_number, send_state, attempt_id, "
        "attempt_at, device_id, staff_id) VALUES ('%1', 'sms', 'outbound', '%2', 'unconfirmed', '%3', now(), "
        "gen_random_uuid(), '%4'); INSERT INTO communication_logs (communication_type, direction, to_number, "
        "message_sid) VALUES ('sms', 'outbound', '%2', 'SMother')"_s.arg(doubt, maria, attempt, m_bob->id));
    const auto settle = [&](const Caller &who, const QString &of, const QVariant &sid, int looks) {
        return who.value(u"SELECT practiceline.settle_doubt(?::uuid, ?::bigint, ?::uuid, ?::uuid, ?, 'sent', "
                         "'+13125550100', '2026-03-02T10:00:00Z', 2, ?)"_s,
                         {who.device, epoch, doubt, of, sid, looks});
    };
    const auto row = [&] {
        return m_practice->asSuperuser(
            u"SELECT concat_ws(' ', send_state, message_sid, status, checks, copies) FROM communication_logs WHERE id = '%1'"_s
                .arg(doubt));
    };
    QVERIFY(settle(bobs, attempt, u"SM1"_s, 1).contains(u"PL001"_s));
    QCOMPARE(settle(anns, QUuid::createUuid().toString(QUuid::WithoutBraces), u"SM1"_s, 1), u"settled"_s);
    QCOMPARE(row(), u"unconfirmed 0 0"_s);
    for (const int looks : {3, 3, 2}) // looked, and found none; a repeated or late word counts nothing twice
        QCOMPARE(settle(anns, attempt, QVariant(), looks), u"settled"_s);
    QCOMPARE(row(), u"unconfirmed 3 0"_s);
    QCOMPARE(settle(anns, attempt, u"SMother"_s, 4), u"taken"_s);
    QVERIFY(settle(anns, attempt, QString(65, u'x'), 4).contains(u"22023"_s));
    QCOMPARE(row(), u"unconfirmed 3 0"_s);
    QCOMPARE(settle(anns, attempt, u"SM1"_s, 4), u"settled"_s);
    QCOMPARE(settle(anns, attempt, u"SM2"_s, 5), u"settled"_s);
    QCOMPARE(row(), u"accepted SM1 sent 4 2"_s);
    // A computer that broke off in the middle: not while it may still be at it.
    const QString begun = u"ALTER TABLE communication_logs DISABLE TRIGGER USER; UPDATE communication_logs SET "
                          "send_state = 'sending', checks = 0, message_sid = NULL, attempt_at = now() - interval '%1'; "
                          "ALTER TABLE communication_logs ENABLE TRIGGER USER"_s;
    (void)m_practice->asSuperuser(begun.arg(u"50 seconds"_s));
    QCOMPARE(settle(anns, attempt, QVariant(), 1), u"settled"_s);
    QCOMPARE(row(), u"sending sent 0 2"_s);
    (void)m_practice->asSuperuser(begun.arg(u"70 seconds"_s));
    QCOMPARE(settle(anns, attempt, QVariant(), 1), u"settled"_s);
    QCOMPARE(row(), u"sending sent 1 2"_s);
    QCOMPARE(settle(anns, attempt, u"SM3"_s, 2), u"settled"_s);
    QCOMPARE(row(), u"accepted SM3 sent 2 2"_s);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.practice_log WHERE entry LIKE "
                                     "'%communication.found%'"_s),
             u"2"_s);
}

void PollLeaseTest::supervisorNeverHolds()
{
    const auto sue = m_practice->add(*m_ann, u"Sue"_s, u"supervisor"_s);
    QVERIFY(sue);
    auto one = node(*sue);
    QVERIFY(one);
    QTRY_COMPARE(one->lease.refusal(), PollLease::Refusal::Role);
    QVERIFY(!one->lease.isHolder());
    QVERIFY(apply(one->desktop, {StoreFixture::news(Direction::Inbound, u"SM1"_s, maria, u"Hi"_s, u"received"_s)}));
    QVERIFY(waited(one->desktop.store.clients.byNumber(PhoneNumber::fromE164(maria))).has_value());
    QVERIFY(PracticeFixture::value(*sue, u"SELECT practiceline.apply_news(gen_random_uuid(), 1, '[]')::text"_s)
                .contains(u"42501"_s));
    QCOMPARE(m_practice->asSuperuser(u"SELECT epoch FROM practiceline.poll_lease"_s), u"0"_s);
}

void PollLeaseTest::serverGoneEachAlone()
{
    ann = node(*m_ann);
    bob = node(*m_bob);
    QVERIFY(ann && bob);
    QTRY_VERIFY(!ann->lease.holderName().isEmpty() && !bob->lease.holderName().isEmpty());
    Node &other = ann->lease.isHolder() ? *bob : *ann;
    QSignalSpy changed(&other.lease, &PollLease::holderChanged);
    m_cluster->kill9();
    QElapsedTimer since;
    since.start();
    QTRY_VERIFY_WITH_TIMEOUT(ann->lease.isHolder() && bob->lease.isHolder(), 20'000);
    qInfo("alone after %lld ms", since.elapsed());
    QVERIFY(since.elapsed() > 1000); // not at the first sign
    const auto news = StoreFixture::news(Direction::Inbound, u"SMin"_s, maria, u"STOP"_s, u"received"_s);
    QVERIFY(apply(ann->desktop, {news}) && apply(bob->desktop, {news}));
    QCOMPARE(bob->desktop.value(u"SELECT count(*) FROM sync_queue WHERE kind = 'news'"_s), u"1"_s);
    QTest::qWait(1000);
    QCOMPARE(ann->desktop.value(u"SELECT count(*) FROM sync_queue WHERE kind = 'news'"_s), u"1"_s);
    QVERIFY(m_cluster->restart());
    QTRY_COMPARE_WITH_TIMEOUT(ann->lease.isHolder() + bob->lease.isHolder(), 1, 30'000);
    QVERIFY(changed.count() >= 1);
    QVERIFY(ann->settled() && bob->settled() && ann->settled() && bob->settled());
    QCOMPARE(m_practice->asSuperuser(twins), u"1"_s);
    for (Node *one : {ann.get(), bob.get()}) {
        QCOMPARE(one->desktop.conversation(one->desktop.client(maria).id).value(0).body, u"STOP"_s);
        QCOMPARE(one->desktop.value(twins), u"1"_s);
        QCOMPARE(one->desktop.client(maria).unread, 1);
        QCOMPARE(one->desktop.rows(u"SELECT kind, id, refusal FROM sync_queue"_s).join(u' '), QString());
    }
    // Alone from its begin on, too.
    m_cluster->kill9();
    Node late(*m_practice, *m_bob, m_keys, quick);
    QVERIFY(late.desktop.store.open());
    late.lease.start(DeviceId::create());
    QVERIFY(!late.lease.isHolder());
    const bool isAlone = QTest::qWaitFor([&] { return late.lease.isHolder(); }, 10'000);
    QVERIFY(m_cluster->restart());
    QVERIFY(isAlone);
    QCOMPARE(late.lease.epoch(), 0);
}

void PollLeaseTest::newsMark()
{
    ann = node(*m_ann);
    QVERIFY(ann);
    QTRY_VERIFY(ann->lease.isHolder());
    QVERIFY(ann->lease.newsMark().isNull());
    const auto at = QDateTime::fromMSecsSinceEpoch(QDateTime::currentMSecsSinceEpoch() - 60'000, Qt::UTC);
    ann->lease.setNewsMark(at);
    QTRY_COMPARE(ann->lease.newsMark(), at);
    ann->lease.setNewsMark(at.addSecs(-600)); // never backwards
    bob = node(*m_bob);
    QVERIFY(bob);
    QTRY_COMPARE(bob->lease.newsMark(), at);
    QVERIFY(!bob->lease.isHolder());
    bob->lease.setNewsMark(at.addSecs(30)); // not theirs to say
    QTest::qWait(1000);
    QCOMPARE(ann->lease.newsMark(), at);
    QCOMPARE(bob->lease.newsMark(), at);
    ann.reset();
    QTRY_VERIFY_WITH_TIMEOUT(bob->lease.isHolder(), 20'000);
    QCOMPARE(bob->lease.newsMark(), at); // from here on he catches up
    bob->lease.stop();
    QVERIFY(bob->settled());
    const Caller caller(*m_bob);
    const QString epoch = caller.take();
    QCOMPARE(caller.mark(epoch, u"infinity"_s), QString()); // not ahead of the server
    QCOMPARE(m_practice->asSuperuser(u"SELECT news_mark <= clock_timestamp() FROM practiceline.poll_lease"_s), u"t"_s);
    QVERIFY(caller.mark(u"1"_s, u"2020-01-01"_s).contains(u"PL001"_s));
    QCOMPARE(caller.mark(epoch, u"-infinity"_s), QString());
    QCOMPARE(m_practice->asSuperuser(u"SELECT news_mark > now() - interval '1 minute' FROM practiceline.poll_lease"_s),
             u"t"_s);
}

void PollLeaseTest::newsReachesAColleague_data()
{
    QTest::addColumn<bool>("isKnown");
    QTest::newRow("known client") << true;
    QTest::newRow("unknown number") << false;
}

void PollLeaseTest::newsReachesAColleague()
{
    QFETCH(bool, isKnown);
    ann = node(*m_ann, once);
    QVERIFY(ann);
    QTRY_VERIFY_WITH_TIMEOUT(ann->lease.isHolder(), 10'000);
    bob = node(*m_bob);
    QVERIFY(bob);
    ClientId client;
    if (isKnown)
        client = bob->desktop.store.addClient(u"Maria"_s, maria).id;
    QVERIFY(bob->settled() && ann->settled());
    QVERIFY(apply(ann->desktop,
                  {StoreFixture::news(Direction::Inbound, u"SMin"_s, maria, u"¿Mañana? 🙂"_s, u"received"_s)}));
    QVERIFY(ann->settled());
    QCOMPARE(ann->desktop.value(u"SELECT count(*) FROM sync_queue"_s), u"0"_s);
    QVERIFY(bob->settled());
    const Client seen = bob->desktop.client(maria);
    QCOMPARE(seen.unknown, !isKnown);
    if (isKnown)
        QCOMPARE(seen.id, client);
    QCOMPARE(seen.unread, 1);
    const auto rows = bob->desktop.conversation(seen.id);
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows.first().body, u"¿Mañana? 🙂"_s);
    QVERIFY(rows.first().unread);
    QCOMPARE(rows.first().sendState, SendState::NotOurs);
    QCOMPARE(bob->desktop.all.arrived, QList{rows.first().id});
    // In the practice it is sealed, and listed: nobody's sid is taken.
    QCOMPARE(
        m_practice->asSuperuser(u"SELECT listed_sid, message_sid IS NULL, content IS NULL, device_id IS NULL, staff_id "
                                "IS NULL, send_state FROM communication_logs"_s),
        u"SMin|t|t|t|t|not_ours"_s);
    // Later words reach him too; a second time the same is not even written.
    auto later = StoreFixture::news(Direction::Inbound, u"SMin"_s, maria, u"¿Mañana? 🙂"_s, u"received"_s);
    later.price = Money::fromString(u"-0.0079"_s, u"USD"_s);
    later.segments = 2;
    QVERIFY(apply(ann->desktop, {later}));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(bob->desktop.value(u"SELECT price, segments, unread FROM communication_logs"_s), u"-0.0079|2|1"_s);
    const QString stamp = m_practice->asSuperuser(u"SELECT change_xid FROM communication_logs"_s);
    ann->desktop.exec(u"INSERT INTO sync_queue (kind, id) SELECT 'news', id FROM communication_logs"_s);
    QVERIFY(ann->settled());
    QCOMPARE(m_practice->asSuperuser(u"SELECT change_xid FROM communication_logs"_s), stamp);
}

void PollLeaseTest::callWithChildLegReachesAColleague()
{
    ann = node(*m_ann, once);
    QVERIFY(ann);
    QTRY_VERIFY_WITH_TIMEOUT(ann->lease.isHolder(), 10'000);
    bob = node(*m_bob);
    QVERIFY(bob);
    TwilioNews parent = StoreFixture::news(Direction::Inbound, u"CA1"_s, maria, {}, u"in-progress"_s);
    parent.channel = Channel::Voice;
    QVERIFY(apply(ann->desktop, {parent}));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(bob->desktop.value(u"SELECT call_sid, status FROM communication_logs"_s), u"CA1|in-progress"_s);
    TwilioNews child = StoreFixture::news(Direction::Outbound, u"CA2"_s, u"+13125550199"_s, {}, u"completed"_s);
    child.channel = Channel::Voice;
    child.parentCallSid = u"CA1"_s;
    child.durationSeconds = 45;
    child.price = Money::fromString(u"-0.014"_s, u"USD"_s);
    parent.status = u"completed"_s;
    parent.durationSeconds = 60;
    parent.price = Money::fromString(u"-0.0085"_s, u"USD"_s);
    QVERIFY(apply(ann->desktop, {parent, child}));
    QVERIFY(ann->settled() && bob->settled());
    const QString columns = u"SELECT call_sid, child_call_sid, status, parent_status, child_status, duration_seconds, "
                            "parent_price, child_price, price, price_unit, unread FROM communication_logs"_s;
    QCOMPARE(bob->desktop.rows(columns),
             QStringList{u"CA1|CA2|completed|completed|completed|45|-0.0085|-0.014|-0.0225|USD|0"_s});
    QCOMPARE(ann->desktop.rows(columns), bob->desktop.rows(columns));
}

/// The leg to our own phone ends "completed", and is known first: how the call ended for the client goes before that
/// everywhere, and is not taken back by who has heard of the first leg alone.
void PollLeaseTest::callThatTheClientDidNotAnswer()
{
    ann = node(*m_ann, once);
    QVERIFY(ann);
    QTRY_VERIFY_WITH_TIMEOUT(ann->lease.isHolder(), 10'000);
    bob = node(*m_bob);
    QVERIFY(bob);
    TwilioNews parent = StoreFixture::news(Direction::Inbound, u"CA1"_s, maria, {}, u"completed"_s);
    parent.channel = Channel::Voice;
    parent.durationSeconds = 12;
    QVERIFY(apply(ann->desktop, {parent}));
    QVERIFY(ann->settled() && bob->settled());
    const QString columns =
        u"SELECT call_sid, child_call_sid, status, parent_status, child_status, duration_seconds FROM communication_logs"_s;
    QCOMPARE(bob->desktop.rows(columns), QStringList{u"CA1||completed|completed||12"_s});
    m_practice->asSuperuser(u"UPDATE public.communication_logs SET status = NULL"_s); // by who has heard nothing yet
    QCOMPARE(m_practice->asSuperuser(u"SELECT status FROM public.communication_logs"_s), u"completed"_s);
    TwilioNews child = StoreFixture::news(Direction::Outbound, u"CA2"_s, u"+13125550199"_s, {}, u"no-answer"_s);
    child.channel = Channel::Voice;
    child.parentCallSid = u"CA1"_s;
    child.durationSeconds = 0;
    QVERIFY(apply(ann->desktop, {child}));
    QVERIFY(ann->settled() && bob->settled());
    const QStringList ended{u"CA1|CA2|no-answer|completed|no-answer|0"_s};
    QCOMPARE(ann->desktop.rows(columns), ended);
    QCOMPARE(bob->desktop.rows(columns), ended);
    const QString shared = u"SELECT listed_sid, child_call_sid, status, parent_status, child_status, duration_seconds "
                           "FROM public.communication_logs"_s;
    QCOMPARE(m_practice->asSuperuser(shared), ended.first());
    m_practice->asSuperuser(u"UPDATE public.communication_logs SET status = 'completed', duration_seconds = 12, "
                            "child_status = NULL"_s);
    QCOMPARE(m_practice->asSuperuser(shared), ended.first());
    m_practice->asSuperuser(u"UPDATE public.communication_logs SET status = NULL, parent_status = NULL"_s);
    QCOMPARE(m_practice->asSuperuser(shared), ended.first());
}

void PollLeaseTest::callIsAsLongAsTheClientTalked()
{
    ann = node(*m_ann, once);
    QVERIFY(ann);
    QTRY_VERIFY_WITH_TIMEOUT(ann->lease.isHolder(), 10'000);
    bob = node(*m_bob);
    QVERIFY(bob);
    TwilioNews parent = StoreFixture::news(Direction::Inbound, u"CA1"_s, maria, {}, u"completed"_s);
    parent.channel = Channel::Voice;
    parent.durationSeconds = 60;
    QVERIFY(apply(ann->desktop, {parent}));
    QVERIFY(ann->settled() && bob->settled());
    TwilioNews child = StoreFixture::news(Direction::Outbound, u"CA2"_s, u"+13125550199"_s, {}, u"completed"_s);
    child.channel = Channel::Voice;
    child.parentCallSid = u"CA1"_s;
    child.durationSeconds = 45;
    QVERIFY(apply(ann->desktop, {child}));
    QVERIFY(ann->settled() && bob->settled());
    const QString columns = u"SELECT child_call_sid, status, duration_seconds FROM communication_logs"_s;
    const QStringList ended{u"CA2|completed|45"_s};
    QCOMPARE(ann->desktop.rows(columns), ended);
    QCOMPARE(bob->desktop.rows(columns), ended);
    const QString shared = u"SELECT child_call_sid, status, duration_seconds FROM public.communication_logs"_s;
    QCOMPARE(m_practice->asSuperuser(shared), ended.first());
    m_practice->asSuperuser(u"UPDATE public.communication_logs SET child_call_sid = NULL, duration_seconds = 60"_s);
    QCOMPARE(m_practice->asSuperuser(shared), ended.first());
}

void PollLeaseTest::aTextSentAgainIsNotTheFirst_data()
{
    QTest::addColumn<bool>("isKnown");
    QTest::newRow("the practice knows the second") << true;
    QTest::newRow("the practice does not know it yet") << false;
}

/// Who looked for a text in doubt found the one that was sent again meanwhile, of which the practice had not heard, and
/// took it for the first. Both presses stay; of the second nobody knows any more.
void PollLeaseTest::aTextSentAgainIsNotTheFirst()
{
    QFETCH(bool, isKnown);
    bob = node(*m_bob);
    QVERIFY(bob);
    auto &outbox = bob->desktop.store.outbox;
    const Client client = bob->desktop.store.addClient(u"Maria"_s, maria);
    const auto at = QDateTime::currentDateTimeUtc();
    const auto first = waited(outbox.add(StoreFixture::text(client, u"See you at 3"_s))).value_or(Communication());
    auto attempt = AttemptId::create();
    QVERIFY(waited(outbox.markSending(first.id, attempt, at)).has_value());
    QVERIFY(waited(outbox.markUnconfirmed(first.id, attempt, std::chrono::seconds(2))).has_value());
    QVERIFY(bob->settled());
    auto again = StoreFixture::text(client, u"See you at 3"_s);
    again.resendOf = first.id;
    const auto second = waited(outbox.add(again)).value_or(Communication());
    attempt = AttemptId::create();
    QVERIFY(waited(outbox.markSending(second.id, attempt, at)).has_value());
    if (isKnown)
        QVERIFY(bob->settled());
    m_practice->asSuperuser(u"UPDATE public.communication_logs SET send_state = 'accepted', message_sid = 'SM2', "
                            "status = 'delivered' WHERE id = '%1'"_s.arg(first.id.toString()));
    QVERIFY(waited(outbox.markAccepted(second.id, attempt, u"SM2"_s, u"queued"_s, {}, at)).has_value());
    QVERIFY(bob->settled());
    const QString columns =
        u"SELECT id, send_state, message_sid, status, resend_of FROM %1 ORDER BY resend_of IS NULL DESC"_s;
    const QStringList both{u"%1|accepted|SM2|delivered|"_s.arg(first.id.toString()),
                           u"%1|unconfirmed|||%2"_s.arg(second.id.toString(), first.id.toString())};
    QCOMPARE(bob->desktop.rows(columns.arg(u"communication_logs"_s)), both);
    QCOMPARE(m_practice->asSuperuser(columns.arg(u"public.communication_logs"_s)), both.join(u'\n'));
    QCOMPARE(bob->desktop.value(u"SELECT count(*) FROM sync_queue"_s), u"0"_s);
}

void PollLeaseTest::statusOfAColleaguesRow()
{
    ann = node(*m_ann, once);
    QVERIFY(ann);
    QTRY_VERIFY_WITH_TIMEOUT(ann->lease.isHolder(), 10'000);
    bob = node(*m_bob);
    QVERIFY(bob);
    const Client client = bob->desktop.store.addClient(u"Maria"_s, maria);
    const auto row = accepted(bob->desktop, client, u"Court at nine"_s, u"SMbob"_s);
    QVERIFY(!row.id.isNull());
    bob->desktop.exec(u"UPDATE communication_logs SET from_number = 'MG1'"_s);
    QVERIFY(bob->settled() && ann->settled());
    auto news = StoreFixture::news(Direction::Outbound, u"SMbob"_s, maria, u"Court at nine"_s, u"undelivered"_s);
    news.errorCode = 30003;
    news.errorText = u"Unreachable destination handset"_s;
    QVERIFY(apply(ann->desktop, {news}));
    QVERIFY(ann->settled() && bob->settled());
    const auto seen = waited(bob->desktop.store.communications.fetch(row.id)).value_or(Communication());
    QCOMPARE(seen.status, u"undelivered"_s);
    QCOMPARE(seen.errorCode, 30003);
    QCOMPARE(seen.fromNumber, QString::fromLatin1(StoreFixture::ownNumber));
    QCOMPARE(seen.sendState, SendState::Accepted);
    QCOMPARE(seen.body, u"Court at nine"_s);
    QVERIFY(!seen.isElsewhere());
    QVERIFY(seen.completedAt.isValid());
    QCOMPARE(waited(bob->desktop.store.communications.open(10)).value_or(QList<Communication>()).size(), 0);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*), min(staff_id::text) FROM communication_logs"_s),
             u"1|"_s + m_bob->id);
    // An older word undoes nothing, whoever brings it.
    const Caller caller(*m_ann);
    QVERIFY(PracticeFixture::value(
                *m_ann, u"SELECT practiceline.apply_news(?::uuid, 1, ?::jsonb)::text"_s,
                {ann->desktop.id.toString(), uR"([{"id": "%1", "message_sid": "SMbob", "communication_type": "sms",
                                    "direction": "outbound", "status": "sent", "duration_seconds": 3}])"_s.arg(
                                                 row.id.toString())})
                .isEmpty());
    QCOMPARE(m_practice->asSuperuser(u"SELECT status, error_code FROM communication_logs"_s), u"undelivered|30003"_s);
    // Nor does a version that does not have it yet take away why it failed.
    QCOMPARE(
        m_practice->asSuperuser(u"SET session_replication_role = replica; UPDATE communication_logs SET error_code "
                                "= 0, change_xid = pg_current_xact_id()::text::bigint"_s),
        QString());
    QVERIFY(bob->settled());
    QCOMPARE(waited(bob->desktop.store.communications.fetch(row.id)).value_or(Communication()).errorCode, 30003);
}

void PollLeaseTest::bodyThatDoesNotOpenKeepsNoStatusBack()
{
    ann = node(*m_ann, once);
    QVERIFY(ann);
    QTRY_VERIFY_WITH_TIMEOUT(ann->lease.isHolder(), 10'000);
    bob = node(*m_bob);
    QVERIFY(bob);
    const auto row = accepted(bob->desktop, bob->desktop.store.addClient(u"Maria"_s, maria), u"Hello"_s, u"SMbob"_s);
    QVERIFY(bob->settled());
    (void)m_practice->asSuperuser(u"UPDATE communication_logs SET content_enc = '\\x0102'"_s);
    QVERIFY(ann->settled());
    QVERIFY(
        apply(ann->desktop, {StoreFixture::news(Direction::Outbound, u"SMbob"_s, maria, u"Hello"_s, u"delivered"_s)}));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(waited(bob->desktop.store.communications.fetch(row.id)).value_or(Communication()).status, u"delivered"_s);
    QCOMPARE(ann->desktop.engine.status().refused, 0);
    QCOMPARE(m_practice->asSuperuser(u"SELECT content_enc FROM communication_logs"_s), u"\\x0102"_s);
}

/// It is sealed for an id and an address: in another row it would be a body that does not open.
void PollLeaseTest::bodyIsTakenForItsOwnRowOnly()
{
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    (void)m_practice->asSuperuser(
        u"INSERT INTO communication_logs (id, communication_type, direction, from_number, to_number, message_sid, "
        u"status) "
        "VALUES ('%1', 'sms', 'outbound', '+13125550100', '%2', 'SM1', 'queued')"_s.arg(id, maria));
    const Caller holder(*m_ann);
    const QString epoch = holder.take();
    const auto news = [&](const QString &row, const QString &peer) {
        return uR"([{"id": "%1", "listed_sid": "SM1", "communication_type": "sms", "direction": "outbound", "peer": "%2",
            "status": "sent", "content_enc": "\\x01", "key_epoch": 1}])"_s.arg(row, peer);
    };
    const QString body = u"SELECT content_enc FROM communication_logs"_s;
    QCOMPARE(holder.apply(epoch, news(QUuid::createUuid().toString(QUuid::WithoutBraces), maria)), QString());
    QCOMPARE(m_practice->asSuperuser(body), QString());
    QCOMPARE(holder.apply(epoch, news(id, u"+13125550199"_s)), QString());
    QCOMPARE(m_practice->asSuperuser(body), QString());
    QCOMPARE(holder.apply(epoch, news(id, maria)), QString());
    QCOMPARE(m_practice->asSuperuser(body), u"\\x01"_s);
}

/// Who reads for all may go before what is known here was told: then this computer tells it.
void PollLeaseTest::newsWaitsUntilThePracticeHasIt()
{
    ann = node(*m_ann);
    QVERIFY(ann);
    QTRY_VERIFY(ann->lease.isHolder());
    bob = node(*m_bob);
    QVERIFY(bob);
    QTRY_COMPARE(bob->lease.holderName(), u"Ann"_s);
    const auto news = [](const QString &sid) {
        return StoreFixture::news(Direction::Inbound, sid, maria, u"Hi"_s, u"received"_s);
    };
    const QString waiting = u"SELECT count(*) FROM sync_queue WHERE kind = 'news'"_s;
    QVERIFY(apply(bob->desktop, {news(u"SM1"_s), news(u"SM2"_s)}));
    QVERIFY(bob->settled());
    QCOMPARE(bob->desktop.value(waiting), u"2"_s);
    QCOMPARE(m_practice->asSuperuser(twins), u"0"_s);
    // Ann knows one of them, and a third one, which is no news of Bob's when it comes.
    QVERIFY(apply(ann->desktop, {news(u"SM1"_s), news(u"SM3"_s)}));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(bob->desktop.value(waiting), u"1"_s);
    // What is gone has none.
    QVERIFY(apply(bob->desktop, {news(u"SM4"_s)}));
    QCOMPARE(bob->desktop.value(waiting), u"2"_s);
    bob->desktop.exec(u"DELETE FROM communication_logs WHERE message_sid = 'SM4'"_s);
    QCOMPARE(bob->desktop.value(waiting), u"1"_s);
    QCOMPARE(m_practice->asSuperuser(twins), u"2"_s);
    ann->lease.stop();
    QTRY_VERIFY(bob->lease.isOurs());
    QVERIFY(bob->settled());
    QCOMPARE(bob->desktop.value(waiting), u"0"_s);
    QCOMPARE(m_practice->asSuperuser(twins), u"3"_s);
    QCOMPARE(bob->desktop.value(twins), u"3"_s);
}

void PollLeaseTest::noteOfNewsThatWaitedArrives()
{
    ann = node(*m_ann);
    QVERIFY(ann);
    QTRY_VERIFY(ann->lease.isHolder());
    bob = node(*m_bob);
    QVERIFY(bob);
    QTRY_COMPARE(bob->lease.holderName(), u"Ann"_s);
    // Bob read it while he was alone, and wrote a note beside it.
    const auto news = StoreFixture::news(Direction::Inbound, u"SM1"_s, maria, u"Hi"_s, u"received"_s);
    QVERIFY(apply(bob->desktop, {news}));
    const auto row = bob->desktop.conversation(bob->desktop.client(maria).id).value(0);
    QVERIFY(waited(bob->desktop.store.communications.setNote(row.id, u"Call back"_s)).has_value());
    QVERIFY(bob->settled());
    QVERIFY(apply(ann->desktop, {news}));
    QVERIFY(ann->settled() && bob->settled() && ann->settled());
    QCOMPARE(ann->desktop.conversation(ann->desktop.client(maria).id).value(0).note, u"Call back"_s);
}

void PollLeaseTest::listedAndTrueRow_data()
{
    QTest::addColumn<bool>("listedFirst");
    QTest::newRow("Twilio's list first") << true;
    QTest::newRow("its sender first") << false;
}

void PollLeaseTest::listedAndTrueRow()
{
    QFETCH(bool, listedFirst);
    ann = node(*m_ann, once);
    QVERIFY(ann);
    QTRY_VERIFY_WITH_TIMEOUT(ann->lease.isHolder(), 10'000);
    bob = node(*m_bob);
    QVERIFY(bob);
    const Client client = bob->desktop.store.addClient(u"Maria"_s, maria);
    QVERIFY(bob->settled() && ann->settled());
    bob->desktop.engine.stop();
    const auto row = accepted(bob->desktop, client, u"Court at nine"_s, u"SM1"_s);
    // Ann reads Twilio's list before she heard of Bob's text.
    QVERIFY(apply(ann->desktop,
                  {StoreFixture::news(Direction::Outbound, u"SM1"_s, maria, u"Court at nine"_s, u"delivered"_s)}));
    if (listedFirst)
        QVERIFY(ann->settled());
    else
        ann->desktop.engine.stop();
    QVERIFY(bob->desktop.start());
    if (!listedFirst) {
        // Her engine may not pull before it has pushed.
        QVERIFY(PracticeFixture::value(
                    *m_ann, u"SELECT practiceline.apply_news(?::uuid, 1, ?::jsonb)::text"_s,
                    {ann->desktop.id.toString(), uR"([{"id": "%1", "listed_sid": "SM1", "communication_type": "sms",
                                         "direction": "outbound", "from_number": "+13125550100",
                                         "to_number": "+13125550142", "status": "delivered"}])"_s.arg(
                                                     ann->desktop.value(u"SELECT id FROM communication_logs"_s))})
                    .isEmpty());
        QVERIFY(ann->desktop.start());
    }
    QVERIFY(ann->settled() && bob->settled() && ann->settled());
    QCOMPARE(
        m_practice->asSuperuser(u"SELECT id, message_sid, listed_sid, status, send_state FROM communication_logs"_s),
        row.id.toString() + u"|SM1||delivered|accepted"_s);
    for (Node *one : {ann.get(), bob.get()}) {
        const auto rows = one->desktop.conversation(client.id);
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().id, row.id);
        QCOMPARE(rows.first().status, u"delivered"_s);
        QCOMPARE(rows.first().sendState, SendState::Accepted);
        QCOMPARE(rows.first().body, u"Court at nine"_s);
        QCOMPARE(rows.first().isElsewhere(), one == ann.get());
    }
}

void PollLeaseTest::twinsOfTheSameMoment_data()
{
    QTest::addColumn<bool>("listedCommitsLast");
    QTest::newRow("Twilio's list is committed last") << true;
    QTest::newRow("its sender's is committed last") << false;
}

/// Neither transaction sees the other's row.
void PollLeaseTest::twinsOfTheSameMoment()
{
    QFETCH(bool, listedCommitsLast);
    ann = node(*m_ann);
    bob = node(*m_bob);
    QVERIFY(ann && bob);
    const Client client = bob->desktop.store.addClient(u"Maria"_s, maria);
    const auto row = accepted(bob->desktop, client, u"Court at nine"_s, u"SMother"_s); // of another sid, pushed
    QVERIFY(bob->settled() && ann->settled());
    ann->lease.stop(); // nobody sweeps meanwhile
    bob->lease.stop();
    QVERIFY(ann->settled() && bob->settled());
    const Caller holder(*m_ann);
    const Caller writer(*m_bob);
    (void)m_practice->asSuperuser(u"UPDATE practiceline.poll_lease SET expires = to_timestamp(0)"_s);
    const QString epoch = holder.take(300);
    const QString listedId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QString trueId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QString body = uR"("communication_type": "sms", "direction": "outbound", "from_number": "+13125550100",
        "to_number": "+13125550142", "peer": "+13125550142", "client_id": "%1")"_s.arg(client.id.toString());
    const QString news =
        uR"(SELECT practiceline.apply_news('%1', %2, '[{"id": "%3", "listed_sid": "SM1", "status": "delivered", %4}]'))"_s
            .arg(holder.device, epoch, listedId, body);
    const QString sent =
        uR"(SELECT practiceline.push_communications('%1', '[{"id": "%2", "message_sid": "SM1", "status": "queued",
            "send_state": "accepted", %3}]'))"_s.arg(writer.device, trueId, body);
    const Person &first = listedCommitsLast ? *m_ann : *m_bob;
    const Person &second = listedCommitsLast ? *m_bob : *m_ann;
    const auto slow = first.connection->run(
        [sql = listedCommitsLast ? news : sent](QSqlDatabase &db) {
            return execScript(db, u"BEGIN; %1; SELECT pg_sleep(2); COMMIT"_s.arg(sql));
        },
        30s);
    QTRY_COMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s),
                 u"1"_s);
    const auto fast = waited(second.connection->run(
        [sql = listedCommitsLast ? sent : news](QSqlDatabase &db) { return execScript(db, sql); }));
    QVERIFY2(fast.has_value(), qPrintable(fast ? QString() : fast.error().detail));
    QVERIFY(!slow.isFinished());
    QVERIFY(bob->settled() && ann->settled()); // they see one of the two
    QVERIFY(waited(slow).has_value());
    QCOMPARE(
        m_practice->asSuperuser(u"SELECT count(*) FROM communication_logs WHERE 'SM1' IN (message_sid, listed_sid)"_s),
        u"2"_s);
    QVERIFY(bob->settled() && ann->settled() && bob->settled()); // both of them
    QCOMPARE(holder.take(), epoch);                              // sweeps
    QCOMPARE(m_practice->asSuperuser(
                 u"SELECT id, status, send_state FROM communication_logs WHERE 'SM1' IN (message_sid, listed_sid)"_s),
             trueId + u"|delivered|accepted"_s);
    QVERIFY(bob->settled() && ann->settled());
    for (Node *one : {ann.get(), bob.get()}) {
        QCOMPARE(
            one->desktop.rows(u"SELECT id, status, send_state FROM communication_logs WHERE message_sid = 'SM1'"_s),
            QStringList{trueId + u"|delivered|accepted"_s});
        QCOMPARE(one->desktop.value(twins), u"2"_s);
    }
    QVERIFY(!row.id.isNull());
}

/// Desktops have the true row, and the cursor is past it, when Twilio's row is committed beside it.
void PollLeaseTest::listedTwinThatIsHeardLaterChangesNothing()
{
    ann = node(*m_ann, once);
    bob = node(*m_bob, once);
    QVERIFY(ann && bob);
    const Client client = bob->desktop.store.addClient(u"Maria"_s, maria);
    const auto row = accepted(bob->desktop, client, u"Court at nine"_s, u"SM1"_s);
    QVERIFY(bob->settled() && ann->settled() && bob->settled());
    // As its transaction, which began before that of the true row ended, would have left it.
    (void)m_practice->asSuperuser(
        u"ALTER TABLE communication_logs DISABLE TRIGGER communication_logs_practiceline; INSERT INTO "
        u"communication_logs "
        "(communication_type, direction, from_number, to_number, peer, client_id, listed_sid, status, sort_at, "
        "change_xid) "
        "VALUES ('sms', 'outbound', '+13125550100', '%1', '%1', '%2', 'SM1', 'delivered', now(), "
        "pg_current_xact_id()::text::bigint); ALTER TABLE communication_logs ENABLE TRIGGER "
        "communication_logs_practiceline"_s.arg(maria, client.id.toString()));
    QVERIFY(bob->settled() && ann->settled());
    const QString columns = u"SELECT id, send_state, coalesce(device_id, 'here') FROM communication_logs"_s;
    QCOMPARE(bob->desktop.value(columns), row.id.toString() + u"|accepted|here"_s);
    QCOMPARE(ann->desktop.value(columns), row.id.toString() + u"|accepted|"_s + bob->desktop.id.toString());
    (void)m_practice->asSuperuser(u"SELECT practiceline.sweep_twins()"_s);
    QVERIFY(bob->settled() && ann->settled());
    for (Node *one : {ann.get(), bob.get()})
        QCOMPARE(one->desktop.rows(u"SELECT id, status, send_state FROM communication_logs"_s),
                 QStringList{row.id.toString() + u"|delivered|accepted"_s});
}

/// The row of the caller's computer comes after the one that Twilio's list made, and takes its place.
void PollLeaseTest::whatTheListKnewOfACallStays()
{
    (void)m_practice->asSuperuser(
        u"INSERT INTO communication_logs (communication_type, direction, from_number, to_number, listed_sid, status, "
        "child_call_sid, child_status, parent_price, price, answered_by) VALUES ('voice', 'outbound', '+13125550100', "
        "'%1', 'CA1', 'completed', 'CA2', 'busy', -0.014, -0.0225, 'human')"_s.arg(maria));
    (void)m_practice->asSuperuser(
        u"INSERT INTO communication_logs (communication_type, direction, from_number, to_number, call_sid, status) "
        "VALUES ('voice', 'outbound', '+13125550100', '%1', 'CA1', 'queued')"_s.arg(maria));
    QCOMPARE(m_practice->asSuperuser(u"SELECT call_sid, listed_sid IS NULL, status, child_call_sid, child_status, "
                                     "parent_price, cost_cents, answered_by FROM communication_logs"_s),
             u"CA1|t|completed|CA2|busy|-0.014|2|human"_s);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.tombstones"_s), u"1"_s);
}

void PollLeaseTest::twinThatIsHeldIsSweptLater()
{
    const Caller holder(*m_ann);
    const QString epoch = holder.take(300);
    (void)m_practice->asSuperuser(
        u"ALTER TABLE communication_logs DISABLE TRIGGER communication_logs_practiceline; INSERT INTO "
        u"communication_logs "
        "(communication_type, direction, message_sid, listed_sid, status, change_xid) VALUES ('sms', 'outbound', "
        "'SM1', NULL, "
        "'sent', pg_current_xact_id()::text::bigint), ('sms', 'outbound', NULL, 'SM1', 'delivered', 1); ALTER TABLE "
        "communication_logs ENABLE TRIGGER communication_logs_practiceline"_s);
    const auto held = m_practice->setUp().run(
        [](QSqlDatabase &db) {
            return execScript(
                db,
                u"BEGIN; SELECT 1 FROM communication_logs WHERE listed_sid = 'SM1' FOR UPDATE; SELECT pg_sleep(3); COMMIT"_s);
        },
        30s);
    QTRY_COMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s),
                 u"1"_s);
    QElapsedTimer since;
    since.start();
    QCOMPARE(holder.take(300), epoch); // a renewal waits for nobody
    QVERIFY(since.elapsed() < 1500);
    QCOMPARE(m_practice->asSuperuser(twins), u"2"_s);
    QVERIFY(waited(held).has_value());
    QCOMPARE(holder.take(300), epoch);
    QCOMPARE(m_practice->asSuperuser(u"SELECT message_sid, status FROM communication_logs"_s), u"SM1|delivered"_s);
}

namespace
{
/// Twilio's row was there; @p rows come in one transaction, the last of them the row of whoever sent it.
QString withTwinAtTheEnd(int rows)
{
    return u"SET session_replication_role = replica; INSERT INTO communication_logs (id, communication_type, "
           u"direction, "
           "message_sid, listed_sid, status, change_xid) SELECT lpad(to_hex(n), 32, '0')::uuid, 'sms', 'outbound', "
           "CASE "
           "WHEN n < %1 THEN 'SMother' || n ELSE 'SM1' END, NULL, 'sent', pg_current_xact_id()::text::bigint FROM "
           "generate_series(1, %1) n UNION ALL SELECT gen_random_uuid(), 'sms', 'outbound', NULL, 'SM1', 'delivered', "
           "1"_s.arg(rows);
}
const QString listedTwin = u"SELECT count(*) FROM communication_logs WHERE listed_sid = 'SM1'"_s;
const QString sweep = u"SELECT practiceline.sweep_twins()"_s;
} // namespace

void PollLeaseTest::manyRowsAreSwept_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("sweeps");
    QTest::newRow("one less than a sweep's") << 4999 << 1;
    QTest::newRow("a sweep's") << 5000 << 1;
    QTest::newRow("one more") << 5001 << 2;
    QTest::newRow("two sweeps'") << 10000 << 2;
}

/// A transaction may have changed more rows than a sweep looks at.
void PollLeaseTest::manyRowsAreSwept()
{
    QFETCH(int, rows);
    QFETCH(int, sweeps);
    QCOMPARE(m_practice->asSuperuser(withTwinAtTheEnd(rows)), QString());
    for (int n = 1; n <= sweeps; ++n) {
        QCOMPARE(m_practice->asSuperuser(listedTwin), u"1"_s);
        (void)m_practice->asSuperuser(sweep);
    }
    QCOMPARE(m_practice->asSuperuser(listedTwin), u"0"_s);
    // Where no more than that was left, the next one has nothing to look at.
    (void)m_practice->asSuperuser(sweep);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM communication_logs l, practiceline.poll_lease p WHERE "
                                     "(l.change_xid, l.id) > (p.swept_xid, p.swept_id)"_s),
             u"0"_s);
}

/// What is committed last may be of an older transaction than what fills a sweep.
void PollLeaseTest::sweepWaitsForOlderTransactions()
{
    const auto slow = m_practice->connect(PostgresCluster::superuser(), m_cluster->password());
    QVERIFY(slow);
    const auto committed = m_practice->holdOpen(*slow, withTwinAtTheEnd(1));
    QCOMPARE(
        m_practice->asSuperuser(
            u"SET session_replication_role = replica; INSERT INTO communication_logs (communication_type, direction, "
            "change_xid) SELECT 'sms', 'outbound', pg_current_xact_id()::text::bigint FROM generate_series(1, 6000)"_s),
        QString());
    (void)m_practice->asSuperuser(sweep);
    (void)m_practice->asSuperuser(sweep);
    QVERIFY(!committed.isFinished());
    QVERIFY(waited(committed).has_value());
    QCOMPARE(m_practice->asSuperuser(listedTwin), u"1"_s);
    (void)m_practice->asSuperuser(sweep);
    QCOMPARE(m_practice->asSuperuser(listedTwin), u"0"_s);
}

void PollLeaseTest::hostileNews_data()
{
    QTest::addColumn<QString>("rows");
    QTest::addColumn<bool>("refused");
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto row = [](const QString &name, const QString &json, bool refused) {
        QTest::newRow(qPrintable(name)) << json << refused;
    };
    row(u"no array"_s, u"{}"_s, true);
    row(u"null"_s, u"null"_s, true);
    row(u"a word"_s, u"\"x\""_s, true);
    row(u"array of words"_s, u"[1, \"x\", null]"_s, true);
    row(u"empty row"_s, u"[{}]"_s, true);
    row(u"no sid"_s,
        uR"([{"id": "TRUE", "status": "delivered", "communication_type": "sms", "direction": "outbound"}])"_s, true);
    row(u"wrong types"_s, uR"([{"id": 5, "message_sid": ["SM1"], "status": {}}])"_s, true);
    row(u"wrong number"_s,
        uR"([{"id": "%1", "message_sid": "SM1", "communication_type": "sms", "direction": "outbound", "price": "much"}])"_s
            .arg(id),
        true);
    row(u"long sid"_s,
        uR"([{"id": "%1", "listed_sid": "%2", "communication_type": "sms", "direction": "inbound"}])"_s.arg(
            id, QString(5000, u'x')),
        true);
    row(u"unknown type"_s,
        uR"([{"id": "%1", "listed_sid": "SMx", "communication_type": "fax", "direction": "inbound"}])"_s.arg(id), true);
    QStringList many(
        1001, uR"({"id": "%1", "message_sid": "SM1", "communication_type": "sms", "direction": "outbound"})"_s.arg(id));
    row(u"too many"_s, u'[' + many.join(u',') + u']', true);
    // All that is not Twilio's to say, beside something that is.
    row(u"of somebody's row"_s,
        uR"([{"id": "TRUE", "message_sid": "SM1", "call_sid": "CAx", "communication_type": "voice", "direction": "inbound",
            "user_id": "%1", "client_id": "%1", "peer": "+13125550199", "content": "forged", "content_enc": "\\x00",
            "variables_enc": "\\x00", "override_enc": "\\x00", "note_enc": "\\x00", "key_epoch": 9, "note_key_epoch": 9,
            "send_state": "pending", "block": "opted_out", "template_id": "%1", "template_name": "forged",
            "persona": "attorney", "staff_name": "forged", "sort_at": "infinity", "created_at": "infinity",
            "send_before": "infinity", "send_after": "infinity", "attempt_id": "%1", "attempt_at": "infinity", "copies": 9,
            "resend_of": "%1", "account_sid": "forged", "device_id": "%1", "staff_id": "%1", "listed_sid": null,
            "change_xid": 9223372036854775807, "cost_cents": 9, "metadata": {"forged": true}, "from_number": "+13125550198",
            "to_number": "+13125550197"}])"_s.arg(id),
        false);
    // An id that a row has which is not this message's: not that row's news.
    row(u"foreign id"_s, uR"([{"id": "WAITS", "listed_sid": "SMx", "communication_type": "sms", "direction": "outbound",
            "from_number": "+13125550100", "to_number": "+13125550142", "status": "delivered"}])"_s,
        false);
    row(u"foreign id and no list"_s,
        uR"([{"id": "WAITS", "message_sid": "SMx", "communication_type": "sms", "direction": "outbound",
            "status": "delivered", "send_state": "accepted"}])"_s,
        false);
    row(u"unknown row of somebody"_s,
        uR"([{"id": "%1", "message_sid": "SMx", "communication_type": "sms", "direction": "outbound",
            "status": "delivered", "send_state": "accepted", "device_id": "%1"}])"_s.arg(id),
        false);
    row(u"listed twin of a known sid"_s,
        uR"([{"id": "%1", "listed_sid": "SM1", "communication_type": "sms", "direction": "outbound", "status": "queued"}])"_s
            .arg(id),
        false);
}

void PollLeaseTest::hostileNews()
{
    QFETCH(QString, rows);
    QFETCH(bool, refused);
    ann = node(*m_ann, once); // for its clients
    QVERIFY(ann);
    const Client client = ann->desktop.store.addClient(u"Maria"_s, maria);
    const auto row = accepted(ann->desktop, client, u"Court at nine"_s, u"SM1"_s);
    const auto waits =
        waited(ann->desktop.store.outbox.add(StoreFixture::text(client, u"later"_s))).value_or(Communication());
    QVERIFY(ann->settled());
    ann.reset();
    (void)m_practice->asSuperuser(u"UPDATE practiceline.poll_lease SET expires = to_timestamp(0)"_s);
    const QString all = u"SELECT (SELECT string_agg(l::text, '' ORDER BY id) FROM communication_logs l), "
                        "(SELECT string_agg(c::text, '' ORDER BY id) FROM practiceline.clients c), "
                        "(SELECT string_agg(n::text, '') FROM practiceline.client_numbers n), "
                        "(SELECT count(*) FROM practiceline.tombstones)"_s;
    const QString before = m_practice->asSuperuser(all);
    const Caller holder(*m_bob);
    const QString epoch = holder.take();
    const QString answer =
        holder.apply(epoch, rows.replace(u"TRUE"_s, row.id.toString()).replace(u"WAITS"_s, waits.id.toString()));
    QCOMPARE(answer.isEmpty(), !refused);
    if (refused)
        QVERIFY2(answer.contains(u"postgres 22"_s) || answer.contains(u"postgres 23"_s), qPrintable(answer));
    QCOMPARE(m_practice->asSuperuser(all), before);
}

void PollLeaseTest::hostileRowIsParkedAlone()
{
    ann = node(*m_ann, once);
    QVERIFY(ann);
    QTRY_VERIFY_WITH_TIMEOUT(ann->lease.isHolder(), 10'000);
    bob = node(*m_bob);
    QVERIFY(bob);
    QList<TwilioNews> news;
    for (int n = 0; n < 20; ++n)
        news.append(
            StoreFixture::news(Direction::Inbound, u"SM%1"_s.arg(n), maria, u"text %1"_s.arg(n), u"received"_s));
    ann->desktop.engine.stop();
    QVERIFY(apply(ann->desktop, news));
    ann->desktop.exec(u"UPDATE communication_logs SET price = 'much' WHERE message_sid = 'SM7'"_s);
    QVERIFY(ann->desktop.start());
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(bob->desktop.value(twins), u"19"_s);
    QCOMPARE(ann->desktop.rows(u"SELECT kind, refusal FROM sync_queue"_s), QStringList{u"news|22P02"_s});
    // What a new row says of itself beside Twilio's words is not believed.
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QString hidden = m_practice->asSuperuser(u"SELECT id FROM practiceline.clients LIMIT 1"_s);
    QVERIFY(PracticeFixture::value(
                *m_ann, u"SELECT practiceline.apply_news(?::uuid, 1, ?::jsonb)::text"_s,
                {ann->desktop.id.toString(),
                 uR"([{"id": "%1", "listed_sid": "SMnew", "communication_type": "sms", "direction": "inbound",
                  "from_number": "+13125550155", "to_number": "+13125550100", "status": "received", "client_id": "%2",
                  "peer": "+13125550142", "device_id": "%1", "staff_id": "%1", "send_state": "accepted", "content": "forged",
                  "sort_at": "infinity", "change_xid": 5, "attempt_id": "%1", "message_sid": "SMtaken", "persona": "forged",
                  "metadata": {"forged": true}, "user_id": "%1", "note_enc": "\\x00", "error_text": "%3",
                  "copies": 9, "cost_cents": 9}])"_s.arg(id, hidden, QString(100'000, u'x'))})
                .isEmpty());
    QCOMPARE(m_practice->asSuperuser(
                 u"SELECT send_state, message_sid, listed_sid, device_id, staff_id, content, peer, persona, "
                 u"attempt_id, user_id, "
                 "note_enc, copies, cost_cents, metadata, length(error_text), isfinite(sort_at), change_xid > 5, "
                 "client_id = '%2', (SELECT unknown FROM practiceline.clients c WHERE c.id = client_id) "
                 "FROM communication_logs WHERE id = '%1'"_s.arg(id, hidden)),
             u"not_ours||SMnew||||+13125550155|advisor||||0||{}|2000|t|t|f|t"_s);
}

void PollLeaseTest::leaseIsClosedToOthers()
{
    const Caller holder(*m_ann);
    QCOMPARE(holder.take(), u"1"_s);
    QCOMPARE(PracticeFixture::value(*m_bob, u"SELECT epoch::text FROM practiceline.poll_lease"_s), u"1"_s);
    for (const QString &sql :
         {u"UPDATE practiceline.poll_lease SET epoch = 9"_s, u"DELETE FROM practiceline.poll_lease"_s,
          u"SELECT practiceline.sweep_twins()::text"_s, u"SELECT practiceline.hold_lease(gen_random_uuid(), 1)::text"_s,
          u"SELECT practiceline.replace_listed(gen_random_uuid(), gen_random_uuid())::text"_s,
          u"SELECT practiceline.merge_news(gen_random_uuid(), NULL)::text"_s,
          u"SELECT practiceline.add_listed(NULL)::text"_s, u"SELECT practiceline.apply_one(NULL)::text"_s}) {
        for (const Person *person : {m_ann.get(), m_bob.get()})
            QVERIFY2(PracticeFixture::value(*person, sql).contains(u"42501"_s), qPrintable(sql));
    }
    const auto newcomer = m_practice->invite(*m_ann, u"Nora"_s, u"staff"_s);
    QVERIFY(newcomer);
    for (const QString &sql : {u"SELECT epoch::text FROM practiceline.take_lease(gen_random_uuid(), 15)"_s,
                               u"SELECT practiceline.apply_news('%1', 1, '[]')::text"_s.arg(holder.device),
                               u"SELECT practiceline.release_lease('%1', NULL)::text"_s.arg(holder.device),
                               u"SELECT practiceline.set_news_mark('%1', 1, now())::text"_s.arg(holder.device)})
        QVERIFY2(PracticeFixture::value(*newcomer, sql).contains(u"42501"_s), qPrintable(sql));
    // Nobody keeps it for ever.
    QCOMPARE(holder.take(2'000'000'000), u"1"_s);
    QCOMPARE(m_practice->asSuperuser(u"SELECT expires < now() + interval '6 minutes' FROM practiceline.poll_lease"_s),
             u"t"_s);
    // Who left, holds nothing any more.
    (void)m_practice->asSuperuser(u"UPDATE practiceline.poll_lease SET expires = to_timestamp(0)"_s);
    const Caller leaver(*m_bob);
    QCOMPARE(leaver.take(), u"2"_s);
    (void)m_practice->asSuperuser(u"UPDATE practiceline.staff SET left_at = now() WHERE id = '%1'"_s.arg(m_bob->id));
    QVERIFY(leaver.apply(u"2"_s, u"[]"_s).contains(u"42501"_s));
    QVERIFY(leaver.take().contains(u"42501"_s));
}

/// What a batch and a renewal cost the server beside 20,000 rows.
void PollLeaseTest::costOfNews()
{
    const Caller holder(*m_ann);
    const QString epoch = holder.take(300);
    const QString batch =
        uR"((SELECT jsonb_agg(jsonb_build_object('id', md5('%1' || n)::uuid, 'listed_sid', 'SM' || n, 'communication_type',
            'sms', 'direction', 'inbound', 'from_number', '+1312555' || lpad((n %% 500)::text, 4, '0'), 'to_number',
            '+13125550100', 'status', 'received', 'sort_at', now())) FROM generate_series(%2, %3) AS n))"_s;
    const auto apply = [&](int first, int last) {
        QElapsedTimer since;
        since.start();
        const QString answer =
            holder.value(QString(u"SELECT practiceline.apply_news('%1', %2, "_s.arg(holder.device, epoch) +
                                 batch.arg(u"x"_s).arg(first).arg(last) + u")::text"_s)
                             .replace(u"%%"_s, u"%"_s),
                         {});
        return answer.isEmpty() ? since.elapsed() : -1;
    };
    for (int n = 0; n < 20; ++n)
        QVERIFY(apply(n * 1000 + 1, n * 1000 + 1000) >= 0);
    const qint64 fresh = apply(20'001, 20'200);
    const qint64 known = apply(20'001, 20'200);
    QElapsedTimer since;
    since.start();
    QCOMPARE(holder.take(300), epoch);
    const qint64 swept = since.restart();
    for (int n = 0; n < 10; ++n)
        QCOMPARE(holder.take(300), epoch);
    since.restart();
    QCOMPARE(holder.take(300), epoch);
    const qint64 idle = since.restart();
    since.restart();
    QCOMPARE(holder.value(u"SELECT 'x'"_s, {}), u"x"_s);
    qInfo("200 new rows %lld ms, 200 known ones %lld ms; renewal with 5,000 rows to look through %lld ms, with none "
          "%lld ms, "
          "and to say nothing %lld ms",
          fresh, known, swept, idle, since.elapsed());
    QVERIFY(fresh >= 0 && fresh < 2000 && known >= 0 && known < 1000 && swept < 3000);
}

QTEST_GUILESS_MAIN(PollLeaseTest)
#include "tst_polllease.moc"
