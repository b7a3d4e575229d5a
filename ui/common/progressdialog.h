#pragma once

#include <QDialog>

class QLabel;
class QProgressBar;
class QPushButton;

/// Shows long work and cancels it. Window-modal by open(), never exec(); Escape and the close button cancel too. The
/// work ends it by finish(text) (stays until it is closed) or accept(). GUI thread.
class ProgressDialog : public QDialog
{
    Q_OBJECT

public:
    ProgressDialog(const QString &title, const QString &text, QWidget *parent);

    /// @p total 0: not known, the bar only moves.
    void setProgress(qint64 done, qint64 total, const QString &text);
    /// False: the work can not stop half way; the dialog waits for it.
    void setCancelable(bool cancelable);
    /// The work has ended: @p text says how, Cancel becomes Close.
    void finish(const QString &text);
    bool isCanceled() const { return m_canceled; }

    void reject() override;

Q_SIGNALS:
    void canceled(); ///< once; the work still has to call finish() or accept()

private:
    QLabel *m_text = nullptr;
    QProgressBar *m_bar = nullptr;
    QPushButton *m_button = nullptr;
    bool m_cancelable = true;
    bool m_canceled = false;
    bool m_finished = false;
};
