#include "laws.h"

#include "provision.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
const QMap<QString, QStringList> &knownKeys()
{
    static const QMap<QString, QStringList> keys{
        {u"twilio"_s,
         {u"account_sid"_s, u"api_key_sid"_s, u"api_key_secret"_s, u"auth_token"_s, u"sender"_s, u"caller_id"_s}},
        {u"staff"_s, {u"name"_s, u"phone"_s}},
        {u"practice"_s, {u"name"_s, u"persona"_s, u"region"_s, u"hours"_s}}};
    return keys;
}

bool isSid(const QString &text, QLatin1String prefix)
{
    const auto isHex = [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
    };
    return text.size() == 34 && text.startsWith(prefix) && std::all_of(text.begin() + 2, text.end(), isHex);
}

QStringList described(const PracticeSettings &settings)
{
    return {settings.practiceName,
            personaKey(settings.persona),
            settings.region,
            settings.timeZone,
            settings.hours.from.toString(),
            settings.hours.to.toString(),
            settings.language,
            settings.staffName,
            settings.staffPhone.e164(),
            settings.accountSid,
            settings.apiKeySid,
            settings.sender,
            settings.callerId.e164(),
            settings.smsPrice,
            settings.callPrice,
            settings.currency,
            QString::number(settings.setUpDone)};
}

/// Whether a value of the file is of the kind and form that README names.
bool isGood(const QString &key, const QJsonValue &value)
{
    if (key == "practice.hours"_L1)
        return value.isObject();
    if (!value.isString())
        return false;
    const QString text = value.toString().trimmed();
    if (text.isEmpty())
        return true;
    if (key == "twilio.account_sid"_L1)
        return isSid(text, "AC"_L1);
    if (key == "twilio.api_key_sid"_L1)
        return isSid(text, "SK"_L1);
    if (key == "twilio.sender"_L1)
        return isSid(text, "MG"_L1) || !PhoneNumber::fromE164(text).isNull();
    if (key == "twilio.caller_id"_L1)
        return !PhoneNumber::fromE164(text).isNull();
    if (key == "practice.persona"_L1)
        return personaFromKey(text).has_value();
    return true;
}

/// Whatever the file says wrong is named.
Laws::Broken checkNames(const QJsonObject &root, const QString &problems)
{
    for (auto section = root.begin(); section != root.end(); ++section) {
        const bool isKnown = knownKeys().contains(section.key());
        HOLDS((isKnown && section->isObject()) || problems.contains(section.key()));
        const QJsonObject values = isKnown ? section->toObject() : QJsonObject();
        for (auto value = values.begin(); value != values.end(); ++value) {
            const QString key = section.key() + u'.' + value.key();
            const bool good = knownKeys().value(section.key()).contains(value.key()) && isGood(key, *value);
            HOLDS(good || problems.contains(key));
        }
    }
    return nullptr;
}

Laws::Broken checkUsable(const Provision &provision)
{
    const PracticeSettings &settings = provision.settings;
    const TwilioCredentials &credentials = provision.credentials;
    HOLDS(settings.setUpDone);
    HOLDS(settings.hours.from < settings.hours.to);
    HOLDS(settings.region.size() == 2);
    HOLDS(credentials.isEmpty() == credentials.secret.isEmpty());
    HOLDS(credentials.isEmpty() || credentials.accountSid == settings.accountSid);
    HOLDS(credentials.isEmpty() || credentials.user == settings.accountSid || credentials.user == settings.apiKeySid);
    return nullptr;
}
} // namespace

Laws::Broken Laws::provision(const QByteArray &input)
{
    PracticeSettings base;
    base.staffName = u"Kept"_s;
    const Provision provision = Provision::parse(input, base);
    const QJsonDocument document = QJsonDocument::fromJson(input);
    HOLDS(document.isObject() || !provision.problems.isEmpty());
    if (const Broken law = checkNames(document.object(), provision.problems.join(u'\n')))
        return law;
    if (provision.problems.isEmpty())
        return checkUsable(provision);
    HOLDS(described(provision.settings) == described(base));
    HOLDS(provision.credentials.isEmpty());
    return nullptr;
}
