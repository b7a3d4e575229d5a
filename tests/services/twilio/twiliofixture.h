#pragma once

#include "support/scriptedpeer.h"
#include "twilio/twilioclient.h"

#include <QTest>

/// What the tests of this folder share.
namespace fixture
{

const SystemClock clock;

inline TwilioCredentials credentials()
{
    return {QStringLiteral("AC0123456789abcdef0123456789abcdef"), QStringLiteral("SK0123456789abcdef0123456789abcdef"),
            "not-so-secret"};
}

/// A client of @p peer with credentials and @p timing.
struct Client {
    explicit Client(const QUrl &url, const TwilioTiming &timing = {})
        : twilio(TwilioHosts::fromOverride(url).value_or(TwilioHosts{}), clock, timing)
    {
        twilio.setCredentials(credentials());
    }
    TwilioClient twilio;
};

template <class T>
Result<T> await(const QFuture<Result<T>> &future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 30'000) || future.resultCount() == 0)
        return Error{ErrorKind::Storage, -1, QStringLiteral("the future never finished"), {}};
    return future.result();
}

inline QFuture<Result<TwilioReply>> postText(TwilioClient &client, const QString &body = QStringLiteral("Hi"))
{
    return client.post(TwilioHost::Api, QStringLiteral("/Messages.json"),
                       {{QStringLiteral("To"), QStringLiteral("+13125550111")}, {QStringLiteral("Body"), body}},
                       TwilioClient::Priority::Foreground);
}

inline QFuture<Result<TwilioReply>> getTexts(TwilioClient &client, const QString &mark = QStringLiteral("1"),
                                             TwilioClient::Priority priority = TwilioClient::Priority::Background)
{
    return client.get(TwilioHost::Api, QStringLiteral("/Messages.json"), {{QStringLiteral("Mark"), mark}}, priority);
}

/// A Message as Twilio shows it.
inline QByteArray message(const QByteArray &sid = "SM0123456789abcdef0123456789abcdef")
{
    return R"({"sid":")" + sid +
           R"(","status":"queued","direction":"outbound-api","to":"+13125550111","from":"+13125550100","body":"Hi",)"
           R"("num_segments":"1","num_media":"0","price":null,"price_unit":"USD","error_code":null,"error_message":null,)"
           R"("date_created":"Tue, 18 Aug 2026 20:01:40 +0000","date_sent":null,)"
           R"("date_updated":"Tue, 18 Aug 2026 20:01:40 +0000","messaging_service_sid":null})";
}

inline QByteArray problem(int status, int code)
{
    return R"({"code":)" + QByteArray::number(code) +
           R"(,"message":"The 'To' number +13125550111 is bad","more_info":)" +
           R"("https://www.twilio.com/docs/errors/","status":)" + QByteArray::number(status) + "}";
}

} // namespace fixture
