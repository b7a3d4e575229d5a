#include "twilio/twilioparse.h"

#include <QLoggingCategory>

namespace
{

Q_LOGGING_CATEGORY(lcParse, "practiceline.twilio.parse")

} // namespace

namespace twilioparse
{

void reportUnreadable(QLatin1String key, const Error &error)
{
    qCWarning(lcParse).noquote() << "left out a row of" << key << ":" << error.detail;
}

QString isoDay(const QDate &day)
{
    return day.toString(Qt::ISODate);
}

} // namespace twilioparse
