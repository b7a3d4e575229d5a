#pragma once

#include "error.h"

#include <QDialog>

class ResultLine;

/// The membership has ended: stands before the window while this computer hands over and erases, so that nothing is
/// written that would be lost. Window-modal by open(); it ends with the program. GUI thread.
class PartingDialog : public QDialog
{
    Q_OBJECT

public:
    PartingDialog(const QString &practice, bool byOneself, QWidget *parent);
    void showWaiting(const Error &why);
    void reject() override; ///< as Quit

Q_SIGNALS:
    void quitRequested();

private:
    void fit();

    ResultLine *m_result = nullptr;
};
