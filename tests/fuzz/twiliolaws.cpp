#include "laws.h"

#include "communication.h"
#include "twilio/callsapi.h"
#include "twilio/twiliodate.h"
#include "twilio/twilioerror.h"
#include "twilio/twilioparse.h"

#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace
{
QDateTime now()
{
    return {QDate(2026, 8, 18), QTime(20, 1, 40), Qt::UTC};
}

bool isUtcOrNull(const QDateTime &date)
{
    return date.isNull() || (date.isValid() && date.timeSpec() == Qt::UTC);
}

/// A word of Twilio's is never lost, never taken backwards and, known or not, has a rank.
Laws::Broken checkStatus(Channel channel, const QString &status)
{
    HOLDS(statusRank(channel, status) > 0);
    HOLDS(mergedStatus(channel, QString(), status) == status);
    for (const QString &known : {u"queued"_s, u"sent"_s, u"in-progress"_s, u"completed"_s, u"delivered"_s}) {
        const int higher = std::max(statusRank(channel, known), statusRank(channel, status));
        HOLDS(statusRank(channel, mergedStatus(channel, known, status)) == higher);
        HOLDS(statusRank(channel, mergedStatus(channel, status, known)) == higher);
    }
    return nullptr;
}

Laws::Broken checkResource(const QJsonObject &json, const MessageResource &message)
{
    HOLDS(message.sid.startsWith("SM"_L1) || message.sid.startsWith("MM"_L1));
    HOLDS(message.sid == json.value("sid"_L1).toString());
    HOLDS(message.status == json.value("status"_L1).toString());
    HOLDS(message.body == json.value("body"_L1).toString());
    HOLDS(!message.direction.isEmpty());
    for (const QDateTime &date : {message.created, message.sent, message.updated})
        HOLDS(isUtcOrNull(date));
    return checkStatus(Channel::Sms, message.status);
}

Laws::Broken checkResource(const QJsonObject &json, const CallResource &call)
{
    HOLDS(call.sid.startsWith("CA"_L1));
    HOLDS(call.sid == json.value("sid"_L1).toString());
    HOLDS(call.status == json.value("status"_L1).toString());
    HOLDS(!call.direction.isEmpty());
    for (const QDateTime &date : {call.created, call.started, call.ended, call.updated})
        HOLDS(isUtcOrNull(date));
    return checkStatus(Channel::Voice, call.status);
}

/// One resource, read and written.
template <class T>
Laws::Broken checkOne(const QJsonObject &json)
{
    const Result<T> parsed = T::fromJson(json);
    HOLDS(parsed || parsed.error().kind == ErrorKind::BadResponse);
    for (const bool write : {false, true}) {
        const Promise<T> promise;
        twilioparse::resource(promise, write)(TwilioReply{201, json, {}});
        const auto future = promise.future();
        HOLDS(future.isFinished());
        const Result<T> told = future.result();
        HOLDS(told.has_value() == parsed.has_value());
        // A write that Twilio answered with something unreadable may have been done.
        HOLDS(told || (told.error().kind == ErrorKind::OutcomeUnknown) == write);
    }
    return parsed ? checkResource(json, *parsed) : nullptr;
}

/// A page holds every row that can be read, in order; one that holds none of its rows is no news.
template <class T>
Laws::Broken checkPage(const QJsonObject &json, QLatin1String key)
{
    const Promise<TwilioPage<T>> promise;
    twilioparse::page(promise, key)(TwilioReply{200, json, now()});
    const auto future = promise.future();
    HOLDS(future.isFinished());
    const Result<TwilioPage<T>> page = future.result();
    const QJsonArray rows = json.value(key).toArray();
    QStringList readable;
    for (const auto row : rows) {
        const Result<T> parsed = T::fromJson(row.toObject());
        if (!parsed)
            continue;
        readable.append(parsed->sid);
        if (const Laws::Broken law = checkResource(row.toObject(), *parsed))
            return law;
    }
    if (!page) {
        HOLDS(page.error().kind == ErrorKind::BadResponse);
        HOLDS(!json.value(key).isArray() || (readable.isEmpty() && !rows.isEmpty()));
        return nullptr;
    }
    QStringList told;
    for (const T &item : page->items)
        told.append(item.sid);
    HOLDS(told == readable);
    HOLDS(!told.isEmpty() || rows.isEmpty());
    HOLDS(page->nextPageUri == json.value("next_page_uri"_L1).toString());
    return nullptr;
}

/// A date that was read is written and read as the same moment.
Laws::Broken checkDate(const QString &text)
{
    const QDateTime date = parseTwilioDate(text);
    HOLDS(isUtcOrNull(date));
    if (date.isNull() || date.date().year() < 1 || date.date().year() > 9999)
        return nullptr;
    HOLDS(parseTwilioDate(date.toString(Qt::ISODateWithMs)) == date);
    static const std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const QString http = u"Mon, %1 %2 %3 %4 GMT"_s.arg(date.date().day())
                             .arg(QLatin1String(months[size_t(date.date().month() - 1)]))
                             .arg(date.date().year(), 4, 10, QChar(u'0'))
                             .arg(date.time().toString(u"HH:mm:ss"_s));
    HOLDS(parseTwilioDate(http) == date.addMSecs(-date.time().msec()));
    return nullptr;
}

/// "w 429 1 0\nRetry-After\nDate\npayload": write or read, status, bytes of ten that left, why it was interrupted.
HttpOutcome outcomeOf(const QByteArray &text)
{
    QByteArrayList lines;
    qsizetype at = 0;
    while (lines.size() < 3) {
        const qsizetype end = text.indexOf('\n', at);
        lines.append(text.mid(at, end < 0 ? -1 : end - at));
        at = end < 0 ? text.size() : end + 1;
    }
    const QByteArrayList head = lines.first().split(' ');
    HttpOutcome outcome;
    outcome.write = head.value(0) == "w";
    outcome.status = std::clamp(head.value(1).toInt(), 0, 999); // three digits, Qt sees to that
    outcome.bodySize = outcome.write ? 10 : 0;
    outcome.bodySent = outcome.write ? std::clamp(head.value(2).toInt(), 0, 10) : 0;
    outcome.interruption = static_cast<Interruption>(std::clamp(head.value(3).toInt(), 0, 3));
    outcome.retryAfter = lines.at(1);
    outcome.date = lines.at(2);
    outcome.payload = text.mid(at);
    return outcome;
}

bool isSafeToRepeat(ErrorKind kind)
{
    return kind == ErrorKind::Offline || kind == ErrorKind::RateLimited || kind == ErrorKind::Cancelled;
}

Laws::Broken checkVerdict(const QByteArray &text)
{
    const HttpOutcome outcome = outcomeOf(text);
    const TwilioVerdict verdict = judge(outcome, now());
    const QJsonDocument json = QJsonDocument::fromJson(outcome.payload);
    const bool isFine = outcome.status >= 200 && outcome.status < 300;
    if (verdict.result) {
        HOLDS(isFine && json.isObject() && verdict.fromTwilio);
        HOLDS(outcome.interruption != Interruption::TooLarge && outcome.interruption != Interruption::Cancelled);
        HOLDS(verdict.result->json == json.object());
        HOLDS(isUtcOrNull(verdict.result->serverDate));
        return nullptr;
    }
    const Error &error = verdict.result.error();
    const bool isRefusal = outcome.status >= 400 && outcome.status < 500;
    // A write is repeated only where not a byte left, or where Twilio said that it did not process it.
    const bool mayBeDone = outcome.write && outcome.bodySent > 0;
    HOLDS(!mayBeDone || !isSafeToRepeat(error.kind) || error.kind == ErrorKind::RateLimited);
    HOLDS(error.kind != ErrorKind::RateLimited || isRefusal);
    HOLDS(error.kind != ErrorKind::Rejected || (isRefusal && json.isObject()));
    HOLDS(error.kind != ErrorKind::Unauthorized || isRefusal);
    HOLDS(error.retryAfter.count() >= 0 && error.retryAfter <= std::chrono::minutes(5));
    // The log shows no number and keeps to its line.
    static const QRegularExpression unfit(u"[\\x00-\\x1f\\x7f]|[0-9]{7}"_s);
    HOLDS(!error.detail.contains(unfit));
    HOLDS(error.detail.size() <= 200);
    return nullptr;
}
} // namespace

Laws::Broken Laws::twilio(const QByteArray &input)
{
    const QByteArray reply = input.mid(1);
    const QJsonObject json = QJsonDocument::fromJson(reply).object();
    switch (input.isEmpty() ? '\0' : input.front()) {
    case 'm':
        return checkOne<MessageResource>(json);
    case 'M':
        return checkPage<MessageResource>(json, "messages"_L1);
    case 'c':
        return checkOne<CallResource>(json);
    case 'C':
        return checkPage<CallResource>(json, "calls"_L1);
    case 'd':
        return checkDate(QString::fromUtf8(reply));
    case 'v':
        return checkVerdict(reply);
    default:
        return nullptr;
    }
}
