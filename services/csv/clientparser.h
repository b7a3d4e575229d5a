#pragma once

#include "csv/clientimport.h"
#include "csv/csvreader.h"

/// Turns rows of a file into clients. Lives on the thread that parses; owned by ClientImport.
class ClientParser
{
public:
    struct Batch {
        QList<Client> clients;
        QList<qint64> lines;      ///< of each client
        QList<QStringList> cells; ///< of each client, for the list of problems
        QList<ImportProblem> problems;
        qint64 rows = 0;
        qint64 position = 0;
        qint64 size = 0;
        bool last = false;
    };

    explicit ClientParser(ImportMapping mapping);
    Result<void> open(const QString &file);
    /// At most @p rows rows, bad ones included.
    Result<Batch> next(int rows);

private:
    struct Numbers {
        QList<ClientNumber> good;
        bool anyBad = false;
    };

    void readRow(const CsvReader::Row &row, Batch &batch) const;
    Numbers numbersOf(const QStringList &cells) const;
    /// The @p index th number of a cell of our own export, with its label and permission.
    ClientNumber ownNumber(const QStringList &cells, int column, qsizetype index, const PhoneNumber &number) const;
    void readOwn(const QStringList &cells, Client &client) const;
    QString nameOf(const QStringList &cells) const;
    QString cell(const QStringList &cells, int column) const;

    ImportMapping m_mapping;
    CsvReader m_reader;
};
