#pragma once

#include "money.h"
#include "result.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <optional>

/// Forgiving readers of Twilio's JSON: numbers come as numbers or strings, values come late, null or not at all. What
/// must be there is asked for by requireText().
namespace twiliojson
{

QString text(const QJsonObject &json, QLatin1String key);               ///< "" for null, absent and other types
std::optional<int> integer(const QJsonObject &json, QLatin1String key); ///< from 5, "5"; else nothing
bool flag(const QJsonObject &json, QLatin1String key);                  ///< true, "true"
std::optional<Money> price(const QJsonObject &json);                    ///< "price" with "price_unit"
QDateTime date(const QJsonObject &json, QLatin1String key);             ///< UTC; null when absent or unreadable

/// A string that is not empty, else BadResponse that names the key.
Result<QString> requireText(const QJsonObject &json, QLatin1String key);
/// A string that may be empty or null, but not another type or absent.
Result<QString> requireKey(const QJsonObject &json, QLatin1String key);
/// A sid that begins with one of two-letter @p prefixes ("SM MM").
Result<QString> requireSid(const QJsonObject &json, QLatin1String prefixes);

} // namespace twiliojson
