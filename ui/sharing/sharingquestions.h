#pragma once

#include "async.h"
#include "staffmember.h"

class QWidget;
struct UiContext;

/// What is asked before somebody goes. The answer's work ends in @p done, unless @p parent has died. GUI thread.
namespace SharingQuestions
{
using Done = std::function<void(const Result<void> &)>;
void remove(UiContext &context, const StaffMember &person, QWidget *parent, const Done &done);
/// In each state in which there is something to leave; the last administrator, as the practice knows it, is asked
/// again.
void leave(UiContext &context, QWidget *parent, const Done &done);
} // namespace SharingQuestions
