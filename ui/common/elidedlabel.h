#pragma once

#include <QLabel>

/// A line of plain text that ends in "…" where its place is too narrow, and never widens the window; text() stays
/// whole. GUI thread.
class ElidedLabel : public QLabel
{
public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    bool isCut() const;

protected:
    void paintEvent(QPaintEvent *event) override;
};
