#include "keys.h"
#include "uitesting.h"
#include "windowfixture.h"

#include "clients/rowactions.h"
#include "common/theme.h"
#include "storage/templatestore.h"

#include <QApplication>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStatusBar>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace UiTesting;
using namespace Keys;

/// The window without a mouse, and what it does by itself.
class Keyboard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void aDayWithoutAMouse();
    void tabReachesEverything_data();
    void tabReachesEverything();
    void later_data();
    void later();
    void laterAtAChosenTime();
    void unconfirmedOpensTheHistory();
    void unsavedTemplateIsKept();
    void followsTheSystem();
    void emptyConversation();
    void contextMenuSurvivesNews();
    void checkedJustNow();

private:
    Client addMaria();
    Communication onlyRow() const;

    std::unique_ptr<WindowFixture> m_world;
};

void Keyboard::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
}

void Keyboard::init()
{
    Theme::apply(*qApp, Theme::Scheme::Light);
    m_world = std::make_unique<WindowFixture>();
    QVERIFY(m_world->start());
}

void Keyboard::cleanup()
{
    m_world.reset();
}

Client Keyboard::addMaria()
{
    Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    maria.timeZone = u"America/Chicago"_s;
    return waited(m_world->store.clients.save(maria)).value_or(maria);
}

Communication Keyboard::onlyRow() const
{
    const auto rows = waited(m_world->store.communications.page({}, {}, 10));
    return rows && rows->rows.size() == 1 ? rows->rows.first() : Communication();
}

void Keyboard::aDayWithoutAMouse()
{
    m_world->startServices();
    MainWindow &window = m_world->openWindow();
    // A new client.
    key(Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(m_world->find<QLineEdit>(u"Client name"_s) != nullptr);
    QTRY_VERIFY(m_world->find<QLineEdit>(u"Client name"_s)->hasFocus());
    type(u"Maria Lopez"_s);
    QVERIFY(tabTo(m_world->find<QLineEdit>(u"Phone number"_s)));
    type(u"3125550142"_s);
    QVERIFY(tabTo(m_world->find<QPushButton>(u"Save client"_s)));
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->find<QLineEdit>(u"Client name"_s) == nullptr, patience);
    auto *clients = m_world->find<QListView>(u"Clients"_s);
    QTRY_COMPARE_WITH_TIMEOUT(clients->model()->rowCount(), 1, patience);
    // Found, written to, delivered.
    window.activateWindow(); // as a window manager does
    QTRY_VERIFY(QApplication::activeWindow() == &window);
    key(Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(m_world->find<QLineEdit>(u"Search clients"_s)->hasFocus());
    type(u"lop"_s);
    QTRY_COMPARE_WITH_TIMEOUT(clients->model()->rowCount(), 1, patience);
    key(Qt::Key_Return);
    auto *message = m_world->find<QPlainTextEdit>(u"Message"_s);
    QTRY_VERIFY(message->hasFocus());
    type(u"See you tomorrow."_s);
    key(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->conversationText().contains(u"Delivered"), patience);
    // A template.
    auto *box = qobject_cast<QComboBox *>(m_world->buddyOf(u"Template"_s));
    QTRY_VERIFY_WITH_TIMEOUT(box->count() > 3, patience);
    key(Qt::Key_T, Qt::ControlModifier);
    QTRY_VERIFY(QApplication::activePopupWidget() != nullptr);
    key(Qt::Key_Down);
    key(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!message->toPlainText().isEmpty(), patience);
    // Each variable that is missing is asked for in turn.
    for (int i = 0; i < 5 && message->toPlainText().contains(u'{'); ++i) {
        QVERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()) != nullptr);
        if (QApplication::focusWidget()->property("missing").toBool())
            type(u"3 PM"_s);
        key(Qt::Key_Tab);
    }
    QVERIFY(!message->toPlainText().contains(u'{'));
    key(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(message->toPlainText().isEmpty(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(m_world->simulator.messagePosts(), 2, patience);
    // The history and its details.
    window.activateWindow(); // as a window manager does when a popup closes
    QTRY_VERIFY(QApplication::activeWindow() == &window && QApplication::focusWidget() != nullptr);
    key(Qt::Key_2, Qt::ControlModifier);
    QTRY_COMPARE(window.currentPage(), MainWindow::Page::History);
    QTRY_VERIFY(m_world->find<QListWidget>(u"Pages"_s)->hasFocus());
    auto *table = m_world->find<QTableView>(u"History"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, patience);
    QVERIFY(tabTo(table));
    key(Qt::Key_Down);
    QTRY_VERIFY_WITH_TIMEOUT(says(&window, u"Text to Maria Lopez"_s), patience);
    QVERIFY(tabTo(button(&window, u"Open conversation"_s)));
    key(Qt::Key_Space);
    QTRY_COMPARE(window.currentPage(), MainWindow::Page::Clients);
    // A template is changed.
    key(Qt::Key_3, Qt::ControlModifier);
    auto *content = m_world->find<QPlainTextEdit>(u"Template content"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!content->toPlainText().isEmpty(), patience);
    QVERIFY(tabTo(content));
    key(Qt::Key_End, Qt::ControlModifier);
    type(u" Thank you."_s);
    const QString written = content->toPlainText();
    QVERIFY(tabTo(m_world->find<QPushButton>(u"Save template"_s)));
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(!window.hasUnsavedChanges(), patience);
    const auto all = waited(m_world->store.templates.all());
    QVERIFY(all);
    QVERIFY(std::any_of(all->cbegin(), all->cend(), [&](const SmsTemplate &t) { return t.content == written; }));
    // And a setting.
    key(Qt::Key_4, Qt::ControlModifier);
    auto *sections = m_world->find<QListWidget>(u"Sections"_s);
    QVERIFY(tabTo(sections));
    key(Qt::Key_Down);
    auto *name = m_world->find<QLineEdit>(u"Practice name"_s);
    QTRY_VERIFY(name->isVisible());
    QVERIFY(tabTo(name));
    key(Qt::Key_A, Qt::ControlModifier);
    type(u"Lopez & Daughters"_s);
    QVERIFY(tabTo(button(&window, u"Save"_s)));
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_world->store.settings.current().practiceName, u"Lopez & Daughters"_s, patience);
}

void Keyboard::tabReachesEverything_data()
{
    QTest::addColumn<int>("pageNumber");
    QTest::newRow("clients") << int(MainWindow::Page::Clients);
    QTest::newRow("history") << int(MainWindow::Page::History);
    QTest::newRow("templates") << int(MainWindow::Page::Templates);
    QTest::newRow("settings") << int(MainWindow::Page::Settings);
}

void Keyboard::tabReachesEverything()
{
    QFETCH(int, pageNumber);
    const Client maria = addMaria();
    m_world->store.textIn(SendState::Accepted, maria, u"one"_s);
    m_world->store.textIn(SendState::Unconfirmed, maria, u"two"_s); // the status line offers to show it
    MainWindow &window = m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    window.showPage(MainWindow::Page(pageNumber));
    if (MainWindow::Page(pageNumber) == MainWindow::Page::History) {
        auto *table = m_world->find<QTableView>(u"History"_s);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, patience);
        table->setCurrentIndex(table->model()->index(0, 0));
    }
    QTest::qWait(500);
    m_world->find<QListWidget>(u"Pages"_s)->setFocus();
    QStringList reached;
    QWidget *last = nullptr;
    QSet<QWidget *> seen;
    for (int i = 0; i < 200; ++i) {
        QWidget *now = QApplication::focusWidget();
        QVERIFY(now != nullptr);
        if (seen.contains(now))
            break;
        seen.insert(now);
        last = now;
        QVERIFY2(!nameOf(now).isEmpty(), qPrintable(u"without a name: %1 %2"_s.arg(
                                             QLatin1String(now->metaObject()->className()), now->objectName())));
        reached << nameOf(now);
        key(Qt::Key_Tab);
    }
    QVERIFY2(last && qobject_cast<QStatusBar *>(last->parentWidget()),
             qPrintable(u"the status line does not come last: "_s + reached.join(u", "_s)));
    for (QWidget *widget : window.findChildren<QWidget *>()) {
        const bool takesTab = (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget->focusProxy() == nullptr;
        if (!takesTab || !widget->isVisible() || !widget->isEnabled() || qobject_cast<QScrollArea *>(widget) != nullptr)
            continue;
        QVERIFY2(seen.contains(widget),
                 qPrintable(u"Tab does not reach %1 \"%2\" (reached: %3)"_s.arg(
                     QLatin1String(widget->metaObject()->className()), nameOf(widget), reached.join(u", "_s))));
    }
}

void Keyboard::later_data()
{
    QTest::addColumn<int>("entry");
    QTest::newRow("in an hour") << 0;
    QTest::newRow("tomorrow") << 1;
}

void Keyboard::later()
{
    QFETCH(int, entry);
    addMaria();
    m_world->startServices();
    PracticeSettings settings = m_world->practice();
    settings.hours.always = false;
    settings.hours.from = QTime(0, 1);
    settings.hours.to = QTime(23, 58);
    QVERIFY(waited(m_world->store.settings.save(settings)));
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    auto *message = m_world->find<QPlainTextEdit>(u"Message"_s);
    QTRY_VERIFY(message->isVisible());
    QTest::qWait(300); // the gates have been asked
    message->setFocus();
    type(u"Good morning"_s);
    QVERIFY(tabTo(button(m_world->window.get(), u"Later"_s)));
    QTimer::singleShot(500, this, [entry] {
        for (int i = 0; i <= entry; ++i)
            key(Qt::Key_Down);
        key(Qt::Key_Return);
    });
    key(Qt::Key_Space); // the menu runs until an entry is chosen
    QTRY_VERIFY_WITH_TIMEOUT(m_world->conversationText().contains(u"Scheduled for "), patience);
    QVERIFY(message->toPlainText().isEmpty());
    const Communication row = onlyRow();
    QCOMPARE(row.sendState, SendState::Held);
    if (entry == 0) {
        const qint64 seconds = row.createdAt.secsTo(row.sendAfter);
        QVERIFY2(seconds > 3500 && seconds < 3700, qPrintable(QString::number(seconds)));
    } else {
        const QDateTime there = row.sendAfter.toTimeZone(QTimeZone("America/Chicago"));
        QCOMPARE(there.time(), QTime(0, 1));
        QCOMPARE(there.date(), row.createdAt.toTimeZone(QTimeZone("America/Chicago")).date().addDays(1));
    }
    QCOMPARE(m_world->simulator.messagePosts(), 0);
}

void Keyboard::laterAtAChosenTime()
{
    addMaria();
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    auto *message = m_world->find<QPlainTextEdit>(u"Message"_s);
    QTRY_VERIFY(message->isVisible());
    QTest::qWait(300);
    message->setFocus();
    type(u"Happy new year"_s);
    QPushButton *later = button(m_world->window.get(), u"Later"_s);
    Q_EMIT later->menu()->aboutToShow();
    QCOMPARE(later->menu()->actions().size(), 3);
    later->menu()->actions().constLast()->trigger();
    QDateTimeEdit *edit = nullptr;
    QTRY_VERIFY((edit = m_world->find<QDateTimeEdit>(u"Date and time"_s)) != nullptr);
    QPushButton *schedule = button(edit->window(), u"Schedule"_s);
    edit->setDateTime(QDateTime(QDate(2020, 1, 1), QTime(9, 0)));
    schedule->click();
    QVERIFY(says(edit->window(), u"Choose a time that is still to come."_s));
    const QDate day = QDate::currentDate().addDays(40);
    edit->setDateTime(QDateTime(day, QTime(9, 15)));
    schedule->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_world->conversationText().contains(u"Scheduled for "), patience);
    QCOMPARE(onlyRow().sendAfter.toTimeZone(QTimeZone("America/Chicago")),
             QDateTime(day, QTime(9, 15), QTimeZone("America/Chicago")));
}

void Keyboard::unconfirmedOpensTheHistory()
{
    const Client maria = addMaria();
    m_world->store.textIn(SendState::Accepted, maria, u"one"_s);
    m_world->store.textIn(SendState::Unconfirmed, maria, u"two"_s);
    MainWindow &window = m_world->openWindow();
    window.showPage(MainWindow::Page::History);
    auto *table = m_world->find<QTableView>(u"History"_s);
    auto *search = window.findChild<QLineEdit *>(u"historySearch"_s);
    search->setText(u"something else"_s);
    window.showPage(MainWindow::Page::Clients);
    QTRY_VERIFY_WITH_TIMEOUT(button(&window, u"1 unconfirmed"_s) != nullptr, patience);
    button(&window, u"1 unconfirmed"_s)->click();
    QCOMPARE(window.currentPage(), MainWindow::Page::History);
    QCOMPARE(window.findChild<QComboBox *>(u"statusFilter"_s)->currentText(), u"Unconfirmed"_s);
    QVERIFY(search->text().isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, patience);
}

void Keyboard::unsavedTemplateIsKept()
{
    MainWindow &window = m_world->openWindow();
    window.showPage(MainWindow::Page::Templates);
    auto *content = m_world->find<QPlainTextEdit>(u"Template content"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!content->toPlainText().isEmpty(), patience);
    const auto before = waited(m_world->store.templates.all());
    QVERIFY(before);
    content->appendPlainText(u"Half a thought"_s);
    const QString written = content->toPlainText();
    QVERIFY(window.hasUnsavedChanges());
    window.flush();
    window.flush(); // closing and quitting both do
    QVERIFY(!window.hasUnsavedChanges());
    const auto after = waited(m_world->store.templates.all());
    QVERIFY(after);
    QCOMPARE(after->size(), before->size() + 1);
    int kept = 0;
    for (const SmsTemplate &value : *after) {
        const bool known = std::any_of(before->cbegin(), before->cend(), [&](const SmsTemplate &old) {
            return old.id == value.id && old.content == value.content;
        });
        if (known)
            continue;
        ++kept;
        QCOMPARE(value.content, written);
        QVERIFY(value.name.endsWith(u"(unsaved)"));
        QVERIFY(!value.active); // clients do not get it by chance
    }
    QCOMPARE(kept, 1);
}

void Keyboard::followsTheSystem()
{
    bool dark = false;
    Theme::setSystemProbe([&dark] { return dark; });
    Theme::apply(*qApp, Theme::Scheme::System);
    m_world->openWindow();
    QVERIFY(!Theme::isDark(QGuiApplication::palette()));
    int changes = 0;
    class Count : public QObject
    {
    public:
        explicit Count(int &count)
            : m_count(count)
        {
        }
        bool eventFilter(QObject *watched, QEvent *event) override
        {
            if (watched == qApp && event->type() == QEvent::ApplicationPaletteChange)
                ++m_count;
            return false;
        }

    private:
        int &m_count;
    } count(changes);
    qApp->installEventFilter(&count);
    const auto systemChanges = [] {
        QEvent event(QEvent::ThemeChange);
        QCoreApplication::sendEvent(qApp, &event);
    };
    dark = true;
    systemChanges();
    QTRY_VERIFY(Theme::isDark(QGuiApplication::palette()));
    QVERIFY(Theme::isDark(m_world->window->palette()));
    QTest::qWait(300);
    const int afterOne = changes;
    QVERIFY(afterOne > 0);
    systemChanges(); // nothing new: nothing is done
    QTest::qWait(300);
    QCOMPARE(changes, afterOne);
    dark = false;
    systemChanges();
    QTRY_VERIFY(!Theme::isDark(QGuiApplication::palette()));
    // A person's or a test's own choice is not overruled.
    Theme::apply(*qApp, Theme::Scheme::Light);
    dark = true;
    systemChanges();
    QTest::qWait(300);
    QVERIFY(!Theme::isDark(QGuiApplication::palette()));
    qApp->removeEventFilter(&count);
    Theme::setSystemProbe({});
}

void Keyboard::emptyConversation()
{
    addMaria();
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    const auto *list = m_world->find<QListView>(u"Conversation"_s);
    QTRY_VERIFY_WITH_TIMEOUT(says(list, u"No messages with Maria yet."_s), patience);
    const QLabel *label = nullptr;
    for (const QLabel *one : list->findChildren<QLabel *>()) {
        if (one->isVisible())
            label = one;
    }
    QVERIFY(label != nullptr);
    const QRect there(label->mapTo(list, QPoint(0, 0)), label->size());
    QVERIFY(qAbs(there.center().y() - list->rect().center().y()) <= 2);
    QVERIFY(qAbs(there.center().x() - list->rect().center().x()) <= 2);
}

void Keyboard::contextMenuSurvivesNews()
{
    const Client maria = addMaria();
    const Communication held = m_world->store.textIn(SendState::Held, maria, u"Wait"_s);
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    auto *list = m_world->find<QListView>(u"Conversation"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 1, patience);
    list->setCurrentIndex(list->model()->index(0, 0));
    auto *actions = m_world->window->findChild<RowActions *>();
    actions->popUp(m_world->window->mapToGlobal(QPoint(400, 300)));
    QMenu *menu = nullptr;
    QTRY_VERIFY((menu = qobject_cast<QMenu *>(QApplication::activePopupWidget())) != nullptr);
    const auto entries = menu->actions().size();
    QVERIFY(entries >= 3);
    m_world->store.communications.announce({held.id}); // news of the row
    QTest::qWait(500);
    QVERIFY(menu->isVisible());
    QCOMPARE(menu->actions().size(), entries);
    for (QAction *action : menu->actions()) {
        if (QString(action->text()).remove(u'&') == u"Cancel")
            action->trigger();
    }
    menu->close();
    QTRY_COMPARE_WITH_TIMEOUT(onlyRow().sendState, SendState::Canceled, patience);
}

void Keyboard::checkedJustNow()
{
    m_world->poller->start();
    MainWindow &window = m_world->openWindow();
    QTRY_VERIFY_WITH_TIMEOUT(says(window.statusBar(), u"Twilio checked just now"_s), patience);
}

QTEST_MAIN(Keyboard)
#include "tst_keyboard.moc"
