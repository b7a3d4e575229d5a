#pragma once

#include "backoff.h"
#include "sync/shareddatabase.h"

#include <QObject>
#include <QTimer>

/// Hears that somebody changed something in the practice (NOTIFY, once a statement), over a connection of its own on
/// the thread "shared-listen". What changed is read by cursor, so a word that is lost costs time only, and after each
/// new connection one is assumed. Connects again by itself. GUI thread; owned by App.
class SharedListener : public QObject
{
    Q_OBJECT

public:
    explicit SharedListener(QObject *parent = nullptr);
    void start(const PracticeAddress &address, const QString &password);
    void stop();
    /// How long a wait for a server that is not reached may become.
    void setLongestOffline(std::chrono::milliseconds longest) { m_longestOffline = longest; }
    /// False while not connected, and behind a pooler in transaction mode, which takes LISTEN and loses what is said: a
    /// word over another connection did not come.
    bool hears() const { return m_hears; }

Q_SIGNALS:
    /// The table, and behind a space the transaction that changed it; empty: anything may have been said.
    void heard(const QString &word);
    void hearsChanged(bool hears);
    /// What a colleague said of a conversation (say_presence() in 0012_colleagues.sql); see Presence.
    void presence(const QString &word);

private:
    void connectNow();
    void listen();
    void sayEcho();
    void notified(const QString &payload);
    void again(const Result<void> &failed);
    void setHears(bool hears);

    SharedDatabase m_line;
    SharedDatabase m_voice; ///< open for the echo only
    PracticeAddress m_address;
    QString m_password;
    QString m_echo; ///< the word that must come back
    QTimer m_retry;
    QTimer m_echoRetry; ///< until the echo could be said
    QTimer m_patience;  ///< for the echo
    QTimer m_look;      ///< nobody tells of a connection that ended while nothing was asked over it
    QTimer m_pulse;     ///< and a line that went silent has to be asked
    Backoff m_backoff;
    Backoff m_echoBackoff;
    std::chrono::milliseconds m_longestOffline{2000};
    bool m_started = false;
    bool m_isSaid = false; ///< m_echo, over m_voice
    bool m_hears = false;
};
