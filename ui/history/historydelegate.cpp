#include "history/historydelegate.h"

#include "common/theme.h"

#include <QFontMetrics>
#include <QIcon>
#include <QPainter>

namespace
{
constexpr int mostLines = 1000; ///< some forty rows are in sight, and half of their words are the same
constexpr int iconSize = 16;
} // namespace

HistoryDelegate::HistoryDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_lines(mostLines)
{
}

const TextBlock &HistoryDelegate::line(const QString &text, int width, const QFont &font) const
{
    if (m_font != font) {
        m_lines.clear();
        m_font = font;
    }
    const Line key(text, width);
    if (const TextBlock *known = m_lines.object(key))
        return *known;
    const QFontMetrics metrics(font);
    const QString cut = metrics.elidedText(text, Qt::ElideRight, width);
    auto *fresh = new TextBlock(cut, font, QWIDGETSIZE_MAX);
    m_lines.insert(key, fresh);
    return *fresh;
}

void HistoryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme::Colors &colors = Theme::colors(option.palette);
    const QRect cell = option.rect;
    painter->save();
    painter->setClipRect(cell, Qt::IntersectClip); // marks may pile up beyond their line
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(cell, colors.selection);
    painter->fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), colors.border);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(colors.accent);
        painter->drawRect(cell.adjusted(0, 0, -1, -1));
    }

    QRect inner = cell.adjusted(margin, 0, -margin, -1);
    const auto icon = index.data(Qt::DecorationRole).value<QIcon>();
    if (!icon.isNull()) {
        const QRect place(inner.left(), inner.top() + (inner.height() - iconSize) / 2, iconSize, iconSize);
        icon.paint(painter, QStyle::visualRect(option.direction, cell, place));
        inner.setLeft(inner.left() + iconWidth);
    }
    const QString text = index.data(Qt::DisplayRole).toString();
    if (!text.isEmpty() && inner.width() > 0) {
        const TextBlock &words = line(text, inner.width(), option.font);
        const auto color = index.data(Qt::ForegroundRole).value<QColor>();
        const QRect at(inner.left(), inner.top(), int(words.size().width()), inner.height());
        const QRect place = QStyle::visualRect(option.direction, cell, at);
        painter->setPen(color.isValid() ? color : colors.text);
        painter->setFont(option.font);
        words.draw(painter, QPointF(place.left(), place.top() + (place.height() - option.fontMetrics.height()) / 2.0));
    }
    painter->restore();
}
