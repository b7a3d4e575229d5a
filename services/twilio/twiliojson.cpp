#include "twilio/twiliojson.h"

#include "twilio/twiliodate.h"

#include <QJsonValue>
#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;

namespace twiliojson
{

namespace
{

Error lacks(QLatin1String key)
{
    return {ErrorKind::BadResponse, 0, u"reply lacks "_s + key, {}};
}

} // namespace

QString text(const QJsonObject &json, QLatin1String key)
{
    return json.value(key).toString();
}

std::optional<int> integer(const QJsonObject &json, QLatin1String key)
{
    const QJsonValue value = json.value(key);
    if (value.isDouble()) {
        const double number = value.toDouble();
        return std::abs(number) < 2e9 ? std::optional(static_cast<int>(number)) : std::nullopt;
    }
    bool ok = false;
    const int number = value.toString().toInt(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

bool flag(const QJsonObject &json, QLatin1String key)
{
    const QJsonValue value = json.value(key);
    return value.toBool() || value.toString().compare(u"true"_s, Qt::CaseInsensitive) == 0;
}

std::optional<Money> price(const QJsonObject &json)
{
    const QJsonValue value = json.value("price"_L1);
    QString unit = text(json, "price_unit"_L1);
    if (unit.isEmpty())
        unit = u"USD"_s;
    if (value.isDouble())
        return Money::fromString(QString::number(value.toDouble(), 'f', QLocale::FloatingPointShortest), unit);
    const QString decimal = value.toString();
    return decimal.isEmpty() ? std::nullopt : Money::fromString(decimal, unit);
}

QDateTime date(const QJsonObject &json, QLatin1String key)
{
    return parseTwilioDate(text(json, key));
}

Result<QString> requireText(const QJsonObject &json, QLatin1String key)
{
    const QString value = text(json, key);
    if (value.isEmpty())
        return lacks(key);
    return value;
}

Result<QString> requireKey(const QJsonObject &json, QLatin1String key)
{
    const QJsonValue value = json.value(key);
    if (!value.isString() && !value.isNull())
        return lacks(key);
    return value.toString();
}

Result<QString> requireSid(const QJsonObject &json, QLatin1String prefixes)
{
    const QString sid = text(json, "sid"_L1);
    const QString allowed(prefixes);
    if (sid.size() < 3 || !allowed.split(u' ').contains(sid.left(2)))
        return lacks("sid"_L1);
    return sid;
}

} // namespace twiliojson
