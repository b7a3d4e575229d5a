#pragma once

#include "sendwindow.h"

#include <QString>

/// Hours as people and files write them, on a clock of 24 hours: "08:00", "17:30", and "24:00" for the end of the day,
/// which QTime holds as 23:59:59.999. Any thread.
namespace HourText
{
QString toText(const QTime &time);
QTime fromText(const QString &text); ///< invalid when it is none; "8:00" is "08:00"
/// SendHours::always for 00:00 to 24:00.
SendHours hours(const QTime &from, const QTime &to);
SendHours always();
} // namespace HourText
