#include "sharing/reencryptionrecord.h"

#include "secrets/keyring.h"
#include "storage/auditlog.h"
#include "storage/database.h"
#include "storage/storejob.h"

#include <QLoggingCategory>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(lcRecord, "practiceline.reencryption")

// A name and whether clear texts go too, while a run has begun and not ended.
const QString mark = u"reencryption.run"_s;
const QString clear = u" clear"_s;
const QJsonObject brokenOff{{u"why"_s, u"broken off"_s}};

Result<QString> openRun(QSqlDatabase &db)
{
    auto query = execSql(db, u"SELECT value FROM marks WHERE name = ?"_s, {mark});
    if (!query)
        return query.error();
    return query->next() ? query->value(0).toString() : QString();
}

void warn(const Result<void> &done)
{
    if (!done)
        qCWarning(lcRecord) << "not recorded here:" << done.error().detail;
}
} // namespace

ReencryptionRecord::ReencryptionRecord(Database &local, KeyRing &keys, QObject *parent)
    : QObject(parent)
    , m_local(local)
    , m_keys(keys)
{
}

void ReencryptionRecord::watch(const Reencryption &work, Reencryption::What what)
{
    const QString run =
        QUuid::createUuid().toString(QUuid::WithoutBraces) + (what == Reencryption::What::AndClear ? clear : QString());
    connect(&work, &Reencryption::begun, this, [this, run] { begin(run); });
    connect(&work, &Reencryption::ended, this, [this, run](const Result<Reencryption::Progress> &result) {
        if (result)
            end(run, {{u"done"_s, result->done}, {u"left"_s, result->left}, {u"unreadable"_s, result->unreadable}});
        else
            end(run, {{u"why"_s, result.error().detail.isEmpty() ? u"stopped"_s : result.error().detail}});
    });
}

void ReencryptionRecord::begin(const QString &run)
{
    const auto begun = m_local.run([run, cipher = m_keys.cipher()](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<void> {
            const auto earlier = openRun(inner);
            if (!earlier)
                return earlier.error();
            if (!earlier->isEmpty()) {
                if (const auto done = appendAudit(inner, cipher, {u"reencryption.ended"_s, {}, brokenOff, {}}); !done)
                    return done;
            }
            const QJsonObject details{{u"clear_texts"_s, run.endsWith(clear)}};
            if (const auto done = appendAudit(inner, cipher, {u"reencryption.begun"_s, {}, details, {}}); !done)
                return done;
            return runSql(inner, u"INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)"_s, {mark, run});
        });
    });
    whenDone(begun, this, warn);
}

void ReencryptionRecord::end(const QString &run, const QJsonObject &details)
{
    const auto ended = m_local.run([run, details, cipher = m_keys.cipher()](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) -> Result<void> {
            const auto open = execSql(inner, u"DELETE FROM marks WHERE name = ? AND value = ?"_s, {mark, run});
            if (!open || open->numRowsAffected() == 0)
                return open ? Result<void>() : Result<void>(open.error());
            return appendAudit(inner, cipher, {u"reencryption.ended"_s, {}, details, {}});
        });
    });
    whenDone(ended, this, warn);
}

void ReencryptionRecord::look(SharedDatabase &shared, int epoch)
{
    if (std::exchange(m_hasLooked, true))
        return;
    whenDone(m_local.run(openRun), this, [this, &shared, epoch](const Result<QString> &run) {
        if (!run || run->isEmpty())
            return;
        const auto what = run->endsWith(clear) ? Reencryption::What::AndClear : Reencryption::What::Sealed;
        whenDone(Reencryption::left(shared, epoch, what), this, [this, run = *run](const Result<qint64> &left) {
            if (!left) {
                m_hasLooked = false;
                return;
            }
            QJsonObject details = brokenOff;
            details.insert(u"left"_s, *left);
            end(run, details);
        });
    });
}
