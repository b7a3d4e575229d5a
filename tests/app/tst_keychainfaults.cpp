#include "fakesecretstore.h"
#include "twiliologin.h"
#include "uitesting.h"
#include "windowfixture.h"

#include "secrets/sealedstore.h"

#include <QApplication>
#include <QDir>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace UiTesting;
using Mode = FakeSecretStore::Mode;
using State = TwilioLogin::State;

namespace
{
const QByteArray secret = "the-secret-of-this-account";
const auto body = u"See you on Friday at the office."_s;
const auto withheld = u"The keychain did not give the Twilio secret, so nothing is sent or received. What you write "
                      "waits."_s;

/// The window over real stores and the simulator, with a Twilio secret that a keychain gives as it likes; they are
/// joined as App joins them.
class Desk : public QObject
{
public:
    /// A start of the program whose keychain holds the secret and behaves as @p mode.
    bool start(Mode mode)
    {
        if (!world.start())
            return false;
        world.twilio->setCredentials({});
        client = world.store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
        const auto make = [this] {
            return std::make_unique<TwilioLogin>(keychain, sealed, world.vault, world.store.settings, *world.twilio,
                                                 TwilioLogin::Timing{50ms, 0ms});
        };
        login = make();
        if (!waited(login->store(credentials(secret))))
            return false;
        login = make();
        world.twilio->setCredentials({});
        keychain.mode = mode;
        connect(login.get(), &TwilioLogin::stateChanged, this, &Desk::changed);
        world.openWindow();
        login->load();
        return world.openConversation(u"Maria"_s);
    }
    TwilioCredentials credentials(const QByteArray &key) const
    {
        return {world.practice().accountSid, u"SK"_s + QString(32, u'1'), key};
    }
    Result<Communication> write()
    {
        SmsDraft draft;
        draft.clientId = client.id;
        draft.to = client.primaryNumber();
        draft.body = body;
        return waited(world.sender->send(draft));
    }
    SendState stateOf(CommunicationId id)
    {
        return waited(world.store.communications.fetch(id)).value_or(Communication()).sendState;
    }
    bool listed(const QString &words) const { return plain(world.conversationText()).contains(words); }
    bool said(const QString &words) const { return says(world.window.get(), words); }
    /// Whether a file of the data folder holds @p bytes as they are.
    bool liesOpen(const QByteArray &bytes) const
    {
        const auto files = QFileInfo(world.store.database.path()).dir().entryInfoList(QDir::Files);
        return std::any_of(files.cbegin(), files.cend(), [&bytes](const QFileInfo &info) {
            QFile file(info.filePath());
            return file.open(QIODevice::ReadOnly) && file.readAll().contains(bytes);
        });
    }
    int posts() const { return world.simulator.messagePosts(); }

    WindowFixture world;
    FakeSecretStore keychain;
    SealedStore sealed{world.store.database, world.store.keys, u"origin"_s};
    std::unique_ptr<TwilioLogin> login;
    Client client;

private:
    void changed(State state)
    {
        world.window->showTwilioSecret(state == State::Withheld ? WindowNotices::TwilioSecret::Withheld
                                                                : WindowNotices::TwilioSecret::Fine);
        if (state == State::Asking)
            return;
        if (!std::exchange(m_running, true))
            return world.startServices();
        world.sender->credentialsChanged();
        world.poller->credentialsChanged();
        world.reconciler->wake();
    }

    bool m_running = false;
};
} // namespace

/// reliability.md, fault 21: the keychain is slow, silent or locked. The window is there first, what is written waits
/// for a visible reason, nothing lies open, nothing is lost, and it goes on by itself when the keychain answers.
class KeychainFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fault21KeychainAnswersLate();
    void fault21KeychainNeverAnswers();
    void fault21KeychainLocksInBetween_data();
    void fault21KeychainLocksInBetween();
    void fault21KeychainLocksOnAWrite();
};

void KeychainFaults::fault21KeychainAnswersLate()
{
    Desk desk;
    QVERIFY(desk.start(Mode::Slow));
    QVERIFY(desk.keychain.isAsked());
    QVERIFY(desk.world.window->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(desk.said(withheld), patience);
    const auto row = desk.write();
    QVERIFY(row);
    QTRY_VERIFY_WITH_TIMEOUT(desk.listed(body) && desk.listed(u"Held"_s), patience);
    desk.world.sender->wake();
    QTest::qWait(300);
    QCOMPARE(desk.stateOf(row->id), SendState::Held);
    QCOMPARE(desk.posts(), 0);
    desk.keychain.answer();
    QTRY_VERIFY_WITH_TIMEOUT(desk.listed(u"Delivered"_s), patience);
    QCOMPARE(desk.posts(), 1);
    QVERIFY(!desk.said(withheld));
    QVERIFY(!desk.liesOpen(secret));
}

void KeychainFaults::fault21KeychainNeverAnswers()
{
    Desk desk;
    QVERIFY(desk.start(Mode::Never));
    QTRY_VERIFY_WITH_TIMEOUT(desk.said(withheld), patience);
    const auto row = desk.write();
    QVERIFY(row);
    QTRY_VERIFY_WITH_TIMEOUT(desk.listed(u"Held"_s), patience);
    QVERIFY(button(desk.world.window.get(), u"Try again"_s) != nullptr);
    desk.world.sender->wake();
    QTest::qWait(300);
    QCOMPARE(desk.posts(), 0);
    QCOMPARE(desk.stateOf(row->id), SendState::Held);
    QVERIFY(!desk.liesOpen(secret));
    QVERIFY(!desk.liesOpen(body.toUtf8()));
    // A person who has another way in is not kept out by it.
    desk.keychain.mode = Mode::Works;
    desk.login->load();
    QTRY_VERIFY_WITH_TIMEOUT(desk.listed(u"Delivered"_s), patience);
    QCOMPARE(desk.posts(), 1);
}

void KeychainFaults::fault21KeychainLocksInBetween_data()
{
    QTest::addColumn<bool>("hasAnswered");
    QTest::newRow("after it had answered") << true;
    QTest::newRow("while a text waits") << false;
}

void KeychainFaults::fault21KeychainLocksInBetween()
{
    QFETCH(const bool, hasAnswered);
    Desk desk;
    QVERIFY(desk.start(hasAnswered ? Mode::Works : Mode::Slow));
    QTRY_COMPARE_WITH_TIMEOUT(desk.login->state(), hasAnswered ? State::Ready : State::Withheld, patience);
    if (!hasAnswered) {
        QVERIFY(desk.write());
        QTRY_VERIFY_WITH_TIMEOUT(desk.listed(u"Held"_s), patience);
        desk.keychain.mode = Mode::Locked;
        desk.login->load();
        desk.login->askAgain();
        QTest::qWait(300);
        QVERIFY(desk.said(withheld));
        QCOMPARE(desk.posts(), 0);
        desk.keychain.mode = Mode::Works;
        desk.login->load();
    } else {
        desk.keychain.mode = Mode::Locked;
        desk.login->load(); // a locked one says "not found"; the program has what it gave before
        QTest::qWait(100);
        QCOMPARE(desk.login->state(), State::Ready);
        QVERIFY(!desk.said(withheld));
        QVERIFY(desk.write());
    }
    QTRY_VERIFY_WITH_TIMEOUT(desk.listed(u"Delivered"_s), patience);
    QCOMPARE(desk.posts(), 1);
    QVERIFY(!desk.liesOpen(secret));
}

/// A secret that could not be kept is not used and lies nowhere; the one before goes on.
void KeychainFaults::fault21KeychainLocksOnAWrite()
{
    const QByteArray other = "another-secret-that-was-typed";
    Desk desk;
    QVERIFY(desk.start(Mode::Works));
    QTRY_COMPARE_WITH_TIMEOUT(desk.login->state(), State::Ready, patience);
    const auto before = desk.keychain.secrets;
    desk.keychain.mode = Mode::Locked;
    QVERIFY(!waited(desk.login->store(desk.credentials(other))));
    QCOMPARE(desk.keychain.secrets, before);
    QVERIFY(!desk.liesOpen(other));
    QCOMPARE(desk.login->state(), State::Ready);
    QVERIFY(desk.write());
    QTRY_VERIFY_WITH_TIMEOUT(desk.listed(u"Delivered"_s), patience);
    QCOMPARE(desk.posts(), 1);
}

QTEST_MAIN(KeychainFaults)
#include "tst_keychainfaults.moc"
