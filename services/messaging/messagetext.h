#pragma once

#include <QString>

/// The longest Body that Twilio takes (facts D1.2; code 21617), in UTF-16 code units.
inline constexpr qsizetype maximumBodyLength = 1600;

/// What may go out as a text: line ends become "\n"; NUL, every other control character but tab, and halves of
/// surrogate pairs are taken out, because they carry nothing that a person can see and carriers refuse or cut at
/// them. Right-to-left marks and joiners stay: scripts and emoji need them.
QString cleanMessageText(const QString &typed);

/// For comparing a body with what Twilio gives back: NFC, "\n" for every line end, no blanks at the ends of lines or of
/// the text.
QString comparableMessageText(const QString &body);
