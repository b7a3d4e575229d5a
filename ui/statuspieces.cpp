#include "statuspieces.h"

#include "common/plaintext.h"

#include <QLabel>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int leastWidth = 60; ///< of words that are cut

void put(QWidget *widget, const QString &text)
{
    if (auto *label = qobject_cast<QLabel *>(widget)) {
        if (label->text() != text)
            label->setText(text);
        const QString whole = label->accessibleName();
        label->setToolTip(whole == text ? QString() : PlainText::toolTip(whole));
    } else if (auto *button = qobject_cast<QPushButton *>(widget)) {
        const QString shown = QString(text).replace(u'&', u"&&"_s);
        if (button->text() != shown)
            button->setText(shown);
    }
}
} // namespace

void StatusPieces::add(QWidget *widget)
{
    m_pieces.append({widget, {}, {}, false});
}

void StatusPieces::say(QWidget *widget, const QString &text, const QString &brief, bool urgent)
{
    for (Piece &piece : m_pieces) {
        if (piece.widget != widget)
            continue;
        piece.text = text;
        piece.brief = brief;
        piece.urgent = urgent;
        if (widget->accessibleName() != text)
            widget->setAccessibleName(text);
    }
}

QList<StatusPieces::Piece *> StatusPieces::inOrder()
{
    QList<Piece *> shown;
    for (Piece &piece : m_pieces) {
        if (!piece.widget->isHidden())
            shown.append(&piece);
    }
    std::stable_partition(shown.begin(), shown.end(), [](const Piece *piece) { return !piece->urgent; });
    return shown;
}

void StatusPieces::fit(int width, int spacing)
{
    const QList<Piece *> shown = inOrder();
    int wanted = 0;
    QHash<const Piece *, int> widths;
    const auto set = [&](const Piece *piece, const QString &words) {
        put(piece->widget, words);
        wanted -= widths.value(piece);
        widths[piece] = piece->widget->sizeHint().width() + spacing;
        wanted += widths.value(piece);
    };
    for (const Piece *piece : shown)
        set(piece, piece->text);
    for (const Piece *piece : shown) {
        if (wanted > width && !piece->brief.isEmpty())
            set(piece, piece->brief);
    }
    for (const Piece *piece : shown) {
        if (wanted <= width)
            break;
        const QString words = piece->brief.isEmpty() ? piece->text : piece->brief;
        const QFontMetrics metrics = piece->widget->fontMetrics();
        const int room = qMax(leastWidth, metrics.horizontalAdvance(words) - (wanted - width) - 2);
        set(piece, metrics.elidedText(words, Qt::ElideRight, room));
    }
}
