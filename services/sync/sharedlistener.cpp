#include "sync/sharedlistener.h"

#include "sync/sharedsql.h"

#include <QSqlDriver>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace
{
using namespace std::chrono_literals;
constexpr auto echoPatience = 5s;
constexpr auto pulse = 10s;
constexpr auto look = 1s;
constexpr auto longestRetry = 60s;
const QString channel = u"practiceline"_s;
const QString echoBegin = u"echo "_s;
const QString presenceChannel = u"practiceline_presence"_s;
} // namespace

SharedListener::SharedListener(QObject *parent)
    : QObject(parent)
    , m_backoff(1s, longestRetry)
    , m_echoBackoff(1s, longestRetry)
{
    m_retry.setSingleShot(true);
    m_patience.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &SharedListener::connectNow);
    m_echoRetry.setSingleShot(true);
    connect(&m_echoRetry, &QTimer::timeout, this, &SharedListener::sayEcho);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        setHears(false);
        if (!m_isSaid) // then its silence says nothing of the line
            m_echoRetry.start(m_echoBackoff.next());
    });
    // A job finds the connection gone, whatever it does; this one asks nobody.
    m_look.setInterval(look);
    connect(&m_look, &QTimer::timeout, this,
            [this] { (void)m_line.run([](QSqlDatabase &) -> Result<void> { return {}; }); });
    m_pulse.setInterval(pulse);
    connect(&m_pulse, &QTimer::timeout, this, [this] {
        (void)m_line.run([](QSqlDatabase &db) -> Result<void> {
            const auto alive = execShared(db, u"SELECT 1"_s);
            return alive ? Result<void>() : Result<void>(alive.error());
        });
    });
    connect(&m_line, &SharedDatabase::lost, this, [this] {
        again(Error{ErrorKind::Offline, 0, u"postgres: the line ended"_s, {}});
    });
}

void SharedListener::start(const PracticeAddress &address, const QString &password)
{
    m_address = address;
    m_password = password;
    m_started = true;
    m_backoff.reset();
    connectNow();
}

void SharedListener::stop()
{
    m_started = false;
    m_retry.stop();
    m_echoRetry.stop();
    m_patience.stop();
    m_look.stop();
    m_pulse.stop();
    m_line.close();
    setHears(false);
}

void SharedListener::setHears(bool hears)
{
    if (m_hears == hears)
        return;
    m_hears = hears;
    Q_EMIT hearsChanged(hears);
}

void SharedListener::connectNow()
{
    whenDone(m_line.open(m_address, m_password), this, [this](const Result<void> &opened) {
        if (!m_started)
            return;
        if (opened)
            listen();
        else
            again(opened);
    });
}

void SharedListener::again(const Result<void> &failed)
{
    m_echoRetry.stop();
    m_patience.stop();
    m_look.stop();
    m_pulse.stop();
    setHears(false);
    const bool isUnreached = failed.error().kind == ErrorKind::Offline;
    if (m_started)
        m_retry.start(m_backoff.next(isUnreached ? m_longestOffline : longestRetry));
}

void SharedListener::listen()
{
    m_echo = echoBegin + QUuid::createUuid().toString(QUuid::WithoutBraces);
    // The driver lives on the other thread and dies before this does (m_line is a member), so its signal may name us.
    auto listening = m_line.run([this](QSqlDatabase &db) -> Result<void> {
        connect(
            db.driver(), &QSqlDriver::notification, this,
            [this](const QString &name, QSqlDriver::NotificationSource, const QVariant &payload) {
                if (name == presenceChannel)
                    Q_EMIT presence(payload.toString());
                else
                    notified(payload.toString());
            },
            Qt::QueuedConnection);
        const bool listens =
            db.driver()->subscribeToNotification(channel) && db.driver()->subscribeToNotification(presenceChannel);
        return listens ? Result<void>() : Result<void>(sharedError(db, db.driver()->lastError()));
    });
    whenDone(listening, this, [this](const Result<void> &done) {
        if (!m_started)
            return;
        if (!done) {
            m_line.close();
            again(done);
            return;
        }
        m_backoff.reset();
        m_look.start();
        m_pulse.start();
        sayEcho();
        Q_EMIT heard({}); // what was said while nobody listened
    });
}

/// Over another connection: behind a pooler, what is said over this one may come back and what others say does not.
void SharedListener::sayEcho()
{
    m_patience.start(echoPatience);
    m_isSaid = false;
    whenDone(m_voice.open(m_address, m_password), this, [this](const Result<void> &opened) {
        if (!opened || !m_started)
            return;
        const auto said = m_voice.run([echo = m_echo](QSqlDatabase &db) -> Result<void> {
            const auto told = execShared(db, u"SELECT pg_notify(?, ?)"_s, {channel, echo});
            return told ? Result<void>() : Result<void>(told.error());
        });
        whenDone(said, this, [this](const Result<void> &done) {
            m_isSaid = done.has_value();
            if (m_isSaid)
                m_echoBackoff.reset();
            m_voice.close();
        });
    });
}

void SharedListener::notified(const QString &payload)
{
    if (payload == m_echo) {
        m_patience.stop();
        setHears(true);
    } else if (!payload.startsWith(echoBegin)) { // after an outage all colleagues say theirs
        Q_EMIT heard(payload);
    }
}
