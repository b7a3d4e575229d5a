#include "storage/outboxsteps.h"

#include "storage/auditlog.h"
#include "storage/clientrow.h"
#include "storage/communicationrow.h"
#include "storage/deputies.h"
#include "storage/sql.h"

using namespace Qt::StringLiterals;

namespace
{
Error invalid(const QString &detail)
{
    return Error{ErrorKind::Invalid, 0, detail, {}};
}

/// An entry about @p row names both: who clicked is the entry's own.
void addBehalf(QJsonObject &details, const Communication &row)
{
    if (row.onBehalfOf.isNull())
        return;
    details.insert(u"onBehalfOf"_s, row.onBehalfOf.toString());
    details.insert(u"onBehalfName"_s, row.onBehalfName);
}

QString sidColumn(Channel channel)
{
    return channel == Channel::Sms ? u"message_sid"_s : u"call_sid"_s;
}
} // namespace

OutboxSteps::OutboxSteps(QSqlDatabase &db, std::shared_ptr<const FieldCipher> cipher)
    : m_db(db)
    , m_cipher(std::move(cipher))
    , m_guard(db, m_cipher)
{
}

OutboxSteps::Step OutboxSteps::refusal(SendBlock why)
{
    return {u"communication.refused"_s,
            {SendState::Pending, SendState::Held},
            std::nullopt,
            u"send_state = 'refused', block = ?, send_after = NULL, completed_at = ?"_s,
            {sendBlockKey(why), toSqlTime(QDateTime::currentDateTimeUtc())},
            {{u"why"_s, sendBlockKey(why)}}};
}

Result<OutboxSteps::Added> OutboxSteps::add(Communication row)
{
    if (!m_cipher)
        return Error{ErrorKind::Locked, 0, u"outbox"_s, {}};
    const bool known =
        row.sendState == SendState::Pending || row.sendState == SendState::Held || row.sendState == SendState::Refused;
    if (!known || row.direction != Direction::Outbound || row.peer.isNull())
        return invalid(u"row"_s);
    if (row.id.isNull())
        row.id = CommunicationId::create();
    if (!row.createdAt.isValid())
        row.createdAt = QDateTime::currentDateTimeUtc();
    if (!row.sortAt.isValid())
        row.sortAt = row.createdAt;
    if (row.toNumber.isEmpty())
        row.toNumber = row.peer.e164();
    const auto present = ClientRow::present(m_db, row.clientId);
    if (!present)
        return present.error();
    row.clientId = *present;
    // A text that waits keeps its client here until it has left; nothing new is added to it.
    const auto hidden = hasRow(m_db, u"SELECT 1 FROM sync_hidden WHERE client_id = ?"_s, {row.clientId.toString()});
    if (!hidden || *hidden)
        return hidden ? invalid(u"hidden"_s) : hidden.error();
    if (const auto may = Deputies::sign(m_db, row); !may)
        return may.error();
    if (auto same = m_guard.sameClick(row); !same || *same)
        return same ? Result<Added>(Added{**same, false}) : Result<Added>(same.error());
    if (const auto done = m_guard.judgeNew(row); !done)
        return done.error();
    if (row.clientId.isNull()) {
        const auto client = ClientRow::ensure(m_db, m_cipher, row.peer.e164(), row.persona, row.createdAt);
        if (!client)
            return client.error();
        row.clientId = *client;
    }
    if (const auto stored = CommunicationRow::insert(m_db, *m_cipher, row); !stored)
        return stored.error();
    if (!row.templateId.isNull()) {
        const auto counted = execSql(m_db, u"UPDATE sms_templates SET use_count = use_count + 1 WHERE id = ?"_s,
                                     {row.templateId.toString()});
        if (!counted)
            return counted.error();
    }
    if (const auto done = ClientRow::refreshSummary(m_db, row.clientId); !done)
        return done.error();
    QJsonObject details{{u"channel"_s, channelKey(row.channel)},
                        {u"to"_s, row.peer.e164()},
                        {u"state"_s, sendStateKey(row.sendState)},
                        {u"block"_s, sendBlockKey(row.block)},
                        {u"override"_s, row.overrideReason},
                        {u"resendOf"_s, row.resendOf.isNull() ? QString() : row.resendOf.toString()}};
    addBehalf(details, row);
    const auto entry =
        appendAudit(m_db, m_cipher, {u"communication.added"_s, row.id.toString(), details, row.staffName});
    if (!entry)
        return entry.error();
    auto stored = CommunicationRow::fetch(m_db, m_cipher.get(), row.id);
    if (!stored)
        return stored.error();
    return Added{*stored, true};
}

Result<void> OutboxSteps::take(CommunicationId id, const Step &step)
{
    if (!m_cipher)
        return Error{ErrorKind::Locked, 0, u"outbox"_s, {}};
    QVariantList values = step.values;
    values.append(id.toString());
    for (const SendState state : step.from)
        values.append(sendStateKey(state));
    // A row of a colleague's computer is that computer's to move.
    QString sql = u"UPDATE communication_logs SET %1 WHERE id = ? AND device_id IS NULL AND send_state IN (%2)"_s.arg(
        step.set, placeholders(step.from.size()));
    if (step.attempt) {
        sql += u" AND attempt_id = ?"_s;
        values.append(step.attempt->toString());
    }
    const auto done = execSql(m_db, sql, values);
    if (!done)
        return done.error();
    if (done->numRowsAffected() == 0) {
        auto exists = execSql(m_db, u"SELECT 1 FROM communication_logs WHERE id = ?"_s, {id.toString()});
        if (!exists)
            return exists.error();
        return exists->next() ? invalid(u"state"_s) : Error{ErrorKind::NotFound, 0, u"communication"_s, {}};
    }
    QJsonObject details = step.details;
    if (step.attempt)
        details.insert(u"attempt"_s, step.attempt->toString());
    return appendAudit(m_db, m_cipher, {step.action, id.toString(), details, {}});
}

Result<QList<CommunicationId>> OutboxSteps::takeAll(const Result<QList<CommunicationId>> &ids, const Step &step)
{
    if (!ids)
        return ids;
    for (const CommunicationId &id : *ids) {
        if (const auto done = take(id, step); !done)
            return done.error();
    }
    return ids;
}

Result<QList<CommunicationId>> OutboxSteps::idsOf(const QString &conditions, const QVariantList &values)
{
    auto query = execSql(m_db, u"SELECT id FROM communication_logs "_s + conditions, values);
    if (!query)
        return query.error();
    QList<CommunicationId> ids;
    while (query->next())
        ids.append(CommunicationId::fromString(query->value(0).toString()));
    return ids;
}

Result<Communication> OutboxSteps::markSending(CommunicationId id, const Attempt &attempt)
{
    if (attempt.id.isNull())
        return invalid(u"attempt"_s);
    QJsonObject details{{u"attempt"_s, attempt.id.toString()}};
    auto row = CommunicationRow::fetch(m_db, m_cipher.get(), id);
    if (row)
        addBehalf(details, *row);
    if (row && m_cipher && row->channel == Channel::Sms && row->sendState == SendState::Pending && !row->bodyLocked) {
        row->fromNumber = attempt.from.isEmpty() ? row->fromNumber : attempt.from;
        if (const auto may = m_guard.judgeSending(*row); !may)
            return may.error();
    }
    const auto done =
        take(id, {u"communication.sending"_s,
                  {SendState::Pending},
                  std::nullopt,
                  u"send_state = 'sending', attempt_id = ?, attempt_at = ?, checks = 0, next_check_at = NULL, "
                  "error_text = '', from_number = coalesce(?, from_number), account_sid = ?"_s,
                  {attempt.id.toString(), toSqlTime(attempt.at), CommunicationRow::nullable(attempt.from),
                   CommunicationRow::notNull(attempt.account)},
                  details});
    if (!done)
        return done.error();
    return CommunicationRow::fetch(m_db, m_cipher.get(), id);
}

Result<CommunicationId> OutboxSteps::markAccepted(CommunicationId id, const Acceptance &acceptance)
{
    if (acceptance.sid.isEmpty())
        return invalid(u"sid"_s);
    const auto row = CommunicationRow::fetch(m_db, m_cipher.get(), id);
    if (!row)
        return row.error();
    const bool open = row->sendState == SendState::Sending || row->sendState == SendState::Unconfirmed;
    if (!open || row->attempt != acceptance.attempt)
        return m_cipher ? invalid(u"state"_s) : Error{ErrorKind::Locked, 0, u"outbox"_s, {}};
    const auto twin = joinTwin(*row, acceptance.sid);
    if (!twin)
        return twin.error();
    auto now = CommunicationRow::fetch(m_db, m_cipher.get(), id);
    if (!now)
        return now.error();
    const QString status = mergedStatus(row->channel, now->status, acceptance.status);
    const QDateTime at = acceptance.serverTime.isValid() ? acceptance.serverTime : row->sortAt;
    const bool isFinal = isFinalStatus(row->channel, status);
    const auto done = take(
        id,
        {u"communication.accepted"_s,
         {SendState::Sending, SendState::Unconfirmed},
         acceptance.attempt,
         u"send_state = 'accepted', block = '', %1 = ?, status = ?, parent_status = ?, from_number = ?, sort_at = ?, "
         "copies = ?, next_check_at = NULL, poll_open = ?, completed_at = ?"_s.arg(sidColumn(row->channel)),
         {acceptance.sid, CommunicationRow::nullable(status),
          row->channel == Channel::Sms ? QVariant() : CommunicationRow::nullable(status),
          CommunicationRow::nullable(acceptance.fromNumber.isEmpty() ? row->fromNumber : acceptance.fromNumber),
          toSqlTime(at), acceptance.copies, CommunicationRow::pollOpen(row->channel, status, true),
          isFinal ? toSqlTime(QDateTime::currentDateTimeUtc()) : QVariant()},
         {{u"sid"_s, acceptance.sid}, {u"status"_s, status}, {u"copies"_s, acceptance.copies}}});
    if (!done)
        return done.error();
    if (const auto summed = ClientRow::refreshSummary(m_db, row->clientId); !summed)
        return summed.error();
    return *twin;
}

/// The poller may have met our text before its answer was recorded, and not known it for ours (Twilio may rewrite
/// characters). Then what Twilio said of it moves to our row, so that one text is one row.
Result<CommunicationId> OutboxSteps::joinTwin(const Communication &row, const QString &sid)
{
    auto query = execSql(
        m_db,
        u"SELECT id, client_id, send_state, direction, to_number, status, segments, error_code, error_text, price, "
        "price_unit, cost_cents, duration_seconds, parent_status, child_status, child_call_sid, parent_price, "
        "child_price, "
        "answered_by FROM communication_logs WHERE message_sid = ? OR call_sid = ? OR child_call_sid = ?"_s,
        {sid, sid, sid});
    if (!query)
        return query.error();
    if (!query->next())
        return CommunicationId();
    const bool foreign = query->value(2).toString() == sendStateKey(SendState::NotOurs) &&
                         query->value(3).toString() == directionKey(Direction::Outbound) &&
                         query->value(4).toString() == row.toNumber;
    if (!foreign)
        return invalid(u"sid-taken"_s);
    const auto twin = CommunicationId::fromString(query->value(0).toString());
    const auto client = ClientId::fromString(query->value(1).toString());
    QVariantList values;
    for (int column = 5; column <= 18; ++column)
        values.append(query->value(column));
    values.append(row.id.toString());
    query->finish();
    const auto gone = execSql(m_db, u"DELETE FROM communication_logs WHERE id = ?"_s, {twin.toString()});
    if (!gone)
        return gone.error();
    const auto moved =
        execSql(m_db,
                u"UPDATE communication_logs SET status = ?, segments = ?, error_code = ?, error_text = ?, "
                "price = ?, price_unit = ?, cost_cents = ?, duration_seconds = ?, parent_status = ?, "
                "child_status = ?, child_call_sid = ?, parent_price = ?, child_price = ?, answered_by = ? "
                "WHERE id = ?"_s,
                values);
    if (!moved)
        return moved.error();
    if (const auto done = ClientRow::refreshSummary(m_db, client); !done)
        return done.error();
    const auto entry = appendAudit(
        m_db, m_cipher,
        {u"communication.joined"_s, row.id.toString(), {{u"from"_s, twin.toString()}, {u"sid"_s, sid}}, {}});
    if (!entry)
        return entry.error();
    return twin;
}

Result<void> OutboxSteps::release(CommunicationId id, const QDateTime &sendBefore, const QString &reason,
                                  const QDateTime &clickedAt)
{
    if (const auto arrived = m_guard.hasArrived(id); !arrived || *arrived) // what it repeats: itself it is held
        return arrived ? take(id, refusal(SendBlock::FirstArrived)) : Result<void>(arrived.error());
    if (clickedAt.isValid()) { // a person's click; a text that its time or the set-up lets go is judged no more
        auto row = CommunicationRow::fetch(m_db, m_cipher.get(), id);
        if (!row)
            return row.error();
        if (const auto may = Deputies::sign(m_db, *row); !may)
            return may;
    }
    auto done = take(id, {u"communication.released"_s,
                          {SendState::Held},
                          std::nullopt,
                          // What a person sends although the same text is in doubt is a "Send again".
                          u"send_state = 'pending', block = '', send_after = NULL, send_before = ?, "
                          "created_at = coalesce(?, created_at), "
                          "resend_of = CASE WHEN block = 'possible_duplicate' AND resend_of IS NULL THEN "_s +
                              OutboxGuard::newestDoubt + u" ELSE resend_of END"_s,
                          {toSqlTime(sendBefore), toSqlTime(clickedAt)},
                          {{u"reason"_s, reason}}});
    if (!done || reason.isEmpty())
        return done;
    const auto row = CommunicationRow::fetch(m_db, m_cipher.get(), id);
    if (!row)
        return row.error();
    const auto place = CommunicationRow::place(u"override_enc"_s, id, row->peer.e164());
    // key_epoch is the whole row's: under a newer key the reason stays in the audit log alone.
    const auto kept = execSql(m_db, u"UPDATE communication_logs SET override_enc = ? WHERE id = ? AND key_epoch = ?"_s,
                              {m_cipher->encrypt(reason, place), id.toString(), m_cipher->keyEpoch()});
    if (!kept)
        return kept.error();
    return {};
}
