#include "twilio/twilioexchange.h"

#include "twilio/oneshotbody.h"

#include <QNetworkReply>

TwilioExchange::TwilioExchange(QNetworkReply *reply, OneShotBody *body, std::chrono::milliseconds timeout, qint64 limit,
                               QObject *parent)
    : QObject(parent)
    , m_reply(reply)
    , m_body(body)
    , m_limit(limit)
{
    m_outcome.write = body != nullptr;
    m_outcome.sendsText = body && reply->url().path().endsWith(u"/Messages.json");
    m_outcome.bodySize = body ? body->totalBytes() : 0;
    connect(reply, &QIODevice::readyRead, this, &TwilioExchange::collect);
    connect(reply, &QNetworkReply::finished, this, &TwilioExchange::finish);
    // Qt's transfer time-out measures only silence: a peer that drips a byte now and then would hold a send for ever.
    m_timer.setSingleShot(true);
    m_timer.callOnTimeout(this, [this] { abort(Interruption::TimedOut); });
    m_timer.start(timeout);
}

TwilioExchange::~TwilioExchange()
{
    if (m_reply)
        m_reply->disconnect(this);
}

void TwilioExchange::abort(Interruption why)
{
    if (!m_reply || m_outcome.interruption != Interruption::None)
        return;
    m_outcome.interruption = why;
    m_reply->abort(); // emits finished()
    finish();         // unless Qt had ended it already
}

void TwilioExchange::collect()
{
    // In pieces, so that a small compressed reply can not unfold into more than the limit.
    constexpr qint64 piece = 64 * 1024;
    while (m_reply && m_outcome.interruption == Interruption::None) {
        const QByteArray data = m_reply->read(piece);
        if (data.isEmpty())
            return;
        m_outcome.payload += data;
        if (m_outcome.payload.size() > m_limit) {
            m_outcome.payload.clear();
            abort(Interruption::TooLarge);
        }
    }
}

void TwilioExchange::finish()
{
    if (!m_reply)
        return;
    m_timer.stop();
    // A reply whose headers were read is "finished" by Qt before its last bytes were taken.
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_outcome.interruption == Interruption::None && m_reply->isOpen())
        collect();
    QNetworkReply *reply = std::exchange(m_reply, nullptr);
    if (!reply)
        return;                // collect() found it too large and came here by abort()
    m_outcome.status = status; // a failed reply may carry one
    m_outcome.transportError = static_cast<int>(reply->error());
    m_outcome.date = reply->rawHeader(QByteArrayLiteral("Date"));
    m_outcome.retryAfter = reply->rawHeader(QByteArrayLiteral("Retry-After"));
    m_outcome.closes = reply->rawHeader(QByteArrayLiteral("Connection")).compare("close", Qt::CaseInsensitive) == 0;
    m_outcome.bodySent = m_body ? m_body->bytesHandedOver() : 0;
    m_body = nullptr;
    reply->deleteLater(); // its child, the body, goes with it
    Q_EMIT ended();
}
