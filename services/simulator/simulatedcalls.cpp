#include "simulator/simulatedcalls.h"

#include <QSet>
#include <QTimer>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace
{
constexpr int maximumTwiml = 4000;              // Twilio 32018
constexpr int priceInHundredThousandths = 1400; // "-0.01400" a started minute: Twilio's US price
constexpr int stepsWithoutAnswer = 4;

bool isFinal(const QString &status)
{
    static const QSet<QString> finals{u"completed"_s, u"busy"_s, u"failed"_s, u"no-answer"_s, u"canceled"_s};
    return finals.contains(status);
}

struct Dialled {
    QString number;
    QString callerId;
};

/// The first number that the Twiml dials.
Dialled dialledBy(const QString &twiml)
{
    QXmlStreamReader reader(twiml);
    Dialled dialled;
    bool inDial = false;
    while (!reader.atEnd()) {
        const auto token = reader.readNext();
        if (token == QXmlStreamReader::StartElement && reader.name() == u"Dial") {
            inDial = true;
            dialled.callerId = reader.attributes().value("callerId"_L1).toString();
        } else if (token == QXmlStreamReader::EndElement && reader.name() == u"Dial") {
            inDial = false;
        } else if (token == QXmlStreamReader::Characters && inDial && dialled.number.isEmpty()) {
            dialled.number = reader.text().trimmed().toString();
        }
    }
    return reader.hasError() ? Dialled() : dialled;
}
} // namespace

SimulatedCalls::SimulatedCalls(const SimulatorOptions &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_disorder(options.disorder)
{
}

QDateTime SimulatedCalls::now() const
{
    return QDateTime::currentDateTimeUtc().addSecs(m_options.clockOffset.count());
}

RestReply SimulatedCalls::checkInstructions(const RestFields &form)
{
    const QString twiml = restField(form, u"Twiml"_s);
    if (twiml.isEmpty() && restField(form, u"Url"_s).isEmpty() && restField(form, u"ApplicationSid"_s).isEmpty())
        return RestReply::error(400, 21205, u"Url parameter is required."_s);
    if (twiml.size() > maximumTwiml)
        return RestReply::error(400, 32018, u"Twiml parameter exceeds 4000 characters"_s);
    return {};
}

RestReply SimulatedCalls::create(const RestRequest &request)
{
    const QString to = restField(request.form, u"To"_s);
    const QString from = restField(request.form, u"From"_s);
    if (to.isEmpty())
        return RestReply::error(400, 21201, u"No 'To' number is specified"_s);
    if (from.isEmpty())
        return RestReply::error(400, 21213, u"'From' number is required"_s);
    if (auto refusal = checkInstructions(request.form); refusal.status != 200)
        return refusal;
    if (!isPhoneNumber(from))
        return RestReply::error(400, 21212, u"The 'From' number %1 is not a valid phone number."_s.arg(from));
    if (!m_options.ownNumbers.contains(from)) {
        return RestReply::error(400, 21210,
                                u"The source phone number provided, %1, is not yet verified for your account. You may "
                                "only make calls from phone numbers that you've verified or purchased from "
                                "Twilio."_s.arg(from));
    }
    if (!isPhoneNumber(to)) {
        return RestReply::error(400, 21217,
                                u"The phone number you are attempting to call, %1, is not valid."_s.arg(to));
    }
    Row row = newRow(u"outbound-api"_s, from, to);
    row.twiml = restField(request.form, u"Twiml"_s);
    row.detectsMachine = hasRestField(request.form, u"MachineDetection"_s);
    row.steps = ringing(to);
    insert(row);
    return RestReply::json(201, toJson(row));
}

SimulatedCalls::Row SimulatedCalls::newRow(const QString &direction, const QString &from, const QString &to) const
{
    Row row;
    row.sid = newSid("CA"_L1);
    row.direction = direction;
    row.from = from;
    row.to = to;
    row.status = u"queued"_s;
    row.created = now();
    row.updated = row.created;
    row.listedFrom = QDateTime::currentDateTimeUtc().addMSecs(m_options.listLag.count());
    return row;
}

QJsonObject SimulatedCalls::unkept(const RestFields &form) const
{
    return toJson(newRow(u"outbound-api"_s, restField(form, u"From"_s), restField(form, u"To"_s)));
}

QStringList SimulatedCalls::ringing(const QString &number) const
{
    QStringList steps{u"ringing"_s};
    if (number.endsWith(u"0011"_s))
        return steps << u"busy"_s;
    if (number.endsWith(u"0012"_s))
        return steps << QStringList(stepsWithoutAnswer, u"wait"_s) << u"no-answer"_s;
    return steps << u"in-progress"_s;
}

QStringList SimulatedCalls::afterAnswer(const Row &row) const
{
    if (!row.parentSid.isEmpty())
        return QStringList(m_options.talkSteps, u"wait"_s) << u"completed"_s;
    QStringList steps;
    if (row.detectsMachine)
        steps << u"detect"_s;
    steps << QStringList(m_options.promptSteps, u"wait"_s);
    return steps << (dialledBy(row.twiml).number.isEmpty() ? u"completed"_s : u"dial"_s);
}

void SimulatedCalls::insert(Row row)
{
    row.listedFrom = row.listedFrom.addMSecs(m_disorder.enter(row.sid).count());
    m_order.append(row.sid);
    m_rows.insert(row.sid, row);
    schedule(row.sid);
}

void SimulatedCalls::schedule(const QString &sid)
{
    QTimer::singleShot(m_options.step, this, [this, sid] { advance(sid); });
}

void SimulatedCalls::advance(const QString &sid)
{
    auto found = m_rows.find(sid);
    if (found == m_rows.end() || found->steps.isEmpty())
        return;
    perform(sid, found->steps.takeFirst());
    found = m_rows.find(sid); // a new leg may have moved the rows
    if (found != m_rows.end() && !found->steps.isEmpty())
        schedule(sid);
}

void SimulatedCalls::perform(const QString &sid, const QString &step)
{
    if (step == u"wait")
        return;
    if (step == u"dial")
        return dial(sid);
    if (step == u"detect") {
        Row &row = m_rows[sid];
        row.answeredBy = row.to.endsWith(u"0013"_s) ? u"machine_start"_s : u"human"_s;
        row.updated = now();
        return;
    }
    setStatus(sid, step);
    if (step == u"in-progress")
        m_rows[sid].steps = afterAnswer(m_rows[sid]);
}

void SimulatedCalls::dial(const QString &parentSid)
{
    const Row parent = m_rows[parentSid];
    const Dialled dialled = dialledBy(parent.twiml);
    Row child = newRow(u"outbound-dial"_s, dialled.callerId.isEmpty() ? parent.from : dialled.callerId, dialled.number);
    child.parentSid = parentSid;
    child.steps = ringing(child.to);
    m_rows[parentSid].childSid = child.sid;
    insert(child);
}

void SimulatedCalls::setStatus(const QString &sid, const QString &status)
{
    Row &row = m_rows[sid];
    row.status = status;
    row.updated = now();
    if (status == u"ringing")
        row.started = row.updated;
    if (status == u"in-progress")
        row.answered = row.updated;
    if (isFinal(status)) {
        row.ended = row.updated;
        row.steps.clear();
        ended(sid);
    }
}

void SimulatedCalls::ended(const QString &sid)
{
    if (m_rows[sid].answered.isValid()) {
        QTimer::singleShot(m_options.priceLag, this, [this, sid] {
            if (const auto found = m_rows.find(sid); found != m_rows.end())
                found->priced = true;
        });
    }
    const auto parent = m_rows.find(m_rows[sid].parentSid);
    if (parent == m_rows.end() || parent->childSid != sid || isFinal(parent->status))
        return;
    parent->steps = {u"completed"_s}; // nothing follows <Dial>
    schedule(parent->sid);
}

void SimulatedCalls::hangUp(const QString &sid, const QString &status)
{
    const QString child = m_rows[sid].childSid;
    setStatus(sid, status);
    if (m_rows.contains(child) && !isFinal(m_rows[child].status))
        setStatus(child, m_rows[child].answered.isValid() ? u"completed"_s : u"canceled"_s);
}

RestReply SimulatedCalls::list(const RestRequest &request) const
{
    const auto matches = [&](const QString &name, const QString &value) {
        const QString wanted = restField(request.query, name);
        return wanted.isEmpty() || wanted == value;
    };
    const auto clock = QDateTime::currentDateTimeUtc();
    PageScan scan(request);
    bool more = true;
    for (auto it = m_order.crbegin(); more && it != m_order.crend(); ++it) {
        const Row &row = *m_rows.constFind(*it);
        if (row.listedFrom <= clock && matches(u"To"_s, row.to) && matches(u"From"_s, row.from) &&
            matches(u"Status"_s, row.status) && matches(u"ParentCallSid"_s, row.parentSid) &&
            passesDayFilter(request.query, u"StartTime"_s, row.started) &&
            passesDayFilter(request.query, u"EndTime"_s, row.ended))
            more = scan.take(*it);
    }
    return restPage(
        request, u"calls"_s, scan.sids(), [this](const QString &sid) { return toJson(*m_rows.constFind(sid)); },
        m_disorder);
}

RestReply SimulatedCalls::fetch(const RestRequest &request, const QString &sid) const
{
    const auto found = m_rows.constFind(sid);
    return found == m_rows.cend() ? RestReply::notFound(request.path) : RestReply::json(200, toJson(*found));
}

RestReply SimulatedCalls::update(const RestRequest &request, const QString &sid)
{
    const auto found = m_rows.find(sid);
    if (found == m_rows.end())
        return RestReply::notFound(request.path);
    const QString status = restField(request.form, u"Status"_s);
    const bool answered = found->answered.isValid();
    if (!status.isEmpty() && status != u"completed" && status != u"canceled")
        return RestReply::error(400, 21218, u"Invalid value for Status"_s);
    if (!isFinal(found->status) && (status == u"completed" || (status == u"canceled" && !answered)))
        hangUp(sid, answered ? u"completed"_s : u"canceled"_s);
    if (hasRestField(request.form, u"Twiml"_s)) {
        if (auto refusal = checkInstructions(request.form); refusal.status != 200)
            return refusal;
        if (found->status != u"in-progress")
            return RestReply::error(400, 21220, u"Call is not in-progress. Cannot redirect."_s);
        const bool waits = found->steps.isEmpty(); // for its child: nothing moves it until then
        const QString child = std::exchange(found->childSid, QString());
        found->twiml = restField(request.form, u"Twiml"_s);
        found->detectsMachine = false;
        found->steps = afterAnswer(*found);
        if (m_rows.contains(child) && !isFinal(m_rows[child].status))
            setStatus(child, u"completed"_s);
        if (waits)
            schedule(sid);
    }
    return RestReply::json(200, toJson(m_rows[sid]));
}

RestReply SimulatedCalls::remove(const RestRequest &request, const QString &sid)
{
    const auto found = m_rows.find(sid);
    if (found == m_rows.end())
        return RestReply::notFound(request.path);
    if (!isFinal(found->status))
        return RestReply::error(409, 20009, u"Cannot delete call because it is still in progress"_s);
    m_order.removeOne(sid);
    m_rows.remove(sid);
    return RestReply::deleted(sid);
}

int SimulatedCalls::seconds(const Row &row) const
{
    return row.answered.isValid() ? int((row.answered.msecsTo(row.ended) + 999) / 1000) : 0;
}

QJsonObject SimulatedCalls::toJson(const Row &row) const
{
    const auto orNull = [](const QString &text) {
        return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
    };
    const QString base = u"/2010-04-01/Accounts/%1/Calls/%2"_s.arg(m_options.accountSid, row.sid);
    QJsonObject parts;
    for (const auto &part : {u"Events"_s, u"Notifications"_s, u"Payments"_s, u"Recordings"_s, u"Siprec"_s, u"Streams"_s,
                             u"Transcriptions"_s, u"UserDefinedMessageSubscriptions"_s, u"UserDefinedMessages"_s}) {
        QString key;
        for (const QChar c : part)
            key += (c.isUpper() && !key.isEmpty() ? u"_"_s : QString()) + c.toLower();
        parts.insert(key, QString(base + u'/' + part + u".json"_s));
    }
    const int cost = qMax(1, (seconds(row) + 59) / 60) * priceInHundredThousandths;
    const QString price = u"-%1.%2"_s.arg(cost / 100'000).arg(cost % 100'000, 5, 10, QChar(u'0'));
    return {
        {u"sid"_s, row.sid},
        {u"date_created"_s, restDate(row.created)},
        {u"date_updated"_s, restDate(row.updated)},
        {u"parent_call_sid"_s, orNull(row.parentSid)},
        {u"account_sid"_s, m_options.accountSid},
        {u"to"_s, row.to},
        {u"to_formatted"_s, formattedNumber(row.to)},
        {u"from"_s, row.from},
        {u"from_formatted"_s, formattedNumber(row.from)},
        {u"phone_number_sid"_s, QJsonValue::Null},
        {u"status"_s, row.status},
        {u"start_time"_s, restDate(row.started)},
        {u"end_time"_s, restDate(row.ended)},
        {u"duration"_s, row.ended.isValid() ? QJsonValue(QString::number(seconds(row))) : QJsonValue(QJsonValue::Null)},
        {u"price"_s, row.priced ? QJsonValue(price) : QJsonValue(QJsonValue::Null)},
        {u"price_unit"_s, u"USD"_s},
        {u"direction"_s, row.direction},
        {u"answered_by"_s, orNull(row.answeredBy)},
        {u"api_version"_s, u"2010-04-01"_s},
        {u"forwarded_from"_s, QJsonValue::Null},
        {u"group_sid"_s, QJsonValue::Null},
        {u"caller_name"_s, QJsonValue::Null},
        {u"queue_time"_s, u"0"_s},
        {u"trunk_sid"_s, QJsonValue::Null},
        {u"uri"_s, QString(base + u".json"_s)},
        {u"subresource_uris"_s, parts},
    };
}
