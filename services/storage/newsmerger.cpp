#include "storage/newsmerger.h"

#include "storage/auditlog.h"
#include "storage/clientrow.h"
#include "storage/communicationrow.h"
#include "storage/sql.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
/// How far from an attempt a row of the same text may lie and still be that attempt's.
constexpr qint64 doubtMilliseconds = 24 * 3'600'000LL;

bool isCall(Channel channel)
{
    return channel != Channel::Sms;
}

QString otherSide(const TwilioNews &news)
{
    return news.direction == Direction::Inbound ? news.from : news.to;
}

QDateTime timeOf(const TwilioNews &news)
{
    if (news.createdAt.isValid())
        return news.createdAt;
    return news.sentAt.isValid() ? news.sentAt : QDateTime::currentDateTimeUtc();
}

/// What the call was for the client.
QString callStatus(const QString &parent, const QString &child)
{
    const QString end = clientsEnd(parent, child);
    return end.isEmpty() ? parent : end;
}

std::optional<Money> sum(const QString &parent, const QString &child, const QString &unit)
{
    const auto left = Money::fromString(parent, unit);
    const auto right = Money::fromString(child, unit);
    if (left && right)
        return left->plus(*right);
    return left ? left : right;
}

Error locked()
{
    return Error{ErrorKind::Locked, 0, u"news"_s, {}};
}
} // namespace

NewsMerger::NewsMerger(QSqlDatabase &db, std::shared_ptr<const FieldCipher> cipher, const QStringList &ourNumbers)
    : m_db(db)
    , m_cipher(std::move(cipher))
    , m_ours(ourNumbers.cbegin(), ourNumbers.cend())
{
}

Result<AppliedNews> NewsMerger::merge(QList<TwilioNews> news)
{
    if (!m_cipher)
        return locked();
    // Parents before their children, and texts in the order in which they came: opt-out words depend on it.
    std::stable_sort(news.begin(), news.end(), [](const TwilioNews &a, const TwilioNews &b) {
        if (a.parentCallSid.isEmpty() != b.parentCallSid.isEmpty())
            return a.parentCallSid.isEmpty();
        return a.createdAt < b.createdAt;
    });
    QStringList sids;
    for (const TwilioNews &item : std::as_const(news))
        sids.append(item.parentCallSid.isEmpty() ? item.sid : item.parentCallSid);
    if (const auto done = loadKnown(sids); !done)
        return done.error();
    for (const TwilioNews &item : std::as_const(news)) {
        const auto done = item.parentCallSid.isEmpty() ? mergeOne(item) : foldChild(item);
        if (!done)
            return done.error();
    }
    AppliedNews applied;
    auto inserted = read(m_inserted);
    if (!inserted)
        return inserted.error();
    auto changed = read(m_changed);
    if (!changed)
        return changed.error();
    applied.inserted = *inserted;
    applied.changed = *changed;
    return applied;
}

Result<void> NewsMerger::loadKnown(const QStringList &sids)
{
    if (sids.isEmpty())
        return {};
    const QVariant list = listValue(QVariantList(sids.cbegin(), sids.cend()));
    auto query = execSql(
        m_db,
        u"SELECT coalesce(message_sid, call_sid), id, client_id, peer, communication_type, from_number, status, "
        "parent_status, child_status, child_call_sid, parent_price, child_price, price_unit, price, duration_seconds, "
        "segments, error_code, error_text, answered_by, completed_at, content_enc IS NOT NULL "
        "FROM communication_logs WHERE message_sid %1 OR call_sid %1"_s.arg(inList),
        {list, list});
    if (!query)
        return query.error();
    while (query->next()) {
        Known row;
        row.id = CommunicationId::fromString(query->value(1).toString());
        row.clientId = ClientId::fromString(query->value(2).toString());
        row.peer = query->value(3).toString();
        row.channel = channelFromKey(query->value(4).toString()).value_or(Channel::Sms);
        row.from = query->value(5).toString();
        row.status = query->value(6).toString();
        row.parentStatus = query->value(7).toString();
        row.childStatus = query->value(8).toString();
        row.childSid = query->value(9).toString();
        row.parentPrice = isCall(row.channel) ? query->value(10).toString() : query->value(13).toString();
        row.childPrice = query->value(11).toString();
        row.priceUnit = query->value(12).toString();
        row.duration = query->value(14).isNull() ? QVariant() : QVariant(query->value(14).toInt());
        row.segments = query->value(15).toInt();
        row.errorCode = query->value(16).toInt();
        row.errorText = query->value(17).toString();
        row.answeredBy = query->value(18).toString();
        row.completedAt = query->value(19).isNull() ? QVariant() : QVariant(query->value(19).toLongLong());
        row.hasBody = query->value(20).toBool();
        m_known.insert(query->value(0).toString(), row);
    }
    return {};
}

Result<void> NewsMerger::mergeOne(const TwilioNews &news)
{
    if (!m_known.contains(news.sid))
        return news.sid.isEmpty() ? Result<void>() : insert(news);
    const Known before = m_known.value(news.sid);
    Known after = before;
    if (isCall(before.channel)) {
        after.parentStatus = mergedStatus(before.channel, before.parentStatus, news.status);
        after.status = callStatus(after.parentStatus, after.childStatus);
        if (news.durationSeconds && before.childSid.isEmpty())
            after.duration = *news.durationSeconds;
    } else {
        after.status = mergedStatus(before.channel, before.status, news.status);
        after.segments = std::max(before.segments, news.segments);
    }
    if (news.price) {
        after.parentPrice = news.price->toString();
        after.priceUnit = news.price->currency();
    }
    if (news.errorCode != 0) {
        after.errorCode = news.errorCode;
        after.errorText = CommunicationRow::notNull(news.errorText);
    }
    if (!news.answeredBy.isEmpty())
        after.answeredBy = news.answeredBy;
    // A messaging service (MG…) or nothing until Twilio has chosen a number.
    if (!news.from.isEmpty() && !before.from.startsWith(u'+'))
        after.from = news.from;
    if (const auto done = addBody(before, news); !done)
        return done;
    return update(before, after, news);
}

Result<void> NewsMerger::foldChild(const TwilioNews &news)
{
    if (!m_known.contains(news.parentCallSid))
        return {}; // the parent is in doubt, or of a number that is not ours: its next list brings both
    const Known before = m_known.value(news.parentCallSid);
    if (!before.childSid.isEmpty() && before.childSid != news.sid)
        return {};
    Known after = before;
    if (before.childSid.isEmpty()) {
        after.childSid = news.sid;
        after.duration = QVariant(); // the parent's was how long our own phone was held
    }
    after.childStatus = mergedStatus(before.channel, before.childStatus, news.status);
    after.status = callStatus(after.parentStatus, after.childStatus);
    if (news.durationSeconds)
        after.duration = *news.durationSeconds;
    if (news.price) {
        after.childPrice = news.price->toString();
        after.priceUnit = news.price->currency();
    }
    return update(before, after, news);
}

Result<void> NewsMerger::update(const Known &before, Known after, const TwilioNews &news)
{
    if (isFinalStatus(after.channel, after.status) && !after.completedAt.isValid())
        after.completedAt = toSqlTime(news.updatedAt.isValid() ? news.updatedAt : QDateTime::currentDateTimeUtc());
    if (after == before)
        return {};
    using CommunicationRow::nullable;
    const auto price = sum(after.parentPrice, after.childPrice, after.priceUnit);
    const QVariant none;
    const auto done = execSql(
        m_db,
        u"UPDATE communication_logs SET from_number = ?, status = ?, parent_status = ?, child_status = ?, "
        "child_call_sid = ?, parent_price = ?, child_price = ?, price_unit = ?, price = ?, cost_cents = ?, "
        "duration_seconds = ?, segments = ?, error_code = ?, error_text = ?, answered_by = ?, completed_at = ?, "
        "poll_open = ? WHERE id = ?"_s,
        {nullable(after.from), nullable(after.status), nullable(after.parentStatus), nullable(after.childStatus),
         nullable(after.childSid), isCall(after.channel) ? nullable(after.parentPrice) : none,
         nullable(after.childPrice), nullable(after.priceUnit), price ? QVariant(price->toString()) : none,
         price ? QVariant(price->costCents()) : none, after.duration, after.segments, after.errorCode,
         CommunicationRow::notNull(after.errorText), CommunicationRow::notNull(after.answeredBy), after.completedAt,
         CommunicationRow::pollOpen(after.channel, after.status, true), after.id.toString()});
    if (!done)
        return done.error();
    m_known.insert(news.parentCallSid.isEmpty() ? news.sid : news.parentCallSid, after);
    if (!m_inserted.contains(after.id) && !m_changed.contains(after.id))
        m_changed.append(after.id);
    return appendAudit(m_db, m_cipher,
                       {u"communication.news"_s,
                        after.id.toString(),
                        {{u"before"_s, before.status},
                         {u"now"_s, after.status},
                         {u"price"_s, price ? price->toString() : QString()},
                         {u"code"_s, after.errorCode}},
                        u"twilio"_s});
}

Result<void> NewsMerger::addBody(const Known &row, const TwilioNews &news)
{
    if (row.hasBody || news.body.isEmpty())
        return {};
    const auto place = CommunicationRow::place(u"content_enc"_s, row.id, row.peer);
    const auto done = execSql(m_db, u"UPDATE communication_logs SET content_enc = ?, key_epoch = ? WHERE id = ?"_s,
                              {m_cipher->encrypt(news.body, place), m_cipher->keyEpoch(), row.id.toString()});
    if (!done)
        return done.error();
    m_known[news.sid].hasBody = true;
    if (!m_inserted.contains(row.id) && !m_changed.contains(row.id))
        m_changed.append(row.id);
    return {};
}

/// Also of colleagues: what their computers have under way is theirs to bind, while they are there.
Result<bool> NewsMerger::isInDoubt(const TwilioNews &news, const QString &peer)
{
    const qint64 at = timeOf(news).toMSecsSinceEpoch();
    const QString near =
        u" AND (outbox_state IN ('sending', 'unconfirmed') OR (device_id IS NOT NULL AND send_state IN ('sending', "
        "'unconfirmed') AND NOT EXISTS (SELECT 1 FROM staff WHERE staff.id = staff_id AND left_at IS NOT NULL))) "
        "AND (attempt_at IS NULL OR abs(attempt_at - ?) < ?)) "_s;
    // The parent leg of a call of ours rings the staff phone, so its To is compared, not the client.
    auto query =
        isCall(news.channel)
            ? execSql(m_db,
                      u"SELECT EXISTS (SELECT 1 FROM communication_logs WHERE communication_type = 'voice' "
                      "AND to_number = ?"_s +
                          near,
                      {news.to, at, doubtMilliseconds})
            : execSql(m_db,
                      u"SELECT EXISTS (SELECT 1 FROM communication_logs WHERE peer = ? AND body_hash = ?"_s + near,
                      {peer, CommunicationRow::bodyHash(*m_cipher, peer, news.body), at, doubtMilliseconds});
    if (!query)
        return query.error();
    return query->next() && query->value(0).toBool();
}

Result<void> NewsMerger::insert(const TwilioNews &news)
{
    const bool inbound = news.direction == Direction::Inbound;
    if (!m_ours.contains(inbound ? news.to : news.from))
        return {};
    const QString peer = otherSide(news).isEmpty() ? u"anonymous"_s : otherSide(news);
    if (!inbound) {
        const auto doubt = isInDoubt(news, peer);
        if (!doubt)
            return doubt.error();
        if (*doubt)
            return {};
    }
    const QDateTime at = timeOf(news);
    const auto client = ClientRow::ensure(m_db, m_cipher, peer, ClientRow::practicePersona(m_db), at);
    if (!client)
        return client.error();
    Communication row;
    row.id = CommunicationId::create();
    row.clientId = *client;
    row.channel = news.channel;
    row.direction = news.direction;
    row.fromNumber = inbound ? peer : news.from;
    row.toNumber = inbound ? news.to : peer;
    row.peer = PhoneNumber::fromE164(peer);
    (isCall(news.channel) ? row.callSid : row.messageSid) = news.sid;
    row.accountSid = news.accountSid;
    row.status = news.status;
    row.errorCode = news.errorCode;
    row.errorText = news.errorText;
    row.body = news.body;
    row.segments = news.segments;
    row.durationSeconds = news.durationSeconds;
    row.price = news.price;
    row.answeredBy = news.answeredBy;
    row.createdAt = at;
    row.sortAt = at;
    if (isFinalStatus(news.channel, news.status))
        row.completedAt = news.updatedAt.isValid() ? news.updatedAt : QDateTime::currentDateTimeUtc();
    row.unread = inbound && !isCall(news.channel);
    row.persona = ClientRow::practicePersona(m_db);
    if (const auto stored = CommunicationRow::insert(m_db, *m_cipher, row); !stored)
        return stored.error();
    m_inserted.append(row.id);
    if (const auto done = noteArrival(*client, row.unread); !done)
        return done;
    if (const auto done = loadKnown({news.sid}); !done)
        return done;
    return appendAudit(m_db, m_cipher,
                       {inbound ? u"communication.received"_s : u"communication.seen"_s,
                        row.id.toString(),
                        {{u"sid"_s, news.sid}, {u"from"_s, news.from}, {u"to"_s, news.to}, {u"status"_s, news.status}},
                        u"twilio"_s});
}

Result<void> NewsMerger::noteArrival(ClientId client, bool unread)
{
    if (unread) { // and out of the archive, or nobody would see it
        const auto counted =
            execSql(m_db, u"UPDATE clients SET unread = unread + 1, archived = 0 WHERE id = ?"_s, {client.toString()});
        if (!counted)
            return counted.error();
    }
    return ClientRow::refreshSummary(m_db, client);
}

Result<QList<Communication>> NewsMerger::read(const QList<CommunicationId> &ids)
{
    if (ids.isEmpty())
        return QList<Communication>();
    QVariantList values;
    for (const CommunicationId &id : ids)
        values.append(id.toString());
    return CommunicationRow::readAll(m_db, m_cipher.get(), u"WHERE l.id "_s + inList + u" ORDER BY l.sequence"_s,
                                     {listValue(values)});
}
