#include "messaging/statuspoller.h"

#include "clock.h"
#include "storage/settingstore.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"

#include <QLoggingCategory>

#include <algorithm>

namespace
{
Q_LOGGING_CATEGORY(logPoll, "practiceline.poll")

constexpr int testCredentialsCode = 20008; ///< "Resource not accessible with Test Account Credentials"
constexpr int mostOpen = 1000;
constexpr std::chrono::minutes longestWait{1};
} // namespace

StatusPoller::StatusPoller(CommunicationStore &communications, SettingStore &settings, MessagesApi &messages,
                           CallsApi &calls, TwilioClient &twilio, const Clock &clock, PollTiming timing,
                           QObject *parent)
    : QObject(parent)
    , m_communications(communications)
    , m_settings(settings)
    , m_messages(messages)
    , m_calls(calls)
    , m_twilio(twilio)
    , m_clock(clock)
    , m_timing(timing)
    , m_waits(timing.fast, longestWait)
    , m_stragglers(timing.busy, timing.sweep)
    , m_late(timing.fast, timing.sweep)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &StatusPoller::beginRound);
    connect(&m_settings, &SettingStore::changed, this, &StatusPoller::credentialsChanged);
    connect(&m_twilio, &TwilioClient::reached, this, [this] {
        if (m_state == State::Offline && !m_busy)
            wake();
    });
}

void StatusPoller::start()
{
    m_running = true;
    m_requests = 0;
    beginRound();
}

void StatusPoller::stop()
{
    m_running = false;
    m_timer.stop();
    m_steps.clear();
}

void StatusPoller::credentialsChanged()
{
    if (m_state == State::TestCredentials || m_state == State::LoginRefused)
        setState(State::Off);
    wake();
}

void StatusPoller::wake()
{
    if (!m_running || m_state == State::TestCredentials)
        return;
    if (m_busy) {
        m_again = true;
        return;
    }
    // Several sends in a moment are one look.
    const auto soon = std::max(std::chrono::milliseconds(1), m_timing.fast / 4);
    if (!m_timer.isActive() || m_timer.remainingTimeAsDuration() > soon)
        m_timer.start(soon);
}

void StatusPoller::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

void StatusPoller::beginRound()
{
    if (!m_running || m_busy)
        return;
    if (!m_twilio.hasCredentials() || !m_settings.current().canText())
        return setState(State::Off); // settings wake this
    m_busy = true;
    Q_EMIT began();
    m_again = false;
    m_seen.clear();
    m_steps.clear();
    if (!m_marksLoaded) {
        m_steps.push_back([this] { loadMarks(); });
        m_steps.push_back([this] { loadAnnounced(); });
        m_steps.push_back([this] { announceLeft({}); });
    }
    m_steps.push_back([this] { plan(); });
    nextStep();
}

void StatusPoller::nextStep()
{
    if (!m_running) {
        m_busy = false;
        return;
    }
    if (m_steps.empty())
        return finishRound();
    const Step step = std::move(m_steps.front());
    m_steps.pop_front();
    step();
}

void StatusPoller::stepDone(const Result<int> &pages)
{
    if (!pages)
        failRound(pages.error());
    else
        nextStep();
}

void StatusPoller::plan()
{
    const QDateTime now = m_twilio.serverTime();
    const QDate today = now.date();
    const bool sweep = !m_lastSweep.isValid() || m_lastSweep.msecsTo(now) >= m_timing.sweep.count();
    m_steps.push_back([this] { loadOpen(); });
    if (m_mark.isValid() && m_mark.date() < today.addDays(-1))
        planCatchUp(today);
    if (sweep) {
        const QDate since = today.addDays(-1);
        m_steps.push_back([this, since] { sweepMessages(since); });
        m_steps.push_back([this, since] { sweepCalls(since); });
    }
    m_steps.push_back([this] { newestMessages(); });
    m_steps.push_back([this] { newestCalls(); });
    m_steps.push_back([this] { planStragglers(); });
    m_steps.push_back([this] { loadOpen(); });
    nextStep();
}

/// Day by day and oldest first, so that stop and start words are read as they came and a break loses no day.
void StatusPoller::planCatchUp(const QDate &today)
{
    for (QDate day = m_mark.date().addDays(-1); day < today; day = day.addDays(1)) {
        m_steps.push_back([this, day] { readMessageDay(day); });
        m_steps.push_back([this, day] { readCallDay(day); });
        m_steps.push_back([this, day] {
            flush();
            moveMark(std::max(m_mark, day.startOfDay(Qt::UTC)), true);
            nextStep();
        });
    }
    m_lastSweep = QDateTime();
}

void StatusPoller::loadOpen()
{
    const QDateTime since = m_twilio.serverTime().addMSecs(-m_timing.giveUp.count());
    whenDone(m_communications.open(mostOpen, since, m_twilio.accountSid()), this,
             [this](const Result<QList<Communication>> &rows) {
                 if (!rows)
                     return failRound(rows.error());
                 m_open = *rows;
                 nextStep();
             });
}

bool StatusPoller::isOpenNow(const Communication &row) const
{
    const QString sid = row.channel == Channel::Sms ? row.messageSid : row.callSid;
    return !sid.isEmpty() && row.sortAt.msecsTo(m_twilio.serverTime()) < m_timing.giveUp.count();
}

/// Rows of the last minutes may still change on any page; older open ones are asked for by sid.
bool StatusPoller::isWatchedYoung(const QDateTime &created) const
{
    return !created.isValid() || created.msecsTo(m_twilio.serverTime()) < 2 * m_timing.youth.count();
}

void StatusPoller::finishRound()
{
    flush();
    m_busy = false;
    m_waits.reset();
    ++m_rounds;
    m_lastSuccess = m_clock.now();
    moveMark(m_twilio.serverTime(), false);
    const bool open = std::any_of(m_open.cbegin(), m_open.cend(), [this](const auto &row) { return isOpenNow(row); });
    setState(open ? State::Working : State::Idle);
    Q_EMIT checked(m_lastSuccess);
    schedule();
}

void StatusPoller::failRound(const Error &error)
{
    m_busy = false;
    m_steps.clear();
    flush(); // what is stored is announced, whatever came after
    if (error.kind == ErrorKind::Cancelled)
        return;
    qCInfo(logPoll) << "look failed:" << error.detail << error.code;
    const bool ofOlderLogin = m_twilio.hasCredentials() && !m_twilio.isLoginRefused();
    if (error.kind == ErrorKind::Unauthorized && !ofOlderLogin) {
        setState(State::LoginRefused); // credentialsChanged() or a person wakes
    } else if (error.kind == ErrorKind::Rejected && (error.code == testCredentialsCode || error.code == 403)) {
        setState(State::TestCredentials);
    } else {
        if (error.kind != ErrorKind::Storage && error.kind != ErrorKind::Locked && error.kind != ErrorKind::Rejected &&
            error.kind != ErrorKind::Unauthorized)
            setState(State::Offline);
        if (m_running)
            m_timer.start(std::max(error.retryAfter, m_waits.next()));
    }
    Q_EMIT failed(error);
}

void StatusPoller::schedule()
{
    if (!m_running)
        return;
    const QDateTime now = m_twilio.serverTime();
    auto wait = m_timing.idle;
    for (const Communication &row : std::as_const(m_open)) {
        if (!isOpenNow(row))
            continue;
        const QDateTime since = row.attemptAt.isValid() ? row.attemptAt : row.sortAt;
        wait = std::min(wait, since.msecsTo(now) < m_timing.youth.count() ? m_timing.fast : m_timing.busy);
    }
    if (const QDateTime late = m_late.nextAt(); late.isValid())
        wait = std::min(wait, std::max(m_timing.fast, std::chrono::milliseconds(now.msecsTo(late))));
    m_timer.start(m_again ? std::min(wait, std::max(std::chrono::milliseconds(1), m_timing.fast / 4)) : wait);
}
