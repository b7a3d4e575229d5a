#include "storage/clientrow.h"

#include "storage/auditlog.h"
#include "storage/communicationrow.h"
#include "storage/draftstore.h"
#include "storage/sql.h"
#include "storage/textfold.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace
{
constexpr qsizetype previewLength = 120;

enum Column {
    RowId,
    Name,
    Unknown,
    PersonaColumn,
    Language,
    UsState,
    TimeZone,
    Tags,
    NotesEnc,
    NotesEpoch,
    Archived,
    CreatedAt,
    UpdatedAt,
    LastAt,
    LastOutbound,
    LastWasCall,
    Unread,
    AssignedTo,
    VisibleTo,
    PreviewId,
    PreviewContent,
    PreviewEnc,
    PreviewEpoch,
    PreviewPeer,
    PreviewSender,
};

QString preview(const QSqlQuery &query, const FieldCipher *cipher)
{
    QString text = query.value(PreviewContent).toString();
    const QByteArray sealed = query.value(PreviewEnc).toByteArray();
    if (cipher && !sealed.isEmpty()) {
        const auto id = CommunicationId::fromString(query.value(PreviewId).toString());
        const auto place = CommunicationRow::place(u"content_enc"_s, id, query.value(PreviewPeer).toString());
        if (auto plain = cipher->decrypt(sealed, place, query.value(PreviewEpoch).toInt()))
            text = *plain;
    }
    const bool cutsPair = text.size() > previewLength && text.at(previewLength - 1).isHighSurrogate();
    text.truncate(cutsPair ? previewLength - 1 : previewLength);
    return text.simplified();
}

Client read(const QSqlQuery &query, const FieldCipher *cipher, bool withNotes)
{
    Client client;
    client.id = ClientId::fromString(query.value(RowId).toString());
    client.name = query.value(Name).toString();
    client.unknown = query.value(Unknown).toBool();
    client.persona = personaFromKey(query.value(PersonaColumn).toString()).value_or(Persona::Advisor);
    client.language = query.value(Language).toString();
    client.usState = query.value(UsState).toString();
    client.timeZone = query.value(TimeZone).toString();
    const QJsonArray tags = QJsonDocument::fromJson(query.value(Tags).toByteArray()).array();
    for (const auto &tag : tags)
        client.tags.append(tag.toString());
    client.archived = query.value(Archived).toBool();
    client.createdAt = fromSqlTime(query.value(CreatedAt));
    client.updatedAt = fromSqlTime(query.value(UpdatedAt));
    client.lastAt = fromSqlTime(query.value(LastAt));
    client.lastOutbound = query.value(LastOutbound).toBool();
    client.lastWasCall = query.value(LastWasCall).toBool();
    client.unread = query.value(Unread).toInt();
    client.assignedTo = StaffId::fromString(query.value(AssignedTo).toString());
    client.visibleTo = StaffId::fromString(query.value(VisibleTo).toString());
    client.lastPreview = preview(query, cipher);
    client.lastSender = StaffId::fromString(query.value(PreviewSender).toString());
    const QByteArray notes = query.value(NotesEnc).toByteArray();
    if (withNotes && cipher && !notes.isEmpty()) {
        const auto plain = cipher->decrypt(notes, ClientRow::notesPlace(client.id), query.value(NotesEpoch).toInt());
        client.notes = plain.value_or(QString());
    }
    return client;
}

Result<void> attachNumbers(QSqlDatabase &db, QList<Client> &clients)
{
    if (clients.isEmpty())
        return {};
    QVariantList ids;
    QHash<QString, qsizetype> at;
    for (const Client &client : std::as_const(clients)) {
        at.insert(client.id.toString(), ids.size());
        ids.append(client.id.toString());
    }
    auto query = execSql(db,
                         u"SELECT client_id, e164, label, permission, permission_since FROM client_numbers "
                         "WHERE client_id "_s +
                             inList + u" ORDER BY client_id, position"_s,
                         {listValue(ids)});
    if (!query)
        return query.error();
    while (query->next()) {
        const auto number = PhoneNumber::fromE164(query->value(1).toString());
        if (number.isNull())
            continue; // "anonymous": the client's name says it
        clients[at.value(query->value(0).toString())].numbers.append({number, query->value(2).toString(),
                                                                      permissionFromKey(query->value(3).toString()),
                                                                      fromSqlTime(query->value(4))});
    }
    return {};
}
} // namespace

QString permissionKey(TextPermission permission)
{
    switch (permission) {
    case TextPermission::Held:
        return u"held"_s;
    case TextPermission::OptedOut:
        return u"opted_out"_s;
    case TextPermission::MayText:
        break;
    }
    return u"may_text"_s;
}

TextPermission permissionFromKey(const QString &key)
{
    if (key == "opted_out"_L1)
        return TextPermission::OptedOut;
    return key == "held"_L1 ? TextPermission::Held : TextPermission::MayText;
}

QString ClientRow::select()
{
    return u"SELECT c.id, c.name, c.unknown, c.persona, c.language, c.us_state, c.time_zone, c.tags, c.notes_enc, "
           "c.notes_key_epoch, c.archived, c.created_at, c.updated_at, c.last_at, c.last_outbound, c.last_was_call, "
           "c.unread, c.assigned_to, c.visible_to, p.id, p.content, p.content_enc, p.key_epoch, p.peer, p.staff_id "
           "FROM clients c LEFT JOIN communication_logs p ON p.sequence = c.last_text_sequence "_s;
}

Result<QList<Client>> ClientRow::readAll(QSqlDatabase &db, const FieldCipher *cipher, const QString &conditions,
                                         const QVariantList &values, bool withNotes)
{
    auto query = execSql(db, select() + conditions, values);
    if (!query)
        return query.error();
    QList<Client> clients;
    while (query->next())
        clients.append(read(*query, cipher, withNotes));
    if (query->lastError().isValid())
        return storageError(*query);
    if (const auto done = attachNumbers(db, clients); !done)
        return done.error();
    return clients;
}

Result<Client> ClientRow::fetch(QSqlDatabase &db, const FieldCipher *cipher, ClientId id)
{
    auto clients = readAll(db, cipher, u"WHERE c.id = ?"_s, {id.toString()}, true);
    if (!clients)
        return clients.error();
    if (clients->isEmpty())
        return Error{ErrorKind::NotFound, 0, u"client"_s, {}};
    return clients->first();
}

Result<QList<Client>> ClientRow::fetchMany(QSqlDatabase &db, const FieldCipher *cipher, const QList<ClientId> &ids)
{
    QVariantList values;
    for (const ClientId &id : ids)
        values.append(id.toString());
    return readAll(db, cipher, u"WHERE c.id "_s + inList, {listValue(values)});
}

Result<ClientId> ClientRow::owner(QSqlDatabase &db, const QString &address)
{
    auto query = execSql(db, u"SELECT client_id FROM client_numbers WHERE e164 = ?"_s, {address});
    if (!query)
        return query.error();
    return query->next() ? ClientId::fromString(query->value(0).toString()) : ClientId();
}

Result<void> ClientRow::fold(QSqlDatabase &db, const FieldCipher &cipher, ClientId former, ClientId target)
{
    if (const auto done = DraftStore::move(db, cipher, former, target); !done)
        return done;
    const QVariantList move{target.toString(), former.toString()};
    const std::initializer_list<std::pair<QString, QVariantList>> steps{
        {u"UPDATE communication_logs SET client_id = ? WHERE client_id = ?"_s, move},
        {u"UPDATE client_numbers SET client_id = ? WHERE client_id = ?"_s, move},
        {u"UPDATE internal_notes SET client_id = ? WHERE client_id = ?"_s, move},
        {u"UPDATE clients SET unread = unread + (SELECT unread FROM clients WHERE id = ?) WHERE id = ?"_s,
         {former.toString(), target.toString()}},
        {u"UPDATE folded_clients SET client_id = ? WHERE client_id = ?"_s, move},
        {u"INSERT OR REPLACE INTO folded_clients (client_id, id) VALUES (?, ?)"_s, move},
        {u"DELETE FROM clients WHERE id = ?"_s, {former.toString()}}};
    for (const auto &[sql, values] : steps) {
        if (const auto done = runSql(db, sql, values); !done)
            return done;
    }
    return {};
}

Result<ClientId> ClientRow::present(QSqlDatabase &db, ClientId id)
{
    // Unless a restored server made it a client again.
    auto query = execSql(db,
                         u"SELECT f.client_id FROM folded_clients f WHERE f.id = ? AND NOT EXISTS "
                         "(SELECT 1 FROM clients c WHERE c.id = f.id)"_s,
                         {id.toString()});
    if (!query)
        return query.error();
    return query->next() ? ClientId::fromString(query->value(0).toString()) : id;
}

Result<ClientId> ClientRow::ensure(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher,
                                   const QString &address, Persona persona, const QDateTime &at)
{
    auto known = owner(db, address);
    if (!known || !known->isNull())
        return known;
    const ClientId id = ClientId::create();
    const QString name = PhoneNumber::fromE164(address).isNull() ? address : QString();
    const auto made =
        execSql(db,
                u"INSERT INTO clients (id, name, unknown, persona, created_at, updated_at) "
                "VALUES (?, ?, 1, ?, ?, ?)"_s,
                {id.toString(), CommunicationRow::notNull(name), personaKey(persona), toSqlTime(at), toSqlTime(at)});
    if (!made)
        return made.error();
    // The number may be there without an owner: it keeps its permission.
    const auto numbered = execSql(db,
                                  u"INSERT INTO client_numbers (e164, client_id) VALUES (?, ?) "
                                  "ON CONFLICT (e164) DO UPDATE SET client_id = excluded.client_id, position = 0"_s,
                                  {address, id.toString()});
    if (!numbered)
        return numbered.error();
    if (const auto done = refreshSearch(db, id); !done)
        return done.error();
    if (const auto done = appendAudit(db, cipher, {u"client.appeared"_s, id.toString(), {}, {}}); !done)
        return done.error();
    return id;
}

Result<void> ClientRow::refreshSummary(QSqlDatabase &db, ClientId id)
{
    const QVariant key = id.toString();
    const auto done = execSql(
        db,
        u"UPDATE clients SET (last_at, last_outbound, last_was_call) = "
        "(SELECT max(sort_at), coalesce(max(direction = 'outbound'), 0), coalesce(max(communication_type <> 'sms'), 0) "
        "FROM (SELECT sort_at, direction, communication_type FROM communication_logs WHERE client_id = ? "
        "ORDER BY sort_at DESC, sequence DESC LIMIT 1)), "
        "last_text_sequence = (SELECT sequence FROM communication_logs WHERE client_id = ? "
        "AND communication_type = 'sms' ORDER BY sort_at DESC, sequence DESC LIMIT 1) WHERE id = ?"_s,
        {key, key, key});
    if (!done)
        return done.error();
    return {};
}

Result<void> ClientRow::refreshSearch(QSqlDatabase &db, ClientId id)
{
    auto query = execSql(db, u"SELECT name, tags FROM clients WHERE id = ?"_s, {id.toString()});
    if (!query)
        return query.error();
    if (!query->next())
        return Error{ErrorKind::NotFound, 0, u"client"_s, {}};
    QStringList parts{foldedText(query->value(0).toString())};
    const QJsonArray tags = QJsonDocument::fromJson(query->value(1).toByteArray()).array();
    for (const auto &tag : tags)
        parts.append(foldedText(tag.toString()));
    auto numbers =
        execSql(db, u"SELECT e164 FROM client_numbers WHERE client_id = ? ORDER BY position"_s, {id.toString()});
    if (!numbers)
        return numbers.error();
    while (numbers->next())
        parts.append(numbers->value(0).toString().remove(u'+'));
    const auto done = execSql(db, u"UPDATE clients SET search_text = ? WHERE id = ?"_s,
                              {CommunicationRow::notNull(parts.join(u'\n')), id.toString()});
    if (!done)
        return done.error();
    return {};
}

Persona ClientRow::practicePersona(QSqlDatabase &db)
{
    auto query = execSql(db, u"SELECT value FROM settings WHERE key = 'practice.persona'"_s);
    return query && query->next() ? personaFromKey(query->value(0).toString()).value_or(Persona::Advisor)
                                  : Persona::Advisor;
}

FieldPlace ClientRow::notesPlace(ClientId id)
{
    return {u"clients"_s, u"notes_enc"_s, id.toString(), QString()};
}
