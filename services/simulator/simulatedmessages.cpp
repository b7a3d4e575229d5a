#include "simulator/simulatedmessages.h"

#include "simulator/messagerefusal.h"
#include "smssegments.h"

#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int priceInHundredThousandths = 790; // "-0.00790" a segment: the US price in Twilio's examples

bool isFinal(const QString &status)
{
    static const QSet<QString> finals{u"delivered"_s, u"undelivered"_s, u"failed"_s,
                                      u"received"_s,  u"canceled"_s,    u"read"_s};
    return finals.contains(status);
}

QString errorMessage(int code)
{
    switch (code) {
    case 30003:
        return u"Unreachable destination handset"_s;
    case 30005:
        return u"Unknown destination handset"_s;
    case 30006:
        return u"Landline or unreachable carrier"_s;
    case 30007:
        return u"Message filtered"_s;
    default:
        return QString();
    }
}

/// Twilio's default words: exactly one of them, nothing beside it.
bool isOneOf(const QString &text, const QStringList &words)
{
    return words.contains(text.trimmed().toUpper());
}
} // namespace

SimulatedMessages::SimulatedMessages(const SimulatorOptions &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_disorder(options.disorder)
{
}

QDateTime SimulatedMessages::now() const
{
    return QDateTime::currentDateTimeUtc().addSecs(m_options.clockOffset.count());
}

RestReply SimulatedMessages::create(const RestRequest &request)
{
    if (auto refusal = messageRefusal(request.form, m_options, now()); refusal.status != 200)
        return refusal;
    const QString to = restField(request.form, u"To"_s);
    if (m_optedOut.contains(to) || to.endsWith(u"0004"_s))
        return RestReply::error(400, 21610, u"Attempt to send to unsubscribed recipient"_s);

    Row row = newRow(request.form);
    if (restField(request.form, u"ScheduleType"_s) == u"fixed")
        row.status = u"scheduled"_s;
    insert(row);
    const auto at = QDateTime::fromString(restField(request.form, u"SendAt"_s), Qt::ISODate);
    schedule(row.sid, row.status == u"scheduled" ? std::chrono::milliseconds(now().msecsTo(at)) : m_options.step);
    return RestReply::json(201, toJson(row));
}

SimulatedMessages::Row SimulatedMessages::newRow(const RestFields &form) const
{
    Row row;
    row.direction = u"outbound-api"_s;
    row.to = restField(form, u"To"_s);
    row.body = restField(form, u"Body"_s);
    row.serviceSid = restField(form, u"MessagingServiceSid"_s);
    for (const auto &field : form)
        row.media += field.first == u"MediaUrl" ? 1 : 0;
    row.sid = newSid(row.media > 0 ? "MM"_L1 : "SM"_L1);
    // A service chooses the number later: no From, no segments and "accepted" at first.
    row.from = row.serviceSid.isEmpty() ? restField(form, u"From"_s) : QString();
    row.status = row.serviceSid.isEmpty() ? u"queued"_s : u"accepted"_s;
    row.segments = row.serviceSid.isEmpty() ? SmsSegments::of(row.body).segments : 0;
    row.steps = stepsTo(row.to, nullptr);
    row.created = now();
    row.updated = row.created;
    row.listedFrom = QDateTime::currentDateTimeUtc().addMSecs(m_options.listLag.count());
    return row;
}

QJsonObject SimulatedMessages::unkept(const RestFields &form) const
{
    return toJson(newRow(form));
}

QStringList SimulatedMessages::stepsTo(const QString &number, int *errorCode)
{
    const QString ending = number.right(4);
    const auto fails = [&](int code) {
        if (errorCode)
            *errorCode = code;
    };
    if (ending == u"0009")
        return {u"sending"_s, u"sent"_s};
    if (ending == u"0005") {
        fails(30005);
        return {u"sending"_s, u"failed"_s};
    }
    if (ending == u"0003" || ending == u"0006" || ending == u"0007") {
        fails(30000 + ending.toInt());
        return {u"sending"_s, u"sent"_s, u"undelivered"_s};
    }
    return {u"sending"_s, u"sent"_s, u"delivered"_s};
}

void SimulatedMessages::insert(Row row)
{
    const auto lag = m_disorder.enter(row.sid);
    if (row.listedFrom.isValid())
        row.listedFrom = row.listedFrom.addMSecs(lag.count());
    const auto before = [this](const QDateTime &created, const QString &sid) {
        return created < m_rows.constFind(sid)->created;
    };
    m_order.insert(std::upper_bound(m_order.cbegin(), m_order.cend(), row.created, before), row.sid);
    m_rows.insert(row.sid, row);
}

void SimulatedMessages::schedule(const QString &sid, std::chrono::milliseconds wait)
{
    QTimer::singleShot(wait, this, [this, sid] { advance(sid); });
}

void SimulatedMessages::advance(const QString &sid)
{
    const auto found = m_rows.find(sid);
    if (found == m_rows.end() || found->steps.isEmpty() || isFinal(found->status))
        return;
    Row &row = *found;
    row.status = row.steps.takeFirst();
    row.updated = now();
    if (row.from.isEmpty())
        row.from = m_options.ownNumbers.value(0);
    row.segments = SmsSegments::of(row.body).segments;
    if (row.status == u"sent" || row.status == u"failed")
        row.sent = row.updated;
    if (row.status == u"failed" || row.status == u"undelivered")
        stepsTo(row.to, &row.errorCode);
    if (!row.steps.isEmpty())
        return schedule(sid, m_options.step);
    if (isFinal(row.status) && row.status != u"failed")
        priceLater(sid);
    // Copies: who answers adds rows, and that may move this one.
    if (row.status == u"delivered")
        Q_EMIT delivered(QString(row.from), QString(row.to), QString(row.body));
}

void SimulatedMessages::priceLater(const QString &sid)
{
    QTimer::singleShot(m_options.priceLag, this, [this, sid] {
        if (const auto found = m_rows.find(sid); found != m_rows.end())
            found->priced = true;
    });
}

void SimulatedMessages::heed(const QString &from, const QString &body)
{
    static const QStringList stop{u"STOP"_s,    u"UNSUBSCRIBE"_s, u"END"_s,    u"QUIT"_s,
                                  u"STOPALL"_s, u"REVOKE"_s,      u"OPTOUT"_s, u"CANCEL"_s};
    static const QStringList start{u"START"_s, u"YES"_s, u"UNSTOP"_s};
    if (isOneOf(body, stop))
        m_optedOut.insert(from);
    else if (isOneOf(body, start))
        m_optedOut.remove(from);
}

QString SimulatedMessages::receive(const QString &from, const QString &to, const QString &body)
{
    heed(from, body);
    if (!m_options.serviceLogsInbound)
        return QString();

    Row row;
    row.sid = newSid("SM"_L1);
    row.direction = u"inbound"_s;
    row.from = from;
    row.to = to;
    row.body = body;
    row.status = u"received"_s;
    row.segments = qMax(1, SmsSegments::of(body).segments);
    row.created = now();
    row.updated = row.created;
    row.sent = row.created;
    row.listedFrom = QDateTime::currentDateTimeUtc().addMSecs(m_options.listLag.count());
    insert(row);
    priceLater(row.sid);
    return row.sid;
}

QString SimulatedMessages::add(const QString &direction, const QString &from, const QString &to, const QString &body,
                               const QString &status, const QDateTime &createdUtc)
{
    Row row;
    row.sid = newSid("SM"_L1);
    row.direction = direction;
    row.from = from;
    row.to = to;
    row.body = body;
    row.status = status;
    row.segments = qMax(1, SmsSegments::of(body).segments);
    row.created = createdUtc.toUTC();
    row.updated = row.created;
    static const QSet<QString> unsent{u"queued"_s, u"accepted"_s, u"scheduled"_s, u"sending"_s, u"canceled"_s};
    row.sent = unsent.contains(status) ? QDateTime() : row.created;
    row.priced = isFinal(status) && status != u"failed" && status != u"canceled";
    if (status == u"failed" || status == u"undelivered") {
        row.errorCode = status == u"failed" ? 30005 : 30003;
        stepsTo(to, &row.errorCode);
    }
    if (direction == u"inbound")
        heed(from, body);
    insert(row);
    return row.sid;
}

RestReply SimulatedMessages::list(const RestRequest &request) const
{
    const QString to = restField(request.query, u"To"_s);
    const QString from = restField(request.query, u"From"_s);
    const auto clock = QDateTime::currentDateTimeUtc();
    PageScan scan(request);
    bool more = true;
    for (auto it = m_order.crbegin(); more && it != m_order.crend(); ++it) {
        const Row &row = *m_rows.constFind(*it);
        const bool listed = !row.listedFrom.isValid() || row.listedFrom <= clock;
        if (listed && (to.isEmpty() || row.to == to) && (from.isEmpty() || row.from == from) &&
            passesDayFilter(request.query, u"DateSent"_s, row.sent))
            more = scan.take(*it);
    }
    return restPage(
        request, u"messages"_s, scan.sids(), [this](const QString &sid) { return toJson(*m_rows.constFind(sid)); },
        m_disorder);
}

RestReply SimulatedMessages::fetch(const RestRequest &request, const QString &sid) const
{
    const auto found = m_rows.constFind(sid);
    return found == m_rows.cend() ? RestReply::notFound(request.path) : RestReply::json(200, toJson(*found));
}

RestReply SimulatedMessages::update(const RestRequest &request, const QString &sid)
{
    const auto found = m_rows.find(sid);
    if (found == m_rows.end())
        return RestReply::notFound(request.path);
    if (restField(request.form, u"Status"_s) == u"canceled") {
        if (found->status != u"scheduled")
            return RestReply::error(409, 30409, u"This message cannot be canceled"_s);
        found->status = u"canceled"_s;
        found->steps.clear();
        found->updated = now();
    } else if (hasRestField(request.form, u"Body"_s)) {
        if (!restField(request.form, u"Body"_s).isEmpty())
            return RestReply::error(400, 20001, u"Body can only be updated to be empty"_s);
        if (!found->steps.isEmpty())
            return RestReply::error(409, 20009, u"Cannot redact message because delivery is not complete"_s);
        found->body.clear();
        found->updated = now();
    }
    return RestReply::json(200, toJson(*found));
}

RestReply SimulatedMessages::remove(const RestRequest &request, const QString &sid)
{
    const auto found = m_rows.find(sid);
    if (found == m_rows.end())
        return RestReply::notFound(request.path);
    if (!found->steps.isEmpty() && !isFinal(found->status))
        return RestReply::error(409, 20009, u"Cannot delete message because delivery is not complete"_s);
    m_order.removeOne(sid);
    m_rows.remove(sid);
    return RestReply::deleted(sid);
}

QJsonObject SimulatedMessages::toJson(const Row &row) const
{
    const auto orNull = [](const QString &text) {
        return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
    };
    const QString base = u"/2010-04-01/Accounts/%1/Messages/%2"_s.arg(m_options.accountSid, row.sid);
    const int cost = row.segments * priceInHundredThousandths;
    const QString price = u"-%1.%2"_s.arg(cost / 100'000).arg(cost % 100'000, 5, 10, QChar(u'0'));
    return {
        {u"account_sid"_s, m_options.accountSid},
        {u"api_version"_s, u"2010-04-01"_s},
        {u"body"_s, row.body},
        {u"date_created"_s, restDate(row.created)},
        {u"date_sent"_s, restDate(row.sent)},
        {u"date_updated"_s, restDate(row.updated)},
        {u"direction"_s, row.direction},
        {u"error_code"_s, row.errorCode ? QJsonValue(row.errorCode) : QJsonValue(QJsonValue::Null)},
        {u"error_message"_s, orNull(errorMessage(row.errorCode))},
        {u"from"_s, orNull(row.from)},
        {u"messaging_service_sid"_s, orNull(row.serviceSid)},
        {u"num_media"_s, QString::number(row.media)},
        {u"num_segments"_s, QString::number(row.segments)},
        {u"price"_s, row.priced ? QJsonValue(price) : QJsonValue(QJsonValue::Null)},
        {u"price_unit"_s, u"USD"_s},
        {u"sid"_s, row.sid},
        {u"status"_s, row.status},
        {u"subresource_uris"_s, QJsonObject{{u"media"_s, QString(base + u"/Media.json"_s)},
                                            {u"feedback"_s, QString(base + u"/Feedback.json"_s)}}},
        {u"to"_s, row.to},
        {u"uri"_s, QString(base + u".json"_s)},
    };
}
