#pragma once

#include "result.h"

#include <QByteArray>
#include <QStringList>

#include <functional>

/// Reading and writing CSV (libcsv), as Excel and Google Contacts write it: UTF-8 with or without BOM, UTF-16 with BOM, comma,
/// semicolon or tab found from the first line, quoted cells with line breaks. Blocking; call off the GUI thread.
namespace Csv
{
struct Preview {
    QStringList header;
    QList<QStringList> rows; ///< the first 20
    char delimiter = ',';
};
Result<Preview> preview(const QString &file);
/// Calls @p row with its 1-based line in the file for every data row; false stops. A row of over 1 MB or a file with NUL
/// bytes is reported through @p bad with line and reason, and reading goes on.
Result<void> read(const QString &file, const std::function<bool(qint64 line, const QStringList &cells)> &row,
                  const std::function<void(qint64 line, const QString &reason)> &bad,
                  const std::function<bool(qint64 bytes, qint64 total)> &progress);
/// One line with CRLF; a cell that begins with = + - @ tab CR or NUL gets a leading apostrophe (formula injection).
QByteArray line(const QStringList &cells);
}
