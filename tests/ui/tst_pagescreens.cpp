#include "clients/importdialog.h"
#include "history/historypage.h"
#include "picturedata.h"
#include "picturetest.h"
#include "settings/settingspage.h"
#include "setup/setupdialog.h"
#include "setup/unlockpanel.h"
#include "templates/templatespage.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>

using namespace Qt::StringLiterals;

/// Writes pictures of History, Templates, Settings, set-up and import to the folder PRACTICELINE_SCREENSHOTS, for
/// people to look at; skipped without it.
class PageScreens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void pages_data();
    void pages();

private:
    void history(const QSize &size);
    void templates(const QSize &size);
    void settings(const QSize &size);
    void dialogs();

    const PictureTest m_pictures{u"pages-%1-%2.png"_s};
    std::unique_ptr<PagesFixture> m_fixture;
    QString m_csv;
};

void PageScreens::initTestCase()
{
    if (!PictureTest::isWanted())
        QSKIP(PictureTest::notWanted);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_fixture = std::make_unique<PagesFixture>();
    QVERIFY(m_fixture->open());
    QVERIFY(m_fixture->setUp());
    QVERIFY(fillForPictures(m_fixture->store));
    m_csv = QDir::tempPath() + u"/contacts-%1.csv"_s.arg(QCoreApplication::applicationPid());
    QFile file(m_csv);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("First Name,Last Name,Phone 1 - Label,Phone 1 - Value,State,Labels,Notes\r\n"
               "Maria,Lopez,Mobile,(312) 555-0142,IL,vip,prefers mornings\r\n"
               "Jo,Short,Mobile,123,IL,,\r\n"
               "Grace,Wu,Work,+1 415 555 0133,CA,estate,\r\n"
               "Nobody,,,,,,\r\n");
}

void PageScreens::pages_data()
{
    PictureTest::addColumns();
    QTest::newRow("light-1024") << false << QSize(1024 - 152, 700 - 26);
    QTest::newRow("light-1440") << false << QSize(1440 - 152, 900 - 26);
    QTest::newRow("dark-1024") << true << QSize(1024 - 152, 700 - 26);
    QTest::newRow("dark-1440") << true << QSize(1440 - 152, 900 - 26);
}

void PageScreens::pages()
{
    QFETCH(QSize, size);
    PictureTest::applyTheme();
    history(size);
    templates(size);
    settings(size);
    if (size.width() < 1000)
        dialogs();
}

void PageScreens::history(const QSize &size)
{
    HistoryPage page(*m_fixture->context);
    page.resize(size);
    page.show();
    auto *table = page.findChild<QTableView *>(u"historyTable"_s);
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() >= 7, 60'000);
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        const QString text = table->model()->index(row, 4).data().toString();
        if (text.startsWith("Need documents"_L1))
            table->setCurrentIndex(table->model()->index(row, 0));
    }
    m_pictures.grab(&page, u"history"_s);
    auto *status = page.findChild<QComboBox *>(u"statusFilter"_s);
    status->setCurrentIndex(5);
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 1, 60'000);
    table->setCurrentIndex(table->model()->index(0, 0));
    m_pictures.grab(&page, u"history-held"_s);
    status->setCurrentIndex(0);
    page.findChild<QLineEdit *>(u"historySearch"_s)->setText(u"nobody wrote this"_s);
    QTest::qWait(1500);
    m_pictures.grab(&page, u"history-empty"_s);
}

void PageScreens::templates(const QSize &size)
{
    TemplatesPage page(*m_fixture->context);
    page.resize(size);
    page.show();
    auto *list = page.findChild<QListView *>(u"templateList"_s);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() > 5, 60'000);
    QTest::qWait(500);
    m_pictures.grab(&page, u"templates"_s);
    auto *content = page.findChild<QPlainTextEdit *>();
    content->appendPlainText(u"It’s 100 € “fine”"_s);
    list->setCurrentIndex(list->model()->index(3, 0));
    m_pictures.grab(&page, u"templates-unsaved"_s);
}

void PageScreens::settings(const QSize &size)
{
    SettingsPage page(*m_fixture->context);
    page.resize(size);
    page.show();
    using Section = SettingsPage::Section;
    const QList<std::pair<Section, QString>> sections{
        {Section::Twilio, u"twilio"_s},   {Section::Practice, u"practice"_s}, {Section::You, u"you"_s},
        {Section::Privacy, u"privacy"_s}, {Section::Data, u"data"_s},         {Section::About, u"about"_s}};
    for (const auto &[section, name] : sections) {
        page.showSection(section);
        if (section == Section::Twilio) {
            for (auto *button : page.findChildren<QPushButton *>()) {
                if (button->accessibleName() == "Test connection"_L1)
                    button->click();
            }
            QTest::qWait(1500);
        }
        m_pictures.grab(&page, u"settings-"_s + name);
    }
}

void PageScreens::dialogs()
{
    SetupDialog setup(*m_fixture->context);
    setup.show();
    for (int page = 0; page < setup.pageCount(); ++page) {
        setup.showPage(page);
        m_pictures.grab(&setup, u"setup-%1"_s.arg(page));
    }
    for (auto *button : setup.findChildren<QPushButton *>()) {
        if (button->text() == "Show my &recovery key"_L1)
            button->click();
    }
    setup.showPage(setup.pageCount() - 2);
    QTest::qWait(500);
    m_pictures.grab(&setup, u"setup-recovery"_s);

    auto *import = new ImportDialog(*m_fixture->context);
    import->show();
    import->setFile(m_csv);
    QTRY_VERIFY_WITH_TIMEOUT(import->mapping().isUsable(), 60'000);
    m_pictures.grab(import, u"import-mapping"_s);
    for (auto *button : import->findChildren<QPushButton *>()) {
        if (button->text() == "&Import"_L1)
            button->click();
    }
    QTest::qWait(1500);
    m_pictures.grab(import, u"import-result"_s);
    delete import;

    StoreFixture other;
    QVERIFY(other.open());
    Vault locked(other.database, other.keys, nullptr, u"other"_s);
    UiContext context = contextWith(*m_fixture->context, other, locked);
    QWidget window;
    window.resize(872, 300);
    auto *layout = new QHBoxLayout(&window);
    layout->addWidget(new UnlockPanel(context), 0, Qt::AlignTop);
    window.show();
    locked.open();
    QTRY_VERIFY_WITH_TIMEOUT(locked.state() == Vault::State::ChoosePassphrase, 60'000);
    m_pictures.grab(&window, u"unlock"_s);
}

QTEST_MAIN(PageScreens)
#include "tst_pagescreens.moc"
