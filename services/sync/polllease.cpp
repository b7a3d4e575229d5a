#include "sync/polllease.h"

#include "async.h"
#include "storage/sql.h"
#include "sync/shareddatabase.h"
#include "sync/sharedsql.h"

using namespace Qt::StringLiterals;

namespace
{
/// A connection that is not open yet is looked for more often: that costs nothing.
constexpr int looksPerRenewal = 5;
} // namespace

struct PollLease::Answer {
    qint64 epoch = 0; ///< 0: not ours
    QString holder;
    Refusal refusal = Refusal::None;
    QDateTime mark;
};

PollLease::PollLease(SharedDatabase &shared, const LeaseTiming &timing, QObject *parent)
    : QObject(parent)
    , m_shared(shared)
    , m_timing(timing)
{
    m_timer.setInterval(m_timing.renewal / looksPerRenewal);
    connect(&m_timer, &QTimer::timeout, this, &PollLease::look);
}

void PollLease::withhold()
{
    const bool before = isHolder();
    m_withheld = true;
    if (isHolder() != before)
        Q_EMIT holderChanged(false);
}

void PollLease::setCanRead(bool can)
{
    if (can == m_canRead)
        return;
    const bool before = isHolder();
    m_canRead = can;
    if (m_started)
        ask();
    if (isHolder() != before)
        Q_EMIT holderChanged(!before);
}

void PollLease::start(DeviceId device, Refusal known)
{
    ++m_run;
    m_asking = false;
    m_device = device;
    m_refusal = known;
    m_holder.clear();
    m_mark = {};
    m_reached = {};
    m_heard.start();
    m_asked.invalidate();
    const bool before = isHolder();
    m_started = true;
    m_withheld = false;
    m_isRefusalKnown = false;
    m_state = State::Unknown;
    if (before)
        Q_EMIT holderChanged(false);
    m_timer.start();
    look();
}

void PollLease::stop()
{
    const bool before = isHolder();
    m_withheld = false;
    if (!m_started) {
        if (!before)
            Q_EMIT holderChanged(true);
        return;
    }
    if (m_state == State::Ours || m_asking) {
        const QVariant epoch = m_asking ? QVariant() : QVariant(m_epoch); // a question under way may bring a new one
        (void)m_shared.run([device = m_device, epoch](QSqlDatabase &db) -> Result<void> {
            const auto released = execShared(db, u"SELECT practiceline.release_lease(?::uuid, ?::bigint)::text"_s,
                                             {device.toString(), epoch});
            return released ? Result<void>() : Result<void>(released.error());
        });
    }
    ++m_run;
    m_started = false;
    m_asking = false;
    m_timer.stop();
    m_holder.clear();
    if (!before)
        Q_EMIT holderChanged(true);
}

bool PollLease::isHolder() const
{
    if (!m_started)
        return !m_withheld;
    return m_canRead && (m_state == State::Ours || m_state == State::Alone);
}

void PollLease::setState(State state)
{
    const bool before = isHolder();
    const bool isTaken = state == State::Ours && m_state != State::Ours;
    m_state = state;
    if (isHolder() != before)
        Q_EMIT holderChanged(!before);
    if (isTaken)
        Q_EMIT taken();
}

void PollLease::wake()
{
    if (m_started && m_state != State::Ours)
        ask();
}

void PollLease::look()
{
    // Whoever may not read everybody's texts may not do so either while nobody can be asked.
    if (m_heard.hasExpired(std::chrono::milliseconds(m_timing.lease).count()) && m_refusal == Refusal::None) {
        m_holder.clear();
        setState(State::Alone);
    }
    if (!m_asked.isValid() || m_asked.hasExpired(m_timing.renewal.count()))
        ask();
}

void PollLease::ask()
{
    if (m_asking || !m_shared.isOpen())
        return;
    m_asking = true;
    m_asked.start();
    const QDateTime reached = m_state == State::Ours ? std::exchange(m_reached, {}) : QDateTime();
    auto job = [device = m_device, seconds = m_canRead ? qint64(m_timing.lease.count()) : 0, epoch = m_epoch,
                reached](QSqlDatabase &db) -> Result<Answer> {
        if (reached.isValid()) {
            // Refused where the lease is not ours any more, which the answer says too.
            (void)execShared(db, u"SELECT practiceline.set_news_mark(?::uuid, ?::bigint, ?::timestamptz)::text"_s,
                             {device.toString(), epoch, reached.toUTC().toString(Qt::ISODateWithMs)});
        }
        auto query = execShared(db,
                                u"SELECT epoch, holder, refusal, (date_part('epoch', news_mark) * 1000)::bigint "
                                "FROM practiceline.take_lease(?::uuid, ?::integer)"_s,
                                {device.toString(), seconds});
        if (!query)
            return query.error();
        if (!query->next())
            return Error{ErrorKind::Storage, 0, u"take_lease"_s, {}};
        const QString refusal = query->value(2).toString();
        return Answer{query->value(0).toLongLong(), query->value(1).toString(),
                      refusal == "private"_L1 ? Refusal::PrivateClients
                      : refusal == "key"_L1   ? Refusal::SendingKey
                      : refusal.isEmpty()     ? Refusal::None
                                              : Refusal::Role,
                      query->isNull(3) ? QDateTime() : fromSqlTime(query->value(3))};
    };
    whenDone(m_shared.run(std::move(job)), this, [this, run = m_run](const Result<Answer> &answer) {
        if (run != m_run)
            return;
        m_asking = false;
        if (answer) // else look() counts how long there was none
            answered(*answer);
    });
}

void PollLease::answered(const Answer &answer)
{
    m_heard = m_asked;
    m_epoch = answer.epoch;
    m_holder = answer.holder;
    const bool isFirst = !std::exchange(m_isRefusalKnown, true);
    const bool isAnother = std::exchange(m_refusal, answer.refusal) != answer.refusal;
    const bool isRefusedAnew = isAnother || (isFirst && answer.refusal != Refusal::None);
    const bool isMoved = answer.mark != m_mark;
    m_mark = answer.mark;
    if (answer.epoch == 0)
        m_reached = {};
    setState(answer.epoch == 0 ? State::Anothers : State::Ours);
    if (isRefusedAnew)
        Q_EMIT refusalChanged();
    if (isMoved)
        Q_EMIT newsMarkChanged(m_mark);
}
