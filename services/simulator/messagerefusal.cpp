#include "simulator/messagerefusal.h"

using namespace Qt::StringLiterals;

namespace
{
constexpr int maximumBody = 1600;       // Twilio 21617
constexpr int maximumValidity = 36'000; // seconds; Twilio 21624
constexpr qint64 soonestSchedule = 300; // seconds; Twilio 35114
constexpr qint64 latestSchedule = qint64(35) * 24 * 3600;

RestReply senderRefusal(const RestFields &form, const SimulatorOptions &options)
{
    const QString service = restField(form, u"MessagingServiceSid"_s);
    if (!service.isEmpty()) {
        if (service != options.messagingServiceSid)
            return RestReply::error(404, 21701, u"The Messaging Service does not exist"_s);
        return {};
    }
    const QString from = restField(form, u"From"_s);
    if (from.isEmpty())
        return RestReply::error(400, 21603, u"A 'From' phone number is required."_s);
    if (!isPhoneNumber(from)) {
        return RestReply::error(
            400, 21212,
            u"The 'From' number %1 is not a valid phone number, shortcode, or alphanumeric sender ID."_s.arg(from));
    }
    if (!options.ownNumbers.contains(from)) {
        return RestReply::error(400, 21606,
                                u"The 'From' phone number provided (%1) is not a valid, message-capable inbound phone "
                                "number or short code for this account."_s.arg(from));
    }
    if (from == restField(form, u"To"_s))
        return RestReply::error(400, 21266, u"'To' and 'From' number cannot be the same: %1"_s.arg(from));
    return {};
}

RestReply scheduleRefusal(const RestFields &form, const QDateTime &now)
{
    if (restField(form, u"ScheduleType"_s) != u"fixed")
        return {};
    if (restField(form, u"MessagingServiceSid"_s).isEmpty())
        return RestReply::error(400, 35118, u"MessagingServiceSid is required to schedule a message"_s);
    const auto at = QDateTime::fromString(restField(form, u"SendAt"_s), Qt::ISODate);
    const auto wait = now.secsTo(at);
    if (!at.isValid() || wait < soonestSchedule || wait > latestSchedule)
        return RestReply::error(400, 35114, u"SendAt time must be between 300 seconds and 35 days in the future"_s);
    return {};
}
} // namespace

RestReply textRefusal(const RestFields &form)
{
    const QString body = restField(form, u"Body"_s);
    if (body.isEmpty() && !hasRestField(form, u"MediaUrl"_s) && !hasRestField(form, u"ContentSid"_s))
        return RestReply::error(400, 21602, u"Message body is required."_s);
    if (body.size() > maximumBody)
        return RestReply::error(400, 21617, u"The concatenated message body exceeds the 1600 character limit"_s);
    if (hasRestField(form, u"ValidityPeriod"_s)) {
        bool isNumber = false;
        const int seconds = restField(form, u"ValidityPeriod"_s).toInt(&isNumber);
        if (!isNumber || seconds < 1 || seconds > maximumValidity)
            return RestReply::error(400, 21624, u"Invalid validity period value"_s);
    }
    return {};
}

RestReply messageRefusal(const RestFields &form, const SimulatorOptions &options, const QDateTime &now)
{
    const QString to = restField(form, u"To"_s);
    if (to.isEmpty())
        return RestReply::error(400, 21604, u"A 'To' phone number is required."_s);
    if (auto refusal = textRefusal(form); refusal.status != 200)
        return refusal;
    if (!isPhoneNumber(to))
        return RestReply::error(400, 21211, u"Invalid 'To' Phone Number: %1"_s.arg(to));
    if (auto refusal = senderRefusal(form, options); refusal.status != 200)
        return refusal;
    return scheduleRefusal(form, now);
}
