#include "clients/clientdialog.h"
#include "clients/sendbanner.h"
#include "mainwindow.h"
#include "picturedata.h"
#include "picturetest.h"
#include "settings/settingspage.h"
#include "sharedworld.h"
#include "sharing/conflictsdialog.h"
#include "statusline.h"
#include "sync/connectionfault.h"
#include "templates/templatespage.h"
#include "uitesting.h"

#include <QLibraryInfo>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QStatusBar>
#include <QTableView>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace UiTesting;
using State = SyncStatus::State;

/// Writes pictures of what the window shows of a practice to the folder PRACTICELINE_SCREENSHOTS, for people to look
/// at: each state of the status line and its details, edits to decide, what colleagues and supervisors see. Skipped
/// without the folder.
class SharedScreens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void screens_data();
    void screens();

private:
    void speak(const QString &language);
    void statusLines(MainWindow &window);
    void keyMissing(MainWindow &window);
    void details(MainWindow &window, const QString &name);
    void conflicts(MainWindow &window);
    void colleagues(MainWindow &window);
    void templates(MainWindow &window);
    void roles(MainWindow &window);
    void clientDialog(MainWindow &window);
    void calm();

    const PictureTest m_pictures{u"sharing-%2-%1.png"_s};
    QTranslator m_own;
    std::unique_ptr<SharedWorld> m_world;
    Client m_maria;
};

void SharedScreens::initTestCase()
{
    if (!PictureTest::isWanted())
        QSKIP(PictureTest::notWanted);
    m_world = std::make_unique<SharedWorld>();
    QVERIFY(m_world->openShared());
    QVERIFY(fillForPictures(m_world->store));
    StoreFixture &store = m_world->store;
    m_maria = waited(store.clients.byNumber(PhoneNumber::fromE164(u"+13125550142"_s))).value_or(Client());
    QVERIFY(
        m_world->giveTo(store.textIn(SendState::Accepted, m_maria, u"Your statement is ready."_s), m_world->ben, true));
    QVERIFY(m_world->giveTo(store.textIn(SendState::Held, m_maria, u"Could we meet on Thursday?"_s), m_world->ben));
    QVERIFY(m_world->giveTo(store.textIn(SendState::Pending, m_maria, u"Please bring your passport."_s), m_world->ben));
    QVERIFY(m_world->giveTo(store.textIn(SendState::Accepted, m_maria, u"Thank you!"_s), m_world->ana, true));
    QVERIFY(m_world->addInClear(m_maria, Direction::Inbound, u"Can I bring it on Friday?"_s));
    QVERIFY(m_world->addInClear(m_maria, Direction::Outbound, u"Your documents are ready."_s));
    Client notes = m_maria;
    notes.notes = u"Prefers the afternoon. Her sister Rosa may be told about appointments, nobody else.\nParking is "
                  "behind the house."_s;
    notes.tags = {u"retirement"_s};
    QVERIFY(waited(store.clients.save(notes)));
    const QString longNotes = u"Prefers mornings now.\n"_s + u"She asked not to be called at work. "_s.repeated(20);
    QVERIFY(m_world->addConflict(u"client"_s, m_maria.id.toString(),
                                 {{u"name"_s, u"Maria Lopez-Garcia"_s},
                                  {u"tags"_s, u"[\"retirement\",\"vip\"]"_s},
                                  {u"language"_s, u"es"_s},
                                  {u"archived"_s, 1},
                                  {u"notes_enc"_s, m_world->sealedNotes(m_maria.id, longNotes)},
                                  {u"notes_key_epoch"_s, store.keys.cipher()->keyEpoch()}},
                                 m_world->ben.toString()));
    const auto all = waited(store.templates.all());
    QVERIFY(m_world->addConflict(
        u"template"_s, all->first().id.toString(),
        {{u"content"_s, u"Hello {client_name}, your statement is ready at {portal_link}."_s}, {u"is_active"_s, 0}}));
    const auto tom = waited(store.clients.byNumber(PhoneNumber::fromE164(u"+13125550144"_s)));
    QVERIFY(m_world->addConflict(u"number"_s, u"+13125550190"_s,
                                 {{u"ours"_s, m_maria.id.toString()}, {u"client_id"_s, tom->id.toString()}}));
}

void SharedScreens::speak(const QString &language)
{
    QLocale::setDefault(QLocale(language + u"_US"_s));
    QCoreApplication::removeTranslator(&m_own);
    QVERIFY(m_own.load(u":/i18n/practiceline_%1.qm"_s.arg(language)));
    QCoreApplication::installTranslator(&m_own);
}

void SharedScreens::screens_data()
{
    QTest::addColumn<QString>("language");
    PictureTest::addColumns();
    QTest::newRow("en-light-1024") << u"en"_s << false << QSize(1024, 700);
    QTest::newRow("en-dark-1440") << u"en"_s << true << QSize(1440, 900);
    QTest::newRow("es-light-1024") << u"es"_s << false << QSize(1024, 700);
}

void SharedScreens::screens()
{
    QFETCH(const QString, language);
    QFETCH(const QSize, size);
    speak(language);
    PictureTest::applyTheme();
    calm();
    MainWindow window(*m_world->context);
    window.resize(size);
    window.show();
    colleagues(window);
    statusLines(window);
    keyMissing(window);
    conflicts(window);
    templates(window);
    clientDialog(window);
    roles(window);
}

/// As a practice is on most days.
void SharedScreens::calm()
{
    SharingFacts &facts = m_world->facts;
    facts.state = Sharing::State::Member;
    facts.status = {};
    facts.status.state = State::UpToDate;
    facts.status.lastSuccess = QDateTime::currentDateTimeUtc();
    facts.readsTwilio = false;
    facts.reader = u"Ben"_s;
    facts.readingRefused = PollLease::Refusal::None;
    facts.isNobodyReading = false;
    facts.isKeyWithheld = false;
    facts.newsMark = m_world->twilio->serverTime().addSecs(-4);
    m_world->become(u"admin"_s, m_world->ana);
}

void SharedScreens::details(MainWindow &window, const QString &name)
{
    const auto buttons = window.statusBar()->findChildren<QPushButton *>();
    for (QPushButton *one : buttons) {
        if (one->isVisible() && one->objectName() == "sharing"_L1)
            one->click();
    }
    QTest::qWait(200);
    const auto boxes = window.findChildren<QMessageBox *>();
    for (QMessageBox *box : boxes) {
        if (box->isVisible() && !box->text().isEmpty())
            m_pictures.grab(box, u"details-"_s + name);
        box->reject();
    }
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void SharedScreens::statusLines(MainWindow &window)
{
    SharingFacts &facts = m_world->facts;
    const auto grab = [&](const QString &name) {
        m_world->tell();
        m_pictures.grab(window.statusBar(), u"line-"_s + name);
        details(window, name);
        calm();
    };
    grab(u"up-to-date"_s);
    facts.status.backlog = 12;
    grab(u"waiting"_s);
    facts.status.state = State::FirstSync;
    facts.status.fetched = 12'400;
    facts.status.total = 90'000;
    facts.reader.clear();
    grab(u"first-sync"_s);
    facts.status.state = State::Offline;
    facts.status.backlog = 14;
    facts.status.error = ConnectionFaults::toError(ConnectionFault::NoAnswer);
    facts.status.lastSuccess = QDateTime::currentDateTimeUtc().addSecs(-5400);
    facts.readsTwilio = true;
    grab(u"offline"_s);
    facts.status.state = State::LoginRefused;
    grab(u"login"_s);
    facts.status.state = State::LoginRefused;
    facts.status.error = ConnectionFaults::toError(ConnectionFault::WrongLogin);
    grab(u"password"_s);
    facts.state = Sharing::State::Asked;
    facts.askedError = ConnectionFaults::toError(ConnectionFault::NoAnswer);
    grab(u"asked-offline"_s);
    facts.askedError = ConnectionFaults::toError(ConnectionFault::WrongLogin);
    facts.state = Sharing::State::Asked;
    grab(u"asked-refused"_s);
    facts.askedError = {ErrorKind::NotFound, 0, {}, {}};
    facts.status.state = State::UpdateNeeded;
    grab(u"update"_s);
    facts.status.state = State::MigrationNeeded;
    grab(u"migration"_s);
    facts.status.state = State::Waiting;
    grab(u"key"_s);
    facts.state = Sharing::State::Asked;
    facts.words = {u"anchor"_s, u"bridge"_s, u"candle"_s, u"desert"_s, u"ember"_s, u"forest"_s};
    grab(u"asked"_s);
    facts.state = Sharing::State::Withheld;
    grab(u"withheld"_s);
    facts.hears = false;
    facts.status.refused = 3;
    grab(u"pooler-refused"_s);
    facts.hears = true;
    facts.reader.clear();
    facts.readingRefused = PollLease::Refusal::PrivateClients;
    facts.isNobodyReading = true;
    facts.newsMark = m_world->twilio->serverTime().addSecs(-5400);
    grab(u"nobody-reads"_s);
    facts.newsMark = m_world->twilio->serverTime().addSecs(-500);
    facts.status.conflicts = 2;
    grab(u"stale-conflicts"_s);
    facts.status.state = State::Offline;
    facts.status.backlog = 123'456;
    facts.status.conflicts = 12;
    facts.reader = u"Maximiliane Hohenberger-Wittelsbach"_s;
    facts.newsMark = m_world->twilio->serverTime().addSecs(-7200);
    Q_EMIT m_world->poller->failed(Error{ErrorKind::BadResponse, 0, {}, {}});
    grab(u"longest"_s);
    Q_EMIT m_world->poller->checked({});
}

/// What staff see whose practice has no key for them.
void SharedScreens::keyMissing(MainWindow &window)
{
    SharingFacts &facts = m_world->facts;
    const TwilioCredentials login{SimulatorOptions().accountSid, u"SK"_s + QString(32, u'1'), "secret"};
    m_world->twilio->setCredentials({});
    facts.readingRefused = PollLease::Refusal::PrivateClients;
    facts.isKeyWithheld = true;
    m_world->become(u"staff"_s, m_world->ben);
    window.showTwilioSecret(WindowNotices::TwilioSecret::Withheld);
    window.showConversation(m_maria.id);
    QTRY_VERIFY_WITH_TIMEOUT(window.findChild<SendBanner *>()->isVisible(), patience);
    m_pictures.grab(&window, u"key-missing"_s);
    m_world->twilio->setCredentials(login);
    calm();
    window.showTwilioSecret(WindowNotices::TwilioSecret::Fine);
}

void SharedScreens::conflicts(MainWindow &window)
{
    window.showConflicts();
    auto *dialog = window.findChild<ConflictsDialog *>();
    auto *list = dialog->findChild<QListWidget *>();
    QTRY_VERIFY_WITH_TIMEOUT(list->count() == 3, patience);
    const QStringList names{u"client"_s, u"template"_s, u"number"_s};
    for (int i = 0; i < 3; ++i) {
        list->setCurrentRow(i);
        m_pictures.grab(dialog, u"conflict-"_s + names.at(i));
    }
    dialog->reject();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void SharedScreens::colleagues(MainWindow &window)
{
    window.showConversation(m_maria.id);
    QTest::qWait(500);
    m_pictures.grab(&window, u"conversation"_s);
    window.showPage(MainWindow::Page::History);
    auto *table = window.findChild<QTableView *>(u"historyTable"_s);
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() >= 10, patience);
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        if (table->model()->index(row, 4).data().toString().startsWith("Could we meet"_L1))
            table->setCurrentIndex(table->model()->index(row, 0));
    }
    m_pictures.grab(&window, u"history"_s);
    window.showPage(MainWindow::Page::Clients);
}

void SharedScreens::templates(MainWindow &window)
{
    window.showPage(MainWindow::Page::Templates);
    auto *page = window.findChild<TemplatesPage *>();
    auto *content = page->findChild<QPlainTextEdit *>();
    QTRY_VERIFY_WITH_TIMEOUT(!content->toPlainText().isEmpty(), patience);
    const QString before = content->toPlainText();
    content->setPlainText(before + u" Mine."_s);
    QVERIFY(m_world->execute(u"UPDATE sms_templates SET content = content || ' Theirs.'"_s, {}));
    m_world->store.templates.announceReset();
    m_pictures.grab(&window, u"template-contradicts"_s);
    QVERIFY(m_world->execute(u"UPDATE sms_templates SET content = replace(content, ' Theirs.', '')"_s, {}));
    content->setPlainText(before);
    m_world->store.templates.announceReset();
    QTest::qWait(200);
    window.showPage(MainWindow::Page::Clients);
}

void SharedScreens::clientDialog(MainWindow &window)
{
    auto *dialog = new ClientDialog(*m_world->context, m_maria, &window);
    dialog->open();
    QTest::qWait(300);
    Client theirs = *waited(m_world->store.clients.fetch(m_maria.id));
    const Client before = theirs;
    theirs.name = u"Maria Lopez-Garcia"_s;
    theirs.notes = u"Prefers mornings now. She asked not to be called at work."_s;
    QVERIFY(waited(m_world->store.clients.save(theirs)));
    dialog->findChildren<QLineEdit *>().first()->setText(u"Maria Luz Lopez"_s);
    dialog->findChild<QPlainTextEdit *>()->setPlainText(u"Prefers evenings."_s);
    const auto buttons = dialog->findChildren<QPushButton *>();
    for (QPushButton *one : buttons) {
        if (one->isDefault())
            one->click();
    }
    QTest::qWait(500);
    m_pictures.grab(dialog, u"client-changed"_s);
    dialog->reject();
    QVERIFY(waited(m_world->store.clients.save(before)));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void SharedScreens::roles(MainWindow &window)
{
    m_world->become(u"supervisor"_s, m_world->sue);
    window.showConversation(m_maria.id);
    m_pictures.grab(&window, u"supervisor"_s);
    m_world->become(u"staff"_s, m_world->ben);
    window.showPage(MainWindow::Page::Templates);
    m_pictures.grab(&window, u"staff-templates"_s);
    window.showPage(MainWindow::Page::Settings);
    using Section = SettingsPage::Section;
    for (const auto &[section, name] :
         {std::pair(Section::Twilio, u"twilio"_s), std::pair(Section::Practice, u"practice"_s),
          std::pair(Section::About, u"about"_s)}) {
        window.findChild<SettingsPage *>()->showSection(section);
        m_pictures.grab(&window, u"staff-settings-"_s + name);
    }
    m_world->become(u"supervisor"_s, m_world->sue);
    window.findChild<SettingsPage *>()->showSection(Section::Data);
    m_pictures.grab(&window, u"supervisor-data"_s);
}

QTEST_MAIN(SharedScreens)
#include "tst_sharedscreens.moc"
