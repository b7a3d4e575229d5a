#include "simulator/simulatedaccount.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace
{
/// The newer products' way of paging; what there is fits on the first page.
RestReply metaPage(const RestRequest &request, const QString &listName, const QJsonArray &rows)
{
    const int page = restField(request.query, u"Page"_s).toInt();
    const int pageSize =
        hasRestField(request.query, u"PageSize"_s) ? restField(request.query, u"PageSize"_s).toInt() : 50;
    const QString url = u"https://messaging.twilio.com%1?PageSize=%2&Page=%3"_s.arg(request.path).arg(pageSize);
    const QJsonObject meta{{u"page"_s, page},
                           {u"page_size"_s, pageSize},
                           {u"first_page_url"_s, url.arg(0)},
                           {u"previous_page_url"_s, QJsonValue::Null},
                           {u"url"_s, url.arg(page)},
                           {u"next_page_url"_s, QJsonValue::Null},
                           {u"key"_s, listName}};
    return RestReply::json(200, QJsonObject{{listName, page == 0 ? rows : QJsonArray()}, {u"meta"_s, meta}});
}
} // namespace

SimulatedAccount::SimulatedAccount(const SimulatorOptions &options)
    : m_options(options)
    , m_created(QDate(2024, 1, 8), QTime(15, 0), Qt::UTC)
{
}

RestReply SimulatedAccount::account() const
{
    const QString base = u"/2010-04-01/Accounts/%1"_s.arg(m_options.accountSid);
    QJsonObject parts;
    for (const auto &part : {u"Calls"_s, u"Messages"_s, u"IncomingPhoneNumbers"_s}) {
        const QString key = part == u"IncomingPhoneNumbers" ? u"incoming_phone_numbers"_s : part.toLower();
        parts.insert(key, QString(base + u'/' + part + u".json"_s));
    }
    return RestReply::json(200, QJsonObject{{u"auth_token"_s, QJsonValue::Null},
                                            {u"date_created"_s, restDate(m_created)},
                                            {u"date_updated"_s, restDate(m_created)},
                                            {u"friendly_name"_s, u"Simulated practice"_s},
                                            {u"owner_account_sid"_s, m_options.accountSid},
                                            {u"sid"_s, m_options.accountSid},
                                            {u"status"_s, u"active"_s},
                                            {u"subresource_uris"_s, parts},
                                            {u"type"_s, u"Full"_s},
                                            {u"uri"_s, QString(base + u".json"_s)}});
}

QString SimulatedAccount::numberSid(const QString &number)
{
    const auto hash = QCryptographicHash::hash(number.toUtf8(), QCryptographicHash::Md5).toHex();
    return u"PN"_s + QString::fromLatin1(hash);
}

QJsonObject SimulatedAccount::numberJson(const QString &number) const
{
    const QJsonValue null = QJsonValue::Null;
    const QString sid = numberSid(number);
    return {
        {u"account_sid"_s, m_options.accountSid},
        {u"address_sid"_s, null},
        {u"address_requirements"_s, u"none"_s},
        {u"api_version"_s, u"2010-04-01"_s},
        {u"beta"_s, false},
        {u"capabilities"_s, QJsonObject{{u"voice"_s, true}, {u"sms"_s, true}, {u"mms"_s, true}, {u"fax"_s, false}}},
        {u"date_created"_s, restDate(m_created)},
        {u"date_updated"_s, restDate(m_created)},
        {u"friendly_name"_s, formattedNumber(number)},
        {u"identity_sid"_s, null},
        {u"phone_number"_s, number},
        {u"origin"_s, u"twilio"_s},
        {u"sid"_s, sid},
        {u"sms_application_sid"_s, null},
        {u"sms_fallback_method"_s, u"POST"_s},
        {u"sms_fallback_url"_s, null},
        {u"sms_method"_s, u"POST"_s},
        {u"sms_url"_s, null},
        {u"status_callback"_s, null},
        {u"status_callback_method"_s, u"POST"_s},
        {u"trunk_sid"_s, null},
        {u"uri"_s, u"/2010-04-01/Accounts/%1/IncomingPhoneNumbers/%2.json"_s.arg(m_options.accountSid, sid)},
        {u"voice_receive_mode"_s, u"voice"_s},
        {u"voice_application_sid"_s, null},
        {u"voice_caller_id_lookup"_s, false},
        {u"voice_fallback_method"_s, u"POST"_s},
        {u"voice_fallback_url"_s, null},
        {u"voice_method"_s, u"POST"_s},
        {u"voice_url"_s, null},
        {u"emergency_status"_s, u"Inactive"_s},
        {u"emergency_address_sid"_s, null},
        {u"emergency_address_status"_s, u"unregistered"_s},
        {u"bundle_sid"_s, null},
        {u"status"_s, u"in-use"_s},
        {u"type"_s, u"local"_s},
    };
}

RestReply SimulatedAccount::numbers(const RestRequest &request) const
{
    const QString wanted = restField(request.query, u"PhoneNumber"_s);
    QStringList found;
    for (const auto &number : m_options.ownNumbers) {
        if (number.contains(wanted))
            found.append(number);
    }
    QStringList sids;
    for (const auto &number : found)
        sids.append(numberSid(number));
    return restPage(request, u"incoming_phone_numbers"_s, sids,
                    [&](const QString &sid) { return numberJson(found.at(sids.indexOf(sid))); });
}

RestReply SimulatedAccount::number(const RestRequest &request, const QString &sid) const
{
    for (const auto &number : m_options.ownNumbers) {
        if (numberSid(number) == sid)
            return RestReply::json(200, numberJson(number));
    }
    return RestReply::notFound(request.path);
}

QJsonObject SimulatedAccount::serviceJson() const
{
    const QJsonValue null = QJsonValue::Null;
    const QString url = u"https://messaging.twilio.com/v1/Services/%1"_s.arg(m_options.messagingServiceSid);
    const QString created = m_created.toString(Qt::ISODate);
    return {
        {u"sid"_s, m_options.messagingServiceSid},
        {u"account_sid"_s, m_options.accountSid},
        {u"friendly_name"_s, u"Simulated service"_s},
        {u"date_created"_s, created},
        {u"date_updated"_s, created},
        {u"inbound_request_url"_s,
         m_options.serviceLogsInbound ? QJsonValue(u"https://demo.twilio.com/welcome/sms/reply/"_s) : null},
        {u"inbound_method"_s, u"POST"_s},
        {u"fallback_url"_s, null},
        {u"fallback_method"_s, u"POST"_s},
        {u"status_callback"_s, null},
        {u"sticky_sender"_s, true},
        {u"mms_converter"_s, true},
        {u"smart_encoding"_s, false},
        {u"scan_message_content"_s, u"inherit"_s},
        {u"fallback_to_long_code"_s, true},
        {u"area_code_geomatch"_s, true},
        {u"synchronous_validation"_s, false},
        {u"validity_period"_s, 36'000},
        {u"url"_s, url},
        {u"links"_s, QJsonObject{{u"phone_numbers"_s, QString(url + u"/PhoneNumbers"_s)},
                                 {u"short_codes"_s, QString(url + u"/ShortCodes"_s)},
                                 {u"alpha_senders"_s, QString(url + u"/AlphaSenders"_s)}}},
        {u"usecase"_s, u"notifications"_s},
        {u"us_app_to_person_registered"_s, true},
        {u"use_inbound_webhook_on_number"_s, false},
    };
}

RestReply SimulatedAccount::services(const RestRequest &request) const
{
    return metaPage(request, u"services"_s, {serviceJson()});
}

RestReply SimulatedAccount::serviceNumbers(const RestRequest &request, const QString &sid) const
{
    if (sid != m_options.messagingServiceSid)
        return RestReply::notFound(request.path);
    const QString created = m_created.toString(Qt::ISODate);
    QJsonArray rows;
    for (const auto &number : m_options.ownNumbers) {
        const QString url =
            u"https://messaging.twilio.com/v1/Services/%1/PhoneNumbers/%2"_s.arg(sid, numberSid(number));
        rows.append(QJsonObject{{u"sid"_s, numberSid(number)},
                                {u"account_sid"_s, m_options.accountSid},
                                {u"service_sid"_s, sid},
                                {u"date_created"_s, created},
                                {u"date_updated"_s, created},
                                {u"phone_number"_s, number},
                                {u"country_code"_s, u"US"_s},
                                {u"capabilities"_s, QJsonArray{u"SMS"_s, u"MMS"_s, u"Voice"_s}},
                                {u"url"_s, url}});
    }
    return metaPage(request, u"phone_numbers"_s, rows);
}

RestReply SimulatedAccount::callerIds(const RestRequest &request) const
{
    return restPage(request, u"outgoing_caller_ids"_s, {}, [](const QString &) { return QJsonObject(); });
}

RestReply SimulatedAccount::service(const RestRequest &request, const QString &sid) const
{
    return sid == m_options.messagingServiceSid ? RestReply::json(200, serviceJson())
                                                : RestReply::notFound(request.path);
}
