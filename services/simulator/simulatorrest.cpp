#include "simulator/simulatorrest.h"

#include <QJsonDocument>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>
#include <QUrl>
#include <QUuid>

#include <limits>

using namespace Qt::StringLiterals;

namespace
{
constexpr int defaultPageSize = 50;
constexpr int maximumPageSize = 1000;
constexpr int margin = 100; // rows that disorder may move onto a page, and one that tells of a next page

/// As Twilio writes uris: the filters as they came, then PageSize, Page and PageToken.
QString pageUri(const RestRequest &request, int pageSize, int page, const QString &token)
{
    RestFields fields;
    for (const auto &field : request.query) {
        if (field.first != u"PageSize" && field.first != u"Page" && field.first != u"PageToken")
            fields.append(field);
    }
    fields.append({u"PageSize"_s, QString::number(pageSize)});
    fields.append({u"Page"_s, QString::number(page)});
    if (!token.isEmpty())
        fields.append({u"PageToken"_s, token});
    QStringList parts;
    for (const auto &field : fields) {
        parts.append(QString::fromLatin1(QUrl::toPercentEncoding(field.first)) + u'=' +
                     QString::fromLatin1(QUrl::toPercentEncoding(field.second)));
    }
    return request.path + u'?' + parts.join(u'&');
}
} // namespace

QString restField(const RestFields &fields, const QString &name)
{
    for (const auto &field : fields) {
        if (field.first == name)
            return field.second;
    }
    return QString();
}

bool hasRestField(const RestFields &fields, const QString &name)
{
    return std::any_of(fields.begin(), fields.end(), [&](const auto &field) { return field.first == name; });
}

RestReply RestReply::json(int status, const QJsonObject &object)
{
    RestReply reply;
    reply.status = status;
    reply.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    reply.sid = object.value("sid"_L1).toString();
    return reply;
}

RestReply RestReply::error(int status, int code, const QString &message)
{
    return json(status, QJsonObject{{u"code"_s, code},
                                    {u"message"_s, message},
                                    {u"more_info"_s, u"https://www.twilio.com/docs/errors/%1"_s.arg(code)},
                                    {u"status"_s, status}});
}

RestReply RestReply::notFound(const QString &path)
{
    return error(404, 20404, u"The requested resource %1 was not found"_s.arg(path));
}

RestReply RestReply::deleted(const QString &sid)
{
    RestReply reply;
    reply.status = 204;
    reply.sid = sid;
    return reply;
}

RestReply RestReply::methodNotAllowed()
{
    return error(405, 20004, u"Method not allowed"_s);
}

RestReply RestReply::loginRefused()
{
    RestReply reply = error(401, 20003, u"Authenticate"_s);
    reply.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Twilio API\"");
    return reply;
}

QJsonValue restDate(const QDateTime &utc)
{
    if (!utc.isValid())
        return QJsonValue::Null;
    return QLocale::c().toString(utc.toUTC(), u"ddd, dd MMM yyyy HH:mm:ss"_s) + u" +0000"_s;
}

QString newSid(QLatin1String prefix)
{
    return prefix + QUuid::createUuid().toString(QUuid::Id128);
}

bool isPhoneNumber(const QString &text)
{
    static const QRegularExpression e164(u"^\\+[1-9][0-9]{6,14}$"_s);
    static const QRegularExpression northAmerican(u"^\\+1[2-9][0-9]{2}[2-9][0-9]{6}$"_s);
    return text.startsWith(u"+1"_s) ? northAmerican.match(text).hasMatch() : e164.match(text).hasMatch();
}

QString formattedNumber(const QString &e164)
{
    if (e164.size() != 12 || !e164.startsWith(u"+1"_s))
        return e164;
    return u"(%1) %2-%3"_s.arg(e164.mid(2, 3), e164.mid(5, 3), e164.mid(8));
}

bool passesDayFilter(const RestFields &query, const QString &name, const QDateTime &utc)
{
    const auto bound = [&](const QString &key) {
        return QDate::fromString(restField(query, key).left(10), Qt::ISODate);
    };
    const QDate on = bound(name);
    const QDate notAfter = bound(name + u'<');
    const QDate notBefore = bound(name + u'>');
    if (!on.isValid() && !notAfter.isValid() && !notBefore.isValid())
        return true;
    const QDate day = utc.toUTC().date();
    return utc.isValid() && (!on.isValid() || day == on) && (!notAfter.isValid() || day <= notAfter) &&
           (!notBefore.isValid() || day >= notBefore);
}

PageScan::PageScan(const RestRequest &request)
{
    const int asked = restField(request.query, u"PageSize"_s).toInt();
    const int pageSize = asked > 0 ? qMin(asked, maximumPageSize) : defaultPageSize;
    const QString token = restField(request.query, u"PageToken"_s);
    m_enough = (token.isEmpty() ? restField(request.query, u"Page"_s).toInt() + 1 : 1) * qsizetype(pageSize) + margin;
    if (token.startsWith(u"PA"_s))
        m_after = token.mid(2);
    else if (!token.isEmpty())
        m_enough = std::numeric_limits<qsizetype>::max(); // backwards: rare
}

bool PageScan::take(const QString &sid)
{
    m_sids.append(sid);
    if (!m_after.isEmpty()) {
        if (m_after != sid)
            return true;
        m_after.clear();
        m_enough += m_sids.size();
    }
    return m_sids.size() < m_enough;
}

RestReply restPage(const RestRequest &request, const QString &listName, const QStringList &newestFirst,
                   const std::function<QJsonObject(const QString &sid)> &rowOf, const DisorderedList &disorder)
{
    bool given = false;
    const int asked = restField(request.query, u"PageSize"_s).toInt(&given);
    if (hasRestField(request.query, u"PageSize"_s) && (!given || asked < 1))
        return RestReply::error(400, 20001, u"Invalid page size"_s);
    const int pageSize = given ? qMin(asked, maximumPageSize) : defaultPageSize;
    const int page = qMax(0, restField(request.query, u"Page"_s).toInt());
    const QString token = restField(request.query, u"PageToken"_s);

    const QStringList sids = disorder.ordered(newestFirst);
    qsizetype first = qsizetype(page) * pageSize;
    if (token.startsWith(u"PA"_s))
        first = qMax(qsizetype(0), sids.indexOf(token.mid(2)) + 1 - disorder.carriedOver(token.mid(2), pageSize));
    else if (token.startsWith(u"PB"_s))
        first = qMax(qsizetype(0), sids.indexOf(token.mid(2)) - pageSize);
    const QStringList rows = sids.mid(first, pageSize);

    QJsonArray array;
    for (const auto &sid : rows) {
        array.append(rowOf(sid));
        if (disorder.repeats(sid))
            array.append(rowOf(sid));
    }
    const bool more = first + rows.size() < sids.size();
    const int start = page * pageSize;
    RestReply reply = RestReply::json(
        200, QJsonObject{
                 {listName, array},
                 {u"page"_s, page},
                 {u"page_size"_s, pageSize},
                 {u"start"_s, start},
                 {u"end"_s, start + qMax(0, int(rows.size()) - 1)},
                 {u"uri"_s, pageUri(request, pageSize, page, token)},
                 {u"first_page_uri"_s, pageUri(request, pageSize, 0, QString())},
                 {u"next_page_uri"_s, more ? QJsonValue(pageUri(request, pageSize, page + 1, u"PA"_s + rows.last()))
                                           : QJsonValue(QJsonValue::Null)},
                 {u"previous_page_uri"_s,
                  page > 0 && !rows.isEmpty() ? QJsonValue(pageUri(request, pageSize, page - 1, u"PB"_s + rows.first()))
                                              : QJsonValue(QJsonValue::Null)},
             });
    return reply;
}
