#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

/// The one family of 20-pixel stroke icons (resources/icons), drawn from SVG and coloured from the palette when
/// painted, so that light, dark, disabled and selected follow by themselves. @p name is the file's name without ".svg".
namespace Icons
{
QIcon icon(const QString &name);
/// As icon(), in a fixed role colour (warnings).
QIcon icon(const QString &name, const QColor &color);
QPixmap pixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio);
} // namespace Icons
