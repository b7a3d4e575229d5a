#include "storage/clientbulk.h"

#include "storage/auditlog.h"
#include "storage/clientrow.h"
#include "storage/clientwriter.h"
#include "storage/communicationrow.h"
#include "storage/sql.h"
#include "storage/textfold.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

using namespace Qt::StringLiterals;

namespace
{
Result<void> execWith(QSqlQuery &query, const QVariantList &values)
{
    for (qsizetype i = 0; i < values.size(); ++i)
        query.bindValue(int(i), values.at(i));
    if (!query.exec())
        return storageError(query);
    return {};
}

/// As ClientRow::refreshSearch derives it from the rows.
QString searchText(const Client &client)
{
    QStringList parts{foldedText(client.name)};
    for (const auto &tag : client.tags)
        parts.append(foldedText(tag));
    for (const auto &number : client.numbers)
        parts.append(number.number.e164().remove(u'+'));
    return parts.join(u'\n');
}

/// Statements that are prepared once a batch.
class Inserter
{
public:
    Inserter(QSqlDatabase &db, std::shared_ptr<const FieldCipher> cipher)
        : m_cipher(std::move(cipher))
        , m_owner(db)
        , m_client(db)
        , m_number(db)
        , m_now(QDateTime::currentDateTimeUtc())
    {
    }

    Result<void> prepare()
    {
        m_owner.setForwardOnly(true);
        if (!m_owner.prepare(u"SELECT client_id FROM client_numbers WHERE e164 = ? AND client_id IS NOT NULL"_s))
            return storageError(m_owner);
        if (!m_client.prepare(u"INSERT INTO clients (id, name, unknown, persona, language, us_state, time_zone, tags, "
                              "notes_enc, notes_key_epoch, archived, created_at, updated_at, search_text) "
                              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s))
            return storageError(m_client);
        // A number that nobody owns keeps its permission.
        if (!m_number.prepare(u"INSERT INTO client_numbers (e164, client_id, position, label) VALUES (?, ?, ?, ?) "
                              "ON CONFLICT (e164) DO UPDATE SET client_id = excluded.client_id, "
                              "position = excluded.position, label = excluded.label"_s))
            return storageError(m_number);
        return {};
    }

    Result<bool> isKnown(const Client &client)
    {
        for (const auto &number : client.numbers) {
            if (const auto done = execWith(m_owner, {number.number.e164()}); !done)
                return done.error();
            const bool found = m_owner.next();
            m_owner.finish();
            if (found)
                return true;
        }
        return false;
    }

    Result<void> add(Client client)
    {
        using CommunicationRow::notNull;
        client.id = ClientId::create();
        const auto id = client.id.toString();
        const auto tags = QJsonDocument(QJsonArray::fromStringList(client.tags)).toJson(QJsonDocument::Compact);
        const auto notes = client.notes.isEmpty()
                               ? QVariant(QMetaType::fromType<QByteArray>())
                               : QVariant(m_cipher->encrypt(client.notes, ClientRow::notesPlace(client.id)));
        const QDateTime createdAt = client.createdAt.isValid() ? client.createdAt : m_now;
        const auto added =
            execWith(m_client, {id, notNull(client.name), client.unknown ? 1 : 0, personaKey(client.persona),
                                notNull(client.language), notNull(client.usState), notNull(client.timeZone),
                                QString::fromUtf8(tags), notes, m_cipher->keyEpoch(), client.archived ? 1 : 0,
                                toSqlTime(createdAt), toSqlTime(m_now), searchText(client)});
        if (!added)
            return added.error();
        int position = 0;
        for (const auto &number : std::as_const(client.numbers)) {
            const auto done = execWith(m_number, {number.number.e164(), id, position++, notNull(number.label)});
            if (!done)
                return done.error();
        }
        return {};
    }

private:
    std::shared_ptr<const FieldCipher> m_cipher;
    QSqlQuery m_owner;
    QSqlQuery m_client;
    QSqlQuery m_number;
    QDateTime m_now;
};

Result<BatchOutcome> importOne(Inserter &inserter, ClientWriter &writer, const Client &client, bool mergeDuplicates)
{
    if (client.numbers.isEmpty())
        return writer.import(client, mergeDuplicates);
    const auto known = inserter.isKnown(client);
    if (!known)
        return known.error();
    if (*known)
        return writer.import(client, mergeDuplicates);
    if (const auto added = inserter.add(client); !added)
        return added.error();
    return BatchOutcome::Added;
}

/// A stop in the file holds whatever becomes of its row.
Result<BatchOutcome> importWithPermissions(Inserter &inserter, ClientWriter &writer, const Client &client,
                                           bool mergeDuplicates)
{
    auto outcome = importOne(inserter, writer, client, mergeDuplicates);
    if (!outcome)
        return outcome;
    for (const auto &number : client.numbers) {
        const auto adopted = writer.adoptPermission(number);
        if (!adopted)
            return adopted.error();
        if (*adopted && *outcome == BatchOutcome::Skipped)
            outcome = BatchOutcome::Merged;
    }
    return outcome;
}
} // namespace

Result<QList<BatchOutcome>> ClientBulk::import(QSqlDatabase &db, const std::shared_ptr<const FieldCipher> &cipher,
                                               const Batch &batch)
{
    if (!cipher)
        return Error{ErrorKind::Locked, 0, u"import"_s, {}};
    SqlTransaction transaction(db);
    if (!transaction.isActive())
        return transaction.error();
    QList<BatchOutcome> outcomes;
    {
        Inserter inserter(db, cipher);
        if (const auto prepared = inserter.prepare(); !prepared)
            return prepared.error();
        ClientWriter writer(db, cipher);
        for (const auto &client : batch.clients) {
            const auto outcome = importWithPermissions(inserter, writer, client, batch.mergeDuplicates);
            if (!outcome)
                return outcome.error();
            outcomes.append(*outcome);
        }
    }
    const QJsonObject details{{u"file"_s, batch.fileName},
                              {u"firstLine"_s, batch.firstLine},
                              {u"lastLine"_s, batch.lastLine},
                              {u"added"_s, qint64(outcomes.count(BatchOutcome::Added))},
                              {u"merged"_s, qint64(outcomes.count(BatchOutcome::Merged))},
                              {u"skipped"_s, qint64(outcomes.count(BatchOutcome::Skipped))}};
    if (const auto audited = appendAudit(db, cipher, {u"clients.imported"_s, u""_s, details, {}}); !audited)
        return audited.error();
    if (const auto committed = transaction.commit(); !committed)
        return committed.error();
    return outcomes;
}
