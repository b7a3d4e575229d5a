#include "common/theme.h"
#include "historymodel.h"
#include "mainwindow.h"
#include "pagesfixture.h"
#include "settings/settingspage.h"
#include "uitesting.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QMessageBox>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStyleOptionButton>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace UiTesting;
using Mode = Database::Mode;
using Secret = WindowNotices::TwilioSecret;

/// What the window says above its pages, and what it asks before settings are lost.
class WindowNoticesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void storeModes();
    void twilioSecret();
    void fault21LoginAfterConversation();
    void weightiestFirst();
    void recoveryKey();
    void unsavedSettings_data();
    void unsavedSettings();
    void mistakeKeepsThePage();
    void nothingUnsavedAsksNothing();
    void smallestWindowIsWhole();
    void tickBoxIsSeen_data();
    void tickBoxIsSeen();

private:
    bool said(const QString &words) const { return says(m_window.get(), words); }
    void press(const QString &words) const { button(m_window.get(), words)->click(); }
    void change(const QString &name, const QString &text) const;
    QMessageBox *question() const;

    std::unique_ptr<PagesFixture> m_world;
    std::unique_ptr<MainWindow> m_window;
};

void WindowNoticesTest::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_world = std::make_unique<PagesFixture>();
    QVERIFY(m_world->open());
    QVERIFY(m_world->setUp());
    m_window = std::make_unique<MainWindow>(*m_world->context);
    m_window->show();
}

void WindowNoticesTest::cleanup()
{
    m_window.reset();
    m_world.reset();
}

void WindowNoticesTest::change(const QString &name, const QString &text) const
{
    auto *edit = named<QLineEdit>(m_window.get(), name);
    QVERIFY(edit != nullptr);
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

QMessageBox *WindowNoticesTest::question() const
{
    auto *box = m_window->findChild<QMessageBox *>();
    return box != nullptr && box->isVisible() ? box : nullptr;
}

void WindowNoticesTest::storeModes()
{
    WindowNotices &notices = m_window->notices();
    notices.showStoreMode(Mode::ReadOnly);
    QVERIFY(said(u"because its folder can not be written"_s));
    notices.showStoreMode(Mode::Newer);
    QVERIFY(said(u"it was written by a newer Practiceline"_s));
    notices.showStoreMode(Mode::OnReserve);
    QVERIFY(said(u"The disk is full. Everything can be read"_s));
    notices.showStoreMode(Mode::ReadWrite);
    QVERIFY(!said(u"The disk is full"_s));
}

void WindowNoticesTest::twilioSecret()
{
    QSignalSpy asked(m_window.get(), &MainWindow::twilioSecretRequested);
    m_window->showTwilioSecret(Secret::Withheld);
    QVERIFY(said(u"The keychain did not give the Twilio secret"_s));
    QVERIFY(said(u"Waiting for the Twilio secret"_s)); // in the status line
    QVERIFY(!said(u"Twilio is not connected"_s));
    press(u"Try again"_s);
    QCOMPARE(asked.count(), 1);
    press(u"Open Settings"_s);
    QCOMPARE(m_window->currentPage(), MainWindow::Page::Settings);
    m_window->showTwilioSecret(Secret::Foreign);
    QVERIFY(said(u"belongs to another account"_s));
    m_window->showTwilioSecret(Secret::Fine);
    QVERIFY(!said(u"belongs to another account"_s));
    QVERIFY(said(u"Twilio is not connected"_s)); // nothing polls in this test
}

/// The keychain answers when a conversation is open already.
void WindowNoticesTest::fault21LoginAfterConversation()
{
    const QString words = u"Enter the account and a sender in Settings."_s;
    m_world->twilio->setCredentials({});
    m_window->showConversation(m_world->store.addClient(u"Ruth Park"_s, u"+12065550171"_s).id);
    QTRY_VERIFY_WITH_TIMEOUT(said(words), 30'000);
    m_world->twilio->setCredentials({SimulatorOptions().accountSid, u"SK"_s + QString(32, u'1'), "secret"});
    m_window->showTwilioSecret(Secret::Fine);
    QTRY_VERIFY_WITH_TIMEOUT(!said(words), 30'000);
}

void WindowNoticesTest::weightiestFirst()
{
    m_window->showTwilioSecret(Secret::Withheld);
    m_window->notices().showSetUpFile(u"The set-up file was not used."_s);
    m_window->notices().showStoreMode(Mode::OnReserve);
    QVERIFY(said(u"The disk is full"_s));
    QVERIFY(!said(u"The set-up file"_s));
    press(u"Close"_s);
    QVERIFY(said(u"The set-up file was not used."_s));
    press(u"Close"_s);
    QVERIFY(said(u"The keychain did not give the Twilio secret"_s));
}

void WindowNoticesTest::recoveryKey()
{
    const QString words = u"There is no confirmed recovery key yet."_s;
    QVERIFY(!said(words)); // not during the first set-up
    PracticeSettings settings = m_world->store.settings.current();
    settings.setUpDone = true;
    QVERIFY(waited(m_world->store.settings.save(settings)));
    QVERIFY(said(words));
    press(u"Make the recovery key …"_s);
    QCOMPARE(m_window->currentPage(), MainWindow::Page::Settings);
    QVERIFY(button(m_window.get(), u"Show my recovery key"_s) != nullptr);
    QVERIFY(waited(m_world->vault.makeRecoveryKey()));
    QVERIFY(said(words)); // a key that was only shown does not count
    QVERIFY(waited(m_world->vault.confirmRecovery()));
    QTRY_VERIFY_WITH_TIMEOUT(!said(words), patience);

    PagesFixture other;
    QVERIFY(other.open());
    QVERIFY(waited(other.store.settings.save(settings)));
    MainWindow later(*other.context);
    later.show();
    QVERIFY(says(&later, words));
    button(&later, u"Later"_s)->click();
    QVERIFY(!says(&later, words));
}

void WindowNoticesTest::unsavedSettings_data()
{
    QTest::addColumn<QMessageBox::StandardButton>("answer");
    QTest::addColumn<bool>("leaves");
    QTest::addColumn<QString>("kept");
    QTest::newRow("save") << QMessageBox::Save << true << u"New name"_s;
    QTest::newRow("discard") << QMessageBox::Discard << true << u"Ruiz Wealth"_s;
    QTest::newRow("cancel") << QMessageBox::Cancel << false << u"Ruiz Wealth"_s;
}

void WindowNoticesTest::unsavedSettings()
{
    QFETCH(const QMessageBox::StandardButton, answer);
    QFETCH(const bool, leaves);
    QFETCH(const QString, kept);
    m_window->showPage(MainWindow::Page::Settings);
    change(u"Practice name"_s, u"New name"_s);
    change(u"Your name"_s, u"Ana M. Ruiz"_s); // two sections at once
    m_window->showPage(MainWindow::Page::History);
    QTRY_VERIFY_WITH_TIMEOUT(question() != nullptr, patience);
    QCOMPARE(m_window->currentPage(), MainWindow::Page::Settings);
    bool quit = false;
    m_window->whenSaved([&quit] { quit = true; }); // the same question, not a second one
    QVERIFY(!quit);
    QCOMPARE(m_window->findChildren<QMessageBox *>().size(), 1);
    question()->button(answer)->click();
    if (leaves)
        QTRY_COMPARE_WITH_TIMEOUT(m_window->currentPage(), MainWindow::Page::History, patience);
    else
        QCOMPARE(m_window->currentPage(), MainWindow::Page::Settings);
    const PracticeSettings settings = m_world->store.settings.current();
    QCOMPARE(settings.practiceName, kept);
    QCOMPARE(settings.staffName, answer == QMessageBox::Save ? u"Ana M. Ruiz"_s : u"Ana Ruiz"_s);
    QCOMPARE(named<QLineEdit>(m_window.get(), u"Practice name"_s)->text(), leaves ? kept : u"New name"_s);
}

void WindowNoticesTest::mistakeKeepsThePage()
{
    m_window->showPage(MainWindow::Page::Settings);
    change(u"Texts from"_s, u"25:99"_s);
    bool quit = false;
    m_window->whenSaved([&quit] { quit = true; });
    QTRY_VERIFY_WITH_TIMEOUT(question() != nullptr, patience);
    question()->button(QMessageBox::Save)->click();
    QTRY_VERIFY_WITH_TIMEOUT(said(u"An hour is written like 08:00"_s), patience);
    QVERIFY(!quit);
}

void WindowNoticesTest::nothingUnsavedAsksNothing()
{
    m_window->showPage(MainWindow::Page::Settings);
    bool quit = false;
    m_window->whenSaved([&quit] { quit = true; });
    QVERIFY(quit);
    m_window->showPage(MainWindow::Page::History);
    QCOMPARE(m_window->currentPage(), MainWindow::Page::History);
}

/// Nothing that decides something is cut off: the client's hour, the fields of the settings, what a text says.
void WindowNoticesTest::smallestWindowIsWhole()
{
    const Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    m_world->store.textIn(SendState::Failed, maria, u"Your 2025 return is ready for review."_s);
    // Of an archived client, whose line with the hour is the longest.
    QVERIFY(waited(m_world->store.clients.setArchived(maria.id, true)));
    m_window->resize(m_window->minimumSize());
    m_window->showConversation(maria.id);
    const auto hour = [this]() -> QLabel * {
        for (auto *label : m_window->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(u" there"_s))
                return label;
        }
        return nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(hour() != nullptr, patience);
    QTRY_VERIFY_WITH_TIMEOUT(said(u"May be texted"_s), patience);
    // From the smallest on: what stands beside the hour changes its place at a width in between.
    for (int width = m_window->minimumWidth(); width <= 1280; width += 16) {
        m_window->resize(width, m_window->minimumHeight());
        QCoreApplication::processEvents(); // the layout of what has just appeared
        const int needed = hour()->fontMetrics().horizontalAdvance(hour()->text());
        QVERIFY2(needed <= hour()->width(),
                 qPrintable(u"%1 of %2 in a window of %3"_s.arg(hour()->width()).arg(needed).arg(width)));
    }
    m_window->resize(m_window->minimumSize());
    m_window->showPage(MainWindow::Page::History);
    const auto *table = m_window->findChild<QTableView *>(u"historyTable"_s);
    QTRY_VERIFY_WITH_TIMEOUT(table->columnWidth(HistoryModel::WhatColumn) >= 96, patience);
    m_window->showPage(MainWindow::Page::Settings);
    using Section = SettingsPage::Section;
    for (const Section section :
         {Section::Twilio, Section::Practice, Section::Sharing, Section::You, Section::Privacy, Section::Data}) {
        auto *page = m_window->findChild<SettingsPage *>();
        page->showSection(section);
        for (const auto *area : page->findChildren<QScrollArea *>()) {
            if (area->isVisible())
                QTRY_COMPARE_WITH_TIMEOUT(area->horizontalScrollBar()->maximum(), 0, patience);
        }
    }
}

void WindowNoticesTest::tickBoxIsSeen_data()
{
    QTest::addColumn<Theme::Scheme>("scheme");
    QTest::newRow("light") << Theme::Scheme::Light;
    QTest::newRow("dark") << Theme::Scheme::Dark;
}

/// The outline of an empty one stands out from what is behind it.
void WindowNoticesTest::tickBoxIsSeen()
{
    QFETCH(const Theme::Scheme, scheme);
    Theme::apply(*qApp, scheme);
    QCheckBox box(u"Active"_s);
    box.ensurePolished();
    box.resize(box.sizeHint());
    QStyleOptionButton option;
    option.initFrom(&box);
    const QRect indicator = box.style()->subElementRect(QStyle::SE_CheckBoxIndicator, &option, &box);
    const QImage image = box.grab().toImage();
    const int page = QApplication::palette().color(QPalette::Window).lightness();
    int contrast = 0;
    for (int x = indicator.left(); x < indicator.center().x(); ++x)
        contrast = qMax(contrast, qAbs(image.pixelColor(x, indicator.center().y()).lightness() - page));
    QVERIFY2(contrast > 60, qPrintable(QString::number(contrast)));
}

QTEST_MAIN(WindowNoticesTest)
#include "tst_windownotices.moc"
