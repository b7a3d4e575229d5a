#include "twilio/twilioerror.h"

#include "redaction.h"

#include "twilio/twiliodate.h"

#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace
{

constexpr int loginFailed = 20003;
constexpr int tooManyRequests = 20429;
constexpr int notPermitted = 70051; ///< a restricted key that lacks this one permission, or a key that is gone
constexpr std::chrono::milliseconds retryAfterCap{300'000}; ///< a mistaken header must not silence a practice for a day

/// Twilio's error page: {"code": 21211, "message": "…", "more_info": "…", "status": 400}.
struct TwilioProblem {
    int code = 0;
    QString message;
};

std::optional<int> number(const QJsonValue &value)
{
    if (value.isDouble())
        return value.toInt();
    bool ok = false;
    const int parsed = value.toString().toInt(&ok);
    return ok ? std::optional(parsed) : std::nullopt;
}

std::optional<TwilioProblem> problemOf(const std::optional<QJsonObject> &json, int status)
{
    if (!json)
        return std::nullopt;
    const QString message = json->value(u"message"_s).toString();
    if (const auto code = number(json->value(u"code"_s)); code && *code > 0)
        return TwilioProblem{*code, message};
    // Some pages carry no code, only their own status.
    if (!message.isEmpty() && number(json->value(u"status"_s)) == status)
        return TwilioProblem{0, message};
    return std::nullopt;
}

std::optional<QJsonObject> objectOf(const QByteArray &payload)
{
    const auto document = QJsonDocument::fromJson(payload);
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

QString evidence(const HttpOutcome &outcome)
{
    return u"status %1, transport %2, interruption %3, body %4 of %5"_s.arg(outcome.status)
        .arg(outcome.transportError)
        .arg(static_cast<int>(outcome.interruption))
        .arg(outcome.bodySent)
        .arg(outcome.bodySize);
}

class Judge
{
public:
    Judge(const HttpOutcome &outcome, const QDateTime &now)
        : m_outcome(outcome)
        , m_now(now)
        , m_json(outcome.interruption == Interruption::TooLarge ? std::nullopt : objectOf(outcome.payload))
        , m_problem(outcome.status >= 400 ? problemOf(m_json, outcome.status) : std::nullopt)
    {
    }

    // status   read                        write, no body byte taken   write, body bytes taken
    // none     Offline                     Offline                     OutcomeUnknown
    // 2xx+JSON ok                          ok                          ok
    // 2xx      BadResponse                 Offline                     OutcomeUnknown
    // 3xx      Redirected                  Redirected                  OutcomeUnknown (who answered, read it)
    // 401, or code 20003                   Unauthorized: refused before anything was done (but what is only not
    //                                      permitted, 70051, is Rejected: a read or a call must not hold the texts; a
    //                                      text of such a key waits, as it does for a key that is gone)
    // 429, or code 20429                   RateLimited: Twilio never processes these
    // 407      Offline                     Offline                     OutcomeUnknown
    // 408      Offline                     Offline                     OutcomeUnknown
    // 4xx+JSON Rejected, final (403 included: that request's error alone)
    // 4xx page BadResponse                 Offline                     OutcomeUnknown (a proxy spoke, after or before)
    // 5xx      Offline                     Offline                     OutcomeUnknown
    // A quit turns whatever could be repeated into Cancelled.
    TwilioVerdict verdict() const
    {
        if (m_outcome.interruption == Interruption::Cancelled)
            return {provablyUnprocessed() ? error(ErrorKind::Cancelled) : error(ErrorKind::OutcomeUnknown), false};
        const int status = m_outcome.status;
        if (status >= 200 && status < 300)
            return success();
        if (status >= 300 && status < 400)
            return {doubtful(ErrorKind::Redirected, ErrorKind::Redirected), false};
        if (status >= 400 && status < 500)
            return refusal();
        return {doubtful(ErrorKind::Offline, ErrorKind::Offline), m_problem.has_value()};
    }

private:
    bool provablyUnprocessed() const
    {
        // Without a body nothing tells whether the headers left.
        return !m_outcome.write || (m_outcome.bodySize > 0 && m_outcome.bodySent == 0);
    }

    /// @p read for a read, @p unsent for a write of which nothing was taken, else OutcomeUnknown.
    Error doubtful(ErrorKind read, ErrorKind unsent) const
    {
        if (!m_outcome.write)
            return error(read);
        return error(provablyUnprocessed() ? unsent : ErrorKind::OutcomeUnknown);
    }

    Error error(ErrorKind kind) const
    {
        Error result{kind, m_problem && m_problem->code ? m_problem->code : m_outcome.status, evidence(m_outcome), {}};
        if (m_problem && !m_problem->message.isEmpty())
            result.detail = logDetail(m_problem->message);
        else if (kind == ErrorKind::Rejected)
            result.detail.clear(); // what is shown is Twilio's text or nothing
        if (kind == ErrorKind::RateLimited)
            result.retryAfter = parseRetryAfter(m_outcome.retryAfter, m_now, retryAfterCap);
        return result;
    }

    TwilioVerdict success() const
    {
        if (m_json) {
            TwilioReply reply{m_outcome.status, *m_json, parseTwilioDate(QString::fromLatin1(m_outcome.date))};
            return {Result<TwilioReply>(std::move(reply)), true};
        }
        const bool unfinished = m_outcome.interruption == Interruption::TimedOut ||
                                (m_outcome.interruption == Interruption::None && m_outcome.transportError != 0);
        return {doubtful(unfinished ? ErrorKind::Offline : ErrorKind::BadResponse, ErrorKind::Offline), false};
    }

    TwilioVerdict refusal() const
    {
        const int status = m_outcome.status;
        const bool permission = !m_outcome.sendsText && m_problem && m_problem->code == notPermitted;
        if ((status == 401 && !permission) || (m_problem && m_problem->code == loginFailed))
            return {error(ErrorKind::Unauthorized), true};
        if (status == 429 || (m_problem && m_problem->code == tooManyRequests))
            return {error(ErrorKind::RateLimited), true};
        if (status == 407 || status == 408)
            return {doubtful(ErrorKind::Offline, ErrorKind::Offline), false};
        if (m_problem)
            return {error(ErrorKind::Rejected), true};
        return {doubtful(ErrorKind::BadResponse, ErrorKind::Offline), false};
    }

    const HttpOutcome &m_outcome;
    const QDateTime m_now;
    const std::optional<QJsonObject> m_json;
    const std::optional<TwilioProblem> m_problem;
};

} // namespace

TwilioVerdict judge(const HttpOutcome &outcome, const QDateTime &now)
{
    return Judge(outcome, now).verdict();
}

std::chrono::milliseconds parseRetryAfter(const QByteArray &value, const QDateTime &now, std::chrono::milliseconds cap)
{
    const QByteArray text = value.trimmed();
    if (text.isEmpty())
        return {};
    bool isNumber = false;
    const double seconds = text.toDouble(&isNumber);
    std::chrono::milliseconds wait{0};
    if (isNumber) {
        if (seconds > 0) // also false for NaN
            wait = std::chrono::milliseconds(static_cast<qint64>(std::min(seconds, 1e9) * 1000));
    } else if (const QDateTime until = parseTwilioDate(QString::fromLatin1(text)); until.isValid()) {
        wait = std::chrono::milliseconds(std::max<qint64>(0, now.msecsTo(until)));
    }
    return std::min(wait, cap);
}

QString logDetail(const QString &text)
{
    static const QRegularExpression control(u"[\\x00-\\x1f\\x7f]+"_s);
    return redacted(QString(text.left(1000)).replace(control, u" "_s)).left(200);
}
