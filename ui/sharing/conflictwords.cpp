#include "sharing/conflictwords.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "storage/sql.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(ConflictsDialog)
};

QString tags(const QString &json)
{
    QStringList tags;
    const QJsonArray all = QJsonDocument::fromJson(json.toUtf8()).array();
    for (const QJsonValue &one : all)
        tags << PlainText::oneLine(one.toString());
    return tags.join(u", "_s);
}

QString languageName(const QString &language)
{
    return language.isEmpty() ? Words::tr("As the practice") : PlainText::oneLine(Formatting::language(language));
}

constexpr int longestName = 60;

QString name(const QString &text)
{
    return text.isEmpty() ? Words::tr("a client without a name") : PlainText::isolated(text);
}
} // namespace

QString ConflictWords::kind(SyncKind kind)
{
    switch (kind) {
    case SyncKind::Template:
        return Words::tr("Template");
    case SyncKind::Number:
        return Words::tr("Number");
    default:
        return Words::tr("Client");
    }
}

QString ConflictWords::field(const ConflictField &field)
{
    const QString &column = field.column;
    if (column == "name"_L1 || column == "template_name"_L1)
        return Words::tr("Name");
    if (column == "unknown"_L1)
        return Words::tr("Added as a client");
    if (column == "persona"_L1 || column == "persona_type"_L1)
        return Words::tr("Persona");
    if (column == "language"_L1)
        return Words::tr("Language");
    if (column == "us_state"_L1)
        return Words::tr("US state");
    if (column == "time_zone"_L1)
        return Words::tr("Time zone");
    if (column == "tags"_L1)
        return Words::tr("Tags");
    if (column == "notes_enc"_L1)
        return Words::tr("Notes");
    if (column == "archived"_L1)
        return Words::tr("Archive");
    if (column == "assigned_to"_L1)
        return Words::tr("Assigned to");
    if (column == "content"_L1)
        return Words::tr("Text");
    if (column == "is_active"_L1)
        return Words::tr("Active");
    if (column == "removed_at"_L1)
        return Words::tr("Deleted");
    return PlainText::oneLine(column);
}

QString ConflictWords::value(const ConflictField &field, const QString &value, const QDateTime &now)
{
    const QString &column = field.column;
    const bool isSet = value == "1"_L1 || value == "true"_L1;
    if (column == "unknown"_L1)
        return isSet ? Words::tr("No") : Words::tr("Yes");
    if (column == "is_active"_L1)
        return isSet ? Words::tr("Yes") : Words::tr("No");
    if (column == "archived"_L1)
        return isSet ? Words::tr("In the archive") : Words::tr("In the list of clients");
    if (column == "removed_at"_L1)
        return value.isEmpty() ? Words::tr("No") : Formatting::when(fromSqlTime(value.toLongLong()), now);
    if (column == "persona"_L1 || column == "persona_type"_L1) {
        const auto persona = personaFromKey(value);
        return persona ? Formatting::persona(*persona) : PlainText::oneLine(value);
    }
    if (column == "language"_L1)
        return languageName(value);
    if (column == "us_state"_L1)
        return value.isEmpty() ? Words::tr("Not known") : PlainText::oneLine(value);
    if (column == "time_zone"_L1)
        return value.isEmpty() ? Words::tr("From the number") : PlainText::oneLine(value).replace(u'_', u' ');
    const QString text = column == "tags"_L1 ? tags(value) : PlainText::cleaned(value);
    return text.isEmpty() ? Words::tr("(empty)") : text;
}

QString ConflictWords::sentence(const EditConflict &conflict, const QDateTime &now)
{
    const QString when = conflict.at.isValid() ? Formatting::whenInSentence(conflict.at, now) : QString();
    if (conflict.kind == SyncKind::Number)
        return Words::tr("%1 stands with two clients: with %2 on this computer, and with %3 in the practice. A number "
                         "belongs to one client, because a text for one must not be read under another. Find out whose "
                         "it is, edit the client who has it wrongly, and press Done.")
            .arg(PlainText::oneLine(conflict.id), name(conflict.name), name(conflict.theirs));
    const QString colleague =
        conflict.colleague.isEmpty()
            ? Words::tr("a colleague")
            : PlainText::isolated(PlainText::beginOf(PlainText::oneLine(conflict.colleague), longestName));
    const QString what = conflict.kind == SyncKind::Template
                             ? Words::tr("You and %3 changed the template %1 at the same time (%2).")
                             : Words::tr("You and %3 changed %1 at the same time (%2).");
    return what.arg(name(conflict.name), when, colleague) + u' ' +
           Words::tr("What only one of you changed is kept already. Choose what stays of the rest.");
}
