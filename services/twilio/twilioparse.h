#pragma once

#include "async.h"
#include "twilio/messagesapi.h"

#include <QJsonArray>

/// What the API classes share: from a TwilioReply to their resource. Private to services/twilio.
namespace twilioparse
{

void reportUnreadable(QLatin1String key, const Error &error); ///< to the log

/// Finishes @p promise with the resource. A write whose 2xx lacks required keys may have been done: OutcomeUnknown.
template <class T>
TwilioClient::Handler resource(const Promise<T> &promise, bool write)
{
    return [promise, write](Result<TwilioReply> reply) {
        if (!reply) {
            promise.finish(reply.error());
            return;
        }
        Result<T> parsed = T::fromJson(reply->json);
        if (!parsed && write) {
            Error doubt = parsed.error();
            doubt.kind = ErrorKind::OutcomeUnknown;
            doubt.code = reply->status;
            promise.finish(doubt);
            return;
        }
        promise.finish(std::move(parsed));
    };
}

/// Finishes @p promise with the rows of the array @p key. A row that can not be read is left out, so that one poisoned
/// row does not stop the news of all others; a page of which nothing can be read is a BadResponse.
template <class T>
TwilioClient::Handler page(const Promise<TwilioPage<T>> &promise, QLatin1String key)
{
    return [promise, key](Result<TwilioReply> reply) {
        if (!reply) {
            promise.finish(reply.error());
            return;
        }
        const QJsonValue rows = reply->json.value(key);
        TwilioPage<T> result;
        result.nextPageUri = reply->json.value(QLatin1String("next_page_uri")).toString();
        result.serverDate = reply->serverDate;
        const QJsonArray array = rows.toArray();
        for (const auto row : array) {
            if (Result<T> parsed = T::fromJson(row.toObject()))
                result.items.append(std::move(*parsed));
            else
                reportUnreadable(key, parsed.error());
        }
        if (!rows.isArray() || (result.items.isEmpty() && !array.isEmpty()))
            promise.finish(Error{ErrorKind::BadResponse, 0, QLatin1String("unreadable page of ") + key, {}});
        else
            promise.finish(std::move(result));
    };
}

QString isoDay(const QDate &day);

} // namespace twilioparse
