#pragma once

#include "client.h"

#include <QStyledItemDelegate>

#include <functional>

class Clock;

/// Words about a client that several widgets share. All of it outside text, cleaned to one line.
namespace ClientWords
{
/// "Maria Lopez", or "Unknown (312) 555-0177".
QString name(const Client &client, const QString &region);
/// First name, or the whole when there is none: for sentences.
QString shortName(const Client &client, const QString &region);
/// "You: Your 2025 return …", "Yes, CONFIRM", "Call", "No messages yet"; before it what must not be overlooked:
/// "Archived", "Opted out". @p colleague: who wrote the newest text, if it was not this person.
QString preview(const Client &client, const QString &colleague = {});
/// "May be texted", "Read the reply first", "Opted out".
QString permission(TextPermission permission);
/// What is kept of one of the client's numbers; a null number when it is not among them.
ClientNumber entry(const Client &client, const PhoneNumber &number);
} // namespace ClientWords

/// A row of the client list: initials, name, newest text, when; unread in bold with an accent time. Painted plain text.
class ClientDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    ClientDelegate(const Clock &clock, std::function<QString()> region,
                   std::function<QString(const Client &)> colleague, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// What a screen reader says of a row.
    QString describe(const Client &client) const;

private:
    void paintAvatar(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
                     const Client &client) const;

    const Clock &m_clock;
    std::function<QString()> m_region;
    std::function<QString(const Client &)> m_colleague;
};
