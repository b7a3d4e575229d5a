#include "twilio/twiliodate.h"

#include <QRegularExpression>

#include <array>

using namespace Qt::StringLiterals;

namespace
{

int monthNumber(const QString &name)
{
    // Not QLocale or QDate: the names are English whatever the desktop speaks.
    static const std::array months = {u"jan"_s, u"feb"_s, u"mar"_s, u"apr"_s, u"may"_s, u"jun"_s,
                                      u"jul"_s, u"aug"_s, u"sep"_s, u"oct"_s, u"nov"_s, u"dec"_s};
    const QString lower = name.toLower();
    for (size_t i = 0; i < months.size(); ++i) {
        if (months[i] == lower)
            return static_cast<int>(i) + 1;
    }
    return 0;
}

int offsetSeconds(const QRegularExpressionMatch &match)
{
    if (match.captured(u"sign"_s).isEmpty())
        return 0; // GMT, UTC, Z
    const int seconds = match.captured(u"oh"_s).toInt() * 3600 + match.captured(u"om"_s).toInt() * 60;
    return match.captured(u"sign"_s) == u"-"_s ? -seconds : seconds;
}

} // namespace

QDateTime parseTwilioDate(const QString &text)
{
    static const QRegularExpression rfc(u"^\\s*(?:[A-Za-z]{3,9},)?\\s*(?<d>\\d{1,2}) (?<m>[A-Za-z]{3}) (?<y>\\d{4}) "
                                        u"(?<h>\\d{2}):(?<i>\\d{2}):(?<s>\\d{2})"
                                        "\\s*(?:GMT|UTC|UT|Z|(?<sign>[+-])(?<oh>\\d{2})(?<om>\\d{2}))\\s*$"_s);
    const auto match = rfc.match(text);
    if (!match.hasMatch()) {
        if (text.size() < 19 || text.at(4) != u'-')
            return {};
        QDateTime iso = QDateTime::fromString(text, Qt::ISODateWithMs);
        if (iso.timeSpec() == Qt::LocalTime)
            iso.setTimeSpec(Qt::UTC); // Twilio's clock is UTC even where it forgets to say so
        return iso.isValid() ? iso.toUTC() : QDateTime();
    }
    const QDate date(match.captured(u"y"_s).toInt(), monthNumber(match.captured(u"m"_s)),
                     match.captured(u"d"_s).toInt());
    const QTime time(match.captured(u"h"_s).toInt(), match.captured(u"i"_s).toInt(),
                     std::min(match.captured(u"s"_s).toInt(), 59)); // a leap second is :60
    if (!date.isValid() || !time.isValid())
        return {};
    return QDateTime(date, time, Qt::UTC).addSecs(-offsetSeconds(match));
}
