#include "sync/recordsreport.h"

#include "secrets/memberkeys.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace
{
const QByteArray border = "-- signed --\n";

QJsonValue timeOf(const QDateTime &at)
{
    return at.isValid() ? QJsonValue(at.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}

QString wordOf(RecordsFinding::Kind kind)
{
    switch (kind) {
    case RecordsFinding::Kind::Altered:
        return u"altered or taken out"_s; // the first entry that does not fit what is before it
    case RecordsFinding::Kind::Missing:
        return u"missing"_s;
    case RecordsFinding::Kind::Contradicted:
        return u"contradicted"_s;
    }
    return {};
}

/// What stands under the text.
QByteArray tail(const QByteArray &publicKey, const QByteArray &signature)
{
    return border + "key " + publicKey.toHex() + "\nfingerprint " + MemberKeyring::fingerprint(publicKey).toLatin1() +
           "\nsignature " + signature.toHex() + '\n';
}
} // namespace

QByteArray RecordsReport::toText() const
{
    QJsonArray read;
    for (const RecordsChain &chain : chains)
        read.append(QJsonObject{{u"device"_s, chain.device},
                                {u"person"_s, chain.person},
                                {u"entries"_s, chain.entries},
                                {u"head"_s, chain.head},
                                {u"until"_s, timeOf(chain.until)}});
    QJsonArray found;
    for (const RecordsFinding &finding : findings)
        found.append(QJsonObject{{u"what"_s, wordOf(finding.kind)},
                                 {u"where"_s, finding.isHere ? u"this computer"_s : u"practice"_s},
                                 {u"device"_s, finding.device},
                                 {u"person"_s, finding.person},
                                 {u"number"_s, finding.number},
                                 {u"at"_s, timeOf(finding.at)}});
    const QJsonObject report{{u"report"_s, u"Practiceline records"_s},
                             {u"made_at"_s, timeOf(madeAt)},
                             {u"person"_s, person},
                             {u"practice"_s, practice},
                             {u"result"_s, isWhole() ? u"whole"_s : u"broken"_s},
                             {u"this_computer"_s, QJsonObject{{u"entries"_s, entries}, {u"head"_s, head}}},
                             {u"chains"_s, read},
                             {u"every_chain_read"_s, isEveryChainRead},
                             {u"unreadable"_s, unreadable},
                             {u"findings"_s, found}};
    return QJsonDocument(report).toJson(QJsonDocument::Indented);
}

QByteArray SignedReport::sign(const QByteArray &text, const SecureKey &signSeed)
{
    return text + tail(MemberKeyring::publicOf(signSeed), MemberKeyring::sign(text, signSeed));
}

Result<SignedReport::Verified> SignedReport::verify(const QByteArray &file)
{
    const Error invalid{ErrorKind::Invalid, 0, u"report"_s, {}};
    const qsizetype end = file.lastIndexOf(border);
    if (end < 0)
        return invalid;
    const auto valueOf = [lines = file.sliced(end).split('\n')](qsizetype line, const QByteArray &name) {
        const QByteArray text = lines.value(line);
        return text.startsWith(name) ? QByteArray::fromHex(text.sliced(name.size())) : QByteArray();
    };
    Verified report{file.first(end), valueOf(1, "key "), {}};
    const QByteArray signature = valueOf(3, "signature ");
    // Written again it must be the same: no byte of the file is left out.
    if (!MemberKeyring::isSigned(report.text, signature, report.publicKey) ||
        file.sliced(end) != tail(report.publicKey, signature))
        return invalid;
    report.fingerprint = MemberKeyring::fingerprint(report.publicKey);
    return report;
}
