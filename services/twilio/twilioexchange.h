#pragma once

#include "twilio/twilioerror.h"

#include <QObject>
#include <QTimer>

class OneShotBody;
class QNetworkReply;

/// One request that Qt has been given: collects the reply up to a limit, ends it by an own timer, and says once how it
/// ended. Deletes its reply only after Qt's finished(), because Qt still touches a reply that it is aborting. GUI
/// thread; owned by TwilioClient.
class TwilioExchange : public QObject
{
    Q_OBJECT

public:
    /// @p body is null for reads.
    TwilioExchange(QNetworkReply *reply, OneShotBody *body, std::chrono::milliseconds timeout, qint64 limit,
                   QObject *parent);
    ~TwilioExchange() override;

    void abort(Interruption why); ///< ended() follows before this returns

    const HttpOutcome &outcome() const { return m_outcome; }

Q_SIGNALS:
    void ended();

private:
    void collect();
    void finish();

    QNetworkReply *m_reply;
    OneShotBody *m_body;
    HttpOutcome m_outcome;
    QTimer m_timer;
    qint64 m_limit;
};
