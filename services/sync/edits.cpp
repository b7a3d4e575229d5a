#include "sync/edits.h"

#include <array>

using namespace Qt::StringLiterals;

namespace
{
constexpr std::array clientFields{"name"_L1,      "unknown"_L1, "persona"_L1,   "language"_L1, "us_state"_L1,
                                  "time_zone"_L1, "tags"_L1,    "notes_enc"_L1, "archived"_L1, "assigned_to"_L1};
constexpr std::array templateFields{"persona_type"_L1, "template_name"_L1, "content"_L1,
                                    "is_active"_L1,    "language"_L1,      "removed_at"_L1};
/// Nobody edits here who sees a client: we have another word than we began with only where a restored server has lost
/// it (EditMerge). A newer one of the practice's counts.
bool isVisibilityOurs(const QJsonObject &base, const QVariantList &mine, const QVariantList &theirs)
{
    const auto seenBy = [](const QVariantList &row) {
        return SyncTable::clients().value(row, "visible_to"_L1).toString();
    };
    const QString was = base.value("visible_to"_L1).toString();
    return base.contains("visible_to"_L1) && seenBy(mine) != was && seenBy(theirs) == was;
}
} // namespace

std::span<const QLatin1String> Edits::fields(SyncKind kind)
{
    if (kind == SyncKind::Client)
        return clientFields;
    return templateFields;
}

QVariantList Edits::rowOf(const SyncTable &table, const QJsonObject &base, const QVariantList &like)
{
    QVariantList row = like; // the id and the peer, which ciphertexts are bound to
    for (qsizetype at = 0; at < table.columns().size(); ++at) {
        const SyncColumn &column = table.columns().at(at);
        const QJsonValue value = base.value(column.name);
        if (value.isUndefined())
            continue;
        row[at] =
            column.type == SyncType::Sealed && value.isString()
                ? QVariant(value.toString().isEmpty() ? QByteArray() : QByteArray::fromHex(value.toString().toLatin1()))
                : value.toVariant();
        if (column.type == SyncType::Sealed && row.at(at).toByteArray().isEmpty())
            row[at] = QVariant();
    }
    return row;
}

QJsonObject Edits::of(SyncKind kind, const QVariantList &row)
{
    const SyncTable &table = syncTable(kind);
    QJsonObject base;
    for (const QLatin1String field : fields(kind)) {
        const QVariant value = table.value(row, field);
        if (table.columns().at(table.indexOf(field)).type == SyncType::Sealed)
            base.insert(field, QString::fromLatin1(value.toByteArray().toHex()));
        else
            base.insert(field, QJsonValue::fromVariant(value));
    }
    if (kind == SyncKind::Client) {
        base.insert("notes_key_epoch"_L1, QJsonValue::fromVariant(table.value(row, "notes_key_epoch"_L1)));
        base.insert("visible_to"_L1, QJsonValue::fromVariant(table.value(row, "visible_to"_L1)));
    }
    return base;
}

Edits::Joined Edits::join(SyncKind kind, const QJsonObject &base, const QVariantList &mine, const QVariantList &theirs,
                          const FieldCipher &own)
{
    const SyncTable &table = syncTable(kind);
    const QVariantList before = rowOf(table, base, mine);
    Joined joined{theirs, {}, false};
    for (const QLatin1String field : fields(kind)) {
        const QVariant ours = table.comparable(mine, field, own);
        const QVariant other = table.comparable(theirs, field, own);
        if (ours == other)
            continue;
        const bool isKnown = base.contains(field);
        const QVariant was = table.comparable(before, field, own);
        if (isKnown && ours == was)
            continue;
        if (!isKnown || other != was)
            joined.conflicts.append(field);
        joined.ours = true;
        joined.row[table.indexOf(field)] = table.value(mine, field);
        if (field == "notes_enc"_L1)
            joined.row[table.indexOf("notes_key_epoch"_L1)] = table.value(mine, "notes_key_epoch"_L1);
        if (kind == SyncKind::Template && field == "content"_L1)
            joined.row[table.indexOf("variables"_L1)] = table.value(mine, "variables"_L1); // which stand in it
    }
    if (kind == SyncKind::Client && isVisibilityOurs(base, mine, theirs)) {
        joined.ours = true;
        joined.row[table.indexOf("visible_to"_L1)] = table.value(mine, "visible_to"_L1);
    }
    return joined;
}
