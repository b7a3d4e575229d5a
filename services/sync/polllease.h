#pragma once

#include "id.h"
#include "result.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>

class SharedDatabase;

struct LeaseTiming {
    std::chrono::milliseconds renewal{5000};
    std::chrono::seconds lease{15};
};

/// Which computer of the practice reads Twilio's lists: the one that holds the lease (0009_lease.sql). Tries to take or
/// renew it over the engine's connection, which it never opens itself. Without an answer for as long as a lease lasts
/// every computer reads alone: two that read cost calls, none that reads may cost a STOP. What a computer that lost the
/// lease unseen (it slept) still sends is refused by the epoch. The destructor releases nothing: the lease of a crashed
/// computer runs out. GUI thread; owned by App.
class PollLease : public QObject
{
    Q_OBJECT

public:
    /// Why this person may never hold it.
    enum class Refusal {
        None,
        PrivateClients, ///< some clients are not for all staff, and who lists at Twilio reads everything
        SendingKey,     ///< the practice gives staff a key that only sends
        Role,           ///< a supervisor only reads
    };

    explicit PollLease(SharedDatabase &shared, const LeaseTiming &timing = {}, QObject *parent = nullptr);
    /// Whether this computer shares, or may read while it can not ask, is not known yet: no holder until start() or
    /// stop().
    void withhold();
    /// @p known: why this person may not, as the practice said before; it is asked again.
    void start(DeviceId device, Refusal known = Refusal::None);
    /// A clean end: the next computer need not wait. Before the connection is closed. This computer shares with nobody
    /// from here on.
    void stop();
    /// Asks at once, unless it is ours: somebody may have released it.
    void wake();
    /// The word by which the practice says so (SharedListener::heard()).
    static constexpr QLatin1StringView releasedWord{"poll_lease"};

    /// Whether this computer has a login that Twilio's lists are open to. Without one it takes no lease and gives back
    /// the one that it has; true at first.
    void setCanRead(bool can);
    /// Whether this computer is to read Twilio's lists; always, while it shares with nobody (before start()).
    bool isHolder() const;
    bool canRead() const { return m_canRead; }
    /// Whether the practice has said anything since start().
    bool isAnswered() const { return m_isRefusalKnown; }
    /// So the practice said: what only one computer may do for others.
    bool isOurs() const { return m_started && m_state == State::Ours; }
    /// Who has it, as far as is known.
    QString holderName() const { return m_holder; }
    Refusal refusal() const { return m_refusal; }
    /// By which the practice knows what is written for all; 0: it is not ours.
    qint64 epoch() const { return isOurs() ? m_epoch : 0; }
    DeviceId device() const { return m_device; }

    /// Up to here the practice has all of Twilio's news, whoever read it; null: not known. By Twilio's clock.
    QDateTime newsMark() const { return m_mark; }
    /// This computer, which holds it, has read and pushed all up to @p mark. Told with the next renewal.
    void setNewsMark(const QDateTime &mark) { m_reached = mark; }

Q_SIGNALS:
    void holderChanged(bool isHolder);
    /// isOurs() from here on; it may have read alone before.
    void taken();
    /// Another refusal() than before, or the first word of one that was only remembered.
    void refusalChanged();
    /// The practice's newsMark() moved.
    void newsMarkChanged(const QDateTime &mark);

private:
    enum class State {
        Unknown, ///< no answer yet
        Ours,
        Anothers,
        Alone, ///< no answer for too long
    };
    struct Answer;

    void look();
    void ask();
    void answered(const Answer &answer);
    void setState(State state);

    SharedDatabase &m_shared;
    const LeaseTiming m_timing;
    QTimer m_timer;
    DeviceId m_device;
    State m_state = State::Unknown;
    Refusal m_refusal = Refusal::None;
    QString m_holder;
    qint64 m_epoch = 0; ///< while ours
    QDateTime m_mark;
    QDateTime m_reached;
    QElapsedTimer m_heard; ///< since the question whose answer came last
    QElapsedTimer m_asked;
    int m_run = 0; ///< answers to questions of an earlier start() say nothing
    bool m_started = false;
    bool m_withheld = false;
    bool m_canRead = true;
    bool m_isRefusalKnown = false; ///< said by the practice since start()
    bool m_asking = false;
};
