#pragma once

#include "storage/communicationstore.h"

#include <QByteArray>
#include <QHash>
#include <QSqlDatabase>

/// Goes down the rows that a filter wants, newest first, in stretches that fit into a job. It reads through SQLite's
/// own interface: Qt SQL makes a value of every cell, which takes longer than all the rest of a search. Belongs to one
/// search and is used by its jobs alone, which run one after another on the database thread.
class SearchWalk
{
public:
    /// A place in Stretch::bytes.
    struct Piece {
        qsizetype at = 0;
        qsizetype size = 0;
    };
    /// What a search looks at of one row; bodies and notes as they lie in the store.
    struct Row {
        CommunicationKey key;
        qsizetype client = 0; ///< its number in order of appearance
        Piece id;
        Piece peer;
        Piece price;   ///< "-0.0083 USD"
        Piece content; ///< in clear, of another program
        Piece body;
        int bodyEpoch = 0;
        Piece note;
        int noteEpoch = 0;
    };
    struct Stretch {
        QByteArray bytes;
        QList<Row> rows;
        QList<QByteArray> clients; ///< folded name, tags and numbers of those that no earlier stretch had
        qint64 looked = 0;
        bool last = false;
        QByteArrayView operator[](Piece piece) const { return QByteArrayView(bytes).sliced(piece.at, piece.size); }
    };

    explicit SearchWalk(CommunicationFilter filter);
    Result<Stretch> next(QSqlDatabase &db);
    /// The newest sequence is near enough to a count, which would take long.
    static Result<qint64> total(QSqlDatabase &db);

private:
    CommunicationFilter m_filter;
    std::optional<CommunicationKey> m_after;
    QHash<QByteArray, qsizetype> m_clients; ///< by id
};
