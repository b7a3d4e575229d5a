#include "twilio/messagesapi.h"

#include "twilio/twiliojson.h"
#include "twilio/twilioparse.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{

QString pathOf(const QString &sid)
{
    return u"/Messages/"_s + TwilioClient::pathSegment(sid) + u".json"_s;
}

} // namespace

Result<MessageResource> MessageResource::fromJson(const QJsonObject &json)
{
    using namespace twiliojson;
    const auto sid = requireSid(json, "SM MM"_L1);
    const auto status = requireText(json, "status"_L1);
    const auto direction = requireText(json, "direction"_L1);
    const auto to = requireKey(json, "to"_L1);
    for (const Result<QString> *required : {&sid, &status, &direction, &to}) {
        if (!*required)
            return required->error();
    }
    MessageResource message;
    message.sid = *sid;
    message.status = *status;
    message.direction = *direction;
    message.to = *to;
    message.from = text(json, "from"_L1); // null until a service has chosen its number
    message.body = text(json, "body"_L1);
    message.messagingServiceSid = text(json, "messaging_service_sid"_L1);
    message.errorCode = integer(json, "error_code"_L1).value_or(0);
    message.errorMessage = text(json, "error_message"_L1);
    message.segments = integer(json, "num_segments"_L1).value_or(0);
    message.price = twiliojson::price(json);
    message.created = date(json, "date_created"_L1);
    message.sent = date(json, "date_sent"_L1);
    message.updated = date(json, "date_updated"_L1);
    return message;
}

MessagesApi::MessagesApi(TwilioClient &client)
    : m_client(client)
{
}

QFuture<Result<MessageResource>> MessagesApi::create(const MessageRequest &request)
{
    if (request.to.isEmpty() || request.sender.isEmpty())
        return readyFuture(Result<MessageResource>(Error{ErrorKind::Invalid, 0, u"no recipient or no sender"_s, {}}));
    const bool service = request.sender.startsWith(u"MG"_s);
    const qint64 validity = std::clamp<qint64>(request.validity.count(), 1, 36'000);
    const FormFields fields{{u"To"_s, request.to},
                            {service ? u"MessagingServiceSid"_s : u"From"_s, request.sender},
                            {u"Body"_s, request.body},
                            {u"ValidityPeriod"_s, QString::number(validity)}};
    const Promise<MessageResource> promise;
    m_client.post(TwilioHost::Api, u"/Messages.json"_s, fields, Priority::Foreground,
                  twilioparse::resource(promise, true));
    return promise.future();
}

QFuture<Result<MessageResource>> MessagesApi::fetch(const QString &sid, Priority priority)
{
    const Promise<MessageResource> promise;
    m_client.get(TwilioHost::Api, pathOf(sid), {}, priority, twilioparse::resource(promise, false));
    return promise.future();
}

QFuture<Result<TwilioPage<MessageResource>>> MessagesApi::list(const MessageFilter &filter, Priority priority)
{
    FormFields query;
    if (!filter.to.isEmpty())
        query.append({u"To"_s, filter.to});
    if (!filter.from.isEmpty())
        query.append({u"From"_s, filter.from});
    if (filter.sentOn.isValid())
        query.append({u"DateSent"_s, twilioparse::isoDay(filter.sentOn)});
    if (filter.sentOnOrAfter.isValid())
        query.append({u"DateSent>"_s, twilioparse::isoDay(filter.sentOnOrAfter)});
    query.append({u"PageSize"_s, QString::number(std::clamp(filter.pageSize, 1, 1000))});
    const Promise<TwilioPage<MessageResource>> promise;
    m_client.get(TwilioHost::Api, u"/Messages.json"_s, query, priority, twilioparse::page(promise, "messages"_L1));
    return promise.future();
}

QFuture<Result<TwilioPage<MessageResource>>> MessagesApi::nextPage(const QString &uri, Priority priority)
{
    const Promise<TwilioPage<MessageResource>> promise;
    m_client.getUri(TwilioHost::Api, uri, priority, twilioparse::page(promise, "messages"_L1));
    return promise.future();
}

QFuture<Result<MessageResource>> MessagesApi::update(const QString &sid, const FormFields &fields)
{
    const Promise<MessageResource> promise;
    m_client.post(TwilioHost::Api, pathOf(sid), fields, Priority::Foreground, twilioparse::resource(promise, true));
    return promise.future();
}
