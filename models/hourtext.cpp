#include "hourtext.h"

using namespace Qt::StringLiterals;

namespace
{
const QString endOfDay = u"24:00"_s;

QTime lastMoment()
{
    return {23, 59, 59, 999};
}
} // namespace

namespace HourText
{
QString toText(const QTime &time)
{
    return time == lastMoment() ? endOfDay : time.toString(u"HH:mm"_s);
}

QTime fromText(const QString &text)
{
    const QString typed = text.trimmed();
    return typed == endOfDay ? lastMoment() : QTime::fromString(typed, u"H:mm"_s);
}

SendHours hours(const QTime &from, const QTime &to)
{
    return {from, to, from == QTime(0, 0) && to == lastMoment()};
}

SendHours always()
{
    return hours({0, 0}, lastMoment());
}
} // namespace HourText
