#pragma once

#include "common/errortext.h"
#include "common/theme.h"

/// The colour of a state's words and icon; @p quiet where nothing is to be noticed.
inline QColor toneColor(ErrorText::Tone tone, const Theme::Colors &colors, const QColor &quiet)
{
    switch (tone) {
    case ErrorText::Tone::Good:
        return colors.good;
    case ErrorText::Tone::Warning:
        return colors.warning;
    case ErrorText::Tone::Bad:
        return colors.bad;
    case ErrorText::Tone::Quiet:
        break;
    }
    return quiet;
}
