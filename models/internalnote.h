#pragma once

#include "id.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>

/// What colleagues tell one another about a client. A type of its own, which the outbox does not know: it is never
/// sent. Never changed either; its author may take it back.
struct InternalNote {
    InternalNoteId id;
    ClientId clientId;
    StaffId author;     ///< null: written while this computer shared with nobody
    QString authorName; ///< as it was then
    QString text;       ///< ofClient() leaves it empty once it was taken back
    bool textLocked = false;
    QDateTime at;
    QDateTime withdrawnAt; ///< null: it stands
    QString clientName;    ///< only recordPage() fills it

    bool isWithdrawn() const { return withdrawnAt.isValid(); }
    friend bool operator==(const InternalNote &a, const InternalNote &b) = default;
};

Q_DECLARE_METATYPE(InternalNote)
