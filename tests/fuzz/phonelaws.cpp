#include "laws.h"

#include "phonenumber.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

Laws::Broken checkNumber(const PhoneNumber &number, const QString &region)
{
    const QString e164 = number.e164();
    HOLDS(e164.size() >= 5 && e164.size() <= 16);
    HOLDS(e164.at(0) == u'+' && e164.at(1) != u'0');
    HOLDS(std::all_of(e164.begin() + 1, e164.end(), isDigit));
    HOLDS(PhoneNumber::fromE164(e164) == number);
    HOLDS(PhoneNumber::parse(e164, region).number == number);
    // What a person sees and copies is the same number again.
    HOLDS(!number.isValid() || PhoneNumber::parse(number.display(region), region).number == number);
    HOLDS(number.region().isEmpty() || number.region().size() == 2);
    HOLDS(!number.isTollFree() || number.timeZones().isEmpty());
    HOLDS(number.lastFour().size() == 5 && e164.endsWith(QStringView(number.lastFour()).sliced(1)));
    return nullptr;
}
} // namespace

Laws::Broken Laws::phone(const QByteArray &input)
{
    const qsizetype line = input.indexOf('\n');
    const QString region = QString::fromUtf8(input.left(std::max<qsizetype>(line, 0)));
    const QString typed = QString::fromUtf8(input.mid(line + 1));

    const PhoneNumber::Parsed parsed = PhoneNumber::parse(typed, region);
    HOLDS(parsed.number.isNull() == (parsed.problem != PhoneNumber::Problem::None));
    const PhoneNumber strict = PhoneNumber::fromE164(typed);
    HOLDS(strict.isNull() || strict == parsed.number);
    QString before = typed;
    QString after = PhoneNumber::formatAsTyped(typed, region);
    before.removeIf([](QChar c) { return !isDigit(c); });
    after.removeIf([](QChar c) { return !isDigit(c); });
    HOLDS(after == before);
    return parsed.number.isNull() ? nullptr : checkNumber(parsed.number, region);
}
