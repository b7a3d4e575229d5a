#pragma once

#include "communication.h"

#include <functional>

class QWidget;

/// What is asked before a person lets a text leave that the program held back, the same in the conversation and in the
/// history. @p name may be outside text. GUI thread.
namespace SendQuestions
{
/// Whether a held row can be let go by itself. Not while a reply waits for judgement: that is judged first.
bool mayBeAsked(const Communication &row);
/// Whether sendNow() asks before it goes on.
bool areNeeded(SendBlock block);
/// Outside the hours: why (kept in the records). While the same text is in doubt: whether the client may get it twice.
/// @p go gets the reason, empty where none is asked for; it is not called when the person cancels.
void sendNow(SendBlock block, const QString &name, QWidget *parent, const std::function<void(const QString &)> &go);
/// A colleague answers too, as @p what says; an empty one goes on at once.
void beforeAnswering(const QString &what, const QString &name, QWidget *parent, const std::function<void()> &go);
void sendAgain(const QString &name, QWidget *parent, const std::function<void()> &go);
} // namespace SendQuestions
