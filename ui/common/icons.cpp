#include "common/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

namespace
{
/// Renders when asked, so that a change of palette or scale shows at the next paint.
class SvgIconEngine : public QIconEngine
{
public:
    SvgIconEngine(QString name, const QColor &color)
        : m_name(std::move(name))
        , m_color(color)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        const int size = qMin(rect.width(), rect.height());
        const QPixmap image = Icons::pixmap(m_name, colorFor(mode, state), size, ratio);
        painter->drawPixmap(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2, image);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return Icons::pixmap(m_name, colorFor(mode, state), qMin(size.width(), size.height()), 1.0);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        QPixmap image = Icons::pixmap(m_name, colorFor(mode, state), qMin(size.width(), size.height()), 1.0);
        image.setDevicePixelRatio(scale);
        return image;
    }

    QIconEngine *clone() const override { return new SvgIconEngine(m_name, m_color); }

private:
    QColor colorFor(QIcon::Mode mode, QIcon::State) const
    {
        if (m_color.isValid())
            return m_color;
        const QPalette palette = QGuiApplication::palette();
        return palette.color(mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active, QPalette::ButtonText);
    }

    QString m_name;
    QColor m_color; ///< invalid: the palette's
};
} // namespace

namespace Icons
{
QIcon icon(const QString &name)
{
    return QIcon(new SvgIconEngine(name, QColor()));
}

QIcon icon(const QString &name, const QColor &color)
{
    return QIcon(new SvgIconEngine(name, color));
}

QPixmap pixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio)
{
    const QString key = u"icon/%1/%2/%3/%4"_s.arg(name, color.name()).arg(size).arg(devicePixelRatio);
    QPixmap image;
    if (QPixmapCache::find(key, &image))
        return image;
    QFile file(u":/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QSvgRenderer renderer(file.readAll().replace("#000000", color.name().toLatin1()));
    const int pixels = qMax(1, qRound(size * devicePixelRatio));
    image = QPixmap(pixels, pixels);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    renderer.render(&painter);
    painter.end();
    image.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, image);
    return image;
}
} // namespace Icons
