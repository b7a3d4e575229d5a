#include "common/plaintext.h"

#include <QLabel>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace PlainText
{
namespace
{
bool isBidiControl(char16_t c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x061c;
}

bool isForbidden(char16_t c)
{
    const bool control = (c < 0x20 && c != u'\n' && c != u'\t') || (c >= 0x7f && c < 0xa0);
    return control || isBidiControl(c) || c == 0xfeff || c == 0x2028 || c == 0x2029;
}

bool isPair(const QString &text, qsizetype at)
{
    return text.at(at).isHighSurrogate() && at + 1 < text.size() && text.at(at + 1).isLowSurrogate();
}
} // namespace

QString cleaned(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t unit = text.at(i).unicode();
        if (isPair(text, i))
            result += QStringView(text).mid(i++, 2);
        else if (QChar::isSurrogate(unit))
            result += QChar(QChar::ReplacementCharacter);
        else if (unit == 0x2028 || unit == 0x2029)
            result += u'\n';
        else if (!isForbidden(unit))
            result += QChar(unit);
    }
    return result;
}

QString oneLine(const QString &text)
{
    return cleaned(text).simplified();
}

QString isolated(const QString &text)
{
    return QChar(0x2068) + oneLine(text) + QChar(0x2069);
}

QString toolTip(const QString &text)
{
    if (!Qt::mightBeRichText(text))
        return text;
    // A word joiner, which is not seen, makes no tag and no entity of it.
    return QString(text).replace(u'<', u"<\u2060"_s).replace(u'&', u"&\u2060"_s);
}

QString beginOf(const QString &text, qsizetype length)
{
    const bool cutsPair = length > 0 && length < text.size() && isPair(text, length - 1);
    return text.left(cutsPair ? length - 1 : length);
}

QString endOfHost(const QString &host, qsizetype length)
{
    return host.size() <= length ? host : u'…' + host.right(length - 1);
}

QLabel *label(const QString &text, QWidget *parent)
{
    auto *result = new QLabel(parent);
    result->setTextFormat(Qt::PlainText);
    result->setText(text);
    return result;
}

QList<Link> links(const QString &text)
{
    static const QRegularExpression pattern(uR"(\b(https://|tel:|mailto:)[^\s<>"'\x{ab}\x{bb}]+)"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    QList<Link> result;
    auto matches = pattern.globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        QString address = match.captured();
        while (!address.isEmpty() && QStringView(u".,;:!?)]}").contains(address.back()))
            address.chop(1);
        QUrl url(address, QUrl::StrictMode);
        const bool web = url.scheme() == "https"_L1;
        if (!web) {
            url.setQuery(QString());
            url.setFragment({});
        }
        // A path is no host: of tel and mailto it names the other side, and is shown in ASCII too.
        const QString host = web ? url.host(QUrl::FullyEncoded) : url.path(QUrl::FullyEncoded).trimmed();
        if (!url.isValid() || host.isEmpty() || !url.userInfo().isEmpty())
            continue;
        // A code for the telephone itself (*#06#) is no number.
        static const QRegularExpression number(uR"(^\+?[\d().-]+$)"_s);
        if (url.scheme() == "tel"_L1 && !number.match(host).hasMatch())
            continue;
        result.append({match.capturedStart(), address.size(), url, host});
    }
    return result;
}

QString withPlainHosts(const QString &text)
{
    QString result = text;
    const QList<Link> found = links(text);
    for (auto link = found.crbegin(); link != found.crend(); ++link) {
        const QStringView address = QStringView(text).mid(link->start, link->length);
        if (link->url.scheme() != "https"_L1 || address.contains(link->host, Qt::CaseInsensitive))
            continue;
        const qsizetype host = link->start + qsizetype(sizeof("https://") - 1);
        qsizetype end = host;
        while (end < link->start + link->length && !QStringView(u"/?#:").contains(text.at(end)))
            ++end;
        result.replace(host, end - host, link->host);
    }
    return result;
}
} // namespace PlainText
