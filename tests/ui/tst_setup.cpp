#include "fakesecretstore.h"
#include "pagesfixture.h"
#include "settings/recoverykeypanel.h"
#include "settings/settingspage.h"
#include "setup/restorepanel.h"
#include "setup/setupdialog.h"
#include "setup/unlockpanel.h"
#include "uitesting.h"

#include "common/errortext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMessageBox>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace UiTesting;

namespace
{
/// The panel that asks for the key, over a store that is being opened.
struct PanelAtStart {
    PanelAtStart(const PagesFixture &world, StoreFixture &store, SecretStore *keychain)
        : vault(store.database, store.keys, keychain, u"test"_s)
        , context(contextWith(*world.context, store, vault))
        , panel(new UnlockPanel(context, &window))
    {
        window.show();
        vault.open();
    }

    Vault vault;
    UiContext context;
    QWidget window;
    UnlockPanel *panel;
};
} // namespace

/// First start, Settings, the key and back-ups, used as a person does.
class Setup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void connectsTwilio();
    void saysThatRepliesAreNotSeen();
    void accountThatTheKeyDoesNotKnow();
    void escapeKeepsWhatWasTyped();
    void acceptsTestCredentials();
    void testSavesNothing();
    void settingsAreKept();
    void alwaysIsFromMidnightToMidnight();
    void languageIsForTheNextStart();
    void settingsNameWhatIsWrong_data();
    void settingsNameWhatIsWrong();
    void fault21LockedKeychainIsSaid();
    void otherKeyInTheKeychain();
    void storeThatCanNotBeRead();
    void passphrase();
    void recoveryKeyOpens();
    void passphraseInsteadOfTheKeychain();
    void fault22BackUpAndRestore();

private:
    static void type(const QWidget *parent, const QString &name, const QString &text);
    static QString makeRecoveryKey(const QWidget *parent);
    static void fillAccount(const QWidget *parent, const QString &secret);
};

void Setup::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
}

void Setup::type(const QWidget *parent, const QString &name, const QString &text)
{
    const auto all = parent->findChildren<QLineEdit *>();
    for (QLineEdit *edit : all) {
        if (edit->accessibleName() != name || !edit->isVisible())
            continue;
        edit->setFocus();
        edit->selectAll();
        QTest::keyClick(edit, Qt::Key_Delete);
        QTest::keyClicks(edit, text);
        return;
    }
    QFAIL(qPrintable(u"no field "_s + name));
}

void Setup::fillAccount(const QWidget *parent, const QString &secret)
{
    type(parent, u"Account SID"_s, SimulatorOptions().accountSid);
    type(parent, u"API key SID"_s, u"SK"_s + QString(32, u'1'));
    type(parent, u"API key secret"_s, secret);
}

/// Shows the key, types the group that is asked for, and answers with the key.
QString Setup::makeRecoveryKey(const QWidget *parent)
{
    QPushButton *make = button(parent, u"Show my recovery key"_s);
    if (make == nullptr)
        return {};
    make->click();
    auto *shown = parent->findChild<RecoveryKeyPanel *>()->findChild<QLabel *>(u"recoveryKey"_s); // not the practice's
    if (!QTest::qWaitFor([&] { return !shown->text().isEmpty(); }, patience))
        return {};
    const QStringList groups = shown->text().simplified().split(u' ');
    static const QRegularExpression number(u"group (\\d+) of (\\d+)"_s);
    QString typed;
    QLineEdit *answer = nullptr;
    for (const QLabel *label : parent->findChildren<QLabel *>()) {
        const auto match = number.match(QString(label->text()).remove(u'&'));
        if (!match.hasMatch() || !label->isVisible())
            continue;
        answer = qobject_cast<QLineEdit *>(label->buddy());
        typed = groups.value(match.captured(1).toInt() - 1);
    }
    if (answer == nullptr)
        return {};
    QTest::keyClicks(answer, u"WRONG"_s);
    button(parent, u"Confirm"_s)->click();
    if (!says(parent, u"That is not group"_s))
        return {};
    QTest::keyClicks(answer, typed.toLower()); // the wrong one is selected
    button(parent, u"Confirm"_s)->click();
    if (!QTest::qWaitFor([&] { return says(parent, u"Confirmed. Keep the paper safe."_s); }, patience))
        return {};
    return groups.join(u'-');
}

void Setup::connectsTwilio()
{
    SimulatorOptions options;
    options.secret = "right";
    PagesFixture world(options);
    QVERIFY(world.open());
    SetupDialog dialog(*world.context);
    QSignalSpy completed(&dialog, &SetupDialog::completed);
    dialog.show();
    button(&dialog, u"Connect Twilio"_s)->click();
    fillAccount(&dialog, u"wrong"_s);
    button(&dialog, u"Next"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&dialog, u"Change what is wrong, or press Next again"_s), patience);
    QVERIFY(says(&dialog, ErrorText::codeText(20003).nextStep));
    QCOMPARE(dialog.currentPage(), 1);
    type(&dialog, u"API key secret"_s, u"right"_s);
    button(&dialog, u"Next"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(dialog.currentPage(), 2, patience);
    QCOMPARE(world.stored.secret, QByteArray("right"));
    type(&dialog, u"Sender"_s, u"3125550100"_s);
    type(&dialog, u"Caller number"_s, u"3125550100"_s);
    type(&dialog, u"Your phone"_s, u"3125550199"_s);
    for (int page = 3; page <= 5; ++page) {
        button(&dialog, u"Next"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(dialog.currentPage(), page, patience);
    }
    button(&dialog, u"Finish"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&dialog, u"The recovery key is not confirmed yet"_s), patience);
    QVERIFY(!world.store.settings.current().setUpDone);
    QVERIFY(!makeRecoveryKey(&dialog).isEmpty());
    button(&dialog, u"Finish"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(completed.count(), 1, patience);
    const PracticeSettings settings = world.store.settings.current();
    QVERIFY(settings.setUpDone);
    QCOMPARE(settings.accountSid, SimulatorOptions().accountSid);
    QCOMPARE(settings.sender, u"+13125550100"_s);
    QCOMPARE(settings.staffPhone.e164(), u"+13125550199"_s);
    QVERIFY(world.vault.recoveryConfirmed());
}

void Setup::saysThatRepliesAreNotSeen()
{
    SimulatorOptions options;
    options.serviceLogsInbound = false;
    PagesFixture world(options);
    QVERIFY(world.open());
    QVERIFY(world.setUp());
    SetupDialog dialog(*world.context);
    dialog.show();
    dialog.showPage(2);
    type(&dialog, u"Sender"_s, options.messagingServiceSid);
    button(&dialog, u"Test connection"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&dialog, u"Replies can not be seen"_s), patience);
    QVERIFY(says(&dialog, u"Defer to sender's webhook"_s));
}

void Setup::accountThatTheKeyDoesNotKnow()
{
    PagesFixture world;
    QVERIFY(world.open());
    SetupDialog dialog(*world.context);
    dialog.show();
    dialog.showPage(1);
    fillAccount(&dialog, u"secret"_s);
    type(&dialog, u"Account SID"_s, u"AC"_s + QString(32, u'9'));
    button(&dialog, u"Next"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&dialog, u"Twilio has no account with this SID for this key."_s), patience);
    QCOMPARE(dialog.currentPage(), 1);
}

/// Nothing goes that was typed, unless the person says so; what is saved is not asked about.
void Setup::escapeKeepsWhatWasTyped()
{
    PagesFixture world;
    QVERIFY(world.open());
    SetupDialog dialog(*world.context);
    dialog.show();
    dialog.showPage(1);
    const auto question = [&dialog] { return dialog.findChild<QMessageBox *>(); };
    fillAccount(&dialog, u"secret"_s);
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(question() && says(question(), u"Close without keeping what you typed?"_s));
    QTest::keyClick(question(), Qt::Key_Return); // does no harm
    QTRY_VERIFY_WITH_TIMEOUT(question() == nullptr, patience);
    QVERIFY(dialog.isVisible());
    button(&dialog, u"Next"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(dialog.currentPage(), 2, patience);
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(!dialog.isVisible());
    dialog.show();
    dialog.showPage(2);
    type(&dialog, u"Sender"_s, u"3125550100"_s);
    button(&dialog, u"Set up later"_s)->click();
    QVERIFY(question());
    button(question(), u"Close without it"_s)->click();
    QVERIFY(!dialog.isVisible());
}

void Setup::acceptsTestCredentials()
{
    SimulatorOptions options;
    options.testCredentials = true;
    PagesFixture world(options);
    QVERIFY(world.open());
    SetupDialog dialog(*world.context);
    dialog.show();
    dialog.showPage(1);
    type(&dialog, u"Account SID"_s, options.accountSid);
    type(&dialog, u"Auth token"_s, u"0123456789abcdef"_s);
    button(&dialog, u"Test connection"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&dialog, u"These are test credentials: sends are tried out and reach nobody."_s),
                             patience);
    QVERIFY(says(&dialog, u"no replies are seen"_s));
    QVERIFY(world.stored.isEmpty()); // a test saves nothing
    button(&dialog, u"Next"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(dialog.currentPage(), 2, patience);
    QCOMPARE(world.stored.user, options.accountSid);
}

void Setup::testSavesNothing()
{
    SimulatorOptions options;
    options.secret = "right";
    PagesFixture world(options);
    QVERIFY(world.open());
    QVERIFY(world.setUp());
    const PracticeSettings before = world.store.settings.current();
    SettingsPage page(*world.context);
    page.show();
    page.showSection(SettingsPage::Section::Twilio);
    type(&page, u"Sender"_s, u"(312) 555-0177"_s);
    type(&page, u"API key secret"_s, u"wrong"_s);
    button(&page, u"Test connection"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, ErrorText::codeText(20003).nextStep), patience);
    type(&page, u"API key secret"_s, u"right"_s);
    button(&page, u"Test connection"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"The login works."_s), patience);
    QVERIFY(says(&page, u"does not own the sender"_s)); // what is typed, not what is saved
    QVERIFY(says(&page, u"Unsaved changes"_s));
    QVERIFY(world.stored.isEmpty());
    QCOMPARE(world.store.settings.current().sender, before.sender);
    type(&page, u"Sender"_s, u"12"_s);
    button(&page, u"Test connection"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"Nothing was tested"_s), patience);
}

void Setup::alwaysIsFromMidnightToMidnight()
{
    PagesFixture world;
    QVERIFY(world.open());
    QVERIFY(world.setUp());
    SettingsPage page(*world.context);
    page.show();
    page.showSection(SettingsPage::Section::Practice);
    type(&page, u"Texts from"_s, u"00:00"_s);
    type(&page, u"Texts until"_s, u"24:00"_s);
    button(&page, u"Save"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(world.store.settings.current().hours.always, patience);
    QVERIFY(waited(world.store.settings.load()));
    QVERIFY(world.store.settings.current().hours.always);
}

void Setup::languageIsForTheNextStart()
{
    PagesFixture world;
    QVERIFY(world.open());
    QString chosen;
    world.context->setWindowLanguage = [&chosen](const QString &language) { chosen = language; };
    SettingsPage page(*world.context);
    page.show();
    page.showSection(SettingsPage::Section::You);
    QVERIFY(says(&page, u"Changes when Practiceline is started the next time."_s));
    QComboBox *box = nullptr;
    const auto boxes = page.findChildren<QComboBox *>();
    for (auto *one : boxes) {
        if (one->isVisible())
            box = one;
    }
    QVERIFY(box != nullptr);
    box->setCurrentIndex(box->findData(u"es"_s));
    QVERIFY(says(&page, u"Unsaved changes"_s));
    QVERIFY(chosen.isEmpty());
    button(&page, u"Save"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"Saved"_s), patience);
    QCOMPARE(chosen, u"es"_s);
    QCOMPARE(box->currentData().toString(), u"es"_s);
}

void Setup::settingsAreKept()
{
    PagesFixture world;
    QVERIFY(world.open());
    QVERIFY(world.setUp());
    using Section = SettingsPage::Section;
    {
        SettingsPage page(*world.context);
        page.show();
        page.showSection(Section::Practice);
        type(&page, u"Practice name"_s, u"Ruiz & Partners"_s);
        type(&page, u"Texts from"_s, u"9:30"_s);
        type(&page, u"Texts until"_s, u"24:00"_s);
        type(&page, u"Price of a segment"_s, u"0,0099"_s);
        QVERIFY(says(&page, u"Unsaved changes"_s));
        button(&page, u"Save"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"Saved"_s), patience);
        page.showSection(Section::You);
        type(&page, u"Your name"_s, u"Ana M. Ruiz"_s);
        button(&page, u"Save"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"Saved"_s), patience);
        page.showSection(Section::Privacy);
        for (auto *box : page.findChildren<QCheckBox *>()) {
            if (box->isVisible())
                box->click();
        }
        button(&page, u"Save"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"Saved"_s), patience);
        page.showSection(Section::You);
        type(&page, u"Your name"_s, u"Not this one"_s);
        button(&page, u"Revert"_s)->click();
        QCOMPARE(named<QLineEdit>(&page, u"Your name"_s)->text(), u"Ana M. Ruiz"_s);
    }
    QVERIFY(waited(world.store.settings.load())); // from the file
    SettingsPage page(*world.context);
    QCOMPARE(named<QLineEdit>(&page, u"Practice name"_s)->text(), u"Ruiz & Partners"_s);
    QCOMPARE(named<QLineEdit>(&page, u"Texts from"_s)->text(), u"09:30"_s);
    QCOMPARE(named<QLineEdit>(&page, u"Texts until"_s)->text(), u"24:00"_s);
    QVERIFY(!world.store.settings.current().hours.always);
    QCOMPARE(named<QLineEdit>(&page, u"Price of a minute"_s)->text(), u"0.014"_s); // not 0.0140
    QCOMPARE(named<QLineEdit>(&page, u"Price of a segment"_s)->text(), u"0.0099"_s);
    QCOMPARE(named<QLineEdit>(&page, u"Your name"_s)->text(), u"Ana M. Ruiz"_s);
    QVERIFY(world.store.settings.current().notificationsShowContent);
    QVERIFY(named<QLineEdit>(&page, u"API key secret"_s)->text().isEmpty()); // never shown again
}

void Setup::settingsNameWhatIsWrong_data()
{
    QTest::addColumn<int>("section");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("words");
    const int twilio = int(SettingsPage::Section::Twilio);
    const int practice = int(SettingsPage::Section::Practice);
    QTest::newRow("account") << twilio << u"Account SID"_s << u"AC12"_s << u"The account SID is AC and 32"_s;
    QTest::newRow("key") << twilio << u"API key SID"_s << u"sk-1"_s << u"The API key SID is SK and 32"_s;
    QTest::newRow("sender") << twilio << u"Sender"_s << u"12"_s << u"Sender: the number is too short"_s;
    QTest::newRow("hour") << practice << u"Texts from"_s << u"8 AM"_s << u"An hour is written like 08:00"_s;
    QTest::newRow("hours") << practice << u"Texts until"_s << u"07:00"_s << u"must begin before they end"_s;
    QTest::newRow("price") << practice << u"Price of a segment"_s << u"cheap"_s << u"A price is a number like"_s;
    QTest::newRow("currency") << practice << u"Currency"_s << u"dollar"_s << u"A currency has three letters"_s;
}

void Setup::settingsNameWhatIsWrong()
{
    QFETCH(int, section);
    QFETCH(QString, field);
    QFETCH(QString, typed);
    QFETCH(QString, words);
    PagesFixture world;
    QVERIFY(world.open());
    QVERIFY(world.setUp());
    const PracticeSettings before = world.store.settings.current();
    SettingsPage page(*world.context);
    page.show();
    page.showSection(SettingsPage::Section(section));
    type(&page, field, typed);
    button(&page, u"Save"_s)->click();
    QVERIFY(says(&page, words));
    QCOMPARE(named<QLineEdit>(&page, field)->text(), typed); // what was typed stays
    QCOMPARE(world.store.settings.current().accountSid, before.accountSid);
    QCOMPARE(world.store.settings.current().smsPrice, before.smsPrice);
}

void Setup::fault21LockedKeychainIsSaid()
{
    PagesFixture world;
    QVERIFY(world.open());
    FakeSecretStore keychain;
    StoreFixture store;
    QVERIFY(store.open());
    {
        Vault first(store.database, store.keys, &keychain, u"test"_s);
        first.open();
        QTRY_COMPARE_WITH_TIMEOUT(first.state(), Vault::State::Unlocked, patience);
    }
    keychain.mode = FakeSecretStore::Mode::Locked;
    PanelAtStart start(world, store, &keychain);
    auto *panel = start.panel;
    QTRY_VERIFY_WITH_TIMEOUT(says(panel, u"The keychain is locked"_s), patience);
    QVERIFY(says(panel, u"Nothing is lost."_s));
    button(panel, u"Try again"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(start.vault.state(), Vault::State::KeychainLocked, patience);
    keychain.mode = FakeSecretStore::Mode::Works;
    QTRY_VERIFY_WITH_TIMEOUT(button(panel, u"Try again"_s) != nullptr, patience);
    button(panel, u"Try again"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(start.vault.state(), Vault::State::Unlocked, patience);
    QVERIFY(panel->isHidden());
}

void Setup::otherKeyInTheKeychain()
{
    PagesFixture world;
    QVERIFY(world.open());
    FakeSecretStore keychain;
    StoreFixture store;
    QVERIFY(store.open());
    const QString key = recoveryKeyFromBefore(store, keychain);
    QVERIFY(!key.isEmpty());
    for (QByteArray &secret : keychain.secrets)
        secret = QByteArray(32, 'x');
    PanelAtStart start(world, store, &keychain);
    auto *panel = start.panel;
    QTRY_VERIFY_WITH_TIMEOUT(says(panel, u"The keychain holds another key"_s), patience);
    QVERIFY(says(panel, u"the recovery key opens it"_s));
    QVERIFY(button(panel, u"Try again"_s) != nullptr);
    button(panel, u"Use the recovery key"_s)->click();
    type(panel, u"Recovery key"_s, key);
    button(panel, u"Unlock"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(start.vault.state(), Vault::State::Unlocked, patience);
    QTRY_VERIFY_WITH_TIMEOUT(panel->isHidden(), patience);
}

void Setup::storeThatCanNotBeRead()
{
    PagesFixture world;
    QVERIFY(world.open());
    FakeSecretStore keychain;
    StoreFixture store; // not open yet
    PanelAtStart start(world, store, &keychain);
    auto *panel = start.panel;
    QTRY_VERIFY_WITH_TIMEOUT(says(panel, u"The store could not be opened"_s), patience);
    QVERIFY(says(panel, u"Nothing was changed."_s));
    QVERIFY(button(panel, u"Use the recovery key"_s) == nullptr);
    QVERIFY(store.open());
    button(panel, u"Try again"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(start.vault.state(), Vault::State::Unlocked, patience);
    QVERIFY(panel->isHidden());
}

/// The keychain is gone for good: the way in is not lost with it.
void Setup::passphraseInsteadOfTheKeychain()
{
    PagesFixture world;
    QVERIFY(world.open());
    FakeSecretStore keychain;
    StoreFixture store;
    QVERIFY(store.open());
    const QString key = recoveryKeyFromBefore(store, keychain);
    QVERIFY(!key.isEmpty());
    keychain.mode = FakeSecretStore::Mode::None;
    PanelAtStart start(world, store, &keychain);
    auto *panel = start.panel;
    QTRY_VERIFY_WITH_TIMEOUT(button(panel, u"Use the recovery key"_s) != nullptr, patience);
    button(panel, u"Use the recovery key"_s)->click();
    type(panel, u"Recovery key"_s, key);
    button(panel, u"Unlock"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(panel, u"no keychain keeps their key"_s), patience);
    QVERIFY(store.keys.isUnlocked()); // the offer hinders nobody
    QVERIFY(button(panel, u"Not now"_s) != nullptr);
    type(panel, u"Passphrase"_s, u"correct horse"_s);
    type(panel, u"Passphrase once more"_s, u"correct horse"_s);
    button(panel, u"Set the passphrase"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(panel->isHidden(), patience);
    QVERIFY(start.vault.keyIsKept());
    QVERIFY(start.vault.usesPassphrase());
}

void Setup::passphrase()
{
    PagesFixture world;
    QVERIFY(world.open());
    StoreFixture store;
    QVERIFY(store.open());
    {
        PanelAtStart start(world, store, nullptr);
        auto *panel = start.panel;
        QTRY_VERIFY_WITH_TIMEOUT(says(panel, u"Choose a passphrase"_s), patience);
        button(panel, u"Set the passphrase"_s)->click();
        QVERIFY(says(panel, u"Type the passphrase."_s));
        type(panel, u"Passphrase"_s, u"correct horse"_s);
        type(panel, u"Passphrase once more"_s, u"correct hearse"_s);
        button(panel, u"Set the passphrase"_s)->click();
        QVERIFY(says(panel, u"The two passphrases are not the same."_s));
        type(panel, u"Passphrase"_s, u"short"_s);
        type(panel, u"Passphrase once more"_s, u"short"_s);
        button(panel, u"Set the passphrase"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(says(panel, u"The passphrase needs at least 10 characters."_s), patience);
        type(panel, u"Passphrase"_s, u"correct horse"_s);
        type(panel, u"Passphrase once more"_s, u"correct horse"_s);
        button(panel, u"Set the passphrase"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(start.vault.state(), Vault::State::Unlocked, patience);
    }
    store.keys.lock();
    PanelAtStart start(world, store, nullptr);
    auto *panel = start.panel;
    QTRY_VERIFY_WITH_TIMEOUT(says(panel, u"Your passphrase, please"_s), patience);
    type(panel, u"Passphrase"_s, u"wrong horse!"_s);
    button(panel, u"Unlock"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(panel, u"That is not the passphrase."_s), patience);
    QVERIFY(!store.keys.isUnlocked());
    type(panel, u"Passphrase"_s, u"correct horse"_s);
    button(panel, u"Unlock"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(start.vault.state(), Vault::State::Unlocked, patience);
    QVERIFY(panel->isHidden());
}

void Setup::recoveryKeyOpens()
{
    PagesFixture world;
    QVERIFY(world.open());
    FakeSecretStore keychain;
    StoreFixture store;
    QVERIFY(store.open());
    const QString key = recoveryKeyFromBefore(store, keychain);
    QVERIFY(!key.isEmpty());
    keychain.secrets.clear(); // another computer
    PanelAtStart start(world, store, &keychain);
    auto *panel = start.panel;
    QTRY_VERIFY_WITH_TIMEOUT(button(panel, u"Use the recovery key"_s) != nullptr, patience);
    button(panel, u"Use the recovery key"_s)->click();
    QString typo = key;
    typo[0] = typo.at(0) == u'A' ? u'B' : u'A';
    type(panel, u"Recovery key"_s, typo);
    button(panel, u"Unlock"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(panel, u"There is a typing mistake in the recovery key."_s), patience);
    type(panel, u"Recovery key"_s, key.toLower());
    button(panel, u"Unlock"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(start.vault.state(), Vault::State::Unlocked, patience);
    QVERIFY(store.keys.isUnlocked());
}

void Setup::fault22BackUpAndRestore()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(u"practice.plbackup"_s);
    QString key;
    {
        PagesFixture world;
        QVERIFY(world.open());
        world.store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
        SettingsPage page(*world.context);
        page.show();
        page.showSection(SettingsPage::Section::Data);
        button(&page, u"Back up …"_s)->click();
        QVERIFY(chooseFile(&page, file));
        QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"make your recovery key first"_s), patience);
        QVERIFY(!QFile::exists(file));
        button(&page, u"Close"_s)->click();
        QTRY_VERIFY(button(&page, u"Close"_s) == nullptr);
        QTRY_VERIFY(page.findChild<QFileDialog *>() == nullptr);
        key = makeRecoveryKey(&page);
        QVERIFY(!key.isEmpty());
        button(&page, u"Back up …"_s)->click();
        QVERIFY(chooseFile(&page, file));
        QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"Your recovery key opens it."_s) && QFile::exists(file), patience);
    }
    PagesFixture elsewhere;
    QVERIFY(elsewhere.open());
    RestorePanel panel(*elsewhere.context);
    QSignalSpy restored(&panel, &RestorePanel::restored);
    panel.show();
    button(&panel, u"Restore"_s)->click();
    QVERIFY(says(&panel, u"Choose the back-up file first."_s));
    panel.setFile(file);
    type(&panel, u"Recovery key"_s, u"not a key"_s);
    button(&panel, u"Restore"_s)->click();
    QVERIFY(says(&panel, u"There is a typing mistake in the recovery key."_s));
    type(&panel, u"Recovery key"_s, key);
    QFile garbage(folder.filePath(u"garbage.plbackup"_s));
    QVERIFY(garbage.open(QIODevice::WriteOnly));
    garbage.write(QByteArray(100'000, 'x'));
    garbage.close();
    panel.setFile(garbage.fileName());
    button(&panel, u"Restore"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&panel, u"This file is not a back-up of Practiceline."_s), patience);
    panel.setFile(file);
    button(&panel, u"Restore"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(restored.count(), 1, patience);
    const QString pending = RestorePanel::pendingPath(elsewhere.store.database.path());
    QVERIFY(QFile::exists(pending));
    StoreFixture again(pending);
    QVERIFY(again.open());
    again.keys.lock();
    FakeSecretStore keychain;
    Vault vault(again.database, again.keys, &keychain, u"new"_s);
    vault.open();
    QTRY_COMPARE_WITH_TIMEOUT(vault.state(), Vault::State::KeychainLocked, patience);
    QVERIFY(waited(vault.recover(key)));
    const auto maria = waited(again.clients.byNumber(PhoneNumber::fromE164(u"+13125550142"_s)));
    QVERIFY(maria);
    QCOMPARE(maria->name, u"Maria Lopez"_s);
}

QTEST_MAIN(Setup)
#include "tst_setup.moc"
