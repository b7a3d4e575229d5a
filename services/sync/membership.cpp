#include "sync/membership.h"

#include "sync/practicepeople.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSaveFile>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace
{
const QString invitationBegin = u"practiceline-invitation:"_s;
constexpr int checkSize = 8;

QString base64(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray fromBase64(const QJsonValue &value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

SecureKey keyFrom(const QJsonValue &value)
{
    QByteArray bytes = fromBase64(value);
    return SecureKey::fromBytes(bytes);
}

QJsonObject addressJson(const PracticeAddress &address)
{
    return {{u"host"_s, address.host},
            {u"port"_s, address.port},
            {u"database"_s, address.database},
            {u"user"_s, address.user}};
}

PracticeAddress addressFrom(const QJsonObject &object)
{
    return {object.value("host"_L1).toString(),
            object.value("port"_L1).toInt(5432),
            object.value("database"_L1).toString(),
            object.value("user"_L1).toString(),
            {}};
}

QByteArray checkOf(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().first(checkSize);
}

/// What stands between the beginning and the check sum, in a text that may be a whole e-mail: broken into lines, quoted
/// with ">", with words before it and after it.
Result<QByteArray> findBody(const QString &text)
{
    static const QRegularExpression quoteMarks(u"^[>\\s]+"_s, QRegularExpression::MultilineOption);
    const QStringList words = QString(text).remove(quoteMarks).simplified().split(u' ', Qt::SkipEmptyParts);
    QString joined;
    QList<qsizetype> ends;
    for (const QString &word : words) {
        joined += word;
        ends.append(joined.size());
    }
    const qsizetype found = joined.indexOf(invitationBegin);
    if (found < 0)
        return Error{ErrorKind::Invalid, 0, u"invitation"_s, {}};
    const qsizetype begin = found + invitationBegin.size();
    // An invitation is two thousand characters; uncompressing something else could fill the memory.
    constexpr qsizetype longest = 20'000;
    for (const qsizetype end : std::as_const(ends)) {
        const qsizetype size = end - begin - checkSize;
        if (size > longest)
            break;
        if (size < 0)
            continue;
        const QByteArray body = joined.sliced(begin, size).toLatin1();
        if (joined.sliced(begin + size, checkSize).toLatin1() == checkOf(body))
            return body;
    }
    return Error{ErrorKind::Invalid, 0, u"cut"_s, {}};
}
/// What is not there stays empty.
Membership read(const QByteArray &bytes)
{
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    Membership member;
    member.address = addressFrom(object);
    member.ca = object.value("ca"_L1).toString().toLatin1();
    member.password = object.value("password"_L1).toString();
    member.practiceId = object.value("practice_id"_L1).toString();
    member.practiceName = object.value("practice_name"_L1).toString();
    member.staff = StaffId::fromString(object.value("staff"_L1).toString());
    member.own.boxPublic = fromBase64(object.value("box_public"_L1));
    member.own.boxSecret = keyFrom(object.value("box_secret"_L1));
    member.own.signPublic = fromBase64(object.value("sign_public"_L1));
    member.own.signSeed = keyFrom(object.value("sign_seed"_L1));
    member.signer = object.value("signer"_L1).toString();
    const QJsonObject keys = object.value("keys"_L1).toObject();
    for (auto it = keys.begin(); it != keys.end(); ++it)
        member.practiceKeys.insert(it.key().toInt(), keyFrom(it.value()));
    return member;
}

bool hasSoundSecrets(const Membership &member)
{
    for (auto it = member.practiceKeys.cbegin(); it != member.practiceKeys.cend(); ++it) {
        if (it.value().isNull() || it.key() < 1)
            return false;
    }
    return !member.own.isNull() && !member.password.isEmpty();
}
} // namespace

std::shared_ptr<const PracticeCipher> Membership::cipher() const
{
    return isApproved() ? std::make_shared<const PracticeCipher>(practiceKeys) : nullptr;
}

QByteArray Membership::toBytes() const
{
    QJsonObject keys;
    for (auto it = practiceKeys.cbegin(); it != practiceKeys.cend(); ++it)
        keys.insert(QString::number(it.key()), base64(it.value().toBytes()));
    QJsonObject object = addressJson(address);
    object.insert(u"ca"_s, QString::fromLatin1(ca));
    object.insert(u"password"_s, password);
    object.insert(u"practice_id"_s, practiceId);
    object.insert(u"practice_name"_s, practiceName);
    object.insert(u"staff"_s, staff.toString());
    object.insert(u"box_public"_s, base64(own.boxPublic));
    object.insert(u"box_secret"_s, base64(own.boxSecret.toBytes()));
    object.insert(u"sign_public"_s, base64(own.signPublic));
    object.insert(u"sign_seed"_s, base64(own.signSeed.toBytes()));
    object.insert(u"keys"_s, keys);
    object.insert(u"signer"_s, signer);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<Membership> Membership::fromBytes(const QByteArray &bytes)
{
    const Membership member = read(bytes);
    if (!hasSoundSecrets(member) || member.staff.isNull() || member.practiceId.isEmpty())
        return Error{ErrorKind::Invalid, 0, u"membership"_s, {}};
    return member;
}

Membership Membership::begin()
{
    Membership member;
    member.password = PracticePeople::newPassword();
    member.own = MemberKeys::make();
    member.practiceKeys.insert(1, SecureKey::random());
    member.signer = MemberKeyring::fingerprint(member.own.signPublic);
    return member;
}

Result<Membership> Membership::begunFromBytes(const QByteArray &bytes)
{
    const Membership member = read(bytes);
    if (!hasSoundSecrets(member) || !member.isApproved() || !member.staff.isNull())
        return Error{ErrorKind::Invalid, 0, u"begun"_s, {}};
    return member;
}

Result<void> Membership::writeCa(const QString &folder)
{
    if (ca.isEmpty()) {
        address.caFile.clear();
        return {};
    }
    const QString path = QDir(folder).absoluteFilePath(u"practice-ca.pem"_s);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(ca) != ca.size() || !file.commit())
        return Error{ErrorKind::Storage, 0, u"practice-ca.pem"_s, {}};
    address.caFile = path;
    return {};
}

QString Invitation::toText() const
{
    QJsonObject object = addressJson(address);
    object.insert(u"ca"_s, QString::fromLatin1(ca));
    object.insert(u"password"_s, password);
    object.insert(u"practice_id"_s, practiceId);
    object.insert(u"practice_name"_s, practiceName);
    object.insert(u"staff"_s, staff.toString());
    object.insert(u"person"_s, personName);
    object.insert(u"signer"_s, signer);
    object.insert(u"expires"_s, expires.toString(Qt::ISODate));
    const QByteArray body = qCompress(QJsonDocument(object).toJson(QJsonDocument::Compact), 9)
                                .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    return invitationBegin + QString::fromLatin1(body + checkOf(body));
}

Result<Invitation> Invitation::fromText(const QString &text)
{
    const auto found = findBody(text);
    if (!found)
        return found.error();
    const QByteArray &body = *found;
    const QByteArray packed = QByteArray::fromBase64(body, QByteArray::Base64UrlEncoding);
    constexpr quint32 mostBytes = 100'000;
    if (packed.size() < 4 || qFromBigEndian<quint32>(packed.constData()) > mostBytes)
        return Error{ErrorKind::Invalid, 0, u"invitation"_s, {}};
    const QJsonObject object = QJsonDocument::fromJson(qUncompress(packed)).object();
    Invitation invitation;
    invitation.address = addressFrom(object);
    invitation.ca = object.value("ca"_L1).toString().toLatin1();
    invitation.password = object.value("password"_L1).toString();
    invitation.practiceId = object.value("practice_id"_L1).toString();
    invitation.practiceName = object.value("practice_name"_L1).toString();
    invitation.staff = StaffId::fromString(object.value("staff"_L1).toString());
    invitation.personName = object.value("person"_L1).toString();
    invitation.signer = object.value("signer"_L1).toString();
    invitation.expires = QDateTime::fromString(object.value("expires"_L1).toString(), Qt::ISODate);
    PracticeAddress verified = invitation.address;
    verified.caFile = u"/ca.pem"_s; // it comes beside the address
    if (!verified.check() || invitation.staff.isNull() || invitation.password.isEmpty() || invitation.signer.isEmpty())
        return Error{ErrorKind::Invalid, 0, u"invitation"_s, {}};
    return invitation;
}
