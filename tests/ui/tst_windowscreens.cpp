#include "fakesecretstore.h"
#include "mainwindow.h"
#include "picturedata.h"
#include "picturetest.h"
#include "settings/settingspage.h"
#include "setup/setupdialog.h"
#include "uitesting.h"

#include <QLibraryInfo>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace UiTesting;

/// Writes pictures of the window to the folder PRACTICELINE_SCREENSHOTS, for people to look at: each page in English
/// and Spanish, its notices, the passphrase offer, the question before settings are lost. Skipped without the folder.
class WindowScreens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void window_data();
    void window();

private:
    void speak(const QString &language);
    void pages(MainWindow &window);
    void notices(MainWindow &window);
    void question(MainWindow &window);
    void setUp();
    void unlock(const QSize &size);

    const PictureTest m_pictures{u"window-%2-%1.png"_s};
    QTranslator m_qt;
    QTranslator m_own;
    std::unique_ptr<PagesFixture> m_world;
};

void WindowScreens::initTestCase()
{
    if (!PictureTest::isWanted())
        QSKIP(PictureTest::notWanted);
    m_world = std::make_unique<PagesFixture>();
    QVERIFY(m_world->open());
    QVERIFY(m_world->setUp());
    QVERIFY(fillForPictures(m_world->store));
}

void WindowScreens::speak(const QString &language)
{
    const QLocale locale(language + u"_US"_s);
    QLocale::setDefault(locale);
    QCoreApplication::removeTranslator(&m_qt);
    QCoreApplication::removeTranslator(&m_own);
    if (m_qt.load(locale, u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qt);
    QVERIFY(m_own.load(u":/i18n/practiceline_%1.qm"_s.arg(language)));
    QCoreApplication::installTranslator(&m_own);
}

void WindowScreens::window_data()
{
    QTest::addColumn<QString>("language");
    PictureTest::addColumns();
    QTest::newRow("en-light-900") << u"en"_s << false << QSize(900, 560); // the smallest
    QTest::newRow("en-dark-1440") << u"en"_s << true << QSize(1440, 900);
    QTest::newRow("es-light-1024") << u"es"_s << false << QSize(1024, 700);
    QTest::newRow("es-dark-900") << u"es"_s << true << QSize(900, 560);
}

void WindowScreens::window()
{
    QFETCH(const QString, language);
    QFETCH(const QSize, size);
    speak(language);
    PictureTest::applyTheme();
    MainWindow window(*m_world->context);
    window.resize(size);
    window.show();
    pages(window);
    notices(window);
    question(window);
    setUp();
    unlock(size);
}

void WindowScreens::pages(MainWindow &window)
{
    window.showPage(MainWindow::Page::Clients);
    const auto maria = waited(m_world->store.clients.byNumber(PhoneNumber::fromE164(u"+13125550142"_s)));
    QVERIFY(maria);
    window.showConversation(maria->id);
    m_pictures.grab(&window, u"clients"_s);
    window.showPage(MainWindow::Page::History);
    m_pictures.grab(&window, u"history"_s);
    window.showPage(MainWindow::Page::Templates);
    auto *list = window.findChild<QListView *>(u"templateList"_s);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() > 5, patience);
    m_pictures.grab(&window, u"templates"_s);
    window.showPage(MainWindow::Page::Settings);
    using Section = SettingsPage::Section;
    for (const Section section : {Section::Twilio, Section::Practice, Section::Sharing, Section::You, Section::Privacy,
                                  Section::Data, Section::About}) {
        window.findChild<SettingsPage *>()->showSection(section);
        m_pictures.grab(&window, u"settings-%1"_s.arg(int(section)));
    }
}

void WindowScreens::notices(MainWindow &window)
{
    using Mode = Database::Mode;
    using Secret = WindowNotices::TwilioSecret;
    window.showPage(MainWindow::Page::Clients);
    for (const Mode mode : {Mode::ReadOnly, Mode::Newer, Mode::OnReserve}) {
        window.notices().showStoreMode(mode);
        m_pictures.grab(&window, u"notice-store-%1"_s.arg(int(mode)));
    }
    window.notices().showStoreMode(Mode::ReadWrite);
    for (const Secret secret : {Secret::Withheld, Secret::Foreign}) {
        window.showTwilioSecret(secret);
        m_pictures.grab(&window, u"notice-secret-%1"_s.arg(int(secret)));
    }
    window.showTwilioSecret(Secret::Fine);
    PracticeSettings settings = m_world->store.settings.current();
    settings.setUpDone = true;
    QVERIFY(waited(m_world->store.settings.save(settings)));
    m_pictures.grab(&window, u"notice-recovery"_s);
    settings.setUpDone = false;
    QVERIFY(waited(m_world->store.settings.save(settings)));
}

void WindowScreens::question(MainWindow &window)
{
    window.showPage(MainWindow::Page::Settings);
    auto *page = window.findChild<SettingsPage *>();
    page->showSection(SettingsPage::Section::Practice);
    const auto edits = page->findChildren<QLineEdit *>();
    const auto name = std::find_if(edits.cbegin(), edits.cend(), [](const auto *one) { return one->isVisible(); });
    QVERIFY(name != edits.cend());
    (*name)->setFocus();
    QTest::keyClicks(*name, u"X"_s);
    m_pictures.grab(&window, u"settings-unsaved"_s);
    window.whenSaved([] {});
    auto *box = window.findChild<QMessageBox *>();
    QVERIFY(box != nullptr);
    m_pictures.grab(box, u"question"_s);
    box->button(QMessageBox::Discard)->click();
}

void WindowScreens::setUp()
{
    SetupDialog dialog(*m_world->context);
    dialog.show();
    for (int page = 0; page < dialog.pageCount(); ++page) {
        dialog.showPage(page);
        m_pictures.grab(&dialog, u"setup-%1"_s.arg(page));
    }
}

/// The keychain does not give the key; then the recovery key has opened the texts, and no keychain keeps their key.
void WindowScreens::unlock(const QSize &size)
{
    FakeSecretStore keychain;
    StoreFixture store;
    QVERIFY(store.open());
    const QString key = recoveryKeyFromBefore(store, keychain);
    QVERIFY(!key.isEmpty());
    keychain.mode = FakeSecretStore::Mode::Locked;
    Vault vault(store.database, store.keys, &keychain, u"test"_s);
    UiContext context = contextWith(*m_world->context, store, vault);
    MainWindow window(context);
    window.resize(size);
    window.show();
    vault.open();
    QTRY_COMPARE_WITH_TIMEOUT(vault.state(), Vault::State::KeychainLocked, patience);
    m_pictures.grab(&window, u"keychain-locked"_s);
    keychain.mode = FakeSecretStore::Mode::None;
    QVERIFY(waited(vault.recover(key)));
    m_pictures.grab(&window, u"passphrase-offer"_s);
}

QTEST_MAIN(WindowScreens)
#include "tst_windowscreens.moc"
