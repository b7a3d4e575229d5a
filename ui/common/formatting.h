#pragma once

#include "communication.h"
#include "money.h"
#include "persona.h"

#include <QDateTime>
#include <QLocale>
#include <QString>
#include <QStringList>

/// Dates, durations, money and names of values as people of the current locale read them. Times come in as UTC and go
/// out in this computer's zone unless said otherwise. Pure functions.
namespace Formatting
{
QString time(const QDateTime &at);   ///< "2:01 PM", in the zone of @p at's own spec after toLocalTime()
QString timeIn(const QDateTime &at); ///< as time(), but in @p at's own zone
/// "Today 2:12 PM", "Yesterday 4:05 PM", "Mon 9:00 AM" within a week, else "3 Nov 9:00 AM".
QString when(const QDateTime &at, const QDateTime &now);

/// The same for the middle of a sentence: "today 2:12 PM", "yesterday 4:05 PM".
QString whenInSentence(const QDateTime &at, const QDateTime &now);
/// For the client list: "now", "2 min", "1 h", "Mon", "14 Nov", "14 Nov 2024".
QString briefWhen(const QDateTime &at, const QDateTime &now);
/// Separator of days: "Today", "Yesterday", "Tuesday 17 November", with the year when it is another one.
QString day(const QDate &day, const QDate &today);

/// The same for the middle of a sentence: "today", "yesterday".
QString dayInSentence(const QDate &day, const QDate &today);
QString clockDuration(int seconds); ///< "0:41", "1:02:03"
QString wordDuration(int seconds);  ///< "6 min 12 s", "26 min", "41 s"
/// "$0.0083": all decimals of the price but zeros at the end, at least the currency's own.
QString money(const Money &amount);
QString moneyAbout(const Money &amount); ///< two significant digits: "$0.008"
QString number(qint64 value);
QString persona(Persona persona);        ///< "Advisor"
QString channel(Channel channel);        ///< "Text", "Call", "Conference"
QString direction(Direction direction);  ///< "In", "Out"
QStringList languages();                 ///< of the window, of templates and of texts: "en", "es"
QString language(const QString &iso639); ///< native name, capitalised: "English", "Español"
QString initials(const QString &name);   ///< up to two letters: "ML"
} // namespace Formatting
