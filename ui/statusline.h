#pragma once

#include "error.h"
#include "statuspieces.h"
#include "sync/refusals.h"

#include <QStatusBar>
#include <QTimer>

class QLabel;
class QPushButton;
struct UiContext;

/// The line at the bottom: demo, when Twilio was last asked, trouble that nobody here caused (details on click), the
/// clock, the key, what sharing does, and how many edits and texts wait for a person. GUI thread; owned by MainWindow.
class StatusLine : public QStatusBar
{
    Q_OBJECT

public:
    StatusLine(UiContext &context, QWidget *parent = nullptr);

    /// The practice has an account whose secret nobody gives: not the same as not connected.
    void setTwilioSecretMissing(bool missing);

Q_SIGNALS:
    void unconfirmedClicked();
    void conflictsClicked();
    void settingsRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QLabel *addLabel(const char *tone = nullptr);
    void update();
    void updateTwilio();
    void updateClock();
    void updateSharing();
    void fit();
    void askForSharing();
    void showSharing(const QList<RefusedChange> &refused);
    QPushButton *makeButton();
    void countUnconfirmed();
    static QString troubleIn(ErrorKind kind);
    void setTrouble(const Error &error);
    void showTrouble(const QString &words, const QString &details);
    void showDetails();

    UiContext &m_context;
    QLabel *m_twilio = nullptr;
    QPushButton *m_trouble = nullptr;
    QPushButton *m_sharing = nullptr;
    QPushButton *m_conflicts = nullptr;
    QLabel *m_demo = nullptr;
    QLabel *m_clock = nullptr;
    QLabel *m_locked = nullptr;
    QPushButton *m_unconfirmed = nullptr;
    QString m_troubleText;
    StatusPieces m_pieces;
    bool m_secretMissing = false;
    QTimer m_second;
    QTimer m_recount; ///< many changes, one count
};
