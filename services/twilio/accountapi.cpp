#include "twilio/accountapi.h"

#include "twilio/twiliojson.h"

#include <QJsonArray>

#include <memory>
#include <optional>

using namespace Qt::StringLiterals;

namespace
{

using Finding = AccountCheck::Finding;

constexpr int notForTestCredentials = 20008;

/// What Twilio answered to one read; nothing when it refused to show it.
using Answer = std::optional<QJsonObject>;

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
    using Step = void (AccountInspection::*)(const Answer &answer);

    /// Absent is an empty answer, a refusal none; a read that nobody answers ends the inspection with its error.
    void read(TwilioHost host, const QString &path, const FormFields &query, Step then)
    {
        m_client.get(host, path, query, TwilioClient::Priority::Foreground,
                     [self = shared_from_this(), host, then](Result<TwilioReply> reply) {
                         if (!reply)
                             return self->onError(reply.error(), host, then);
                         self->m_hasAccount = self->m_hasAccount || host == TwilioHost::Api;
                         (self.get()->*then)(reply->json);
                     });
    }

    void onError(const Error &error, TwilioHost host, Step then)
    {
        if (error.kind != ErrorKind::Rejected) {
            m_promise.finish(error);
        } else if (error.code == notForTestCredentials) {
            m_check.testCredentials = true;
            m_promise.finish(m_check); // every further read would be refused as well
        } else {
            const bool absent = AccountApi::isAbsent(error);
            if (absent && host == TwilioHost::Api && !m_hasAccount)
                return m_promise.finish(error); // a list is always there, so the account is not
            (this->*then)(absent ? Answer(QJsonObject()) : std::nullopt);
        }
    }

    void readService()
    {
        read(TwilioHost::Messaging, u"/v1/Services/"_s + TwilioClient::pathSegment(m_sender), {},
             &AccountInspection::onService);
    }

    void onService(const Answer &service)
    {
        using namespace twiliojson;
        if (!service || text(*service, "sid"_L1).isEmpty()) {
            m_check.sender = service ? Finding::Missing : Finding::Unchecked;
            m_check.replies = service ? Finding::NotAsked : Finding::Unchecked;
            readCaller();
            return;
        }
        m_check.senderName = text(*service, "friendly_name"_L1);
        const bool logged =
            !text(*service, "inbound_request_url"_L1).isEmpty() || flag(*service, "use_inbound_webhook_on_number"_L1);
        m_check.replies = logged ? Finding::Works : Finding::Unable;
        read(TwilioHost::Messaging, u"/v1/Services/"_s + TwilioClient::pathSegment(m_sender) + u"/PhoneNumbers"_s,
             {{u"PageSize"_s, u"1"_s}}, &AccountInspection::onServiceNumbers);
    }

    void onServiceNumbers(const Answer &answer)
    {
        // Without a list it may send by short code or alphanumeric sender, too.
        const QJsonValue numbers = answer ? answer->value(u"phone_numbers"_s) : QJsonValue();
        const bool none = numbers.isArray() && numbers.toArray().isEmpty();
        m_check.sender = !answer ? Finding::Unchecked : none ? Finding::Unable : Finding::Works;
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

    void onSenderNumber(const Answer &numbers)
    {
        const auto number = find(numbers, "incoming_phone_numbers"_L1, m_sender);
        if (!m_sender.isEmpty())
            m_check.sender = capability(numbers, number, "sms"_L1);
        if (number) {
            m_check.senderName = twiliojson::text(*number, "friendly_name"_L1);
            m_check.replies = Finding::Works;
        }
        if (number && m_callerId == m_sender) {
            m_check.caller = capability(numbers, number, "voice"_L1);
            m_promise.finish(m_check);
        } else {
            readCaller();
        }
    }

    void readCaller()
    {
        if (m_callerId.isEmpty()) {
            // A messaging service's address does not name the account.
            if (!m_hasAccount)
                read(TwilioHost::Api, u"/IncomingPhoneNumbers.json"_s, {{u"PageSize"_s, u"1"_s}},
                     &AccountInspection::onAccount);
            else
                m_promise.finish(m_check);
            return;
        }
        read(TwilioHost::Api, u"/IncomingPhoneNumbers.json"_s,
             {{u"PhoneNumber"_s, m_callerId}, {u"PageSize"_s, u"20"_s}}, &AccountInspection::onCallerNumber);
    }

    void onAccount(const Answer &) { m_promise.finish(m_check); }

    void onCallerNumber(const Answer &numbers)
    {
        const auto number = find(numbers, "incoming_phone_numbers"_L1, m_callerId);
        m_check.caller = capability(numbers, number, "voice"_L1);
        if (number) {
            m_promise.finish(m_check);
            return;
        }
        // A number of the practice that is not Twilio's can be a verified caller id.
        read(TwilioHost::Api, u"/OutgoingCallerIds.json"_s, {{u"PhoneNumber"_s, m_callerId}, {u"PageSize"_s, u"20"_s}},
             &AccountInspection::onVerifiedCaller);
    }

    void onVerifiedCaller(const Answer &callers)
    {
        if (find(callers, "outgoing_caller_ids"_L1, m_callerId))
            m_check.caller = Finding::Works;
        else if (!callers)
            m_check.caller = Finding::Unchecked; // it may stand in this list
        m_promise.finish(m_check);
    }

    /// Twilio's PhoneNumber filter matches parts: only the same number counts.
    static Answer find(const Answer &page, QLatin1String key, const QString &number)
    {
        const QJsonArray rows = page ? page->value(key).toArray() : QJsonArray();
        for (const auto row : rows) {
            QJsonObject object = row.toObject();
            if (!number.isEmpty() && twiliojson::text(object, "phone_number"_L1) == number)
                return object;
        }
        return std::nullopt;
    }

    static Finding capability(const Answer &page, const Answer &number, QLatin1String name)
    {
        if (!page)
            return Finding::Unchecked;
        if (!number)
            return Finding::Missing;
        const bool can = twiliojson::flag(number->value(u"capabilities"_s).toObject(), name);
        return can ? Finding::Works : Finding::Unable;
    }

    TwilioClient &m_client;
    const QString m_sender;
    const QString m_callerId;
    AccountCheck m_check;
    bool m_hasAccount = false; ///< something of it was read
    const Promise<AccountCheck> m_promise;
};

} // namespace

bool AccountApi::isAbsent(const Error &error)
{
    return error.code == 404 || error.code == 20404;
}

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
