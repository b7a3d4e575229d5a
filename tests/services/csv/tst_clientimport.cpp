#include "csv/clientimport.h"
#include "csv/csvfile.h"
#include "secrets/keyring.h"
#include "storage/clientrow.h"
#include "storage/clientstore.h"
#include "storage/database.h"
#include "storage/sql.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 180000;

template <class T>
Result<T> resultOf(QFuture<Result<T>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, patience) || future.resultCount() == 0)
        return Error{ErrorKind::Cancelled, 0, u"no result"_s, {}};
    return future.result();
}

QString dataFile(const QString &name)
{
    return QStringLiteral(TEST_DATA_DIR "/") + name;
}

/// A store of its own for each test.
struct Desk {
    Desk()
    {
        keys.unlock(std::make_shared<const FieldCipher>(SecureKey::random(), 1));
        opened = resultOf(database.open()).has_value();
    }
    QTemporaryDir folder;
    Database database{folder.filePath(u"store.db"_s)};
    KeyRing keys;
    ClientStore clients{database, keys};
    bool opened = false;

    QString write(const QByteArray &bytes) const
    {
        const auto path = folder.filePath(u"import.csv"_s);
        QFile out(path);
        return out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size() ? path : QString();
    }
    Result<ImportReport> import(const QString &file, const ImportMapping &mapping)
    {
        ClientImport job(database, keys, clients, file, mapping);
        std::optional<Result<ImportReport>> report;
        QObject::connect(&job, &ClientImport::finished, &job,
                         [&](const Result<ImportReport> &result) { report = result; });
        job.start();
        if (!QTest::qWaitFor([&] { return report.has_value(); }, patience))
            return Error{ErrorKind::Cancelled, 0, u"not finished"_s, {}};
        return *report;
    }
    Result<ImportReport> import(const QString &file, bool merge = true)
    {
        const auto preview = Csv::preview(file);
        if (!preview)
            return preview.error();
        auto mapping = ImportMapping::guess(preview->header);
        mapping.mergeDuplicates = merge;
        return import(file, mapping);
    }
    Result<Client> byNumber(const QString &e164)
    {
        const auto found = resultOf(clients.byNumber(PhoneNumber::fromE164(e164)));
        return found ? resultOf(clients.fetch(found->id)) : found;
    }
    qint64 number(const QString &sql)
    {
        return resultOf(database.run([sql](QSqlDatabase &db) -> Result<qint64> {
                   auto query = execSql(db, sql);
                   if (!query || !query->next())
                       return Error{ErrorKind::Storage, 0, sql, {}};
                   return query->value(0).toLongLong();
               }))
            .value_or(-1);
    }
};
} // namespace

class ClientImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void excel()
    {
        Desk desk;
        QVERIFY(desk.opened);
        QSignalSpy resets(&desk.clients, &ClientStore::reset);
        const auto report = desk.import(dataFile(u"clients-excel.csv"_s));
        QVERIFY(report);
        QCOMPARE(report->added, 2);
        QCOMPARE(report->skipped, 1); // "Otra Ana" adds nothing to what is known
        QCOMPARE(resets.count(), 1);
        QCOMPARE(report->problemCount, 3);
        QList<std::pair<qint64, QString>> problems;
        for (const auto &problem : report->problems)
            problems.append({problem.line, problem.reason});
        QCOMPARE(problems,
                 (QList<std::pair<qint64, QString>>{{5, u"no-name"_s}, {6, u"no-number"_s}, {7, u"bad-number"_s}}));
        const auto jose = desk.byNumber(u"+13125550142"_s);
        QVERIFY(jose);
        QCOMPARE(jose->name, u"José Ñúñez"_s);
        QCOMPARE(jose->notes, u"Línea uno\nlínea \"dos\""_s);
        QCOMPARE(jose->tags, (QStringList{u"fiscal"_s, u"2026"_s}));
        QCOMPARE(desk.number(u"SELECT count(*) FROM audit_log WHERE action = 'clients.imported'"_s), 1);
    }

    /// What a column's heading says of its numbers is kept for each of them.
    void labelsOfEveryNumber()
    {
        Desk desk;
        const auto outlook = desk.import(desk.write("Name,Mobile Phone,Home Phone,Business Phone\r\n"
                                                    "Maria Lopez,312-555-0142,312-555-0143,312-555-0144\r\n"));
        QVERIFY(outlook);
        QCOMPARE(outlook->added, 1);
        const auto labels = [&desk](const QString &e164) {
            QStringList result;
            const auto client = desk.byNumber(e164);
            for (const ClientNumber &number : client ? client->numbers : QList<ClientNumber>())
                result << number.label;
            return result;
        };
        QCOMPARE(labels(u"+13125550142"_s), (QStringList{u"mobile"_s, u"home"_s, u"business"_s}));
        const auto google =
            desk.import(desk.write("Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\r\n"
                                   "Grace Wu,* Mobile ::: Work,312-555-0150 ::: 312-555-0151,Home,312-555-0152\r\n"));
        QVERIFY(google);
        QCOMPARE(google->added, 1);
        QCOMPARE(labels(u"+13125550150"_s), (QStringList{u"mobile"_s, u"work"_s, u"home"_s}));
    }

    /// A label fills an empty one; what somebody wrote stays.
    void labelsOfKnownNumbers()
    {
        Desk desk;
        QVERIFY(desk.import(desk.write("Name,Phone\r\nMaria Lopez,312-555-0142\r\n")));
        for (const QByteArray heading : {"Mobile Phone", "Home Phone"})
            QVERIFY(desk.import(desk.write("Name," + heading + "\r\nMaria Lopez,312-555-0142\r\n")));
        const auto client = desk.byNumber(u"+13125550142"_s);
        QVERIFY(client);
        QCOMPARE(client->numbers.size(), 1);
        QCOMPARE(client->numbers.first().label, u"mobile"_s);
    }

    /// With + and the country's code a number is taken; without it the row is listed, and nothing is guessed.
    void otherCountries()
    {
        Desk desk;
        const auto report = desk.import(desk.write("Name,Phone\r\nGrace Wu,+44 20 7946 0018\r\n"
                                                   "Liat Cohen,+972 50 234 5678\r\nTom Hill,020 7946 0018\r\n"
                                                   "Ana Gil,0034 612 345 678\r\n"));
        QVERIFY(report);
        QVERIFY(desk.byNumber(u"+442079460018"_s));
        QVERIFY(desk.byNumber(u"+972502345678"_s));
        QCOMPARE(report->added, 2);
        QCOMPARE(report->problemCount, 2);
        QCOMPARE(report->problems.first().reason, u"bad-number"_s);
        QCOMPARE(report->problems.first().line, 4);
    }

    void google()
    {
        Desk desk;
        const auto report = desk.import(dataFile(u"clients-google.csv"_s));
        QVERIFY(report);
        QCOMPARE(report->added, 2);
        QCOMPARE(report->problemCount, 0);
        const auto maria = desk.byNumber(u"+15205550124"_s);
        QVERIFY(maria);
        QCOMPARE(maria->name, u"Maria Lopez"_s);
        QCOMPARE(maria->numbers.size(), 3);
        QCOMPARE(maria->numbers.first().number.e164(), u"+15205550123"_s);
        QCOMPARE(maria->numbers.first().label, u"mobile"_s);
        QCOMPARE(maria->numbers.last().label, u"work"_s);
        QCOMPARE(maria->usState, u"AZ"_s);
        QCOMPARE(maria->tags, QStringList{u"Tax 2026"_s});
        const auto sean = desk.byNumber(u"+13125550160"_s);
        QVERIFY(sean);
        QCOMPARE(sean->name, u"Sean O'Neil"_s);
        QCOMPARE(sean->usState, u"IL"_s);

        const auto old = desk.import(dataFile(u"clients-google-old.csv"_s));
        QVERIFY(old);
        QCOMPARE(old->added, 1);
        const auto wei = desk.byNumber(u"+14155550101"_s);
        QVERIFY(wei);
        QCOMPARE(wei->name, u"Wei Chen"_s);
        QCOMPARE(wei->tags, QStringList{u"friends"_s});
    }

    /// The fast path writes what the stores' own derivation would.
    void searchTextFits()
    {
        Desk desk;
        QVERIFY(desk.import(dataFile(u"clients-google.csv"_s)));
        const auto same = resultOf(desk.database.run([](QSqlDatabase &db) -> Result<int> {
            auto query = execSql(db, u"SELECT id, search_text FROM clients"_s);
            if (!query)
                return query.error();
            QList<std::pair<QString, QString>> rows;
            while (query->next())
                rows.append({query->value(0).toString(), query->value(1).toString()});
            int equal = 0;
            for (const auto &[id, text] : rows) {
                if (!ClientRow::refreshSearch(db, ClientId::fromString(id)))
                    continue;
                auto again = execSql(db, u"SELECT search_text FROM clients WHERE id = ?"_s, {id});
                equal += again && again->next() && again->value(0).toString() == text ? 1 : 0;
            }
            return equal;
        }));
        QCOMPARE(same.value_or(-1), 2);
    }

    void duplicates_data()
    {
        QTest::addColumn<bool>("merge");
        QTest::newRow("merge") << true;
        QTest::newRow("skip") << false;
    }
    void duplicates()
    {
        QFETCH(bool, merge);
        Desk desk;
        const auto file = desk.write("name,phone,phone 2,notes,language\n"
                                     "Ana,312-555-0142,,,\n"
                                     "Bo,312-555-0150,,first,en\n"
                                     "Ana Again,(312) 555-0142,312-555-0143,a note,es\n" // within the file
                                     "Bo Again,+1 312 555 0150,,second,es\n");
        const auto report = desk.import(file, merge);
        QVERIFY(report);
        QCOMPARE(report->added, 2);
        QCOMPARE(report->merged, merge ? 1 : 0);
        QCOMPARE(report->skipped, merge ? 1 : 2); // Bo lacks nothing
        QCOMPARE(report->problemCount, merge ? 0 : 2);
        if (!merge)
            QCOMPARE(report->problems.first().reason, u"duplicate"_s);
        const auto ana = desk.byNumber(u"+13125550142"_s);
        QVERIFY(ana);
        QCOMPARE(ana->name, u"Ana"_s);
        QCOMPARE(ana->notes, merge ? u"a note"_s : QString());
        QCOMPARE(ana->language, merge ? u"es"_s : QString());
        QCOMPARE(ana->numbers.size(), merge ? 2 : 1);
        const auto bo = desk.byNumber(u"+13125550150"_s);
        QVERIFY(bo);
        QCOMPARE(bo->notes, u"first"_s);
        QCOMPARE(resultOf(desk.clients.count()).value_or(-1), 2);
    }

    /// A hundred thousand rows in batches, with the event loop turning between them.
    void manyRows()
    {
        constexpr int rows = 100000;
        Desk desk;
        QByteArray bytes("name,phone,notes\r\n");
        for (int i = 0; i < rows; ++i) // +1 2xx 2xx xxxx: possible numbers, each once
            bytes += "Client " + QByteArray::number(i) + ",+1" + QByteArray::number(2012000000LL + i) + ",note\r\n";
        const auto file = desk.write(bytes);
        ClientImport job(desk.database, desk.keys, desk.clients, file,
                         ImportMapping::guess({u"name"_s, u"phone"_s, u"notes"_s}));
        std::optional<Result<ImportReport>> report;
        qint64 ticks = 0;
        qint64 ticksAtLast = 0;
        qint64 busySteps = 0;
        qint64 steps = 0;
        qint64 lastRows = 0;
        QTimer ticker;
        connect(&ticker, &QTimer::timeout, &ticker, [&] { ++ticks; });
        connect(&job, &ClientImport::progressed, &job, [&](qint64 position, qint64 total, qint64 done) {
            ++steps;
            busySteps += ticks > ticksAtLast ? 1 : 0;
            ticksAtLast = ticks;
            QVERIFY(done >= lastRows && position <= total);
            lastRows = done;
        });
        connect(&job, &ClientImport::finished, &job, [&](const Result<ImportReport> &result) { report = result; });
        ticker.start(0);
        job.start();
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), patience);
        QVERIFY(*report);
        QCOMPARE((*report)->added, rows);
        QCOMPARE((*report)->problemCount, 0);
        QCOMPARE(lastRows, rows);
        QVERIFY(steps >= rows / 500);
        QVERIFY2(busySteps > steps * 9 / 10, "the event loop turned between the batches");
        QCOMPARE(desk.number(u"SELECT count(*) FROM client_numbers"_s), rows);
    }

    void cancelKeepsWhatIsThere()
    {
        Desk desk;
        QByteArray bytes("name,phone\n");
        for (int i = 0; i < 5000; ++i)
            bytes += "Client,+1" + QByteArray::number(2012000000LL + i) + "\n";
        ClientImport job(desk.database, desk.keys, desk.clients, desk.write(bytes),
                         ImportMapping::guess({u"name"_s, u"phone"_s}));
        std::optional<Result<ImportReport>> report;
        connect(&job, &ClientImport::progressed, &job, [&](qint64, qint64, qint64 rows) {
            if (rows >= 500)
                job.cancel();
        });
        connect(&job, &ClientImport::finished, &job, [&](const Result<ImportReport> &result) { report = result; });
        job.start();
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), patience);
        QVERIFY(*report);
        QVERIFY((*report)->canceled);
        QVERIFY((*report)->added >= 500 && (*report)->added < 5000);
        QCOMPARE(desk.number(u"SELECT count(*) FROM clients"_s), (*report)->added);
    }

    void destroyedWhileRunning()
    {
        Desk desk;
        QByteArray bytes("name,phone\n");
        for (int i = 0; i < 5000; ++i)
            bytes += "Client,+1" + QByteArray::number(2012000000LL + i) + "\n";
        auto job = std::make_unique<ClientImport>(desk.database, desk.keys, desk.clients, desk.write(bytes),
                                                  ImportMapping::guess({u"name"_s, u"phone"_s}));
        QSignalSpy progress(job.get(), &ClientImport::progressed);
        job->start();
        QTRY_VERIFY_WITH_TIMEOUT(progress.count() > 0, patience);
        job.reset();
        QVERIFY(desk.number(u"SELECT count(*) FROM clients"_s) < 5000);
    }

    void garbage()
    {
        Desk desk;
        QByteArray bytes("name,phone\n");
        bytes += QByteArray("Ana,no number here\n").repeated(5000); // text enough not to be refused as a whole
        for (quint32 i = 1; bytes.size() < 10 * 1024 * 1024; i = i * 1664525 + 1013904223)
            bytes += char(i >> 24);
        bytes += "\n";
        const auto report = desk.import(desk.write(bytes), ImportMapping::guess({u"name"_s, u"phone"_s}));
        QVERIFY(report);
        QCOMPARE(report->added, 0);
        QVERIFY(report->problemCount > 0);
        QVERIFY(report->problems.size() <= 10000);
    }

    void refusals()
    {
        Desk desk;
        const auto mapping = ImportMapping::guess({u"name"_s, u"phone"_s});
        QCOMPARE(desk.import(desk.folder.filePath(u"none"_s), mapping).error().kind, ErrorKind::NotFound);
        QCOMPARE(desk.import(desk.write("name,phone\nA,312-555-0142\n"), ImportMapping()).error().kind,
                 ErrorKind::Invalid);
        desk.keys.lock();
        QCOMPARE(desk.import(desk.write("name,phone\nA,312-555-0142\n"), mapping).error().kind, ErrorKind::Locked);
        QCOMPARE(desk.number(u"SELECT count(*) FROM clients"_s), 0);
    }

    void problemsAreSaved()
    {
        Desk desk;
        const auto report = desk.import(dataFile(u"clients-excel.csv"_s));
        QVERIFY(report);
        const auto file = desk.folder.filePath(u"problems.csv"_s);
        QVERIFY(resultOf(ClientImport::saveProblems(*report, file)));
        const auto saved = Csv::preview(file);
        QVERIFY(saved);
        QCOMPARE(saved->rows.size(), 3);
        QCOMPARE(saved->rows.first().mid(0, 2), (QStringList{u"5"_s, u"no-name"_s}));
        QVERIFY(saved->rows.first().contains(u"312-555-0144"_s));
        QVERIFY(!resultOf(ClientImport::saveProblems(*report, desk.folder.filePath(u"no/folder/x"_s))));
    }
};

QTEST_GUILESS_MAIN(ClientImportTest)
#include "tst_clientimport.moc"
