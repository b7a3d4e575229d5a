#pragma once

#include <QMetaType>
#include <QString>

#include <optional>

/// An exact decimal amount with its currency: Twilio's prices lie below a cent ("-0.00790"), so neither double nor
/// integer cents can hold them. At most 18 digits.
class Money
{
public:
    Money() = default;
    /// Reads "-0.00790", "1", "+2.5"; nothing else (no exponent, no blanks). @p currency is ISO 4217, upper-cased.
    static std::optional<Money> fromString(const QString &decimal, const QString &currency);

    QString toString() const; ///< canonical decimal, as given but without a plus
    QString currency() const { return m_currency; }
    bool isNull() const { return m_currency.isEmpty(); }
    /// The guide's cost_cents: what it cost the practice (Twilio writes costs as negative prices), rounded half-even;
    /// saturates.
    qint64 costCents() const;
    /// The cost as a positive amount: Twilio's price with its sign turned.
    Money negated() const;
    /// Null when currencies differ or the sum does not fit.
    std::optional<Money> plus(const Money &other) const;
    /// Null when it does not fit.
    Money times(int factor) const;
    /// For formatting only, never for sums.
    double toDouble() const;
    int decimals() const { return m_scale; }

    /// By value: 0.10 is 0.1.
    friend bool operator==(const Money &a, const Money &b);

private:
    qint64 m_mantissa = 0;
    int m_scale = 0; ///< digits right of the point, 0–12
    QString m_currency;
};

Q_DECLARE_METATYPE(Money)
