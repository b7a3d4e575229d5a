#include "simulator/simulatedtwilio.h"

#include "simulator/testcredentials.h"

using namespace Qt::StringLiterals;

namespace
{
/// Messages and Calls answer the same methods.
template <class Rows>
RestReply routeRows(Rows &rows, const RestRequest &request, const QString &sid)
{
    if (request.method == "GET")
        return sid.isEmpty() ? rows.list(request) : rows.fetch(request, sid);
    if (request.method == "POST")
        return sid.isEmpty() ? rows.create(request) : rows.update(request, sid);
    if (request.method == "DELETE" && !sid.isEmpty())
        return rows.remove(request, sid);
    return RestReply::methodNotAllowed();
}
} // namespace

SimulatedTwilio::SimulatedTwilio(const SimulatorOptions &options, QObject *parent)
    : m_options(options)
    , m_account(options)
    , m_messages(options, parent)
    , m_calls(options, parent)
{
}

bool SimulatedTwilio::loginIsRight(const RestRequest &request) const
{
    if (!request.hasLogin)
        return false;
    const bool knownUser =
        request.user == m_options.accountSid || m_options.users.isEmpty() || m_options.users.contains(request.user);
    return knownUser && (m_options.secret.isEmpty() || request.secret == m_options.secret);
}

/// What a restricted key may not: everything but creating messages and calls, and looking after a call by its sid.
bool SimulatedTwilio::isForbidden(const RestRequest &request) const
{
    if (!m_options.sendingUsers.contains(request.user))
        return false;
    const bool isCall = request.path.contains(u"/Calls/"_s);
    const bool creates = request.path.endsWith(u"/Calls.json"_s) || request.path.endsWith(u"/Messages.json"_s);
    return !(isCall || (creates && request.method == "POST"));
}

RestReply SimulatedTwilio::answer(const RestRequest &request)
{
    if (!loginIsRight(request))
        return RestReply::loginRefused();
    if (isForbidden(request))
        return RestReply::error(403, 70051, u"Authorization failed: the key lacks this permission"_s);
    QString path = request.path;
    if (path.endsWith(u".json"_s))
        path.chop(5);
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    if (parts.size() >= 3 && parts[0] == u"2010-04-01" && parts[1] == u"Accounts" && parts[2] == m_options.accountSid) {
        const QString resource = parts.value(3);
        if (m_options.testCredentials)
            return routeTestCredentials(request, resource, parts.value(4));
        return parts.size() <= 5 ? routeAccount(request, resource, parts.value(4)) : RestReply::notFound(request.path);
    }
    if (parts.size() >= 2 && parts[0] == u"v1" && parts[1] == u"Services" && parts.size() <= 4) {
        if (m_options.testCredentials)
            return RestReply::error(403, 20008, u"Resource not accessible with Test Account Credentials"_s);
        if (request.method != "GET")
            return RestReply::methodNotAllowed();
        if (parts.size() == 4) {
            return parts[3] == u"PhoneNumbers" ? m_account.serviceNumbers(request, parts[2])
                                               : RestReply::notFound(request.path);
        }
        return parts.size() == 2 ? m_account.services(request) : m_account.service(request, parts[2]);
    }
    return RestReply::notFound(request.path);
}

RestReply SimulatedTwilio::routeAccount(const RestRequest &request, const QString &resource, const QString &sid)
{
    if (resource == u"Messages")
        return routeRows(m_messages, request, sid);
    if (resource == u"Calls")
        return routeRows(m_calls, request, sid);
    if (request.method != "GET")
        return RestReply::methodNotAllowed();
    if (resource.isEmpty())
        return m_account.account();
    if (resource == u"OutgoingCallerIds" && sid.isEmpty())
        return m_account.callerIds(request);
    if (resource == u"IncomingPhoneNumbers")
        return sid.isEmpty() ? m_account.numbers(request) : m_account.number(request, sid);
    return RestReply::notFound(request.path);
}

RestReply SimulatedTwilio::routeTestCredentials(const RestRequest &request, const QString &resource, const QString &sid)
{
    RestReply refusal = RestReply::error(403, 20008, u"Resource not accessible with Test Account Credentials"_s);
    if (request.method != "POST" || !sid.isEmpty())
        return refusal;
    QJsonObject done;
    if (resource == u"Messages") {
        refusal = testMessageRefusal(request.form);
        done = m_messages.unkept(request.form);
    } else if (resource == u"Calls") {
        refusal = testCallRefusal(request.form);
        done = m_calls.unkept(request.form);
    } else if (resource == u"IncomingPhoneNumbers") {
        refusal = testNumberRefusal(request.form);
        const QString number = restField(request.form, u"PhoneNumber"_s);
        done = m_account.numberJson(number.isEmpty() ? u"+15005550006"_s : number);
    }
    return refusal.status == 200 ? RestReply::json(201, done) : refusal;
}
