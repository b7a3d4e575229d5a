#include "loginfixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using State = TwilioLogin::State;
using Mode = FakeSecretStore::Mode;

namespace
{
constexpr int patience = 60'000;
const QString account = u"AC"_s + QString(32, u'0');
const auto passphrase = u"correct horse battery"_s;

/// A practice with an account, whose secret is kept.
struct World : LoginFixture {
    using LoginFixture::LoginFixture;

    bool open()
    {
        if (!store.open())
            return false;
        vault.open();
        PracticeSettings settings;
        settings.accountSid = account;
        settings.setUpDone = true;
        return QTest::qWaitFor([&] { return vault.state() == Vault::State::Unlocked; }, patience) &&
               waited(store.settings.save(settings)).has_value() && keeps("secret");
    }
    bool keeps(const QByteArray &secret) { return waited(login->store(credentials(secret))).has_value(); }
    static TwilioCredentials credentials(const QByteArray &secret) { return {account, u"SK1"_s, secret}; }
    bool choosePassphrase() { return waited(vault.createWithPassphrase(passphrase)).has_value(); }
    QByteArray sealedSecret() { return waited(sealed.read(u"twilio"_s)).value_or(QByteArray()); }
    /// The next start, with a keychain that is as told.
    void startWith(Mode mode)
    {
        keychain.mode = mode;
        restart();
        login->load();
    }
};
} // namespace

#define STATE(wanted) QTRY_COMPARE_WITH_TIMEOUT(world.login->state(), wanted, patience)

/// A keychain that gives nothing is not a practice without Twilio.
class TwilioLoginTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isKept()
    {
        World world;
        QVERIFY(world.open());
        world.restart();
        QCOMPARE(world.login->state(), State::Unknown);
        world.login->load();
        STATE(State::Ready);
        QCOMPARE(world.twilio->accountSid(), account);
    }

    void practiceWithoutAccount()
    {
        World world;
        QVERIFY(world.open());
        QVERIFY(waited(world.store.settings.save({})));
        world.restart();
        const int reads = world.keychain.reads;
        world.login->load();
        QCOMPARE(world.login->state(), State::NotSetUp);
        QCOMPARE(world.keychain.reads, reads);
    }

    void fault21LateAnswerCounts()
    {
        World world({50ms, 0ms});
        QVERIFY(world.open());
        world.startWith(Mode::Slow);
        QCOMPARE(world.login->state(), State::Asking);
        STATE(State::Withheld);
        world.login->askAgain();           // not a second time while it has not answered
        QCOMPARE(world.keychain.reads, 1); // storing read nothing
        QVERIFY(!world.twilio->hasCredentials());
        world.keychain.answer();
        STATE(State::Ready);
        QVERIFY(world.twilio->hasCredentials());
    }

    void fault21NeverAnsweredIsAskedByAPerson()
    {
        World world({50ms, 0ms});
        QVERIFY(world.open());
        world.startWith(Mode::Never);
        STATE(State::Withheld);
        world.keychain.mode = Mode::Works;
        world.login->load();
        STATE(State::Ready);
    }

    /// A locked keychain says "not found".
    void fault21LockedThenUnlocked()
    {
        World world({8s, 0ms});
        QVERIFY(world.open());
        world.startWith(Mode::Locked);
        STATE(State::Withheld);
        world.keychain.mode = Mode::Works;
        world.login->askAgain(); // the window became active
        STATE(State::Ready);
    }

    void activationAsksSeldom()
    {
        World world({8s, 1h});
        QVERIFY(world.open());
        world.startWith(Mode::Locked);
        STATE(State::Withheld);
        const int reads = world.keychain.reads;
        world.login->askAgain();
        QCOMPARE(world.keychain.reads, reads);
    }

    void whoSaidNoIsNotAskedByActivation()
    {
        World world({8s, 0ms});
        QVERIFY(world.open());
        world.startWith(Mode::Refused);
        STATE(State::Withheld);
        const int reads = world.keychain.reads;
        world.login->askAgain();
        QCOMPARE(world.keychain.reads, reads);
        world.keychain.mode = Mode::Works;
        world.login->load();
        STATE(State::Ready);
    }

    void secretOfAnotherAccount()
    {
        World world;
        QVERIFY(world.open());
        PracticeSettings settings = world.store.settings.current();
        settings.accountSid = u"AC"_s + QString(32, u'1');
        QVERIFY(waited(world.store.settings.save(settings)));
        world.restart();
        world.login->load();
        STATE(State::Foreign);
        QVERIFY(!world.twilio->hasCredentials());
    }

    void typedWhileWithheld()
    {
        World world({50ms, 0ms});
        QVERIFY(world.open());
        world.startWith(Mode::Slow);
        STATE(State::Withheld);
        world.keychain.mode = Mode::Works;
        QVERIFY(world.keeps("typed"));
        QCOMPARE(world.login->state(), State::Ready);
        // What was there before comes late: it is not what the program goes on with.
        world.keychain.answer();
        QCoreApplication::processEvents();
        QVERIFY(world.choosePassphrase()); // seals the secret in use
        QTRY_VERIFY_WITH_TIMEOUT(!world.sealedSecret().isEmpty(), patience);
        QVERIFY(world.sealedSecret().contains("typed"));
    }

    void typedWhileTheKeychainGivesAnOlderOne()
    {
        World world({8s, 0ms});
        QVERIFY(world.open());
        world.startWith(Mode::Locked);
        STATE(State::Withheld);
        QVERIFY(world.choosePassphrase());
        world.keychain.mode = Mode::Slow;
        world.login->load();
        QTRY_VERIFY_WITH_TIMEOUT(world.keychain.isAsked(), patience);
        QVERIFY(world.keeps("typed"));
        world.keychain.answer();
        QCoreApplication::processEvents();
        QVERIFY(world.sealedSecret().contains("typed"));
    }

    /// Its way into the keychain ends after the passphrase took the keychain's place.
    void typedWhileThePassphraseIsChosen()
    {
        World world;
        QVERIFY(world.open());
        world.keychain.mode = Mode::Slow;
        const auto storing = world.login->store(World::credentials("typed"));
        world.keychain.mode = Mode::Works;
        QVERIFY(world.choosePassphrase());
        QTRY_VERIFY_WITH_TIMEOUT(world.keychain.secrets.isEmpty(), patience); // the one before is sealed
        world.keychain.answer();
        QVERIFY(waited(storing));
        QTRY_VERIFY_WITH_TIMEOUT(world.sealedSecret().contains("typed"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(world.keychain.secrets.isEmpty(), patience);
    }

    void movesToThePassphrase()
    {
        World world;
        QVERIFY(world.open());
        QVERIFY(world.keychain.secrets.contains(u"twilio"_s));
        QVERIFY(world.choosePassphrase());
        QTRY_VERIFY_WITH_TIMEOUT(world.keychain.secrets.isEmpty(), patience);
        QVERIFY(!world.sealedSecret().isEmpty());
        world.startWith(Mode::None);
        STATE(State::Ready);
    }

    /// The passphrase was set because the keychain gave nothing; one day it does.
    void movesWhenTheKeychainGivesIt()
    {
        World world({8s, 0ms});
        QVERIFY(world.open());
        world.startWith(Mode::Locked);
        STATE(State::Withheld);
        QVERIFY(world.choosePassphrase());
        world.keychain.mode = Mode::Works;
        world.login->load();
        STATE(State::Ready);
        QTRY_VERIFY_WITH_TIMEOUT(world.keychain.secrets.isEmpty(), patience);
        QVERIFY(!world.sealedSecret().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TwilioLoginTest)
#include "tst_twiliologin.moc"
