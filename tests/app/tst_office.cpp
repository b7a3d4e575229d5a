#include "officefixture.h"

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
    void keychainThatKeepsNothingBeginsNothing();
    void lastAdministratorIsAsked();
    void oneReadsTwilioForAll();
    void stopReachesEverybodyBeforeTheyText();
    void removedPersonIsShutOut();

private:
    SetUpRequest request() const;

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_practice;
    std::unique_ptr<TwilioSimulator> m_twilio;
};

namespace
{
constexpr int patience = 60'000;
const QString maria = u"+13125550142"_s;
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
    m_twilio = std::make_unique<TwilioSimulator>(options);
    QVERIFY(m_twilio->listen());
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

    QVERIFY(waited(b->sharing.leave()).has_value());
    QCOMPARE(b->sharing.state(), Sharing::State::Off);
    QVERIFY(!b.keychain.secrets.contains(u"membership"_s));
    VERIFY_SOON(std::any_of(a->staff.all().cbegin(), a->staff.all().cend(),
                            [](const StaffMember &one) { return one.name == u"Ben"_s && one.leftAt.isValid(); }));
    QCOMPARE(b.client(maria).name, u"Maria Vega"_s); // what is here stays here
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
    a.keychain.secrets.insert(u"membership"_s, secret);
    a->sharing.load();
    VERIFY_SOON(a.isUpToDate());
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

void OfficeTest::removedPersonIsShutOut()
{
    OfficeComputer a(m_twilio->url());
    OfficeComputer b(m_twilio->url());
    QVERIFY(makePractice(*m_practice, a, b));
    const StaffId ben = b->sharing.me();
    QVERIFY(waited(a->sharing.remove(ben)).has_value());
    VERIFY_SOON(b->sharing.status().state == SyncStatus::State::LoginRefused);
    VERIFY_SOON(!a->staff.member(ben).isPresent());
}

QTEST_GUILESS_MAIN(OfficeTest)
#include "tst_office.moc"
