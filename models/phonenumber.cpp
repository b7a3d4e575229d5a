#include "phonenumber.h"

#include "timezonetable.h"

#include <phonenumbers/asyoutypeformatter.h>
#include <phonenumbers/geocoding/phonenumber_offline_geocoder.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <phonenumbers/shortnumberinfo.h>

#include <unicode/locid.h>

#include <QCache>

#include <algorithm>
#include <array>
#include <list>
#include <memory>
#include <string>

namespace pn = i18n::phonenumbers;

namespace
{
using Util = pn::PhoneNumberUtil;

const Util &util()
{
    return *Util::GetInstance();
}

/// Longer than anything a person types for a number; keeps hostile input away from regular expressions.
constexpr qsizetype maxTyped = 100;
constexpr qsizetype maxE164 = 16; // "+" and 15 digits, ITU-T E.164
constexpr quint64 maxShortCode = 999'999;
constexpr int mostKnown = 2000; ///< numbers remembered by fromE164(), a thread

/// Marks that address books put around numbers and that nobody sees.
bool isInvisible(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= 0x200b && u <= 0x200f) || (u >= 0x202a && u <= 0x202e) || (u >= 0x2060 && u <= 0x2069) ||
           u == 0xfeff || u == 0x00ad;
}

bool isControl(QChar c)
{
    return c.category() == QChar::Other_Control && c != u'\t' && c != u'\n' && c != u'\r';
}

/// A number in E.164 as libphonenumber sees it.
std::optional<pn::PhoneNumber> parsedE164(const QString &e164)
{
    pn::PhoneNumber number;
    if (e164.isEmpty() || util().Parse(e164.toStdString(), "ZZ", &number) != Util::NO_PARSING_ERROR)
        return std::nullopt;
    return number;
}

QString formatted(const pn::PhoneNumber &number, Util::PhoneNumberFormat format)
{
    std::string text;
    util().Format(number, format, &text);
    return QString::fromStdString(text);
}

PhoneNumber::Problem problemOf(Util::ErrorType error)
{
    switch (error) {
    case Util::NO_PARSING_ERROR:
        return PhoneNumber::Problem::None;
    case Util::INVALID_COUNTRY_CODE_ERROR:
        return PhoneNumber::Problem::InvalidCountry;
    case Util::TOO_SHORT_AFTER_IDD:
    case Util::TOO_SHORT_NSN:
        return PhoneNumber::Problem::TooShort;
    case Util::TOO_LONG_NSN:
        return PhoneNumber::Problem::TooLong;
    case Util::NOT_A_NUMBER:
        break;
    }
    return PhoneNumber::Problem::NotANumber;
}

PhoneNumber::Problem problemOf(Util::ValidationResult result)
{
    switch (result) {
    case Util::IS_POSSIBLE:
        return PhoneNumber::Problem::None;
    case Util::IS_POSSIBLE_LOCAL_ONLY:
        return PhoneNumber::Problem::LocalOnly;
    case Util::INVALID_COUNTRY_CODE:
        return PhoneNumber::Problem::InvalidCountry;
    case Util::TOO_SHORT:
        return PhoneNumber::Problem::TooShort;
    case Util::TOO_LONG:
        return PhoneNumber::Problem::TooLong;
    case Util::INVALID_LENGTH:
        break;
    }
    return PhoneNumber::Problem::NotANumber;
}

bool isShortCode(const pn::PhoneNumber &number)
{
    static const pn::ShortNumberInfo shortNumbers; // reads its tables when made
    return number.national_number() <= maxShortCode && shortNumbers.IsValidShortNumber(number);
}

quint32 leadingDigits(const QString &e164, qsizetype count)
{
    quint32 value = 0;
    for (qsizetype i = 1; i <= count; ++i)
        value = value * 10 + quint32(e164.at(i).unicode() - u'0');
    return value;
}

/// Zones of the longest prefix of @p e164 within its first @p digits digits.
QStringList zonesOfPrefix(const QString &e164, qsizetype digits)
{
    constexpr qsizetype longestPrefix = 9; // a prefix must fit quint32
    constexpr quint32 northAmerica = 1;    // alone it is every zone from Guam to Bermuda: as good as unknown
    for (qsizetype length = std::min({digits, e164.size() - 1, longestPrefix}); length > 0; --length) {
        const quint32 prefix = leadingDigits(e164, length);
        const auto found = std::lower_bound(timeZoneTable.prefixes.begin(), timeZoneTable.prefixes.end(), prefix,
                                            [](const TimeZonePrefix &a, quint32 b) { return a.prefix < b; });
        if (found == timeZoneTable.prefixes.end() || found->prefix != prefix)
            continue;
        QStringList zones;
        if (prefix == northAmerica)
            return zones;
        for (const quint16 item : timeZoneTable.items.subspan(found->firstItem, found->itemCount))
            zones.append(timeZoneTable.names[item]);
        return zones;
    }
    return {};
}
} // namespace

PhoneNumber::Parsed PhoneNumber::parse(const QString &typed, const QString &region)
{
    QString text = typed.trimmed();
    if (text.size() > maxTyped)
        return {{}, Problem::TooLong};
    text.removeIf(isInvisible);
    if (text.trimmed().isEmpty())
        return {{}, Problem::Empty};
    if (std::any_of(text.begin(), text.end(), isControl))
        return {{}, Problem::NotANumber};

    pn::PhoneNumber number;
    const Util::ErrorType error = util().Parse(text.toStdString(), region.toUpper().toStdString(), &number);
    if (error != Util::NO_PARSING_ERROR)
        return {{}, problemOf(error)};
    if (number.has_extension())
        return {{}, Problem::NotANumber};
    if (const Problem problem = problemOf(util().IsPossibleNumberWithReason(number)); problem != Problem::None)
        return {{}, problem};
    if (isShortCode(number))
        return {{}, Problem::TooShort};

    Parsed parsed;
    parsed.number.m_e164 = formatted(number, Util::E164);
    if (parsed.number.m_e164.size() > maxE164)
        return {{}, Problem::TooLong};
    // The library can take a trunk prefix off again ("+82 00 1234 5678"): such a number would be another one when read
    // from the store.
    const auto again = parsed.number.m_e164 == text ? std::optional(number) : parsedE164(parsed.number.m_e164);
    if (!again || formatted(*again, Util::E164) != parsed.number.m_e164)
        return {{}, Problem::NotANumber};
    return parsed;
}

PhoneNumber PhoneNumber::fromE164(const QString &e164)
{
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    if (e164.size() < 5 || e164.size() > maxE164 || e164.at(0) != u'+' || e164.at(1) == u'0' ||
        !std::all_of(e164.begin() + 1, e164.end(), isDigit))
        return {};
    // Rows of the store and of Twilio's lists name the same numbers again and again.
    static thread_local QCache<QString, PhoneNumber> known(mostKnown);
    if (const PhoneNumber *number = known.object(e164))
        return *number;
    const PhoneNumber number = parse(e164, QString()).number;
    known.insert(e164, new PhoneNumber(number));
    return number;
}

QString PhoneNumber::formatAsTyped(const QString &typed, const QString &region)
{
    const std::string country = region.toUpper().toStdString();
    const bool international = typed.startsWith(u'+');
    if (typed.size() > maxTyped || (!international && util().GetCountryCodeForRegion(country) == 0))
        return typed;
    std::string digits;
    for (const QChar c : QStringView(typed).sliced(international ? 1 : 0)) {
        if (c >= u'0' && c <= u'9')
            digits += c.toLatin1();
        else if (!QStringLiteral(" ()-./").contains(c))
            return typed;
    }
    if (digits.empty())
        return typed;

    const std::unique_ptr<pn::AsYouTypeFormatter> formatter(util().GetAsYouTypeFormatter(country));
    std::string text;
    if (international)
        formatter->InputDigit('+', &text);
    for (const char digit : digits)
        formatter->InputDigit(static_cast<unsigned char>(digit), &text);
    return QString::fromStdString(text);
}

bool PhoneNumber::isValid() const
{
    const auto number = parsedE164(m_e164);
    return number && util().IsValidNumber(*number);
}

QString PhoneNumber::region() const
{
    const auto number = parsedE164(m_e164);
    if (!number)
        return {};
    std::string region;
    util().GetRegionCodeForNumber(*number, &region);
    if (region == "ZZ") {
        // Newer than the tables: still known where the country code has one region only.
        std::list<std::string> regions;
        util().GetRegionCodesForCountryCallingCode(number->country_code(), &regions);
        region = regions.size() == 1 ? regions.front() : std::string();
    }
    return region == "001" ? QString() : QString::fromStdString(region);
}

QString PhoneNumber::display(const QString &region) const
{
    const auto number = parsedE164(m_e164);
    if (!number)
        return m_e164;
    const QString wanted = region.toUpper();
    const QString own = this->region();
    const bool home =
        own.isEmpty() ? util().GetCountryCodeForRegion(wanted.toStdString()) == number->country_code() : own == wanted;
    return formatted(*number, home ? Util::NATIONAL : Util::INTERNATIONAL);
}

bool PhoneNumber::isTollFree() const
{
    const auto number = parsedE164(m_e164);
    return number && util().GetNumberType(*number) == Util::TOLL_FREE;
}

QString PhoneNumber::place(const QString &language) const
{
    const auto number = parsedE164(m_e164);
    if (!number)
        return {};
    // The geocoder fills caches in const functions: one a thread.
    static thread_local const pn::PhoneNumberOfflineGeocoder geocoder;
    const icu::Locale locale(language.toLatin1().constData());
    const QString place = QString::fromStdString(geocoder.GetDescriptionForNumber(*number, locale));

    // Where it knows no place it names the country, which says nothing beyond the number.
    icu::UnicodeString country;
    icu::Locale("", region().toLatin1().constData()).getDisplayCountry(locale, country);
    return place == QStringView(country.getBuffer(), country.length()) ? QString() : place;
}

QStringList PhoneNumber::timeZones() const
{
    const auto number = parsedE164(m_e164);
    if (!number)
        return {};
    const Util::PhoneNumberType type = util().GetNumberType(*number);
    if (type == Util::TOLL_FREE)
        return {};
    const bool local = type == Util::UNKNOWN || util().IsNumberGeographical(type, number->country_code());
    const qsizetype countryDigits = QString::number(number->country_code()).size();
    return zonesOfPrefix(m_e164, local ? m_e164.size() : countryDigits);
}

QString PhoneNumber::lastFour() const
{
    return isNull() ? QString() : u'\u2026' + m_e164.right(4);
}
