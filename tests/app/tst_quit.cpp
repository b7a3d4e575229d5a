#include "app.h"
#include "demo.h"
#include "mainwindow.h"
#include "storefixture.h"

#include "common/theme.h"
#include "settings/settingspage.h"
#include "setup/setupdialog.h"
#include "storage/storeerasure.h"

#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
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

    void cleanup()
    {
        m_app.reset();
        m_demo.reset();
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
        QVERIFY(start());
        if (wait > 0)
            QTest::qWait(wait);
        if (dialogs)
            openDialogs();
        quit();
    }

    void whileATextLeaves()
    {
        QVERIFY(start());
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
        quit();
    }

    /// Who was removed in mid-sentence presses nothing by the next key, and reads why before anything else opens.
    void farewellIsRead()
    {
        m_demo = std::make_unique<Demo>();
        QVERIFY(m_demo->start());
        const QString store = m_demo->folder() + u"/practiceline.db"_s;
        QVERIFY(StoreErasure::begin(store, {{u"practice"_s, u"Ortega & Co"_s}}) && StoreErasure::end(store));
        m_app = std::make_unique<App>(m_demo->folder(), m_demo->hosts(), m_demo.get(), std::nullopt, QString());
        m_app->start();
        MainWindow *window = mainWindow();
        const auto farewell = [window] { return window->findChild<QMessageBox *>(); };
        QTRY_VERIFY_WITH_TIMEOUT(farewell() != nullptr && farewell()->isVisible(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(QApplication::activeWindow() == farewell(), patience);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QVERIFY(farewell()->isVisible());
        const auto *clients = named<QListView>(window, u"Clients"_s);
        QTRY_VERIFY_WITH_TIMEOUT(clients->model()->rowCount() > 5, patience); // the rest has started behind it
        QVERIFY(farewell()->isVisible() && window->findChild<SetupDialog *>() == nullptr);
        QTest::keyClick(farewell(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(farewell() == nullptr, patience);
        QVERIFY(!StoreErasure::told(store));
        quit();
    }

    void settingsOpen()
    {
        QVERIFY(start());
        MainWindow *window = mainWindow();
        window->showPage(MainWindow::Page::Settings);
        QTest::qWait(50);
        quit();
    }

    void closingAsksForUnsavedSettings_data()
    {
        QTest::addColumn<QMessageBox::StandardButton>("answer");
        QTest::addColumn<bool>("quits");
        QTest::addColumn<QString>("kept");
        QTest::newRow("cancel") << QMessageBox::Cancel << false << u"Ana Ruiz"_s;
        QTest::newRow("discard") << QMessageBox::Discard << true << u"Ana Ruiz"_s;
        QTest::newRow("save") << QMessageBox::Save << true << u"Ana Ruiz-Lopez"_s;
    }

    void closingAsksForUnsavedSettings()
    {
        QFETCH(QMessageBox::StandardButton, answer);
        QFETCH(bool, quits);
        QFETCH(QString, kept);
        QVERIFY(start());
        MainWindow *window = mainWindow();
        window->showPage(MainWindow::Page::Settings);
        window->findChild<SettingsPage *>()->showSection(SettingsPage::Section::You);
        QLineEdit *name = nullptr;
        const auto filled = [&] {
            name = named<QLineEdit>(window, u"Your name"_s);
            return name != nullptr && name->text() == "Ana Ruiz"_L1;
        };
        QVERIFY(QTest::qWaitFor(filled, patience));
        name->setFocus();
        QTest::keyClicks(name, u"-Lopez"_s);
        window->close();
        auto *question = window->findChild<QMessageBox *>();
        QVERIFY(question != nullptr && question->isVisible());
        QVERIFY(window->isVisible()); // nothing ends before the answer
        question->button(answer)->click();
        if (quits) {
            QCoreApplication::exec();
            QVERIFY(!window->isVisible());
        } else {
            QTRY_VERIFY_WITH_TIMEOUT(window->findChild<QMessageBox *>() == nullptr, patience);
            QVERIFY(window->isVisible());
            QCOMPARE(name->text(), u"Ana Ruiz-Lopez"_s); // as it was typed
            quit();
        }
        m_app.reset();
        QCOMPARE(staffNameIn(m_demo->folder()), kept);
    }

private:
    /// What the next start would find.
    static QString staffNameIn(const QString &folder)
    {
        Database database(folder + u"/practiceline.db"_s);
        SettingStore settings(database);
        if (!waited(database.open()))
            return {};
        const auto found = waited(settings.load());
        return found ? found->staffName : QString();
    }

    bool start()
    {
        m_demo = std::make_unique<Demo>();
        if (!m_demo->start())
            return false;
        m_app = std::make_unique<App>(m_demo->folder(), m_demo->hosts(), m_demo.get(), std::nullopt, QString());
        m_app->start();
        return true;
    }

    static void openDialogs()
    {
        MainWindow *window = mainWindow();
        QTest::keyClick(window, Qt::Key_F1);
        Q_EMIT window->setUpRequested();
        window->showPage(MainWindow::Page::History);
        QTest::keyClick(window, Qt::Key_N, Qt::ControlModifier);
    }

    void quit()
    {
        m_app->quit();
        QCoreApplication::exec(); // until the App says so
    }

    std::unique_ptr<Demo> m_demo;
    std::unique_ptr<App> m_app;
};

QTEST_MAIN(QuitTest)
#include "tst_quit.moc"
