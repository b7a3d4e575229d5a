#include "twilio/accountapi.h"

#include "twilio/twiliojson.h"

#include <QJsonArray>

#include <memory>
#include <optional>

using namespace Qt::StringLiterals;

namespace
{

constexpr int notForTestCredentials = 20008;
constexpr int notFound = 20404;

/// One run of "Test connection". Each step hands the shared state to the next; the last one to let go ends it.
class AccountInspection : public std::enable_shared_from_this<AccountInspection>
{
public:
    AccountInspection(TwilioClient &client, const QString &sender, const QString &callerId)
        : m_client(client)
        , m_sender(sender)
        , m_callerId(callerId)
    {
    }

    QFuture<Result<AccountCheck>> future() const { return m_promise.future(); }

    void start()
    {
        if (m_sender.startsWith(u"MG"_s))
            readService();
        else
            readSenderNumber();
    }

private:
    using Step = void (AccountInspection::*)(const QJsonObject &json);

    /// A read that Twilio refuses counts as an empty answer; one that nobody answers ends the inspection with its
    /// error.
    void read(TwilioHost host, const QString &path, const FormFields &query, Step then)
    {
        m_client.get(host, path, query, TwilioClient::Priority::Foreground,
                     [self = shared_from_this(), then](Result<TwilioReply> reply) {
                         if (reply) {
                             self->m_check.loginWorks = true;
                             (self.get()->*then)(reply->json);
                         } else if (reply.error().kind == ErrorKind::Rejected) {
                             self->onRefused(reply.error(), then);
                         } else {
                             self->m_promise.finish(reply.error());
                         }
                     });
    }

    void onRefused(const Error &error, Step then)
    {
        m_check.loginWorks = true; // a wrong login is Unauthorized
        if (error.code == notForTestCredentials || error.code == 403) {
            m_check.testCredentials = true;
            m_check.problemCode = 0;
            m_promise.finish(m_check); // every further read would be refused as well
            return;
        }
        if (error.code != notFound && error.code != 404)
            m_check.problemCode = error.code;
        else if (m_check.problemCode == 0)
            m_check.problemCode = notFound;
        (this->*then)(QJsonObject());
    }

    void readService()
    {
        read(TwilioHost::Messaging, u"/v1/Services/"_s + TwilioClient::pathSegment(m_sender), {},
             &AccountInspection::onService);
    }

    void onService(const QJsonObject &json)
    {
        using namespace twiliojson;
        m_check.senderFound = !text(json, "sid"_L1).isEmpty();
        if (!m_check.senderFound) {
            readCaller();
            return;
        }
        m_check.senderName = text(json, "friendly_name"_L1);
        m_check.repliesVisible =
            !text(json, "inbound_request_url"_L1).isEmpty() || flag(json, "use_inbound_webhook_on_number"_L1);
        read(TwilioHost::Messaging, u"/v1/Services/"_s + TwilioClient::pathSegment(m_sender) + u"/PhoneNumbers"_s,
             {{u"PageSize"_s, u"1"_s}}, &AccountInspection::onServiceNumbers);
    }

    void onServiceNumbers(const QJsonObject &json)
    {
        // Unknown when it could not be read: a service may send by short code or alphanumeric sender, too.
        const QJsonValue numbers = json.value(u"phone_numbers"_s);
        m_check.senderCanText = !numbers.isArray() || !numbers.toArray().isEmpty();
        if (!numbers.isArray())
            m_check.problemCode = 0;
        readCaller();
    }

    void readSenderNumber()
    {
        FormFields query;
        if (!m_sender.isEmpty())
            query.append({u"PhoneNumber"_s, m_sender});
        query.append({u"PageSize"_s, u"20"_s});
        read(TwilioHost::Api, u"/IncomingPhoneNumbers.json"_s, query, &AccountInspection::onSenderNumber);
    }

    void onSenderNumber(const QJsonObject &json)
    {
        if (const auto number = find(json, "incoming_phone_numbers"_L1, m_sender)) {
            m_check.senderFound = true;
            m_check.senderName = twiliojson::text(*number, "friendly_name"_L1);
            m_check.senderCanText = can(*number, "sms"_L1);
            if (m_callerId == m_sender) {
                m_check.callerFound = true;
                m_check.callerCanCall = can(*number, "voice"_L1);
                m_promise.finish(m_check);
                return;
            }
        }
        readCaller();
    }

    void readCaller()
    {
        if (m_callerId.isEmpty()) {
            m_promise.finish(m_check);
            return;
        }
        read(TwilioHost::Api, u"/IncomingPhoneNumbers.json"_s,
             {{u"PhoneNumber"_s, m_callerId}, {u"PageSize"_s, u"20"_s}}, &AccountInspection::onCallerNumber);
    }

    void onCallerNumber(const QJsonObject &json)
    {
        if (const auto number = find(json, "incoming_phone_numbers"_L1, m_callerId)) {
            m_check.callerFound = true;
            m_check.callerCanCall = can(*number, "voice"_L1);
            m_promise.finish(m_check);
            return;
        }
        m_problemBefore = m_check.problemCode;
        // A number of the practice that is not Twilio's can be a verified caller id.
        read(TwilioHost::Api, u"/OutgoingCallerIds.json"_s, {{u"PhoneNumber"_s, m_callerId}, {u"PageSize"_s, u"20"_s}},
             &AccountInspection::onVerifiedCaller);
    }

    void onVerifiedCaller(const QJsonObject &json)
    {
        m_check.problemCode = m_problemBefore; // an account without such a list is no problem
        m_check.callerFound = find(json, "outgoing_caller_ids"_L1, m_callerId).has_value();
        m_check.callerCanCall = m_check.callerFound;
        m_promise.finish(m_check);
    }

    /// Twilio's PhoneNumber filter matches parts: only the same number counts.
    static std::optional<QJsonObject> find(const QJsonObject &json, QLatin1String key, const QString &number)
    {
        const QJsonArray rows = json.value(key).toArray();
        for (const QJsonValue &row : rows) {
            const QJsonObject object = row.toObject();
            if (!number.isEmpty() && twiliojson::text(object, "phone_number"_L1) == number)
                return object;
        }
        return std::nullopt;
    }

    static bool can(const QJsonObject &number, QLatin1String capability)
    {
        return twiliojson::flag(number.value(u"capabilities"_s).toObject(), capability);
    }

    TwilioClient &m_client;
    const QString m_sender;
    const QString m_callerId;
    AccountCheck m_check;
    int m_problemBefore = 0;
    const Promise<AccountCheck> m_promise;
};

} // namespace

AccountApi::AccountApi(TwilioClient &client)
    : m_client(client)
{
}

QFuture<Result<AccountCheck>> AccountApi::check(const QString &sender, const QString &callerId)
{
    const auto inspection = std::make_shared<AccountInspection>(m_client, sender, callerId);
    const auto future = inspection->future();
    inspection->start();
    return future;
}
