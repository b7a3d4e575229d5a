#pragma once

#include <QString>

class QJsonObject;

/// What is said to somebody whose membership ended (Parting, StoreErasure).
namespace PartingWords
{
/// While this computer hands over and erases.
QString ended(const QString &practice, bool byOneself);
QString whatHappens();
/// At the first start after it: the sentence, and what went with the store. @p told as Backend wrote it.
QString title();
QString text(const QJsonObject &told);
QString details(const QJsonObject &told);
} // namespace PartingWords
