#pragma once

#include "internalnote.h"

#include <QCache>
#include <QModelIndex>
#include <QStyleOptionViewItem>

#include <QCoreApplication>

class Clock;
class QPainter;

/// Paints an internal note in a conversation: across the middle, on a surface that no text has, with its author and the
/// words that it was not sent. GUI thread; owned by ConversationDelegate.
class NotePainter
{
    Q_DECLARE_TR_FUNCTIONS(NotePainter)

public:
    explicit NotePainter(const Clock &clock);
    ~NotePainter();

    void forget();
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index, int width) const;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, int width) const;
    QString describe(const InternalNote &note) const; ///< for screen readers

private:
    struct Parts;
    const Parts &parts(const QModelIndex &index, int width, const QFont &font) const;
    QString heading(const InternalNote &note) const;
    QString text(const InternalNote &note) const;

    const Clock &m_clock;
    mutable QCache<InternalNoteId, Parts> m_parts;
};
