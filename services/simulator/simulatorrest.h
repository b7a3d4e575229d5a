#pragma once

#include "simulator/disorderedlist.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QPair>
#include <QString>

#include <functional>

/// What Twilio's REST resources have in common: decoded fields, errors, dates, sids, pages. Values and free functions.

using RestFields = QList<QPair<QString, QString>>;
QString restField(const RestFields &fields, const QString &name);
bool hasRestField(const RestFields &fields, const QString &name);

/// What a client asked, decoded.
struct RestRequest {
    QByteArray method;
    QString path;
    RestFields query;
    RestFields form;
    QString user;
    QByteArray secret;
    bool hasLogin = false;
};

/// What Twilio answers. Where a function looks for a refusal, status 200 means that there is none.
struct RestReply {
    int status = 200;
    QByteArray body;
    QByteArray contentType = "application/json;charset=utf-8";
    QList<QPair<QByteArray, QByteArray>> headers;
    QString sid; ///< of the row it is about, for the journal

    static RestReply json(int status, const QJsonObject &object);
    /// Twilio's {code, message, more_info, status}.
    static RestReply error(int status, int code, const QString &message);
    static RestReply notFound(const QString &path);
    static RestReply deleted(const QString &sid);
    static RestReply methodNotAllowed();
    static RestReply loginRefused();
};

/// "Thu, 24 Aug 2023 05:01:45 +0000", always with the true weekday (Qt refuses a wrong one); null for no date.
QJsonValue restDate(const QDateTime &utc);
QString newSid(QLatin1String prefix);
/// E.164, and for +1 a possible area code and exchange.
bool isPhoneNumber(const QString &text);
/// "(305) 141-6799" for +1 numbers, else as it is.
QString formattedNumber(const QString &e164);

/// The filters NAME, NAME<, NAME> of Twilio's lists: GMT days, both bounds inclusive. A row without a date passes only
/// when there is no filter.
bool passesDayFilter(const RestFields &query, const QString &name, const QDateTime &utc);

/// Collects the rows of a list, newest first, until there are enough for the page that is asked for: a long list is not
/// walked to its end for its first page.
class PageScan
{
public:
    explicit PageScan(const RestRequest &request);
    /// False: no more are needed.
    bool take(const QString &sid);
    const QStringList &sids() const { return m_sids; }

private:
    QStringList m_sids;
    QString m_after; ///< the page begins behind this row
    qsizetype m_enough;
};

/// One page of @p sids (newest first), with page, page_size, start, end and the uris as Twilio builds them: the next
/// page is found by PageToken "PA" + the last sid, so rows that arrive meanwhile do not shift it, unless @p disorder
/// does.
RestReply restPage(const RestRequest &request, const QString &listName, const QStringList &newestFirst,
                   const std::function<QJsonObject(const QString &sid)> &rowOf, const DisorderedList &disorder = {});
