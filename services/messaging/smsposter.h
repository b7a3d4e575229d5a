#pragma once

#include "async.h"
#include "communication.h"
#include "messaging/sendingparts.h"

#include <QObject>

#include <functional>

struct MessageResource;

/// A row that is *sending*, and what its one request says.
struct SmsJob {
    Communication row;
    AttemptId attempt;
    QString sender; ///< as markSending() recorded it
    QString account;
    QDateTime sendBefore;
};

/// The one POST of an attempt and the durable record of what came of it. GUI thread; owned by SmsQueue.
class SmsPoster : public QObject
{
    Q_OBJECT

public:
    SmsPoster(const SendingParts &parts, QObject *parent);
    void post(const SmsJob &job);
    /// It was not posted after all: sending → pending, then @p done.
    void giveBack(const SmsJob &job, const std::function<void(const Result<void> &)> &done);
    int inFlight() const { return m_inFlight; }
    bool isIdle() const { return m_inFlight == 0 && m_recording == 0; }

Q_SIGNALS:
    void sent(CommunicationId id);
    void unconfirmed(CommunicationId id);
    void answered();                 ///< Twilio took it, or refused this text alone
    void putOff(const Error &error); ///< provably not processed: it waits again
    void recorded();                 ///< the conversation's next one may go

private:
    using Step = std::function<QFuture<Result<void>>()>;
    void settle(const SmsJob &job, const Result<MessageResource> &result);
    void accept(const SmsJob &job, const MessageResource &message);
    void reject(const SmsJob &job, const Error &error);
    void doubt(const SmsJob &job);
    void record(const Step &step, const std::function<void(const Result<void> &)> &done);

    SendingParts m_parts;
    int m_inFlight = 0;
    int m_recording = 0;
};
