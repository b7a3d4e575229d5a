#pragma once

#include "common/textblock.h"

#include <QCache>
#include <QFont>
#include <QStyledItemDelegate>

/// Paints a cell of the history: one line of plain text, cut at its end, with the icon of its state. Lines that were
/// laid out are kept, so that a frame of somebody who scrolls only paints. GUI thread; owned by its view.
class HistoryDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit HistoryDelegate(QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// What was shown must not stay in memory: the rows are others now, or the key is gone.
    void forget() { m_lines.clear(); }

    static constexpr int margin = 11;    ///< left and right of the text
    static constexpr int iconWidth = 22; ///< what an icon takes from the text

private:
    using Line = std::pair<QString, int>; ///< and the width that it is cut to
    const TextBlock &line(const QString &text, int width, const QFont &font) const;

    mutable QCache<Line, TextBlock> m_lines;
    mutable QFont m_font; ///< of m_lines
};
