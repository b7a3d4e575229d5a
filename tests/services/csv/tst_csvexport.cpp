#include "csv/clientimport.h"
#include "csv/csvfile.h"
#include "csv/export.h"
#include "csv/exportlines.h"
#include "secrets/keyring.h"
#include "storage/database.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 60000;

template <class T>
Result<T> resultOf(QFuture<Result<T>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, patience) || future.resultCount() == 0)
        return Error{ErrorKind::Cancelled, 0, u"no result"_s, {}};
    return future.result();
}
} // namespace

class CsvExportTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Database> m_database;
    KeyRing m_keys;
    std::unique_ptr<ClientStore> m_clients;
    std::unique_ptr<CommunicationStore> m_communications;
    static constexpr int clientCount = 450; // three pages

    Result<qint64> finished(CsvExport &job, const std::function<void()> &start)
    {
        std::optional<Result<qint64>> result;
        connect(&job, &CsvExport::finished, &job, [&](const Result<qint64> &rows) { result = rows; });
        start();
        if (!QTest::qWaitFor([&] { return result.has_value(); }, patience))
            return Error{ErrorKind::OutcomeUnknown, 0, u"not finished"_s, {}};
        return *result;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_keys.unlock(std::make_shared<const FieldCipher>(SecureKey::random(), 1));
        m_database = std::make_unique<Database>(m_folder.filePath(u"store.db"_s));
        QVERIFY(resultOf(m_database->open()));
        m_clients = std::make_unique<ClientStore>(*m_database, m_keys);
        m_communications = std::make_unique<CommunicationStore>(*m_database, m_keys, *m_clients);
        for (int i = 0; i < clientCount; ++i) {
            Client client;
            client.name = i == 0 ? u"=cmd|' /C calc'!A0"_s : u"Client %1"_s.arg(i);
            client.notes = u"note %1"_s.arg(i);
            client.numbers.append({PhoneNumber::fromE164(u"+1%1"_s.arg(2012000000LL + i)), u"mobile"_s, {}, {}});
            QVERIFY(resultOf(m_clients->save(client)));
        }
    }

    void clients()
    {
        CsvExport job(*m_clients, *m_communications);
        const auto file = m_folder.filePath(u"clients.csv"_s);
        const auto rows = finished(job, [&] { job.exportClients({}, file); });
        QVERIFY(rows);
        QCOMPARE(*rows, clientCount);
        QSet<QString> notes;
        bool formulaIsQuoted = false;
        QVERIFY(Csv::read(file,
                          [&](qint64, const QStringList &cells) {
                              formulaIsQuoted = formulaIsQuoted || cells.value(0).startsWith("'=cmd"_L1);
                              for (const auto &cell : cells) {
                                  if (cell.startsWith("note "_L1))
                                      notes.insert(cell);
                              }
                              return true;
                          },
                          {}, {}));
        QVERIFY(formulaIsQuoted);
        QCOMPARE(notes.size(), clientCount);
        const auto mapping = ImportMapping::guess(Csv::preview(file)->header);
        QVERIFY(mapping.isUsable());
        QCOMPARE(mapping.name, 0);
        QCOMPARE(mapping.numbers.size(), 3);
        QCOMPARE(QDir(m_folder.path()).entryList({u"clients.csv*"_s}), QStringList{u"clients.csv"_s});
    }

    void history()
    {
        CsvExport job(*m_clients, *m_communications);
        const auto file = m_folder.filePath(u"history.csv"_s);
        const auto rows = finished(job, [&] { job.exportHistory({}, file, u"abc123"_s); });
        QVERIFY(rows);
        QCOMPARE(*rows, 0);
        QFile in(file);
        QVERIFY(in.open(QIODevice::ReadOnly));
        const auto bytes = in.readAll();
        QVERIFY(bytes.startsWith("\xef\xbb\xbf"
                                 "created_at,"));
        QVERIFY(bytes.endsWith("audit_head,abc123\r\n"));
    }

    void canceled()
    {
        CsvExport job(*m_clients, *m_communications);
        const auto file = m_folder.filePath(u"canceled.csv"_s);
        connect(&job, &CsvExport::progressed, &job, [&] { job.cancel(); });
        const auto rows = finished(job, [&] { job.exportClients({}, file); });
        QVERIFY(!rows);
        QCOMPARE(rows.error().kind, ErrorKind::Cancelled);
        QVERIFY(!QFile::exists(file));
        QTRY_VERIFY(QDir(m_folder.path()).entryList({u"canceled.csv*"_s}, QDir::Files | QDir::Hidden).isEmpty());
    }

    void notWritable()
    {
        CsvExport job(*m_clients, *m_communications);
        const auto rows = finished(job, [&] { job.exportClients({}, m_folder.filePath(u"no/folder/x.csv"_s)); });
        QVERIFY(!rows);
        QCOMPARE(rows.error().kind, ErrorKind::Storage);
    }

    void manyNumbersShareTheLastColumn()
    {
        Client client;
        client.name = u"Ana"_s;
        for (int i = 0; i < 5; ++i)
            client.numbers.append({PhoneNumber::fromE164(u"+1312555014%1"_s.arg(i)), QString(), {}, {}});
        QVERIFY(ExportLines::of(client).contains("+13125550142 ::: +13125550143 ::: +13125550144"));
    }
};

QTEST_GUILESS_MAIN(CsvExportTest)
#include "tst_csvexport.moc"
