#pragma once

#include "agent/agentoptions.h"
#include "backend.h"

#include <QObject>
#include <QTimer>

/// The office's background program: a member of the practice like a person's computer, without a window. It reads
/// Twilio while it holds the lease, brings the news to the practice, and sends nothing of its own. Main thread; owned
/// by main().
class Agent : public QObject
{
    Q_OBJECT

public:
    /// As --help and the README name them.
    enum Exit {
        Done = 0,
        WrongUse = 2,
        StoreFailed = 10,
        Locked = 11,
        NoMember = 12,
        PracticeNotReached = 13,
        PracticeRefused = 14,
        TwilioNotReached = 15,
        TwilioRefused = 16,
        FolderInUse = 17,
    };

    Agent(const AgentOptions &options, const Backend::Timing &timing = {});
    void start();
    /// As when a window is closed.
    void stop();

Q_SIGNALS:
    /// The event loop may end; a POST that was on its way has ended.
    void ended(int exitCode);
    /// To standard output: the six words.
    void said(const QString &line);

private:
    void vaultChanged(Vault::State state);
    void sharingChanged();
    void syncChanged();
    void join();
    void endIfRefused();
    void lookOnce();
    void end(Exit code, const QString &why = {});

    AgentOptions m_options;
    Backend m_backend;
    QTimer m_quit;        ///< looks for the end of what is on its way
    QTimer m_patience;    ///< of --once
    QTimer m_keyPatience; ///< likewise, for Twilio's login
    SyncStatus::State m_lastState = SyncStatus::State::Off;
    Exit m_code = Done;
    bool m_isEnding = false;
    bool m_joining = false;
    bool m_hasAsked = false; ///< and is not approved, as far as was said
    bool m_saidWords = false;
    bool m_isRead = false;   ///< --once: a round of Twilio's lists is through
    bool m_isShared = false; ///< --once: and the practice has it
};
