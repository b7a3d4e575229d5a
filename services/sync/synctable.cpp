#include "sync/synctable.h"

#include "storage/sql.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonValue>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
/// Another program may have written anything: what is longer is cut, and a row can not fill the memory.
constexpr int longestText = 65536;

QString expression(const SyncColumn &column)
{
    const QString name = column.shared.isEmpty() ? u"t."_s + column.name : QString(column.shared);
    switch (column.type) {
    case SyncType::Text:
    case SyncType::Json:
        return u"left((%1)::text, %2)"_s.arg(name).arg(longestText);
    case SyncType::Id:
    case SyncType::Decimal:
        return u"(%1)::text"_s.arg(name);
    case SyncType::Flag:
        return u"(%1)::integer"_s.arg(name);
    case SyncType::Time: // 'infinity' is a timestamptz too
        return u"CASE WHEN isfinite(%1) THEN (date_part('epoch', %1) * 1000)::bigint END"_s.arg(name);
    case SyncType::Integer:
    case SyncType::Sealed:
    case SyncType::Epoch:
        break;
    }
    return name;
}
} // namespace

SyncTable::SyncTable(QLatin1String local, QLatin1String shared, QList<SyncColumn> columns)
    : m_local(local)
    , m_shared(shared)
    , m_columns(std::move(columns))
{
    QStringList names;
    for (qsizetype at = 0; at < m_columns.size(); ++at) {
        m_places.insert(m_columns.at(at).name, at);
        names.append(u"t."_s + m_columns.at(at).name);
    }
    m_localColumns = names.join(u", "_s);
    m_peer = indexOf("peer"_L1);
}

QString SyncTable::sharedSelect() const
{
    QStringList names;
    for (const SyncColumn &column : m_columns)
        names.append(expression(column));
    return u"SELECT %1, t.change_xid FROM %2 t "_s.arg(names.join(u", "_s), m_shared);
}

FieldPlace SyncTable::place(const QVariantList &row, QLatin1String column) const
{
    return {m_local, column, row.first().toString(), m_peer < 0 ? QString() : row.at(m_peer).toString()};
}

qsizetype SyncTable::epochOf(qsizetype sealed) const
{
    while (m_columns.at(sealed).type != SyncType::Epoch)
        ++sealed;
    return sealed;
}

QVariant SyncTable::sharedValue(const SyncColumn &column, const QVariant &value) const
{
    switch (column.type) {
    case SyncType::Flag:
        return value.toBool();
    case SyncType::Time:
        return fromSqlTime(value).toString(Qt::ISODateWithMs);
    case SyncType::Integer:
    case SyncType::Epoch:
        return value.toLongLong();
    case SyncType::Text:
    case SyncType::Id:
    case SyncType::Decimal:
    case SyncType::Json:
    case SyncType::Sealed:
        break;
    }
    return value.toString();
}

Result<QJsonObject> SyncTable::toShared(const QVariantList &row, const SyncKeys &keys) const
{
    QJsonObject object;
    for (qsizetype at = 0; at < m_columns.size(); ++at) {
        const SyncColumn &column = m_columns.at(at);
        const QVariant &value = row.at(at);
        if (value.isNull())
            continue;
        if (column.type == SyncType::Json) {
            const auto document = QJsonDocument::fromJson(value.toString().toUtf8());
            object.insert(column.name,
                          document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object()));
        } else if (column.type == SyncType::Epoch) {
            object.insert(column.name, keys.practice->epoch());
        } else if (column.type == SyncType::Sealed) {
            const FieldPlace where = place(row, column.name);
            const auto plain = keys.own->decrypt(value.toByteArray(), where, row.at(epochOf(at)).toInt());
            if (!plain)
                return plain.error();
            object.insert(column.name, u"\\x"_s + QString::fromLatin1(keys.practice->encrypt(*plain, where).toHex()));
        } else {
            object.insert(column.name, QJsonValue::fromVariant(sharedValue(column, value)));
        }
    }
    return object;
}

QVariantList SyncTable::toLocal(QVariantList row, const SyncKeys &keys) const
{
    for (qsizetype at = 0; at < m_columns.size(); ++at) {
        if (m_columns.at(at).type != SyncType::Sealed || row.at(at).isNull())
            continue;
        const FieldPlace where = place(row, m_columns.at(at).name);
        const auto plain = keys.practice->decrypt(row.at(at).toByteArray(), where, row.at(epochOf(at)).toInt());
        if (plain)
            row[at] = keys.own->encrypt(*plain, where);
    }
    for (qsizetype at = 0; at < m_columns.size(); ++at) {
        if (m_columns.at(at).type == SyncType::Epoch && !row.at(at).isNull())
            row[at] = keys.own->keyEpoch();
    }
    return row;
}

QString SyncTable::opened(const QVariantList &row, QLatin1String column, const FieldCipher &own) const
{
    const qsizetype at = indexOf(column);
    if (at < 0 || row.at(at).isNull())
        return {};
    return own.decrypt(row.at(at).toByteArray(), place(row, column), row.at(epochOf(at)).toInt()).value_or(QString());
}

QVariant SyncTable::comparable(const QVariantList &row, QLatin1String column, const FieldCipher &own) const
{
    const SyncType type = m_columns.at(indexOf(column)).type;
    if (type == SyncType::Sealed)
        return opened(row, column, own);
    const QVariant value = this->value(row, column);
    switch (type) {
    case SyncType::Json:
        return QJsonDocument::fromJson(value.toString().toUtf8()).toJson(QJsonDocument::Compact);
    case SyncType::Integer:
    case SyncType::Flag:
    case SyncType::Time:
    case SyncType::Epoch:
        return value.isNull() ? QVariant() : QVariant(value.toLongLong());
    case SyncType::Text:
    case SyncType::Id:
    case SyncType::Decimal:
    case SyncType::Sealed:
        break;
    }
    return value.isNull() ? QString() : value.toString();
}

bool SyncTable::isSame(const QVariantList &a, const QVariantList &b, const FieldCipher &own) const
{
    return std::all_of(m_columns.begin(), m_columns.end(), [&](const SyncColumn &column) {
        return column.type == SyncType::Epoch || comparable(a, column.name, own) == comparable(b, column.name, own);
    });
}

const SyncTable &SyncTable::clients()
{
    using enum SyncType;
    static const SyncTable table("clients"_L1, "practiceline.clients"_L1,
                                 {{"id"_L1, Id},
                                  {"name"_L1, Text},
                                  {"unknown"_L1, Flag},
                                  {"persona"_L1, Text},
                                  {"language"_L1, Text},
                                  {"us_state"_L1, Text},
                                  {"time_zone"_L1, Text},
                                  {"tags"_L1, Json},
                                  {"notes_enc"_L1, Sealed},
                                  {"notes_key_epoch"_L1, Epoch},
                                  {"archived"_L1, Flag},
                                  {"assigned_to"_L1, Id},
                                  {"created_at"_L1, Time},
                                  {"updated_at"_L1, Time},
                                  {"visible_to"_L1, Id},
                                  {"revision"_L1, Integer}});
    return table;
}

const SyncTable &SyncTable::numbers()
{
    using enum SyncType;
    static const SyncTable table("client_numbers"_L1, "practiceline.client_numbers"_L1,
                                 {{"e164"_L1, Text},
                                  {"client_id"_L1, Id},
                                  {"position"_L1, Integer},
                                  {"label"_L1, Text},
                                  {"permission"_L1, Text},
                                  {"permission_since"_L1, Time}});
    return table;
}

const SyncTable &SyncTable::communications()
{
    using enum SyncType;
    static const SyncTable table(
        "communication_logs"_L1, "public.communication_logs"_L1,
        {{"id"_L1, Id},
         {"user_id"_L1, Id},
         {"communication_type"_L1, Text,
          "coalesce(t.communication_type, CASE WHEN t.call_sid IS NULL THEN 'sms' ELSE 'voice' END)"_L1},
         {"direction"_L1, Text, "coalesce(t.direction, 'outbound')"_L1},
         {"from_number"_L1, Text},
         {"to_number"_L1, Text},
         {"message_sid"_L1, Text,
          "coalesce(t.message_sid, CASE WHEN t.communication_type = 'sms' THEN t.listed_sid END)"_L1},
         {"call_sid"_L1, Text,
          "coalesce(t.call_sid, CASE WHEN t.communication_type <> 'sms' THEN t.listed_sid END)"_L1},
         {"child_call_sid"_L1, Text},
         {"status"_L1, Text},
         {"content"_L1, Text},
         {"duration_seconds"_L1, Integer},
         {"cost_cents"_L1, Integer},
         {"created_at"_L1, Time,
          "coalesce(CASE WHEN isfinite(t.created_at) THEN t.created_at END, t.sort_at, to_timestamp(0))"_L1},
         {"completed_at"_L1, Time},
         {"metadata"_L1, Json, "coalesce(t.metadata, '{}')"_L1},
         {"client_id"_L1, Id},
         {"peer"_L1, Text, "coalesce(t.peer, '')"_L1},
         {"content_enc"_L1, Sealed},
         {"variables_enc"_L1, Sealed},
         {"override_enc"_L1, Sealed},
         {"key_epoch"_L1, Epoch},
         {"note_enc"_L1, Sealed},
         {"note_key_epoch"_L1, Epoch},
         {"price"_L1, Decimal},
         {"price_unit"_L1, Text},
         {"parent_price"_L1, Decimal},
         {"child_price"_L1, Decimal},
         {"parent_status"_L1, Text},
         {"child_status"_L1, Text},
         {"send_state"_L1, Text},
         {"block"_L1, Text},
         {"error_code"_L1, Integer},
         {"error_text"_L1, Text},
         {"template_id"_L1, Id},
         {"template_name"_L1, Text},
         {"persona"_L1, Text},
         {"staff_name"_L1, Text},
         {"segments"_L1, Integer},
         {"answered_by"_L1, Text},
         {"sort_at"_L1, Time, "coalesce(t.sort_at, to_timestamp(0))"_L1},
         {"send_before"_L1, Time},
         {"send_after"_L1, Time},
         {"attempt_id"_L1, Id},
         {"attempt_at"_L1, Time},
         {"copies"_L1, Integer},
         {"checks"_L1, Integer},
         {"resend_of"_L1, Id},
         {"account_sid"_L1, Text},
         {"device_id"_L1, Id},
         {"staff_id"_L1, Id},
         {"on_behalf_of"_L1, Id},
         {"on_behalf_name"_L1, Text}});
    return table;
}

const SyncTable &SyncTable::templates()
{
    using enum SyncType;
    static const SyncTable table("sms_templates"_L1, "public.sms_templates"_L1,
                                 {{"id"_L1, Id},
                                  {"persona_type"_L1, Text},
                                  {"template_name"_L1, Text},
                                  {"content"_L1, Text},
                                  {"variables"_L1, Json, "coalesce(t.variables, '[]')"_L1},
                                  {"is_active"_L1, Flag, "coalesce(t.is_active, true)"_L1},
                                  {"created_at"_L1, Time, "coalesce(t.created_at, t.updated_at)"_L1},
                                  {"language"_L1, Text},
                                  {"updated_at"_L1, Time},
                                  {"updated_by"_L1, Text},
                                  {"removed_at"_L1, Time},
                                  {"revision"_L1, Integer}});
    return table;
}

const SyncTable &SyncTable::settings()
{
    using enum SyncType;
    static const SyncTable table("settings"_L1, "practiceline.settings"_L1,
                                 {{"key"_L1, Text}, {"value"_L1, Text}, {"updated_at"_L1, Time}});
    return table;
}

const SyncTable &SyncTable::internalNotes()
{
    using enum SyncType;
    static const SyncTable table(
        "internal_notes"_L1, "practiceline.internal_notes"_L1,
        {{"id"_L1, Id},
         {"client_id"_L1, Id},
         {"author"_L1, Id},
         {"author_name"_L1, Text},
         {"text_enc"_L1, Sealed},
         {"key_epoch"_L1, Epoch},
         {"at"_L1, Time, "coalesce(CASE WHEN isfinite(t.at) THEN t.at END, to_timestamp(0))"_L1},
         {"withdrawn_at"_L1, Time}});
    return table;
}

const SyncTable &SyncTable::staff()
{
    using enum SyncType;
    static const SyncTable table("staff"_L1, "practiceline.staff"_L1,
                                 {{"id"_L1, Id},
                                  {"name"_L1, Text},
                                  {"role"_L1, Text},
                                  {"persona"_L1, Text},
                                  {"phone"_L1, Text},
                                  {"joined_at"_L1, Time},
                                  {"left_at"_L1, Time}});
    return table;
}

const SyncTable &SyncTable::deputies()
{
    using enum SyncType;
    static const SyncTable table(
        "deputies"_L1, "practiceline.deputies"_L1,
        {{"id"_L1, Id},
         {"person"_L1, Id},
         {"deputy"_L1, Id},
         {"since"_L1, Time, "coalesce(CASE WHEN isfinite(t.since) THEN t.since END, to_timestamp(0))"_L1},
         {"withdrawn_at"_L1, Time}});
    return table;
}

QString syncKindKey(SyncKind kind)
{
    switch (kind) {
    case SyncKind::Client:
        return u"client"_s;
    case SyncKind::Number:
        return u"number"_s;
    case SyncKind::Template:
        return u"template"_s;
    case SyncKind::Setting:
        return u"setting"_s;
    case SyncKind::Communication:
        return u"communication"_s;
    case SyncKind::News:
        return u"news"_s;
    case SyncKind::Note:
        return u"note"_s;
    case SyncKind::InternalNote:
        return u"internal_note"_s;
    }
    Q_UNREACHABLE();
}

const SyncTable &syncTable(SyncKind kind)
{
    switch (kind) {
    case SyncKind::Client:
        return SyncTable::clients();
    case SyncKind::Number:
        return SyncTable::numbers();
    case SyncKind::Template:
        return SyncTable::templates();
    case SyncKind::Setting:
        return SyncTable::settings();
    case SyncKind::InternalNote:
        return SyncTable::internalNotes();
    case SyncKind::Communication:
    case SyncKind::News:
    case SyncKind::Note:
        break;
    }
    return SyncTable::communications();
}
