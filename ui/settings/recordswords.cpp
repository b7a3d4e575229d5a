#include "settings/recordswords.h"

#include "common/formatting.h"
#include "common/plaintext.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(RecordsWords)
};

/// Enough of an id to tell a person's computers apart.
QString shortId(const QString &device)
{
    return device.right(6);
}

QString whose(const RecordsFinding &finding)
{
    if (finding.isHere)
        return Words::tr("of this computer", "an entry");
    if (finding.device.isEmpty())
        return Words::tr("of the practice's list of people", "an entry");
    if (finding.person.isEmpty())
        return Words::tr("of computer …%1", "an entry").arg(shortId(finding.device));
    return Words::tr("of %1's computer …%2", "an entry")
        .arg(PlainText::isolated(finding.person), shortId(finding.device));
}
} // namespace

QString RecordsWords::finding(const RecordsFinding &finding, const QDateTime &now)
{
    const QString at = finding.at.isValid() ? Formatting::whenInSentence(finding.at, now) : Words::tr("time unknown");
    const QString number = Formatting::number(finding.number);
    switch (finding.kind) {
    case RecordsFinding::Kind::Altered:
        return Words::tr("Entry %1 %2 (%3) does not fit: it, or one before it, was changed or taken out.")
            .arg(number, whose(finding), at);
    case RecordsFinding::Kind::Missing:
        return finding.isHere
                   ? Words::tr("From entry %1 on, entries %2 (%3) are missing here, which the practice has.")
                         .arg(number, whose(finding), at)
                   : Words::tr("From entry %1 on, entries %2 (%3) are missing. If the server was restored, they come "
                               "back when that computer has been on.")
                         .arg(number, whose(finding), at);
    case RecordsFinding::Kind::Contradicted:
        return Words::tr("Entry %1 %2 (%3) is another one than was seen there before.").arg(number, whose(finding), at);
    }
    return {};
}

QString RecordsWords::result(const RecordsReport &report, const QDateTime &now)
{
    if (!report.isWhole()) {
        QStringList lines;
        for (const RecordsFinding &one : report.findings)
            lines.append(finding(one, now));
        lines.append(Words::tr("Keep this data folder and the practice's database as they are and ask for help."));
        return lines.join(u'\n');
    }
    const QString own = Formatting::number(report.entries);
    if (!report.isShared())
        return Words::tr("All %1 entries fit together.").arg(own);
    if (!report.isEveryChainRead)
        return Words::tr("All %1 entries of this computer fit together, and what was seen of other computers' records "
                         "is still there. Their entries are read by administrators and supervisors.")
            .arg(own);
    qint64 all = 0;
    for (const RecordsChain &chain : report.chains)
        all += chain.entries;
    QString text = Words::tr("All %1 entries of this computer and all %2 of the practice fit together, and what was "
                             "seen before is still there.")
                       .arg(own, Formatting::number(all));
    if (report.unreadable > 0)
        text += u' ' + Words::tr("Of %1 entries only the order was checked: you have no key for them.")
                           .arg(Formatting::number(report.unreadable));
    return text;
}
