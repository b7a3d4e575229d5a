#include "messaging/pollnews.h"

TwilioNews newsOf(const MessageResource &message)
{
    TwilioNews news;
    news.channel = Channel::Sms;
    news.sid = message.sid;
    news.direction = message.isInbound() ? Direction::Inbound : Direction::Outbound;
    // Until Twilio chose one of a service's numbers, the service stands for it.
    news.from = message.from.isEmpty() ? message.messagingServiceSid : message.from;
    news.to = message.to;
    news.status = message.status;
    news.errorCode = message.errorCode;
    news.errorText = message.errorMessage;
    news.body = message.body;
    news.segments = message.segments;
    news.price = message.price;
    news.createdAt = message.created;
    news.sentAt = message.sent;
    news.updatedAt = message.updated;
    return news;
}

TwilioNews newsOf(const CallResource &call)
{
    TwilioNews news;
    news.channel = Channel::Voice;
    news.sid = call.sid;
    news.parentCallSid = call.parentCallSid;
    news.direction = call.direction == QLatin1String("inbound") ? Direction::Inbound : Direction::Outbound;
    news.from = call.from;
    news.to = call.to;
    news.status = call.status;
    news.durationSeconds = call.durationSeconds;
    news.price = call.price;
    news.answeredBy = call.answeredBy;
    news.createdAt = call.created;
    news.sentAt = call.started;
    news.updatedAt = call.updated;
    return news;
}
