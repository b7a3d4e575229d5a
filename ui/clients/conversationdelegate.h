#pragma once

#include "clients/notepainter.h"
#include "common/errortext.h"
#include "communication.h"
#include "optoutwords.h"

#include <QCache>
#include <QStyledItemDelegate>

#include <functional>

class Clock;

/// Paints a conversation: bubbles with their state in words below, calls as centred pills, separators of days, badges
/// on replies, internal notes (NotePainter). Everything is plain text; heights follow the width of the view.
class ConversationDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    ConversationDelegate(const Clock &clock, QObject *parent = nullptr);
    ~ConversationDelegate() override;

    /// What was shown must not stay in memory: the rows are others now, or the key is gone.
    void forget();
    /// Whether anybody looks for a row; asked for each that is in doubt.
    void setSearch(std::function<ErrorText::Search(const Communication &)> search) { m_search = std::move(search); }
    /// Who sent a row, isolated, where it was not this person.
    void setSender(std::function<QString(const Communication &)> sender) { m_sender = std::move(sender); }
    void setClientName(const QString &shortName) { m_clientName = shortName; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// Body and state, or an internal note, in words for screen readers.
    QString describe(const QModelIndex &index) const;
    QString describe(const Communication &row) const;

    /// The badge of an incoming text: "Confirmed", "Asks to reschedule"; empty for others.
    static QString badge(const Communication &row);
    /// "Call to Maria · 6 min 12 s · note: prefers mornings".
    QString callText(const Communication &row) const;

private:
    struct Parts;
    struct Places;
    const Parts &parts(const QStyleOptionViewItem &option, const QModelIndex &index) const;
    ErrorText::Search searchFor(const Communication &row) const;
    QString senderOf(const Communication &row) const;
    Parts arrange(const Communication &row, const QString &day, int width, const QFont &font) const;
    void paintText(QPainter *painter, const QStyleOptionViewItem &option, const Parts &parts, const Places &at) const;
    void paintCall(QPainter *painter, const QStyleOptionViewItem &option, const Parts &parts, const Places &at) const;
    void paintState(QPainter *painter, const QStyleOptionViewItem &option, const Parts &parts, const Places &at) const;

    static int widthOf(const QStyleOptionViewItem &option);

    const Clock &m_clock;
    NotePainter m_notes;
    QString m_clientName;
    std::function<ErrorText::Search(const Communication &)> m_search;
    std::function<QString(const Communication &)> m_sender;
    /// What was arranged, so that a frame only paints. Each entry knows what it was arranged from.
    mutable QCache<CommunicationId, Parts> m_parts;
};
