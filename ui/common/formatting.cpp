#include "common/formatting.h"

#include <QCoreApplication>

#include <cmath>

using namespace Qt::StringLiterals;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(Formatting)
};

/// "3 Nov" or "Nov 3", as the locale orders day and month; @p month is "MMM" or "MMMM".
QString dayAndMonth(const QDate &day, const QString &month)
{
    const QLocale locale;
    const QString format = locale.dateFormat(QLocale::ShortFormat);
    const bool monthFirst = format.indexOf(u'M') < format.indexOf(u'd');
    return locale.toString(day, monthFirst ? month + u" d"_s : u"d "_s + month);
}
} // namespace

namespace Formatting
{
QString time(const QDateTime &at)
{
    return at.isValid() ? timeIn(at.toLocalTime()) : QString();
}

QString timeIn(const QDateTime &at)
{
    if (!at.isValid())
        return {};
    const QLocale locale;
    // "Ap" keeps the language's own case: "AM", but "a. m." in Spanish.
    return locale.toString(at.time(), locale.timeFormat(QLocale::ShortFormat).replace(u"AP"_s, u"Ap"_s));
}

QString when(const QDateTime &at, const QDateTime &now)
{
    if (!at.isValid())
        return {};
    const QDateTime local = at.toLocalTime();
    const qint64 days = local.date().daysTo(now.toLocalTime().date());
    if (days == 0)
        return Words::tr("Today %1").arg(timeIn(local));
    if (days == 1)
        return Words::tr("Yesterday %1").arg(timeIn(local));
    if (days > 1 && days < 7)
        return QLocale().toString(local.date(), u"ddd") + u' ' + timeIn(local);
    const bool sameYear = local.date().year() == now.toLocalTime().date().year();
    const QString day = dayAndMonth(local.date(), u"MMM"_s);
    return sameYear ? day + u' ' + timeIn(local) : day + u' ' + QString::number(local.date().year());
}

QString whenInSentence(const QDateTime &at, const QDateTime &now)
{
    if (!at.isValid())
        return {};
    const QDateTime local = at.toLocalTime();
    const qint64 days = local.date().daysTo(now.toLocalTime().date());
    if (days == 0)
        return Words::tr("today %1", "inside a sentence").arg(timeIn(local));
    if (days == 1)
        return Words::tr("yesterday %1", "inside a sentence").arg(timeIn(local));
    return when(at, now);
}

QString briefWhen(const QDateTime &at, const QDateTime &now)
{
    if (!at.isValid())
        return {};
    const qint64 seconds = at.secsTo(now);
    const QDate day = at.toLocalTime().date();
    const QDate today = now.toLocalTime().date();
    const qint64 days = day.daysTo(today);
    if (seconds < 60 && seconds > -120)
        return Words::tr("now");
    if (seconds >= 0 && seconds < 3600)
        return Words::tr("%1 min").arg(seconds / 60);
    if (seconds >= 0 && days == 0)
        return Words::tr("%1 h").arg(seconds / 3600);
    if (days > 0 && days < 7)
        return QLocale().toString(day, u"ddd");
    const QString text = dayAndMonth(day, u"MMM"_s);
    return day.year() == today.year() ? text : text + u' ' + QString::number(day.year());
}

QString day(const QDate &day, const QDate &today)
{
    const qint64 days = day.daysTo(today);
    if (days == 0)
        return Words::tr("Today");
    if (days == 1)
        return Words::tr("Yesterday");
    const QString text = QLocale().toString(day, u"dddd") + u' ' + dayAndMonth(day, u"MMMM"_s);
    return day.year() == today.year() ? text : text + u' ' + QString::number(day.year());
}

QString dayInSentence(const QDate &day, const QDate &today)
{
    const qint64 days = day.daysTo(today);
    if (days == 0)
        return Words::tr("today", "inside a sentence");
    if (days == 1)
        return Words::tr("yesterday", "inside a sentence");
    return Formatting::day(day, today);
}

QString clockDuration(int seconds)
{
    const int s = qMax(0, seconds);
    const auto two = [](int value) { return u"%1"_s.arg(value, 2, 10, QLatin1Char('0')); };
    if (s >= 3600)
        return QString::number(s / 3600) + u':' + two(s / 60 % 60) + u':' + two(s % 60);
    return QString::number(s / 60) + u':' + two(s % 60);
}

QString wordDuration(int seconds)
{
    const int s = qMax(0, seconds);
    if (s < 60)
        return Words::tr("%1 s").arg(s);
    if (s >= 3600)
        return Words::tr("%1 h %2 min").arg(s / 3600).arg(s / 60 % 60);
    return s % 60 == 0 || s >= 600 ? Words::tr("%1 min").arg(s / 60) : Words::tr("%1 min %2 s").arg(s / 60).arg(s % 60);
}

QString money(const Money &amount)
{
    // Twilio writes "0.00790": zeros at the end say nothing.
    QString digits = amount.toString();
    while (amount.decimals() > 0 && digits.endsWith(u'0'))
        digits.chop(1);
    const int decimals = int(digits.section(u'.', 1).size());
    const QString symbol = amount.currency() == u"USD" ? u"$"_s : amount.currency();
    return QLocale().toCurrencyString(amount.toDouble(), symbol, qBound(2, decimals, 6));
}

QString moneyAbout(const Money &amount)
{
    const double value = std::abs(amount.toDouble());
    const int decimals = value >= 0.1 || value == 0 ? 2 : value >= 0.01 ? 3 : 4;
    QString digits = QString::number(value, 'f', decimals);
    // One significant digit is enough below a cent: "$0.008".
    if (value > 0 && value < 0.01)
        digits = QString::number(value, 'f', 3);
    const QString symbol = amount.currency() == u"USD" ? u"$"_s : amount.currency();
    return QLocale().toCurrencyString(digits.toDouble(), symbol, int(digits.section(u'.', 1).size()));
}

QString number(qint64 value)
{
    return QLocale().toString(value);
}

QString persona(Persona persona)
{
    switch (persona) {
    case Persona::Advisor:
        return Words::tr("Advisor");
    case Persona::Attorney:
        return Words::tr("Attorney");
    case Persona::Accountant:
        return Words::tr("Accountant");
    }
    return {};
}

QString channel(Channel channel)
{
    switch (channel) {
    case Channel::Sms:
        return Words::tr("Text");
    case Channel::Voice:
        return Words::tr("Call");
    case Channel::Conference:
        return Words::tr("Conference");
    }
    return {};
}

QString direction(Direction direction)
{
    return direction == Direction::Inbound ? Words::tr("In") : Words::tr("Out");
}

QStringList languages()
{
    return {u"en"_s, u"es"_s};
}

QString language(const QString &iso639)
{
    if (iso639.isEmpty())
        return {};
    if (iso639 == u"en")
        return u"English"_s;
    QString name = QLocale(iso639).nativeLanguageName();
    if (name.isEmpty())
        return iso639;
    name[0] = name.at(0).toUpper();
    return name.section(u' ', 0, 0);
}

QString initials(const QString &name)
{
    QString result;
    const QStringList words = name.split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        // A surrogate pair is one letter.
        const qsizetype length = word.at(0).isHighSurrogate() && word.size() > 1 ? 2 : 1;
        if (!word.at(0).isLetterOrNumber() && length == 1)
            continue;
        if (result.isEmpty() || &word == &words.last())
            result += word.left(length).toUpper();
    }
    return result.isEmpty() ? u"?"_s : result;
}
} // namespace Formatting
