#include "sharing/peoplelist.h"

#include "common/plaintext.h"
#include "common/theme.h"
#include "phonenumber.h"
#include "sharing/sharingwords.h"

#include <QEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int mostRows = 6; ///< then the list scrolls by itself
constexpr int mark = 3;     ///< the accent bar of the chosen row
constexpr int longestName = 100;

enum Role { IdRole = Qt::UserRole, DetailsRole, StateRole, StandsOutRole, PaleRole };

int heightOfRow()
{
    return QFontMetrics(Theme::baseFont()).height() + QFontMetrics(Theme::smallFont()).height() + Theme::grid * 2;
}

class PersonDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {Theme::grid * 20, heightOfRow()};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto &colors = Theme::colors(option.palette);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const bool pale = index.data(PaleRole).toBool();
        painter->save();
        painter->setClipRect(option.rect, Qt::IntersectClip); // marks may pile up beyond their line
        painter->fillRect(option.rect, selected ? colors.selection : colors.page);
        painter->setPen(colors.border);
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        if (selected) {
            const QRect bar(option.rect.topLeft(), QSize(mark, option.rect.height()));
            painter->fillRect(QStyle::visualRect(option.direction, option.rect, bar), colors.accent);
        }
        const QRect inner = option.rect.adjusted(Theme::grid * 3 / 2, Theme::grid, -Theme::grid * 3 / 2, -Theme::grid);

        const QString state = index.data(StateRole).toString();
        const QFontMetrics small(Theme::smallFont());
        const int stateWidth = small.horizontalAdvance(state);
        painter->setFont(Theme::smallFont());
        painter->setPen(index.data(StandsOutRole).toBool() ? colors.warning : colors.muted);
        draw(painter, option, inner, Qt::AlignTrailing, state);
        painter->setPen(colors.muted);
        const QRect lower(inner.left(), inner.bottom() - small.height() + 1, inner.width(), small.height());
        draw(painter, option, lower, Qt::AlignLeading,
             small.elidedText(index.data(DetailsRole).toString(), Qt::ElideRight, lower.width()));

        QFont font = Theme::baseFont();
        font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(pale ? colors.muted : colors.text);
        const int nameWidth = inner.width() - stateWidth - Theme::grid * 2;
        const QString name = QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, nameWidth);
        draw(painter, option, inner, Qt::AlignLeading, name);
        if (option.state.testFlag(QStyle::State_HasFocus)) {
            painter->setPen(colors.accent);
            painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
        }
        painter->restore();
    }

private:
    static void draw(QPainter *painter, const QStyleOptionViewItem &option, const QRect &at, Qt::AlignmentFlag side,
                     const QString &text)
    {
        painter->drawText(at, int(QStyle::visualAlignment(option.direction, side | Qt::AlignTop)) | Qt::TextSingleLine,
                          text);
    }
};

int rank(const StaffMember &person)
{
    return person.leftAt.isValid() ? 2 : person.joinedAt.isValid() ? 0 : 1;
}
} // namespace

PeopleList::PeopleList(QWidget *parent)
    : QListWidget(parent)
{
    setAccessibleName(tr("People of the practice"));
    setItemDelegate(new PersonDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
}

void PeopleList::show(const QList<StaffMember> &people, const Facts &facts, const QDateTime &now)
{
    QList<StaffMember> sorted = people;
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return rank(a) < rank(b); });
    const StaffId before = chosen();
    clear();
    for (const StaffMember &person : std::as_const(sorted)) {
        QString name = PlainText::beginOf(PlainText::oneLine(person.name), longestName);
        if (name.isEmpty())
            name = tr("No name");
        if (person.id == facts.me)
            name = tr("%1 (you)").arg(PlainText::isolated(name));
        QStringList details{SharingWords::role(person.role)};
        if (person.role != "agent"_L1 && !person.persona.isEmpty())
            details << SharingWords::persona(person.persona);
        const PhoneNumber phone = PhoneNumber::fromE164(person.phone);
        if (!person.phone.isEmpty())
            details << (phone.isNull() ? PlainText::oneLine(person.phone) : phone.display(facts.region));
        if (const QString deputies = facts.deputies.value(person.id); !deputies.isEmpty())
            details << tr("deputies: %1").arg(deputies);
        const bool asks = facts.asking.contains(person.id);
        const QString state = SharingWords::membership(person, asks, now);
        auto *item = new QListWidgetItem(name, this);
        item->setData(IdRole, person.id.toString());
        item->setData(DetailsRole, details.join(u" · "_s));
        item->setData(StateRole, state);
        item->setData(StandsOutRole, asks);
        item->setData(PaleRole, person.leftAt.isValid());
        item->setData(Qt::AccessibleTextRole,
                      u"%1, %2, %3"_s.arg(PlainText::isolated(name), details.join(u", "_s), state));
        if (person.id == before)
            setCurrentItem(item);
    }
    fitHeight();
}

StaffId PeopleList::chosen() const
{
    return currentItem() ? StaffId::fromString(currentItem()->data(IdRole).toString()) : StaffId();
}

void PeopleList::fitHeight()
{
    setFixedHeight(qBound(1, count(), mostRows) * heightOfRow());
}

void PeopleList::changeEvent(QEvent *event)
{
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitHeight();
}
