#include "money.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace
{
constexpr int maxScale = 12;
constexpr qint64 maxMantissa = 999'999'999'999'999'999; // 18 digits

constexpr auto powersOfTen = [] {
    std::array<qint64, 19> powers{};
    qint64 power = 1;
    for (qint64 &entry : powers) {
        entry = power;
        if (power <= std::numeric_limits<qint64>::max() / 10)
            power *= 10;
    }
    return powers;
}();

bool fits(qint64 mantissa)
{
    return mantissa >= -maxMantissa && mantissa <= maxMantissa;
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isCurrency(const QString &code)
{
    return code.size() == 3 && std::all_of(code.begin(), code.end(), [](QChar c) { return c >= u'A' && c <= u'Z'; });
}

/// The mantissa at a finer scale; empty when it does not fit.
std::optional<qint64> rescaled(qint64 mantissa, int digits)
{
    qint64 result = 0;
    if (__builtin_mul_overflow(mantissa, powersOfTen[size_t(digits)], &result) || !fits(result))
        return std::nullopt;
    return result;
}
} // namespace

std::optional<Money> Money::fromString(const QString &decimal, const QString &currency)
{
    Money money;
    money.m_currency = currency.toUpper();
    if (!isCurrency(money.m_currency))
        return std::nullopt;

    const bool negative = decimal.startsWith(u'-');
    qsizetype at = negative || decimal.startsWith(u'+') ? 1 : 0;
    qsizetype wholeDigits = 0;
    bool inFraction = false;
    for (; at < decimal.size(); ++at) {
        const QChar c = decimal.at(at);
        if (c == u'.' && !inFraction && wholeDigits > 0) {
            inFraction = true;
            continue;
        }
        if (!isDigit(c) || (inFraction && money.m_scale == maxScale))
            return std::nullopt;
        const qint64 digit = c.unicode() - u'0';
        if (money.m_mantissa > (maxMantissa - digit) / 10)
            return std::nullopt;
        money.m_mantissa = money.m_mantissa * 10 + digit;
        inFraction ? void(++money.m_scale) : void(++wholeDigits);
    }
    if (wholeDigits == 0 || (inFraction && money.m_scale == 0))
        return std::nullopt;
    if (negative)
        money.m_mantissa = -money.m_mantissa;
    return money;
}

QString Money::toString() const
{
    if (isNull())
        return {};
    QString digits = QString::number(m_mantissa < 0 ? -m_mantissa : m_mantissa);
    if (m_scale > 0) {
        digits = digits.rightJustified(m_scale + 1, u'0');
        digits.insert(digits.size() - m_scale, u'.');
    }
    return m_mantissa < 0 ? u'-' + digits : digits;
}

qint64 Money::costCents() const
{
    const qint64 cost = -m_mantissa;
    if (m_scale <= 2) {
        qint64 cents = 0;
        if (__builtin_mul_overflow(cost, powersOfTen[size_t(2 - m_scale)], &cents))
            return cost < 0 ? std::numeric_limits<qint64>::min() : std::numeric_limits<qint64>::max();
        return cents;
    }
    const qint64 unit = powersOfTen[size_t(m_scale - 2)];
    const qint64 whole = cost / unit;
    const qint64 rest = cost % unit;
    const qint64 twice = rest < 0 ? -2 * rest : 2 * rest;
    const bool away = twice > unit || (twice == unit && whole % 2 != 0);
    return away ? whole + (cost < 0 ? -1 : 1) : whole;
}

Money Money::negated() const
{
    Money result = *this;
    result.m_mantissa = -m_mantissa;
    return result;
}

std::optional<Money> Money::plus(const Money &other) const
{
    if (m_currency != other.m_currency)
        return std::nullopt;
    const int scale = std::max(m_scale, other.m_scale);
    const std::optional<qint64> left = rescaled(m_mantissa, scale - m_scale);
    const std::optional<qint64> right = rescaled(other.m_mantissa, scale - other.m_scale);
    if (!left || !right || !fits(*left + *right))
        return std::nullopt;
    Money sum = *this;
    sum.m_mantissa = *left + *right;
    sum.m_scale = scale;
    return sum;
}

Money Money::times(int factor) const
{
    Money product = *this;
    if (__builtin_mul_overflow(m_mantissa, qint64(factor), &product.m_mantissa) || !fits(product.m_mantissa))
        return {};
    return product;
}

double Money::toDouble() const
{
    return double(m_mantissa) / double(powersOfTen[size_t(m_scale)]);
}

bool operator==(const Money &a, const Money &b)
{
    if (a.m_currency != b.m_currency)
        return false;
    // Trailing zeros do not count. Where the coarser one can not be written at the finer scale, it is the larger.
    const int scale = std::max(a.m_scale, b.m_scale);
    const std::optional<qint64> left = rescaled(a.m_mantissa, scale - a.m_scale);
    const std::optional<qint64> right = rescaled(b.m_mantissa, scale - b.m_scale);
    return left && right && *left == *right;
}
