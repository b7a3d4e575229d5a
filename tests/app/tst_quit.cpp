#include "app.h"
#include "demo.h"
#include "mainwindow.h"

#include "common/theme.h"

#include <QApplication>
#include <QListView>
#include <QPlainTextEdit>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 60'000;

template <class Widget>
Widget *named(const QWidget *parent, const QString &accessibleName)
{
    const auto all = parent->findChildren<Widget *>();
    for (Widget *widget : all) {
        if (widget->accessibleName() == accessibleName)
            return widget;
    }
    return nullptr;
}

MainWindow *mainWindow()
{
    const QWidgetList all = QApplication::topLevelWidgets();
    for (QWidget *widget : all) {
        if (auto *window = qobject_cast<MainWindow *>(widget))
            return window;
    }
    return nullptr;
}
} // namespace

/// Quitting at any moment: nothing outlives what it uses. The address sanitizer looks on (preset asan).
class QuitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QApplication::setQuitOnLastWindowClosed(false);
        Theme::apply(*qApp, Theme::Scheme::Light);
    }

    void atAnyMoment_data()
    {
        QTest::addColumn<int>("wait");
        QTest::addColumn<bool>("dialogs");
        for (const int wait : {0, 1, 5, 20, 60, 150, 400, 900}) {
            QTest::addRow("%d ms", wait) << wait << false;
            QTest::addRow("%d ms, dialogs open", wait) << wait << true;
        }
    }

    void atAnyMoment()
    {
        QFETCH(int, wait);
        QFETCH(bool, dialogs);
        auto app = start();
        QVERIFY(app);
        if (wait > 0)
            QTest::qWait(wait);
        if (dialogs)
            openDialogs();
        quit(*app);
    }

    void whileATextLeaves()
    {
        auto app = start();
        QVERIFY(app);
        MainWindow *window = mainWindow();
        const auto clients = named<QListView>(window, u"Clients"_s);
        const auto message = named<QPlainTextEdit>(window, u"Message"_s);
        QVERIFY(clients != nullptr && message != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(clients->model()->rowCount() > 5, patience);
        clients->setCurrentIndex(clients->model()->index(0, 0));
        QTRY_VERIFY_WITH_TIMEOUT(message->isVisible(), patience);
        message->setFocus();
        QTest::keyClicks(message, u"On my way"_s);
        QTest::keyClick(message, Qt::Key_Return, Qt::ControlModifier);
        QTest::qWait(QRandomGenerator::global()->bounded(40));
        quit(*app);
    }

    void settingsOpen()
    {
        auto app = start();
        QVERIFY(app);
        MainWindow *window = mainWindow();
        window->showPage(MainWindow::Page::Settings);
        QTest::qWait(50);
        quit(*app);
    }

private:
    static std::unique_ptr<App> start()
    {
        auto demo = std::make_unique<Demo>();
        if (!demo->start())
            return nullptr;
        const QString folder = demo->folder();
        const TwilioHosts hosts = demo->hosts();
        auto app = std::make_unique<App>(folder, hosts, std::move(demo), std::nullopt, QString());
        app->start();
        return app;
    }

    static void openDialogs()
    {
        MainWindow *window = mainWindow();
        QTest::keyClick(window, Qt::Key_F1);
        Q_EMIT window->setUpRequested();
        window->showPage(MainWindow::Page::History);
        QTest::keyClick(window, Qt::Key_N, Qt::ControlModifier);
    }

    static void quit(App &app)
    {
        app.quit();
        QCoreApplication::exec(); // until the App says so
    }
};

QTEST_MAIN(QuitTest)
#include "tst_quit.moc"
