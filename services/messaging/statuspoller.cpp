#include "messaging/statuspoller.h"

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
constexpr int sweepStretch = 3; ///< pages a round
constexpr std::chrono::minutes longestWait{1};
} // namespace

StatusPoller::StatusPoller(CommunicationStore &communications, SettingStore &settings, MessagesApi &messages,
                           CallsApi &calls, TwilioClient &twilio, PollTiming timing, QObject *parent)
    : QObject(parent)
    , m_communications(communications)
    , m_settings(settings)
    , m_messages(messages)
    , m_calls(calls)
    , m_twilio(twilio)
    , m_timing(timing)
    , m_waits(timing.fast, longestWait)
    , m_intake(communications)
    , m_announcer(communications, settings)
    , m_numbers(settings)
    , m_stragglers(timing.busy, timing.sweep)
    , m_late(timing.fast, timing.sweep)
    , m_sweepWaits(timing.fast, longestWait)
    , m_callWaits(timing.fast, longestWait)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &StatusPoller::beginRound);
    connect(&m_intake, &NewsIntake::stored, this, &StatusPoller::remember);
    connect(&m_announcer, &InboundAnnouncer::received, this, &StatusPoller::received);
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
    // Another computer may have read meanwhile and told a part: behind a page of known rows there may be unknown ones.
    m_sweep.reset();
    m_lastSweep = QDateTime();
    m_lastCallSweep = QDateTime();
    m_callsReadUntil = QDateTime();
    m_callsLooked.invalidate();
    beginRound();
}

void StatusPoller::stop()
{
    m_running = false;
    m_isCut = m_busy;
    m_timer.stop();
    m_steps.clear();
    setState(State::Off);
}

void StatusPoller::knownUntil(const QDateTime &mark)
{
    m_knownUntil = mark;
}

void StatusPoller::credentialsChanged()
{
    if (m_state == State::TestCredentials || m_state == State::LoginRefused)
        setState(State::Off);
    m_otherLogin = m_busy;
    m_callsRefused = false;
    m_callsAgain = QDateTime();
    m_sweep.reset(); // its pages are the former login's
    m_lastSweep = QDateTime();
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
    if (!m_timer.isActive() || m_timer.remainingTimeAsDuration() > soon())
        m_timer.start(soon());
}

/// Several sends in a moment are one look, and a backlog that is being sent earns no more looks than its open rows do.
std::chrono::milliseconds StatusPoller::soon() const
{
    const auto sinceLook = m_lookBegan.isValid() ? std::chrono::milliseconds(m_lookBegan.elapsed()) : m_timing.fast;
    return std::max({std::chrono::milliseconds(1), m_timing.fast / 4, m_timing.fast - sinceLook});
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
    m_lookBegan.start();
    Q_EMIT began();
    m_again = false;
    m_otherLogin = false;
    m_seen.clear();
    m_steps.clear();
    m_refusal.reset();
    if (!m_marksLoaded) {
        m_steps.push_back([this] { loadMarks(); });
        m_steps.push_back([this] { loadLeft(); });
    }
    m_steps.push_back([this] { plan(); });
    nextStep();
}

void StatusPoller::nextStep()
{
    if (!m_running || m_isCut) {
        m_busy = false;
        m_isCut = false;
        m_announcer.tell(); // what is stored
        beginRound();       // if it was started again meanwhile
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

void StatusPoller::messagesDone(const Result<int> &pages)
{
    const bool refused = !pages && pages.error().kind == ErrorKind::Rejected;
    if (!refused || pages.error().code == testCredentialsCode)
        return stepDone(pages);
    m_refusal = pages.error(); // the rest of the round reads calls alone
    nextStep();
}

void StatusPoller::callsDone(const Result<int> &pages)
{
    if (pages)
        return nextStep();
    const Error &error = pages.error();
    // A 5xx, or what is no list: Twilio speaks, but not of calls. Without any answer the whole round has failed.
    if (error.kind == ErrorKind::BadResponse || (error.kind == ErrorKind::Offline && error.code >= 500)) {
        callsTroubled(error);
        return nextStep();
    }
    if (error.kind != ErrorKind::Rejected)
        return failRound(error);
    qCInfo(logPoll) << "calls are refused, left out until the sweep:" << error.detail << error.code;
    m_callsRefused = true;
    nextStep();
}

void StatusPoller::callsTroubled(const Error &error)
{
    qCInfo(logPoll) << "calls can not be listed:" << error.detail << error.code;
    m_callsAgain = m_twilio.serverTime().addMSecs(std::max(error.retryAfter, m_callWaits.next()).count());
    if (!m_callsSince.isValid())
        setCallsSince((m_mark.isValid() ? std::min(m_mark, m_twilio.serverTime()) : m_twilio.serverTime()).date());
}

bool StatusPoller::leavesCallsOut() const
{
    return m_callsRefused || (m_callsAgain.isValid() && m_twilio.serverTime() < m_callsAgain);
}

void StatusPoller::plan()
{
    const QDateTime now = m_twilio.serverTime();
    if (m_mark.isValid() && m_knownUntil.isValid() && m_knownUntil > m_mark)
        m_mark = std::min(m_knownUntil, now);
    const auto isOver = [now](const QDateTime &last, std::chrono::milliseconds wait) {
        return !last.isValid() || last.msecsTo(now) >= wait.count();
    };
    const QDate yesterday = now.date().addDays(-1);
    if (!m_sweep && isOver(m_lastSweep, std::max(m_timing.sweep, m_sweepPages * rarely())))
        beginSweep(yesterday);
    m_steps.push_back([this] { loadOpen(); });
    if (missesDays()) {
        const QDate first = m_mark.date().addDays(-1);
        m_steps.push_back([this, first] { catchUp(first); });
    }
    m_steps.push_back([this] { newestMessages(); });
    m_steps.push_back([this] {
        m_announcer.tell(); // before what takes long
        nextStep();
    });
    const bool callSweep = missesDays() || isOver(m_lastCallSweep, m_timing.sweep);
    if (callSweep) {
        m_callsRefused = false;
        m_lastCallSweep = now; // also if it fails: callsTroubled() keeps what was missed
    }
    if (callSweep || callsBehind())
        m_steps.push_back([this] { sweepCalls(m_twilio.serverTime().date().addDays(-1)); });
    m_steps.push_back([this] { newestCalls(); });
    m_steps.push_back([this] { planStragglers(); });
    for (int page = 0; page < sweepStretch; ++page)
        m_steps.push_back([this] { sweepPage(); });
    m_steps.push_back([this] { loadOpen(); });
    nextStep();
}

bool StatusPoller::missesDays() const
{
    return m_mark.isValid() && m_mark.date() < m_twilio.serverTime().date().addDays(-1);
}

/// Day by day and oldest first, so that texts are told as they came and a break loses no day. The last day is looked at
/// anew each time: before Twilio's first answer only this computer's clock, which may be wrong, says what today is.
void StatusPoller::catchUp(const QDate &day)
{
    if (m_refusal || day >= m_twilio.serverTime().date())
        return nextStep();
    m_steps.push_front([this, day] { catchUp(day.addDays(1)); });
    m_steps.push_front([this, day] {
        m_announcer.tell();
        if (!m_refusal)
            moveMark(std::max(m_mark, std::min(day.startOfDay(Qt::UTC), m_twilio.serverTime())), true);
        nextStep();
    });
    m_steps.push_front([this, day] { readCallDay(day); });
    m_steps.push_front([this, day] { readMessageDay(day); });
    nextStep();
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
    m_announcer.tell();
    m_busy = false;
    const bool open = std::any_of(m_open.cbegin(), m_open.cend(), [this](const auto &row) { return isOpenNow(row); });
    setState(open ? State::Working : State::Idle);
    if (m_refusal)
        return retryLater(*m_refusal);
    m_waits.reset();
    m_lastSuccess = m_twilio.serverTime();
    const bool isComplete = !missesDays();
    if (isComplete)
        moveMark(m_twilio.serverTime(), false);
    else
        m_again = true; // this computer's clock was behind when the round was planned: the next one reads those days
    schedule();
    if (isComplete)
        Q_EMIT checked(m_lastSuccess); // last: what waited for it may leave now, and wakes this
}

void StatusPoller::failRound(const Error &error)
{
    if (m_isCut)
        return nextStep();
    m_busy = false;
    m_steps.clear();
    m_announcer.tell(); // what is stored is told, whatever came after
    if (error.kind == ErrorKind::Cancelled)
        return;
    const bool ofOlderLogin = m_twilio.hasCredentials() && !m_twilio.isLoginRefused();
    if (error.kind == ErrorKind::Unauthorized && !ofOlderLogin) {
        setState(State::LoginRefused); // credentialsChanged() or a person wakes
        Q_EMIT failed(error);
    } else if (error.kind == ErrorKind::Rejected && error.code == testCredentialsCode && !m_otherLogin) {
        setState(State::TestCredentials);
        Q_EMIT failed(error);
    } else {
        if (error.kind != ErrorKind::Storage && error.kind != ErrorKind::Locked && error.kind != ErrorKind::Rejected &&
            error.kind != ErrorKind::Unauthorized)
            setState(State::Offline);
        retryLater(error);
    }
}

void StatusPoller::retryLater(const Error &error)
{
    qCInfo(logPoll) << "look failed:" << error.detail << error.code;
    if (m_running)
        m_timer.start(std::max(error.retryAfter, m_waits.next()));
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
    if (m_sweep)
        wait = std::min(wait, std::max(m_timing.fast, std::chrono::milliseconds(now.msecsTo(m_sweep->notBefore))));
    // From begin to begin, so that Twilio's answering time does not add to what a change waits; with a pause all the
    // same.
    const auto left = wait - std::chrono::milliseconds(m_lookBegan.elapsed());
    m_timer.start(m_again ? std::min(wait, soon()) : std::max(m_timing.fast / 4, left));
}
