#include "twilio/twilioclient.h"

#include "twilio/oneshotbody.h"
#include "twilio/twiliodate.h"
#include "twilio/twilioerror.h"
#include "twilio/twilioexchange.h"

#include <QDeadlineTimer>
#include <QLoggingCategory>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRandomGenerator>
#include <QSslConfiguration>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{

Q_LOGGING_CATEGORY(lcTwilio, "practiceline.twilio")

constexpr qint64 readLimit = 16 * 1024 * 1024; ///< a page of 1000 rows of 1600 escaped characters has 11 MB
constexpr qint64 writeLimit = 1024 * 1024;     ///< one resource

QNetworkRequest harden(const QUrl &url)
{
    QNetworkRequest request(url);
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    request.setSslConfiguration(tls);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false); // 6.4 stalls each POST by 43 ms over HTTP/2
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setRawHeader("Accept", "application/json");
    request.setRawHeader("User-Agent", "Practiceline");
    request.setDecompressedSafetyCheckThreshold(readLimit);
    return request;
}

std::chrono::milliseconds randomUpTo(std::chrono::milliseconds limit)
{
    return std::chrono::milliseconds(
        QRandomGenerator::global()->bounded(qint64{1}, std::max<qint64>(limit.count(), 1) + 1));
}

size_t index(TwilioClient::Priority priority)
{
    return priority == TwilioClient::Priority::Foreground ? 0 : 1;
}

} // namespace

struct TwilioClient::Pending {
    bool write = false;
    QUrl url;
    QByteArray body;
    Priority priority = Priority::Foreground;
    Handler handler;
    QDeadlineTimer mayWait;
};

struct TwilioClient::Running {
    PendingPtr request;
    TwilioExchange *exchange = nullptr;
    NetworkManagers::Manager manager;
    qint64 serial = 0;
    int credentialsSerial = 0;
    std::chrono::milliseconds handedOver{0}; ///< Clock::sinceBoot()
};

TwilioClient::TwilioClient(TwilioHosts hosts, const Clock &clock, TwilioTiming timing, QObject *parent)
    : QObject(parent)
    , m_hosts(std::move(hosts))
    , m_clock(clock)
    , m_timing(timing)
    , m_serverClock(clock)
    , m_managers(this)
{
    m_pause.setSingleShot(true);
    m_pause.callOnTimeout(this, [this] { startNext(); });
    m_expiry.setSingleShot(true);
    m_expiry.callOnTimeout(this, [this] { expire(); });
}

TwilioClient::~TwilioClient()
{
    stopAccepting();
    while (!m_running.empty())
        m_running.back()->exchange->abort(Interruption::Cancelled); // removes it
}

void TwilioClient::setCredentials(const TwilioCredentials &credentials)
{
    m_credentials = credentials;
    ++m_credentialsSerial;
    m_loginRefused = false;
}

QByteArray TwilioClient::encodeForm(const FormFields &fields)
{
    QByteArray form;
    for (const auto &[name, value] : fields) {
        if (!form.isEmpty())
            form += '&';
        form += QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    }
    return form;
}

QString TwilioClient::pathSegment(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

QByteArray TwilioClient::baseOf(TwilioHost host, const QString &path) const
{
    const QByteArray origin =
        (host == TwilioHost::Api ? m_hosts.api : m_hosts.messaging).toEncoded(QUrl::StripTrailingSlash);
    if (host == TwilioHost::Messaging)
        return origin + path.toUtf8();
    return origin + "/2010-04-01/Accounts/" + QUrl::toPercentEncoding(m_credentials.accountSid) + path.toUtf8();
}

QFuture<Result<TwilioReply>> TwilioClient::get(TwilioHost host, const QString &path, const FormFields &query,
                                               Priority priority)
{
    const Promise<TwilioReply> promise;
    get(host, path, query, priority, [promise](Result<TwilioReply> result) { promise.finish(std::move(result)); });
    return promise.future();
}

QFuture<Result<TwilioReply>> TwilioClient::getUri(TwilioHost host, const QString &pathWithQuery, Priority priority)
{
    const Promise<TwilioReply> promise;
    getUri(host, pathWithQuery, priority, [promise](Result<TwilioReply> result) { promise.finish(std::move(result)); });
    return promise.future();
}

QFuture<Result<TwilioReply>> TwilioClient::post(TwilioHost host, const QString &path, const FormFields &fields,
                                                Priority priority)
{
    const Promise<TwilioReply> promise;
    post(host, path, fields, priority, [promise](Result<TwilioReply> result) { promise.finish(std::move(result)); });
    return promise.future();
}

void TwilioClient::get(TwilioHost host, const QString &path, const FormFields &query, Priority priority,
                       Handler handler)
{
    auto pending = std::make_unique<Pending>();
    QByteArray url = baseOf(host, path);
    if (!query.isEmpty())
        url += '?' + encodeForm(query);
    pending->url = QUrl::fromEncoded(url, QUrl::StrictMode);
    pending->priority = priority;
    pending->handler = std::move(handler);
    enqueue(std::move(pending));
}

void TwilioClient::getUri(TwilioHost host, const QString &pathWithQuery, Priority priority, Handler handler)
{
    const QUrl base = host == TwilioHost::Api ? m_hosts.api : m_hosts.messaging;
    const QUrl url = base.resolved(QUrl(pathWithQuery));
    const bool same = url.isValid() && url.scheme() == base.scheme() && url.authority() == base.authority();
    if (!same || pathWithQuery.contains(u'\\') || url.hasFragment()) {
        handler(Error{ErrorKind::BadResponse, 0, u"a page link that leaves the host"_s, {}});
        return;
    }
    auto pending = std::make_unique<Pending>();
    pending->url = url;
    pending->priority = priority;
    pending->handler = std::move(handler);
    enqueue(std::move(pending));
}

void TwilioClient::post(TwilioHost host, const QString &path, const FormFields &fields, Priority priority,
                        Handler handler)
{
    auto pending = std::make_unique<Pending>();
    pending->write = true;
    pending->url = QUrl::fromEncoded(baseOf(host, path), QUrl::StrictMode);
    pending->body = encodeForm(fields);
    pending->priority = priority;
    pending->handler = std::move(handler);
    enqueue(std::move(pending));
}

void TwilioClient::enqueue(PendingPtr pending)
{
    if (m_stopped) {
        pending->handler(Error{ErrorKind::Cancelled, 0, u"shutting down"_s, {}});
        return;
    }
    if (!hasCredentials()) {
        pending->handler(Error{ErrorKind::Unauthorized, 0, u"no credentials"_s, {}});
        return;
    }
    if (!pending->url.isValid()) {
        pending->handler(Error{ErrorKind::Invalid, 0, u"unusable path"_s, {}});
        return;
    }
    const auto patience = pending->write ? m_timing.writeQueueTimeout : m_timing.requestTimeout;
    if (isPaused() && m_pause.remainingTimeAsDuration() > patience) {
        pending->handler(waitedTooLong());
        return;
    }
    pending->mayWait = QDeadlineTimer(patience);
    auto &queues = pending->write ? m_writes : m_reads;
    queues[index(pending->priority)].push_back(std::move(pending));
    startNext();
    scheduleExpiry();
}

void TwilioClient::startNext()
{
    if (m_stopped || isPaused())
        return;
    for (const size_t priority : {size_t{0}, size_t{1}}) {
        while (startFrom(m_writes[priority], true) || startFrom(m_reads[priority], false)) {
        }
    }
}

bool TwilioClient::startFrom(std::deque<PendingPtr> &queue, bool write)
{
    // After a pause one of each kind goes ahead: fifty at once would only earn the next 429.
    const int allowed = m_pauseLevel > 0 ? 1 : write ? m_timing.writesInFlight : m_timing.readsInFlight;
    if (queue.empty() || (write ? m_openWrites : m_openReads) >= allowed)
        return false;
    PendingPtr next = std::move(queue.front());
    queue.pop_front();
    start(std::move(next));
    return true;
}

void TwilioClient::start(PendingPtr pending)
{
    auto running = std::make_unique<Running>();
    running->serial = ++m_serial;
    running->credentialsSerial = m_credentialsSerial;
    running->handedOver = m_clock.sinceBoot();
    OneShotBody *body = nullptr;
    if (pending->write) {
        ++m_openWrites;
        body = new OneShotBody(pending->body);
    } else {
        ++m_openReads;
    }
    running->manager = pending->write ? m_managers.forWrite() : m_managers.forRead();
    QNetworkReply *reply = send(*pending, body, running->manager.get());
    running->exchange =
        new TwilioExchange(reply, body, m_timing.requestTimeout, pending->write ? writeLimit : readLimit, this);
    running->request = std::move(pending);
    Running *raw = running.get();
    m_running.push_back(std::move(running));
    connect(raw->exchange, &TwilioExchange::ended, this, [this, raw] { onEnded(raw); });
}

QNetworkReply *TwilioClient::send(const Pending &pending, OneShotBody *body, QNetworkAccessManager *manager)
{
    QNetworkRequest request = harden(pending.url);
    // Set here, so that Qt neither asks for a login nor keeps one.
    request.setRawHeader("Authorization",
                         "Basic " + (m_credentials.user.toUtf8() + ':' + m_credentials.secret).toBase64());
    if (!body)
        return manager->get(request);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/x-www-form-urlencoded"));
    request.setHeader(QNetworkRequest::ContentLengthHeader, body->totalBytes());
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true); // or Qt repeats from its own copy
    request.setRawHeader("Connection", "close");
    request.setRawHeader("Accept-Encoding", "identity");
    QNetworkReply *reply = manager->post(request, body);
    body->setParent(reply);
    return reply;
}

void TwilioClient::onEnded(Running *running)
{
    const auto it =
        std::find_if(m_running.begin(), m_running.end(), [running](const auto &r) { return r.get() == running; });
    const std::unique_ptr<Running> done = std::move(*it);
    m_running.erase(it);
    const HttpOutcome &outcome = done->exchange->outcome();
    --(outcome.write ? m_openWrites : m_openReads);
    m_managers.ended(done->manager, outcome);
    TwilioVerdict verdict = judge(outcome, m_serverClock.now());
    if (!verdict.result) {
        qCInfo(lcTwilio).noquote() << (outcome.write ? "POST" : "GET") << logDetail(done->request->url.path())
                                   << "error kind" << static_cast<int>(verdict.result.error().kind) << "code"
                                   << verdict.result.error().code << "status" << outcome.status << "transport"
                                   << outcome.transportError;
    }
    done->exchange->deleteLater();
    learn(*done, verdict);
    done->request->handler(std::move(verdict.result));
    startNext();
}

void TwilioClient::learn(const Running &running, const TwilioVerdict &verdict)
{
    const HttpOutcome &outcome = running.exchange->outcome();
    const bool failed = !verdict.result;
    const ErrorKind kind = failed ? verdict.result.error().kind : ErrorKind::Invalid;
    if (failed && kind == ErrorKind::RateLimited)
        pause(running, verdict.result.error().retryAfter);
    else if (running.serial > m_pauseSerial)
        m_pauseLevel = 0;
    if (verdict.fromTwilio) {
        // A refusal has a Date, too.
        m_serverClock.learn(running.serial, running.handedOver, parseTwilioDate(QString::fromLatin1(outcome.date)));
        Q_EMIT reached();
    } else if (failed && outcome.interruption != Interruption::Cancelled) {
        Q_EMIT unreachable(verdict.result.error());
    }
    if (failed && kind == ErrorKind::Unauthorized && running.credentialsSerial == m_credentialsSerial &&
        !m_loginRefused) {
        m_loginRefused = true;
        Q_EMIT loginRefused();
    }
}

void TwilioClient::pause(const Running &running, std::chrono::milliseconds retryAfter)
{
    // Fifty requests that were in flight together earn one step, not fifty doublings.
    if (running.serial > m_pauseSerial || m_pauseLevel == 0)
        m_pauseLevel = std::min(m_pauseLevel + 1, 20);
    m_pauseSerial = m_serial;
    const auto base = std::max(m_timing.pauseBase, std::chrono::milliseconds(1));
    const std::chrono::milliseconds ceiling =
        std::min(m_timing.pauseCap, std::chrono::milliseconds(base.count() << (m_pauseLevel - 1)));
    // Jitter on a Retry-After too, or all desktops of a practice come back in the same instant.
    const auto wait = retryAfter.count() > 0 ? retryAfter + randomUpTo(base) : randomUpTo(ceiling);
    if (isPaused() && m_pause.remainingTimeAsDuration() >= wait)
        return;
    m_pause.start(wait);
    qCInfo(lcTwilio) << "rate limited, pause of" << wait.count() << "ms";
    expire();
    Q_EMIT pausedUntil(m_clock.now().addMSecs(wait.count()));
}

Error TwilioClient::waitedTooLong() const
{
    if (!isPaused())
        return {ErrorKind::Offline, 0, u"waited too long for a free connection"_s, {}};
    return {ErrorKind::RateLimited, 0, u"paused by an earlier 429"_s, m_pause.remainingTimeAsDuration()};
}

void TwilioClient::expire()
{
    std::vector<PendingPtr> expired;
    const bool paused = isPaused();
    const QDeadlineTimer pauseEnd(paused ? m_pause.remainingTimeAsDuration() : std::chrono::milliseconds(0));
    for (auto *queue : {&m_writes[0], &m_reads[0], &m_writes[1], &m_reads[1]}) {
        for (auto it = queue->begin(); it != queue->end();) {
            if ((*it)->mayWait.hasExpired() || (paused && (*it)->mayWait < pauseEnd)) {
                expired.push_back(std::move(*it));
                it = queue->erase(it);
            } else {
                ++it;
            }
        }
    }
    scheduleExpiry();
    const Error error = waitedTooLong();
    for (const PendingPtr &pending : expired)
        pending->handler(error);
}

void TwilioClient::scheduleExpiry()
{
    std::chrono::milliseconds soonest = std::chrono::milliseconds::max();
    for (auto *queue : {&m_writes[0], &m_reads[0], &m_writes[1], &m_reads[1]}) {
        if (!queue->empty()) // first in, first to expire: one kind, one patience
            soonest = std::min(soonest, std::chrono::milliseconds(queue->front()->mayWait.remainingTime()));
    }
    if (soonest == std::chrono::milliseconds::max())
        m_expiry.stop();
    else
        m_expiry.start(soonest + std::chrono::milliseconds(1));
}

void TwilioClient::stopAccepting()
{
    m_stopped = true;
    cancelQueued();
    std::vector<TwilioExchange *> reads;
    for (const auto &running : m_running) {
        if (!running->request->write)
            reads.push_back(running->exchange);
    }
    for (TwilioExchange *exchange : reads)
        exchange->abort(Interruption::Cancelled);
}

void TwilioClient::cancelQueued()
{
    m_pause.stop();
    m_expiry.stop();
    for (auto *queue : {&m_writes[0], &m_reads[0], &m_writes[1], &m_reads[1]}) {
        const auto cancelled = std::exchange(*queue, {});
        for (const PendingPtr &pending : cancelled)
            pending->handler(Error{ErrorKind::Cancelled, 0, u"shutting down"_s, {}});
    }
}
