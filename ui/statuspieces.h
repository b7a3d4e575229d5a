#pragma once

#include <QHash>
#include <QList>
#include <QString>

class QWidget;

/// The labels and buttons of a status line and what they say. Where they do not fit beside each other, the least
/// important become brief, then end in "…"; the tool tip and a screen reader have the whole words. GUI thread; part of
/// StatusLine.
class StatusPieces
{
public:
    /// @p widget is a QLabel or QPushButton; pieces are added from the least to the most important.
    void add(QWidget *widget);
    /// @p brief may be empty: then the words are cut. @p urgent: cut after all that are not.
    void say(QWidget *widget, const QString &text, const QString &brief = {}, bool urgent = false);
    void fit(int width, int spacing);

private:
    struct Piece {
        QWidget *widget = nullptr;
        QString text;
        QString brief;
        bool urgent = false;
    };
    QList<Piece *> inOrder();

    QList<Piece> m_pieces;
};
