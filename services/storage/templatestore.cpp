#include "storage/templatestore.h"

#include "storage/auditlog.h"
#include "storage/database.h"
#include "storage/storejob.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace
{
constexpr QLatin1String shippedMark("templates.shipped");

QString select()
{
    return u"SELECT id, persona_type, language, template_name, content, is_active, use_count, created_at, updated_at, "
           "updated_by FROM sms_templates "_s;
}

SmsTemplate read(const QSqlQuery &query)
{
    SmsTemplate value;
    value.id = TemplateId::fromString(query.value(0).toString());
    value.persona = personaFromKey(query.value(1).toString()).value_or(Persona::Advisor);
    value.language = query.value(2).toString();
    value.name = query.value(3).toString();
    value.content = query.value(4).toString();
    value.active = query.value(5).toBool();
    value.useCount = query.value(6).toInt();
    value.createdAt = fromSqlTime(query.value(7));
    value.updatedAt = fromSqlTime(query.value(8));
    value.updatedBy = query.value(9).toString();
    return value;
}

Result<QList<SmsTemplate>> readAll(QSqlDatabase &db, const QString &conditions, const QVariantList &values = {})
{
    auto query = execSql(db, select() + conditions, values);
    if (!query)
        return query.error();
    QList<SmsTemplate> templates;
    while (query->next())
        templates.append(read(*query));
    return templates;
}

QString text(const QString &value)
{
    return value.isNull() ? u""_s : value;
}

QJsonObject described(const SmsTemplate &value)
{
    return {{u"persona"_s, personaKey(value.persona)},
            {u"language"_s, value.language},
            {u"name"_s, value.name},
            {u"content"_s, value.content},
            {u"active"_s, value.active}};
}

Result<void> write(QSqlDatabase &db, const SmsTemplate &value)
{
    const QJsonArray variables = QJsonArray::fromStringList(value.variables());
    const auto done = execSql(
        db,
        u"INSERT INTO sms_templates (id, persona_type, language, template_name, content, variables, is_active, "
        "created_at, updated_at, updated_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "persona_type = excluded.persona_type, language = excluded.language, "
        "template_name = excluded.template_name, content = excluded.content, variables = excluded.variables, "
        "is_active = excluded.is_active, updated_at = excluded.updated_at, updated_by = excluded.updated_by"_s,
        {value.id.toString(), personaKey(value.persona), text(value.language), text(value.name), text(value.content),
         QString::fromUtf8(QJsonDocument(variables).toJson(QJsonDocument::Compact)), value.active ? 1 : 0,
         toSqlTime(value.createdAt), toSqlTime(value.updatedAt), text(value.updatedBy)});
    if (!done)
        return done.error();
    return {};
}

Result<SmsTemplate> saveTemplate(QSqlDatabase &db, SmsTemplate value, const QString &staffName)
{
    if (value.name.trimmed().isEmpty() || value.content.trimmed().isEmpty())
        return Error{ErrorKind::Invalid, 0, u"empty"_s, {}};
    if (value.id.isNull())
        value.id = TemplateId::create();
    const auto before = readAll(db, u"WHERE id = ?"_s, {value.id.toString()});
    if (!before)
        return before.error();
    value.updatedAt = QDateTime::currentDateTimeUtc();
    value.updatedBy = staffName;
    value.createdAt = before->isEmpty() ? value.updatedAt : before->first().createdAt;
    if (const auto done = write(db, value); !done)
        return done.error();
    QJsonObject details{{u"now"_s, described(value)}};
    if (!before->isEmpty())
        details.insert(u"before"_s, described(before->first()));
    const QString action = before->isEmpty() ? u"template.added"_s : u"template.changed"_s;
    if (const auto done = appendClearAudit(db, {action, value.id.toString(), details, staffName}); !done)
        return done.error();
    return readAll(db, u"WHERE id = ?"_s, {value.id.toString()})->first();
}

/// The id follows from what it is, so that two desktops of a practice ship the same rows.
TemplateId shippedId(const QString &persona, const QString &language, const QString &name)
{
    const QUuid space = QUuid::fromString("9d3a1f52-6c0b-4b7e-8f0d-2b9a60c4e711"_L1);
    const QUuid id = QUuid::createUuidV5(space, persona + u'/' + language + u'/' + name);
    return TemplateId::fromString(id.toString());
}

Result<QList<SmsTemplate>> shipped()
{
    QFile file(u":/templates/sms.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorKind::NotFound, 0, file.fileName(), {}};
    const auto now = QDateTime::currentDateTimeUtc();
    QList<SmsTemplate> result;
    const QJsonArray entries = QJsonDocument::fromJson(file.readAll()).array();
    for (const auto &entry : entries) {
        const QJsonObject object = entry.toObject();
        const QString persona = object.value(u"persona"_s).toString();
        SmsTemplate value;
        value.persona = personaFromKey(persona).value_or(Persona::Advisor);
        value.language = object.value(u"language"_s).toString();
        value.id = shippedId(persona, value.language, object.value(u"key"_s).toString());
        value.name = object.value(u"name"_s).toString();
        value.content = object.value(u"content"_s).toString();
        value.createdAt = value.updatedAt = now;
        result.append(value);
    }
    return result;
}

Result<QList<SmsTemplate>> addShippedOnce(QSqlDatabase &db)
{
    auto mark = execSql(db, u"SELECT 1 FROM marks WHERE name = ?"_s, {QString(shippedMark)});
    if (!mark)
        return mark.error();
    if (mark->next())
        return QList<SmsTemplate>();
    auto templates = shipped();
    if (!templates)
        return templates;
    for (const SmsTemplate &value : *templates) {
        if (const auto done = write(db, value); !done)
            return done.error();
    }
    const auto marked = execSql(db, u"INSERT INTO marks (name, value) VALUES (?, '1')"_s, {QString(shippedMark)});
    if (!marked)
        return marked.error();
    const AuditEntry entry{u"template.shipped"_s, u"all"_s, {{u"count"_s, int(templates->size())}}, u"program"_s};
    if (const auto done = appendClearAudit(db, entry); !done)
        return done.error();
    return templates;
}
} // namespace

TemplateStore::TemplateStore(Database &database, QObject *parent)
    : QObject(parent)
    , m_database(database)
{
}

QFuture<Result<QList<SmsTemplate>>> TemplateStore::all()
{
    return m_database.run([](QSqlDatabase &db) {
        return readAll(db, u"WHERE removed_at IS NULL ORDER BY persona_type, template_name COLLATE NOCASE, language"_s);
    });
}

QFuture<Result<SmsTemplate>> TemplateStore::save(const SmsTemplate &value, const QString &staffName)
{
    auto saved = m_database.run([value, staffName](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) { return saveTemplate(inner, value, staffName); });
    });
    whenDone(saved, this, [this](const Result<SmsTemplate> &done) {
        if (done)
            Q_EMIT changed({*done});
    });
    return saved;
}

QFuture<Result<void>> TemplateStore::setRemoved(TemplateId id, bool isRemoved)
{
    return m_database.run([id, isRemoved](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<void> {
            const auto before =
                readAll(inner, u"WHERE id = ? AND removed_at IS %1"_s.arg(isRemoved ? u"NULL"_s : u"NOT NULL"_s),
                        {id.toString()});
            if (!before)
                return before.error();
            if (before->isEmpty())
                return Error{ErrorKind::NotFound, 0, u"template"_s, {}};
            const QVariant at = isRemoved ? toSqlTime(QDateTime::currentDateTimeUtc()) : QVariant();
            const auto done =
                execSql(inner, u"UPDATE sms_templates SET removed_at = ? WHERE id = ?"_s, {at, id.toString()});
            if (!done)
                return done.error();
            return appendClearAudit(inner, {isRemoved ? u"template.deleted"_s : u"template.restored"_s,
                                            id.toString(),
                                            {{u"before"_s, described(before->first())}},
                                            {}});
        });
    });
}

QFuture<Result<void>> TemplateStore::remove(TemplateId id)
{
    auto done = setRemoved(id, true);
    whenDone(done, this, [this, id](const Result<void> &result) {
        if (result)
            Q_EMIT removed({id});
    });
    return done;
}

QFuture<Result<void>> TemplateStore::restore(TemplateId id)
{
    auto done = setRemoved(id, false);
    whenDone(done, this, [this, id](const Result<void> &result) {
        if (result)
            announce(id);
    });
    return done;
}

void TemplateStore::announce(TemplateId id)
{
    auto templates = m_database.run(
        [id](QSqlDatabase &db) { return readAll(db, u"WHERE id = ? AND removed_at IS NULL"_s, {id.toString()}); });
    whenDone(templates, this, [this](const Result<QList<SmsTemplate>> &done) {
        if (done && !done->isEmpty())
            Q_EMIT changed(*done);
    });
}

QFuture<Result<void>> TemplateStore::addShipped()
{
    auto added = m_database.run([](QSqlDatabase &db) { return inTransaction(db, addShippedOnce); });
    const Promise<void> promise;
    whenDone(added, this, [this, promise](const Result<QList<SmsTemplate>> &done) {
        if (done && !done->isEmpty())
            Q_EMIT changed(*done);
        promise.finish(done ? Result<void>() : Result<void>(done.error()));
    });
    return promise.future();
}
