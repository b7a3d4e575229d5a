#include "clients/conversationdelegate.h"

#include "clock.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/icons.h"
#include "common/plaintext.h"
#include "common/textblock.h"
#include "common/theme.h"
#include "common/tonecolor.h"
#include "communicationlistmodel.h"
#include "conversationmodel.h"

#include <QAbstractItemView>
#include <QPainter>

#include <memory>

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
constexpr int mostArranged = 600;   ///< a model's window has 400 rows
constexpr int longestBody = 20'000; // a text has at most 1,600; other programs' rows may hold anything
} // namespace

/// Where the parts of a row are, from left to right.
struct ConversationDelegate::Places {
    QRect day;
    QRect bubble; ///< or the pill of a call
    QRect badge;
    QRect state; ///< with room for the icon on its left

    /// In the row that @p option is about, mirrored where one reads from the right.
    Places in(const QStyleOptionViewItem &option) const
    {
        Places there = *this;
        for (QRect *rect : {&there.day, &there.bubble, &there.badge, &there.state}) {
            if (!rect->isNull())
                *rect = QStyle::visualRect(option.direction, option.rect, rect->translated(option.rect.topLeft()));
        }
        return there;
    }
};

struct ConversationDelegate::Parts {
    Communication row;
    QString day; ///< of which it is the first
    int width = 0;
    QFont font;
    QString clientName;
    QString sender;
    ErrorText::Search search = ErrorText::Search::Goes;

    std::unique_ptr<TextBlock> body; ///< or the words of a call
    QString badge;
    bool isGoodNews = false; ///< its badge
    ErrorText::StateText state;
    std::unique_ptr<TextBlock> stateText;
    bool isCall = false;
    bool outbound = false;
    Places places;
    int height = 0;
};

ConversationDelegate::ConversationDelegate(const Clock &clock, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_clock(clock)
    , m_notes(clock)
    , m_parts(mostArranged)
{
}

ConversationDelegate::~ConversationDelegate() = default;

void ConversationDelegate::forget()
{
    m_parts.clear();
    m_notes.forget();
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
    const QString state = ErrorText::state(row, searchFor(row), senderOf(row)).text;
    if (!state.isEmpty())
        text += u" · "_s + state;
    const QString note = PlainText::oneLine(row.note);
    if (!note.isEmpty())
        text += u" · "_s + tr("note: %1").arg(note);
    return text;
}

ErrorText::Search ConversationDelegate::searchFor(const Communication &row) const
{
    return row.sendState == SendState::Unconfirmed && m_search ? m_search(row) : ErrorText::Search::Goes;
}

QString ConversationDelegate::senderOf(const Communication &row) const
{
    return m_sender ? m_sender(row) : QString();
}

int ConversationDelegate::widthOf(const QStyleOptionViewItem &option)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    return qMax(200, view != nullptr ? view->viewport()->width() : option.rect.width());
}

const ConversationDelegate::Parts &ConversationDelegate::parts(const QStyleOptionViewItem &option,
                                                               const QModelIndex &index) const
{
    const auto row = index.data(CommunicationListModel::CommunicationRole).value<Communication>();
    const int width = widthOf(option);
    const bool startsDay = index.data(CommunicationListModel::StartsDayRole).toBool();
    const QString day =
        startsDay ? Formatting::day(row.sortAt.toLocalTime().date(), m_clock.now().toLocalTime().date()) : QString();
    const ErrorText::Search search = searchFor(row);
    const QString sender = senderOf(row);
    const Parts *known = m_parts.object(row.id);
    if (known && known->width == width && known->day == day && known->font == option.font &&
        known->clientName == m_clientName && known->search == search && known->sender == sender && known->row == row)
        return *known;
    auto *fresh = new Parts(arrange(row, day, width, option.font));
    m_parts.insert(row.id, fresh);
    return *fresh;
}

ConversationDelegate::Parts ConversationDelegate::arrange(const Communication &row, const QString &day, int width,
                                                          const QFont &font) const
{
    Parts p;
    Places &at = p.places;
    p.row = row;
    p.day = day;
    p.width = width;
    p.font = font;
    p.clientName = m_clientName;
    p.search = searchFor(row);
    p.sender = senderOf(row);
    p.isCall = row.channel != Channel::Sms;
    p.outbound = row.direction == Direction::Outbound;
    const QFont smallFont = Theme::smallFont();
    const int small = QFontMetrics(smallFont).height();
    int y = 0;
    if (!day.isEmpty()) {
        at.day = QRect(side, y + 6, width - 2 * side, small);
        y += small + 16;
    }
    p.state = ErrorText::state(row, p.search, p.sender);
    if (p.isCall) {
        const int available = width - 2 * side - 2 * 15 - iconSize - iconGap;
        p.body = std::make_unique<TextBlock>(callText(row), smallFont, available);
        const int pill = int(p.body->size().width()) + 2 * 15 + iconSize + iconGap + 2;
        at.bubble = QRect((width - pill) / 2, y, pill, int(p.body->size().height()) + 10);
        p.height = at.bubble.bottom() + 1 + rowGap;
        return p;
    }
    QString body = row.bodyLocked
                       ? tr("The text is locked until the key is there")
                       : PlainText::withPlainHosts(PlainText::beginOf(PlainText::cleaned(row.body), longestBody));
    if (body.isEmpty())
        body = tr("(no text)");
    const int widest = qMin(maxBubble, (width - 2 * side) * 62 / 100);
    p.body = std::make_unique<TextBlock>(body, font, widest - 2 * padX);
    const int bubbleWidth = int(p.body->size().width()) + 2 * padX + 1;
    at.bubble =
        QRect(p.outbound ? width - side - bubbleWidth : side, y, bubbleWidth, int(p.body->size().height()) + 2 * padY);
    y = at.bubble.bottom() + 1 + stateGap;
    p.badge = badge(row);
    if (!p.badge.isEmpty()) {
        const ReplyMeaning meaning = meaningOfReply(row.body);
        p.isGoodNews =
            meaning == ReplyMeaning::Confirm || meaning == ReplyMeaning::Yes || meaning == ReplyMeaning::Agrees;
        const int badgeWidth = QFontMetrics(smallFont).horizontalAdvance(p.badge) + 18;
        at.badge = QRect(side, y + 1, badgeWidth, small + 4);
        y += small + 8;
    }
    const int icon = p.state.glyph == ErrorText::Glyph::None ? 0 : iconSize + iconGap;
    p.stateText = std::make_unique<TextBlock>(p.state.text, smallFont, width - 2 * side - 60 - icon,
                                              p.outbound ? Qt::AlignTrailing : Qt::AlignLeading);
    const int stateWidth = int(p.stateText->size().width()) + icon + 1;
    at.state = QRect(p.outbound ? width - side - stateWidth : side, y, stateWidth, int(p.stateText->size().height()));
    p.height = at.state.bottom() + 1 + rowGap;
    return p;
}

QSize ConversationDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.data(ConversationModel::NoteRole).isValid())
        return m_notes.sizeHint(option, index, widthOf(option));
    return {100, parts(option, index).height};
}

void ConversationDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.data(ConversationModel::NoteRole).isValid())
        return m_notes.paint(painter, option, index, widthOf(option));
    const Parts &parts = this->parts(option, index);
    const Places at = parts.places.in(option);
    const Theme::Colors &colors = Theme::colors(option.palette);
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // marks may pile up beyond their line
    painter->setRenderHint(QPainter::Antialiasing);
    if (!parts.day.isEmpty()) {
        painter->setFont(Theme::smallFont());
        painter->setPen(colors.muted);
        painter->drawText(at.day, Qt::AlignCenter, parts.day);
    }
    if (parts.isCall)
        paintCall(painter, option, parts, at);
    else
        paintText(painter, option, parts, at);
    if (option.state.testFlag(QStyle::State_Selected)) {
        const bool focus = option.state.testFlag(QStyle::State_HasFocus);
        painter->setPen(QPen(focus ? colors.accent : colors.muted, focus ? 2 : 1));
        painter->setBrush(Qt::NoBrush);
        const qreal radius = parts.isCall ? at.bubble.height() / 2.0 : corner;
        painter->drawRoundedRect(QRectF(at.bubble).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    }
    painter->restore();
}

void ConversationDelegate::paintText(QPainter *painter, const QStyleOptionViewItem &option, const Parts &parts,
                                     const Places &at) const
{
    const Theme::Colors &colors = Theme::colors(option.palette);
    painter->setPen(Qt::NoPen);
    painter->setBrush(parts.outbound ? colors.bubbleOut : colors.bubbleIn);
    painter->drawRoundedRect(at.bubble, corner, corner);
    painter->setPen(parts.row.bodyLocked ? colors.muted : colors.text);
    const QRect inner = at.bubble.adjusted(padX, padY, -padX, -padY);
    painter->save();
    painter->setClipRect(at.bubble, Qt::IntersectClip);
    parts.body->draw(painter, inner.topLeft());
    painter->restore();
    if (!parts.badge.isEmpty()) {
        const QColor color = parts.isGoodNews ? colors.good : colors.warning;
        painter->setPen(color);
        painter->setBrush(Qt::NoBrush);
        const qreal radius = at.badge.height() / 2.0;
        painter->drawRoundedRect(QRectF(at.badge).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        painter->setFont(Theme::smallFont());
        painter->drawText(at.badge, Qt::AlignCenter, parts.badge);
    }
    paintState(painter, option, parts, at);
}

void ConversationDelegate::paintState(QPainter *painter, const QStyleOptionViewItem &option, const Parts &parts,
                                      const Places &at) const
{
    const Theme::Colors &colors = Theme::colors(option.palette);
    const QColor color = toneColor(parts.state.tone, colors, colors.muted);
    const QString glyph = ErrorText::glyphIcon(parts.state.glyph);
    QRect rect = at.state;
    painter->setPen(color);
    if (!glyph.isEmpty()) {
        const int lineHeight = QFontMetrics(Theme::smallFont()).height();
        const QRect icon(rect.left(), rect.top() + (lineHeight - iconSize) / 2 + 1, iconSize, iconSize);
        const qreal ratio = painter->device()->devicePixelRatioF();
        painter->drawPixmap(QStyle::visualRect(option.direction, rect, icon),
                            Icons::pixmap(glyph, color, iconSize, ratio));
        rect = QStyle::visualRect(option.direction, rect, rect.adjusted(iconSize + iconGap, 0, 0, 0));
    }
    parts.stateText->draw(painter, rect.topLeft());
}

void ConversationDelegate::paintCall(QPainter *painter, const QStyleOptionViewItem &option, const Parts &parts,
                                     const Places &at) const
{
    const Theme::Colors &colors = Theme::colors(option.palette);
    const qreal radius = qMin(13.0, at.bubble.height() / 2.0);
    painter->setPen(colors.border);
    painter->setBrush(colors.raised);
    painter->drawRoundedRect(QRectF(at.bubble).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    const bool bad = parts.state.tone == ErrorText::Tone::Bad || parts.state.tone == ErrorText::Tone::Warning;
    const QColor color = bad ? toneColor(parts.state.tone, colors, colors.muted) : colors.muted;
    const QRect inner = at.bubble.adjusted(15, 5, -15, -5);
    const QRect icon(inner.left(), inner.top() + 2, iconSize, iconSize);
    const qreal ratio = painter->device()->devicePixelRatioF();
    painter->drawPixmap(QStyle::visualRect(option.direction, inner, icon),
                        Icons::pixmap(u"phone"_s, color, iconSize, ratio));
    const QRect text = QStyle::visualRect(option.direction, inner, inner.adjusted(iconSize + iconGap, 0, 0, 0));
    painter->setPen(color);
    painter->setClipRect(at.bubble, Qt::IntersectClip);
    parts.body->draw(painter, text.topLeft());
}

QString ConversationDelegate::describe(const QModelIndex &index) const
{
    const QVariant note = index.data(ConversationModel::NoteRole);
    return note.isValid() ? m_notes.describe(note.value<InternalNote>())
                          : describe(index.data(CommunicationListModel::CommunicationRole).value<Communication>());
}

QString ConversationDelegate::describe(const Communication &row) const
{
    if (row.channel != Channel::Sms)
        return callText(row) + u". "_s + Formatting::when(row.sortAt, m_clock.now());
    const QString body =
        row.bodyLocked ? tr("The text is locked until the key is there") : PlainText::oneLine(row.body);
    const QString when = Formatting::when(row.sortAt, m_clock.now());
    if (row.direction == Direction::Inbound) {
        QStringList parts{tr("%1: %2. Received %3").arg(m_clientName, body, when), badge(row), ErrorText::origin(row)};
        parts.removeAll(QString());
        return parts.join(u". "_s);
    }
    const QString sender = senderOf(row);
    const QString state = ErrorText::state(row, searchFor(row), sender).text;
    return sender.isEmpty() ? tr("You: %1. %2. %3").arg(body, state, when)
                            : tr("%1: %2. %3. %4").arg(sender, body, state, when);
}
