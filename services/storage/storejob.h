#pragma once

#include "storage/sql.h"

/// Runs @p work inside one transaction: Result<T>(QSqlDatabase &). Rolled back unless work and commit succeed.
template <class Work>
auto inTransaction(QSqlDatabase &db, Work work) -> std::invoke_result_t<Work, QSqlDatabase &>
{
    SqlTransaction transaction(db);
    if (!transaction.isActive())
        return transaction.error();
    auto result = work(db);
    if (!result)
        return result;
    if (const auto done = transaction.commit(); !done)
        return done.error();
    return result;
}
