#pragma once

#include <QFont>
#include <QSizeF>
#include <QString>
#include <QTextLayout>

class QPainter;

/// Plain text of any length, broken into lines of one width and kept shaped: what is painted at every frame is laid out
/// once. GUI thread.
class TextBlock
{
public:
    /// @p alignment is Qt::AlignLeading or Qt::AlignTrailing, by the text's own direction.
    TextBlock(const QString &text, const QFont &font, qreal width, Qt::Alignment alignment = Qt::AlignLeading);

    /// As wide as its widest line.
    QSizeF size() const { return m_size; }
    /// With the painter's pen; @p at is its left top corner.
    void draw(QPainter *painter, QPointF at) const { m_layout.draw(painter, at); }

private:
    QTextLayout m_layout;
    QSizeF m_size;
};
