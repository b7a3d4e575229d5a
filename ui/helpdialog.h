#pragma once

#include <QDialog>

/// F1: the keys, and what the states of a text mean. Window-modal by open(); deletes itself. GUI thread.
class HelpDialog : public QDialog
{
    Q_OBJECT

public:
    explicit HelpDialog(QWidget *parent = nullptr);
};
