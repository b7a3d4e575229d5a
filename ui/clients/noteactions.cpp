#include "clients/noteactions.h"

NoteActions::NoteActions(QWidget *parent)
    : ActionBar(parent)
{
}

void NoteActions::setNote(const InternalNote &note, StaffId me)
{
    const bool isOwn = note.author.isNull() || note.author == me;
    if (note.id.isNull() || note.isWithdrawn() || !isOwn)
        return clear();
    setOffers(note.id.toString(), tr("Your internal note. The client does not see it."),
              {{tr("Ta&ke back"), [this, note] { Q_EMIT withdrawRequested(note); }, true}});
}
