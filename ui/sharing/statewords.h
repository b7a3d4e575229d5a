#pragma once

#include "sharing/sharingfacts.h"

#include <QCoreApplication>

/// The words for what sharing does. Pure functions; names in them are outside text, plain and isolated.
namespace StateWords
{
/// For the status line: whole, and as short as it may become where there is no room.
struct Line {
    QString text; ///< empty: nothing to say
    QString brief;
    bool warns = false;
};
Line line(const SharingFacts &facts);
/// Everything about it, a paragraph a line, with what to do. @p refused: what the practice does not take.
QString details(const SharingFacts &facts, const QList<RefusedChange> &refused, const QDateTime &now);
/// Who reads Twilio, where this computer does not; @p now is Twilio's time. Empty text: this one does.
Line reader(const SharingFacts &facts, const QDateTime &now);

/// "Ann", "Ann and Ben", "Ann, Ben and 3 others"; empty for none.
QString names(const QStringList &names);
/// Why this person can not do what administrators do, and who can.
QString onlyAdministrators(const SharingFacts &facts);
/// Why a supervisor writes nothing, and who can.
QString readersOnlyRead(const SharingFacts &facts);
/// A refused change in words.
QString refused(const RefusedChange &change);
} // namespace StateWords
