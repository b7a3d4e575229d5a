#include "provision.h"

#include "hourtext.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 maximumSize = 64 * 1024;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Provision)
};

/// Takes the strings of one object of the file and notes what is unknown or of the wrong type.
class Section
{
public:
    Section(const QJsonObject &root, const QString &name, QStringList &problems)
        : m_name(name)
        , m_problems(problems)
    {
        const QJsonValue value = root.value(name);
        if (value.isObject())
            m_object = value.toObject();
        else if (!value.isUndefined())
            m_problems << Words::tr("%1 must be an object.").arg(name);
    }

    QString take(const QString &key)
    {
        const QJsonValue value = m_object.take(key);
        if (value.isString())
            return value.toString().trimmed();
        if (!value.isUndefined())
            m_problems << Words::tr("%1.%2 must be text.").arg(m_name, key);
        return {};
    }

    /// A value that must match; empty and a problem otherwise.
    QString take(const QString &key, const QRegularExpression &form, const QString &example)
    {
        QString value = take(key);
        if (value.isEmpty() || form.match(value).hasMatch())
            return value;
        m_problems << Words::tr("%1.%2 should look like %3.").arg(m_name, key, example);
        return {};
    }

    /// A messaging service or a number that can exist.
    QString takeSender()
    {
        static const QRegularExpression serviceForm(u"^MG[0-9a-fA-F]{32}$"_s);
        QString value = take(u"sender"_s);
        if (value.isEmpty() || serviceForm.match(value).hasMatch() || !PhoneNumber::fromE164(value).isNull())
            return value;
        m_problems << Words::tr("%1.%2 should look like %3.").arg(m_name, u"sender"_s, u"+13125550100 or MG…"_s);
        return {};
    }

    QJsonObject takeObject(const QString &key)
    {
        const QJsonValue value = m_object.take(key);
        if (!value.isUndefined() && !value.isObject())
            m_problems << Words::tr("%1.%2 must be an object.").arg(m_name, key);
        return value.toObject();
    }

    void refuseTheRest()
    {
        for (const QString &key : m_object.keys())
            m_problems << Words::tr("Unknown key: %1.%2").arg(m_name, key);
    }

private:
    QString m_name;
    QStringList &m_problems;
    QJsonObject m_object;
};

void readTwilio(const QJsonObject &root, Provision &out)
{
    static const QRegularExpression accountForm(u"^AC[0-9a-fA-F]{32}$"_s);
    static const QRegularExpression keyForm(u"^SK[0-9a-fA-F]{32}$"_s);
    static const QRegularExpression numberForm(u"^\\+[1-9][0-9]{6,14}$"_s);
    Section twilio(root, u"twilio"_s, out.problems);
    PracticeSettings &settings = out.settings;
    const QString account = twilio.take(u"account_sid"_s, accountForm, u"AC… (34 characters)"_s);
    const QString key = twilio.take(u"api_key_sid"_s, keyForm, u"SK… (34 characters)"_s);
    const QString secret = twilio.take(u"api_key_secret"_s);
    const QString token = twilio.take(u"auth_token"_s);
    const QString sender = twilio.takeSender();
    const QString caller = twilio.take(u"caller_id"_s, numberForm, u"+13125550100"_s);
    twilio.refuseTheRest();

    if (!account.isEmpty())
        settings.accountSid = account;
    if (!sender.isEmpty())
        settings.sender = sender;
    if (!caller.isEmpty()) {
        settings.callerId = PhoneNumber::fromE164(caller);
        if (settings.callerId.isNull())
            out.problems << Words::tr("twilio.caller_id is no telephone number.");
    }
    if (!secret.isEmpty() && !token.isEmpty())
        out.problems << Words::tr("Give twilio.api_key_secret or twilio.auth_token, not both.");
    if (key.isEmpty() != secret.isEmpty())
        out.problems << Words::tr("twilio.api_key_sid and twilio.api_key_secret belong together.");
    if (secret.isEmpty() && token.isEmpty())
        return;
    settings.apiKeySid = token.isEmpty() ? key : QString();
    out.credentials = {settings.accountSid, token.isEmpty() ? key : settings.accountSid,
                       (token.isEmpty() ? secret : token).toUtf8()};
    if (settings.accountSid.isEmpty())
        out.problems << Words::tr("twilio.account_sid is missing.");
}

void readHours(const QJsonObject &object, Provision &out)
{
    if (object.isEmpty())
        return;
    for (const QString &key : object.keys()) {
        if (key != "from"_L1 && key != "to"_L1)
            out.problems << Words::tr("Unknown key: %1").arg(u"practice.hours."_s + key);
    }
    const SendHours hours = HourText::hours(HourText::fromText(object.value("from"_L1).toString()),
                                            HourText::fromText(object.value("to"_L1).toString()));
    if (!hours.from.isValid() || !hours.to.isValid() || hours.from >= hours.to)
        out.problems << Words::tr(
            "practice.hours should look like {\"from\": \"08:00\", \"to\": \"20:00\"}, from before to.");
    else
        out.settings.hours = hours;
}

void readPractice(const QJsonObject &root, Provision &out)
{
    static const QRegularExpression regionForm(u"^[A-Z]{2}$"_s);
    Section practice(root, u"practice"_s, out.problems);
    if (const QString name = practice.take(u"name"_s); !name.isEmpty())
        out.settings.practiceName = name;
    if (const QString persona = practice.take(u"persona"_s); !persona.isEmpty()) {
        if (const auto known = personaFromKey(persona))
            out.settings.persona = *known;
        else
            out.problems << Words::tr("practice.persona must be advisor, attorney or accountant.");
    }
    if (const QString region = practice.take(u"region"_s, regionForm, u"US"_s); !region.isEmpty()) {
        out.settings.region = region;
        if (QLocale::codeToTerritory(region) == QLocale::AnyTerritory)
            out.problems << Words::tr("practice.region: there is no country %1.").arg(region);
    }
    readHours(practice.takeObject(u"hours"_s), out);
    practice.refuseTheRest();
}

void readStaff(const QJsonObject &root, Provision &out)
{
    Section staff(root, u"staff"_s, out.problems);
    if (const QString name = staff.take(u"name"_s); !name.isEmpty())
        out.settings.staffName = name;
    if (const QString phone = staff.take(u"phone"_s); !phone.isEmpty()) {
        out.settings.staffPhone = PhoneNumber::parse(phone, out.settings.region).number;
        if (out.settings.staffPhone.isNull())
            out.problems << Words::tr("staff.phone is no telephone number.");
    }
    staff.refuseTheRest();
}
} // namespace

Provision Provision::parse(const QByteArray &json, const PracticeSettings &base)
{
    Provision out;
    out.settings = base;
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject()) {
        out.problems << (error.error == QJsonParseError::NoError
                             ? Words::tr("The file must hold one JSON object.")
                             : Words::tr("The file is not JSON: %1 at character %2.")
                                   .arg(error.errorString())
                                   .arg(error.offset));
        return out;
    }
    const QJsonObject root = document.object();
    for (const QString &key : root.keys()) {
        if (key != "twilio"_L1 && key != "staff"_L1 && key != "practice"_L1)
            out.problems << Words::tr("Unknown key: %1").arg(key);
    }
    readPractice(root, out); // first: the region decides how staff.phone is read
    readStaff(root, out);
    readTwilio(root, out);
    if (!out.problems.isEmpty())
        return {base, {}, out.problems};
    out.settings.setUpDone = true;
    return out;
}

Result<QByteArray> Provision::readFile(const QString &file, QString *problem)
{
    const auto refuse = [problem](const QString &words) {
        *problem = words;
        return Error{ErrorKind::Invalid, 0, u"provision"_s, {}};
    };
    QFile source;
    if (file == "-"_L1) {
        if (!source.open(stdin, QIODevice::ReadOnly))
            return refuse(Words::tr("Standard input can not be read."));
    } else {
        source.setFileName(file);
        const auto others =
            QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
        if (!QFileInfo(file).isFile())
            return refuse(Words::tr("There is no file %1.").arg(file));
        if (source.permissions() & others)
            return refuse(Words::tr("%1 holds a secret and other people can read it. Run: chmod 600 %1").arg(file));
        if (!source.open(QIODevice::ReadOnly))
            return refuse(Words::tr("%1 can not be read.").arg(file));
    }
    const QByteArray json = source.read(maximumSize + 1);
    if (json.size() > maximumSize)
        return refuse(Words::tr("%1 is too large for a set-up file.").arg(file));
    return json;
}
