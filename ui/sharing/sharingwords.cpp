#include "sharing/sharingwords.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "sharing/connectionwords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;
using ErrorText::Tone;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(SharingWords)
};

constexpr qsizetype mostNames = 3; ///< enough to know whom to ask
constexpr qsizetype longestName = 60;

/// What waits and what is refused belongs to each state.
QString queueWords(const SyncStatus &status)
{
    QStringList parts;
    if (status.backlog > status.refused)
        parts << Words::tr("%n changes wait to be shared.", nullptr, int(status.backlog - status.refused));
    if (status.refused > 0)
        parts << Words::tr("%n changes were not accepted by the practice and stay here.", nullptr, int(status.refused));
    return parts.join(u' ');
}
} // namespace

namespace SharingWords
{
const QStringList &roles()
{
    static const QStringList all{u"staff"_s, u"admin"_s, u"supervisor"_s, u"agent"_s};
    return all;
}

QString role(const QString &key)
{
    if (key == "staff"_L1)
        return Words::tr("Staff");
    if (key == "admin"_L1)
        return Words::tr("Administrator");
    if (key == "supervisor"_L1)
        return Words::tr("Supervisor");
    if (key == "agent"_L1)
        return Words::tr("Office program");
    return PlainText::oneLine(key);
}

QString mayDo(const QString &key)
{
    if (key == "staff"_L1)
        return Words::tr("Texts and calls clients and edits them; may not change templates, settings or people.");
    if (key == "admin"_L1)
        return Words::tr("As staff; also changes templates and settings, and invites, approves and removes people.");
    if (key == "supervisor"_L1)
        return Words::tr("Reads and exports the practice's records, and changes nothing.");
    if (key == "agent"_L1)
        return Words::tr("For the office's background program, not for a person.");
    return {};
}

QString persona(const QString &key)
{
    if (const auto known = personaFromKey(key))
        return Formatting::persona(*known);
    return PlainText::oneLine(key);
}

QString membership(const StaffMember &person, bool asks, const QDateTime &now)
{
    if (person.leftAt.isValid())
        return person.joinedAt.isValid() ? Words::tr("left %1").arg(Formatting::dayInSentence(
                                               person.leftAt.toLocalTime().date(), now.toLocalTime().date()))
                                         : Words::tr("did not join");
    if (asks)
        return Words::tr("waits for approval");
    return person.joinedAt.isValid() ? Words::tr("member") : Words::tr("invited");
}

QString anyOf(const QStringList &names)
{
    QStringList isolated;
    for (const QString &name : names.mid(0, mostNames))
        isolated << PlainText::isolated(PlainText::beginOf(name, longestName));
    if (isolated.isEmpty())
        return Words::tr("an administrator");
    const QString last = isolated.takeLast();
    return isolated.isEmpty() ? last : Words::tr("%1 or %2").arg(isolated.join(u", "_s), last);
}

State state(const SyncStatus &status, const QDateTime &now)
{
    using Kind = SyncStatus::State;
    State said;
    switch (status.state) {
    case Kind::Off:
    case Kind::Connecting:
        said.text = Words::tr("Connecting …");
        break;
    case Kind::Waiting:
        said.text = Words::tr("Waits until your data is unlocked.");
        break;
    case Kind::FirstSync:
        said.text = status.total > 0 ? Words::tr("Fetching the practice's records: %1 of about %2.")
                                           .arg(Formatting::number(status.fetched), Formatting::number(status.total))
                                     : Words::tr("Fetching the practice's records …");
        break;
    case Kind::Syncing:
    case Kind::UpToDate:
        // A round takes a moment and comes all the time: only the first one is news.
        if (status.lastSuccess.isValid())
            said = {Words::tr("Up to date as of %1.").arg(Formatting::whenInSentence(status.lastSuccess, now)),
                    Tone::Good};
        else
            said.text = Words::tr("Exchanging changes …");
        break;
    case Kind::Offline: {
        const QString why = ConnectionWords::sentence(status.error);
        said = {Words::tr("Not connected. %1 You can go on working; it is tried again by itself.").arg(why),
                Tone::Warning};
        break;
    }
    case Kind::LoginRefused:
        said = {
            ConnectionFaults::ofError(status.error) == ConnectionFault::Other ||
                    ConnectionFaults::ofError(status.error) == ConnectionFault::LoginNotAllowed
                ? Words::tr("The practice answers, but does not let this computer in any more. An administrator may "
                            "have removed you: ask them.")
                : Words::tr("Not shared: %1 You can go on working; ask an administrator.")
                      .arg(ConnectionWords::sentence(status.error)),
            Tone::Bad};
        break;
    case Kind::UpdateNeeded:
        said = {Words::tr("The practice uses a newer Practiceline. Update it on this computer; until then this "
                          "computer works alone."),
                Tone::Warning};
        break;
    case Kind::MigrationNeeded:
        said = {Words::tr("The practice's database is of an older Practiceline. An administrator has to update it; "
                          "until then this computer works alone."),
                Tone::Warning};
        break;
    }
    if (const QString queue = queueWords(status); !queue.isEmpty()) {
        said.text += u' ' + queue;
        if (said.tone == Tone::Good)
            said.tone = status.refused > 0 ? Tone::Warning : Tone::Quiet;
    }
    return said;
}
} // namespace SharingWords
