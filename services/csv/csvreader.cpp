#include "csv/csvreader.h"

#include <algorithm>
#include <array>
#include <cstring>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 startSize = 64 * 1024; ///< looked at to tell encoding, delimiter and garbage
constexpr int fieldBegun = 2;           ///< libcsv's state inside a cell
constexpr qsizetype longestRow = 1024 * 1024;
constexpr size_t cellGrowth = 16 * 1024; ///< libcsv's own 128 bytes copy a long cell thousands of times

/// What Windows-1252 has at 0x80–0x9f, where Latin-1 has control characters; 0: undefined.
constexpr std::array<char16_t, 32> windows1252{0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                               0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                               0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                               0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

QString fromWindows1252(const QByteArray &bytes)
{
    auto text = QString::fromLatin1(bytes);
    for (auto &c : text) {
        if (c.unicode() >= 0x80 && c.unicode() < 0xa0) {
            const auto better = windows1252[size_t(c.unicode() - 0x80)];
            c = better ? QChar(better) : QChar(QChar::ReplacementCharacter);
        }
    }
    return text;
}

/// The most frequent of comma, semicolon and tab outside quotes in the first line; a comma in doubt.
char guessDelimiter(const QByteArray &start)
{
    std::array<int, 3> counts{};
    constexpr std::array candidates{',', ';', '\t'};
    bool quoted = false;
    for (const auto c : start) {
        if (c == '"')
            quoted = !quoted;
        if (!quoted && (c == '\n' || c == '\r'))
            break;
        for (size_t i = 0; !quoted && i < candidates.size(); ++i)
            counts[i] += c == candidates[i] ? 1 : 0;
    }
    size_t best = 0;
    for (size_t i = 1; i < counts.size(); ++i)
        best = counts[i] > counts[best] ? i : best;
    return candidates[best];
}

/// Excel's first line "sep=;".
bool namesDelimiter(const QByteArray &start)
{
    const auto endsLine = [](char c) { return c == '\r' || c == '\n'; };
    return start.size() > 5 && start.left(4).toLower() == "sep=" && start.at(4) != '"' && !endsLine(start.at(4)) &&
           endsLine(start.at(5));
}

/// Excel's own files: a zip archive (.xlsx, .ods), or the older container (.xls).
bool isWorkbook(const QByteArray &start)
{
    return start.startsWith("PK\x03\x04") || start.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
}

bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7f || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r');
}

/// More control characters than a damaged list has: a picture, a program, UTF-16 without its mark. A few bad rows are
/// named one by one instead.
bool isBinary(const QByteArray &start)
{
    constexpr qsizetype few = 16;
    constexpr qsizetype oneOf = 16;
    const auto controls = std::count_if(start.cbegin(), start.cend(), isControl);
    return controls > few && controls * oneOf > start.size();
}
} // namespace

CsvReader::CsvReader(qint64 chunkSize)
    : m_chunkSize(chunkSize)
{
}

CsvReader::~CsvReader()
{
    if (m_parserReady)
        csv_free(&m_parser);
}

void CsvReader::startParser()
{
    if (m_parserReady)
        csv_free(&m_parser);
    m_parserReady = csv_init(&m_parser, 0) == 0;
    csv_set_blk_size(&m_parser, cellGrowth);
    csv_set_delim(&m_parser, static_cast<unsigned char>(m_delimiter));
}

Result<void> CsvReader::open(const QString &file)
{
    m_file.setFileName(file);
    if (!m_file.open(QIODevice::ReadOnly))
        return Error{ErrorKind::NotFound, 0, u"csv not read"_s, {}};
    auto start = m_file.peek(startSize);
    if (isWorkbook(start))
        return Error{ErrorKind::Invalid, 0, u"spreadsheet"_s, {}};
    const bool littleEndian = start.startsWith("\xff\xfe");
    if (littleEndian || start.startsWith("\xfe\xff")) {
        m_file.skip(2);
        m_utf16.emplace(littleEndian ? QStringConverter::Utf16LE : QStringConverter::Utf16BE);
        QStringDecoder peeking(littleEndian ? QStringConverter::Utf16LE : QStringConverter::Utf16BE);
        start = QString(peeking(start.mid(2))).toUtf8();
    } else if (start.startsWith("\xef\xbb\xbf")) {
        m_file.skip(3);
        start = start.mid(3);
    }
    if (isBinary(start))
        return Error{ErrorKind::Invalid, 0, u"not-text"_s, {}};
    m_delimiter = guessDelimiter(start);
    const bool saysDelimiter = namesDelimiter(start);
    if (saysDelimiter)
        m_delimiter = start.at(4);
    startParser();

    auto first = next();
    if (first && first->bad.isEmpty() && saysDelimiter)
        first = next();
    if (!first && m_failed)
        return status().error();
    if (!first)
        return Error{ErrorKind::Invalid, 0, u"empty"_s, {}};
    if (!first->bad.isEmpty())
        return Error{ErrorKind::Invalid, 0, first->bad, {}};
    m_header = first->cells;
    return {};
}

std::optional<CsvReader::Row> CsvReader::next()
{
    while (m_ready.empty() && !m_ended)
        readChunk();
    if (m_ready.empty())
        return {};
    auto row = std::move(m_ready.front());
    m_ready.pop_front();
    return row;
}

Result<void> CsvReader::status() const
{
    if (m_failed)
        return Error{ErrorKind::Storage, 0, u"csv not read to its end"_s, {}};
    return {};
}

void CsvReader::readChunk()
{
    const auto bytes = m_parserReady ? m_file.read(m_chunkSize) : QByteArray();
    if (bytes.isEmpty()) {
        m_failed = !m_parserReady || m_file.error() != QFileDevice::NoError;
        feed(m_highHalf.toUtf8());
        finish();
        m_ended = true;
        return;
    }
    feed(m_utf16 ? utf8Of(bytes) : bytes);
}

/// From UTF-16. The halves of a surrogate pair may fall into two chunks.
QByteArray CsvReader::utf8Of(const QByteArray &bytes)
{
    QString text = m_highHalf + QString((*m_utf16)(bytes));
    m_highHalf.clear();
    if (!text.isEmpty() && text.back().isHighSurrogate()) {
        m_highHalf = text.back();
        text.chop(1);
    }
    return text.toUtf8();
}

/// Hands the parser one line at a time, because its callbacks do not tell where they are.
void CsvReader::feed(const QByteArray &utf8)
{
    if (utf8.isEmpty())
        return; // half a character: whether a CR came before still counts
    const auto *text = utf8.constData();
    const auto *const end = text + utf8.size();
    if (m_afterCr && *text == '\n') { // CR and LF fell into two chunks: one line end
        if (!m_skipToNextLine)
            parse(text, 1);
        ++text;
    }
    m_afterCr = false;
    while (text != end) {
        const auto *stop = text;
        while (stop != end && *stop != '\n' && *stop != '\r')
            ++stop;
        const bool ends = stop != end;
        if (ends) {
            m_afterCr = *stop == '\r' && stop + 1 == end;
            stop += *stop == '\r' && stop + 1 != end && stop[1] == '\n' ? 2 : 1;
        }
        feedLine(text, stop - text, ends);
        text = stop;
    }
}

void CsvReader::feedLine(const char *text, qsizetype length, bool ends)
{
    if (!m_skipToNextLine) {
        if (m_rowLine == 0)
            m_rowLine = m_line;
        m_rowBytes += length;
        m_rowHasNul = m_rowHasNul || std::memchr(text, 0, size_t(length));
        m_rowIsBinary = m_rowIsBinary || std::any_of(text, text + length, isControl);
        parse(text, length);
        if (m_rowBytes > longestRow)
            abandonRow();
    }
    if (ends) {
        ++m_line;
        m_skipToNextLine = false;
    }
}

void CsvReader::parse(const char *text, qsizetype length)
{
    if (csv_parse(&m_parser, text, size_t(length), cellDone, rowDone, this) != size_t(length))
        abandonRow();
    if (m_rowLine != 0 && m_cells.isEmpty() && m_parser.pstate == 0) { // blank line
        m_rowLine = 0;
        m_rowBytes = 0;
    }
}

void CsvReader::cellDone(void *text, size_t length, void *self)
{
    static_cast<CsvReader *>(self)->m_cells.append(QByteArray(static_cast<const char *>(text), qsizetype(length)));
}

void CsvReader::rowDone(int, void *self)
{
    static_cast<CsvReader *>(self)->endRow();
}

QString CsvReader::decode(const QByteArray &cell)
{
    QStringDecoder utf8(QStringConverter::Utf8, QStringConverter::Flag::Stateless);
    QString text = utf8(cell);
    if (utf8.hasError())
        return fromWindows1252(cell);
    return text.remove(QChar(QChar::ByteOrderMark)); // of files that were put together: invisible, and no text
}

void CsvReader::endRow()
{
    Row row;
    row.line = m_rowLine;
    if (m_rowHasNul)
        row.bad = u"nul"_s;
    else if (m_rowIsBinary)
        row.bad = u"not-text"_s;
    bool hasText = false;
    for (const auto &cell : std::as_const(m_cells)) {
        const QString text = decode(cell);
        hasText = hasText || !text.isEmpty();
        if (row.bad.isEmpty())
            row.cells.append(text);
    }
    if (hasText)
        m_ready.push_back(std::move(row));
    m_cells.clear();
    m_rowLine = 0;
    m_rowBytes = 0;
    m_rowHasNul = false;
    m_rowIsBinary = false;
}

void CsvReader::abandonRow()
{
    m_ready.push_back({m_rowLine, {}, u"too-long"_s});
    m_cells.clear();
    m_rowLine = 0;
    m_rowBytes = 0;
    m_rowHasNul = false;
    m_rowIsBinary = false;
    m_skipToNextLine = true;
    startParser();
}

void CsvReader::finish()
{
    if (!m_parserReady)
        return;
    // csv_fini() tells of it only in strict mode, which refuses what Excel writes.
    if (m_parser.pstate == fieldBegun && m_parser.quoted) {
        m_ready.push_back({m_rowLine, {}, u"open-quote"_s});
        m_cells.clear();
        return;
    }
    csv_fini(&m_parser, cellDone, rowDone, this);
}
