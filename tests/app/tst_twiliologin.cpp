#include "fakesecretstore.h"
#include "storefixture.h"
#include "twiliologin.h"

#include "secrets/memorystore.h"
#include "secrets/sealedstore.h"
#include "secrets/vault.h"

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

/// A practice whose keychain misbehaves; restart() is the next start of the product.
struct World {
    explicit World(TwilioLogin::Timing wanted)
        : timing(wanted)
    {
    }

    bool open()
    {
        if (!store.open())
            return false;
        vault.open();
        if (!QTest::qWaitFor([&] { return vault.state() == Vault::State::Unlocked; }, patience))
            return false;
        PracticeSettings settings;
        settings.accountSid = account;
        settings.setUpDone = true;
        restart();
        return waited(store.settings.save(settings)).has_value() &&
               waited(login->store({account, u"SK1"_s, "secret"})).has_value();
    }
    void restart()
    {
        login.reset();
        twilio = std::make_unique<TwilioClient>(TwilioHosts(), clock);
        login = std::make_unique<TwilioLogin>(keychain, sealed, vault, store.settings, *twilio, timing);
    }

    TwilioLogin::Timing timing;
    StoreFixture store;
    FakeSecretStore keychain;
    MemoryStore dataKey;
    SystemClock clock;
    Vault vault{store.database, store.keys, &dataKey, u"test"_s};
    SealedStore sealed{store.database, store.keys, u"origin"_s};
    std::unique_ptr<TwilioClient> twilio;
    std::unique_ptr<TwilioLogin> login;
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
        World world({});
        QVERIFY(world.open());
        world.restart();
        QCOMPARE(world.login->state(), State::Unknown);
        world.login->load();
        STATE(State::Ready);
        QCOMPARE(world.twilio->accountSid(), account);
    }

    void practiceWithoutAccount()
    {
        World world({});
        QVERIFY(world.open());
        QVERIFY(waited(world.store.settings.save({})));
        world.restart();
        const int reads = world.keychain.reads;
        world.login->load();
        QCOMPARE(world.login->state(), State::NotSetUp);
        QCOMPARE(world.keychain.reads, reads);
    }

    void lateAnswerCounts()
    {
        World world({50ms, 0ms});
        QVERIFY(world.open());
        world.keychain.mode = Mode::Slow;
        world.restart();
        world.login->load();
        QCOMPARE(world.login->state(), State::Asking);
        STATE(State::Withheld);
        world.login->askAgain();           // not a second time while it has not answered
        QCOMPARE(world.keychain.reads, 1); // storing read nothing
        QVERIFY(!world.twilio->hasCredentials());
        world.keychain.answer();
        STATE(State::Ready);
        QVERIFY(world.twilio->hasCredentials());
    }

    void neverAnsweredIsAskedByAPerson()
    {
        World world({50ms, 0ms});
        QVERIFY(world.open());
        world.keychain.mode = Mode::Never;
        world.restart();
        world.login->load();
        STATE(State::Withheld);
        world.keychain.mode = Mode::Works;
        world.login->load();
        STATE(State::Ready);
    }

    /// A locked keychain says "not found".
    void notFoundThenFound()
    {
        World world({8s, 0ms});
        QVERIFY(world.open());
        world.keychain.mode = Mode::Locked;
        world.restart();
        world.login->load();
        STATE(State::Withheld);
        world.keychain.mode = Mode::Works;
        world.login->askAgain(); // the window became active
        STATE(State::Ready);
    }

    void activationAsksSeldom()
    {
        World world({8s, 1h});
        QVERIFY(world.open());
        world.keychain.mode = Mode::Locked;
        world.restart();
        world.login->load();
        STATE(State::Withheld);
        const int reads = world.keychain.reads;
        world.login->askAgain();
        QCOMPARE(world.keychain.reads, reads);
    }

    void whoSaidNoIsNotAskedByActivation()
    {
        World world({8s, 0ms});
        QVERIFY(world.open());
        world.keychain.mode = Mode::Refused;
        world.restart();
        world.login->load();
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
        World world({});
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
        world.keychain.mode = Mode::Slow;
        world.restart();
        world.login->load();
        STATE(State::Withheld);
        world.keychain.mode = Mode::Works;
        QVERIFY(waited(world.login->store({account, u"SK2"_s, "typed"})));
        QCOMPARE(world.login->state(), State::Ready);
    }

    void movesToThePassphrase()
    {
        World world({});
        QVERIFY(world.open());
        QVERIFY(world.keychain.secrets.contains(u"twilio"_s));
        QVERIFY(waited(world.vault.createWithPassphrase(passphrase)));
        QTRY_VERIFY_WITH_TIMEOUT(world.keychain.secrets.isEmpty(), patience);
        QVERIFY(waited(world.sealed.read(u"twilio"_s)));
        world.keychain.mode = Mode::None;
        world.restart();
        world.login->load();
        STATE(State::Ready);
    }

    /// The passphrase was set because the keychain gave nothing; one day it does.
    void movesWhenTheKeychainGivesIt()
    {
        World world({8s, 0ms});
        QVERIFY(world.open());
        world.keychain.mode = Mode::Locked;
        world.restart();
        world.login->load();
        STATE(State::Withheld);
        QVERIFY(waited(world.vault.createWithPassphrase(passphrase)));
        world.keychain.mode = Mode::Works;
        world.login->load();
        STATE(State::Ready);
        QTRY_VERIFY_WITH_TIMEOUT(world.keychain.secrets.isEmpty(), patience);
        QVERIFY(waited(world.sealed.read(u"twilio"_s)));
    }
};

QTEST_GUILESS_MAIN(TwilioLoginTest)
#include "tst_twiliologin.moc"
