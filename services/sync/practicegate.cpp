#include "sync/practicegate.h"

#include "clock.h"
#include "storage/clientrow.h"
#include "storage/database.h"
#include "storage/settingstore.h"
#include "storage/sql.h"
#include "sync/shareddatabase.h"
#include "sync/sharedsql.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr std::chrono::milliseconds hour = std::chrono::hours(1);
constexpr int mostRows = 1000; // may_send() takes no more

Result<SendAdvice> askPractice(QSqlDatabase &db, const QVariantList &question)
{
    auto answer =
        execShared(db,
                   u"SELECT permission, (date_part('epoch', permission_since) * 1000)::bigint, hourly_limit, wait_ms "
                   "FROM practiceline.may_send(?::uuid, ?, ?::integer, ?::jsonb)"_s,
                   question);
    if (!answer)
        return answer.error();
    if (!answer->next())
        return Error{ErrorKind::Storage, 0, u"may_send"_s, {}};
    SendAdvice advice;
    advice.permission = permissionFromKey(answer->value(0).toString());
    advice.permissionSince = answer->isNull(1) ? QDateTime() : fromSqlTime(answer->value(1));
    advice.hourlyLimit = answer->value(2).toInt();
    if (!answer->isNull(3))
        advice.wait = std::chrono::milliseconds(answer->value(3).toLongLong());
    return advice;
}

/// Their role changed, or their membership has just ended: what waits here does not leave.
Error mayNotSend()
{
    return {ErrorKind::Unauthorized, 0, u"this person may not send in the practice"_s, {}};
}
} // namespace

/// What this computer knows by itself.
struct PracticeGate::Local {
    QString role; ///< of this person, in the practice; empty: not known
    struct Sent {
        QString id;
        qint64 age = 0; ///< milliseconds
    };
    QList<Sent> sent; ///< within the last hour, the oldest first; without the row in question
    int waiting = 0;  ///< held for a slot
};

PracticeGate::PracticeGate(Database &local, SharedDatabase &shared, const SettingStore &settings, const Clock &clock,
                           const GateTiming &timing, QObject *parent)
    : QObject(parent)
    , m_local(local)
    , m_shared(shared)
    , m_settings(settings)
    , m_clock(clock)
    , m_timing(timing)
{
}

QFuture<Result<SendAdvice>> PracticeGate::ask(const Communication &row)
{
    const Promise<SendAdvice> promise;
    const auto job = [id = row.id.toString(), now = m_clock.now()](QSqlDatabase &db) -> Result<Local> {
        Local local;
        auto sent =
            execSql(db,
                    u"SELECT id, attempt_at FROM communication_logs WHERE attempt_at > ? AND device_id IS NULL AND "
                    "communication_type = 'sms' AND id <> ? ORDER BY attempt_at LIMIT ?"_s,
                    {now.toMSecsSinceEpoch() - hour.count(), id, mostRows});
        if (!sent)
            return sent.error();
        while (sent->next()) {
            const qint64 age = now.toMSecsSinceEpoch() - sent->value(1).toLongLong();
            local.sent.append({sent->value(0).toString(), std::max<qint64>(0, age)});
        }
        auto role =
            execSql(db, u"SELECT s.role FROM staff s JOIN marks m ON m.value = s.id WHERE m.name = 'sync.person'"_s);
        if (!role)
            return role.error();
        local.role = role->next() ? role->value(0).toString() : QString();
        auto waiting = execSql(
            db, u"SELECT count(*) FROM communication_logs WHERE outbox_state = 'held' AND block = 'hourly_limit'"_s);
        if (!waiting)
            return waiting.error();
        local.waiting = waiting->next() ? waiting->value(0).toInt() : 0;
        return local;
    };
    whenDone(m_local.run(job), this,
             [this, id = row.id.toString(), address = row.peer.e164(), promise](const Result<Local> &local) {
                 if (!local)
                     promise.finish(local.error());
                 else if (local->role == "supervisor"_L1)
                     promise.finish(mayNotSend());
                 else if (!m_shared.isOpen() || m_unanswered > 0)
                     promise.finish(adviceOf(*local));
                 else
                     askThere(id, address, *local, promise);
             });
    return promise.future();
}

void PracticeGate::askThere(const QString &id, const QString &address, const Local &local,
                            const Promise<SendAdvice> &promise)
{
    QJsonArray sent;
    for (const Local::Sent &one : local.sent)
        sent.append(QJsonObject{{u"id"_s, one.id}, {u"age_ms"_s, one.age}});
    const QVariantList question{id, address, local.waiting,
                                QString::fromUtf8(QJsonDocument(sent).toJson(QJsonDocument::Compact))};
    auto *timer = new QTimer(this);
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, this, [this, local, promise] {
        ++m_unanswered;
        promise.finish(adviceOf(local));
    });
    timer->start(m_timing.patience);
    whenDone(m_shared.run([question](QSqlDatabase &db) { return askPractice(db, question); }), this,
             [this, timer, local, promise](const Result<SendAdvice> &advice) {
                 if (!timer->isActive())
                     --m_unanswered; // too late; the text was counted there all the same
                 timer->stop();
                 timer->deleteLater();
                 if (!advice && sqlState(advice.error()) == "42501"_L1)
                     promise.finish(mayNotSend());
                 else
                     promise.finish(advice ? *advice : adviceOf(local));
             });
}

SendAdvice PracticeGate::adviceOf(const Local &local) const
{
    SendAdvice advice;
    advice.hourlyLimit = m_settings.current().sendsPerHour;
    const qsizetype limit = advice.hourlyLimit;
    if (limit == 0 || local.sent.size() < limit)
        return advice;
    // The slot of the oldest of the last "limit" texts becomes free first; who waits already has the earlier ones.
    const Local::Sent &slot = local.sent.at(local.sent.size() - limit + local.waiting % limit);
    advice.wait =
        hour * (1 + local.waiting / limit) - std::chrono::milliseconds(slot.age) + std::chrono::milliseconds(1);
    return advice;
}
