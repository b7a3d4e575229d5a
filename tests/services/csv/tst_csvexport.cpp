#include "csv/clientimport.h"
#include "csv/csvfile.h"
#include "csv/export.h"
#include "csv/exportlines.h"
#include "secrets/keyring.h"
#include "storage/auditlog.h"
#include "storage/clientrow.h"
#include "storage/database.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

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

struct World {
    explicit World(const QString &file)
        : database(file)
        , clients(database, keys)
        , communications(database, keys, clients)
        , notes(database, keys)
        , audit(database, keys)
    {
        keys.unlock(std::make_shared<const FieldCipher>(SecureKey::random(), 1));
    }
    bool open() { return resultOf(database.open()).has_value(); }

    /// All clients with their notes, archived ones too, by name.
    QList<Client> all()
    {
        QList<Client> found;
        for (const bool archived : {false, true}) {
            const auto page = resultOf(clients.page({{}, archived, false}, {}, 1000));
            for (const Client &client : page ? page->clients : QList<Client>())
                found.append(resultOf(clients.fetch(client.id)).value_or(Client()));
        }
        std::sort(found.begin(), found.end(), [](const Client &a, const Client &b) { return a.name < b.name; });
        return found;
    }

    Database database;
    KeyRing keys;
    ClientStore clients;
    CommunicationStore communications;
    InternalNoteStore notes;
    AuditLog audit;
};

/// Everything of a client that is not this store's own.
QString described(const Client &client)
{
    QStringList parts{client.name,
                      personaKey(client.persona),
                      client.language,
                      client.usState,
                      client.timeZone,
                      client.tags.join(u'|'),
                      client.notes,
                      client.archived ? u"archived"_s : QString(),
                      client.unknown ? u"unknown"_s : QString(),
                      client.createdAt.toUTC().toString(Qt::ISODateWithMs)};
    for (const ClientNumber &number : client.numbers)
        parts << number.number.e164() << number.label << permissionKey(number.permission)
              << number.permissionSince.toUTC().toString(Qt::ISODateWithMs);
    return parts.join(u'\n');
}

ClientNumber number(const QString &e164, const QString &label, TextPermission permission = TextPermission::MayText,
                    const QDateTime &since = {})
{
    return {PhoneNumber::fromE164(e164), label, permission, since};
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
    std::unique_ptr<InternalNoteStore> m_notes;
    std::unique_ptr<AuditLog> m_audit;
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
        m_notes = std::make_unique<InternalNoteStore>(*m_database, m_keys);
        m_audit = std::make_unique<AuditLog>(*m_database, m_keys);
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
        CsvExport job(*m_clients, *m_communications, *m_notes, *m_audit);
        const auto file = m_folder.filePath(u"clients.csv"_s);
        const auto rows = finished(job, [&] { job.exportClients(file); });
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

    void notes()
    {
        const auto page = resultOf(m_clients->page({}, {}, 1));
        QVERIFY(page);
        const Client client = page->clients.first();
        const StaffId ann = StaffId::create();
        constexpr int count = 410; // three pages, many in the same millisecond
        InternalNote last;
        for (int i = 0; i < count; ++i) {
            const auto note = resultOf(m_notes->add(client.id, u"=note %1"_s.arg(i), ann, u"Ann"_s));
            QVERIFY(note);
            last = *note;
        }
        QVERIFY(resultOf(m_notes->withdraw(last.id, ann)));

        CsvExport job(*m_clients, *m_communications, *m_notes, *m_audit);
        const auto file = m_folder.filePath(u"notes.csv"_s);
        const auto rows = finished(job, [&] { job.exportNotes(file); });
        QVERIFY(rows);
        QCOMPARE(*rows, count);
        QSet<QString> texts;
        QString withdrawn;
        QString previous;
        bool isOrdered = true;
        QVERIFY(Csv::read(file,
                          [&](qint64 line, const QStringList &cells) {
                              if (cells.value(1) != client.name && cells.value(1) != u'\'' + client.name)
                                  return true; // the header
                              isOrdered = isOrdered && previous <= cells.value(0) && cells.value(3) == u"Ann"_s;
                              previous = cells.value(0);
                              texts.insert(cells.value(5));
                              if (!cells.value(6).isEmpty())
                                  withdrawn += cells.value(5) + cells.value(7);
                              return line > 0;
                          },
                          {}, {}));
        QVERIFY(isOrdered);
        QCOMPARE(texts.size(), count);
        QVERIFY(texts.contains(u"'=note 0"_s)); // no formula
        QCOMPARE(withdrawn, u"'=note 409"_s + last.id.toString());
        QVERIFY(resultOf(m_notes->ofClient(client.id))->last().text.isEmpty()); // the window goes on hiding it
    }

    void history()
    {
        CsvExport job(*m_clients, *m_communications, *m_notes, *m_audit);
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
        CsvExport job(*m_clients, *m_communications, *m_notes, *m_audit);
        const auto file = m_folder.filePath(u"canceled.csv"_s);
        connect(&job, &CsvExport::progressed, &job, [&] { job.cancel(); });
        const auto rows = finished(job, [&] { job.exportClients(file); });
        QVERIFY(!rows);
        QCOMPARE(rows.error().kind, ErrorKind::Cancelled);
        QVERIFY(!QFile::exists(file));
        QTRY_VERIFY(QDir(m_folder.path()).entryList({u"canceled.csv*"_s}, QDir::Files | QDir::Hidden).isEmpty());
    }

    void notWritable()
    {
        CsvExport job(*m_clients, *m_communications, *m_notes, *m_audit);
        const auto rows = finished(job, [&] { job.exportClients(m_folder.filePath(u"no/folder/x.csv"_s)); });
        QVERIFY(!rows);
        QCOMPARE(rows.error().kind, ErrorKind::Storage);
    }

    void importingItGivesTheSameClients()
    {
        const QDateTime since(QDate(2026, 3, 4), QTime(5, 6, 7, 89), Qt::UTC);
        World from(m_folder.filePath(u"from.db"_s));
        QVERIFY(from.open());
        Client ana;
        ana.name = u"Ana"_s;
        ana.persona = Persona::Attorney;
        ana.language = u"es"_s;
        ana.usState = u"IL"_s;
        ana.timeZone = u"America/Denver"_s;
        ana.tags = {u"Smith; sons"_s, u"=vip"_s};
        ana.notes = u"'=not a formula\nsecond line, with \"quotes\""_s;
        ana.numbers = {number(u"+13125550140"_s, u"Office"_s),
                       number(u"+13125550141"_s, {}, TextPermission::OptedOut, since), number(u"+13125550142"_s, {}),
                       number(u"+13125550143"_s, u"Cabin"_s, TextPermission::Held, since),
                       number(u"+13125550144"_s, u"spare"_s, TextPermission::MayText, since)};
        QVERIFY(resultOf(from.clients.save(ana)));
        Client old;
        old.name = u"Old"_s;
        old.numbers = {number(u"+13125550150"_s, u"mobile"_s)};
        const auto saved = resultOf(from.clients.save(old));
        QVERIFY(saved);
        QVERIFY(resultOf(from.clients.setArchived(saved->id, true)));
        Client nobody;
        nobody.unknown = true; // wrote STOP and was never named
        nobody.numbers = {number(u"+13125550160"_s, {}, TextPermission::OptedOut, since)};
        QVERIFY(resultOf(from.clients.save(nobody)));

        Client numberless;
        numberless.name = u"Zoe"_s;
        numberless.notes = u"calls us"_s;
        QVERIFY(resultOf(from.clients.save(numberless)));

        CsvExport job(from.clients, from.communications, from.notes, from.audit);
        const auto file = m_folder.filePath(u"all.csv"_s);
        const auto rows = finished(job, [&] { job.exportClients(file); });
        QVERIFY(rows);
        QCOMPARE(*rows, 4);

        World to(m_folder.filePath(u"to.db"_s));
        QVERIFY(to.open());
        const auto mapping = ImportMapping::guess(Csv::preview(file)->header);
        for (const qint64 added : {4, 0}) { // the second time there is nothing new in it
            ClientImport import(to.database, to.keys, to.clients, file, mapping);
            std::optional<Result<ImportReport>> report;
            connect(&import, &ClientImport::finished, this, [&](const Result<ImportReport> &done) { report = done; });
            import.start();
            QVERIFY(QTest::qWaitFor([&] { return report.has_value(); }, patience));
            QVERIFY(*report);
            QCOMPARE((*report)->problemCount, 0);
            QCOMPARE((*report)->added, added);
            const auto before = from.all();
            const auto after = to.all();
            QCOMPARE(after.size(), before.size());
            for (qsizetype i = 0; i < before.size(); ++i)
                QCOMPARE(described(after.at(i)), described(before.at(i)));
        }
    }

    void aStopInTheFileHoldsForKnownNumbers()
    {
        World to(m_folder.filePath(u"known.db"_s));
        QVERIFY(to.open());
        const QDateTime lifted = QDateTime::currentDateTimeUtc();
        Client known;
        known.name = u"Known"_s;
        known.numbers = {number(u"+13125550140"_s, {}), number(u"+13125550141"_s, {}, TextPermission::MayText, lifted)};
        QVERIFY(resultOf(to.clients.save(known)));
        Client stopped = known;
        const QDateTime since = lifted.addDays(-9);
        stopped.numbers = {number(u"+13125550140"_s, {}, TextPermission::OptedOut, since),
                           number(u"+13125550141"_s, {}, TextPermission::OptedOut, since)};
        const auto file = m_folder.filePath(u"stops.csv"_s);
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(ExportLines::clientHeader() + ExportLines::of(stopped));
        out.close();
        auto mapping = ImportMapping::guess(Csv::preview(file)->header);
        mapping.mergeDuplicates = false; // the row is skipped, its stop is not
        ClientImport import(to.database, to.keys, to.clients, file, mapping);
        std::optional<Result<ImportReport>> report;
        connect(&import, &ClientImport::finished, this, [&](const Result<ImportReport> &done) { report = done; });
        import.start();
        QVERIFY(QTest::qWaitFor([&] { return report.has_value(); }, patience));
        QCOMPARE(resultOf(to.clients.permissionOf(known.numbers.at(0).number)).value_or(TextPermission::MayText),
                 TextPermission::OptedOut);
        // Here somebody has written START since: what we know ourselves stays.
        QCOMPARE(resultOf(to.clients.permissionOf(known.numbers.at(1).number)).value_or(TextPermission::OptedOut),
                 TextPermission::MayText);
    }

    void foreignFilesDecideNothing()
    {
        const auto mapping = ImportMapping::guess({u"Name"_s, u"Phone"_s, u"Archived"_s, u"Created at"_s});
        QVERIFY(!mapping.own.isOurs());
        QCOMPARE(mapping.own.archived, -1);
    }

    void historyColumns()
    {
        Communication row;
        row.id = CommunicationId::create();
        row.clientId = ClientId::create();
        row.clientName = u"Maria Lopez"_s;
        row.peer = PhoneNumber::fromE164(u"+13125550142"_s);
        row.createdAt = QDateTime(QDate(2026, 11, 17), QTime(22, 1), Qt::UTC);
        row.sortAt = row.createdAt.addSecs(2);
        row.status = u"delivered"_s;
        row.sendState = SendState::Accepted;
        row.segments = 2;
        row.price = Money::fromString(u"-0.01660"_s, u"USD"_s);
        row.messageSid = u"SM1"_s;
        row.staffName = u"Ana Ruiz"_s;
        row.onBehalfName = u"Tom Novak"_s;
        row.overrideReason = u"=she asked"_s;
        const auto file = m_folder.filePath(u"columns.csv"_s);
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(ExportLines::historyHeader() + ExportLines::of(row));
        out.close();
        const auto preview = Csv::preview(file);
        QVERIFY(preview);
        QCOMPARE(preview->rows.size(), 1);
        const auto cell = [&](const QString &name) {
            return preview->rows.first().value(preview->header.indexOf(name), u"no such column"_s);
        };
        QCOMPARE(cell(u"created_at"_s), u"2026-11-17T22:01:00.000Z"_s);
        QCOMPARE(cell(u"sort_at"_s), u"2026-11-17T22:01:02.000Z"_s);
        QCOMPARE(cell(u"client_name"_s), u"Maria Lopez"_s);
        QCOMPARE(cell(u"client_id"_s), row.clientId.toString());
        QCOMPARE(cell(u"peer"_s), u"'+13125550142"_s);
        QCOMPARE(cell(u"direction"_s), u"outbound"_s);
        QCOMPARE(cell(u"status"_s), u"delivered"_s);
        QCOMPARE(cell(u"send_state"_s), u"accepted"_s);
        QCOMPARE(cell(u"segments"_s), u"2"_s);
        QCOMPARE(cell(u"price"_s), u"'-0.01660"_s); // exact, trailing zeros and all
        QCOMPARE(cell(u"price_unit"_s), u"USD"_s);
        QCOMPARE(cell(u"message_sid"_s), u"SM1"_s);
        QCOMPARE(cell(u"staff_name"_s), u"Ana Ruiz"_s);
        QCOMPARE(cell(u"on_behalf_name"_s), u"Tom Novak"_s);
        QCOMPARE(cell(u"override_reason"_s), u"'=she asked"_s);
    }

    void apostrophesComeBack()
    {
        for (const QString &text : {u"=1+1"_s, u"'=1+1"_s, u"''@x"_s, u"'plain"_s, u"+1"_s, u"'"_s}) {
            const QString written = QString::fromUtf8(Csv::line({text})).trimmed();
            QVERIFY2(!QStringView(u"=+-@").contains(written.front()), qPrintable(written));
            QCOMPARE(Csv::withoutApostrophes(written), text);
        }
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
