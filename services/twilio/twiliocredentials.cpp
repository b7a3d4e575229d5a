#include "twilio/twiliocredentials.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

QByteArray TwilioCredentials::toBytes() const
{
    QJsonObject json{{u"account"_s, accountSid}, {u"user"_s, user}, {u"secret"_s, QString::fromUtf8(secret)}};
    if (sendsOnly)
        json.insert(u"sends_only"_s, true);
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

TwilioCredentials TwilioCredentials::fromBytes(const QByteArray &bytes)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    return {json.value("account"_L1).toString(), json.value("user"_L1).toString(),
            json.value("secret"_L1).toString().toUtf8(), json.value("sends_only"_L1).toBool()};
}
