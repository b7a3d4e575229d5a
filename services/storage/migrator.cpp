#include "storage/migrator.h"

#include "storage/sql.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace
{
Error brokenFiles(const QString &detail)
{
    return Error{ErrorKind::Storage, 0, u"migrations: "_s + detail, {}};
}

/// Index just behind the quoted text, comment or word that starts at @p at; at + 1 for any other character.
qsizetype tokenEnd(const QString &text, qsizetype at)
{
    const QChar c = text.at(at);
    const auto behind = [&](const QString &close, qsizetype from) {
        const qsizetype found = text.indexOf(close, from);
        return found < 0 ? text.size() : found + close.size();
    };
    if (c == u'\'' || c == u'"' || c == u'`')
        return behind(QString(c), at + 1); // a doubled quote reads as two quoted texts side by side, which is the same
    if (c == u'[')
        return behind(u"]"_s, at + 1);
    if (c == u'-' && text.mid(at, 2) == "--"_L1)
        return behind(u"\n"_s, at + 2);
    if (c == u'/' && text.mid(at, 2) == "/*"_L1)
        return behind(u"*/"_s, at + 2);
    if (!c.isLetter() && c != u'_')
        return at + 1;
    qsizetype end = at;
    while (end < text.size() && (text.at(end).isLetterOrNumber() || text.at(end) == u'_'))
        ++end;
    return end;
}

bool isComment(QStringView token)
{
    return token.startsWith("--"_L1) || token.startsWith("/*"_L1);
}
} // namespace

Migrator::Migrator(const QString &folder)
    : m_files(folder)
{
}

Result<int> Migrator::version(QSqlDatabase &db)
{
    auto query = execSql(db, u"PRAGMA user_version"_s);
    if (!query)
        return query.error();
    if (!query->next())
        return storageError(*query);
    return query->value(0).toInt();
}

Result<void> Migrator::migrate(QSqlDatabase &db) const
{
    if (m_files.newest() < 1)
        return brokenFiles(u"numbering"_s);
    const auto from = version(db);
    if (!from)
        return from.error();
    for (int number = *from + 1; number <= m_files.newest(); ++number) {
        QFile file(m_files.path(number));
        if (!file.open(QIODevice::ReadOnly))
            return brokenFiles(file.fileName());
        SqlTransaction transaction(db);
        if (!transaction.isActive())
            return transaction.error();
        const QStringList parts = statements(QString::fromUtf8(file.readAll()));
        for (const QString &statement : parts) {
            if (const auto done = execSql(db, statement); !done)
                return done.error();
        }
        // A pragma takes no bound value; number is our own.
        if (const auto done = execSql(db, u"PRAGMA user_version = %1"_s.arg(number)); !done)
            return done.error();
        if (const auto done = transaction.commit(); !done)
            return done;
    }
    return {};
}

QStringList Migrator::statements(const QString &script)
{
    QStringList result;
    QString current;
    QStringList words; // the first two tell a trigger
    int depth = 0;     // BEGIN … END and CASE … END inside a trigger
    for (qsizetype at = 0; at < script.size();) {
        const qsizetype end = tokenEnd(script, at);
        const QString token = script.mid(at, end - at);
        at = end;
        if (token == ";"_L1 && depth == 0) {
            if (const QString statement = current.trimmed(); !statement.isEmpty())
                result.append(statement);
            current.clear();
            words.clear();
            continue;
        }
        current += isComment(token) ? u" "_s : token;
        if (!token.at(0).isLetter())
            continue;
        const QString word = token.toUpper();
        words.append(word);
        const bool trigger = words.first() == "CREATE"_L1 && words.mid(1, 2).contains("TRIGGER"_L1);
        if (trigger && (word == "BEGIN"_L1 || word == "CASE"_L1))
            ++depth;
        else if (trigger && word == "END"_L1)
            --depth;
    }
    if (const QString statement = current.trimmed(); !statement.isEmpty())
        result.append(statement);
    return result;
}
