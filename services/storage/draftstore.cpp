#include "storage/draftstore.h"

#include "secrets/keyring.h"
#include "storage/clientrow.h"
#include "storage/database.h"
#include "storage/storejob.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

// Drafts are working state, written every few key strokes: the audit log records what becomes of them, not them.
namespace
{
FieldPlace place(const QString &column, ClientId id)
{
    return {u"drafts"_s, column, id.toString(), QString()};
}

QString variablesJson(const QMap<QString, QString> &variables)
{
    QJsonObject object;
    for (auto it = variables.cbegin(); it != variables.cend(); ++it)
        object.insert(it.key(), it.value());
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

Result<Draft> loadDraft(QSqlDatabase &db, const FieldCipher &cipher, ClientId id)
{
    auto query = execSql(
        db, u"SELECT template_id, text_enc, variables_enc, key_epoch, on_behalf_of FROM drafts WHERE client_id = ?"_s,
        {id.toString()});
    if (!query)
        return query.error();
    Draft draft;
    draft.clientId = id;
    if (!query->next())
        return draft;
    const int epoch = query->value(3).toInt();
    const auto text = cipher.decrypt(query->value(1).toByteArray(), place(u"text_enc"_s, id), epoch);
    if (!text)
        return text.error();
    const auto variables = cipher.decrypt(query->value(2).toByteArray(), place(u"variables_enc"_s, id), epoch);
    if (!variables)
        return variables.error();
    draft.templateId = TemplateId::fromString(query->value(0).toString());
    draft.text = *text;
    draft.onBehalfOf = StaffId::fromString(query->value(4).toString());
    const QJsonObject object = QJsonDocument::fromJson(variables->toUtf8()).object();
    for (auto it = object.constBegin(); it != object.constEnd(); ++it)
        draft.variables.insert(it.key(), it.value().toString());
    return draft;
}

Result<void> saveDraft(QSqlDatabase &db, const FieldCipher &cipher, const Draft &draft)
{
    const QString id = draft.clientId.toString();
    const QVariant templateId = draft.templateId.isNull() ? QVariant() : QVariant(draft.templateId.toString());
    const QString text = draft.text.isNull() ? u""_s : draft.text;
    const auto done =
        draft.isEmpty()
            ? execSql(db, u"DELETE FROM drafts WHERE client_id = ?"_s, {id})
            : execSql(db,
                      u"INSERT OR REPLACE INTO drafts (client_id, template_id, text_enc, variables_enc, key_epoch, "
                      "updated_at, on_behalf_of) VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
                      {id, templateId, cipher.encrypt(text, place(u"text_enc"_s, draft.clientId)),
                       cipher.encrypt(variablesJson(draft.variables), place(u"variables_enc"_s, draft.clientId)),
                       cipher.keyEpoch(), toSqlTime(QDateTime::currentDateTimeUtc()),
                       draft.onBehalfOf.isNull() ? QVariant() : QVariant(draft.onBehalfOf.toString())});
    if (!done)
        return done.error();
    return {};
}

Error locked()
{
    return Error{ErrorKind::Locked, 0, u"draft"_s, {}};
}
} // namespace

DraftStore::DraftStore(Database &database, KeyRing &keys)
    : m_database(database)
    , m_keys(keys)
{
}

QFuture<Result<Draft>> DraftStore::load(ClientId id)
{
    return m_database.run([cipher = m_keys.cipher(), id](QSqlDatabase &db) -> Result<Draft> {
        if (!cipher)
            return locked();
        return loadDraft(db, *cipher, id);
    });
}

QFuture<Result<void>> DraftStore::save(const Draft &draft)
{
    return m_database.run([cipher = m_keys.cipher(), draft](QSqlDatabase &db) -> Result<void> {
        if (!cipher)
            return locked();
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<void> {
            const auto client = ClientRow::present(inner, draft.clientId);
            if (!client)
                return client.error();
            Draft present = draft;
            present.clientId = *client;
            return saveDraft(inner, *cipher, present);
        });
    });
}

Result<void> DraftStore::move(QSqlDatabase &db, const FieldCipher &cipher, ClientId from, ClientId to)
{
    auto draft = loadDraft(db, cipher, from);
    const auto present = loadDraft(db, cipher, to);
    // One that no longer opens is nothing that could be moved.
    if (draft && !draft->isEmpty() && present && present->isEmpty()) {
        draft->clientId = to;
        if (const auto done = saveDraft(db, cipher, *draft); !done)
            return done;
    }
    return runSql(db, u"DELETE FROM drafts WHERE client_id = ?"_s, {from.toString()});
}
