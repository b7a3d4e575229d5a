#pragma once

#include "result.h"

#include <QByteArray>
#include <QStringList>

#include <functional>

/// Reading and writing CSV (libcsv), as Excel and Google Contacts write it: UTF-8 with or without BOM, Windows-1252
/// where the bytes are no UTF-8 (Excel's plain "CSV"), UTF-16 with BOM, comma, semicolon or tab found from the first
/// line or Excel's "sep=" line, quoted cells with line breaks. Blocking; call off the GUI thread.
namespace Csv
{
struct Preview {
    QStringList header;
    QList<QStringList> rows; ///< the first 20
    char delimiter = ',';
};
/// Error{NotFound} when the file can not be read, Error{Invalid, "empty"} when it has no first line.
Result<Preview> preview(const QString &file);
/// Calls @p row with its 1-based line in the file for every data row (not the header); false stops. A row that can not
/// be read is reported through @p bad with line and reason, and reading goes on: "too-long" (over 1 MB; reading goes on
/// at the next line after that), "nul", "not-text" (control characters), "open-quote" (the file ends inside a quoted
/// cell). Rows without any text are left out. Error{Cancelled} when a callback stopped it.
Result<void> read(const QString &file, const std::function<bool(qint64 line, const QStringList &cells)> &row,
                  const std::function<void(qint64 line, const QString &reason)> &bad,
                  const std::function<bool(qint64 bytes, qint64 total)> &progress);
/// One line with CRLF. What could begin a formula (= + - @, also behind blanks and quotes) gets an apostrophe before
/// it, at the beginning of a cell and after a separator or line break inside it; so does a cell that begins with tab,
/// line break or NUL.
QByteArray line(const QStringList &cells);
/// What line() made of @p cell, taken back: an export can be imported again.
QString withoutApostrophes(const QString &cell);
} // namespace Csv
