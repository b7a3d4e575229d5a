#pragma once

#include <QString>

namespace RestoredStore
{
/// A back-up that was restored waits beside the database at @p database until nobody has that open: it takes its
/// place, and the one before is kept under another name. Before the store is opened.
void adopt(const QString &database);
} // namespace RestoredStore
