#include "storage/internalnotestore.h"

#include "secrets/keyring.h"
#include "storage/auditlog.h"
#include "storage/clientrow.h"
#include "storage/database.h"
#include "storage/storejob.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
FieldPlace textPlace(const QString &id)
{
    return {u"internal_notes"_s, u"text_enc"_s, id, QString()};
}

Result<QList<InternalNote>> selectNotes(QSqlDatabase &db, const FieldCipher *cipher, const QString &conditions,
                                        const QVariantList &values)
{
    auto rows = execSql(db,
                        u"SELECT n.id, n.author, n.author_name, n.text_enc, n.key_epoch, n.at, n.withdrawn_at, "
                        "n.client_id, c.name FROM internal_notes n LEFT JOIN clients c ON c.id = n.client_id "_s +
                            conditions,
                        values);
    if (!rows)
        return rows.error();
    QList<InternalNote> notes;
    while (rows->next()) {
        const QString id = rows->value(0).toString();
        InternalNote note;
        note.id = InternalNoteId::fromString(id);
        note.author = StaffId::fromString(rows->value(1).toString());
        note.authorName = rows->value(2).toString();
        note.at = fromSqlTime(rows->value(5));
        note.withdrawnAt = fromSqlTime(rows->value(6));
        note.clientId = ClientId::fromString(rows->value(7).toString());
        note.clientName = rows->value(8).toString();
        const auto text = cipher ? cipher->decrypt(rows->value(3).toByteArray(), textPlace(id), rows->value(4).toInt())
                                 : Result<QString>(Error{ErrorKind::Locked, 0, u"note"_s, {}});
        note.text = text.value_or(QString());
        note.textLocked = !text.has_value();
        notes.append(note);
    }
    if (rows->lastError().isValid())
        return storageError(*rows);
    return notes;
}

Result<QList<InternalNote>> readNotes(QSqlDatabase &db, const FieldCipher *cipher, ClientId client)
{
    auto notes = selectNotes(db, cipher, u"WHERE n.client_id = ? ORDER BY n.at DESC, n.id DESC LIMIT ?"_s,
                             {client.toString(), InternalNoteStore::mostShown});
    if (!notes)
        return notes;
    std::reverse(notes->begin(), notes->end());
    for (InternalNote &note : *notes) {
        note.clientName.clear();
        if (note.isWithdrawn()) {
            note.text.clear();
            note.textLocked = false;
        }
    }
    return notes;
}

Result<void> insertNote(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher, const InternalNote &note)
{
    if (!cipher)
        return Error{ErrorKind::Locked, 0, u"note"_s, {}};
    const QString id = note.id.toString();
    const auto done =
        runSql(db,
               u"INSERT INTO internal_notes (id, client_id, author, author_name, text_enc, key_epoch, at) "
               "VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
               {id, note.clientId.toString(), note.author.isNull() ? QVariant() : QVariant(note.author.toString()),
                note.authorName.isNull() ? u""_s : note.authorName, cipher->encrypt(note.text, textPlace(id)),
                cipher->keyEpoch(), toSqlTime(note.at)});
    if (!done)
        return done;
    return appendAudit(db, cipher, {u"note.added"_s, id, {{u"client"_s, note.clientId.toString()}}, {}});
}

Result<ClientId> withdrawNote(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher, InternalNoteId id,
                              StaffId author)
{
    auto row =
        execSql(db, u"SELECT client_id, author, withdrawn_at FROM internal_notes WHERE id = ?"_s, {id.toString()});
    if (!row)
        return row.error();
    if (!row->next())
        return Error{ErrorKind::NotFound, 0, u"note"_s, {}};
    const auto client = ClientId::fromString(row->value(0).toString());
    const QString by = row->value(1).toString();
    const bool isWithdrawn = !row->value(2).isNull();
    row->finish();
    // One of before this computer shared is its own.
    if (!by.isEmpty() && StaffId::fromString(by) != author)
        return Error{ErrorKind::Invalid, 0, u"not-the-author"_s, {}};
    if (isWithdrawn)
        return client;
    const auto done = runSql(db, u"UPDATE internal_notes SET withdrawn_at = ? WHERE id = ?"_s,
                             {toSqlTime(QDateTime::currentDateTimeUtc()), id.toString()});
    if (!done)
        return done.error();
    const auto noted =
        appendAudit(db, cipher, {u"note.withdrawn"_s, id.toString(), {{u"client"_s, client.toString()}}, {}});
    return noted ? Result<ClientId>(client) : Result<ClientId>(noted.error());
}
} // namespace

InternalNoteStore::InternalNoteStore(Database &database, KeyRing &keys, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_keys(keys)
{
}

QFuture<Result<QList<InternalNote>>> InternalNoteStore::ofClient(ClientId client)
{
    return m_database.run(
        [cipher = m_keys.cipher(), client](QSqlDatabase &db) { return readNotes(db, cipher.get(), client); });
}

QFuture<Result<QList<InternalNote>>> InternalNoteStore::recordPage(const std::optional<InternalNote> &after, int limit)
{
    return m_database.run([cipher = m_keys.cipher(), after, limit](QSqlDatabase &db) {
        return after ? selectNotes(db, cipher.get(), u"WHERE (n.at, n.id) > (?, ?) ORDER BY n.at, n.id LIMIT ?"_s,
                                   {toSqlTime(after->at), after->id.toString(), limit})
                     : selectNotes(db, cipher.get(), u"ORDER BY n.at, n.id LIMIT ?"_s, {limit});
    });
}

QFuture<Result<InternalNote>> InternalNoteStore::add(ClientId client, const QString &text, StaffId author,
                                                     const QString &authorName, const QDateTime &at)
{
    if (text.trimmed().isEmpty())
        return readyFuture<InternalNote>(Error{ErrorKind::Invalid, 0, u"empty"_s, {}});
    InternalNote note;
    note.id = InternalNoteId::create();
    note.clientId = client;
    note.author = author;
    note.authorName = authorName;
    note.text = text.trimmed();
    note.at = at.isValid() ? at.toUTC() : QDateTime::currentDateTimeUtc();
    const auto added = m_database.run([cipher = m_keys.cipher(), note](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<InternalNote> {
            const auto present = ClientRow::present(inner, note.clientId);
            if (!present)
                return present.error();
            InternalNote stored = note;
            stored.clientId = *present;
            const auto done = insertNote(inner, cipher, stored);
            return done ? Result<InternalNote>(stored) : Result<InternalNote>(done.error());
        });
    });
    whenDone(added, this, [this](const Result<InternalNote> &done) {
        if (done)
            Q_EMIT changed(done->clientId);
    });
    return added;
}

QFuture<Result<void>> InternalNoteStore::withdraw(InternalNoteId id, StaffId author)
{
    const Promise<void> promise;
    const auto withdrawn = m_database.run([cipher = m_keys.cipher(), id, author](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) { return withdrawNote(inner, cipher, id, author); });
    });
    whenDone(withdrawn, this, [this, promise](const Result<ClientId> &client) {
        if (client)
            Q_EMIT changed(*client);
        promise.finish(client ? Result<void>() : Result<void>(client.error()));
    });
    return promise.future();
}

void InternalNoteStore::announce(const QList<ClientId> &clients)
{
    for (const ClientId client : clients)
        Q_EMIT changed(client);
}
