#pragma once

#include <QList>
#include <QString>
#include <QUrl>

class QLabel;
class QMimeData;
class QWidget;

/// Outside text is plain text (rule R10): what a client, Twilio or a file wrote must not become markup, re-order the
/// words around it, or lead anywhere unseen.
namespace PlainText
{
/// @p text without bidi embeddings, overrides and isolates, NUL and other control characters; line breaks and tabs
/// stay.
QString cleaned(const QString &text);
/// cleaned() on one line, blanks folded, for lists and labels.
QString oneLine(const QString &text);
/// oneLine() wrapped in first-strong isolates, for a name inside a sentence of another direction.
QString isolated(const QString &text);
/// A label that never interprets markup.
QLabel *label(const QString &text, QWidget *parent = nullptr);

struct Link {
    qsizetype start = 0;
    qsizetype length = 0;
    QUrl url;
    QString host; ///< what is shown: the host in ASCII or punycode, the number, the mail address
};
/// https, tel and mailto only, without user names in front of a host.
QList<Link> links(const QString &text);
/// @p text with the hosts of its links in punycode: letters that only look like others are seen for what they are.
QString withPlainHosts(const QString &text);
} // namespace PlainText
