#pragma once

#include <QList>
#include <QString>
#include <QUrl>

class QLabel;
class QWidget;

/// Outside text is plain text (rule R10): what a client, Twilio or a file wrote must not become markup, re-order the
/// words around it, or lead anywhere unseen.
namespace PlainText
{
/// @p text without bidi embeddings, overrides and isolates, NUL and other control characters, and with a mark for half
/// a surrogate pair; line breaks and tabs stay.
QString cleaned(const QString &text);
/// cleaned() on one line, blanks folded, for lists and labels.
QString oneLine(const QString &text);
/// oneLine() wrapped in first-strong isolates, for a name inside a sentence of another direction.
QString isolated(const QString &text);
/// @p text for a tool tip, which Qt renders as markup where it takes the text for some.
QString toolTip(const QString &text);
/// At most @p length of the first units of @p text, and no half character at the end.
QString beginOf(const QString &text, qsizetype length);
/// @p host with its end, which says whose it is, where it is longer than @p length.
QString endOfHost(const QString &host, qsizetype length);
/// A label that never interprets markup.
QLabel *label(const QString &text, QWidget *parent = nullptr);

struct Link {
    qsizetype start = 0;
    qsizetype length = 0;
    QUrl url;
    QString host; ///< what is shown: the host in ASCII or punycode, the number, the mail address
};
/// https, tel and mailto only, without user names in front of a host. A number or mail address leads to just that: what
/// hangs on it (a file to attach, more recipients) is left out.
QList<Link> links(const QString &text);
/// @p text with the hosts of its links in punycode: letters that only look like others are seen for what they are.
QString withPlainHosts(const QString &text);
} // namespace PlainText
