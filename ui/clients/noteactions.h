#pragma once

#include "clients/actionbar.h"
#include "internalnote.h"

/// What can be done about one internal note of the conversation: its author takes it back. GUI thread; owned by
/// Conversation.
class NoteActions : public ActionBar
{
    Q_OBJECT

public:
    explicit NoteActions(QWidget *parent = nullptr);
    /// A note without an id hides it. @p me null: this computer shares with nobody, and all notes are its own.
    void setNote(const InternalNote &note, StaffId me);

Q_SIGNALS:
    void withdrawRequested(const InternalNote &note);
};
