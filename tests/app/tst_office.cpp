#include "officefixture.h"
#include "secrets/memberkeys.h"
#include "storage/sql.h"
#include "storage/storeerasure.h"
#include "support/pgbouncer.h"
#include "support/projectpooler.h"

#include <QDir>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

/// Whole computers, without their windows, that become a practice: a real Postgres, and the simulated Twilio.
class OfficeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void practiceFromSetUpToLeaving();
    void membershipOutlivesTheProgram();
    void withheldMembershipIsNoNewStart();
    void hiddenStaysHiddenWhileWithheld();
    void keychainThatKeepsNothingBeginsNothing();
    void lastAdministratorIsAsked();
    void oneReadsTwilioForAll();
    void stopReachesEverybodyBeforeTheyText();
    void colleaguesStopHoldsATextBack();
    void throughAPooler();
    void throughAProjectsPooler();
    void staffWithAKeyThatOnlySends();
    void doubtOfAComputerThatIsOff();
    void doubtOfACallOfAComputerThatIsOff();
    void computerKilledAmidARequest();
    void doubtOfWhoLeft();
    void manyDoubtsAreAllLookedFor();
    void sendingKeyThatTheKeychainDoesNotKeep_data();
    void sendingKeyThatTheKeychainDoesNotKeep();
    void refusedLoginIsTriedAgain_data();
    void refusedLoginIsTriedAgain();
    void removedPersonsStoreIsErased();
    void killAmidTheErasureGoesOn();
    void hostileServerErasesNothing();
    void restoredOlderServerErasesNothing();
    void leavingNeedsTheConnection();
    void rolesChange();
    void supervisorsTextWaits();
    void removedPersonJoinsAnew();
    void requestToJoinIsToldAtOnce();
    void setUpCanBeCancelled();
    void setUpThatIsNotKeptIsGoneOnWith_data();
    void setUpThatIsNotKeptIsGoneOnWith();

private:
    SetUpRequest request() const;
    /// A practice of both, in which Maria is known.
    bool openOffice(OfficeComputer &first, OfficeComputer &second) const;
    static Communication text(OfficeComputer &from, const QString &body, const QDateTime &sendAfter = {});
    static QString path(const OfficeComputer &computer) { return computer.folder.filePath(u"practiceline.db"_s); }
    QString stateAtThePractice(const Communication &row) const
    {
        return m_practice->asSuperuser(
            u"SELECT send_state FROM communication_logs WHERE id = '%1'"_s.arg(row.id.toString()));
    }
    /// Nothing is left of the store but what the person is told.
    static bool isErased(const OfficeComputer &computer);

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_practice;
    std::unique_ptr<TwilioSimulator> m_twilio;
};

namespace
{
constexpr int patience = 60'000;
const QString maria = u"+13125550142"_s;
const TwilioCredentials readingKey{SimulatorOptions().accountSid, u"SK"_s + QString(32, u'1'), "secret", false};
const TwilioCredentials sendingKey{SimulatorOptions().accountSid, u"SK"_s + QString(32, u'2'), "secret", true};
} // namespace

#define VERIFY_SOON(condition) QVERIFY(QTest::qWaitFor([&] { return condition; }, patience))

void OfficeTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
}

void OfficeTest::init()
{
    using namespace std::chrono_literals;
    m_practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates);
    SimulatorOptions options;
    options.step = 100ms;
    options.priceLag = 100ms;
    options.sendingUsers = {sendingKey.user};
    m_twilio = std::make_unique<TwilioSimulator>(options);
    QVERIFY(m_twilio->listen());
}

bool OfficeTest::openOffice(OfficeComputer &first, OfficeComputer &second) const
{
    return makePractice(*m_practice, first, second) && !first.addClient(u"Maria Vega"_s, maria).id.isNull() &&
           QTest::qWaitFor([&second] { return !second.client(maria).id.isNull(); }, patience);
}

Communication OfficeTest::text(OfficeComputer &from, const QString &body, const QDateTime &sendAfter)
{
    SmsDraft draft;
    draft.clientId = from.client(maria).id;
    draft.to = PhoneNumber::fromE164(maria);
    draft.body = body;
    draft.sendAfter = sendAfter;
    return waited(from->sender.send(draft)).value_or(Communication());
}

bool OfficeTest::isErased(const OfficeComputer &computer)
{
    const QStringList left = QDir(computer.folder.path()).entryList({u"practiceline.db*"_s, u"*.pem"_s}, QDir::Files);
    if (left != QStringList{u"practiceline.db.erased"_s} || !computer.keychain.secrets.isEmpty()) {
        qWarning("%s; %s", qPrintable(left.join(u' ')), qPrintable(computer.keychain.secrets.keys().join(u' ')));
        return false;
    }
    return true;
}

SetUpRequest OfficeTest::request() const
{
    return {m_practice->addressFor(u"set_up_"_s + m_practice->database()), u"set-up's own word"_s, u"Ortega & Co"_s,
            u"Ann"_s};
}

void OfficeTest::practiceFromSetUpToLeaving()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(a.start() && b.start());
    VERIFY_SOON(a->sharing.state() == Sharing::State::Off);
    QVERIFY(a->sharing.isAdministrator());
    QVERIFY(!a.addClient(u"Maria Vega"_s, maria).id.isNull());

    QSignalSpy progress(&a->sharing, &Sharing::setUpProgress);
    QVERIFY(waited(a->sharing.setUp(request())).has_value());
    QVERIFY(progress.size() > 3);
    QCOMPARE(a->sharing.state(), Sharing::State::Member);
    VERIFY_SOON(a.isUpToDate());
    QCOMPARE(a->sharing.role(), u"admin"_s);
    VERIFY_SOON(a->sharing.administrators() == QStringList{u"Ann"_s});

    const auto invitation = waited(a->sharing.invite({{}, u"Ben"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}));
    QVERIFY(invitation.has_value());
    const auto pasted = Invitation::fromText(invitation->toText());
    QVERIFY(pasted.has_value());
    QVERIFY(waited(b->sharing.join(*pasted)).has_value());
    QCOMPARE(b->sharing.state(), Sharing::State::Asked);
    VERIFY_SOON(b->sharing.words().size() == 6);
    const auto requests = waited(a->sharing.requests());
    QVERIFY(requests && requests->size() == 1);
    QCOMPARE(waited(a->sharing.wordsOf(requests->first())).value_or(QStringList()), b->sharing.words());
    QVERIFY(waited(a->sharing.approve(requests->first())).has_value());
    VERIFY_SOON(b->sharing.state() == Sharing::State::Member);
    VERIFY_SOON(b.isUpToDate());
    QCOMPARE(b.client(maria).name, u"Maria Vega"_s);
    VERIFY_SOON(b->sharing.role() == u"staff"_s);
    QVERIFY(!b->sharing.isAdministrator());
    QCOMPARE(waited(b->sharing.invite({{}, u"Eve"_s, u"admin"_s, u"advisor"_s, {}, {}, {}})).has_value(), false);

    QSignalSpy erased(b.backend.get(), &Backend::erased);
    QVERIFY(waited(b->sharing.leave()).has_value());
    QCOMPARE(b->sharing.state(), Sharing::State::Parting);
    QVERIFY(b->sharing.end().byOneself);
    VERIFY_SOON(!erased.isEmpty());
    QVERIFY(isErased(b));
    QVERIFY(StoreErasure::told(path(b))->value(u"by_oneself"_s).toBool());
    VERIFY_SOON(std::any_of(a->staff.all().cbegin(), a->staff.all().cend(),
                            [](const StaffMember &one) { return one.name == u"Ben"_s && one.leftAt.isValid(); }));
}

void OfficeTest::membershipOutlivesTheProgram()
{
    OfficeComputer a(m_twilio->url());
    QVERIFY(a.start());
    QVERIFY(waited(a->sharing.setUp(request())).has_value());
    VERIFY_SOON(a.isUpToDate());
    a.stop();
    QVERIFY(a.start());
    VERIFY_SOON(a->sharing.state() == Sharing::State::Member);
    VERIFY_SOON(a.isUpToDate());
    QCOMPARE(a->sharing.practiceName(), u"Ortega & Co"_s);
}

void OfficeTest::withheldMembershipIsNoNewStart()
{
    OfficeComputer a(m_twilio->url());
    QVERIFY(a.start());
    QVERIFY(waited(a->sharing.setUp(request())).has_value());
    VERIFY_SOON(a.isUpToDate());
    a.stop();
    const QByteArray secret = a.keychain.secrets.take(u"membership"_s);
    QVERIFY(!secret.isEmpty());
    QVERIFY(a.start());
    VERIFY_SOON(a->sharing.state() == Sharing::State::Withheld);
    VERIFY_SOON(a->poller.state() != StatusPoller::State::Off); // alone
    a.keychain.secrets.insert(u"membership"_s, secret);
    a->sharing.load();
    VERIFY_SOON(a.isUpToDate());
}

/// Twilio's lists would show them, and nobody can be asked.
void OfficeTest::hiddenStaysHiddenWhileWithheld()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    QVERIFY(waited(a->sharing.showClient(a.client(maria), a->sharing.me())).has_value());
    VERIFY_SOON(b.client(maria).id.isNull());
    b.stop();
    const QByteArray secret = b.keychain.secrets.take(u"membership"_s);
    m_twilio->receiveText(maria, SimulatorOptions().ownNumbers.first(), u"Between us"_s);
    QVERIFY(b.start());
    VERIFY_SOON(b->sharing.state() == Sharing::State::Withheld);
    QTest::qWait(1500); // several rounds of the poller
    QCOMPARE(b->poller.state(), StatusPoller::State::Off);
    QVERIFY(b.client(maria).id.isNull());
    b.keychain.secrets.insert(u"membership"_s, secret);
    b->sharing.load();
    VERIFY_SOON(b.isUpToDate());
    QVERIFY(b.client(maria).id.isNull());
}

void OfficeTest::keychainThatKeepsNothingBeginsNothing()
{
    OfficeComputer a(m_twilio->url());
    QVERIFY(a.start());
    a.keychain.mode = FakeSecretStore::Mode::Forgetting;
    const auto begun = waited(a->sharing.setUp(request()));
    QVERIFY(!begun && begun.error().detail == u"keychain"_s);
    QCOMPARE(a->sharing.state(), Sharing::State::Off);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM pg_namespace WHERE nspname = 'practiceline'"_s), u"0"_s);
}

void OfficeTest::lastAdministratorIsAsked()
{
    OfficeComputer a(m_twilio->url());
    QVERIFY(a.start());
    QVERIFY(waited(a->sharing.setUp(request())).has_value());
    VERIFY_SOON(a.isUpToDate());
    const auto refused = waited(a->sharing.leave());
    QVERIFY(!refused && refused.error().detail == u"last-administrator"_s);
    QCOMPARE(a->sharing.state(), Sharing::State::Member);
    QVERIFY(waited(a->sharing.leave(true)).has_value());
    QCOMPARE(a->sharing.state(), Sharing::State::Off);
}

void OfficeTest::oneReadsTwilioForAll()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(makePractice(*m_practice, a, b));
    VERIFY_SOON(a->sharing.lease().isHolder() != b->sharing.lease().isHolder());
    OfficeComputer &holder = a->sharing.lease().isHolder() ? a : b;
    OfficeComputer &other = &holder == &a ? b : a;
    // The one that does not read still knows what the other's text came to, and that nothing is unknown.
    const Client saved = other.addClient(u"Maria Vega"_s, maria);
    QVERIFY(!saved.id.isNull());
    VERIFY_SOON(other->news.isFresh());
    QCOMPARE(other->poller.state(), StatusPoller::State::Off);
    SmsDraft draft;
    draft.clientId = saved.id;
    draft.to = PhoneNumber::fromE164(maria);
    draft.body = u"Hello"_s;
    QVERIFY(waited(other->sender.send(draft)).has_value());
    VERIFY_SOON(!other.conversation(maria).isEmpty() && other.conversation(maria).first().status == u"delivered"_s);
    QCOMPARE(m_twilio->messagePosts(), 1);
    VERIFY_SOON(!holder.conversation(maria).isEmpty() && holder.conversation(maria).first().status == u"delivered"_s);
    QVERIFY(holder.conversation(maria).first().isElsewhere());
    // The holder goes: the other reads on.
    holder.stop();
    VERIFY_SOON(other->sharing.lease().isHolder());
    m_twilio->receiveText(maria, SimulatorOptions().ownNumbers.first(), u"Thanks"_s);
    VERIFY_SOON(other.conversation(maria).size() == 2);
}

void OfficeTest::stopReachesEverybodyBeforeTheyText()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(makePractice(*m_practice, a, b));
    VERIFY_SOON(a->sharing.lease().isHolder() != b->sharing.lease().isHolder());
    OfficeComputer &other = a->sharing.lease().isHolder() ? b : a;
    QSignalSpy arrived(&other->inbound, &InboundReader::arrived);
    m_twilio->receiveText(maria, SimulatorOptions().ownNumbers.first(), u"STOP"_s);
    VERIFY_SOON(other.permission(maria) == TextPermission::OptedOut);
    VERIFY_SOON(!arrived.isEmpty());
    QCOMPARE(other->poller.state(), StatusPoller::State::Off);
}

/// Nothing has told this computer of it: the practice is asked before a text leaves.
void OfficeTest::colleaguesStopHoldsATextBack()
{
    using namespace std::chrono_literals;
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    b.timing.sync.idle = 10min;
    b.timing.sync.told = 10min;
    QVERIFY(openOffice(a, b));
    VERIFY_SOON(!b.client(maria).id.isNull() && b->news.isFresh());
    QSignalSpy rounds(&b->sharing.engine(), &SyncEngine::caughtUp);
    b->sharing.listener().stop(); // which may begin a round, beside one that is under way
    for (int wanted = 1; wanted <= 2; ++wanted) {
        b->sharing.engine().wake();
        VERIFY_SOON(rounds.size() >= wanted);
    }
    QVERIFY(waited(a->clients.setPermission(PhoneNumber::fromE164(maria), TextPermission::OptedOut, u"rang"_s)));
    VERIFY_SOON(m_practice->asSuperuser(u"SELECT permission FROM practiceline.client_numbers WHERE e164 = '%1'"_s.arg(
                    maria)) == "opted_out"_L1);
    QCOMPARE(b.permission(maria), TextPermission::MayText);
    const Communication row = text(b, u"See you tomorrow"_s);
    QCOMPARE(row.sendState, SendState::Pending);
    const auto at = [&] { return waited(b->communications.fetch(row.id)).value_or(Communication()); };
    VERIFY_SOON(at().sendState == SendState::Refused);
    QCOMPARE(at().block, SendBlock::OptedOut);
    QCOMPARE(m_twilio->messagePosts(), 0);
}

/// As a hosted project is reached: each transaction may be another session's, and nobody is told of anything.
void OfficeTest::throughAPooler()
{
    if (!PgBouncer::isInstalled())
        QSKIP("PgBouncer is not installed");
    QCOMPARE(
        m_practice->asSuperuser(u"ALTER DATABASE %1 SET timezone = 'America/Chicago'"_s.arg(m_practice->database())),
        QString());
    PgBouncer pooler(m_certificates);
    QVERIFY2(pooler.start(*m_cluster), qPrintable(pooler.log()));
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY2(makePractice(*m_practice, a, b, u"staff"_s, pooler.port()), qPrintable(pooler.log()));
    QVERIFY(!a.addClient(u"Maria Ortega"_s, maria).id.isNull());
    VERIFY_SOON(!b.client(maria).id.isNull() && a->news.isFresh() && b->news.isFresh());
    QVERIFY(a->sharing.lease().isHolder() != b->sharing.lease().isHolder());
    const auto delivered = [](const OfficeComputer &one, CommunicationId id) {
        const auto row = waited(one->communications.fetch(id));
        return row && row->status == "delivered"_L1;
    };
    for (OfficeComputer *from : {&a, &b}) {
        const Communication row = text(*from, u"¿Mañana a las 9?"_s + from->folder.path());
        VERIFY_SOON(delivered(a, row.id) && delivered(b, row.id));
        const auto ofA = waited(a->communications.fetch(row.id));
        const auto ofB = waited(b->communications.fetch(row.id));
        QCOMPARE(ofA->sortAt, ofB->sortAt);
        QCOMPARE(ofA->createdAt, ofB->createdAt);
        QCOMPARE(ofA->body, ofB->body);
    }
    QCOMPARE(m_twilio->messagePosts(), 2);
    m_twilio->receiveText(maria, SimulatorOptions().ownNumbers.first(), u"STOP"_s);
    VERIFY_SOON(a.permission(maria) == TextPermission::OptedOut && b.permission(maria) == TextPermission::OptedOut);
    QVERIFY(!a->sharing.listener().hears() && !b->sharing.listener().hears());
    VERIFY_SOON(a.isUpToDate() && b.isUpToDate());
}

/// Every login, also one that the practice gives, needs the project's name behind it.
void OfficeTest::throughAProjectsPooler()
{
    const ProjectPooler pooler(m_certificates, *m_cluster, u"abcdefghijkl"_s);
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(makePractice(*m_practice, a, b, u"admin"_s, pooler.port(), u".abcdefghijkl"_s));
    QVERIFY(!a.addClient(u"Maria Ortega"_s, maria).id.isNull());
    VERIFY_SOON(!b.client(maria).id.isNull());
    QVERIFY(a->sharing.listener().hears() && b->sharing.listener().hears());
    // Also one whom an invited administrator invites, and after the next start.
    const auto invitation = waited(b->sharing.invite({{}, u"Cleo"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}));
    QVERIFY(invitation.has_value());
    QVERIFY(invitation->address.user.endsWith(".abcdefghijkl"_L1));
    OfficeComputer c(m_twilio->url());
    QVERIFY(c.start());
    QVERIFY(waited(c->sharing.join(*invitation)).has_value());
    const auto requests = waited(b->sharing.requests());
    QVERIFY(requests && requests->size() == 1 && waited(b->sharing.approve(requests->first())));
    VERIFY_SOON(c.isUpToDate() && !c.client(maria).id.isNull());
    c.stop();
    QVERIFY(c.start());
    VERIFY_SOON(c.isUpToDate());
}

/// It can not list, so the computer that reads for the practice looks for what it can not confirm.
void OfficeTest::staffWithAKeyThatOnlySends()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    QVERIFY(waited(a->sharing.shareTwilioKey(readingKey.toBytes())).has_value());
    QVERIFY(waited(a->sharing.shareSendingKey(sendingKey.toBytes())).has_value());
    VERIFY_SOON(b->twilio.sendsOnly() && b->login.kept() == sendingKey.toBytes());
    QCOMPARE(b->sharing.lease().refusal(), PollLease::Refusal::SendingKey);
    QCOMPARE(waited(b->sharing.twilioKey()).value_or(QByteArray()), sendingKey.toBytes());
    VERIFY_SOON(a->sharing.lease().isOurs());
    QVERIFY(!a->twilio.sendsOnly());
    QCOMPARE(waited(a->sharing.twilioKey()).value_or(QByteArray()), readingKey.toBytes());
    QCOMPARE(b->poller.state(), StatusPoller::State::Off);
    m_twilio->receiveText(maria, SimulatorOptions().ownNumbers.first(), u"Is it tomorrow?"_s);
    VERIFY_SOON(b.conversation(maria).size() == 1);

    // Twilio took it, and the reply was lost.
    VERIFY_SOON(b->news.isFresh());
    QVERIFY(m_twilio->setFault(u"post:drop-after:10"_s, 1));
    const Communication lost = text(b, u"Yes, at 9"_s);
    const auto at = [&lost](const OfficeComputer &one) {
        return waited(one->communications.fetch(lost.id)).value_or(Communication());
    };
    VERIFY_SOON(at(b).sendState == SendState::Unconfirmed);
    QCOMPARE(waited(b->reconciler.checkNow(lost.id)).error().detail, u"sends-only"_s);
    VERIFY_SOON(at(b).sendState == SendState::Accepted && at(b).status == u"delivered"_s);
    VERIFY_SOON(at(a).sendState == SendState::Accepted && at(a).messageSid == at(b).messageSid);
    QCOMPARE(m_twilio->messagePosts(), 1);
    QCOMPARE(b.conversation(maria).size(), 2); // and the list's is none of its own
    QCOMPARE(a.conversation(maria).size(), 2);

    // Twilio never had it: that it was looked for is counted where somebody may send it again.
    QVERIFY(m_twilio->setFault(u"post:drop-request:200"_s, 1));
    const Communication never = text(b, u"And bring your passport"_s);
    const auto neverAt = [&] { return waited(b->communications.fetch(never.id)).value_or(Communication()); };
    VERIFY_SOON(neverAt().sendState == SendState::Unconfirmed && neverAt().checks >= 2);
    QCOMPARE(m_twilio->messagePosts(), 1);

    // Whoever becomes an administrator reads, and whoever is none any more does not.
    QVERIFY(waited(a->sharing.setRole(b->sharing.me(), u"admin"_s)).has_value());
    VERIFY_SOON(!b->twilio.sendsOnly() && b->login.kept() == readingKey.toBytes());
    QVERIFY(waited(a->sharing.setRole(b->sharing.me(), u"staff"_s)).has_value());
    VERIFY_SOON(b->twilio.sendsOnly() && b->login.kept() == sendingKey.toBytes());

    // Withdrawn, and nobody is private: the one that reads is for everybody again.
    QVERIFY(waited(a->sharing.withdrawSendingKey()).has_value());
    VERIFY_SOON(!b->twilio.sendsOnly() && b->login.kept() == readingKey.toBytes());
    // And not once a client is.
    QVERIFY(waited(a->sharing.showClient(a.client(maria), a->sharing.me())).has_value());
    QCOMPARE(waited(b->sharing.twilioKey()).error().kind, ErrorKind::NotFound);
    QVERIFY(waited(a->sharing.shareSendingKey(sendingKey.toBytes())).has_value());
    VERIFY_SOON(b->twilio.sendsOnly());
    VERIFY_SOON(!a.client(maria).visibleTo.isNull());
    QVERIFY(waited(a->sharing.showClient(a.client(maria), {})).has_value());

    // Both withdrawn: it goes on sending, and keeps nobody from reading.
    QVERIFY(waited(a->sharing.withdrawTwilioKey()).has_value());
    VERIFY_SOON(b->sharing.lease().refusal() == PollLease::Refusal::None);
    QVERIFY(b->twilio.sendsOnly());
    const QString device = b->sharing.device().toString();
    a.stop();
    QTest::qWait(3000); // longer than a lease
    QVERIFY(!b->sharing.lease().isHolder());
    QCOMPARE(m_practice->asSuperuser(
                 u"SELECT count(*) FROM practiceline.poll_lease WHERE device = '%1' AND expires > now()"_s.arg(device)),
             u"0"_s);
}

void OfficeTest::doubtOfAComputerThatIsOff()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    VERIFY_SOON(b->news.isFresh());
    b->reconciler.stop(); // it goes off before it looked
    QVERIFY(m_twilio->setFault(u"post:drop-after:10"_s, 1));
    const Communication lost = text(b, u"Yes, at 9"_s);
    VERIFY_SOON(stateAtThePractice(lost) == u"unconfirmed"_s);
    b.stop();
    VERIFY_SOON(stateAtThePractice(lost) == u"accepted"_s);
    QVERIFY(b.start());
    VERIFY_SOON(waited(b->communications.fetch(lost.id)).value_or(Communication()).status == u"delivered"_s);
    QCOMPARE(m_twilio->messagePosts(), 1);
}

void OfficeTest::doubtOfACallOfAComputerThatIsOff()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    PracticeSettings settings = b->settings.current();
    settings.staffPhone = PhoneNumber::fromE164(u"+13125550188"_s);
    settings.callerId = PhoneNumber::fromE164(SimulatorOptions().ownNumbers.first());
    QVERIFY(waited(b->settings.save(settings)));
    VERIFY_SOON(a->sharing.lease().isOurs());
    b->reconciler.stop(); // it goes off before it looked
    QVERIFY(m_twilio->setFault(u"post:drop-after:10"_s, 1));
    const Client client = b.client(maria);
    const auto call = waited(b->calls.call(client, client.primaryNumber()));
    QVERIFY(call);
    const QString row = u"SELECT send_state || ' ' || call_sid FROM communication_logs WHERE id = '%1'"_s;
    VERIFY_SOON(stateAtThePractice(*call) == u"unconfirmed"_s);
    b.stop();
    VERIFY_SOON(stateAtThePractice(*call) == u"accepted"_s);
    QVERIFY(m_practice->asSuperuser(row.arg(call->id.toString())).startsWith(u"accepted CA"_s));
    QVERIFY(b.start());
    VERIFY_SOON(waited(b->communications.fetch(call->id)).value_or(Communication()).sendState == SendState::Accepted);
    QCOMPARE(m_twilio->callPosts(), 1);
}

/// The practice had heard that it was sending, and hears nothing more.
void OfficeTest::computerKilledAmidARequest()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    VERIFY_SOON(b->news.isFresh() && a->sharing.lease().isOurs());
    QVERIFY(m_twilio->setFault(u"post:stall-after:10"_s, 1));
    const Communication lost = text(b, u"Yes, at 9"_s);
    VERIFY_SOON(stateAtThePractice(lost) == u"sending"_s && m_twilio->messagePosts() == 1);
    b->sharing.stop();
    QTemporaryDir left; // what is on the disk at this moment
    const QDir folder(b.folder.path());
    for (const QString &name : folder.entryList(QDir::Files))
        QVERIFY(QFile::copy(folder.filePath(name), left.filePath(name)));
    b.backend.reset();
    for (const QString &name : folder.entryList(QDir::Files))
        QVERIFY(QFile::remove(folder.filePath(name)));
    for (const QString &name : QDir(left.path()).entryList(QDir::Files))
        QVERIFY(QFile::copy(left.filePath(name), folder.filePath(name)));

    // Not while its request may still be open. The minute is over now.
    QTest::qWait(1000); // several looks
    QCOMPARE(stateAtThePractice(lost), u"sending"_s);
    (void)m_practice->asSuperuser(
        u"UPDATE communication_logs SET attempt_at = attempt_at - interval '62 s' WHERE id = '%1'"_s.arg(
            lost.id.toString()));
    VERIFY_SOON(stateAtThePractice(lost) == u"accepted"_s);
    QVERIFY(b.start());
    const auto atHome = [&] { return waited(b->communications.fetch(lost.id)).value_or(Communication()); };
    VERIFY_SOON(atHome().sendState == SendState::Accepted && atHome().status == u"delivered"_s);
    QCOMPARE(m_twilio->messagePosts(), 1);
    VERIFY_SOON(b.conversation(maria).size() == 1);
    VERIFY_SOON(a.conversation(maria).size() == 1);
}

void OfficeTest::doubtOfWhoLeft()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    VERIFY_SOON(b->news.isFresh());
    a->doubts.stop();
    b->reconciler.stop();
    QVERIFY(m_twilio->setFault(u"post:drop-after:10"_s, 1));
    const Communication lost = text(b, u"Yes, at 9"_s);
    VERIFY_SOON(stateAtThePractice(lost) == u"unconfirmed"_s);
    QSignalSpy erased(b.backend.get(), &Backend::erased);
    QVERIFY(waited(b->sharing.leave()));
    VERIFY_SOON(!erased.isEmpty());
    QVERIFY(isErased(b));
    QCOMPARE(stateAtThePractice(lost), u"unconfirmed"_s);
    a->doubts.start();
    VERIFY_SOON(stateAtThePractice(lost) == u"accepted"_s);
    VERIFY_SOON(a.conversation(maria).value(0).status == u"delivered"_s);
    // What Twilio's list brought before may be here until the next round.
    VERIFY_SOON(a.conversation(maria).size() == 1);
}

/// More than one look takes, of which most wait for their next time.
void OfficeTest::manyDoubtsAreAllLookedFor()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    VERIFY_SOON(a->sharing.lease().isOurs());
    QCOMPARE(m_practice->asSuperuser(
                 u"INSERT INTO communication_logs (communication_type, direction, client_id, to_number, from_number, "
                 "send_state, attempt_id, attempt_at, device_id, staff_id) SELECT 'voice', 'outbound', '%1', "
                 "'+13125550188', '+13125550100', 'unconfirmed', gen_random_uuid(), now() - interval '20 min', "
                 "'00000000-0000-0000-0000-0000000000d1', '%2' FROM generate_series(1, 130)"_s.arg(
                     a.client(maria).id.toString(), b->sharing.me().toString())),
             QString());
    const QString left = u"SELECT count(*) FROM communication_logs WHERE checks = 0"_s;
    QCOMPARE(m_practice->asSuperuser(left), u"130"_s);
    // As many searches one after the other, each with a round.
    QVERIFY(QTest::qWaitFor([&] { return m_practice->asSuperuser(left) == u"0"_s; }, 4 * patience));
}

void OfficeTest::sendingKeyThatTheKeychainDoesNotKeep_data()
{
    QTest::addColumn<FakeSecretStore::Mode>("mode");
    QTest::newRow("locked") << FakeSecretStore::Mode::Locked;
    QTest::newRow("forgets") << FakeSecretStore::Mode::Forgetting;
    QTest::newRow("is silent") << FakeSecretStore::Mode::Slow;
}

/// Who may not read does not, whatever the keychain does; what the keychain did not take is offered again.
void OfficeTest::sendingKeyThatTheKeychainDoesNotKeep()
{
    QFETCH(FakeSecretStore::Mode, mode);
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    QVERIFY(waited(a->sharing.shareTwilioKey(readingKey.toBytes())));
    const QByteArray before = b->login.kept();
    b.keychain.mode = mode;
    QVERIFY(waited(a->sharing.shareSendingKey(sendingKey.toBytes())));
    VERIFY_SOON(b->twilio.sendsOnly());
    VERIFY_SOON(b->poller.state() == StatusPoller::State::Off);
    QVERIFY(!b->sharing.lease().canRead());
    QCOMPARE(b->login.kept(), before);
    VERIFY_SOON(b->news.isFresh());
    QVERIFY(!text(b, u"Yes, at 9"_s).id.isNull());
    VERIFY_SOON(m_twilio->messagePosts() == 1); // it works meanwhile

    b.keychain.mode = FakeSecretStore::Mode::Works;
    b.keychain.answer();
    VERIFY_SOON(b->login.kept() == sendingKey.toBytes());
    QVERIFY(b->twilio.sendsOnly());
    // An administrator reads again, and that the keychain does not keep it changes nothing until it does.
    b.keychain.mode = mode;
    QVERIFY(waited(a->sharing.setRole(b->sharing.me(), u"admin"_s)));
    VERIFY_SOON(b->sharing.lease().refusal() == PollLease::Refusal::None);
    QTest::qWait(1500); // several rounds
    QVERIFY(b->twilio.sendsOnly() && b->login.kept() == sendingKey.toBytes());
    b.keychain.mode = FakeSecretStore::Mode::Works;
    b.keychain.answer();
    VERIFY_SOON(!b->twilio.sendsOnly() && b->login.kept() == readingKey.toBytes());
}

void OfficeTest::refusedLoginIsTriedAgain_data()
{
    QTest::addColumn<bool>("reads");
    QTest::newRow("of the computer that reads") << true;
    QTest::newRow("of another one") << false;
}

/// Twilio refuses the login of a suspended account too. What waits leaves once it is good again, and once.
void OfficeTest::refusedLoginIsTriedAgain()
{
    using namespace std::chrono_literals;
    QFETCH(bool, reads);
    QCOMPARE(Backend::Timing().refusedLogin, 3min);
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    a.timing.refusedLogin = b.timing.refusedLogin = 500ms;
    QVERIFY(openOffice(a, b));
    VERIFY_SOON(a->sharing.lease().isOurs() && a->news.isFresh() && b->news.isFresh());
    OfficeComputer &one = reads ? a : b;
    const auto isRefused = [&] { return one->sender.loginRefused() && one->twilio.isLoginRefused(); };
    QVERIFY(m_twilio->setFault(u"401"_s, 0));
    const Communication waits = text(one, u"Yes, at 9"_s);
    VERIFY_SOON(isRefused());
    QSignalSpy refused(&one->twilio, &TwilioClient::loginRefused);
    VERIFY_SOON(refused.size() >= 2); // tried in vain
    QCOMPARE(waited(one->communications.fetch(waits.id)).value_or(Communication()).sendState, SendState::Pending);
    QVERIFY(m_twilio->setFault({}, 0));
    VERIFY_SOON(waited(one->communications.fetch(waits.id)).value_or(Communication()).sendState == SendState::Accepted);
    VERIFY_SOON(!one->sender.loginRefused() && !one->twilio.isLoginRefused()); // answers of before may come late
    VERIFY_SOON(one.conversation(maria).value(0).status == u"delivered"_s);    // somebody reads again
    QCOMPARE(m_twilio->messageCount(), 1);
}

/// What its person sent without a connection is on the practice's record first; what waited is never sent.
void OfficeTest::removedPersonsStoreIsErased()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    const StaffId ben = b->sharing.me();
    const QString device = b->sharing.device().toString();
    VERIFY_SOON(b->news.isFresh());
    b->sharing.stop(); // no connection
    // A number that nobody else knows, whose client waits for the practice as well.
    const Client otto = b.addClient(u"Otto"_s, u"+13125550143"_s);
    SmsDraft draft;
    draft.clientId = otto.id;
    draft.to = otto.primaryNumber();
    draft.body = u"Hello Otto"_s;
    QVERIFY(waited(b->sender.send(draft)).has_value());
    const Communication sent = text(b, u"Sent while away"_s);
    const Communication waits = text(b, u"For tomorrow"_s, QDateTime::currentDateTimeUtc().addDays(1));
    VERIFY_SOON(m_twilio->messagePosts() == 2 && b.conversation(maria).size() == 2 &&
                b.conversation(u"+13125550143"_s).value(0).sendState == SendState::Accepted &&
                std::any_of(b.conversation(maria).cbegin(), b.conversation(maria).cend(),
                            [](const Communication &row) { return row.sendState == SendState::Accepted; }));
    QVERIFY(waited(a->sharing.remove(ben)).has_value());
    VERIFY_SOON(!a->staff.member(ben).isPresent());
    QVERIFY(QFile::exists(path(b)));
    b.stop();

    // The next contact, with a server that takes nothing at the moment: nothing is erased for that.
    const QString login =
        m_practice->asSuperuser(u"SELECT login FROM practiceline.staff WHERE id = '%1'"_s.arg(ben.toString()));
    (void)m_practice->asSuperuser(u"ALTER ROLE %1 SET default_transaction_read_only = on"_s.arg(login));
    QVERIFY(b.start());
    VERIFY_SOON(b->sharing.state() == Sharing::State::Parting);
    QTest::qWait(3000); // several tries
    QVERIFY(!StoreErasure::isPending(path(b)));
    b.stop();
    // It is known from now on, also without the server.
    (void)m_practice->asSuperuser(
        u"ALTER ROLE %1 RESET default_transaction_read_only; ALTER ROLE %1 NOLOGIN"_s.arg(login));
    QVERIFY(b.start());
    VERIFY_SOON(b->sharing.state() == Sharing::State::Parting);
    QCOMPARE(b.conversation(maria).size(), 2);
    (void)m_practice->asSuperuser(u"ALTER ROLE %1 LOGIN"_s.arg(login));
    QSignalSpy erased(b.backend.get(), &Backend::erased);
    VERIFY_SOON(!erased.isEmpty());
    QVERIFY(!b->sharing.end().byOneself);
    QVERIFY(isErased(b));
    const QJsonObject told = StoreErasure::told(path(b)).value_or(QJsonObject());
    QCOMPARE(told.value(u"practice"_s).toString(), u"Ortega & Co"_s);
    QCOMPARE(told.value(u"not_sent"_s).toInt(), 1);
    QCOMPARE(m_twilio->messagePosts(), 2);
    QCOMPARE(m_practice->asSuperuser(u"SELECT send_state FROM communication_logs WHERE to_number = '+13125550143'"_s),
             u"accepted"_s);

    const auto rowOf = [&](CommunicationId id) {
        const QList<Communication> rows = a.conversation(maria);
        const auto found = std::find_if(rows.cbegin(), rows.cend(), [id](const auto &row) { return row.id == id; });
        return found == rows.cend() ? Communication() : *found;
    };
    VERIFY_SOON(rowOf(sent.id).sendState == SendState::Accepted && rowOf(waits.id).isAbandoned());
    QCOMPARE(rowOf(sent.id).body, u"Sent while away"_s);
    QCOMPARE(m_practice->asSuperuser(u"SELECT what FROM practiceline.audit_log WHERE device_id = '%1' ORDER BY number "
                                     "DESC LIMIT 1"_s.arg(device)),
             u"practice.parted"_s);
    QCOMPARE(
        m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.erasures WHERE device_id = '%1'"_s.arg(device)),
        u"1"_s);
    QCOMPARE(
        m_practice->asSuperuser(u"SELECT rolcanlogin FROM pg_roles JOIN practiceline.staff ON login = rolname WHERE "
                                "id = '%1'"_s.arg(ben.toString())),
        u"f"_s);
    // The next start is a first one.
    b.stop();
    QVERIFY(b.start());
    VERIFY_SOON(b->sharing.state() == Sharing::State::Off);
    QVERIFY(b.client(maria).id.isNull() && b->staff.all().isEmpty());
}

void OfficeTest::killAmidTheErasureGoesOn()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    const QByteArray key = b.keychain.secrets.value(u"data-key-profile"_s);
    QVERIFY(!key.isEmpty());
    b.keychain.mode = FakeSecretStore::Mode::Slow; // the keys can not go yet
    QVERIFY(waited(a->sharing.remove(b->sharing.me())).has_value());
    VERIFY_SOON(StoreErasure::isPending(path(b)) && b.keychain.isAsked());
    b.backend.reset(); // as a kill, but for the files' own handles
    QVERIFY(QFile::exists(path(b)) && b.keychain.secrets.contains(u"membership"_s));
    b.keychain.forgetQuestions();
    b.keychain.mode = FakeSecretStore::Mode::Works;

    QVERIFY(b.start());
    QVERIFY(!StoreErasure::isPending(path(b)) && StoreErasure::told(path(b)));
    VERIFY_SOON(b->sharing.state() == Sharing::State::Off);
    QVERIFY(b.client(maria).id.isNull());
    QVERIFY(!b.keychain.secrets.contains(u"membership"_s));
    QVERIFY(b.keychain.secrets.value(u"data-key-profile"_s) != key);
    // What is told stays until it was read, and a later start erases nothing.
    QVERIFY(!b.addClient(u"New"_s, maria).id.isNull());
    b.stop();
    QVERIFY(b.start());
    QCOMPARE(b.client(maria).name, u"New"_s);
    StoreErasure::forget(path(b));
    QVERIFY(!StoreErasure::told(path(b)));
}

/// Whoever has the database says that Ben left, with every word but one of an administrator's key.
void OfficeTest::hostileServerErasesNothing()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    const QString ben = b->sharing.me().toString();
    const QString ann = a->sharing.me().toString();
    const QString practice = b->sharing.membership().practiceId;
    const MemberKeys eve = MemberKeys::make();
    const auto hex = [](const QByteArray &bytes) { return QString::fromLatin1(bytes.toHex()); };
    const QString self = StaffId::create().toString();
    const Endorsement endorsed =
        MemberKeyring::endorse({self, u"admin"_s, eve.boxPublic, eve.signPublic, {}}, practice, eve);
    const QString shutOut =
        u"UPDATE practiceline.staff SET left_at = now() WHERE id = '%1'; "
        "DO $$ BEGIN EXECUTE (SELECT format('REVOKE practice_staff FROM %I; GRANT practice_parted TO %I', login, "
        "login) "
        "FROM practiceline.staff WHERE id = '%1'); END $$; "
        "INSERT INTO practiceline.staff (id, login, name, role, joined_at, public_key, signing_key) VALUES ('%2', "
        "'eve', "
        "'Eve', 'admin', now(), '\\x%3', '\\x%4'); "
        "INSERT INTO practiceline.endorsements (endorsed, signer, role, public_key, signing_key, signature) VALUES "
        "('%2', '%2', 'admin', '\\x%3', '\\x%4', '\\x%5')"_s.arg(ben, self, hex(eve.boxPublic), hex(eve.signPublic),
                                                                 hex(endorsed.signature));
    QCOMPARE(m_practice->asSuperuser(shutOut), QString());
    const QByteArray forged = MemberKeyring::sayFarewell(practice, ben, eve);
    const QByteArray anothers = MemberKeyring::sayFarewell(practice, ann, a->sharing.membership().own);
    const QList<std::pair<QString, QByteArray>> words{{self, forged}, {ann, forged}, {ann, anothers}, {ben, forged}};
    for (const auto &[signer, signature] : words) {
        QCOMPARE(
            m_practice
                ->asSuperuser(
                    u"INSERT INTO practiceline.farewells (staff_id, signer, signature) VALUES ('%1', '%2', '\\x%3') ON "
                    "CONFLICT (staff_id) DO UPDATE SET signer = EXCLUDED.signer, signature = EXCLUDED.signature; "
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN (SELECT login FROM "
                    "practiceline.staff WHERE id = '%1')"_s.arg(ben, signer, hex(signature)))
                .contains(u"error"_s),
            false);
        QSignalSpy shut(&b->sharing.engine(), &SyncEngine::shutOut);
        VERIFY_SOON(shut.size() >= 2); // the first was asked about already
        QCOMPARE(b->sharing.state(), Sharing::State::Member);
    }
    VERIFY_SOON(b->sharing.status().state == SyncStatus::State::LoginRefused);
    QVERIFY(!StoreErasure::isPending(path(b)));
    QCOMPARE(b.client(maria).name, u"Maria Vega"_s);
    // And one of an administrator's does.
    QSignalSpy erased(b.backend.get(), &Backend::erased);
    const QByteArray anns = MemberKeyring::sayFarewell(practice, ben, a->sharing.membership().own);
    (void)m_practice->asSuperuser(
        u"UPDATE practiceline.farewells SET signer = '%1', signature = '\\x%2'"_s.arg(ann, hex(anns)));
    VERIFY_SOON(!erased.isEmpty());
    QVERIFY(isErased(b));
}

void OfficeTest::restoredOlderServerErasesNothing()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    const QString ben = b->sharing.me().toString();
    b.stop();
    QVERIFY(waited(a->sharing.remove(StaffId::fromString(ben))).has_value());
    a.stop();
    // As it was before; and the word, should it still stand somewhere, says nothing of who is a member.
    const QString before =
        u"ALTER TABLE practiceline.staff DISABLE TRIGGER noted; UPDATE practiceline.staff SET left_at = NULL WHERE id "
        u"= "
        "'%1'; DO $$ BEGIN EXECUTE (SELECT format('GRANT practice_staff TO %I; REVOKE practice_parted FROM %I; ALTER "
        "ROLE "
        "%I VALID UNTIL %L', login, login, login, 'infinity') FROM practiceline.staff WHERE id = '%1'); END $$; "
        "DELETE FROM practiceline.member_keys WHERE epoch > 1; "
        "UPDATE practiceline.practice SET sync_epoch = gen_random_uuid()"_s.arg(ben);
    QCOMPARE(m_practice->asSuperuser(before), QString());
    QVERIFY(b.start());
    VERIFY_SOON(b.isUpToDate());
    QCOMPARE(b->sharing.state(), Sharing::State::Member);
    QCOMPARE(b.client(maria).name, u"Maria Vega"_s);
    QVERIFY(!StoreErasure::isPending(path(b)));
}

void OfficeTest::leavingNeedsTheConnection()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(makePractice(*m_practice, a, b));
    b->sharing.database().close();
    const auto left = waited(b->sharing.leave());
    QVERIFY(!left && left.error().kind == ErrorKind::Offline);
    QCOMPARE(b->sharing.state(), Sharing::State::Member);
    VERIFY_SOON(b.isUpToDate());
}

void OfficeTest::rolesChange()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(makePractice(*m_practice, a, b));
    const StaffId ann = a->sharing.me();
    const StaffId ben = b->sharing.me();
    const auto last = waited(a->sharing.setRole(ann, u"staff"_s));
    QVERIFY(!last && last.error().detail == u"last-administrator"_s);
    QVERIFY(!waited(b->sharing.setRole(ben, u"admin"_s)));
    QVERIFY(waited(a->sharing.setRole(ben, u"admin"_s)).has_value());
    VERIFY_SOON(b->sharing.role() == u"admin"_s);
    // What the new administrator signs is believed: they let somebody in, who trusts the first one alone.
    OfficeComputer c(m_twilio->url());
    QVERIFY(c.start());
    const auto invitation = waited(b->sharing.invite({{}, u"Cleo"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}));
    QVERIFY(invitation && waited(c->sharing.join(*invitation)));
    const auto requests = waited(b->sharing.requests());
    QVERIFY(requests && requests->size() == 1 && waited(b->sharing.approve(requests->first())));
    VERIFY_SOON(c.isUpToDate());
    // Taken back by Ben, Ann's own role goes; what she endorsed stays believed, and Ben can remove people.
    QVERIFY(waited(b->sharing.setRole(ann, u"supervisor"_s)).has_value());
    VERIFY_SOON(a->sharing.role() == u"supervisor"_s);
    QVERIFY(!waited(a->sharing.setRole(ben, u"staff"_s)));
    QSignalSpy erased(c.backend.get(), &Backend::erased);
    QVERIFY(waited(b->sharing.remove(c->sharing.me())).has_value());
    VERIFY_SOON(!erased.isEmpty());
    QVERIFY(isErased(c));
    const auto acts = waited(b->database.run([](QSqlDatabase &db) -> Result<QStringList> {
        auto rows = execSql(db, u"SELECT action FROM audit_log WHERE action LIKE 'person.%' ORDER BY sequence"_s);
        QStringList all;
        while (rows && rows->next())
            all.append(rows->value(0).toString());
        return all;
    }));
    QCOMPARE(acts.value_or(QStringList()),
             (QStringList{u"person.invited"_s, u"person.approved"_s, u"person.role"_s, u"person.removed"_s}));
}

/// Whose role is taken while a text waits: it does not leave, and does when the role is given back.
void OfficeTest::supervisorsTextWaits()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    const StaffId ben = b->sharing.me();
    QVERIFY(waited(a->sharing.setRole(ben, u"supervisor"_s)).has_value());
    VERIFY_SOON(b->sharing.role() == u"supervisor"_s && b->staff.member(ben).role == u"supervisor"_s);
    QVERIFY(!text(b, u"Clicked before"_s).id.isNull());
    QTest::qWait(2000);
    QCOMPARE(m_twilio->messagePosts(), 0);
    QVERIFY(waited(a->sharing.setRole(ben, u"staff"_s)).has_value());
    VERIFY_SOON(m_twilio->messagePosts() == 1);
    VERIFY_SOON(a.conversation(maria).value(0).sendState == SendState::Accepted);
}

/// Removed, and the keychain has lost the membership before anything was handed over: nothing leaves, and who is
/// invited again is a member like any other.
void OfficeTest::removedPersonJoinsAnew()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(openOffice(a, b));
    const StaffId ben = b->sharing.me();
    const QString login =
        m_practice->asSuperuser(u"SELECT login FROM practiceline.staff WHERE id = '%1'"_s.arg(ben.toString()));
    (void)m_practice->asSuperuser(u"ALTER ROLE %1 SET default_transaction_read_only = on"_s.arg(login));
    QVERIFY(waited(a->sharing.remove(ben)).has_value());
    VERIFY_SOON(b->sharing.state() == Sharing::State::Parting);
    const auto ended = [&b] { return waited(b->settings.mark(Sharing::endedMark())).value_or(QString()); };
    QVERIFY(ended().startsWith(ben.toString()));
    b.stop();
    b.keychain.secrets.remove(u"membership"_s);

    QVERIFY(b.start());
    VERIFY_SOON(b->sharing.state() == Sharing::State::Withheld);
    QVERIFY(!text(b, u"Not before"_s).id.isNull());
    QTest::qWait(1500);
    QCOMPARE(m_twilio->messagePosts(), 0);
    const auto invitation = waited(a->sharing.invite({{}, u"Ben"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}));
    QVERIFY(invitation && waited(b->sharing.join(*invitation)));
    const auto requests = waited(a->sharing.requests());
    QVERIFY(requests && requests->size() == 1 && waited(a->sharing.approve(requests->first())));
    VERIFY_SOON(b->sharing.state() == Sharing::State::Member);
    VERIFY_SOON(m_twilio->messagePosts() == 1);
    VERIFY_SOON(ended().isEmpty());
    QVERIFY(!StoreErasure::isPending(path(b)));
}

void OfficeTest::requestToJoinIsToldAtOnce()
{
    using namespace std::chrono_literals;
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    a.timing.sync.idle = 10min; // nothing but the word makes a round
    a.timing.sync.told = 10min;
    QVERIFY(a.start() && b.start());
    QVERIFY(waited(a->sharing.setUp(request())).has_value());
    VERIFY_SOON(a.isUpToDate() && a->sharing.listener().hears());
    const auto invitation = waited(a->sharing.invite({{}, u"Ben"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}));
    QVERIFY(invitation.has_value());
    QTest::qWait(1500); // what that itself told
    const QDateTime before = a->sharing.status().lastSuccess;
    QVERIFY(waited(b->sharing.join(*invitation)).has_value());
    VERIFY_SOON(a->sharing.status().lastSuccess > before); // upon which the window asks who waits
}

void OfficeTest::setUpCanBeCancelled()
{
    OfficeComputer a(m_twilio->url());
    QVERIFY(a.start());
    const auto cancel = connect(&a->sharing, &Sharing::setUpProgress, this, [&](int done, int) {
        if (done == 2)
            a->sharing.cancelSetUp();
    });
    const auto cancelled = waited(a->sharing.setUp(request()));
    QVERIFY(!cancelled && cancelled.error().kind == ErrorKind::Cancelled);
    QCOMPARE(a->sharing.state(), Sharing::State::Off);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.migrations"_s), u"3"_s); // the one under way
    disconnect(cancel);
    QVERIFY(waited(a->sharing.setUp(request())).has_value());
    VERIFY_SOON(a.isUpToDate());
}

void OfficeTest::setUpThatIsNotKeptIsGoneOnWith_data()
{
    QTest::addColumn<FakeSecretStore::Mode>("mode");
    QTest::newRow("killed before the keychain has it") << FakeSecretStore::Mode::Never;
    QTest::newRow("the keychain does not take it") << FakeSecretStore::Mode::Locked;
}

/// The practice has its administrator, and what the keychain holds is from before.
void OfficeTest::setUpThatIsNotKeptIsGoneOnWith()
{
    QFETCH(FakeSecretStore::Mode, mode);
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(a.start() && b.start());
    QVERIFY(!a.addClient(u"Maria Vega"_s, maria).id.isNull());
    connect(&a->sharing, &Sharing::setUpProgress, this, [&a, mode](int done, int of) {
        if (done == of)
            a.keychain.mode = mode;
    });
    const auto begun = a->sharing.setUp(request());
    if (mode == FakeSecretStore::Mode::Never) {
        VERIFY_SOON(a.keychain.isAsked());
    } else {
        QCOMPARE(waited(begun).error().detail, u"keychain"_s);
        QCOMPARE(a->sharing.state(), Sharing::State::Member); // until the program ends
        VERIFY_SOON(a.isUpToDate());
    }
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.staff"_s), u"1"_s);
    a.stop();
    a.keychain.forgetQuestions();
    a.keychain.mode = FakeSecretStore::Mode::Works;

    const auto refused = waited(b->sharing.setUp(request()));
    QVERIFY(!refused && refused.error().detail == u"has-administrator"_s);
    QVERIFY(a.start());
    VERIFY_SOON(a->sharing.state() == Sharing::State::Off);
    const auto done = waited(a->sharing.setUp(request()));
    QVERIFY2(done, qPrintable(done ? QString() : done.error().detail));
    VERIFY_SOON(a.isUpToDate());
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.staff"_s), u"1"_s);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.clients"_s), u"1"_s);
    a.stop();
    QVERIFY(a.start());
    VERIFY_SOON(a.isUpToDate());
}

QTEST_GUILESS_MAIN(OfficeTest)
#include "tst_office.moc"
