#include "uitesting.h"
#include "windowfixture.h"

#include "common/theme.h"
#include "settings/settingspage.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSqlDatabase>
#include <QSqlQuery>

using namespace Qt::StringLiterals;
using namespace UiTesting;

/// What goes wrong outside, or is typed wrong: the real window says it in a sentence, and nothing is lost. Garbage as
/// CSV is tst_pagework's.
class BadInput : public QObject
{
    Q_OBJECT

public:
    using Case = void (BadInput::*)();

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void says_data();
    void says();

private:
    void begin(const WindowFixture::Options &options = {}, const QString &number = u"+13125550142"_s);
    void paste(const QString &text) const;
    void send() const;
    QString typed() const { return named<QPlainTextEdit>(m_world->window.get(), u"Message"_s)->toPlainText(); }
    bool shown(const QString &words) const { return UiTesting::says(m_world->window.get(), words); }
    bool listed(const QString &words) const { return plain(m_world->conversationText()).contains(words); }
    QString storedBody() const;

    void weekendOffline();
    void wrongKey();
    void noNetwork();
    void captivePortal();
    void wrongClock();
    void tooLong();
    void emoji();
    void rightToLeft();
    void nul();
    void noNumber();
    void otherCountry();
    void countryNotAllowed();
    void fault22NewerDatabase();
    void fileInPlaceOfFolder();
    void fullDisk();

    FakeClock m_clock;
    std::unique_ptr<WindowFixture> m_world;
    Client m_maria;
};

Q_DECLARE_METATYPE(BadInput::Case)

void BadInput::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    Theme::apply(*qApp, Theme::Scheme::Light);
}

void BadInput::cleanup()
{
    m_world.reset();
}

void BadInput::says_data()
{
    QTest::addColumn<Case>("run");
    QTest::newRow("a weekend offline with waiting texts") << &BadInput::weekendOffline;
    QTest::newRow("wrong key") << &BadInput::wrongKey;
    QTest::newRow("no network") << &BadInput::noNetwork;
    QTest::newRow("captive portal") << &BadInput::captivePortal;
    QTest::newRow("wrong system clock") << &BadInput::wrongClock;
    QTest::newRow("1601 characters") << &BadInput::tooLong;
    QTest::newRow("emoji") << &BadInput::emoji;
    QTest::newRow("right-to-left") << &BadInput::rightToLeft;
    QTest::newRow("NUL") << &BadInput::nul;
    QTest::newRow("a client without a number") << &BadInput::noNumber;
    QTest::newRow("a number of another country") << &BadInput::otherCountry;
    QTest::newRow("a country that is not allowed") << &BadInput::countryNotAllowed;
    QTest::newRow("fault 22: a database from a newer version") << &BadInput::fault22NewerDatabase;
    QTest::newRow("a folder that can not be used") << &BadInput::fileInPlaceOfFolder;
    QTest::newRow("a full disk") << &BadInput::fullDisk;
}

void BadInput::says()
{
    QFETCH(Case, run);
    (this->*run)();
}

// --- what a person does

void BadInput::begin(const WindowFixture::Options &options, const QString &number)
{
    m_world = std::make_unique<WindowFixture>(options);
    QVERIFY(m_world->start());
    m_maria = m_world->store.addClient(u"Maria Lopez"_s, number);
    QVERIFY(!m_maria.id.isNull());
    m_world->startServices();
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(m_world->find<QPlainTextEdit>(u"Message"_s)->isVisible(), patience);
    QTest::qWait(200); // the gates have been asked
}

void BadInput::paste(const QString &text) const
{
    auto *message = m_world->find<QPlainTextEdit>(u"Message"_s);
    message->setFocus();
    QGuiApplication::clipboard()->setText(text);
    QTest::keyClick(message, Qt::Key_V, Qt::ControlModifier);
}

void BadInput::send() const
{
    QTest::keyClick(m_world->find<QPlainTextEdit>(u"Message"_s), Qt::Key_Return, Qt::ControlModifier);
}

QString BadInput::storedBody() const
{
    const auto page = waited(m_world->store.communications.page({}, {}, 10));
    return page && page->rows.size() == 1 ? page->rows.first().body : QString();
}

// --- the world

void BadInput::weekendOffline()
{
    WindowFixture::Options options;
    options.reachable = false;
    options.clock = &m_clock;
    begin(options);
    paste(u"See you on Friday."_s);
    send();
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"Waiting"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"Offline: what waits is sent later"_s), patience);
    m_clock.advance(std::chrono::hours(60));
    m_world->sender->wake();
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"Held: it waited too long to leave by itself. Send it now, edit or cancel it"_s),
                             patience);
    QCOMPARE(storedBody(), u"See you on Friday."_s);
    QVERIFY(button(m_world->window.get(), u"Send now"_s) != nullptr);
    QCOMPARE(m_world->simulator.messagePosts(), 0);
}

void BadInput::wrongKey()
{
    begin();
    QVERIFY(m_world->simulator.setFault(u"401"_s, 0));
    paste(u"With the wrong key"_s);
    send();
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"Twilio refused the login"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"With the wrong key"_s) && listed(u"Waiting"_s), patience);
    QCOMPARE(storedBody(), u"With the wrong key"_s);
    QVERIFY(m_world->simulator.setFault(QString(), 0));
    m_world->twilio->setCredentials({m_world->practice().accountSid, u"SK"_s + QString(32, u'1'), "right"});
    m_world->sender->credentialsChanged();
    m_world->poller->credentialsChanged();
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"Delivered"_s), patience);
}

void BadInput::noNetwork()
{
    WindowFixture::Options options;
    options.reachable = false;
    begin(options);
    paste(u"No network here"_s);
    send();
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"Offline: what waits is sent later"_s), patience);
    QVERIFY(shown(u"Twilio can not be reached. Check the internet connection"_s)); // on hover, and on click
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"No network here"_s) && listed(u"Waiting"_s), patience);
}

void BadInput::captivePortal()
{
    begin();
    QVERIFY(m_world->simulator.setFault(u"html"_s, 0));
    paste(u"From the hotel"_s);
    send();
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"A network with a sign-in page does that"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"From the hotel"_s) && listed(u"Unconfirmed: checking with Twilio"_s), patience);
    QTest::qWait(1000);
    QCOMPARE(m_world->simulator.messagePosts(), 1); // nothing is posted a second time by itself
}

void BadInput::wrongClock()
{
    WindowFixture::Options options;
    options.simulator.clockOffset = std::chrono::minutes(11);
    begin(options);
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"This computer's clock is "_s) && shown(u" min off: set it right"_s), patience);
    paste(u"At the wrong time"_s);
    send();
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"Delivered"_s), patience);
}

// --- what is typed

void BadInput::tooLong()
{
    begin();
    const QString text = u"x"_s.repeated(1601);
    paste(text);
    QVERIFY(shown(u"Too long: at most 1,600 characters"_s));
    send();
    QTest::qWait(300);
    QVERIFY(shown(u"Too long: at most 1,600 characters"_s));
    QCOMPARE(typed(), text);
    QVERIFY(m_world->conversationText().isEmpty());
    QCOMPARE(m_world->simulator.messagePosts(), 0);
    QTest::keyClick(m_world->find<QPlainTextEdit>(u"Message"_s), Qt::Key_Backspace);
    send();
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"Delivered"_s), patience);
}

void BadInput::emoji()
{
    begin();
    const QString text = u"See you 👩‍👩‍👧 at 3"_s;
    paste(text);
    QVERIFY(shown(u"make texts hold 70 characters"_s) || shown(u"makes texts hold 70 characters"_s));
    send();
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"Delivered"_s), patience);
    QCOMPARE(storedBody(), text);
    QVERIFY(m_world->conversationText().contains(text));
}

void BadInput::rightToLeft()
{
    begin();
    Client layla = m_world->store.addClient(u"ليلى حداد"_s, u"+13125550143"_s);
    QVERIFY(m_world->openConversation(u"ليلى"_s));
    QTRY_VERIFY_WITH_TIMEOUT(typed().isEmpty(), patience);
    const QString text = u"موعدنا غدًا الساعة 3 PM"_s;
    paste(text);
    QVERIFY(shown(u"texts hold 70 characters"_s));
    send();
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"Delivered"_s), patience);
    QCOMPARE(storedBody(), text);
}

void BadInput::nul()
{
    begin();
    paste(u"Hello "_s + QChar(u'\0') + u"there"_s);
    QVERIFY(!typed().contains(QChar(u'\0')));
    send();
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"Delivered"_s), patience);
    QVERIFY(!storedBody().contains(QChar(u'\0')));
    QVERIFY(storedBody().startsWith(u"Hello "_s));
    QVERIFY(storedBody().endsWith(u"there"_s)); // what stands behind it is not cut off
}

void BadInput::noNumber()
{
    begin();
    Client client;
    client.id = ClientId::create();
    client.name = u"Nora Nobody"_s;
    QVERIFY(waited(m_world->store.clients.save(client)));
    QVERIFY(m_world->openConversation(u"Nora"_s));
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"No number yet: edit the client to add one"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"Correct the number or call."_s), patience);
    paste(u"Where to?"_s);
    send();
    QTest::qWait(300);
    QCOMPARE(typed(), u"Where to?"_s);
    QVERIFY(shown(u"Not sent: see above."_s));
    QTest::keyClick(m_world->window.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"This client has no number yet. Edit the client to add one."_s), patience);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QVERIFY(m_world->openConversation(u"Nora"_s));
    QTRY_COMPARE_WITH_TIMEOUT(typed(), u"Where to?"_s, patience);
}

void BadInput::otherCountry()
{
    begin();
    QTest::keyClick(m_world->window.get(), Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(m_world->find<QLineEdit>(u"Client name"_s) != nullptr);
    auto *name = m_world->find<QLineEdit>(u"Client name"_s);
    auto *number = m_world->find<QLineEdit>(u"Phone number"_s);
    QTest::keyClicks(name, u"Grace Wu"_s);
    QTest::keyClicks(number, u"020 7946 0018"_s); // London, as one types it there
    m_world->find<QPushButton>(u"Save client"_s)->click();
    QTest::qWait(300);
    QVERIFY(m_world->find<QLineEdit>(u"Client name"_s) != nullptr); // said, not saved
    QVERIFY(number->property("wrong").toBool());
    QCOMPARE(name->text(), u"Grace Wu"_s);
    number->clear();
    QTest::keyClicks(number, u"+44 20 7946 0018"_s);
    m_world->find<QPushButton>(u"Save client"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_world->find<QLineEdit>(u"Client name"_s) == nullptr, patience);
    const auto grace = waited(m_world->store.clients.byNumber(PhoneNumber::fromE164(u"+442079460018"_s)));
    QVERIFY(grace);
    QCOMPARE(grace->name, u"Grace Wu"_s);
}

void BadInput::countryNotAllowed()
{
    WindowFixture::Options options;
    options.simulator.testCredentials = true; // +15005550003 stands for a country without permission
    begin(options, u"+15005550003"_s);
    PracticeSettings settings = m_world->practice();
    settings.sender = u"+15005550006"_s;
    QVERIFY(waited(m_world->store.settings.save(settings)));
    paste(u"Hello abroad"_s);
    send();
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"Not sent: texts to this country are not enabled"_s), patience);
    QCOMPARE(storedBody(), u"Hello abroad"_s);
}

// --- the store

void BadInput::fault22NewerDatabase()
{
    QTemporaryDir folder;
    WindowFixture::Options options;
    options.database = folder.filePath(u"practiceline.db"_s);
    {
        begin(options);
        options.key = m_world->store.cipher;
        paste(u"Written before"_s);
        send();
        QTRY_VERIFY_WITH_TIMEOUT(listed(u"Delivered"_s), patience);
        m_world.reset();
    }
    {
        QSqlDatabase db = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"newer"_s);
        db.setDatabaseName(options.database);
        QVERIFY(db.open());
        QSqlQuery query(db);
        QVERIFY(query.exec(u"PRAGMA user_version = 9999"_s));
    }
    QSqlDatabase::removeDatabase(u"newer"_s);
    m_world = std::make_unique<WindowFixture>(options);
    QVERIFY(m_world->start());
    MainWindow &window = m_world->openWindow();
    window.notices().showStoreMode(Database::Mode::Newer); // as App does when the store says so
    QVERIFY(shown(u"Your data can only be read: it was written by a newer Practiceline"_s));
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(listed(u"Written before"_s), patience);
    window.showPage(MainWindow::Page::Settings);
    window.findChild<SettingsPage *>()->showSection(SettingsPage::Section::Data);
    button(&window, u"Export clients …"_s)->click();
    QVERIFY(chooseFile(&window, folder.filePath(u"clients.csv"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"1 clients exported."_s), patience);
    button(&window, u"Close"_s)->click();
    QFile exported(folder.filePath(u"clients.csv"_s));
    QVERIFY(exported.open(QIODevice::ReadOnly) && exported.readAll().contains("Maria Lopez"));
    window.showPage(MainWindow::Page::Clients);
    paste(u"And after"_s);
    QTest::qWait(300);
    send();
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"The data folder can not be written. Nothing was sent"_s), patience);
    QCOMPARE(typed(), u"And after"_s);
    QCOMPARE(m_world->simulator.messagePosts(), 0);
}

/// A folder that root can not write either.
void BadInput::fileInPlaceOfFolder()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"data"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("something of somebody");
    file.close();
    WindowFixture::Options options;
    options.database = file.fileName() + u"/practiceline.db"_s;
    m_world = std::make_unique<WindowFixture>(options);
    const auto mode = waited(m_world->store.database.open());
    QVERIFY(!mode);
    QVERIFY(m_world->startWithoutStore());
    MainWindow &window = m_world->openWindow();
    window.notices().showStoreFailed(mode.error());
    QVERIFY(shown(u"Your data could not be opened; the file was left as it is."_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("something of somebody"));
}

void BadInput::fullDisk()
{
    begin();
    // SQLite's own limit stands for the disk's: the same code, "database or disk is full".
    const auto limited = waited(m_world->store.database.run([](QSqlDatabase &db) -> Result<bool> {
        QSqlQuery query(db);
        if (!query.exec(u"PRAGMA page_count"_s) || !query.next())
            return false;
        const QString pages = query.value(0).toString();
        query.finish();
        return query.exec(u"PRAGMA max_page_count = "_s + pages) && query.exec(u"PRAGMA cache_size = 10"_s);
    }));
    QVERIFY(limited && *limited);
    // What is left of the last pages is used up first.
    const QString sentence = u"The disk is full. Nothing was sent; free some space and try again."_s;
    QString text;
    for (int i = 0; i < 200 && !shown(sentence); ++i) {
        text = QString::number(i) + u"y"_s.repeated(1500);
        paste(text);
        send();
        QVERIFY(QTest::qWaitFor([&] { return typed().isEmpty() || shown(sentence); }, 20'000));
    }
    QVERIFY(shown(sentence));
    QCOMPARE(typed(), text); // still in the composer
}

QTEST_MAIN(BadInput)
#include "tst_badinput.moc"
