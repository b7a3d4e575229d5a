#pragma once

#include "result.h"

#include <QMetaType>
#include <QString>
#include <QStringList>

/// A telephone number as a value: E.164 inside ("+13125550142"), shown nationally. Null when default-made.
/// Every PhoneNumber that is not null is a *possible* number; isValid() asks libphonenumber's stricter question, and
/// both kinds are kept because numbers newer than the library's tables are real.
class PhoneNumber
{
public:
    PhoneNumber() = default;

    enum class Problem { None, Empty, NotANumber, InvalidCountry, TooShort, TooLong, LocalOnly };
    struct Parsed;

    /// Reads what a person typed. @p region is ISO 3166 ("US"), used when the text has no country code. Extensions
    /// and short codes are refused; letters are keys ("1-800-FLOWERS"); invisible marks are dropped. More than 100
    /// characters are TooLong. About 15 µs.
    static Parsed parse(const QString &typed, const QString &region);
    /// Reads Twilio's or our own "+…" form; null when it is not one ("anonymous", a short code, a SIP address).
    static PhoneNumber fromE164(const QString &e164);
    /// Formats while a person types; leaves what it does not understand alone.
    static QString formatAsTyped(const QString &typed, const QString &region);

    bool isNull() const { return m_e164.isEmpty(); }
    bool isValid() const;
    QString e164() const { return m_e164; }
    /// National form for numbers of @p region, international form for others.
    QString display(const QString &region) const;
    /// ISO region ("US"), empty when unknown.
    QString region() const;
    bool isTollFree() const;
    /// "City, ST" or state by libphonenumber's geocoder, in @p language ("en"); empty when unknown or
    /// when only the country is known. The first call of a thread loads tables.
    QString place(const QString &language) const;
    /// IANA zones that the number's prefix may lie in: several for one area code is normal, empty for toll-free or
    /// unknown. From Debian's python3-phonenumbers, compiled in.
    QStringList timeZones() const;
    /// "…0142": the only form that logs may hold.
    QString lastFour() const;

    friend bool operator==(const PhoneNumber &a, const PhoneNumber &b) { return a.m_e164 == b.m_e164; }
    friend bool operator!=(const PhoneNumber &a, const PhoneNumber &b) { return a.m_e164 != b.m_e164; }
    friend size_t qHash(const PhoneNumber &n, size_t seed = 0) { return qHash(n.m_e164, seed); }

private:
    QString m_e164;
};

struct PhoneNumber::Parsed {
    PhoneNumber number; ///< null unless problem is None
    Problem problem = Problem::None;
};

Q_DECLARE_METATYPE(PhoneNumber)
