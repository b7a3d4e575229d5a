#include "templates/templatelistdelegate.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "templatelistmodel.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace
{
constexpr int rowHeight = 34;
constexpr int mark = 3; ///< the accent bar of the selected row
} // namespace

void TemplateListDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto value = index.data(TemplateListModel::TemplateRole).value<SmsTemplate>();
    const auto &colors = Theme::colors(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // marks may pile up beyond their line
    painter->fillRect(option.rect, selected ? colors.selection : colors.page);
    if (selected) {
        const QRect bar(0, 0, mark, option.rect.height());
        painter->fillRect(QStyle::visualRect(option.direction, option.rect, bar.translated(option.rect.topLeft())),
                          colors.accent);
    }
    const QRect inner = option.rect.adjusted(Theme::grid * 2, 0, -Theme::grid * 3 / 2, 0);

    QString right = Formatting::persona(value.persona);
    if (!value.language.isEmpty() && value.language != m_language)
        right += u" · "_s + value.language.toUpper();
    if (!value.active)
        right += u" · "_s + tr("not active");
    painter->setFont(Theme::smallFont());
    painter->setPen(colors.muted);
    const int rightWidth = QFontMetrics(Theme::smallFont()).horizontalAdvance(right);
    painter->drawText(inner, int(QStyle::visualAlignment(option.direction, Qt::AlignRight | Qt::AlignVCenter)), right);

    QFont font = Theme::baseFont();
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(value.active ? colors.text : colors.muted);
    const QRect nameRect = option.direction == Qt::LeftToRight ? inner.adjusted(0, 0, -rightWidth - Theme::grid, 0)
                                                               : inner.adjusted(rightWidth + Theme::grid, 0, 0, 0);
    const QString name =
        QFontMetrics(font).elidedText(PlainText::oneLine(value.name), Qt::ElideRight, nameRect.width());
    painter->drawText(nameRect, int(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter)), name);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(colors.accent);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

QSize TemplateListDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {Theme::grid * 20, qMax(rowHeight, QFontMetrics(Theme::baseFont()).height() + Theme::grid * 2)};
}
