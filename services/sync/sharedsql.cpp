#include "sync/sharedsql.h"

#include <QRegularExpression>
#include <QSqlDriver>
#include <QSqlField>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace
{
/// Classes whose first line names tables, constraints and roles. Not 22 ("invalid input syntax for type integer: "…""),
/// nor what a function raises in words of its own.
bool namesObjectsOnly(const QString &state)
{
    static constexpr std::array classes{"08"_L1, "23"_L1, "25"_L1, "28"_L1, "40"_L1,
                                        "42"_L1, "53"_L1, "55"_L1, "57"_L1, "58"_L1};
    // 42601, a syntax error, quotes the statement.
    return state != u"42601" && std::any_of(classes.begin(), classes.end(),
                                            [&state](QLatin1StringView one) { return state.startsWith(one); });
}

/// "ERROR:  text\nDETAIL: …" without the severity, which is translated, and without all that follows.
QString firstLine(const QString &text)
{
    const qsizetype severity = text.indexOf(u":  "_s);
    return severity < 0 ? QString() : text.sliced(severity + 3).section(u'\n', 0, 0).trimmed();
}

bool isConnectionState(const QString &state)
{
    return state.startsWith("08"_L1) || state.startsWith("57P0"_L1) || state == u"53300";
}

/// Before Qt warns of a connection that is not open.
Error connectionLost()
{
    return Error{ErrorKind::Offline, 0, u"postgres: connection lost"_s, {}};
}

/// As QPSQL writes a bound value into its EXECUTE.
QString literal(const QSqlDatabase &db, const QVariant &value)
{
    QSqlField field(QString(), value.metaType());
    field.setValue(value);
    return db.driver()->formatValue(field);
}

/// Postgres has no U+0000, and the statement would end there.
bool hasNul(const QVariant &value)
{
    return value.typeId() == QMetaType::QString && value.toString().contains(QChar(u'\0'));
}
} // namespace

Result<QSqlQuery> execShared(QSqlDatabase &db, const QString &sql, const QVariantList &values)
{
    if (std::any_of(values.begin(), values.end(), hasNul))
        return Error{ErrorKind::Invalid, 0, u"postgres: a value holds U+0000"_s, {}};
    const QStringList parts = sql.split(u'?');
    Q_ASSERT(values.isEmpty() || parts.size() == values.size() + 1);
    QString text = parts.first();
    if (values.isEmpty())
        text = sql;
    for (qsizetype at = 0; at < values.size(); ++at)
        text += literal(db, values.at(at)) + parts.at(at + 1);
    QSqlQuery query(db);
    if (!query.exec(text))
        return sharedError(db, query.lastError());
    return query;
}

Result<void> execScript(QSqlDatabase &db, const QString &script)
{
    if (!db.isOpen())
        return connectionLost();
    QSqlQuery query(db);
    if (!query.exec(script))
        return sharedError(db, query.lastError());
    while (query.nextResult()) {
    }
    return query.lastError().isValid() ? Result<void>(sharedError(db, query.lastError())) : Result<void>();
}

Error sharedError(const QSqlDatabase &db, const QSqlError &error)
{
    const QString state = error.nativeErrorCode();
    const bool offline = !db.isOpen() || isConnectionState(state);
    const ErrorKind kind = offline                     ? ErrorKind::Offline
                           : state.startsWith("28"_L1) ? ErrorKind::Unauthorized
                                                       : ErrorKind::Storage;
    if (state.isEmpty())
        return offline ? connectionLost() : Error{kind, 0, u"postgres: refused"_s, {}};
    const QString text = namesObjectsOnly(state) ? firstLine(error.databaseText()) : QString();
    return Error{kind, 0, text.isEmpty() ? u"postgres "_s + state : u"postgres %1: %2"_s.arg(state, text), {}};
}

QString sqlState(const Error &error)
{
    static const QRegularExpression begin(u"^postgres ([0-9A-Z]{5})(?::|$)"_s);
    return begin.match(error.detail).captured(1);
}

SharedTransaction::SharedTransaction(QSqlDatabase &db)
    : m_db(db)
    , m_active(db.isOpen() && db.transaction())
{
    if (!m_active)
        m_error = sharedError(db, db.lastError());
}

SharedTransaction::~SharedTransaction()
{
    if (m_active && m_db.isOpen())
        m_db.rollback();
}

Result<void> SharedTransaction::commit()
{
    if (!m_active)
        return m_error;
    // Of a dead connection this is false with an empty error, of a transaction that had failed before, too.
    if (!m_db.isOpen() || !m_db.commit())
        return sharedError(m_db, m_db.lastError());
    m_active = false;
    return {};
}
