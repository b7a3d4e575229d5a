#include "windowfixture.h"

#include "common/theme.h"
#include "communicationlistmodel.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 30'000; // the machine may be busy
}

/// The window of a practice, used by keys.
class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void accessibleNames();
    void findWriteSendByKeys();
    void templateHoldsUntilVariablesAreThere();
    void addsAClientAndNamesTheOwnerOfANumber();
    void optedOutIsRefusedWithWords();
    void repliesArriveUnread();
    void draftsSurviveAChangeOfClient();
    void pagesByKeys();
    void stateIsRestored();
    void screenshots();

private:
    Client addMaria();
    void open(const QString &name);
    QString conversationText() const;
    void shoot(const QString &name);
    void fillForPictures();

    std::unique_ptr<WindowFixture> m_world;
};

void TestMainWindow::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    Theme::apply(*qApp, Theme::Scheme::Light);
    m_world = std::make_unique<WindowFixture>();
    QVERIFY(m_world->start());
}

void TestMainWindow::cleanup()
{
    m_world.reset();
}

Client TestMainWindow::addMaria()
{
    Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    maria.timeZone = u"America/Chicago"_s;
    return waited(m_world->store.clients.save(maria)).value_or(maria);
}

void TestMainWindow::open(const QString &name)
{
    auto *list = m_world->find<QListView>(u"Clients"_s);
    QVERIFY(list != nullptr);
    const auto row = [list, &name] {
        for (int i = 0; i < list->model()->rowCount(); ++i) {
            if (list->model()->index(i, 0).data(Qt::AccessibleTextRole).toString().startsWith(name))
                return i;
        }
        return -1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(row() >= 0, patience);
    list->setCurrentIndex(list->model()->index(row(), 0));
}

QString TestMainWindow::conversationText() const
{
    const auto *list = m_world->find<QListView>(u"Conversation"_s);
    QStringList rows;
    for (int i = 0; list != nullptr && i < list->model()->rowCount(); ++i)
        rows << list->model()->index(i, 0).data(Qt::AccessibleTextRole).toString();
    return rows.join(u'\n');
}

void TestMainWindow::accessibleNames()
{
    addMaria();
    m_world->openWindow();
    open(u"Maria"_s);
    QVERIFY(m_world->find<QListWidget>(u"Pages"_s) != nullptr);
    QVERIFY(m_world->find<QLineEdit>(u"Search clients"_s) != nullptr);
    QVERIFY(m_world->find<QPushButton>(u"Add client"_s) != nullptr);
    QVERIFY(m_world->find<QPushButton>(u"Import clients"_s) != nullptr);
    QVERIFY(m_world->find<QListView>(u"Conversation"_s) != nullptr);
    QVERIFY(m_world->find<QPlainTextEdit>(u"Message"_s) != nullptr);
    QVERIFY(m_world->find<QPushButton>(u"Send"_s) != nullptr);
    QTRY_VERIFY(m_world->buddyOf(u"Template"_s) != nullptr);
    const auto buttons = m_world->window->findChildren<QPushButton *>();
    const auto named = [&buttons](const QString &text) {
        return std::any_of(buttons.cbegin(), buttons.cend(),
                           [&text](const QPushButton *b) { return b->text() == text; });
    };
    QVERIFY(named(u"Call"_s));
    QVERIFY(named(u"Hang up"_s));
    auto *message = m_world->find<QPlainTextEdit>(u"Message"_s);
    message->setPlainText(u"x"_s.repeated(79));
    QVERIFY(m_world->find<QLabel>(u"Segments: 1, 79 of 160"_s) != nullptr);
}

void TestMainWindow::findWriteSendByKeys()
{
    addMaria();
    m_world->store.addClient(u"James Chen"_s, u"+13125550143"_s);
    m_world->sender->start();
    m_world->poller->start();
    MainWindow &window = m_world->openWindow();
    auto *clients = m_world->find<QListView>(u"Clients"_s);
    QTRY_COMPARE_WITH_TIMEOUT(clients->model()->rowCount(), 2, patience);
    QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
    auto *search = m_world->find<QLineEdit>(u"Search clients"_s);
    QTRY_VERIFY(search->hasFocus());
    QTest::keyClicks(search, u"mar"_s);
    QTRY_COMPARE_WITH_TIMEOUT(clients->model()->rowCount(), 1, patience);
    QTest::keyClick(search, Qt::Key_Return);
    auto *message = m_world->find<QPlainTextEdit>(u"Message"_s);
    QTRY_VERIFY(message->hasFocus());
    QTest::keyClicks(message, u"See you tomorrow."_s);
    QTest::keyClick(message, Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(conversationText().contains(u"See you tomorrow."), patience);
    QTRY_VERIFY(message->toPlainText().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(conversationText().contains(u"Delivered"), patience);
    QCOMPARE(m_world->simulator.messagePosts(), 1);
}

void TestMainWindow::templateHoldsUntilVariablesAreThere()
{
    addMaria();
    MainWindow &window = m_world->openWindow();
    open(u"Maria"_s);
    QTRY_VERIFY(m_world->buddyOf(u"Template"_s) != nullptr);
    auto *box = qobject_cast<QComboBox *>(m_world->buddyOf(u"Template"_s));
    QTRY_VERIFY_WITH_TIMEOUT(box->count() > 3, patience);
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Down);
    auto *message = m_world->find<QPlainTextEdit>(u"Message"_s);
    QTRY_VERIFY(!message->toPlainText().isEmpty());
    auto *send = m_world->find<QPushButton>(u"Send"_s);
    QVERIFY(message->toPlainText().contains(u'{'));
    send->click();
    QTest::qWait(200);
    QVERIFY(!message->toPlainText().isEmpty()); // held: a variable is missing
    for (QLineEdit *field : window.findChildren<QLineEdit *>()) {
        if (field->property("missing").toBool() && field->isVisible())
            QTest::keyClicks(field, u"3 PM"_s);
    }
    QVERIFY(!message->toPlainText().contains(u'{'));
    QTRY_VERIFY(box->currentIndex() > 0);
    send->click();
    QTRY_VERIFY_WITH_TIMEOUT(message->toPlainText().isEmpty(), patience);
    QTRY_VERIFY(conversationText().contains(u"3 PM"));
}

void TestMainWindow::addsAClientAndNamesTheOwnerOfANumber()
{
    addMaria();
    MainWindow &window = m_world->openWindow();
    QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(m_world->find<QLineEdit>(u"Client name"_s) != nullptr);
    auto *name = m_world->find<QLineEdit>(u"Client name"_s);
    auto *number = m_world->find<QLineEdit>(u"Phone number"_s);
    auto *save = m_world->find<QPushButton>(u"Save client"_s);
    QVERIFY(number != nullptr && save != nullptr);
    QTest::keyClicks(name, u"Grace Wu"_s);
    QTest::keyClicks(number, u"3125550142"_s);
    save->click();
    const auto says = [&window](const QString &words) {
        const auto labels = window.findChildren<QLabel *>();
        return std::any_of(labels.cbegin(), labels.cend(),
                           [&words](const QLabel *l) { return l->text().contains(words); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(says(u"Maria Lopez"_s) && says(u"belongs to"_s), patience);
    number->clear();
    QTest::keyClicks(number, u"3125550177"_s);
    save->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_world->find<QLineEdit>(u"Client name"_s) == nullptr, patience);
    auto *clients = m_world->find<QListView>(u"Clients"_s);
    QTRY_COMPARE_WITH_TIMEOUT(clients->model()->rowCount(), 2, patience);
}

void TestMainWindow::optedOutIsRefusedWithWords()
{
    const Client maria = addMaria();
    QVERIFY(waited(m_world->store.clients.setPermission(maria.primaryNumber(), TextPermission::OptedOut, u"letter"_s)));
    MainWindow &window = m_world->openWindow();
    open(u"Maria"_s);
    const auto says = [&window](const QString &words) {
        const auto labels = window.findChildren<QLabel *>();
        return std::any_of(labels.cbegin(), labels.cend(),
                           [&words](const QLabel *l) { return l->isVisible() && l->text().contains(words); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(says(u"opted out of texts"_s), patience);
    auto *message = m_world->find<QPlainTextEdit>(u"Message"_s);
    message->setPlainText(u"Hello"_s);
    m_world->find<QPushButton>(u"Send"_s)->click();
    QTest::qWait(200);
    QCOMPARE(message->toPlainText(), u"Hello"_s);
    QVERIFY(conversationText().isEmpty());
}

void TestMainWindow::repliesArriveUnread()
{
    addMaria();
    m_world->poller->start();
    m_world->openWindow();
    m_world->simulator.receiveText(u"+13125550142"_s, u"+13125550100"_s, u"RESCHEDULE"_s);
    auto *pages = m_world->find<QListWidget>(u"Pages"_s);
    QTRY_VERIFY_WITH_TIMEOUT(pages->item(0)->data(Qt::AccessibleTextRole).toString().contains(u"1 unread"), patience);
    open(u"Maria"_s);
    QTRY_VERIFY_WITH_TIMEOUT(conversationText().contains(u"Asks to reschedule"), patience);
}

void TestMainWindow::draftsSurviveAChangeOfClient()
{
    addMaria();
    m_world->store.addClient(u"James Chen"_s, u"+13125550143"_s);
    m_world->openWindow();
    open(u"Maria"_s);
    auto *message = m_world->find<QPlainTextEdit>(u"Message"_s);
    QTRY_VERIFY(message->isVisible());
    QTest::keyClicks(message, u"Half a sentence"_s);
    open(u"James"_s);
    QTRY_VERIFY(message->toPlainText().isEmpty());
    open(u"Maria"_s);
    QTRY_COMPARE_WITH_TIMEOUT(message->toPlainText(), u"Half a sentence"_s, patience);
}

void TestMainWindow::pagesByKeys()
{
    MainWindow &window = m_world->openWindow();
    for (const auto &[key, page] :
         {std::pair{Qt::Key_2, MainWindow::Page::History}, std::pair{Qt::Key_3, MainWindow::Page::Templates},
          std::pair{Qt::Key_4, MainWindow::Page::Settings}, std::pair{Qt::Key_1, MainWindow::Page::Clients}}) {
        QTest::keyClick(&window, key, Qt::ControlModifier);
        QTRY_COMPARE(window.currentPage(), page);
    }
}

void TestMainWindow::stateIsRestored()
{
    const Client maria = addMaria();
    MainWindow &window = m_world->openWindow();
    window.showConversation(maria.id);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->find<QPlainTextEdit>(u"Message"_s)->isVisible(), patience);
    window.showPage(MainWindow::Page::Templates);
    const QByteArray state = window.saveState();
    m_world->window.reset();
    MainWindow &again = m_world->openWindow();
    QVERIFY(again.restoreState(state));
    QCOMPARE(again.currentPage(), MainWindow::Page::Templates);
    again.showPage(MainWindow::Page::Clients);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->find<QPlainTextEdit>(u"Message"_s)->isVisible(), patience);
    QVERIFY(!again.restoreState(QByteArray("garbage")));
}

// --- pictures for people to look at

void TestMainWindow::fillForPictures()
{
    StoreFixture &store = m_world->store;
    const Client maria = addMaria();
    const QStringList others{u"James Chen"_s, u"Acme LLC"_s, u"Ruth Park"_s, u"David Okafor"_s, u"Sofía Benítez"_s};
    const QStringList words{u"Could we move it to Thursday?"_s, u"Your 2025 return is ready"_s,
                            u"Is this the right form?"_s, u"Document ready for signature"_s, u"Gracias, ya lo subí."_s};
    for (qsizetype i = 0; i < others.size(); ++i) {
        const QString number = u"+131255501%1"_s.arg(50 + i);
        store.addClient(others.at(i), number);
        auto news = StoreFixture::news(i % 2 == 0 ? Direction::Inbound : Direction::Outbound, u"SM%1"_s.arg(i, 32),
                                       number, words.at(i), i % 2 == 0 ? u"received"_s : u"delivered"_s);
        news.createdAt = QDateTime::currentDateTimeUtc().addSecs(-3600 * (i + 1) * 11);
        QVERIFY(waited(store.communications.apply({news}, {QLatin1String(StoreFixture::ownNumber)})));
    }
    struct Row {
        Direction direction;
        QString body;
        QString status;
        int code;
        int minutesAgo;
    };
    const QList<Row> rows{
        {Direction::Outbound,
         u"Your account statement is ready for review. Access it securely at portal.example/maria"_s, u"undelivered"_s,
         30003, 26 * 60},
        {Direction::Outbound,
         u"Hi Maria, this is a reminder of your meeting with Ana Ruiz tomorrow at 3:00 PM. Reply CONFIRM to confirm or "
         u"RESCHEDULE to change."_s,
         u"delivered"_s, 0, 14},
        {Direction::Inbound, u"Yes, CONFIRM"_s, u"received"_s, 0, 3},
    };
    for (qsizetype i = 0; i < rows.size(); ++i) {
        auto news = StoreFixture::news(rows.at(i).direction, u"SM9%1"_s.arg(i, 31), u"+13125550142"_s, rows.at(i).body,
                                       rows.at(i).status);
        news.createdAt = QDateTime::currentDateTimeUtc().addSecs(-60 * rows.at(i).minutesAgo);
        news.errorCode = rows.at(i).code;
        news.segments = 1;
        if (rows.at(i).direction == Direction::Outbound)
            news.price = Money::fromString(u"-0.0083"_s, u"USD"_s);
        QVERIFY(waited(store.communications.apply({news}, {QLatin1String(StoreFixture::ownNumber)})));
    }
    store.textIn(SendState::Unconfirmed, maria, u"Thank you, see you tomorrow."_s);
}

void TestMainWindow::shoot(const QString &name)
{
    QString folder = qEnvironmentVariable("PRACTICELINE_SCREENSHOTS");
    if (folder.isEmpty())
        folder = QCoreApplication::applicationDirPath() + u"/screenshots"_s;
    QVERIFY(QDir().mkpath(folder));
    QTest::qWait(300);
    QVERIFY(m_world->window->grab().save(folder + u'/' + name + u".png"_s));
}

void TestMainWindow::screenshots()
{
    fillForPictures();
    MainWindow &window = m_world->openWindow();
    open(u"Maria"_s);
    auto *box = qobject_cast<QComboBox *>(m_world->buddyOf(u"Template"_s));
    QVERIFY(box != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(box->count() > 3, patience);
    QTRY_VERIFY_WITH_TIMEOUT(conversationText().contains(u"Thank you"), patience);
    box->setCurrentIndex(2);
    Q_EMIT box->activated(2);
    for (const auto scheme : {Theme::Scheme::Light, Theme::Scheme::Dark}) {
        Theme::apply(*qApp, scheme);
        const QString suffix = scheme == Theme::Scheme::Light ? u"-light"_s : u"-dark"_s;
        for (const QSize size : {QSize(1024, 700), QSize(1280, 800), QSize(1440, 900)}) {
            window.resize(size);
            for (const auto &[page, name] : {std::pair{MainWindow::Page::Clients, u"clients"_s},
                                             std::pair{MainWindow::Page::History, u"history"_s},
                                             std::pair{MainWindow::Page::Templates, u"templates"_s},
                                             std::pair{MainWindow::Page::Settings, u"settings"_s}}) {
                window.showPage(page);
                shoot(u"%1-%2%3"_s.arg(name).arg(size.width()).arg(suffix));
            }
        }
    }
    Theme::apply(*qApp, Theme::Scheme::Light);
    window.showPage(MainWindow::Page::Clients);
    window.resize(1280, 800);
    m_world->store.textIn(
        SendState::Pending,
        waited(m_world->store.clients.byNumber(PhoneNumber::fromE164(u"+13125550151"_s))).value_or(Client()),
        u"Your 2025 return is ready for review."_s);
    PracticeSettings settings = m_world->practice();
    settings.hours.always = false;
    const QTime there = QDateTime::currentDateTimeUtc().toTimeZone(QTimeZone("America/Chicago")).time();
    settings.hours.from = there.addSecs(2 * 3600);
    settings.hours.to = there.addSecs(3 * 3600);
    if (settings.hours.from < settings.hours.to && there < settings.hours.from) {
        QVERIFY(waited(m_world->store.settings.save(settings)));
        open(u"Acme"_s); // has not written within a day
        QTest::qWait(500);
        shoot(u"quiet-hours-1280-light"_s);
    }
    QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(m_world->find<QLineEdit>(u"Client name"_s) != nullptr);
    QTest::qWait(300);
    QWidget *dialog = m_world->find<QLineEdit>(u"Client name"_s)->window();
    QString folder =
        qEnvironmentVariable("PRACTICELINE_SCREENSHOTS", QCoreApplication::applicationDirPath() + u"/screenshots"_s);
    QVERIFY(dialog->grab().save(folder + u"/client-dialog-light.png"_s));
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
