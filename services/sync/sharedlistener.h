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
    /// False while not connected, and behind a pooler in transaction mode, which takes LISTEN and loses what is said: a
    /// word over another connection did not come.
    bool hears() const { return m_hears; }

Q_SIGNALS:
    void heard();
    void hearsChanged(bool hears);
    /// What a colleague said of a conversation (say_presence() in 0012_colleagues.sql); see Presence.
    void presence(const QString &word);

private:
    void connectNow();
    void listen();
    void sayEcho();
    void notified(const QString &payload);
    void again();
    void setHears(bool hears);

    SharedDatabase m_line;
    SharedDatabase m_voice; ///< open for the echo only
    PracticeAddress m_address;
    QString m_password;
    QString m_echo; ///< the word that must come back
    QTimer m_retry;
    QTimer m_patience; ///< for the echo
    QTimer m_pulse;    ///< a line that only listens does not notice its end
    Backoff m_backoff;
    bool m_started = false;
    bool m_hears = false;
};
