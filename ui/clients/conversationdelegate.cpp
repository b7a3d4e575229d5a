#include "clients/conversationdelegate.h"

#include "clock.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/icons.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "communicationlistmodel.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace
{
constexpr int side = 20;
constexpr int padX = 12;
constexpr int padY = 9;
constexpr int corner = 8;
constexpr int iconSize = 14;
constexpr int iconGap = 4;
constexpr int stateGap = 4;
constexpr int rowGap = 12;
constexpr int maxBubble = 560;
constexpr int longestBody = 20'000; // a text has at most 1,600; other programs' rows may hold anything

/// Breaks @p text into lines of @p width and gives their size; draws when @p painter is there.
QSizeF layOut(const QString &text, const QFont &font, qreal width, QPainter *painter = nullptr, QPointF at = {},
              Qt::Alignment alignment = Qt::AlignLeading)
{
    QTextOption option(alignment);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(Qt::LayoutDirectionAuto);
    QString prepared = text;
    prepared.replace(u'\n', QChar::LineSeparator);
    QTextLayout layout(prepared, font);
    layout.setTextOption(option);
    layout.beginLayout();
    qreal height = 0;
    qreal widest = 0;
    while (true) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(width);
        line.setPosition({0, height});
        height += std::ceil(line.height() * 1.12);
        widest = qMax(widest, line.naturalTextWidth());
    }
    layout.endLayout();
    if (painter != nullptr)
        layout.draw(painter, at);
    return {std::ceil(widest), height};
}

QColor toneColor(ErrorText::Tone tone, const Theme::Colors &colors)
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
    return colors.muted;
}
} // namespace

struct ConversationDelegate::Parts {
    Communication row;
    QString body;
    QString day;
    QString badge;
    ErrorText::StateText state;
    bool isCall = false;
    bool outbound = false;
    QRect dayRect;
    QRect bubble; ///< or the pill of a call
    QRect badgeRect;
    QRect stateRect; ///< with room for the icon on its left
    int height = 0;
};

ConversationDelegate::ConversationDelegate(const Clock &clock, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_clock(clock)
{
}

QString ConversationDelegate::badge(const Communication &row)
{
    if (row.channel != Channel::Sms || row.direction != Direction::Inbound)
        return {};
    switch (meaningOfReply(row.body)) {
    case ReplyMeaning::Confirm:
        return tr("Confirmed");
    case ReplyMeaning::Reschedule:
        return tr("Asks to reschedule");
    case ReplyMeaning::Yes:
    case ReplyMeaning::Agrees:
        return tr("Says yes");
    case ReplyMeaning::No:
        return tr("Says no");
    case ReplyMeaning::OptOut:
        return tr("Opts out");
    case ReplyMeaning::MaybeOptOut:
        return tr("May mean stop");
    case ReplyMeaning::OptIn:
        return tr("Wants texts again");
    case ReplyMeaning::Help:
        return tr("Asked for help; Twilio answered");
    case ReplyMeaning::None:
        break;
    }
    return {};
}

QString ConversationDelegate::callText(const Communication &row) const
{
    const QString name = m_clientName;
    QString text;
    if (row.channel == Channel::Conference)
        text = tr("Conference");
    else
        text = row.direction == Direction::Outbound ? tr("Call to %1").arg(name) : tr("Call from %1").arg(name);
    const QString state = ErrorText::state(row).text;
    if (!state.isEmpty())
        text += u" · "_s + state;
    const QString note = PlainText::oneLine(row.note);
    if (!note.isEmpty())
        text += u" · "_s + tr("note: %1").arg(note);
    return text;
}

ConversationDelegate::Parts ConversationDelegate::arrange(const QStyleOptionViewItem &option,
                                                          const QModelIndex &index) const
{
    Parts p;
    p.row = index.data(CommunicationListModel::CommunicationRole).value<Communication>();
    p.isCall = p.row.channel != Channel::Sms;
    p.outbound = p.row.direction == Direction::Outbound;
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const int width = qMax(200, view != nullptr ? view->viewport()->width() : option.rect.width());
    const int small = QFontMetrics(Theme::smallFont()).height();
    int y = 0;
    if (index.data(CommunicationListModel::StartsDayRole).toBool()) {
        p.day = Formatting::day(p.row.sortAt.toLocalTime().date(), m_clock.now().toLocalTime().date());
        p.dayRect = QRect(side, y + 6, width - 2 * side, small);
        y += small + 16;
    }
    p.state = ErrorText::state(p.row);
    if (p.isCall) {
        const QFont font = Theme::smallFont();
        p.body = callText(p.row);
        const int available = width - 2 * side - 2 * 15 - iconSize - iconGap;
        const QSizeF size = layOut(p.body, font, available);
        const int pill = int(size.width()) + 2 * 15 + iconSize + iconGap + 2;
        p.bubble = QRect((width - pill) / 2, y, pill, int(size.height()) + 10);
        p.height = p.bubble.bottom() + 1 + rowGap;
        return p;
    }
    p.body = p.row.bodyLocked
                 ? tr("The text is locked until the key is there")
                 : PlainText::withPlainHosts(PlainText::beginOf(PlainText::cleaned(p.row.body), longestBody));
    if (p.body.isEmpty())
        p.body = tr("(no text)");
    const int widest = qMin(maxBubble, (width - 2 * side) * 62 / 100);
    const QSizeF size = layOut(p.body, option.font, widest - 2 * padX);
    const int bubbleWidth = int(size.width()) + 2 * padX + 1;
    p.bubble = QRect(p.outbound ? width - side - bubbleWidth : side, y, bubbleWidth, int(size.height()) + 2 * padY);
    y = p.bubble.bottom() + 1 + stateGap;
    p.badge = badge(p.row);
    if (!p.badge.isEmpty()) {
        const int badgeWidth = QFontMetrics(Theme::smallFont()).horizontalAdvance(p.badge) + 18;
        p.badgeRect = QRect(side, y + 1, badgeWidth, small + 4);
        y += small + 8;
    }
    const int icon = p.state.glyph == ErrorText::Glyph::None ? 0 : iconSize + iconGap;
    const QSizeF state = layOut(p.state.text, Theme::smallFont(), width - 2 * side - 60 - icon);
    const int stateWidth = int(state.width()) + icon + 1;
    p.stateRect = QRect(p.outbound ? width - side - stateWidth : side, y, stateWidth, int(state.height()));
    p.height = p.stateRect.bottom() + 1 + rowGap;
    return p;
}

QSize ConversationDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {100, arrange(option, index).height};
}

void ConversationDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Parts parts = arrange(option, index);
    for (QRect *rect : {&parts.dayRect, &parts.bubble, &parts.badgeRect, &parts.stateRect}) {
        if (!rect->isNull())
            *rect = QStyle::visualRect(option.direction, option.rect, rect->translated(option.rect.topLeft()));
    }
    const Theme::Colors &colors = Theme::colors(option.palette);
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // marks may pile up beyond their line
    painter->setRenderHint(QPainter::Antialiasing);
    if (!parts.day.isEmpty()) {
        painter->setFont(Theme::smallFont());
        painter->setPen(colors.muted);
        painter->drawText(parts.dayRect, Qt::AlignCenter, parts.day);
    }
    if (parts.isCall)
        paintCall(painter, option, parts);
    else
        paintText(painter, option, parts);
    if (option.state.testFlag(QStyle::State_Selected)) {
        const bool focus = option.state.testFlag(QStyle::State_HasFocus);
        painter->setPen(QPen(focus ? colors.accent : colors.muted, focus ? 2 : 1));
        painter->setBrush(Qt::NoBrush);
        const qreal radius = parts.isCall ? parts.bubble.height() / 2.0 : corner;
        painter->drawRoundedRect(QRectF(parts.bubble).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    }
    painter->restore();
}

void ConversationDelegate::paintText(QPainter *painter, const QStyleOptionViewItem &option, const Parts &parts) const
{
    const Theme::Colors &colors = Theme::colors(option.palette);
    painter->setPen(Qt::NoPen);
    painter->setBrush(parts.outbound ? colors.bubbleOut : colors.bubbleIn);
    painter->drawRoundedRect(parts.bubble, corner, corner);
    painter->setPen(parts.row.bodyLocked ? colors.muted : colors.text);
    const QRect inner = parts.bubble.adjusted(padX, padY, -padX, -padY);
    painter->save();
    painter->setClipRect(parts.bubble, Qt::IntersectClip);
    layOut(parts.body, option.font, inner.width() + 1, painter, inner.topLeft());
    painter->restore();
    if (!parts.badge.isEmpty()) {
        const ReplyMeaning meaning = meaningOfReply(parts.row.body);
        const bool good =
            meaning == ReplyMeaning::Confirm || meaning == ReplyMeaning::Yes || meaning == ReplyMeaning::Agrees;
        const QColor color = good ? colors.good : colors.warning;
        painter->setPen(color);
        painter->setBrush(Qt::NoBrush);
        const qreal radius = parts.badgeRect.height() / 2.0;
        painter->drawRoundedRect(QRectF(parts.badgeRect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        painter->setFont(Theme::smallFont());
        painter->drawText(parts.badgeRect, Qt::AlignCenter, parts.badge);
    }
    paintState(painter, option, parts);
}

void ConversationDelegate::paintState(QPainter *painter, const QStyleOptionViewItem &option, const Parts &parts) const
{
    const QColor color = toneColor(parts.state.tone, Theme::colors(option.palette));
    const QString glyph = ErrorText::glyphIcon(parts.state.glyph);
    QRect rect = parts.stateRect;
    painter->setPen(color);
    if (!glyph.isEmpty()) {
        const int lineHeight = QFontMetrics(Theme::smallFont()).height();
        const QRect icon(rect.left(), rect.top() + (lineHeight - iconSize) / 2 + 1, iconSize, iconSize);
        const qreal ratio = painter->device()->devicePixelRatioF();
        painter->drawPixmap(QStyle::visualRect(option.direction, rect, icon),
                            Icons::pixmap(glyph, color, iconSize, ratio));
        rect = QStyle::visualRect(option.direction, rect, rect.adjusted(iconSize + iconGap, 0, 0, 0));
    }
    layOut(parts.state.text, Theme::smallFont(), rect.width(), painter, rect.topLeft(),
           parts.outbound ? Qt::AlignTrailing : Qt::AlignLeading);
}

void ConversationDelegate::paintCall(QPainter *painter, const QStyleOptionViewItem &option, const Parts &parts) const
{
    const Theme::Colors &colors = Theme::colors(option.palette);
    const qreal radius = qMin(13.0, parts.bubble.height() / 2.0);
    painter->setPen(colors.border);
    painter->setBrush(colors.raised);
    painter->drawRoundedRect(QRectF(parts.bubble).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    const bool bad = parts.state.tone == ErrorText::Tone::Bad || parts.state.tone == ErrorText::Tone::Warning;
    const QColor color = bad ? toneColor(parts.state.tone, colors) : colors.muted;
    const QRect inner = parts.bubble.adjusted(15, 5, -15, -5);
    const QRect icon(inner.left(), inner.top() + 2, iconSize, iconSize);
    const qreal ratio = painter->device()->devicePixelRatioF();
    painter->drawPixmap(QStyle::visualRect(option.direction, inner, icon),
                        Icons::pixmap(u"phone"_s, color, iconSize, ratio));
    const QRect text = QStyle::visualRect(option.direction, inner, inner.adjusted(iconSize + iconGap, 0, 0, 0));
    painter->setPen(color);
    painter->setClipRect(parts.bubble, Qt::IntersectClip);
    layOut(parts.body, Theme::smallFont(), text.width() + 1, painter, text.topLeft());
}

QString ConversationDelegate::describe(const Communication &row) const
{
    if (row.channel != Channel::Sms)
        return callText(row) + u". "_s + Formatting::when(row.sortAt, m_clock.now());
    const QString body =
        row.bodyLocked ? tr("The text is locked until the key is there") : PlainText::oneLine(row.body);
    const QString when = Formatting::when(row.sortAt, m_clock.now());
    if (row.direction == Direction::Inbound) {
        const QString meaning = badge(row);
        const QString text = tr("%1: %2. Received %3").arg(m_clientName, body, when);
        return meaning.isEmpty() ? text : text + u". "_s + meaning;
    }
    return tr("You: %1. %2. %3").arg(body, ErrorText::state(row).text, when);
}
