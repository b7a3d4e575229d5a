#include "twilio/callsapi.h"

#include "twilio/twiliojson.h"
#include "twilio/twilioparse.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{

constexpr qsizetype maxTwiml = 4000; ///< Twilio: Call resource, Twiml
constexpr int twimlTooLong = 32018;

QString pathOf(const QString &sid)
{
    return u"/Calls/"_s + TwilioClient::pathSegment(sid) + u".json"_s;
}

} // namespace

Result<CallResource> CallResource::fromJson(const QJsonObject &json)
{
    using namespace twiliojson;
    const auto sid = requireSid(json, "CA"_L1);
    const auto status = requireText(json, "status"_L1);
    const auto direction = requireText(json, "direction"_L1);
    const auto to = requireKey(json, "to"_L1);
    const auto from = requireKey(json, "from"_L1);
    for (const Result<QString> *required : {&sid, &status, &direction, &to, &from}) {
        if (!*required)
            return required->error();
    }
    CallResource call;
    call.sid = *sid;
    call.status = *status;
    call.direction = *direction;
    call.to = *to;
    call.from = *from;
    call.parentCallSid = text(json, "parent_call_sid"_L1);
    call.answeredBy = text(json, "answered_by"_L1);
    call.durationSeconds = integer(json, "duration"_L1);
    call.price = twiliojson::price(json);
    call.created = date(json, "date_created"_L1);
    call.started = date(json, "start_time"_L1);
    call.ended = date(json, "end_time"_L1);
    call.updated = date(json, "date_updated"_L1);
    return call;
}

CallsApi::CallsApi(TwilioClient &client)
    : m_client(client)
{
}

QFuture<Result<CallResource>> CallsApi::create(const CallRequest &request)
{
    if (request.to.isEmpty() || request.from.isEmpty() || request.twiml.isEmpty())
        return readyFuture(Result<CallResource>(Error{ErrorKind::Invalid, 0, u"no phone, caller or TwiML"_s, {}}));
    if (request.twiml.size() > maxTwiml)
        return readyFuture(Result<CallResource>(Error{ErrorKind::Rejected, twimlTooLong, u"TwiML is too long"_s, {}}));
    const qint64 timeout = std::clamp<qint64>(request.timeout.count(), 5, 600);
    FormFields fields{{u"To"_s, request.to},
                      {u"From"_s, request.from},
                      {u"Twiml"_s, request.twiml},
                      {u"Timeout"_s, QString::number(timeout)}};
    if (request.machineDetection)
        fields.append({u"MachineDetection"_s, u"Enable"_s});
    const Promise<CallResource> promise;
    m_client.post(TwilioHost::Api, u"/Calls.json"_s, fields, Priority::Foreground,
                  twilioparse::resource(promise, true));
    return promise.future();
}

QFuture<Result<CallResource>> CallsApi::fetch(const QString &sid, Priority priority)
{
    const Promise<CallResource> promise;
    m_client.get(TwilioHost::Api, pathOf(sid), {}, priority, twilioparse::resource(promise, false));
    return promise.future();
}

QFuture<Result<TwilioPage<CallResource>>> CallsApi::list(const CallFilter &filter, Priority priority)
{
    FormFields query;
    if (!filter.to.isEmpty())
        query.append({u"To"_s, filter.to});
    if (!filter.from.isEmpty())
        query.append({u"From"_s, filter.from});
    if (!filter.parentCallSid.isEmpty())
        query.append({u"ParentCallSid"_s, filter.parentCallSid});
    if (filter.startedOn.isValid())
        query.append({u"StartTime"_s, twilioparse::isoDay(filter.startedOn)});
    if (filter.startedOnOrAfter.isValid())
        query.append({u"StartTime>"_s, twilioparse::isoDay(filter.startedOnOrAfter)});
    query.append({u"PageSize"_s, QString::number(std::clamp(filter.pageSize, 1, 1000))});
    const Promise<TwilioPage<CallResource>> promise;
    m_client.get(TwilioHost::Api, u"/Calls.json"_s, query, priority, twilioparse::page(promise, "calls"_L1));
    return promise.future();
}

QFuture<Result<TwilioPage<CallResource>>> CallsApi::nextPage(const QString &uri, Priority priority)
{
    const Promise<TwilioPage<CallResource>> promise;
    m_client.getUri(TwilioHost::Api, uri, priority, twilioparse::page(promise, "calls"_L1));
    return promise.future();
}

QFuture<Result<CallResource>> CallsApi::end(const QString &sid)
{
    return update(sid, {{u"Status"_s, u"completed"_s}});
}

QFuture<Result<CallResource>> CallsApi::cancel(const QString &sid)
{
    return update(sid, {{u"Status"_s, u"canceled"_s}});
}

QFuture<Result<CallResource>> CallsApi::update(const QString &sid, const FormFields &fields)
{
    const Promise<CallResource> promise;
    m_client.post(TwilioHost::Api, pathOf(sid), fields, Priority::Foreground, twilioparse::resource(promise, true));
    return promise.future();
}
