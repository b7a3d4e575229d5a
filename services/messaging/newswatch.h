#pragma once

#include "communication.h"

#include <QObject>

#include <chrono>

class Clock;
struct Error;
class InboundReader;
class StatusPoller;

/// Whether what clients wrote is known: after more than ten minutes without news (days offline, sleep, no network) one
/// of them may have written STOP, and nothing may leave before a round of the poller is through and InboundReader has
/// acted on what it brought. Where Twilio refuses to tell (test credentials, a key without the right to read) replies
/// can not be seen at all, and nothing waits for them. Made before the two are connected with each other. GUI thread;
/// owned by App.
class NewsWatch : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::minutes patience{10};

    NewsWatch(StatusPoller &poller, InboundReader &reader, const Clock &clock, QObject *parent = nullptr);
    bool isFresh() const;
    /// Lets the poller look at once; fresh() follows, as soon as there is an answer.
    void ask();
    /// Another login: what the one before could see says nothing.
    void forget();
    /// Another computer of the practice read everything up to @p age milliseconds ago, and it is here.
    void heardElsewhere(qint64 age);
    /// @p inbound came by another way than the poller, and the reader will act on it.
    void expect(const QList<Communication> &inbound);
    bool isAllHandled() const { return m_unhandled == 0; }

Q_SIGNALS:
    void fresh();
    void asked();   ///< somebody waits for news
    void settled(); ///< the reader has acted on all that was told

private:
    void began();
    void checked();
    void failed(const Error &error);
    void handled(const QList<Communication> &inbound);
    void tell();

    StatusPoller &m_poller;
    const Clock &m_clock;
    QDateTime m_beganAt;       ///< of the round under way; this computer's clock
    QDateTime m_heardAt;       ///< all that came in before was read; null: nothing yet
    qsizetype m_unhandled = 0; ///< texts that were read and not acted on yet
    bool m_refused = false;
    bool m_asked = false;
};
