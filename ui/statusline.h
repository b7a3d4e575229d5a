#pragma once

#include "error.h"

#include <QStatusBar>
#include <QTimer>

class QLabel;
class QPushButton;
struct UiContext;

/// The line at the bottom: demo, when Twilio was last asked, trouble that nobody here caused (details on click), the
/// clock, the key, and how many texts are unconfirmed. GUI thread; owned by MainWindow.
class StatusLine : public QStatusBar
{
    Q_OBJECT

public:
    StatusLine(UiContext &context, QWidget *parent = nullptr);

    /// The practice has an account whose secret nobody gives: not the same as not connected.
    void setTwilioSecretMissing(bool missing);

Q_SIGNALS:
    void unconfirmedClicked();
    void settingsRequested();

private:
    QLabel *addLabel(const char *tone = nullptr);
    void update();
    void updateTwilio();
    void updateClock();
    void countUnconfirmed();
    static QString troubleIn(ErrorKind kind);
    void setTrouble(const Error &error);
    void showTrouble(const QString &words, const QString &details);
    void showDetails();

    UiContext &m_context;
    QLabel *m_twilio = nullptr;
    QPushButton *m_trouble = nullptr;
    QLabel *m_clock = nullptr;
    QLabel *m_locked = nullptr;
    QPushButton *m_unconfirmed = nullptr;
    QString m_troubleText;
    bool m_secretMissing = false;
    QTimer m_second;
    QTimer m_recount; ///< many changes, one count
};
