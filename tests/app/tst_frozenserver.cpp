#include "../ui/uitesting.h"
#include "mainwindow.h"
#include "officefixture.h"
#include "windowcontext.h"

#include <QApplication>
#include <QDialog>
#include <QElapsedTimer>
#include <QListView>
#include <QPlainTextEdit>
#include <QStatusBar>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace UiTesting;

namespace
{
const QString maria = u"+13125550142"_s;
const QString tom = u"+13125550143"_s;

/// The longest time for which the event loop did not come round.
class Gap
{
public:
    Gap()
    {
        m_ticks.setTimerType(Qt::PreciseTimer);
        m_ticks.callOnTimeout([this] {
            m_longest = std::max(m_longest, m_since.restart());
            ++m_turns;
        });
        m_since.start();
        m_ticks.start(10);
    }
    qint64 longest() const { return std::max(m_longest, m_since.elapsed()); } ///< milliseconds
    int turns() const { return m_turns; }

private:
    QTimer m_ticks;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
    int m_turns = 0;
};
} // namespace

#define VERIFY_SOON(condition) QVERIFY(QTest::qWaitFor([&] { return condition; }, patience))

/// The practice's server hangs while a person works in the window: a whole computer over a real Postgres and the
/// simulated Twilio.
class FrozenServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void windowNoticesAWordOnly();

private:
    /// Chooses the client whose name begins so in the list, and waits for the conversation that says @p body.
    static bool open(const MainWindow &window, const QString &name, const QString &body);
    static QString conversation(const MainWindow &window);

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
};

void FrozenServerTest::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
}

void FrozenServerTest::cleanup()
{
    if (m_cluster)
        m_cluster->thaw();
}

QString FrozenServerTest::conversation(const MainWindow &window)
{
    const auto *list = named<QListView>(&window, u"Conversation"_s);
    QStringList rows;
    for (int row = 0; list != nullptr && row < list->model()->rowCount(); ++row)
        rows << plain(list->model()->index(row, 0).data(Qt::AccessibleTextRole).toString());
    return rows.join(u'\n');
}

bool FrozenServerTest::open(const MainWindow &window, const QString &name, const QString &body)
{
    auto *list = named<QListView>(&window, u"Clients"_s);
    const auto choose = [&] {
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const QModelIndex index = list->model()->index(row, 0);
            if (!plain(index.data(Qt::AccessibleTextRole).toString()).startsWith(name))
                continue;
            list->setCurrentIndex(index);
            return true;
        }
        return false;
    };
    return list != nullptr && QTest::qWaitFor(choose, patience) &&
           QTest::qWaitFor([&] { return conversation(window).contains(body); }, patience);
}

void FrozenServerTest::windowNoticesAWordOnly()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SimulatorOptions options;
    options.step = std::chrono::milliseconds(100);
    options.priceLag = std::chrono::milliseconds(100);
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    OfficeComputer ann(twilio.url());
    OfficeComputer ben(twilio.url());
    QVERIFY(makePractice(practice, ann, ben));
    QVERIFY(!ann.addClient(u"Maria Vega"_s, maria).id.isNull() && !ann.addClient(u"Tom Reed"_s, tom).id.isNull());
    VERIFY_SOON(!ben.client(maria).id.isNull() && !ben.client(tom).id.isNull());
    const QString ours = SimulatorOptions().ownNumbers.first();
    twilio.receiveText(maria, ours, u"I am Maria"_s);
    twilio.receiveText(tom, ours, u"I am Tom"_s);
    VERIFY_SOON(!ben.conversation(maria).isEmpty() && !ben.conversation(tom).isEmpty());
    ann.stop(); // what follows is measured in a thread that is Ben's alone
    UiContext context = windowContext(*ben.backend, ben.folder.path());
    MainWindow window(context);
    window.resize(1280, 800);
    window.show();
    QVERIFY(open(window, u"Maria Vega"_s, u"I am Maria"_s));
    VERIFY_SOON(says(window.statusBar(), u"Shared: up to date"_s) && ben->sharing.lease().isHolder());
    VERIFY_SOON(ben->news.isFresh());

    m_cluster->freeze();
    const Gap gap;
    auto *message = named<QPlainTextEdit>(&window, u"Message"_s);
    QVERIFY(message != nullptr);
    const auto isSaid = [&] { return says(window.statusBar(), u"Practice not reached"_s); };
    // A person works on, from before anybody knows until after it is said.
    int rounds = 0;
    for (int after = 0; after < 3; after += isSaid() ? 1 : 0) {
        QVERIFY2(rounds < 600, "nothing is said");
        const QString text = u"Typed without the server, %1"_s.arg(++rounds);
        QVERIFY(open(window, u"Tom Reed"_s, u"I am Tom"_s));
        QVERIFY(open(window, u"Maria Vega"_s, u"I am Maria"_s));
        message->clear();
        QTest::keyClicks(message, text);
        QCOMPARE(message->toPlainText(), text);
        QTest::qWait(100);
    }
    // A text is in its conversation at once, and a new client in the list.
    const QString last = message->toPlainText();
    auto *send = named<QPushButton>(&window, u"Send"_s);
    QVERIFY(send != nullptr);
    VERIFY_SOON(send->isEnabled());
    send->click();
    VERIFY_SOON(conversation(window).contains(last));
    VERIFY_SOON(message->toPlainText().isEmpty());
    QVERIFY(!ben.addClient(u"Ute New"_s, u"+13125550144"_s).id.isNull());
    QVERIFY(isSaid());
    QCOMPARE(QApplication::activeModalWidget(), nullptr);
    for (const QWidget *one : QApplication::topLevelWidgets())
        QVERIFY2(one == &window || !one->isVisible(), qPrintable(one->windowTitle()));
    const qint64 longest = gap.longest();
    qInfo("longest gap of a 10 ms timer in the window's thread: %lld ms, in %d turns and %d changes of conversation",
          longest, gap.turns(), 2 * rounds);
    QVERIFY(gap.turns() > 100);
    QVERIFY2(longest < 1000, qPrintable(QString::number(longest)));

    m_cluster->thaw();
    VERIFY_SOON(says(window.statusBar(), u"Shared"_s) && ben.isUpToDate());
    VERIFY_SOON(!ben.conversation(maria).isEmpty() && ben.conversation(maria).first().status == u"delivered"_s);
    QCOMPARE(ben.conversation(maria).first().body, last);
    QCOMPARE(twilio.messagePosts(), 1);
    VERIFY_SOON(practice.asSuperuser(u"SELECT count(*) FROM practiceline.clients WHERE name = 'Ute New'"_s) == u"1");
}

QTEST_MAIN(FrozenServerTest)
#include "tst_frozenserver.moc"
