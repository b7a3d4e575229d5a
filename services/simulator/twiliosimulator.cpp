#include "simulator/twiliosimulator.h"

#include "simulator/democlients.h"
#include "simulator/simulatedtwilio.h"
#include "simulator/simulatorhttp.h"

#include <QCryptographicHash>
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
        , twilio(options, simulator)
        , http([this](const RestRequest &request, SimulatorFault::Kind fault) { return answer(request, fault); },
               options.latency, options.clockOffset, simulator)
    {
    }

    RestReply answer(const RestRequest &request, SimulatorFault::Kind fault);

    const SimulatorOptions options;
    SimulatedTwilio twilio;
    SimulatorHttp http;
    QFile journal;
    int messagePosts = 0;
    int callPosts = 0;
    std::function<bool(const QString &, int)> changeFault;

private:
    void count(const RestRequest &request);
    void write(const RestRequest &request, const RestReply &reply);
    RestReply control(const RestRequest &request);
    RestReply controlFault(const RestFields &form);
};

namespace
{
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

QString TwilioSimulator::journalMark(const QString &user)
{
    return QString::fromLatin1(QCryptographicHash::hash(user.toUtf8(), QCryptographicHash::Sha256).toHex().first(12));
}

void TwilioSimulator::Private::write(const RestRequest &request, const RestReply &reply)
{
    if (!journal.isOpen())
        return;
    const QJsonObject line{{u"time"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
                           {u"key"_s, TwilioSimulator::journalMark(request.user)},
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
    const auto instead = SimulatorFault::replyInstead(fault);
    RestReply reply = instead ? *instead : twilio.answer(request);
    write(request, reply);
    if (fault == SimulatorFault::Kind::MaybeDone)
        return RestReply::error(500, 20500, u"An internal server error has occurred"_s);
    if (fault == SimulatorFault::Kind::CutJson)
        reply.body.truncate(reply.body.size() / 2);
    return reply;
}

RestReply TwilioSimulator::Private::control(const RestRequest &request)
{
    const QString verb = request.path.mid(QStringLiteral("/simulator/").size());
    if (verb == u"state" && request.method == "GET") {
        return RestReply::json(200, QJsonObject{{u"messages"_s, twilio.messages().count()},
                                                {u"message_posts"_s, messagePosts},
                                                {u"call_posts"_s, callPosts}});
    }
    if (request.method != "POST")
        return RestReply::methodNotAllowed();
    if (verb == u"receive") {
        if (const QString wrong = unknownField(request.form, {u"From"_s, u"To"_s, u"Body"_s}); !wrong.isEmpty())
            return RestReply::error(400, 20001, u"Unknown field %1"_s.arg(wrong));
        const QString to = restField(request.form, u"To"_s);
        const QString sid = twilio.messages().receive(restField(request.form, u"From"_s),
                                                      to.isEmpty() ? options.ownNumbers.value(0) : to,
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

TwilioSimulator::TwilioSimulator(SimulatorOptions options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(options), this))
{
    d->changeFault = [this](const QString &fault, int count) { return setFault(fault, count); };
    setFault(d->options.fault, d->options.faultCount);
    if (!d->options.replies)
        return;
    connect(&d->twilio.messages(), &SimulatedMessages::delivered, this,
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
    return d->twilio.messages().receive(from, to, body);
}

QString TwilioSimulator::addMessage(const QString &direction, const QString &from, const QString &to,
                                    const QString &body, const QString &status, const QDateTime &createdUtc)
{
    return d->twilio.messages().add(direction, from, to, body, status, createdUtc);
}

int TwilioSimulator::messageCount() const
{
    return d->twilio.messages().count();
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
