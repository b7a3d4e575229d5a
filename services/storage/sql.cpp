#include "storage/sql.h"

#include "storage/statementcache.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace
{
constexpr int sqliteFull = 13;
constexpr std::array ofOneRow{18, 19, 20}; ///< SQLITE_TOOBIG, _CONSTRAINT, _MISMATCH

QString numbered(int code)
{
    return u"sqlite %1: "_s.arg(code);
}

Error storageError(const QSqlError &error)
{
    const int code = error.nativeErrorCode().toInt() & 0xff;
    // databaseText() may name a column, never a bound value.
    const QString text = numbered(code) + error.databaseText();
    return Error{ErrorKind::Storage, 0, code == sqliteFull ? diskFullDetail() : text, {}};
}

/// SQLite's conversion takes half a surrogate pair for the begin of one and swallows the character behind it, and
/// U+FFFE at the begin for the order to turn all bytes round.
QVariant wellFormed(const QVariant &value)
{
    if (value.typeId() != QMetaType::QString)
        return value;
    QString text = value.toString();
    if (!text.isValidUtf16())
        text = QString::fromUtf8(text.toUtf8());
    if (text.startsWith(QChar(QChar::ByteOrderSwapped)))
        text[0] = QChar::ReplacementCharacter;
    return text.isNull() ? value : QVariant(text);
}
/// What a job runs again and again; what changes the schema or the connection runs once. Never "SELECT *": Qt makes
/// room for the columns when it prepares, and writes past it when the table has got one more.
bool isWorthKeeping(const QString &sql)
{
    static constexpr std::array verbs{"SELECT"_L1, "INSERT"_L1, "UPDATE"_L1, "DELETE"_L1,
                                      "WITH"_L1,   "BEGIN"_L1,  "COMMIT"_L1};
    return !sql.startsWith("SELECT *"_L1) &&
           std::any_of(verbs.begin(), verbs.end(), [&sql](QLatin1StringView verb) { return sql.startsWith(verb); });
}
} // namespace

QString diskFullDetail()
{
    return u"disk-full"_s;
}

bool isDiskFull(const Error &error)
{
    return error.kind == ErrorKind::Storage && error.detail == diskFullDetail();
}

bool isReadOnlyStore(const Error &error)
{
    constexpr int readOnly = 8; // SQLITE_READONLY
    return error.kind == ErrorKind::Storage && error.detail.startsWith(numbered(readOnly));
}

bool isRowRefused(const Error &error)
{
    return error.kind == ErrorKind::Storage && std::any_of(ofOneRow.begin(), ofOneRow.end(), [&error](int code) {
               return error.detail.startsWith(numbered(code));
           });
}

SqlTransaction::SqlTransaction(QSqlDatabase &db)
    : m_db(db)
{
    const auto begun = execSql(m_db, u"BEGIN IMMEDIATE"_s);
    m_active = begun.has_value();
    if (!begun)
        m_error = begun.error();
}

SqlTransaction::~SqlTransaction()
{
    if (m_active)
        QSqlQuery(m_db).exec(u"ROLLBACK"_s);
}

Result<void> SqlTransaction::commit()
{
    if (!m_active)
        return m_error;
    const auto done = execSql(m_db, u"COMMIT"_s);
    if (!done)
        return done.error(); // the destructor rolls back
    m_active = false;
    return {};
}

SqlStatement::SqlStatement(const QSqlDatabase &db, const QString &sql, std::unique_ptr<QSqlQuery> query)
    : m_db(db)
    , m_sql(sql)
    , m_query(std::move(query))
{
}

SqlStatement::~SqlStatement()
{
    StatementCache *cache = m_query ? StatementCache::of(m_db) : nullptr;
    if (!cache || !isWorthKeeping(m_sql))
        return;
    m_query->finish();
    cache->giveBack(m_sql, std::move(m_query));
}

Result<SqlStatement> execSql(QSqlDatabase &db, const QString &sql, const QVariantList &values)
{
    StatementCache *cache = StatementCache::of(db);
    auto query = cache ? cache->take(sql) : nullptr;
    if (!query) {
        query = std::make_unique<QSqlQuery>(db);
        query->setForwardOnly(true);
        if (!query->prepare(sql))
            return storageError(*query);
    }
    for (const QVariant &value : values)
        query->addBindValue(wellFormed(value));
    if (!query->exec())
        return storageError(*query);
    return SqlStatement(db, sql, std::move(query));
}

Result<void> runSql(QSqlDatabase &db, const QString &sql, const QVariantList &values)
{
    const auto done = execSql(db, sql, values);
    return done ? Result<void>() : Result<void>(done.error());
}

Result<bool> hasRow(QSqlDatabase &db, const QString &sql, const QVariantList &values)
{
    auto query = execSql(db, sql, values);
    return query ? Result<bool>(query->next()) : Result<bool>(query.error());
}

Error storageError(const QSqlQuery &query)
{
    return storageError(query.lastError());
}

Error storageError(const QSqlDatabase &db)
{
    return storageError(db.lastError());
}

QVariant toSqlTime(const QDateTime &utc)
{
    return utc.isValid() ? QVariant(utc.toMSecsSinceEpoch()) : QVariant(QMetaType::fromType<qint64>());
}

QDateTime fromSqlTime(const QVariant &value)
{
    return value.isNull() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(value.toLongLong(), Qt::UTC);
}

QVariant listValue(const QVariantList &values)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromVariantList(values)).toJson(QJsonDocument::Compact));
}

QString placeholders(qsizetype count)
{
    return QStringList(count, u"?"_s).join(u',');
}
