#include "csv/csvfile.h"

#include "csv/csvreader.h"

using namespace Qt::StringLiterals;

namespace
{
constexpr int previewRows = 20;
constexpr int previewLooks = 1000; ///< rows of garbage before the preview gives up
constexpr int rowsBetweenProgress = 256;
constexpr auto formulaSigns = QStringView(u"=+-@\uff1d\uff0b\uff0d\uff20"); ///< full-width ones count in Japan
constexpr auto startsThatVanish = QStringView(u"\t\r\n\0", 4);              ///< a sign may come to stand first
constexpr auto separators = QStringView(u",;\t|\r\n");
constexpr auto passedOver = QStringView(u"'\" ");
const auto mustQuote = u",;\t\"\r\n"_s;

/// Whether a spreadsheet could take what begins at @p at for a formula. Also inside a cell: where a country's list
/// separator is no comma, a line is split there, and our quotes are none. Behind apostrophes too, so that taking one
/// away gives back what was written.
bool beginsFormula(QStringView cell, qsizetype at)
{
    const bool first = at == 0;
    if (!first && !separators.contains(cell[at - 1]))
        return false;
    while (at < cell.size() && passedOver.contains(cell[at]))
        ++at;
    return at < cell.size() && (formulaSigns.contains(cell[at]) || (first && startsThatVanish.contains(cell[at])));
}

QString guarded(const QString &cell)
{
    QString text;
    text.reserve(cell.size() + 1);
    for (qsizetype i = 0; i < cell.size(); ++i) {
        if (beginsFormula(cell, i))
            text += u'\'';
        text += cell.at(i);
    }
    return text;
}

QString quoted(const QString &cell)
{
    auto text = guarded(cell);
    const bool needsQuotes = std::any_of(text.cbegin(), text.cend(), [](QChar c) { return mustQuote.contains(c); }) ||
                             text.startsWith(u' ') || text.endsWith(u' ');
    if (!needsQuotes)
        return text;
    text.replace(u'"', u"\"\""_s);
    return u'"' + text + u'"';
}
} // namespace

namespace Csv
{
Result<Preview> preview(const QString &file)
{
    CsvReader reader;
    if (const auto opened = reader.open(file); !opened)
        return opened.error();
    Preview preview;
    preview.header = reader.header();
    preview.delimiter = reader.delimiter();
    for (int looked = 0; preview.rows.size() < previewRows && looked < previewLooks; ++looked) {
        const auto row = reader.next();
        if (!row)
            break;
        if (row->bad.isEmpty())
            preview.rows.append(row->cells);
    }
    return preview;
}

Result<void> read(const QString &file, const std::function<bool(qint64 line, const QStringList &cells)> &row,
                  const std::function<void(qint64 line, const QString &reason)> &bad,
                  const std::function<bool(qint64 bytes, qint64 total)> &progress)
{
    CsvReader reader;
    if (const auto opened = reader.open(file); !opened)
        return opened.error();
    const Error canceled{ErrorKind::Cancelled, 0, QString(), {}};
    qint64 count = 0;
    while (const auto next = reader.next()) {
        if (!next->bad.isEmpty()) {
            if (bad)
                bad(next->line, next->bad);
        } else if (row && !row(next->line, next->cells)) {
            return canceled;
        }
        if (++count % rowsBetweenProgress == 0 && progress && !progress(reader.position(), reader.size()))
            return canceled;
    }
    if (progress)
        progress(reader.size(), reader.size());
    return reader.status();
}

QByteArray line(const QStringList &cells)
{
    QStringList parts;
    parts.reserve(cells.size());
    for (const auto &cell : cells)
        parts.append(quoted(cell));
    return parts.join(u',').toUtf8() + "\r\n";
}

QString withoutApostrophes(const QString &cell)
{
    QString text;
    text.reserve(cell.size());
    for (qsizetype i = 0; i < cell.size(); ++i) {
        if (cell.at(i) != u'\'' || !beginsFormula(cell, i))
            text += cell.at(i);
    }
    return text;
}
} // namespace Csv
