#include "sharing/partingwords.h"

#include "common/formatting.h"
#include "common/plaintext.h"

#include <QCoreApplication>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(PartingWords)
};

constexpr int longestName = 60;
} // namespace

namespace PartingWords
{
QString ended(const QString &practice, bool byOneself)
{
    const QString name = PlainText::isolated(PlainText::beginOf(practice, longestName));
    return byOneself ? Words::tr("You have left %1.").arg(name)
                     : Words::tr("An administrator has removed you from %1.").arg(name);
}

QString whatHappens()
{
    return Words::tr(
        "What this computer sent, and the practice does not have yet, goes there now. Then everything that is "
        "here of the practice is erased: clients, texts, notes and keys. Practiceline starts again as new.");
}

QString title()
{
    return Words::tr("No longer a member");
}

QString text(const QJsonObject &told)
{
    return ended(told.value("practice"_L1).toString(), told.value("by_oneself"_L1).toBool());
}

QString details(const QJsonObject &told)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(told.value("at"_L1).toInteger(), Qt::UTC);
    QStringList parts{
        Words::tr("That was %1. What this computer had sent is in the practice's records; what it held of the "
                  "practice is erased: clients, texts, notes and keys.")
            .arg(Formatting::whenInSentence(at, QDateTime::currentDateTimeUtc()))};
    if (const int waited = int(told.value("not_sent"_L1).toInteger()); waited > 0)
        parts << Words::tr("%n texts that waited here were not sent, and nobody sends them.", nullptr, waited);
    if (const int lost = int(told.value("not_shared"_L1).toInteger()); lost > 0)
        parts << Words::tr("%n other changes had not reached the practice and went with the rest.", nullptr, lost);
    parts << Words::tr(
        "Back-ups and exports that were made on this computer are where you put them: ask the practice what "
        "to do with them.");
    return parts.join(u"\n\n"_s);
}
} // namespace PartingWords
