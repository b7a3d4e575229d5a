#include "clients/importdialog.h"
#include "csv/csvfile.h"
#include "history/historyfilterbar.h"
#include "history/historypage.h"
#include "historymodel.h"
#include "pagesfixture.h"
#include "settings/settingspage.h"
#include "uitesting.h"

#include <QAbstractItemModel>
#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QRandomGenerator>
#include <QSqlQuery>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace UiTesting;
using Choices = QMap<QString, QString>;

/// What takes a decision or a file: exports, the chained record, sending again, imports that are stopped or senseless.
class PageWork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void exportsTheHistory();
    void exportsWhatWasFound();
    void exportsClients();
    void exportsToAReadOnlyFolder();
    void verifiesRecords();
    void filtersTogether_data();
    void filtersTogether();
    void sendAgainOnlyAfterFiveChecks();
    void rowGoesWhileItIsAskedAbout();
    void sendsAHeldTextWithAReason();
    void cancelsAnImport();
    void saysHowFarAFailedImportCame();
    void garbageIsNoImport();
    void otherFilesSaySo_data();
    void otherFilesSaySo();
    void importsAHundredThousand();

private:
    static QString writeClients(const QTemporaryDir &folder, int count);
    static QByteArray content(const QString &file);
    QTableView *tableOf(const HistoryPage &page) const { return named<QTableView>(&page, u"History"_s); }
    int rowsOf(const HistoryPage &page) const { return tableOf(page)->model()->rowCount(); }

    std::unique_ptr<PagesFixture> m_world;
};

void PageWork::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
}

void PageWork::init()
{
    m_world = std::make_unique<PagesFixture>();
    QVERIFY(m_world->open());
    QVERIFY(m_world->setUp());
}

QString PageWork::writeClients(const QTemporaryDir &folder, int count)
{
    QFile file(folder.filePath(u"many.csv"_s));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write("Name,Mobile Phone,Notes\r\n");
    for (int i = 0; i < count; ++i)
        file.write(u"Client %1,+1312%2,note\r\n"_s.arg(i).arg(2000000 + i).toUtf8());
    return file.fileName();
}

QByteArray PageWork::content(const QString &file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

void PageWork::exportsTheHistory()
{
    auto &store = m_world->store;
    const Client evil = store.addClient(u"=HYPERLINK(\"http://x\")"_s, u"+13125550142"_s);
    store.textIn(SendState::Accepted, evil, u"+1 and \"quoted\", with comma"_s);
    store.textIn(SendState::Held, evil, u"held one"_s);
    HistoryPage page(*m_world->context);
    page.show();
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(page), 2, patience);
    page.findChild<QComboBox *>(u"statusFilter"_s)->setCurrentText(u"Held"_s);
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(page), 1, patience);
    page.findChild<QComboBox *>(u"statusFilter"_s)->setCurrentIndex(0);
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(page), 2, patience);
    QTemporaryDir folder;
    const QString file = folder.filePath(u"history.csv"_s);
    button(&page, u"Export …"_s)->click();
    QVERIFY(chooseFile(&page, file));
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"2 rows exported."_s), patience);
    const QByteArray bytes = content(file);
    QVERIFY(bytes.contains("'=HYPERLINK")); // no formula runs in Excel
    QVERIFY(!bytes.contains(",\"=HYPERLINK"));
    QVERIFY(!bytes.contains(",=HYPERLINK"));
    QVERIFY(bytes.contains("\"'+1 and \"\"quoted\"\", with comma\""));
    QVERIFY(bytes.contains("held one"));
    // The head of what was verified; the export's own entry stands behind it.
    const auto head = waited(store.database.run([](QSqlDatabase &db) -> Result<QByteArray> {
        const auto last = AuditChain::lastNumber(db);
        return last ? AuditChain::hashAt(db, *last - 1) : Result<QByteArray>(last.error());
    }));
    QVERIFY(head && !head->isEmpty());
    QVERIFY(bytes.trimmed().split('\n').constLast().contains(head->toHex()));
}

void PageWork::exportsWhatWasFound()
{
    auto &store = m_world->store;
    const Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    store.textIn(SendState::Accepted, maria, u"about the lease"_s);
    store.textIn(SendState::Accepted, maria, u"about the weather"_s);
    HistoryPage page(*m_world->context);
    page.show();
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(page), 2, patience);
    named<QLineEdit>(&page, u"Search history"_s)->setText(u"lease"_s);
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"1 found"_s), patience);
    QTemporaryDir folder;
    const QString file = folder.filePath(u"found.csv"_s);
    button(&page, u"Export …"_s)->click();
    QVERIFY(chooseFile(&page, file));
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"1 rows exported."_s), patience);
    const QByteArray bytes = content(file);
    QVERIFY(bytes.contains("about the lease"));
    QVERIFY(!bytes.contains("weather"));
    QVERIFY(bytes.contains("audit_head"));
}

void PageWork::exportsClients()
{
    auto &store = m_world->store;
    store.addClient(u"-2+3|cmd"_s, u"+13125550142"_s);
    store.addClient(u"Grace Wu"_s, u"+13125550143"_s);
    SettingsPage page(*m_world->context);
    page.show();
    page.showSection(SettingsPage::Section::Data);
    QTemporaryDir folder;
    const QString file = folder.filePath(u"clients.csv"_s);
    button(&page, u"Export clients …"_s)->click();
    QVERIFY(chooseFile(&page, file));
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"2 clients exported."_s), patience);
    const QByteArray bytes = content(file);
    QVERIFY(bytes.contains("'-2+3|cmd"));
    QVERIFY(bytes.contains("Grace Wu"));
    QVERIFY(!bytes.contains(",-2+3"));
    const auto preview = Csv::preview(file);
    QVERIFY(preview);
    QVERIFY(ImportMapping::guess(preview->header).isUsable()); // it can be imported again
}

void PageWork::exportsToAReadOnlyFolder()
{
    // No file can be made there, not even by root.
    const QString file = u"/proc/practiceline-export.csv"_s;
    auto &store = m_world->store;
    store.textIn(SendState::Accepted, store.addClient(u"Grace Wu"_s, u"+13125550143"_s), u"on paper"_s);
    const auto refuses = [&file](QWidget *page, const QString &action) {
        page->show();
        button(page, action)->click();
        return chooseFile(page, file) &&
               QTest::qWaitFor([&] { return says(page, u"The file could not be written."_s); }, patience);
    };
    SettingsPage settings(*m_world->context);
    settings.showSection(SettingsPage::Section::Data);
    QVERIFY(refuses(&settings, u"Export clients …"_s));
    HistoryPage history(*m_world->context);
    QVERIFY(refuses(&history, u"Export …"_s));
}

void PageWork::verifiesRecords()
{
    auto &store = m_world->store;
    const Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    store.textIn(SendState::Canceled, maria, u"never mind"_s);
    SettingsPage page(*m_world->context);
    page.show();
    page.showSection(SettingsPage::Section::Data);
    button(&page, u"Verify records"_s)->click();
    QVERIFY(!button(&page, u"Save report …"_s)->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"entries fit together."_s), patience);
    // The report is a file that nobody can change unseen.
    QTemporaryDir folder;
    button(&page, u"Save report …"_s)->click();
    auto *dialog = page.findChild<QFileDialog *>();
    QVERIFY(dialog);
    const QString path = folder.filePath(u"report.txt"_s);
    Q_EMIT dialog->fileSelected(path);
    dialog->close();
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"The signed report is in"_s), patience);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto report = SignedReport::verify(file.readAll());
    QVERIFY(report && report->text.contains("\"result\": \"whole\""));
    // Somebody with the file at hand: the triggers are no hindrance.
    const auto tampered = waited(store.database.run([](QSqlDatabase &db) -> Result<bool> {
        QSqlQuery query(db);
        return query.exec(u"DROP TRIGGER audit_log_no_update"_s) &&
               query.exec(u"UPDATE audit_log SET staff = 'Nobody' WHERE sequence = 2"_s);
    }));
    QVERIFY(tampered && *tampered);
    button(&page, u"Verify records"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"Entry 2 of this computer (today"_s), patience);
    QVERIFY(says(&page, u"does not fit: it, or one before it, was changed or taken out."_s));
}

void PageWork::filtersTogether_data()
{
    QTest::addColumn<Choices>("choices");
    QTest::newRow("texts out held") << Choices{
        {u"channelFilter"_s, u"Text"_s}, {u"directionFilter"_s, u"Out"_s}, {u"statusFilter"_s, u"Held"_s}};
    QTest::newRow("in and received") << Choices{{u"directionFilter"_s, u"In"_s}, {u"statusFilter"_s, u"Received"_s}};
    QTest::newRow("in but held") << Choices{{u"directionFilter"_s, u"In"_s}, {u"statusFilter"_s, u"Held"_s}};
    QTest::newRow("attorney, out") << Choices{{u"personaFilter"_s, u"Attorney"_s}, {u"directionFilter"_s, u"Out"_s}};
    QTest::newRow("attorney, delivered, this week") << Choices{
        {u"personaFilter"_s, u"Attorney"_s}, {u"statusFilter"_s, u"Delivered"_s}, {u"datesFilter"_s, u"Last 7 days"_s}};
    QTest::newRow("out, not delivered, today") << Choices{
        {u"directionFilter"_s, u"Out"_s}, {u"statusFilter"_s, u"Not delivered"_s}, {u"datesFilter"_s, u"Today"_s}};
    QTest::newRow("under way") << Choices{{u"statusFilter"_s, u"Under way"_s}, {u"channelFilter"_s, u"Text"_s}};
}

/// The table holds exactly the rows that the store finds for the same filter, and those that accepts() lets stay.
void PageWork::filtersTogether()
{
    QFETCH(Choices, choices);
    auto &store = m_world->store;
    Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    Client hart = store.addClient(u"Elena Hart"_s, u"+13125550143"_s);
    hart.persona = Persona::Attorney;
    hart = waited(store.clients.save(hart)).value_or(hart);
    for (const Client &client : {maria, hart}) {
        for (const SendState state : {SendState::Pending, SendState::Accepted, SendState::Unconfirmed, SendState::Held,
                                      SendState::Failed, SendState::Canceled}) {
            store.textIn(state, client, u"%1 %2"_s.arg(client.name, sendStateKey(state)));
        }
    }
    int sid = 0;
    const auto news = [&](Direction direction, const QString &peer, const QString &status, int daysAgo) {
        auto item =
            StoreFixture::news(direction, u"SM%1"_s.arg(++sid, 32, 10, QChar(u'0')), peer, u"by Twilio"_s, status);
        item.createdAt = QDateTime::currentDateTimeUtc().addDays(-daysAgo);
        return item;
    };
    QVERIFY(waited(store.communications.apply({news(Direction::Inbound, u"+13125550142"_s, u"received"_s, 0),
                                               news(Direction::Inbound, u"+13125550143"_s, u"received"_s, 40),
                                               news(Direction::Outbound, u"+13125550143"_s, u"delivered"_s, 3),
                                               news(Direction::Outbound, u"+13125550143"_s, u"delivered"_s, 30),
                                               news(Direction::Outbound, u"+13125550142"_s, u"undelivered"_s, 0)},
                                              {QLatin1String(StoreFixture::ownNumber)})));
    HistoryPage page(*m_world->context);
    page.show();
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(page), 17, patience);
    for (auto choice = choices.cbegin(); choice != choices.cend(); ++choice) {
        auto *combo = page.findChild<QComboBox *>(choice.key());
        QVERIFY(combo->findText(choice.value()) >= 0);
        combo->setCurrentText(choice.value());
    }
    const CommunicationFilter filter = page.findChild<HistoryFilterBar *>()->filter();
    const auto expected = waited(store.communications.page(filter, {}, 100));
    QVERIFY(expected);
    const auto shown = [&] {
        QStringList ids;
        const auto *model = tableOf(page)->model();
        for (int row = 0; row < model->rowCount(); ++row)
            ids << model->index(row, 0).data(HistoryModel::CommunicationRole).value<Communication>().id.toString();
        return ids;
    };
    QStringList wanted;
    for (const Communication &row : expected->rows) {
        QVERIFY(filter.accepts(row));
        wanted << row.id.toString();
    }
    QTRY_COMPARE_WITH_TIMEOUT(shown(), wanted, patience);
    const auto all = waited(store.communications.page({}, {}, 100));
    QVERIFY(all);
    const auto accepted = std::count_if(all->rows.cbegin(), all->rows.cend(),
                                        [&](const Communication &row) { return filter.accepts(row); });
    QCOMPARE(accepted, expected->rows.size());
}

void PageWork::sendAgainOnlyAfterFiveChecks()
{
    auto &store = m_world->store;
    const Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    const Communication open = store.textIn(SendState::Unconfirmed, maria, u"See you tomorrow."_s);
    HistoryPage page(*m_world->context);
    page.show();
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(page), 1, patience);
    tableOf(page)->setCurrentIndex(tableOf(page)->model()->index(0, 0));
    const QString words = u"Send again (may be a duplicate) …"_s;
    QTRY_VERIFY_WITH_TIMEOUT(button(&page, u"Check now"_s) != nullptr, patience);
    for (int check = 1; check <= 4; ++check) {
        QVERIFY(waited(store.outbox.recordCheck(open.id, QDateTime::currentDateTimeUtc().addSecs(60))));
        QTRY_VERIFY_WITH_TIMEOUT(says(&page, check == 1 ? u"checked once"_s : u"checked %1 times"_s.arg(check)),
                                 patience);
        QVERIFY(button(&page, words) == nullptr);
    }
    QVERIFY(waited(store.outbox.recordCheck(open.id, QDateTime::currentDateTimeUtc().addSecs(60))));
    QTRY_VERIFY_WITH_TIMEOUT(button(&page, words) != nullptr, patience);
    button(&page, words)->click();
    QMessageBox *box = nullptr;
    QTRY_VERIFY((box = page.findChild<QMessageBox *>()) != nullptr);
    QVERIFY(box->informativeText().contains(u"twice"));
    QVERIFY(box->defaultButton() == box->button(QMessageBox::Cancel));
    button(box, u"Send again"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(page), 2, patience);
    const auto all = waited(store.communications.page({}, {}, 10));
    QVERIFY(all);
    QVERIFY(std::any_of(all->rows.cbegin(), all->rows.cend(),
                        [&](const Communication &row) { return row.resendOf == open.id && row.id != open.id; }));
    QCOMPARE(waited(store.communications.fetch(open.id))->sendState, SendState::Unconfirmed);
}

/// The filter shows what is unconfirmed, and Twilio's list proves the row while the question stands.
void PageWork::rowGoesWhileItIsAskedAbout()
{
    auto &store = m_world->store;
    const Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    const Communication open = store.textIn(SendState::Unconfirmed, maria, u"See you tomorrow."_s);
    for (int check = 1; check <= 5; ++check)
        QVERIFY(waited(store.outbox.recordCheck(open.id, QDateTime::currentDateTimeUtc().addSecs(60))));
    HistoryPage page(*m_world->context);
    page.show();
    page.showUnconfirmed();
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(page), 1, patience);
    tableOf(page)->setCurrentIndex(tableOf(page)->model()->index(0, 0));
    const QString words = u"Send again (may be a duplicate) …"_s;
    QTRY_VERIFY_WITH_TIMEOUT(button(&page, words) != nullptr, patience);
    button(&page, words)->click();
    QMessageBox *box = nullptr;
    QTRY_VERIFY((box = page.findChild<QMessageBox *>()) != nullptr);
    QVERIFY(waited(store.outbox.markAccepted(open.id, open.attempt, u"SM"_s + QString(32, u'e'), u"sent"_s,
                                             QLatin1String(StoreFixture::ownNumber), open.attemptAt)));
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(page), 0, patience);
    button(box, u"Send again"_s)->click();
    const auto saysSo = [&] {
        const auto boxes = page.findChildren<QMessageBox *>();
        return std::any_of(boxes.cbegin(), boxes.cend(), [](const QMessageBox *one) {
            return one->text().contains(u"has the first text after all");
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(saysSo(), patience);
    QCOMPARE(waited(store.communications.page({}, {}, 10))->rows.size(), qsizetype(1)); // nothing twice
    QVERIFY(button(&page, words) == nullptr);
}

void PageWork::sendsAHeldTextWithAReason()
{
    auto &store = m_world->store;
    const Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    const Communication held = store.textIn(SendState::Held, maria, u"See you at 7."_s);
    HistoryPage page(*m_world->context);
    page.show();
    QTRY_COMPARE_WITH_TIMEOUT(rowsOf(page), 1, patience);
    tableOf(page)->setCurrentIndex(tableOf(page)->model()->index(0, 0));
    QTRY_VERIFY_WITH_TIMEOUT(button(&page, u"Send now …"_s) != nullptr, patience);
    button(&page, u"Send now …"_s)->click();
    QTRY_VERIFY(named<QPlainTextEdit>(&page, u"Reason"_s) != nullptr);
    auto *reason = named<QPlainTextEdit>(&page, u"Reason"_s);
    QPushButton *send = button(reason->window(), u"Send now"_s);
    QVERIFY(!send->isEnabled()); // not without one
    QTest::keyClicks(reason, u"She asked for it"_s);
    QVERIFY(send->isEnabled());
    send->click();
    QTRY_COMPARE_WITH_TIMEOUT(waited(store.communications.fetch(held.id))->sendState, SendState::Pending, patience);
    QCOMPARE(waited(store.communications.fetch(held.id))->overrideReason, u"She asked for it"_s);
}

void PageWork::cancelsAnImport()
{
    QTemporaryDir folder;
    constexpr int many = 100'000;
    const QString file = writeClients(folder, many);
    ImportDialog dialog(*m_world->context);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.open();
    dialog.setFile(file);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.mapping().isUsable(), patience);
    button(&dialog, u"Import"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&dialog, u"rows read"_s), patience);
    button(&dialog, u"Cancel"_s)->click();
    QVERIFY(dialog.isVisible()); // it says how far it came
    QTRY_VERIFY_WITH_TIMEOUT(says(&dialog, u"Import canceled"_s), patience);
    QVERIFY(says(&dialog, u"What was added before you canceled stays."_s));
    const auto count = waited(m_world->store.clients.count());
    QVERIFY(count);
    QVERIFY(*count < many);
    QVERIFY(says(&dialog, u"%1 added"_s.arg(QLocale().toString(*count)))); // no more and no less
    button(&dialog, u"Close"_s)->click();
    QVERIFY(!dialog.isVisible());
}

/// The store refuses, after a part of the clients was stored.
void PageWork::saysHowFarAFailedImportCame()
{
    QTemporaryDir folder;
    const QString file = writeClients(folder, 100'000);
    ImportDialog dialog(*m_world->context);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.open();
    dialog.setFile(file);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.mapping().isUsable(), patience);
    button(&dialog, u"Import"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&dialog, u"rows read"_s), patience);
    const auto refused = waited(m_world->store.database.run(
        [](QSqlDatabase &db) -> Result<bool> { return QSqlQuery(db).exec(u"PRAGMA query_only = ON"_s); }));
    QVERIFY(refused && *refused);
    QTRY_VERIFY_WITH_TIMEOUT(says(&dialog, u"can not be written"_s), patience);
    QVERIFY(says(&dialog, u"Import stopped"_s));
    QVERIFY(says(&dialog, u"What was added before stays."_s));
    const auto count = waited(m_world->store.clients.count());
    QVERIFY(count && *count > 0);
    QVERIFY(says(&dialog, u"%1 added"_s.arg(QLocale().toString(*count))));
}

void PageWork::garbageIsNoImport()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"garbage.csv"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QRandomGenerator random(4711);
    QByteArray bytes(10 * 1024 * 1024, '\0');
    random.generate(reinterpret_cast<quint32 *>(bytes.data()),
                    reinterpret_cast<quint32 *>(bytes.data() + bytes.size()));
    file.write(bytes);
    file.close();
    ImportDialog dialog(*m_world->context);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.open();
    const auto isRead = [&dialog] {
        return says(&dialog, u"Nothing was imported"_s) || says(&dialog, u"Say which column holds the name."_s);
    };
    dialog.setFile(file.fileName());
    QVERIFY(!isRead()); // on another thread: the window goes on
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), patience);
    QPushButton *go = button(&dialog, u"Import"_s);
    QVERIFY(go == nullptr || !go->isEnabled());
    QCOMPARE(*waited(m_world->store.clients.count()), 0);
}

void PageWork::otherFilesSaySo_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    const QByteArray list = "Name,Phone\r\nMaria,312-555-0142\r\n";
    QTest::newRow("xlsx") << QByteArray("PK\x03\x04\x14\0\x06\0", 8) + QByteArray(400, 'x')
                          << u"This is an Excel workbook"_s;
    QTest::newRow("xls") << QByteArray("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") + QByteArray(400, '\0')
                         << u"This is an Excel workbook"_s;
    QTest::newRow("nul") << QByteArray(4000, '\0') << u"This is not a text file."_s;
    QTest::newRow("utf-16 without a mark")
        << QByteArray("N\0a\0m\0e\0,\0P\0h\0o\0n\0e\0\n\0", 22) << u"This is not a text file."_s;
    QTest::newRow("a picture") << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) + QByteArray(400, '\x01')
                               << u"This is not a text file."_s;
    QTest::newRow("one endless line") << QByteArray(3 * 1024 * 1024, 'x') << u"This is not a text file."_s;
    QTest::newRow("cut off in the heading") << QByteArray("\"Name") << u"a part of it is missing"_s;
    QTest::newRow("empty") << QByteArray() << u"The file is empty."_s;
    QTest::newRow("utf-16") << QByteArray("\xff\xfeN\0a\0m\0e\0,\0P\0h\0o\0n\0e\0\n\0", 24)
                            << u"Which column is what?"_s;
    QTest::newRow("Windows-1252") << "Tel\xe9" + list << u"Which column is what?"_s;
}

void PageWork::otherFilesSaySo()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, words);
    QTemporaryDir folder;
    QFile file(folder.filePath(u"list.csv"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    ImportDialog dialog(*m_world->context);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.open();
    dialog.setFile(file.fileName());
    QTRY_VERIFY_WITH_TIMEOUT(says(&dialog, words), patience);
    QPushButton *go = button(&dialog, u"Import"_s);
    QCOMPARE(go != nullptr, words == u"Which column is what?");
}

/// The window goes on while a large list comes in, sees how far it is, and can stop it.
void PageWork::importsAHundredThousand()
{
    QTemporaryDir folder;
    constexpr int many = 100'000;
    const QString file = writeClients(folder, many);
    ImportDialog dialog(*m_world->context);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.open();
    dialog.setFile(file);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.mapping().isUsable(), patience);
    // Turns of the event loop between two reports of progress: none, where one thing blocks it.
    int turns = 0;
    QTimer turning;
    connect(&turning, &QTimer::timeout, this, [&] { ++turns; });
    QSet<QString> progress;
    connect(&turning, &QTimer::timeout, this, [&] {
        for (const QLabel *label : dialog.findChildren<QLabel *>()) {
            if (label->text().endsWith(u" rows read"_s))
                progress << label->text();
        }
    });
    turning.start(0);
    button(&dialog, u"Import"_s)->click();
    constexpr int longPatience = 240'000;
    QTRY_VERIFY_WITH_TIMEOUT(says(&dialog, u"Import finished"_s), longPatience);
    QVERIFY2(turns > 1000, qPrintable(QString::number(turns)));
    QVERIFY2(progress.size() > 100, qPrintable(QString::number(progress.size())));
    QVERIFY(says(&dialog, u"100,000 added"_s));
    QCOMPARE(*waited(m_world->store.clients.count()), many);
    const auto last = waited(m_world->store.clients.byNumber(PhoneNumber::fromE164(u"+13122099999"_s)));
    QVERIFY(last);
    QCOMPARE(last->numbers.first().label, u"mobile"_s);
}

QTEST_MAIN(PageWork)
#include "tst_pagework.moc"
