#include "clients/importdialog.h"
#include "history/historypage.h"
#include "pagesfixture.h"
#include "settings/connectiontest.h"
#include "templates/templatespage.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>

using namespace Qt::StringLiterals;

/// History, Templates and the import dialog over a real store, used as a person does.
class Pages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void historyFilters_data();
    void historyFilters();
    void historySearches();
    void historyFollowsTheStore();
    void templateIsSaved();
    void templateChangesAreAskedAbout();
    void templateDeletionIsUndone();
    void importReadsAFile();
    void connectionWords();

private:
    template <class T>
    static T *named(QWidget *parent, const QString &accessibleName)
    {
        for (T *widget : parent->findChildren<T *>()) {
            if (widget->accessibleName() == accessibleName)
                return widget;
        }
        return nullptr;
    }
    static QPushButton *button(QWidget *parent, const QString &text)
    {
        for (QPushButton *one : parent->findChildren<QPushButton *>()) {
            if (QString(one->text()).remove(u'&') == text && one->isVisibleTo(parent))
                return one;
        }
        return nullptr;
    }

    std::unique_ptr<PagesFixture> m_fixture;
    static constexpr int patience = 60'000; // the machine may be busy
};

void Pages::init()
{
    m_fixture = std::make_unique<PagesFixture>();
    QVERIFY(m_fixture->open());
    auto &store = m_fixture->store;
    const Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    store.textIn(SendState::Accepted, maria, u"accepted text"_s);
    store.textIn(SendState::Unconfirmed, maria, u"unconfirmed text"_s);
    store.textIn(SendState::Held, maria, u"held text"_s);
    store.textIn(SendState::Failed, maria, u"failed text"_s);
    QVERIFY(
        waited(store.communications.apply({StoreFixture::news(Direction::Inbound, u"SM"_s + QString(32, u'b'),
                                                              u"+13125550142"_s, u"received text"_s, u"received"_s)},
                                          {u"+13125550100"_s})));
}

void Pages::cleanup()
{
    m_fixture.reset();
}

void Pages::historyFilters_data()
{
    QTest::addColumn<QString>("combo");
    QTest::addColumn<QString>("choice");
    QTest::addColumn<int>("rows");
    QTest::newRow("texts") << u"channelFilter"_s << u"Text"_s << 5;
    QTest::newRow("calls") << u"channelFilter"_s << u"Call"_s << 0;
    QTest::newRow("in") << u"directionFilter"_s << u"In"_s << 1;
    QTest::newRow("out") << u"directionFilter"_s << u"Out"_s << 4;
    QTest::newRow("held") << u"statusFilter"_s << u"Held"_s << 1;
    QTest::newRow("unconfirmed") << u"statusFilter"_s << u"Unconfirmed"_s << 1;
    QTest::newRow("not delivered") << u"statusFilter"_s << u"Not delivered"_s << 1;
    QTest::newRow("received") << u"statusFilter"_s << u"Received"_s << 1;
    QTest::newRow("attorney") << u"personaFilter"_s << u"Attorney"_s << 0;
    QTest::newRow("today") << u"datesFilter"_s << u"Today"_s << 5;
}

void Pages::historyFilters()
{
    QFETCH(QString, combo);
    QFETCH(QString, choice);
    QFETCH(int, rows);
    HistoryPage page(*m_fixture->context);
    page.show();
    auto *table = named<QTableView>(&page, u"History"_s);
    QVERIFY(table);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 5, patience);
    page.findChild<QComboBox *>(combo)->setCurrentText(choice);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), rows, patience);
}

void Pages::historySearches()
{
    HistoryPage page(*m_fixture->context);
    page.show();
    auto *table = named<QTableView>(&page, u"History"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 5, patience);
    auto *search = named<QLineEdit>(&page, u"Search history"_s);
    QTest::keyClicks(search, u"unconf"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, patience);
    search->clear();
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 5, patience);
}

void Pages::historyFollowsTheStore()
{
    HistoryPage page(*m_fixture->context);
    page.show();
    auto *table = named<QTableView>(&page, u"History"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 5, patience);
    auto *status = page.findChild<QComboBox *>(u"statusFilter"_s);
    status->setCurrentText(u"Held"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, patience);
    table->setCurrentIndex(table->model()->index(0, 0));
    QPushButton *cancel = button(&page, u"Cancel"_s);
    QVERIFY(cancel);
    cancel->click(); // no longer held: it leaves this list
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 0, patience);
}

void Pages::templateIsSaved()
{
    TemplatesPage page(*m_fixture->context);
    page.show();
    auto *list = named<QListView>(&page, u"Templates"_s);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() >= 9, patience);
    const int before = list->model()->rowCount();
    named<QPushButton>(&page, u"Add template"_s)->click();
    QTest::keyClicks(named<QLineEdit>(&page, u"Template name"_s), u"Birthday"_s);
    QTest::keyClicks(named<QPlainTextEdit>(&page, u"Template content"_s), u"Happy birthday, {client_name}!"_s);
    QVERIFY(page.hasUnsavedChanges());
    named<QPushButton>(&page, u"Save template"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!page.hasUnsavedChanges(), patience);
    QCOMPARE(list->model()->rowCount(), before + 1);
    const auto all = waited(m_fixture->store.templates.all());
    QVERIFY(all);
    QVERIFY(std::any_of(all->cbegin(), all->cend(), [](const SmsTemplate &t) { return t.name == "Birthday"_L1; }));
}

void Pages::templateChangesAreAskedAbout()
{
    TemplatesPage page(*m_fixture->context);
    page.show();
    auto *list = named<QListView>(&page, u"Templates"_s);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() >= 9, patience);
    auto *content = named<QPlainTextEdit>(&page, u"Template content"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!content->toPlainText().isEmpty(), patience);
    content->appendPlainText(u"more"_s);
    const QString typed = content->toPlainText();
    list->setCurrentIndex(list->model()->index(3, 0));
    QTRY_VERIFY_WITH_TIMEOUT(button(&page, u"Keep editing"_s), patience);
    QCOMPARE(content->toPlainText(), typed);
    QCOMPARE(list->currentIndex().row(), 0);
    button(&page, u"Discard them"_s)->click();
    QVERIFY(!page.hasUnsavedChanges());
    QCOMPARE(list->currentIndex().row(), 3);
}

void Pages::templateDeletionIsUndone()
{
    TemplatesPage page(*m_fixture->context);
    page.show();
    auto *list = named<QListView>(&page, u"Templates"_s);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() >= 9, patience);
    const int before = list->model()->rowCount();
    const QString name = list->model()->index(0, 0).data().toString();
    button(&page, u"Delete"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), before - 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(button(&page, u"Undo"_s), patience);
    button(&page, u"Undo"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), before, patience);
    QCOMPARE(list->model()->index(0, 0).data().toString(), name);
}

void Pages::importReadsAFile()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"clients.csv"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("\xEF\xBB\xBF"
               "Name;Phone\r\nAnn Lee;(312) 555-0150\r\nNo Number;12\r\n");
    file.close();
    ImportDialog dialog(*m_fixture->context);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.open();
    dialog.setFile(file.fileName());
    QTRY_VERIFY_WITH_TIMEOUT(dialog.mapping().isUsable(), patience);
    button(&dialog, u"Import"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(button(&dialog, u"Save these rows …"_s), patience);
    auto *problems = named<QTableWidget>(&dialog, u"Rows that were not imported"_s);
    QCOMPARE(problems->rowCount(), 1);
    QCOMPARE(problems->item(0, 0)->text(), u"3"_s);
    const auto added = waited(m_fixture->store.clients.byNumber(PhoneNumber::fromE164(u"+13125550150"_s)));
    QVERIFY(added);
    QCOMPARE(added->name, u"Ann Lee"_s);
    dialog.saveProblems(folder.filePath(u"bad.csv"_s));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder.filePath(u"bad.csv"_s)), patience);
}

void Pages::connectionWords()
{
    using Finding = AccountCheck::Finding;
    using Mark = ConnectionTest::Mark;
    const auto holds = [](const AccountCheck &check, Mark mark, QLatin1String words) {
        const auto lines = ConnectionTest::words(check, u"MG1"_s, u"+13125550100"_s);
        return std::any_of(lines.cbegin(), lines.cend(), [&](const ConnectionTest::Line &line) {
            return line.mark == mark && line.text.contains(words);
        });
    };
    AccountCheck check;
    check.sender = Finding::Works;
    check.replies = Finding::Unable;
    check.caller = Finding::Missing;
    QVERIFY(holds(check, Mark::Bad, "Replies can not be seen"_L1));
    QVERIFY(holds(check, Mark::Bad, "does not own the caller number +13125550100"_L1));

    // What a restricted key may not read is nobody's fault.
    check.sender = check.replies = check.caller = Finding::Unchecked;
    QVERIFY(holds(check, Mark::Good, "The login works"_L1));
    QVERIFY(holds(check, Mark::Warning, "sender MG1 could not be checked with this key"_L1));
    QVERIFY(holds(check, Mark::Warning, "replies can be seen could not be checked"_L1));
    QVERIFY(holds(check, Mark::Warning, "caller number +13125550100 could not be checked with this key"_L1));
    QVERIFY(!holds(check, Mark::Bad, {}));

    check.testCredentials = true;
    QVERIFY(holds(check, Mark::Warning, "no replies"_L1));
}

QTEST_MAIN(Pages)
#include "tst_pages.moc"
