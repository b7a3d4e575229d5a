#pragma once

#include "common/theme.h"

#include <QString>

/// The application's style sheet, filled from one set of colours. Only what Fusion and the palette can not do:
/// hairlines, radii, roles. Selectors are properties and classes, so that pages need no style sheets of their own.
QString practicelineStyleSheet(const Theme::Colors &colors, bool dark);
