#pragma once

#include "money.h"
#include "twilio/twilioclient.h"

#include <optional>

struct MessageRequest {
    QString to;
    QString sender; ///< E.164 → From, MG… → MessagingServiceSid
    QString body;
    std::chrono::seconds validity{14'400}; ///< 1–36000 (Twilio: Message resource)
};

/// A Message as Twilio tells it. Strings stay strings where Twilio's are late or null.
struct MessageResource {
    QString sid;
    QString direction; ///< inbound, outbound-api, outbound-call, outbound-reply
    QString from;
    QString to;
    QString body;
    QString status;
    QString messagingServiceSid;
    int errorCode = 0;
    QString errorMessage;
    int segments = 0;
    std::optional<Money> price; ///< null while Twilio has none
    QDateTime created;
    QDateTime sent; ///< null while queued
    QDateTime updated;

    static Result<MessageResource> fromJson(const QJsonObject &json); ///< BadResponse when a required key lacks
    bool isInbound() const { return direction == QLatin1String("inbound"); }
};

struct MessageFilter {
    QString to;
    QString from;
    QDate sentOnOrAfter; ///< GMT day
    QDate sentOn;        ///< GMT day
    int pageSize = 50;   ///< at most 1000
};

template <class T>
struct TwilioPage {
    QList<T> items;
    QString nextPageUri; ///< empty: last page
    QDateTime serverDate;
};

/// Messages of the 2010 API. One request a call; paging is the caller's. GUI thread; owned by App.
class MessagesApi
{
public:
    using Priority = TwilioClient::Priority;
    explicit MessagesApi(TwilioClient &client);
    QFuture<Result<MessageResource>> create(const MessageRequest &request);
    QFuture<Result<MessageResource>> fetch(const QString &sid, Priority priority = Priority::Background);
    QFuture<Result<TwilioPage<MessageResource>>> list(const MessageFilter &filter,
                                                      Priority priority = Priority::Background);
    QFuture<Result<TwilioPage<MessageResource>>> nextPage(const QString &uri, Priority priority = Priority::Background);
    /// Status=canceled for a scheduled message; Body="" to redact.
    QFuture<Result<MessageResource>> update(const QString &sid, const FormFields &fields);

private:
    TwilioClient &m_client;
};
