#include "sharing/statewords.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "sharing/connectionwords.h"

#include <array>

using namespace Qt::StringLiterals;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(StateWords)
};

using StateWords::Line;
using State = SyncStatus::State;

constexpr qint64 staleAfter = 60; // seconds, as for Twilio itself

Line waiting(const SyncStatus &status, const QString &otherwise, const QString &brief)
{
    if (status.backlog == 0)
        return {otherwise, brief};
    const QString count = Formatting::number(status.backlog);
    return {Words::tr("Sharing: %1 waiting").arg(count), Words::tr("%1 waiting").arg(count)};
}

Line upToDate(const SyncStatus &status)
{
    if (status.backlog == 0 && status.refused > 0) {
        const QString count = Formatting::number(status.refused);
        return {Words::tr("Shared, but %1 refused").arg(count), Words::tr("%1 refused").arg(count), true};
    }
    return waiting(status, Words::tr("Shared: up to date"), Words::tr("Shared"));
}

Line offline(const SyncStatus &status)
{
    const QString brief = Words::tr("Practice not reached");
    if (status.backlog == 0)
        return {Words::tr("Practice not reached: you go on working"), brief, true};
    if (status.backlog == 1)
        return {Words::tr("Practice not reached: you go on working, 1 change waits"), brief, true};
    return {
        Words::tr("Practice not reached: you go on working, %1 changes wait").arg(Formatting::number(status.backlog)),
        brief, true};
}

Line firstSync(const SyncStatus &status)
{
    const QString brief = Words::tr("Fetching the practice");
    if (status.total <= 0)
        return {brief, brief};
    return {Words::tr("Fetching the practice: %1 of about %2")
                .arg(Formatting::number(status.fetched), Formatting::number(qMax(status.fetched, status.total))),
            brief};
}

/// A server that answers and says no: waiting does not help.
Line refusedLine(const Error &error)
{
    switch (ConnectionFaults::ofError(error)) {
    case ConnectionFault::WrongLogin:
        return {Words::tr("The practice refused this computer's password"), Words::tr("Password refused"), true};
    case ConnectionFault::NoSuchDatabase:
        return {Words::tr("The practice's database is not on its server"), Words::tr("Database not found"), true};
    case ConnectionFault::AddressInvalid:
    case ConnectionFault::CaFileUnreadable:
        return {Words::tr("The way to the practice's database is not complete"), Words::tr("Practice not reached"),
                true};
    default:
        return {Words::tr("The practice refused this computer's login"), Words::tr("Login refused"), true};
    }
}

QString refusedSentence(const Error &error)
{
    switch (ConnectionFaults::ofError(error)) {
    case ConnectionFault::WrongLogin:
        return Words::tr(
            "The practice's database answers, but refuses this computer's user or password. Somebody may have "
            "changed the password there, or your membership ended long ago. You go on working, but nothing is "
            "shared. Ask an administrator for a new invitation.");
    case ConnectionFault::NoSuchDatabase:
        return Words::tr(
            "The server answers, but has no database of the practice's name. You go on working, but nothing is "
            "shared. Ask whoever runs the server where it went.");
    case ConnectionFault::AddressInvalid:
    case ConnectionFault::CaFileUnreadable:
        return Words::tr("%1 You go on working, but nothing is shared.").arg(ConnectionWords::sentence(error));
    default:
        return Words::tr(
            "The practice's database answers, but does not let this computer's login in any more. Somebody may "
            "have removed it. You go on working, but nothing is shared. Ask an administrator for a new "
            "invitation.");
    }
}

/// While an administrator's approval is waited for.
Line askedLine(const Error &error)
{
    if (error.kind == ErrorKind::Offline)
        return {Words::tr("Practice not reached: your approval can not be asked for"),
                Words::tr("Practice not reached"), true};
    if (error.kind == ErrorKind::Unauthorized)
        return {Words::tr("The practice refused this computer's invitation"), Words::tr("Invitation refused"), true};
    return {Words::tr("Sharing: waiting for an administrator's approval"), Words::tr("Waiting for approval"), true};
}

QString askedSentence(const Error &error)
{
    if (error.kind == ErrorKind::Offline)
        return Words::tr(
                   "An administrator has to approve this computer, but the practice's database is not reached now: %1 "
                   "It is tried again by itself.")
            .arg(ConnectionWords::sentence(error));
    if (error.kind == ErrorKind::Unauthorized)
        return Words::tr(
            "The practice's database answers, but refuses this computer: an administrator took the invitation "
            "back, or it expired. Cancel joining and ask for a new one.");
    return Words::tr("An administrator has to approve this computer. Until then nothing is shared.");
}

Line memberLine(const SyncStatus &status)
{
    switch (status.state) {
    case State::Off:
    case State::Connecting:
        return waiting(status, Words::tr("Sharing: connecting"), Words::tr("Connecting"));
    case State::Waiting:
        return {Words::tr("Sharing waits for the key of your data"), Words::tr("Sharing waits"), true};
    case State::FirstSync:
        return firstSync(status);
    case State::Syncing:
    case State::UpToDate:
        return upToDate(status);
    case State::Offline:
        return offline(status);
    case State::LoginRefused:
        return refusedLine(status.error);
    case State::UpdateNeeded:
        return {Words::tr("Update Practiceline to go on sharing"), Words::tr("Update needed"), true};
    case State::MigrationNeeded:
        return {Words::tr("The practice's database has to be updated"), Words::tr("Database too old"), true};
    }
    return {};
}

/// What it is and what to do, where this computer is a member.
QString memberSentence(const SharingFacts &facts)
{
    switch (facts.status.state) {
    case State::Off:
    case State::Connecting:
        return Words::tr("Practiceline is connecting to the practice's database.");
    case State::Waiting:
        return Words::tr("Nothing is shared until the key of your data is there. Open your data first.");
    case State::FirstSync:
        return Words::tr("This computer is fetching what the practice has, the newest first. You can work meanwhile.");
    case State::Syncing:
    case State::UpToDate:
        if (facts.status.backlog > 0)
            return Words::tr("Changes are on their way between this computer and the practice.");
        return facts.status.refused > 0
                   ? Words::tr("This computer and the practice have the same, but for what the practice does not take.")
                   : Words::tr("This computer and the practice have the same.");
    case State::Offline:
        return Words::tr(
                   "The practice's database is not reached: %1 You go on working: what you change is kept here and "
                   "shared by itself as soon as the database is reached. If it lasts, check this computer's "
                   "network, then ask an administrator whether the database is running.")
            .arg(ConnectionWords::sentence(facts.status.error));
    case State::LoginRefused:
        return refusedSentence(facts.status.error);
    case State::UpdateNeeded:
        return Words::tr("The practice is used with a newer Practiceline. You go on working, but nothing is shared "
                         "until the newest version is installed on this computer.");
    case State::MigrationNeeded:
        if (facts.isAdministrator())
            return Words::tr("This Practiceline is newer than the practice's database. You go on working, but nothing "
                             "is shared until the database is updated: Settings, Sharing, Update the database.");
        return Words::tr("This Practiceline is newer than the practice's database. You go on working, but nothing is "
                         "shared until an administrator has updated the database.") +
               u' ' + StateWords::onlyAdministrators(facts);
    }
    return {};
}

QString counted(qint64 count, const QString &one, const QString &many)
{
    return count == 1 ? one : many.arg(Formatting::number(count));
}

QStringList counts(const SyncStatus &status, const QDateTime &now)
{
    QStringList parts;
    if (status.lastSuccess.isValid())
        parts << Words::tr("Last in step with the practice: %1.")
                     .arg(Formatting::whenInSentence(status.lastSuccess, now));
    else if (status.state != State::FirstSync)
        parts << Words::tr("Not in step with the practice since Practiceline was started.");
    if (status.backlog > 0)
        parts << counted(status.backlog, Words::tr("1 change of this computer waits for the practice."),
                         Words::tr("%1 changes of this computer wait for the practice."));
    if (status.conflicts > 0)
        parts << counted(status.conflicts, Words::tr("1 edit has to be decided: a colleague changed the same."),
                         Words::tr("%1 edits have to be decided: colleagues changed the same."));
    return parts;
}

QString settingName(const QString &key)
{
    if (key.startsWith("hours."_L1))
        return Words::tr("hours for texts");
    if (key.startsWith("price."_L1))
        return Words::tr("prices");
    if (key.startsWith("twilio."_L1))
        return Words::tr("Twilio account");
    return Words::tr("practice");
}
} // namespace

StateWords::Line StateWords::line(const SharingFacts &facts)
{
    switch (facts.state) {
    case Sharing::State::Unknown:
    case Sharing::State::Off:
        return {};
    case Sharing::State::Withheld:
        return {Words::tr("Sharing waits: its secret is not available"), Words::tr("Sharing waits"), true};
    case Sharing::State::Asked:
        return askedLine(facts.askedError);
    case Sharing::State::Parting:
        return {Words::tr("No member of the practice any more"), Words::tr("No member any more"), true};
    case Sharing::State::Member:
        break;
    }
    return memberLine(facts.status);
}

QString StateWords::details(const SharingFacts &facts, const QList<RefusedChange> &refused, const QDateTime &now)
{
    switch (facts.state) {
    case Sharing::State::Unknown:
    case Sharing::State::Off:
        return {};
    case Sharing::State::Withheld:
        return Words::tr(
            "This computer shares with a practice, but its keychain did not give the secret that is needed "
            "for it. You go on working, and what you change waits. Unlock the keychain, then try again.");
    case Sharing::State::Asked: {
        QStringList parts{askedSentence(facts.askedError)};
        if (!facts.words.isEmpty())
            parts << Words::tr("Compare these six words with the administrator, best by telephone: %1")
                         .arg(facts.words.join(u' '));
        return parts.join(u"\n\n"_s);
    }
    case Sharing::State::Parting:
        return Words::tr(
            "Your membership has ended. What this computer sent goes to the practice; then what is here of it "
            "is erased.");
    case Sharing::State::Member:
        break;
    }
    QStringList parts{memberSentence(facts)};
    parts << counts(facts.status, now).join(u' ');
    if (!refused.isEmpty()) {
        QStringList lines{counted(facts.status.refused,
                                  Words::tr("The practice does not take 1 change. It stays on this computer:"),
                                  Words::tr("The practice does not take %1 changes. They stay on this computer:"))};
        for (const RefusedChange &change : refused)
            lines << u"• "_s + StateWords::refused(change);
        if (facts.status.refused > refused.size())
            lines << Words::tr("… and %1 more").arg(Formatting::number(facts.status.refused - refused.size()));
        parts << lines.join(u'\n');
    }
    const bool works = facts.status.state == State::UpToDate || facts.status.state == State::Syncing;
    if (works && !facts.hears)
        parts << Words::tr("What colleagues change is not announced over this connection (a pooler stands between), so "
                           "the practice is asked every 15 s.");
    parts.removeAll(QString());
    return parts.join(u"\n\n"_s);
}

StateWords::Line StateWords::reader(const SharingFacts &facts, const QDateTime &now)
{
    if (facts.state != Sharing::State::Member || facts.readsTwilio)
        return {};
    if (facts.reader.isEmpty()) {
        if (!facts.isNobodyReading)
            return {Words::tr("Finding out who checks Twilio"), Words::tr("Twilio: finding out")};
        const QString last = Formatting::whenInSentence(facts.newsMark, now);
        return {last.isEmpty()
                    ? Words::tr("Nobody checks Twilio: an administrator's computer or the office agent has to be on")
                    : Words::tr("Nobody checks Twilio (last: %1): an administrator's computer or the office agent has "
                                "to be on")
                          .arg(last),
                Words::tr("Nobody checks Twilio"), true};
    }
    constexpr int longest = 30;
    const QString name = PlainText::isolated(PlainText::beginOf(facts.reader, longest));
    if (!facts.newsMark.isValid())
        return {Words::tr("Twilio is checked by %1's computer").arg(name), Words::tr("Twilio: %1").arg(name)};
    const qint64 age = qMax<qint64>(0, facts.newsMark.secsTo(now));
    const QString seconds = QString::number(age);
    const QString minutes = QString::number(age / 60);
    if (age < staleAfter)
        return {Words::tr("Twilio is checked by %1's computer, %2 s ago").arg(name, seconds),
                Words::tr("Twilio: %1, %2 s ago").arg(name, seconds)};
    return {Words::tr("Twilio last checked %2 min ago, by %1's computer: what you see may be old").arg(name, minutes),
            Words::tr("Twilio: %1 min ago").arg(age / 60), true};
}

QString StateWords::names(const QStringList &names)
{
    constexpr qsizetype most = 3;
    constexpr int longest = 40;
    QStringList shown;
    for (const QString &name : names.first(qMin(most, names.size())))
        shown << PlainText::isolated(PlainText::beginOf(name, longest));
    if (names.size() > most)
        return Words::tr("%1 and %2 others").arg(shown.join(u", "_s), Formatting::number(names.size() - most));
    if (shown.size() < 2)
        return shown.value(0);
    const QString last = shown.takeLast();
    return Words::tr("%1 and %2", "names").arg(shown.join(u", "_s), last);
}

QString StateWords::onlyAdministrators(const SharingFacts &facts)
{
    const QString who = names(facts.administrators);
    return who.isEmpty() ? Words::tr("Only an administrator of the practice can change this.")
                         : Words::tr("Only an administrator of the practice can change this: %1.").arg(who);
}

QString StateWords::readersOnlyRead(const SharingFacts &facts)
{
    const QString who = names(facts.senders);
    return who.isEmpty() ? Words::tr("Supervisors read and change nothing.")
                         : Words::tr("Supervisors read and change nothing. To text or call: %1.").arg(who);
}

QString StateWords::refused(const RefusedChange &change)
{
    const QString name = change.name.isEmpty() ? Words::tr("an unknown number") : PlainText::isolated(change.name);
    const QString id = PlainText::oneLine(change.id);
    switch (change.kind) {
    case SyncKind::Client:
        return Words::tr("Client %1").arg(name);
    case SyncKind::Number:
        return change.why == "owned"_L1
                   ? Words::tr("Number %1 of %2: another client of the practice has it").arg(id, name)
                   : Words::tr("Number %1 of %2").arg(id, name);
    case SyncKind::Template:
        return Words::tr("Template %1").arg(name);
    case SyncKind::Setting:
        return Words::tr("Setting: %1").arg(settingName(change.id));
    case SyncKind::Communication:
        return Words::tr("A text or call with %1").arg(name);
    case SyncKind::News:
        return Words::tr("What Twilio said of a text or call with %1").arg(name);
    case SyncKind::Note:
        return Words::tr("The note on a call with %1").arg(name);
    case SyncKind::InternalNote:
        return Words::tr("An internal note on %1").arg(name);
    }
    return {};
}
