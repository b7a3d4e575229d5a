#pragma once

#include "storage/communicationquery.h"

#include <QSqlDatabase>

/// Cuts what a filter's walk goes through into stretches, newest first, from the index alone. The first are short, so
/// that the first hits come soon. Belongs to one search and is used by its jobs alone, one after another on the
/// database thread.
class SearchWalk
{
public:
    explicit SearchWalk(CommunicationFilter filter);
    Result<CommunicationQuery::Stretch> next(QSqlDatabase &db); ///< the last one has no oldest
    /// The newest sequence is near enough to a count, which would take long.
    static Result<qint64> total(QSqlDatabase &db);

private:
    CommunicationFilter m_filter;
    std::optional<CommunicationKey> m_after;
    int m_rows;
};
