#include "clients/clientdelegate.h"

#include "clientlistmodel.h"
#include "clock.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace
{
constexpr int avatarSize = 34;
constexpr int sideMargin = 15;
constexpr int rightMargin = 12;
} // namespace

QString ClientWords::name(const Client &client, const QString &region)
{
    QString own = PlainText::oneLine(client.name);
    if (!own.isEmpty())
        return own;
    if (client.primaryNumber().isNull())
        return ClientDelegate::tr("No name");
    return ClientDelegate::tr("Unknown %1").arg(client.primaryNumber().display(region));
}

QString ClientWords::shortName(const Client &client, const QString &region)
{
    const QString first = PlainText::oneLine(client.firstName());
    return first.isEmpty() ? name(client, region) : first;
}

namespace
{
QString newest(const Client &client, const QString &colleague)
{
    if (!client.lastAt.isValid())
        return ClientDelegate::tr("No messages yet");
    const QString text = PlainText::isolated(PlainText::withPlainHosts(client.lastPreview));
    if (client.lastWasCall)
        return client.lastPreview.isEmpty() ? ClientDelegate::tr("Call") : ClientDelegate::tr("Call · %1").arg(text);
    if (!client.lastOutbound)
        return text;
    return colleague.isEmpty() ? ClientDelegate::tr("You: %1").arg(text)
                               : ClientDelegate::tr("%1: %2").arg(colleague, text);
}
} // namespace

QString ClientWords::preview(const Client &client, const QString &colleague)
{
    QStringList parts;
    if (client.archived)
        parts << ClientDelegate::tr("Archived");
    if (client.permission() == TextPermission::OptedOut)
        parts << permission(TextPermission::OptedOut);
    parts << newest(client, colleague);
    return parts.join(u" · "_s);
}

QString ClientWords::permission(TextPermission permission)
{
    switch (permission) {
    case TextPermission::MayText:
        return ClientDelegate::tr("May be texted");
    case TextPermission::Held:
        return ClientDelegate::tr("Read the reply first");
    case TextPermission::OptedOut:
        break;
    }
    return ClientDelegate::tr("Opted out");
}

ClientNumber ClientWords::entry(const Client &client, const PhoneNumber &number)
{
    for (const ClientNumber &candidate : client.numbers) {
        if (candidate.number == number)
            return candidate;
    }
    return {};
}

ClientDelegate::ClientDelegate(const Clock &clock, std::function<QString()> region,
                               std::function<QString(const Client &)> colleague, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_clock(clock)
    , m_region(std::move(region))
    , m_colleague(std::move(colleague))
{
}

QSize ClientDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {200, qMax(52, 2 * option.fontMetrics.height() + 20)};
}

void ClientDelegate::paintAvatar(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
                                 const Client &client) const
{
    const Theme::Colors &colors = Theme::colors(option.palette);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colors.bubbleIn);
    painter->drawEllipse(rect);
    QFont font = Theme::smallFont();
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(colors.muted);
    painter->drawText(rect, Qt::AlignCenter, Formatting::initials(PlainText::oneLine(client.name)));
}

void ClientDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto client = index.data(ClientListModel::ClientRole).value<Client>();
    const Theme::Colors &colors = Theme::colors(option.palette);
    const QRect row = option.rect;
    const auto mirrored = [&option, &row](const QRect &rect) {
        return QStyle::visualRect(option.direction, row, rect);
    };
    painter->save();
    painter->setClipRect(row, Qt::IntersectClip); // marks may pile up beyond their line
    painter->setRenderHint(QPainter::Antialiasing);

    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected) {
        painter->fillRect(row, colors.selection);
        painter->fillRect(mirrored(QRect(row.left(), row.top(), 3, row.height())), colors.accent);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(colors.accent);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    const QRect avatar(row.left() + sideMargin, row.top() + (row.height() - avatarSize) / 2, avatarSize, avatarSize);
    paintAvatar(painter, option, mirrored(avatar), client);

    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    const bool unread = client.unread > 0;
    QFont timeFont = Theme::smallFont();
    timeFont.setWeight(unread ? QFont::DemiBold : QFont::Normal);
    const QString when = Formatting::briefWhen(client.lastAt, m_clock.now());
    const int timeWidth = QFontMetrics(timeFont).horizontalAdvance(when) + 2;
    const int left = avatar.right() + 11;
    const int right = row.right() - rightMargin;
    const int lineHeight = option.fontMetrics.height() + 2;
    const int top = row.top() + (row.height() - 2 * lineHeight) / 2;
    const QRect nameRect(left, top, right - left - timeWidth - 8, lineHeight);
    const QRect previewRect(left, top + lineHeight, right - left, lineHeight);
    const QRect timeRect(right - timeWidth, top, timeWidth, lineHeight);
    const Qt::Alignment align = QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter);

    painter->setFont(bold);
    painter->setPen(colors.text);
    const QString name = ClientWords::name(client, m_region());
    painter->drawText(mirrored(nameRect), int(align),
                      PlainText::isolated(QFontMetrics(bold).elidedText(name, Qt::ElideRight, nameRect.width())));
    painter->setFont(timeFont);
    painter->setPen(unread ? colors.accent : colors.muted);
    painter->drawText(mirrored(timeRect), Qt::AlignCenter, when);
    const QFont &previewFont = unread ? bold : option.font;
    painter->setFont(previewFont);
    painter->setPen(unread ? colors.text : colors.muted);
    painter->drawText(
        mirrored(previewRect), int(align),
        QFontMetrics(previewFont)
            .elidedText(ClientWords::preview(client, m_colleague(client)), Qt::ElideRight, previewRect.width()));
    painter->restore();
}

QString ClientDelegate::describe(const Client &client) const
{
    QStringList parts{ClientWords::name(client, m_region())};
    if (client.unread > 0)
        parts << tr("%1 unread").arg(client.unread);
    parts << ClientWords::preview(client, m_colleague(client));
    const QString when = Formatting::briefWhen(client.lastAt, m_clock.now());
    if (!when.isEmpty())
        parts << when;
    return parts.join(u", "_s);
}
