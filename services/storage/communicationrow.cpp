#include "storage/communicationrow.h"

#include "storage/sql.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace
{
enum Column {
    Sequence,
    RowId,
    ClientIdColumn,
    ClientName,
    ClientUnknown,
    ChannelColumn,
    DirectionColumn,
    From,
    To,
    Peer,
    MessageSid,
    CallSid,
    ChildCallSid,
    Status,
    SendStateColumn,
    Block,
    ErrorCode,
    ErrorText,
    Content,
    ContentEnc,
    VariablesEnc,
    OverrideEnc,
    KeyEpoch,
    NoteEnc,
    NoteKeyEpoch,
    TemplateIdColumn,
    TemplateName,
    PersonaColumn,
    StaffName,
    Segments,
    Duration,
    Price,
    PriceUnit,
    AnsweredBy,
    CreatedAt,
    SortAt,
    CompletedAt,
    SendBefore,
    SendAfter,
    Unread,
    Attempt,
    AttemptAt,
    Checks,
    NextCheckAt,
    Copies,
    ResendOf,
    AccountSid,
    DeviceIdColumn,
    StaffIdColumn,
    OnBehalfOfColumn,
    OnBehalfName,
    SenderLeft,
};

QString variablesJson(const QMap<QString, QString> &variables)
{
    if (variables.isEmpty())
        return {};
    QJsonObject object;
    for (auto it = variables.cbegin(); it != variables.cend(); ++it)
        object.insert(it.key(), it.value());
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QMap<QString, QString> variablesFromJson(const QString &json)
{
    QMap<QString, QString> result;
    const QJsonObject object = QJsonDocument::fromJson(json.toUtf8()).object();
    for (auto it = object.constBegin(); it != object.constEnd(); ++it)
        result.insert(it.key(), it.value().toString());
    return result;
}

/// One encrypted field; @p locked is set when it exists and does not open.
QString opened(const QSqlQuery &query, Column column, Column epoch, const FieldCipher *cipher, const FieldPlace &place,
               bool &locked)
{
    const QByteArray sealed = query.value(column).toByteArray();
    if (sealed.isEmpty())
        return {};
    if (cipher) {
        if (auto plain = cipher->decrypt(sealed, place, query.value(epoch).toInt()))
            return *plain;
    }
    locked = true;
    return {};
}

void readSecrets(Communication &row, const QSqlQuery &query, const FieldCipher *cipher, const QString &peer)
{
    using CommunicationRow::place;
    bool otherLocked = false;
    row.body = opened(query, ContentEnc, KeyEpoch, cipher, place(u"content_enc"_s, row.id, peer), row.bodyLocked);
    if (!query.value(Content).isNull())
        row.body = query.value(Content).toString();
    row.isInClear = !query.value(Content).toString().isEmpty();
    row.variables = variablesFromJson(
        opened(query, VariablesEnc, KeyEpoch, cipher, place(u"variables_enc"_s, row.id, peer), otherLocked));
    row.overrideReason =
        opened(query, OverrideEnc, KeyEpoch, cipher, place(u"override_enc"_s, row.id, peer), otherLocked);
    row.note = opened(query, NoteEnc, NoteKeyEpoch, cipher, place(u"note_enc"_s, row.id, peer), otherLocked);
}

void readOutbox(Communication &row, const QSqlQuery &query)
{
    row.sendState = sendStateFromKey(query.value(SendStateColumn).toString()).value_or(SendState::NotOurs);
    row.block = sendBlockFromKey(query.value(Block).toString());
    row.errorCode = query.value(ErrorCode).toInt();
    row.errorText = query.value(ErrorText).toString();
    row.sendBefore = fromSqlTime(query.value(SendBefore));
    row.sendAfter = fromSqlTime(query.value(SendAfter));
    row.accountSid = query.value(AccountSid).toString();
    row.deviceId = DeviceId::fromString(query.value(DeviceIdColumn).toString());
    row.staffId = StaffId::fromString(query.value(StaffIdColumn).toString());
    row.onBehalfOf = StaffId::fromString(query.value(OnBehalfOfColumn).toString());
    row.onBehalfName = query.value(OnBehalfName).toString();
    row.senderLeft = query.value(SenderLeft).toBool();
    row.attempt = AttemptId::fromString(query.value(Attempt).toString());
    row.attemptAt = fromSqlTime(query.value(AttemptAt));
    row.checks = query.value(Checks).toInt();
    row.nextCheckAt = fromSqlTime(query.value(NextCheckAt));
    row.copiesAtTwilio = query.value(Copies).toInt();
    row.resendOf = CommunicationId::fromString(query.value(ResendOf).toString());
}

QByteArray metadataJson(const Communication &row)
{
    QJsonObject metadata{{u"persona"_s, personaKey(row.persona)}};
    if (!row.templateName.isEmpty())
        metadata.insert(u"templateName"_s, row.templateName);
    return QJsonDocument(metadata).toJson(QJsonDocument::Compact);
}

struct Values {
    QStringList columns;
    QVariantList values;
    void add(const QString &column, const QVariant &value)
    {
        columns.append(column);
        values.append(value);
    }
};

QVariant nullableId(const QString &id, bool isNull)
{
    return isNull ? QVariant() : QVariant(id);
}

void addSecrets(Values &v, const FieldCipher &cipher, const Communication &row, const QString &peer)
{
    const auto sealed = [&](const QString &column, const QString &text) {
        using CommunicationRow::place;
        v.add(column, text.isEmpty() ? QVariant() : QVariant(cipher.encrypt(text, place(column, row.id, peer))));
    };
    sealed(u"content_enc"_s, row.body);
    sealed(u"variables_enc"_s, variablesJson(row.variables));
    sealed(u"override_enc"_s, row.overrideReason);
    sealed(u"note_enc"_s, row.note);
    v.add(u"key_epoch"_s, cipher.keyEpoch());
    v.add(u"note_key_epoch"_s, cipher.keyEpoch());
    const bool guarded = row.direction == Direction::Outbound && row.channel == Channel::Sms;
    v.add(u"body_hash"_s, guarded ? QVariant(CommunicationRow::bodyHash(cipher, peer, row.body)) : QVariant());
}

void addTwilio(Values &v, const Communication &row)
{
    using CommunicationRow::notNull, CommunicationRow::nullable, CommunicationRow::pollOpen;
    v.add(u"from_number"_s, nullable(row.fromNumber));
    v.add(u"to_number"_s, nullable(row.toNumber));
    v.add(u"message_sid"_s, nullable(row.messageSid));
    v.add(u"call_sid"_s, nullable(row.callSid));
    v.add(u"child_call_sid"_s, nullable(row.childCallSid));
    v.add(u"status"_s, nullable(row.status));
    const bool hasSid = !row.messageSid.isEmpty() || !row.callSid.isEmpty();
    v.add(u"poll_open"_s, pollOpen(row.channel, row.status, hasSid));
    v.add(u"error_code"_s, row.errorCode);
    v.add(u"error_text"_s, notNull(row.errorText));
    v.add(u"segments"_s, row.segments);
    v.add(u"duration_seconds"_s, row.durationSeconds ? QVariant(*row.durationSeconds) : QVariant());
    v.add(u"price"_s, row.price ? QVariant(row.price->toString()) : QVariant());
    v.add(u"price_unit"_s, row.price ? QVariant(row.price->currency()) : QVariant());
    v.add(u"cost_cents"_s, row.price ? QVariant(row.price->costCents()) : QVariant());
    v.add(u"answered_by"_s, notNull(row.answeredBy));
    if (row.channel != Channel::Sms) {
        v.add(u"parent_status"_s, nullable(row.status));
        v.add(u"parent_price"_s, row.price ? QVariant(row.price->toString()) : QVariant());
    }
}

void addOutbox(Values &v, const Communication &row)
{
    v.add(u"send_state"_s, sendStateKey(row.sendState));
    v.add(u"block"_s, CommunicationRow::notNull(sendBlockKey(row.block)));
    v.add(u"send_before"_s, toSqlTime(row.sendBefore));
    v.add(u"send_after"_s, toSqlTime(row.sendAfter));
    v.add(u"account_sid"_s, CommunicationRow::notNull(row.accountSid));
    v.add(u"device_id"_s, nullableId(row.deviceId.toString(), row.deviceId.isNull()));
    v.add(u"staff_id"_s, nullableId(row.staffId.toString(), row.staffId.isNull()));
    v.add(u"on_behalf_of"_s, nullableId(row.onBehalfOf.toString(), row.onBehalfOf.isNull()));
    v.add(u"on_behalf_name"_s, CommunicationRow::notNull(row.onBehalfName));
    v.add(u"attempt_id"_s, nullableId(row.attempt.toString(), row.attempt.isNull()));
    v.add(u"attempt_at"_s, toSqlTime(row.attemptAt));
    v.add(u"checks"_s, row.checks);
    v.add(u"next_check_at"_s, toSqlTime(row.nextCheckAt));
    v.add(u"copies"_s, row.copiesAtTwilio);
    v.add(u"resend_of"_s, nullableId(row.resendOf.toString(), row.resendOf.isNull()));
}
} // namespace

QString CommunicationRow::select()
{
    return u"SELECT l.sequence, l.id, l.client_id, c.name, c.unknown, l.communication_type, l.direction, "
           u"l.from_number, "
           "l.to_number, l.peer, l.message_sid, l.call_sid, l.child_call_sid, l.status, l.send_state, l.block, "
           "l.error_code, l.error_text, l.content, l.content_enc, l.variables_enc, l.override_enc, l.key_epoch, "
           "l.note_enc, l.note_key_epoch, l.template_id, l.template_name, l.persona, l.staff_name, l.segments, "
           "l.duration_seconds, l.price, l.price_unit, l.answered_by, l.created_at, l.sort_at, l.completed_at, "
           "l.send_before, l.send_after, l.unread, l.attempt_id, l.attempt_at, l.checks, l.next_check_at, l.copies, "
           "l.resend_of, l.account_sid, l.device_id, l.staff_id, l.on_behalf_of, l.on_behalf_name, "
           "l.device_id IS NOT NULL AND EXISTS (SELECT 1 FROM staff s WHERE s.id = l.staff_id AND s.left_at IS NOT "
           "NULL) "
           "FROM communication_logs l CROSS JOIN clients c ON c.id = l.client_id "_s;
}

Communication CommunicationRow::read(const QSqlQuery &query, const FieldCipher *cipher)
{
    Communication row;
    row.sequence = query.value(Sequence).toLongLong();
    row.id = CommunicationId::fromString(query.value(RowId).toString());
    row.clientId = ClientId::fromString(query.value(ClientIdColumn).toString());
    row.clientName = query.value(ClientName).toString();
    row.clientUnknown = query.value(ClientUnknown).toBool();
    row.channel = channelFromKey(query.value(ChannelColumn).toString()).value_or(Channel::Sms);
    const bool inbound = query.value(DirectionColumn).toString() == directionKey(Direction::Inbound);
    row.direction = inbound ? Direction::Inbound : Direction::Outbound;
    row.fromNumber = query.value(From).toString();
    row.toNumber = query.value(To).toString();
    const QString peer = query.value(Peer).toString();
    row.peer = PhoneNumber::fromE164(peer);
    row.messageSid = query.value(MessageSid).toString();
    row.callSid = query.value(CallSid).toString();
    row.childCallSid = query.value(ChildCallSid).toString();
    row.status = query.value(Status).toString();
    readOutbox(row, query);
    readSecrets(row, query, cipher, peer);
    row.templateId = TemplateId::fromString(query.value(TemplateIdColumn).toString());
    row.templateName = query.value(TemplateName).toString();
    row.persona = personaFromKey(query.value(PersonaColumn).toString()).value_or(Persona::Advisor);
    row.staffName = query.value(StaffName).toString();
    row.segments = query.value(Segments).toInt();
    if (!query.value(Duration).isNull())
        row.durationSeconds = query.value(Duration).toInt();
    if (!query.value(Price).isNull())
        row.price = Money::fromString(query.value(Price).toString(), query.value(PriceUnit).toString());
    row.answeredBy = query.value(AnsweredBy).toString();
    row.createdAt = fromSqlTime(query.value(CreatedAt));
    row.sortAt = fromSqlTime(query.value(SortAt));
    row.completedAt = fromSqlTime(query.value(CompletedAt));
    row.unread = query.value(Unread).toBool();
    return row;
}

Result<QList<Communication>> CommunicationRow::readAll(QSqlDatabase &db, const FieldCipher *cipher,
                                                       const QString &conditions, const QVariantList &values)
{
    auto query = execSql(db, select() + conditions, values);
    if (!query)
        return query.error();
    QList<Communication> rows;
    while (query->next())
        rows.append(read(*query, cipher));
    if (query->lastError().isValid())
        return storageError(*query);
    return rows;
}

Result<Communication> CommunicationRow::fetch(QSqlDatabase &db, const FieldCipher *cipher, CommunicationId id)
{
    auto rows = readAll(db, cipher, u"WHERE l.id = ?"_s, {id.toString()});
    if (!rows)
        return rows.error();
    if (rows->isEmpty())
        return Error{ErrorKind::NotFound, 0, u"communication"_s, {}};
    return rows->first();
}

Result<qint64> CommunicationRow::insert(QSqlDatabase &db, const FieldCipher &cipher, const Communication &row)
{
    // A peer without a number (a short code, "anonymous") keeps Twilio's word.
    const QString other = row.direction == Direction::Inbound ? row.fromNumber : row.toNumber;
    const QString peer = row.peer.isNull() ? other : row.peer.e164();
    Values v;
    v.add(u"id"_s, row.id.toString());
    v.add(u"client_id"_s, row.clientId.toString());
    v.add(u"communication_type"_s, channelKey(row.channel));
    v.add(u"direction"_s, directionKey(row.direction));
    v.add(u"peer"_s, notNull(peer));
    v.add(u"template_id"_s, nullableId(row.templateId.toString(), row.templateId.isNull()));
    v.add(u"template_name"_s, notNull(row.templateName));
    v.add(u"persona"_s, personaKey(row.persona));
    v.add(u"staff_name"_s, notNull(row.staffName));
    v.add(u"created_at"_s, toSqlTime(row.createdAt));
    v.add(u"sort_at"_s, toSqlTime(row.sortAt));
    v.add(u"completed_at"_s, toSqlTime(row.completedAt));
    v.add(u"unread"_s, row.unread ? 1 : 0);
    v.add(u"metadata"_s, QString::fromUtf8(metadataJson(row)));
    addTwilio(v, row);
    addOutbox(v, row);
    addSecrets(v, cipher, row, peer);
    auto done = execSql(db,
                        u"INSERT INTO communication_logs (%1) VALUES (%2)"_s.arg(v.columns.join(u", "_s),
                                                                                 placeholders(v.columns.size())),
                        v.values);
    if (!done)
        return done.error();
    return done->lastInsertId().toLongLong();
}

QByteArray CommunicationRow::bodyHash(const FieldCipher &cipher, const QString &peer, const QString &body)
{
    QString text = body.normalized(QString::NormalizationForm_C);
    text.replace(u"\r\n"_s, u"\n"_s);
    return cipher.bodyHash(peer, text.trimmed());
}

FieldPlace CommunicationRow::place(const QString &column, CommunicationId id, const QString &peer)
{
    return {u"communication_logs"_s, column, id.toString(), peer};
}

QVariant CommunicationRow::pollOpen(Channel channel, const QString &status, bool hasSid)
{
    return hasSid && !isFinalStatus(channel, status) ? QVariant(1) : QVariant();
}

QString CommunicationRow::notNull(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

QVariant CommunicationRow::nullable(const QString &text)
{
    return text.isEmpty() ? QVariant() : QVariant(text);
}
