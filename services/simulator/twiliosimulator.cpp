#include "simulator/twiliosimulator.h"

#include "simulator/democlients.h"
#include "simulator/simulatedaccount.h"
#include "simulator/simulatedcalls.h"
#include "simulator/simulatedmessages.h"
#include "simulator/simulatorhttp.h"
#include "simulator/testcredentials.h"

#include <QFile>
#include <QJsonDocument>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

class TwilioSimulator::Private
{
public:
    Private(SimulatorOptions given, TwilioSimulator *simulator)
        : options(std::move(given))
        , account(options)
        , messages(options, simulator)
        , calls(options, simulator)
        , http([this](const RestRequest &request, SimulatorFault::Kind fault) { return answer(request, fault); },
               options.latency, options.clockOffset, simulator)
    {
    }

    RestReply answer(const RestRequest &request, SimulatorFault::Kind fault);

    const SimulatorOptions options;
    SimulatedAccount account;
    SimulatedMessages messages;
    SimulatedCalls calls;
    SimulatorHttp http;
    QFile journal;
    int messagePosts = 0;
    int callPosts = 0;
    std::function<bool(const QString &, int)> changeFault;

private:
    void count(const RestRequest &request);
    void write(const RestRequest &request, const RestReply &reply);
    RestReply insteadOf(SimulatorFault::Kind fault) const;
    RestReply control(const RestRequest &request);
    RestReply controlFault(const RestFields &form);
    bool loginIsRight(const RestRequest &request) const;
    RestReply route(const RestRequest &request);
    RestReply routeAccount(const RestRequest &request, const QString &resource, const QString &sid);
    RestReply routeMessages(const RestRequest &request, const QString &sid);
    RestReply routeCalls(const RestRequest &request, const QString &sid);
    RestReply routeTestCredentials(const RestRequest &request, const QString &resource, const QString &sid);
};

namespace
{
RestReply loginRefused()
{
    RestReply reply = RestReply::error(401, 20003, u"Authenticate"_s);
    reply.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Twilio API\"");
    return reply;
}

RestReply methodNotAllowed()
{
    return RestReply::error(405, 20004, u"Method not allowed"_s);
}

/// The first name in @p form that is none of @p known; empty when there is none.
QString unknownField(const RestFields &form, const QStringList &known)
{
    const auto found =
        std::find_if(form.begin(), form.end(), [&](const auto &field) { return !known.contains(field.first); });
    return found == form.end() ? QString() : found->first;
}

QJsonObject asObject(const RestFields &fields)
{
    QJsonObject object;
    for (const auto &field : fields) {
        const QJsonValue known = object.value(field.first);
        if (known.isUndefined())
            object.insert(field.first, field.second);
        else // a name given twice, as MediaUrl
            object.insert(field.first, known.isArray() ? QJsonValue([&] {
                              auto array = known.toArray();
                              array.append(field.second);
                              return array;
                          }())
                                                       : QJsonValue(QJsonArray{known, field.second}));
    }
    return object;
}
} // namespace

void TwilioSimulator::Private::count(const RestRequest &request)
{
    if (request.method != "POST")
        return;
    if (request.path.endsWith(u"/Messages.json"_s))
        ++messagePosts;
    else if (request.path.endsWith(u"/Calls.json"_s))
        ++callPosts;
}

void TwilioSimulator::Private::write(const RestRequest &request, const RestReply &reply)
{
    if (!journal.isOpen())
        return;
    const QJsonObject line{{u"time"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
                           {u"method"_s, QString::fromLatin1(request.method)},
                           {u"path"_s, request.path},
                           {u"query"_s, asObject(request.query)},
                           {u"form"_s, asObject(request.form)},
                           {u"status"_s, reply.status},
                           {u"sid"_s, reply.sid}};
    journal.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
    journal.flush();
}

RestReply TwilioSimulator::Private::answer(const RestRequest &request, SimulatorFault::Kind fault)
{
    if (request.path.startsWith(u"/simulator/"_s))
        return control(request);
    count(request);
    SimulatorFault probe;
    probe.kind = fault;
    RestReply reply = probe.replacesReply() ? insteadOf(fault) : route(request);
    write(request, reply);
    if (fault == SimulatorFault::Kind::MaybeDone) {
        return RestReply::error(500, 20500, u"An internal server error has occurred"_s);
    }
    if (fault == SimulatorFault::Kind::CutJson)
        reply.body.truncate(reply.body.size() / 2);
    return reply;
}

RestReply TwilioSimulator::Private::insteadOf(SimulatorFault::Kind fault) const
{
    using Kind = SimulatorFault::Kind;
    RestReply reply;
    switch (fault) {
    case Kind::TooMany:
        reply = RestReply::error(429, 20429, u"Too Many Requests"_s);
        reply.headers.emplace_back("Retry-After", "1");
        return reply;
    case Kind::TooManyBare:
        return RestReply::error(429, 20429, u"Too Many Requests"_s);
    case Kind::Unauthorized:
        return loginRefused();
    case Kind::Status503:
        reply.status = 503;
        reply.contentType = "text/html";
        reply.body = "<html><body>503 Service Unavailable</body></html>";
        return reply;
    case Kind::Html:
        reply.contentType = "text/html";
        reply.body =
            "<html><head><title>Welcome</title></head><body><a href=\"/\">Sign in to the Wi-Fi</a></body></html>";
        return reply;
    case Kind::Redirect:
        reply.status = 307;
        reply.contentType = "text/html";
        reply.headers.emplace_back("Location", "http://127.0.0.2:9/elsewhere");
        return reply;
    default:
        reply.status = 500;
        reply.contentType = "text/plain";
        reply.body = "Internal Server Error";
        return reply;
    }
}

RestReply TwilioSimulator::Private::control(const RestRequest &request)
{
    const QString verb = request.path.mid(QStringLiteral("/simulator/").size());
    if (verb == u"state" && request.method == "GET") {
        return RestReply::json(200, QJsonObject{{u"messages"_s, messages.count()},
                                                {u"message_posts"_s, messagePosts},
                                                {u"call_posts"_s, callPosts}});
    }
    if (request.method != "POST")
        return methodNotAllowed();
    if (verb == u"receive") {
        if (const QString wrong = unknownField(request.form, {u"From"_s, u"To"_s, u"Body"_s}); !wrong.isEmpty())
            return RestReply::error(400, 20001, u"Unknown field %1"_s.arg(wrong));
        const QString to = restField(request.form, u"To"_s);
        const QString sid =
            messages.receive(restField(request.form, u"From"_s), to.isEmpty() ? options.ownNumbers.value(0) : to,
                             restField(request.form, u"Body"_s));
        return RestReply::json(200, QJsonObject{{u"sid"_s, sid}});
    }
    return verb == u"fault" ? controlFault(request.form) : RestReply::notFound(request.path);
}

RestReply TwilioSimulator::Private::controlFault(const RestFields &form)
{
    // A test that misspells a field would else go on without its fault, and pass.
    if (const QString wrong = unknownField(form, {u"Fault"_s, u"Count"_s}); !wrong.isEmpty())
        return RestReply::error(400, 20001, u"Unknown field %1"_s.arg(wrong));
    if (!hasRestField(form, u"Fault"_s))
        return RestReply::error(400, 20001, u"Fault is missing"_s);
    bool isNumber = true;
    const int count = hasRestField(form, u"Count"_s) ? restField(form, u"Count"_s).toInt(&isNumber) : 0;
    if (!isNumber || count < 0)
        return RestReply::error(400, 20001, u"Count needs a number of 0 or more"_s);
    if (!changeFault(restField(form, u"Fault"_s), count))
        return RestReply::error(400, 20001, u"Unknown fault %1"_s.arg(restField(form, u"Fault"_s)));
    return RestReply::json(200, {});
}

bool TwilioSimulator::Private::loginIsRight(const RestRequest &request) const
{
    if (!request.hasLogin)
        return false;
    const bool knownUser =
        request.user == options.accountSid || options.users.isEmpty() || options.users.contains(request.user);
    return knownUser && (options.secret.isEmpty() || request.secret == options.secret);
}

RestReply TwilioSimulator::Private::route(const RestRequest &request)
{
    if (!loginIsRight(request))
        return loginRefused();
    QString path = request.path;
    if (path.endsWith(u".json"_s))
        path.chop(5);
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    if (parts.size() >= 3 && parts[0] == u"2010-04-01" && parts[1] == u"Accounts" && parts[2] == options.accountSid) {
        const QString resource = parts.value(3);
        if (options.testCredentials)
            return routeTestCredentials(request, resource, parts.value(4));
        return parts.size() <= 5 ? routeAccount(request, resource, parts.value(4)) : RestReply::notFound(request.path);
    }
    if (parts.size() >= 2 && parts[0] == u"v1" && parts[1] == u"Services" && parts.size() <= 4) {
        if (options.testCredentials)
            return RestReply::error(403, 20008, u"Resource not accessible with Test Account Credentials"_s);
        if (request.method != "GET")
            return methodNotAllowed();
        if (parts.size() == 4) {
            return parts[3] == u"PhoneNumbers" ? account.serviceNumbers(request, parts[2])
                                               : RestReply::notFound(request.path);
        }
        return parts.size() == 2 ? account.services(request) : account.service(request, parts[2]);
    }
    return RestReply::notFound(request.path);
}

RestReply TwilioSimulator::Private::routeAccount(const RestRequest &request, const QString &resource,
                                                 const QString &sid)
{
    if (resource == u"Messages")
        return routeMessages(request, sid);
    if (resource == u"Calls")
        return routeCalls(request, sid);
    if (request.method != "GET")
        return methodNotAllowed();
    if (resource.isEmpty())
        return account.account();
    if (resource == u"OutgoingCallerIds" && sid.isEmpty())
        return account.callerIds(request);
    if (resource == u"IncomingPhoneNumbers")
        return sid.isEmpty() ? account.numbers(request) : account.number(request, sid);
    return RestReply::notFound(request.path);
}

RestReply TwilioSimulator::Private::routeMessages(const RestRequest &request, const QString &sid)
{
    if (request.method == "GET")
        return sid.isEmpty() ? messages.list(request) : messages.fetch(request, sid);
    if (request.method == "POST")
        return sid.isEmpty() ? messages.create(request) : messages.update(request, sid);
    if (request.method == "DELETE" && !sid.isEmpty())
        return messages.remove(request, sid);
    return methodNotAllowed();
}

RestReply TwilioSimulator::Private::routeCalls(const RestRequest &request, const QString &sid)
{
    if (request.method == "GET")
        return sid.isEmpty() ? calls.list(request) : calls.fetch(request, sid);
    if (request.method == "POST")
        return sid.isEmpty() ? calls.create(request) : calls.update(request, sid);
    if (request.method == "DELETE" && !sid.isEmpty())
        return calls.remove(request, sid);
    return methodNotAllowed();
}

RestReply TwilioSimulator::Private::routeTestCredentials(const RestRequest &request, const QString &resource,
                                                         const QString &sid)
{
    RestReply refusal = RestReply::error(403, 20008, u"Resource not accessible with Test Account Credentials"_s);
    if (request.method != "POST" || !sid.isEmpty())
        return refusal;
    QJsonObject done;
    if (resource == u"Messages") {
        refusal = testMessageRefusal(request.form);
        done = messages.unkept(request.form);
    } else if (resource == u"Calls") {
        refusal = testCallRefusal(request.form);
        done = calls.unkept(request.form);
    } else if (resource == u"IncomingPhoneNumbers") {
        refusal = testNumberRefusal(request.form);
        const QString number = restField(request.form, u"PhoneNumber"_s);
        done = account.numberJson(number.isEmpty() ? u"+15005550006"_s : number);
    }
    return refusal.status == 200 ? RestReply::json(201, done) : refusal;
}

TwilioSimulator::TwilioSimulator(SimulatorOptions options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(options), this))
{
    d->changeFault = [this](const QString &fault, int count) { return setFault(fault, count); };
    setFault(d->options.fault, d->options.faultCount);
    if (!d->options.replies)
        return;
    connect(&d->messages, &SimulatedMessages::delivered, this,
            [this](const QString &from, const QString &to, const QString &body) {
                const QString answer = demoAnswer(to, body);
                if (!answer.isEmpty())
                    QTimer::singleShot(d->options.replyDelay, this,
                                       [this, from, to, answer] { receiveText(to, from, answer); });
            });
}

TwilioSimulator::~TwilioSimulator() = default;

bool TwilioSimulator::listen(quint16 port)
{
    if (!d->options.journalFile.isEmpty() && !d->journal.isOpen()) {
        d->journal.setFileName(d->options.journalFile);
        if (!d->journal.open(QIODevice::WriteOnly | QIODevice::Append))
            return false;
    }
    return d->http.listen(port);
}

QUrl TwilioSimulator::url() const
{
    return d->http.url();
}

QString TwilioSimulator::receiveText(const QString &from, const QString &to, const QString &body)
{
    return d->messages.receive(from, to, body);
}

QString TwilioSimulator::addMessage(const QString &direction, const QString &from, const QString &to,
                                    const QString &body, const QString &status, const QDateTime &createdUtc)
{
    return d->messages.add(direction, from, to, body, status, createdUtc);
}

int TwilioSimulator::messageCount() const
{
    return d->messages.count();
}

int TwilioSimulator::messagePosts() const
{
    return d->messagePosts;
}

int TwilioSimulator::callPosts() const
{
    return d->callPosts;
}

void TwilioSimulator::setFaultPlan(quint64 seed, int perMille)
{
    d->http.setFaultPlan(SimulatorFaultPlan(seed, perMille));
}

bool TwilioSimulator::setFault(const QString &fault, int count)
{
    const auto read = SimulatorFault::fromString(fault, count);
    if (read)
        d->http.setFault(*read);
    return read.has_value();
}
