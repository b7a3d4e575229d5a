#include "clients/clientdialog.h"
#include "clients/clientlistview.h"
#include "clients/composer.h"
#include "clients/conversation.h"
#include "common/formatting.h"
#include "history/historypage.h"
#include "historymodel.h"
#include "mainwindow.h"
#include "settings/settingspage.h"
#include "sharedworld.h"
#include "sharing/conflictsdialog.h"
#include "sharing/statewords.h"
#include "statusline.h"
#include "sync/connectionfault.h"
#include "templates/templatespage.h"
#include "uitesting.h"

#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace UiTesting;
using State = SyncStatus::State;

/// How the window reflects that this computer shares with a practice: the status line, edits to decide, what a person
/// may, and whose a text is.
class TestSharedWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void statusLine_data();
    void statusLine();
    void offSaysNothing();
    void detailsNameWhatWasRefused();
    void whoReadsTwilio();
    void keyIsMissing();
    void nobodyLooks();
    void longestLineFits();
    void conflictIsDecided_data();
    void conflictIsDecided();
    void closingDecidesNothing();
    void conflictThatChangedIsShownAgain();
    void numberConflict();
    void supervisorOnlyReads();
    void staffEditNoTemplates();
    void staffEditNoPracticeSettings();
    void hourlyLimit();
    void clientListNamesWhoWroteLast();
    void rowsOfColleagues();
    void rowsWrittenInClear();
    void rowsOfSomebodyWhoLeft();
    void historyByPerson();
    void colleaguesTemplate();
    void colleaguesTemplateContradicts();
    void colleagueDeletesTheTemplate();
    void colleaguesSettings();
    void clientDialogOverAColleagues();
    void clientDialogAsksOnce();

private:
    MainWindow &openWindow();
    QListView *conversation() const { return named<QListView>(m_window.get(), u"Conversation"_s); }
    QString conversationWords() const;
    TemplatesPage *templatesPage() const;
    SmsTemplate changedByColleague(const QString &content);
    ConflictsDialog *conflicts() const { return m_window->findChild<ConflictsDialog *>(); }

    std::unique_ptr<SharedWorld> m_world;
    std::unique_ptr<MainWindow> m_window;
};

void TestSharedWindow::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_world = std::make_unique<SharedWorld>();
    QVERIFY(m_world->openShared());
}

void TestSharedWindow::cleanup()
{
    m_window.reset();
    m_world.reset();
}

MainWindow &TestSharedWindow::openWindow()
{
    m_window = std::make_unique<MainWindow>(*m_world->context);
    m_window->resize(1024, 700);
    m_window->show();
    return *m_window;
}

QString TestSharedWindow::conversationWords() const
{
    QStringList rows;
    for (int i = 0; i < conversation()->model()->rowCount(); ++i)
        rows << plain(conversation()->model()->index(i, 0).data(Qt::AccessibleTextRole).toString());
    return rows.join(u'\n');
}

void TestSharedWindow::statusLine_data()
{
    QTest::addColumn<int>("sharing");
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("backlog");
    QTest::addColumn<int>("refused");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("details");
    QTest::addColumn<Error>("error");
    const int member = int(Sharing::State::Member);
    const auto fault = [](ConnectionFault one) { return ConnectionFaults::toError(one); };
    const auto row = [](const char *name, Sharing::State sharing, State state, const QString &words,
                        const QString &details, const Error &error) {
        QTest::newRow(name) << int(sharing) << int(state) << 0 << 0 << words << details << error;
    };
    // A server that does not answer, and one that answers no.
    row("no answer", Sharing::State::Member, State::Offline, u"Practice not reached: you go on working"_s,
        u"The server does not answer"_s, fault(ConnectionFault::NoAnswer));
    row("password", Sharing::State::Member, State::LoginRefused, u"The practice refused this computer's password"_s,
        u"answers, but refuses this computer's user or password"_s, fault(ConnectionFault::WrongLogin));
    row("login ended", Sharing::State::Member, State::LoginRefused, u"The practice refused this computer's login"_s,
        u"answers, but does not let this computer's login in"_s, fault(ConnectionFault::LoginNotAllowed));
    row("no database", Sharing::State::Member, State::LoginRefused, u"The practice's database is not on its server"_s,
        u"no database of the practice's name"_s, fault(ConnectionFault::NoSuchDatabase));
    row("asked, no answer", Sharing::State::Asked, State::Off,
        u"Practice not reached: your approval can not be asked for"_s, u"No server has this name"_s,
        fault(ConnectionFault::HostNotFound));
    row("asked, refused", Sharing::State::Asked, State::Off, u"The practice refused this computer's invitation"_s,
        u"took the invitation back"_s, fault(ConnectionFault::WrongLogin));
    row("parting", Sharing::State::Parting, State::Off, u"No member of the practice any more"_s, u"is erased"_s, {});
    const Error none{ErrorKind::NotFound, 0, {}, {}};
    QTest::newRow("up to date") << member << int(State::UpToDate) << 0 << 0 << u"Shared: up to date"_s
                                << u"have the same"_s << none;
    QTest::newRow("waiting") << member << int(State::UpToDate) << 3 << 0 << u"Sharing: 3 waiting"_s
                             << u"3 changes of this computer wait"_s << none;
    QTest::newRow("first sync") << member << int(State::FirstSync) << 0 << 0
                                << u"Fetching the practice: 12,400 of about 90,000"_s << u"the newest first"_s << none;
    QTest::newRow("offline") << member << int(State::Offline) << 2 << 0
                             << u"Practice not reached: you go on working, 2 changes wait"_s
                             << u"check this computer's"_s << none;
    QTest::newRow("login") << member << int(State::LoginRefused) << 0 << 0
                           << u"The practice refused this computer's login"_s << u"new invitation"_s << none;
    QTest::newRow("update") << member << int(State::UpdateNeeded) << 0 << 0 << u"Update Practiceline to go on sharing"_s
                            << u"newest version"_s << none;
    QTest::newRow("migration") << member << int(State::MigrationNeeded) << 0 << 0
                               << u"The practice's database has to be updated"_s << u"nothing is shared until"_s
                               << none;
    QTest::newRow("key") << member << int(State::Waiting) << 0 << 0 << u"Sharing waits for the key of your data"_s
                         << u"Open your data first"_s << none;
    QTest::newRow("refused") << member << int(State::UpToDate) << 0 << 4 << u"Shared, but 4 refused"_s << u"same"_s
                             << none;
    QTest::newRow("asked") << int(Sharing::State::Asked) << int(State::Off) << 0 << 0
                           << u"Sharing: waiting for an administrator's approval"_s << u"one two three"_s << none;
    QTest::newRow("withheld") << int(Sharing::State::Withheld) << int(State::Off) << 0 << 0
                              << u"Sharing waits: its secret is not available"_s << u"Unlock the keychain"_s << none;
}

void TestSharedWindow::statusLine()
{
    QFETCH(const int, sharing);
    QFETCH(const int, state);
    QFETCH(const int, backlog);
    QFETCH(const int, refused);
    QFETCH(const QString, words);
    QFETCH(const QString, details);
    QFETCH(const Error, error);
    SharingFacts &facts = m_world->facts;
    facts.state = Sharing::State(sharing);
    facts.status.error = error;
    facts.askedError = error;
    facts.status.state = State(state);
    facts.status.backlog = backlog;
    facts.status.refused = refused;
    facts.status.fetched = 12'400;
    facts.status.total = 90'000;
    facts.words = {u"one"_s, u"two"_s, u"three"_s};
    openWindow();
    auto *shown = named<QPushButton>(m_window->statusBar(), words);
    QVERIFY(shown != nullptr && shown->isVisible());
    shown->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<QMessageBox *>() != nullptr, patience);
    QVERIFY2(m_window->findChild<QMessageBox *>()->text().contains(details),
             qPrintable(m_window->findChild<QMessageBox *>()->text()));
}

void TestSharedWindow::offSaysNothing()
{
    m_world->facts = {};
    openWindow();
    const auto buttons = m_window->statusBar()->findChildren<QPushButton *>();
    for (const QPushButton *one : buttons)
        QVERIFY2(!one->isVisible() || !one->text().contains("har"_L1), qPrintable(one->text()));
    // The words of a practice that is set up later appear by themselves.
    m_world->facts.state = Sharing::State::Member;
    m_world->facts.status.state = State::UpToDate;
    Q_EMIT m_world->sharing->stateChanged();
    QVERIFY(says(m_window->statusBar(), u"Shared: up to date"_s));
}

void TestSharedWindow::detailsNameWhatWasRefused()
{
    const Client maria = m_world->store.addClient(u"Maria <b>Lopez</b>"_s, u"+13125550142"_s);
    QVERIFY(m_world->execute(u"INSERT INTO sync_queue (kind, id, refusal) VALUES ('client', ?, '42501'), "
                             "('number', '+13125550142', 'owned'), ('setting', 'hours.from', '42501'), "
                             "('template', 'gone', '42501')"_s,
                             {maria.id.toString()}));
    m_world->facts.status.refused = 4;
    m_world->facts.hears = false;
    openWindow();
    named<QPushButton>(m_window->statusBar(), u"Shared, but 4 refused"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<QMessageBox *>() != nullptr, patience);
    const auto *box = m_window->findChild<QMessageBox *>();
    QCOMPARE(box->textFormat(), Qt::PlainText);
    const QString text = plain(box->text());
    QVERIFY2(text.contains("does not take 4 changes"_L1), qPrintable(text));
    QVERIFY2(text.contains("Client Maria <b>Lopez</b>"_L1), qPrintable(text));
    QVERIFY2(text.contains("another client of the practice has it"_L1), qPrintable(text));
    QVERIFY2(text.contains("Setting: hours for texts"_L1), qPrintable(text));
    QVERIFY2(text.contains("asked every 15 s"_L1), qPrintable(text)); // behind a pooler
}

void TestSharedWindow::whoReadsTwilio()
{
    SharingFacts &facts = m_world->facts;
    facts.readsTwilio = false;
    facts.reader = u"Ann"_s;
    facts.newsMark = m_world->twilio->serverTime().addSecs(-20);
    openWindow();
    const auto *line = m_window->statusBar();
    QVERIFY(says(line, u"Twilio is checked by Ann's computer, 2"_s));
    facts.newsMark = m_world->twilio->serverTime().addSecs(-200);
    m_world->tell();
    QVERIFY(says(line, u"Twilio last checked 3 min ago, by Ann's computer"_s));
    facts.reader.clear();
    facts.readingRefused = PollLease::Refusal::PrivateClients; // as it was before; the practice has not answered yet
    m_world->tell();
    QVERIFY(says(line, u"Finding out who checks Twilio"_s));
    facts.isNobodyReading = true;
    m_world->tell();
    const QString since = Formatting::whenInSentence(facts.newsMark, m_world->twilio->serverTime());
    QVERIFY(says(line, u"Nobody checks Twilio (last: %1)"_s.arg(since)));
    facts.newsMark = {};
    m_world->tell();
    QVERIFY(says(line, u"Nobody checks Twilio: an administrator's computer"_s));
    facts.readsTwilio = true;
    m_world->tell();
    QVERIFY(!says(line, u"Nobody checks Twilio"_s));
}

/// A client is hidden from staff, and the practice has no key that only sends: staff get none, and hear why.
void TestSharedWindow::keyIsMissing()
{
    SharingFacts &facts = m_world->facts;
    const Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    m_world->twilio->setCredentials({});
    facts.readsTwilio = false;
    facts.reader = u"Ann"_s;
    m_world->become(u"staff"_s, m_world->ben);
    openWindow().showConversation(maria.id);
    m_window->showTwilioSecret(WindowNotices::TwilioSecret::Withheld);
    QTRY_VERIFY_WITH_TIMEOUT(says(m_window.get(), u"Enter the account and a sender in Settings."_s), patience);
    QVERIFY(says(m_window.get(), u"The keychain did not give the Twilio secret"_s));

    facts.readingRefused = PollLease::Refusal::PrivateClients;
    facts.isKeyWithheld = true;
    m_world->tell();
    QVERIFY(says(m_window.get(), u"Ask an administrator (Ana Ruiz) to add one in Settings → Twilio."_s));
    QVERIFY(says(m_window->statusBar(), u"No Twilio key: an administrator has to add one that only sends"_s));
    QVERIFY(says(m_window->findChild<Composer *>(), u"This computer has no Twilio key that works."_s));
    // Nothing that this person could do about it is offered, or said.
    QVERIFY(button(m_window.get(), u"Try again"_s) == nullptr);
    QVERIFY(button(m_window.get(), u"Open Settings"_s) == nullptr);
    QVERIFY(!says(m_window.get(), u"The keychain did not give"_s));
    QVERIFY(!says(m_window.get(), u"Enter the account and a sender"_s));

    facts.readingRefused = PollLease::Refusal::SendingKey; // the administrator did, and the key comes
    facts.isKeyWithheld = false;
    m_world->tell();
    QVERIFY(!says(m_window.get(), u"Ask an administrator"_s));
    m_world->twilio->setCredentials({SimulatorOptions().accountSid, u"SK"_s + QString(32, u'1'), "secret", true});
    m_window->showTwilioSecret(WindowNotices::TwilioSecret::Fine);
    QTRY_VERIFY_WITH_TIMEOUT(!says(m_window.get(), u"Enter the account and a sender"_s), patience);
    QVERIFY(says(m_window->statusBar(), u"Twilio is checked by Ann's computer"_s));
}

/// A key that only sends can not look for what is in doubt; where nobody else does, nobody is said to.
void TestSharedWindow::nobodyLooks()
{
    SharingFacts &facts = m_world->facts;
    const Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    const auto doubt = m_world->store.textIn(SendState::Unconfirmed, maria, u"Friday at 10?"_s);
    QVERIFY(m_world->giveTo(doubt, m_world->ben, true));
    m_world->twilio->setCredentials({SimulatorOptions().accountSid, u"SK"_s + QString(32, u'1'), "secret", true});
    facts.readsTwilio = false;
    facts.readingRefused = PollLease::Refusal::SendingKey;
    facts.reader = u"Ann"_s;
    m_world->become(u"staff"_s, m_world->ben);
    openWindow().showConversation(maria.id);
    const QString goesOn = u"Unconfirmed: checking with Twilio"_s;
    const QString rests = u"Unconfirmed: nobody checks with Twilio just now"_s;
    QTRY_VERIFY2_WITH_TIMEOUT(conversationWords().contains(goesOn), qPrintable(conversationWords()), patience);
    facts.reader.clear();
    facts.isNobodyReading = true;
    facts.newsMark = m_world->twilio->serverTime().addSecs(-600);
    m_world->tell();
    QVERIFY2(conversationWords().contains(rests), qPrintable(conversationWords()));
    const QString since = Formatting::whenInSentence(facts.newsMark, m_world->twilio->serverTime());
    const QString why =
        u"Nobody checks with Twilio just now (last: %1): that goes on when an administrator's computer"_s.arg(since);
    QVERIFY(m_world->execute(u"UPDATE communication_logs SET checks = 5"_s, {})); // something may be done about it
    m_world->store.communications.announce({doubt.id});
    QTRY_VERIFY_WITH_TIMEOUT(says(m_window->findChild<Conversation *>(), why), patience);
    m_window->showPage(MainWindow::Page::History);
    auto *table = m_window->findChild<QTableView *>(u"historyTable"_s);
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 1, patience);
    table->setCurrentIndex(table->model()->index(0, 0));
    QVERIFY(says(m_window->findChild<HistoryPage *>(), why));
    facts.reader = u"Ann"_s;
    facts.isNobodyReading = false;
    m_world->tell();
    QVERIFY(!says(m_window->findChild<HistoryPage *>(), u"Nobody checks"_s));
}

/// The longest words of all pieces at once, in the smallest window.
void TestSharedWindow::longestLineFits()
{
    SharingFacts &facts = m_world->facts;
    facts.status.state = State::Offline;
    facts.status.backlog = 123'456;
    facts.status.conflicts = 12;
    facts.readsTwilio = false;
    facts.reader = u"Maximiliane Hohenberger-Wittelsbach"_s;
    facts.newsMark = m_world->twilio->serverTime().addSecs(-7200);
    m_world->context->demo = true;
    m_world->store.keys.lock();
    openWindow().resize(1024, 700);
    QCOMPARE(m_window->width(), 1024);
    Q_EMIT m_world->poller->failed(Error{ErrorKind::BadResponse, 0, {}, {}});
    const auto fits = [&] {
        int right = 0;
        const auto children = m_window->statusBar()->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly);
        for (const QWidget *one : children) {
            const bool isPiece = qobject_cast<const QLabel *>(one) || qobject_cast<const QPushButton *>(one);
            if (!isPiece || !one->isVisible())
                continue;
            if (one->width() < one->minimumSizeHint().width() || one->x() < right)
                return false;
            right = one->geometry().right();
        }
        return right < m_window->width();
    };
    QTRY_VERIFY_WITH_TIMEOUT(fits(), patience);
    QVERIFY(says(m_window->statusBar(), u"12 edits to decide"_s)); // what needs a person is never cut
    QVERIFY(says(m_window->statusBar(), u"Practice not reached"_s));
    // A screen reader has the whole words.
    QVERIFY(named<QPushButton>(m_window->statusBar(),
                               u"Practice not reached: you go on working, 123,456 changes wait"_s) != nullptr);
}

void TestSharedWindow::conflictIsDecided_data()
{
    QTest::addColumn<bool>("mine");
    QTest::newRow("mine") << true;
    QTest::newRow("theirs") << false;
}

void TestSharedWindow::conflictIsDecided()
{
    QFETCH(const bool, mine);
    Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    maria.notes = u"Prefers\nthe afternoon"_s;
    QVERIFY(waited(m_world->store.clients.save(maria)));
    QVERIFY(m_world->addConflict(u"client"_s, maria.id.toString(),
                                 {{u"name"_s, u"<b>Maria</b> L."_s},
                                  {u"tags"_s, u"[\"vip\",\"board\"]"_s},
                                  {u"archived"_s, 1},
                                  {u"notes_enc"_s, m_world->sealedNotes(maria.id, u"Only mornings"_s)},
                                  {u"notes_key_epoch"_s, m_world->store.keys.cipher()->keyEpoch()}},
                                 mine ? m_world->ben.toString() : QString()));
    const QString whose = mine ? u"Ben Ode"_s : u"your colleague's"_s; // who, where it is known
    openWindow();
    button(m_window->statusBar(), u"1 edit to decide"_s)->click();
    ConflictsDialog *dialog = conflicts();
    QTRY_VERIFY_WITH_TIMEOUT(named<QPlainTextEdit>(dialog, u"Name, yours"_s) != nullptr, patience);
    const auto text = [&](const QString &name) { return named<QPlainTextEdit>(dialog, name)->toPlainText(); };
    QCOMPARE(text(u"Name, yours"_s), u"Maria Lopez"_s);
    QCOMPARE(text(u"Name, "_s + whose), u"<b>Maria</b> L."_s);
    QCOMPARE(says(dialog, u"You and Ben Ode changed"_s), mine);
    QCOMPARE(text(u"Notes, yours"_s), u"Prefers\nthe afternoon"_s);
    QCOMPARE(text(u"Notes, "_s + whose), u"Only mornings"_s);
    QCOMPARE(text(u"Tags, "_s + whose), u"vip, board"_s);
    QCOMPARE(text(u"Archive, yours"_s), u"In the list of clients"_s);
    QVERIFY(button(dialog, u"Done"_s) == nullptr);
    QTest::keyClick(dialog, Qt::Key_Return); // decides nothing
    QVERIFY(dialog->isVisible());
    QPushButton *choice = button(dialog, mine ? u"Keep mine"_s : u"Take theirs"_s);
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(conflicts() == nullptr, patience); // nothing is left
    const auto now = waited(m_world->store.clients.fetch(maria.id));
    QCOMPARE(now->name, mine ? u"Maria Lopez"_s : u"<b>Maria</b> L."_s);
    QCOMPARE(now->notes, mine ? u"Prefers\nthe afternoon"_s : u"Only mornings"_s);
    QCOMPARE(now->archived, !mine);
}

void TestSharedWindow::closingDecidesNothing()
{
    const Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    QVERIFY(m_world->addConflict(u"client"_s, maria.id.toString(), {{u"name"_s, u"Maria L."_s}}));
    openWindow().showConflicts();
    m_window->showConflicts(); // one dialog
    QCOMPARE(m_window->findChildren<ConflictsDialog *>().size(), qsizetype(1));
    QTRY_VERIFY_WITH_TIMEOUT(named<QPlainTextEdit>(conflicts(), u"Name, yours"_s) != nullptr, patience);
    QTest::keyClick(conflicts(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(conflicts() == nullptr, patience);
    QCOMPARE(waited(m_world->sharing->conflicts())->size(), qsizetype(1));
    QCOMPARE(waited(m_world->store.clients.fetch(maria.id))->name, u"Maria Lopez"_s);
}

/// A third edit came while the two versions were being read: what is chosen is what was read.
void TestSharedWindow::conflictThatChangedIsShownAgain()
{
    const Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    QVERIFY(m_world->addConflict(u"client"_s, maria.id.toString(), {{u"name"_s, u"Maria L."_s}}));
    openWindow().showConflicts();
    QTRY_VERIFY_WITH_TIMEOUT(named<QPlainTextEdit>(conflicts(), u"Name, yours"_s) != nullptr, patience);
    QVERIFY(m_world->execute(u"UPDATE sync_conflicts SET theirs = ?"_s, {u"{\"name\":\"Maria Luz\"}"_s}));
    button(conflicts(), u"Take theirs"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(conflicts(), u"It changed meanwhile."_s), patience);
    QCOMPARE(named<QPlainTextEdit>(conflicts(), u"Name, your colleague's"_s)->toPlainText(), u"Maria Luz"_s);
    QCOMPARE(waited(m_world->store.clients.fetch(maria.id))->name, u"Maria Lopez"_s);
}

void TestSharedWindow::numberConflict()
{
    const Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    const Client tom = m_world->store.addClient(u"Tom Novak"_s, u"+13125550143"_s);
    QVERIFY(m_world->addConflict(u"number"_s, u"+13125550199"_s,
                                 {{u"ours"_s, maria.id.toString()}, {u"client_id"_s, tom.id.toString()}}));
    openWindow().showConflicts();
    QTRY_VERIFY_WITH_TIMEOUT(says(conflicts(), u"+13125550199 stands with two clients: with Maria Lopez on this "
                                               "computer, and with Tom Novak"_s),
                             patience);
    QVERIFY(button(conflicts(), u"Keep mine"_s) == nullptr);
    button(conflicts(), u"Done"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(conflicts() == nullptr, patience);
}

void TestSharedWindow::supervisorOnlyReads()
{
    const Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    const auto row = m_world->store.textIn(SendState::Held, maria, u"This one is held."_s);
    Q_UNUSED(row)
    openWindow().showConversation(maria.id);
    auto *message = m_window->findChild<Composer *>();
    QTRY_VERIFY_WITH_TIMEOUT(message->isVisible(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(button(m_window.get(), u"Cancel"_s) != nullptr, patience);
    m_world->become(u"supervisor"_s, m_world->sue);
    QVERIFY(!message->isVisible());
    QVERIFY(says(m_window.get(), u"Supervisors read and change nothing. To text or call: Ana Ruiz and Ben Ode."_s));
    QVERIFY(button(m_window.get(), u"Cancel"_s) == nullptr);
    QVERIFY(button(m_window.get(), u"Call"_s) == nullptr);
    for (const QString &name : {u"Add client"_s, u"Import clients"_s, u"More about this client"_s})
        QVERIFY2(!named<QPushButton>(m_window.get(), name)->isVisible(), qPrintable(name));
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    QTest::keyClick(m_window.get(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(m_window->findChild<ClientDialog *>() == nullptr);
    QCOMPARE(m_world->simulator.callPosts(), 0);
    m_window->showPage(MainWindow::Page::History);
    auto *table = m_window->findChild<QTableView *>(u"historyTable"_s);
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 1, patience);
    table->setCurrentIndex(table->model()->index(0, 0));
    QVERIFY(button(m_window.get(), u"Open conversation"_s) != nullptr);
    QVERIFY(button(m_window.get(), u"Cancel"_s) == nullptr);
    QVERIFY(button(m_window.get(), u"Send now"_s) == nullptr);
    m_window->showPage(MainWindow::Page::Settings);
    m_window->findChild<SettingsPage *>()->showSection(SettingsPage::Section::Data);
    QVERIFY(!button(m_window.get(), u"Import clients …"_s)->isEnabled());
    QVERIFY(button(m_window.get(), u"Export clients …"_s)->isEnabled());
    m_world->become(u"staff"_s, m_world->ben); // and back without a new start
    QVERIFY(button(m_window.get(), u"Import clients …"_s)->isEnabled());
    m_window->showPage(MainWindow::Page::Clients);
    QVERIFY(message->isVisible());
}

void TestSharedWindow::staffEditNoTemplates()
{
    m_world->become(u"staff"_s, m_world->ben);
    openWindow().showPage(MainWindow::Page::Templates);
    auto *content = named<QPlainTextEdit>(m_window.get(), u"Template content"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!content->toPlainText().isEmpty(), patience);
    QVERIFY(says(m_window.get(), u"Only an administrator of the practice can change this: Ana Ruiz."_s));
    QVERIFY(content->isReadOnly());
    QVERIFY(named<QLineEdit>(m_window.get(), u"Template name"_s)->isReadOnly());
    for (const QString &words : {u"Save template"_s, u"Delete"_s, u"Duplicate"_s})
        QVERIFY2(button(m_window.get(), words) == nullptr, qPrintable(words));
    QVERIFY(!named<QPushButton>(m_window.get(), u"Add template"_s)->isVisible());
    m_world->become(u"admin"_s, m_world->ana);
    QVERIFY(!content->isReadOnly());
    QVERIFY(button(m_window.get(), u"Save template"_s) != nullptr);
    QVERIFY(!says(m_window.get(), u"Only an administrator"_s));
}

void TestSharedWindow::staffEditNoPracticeSettings()
{
    m_world->become(u"staff"_s, m_world->ben);
    openWindow().showPage(MainWindow::Page::Settings);
    auto *page = m_window->findChild<SettingsPage *>();
    using Section = SettingsPage::Section;
    page->showSection(Section::Practice);
    QVERIFY(says(page, u"Only an administrator of the practice can change this: Ana Ruiz."_s));
    QVERIFY(!named<QLineEdit>(page, u"Practice name"_s)->isEnabled());
    page->showSection(Section::Twilio);
    for (const QString &name : {u"Account SID"_s, u"Sender"_s, u"Caller number"_s})
        QVERIFY2(!named<QLineEdit>(page, name)->isEnabled(), qPrintable(name));
    for (const QString &name : {u"API key SID"_s, u"API key secret"_s, u"Your phone"_s})
        QVERIFY2(named<QLineEdit>(page, name)->isEnabled(), qPrintable(name));
    page->showSection(Section::About);
    QVERIFY(!button(page, u"Set up again …"_s)->isEnabled());
    page->showSection(Section::You);
    auto *name = named<QLineEdit>(page, u"Your name"_s);
    QVERIFY(name->isEnabled());
    name->selectAll();
    QTest::keyClicks(name, u"Ben"_s);
    QVERIFY(m_world->execute(u"DELETE FROM sync_queue"_s, {}));
    button(page, u"Save"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_world->store.settings.current().staffName, u"Ben"_s, patience);
}

void TestSharedWindow::hourlyLimit()
{
    openWindow().showPage(MainWindow::Page::Settings);
    auto *page = m_window->findChild<SettingsPage *>();
    page->showSection(SettingsPage::Section::Practice);
    auto *limit = named<QLineEdit>(page, u"Texts a person may send in an hour"_s);
    QVERIFY(limit->isEnabled() && limit->text().isEmpty());
    const auto save = [&](const QString &text) {
        limit->setFocus();
        limit->selectAll();
        QTest::keyClicks(limit, text.isEmpty() ? u" "_s : text);
        button(page, u"Save"_s)->click();
    };
    for (const QString &wrong : {u"many"_s, u"-3"_s, u"2.5"_s, u"99999999"_s}) {
        save(wrong);
        QVERIFY2(says(page, u"The limit is a whole number of texts"_s), qPrintable(wrong));
    }
    QCOMPARE(m_world->store.settings.current().sendsPerHour, 0);
    save(u"30"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_world->store.settings.current().sendsPerHour, 30, patience);
    QTRY_COMPARE_WITH_TIMEOUT(limit->text(), u"30"_s, patience);
    save({});
    QTRY_COMPARE_WITH_TIMEOUT(m_world->store.settings.current().sendsPerHour, 0, patience);
    QTRY_VERIFY_WITH_TIMEOUT(limit->text().isEmpty(), patience);
    m_world->become(u"staff"_s, m_world->ben);
    QVERIFY(!limit->isEnabled());
}

void TestSharedWindow::clientListNamesWhoWroteLast()
{
    StoreFixture &store = m_world->store;
    const Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    const auto text = store.textIn(SendState::Accepted, maria, u"Your papers are ready."_s);
    QVERIFY(m_world->giveTo(text, m_world->ben, true));
    openWindow();
    const auto row = [this] {
        auto *list = m_window->findChild<ClientListView *>();
        return plain(list->model()->index(0, 0).data(Qt::AccessibleTextRole).toString());
    };
    QTRY_VERIFY2_WITH_TIMEOUT(row().contains("Ben Ode: Your papers are ready."_L1), qPrintable(row()), patience);
    QVERIFY(m_world->giveTo(text, m_world->ana, true));
    store.clients.announceReset();
    QTRY_VERIFY2_WITH_TIMEOUT(row().contains("You: Your papers are ready."_L1), qPrintable(row()), patience);
}

void TestSharedWindow::rowsOfColleagues()
{
    StoreFixture &store = m_world->store;
    const Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    const auto held = store.textIn(SendState::Held, maria, u"Held there."_s);
    const auto doubt = store.textIn(SendState::Unconfirmed, maria, u"In doubt there."_s);
    const auto accepted = store.textIn(SendState::Accepted, maria, u"Sent from here long ago."_s);
    const auto mine = store.textIn(SendState::Accepted, maria, u"Mine."_s);
    const auto waits = store.textIn(SendState::Pending, maria, u"Waits there."_s);
    QVERIFY(m_world->giveTo(held, m_world->ben));
    QVERIFY(m_world->giveTo(doubt, m_world->ben));
    QVERIFY(m_world->giveTo(waits, m_world->ana)); // this person's other computer
    QVERIFY(m_world->giveTo(accepted, m_world->ben, true));
    QVERIFY(m_world->giveTo(mine, m_world->ana, true));
    openWindow().showConversation(maria.id);
    QTRY_VERIFY2_WITH_TIMEOUT(conversationWords().contains("Waits on your other computer"_L1),
                              qPrintable(conversationWords()), patience);
    const QString words = conversationWords();
    QVERIFY2(words.contains("Ben Ode: Held there.. Held on Ben Ode's computer: "_L1), qPrintable(words));
    QVERIFY2(words.contains("Unconfirmed on Ben Ode's computer: it is looked for at Twilio"_L1), qPrintable(words));
    QVERIFY2(words.contains(u"Ben Ode: Sent from here long ago.. Accepted by Twilio · by Ben Ode"_s),
             qPrintable(words));
    QVERIFY2(words.contains("You: Mine.. Accepted by Twilio."_L1), qPrintable(words));
    for (int i = 0; i < conversation()->model()->rowCount(); ++i) {
        conversation()->setCurrentIndex(conversation()->model()->index(i, 0));
        for (const QString &action : {u"Send now"_s, u"Cancel"_s, u"Edit"_s, u"Check now"_s})
            QVERIFY2(button(m_window.get(), action) == nullptr, qPrintable(action));
    }
    m_window->showPage(MainWindow::Page::History);
    auto *table = m_window->findChild<QTableView *>(u"historyTable"_s);
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 5, patience);
    int isSaid = 0;
    for (int i = 0; i < 5; ++i) {
        table->setCurrentIndex(table->model()->index(i, 0));
        isSaid += says(m_window.get(), u"Held on Ben Ode's computer"_s);
        isSaid += says(m_window.get(), u"sent by Ben Ode"_s);
        for (const QString &action : {u"Send now"_s, u"Cancel"_s, u"Check now"_s})
            QVERIFY2(button(m_window.get(), action) == nullptr, qPrintable(action));
    }
    QCOMPARE(isSaid, 4); // one is held; three of his say that he sent them
}

/// A hosted program's, received and sent; what people write is not marked.
void TestSharedWindow::rowsWrittenInClear()
{
    StoreFixture &store = m_world->store;
    const Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    QVERIFY(m_world->addInClear(maria, Direction::Inbound, u"I sent it"_s));
    QVERIFY(m_world->addInClear(maria, Direction::Outbound, u"Documents ready"_s));
    store.textIn(SendState::Accepted, maria, u"From a person"_s);
    openWindow().showConversation(maria.id);
    QTRY_VERIFY_WITH_TIMEOUT(conversation()->model()->rowCount() == 3, patience);
    const QString words = conversationWords();
    const QString mark = u"Written in clear by another program"_s;
    QCOMPARE(words.count(mark), 2);
    QVERIFY2(!words.contains("Sent by another program"_L1), qPrintable(words));
    for (const QString &row : words.split(u'\n'))
        QVERIFY2(row.contains(mark) != row.contains("From a person"_L1), qPrintable(row));

    m_window->showPage(MainWindow::Page::History);
    auto *table = m_window->findChild<QTableView *>(u"historyTable"_s);
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 3, patience);
    int marked = 0;
    for (int i = 0; i < 3; ++i) {
        table->setCurrentIndex(table->model()->index(i, 0));
        marked += says(m_window.get(), mark);
    }
    QCOMPARE(marked, 2);
}

/// Nobody sends what waited on their computer; and nobody looks for what was under way there.
void TestSharedWindow::rowsOfSomebodyWhoLeft()
{
    StoreFixture &store = m_world->store;
    const Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    const auto doubt = store.textIn(SendState::Unconfirmed, maria, u"In doubt there."_s);
    const auto held = store.textIn(SendState::Held, maria, u"Held there."_s);
    const auto waits = store.textIn(SendState::Pending, maria, u"Bring your passport."_s);
    for (const auto &row : {doubt, held, waits})
        QVERIFY(m_world->giveTo(row, m_world->ben));
    openWindow().showConversation(maria.id);
    QTRY_VERIFY_WITH_TIMEOUT(conversationWords().contains("Waits on Ben Ode's computer"_L1), patience);
    QVERIFY(button(m_window.get(), u"Write again"_s) == nullptr);

    QVERIFY(m_world->execute(u"UPDATE staff SET left_at = 2 WHERE id = ?"_s, {m_world->ben.toString()}));
    store.communications.announceAbandoned(); // as when sync brings it
    const QString notSent = u"Not sent: Ben Ode has left. Write it again if it is still needed"_s;
    QTRY_VERIFY2_WITH_TIMEOUT(conversationWords().count(notSent) == 2, qPrintable(conversationWords()), patience);
    QVERIFY2(conversationWords().contains("Unconfirmed: Ben Ode has left. It may have been sent"_L1),
             qPrintable(conversationWords()));
    // The newest row asks for something by itself: what is to be done stands under it.
    conversation()->setCurrentIndex({});
    QTRY_VERIFY_WITH_TIMEOUT(button(m_window.get(), u"Write again"_s) != nullptr, patience);
    button(m_window.get(), u"Write again"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<Composer *>()->findChild<QPlainTextEdit *>()->toPlainText() ==
                                 u"Bring your passport."_s,
                             patience);

    m_window->showPage(MainWindow::Page::History);
    auto *table = m_window->findChild<QTableView *>(u"historyTable"_s);
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 3, patience);
    QStringList shown;
    for (int i = 0; i < 3; ++i)
        shown << table->model()->index(i, HistoryModel::StatusColumn).data().toString();
    QCOMPARE(shown.count(u"Not sent"_s), 2);
    table->setCurrentIndex(table->model()->index(0, 0));
    QVERIFY(says(m_window.get(), notSent));
}

void TestSharedWindow::historyByPerson()
{
    StoreFixture &store = m_world->store;
    const Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    QVERIFY(m_world->giveTo(store.textIn(SendState::Accepted, maria, u"Of Ben."_s), m_world->ben, true));
    QVERIFY(m_world->giveTo(store.textIn(SendState::Accepted, maria, u"Of Ana."_s), m_world->ana, true));
    openWindow().showPage(MainWindow::Page::History);
    auto *table = m_window->findChild<QTableView *>(u"historyTable"_s);
    auto *person = m_window->findChild<QComboBox *>(u"staffFilter"_s);
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 2, patience);
    QVERIFY(person->isVisible());
    QVERIFY(person->findText(u"Ana Ruiz (you)"_s) > 0);
    person->setCurrentIndex(person->findText(u"Ben Ode"_s));
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 1, patience);
    QCOMPARE(table->model()->index(0, 4).data().toString(), u"Of Ben."_s);
    QVERIFY(waited(store.staff.load())); // news of the people leaves the choice
    QCOMPARE(person->currentText(), u"Ben Ode"_s);
}

TemplatesPage *TestSharedWindow::templatesPage() const
{
    return m_window->findChild<TemplatesPage *>();
}

/// Changes the template that is open in the page, as sync does.
SmsTemplate TestSharedWindow::changedByColleague(const QString &content)
{
    const QString name = named<QLineEdit>(templatesPage(), u"Template name"_s)->text();
    const auto all = waited(m_world->store.templates.all());
    const QString shown = named<QPlainTextEdit>(templatesPage(), u"Template content"_s)->toPlainText();
    for (SmsTemplate one : *all) {
        if (one.name != name || one.content != shown)
            continue;
        m_world->execute(u"UPDATE sms_templates SET content = ?, is_active = 0 WHERE id = ?"_s,
                         {content, one.id.toString()});
        return one;
    }
    return {};
}

void TestSharedWindow::colleaguesTemplate()
{
    openWindow().showPage(MainWindow::Page::Templates);
    auto *content = named<QPlainTextEdit>(m_window.get(), u"Template content"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!content->toPlainText().isEmpty(), patience);
    const SmsTemplate before = changedByColleague(u"Theirs."_s);
    QVERIFY(!before.id.isNull());
    auto *name = named<QLineEdit>(m_window.get(), u"Template name"_s);
    name->setText(u"My name for it"_s); // another field: nothing to ask
    m_world->store.templates.announceReset();
    QTRY_COMPARE_WITH_TIMEOUT(content->toPlainText(), u"Theirs."_s, patience);
    QCOMPARE(name->text(), u"My name for it"_s);
    QVERIFY(templatesPage()->hasUnsavedChanges());
    button(m_window.get(), u"Save template"_s)->click();
    const auto stored = [&] {
        const auto all = waited(m_world->store.templates.all());
        return std::any_of(all->cbegin(), all->cend(), [&](const SmsTemplate &one) {
            return one.id == before.id && one.name == "My name for it"_L1 && one.content == "Theirs."_L1 && !one.active;
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(stored(), patience);
}

void TestSharedWindow::colleaguesTemplateContradicts()
{
    openWindow().showPage(MainWindow::Page::Templates);
    auto *content = named<QPlainTextEdit>(m_window.get(), u"Template content"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!content->toPlainText().isEmpty(), patience);
    QVERIFY(!changedByColleague(u"Theirs."_s).id.isNull());
    content->setPlainText(u"Mine."_s);
    m_world->store.templates.announceReset();
    QTRY_VERIFY_WITH_TIMEOUT(button(m_window.get(), u"Keep mine"_s) != nullptr, patience);
    QCOMPARE(content->toPlainText(), u"Mine."_s);
    button(m_window.get(), u"Save template"_s)->click(); // over which version?
    QTest::qWait(50);
    QVERIFY(templatesPage()->hasUnsavedChanges());
    button(m_window.get(), u"Keep mine"_s)->click();
    QCOMPARE(content->toPlainText(), u"Mine."_s);
    QVERIFY(button(m_window.get(), u"Keep mine"_s) == nullptr);
    button(m_window.get(), u"Save template"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!templatesPage()->hasUnsavedChanges(), patience);
}

void TestSharedWindow::colleagueDeletesTheTemplate()
{
    openWindow().showPage(MainWindow::Page::Templates);
    auto *content = named<QPlainTextEdit>(m_window.get(), u"Template content"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!content->toPlainText().isEmpty(), patience);
    const SmsTemplate shown = changedByColleague(content->toPlainText());
    content->setPlainText(u"Mine."_s);
    QVERIFY(m_world->execute(u"UPDATE sms_templates SET removed_at = 1 WHERE id = ?"_s, {shown.id.toString()}));
    m_world->store.templates.announceReset();
    QTRY_VERIFY_WITH_TIMEOUT(says(m_window.get(), u"A colleague deleted"_s), patience);
    QCOMPARE(content->toPlainText(), u"Mine."_s);
    QVERIFY(templatesPage()->hasUnsavedChanges());
}

void TestSharedWindow::colleaguesSettings()
{
    openWindow().showPage(MainWindow::Page::Settings);
    auto *page = m_window->findChild<SettingsPage *>();
    page->showSection(SettingsPage::Section::Practice);
    auto *name = named<QLineEdit>(page, u"Practice name"_s);
    name->setFocus();
    name->selectAll();
    QTest::keyClicks(name, u"Ruiz & Ode"_s);
    QVERIFY(m_world->execute(u"INSERT OR REPLACE INTO settings (key, value, updated_at) VALUES "
                             "('practice.region', 'CA', 1), ('price.currency', 'CAD', 1)"_s,
                             {}));
    QVERIFY(waited(m_world->store.settings.load())); // what sync does when settings came
    QCOMPARE(name->text(), u"Ruiz & Ode"_s);
    QVERIFY(says(page, u"A colleague changed settings meanwhile."_s));
    button(page, u"Save"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_world->store.settings.current().practiceName, u"Ruiz & Ode"_s, patience);
    QCOMPARE(m_world->store.settings.current().region, u"CA"_s);
    QCOMPARE(m_world->store.settings.current().currency, u"CAD"_s);
    QCOMPARE(waited(m_world->store.settings.load())->region, u"CA"_s);
}

void TestSharedWindow::clientDialogOverAColleagues()
{
    const Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    auto *dialog = new ClientDialog(*m_world->context, maria, nullptr);
    dialog->open();
    auto *save = named<QPushButton>(dialog, u"Save client"_s);
    QTRY_VERIFY_WITH_TIMEOUT(save->isEnabled(), patience);
    Client theirs = *waited(m_world->store.clients.fetch(maria.id));
    theirs.notes = u"A colleague's note."_s;
    theirs.usState = u"IL"_s;
    QVERIFY(waited(m_world->store.clients.save(theirs)));
    auto *name = named<QLineEdit>(dialog, u"Client name"_s);
    name->selectAll();
    QTest::keyClicks(name, u"Maria Luz"_s);
    QSignalSpy saved(dialog, &ClientDialog::saved);
    save->click();
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, patience);
    const auto now = waited(m_world->store.clients.fetch(maria.id));
    QCOMPARE(now->name, u"Maria Luz"_s);
    QCOMPARE(now->notes, u"A colleague's note."_s);
    QCOMPARE(now->usState, u"IL"_s);
}

void TestSharedWindow::clientDialogAsksOnce()
{
    const Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    auto *dialog = new ClientDialog(*m_world->context, maria, nullptr);
    dialog->open();
    auto *save = named<QPushButton>(dialog, u"Save client"_s);
    QTRY_VERIFY_WITH_TIMEOUT(save->isEnabled(), patience);
    Client theirs = *waited(m_world->store.clients.fetch(maria.id));
    theirs.name = u"Maria <b>L.</b>"_s;
    theirs.tags = {u"vip"_s};
    QVERIFY(waited(m_world->store.clients.save(theirs)));
    auto *name = named<QLineEdit>(dialog, u"Client name"_s);
    name->selectAll();
    QTest::keyClicks(name, u"Maria Luz"_s);
    QSignalSpy saved(dialog, &ClientDialog::saved);
    save->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"A colleague changed this client meanwhile."_s), patience);
    QVERIFY(says(dialog, u"Client name: “Maria <b>L.</b>”"_s));
    QCOMPARE(waited(m_world->store.clients.fetch(maria.id))->name, u"Maria <b>L.</b>"_s);
    QCOMPARE(named<QLineEdit>(dialog, u"Tags"_s)->text(), u"vip"_s); // what was not touched is theirs
    QCOMPARE(name->text(), u"Maria Luz"_s);
    QCOMPARE(saved.count(), 0);
    save->click();
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, patience);
    QCOMPARE(waited(m_world->store.clients.fetch(maria.id))->name, u"Maria Luz"_s);
    QCOMPARE(waited(m_world->store.clients.fetch(maria.id))->tags, QStringList{u"vip"_s});
}

QTEST_MAIN(TestSharedWindow)
#include "tst_sharedwindow.moc"
