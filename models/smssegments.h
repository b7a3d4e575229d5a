#pragma once

#include <QList>
#include <QString>

#include <optional>

/// What a text costs in segments, by Twilio's published rules (twilio.com/docs/glossary/what-sms-character-limit):
/// GSM-7 160 septets alone or 153 a part, extension characters cost two; UCS-2 70 code units alone or 67 a part,
/// a surrogate pair or an escape is never split across parts.
struct SmsSegments {
    enum class Encoding { Gsm7, Ucs2 };
    /// A character that forces UCS-2, and the plain one that looks like it, if there is one ("’" → "'").
    struct Offender {
        QString character;
        QString plain; ///< empty: no plain form
        int count = 0;
        bool invisible = false; ///< a zero-width character, as pasting brings in: plain() takes it out
    };

    Encoding encoding = Encoding::Gsm7;
    int segments = 0; ///< 0 for an empty text
    int used = 0;     ///< septets or code units over the whole text
    int capacity = 0; ///< what `segments` parts hold: 160, 306, 459 … or 70, 134, 201 …; 160 for an empty text
    QList<Offender> offenders;

    static SmsSegments of(const QString &text);
    /// @p text with every offender that has a plain form replaced by it, and without invisible ones.
    static QString plain(const QString &text);
};
