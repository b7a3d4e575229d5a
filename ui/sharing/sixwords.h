#pragma once

#include <QFrame>

class QGridLayout;

/// The six words that two people compare by voice: large, numbered, and read aloud as one. GUI thread.
class SixWords : public QFrame
{
    Q_OBJECT

public:
    explicit SixWords(QWidget *parent = nullptr);
    /// Empty: they are being made, which takes a second.
    void setWords(const QStringList &words);

private:
    QGridLayout *m_grid = nullptr;
    QList<QWidget *> m_cells;
};
