#include "simulator/democlients.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace
{
bool offers(const QString &text, const QString &word)
{
    return QRegularExpression(u"\\b%1\\b"_s.arg(word)).match(text).hasMatch(); // capitals: "Reply YES to book"
}
} // namespace

QString demoAnswer(const QString &number, const QString &text)
{
    if (number.endsWith(u"0008"_s))
        return u"STOP"_s;
    if (number.endsWith(u"0010"_s))
        return u"please stop texting me"_s;
    const bool even = !number.isEmpty() && number.back().digitValue() % 2 == 0;
    if (offers(text, u"CONFIRM"_s))
        return even && offers(text, u"RESCHEDULE"_s) ? u"RESCHEDULE"_s : u"CONFIRM"_s;
    if (offers(text, u"YES"_s))
        return even && offers(text, u"NO"_s) ? u"NO"_s : u"YES"_s;
    return even ? QString() : u"Thank you!"_s;
}
