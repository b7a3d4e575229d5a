#pragma once

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>

class Clock;
struct Error;
class MessagesApi;
class TwilioClient;

/// Whether serverTime() is more than a guess, by which a text could leave at night: not before the first reply of a
/// run, and not after this computer's clock and the time that has passed here part (somebody set it; the computer, or
/// the machine that it is simulated by, slept). Any reply of Twilio counts, because each bears a Date. GUI thread;
/// owned by SmsSender.
class TimeCheck : public QObject
{
    Q_OBJECT

public:
    TimeCheck(MessagesApi &messages, TwilioClient &twilio, const Clock &clock, QObject *parent);
    bool isKnown() const;
    /// One cheap request, unless one is under way; known() or failed() answers.
    void ask();

Q_SIGNALS:
    void known();
    void failed(const Error &error); ///< Twilio did not answer

private:
    void answered();

    MessagesApi &m_messages;
    const Clock &m_clock;
    QDateTime m_answeredAt; ///< this computer's clock
    QElapsedTimer m_since;  ///< which no clock change moves
    bool m_asking = false;
};
