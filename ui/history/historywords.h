#pragma once

#include "communication.h"
#include "storage/bodysearch.h"

/// What History says of a communication. Outside text in it is plain and isolated. Pure functions, safe on any thread.
namespace HistoryWords
{
/// The other side: its name, its number, or "an unknown number".
QString client(const Communication &row);
/// "Text to Maria Lopez, today 2:01 PM".
QString title(const Communication &row, const QDateTime &now);
/// The whole story in one or two sentences. @p colleague: who sent it, isolated, where that is not this person.
QString sentence(const Communication &row, const QDateTime &now, const QString &colleague = {});
/// Date and price of a row in every way that a person may type them into the search: "Today", "2:12 PM", "Tuesday,
/// November 17, 2026", "11/17/26", "2026-11-17", "$0.0083".
BodySearch::Shown searchable(const QDateTime &now);
} // namespace HistoryWords
