#include "officefixture.h"
#include "storage/sql.h"
#include "support/clustertest.h"

using namespace Qt::StringLiterals;

/// The computer of the only administrator is lost, and with it everybody who could approve a new one: the practice's
/// recovery key brings it back. Whole computers but for the window.
class LostComputerTest : public ClusterTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void comesBackByTheRecoveryKey();
    void whatLetsNobodyIn();
    void whoseMakerHasLeft();

private:
    PracticeAddress setUpAddress() const { return m_practice->addressFor(u"set_up_"_s + m_practice->database()); }
    /// What recovering by @p key answers; empty: it was done.
    QString recover(OfficeComputer &computer, const QString &key, const QString &password = {}) const;
    /// Ann's, confirmed; empty: it failed.
    static QString recoveryKey(OfficeComputer &ann);

    std::unique_ptr<TwilioSimulator> m_twilio;
};

namespace
{
constexpr int patience = 60'000;
const QString maria = u"+13125550142"_s;
const QString ours = u"set-up's own word"_s; ///< what makePractice() sets it up with
} // namespace

#define VERIFY_SOON(condition) QVERIFY(QTest::qWaitFor([&] { return condition; }, patience))

void LostComputerTest::init()
{
    m_practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates);
    m_twilio = std::make_unique<TwilioSimulator>(SimulatorOptions());
    QVERIFY(m_twilio->listen());
}

QString LostComputerTest::recover(OfficeComputer &computer, const QString &key, const QString &password) const
{
    const auto done = waited(computer->sharing.recover(setUpAddress(), password.isEmpty() ? ours : password, key));
    return done ? QString() : done.error().detail;
}

QString LostComputerTest::recoveryKey(OfficeComputer &ann)
{
    const auto key = ann->sharing.recovery().makeRecoveryKey();
    return key && waited(ann->sharing.confirmRecovery()) ? *key : QString();
}

void LostComputerTest::comesBackByTheRecoveryKey()
{
    QString key;
    StaffId me;
    DeviceId device;
    {
        OfficeComputer ann(m_twilio->url());
        OfficeComputer ben(m_twilio->url());
        QVERIFY(makePractice(*m_practice, ann, ben));
        QVERIFY(!ann.addClient(u"Maria Vega"_s, maria).id.isNull());
        key = recoveryKey(ann);
        QVERIFY(!key.isEmpty());
        // Ben goes: the key that is made for what is written from then on is the recovery key's too.
        me = ann->sharing.me();
        device = ann->sharing.device();
        QVERIFY(waited(ann->sharing.remove(ben->sharing.me())).has_value());
        VERIFY_SOON(shared(u"SELECT count(*) FROM practiceline.recovery_keys"_s) == u"2"_s);
        (void)m_twilio->receiveText(maria, SimulatorOptions().ownNumbers.first(), u"Where is my passport?"_s);
        VERIFY_SOON(ann.conversation(maria).size() == 1);
        VERIFY_SOON(shared(u"SELECT count(*) FROM public.communication_logs WHERE key_epoch = 2"_s) == u"1"_s);
        ann.stop();
        ben.stop();
    }

    OfficeComputer spare(m_twilio->url());
    QVERIFY(spare.start());
    VERIFY_SOON(spare->sharing.state() == Sharing::State::Off);
    // Typed from paper: small letters and blanks.
    QCOMPARE(recover(spare, u' ' + key.toLower() + u' '), QString());
    QCOMPARE(spare->sharing.state(), Sharing::State::Member);
    VERIFY_SOON(spare.isUpToDate());
    VERIFY_SOON(spare->sharing.role() == u"admin"_s);
    QCOMPARE(spare->sharing.me(), me);
    QVERIFY(spare->sharing.device() != device);
    QCOMPARE(spare.client(maria).name, u"Maria Vega"_s);
    VERIFY_SOON(spare.conversation(maria).size() == 1);
    QCOMPARE(spare.conversation(maria).first().body, u"Where is my passport?"_s);
    // It is on the record, here and in the practice.
    const auto recorded = waited(spare->database.run([](QSqlDatabase &db) -> Result<int> {
        auto query = execSql(db, u"SELECT count(*) FROM audit_log WHERE action = 'membership.recovered'"_s);
        return query && query->next() ? query->value(0).toInt() : -1;
    }));
    QCOMPARE(recorded.value_or(-1), 1);
    VERIFY_SOON(shared(u"SELECT count(*) FROM practiceline.audit_log WHERE what = "
                       "'membership.recovered'"_s) == u"1"_s);
    // It can do what an administrator does, and still does after a start.
    spare.stop();
    QVERIFY(spare.start());
    VERIFY_SOON(spare->sharing.state() == Sharing::State::Member && spare.isUpToDate());
    QVERIFY(waited(spare->sharing.invite({{}, u"Eve"_s, u"staff"_s, u"advisor"_s, {}, {}, {}})).has_value());
    QVERIFY(!recoveryKey(spare).isEmpty());
    spare.stop();

    // The paper's key is none any more.
    OfficeComputer thief(m_twilio->url());
    QVERIFY(thief.start());
    QCOMPARE(recover(thief, key), u"recovery-wrong"_s);
    QCOMPARE(thief->sharing.state(), Sharing::State::Off);
}

void LostComputerTest::whatLetsNobodyIn()
{
    OfficeComputer ann(m_twilio->url());
    OfficeComputer ben(m_twilio->url());
    QVERIFY(makePractice(*m_practice, ann, ben));
    OfficeComputer spare(m_twilio->url());
    QVERIFY(spare.start());
    VERIFY_SOON(spare->sharing.state() == Sharing::State::Off);
    const QString foreign = ann->sharing.recovery().makeRecoveryKey().value_or(QString()); // not confirmed
    QCOMPARE(recover(spare, foreign), u"recovery-none"_s);
    const QString key = recoveryKey(ann);
    QVERIFY(!key.isEmpty());
    QString typo = key;
    typo[0] = typo.at(0) == u'A' ? u'B' : u'A';
    QCOMPARE(recover(spare, typo), u"recovery-typo"_s);
    QCOMPARE(recover(spare, QString()), u"recovery-typo"_s);
    QCOMPARE(recover(spare, foreign), u"recovery-wrong"_s);
    QVERIFY(!recover(spare, key, u"not the password"_s).isEmpty());
    m_cluster->stop();
    QVERIFY(!recover(spare, key).isEmpty());
    QVERIFY(m_cluster->restart());
    QCOMPARE(spare->sharing.state(), Sharing::State::Off);
    spare.stop();
    QVERIFY(spare.start()); // nothing of a membership was kept
    VERIFY_SOON(spare->sharing.state() == Sharing::State::Off);
    // Whoever the keychain keeps nothing for begins nothing.
    spare.keychain.mode = FakeSecretStore::Mode::Forgetting;
    QCOMPARE(recover(spare, key), u"keychain"_s);
    spare.keychain.mode = FakeSecretStore::Mode::Works;
    QCOMPARE(recover(spare, key), QString());
    VERIFY_SOON(spare.isUpToDate());
}

void LostComputerTest::whoseMakerHasLeft()
{
    OfficeComputer ann(m_twilio->url());
    OfficeComputer ben(m_twilio->url());
    QVERIFY(makePractice(*m_practice, ann, ben, u"admin"_s));
    const QString key = recoveryKey(ben);
    QVERIFY(!key.isEmpty());
    QVERIFY(waited(ann->sharing.remove(ben->sharing.me())).has_value());
    OfficeComputer spare(m_twilio->url());
    QVERIFY(spare.start());
    VERIFY_SOON(spare->sharing.state() == Sharing::State::Off);
    QCOMPARE(recover(spare, key), u"recovery-left"_s);
    QCOMPARE(spare->sharing.state(), Sharing::State::Off);
}

QTEST_GUILESS_MAIN(LostComputerTest)
#include "tst_lostcomputer.moc"
