#include "pageslist.h"

#include "common/icons.h"
#include "common/theme.h"

#include <QPainter>
#include <QStyledItemDelegate>

using namespace Qt::StringLiterals;

namespace
{
constexpr int rowHeight = 32;

class PagesDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {120, qMax(rowHeight, option.fontMetrics.height() + 14)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme::Colors &colors = Theme::colors(option.palette);
        const QRect row = option.rect.adjusted(8, 1, -9, -1);
        const auto mirrored = [&option, &row](const QRect &rect) {
            return QStyle::visualRect(option.direction, row, rect);
        };
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(selected ? colors.selection : colors.bubbleIn);
            painter->drawRoundedRect(row, Theme::radius, Theme::radius);
        }
        if (option.state.testFlag(QStyle::State_HasFocus)) {
            painter->setPen(colors.accent);
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), Theme::radius, Theme::radius);
        }
        const QColor color = selected ? colors.accent : colors.text;
        const QRect icon(row.left() + 9, row.top() + (row.height() - 18) / 2, 18, 18);
        painter->drawPixmap(mirrored(icon), Icons::pixmap(index.data(PagesList::iconRole).toString(), color, 18,
                                                          painter->device()->devicePixelRatioF()));
        QFont font = option.font;
        font.setWeight(selected ? QFont::DemiBold : QFont::Normal);
        painter->setFont(font);
        painter->setPen(color);
        const QRect text(icon.right() + 10, row.top(), row.right() - icon.right() - 10, row.height());
        painter->drawText(mirrored(text),
                          int(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter)),
                          index.data(PagesList::nameRole).toString());
        paintBadge(painter, option, row, index.data(PagesList::badgeRole).toInt());
        painter->restore();
    }

private:
    static void paintBadge(QPainter *painter, const QStyleOptionViewItem &option, const QRect &row, int count)
    {
        if (count <= 0)
            return;
        const Theme::Colors &colors = Theme::colors(option.palette);
        QFont font = Theme::smallFont();
        font.setWeight(QFont::DemiBold);
        const QString text = count > 99 ? u"99+"_s : QString::number(count);
        const int width = qMax(19, QFontMetrics(font).horizontalAdvance(text) + 12);
        const QRect badge = QStyle::visualRect(
            option.direction, row, QRect(row.right() - width - 9, row.top() + (row.height() - 15) / 2, width, 15));
        painter->setPen(Qt::NoPen);
        painter->setBrush(colors.accent);
        painter->drawRoundedRect(badge, 7.5, 7.5);
        painter->setFont(font);
        painter->setPen(colors.onAccent);
        painter->drawText(badge, Qt::AlignCenter, text);
    }
};
} // namespace

PagesList::PagesList(QWidget *parent)
    : QListWidget(parent)
{
    setObjectName(u"Pages"_s);
    setAccessibleName(tr("Pages"));
    setItemDelegate(new PagesDelegate(this));
    setFrameShape(NoFrame);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
}

void PagesList::addPage(const QString &name, const QString &icon)
{
    auto *item = new QListWidgetItem(name, this);
    item->setData(nameRole, name);
    item->setData(iconRole, icon);
    item->setToolTip(tr("Ctrl+%1").arg(count()));
}

void PagesList::setBadge(int row, int count)
{
    QListWidgetItem *entry = item(row);
    if (entry == nullptr)
        return;
    entry->setData(badgeRole, count);
    const QString name = entry->data(nameRole).toString();
    entry->setData(Qt::AccessibleTextRole, count > 0 ? tr("%1, %2 unread").arg(name).arg(count) : name);
}
