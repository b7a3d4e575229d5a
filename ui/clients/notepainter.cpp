#include "clients/notepainter.h"

#include "clock.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/textblock.h"
#include "common/theme.h"
#include "communicationlistmodel.h"
#include "conversationmodel.h"

#include <QPainter>
#include <QStyle>

#include <memory>

using namespace Qt::StringLiterals;

namespace
{
constexpr int side = 20;
constexpr int padX = 12;
constexpr int padY = 8;
constexpr int gap = 3;
constexpr int rowGap = 12;
constexpr int widest = 640;
constexpr int mostArranged = 400;
constexpr int longestText = 20'000;
} // namespace

struct NotePainter::Parts {
    InternalNote note;
    QString day;
    QString heading;
    int width = 0;
    QFont font;
    std::unique_ptr<TextBlock> head;
    std::unique_ptr<TextBlock> text;
    QRect dayPlace;
    QRect box;
    int height = 0;
};

NotePainter::NotePainter(const Clock &clock)
    : m_clock(clock)
    , m_parts(mostArranged)
{
}

NotePainter::~NotePainter() = default;

void NotePainter::forget()
{
    m_parts.clear();
}

QString NotePainter::heading(const InternalNote &note) const
{
    const QString author = PlainText::isolated(PlainText::oneLine(note.authorName));
    const QString when = Formatting::timeIn(note.at.toLocalTime());
    return author.isEmpty() ? tr("Internal note: not sent · %1").arg(when)
                            : tr("Internal note: not sent · %1 · %2").arg(author, when);
}

QString NotePainter::text(const InternalNote &note) const
{
    if (note.isWithdrawn())
        return tr("Taken back by its author");
    if (note.textLocked)
        return tr("The text is locked until the key is there");
    return PlainText::withPlainHosts(PlainText::beginOf(PlainText::cleaned(note.text), longestText));
}

QString NotePainter::describe(const InternalNote &note) const
{
    return heading(note) + u": "_s + PlainText::oneLine(text(note));
}

const NotePainter::Parts &NotePainter::parts(const QModelIndex &index, int width, const QFont &font) const
{
    const auto note = index.data(ConversationModel::NoteRole).value<InternalNote>();
    const QString day = index.data(CommunicationListModel::StartsDayRole).toBool()
                            ? Formatting::day(note.at.toLocalTime().date(), m_clock.now().toLocalTime().date())
                            : QString();
    const QString head = heading(note);
    const Parts *known = m_parts.object(note.id);
    if (known && known->width == width && known->day == day && known->font == font && known->heading == head &&
        known->note == note)
        return *known;
    auto fresh = std::make_unique<Parts>();
    fresh->note = note;
    fresh->day = day;
    fresh->heading = head;
    fresh->width = width;
    fresh->font = font;
    int y = 0;
    if (!day.isEmpty()) {
        const int small = QFontMetrics(Theme::smallFont()).height();
        fresh->dayPlace = QRect(side, 6, width - 2 * side, small);
        y = small + 16;
    }
    const int boxWidth = qMin(widest, width - 4 * side);
    fresh->head = std::make_unique<TextBlock>(head, Theme::smallFont(), boxWidth - 2 * padX);
    fresh->text = std::make_unique<TextBlock>(text(note), font, boxWidth - 2 * padX);
    const int inner = int(fresh->head->size().height()) + gap + int(fresh->text->size().height());
    fresh->box = QRect((width - boxWidth) / 2, y, boxWidth, inner + 2 * padY);
    fresh->height = fresh->box.bottom() + 1 + rowGap;
    const Parts &made = *fresh;
    m_parts.insert(note.id, fresh.release());
    return made;
}

QSize NotePainter::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index, int width) const
{
    return {100, parts(index, width, option.font).height};
}

void NotePainter::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                        int width) const
{
    const Parts &parts = this->parts(index, width, option.font);
    const Theme::Colors &colors = Theme::colors(option.palette);
    const QPoint origin = option.rect.topLeft();
    const QRect box = parts.box.translated(origin);
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip);
    painter->setRenderHint(QPainter::Antialiasing);
    if (!parts.day.isEmpty()) {
        painter->setFont(Theme::smallFont());
        painter->setPen(colors.muted);
        painter->drawText(parts.dayPlace.translated(origin), Qt::AlignCenter, parts.day);
    }
    // Square and outlined: no bubble, also where colours can not be told apart.
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    painter->setPen(QPen(colors.noteBorder, isSelected ? 2 : 1, isSelected ? Qt::SolidLine : Qt::DashLine));
    painter->setBrush(colors.noteSurface);
    painter->drawRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5));
    painter->setClipRect(box, Qt::IntersectClip);
    const QPoint inner = box.topLeft() + QPoint(padX, padY);
    painter->setPen(colors.noteBorder);
    parts.head->draw(painter, inner);
    painter->setPen(parts.note.isWithdrawn() || parts.note.textLocked ? colors.muted : colors.text);
    parts.text->draw(painter, inner + QPoint(0, int(parts.head->size().height()) + gap));
    painter->restore();
}
