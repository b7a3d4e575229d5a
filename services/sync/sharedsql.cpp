#include "sync/sharedsql.h"

#include "sync/pgconnection.h"

#include <QRegularExpression>
#include <QSqlQuery>

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

/// Types as pg_type.dat has them; what is not named here is for the server to infer, as it does with a quoted literal.
namespace Oids
{
constexpr Oid inferred = 0;
constexpr Oid boolean = 16;
constexpr Oid bytea = 17;
constexpr Oid int8 = 20;
constexpr Oid int2 = 21;
constexpr Oid int4 = 23;
constexpr Oid float4 = 700;
constexpr Oid float8 = 701;
constexpr Oid numeric = 1700;
} // namespace Oids

/// A value beside a statement, in the server's text format. An integer has the type that it would have as a literal.
struct Parameter {
    Oid type = Oids::inferred;
    QByteArray text;
    bool isNull = false;
};

Parameter parameterOf(const QVariant &value)
{
    if (value.isNull())
        return {Oids::inferred, {}, true};
    switch (value.typeId()) {
    case QMetaType::Bool:
        return {Oids::boolean, value.toBool() ? "t" : "f"};
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong: {
        const qint64 number = value.toLongLong();
        return {number == qint64(qint32(number)) ? Oids::int4 : Oids::int8, QByteArray::number(number)};
    }
    case QMetaType::Double:
        return {Oids::float8, QByteArray::number(value.toDouble(), 'g', 17)};
    case QMetaType::QByteArray:
        return {Oids::bytea, "\\x" + value.toByteArray().toHex()};
    default:
        return {Oids::inferred, value.toString().toUtf8()};
    }
}

/// The escape "\u0000", and not a backslash before letters.
bool isJsonWithNul(const QString &text)
{
    static const QRegularExpression escape(u"(?<!\\\\)(?:\\\\\\\\)*\\\\u0000"_s);
    return (text.startsWith(u'[') || text.startsWith(u'{')) && text.contains("\\u0000"_L1) && text.contains(escape);
}

/// Postgres has no U+0000. The statement would end there; and of one in JSON the server writes into its log what stands
/// before it.
bool hasNul(const QVariant &value)
{
    if (value.typeId() != QMetaType::QString)
        return false;
    const QString text = value.toString();
    return text.contains(QChar(u'\0')) || isJsonWithNul(text);
}

/// @p line is what the server said first, and is told only where it names objects.
Error errorOf(const QSqlDatabase &db, const QString &state, const QString &line)
{
    const bool offline = !db.isOpen() || isConnectionState(state);
    const ErrorKind kind = offline                     ? ErrorKind::Offline
                           : state.startsWith("28"_L1) ? ErrorKind::Unauthorized
                                                       : ErrorKind::Storage;
    if (state.isEmpty())
        return offline ? connectionLost() : Error{kind, 0, u"postgres: refused"_s, {}};
    const QString text = namesObjectsOnly(state) ? line : QString();
    return Error{kind, 0, text.isEmpty() ? u"postgres "_s + state : u"postgres %1: %2"_s.arg(state, text), {}};
}
} // namespace

SharedRows::SharedRows(std::shared_ptr<const PGresult> result)
    : m_result(std::move(result))
{
}

int SharedRows::size() const
{
    return PQntuples(m_result.get());
}

int SharedRows::columns() const
{
    return PQnfields(m_result.get());
}

bool SharedRows::next()
{
    if (m_row + 1 >= size())
        return false;
    ++m_row;
    return true;
}

bool SharedRows::isNull(int column) const
{
    return PQgetisnull(m_result.get(), m_row, column) == 1;
}

QVariant SharedRows::value(int column) const
{
    if (isNull(column))
        return {};
    const char *text = PQgetvalue(m_result.get(), m_row, column);
    const QByteArray bytes = QByteArray::fromRawData(text, PQgetlength(m_result.get(), m_row, column));
    switch (PQftype(m_result.get(), column)) {
    case Oids::boolean:
        return bytes == "t";
    case Oids::int2:
    case Oids::int4:
        return bytes.toInt();
    case Oids::int8:
        return bytes.toLongLong();
    case Oids::float4:
    case Oids::float8:
    case Oids::numeric:
        return bytes.toDouble();
    case Oids::bytea: { // QPSQL sets bytea_output to "escape"; this reads "hex" too
        size_t size = 0;
        const std::unique_ptr<unsigned char, decltype(&PQfreemem)> plain(
            PQunescapeBytea(reinterpret_cast<const unsigned char *>(text), &size), &PQfreemem);
        return QByteArray(reinterpret_cast<const char *>(plain.get()), qsizetype(size));
    }
    default:
        return QString::fromUtf8(bytes);
    }
}

Result<SharedRows> execShared(QSqlDatabase &db, const QString &sql, const QVariantList &values)
{
    if (std::any_of(values.begin(), values.end(), hasNul))
        return Error{ErrorKind::Invalid, 0, u"postgres: a value holds U+0000"_s, {}};
    PGconn *connection = pgConnection(db.driver());
    if (!connection)
        return connectionLost();
    const QStringList parts = values.isEmpty() ? QStringList{sql} : sql.split(u'?');
    Q_ASSERT(parts.size() == values.size() + 1);
    QString text = parts.first();
    QList<Parameter> parameters;
    QList<Oid> types;
    QList<const char *> texts;
    for (qsizetype at = 0; at < values.size(); ++at) {
        text += u"$%1"_s.arg(at + 1) + parts.at(at + 1);
        parameters.append(parameterOf(values.at(at)));
        types.append(parameters.last().type);
        texts.append(parameters.last().isNull ? nullptr : parameters.last().text.constData());
    }
    const std::shared_ptr<const PGresult> result(PQexecParams(connection, text.toUtf8().constData(), int(texts.size()),
                                                              types.constData(), texts.constData(), nullptr, nullptr,
                                                              0),
                                                 [](const PGresult *one) { PQclear(const_cast<PGresult *>(one)); });
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        return SharedRows(result);
    const auto field = [&result](int which) { return QString::fromUtf8(PQresultErrorField(result.get(), which)); };
    return errorOf(db, field(PG_DIAG_SQLSTATE), field(PG_DIAG_MESSAGE_PRIMARY).section(u'\n', 0, 0));
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
    return errorOf(db, error.nativeErrorCode(), firstLine(error.databaseText()));
}

QString sqlState(const Error &error)
{
    static const QRegularExpression begin(u"^postgres ([0-9A-Z]{5})(?::|$)"_s);
    return begin.match(error.detail).captured(1);
}

Error nothingCameBack()
{
    return Error{ErrorKind::Storage, 0, u"postgres: nothing came back"_s, {}};
}

bool isOfRows(const Error &error)
{
    const QString state = sqlState(error);
    return state.startsWith("22"_L1) || state.startsWith("23"_L1) || error.kind == ErrorKind::Invalid;
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
