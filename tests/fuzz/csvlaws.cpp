#include "laws.h"

#include "csv/clientparser.h"
#include "csv/csvfile.h"
#include "csv/exportlines.h"
#include "storage/clientrow.h"

#include <QSet>

#include <algorithm>
#include <limits>

#include <sys/mman.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 wholeFile = 1024 * 1024;

/// A file that never reaches a disk.
class MemoryFile
{
public:
    explicit MemoryFile(const QByteArray &bytes)
        : m_descriptor(memfd_create("csv", 0))
        , m_complete(write(m_descriptor, bytes.constData(), size_t(bytes.size())) == bytes.size())
    {
    }
    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;
    ~MemoryFile() { close(m_descriptor); }
    bool isComplete() const { return m_complete; }
    QString path() const { return u"/proc/self/fd/%1"_s.arg(m_descriptor); }

private:
    int m_descriptor;
    bool m_complete;
};

struct Reading {
    QString error;
    QStringList header;
    QList<CsvReader::Row> rows;
};

Reading read(const MemoryFile &file, qint64 chunkSize)
{
    Reading reading;
    CsvReader reader(chunkSize);
    const Result<void> opened = reader.open(file.path());
    if (!opened) {
        reading.error = opened.error().detail;
        return reading;
    }
    reading.header = reader.header();
    while (const auto row = reader.next())
        reading.rows.append(*row);
    return reading;
}

bool isSame(const CsvReader::Row &a, const CsvReader::Row &b)
{
    return a.line == b.line && a.cells == b.cells && a.bad == b.bad;
}

Laws::Broken checkChunks(const MemoryFile &file, const Reading &whole)
{
    for (const qint64 size : {1, 3, 8}) {
        const Reading chunked = read(file, size);
        HOLDS(chunked.error == whole.error);
        HOLDS(chunked.header == whole.header);
        HOLDS(std::equal(chunked.rows.begin(), chunked.rows.end(), whole.rows.begin(), whole.rows.end(), isSame));
    }
    return nullptr;
}

Laws::Broken checkRows(const Reading &whole)
{
    qint64 line = 0;
    for (const CsvReader::Row &row : whole.rows) {
        HOLDS(row.line > line);
        HOLDS(row.bad.isEmpty() != row.cells.isEmpty());
        line = row.line;
    }
    return nullptr;
}

/// What line() writes is read again as it was.
Laws::Broken checkWriting(const Reading &whole)
{
    QByteArray bytes("a,b\r\n");
    QList<QStringList> written;
    for (const CsvReader::Row &row : whole.rows) {
        if (row.bad.isEmpty()) {
            written.append(row.cells);
            bytes += Csv::line(row.cells);
        }
    }
    const MemoryFile file(bytes);
    HOLDS(file.isComplete());
    Reading again = read(file, wholeFile);
    HOLDS(again.rows.size() == written.size());
    for (qsizetype i = 0; i < written.size(); ++i) {
        for (QString &cell : again.rows[i].cells)
            cell = Csv::withoutApostrophes(cell);
        HOLDS(again.rows.at(i).cells == written.at(i));
    }
    return nullptr;
}

QStringList described(const Client &client)
{
    QStringList parts{client.name,
                      personaKey(client.persona),
                      client.language,
                      client.usState,
                      client.timeZone,
                      client.notes,
                      QString::number(client.archived),
                      QString::number(client.unknown),
                      client.createdAt.toUTC().toString(Qt::ISODateWithMs)};
    parts += client.tags;
    for (const ClientNumber &number : client.numbers)
        parts << number.number.e164() << number.label << permissionKey(number.permission)
              << number.permissionSince.toUTC().toString(Qt::ISODateWithMs);
    return parts;
}

/// A client that was exported is imported as it was.
Laws::Broken checkExport(const QList<Client> &clients)
{
    QByteArray bytes = ExportLines::clientHeader();
    for (const Client &client : clients)
        bytes += ExportLines::of(client);
    const MemoryFile file(bytes);
    HOLDS(file.isComplete());
    const auto preview = Csv::preview(file.path());
    HOLDS(preview.has_value());
    ClientParser parser(ImportMapping::guess(preview->header));
    HOLDS(parser.open(file.path()).has_value());
    const auto batch = parser.next(std::numeric_limits<int>::max());
    HOLDS(batch.has_value() && batch->problems.isEmpty());
    HOLDS(batch->clients.size() == clients.size());
    for (qsizetype i = 0; i < clients.size(); ++i)
        HOLDS(described(batch->clients.at(i)) == described(clients.at(i)));
    return nullptr;
}

Laws::Broken checkImport(const MemoryFile &file, const Reading &whole)
{
    ImportMapping mapping = ImportMapping::guess(whole.header);
    if (!mapping.isUsable()) {
        mapping.name = 0;
        mapping.numbers = {1};
    }
    ClientParser parser(mapping);
    HOLDS(parser.open(file.path()).has_value());
    QList<Client> clients;
    QSet<qint64> named; // lines that gave a client or a problem
    qint64 rows = 0;
    for (bool last = false; !last;) {
        const auto batch = parser.next(7);
        HOLDS(batch.has_value());
        HOLDS(batch->lines.size() == batch->clients.size() && batch->cells.size() == batch->clients.size());
        for (const qint64 line : batch->lines)
            named.insert(line);
        for (const ImportProblem &problem : batch->problems)
            named.insert(problem.line);
        clients += batch->clients;
        rows += batch->rows;
        last = batch->last;
    }
    HOLDS(rows == whole.rows.size());
    HOLDS(named.size() == whole.rows.size());
    for (const Client &client : clients) {
        HOLDS(client.unknown || !client.name.isEmpty());
        HOLDS(mapping.own.isOurs() || !client.numbers.isEmpty());
        for (const ClientNumber &number : client.numbers)
            HOLDS(!number.number.isNull());
    }
    return checkExport(clients);
}
} // namespace

Laws::Broken Laws::csv(const QByteArray &input)
{
    const MemoryFile file(input);
    HOLDS(file.isComplete());
    const Reading whole = read(file, wholeFile);
    if (const Broken law = checkChunks(file, whole))
        return law;
    if (!whole.error.isEmpty())
        return nullptr;
    for (const auto check : {checkRows, checkWriting}) {
        if (const Broken law = check(whole))
            return law;
    }
    return checkImport(file, whole);
}
