#include "sync/shareddatabase.h"

#include "sync/conninfo.h"
#include "sync/pgconnection.h"
#include "sync/pglogin.h"
#include "sync/sharedsql.h"
#include "sync/socketwatch.h"

#include <QDeadlineTimer>
#include <QSqlDriver>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace
{
constexpr std::chrono::milliseconds look{100}; // how often the clock is looked at

int socketOf(const QSqlDriver *driver)
{
    const PGconn *connection = pgConnection(driver);
    return connection ? PQsocket(connection) : -1;
}

Error offline(const QString &detail)
{
    return Error{ErrorKind::Offline, 0, detail, {}};
}
} // namespace

/// Lives on the thread "shared-db".
class SharedDatabase::Worker : public QObject
{
public:
    Worker(SharedDatabase &theOwner)
        : owner(theOwner)
    {
    }
    Result<void> open(const PracticeAddress &address, const QString &password, const QStringList &places,
                      const QDeadlineTimer &deadline);
    void close();

    SharedDatabase &owner; ///< its atomics and its signal only
    QSqlDatabase connection;
    SocketWatch watch;

private:
    Result<QString> reach(const PracticeAddress &address, const QString &password, const QStringList &places) const;
    Result<void> connectTo(const ConnInfo &info, const QDeadlineTimer &deadline);
    Result<void> prepareSession();
};

Result<void> SharedDatabase::Worker::open(const PracticeAddress &address, const QString &password,
                                          const QStringList &places, const QDeadlineTimer &deadline)
{
    close();
    const auto place = reach(address, password, places);
    if (!place)
        return place.error();
    auto done = connectTo(ConnInfo(address, *place, password), deadline);
    if (done)
        owner.m_open = true;
    else
        close();
    return done;
}

/// The first of the places at which we can log in. QPSQL's open() can not be ended from outside while it connects, so
/// it is called only where the server has just answered.
Result<QString> SharedDatabase::Worker::reach(const PracticeAddress &address, const QString &password,
                                              const QStringList &places) const
{
    LoginOutcome outcome;
    const QDeadlineTimer deadline(owner.m_timing.login);
    for (qsizetype i = 0; i < places.size(); ++i) {
        const QDeadlineTimer share(deadline.remainingTime() / (places.size() - i));
        outcome = logIn(ConnInfo(address, places[i], password).forLibpq(), share, owner.m_ending);
        if (outcome.fault == ConnectionFault::None)
            return places[i];
        if (!outcome.sqlState.isEmpty())
            break; // that is our server, and it has refused
    }
    return ConnectionFaults::toError(outcome.fault, outcome.sqlState);
}

Result<void> SharedDatabase::Worker::connectTo(const ConnInfo &info, const QDeadlineTimer &deadline)
{
    connection = QSqlDatabase::addDatabase(u"QPSQL"_s, u"shared-"_s + QUuid::createUuid().toString());
    if (!connection.isValid())
        return Error{ErrorKind::Storage, 0, u"Qt's driver QPSQL is missing"_s, {}};
    info.applyTo(connection);
    // libpq ends its own waiting after connectTimeout; then QPSQL asks the server some questions, which may stay
    // without an answer. The handle has been set before the first of them, seconds before anybody looks for it.
    const QSqlDriver *driver = connection.driver();
    watch.begin(std::chrono::milliseconds(deadline.remainingTime()), [driver] { return socketOf(driver); });
    Result<void> done;
    if (connection.open())
        done = prepareSession();
    else
        done = offline(u"postgres: not connected"_s);
    connection.setPassword({});
    if (watch.end())
        return offline(u"postgres: no answer while connecting"_s);
    return done;
}

Result<void> SharedDatabase::Worker::prepareSession()
{
    PGconn *handle = pgConnection(connection.driver());
    if (!handle) // then nothing could cut its line
        return Error{ErrorKind::Storage, 0, u"QPSQL does not show its connection"_s, {}};
    watch.watch(PQsocket(handle));
    PQsetErrorVerbosity(handle, PQERRORS_TERSE); // no DETAIL, which quotes rows
    PQsetNoticeReceiver(
        handle, [](void *, const PGresult *) {}, nullptr); // libpq would print them
    // What a desktop that vanished has left ends by itself, and so do its locks. By SQL, for poolers refuse options.
    // And a desktop reads by keys, page after page: before a new table has been analysed, Postgres would rather sort
    // all of it for each page.
    const auto set = execShared(connection, u"SELECT set_config('TimeZone', 'UTC', false), "
                                            "set_config('statement_timeout', '120s', false), "
                                            "set_config('idle_in_transaction_session_timeout', '20s', false), "
                                            "set_config('enable_seqscan', 'off', false), "
                                            "set_config('enable_bitmapscan', 'off', false), "
                                            "set_config('jit', 'off', false)"_s);
    return set ? Result<void>() : set.error();
}

void SharedDatabase::Worker::close()
{
    owner.m_open = false;
    watch.forget();
    const QString name = connection.connectionName();
    connection.close();
    connection = QSqlDatabase();
    if (!name.isEmpty())
        QSqlDatabase::removeDatabase(name);
}

SharedDatabase::SharedDatabase(const SharedTiming &timing, HostLookup lookup, QObject *parent)
    : QObject(parent)
    , m_timing(timing)
    , m_lookup(std::move(lookup))
    , m_worker(new Worker(*this))
{
    ConnInfo::dropEnvironment();
    m_clock.setInterval(look);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        if (m_posted == 0)
            m_clock.stop();
        else
            m_worker->watch.cutIfLate();
    });
    m_thread.setObjectName(u"shared-db"_s);
    m_worker->moveToThread(&m_thread);
    m_thread.start();
}

SharedDatabase::~SharedDatabase()
{
    const QDeadlineTimer drain(m_timing.drain);
    m_lookingUp = false;
    for (const Waiting &waiting : std::as_const(m_waiting)) {
        if (waiting.task)
            waiting.task->refuse(Error{ErrorKind::Cancelled, 0, {}, {}});
    }
    postNow([](Worker &worker) {
        worker.close();
        QThread::currentThread()->quit();
    });
    if (!m_thread.wait(drain)) {
        m_ending = true; // ends a login, too
        do
            m_worker->watch.cut();
        while (!m_thread.wait(QDeadlineTimer(look)));
    }
    delete m_worker;
}

QFuture<Result<void>> SharedDatabase::open(const PracticeAddress &address, const QString &password)
{
    if (const auto fine = address.check(); !fine)
        return readyFuture<void>(fine);
    if (password.contains(QChar(u'\0')))
        return readyFuture<void>(Error{ErrorKind::Invalid, 0, u"practice address: password"_s, {}});
    if (m_lookingUp)
        return readyFuture<void>(Error{ErrorKind::Invalid, 0, u"already opening"_s, {}});
    const Promise<void> promise;
    const QDeadlineTimer deadline(m_timing.open);
    const auto openAt = [this, promise, address, password, deadline](const QStringList &places) {
        postNow([promise, address, password, deadline, places](Worker &worker) {
            promise.finish(worker.open(address, password, places, deadline));
        });
    };
    if (address.isSocket()) {
        openAt({QString()});
        return promise.future();
    }
    m_lookingUp = true;
    whenDone(lookUp(m_lookup, address.host, m_timing.lookup, this), this,
             [this, promise, openAt](const Result<QList<QHostAddress>> &found) {
                 m_lookingUp = false;
                 if (found) {
                     QStringList places;
                     for (const QHostAddress &one : *found)
                         places << one.toString();
                     openAt(places);
                 } else {
                     postNow([promise, error = found.error()](Worker &worker) {
                         worker.close();
                         promise.finish(error);
                     });
                 }
                 flush();
             });
    return promise.future();
}

void SharedDatabase::close()
{
    post([](Worker &worker) { worker.close(); });
}

void SharedDatabase::perform(Worker &worker, Task &task, std::chrono::milliseconds allowance)
{
    if (worker.owner.m_ending) {
        task.refuse(Error{ErrorKind::Cancelled, 0, {}, {}});
        return;
    }
    if (!worker.connection.isOpen()) {
        const bool wasOpen = worker.owner.m_open; // a line that listens finds its end by itself
        worker.close();
        task.refuse(offline(u"postgres: not open"_s));
        if (wasOpen)
            QMetaObject::invokeMethod(&worker.owner, &SharedDatabase::lost, Qt::QueuedConnection);
        return;
    }
    worker.watch.begin(allowance);
    task.run(worker.connection);
    // A job that gave up amid a transaction must not take the next one's statements into it.
    const PGconn *handle = pgConnection(worker.connection.driver());
    if (handle && PQstatus(handle) == CONNECTION_OK && PQtransactionStatus(handle) != PQTRANS_IDLE)
        worker.connection.rollback();
    const bool cut = worker.watch.end();
    const bool lostNow = cut || !worker.connection.isOpen();
    if (lostNow) {
        task.failOffline(cut ? u"postgres: no answer in time"_s : QString());
        worker.close();
    }
    task.finish();
    if (lostNow)
        QMetaObject::invokeMethod(&worker.owner, &SharedDatabase::lost, Qt::QueuedConnection);
}

void SharedDatabase::post(std::function<void(Worker &)> work, const std::shared_ptr<Task> &task)
{
    if (m_lookingUp)
        m_waiting.append({std::move(work), task});
    else
        postNow(std::move(work));
}

void SharedDatabase::postNow(std::function<void(Worker &)> work)
{
    ++m_posted;
    if (!m_clock.isActive())
        m_clock.start();
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, work = std::move(work)] {
            work(*worker);
            --worker->owner.m_posted;
        },
        Qt::QueuedConnection);
}

void SharedDatabase::flush()
{
    const auto waiting = std::exchange(m_waiting, {});
    for (const Waiting &one : waiting)
        postNow(one.work);
}
