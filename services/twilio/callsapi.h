#pragma once

#include "twilio/messagesapi.h"

struct CallRequest {
    QString to;    ///< the staff phone: it rings first
    QString from;  ///< the caller number
    QString twiml; ///< at most 4000 characters (Twilio 32018)
    std::chrono::seconds timeout{18};
    bool machineDetection = true;
};

struct CallResource {
    QString sid;
    QString parentCallSid;
    QString direction; ///< inbound, outbound-api, outbound-dial
    QString from;
    QString to;
    QString status;
    QString answeredBy;
    std::optional<int> durationSeconds;
    std::optional<Money> price;
    QDateTime created;
    QDateTime started;
    QDateTime ended;
    QDateTime updated;

    static Result<CallResource> fromJson(const QJsonObject &json);
};

struct CallFilter {
    QString to;
    QString from;
    QString parentCallSid;
    QDate startedOn;        ///< GMT day
    QDate startedOnOrAfter; ///< GMT day
    int pageSize = 50;
};

/// Calls of the 2010 API. GUI thread; owned by App.
class CallsApi
{
public:
    using Priority = TwilioClient::Priority;
    explicit CallsApi(TwilioClient &client);
    QFuture<Result<CallResource>> create(const CallRequest &request);
    QFuture<Result<CallResource>> fetch(const QString &sid, Priority priority = Priority::Background);
    QFuture<Result<TwilioPage<CallResource>>> list(const CallFilter &filter, Priority priority = Priority::Background);
    QFuture<Result<TwilioPage<CallResource>>> nextPage(const QString &uri, Priority priority = Priority::Background);
    QFuture<Result<CallResource>> end(const QString &sid);    ///< Status=completed
    QFuture<Result<CallResource>> cancel(const QString &sid); ///< Status=canceled: queued or ringing only

private:
    QFuture<Result<CallResource>> update(const QString &sid, const FormFields &fields);
    TwilioClient &m_client;
};
