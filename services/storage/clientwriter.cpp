#include "storage/clientwriter.h"

#include "storage/auditlog.h"
#include "storage/clientrow.h"
#include "storage/communicationrow.h"
#include "storage/sql.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

using namespace Qt::StringLiterals;

namespace
{
QString tagsJson(const QStringList &tags)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(tags)).toJson(QJsonDocument::Compact));
}

QJsonObject described(const Client &client)
{
    QJsonArray numbers;
    for (const ClientNumber &number : client.numbers)
        numbers.append(QJsonObject{{u"number"_s, number.number.e164()}, {u"label"_s, number.label}});
    return {{u"name"_s, client.name},
            {u"unknown"_s, client.unknown},
            {u"persona"_s, personaKey(client.persona)},
            {u"language"_s, client.language},
            {u"state"_s, client.usState},
            {u"timeZone"_s, client.timeZone},
            {u"notes"_s, client.notes},
            {u"archived"_s, client.archived},
            {u"numbers"_s, numbers},
            {u"tags"_s, QJsonArray::fromStringList(client.tags)}};
}

Error invalid(const QString &detail)
{
    return Error{ErrorKind::Invalid, 0, detail, {}};
}

/// Fills what @p known lacks; what it has stays.
bool fill(Client &known, const Client &more)
{
    const auto before = described(known);
    const auto fillText = [](QString &to, const QString &from) {
        if (to.isEmpty())
            to = from;
    };
    fillText(known.name, more.name);
    fillText(known.language, more.language);
    fillText(known.usState, more.usState);
    fillText(known.timeZone, more.timeZone);
    fillText(known.notes, more.notes);
    if (known.unknown && !more.name.isEmpty()) {
        known.unknown = false;
        known.name = more.name;
        known.persona = more.persona;
    }
    for (const QString &tag : more.tags) {
        if (!known.tags.contains(tag, Qt::CaseInsensitive))
            known.tags.append(tag);
    }
    for (const ClientNumber &number : more.numbers) {
        const auto same = std::find_if(known.numbers.begin(), known.numbers.end(),
                                       [&](const ClientNumber &n) { return n.number == number.number; });
        if (same == known.numbers.end())
            known.numbers.append(number);
        else
            fillText(same->label, number.label);
    }
    return described(known) != before;
}

/// What became of @p before here (@p mine) and elsewhere (@p stored); nullopt: both changed it, to different values.
template <class Value>
std::optional<Value> joined(const Value &before, const Value &mine, const Value &stored)
{
    if (mine == before || mine == stored)
        return stored;
    if (stored == before)
        return mine;
    return {};
}

const ClientNumber *numberIn(const QList<ClientNumber> &numbers, const PhoneNumber &number)
{
    const auto found =
        std::find_if(numbers.cbegin(), numbers.cend(), [&](const ClientNumber &one) { return one.number == number; });
    return found == numbers.cend() ? nullptr : &*found;
}

/// Numbers are rows of their own: one that is added or taken away here leaves the others as they are. Order and labels
/// are the last writer's.
QList<ClientNumber> joinedNumbers(const QList<ClientNumber> &before, const QList<ClientNumber> &mine,
                                  const QList<ClientNumber> &stored)
{
    QList<ClientNumber> numbers;
    for (const ClientNumber &number : mine) {
        const ClientNumber *was = numberIn(before, number.number);
        const ClientNumber *now = numberIn(stored, number.number);
        if (was && !now)
            continue; // taken away elsewhere
        numbers.append(number);
        if (was && now && was->label == number.label)
            numbers.last().label = now->label;
    }
    for (const ClientNumber &number : stored) {
        if (!numberIn(before, number.number) && !numberIn(mine, number.number))
            numbers.append(number);
    }
    return numbers;
}
} // namespace

ClientWriter::ClientWriter(QSqlDatabase &db, std::shared_ptr<const FieldCipher> cipher)
    : m_db(db)
    , m_cipher(std::move(cipher))
{
}

Result<Client> ClientWriter::save(Client client)
{
    if (!m_cipher)
        return Error{ErrorKind::Locked, 0, u"client"_s, {}};
    if (client.id.isNull())
        client.id = ClientId::create();
    const auto before = ClientRow::fetch(m_db, m_cipher.get(), client.id);
    if (!before && before.error().kind != ErrorKind::NotFound)
        return before.error();
    const auto now = QDateTime::currentDateTimeUtc();
    client.updatedAt = now;
    if (before)
        client.createdAt = before->createdAt;
    else if (!client.createdAt.isValid())
        client.createdAt = now;
    if (const auto done = writeRow(client, !before); !done)
        return done.error();
    if (const auto done = writeNumbers(client); !done)
        return done.error();
    if (const auto done = ClientRow::refreshSearch(m_db, client.id); !done)
        return done.error();
    QJsonObject details{{u"now"_s, described(client)}};
    if (before)
        details.insert(u"before"_s, described(*before));
    if (const auto done = audit(before ? u"client.changed"_s : u"client.added"_s, client.id, details); !done)
        return done.error();
    return ClientRow::fetch(m_db, m_cipher.get(), client.id);
}

Result<Client> ClientWriter::saveOver(const Client &before, const Client &client)
{
    if (!m_cipher)
        return Error{ErrorKind::Locked, 0, u"client"_s, {}};
    auto stored = ClientRow::fetch(m_db, m_cipher.get(), client.id);
    if (!stored)
        return stored.error();
    bool isClear = true;
    const auto join = [&](auto field) {
        const auto value = joined(before.*field, client.*field, (*stored).*field);
        isClear = isClear && value;
        if (value)
            (*stored).*field = *value;
    };
    join(&Client::name);
    join(&Client::unknown);
    join(&Client::persona);
    join(&Client::language);
    join(&Client::usState);
    join(&Client::timeZone);
    join(&Client::tags);
    join(&Client::notes);
    join(&Client::archived);
    if (!isClear)
        return invalid(u"edited-meanwhile"_s);
    stored->numbers = joinedNumbers(before.numbers, client.numbers, stored->numbers);
    return save(*stored);
}

Result<BatchOutcome> ClientWriter::import(Client client, bool mergeDuplicates)
{
    ClientId known;
    QList<ClientNumber> own;
    for (const ClientNumber &number : std::as_const(client.numbers)) {
        const auto owner = ClientRow::owner(m_db, number.number.e164());
        if (!owner)
            return owner.error();
        if (known.isNull())
            known = *owner;
        if (owner->isNull() || *owner == known)
            own.append(number); // a number of a third client stays with it
    }
    if (client.numbers.isEmpty()) {
        const auto same = sameRecord(client);
        if (!same)
            return same.error();
        known = *same;
    }
    if (known.isNull()) {
        const auto saved = save(std::move(client));
        if (!saved)
            return saved.error();
        return BatchOutcome::Added;
    }
    client.numbers = own;
    auto merged = ClientRow::fetch(m_db, m_cipher.get(), known);
    if (!merged)
        return merged.error();
    // A number that wrote in before it was imported is named in any case: it was nobody's yet.
    if ((!mergeDuplicates && !merged->unknown) || !fill(*merged, client))
        return BatchOutcome::Skipped;
    const auto saved = save(*merged);
    if (!saved)
        return saved.error();
    return BatchOutcome::Merged;
}

Result<ClientId> ClientWriter::sameRecord(const Client &client)
{
    if (!client.createdAt.isValid())
        return ClientId();
    auto query = execSql(m_db, u"SELECT id FROM clients WHERE created_at = ? AND name = ? LIMIT 1"_s,
                         {toSqlTime(client.createdAt), client.name});
    if (!query)
        return query.error();
    return query->next() ? ClientId::fromString(query->value(0).toString()) : ClientId();
}

Result<void> ClientWriter::writeRow(const Client &client, bool insert)
{
    using CommunicationRow::notNull;
    const QVariant notes = client.notes.isEmpty()
                               ? QVariant()
                               : QVariant(m_cipher->encrypt(client.notes, ClientRow::notesPlace(client.id)));
    const QVariantList values{
        notNull(client.name),    client.unknown ? 1 : 0,   personaKey(client.persona),  notNull(client.language),
        notNull(client.usState), notNull(client.timeZone), tagsJson(client.tags),       notes,
        m_cipher->keyEpoch(),    client.archived ? 1 : 0,  toSqlTime(client.createdAt), toSqlTime(client.updatedAt),
        client.id.toString()};
    const auto done =
        execSql(m_db,
                insert ? u"INSERT INTO clients (name, unknown, persona, language, us_state, time_zone, tags, "
                         "notes_enc, notes_key_epoch, archived, created_at, updated_at, id) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s
                       : u"UPDATE clients SET name = ?, unknown = ?, persona = ?, language = ?, "
                         "us_state = ?, time_zone = ?, tags = ?, notes_enc = ?, notes_key_epoch = ?, "
                         "archived = ?, created_at = ?, updated_at = ? WHERE id = ?"_s,
                values);
    if (!done)
        return done.error();
    return {};
}

Result<void> ClientWriter::writeNumbers(const Client &client)
{
    const QString id = client.id.toString();
    // Addresses that are no numbers ("anonymous") can not be edited and stay.
    const auto freed =
        execSql(m_db, u"UPDATE client_numbers SET client_id = NULL WHERE client_id = ? AND e164 LIKE '+%'"_s, {id});
    if (!freed)
        return freed.error();
    int position = 0;
    QSet<QString> seen;
    for (const ClientNumber &number : client.numbers) {
        const QString e164 = number.number.e164();
        if (e164.isEmpty() || seen.contains(e164))
            continue;
        seen.insert(e164);
        const auto owner = ClientRow::owner(m_db, e164);
        if (!owner)
            return owner.error();
        if (!owner->isNull() && *owner != client.id) {
            if (const auto done = takeOver(*owner, client.id); !done)
                return done;
        }
        const auto done =
            execSql(m_db,
                    u"INSERT INTO client_numbers (e164, client_id, position, label, permission, "
                    "permission_since) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (e164) DO UPDATE SET "
                    "client_id = excluded.client_id, position = excluded.position, label = excluded.label"_s,
                    {e164, id, position++, CommunicationRow::notNull(number.label), permissionKey(number.permission),
                     toSqlTime(number.permissionSince)});
        if (!done)
            return done.error();
    }
    // What nobody owns is kept only for its permission.
    const auto cleaned =
        execSql(m_db, u"DELETE FROM client_numbers WHERE client_id IS NULL AND permission = 'may_text'"_s);
    if (!cleaned)
        return cleaned.error();
    return {};
}

Result<void> ClientWriter::takeOver(ClientId from, ClientId to)
{
    const auto owner = ClientRow::fetch(m_db, m_cipher.get(), from);
    if (!owner)
        return owner.error();
    if (!owner->unknown)
        return invalid(u"number-taken"_s);
    if (const auto done = ClientRow::fold(m_db, *m_cipher, from, to); !done)
        return done;
    m_absorbed.append(from);
    if (const auto done = ClientRow::refreshSummary(m_db, to); !done)
        return done;
    return audit(u"client.joined"_s, to, {{u"from"_s, from.toString()}});
}

Result<void> ClientWriter::setPermission(const PhoneNumber &number, TextPermission permission, const QString &reason,
                                         const QDateTime &since)
{
    auto before = execSql(m_db, u"SELECT permission, client_id, permission_since FROM client_numbers WHERE e164 = ?"_s,
                          {number.e164()});
    if (!before)
        return before.error();
    if (!before->next())
        return Error{ErrorKind::NotFound, 0, u"number"_s, {}};
    const QString was = before->value(0).toString();
    const auto id = ClientId::fromString(before->value(1).toString());
    // Of two words the later one counts, and a person here has seen the other one, whatever this computer's clock says.
    const QDateTime known = fromSqlTime(before->value(2));
    QDateTime from = since.isValid() ? since : QDateTime::currentDateTimeUtc();
    if (!since.isValid() && known.isValid() && known >= from)
        from = known.addMSecs(1);
    const auto done = execSql(m_db, u"UPDATE client_numbers SET permission = ?, permission_since = ? WHERE e164 = ?"_s,
                              {permissionKey(permission), toSqlTime(from), number.e164()});
    if (!done)
        return done.error();
    return audit(u"number.permission"_s, id,
                 {{u"number"_s, number.e164()},
                  {u"before"_s, was},
                  {u"now"_s, permissionKey(permission)},
                  {u"reason"_s, reason}});
}

Result<bool> ClientWriter::adoptPermission(const ClientNumber &number)
{
    if (number.permission == TextPermission::MayText && !number.permissionSince.isValid())
        return false;
    const QDateTime since = number.permissionSince.isValid() ? number.permissionSince : QDateTime::currentDateTimeUtc();
    const QString e164 = number.number.e164();
    const auto done = execSql(m_db,
                              u"UPDATE client_numbers SET permission = ?, permission_since = ? "
                              "WHERE e164 = ? AND permission = 'may_text' AND permission_since IS NULL"_s,
                              {permissionKey(number.permission), toSqlTime(since), e164});
    if (!done)
        return done.error();
    if (done->numRowsAffected() == 0)
        return false;
    const auto owner = ClientRow::owner(m_db, e164);
    if (!owner)
        return owner.error();
    const auto audited = audit(u"number.permission"_s, *owner,
                               {{u"number"_s, e164},
                                {u"before"_s, permissionKey(TextPermission::MayText)},
                                {u"now"_s, permissionKey(number.permission)},
                                {u"reason"_s, u"import"_s}});
    if (!audited)
        return audited.error();
    return true;
}

Result<void> ClientWriter::audit(const QString &action, ClientId id, const QJsonObject &details)
{
    return appendAudit(m_db, m_cipher, {action, id.isNull() ? u""_s : id.toString(), details, {}});
}
