#pragma once

#include "result.h"

#include <QFile>
#include <QStringDecoder>
#include <QStringList>

#include <csv.h>

#include <deque>
#include <optional>

/// Reads a CSV file a row at a time (see Csv for what it understands), so that an import can stop between two batches
/// without holding the file in memory. Any one thread; owned by its user.
class CsvReader
{
public:
    struct Row {
        qint64 line = 0; ///< 1-based line in the file where the row begins
        QStringList cells;
        QString bad; ///< reason key; cells are empty then
    };

    /// @p chunkSize: bytes read at a time; what comes out does not depend on it.
    explicit CsvReader(qint64 chunkSize = 64 * 1024);
    CsvReader(const CsvReader &) = delete;
    CsvReader &operator=(const CsvReader &) = delete;
    ~CsvReader();

    /// Finds encoding and delimiter and reads the header. Error{Invalid} with the header's reason key, "empty", or
    /// "spreadsheet" for Excel's own files.
    Result<void> open(const QString &file);
    const QStringList &header() const { return m_header; }
    char delimiter() const { return m_delimiter; }
    /// The next row, bad ones included; none at the end of the file.
    std::optional<Row> next();
    qint64 position() const { return m_file.pos(); }
    qint64 size() const { return m_file.size(); }
    /// Error{Storage} when the file could not be read to its end.
    Result<void> status() const;

private:
    static void cellDone(void *text, size_t length, void *self);
    static void rowDone(int terminator, void *self);
    void startParser();
    void readChunk();
    QByteArray utf8Of(const QByteArray &bytes);
    void feed(const QByteArray &utf8);
    void feedLine(const char *text, qsizetype length, bool ends);
    void parse(const char *text, qsizetype length);
    void finish();
    void endRow();
    void abandonRow();
    QString decode(const QByteArray &cell);

    qint64 m_chunkSize;
    QFile m_file;
    std::optional<QStringDecoder> m_utf16;
    QString m_highHalf; ///< of a surrogate pair whose rest is in the next chunk
    csv_parser m_parser{};
    bool m_parserReady = false;
    bool m_afterCr = false;
    bool m_skipToNextLine = false;
    bool m_ended = false;
    bool m_failed = false;
    char m_delimiter = ',';
    qint64 m_line = 1;
    qint64 m_rowLine = 0; ///< 0: no byte of the next row was seen
    qsizetype m_rowBytes = 0;
    bool m_rowHasNul = false;
    bool m_rowIsBinary = false;
    QList<QByteArray> m_cells;
    QStringList m_header;
    std::deque<Row> m_ready;
};
