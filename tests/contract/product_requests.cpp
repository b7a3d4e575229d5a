// Every request that this product makes of Twilio, made once, one after another, through the URL given: for
// product.test.js, which puts the OpenAPI validator behind that URL. Prints one line a request; ends with 1 at the
// first that fails.

#include "twilio/accountapi.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"

#include <QCoreApplication>
#include <QTextStream>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace
{
class Requests : public QObject
{
public:
    explicit Requests(const TwilioHosts &hosts)
        : m_client(hosts, m_clock)
        , m_account(m_client)
        , m_messages(m_client)
        , m_calls(m_client)
    {
        m_client.setCredentials(
            {u"AC00000000000000000000000000000de0"_s, u"SK00000000000000000000000000000de0"_s, "secret"});
    }

    void start()
    {
        const QString peer = u"+13125550111"_s;
        const QString own = u"+13125550100"_s;
        const QString service = u"MG00000000000000000000000000000de0"_s;
        const QDate today = QDateTime::currentDateTimeUtc().date();
        m_steps = {
            [=, this] { follow(u"check"_s, m_account.check(own, own)); },
            [=, this] { follow(u"check service"_s, m_account.check(service, u"+13125550177"_s)); },
            [=, this] {
                follow(u"text"_s, m_messages.create({peer, own, u"Plus + % ünï 😀"_s, std::chrono::seconds(600)}),
                       [this](const MessageResource &row) { m_text = row.sid; });
            },
            [=, this] {
                follow(u"text by service"_s, m_messages.create({peer, service, u"Hi"_s, std::chrono::seconds(14400)}));
            },
            [=, this] { follow(u"read text"_s, m_messages.fetch(m_text)); },
            [=, this] {
                MessageFilter filter;
                filter.to = peer;
                filter.pageSize = 1;
                follow(u"list texts"_s, m_messages.list(filter),
                       [this](const TwilioPage<MessageResource> &page) { m_next = page.nextPageUri; });
            },
            [=, this] { follow(u"next page"_s, m_messages.nextPage(m_next)); },
            [=, this] {
                MessageFilter filter;
                filter.from = own;
                filter.sentOnOrAfter = today.addDays(-1);
                filter.pageSize = 1000;
                follow(u"list since"_s, m_messages.list(filter));
            },
            [=, this] {
                MessageFilter filter;
                filter.sentOn = today;
                follow(u"list day"_s, m_messages.list(filter));
            },
            [=, this] {
                const QString twiml = u"<Response><Dial callerId=\"%1\"><Number>%2</Number></Dial></Response>"_s;
                follow(u"call"_s,
                       m_calls.create({u"+13125550199"_s, own, twiml.arg(own, peer), std::chrono::seconds(18), true}),
                       [this](const CallResource &row) { m_call = row.sid; });
            },
            [=, this] { follow(u"read call"_s, m_calls.fetch(m_call)); },
            [=, this] {
                CallFilter filter;
                filter.parentCallSid = m_call;
                follow(u"list legs"_s, m_calls.list(filter));
            },
            [=, this] {
                CallFilter filter;
                filter.startedOnOrAfter = today.addDays(-1);
                follow(u"list calls"_s, m_calls.list(filter));
            },
            [=, this] { follow(u"cancel"_s, m_calls.cancel(m_call)); },
            [=, this] { follow(u"end"_s, m_calls.end(m_call)); },
        };
        next();
    }

private:
    void next()
    {
        if (m_steps.isEmpty())
            return QCoreApplication::exit(0);
        m_steps.takeFirst()();
    }

    template <class T>
    void follow(const QString &name, const QFuture<Result<T>> &future,
                std::type_identity_t<std::function<void(const T &)>> keep = {})
    {
        whenDone(future, this, [this, name, keep](const Result<T> &result) {
            QTextStream(stdout) << name << ": " << (result ? u"fine"_s : result.error().detail) << Qt::endl;
            if (!result)
                return QCoreApplication::exit(1);
            if (keep)
                keep(result.value());
            next();
        });
    }

    SystemClock m_clock;
    TwilioClient m_client;
    AccountApi m_account;
    MessagesApi m_messages;
    CallsApi m_calls;
    QList<std::function<void()>> m_steps;
    QString m_text;
    QString m_next;
    QString m_call;
};
} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const auto hosts = TwilioHosts::fromOverride(QUrl(QCoreApplication::arguments().value(1)));
    if (!hosts)
        return 2;
    Requests requests(hosts.value());
    QTimer::singleShot(0, &requests, [&requests] { requests.start(); });
    QTimer::singleShot(std::chrono::minutes(2), &application, [] { QCoreApplication::exit(3); });
    return QCoreApplication::exec();
}
