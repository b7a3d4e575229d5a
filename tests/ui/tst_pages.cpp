#include "clients/importdialog.h"
#include "history/historypage.h"
#include "history/historywords.h"
#include "pagesfixture.h"
#include "settings/connectiontest.h"
#include "templatelistmodel.h"
#include "templates/clientchoice.h"
#include "templates/templatespage.h"
#include "uitesting.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
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
    void historySearchesWhatItShows();
    void historyDetails();
    void historyFollowsTheStore();
    void templateIsSaved();
    void templateChangesAreAskedAbout();
    void templateDeletionIsUndone();
    void templateUseIsCounted();
    void templateIsDuplicated();
    void templateIsSwitchedOff();
    void newTemplateByKey();
    void previewForAnyClient();
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

void Pages::historySearchesWhatItShows()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    auto priced = StoreFixture::news(Direction::Outbound, u"SM"_s + QString(32, u'c'), u"+13125550142"_s,
                                     u"with a price"_s, u"delivered"_s);
    priced.createdAt = QDateTime(QDate(2025, 11, 17), QTime(15, 0), Qt::LocalTime).toUTC();
    priced.price = Money::fromString(u"-0.00830"_s, u"USD"_s);
    QVERIFY(waited(m_fixture->store.communications.apply({priced}, {u"+13125550100"_s})));
    HistoryPage page(*m_fixture->context);
    page.show();
    auto *table = named<QTableView>(&page, u"History"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 6, patience);
    const auto *model = table->model();
    const QString when = model->index(5, 0).data().toString();
    const QString cost = model->index(5, 6).data().toString();
    QVERIFY2(when.startsWith(u"Nov 17"), qPrintable(when));
    QVERIFY2(cost.startsWith(u"$0.0083"), qPrintable(cost));
    auto *search = named<QLineEdit>(&page, u"Search history"_s);
    for (const QString &shown : {when, cost, u"Nov 17"_s, u"2025-11-17"_s, u"0.0083"_s}) {
        search->setText(u"nothing like it"_s);
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 0, patience);
        search->setText(shown);
        QTRY_COMPARE_WITH_TIMEOUT(model->rowCount(), 1, patience);
        QCOMPARE(model->index(0, 4).data().toString(), u"with a price"_s);
    }
}

void Pages::historyDetails()
{
    Communication row;
    row.channel = Channel::Sms;
    row.direction = Direction::Outbound;
    row.clientName = u"Maria Lopez"_s;
    row.peer = PhoneNumber::fromE164(u"+13125550142"_s);
    row.sendState = SendState::Accepted;
    row.status = u"delivered"_s;
    row.segments = 2;
    row.price = Money::fromString(u"-0.0166"_s, u"USD"_s);
    row.staffName = u"Ana Ruiz"_s;
    row.overrideReason = u"She asked for it"_s;
    const QString words = HistoryWords::sentence(row, QDateTime::currentDateTimeUtc());
    for (const QString &part : {u"(312) 555-0142"_s, u"0.0166"_s, u"Ana Ruiz"_s, u"She asked for it"_s})
        QVERIFY2(words.contains(part), qPrintable(words));
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

void Pages::templateUseIsCounted()
{
    TemplatesPage page(*m_fixture->context);
    page.show();
    auto *list = named<QListView>(&page, u"Templates"_s);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() >= 9, patience);
    QTRY_VERIFY_WITH_TIMEOUT(UiTesting::says(&page, u"Not used yet"_s), patience);
    const auto shown = list->currentIndex().data(TemplateListModel::TemplateRole).value<SmsTemplate>();
    auto &store = m_fixture->store;
    const Client tom = store.addClient(u"Tom Novak"_s, u"+13125550143"_s);
    Communication sent = StoreFixture::text(tom, u"by template"_s);
    sent.templateId = shown.id;
    QVERIFY(waited(store.outbox.add(sent)));
    QTRY_VERIFY_WITH_TIMEOUT(UiTesting::says(&page, u"Used once"_s), patience);
    QVERIFY(!page.hasUnsavedChanges());
}

void Pages::templateIsDuplicated()
{
    TemplatesPage page(*m_fixture->context);
    page.show();
    auto *list = named<QListView>(&page, u"Templates"_s);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() >= 9, patience);
    const int before = list->model()->rowCount();
    auto *content = named<QPlainTextEdit>(&page, u"Template content"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!content->toPlainText().isEmpty(), patience);
    const QString text = content->toPlainText();
    const QString name = named<QLineEdit>(&page, u"Template name"_s)->text();
    button(&page, u"Duplicate"_s)->click();
    QCOMPARE(named<QLineEdit>(&page, u"Template name"_s)->text(), name + u" (copy)"_s);
    QCOMPARE(content->toPlainText(), text);
    QCOMPARE(list->model()->rowCount(), before); // not before it is saved
    named<QPushButton>(&page, u"Save template"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), before + 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(list->currentIndex().data().toString(), name + u" (copy)"_s, patience);
}

void Pages::templateIsSwitchedOff()
{
    TemplatesPage page(*m_fixture->context);
    page.show();
    auto *list = named<QListView>(&page, u"Templates"_s);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() >= 9, patience);
    auto *active = named<QCheckBox>(&page, u"Active"_s);
    QTRY_VERIFY_WITH_TIMEOUT(active->isVisible() && active->isChecked(), patience);
    active->click();
    QVERIFY(page.hasUnsavedChanges());
    named<QPushButton>(&page, u"Save template"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!page.hasUnsavedChanges(), patience);
    QVERIFY(list->currentIndex().data(Qt::AccessibleTextRole).toString().endsWith(u"not active"));
}

void Pages::newTemplateByKey()
{
    TemplatesPage page(*m_fixture->context);
    page.show();
    page.activateWindow();
    auto *list = named<QListView>(&page, u"Templates"_s);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() >= 9, patience);
    QTRY_VERIFY_WITH_TIMEOUT(page.isActiveWindow(), patience);
    QTest::keyClick(&page, Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(UiTesting::says(&page, u"Not saved yet"_s), patience);
    QVERIFY(named<QLineEdit>(&page, u"Template name"_s)->text().isEmpty());
    QVERIFY(!page.hasUnsavedChanges()); // nothing to lose yet
}

void Pages::previewForAnyClient()
{
    QList<Client> many;
    for (int i = 0; i < 120; ++i) { // more than the list offers
        Client client;
        client.name = u"Person%1 Number%1"_s.arg(i);
        client.numbers = {{PhoneNumber::fromE164(u"+1312555%1"_s.arg(2000 + i)), {}, TextPermission::MayText, {}}};
        many.append(client);
    }
    QVERIFY(waited(m_fixture->store.clients.saveBatch(many, false)));
    TemplatesPage page(*m_fixture->context);
    page.show();
    page.activateWindow();
    auto *choice = page.findChild<ClientChoice *>();
    auto *bubble = page.findChild<QLabel *>(u"templatePreview"_s);
    QTRY_VERIFY_WITH_TIMEOUT(choice->count() > 0, patience);
    QVERIFY(choice->count() < 120);
    QVERIFY(bubble->text().contains(choice->itemText(0).section(u' ', 0, 0))); // the newest
    QString hidden;
    for (int i = 0; i < 120 && hidden.isEmpty(); ++i) {
        if (choice->findText(u"Person%1 Number%1"_s.arg(i)) < 0)
            hidden = u"Person%1"_s.arg(i);
    }
    choice->setFocus();
    choice->lineEdit()->selectAll();
    QTest::keyClicks(choice->lineEdit(), hidden.toLower());
    QTest::keyClick(choice->lineEdit(), Qt::Key_Return); // before the answer
    QTRY_VERIFY_WITH_TIMEOUT(bubble->text().contains(hidden), patience);
    QTRY_VERIFY_WITH_TIMEOUT(choice->currentText().startsWith(hidden), patience);
    choice->lineEdit()->selectAll();
    QTest::keyClicks(choice->lineEdit(), u"nobody at all"_s);
    QTest::keyClick(choice->lineEdit(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(choice->currentText().startsWith(hidden), patience); // stays with who was chosen
    QVERIFY(bubble->text().contains(hidden));
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
    for (const auto *view : dialog.findChildren<QTableWidget *>()) // preview and rows with problems
        new QAbstractItemModelTester(view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest, &dialog);
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
