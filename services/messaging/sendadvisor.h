#pragma once

#include "async.h"
#include "client.h"
#include "communication.h"

#include <chrono>
#include <optional>

/// What the practice says of a text that is about to leave.
struct SendAdvice {
    /// Of the number, as far as the practice has recorded it; MayText: nothing is against it.
    TextPermission permission = TextPermission::MayText;
    QDateTime permissionSince; ///< UTC; null: not known
    /// Over the person's hourly limit: how long until it may leave; else it was counted.
    std::optional<std::chrono::milliseconds> wait;
    int hourlyLimit = 0; ///< 0: none
};

/// Asked once before a row becomes *sending*, so that a colleague's computer is heard too: its opt-outs, and how many
/// texts this person sent elsewhere. Always answers, and soon: without the practice by what this computer knows. An
/// error is no leave to send; it is asked again later.
class SendAdvisor
{
public:
    SendAdvisor() = default;
    SendAdvisor(const SendAdvisor &) = delete;
    SendAdvisor &operator=(const SendAdvisor &) = delete;
    virtual ~SendAdvisor() = default;
    virtual QFuture<Result<SendAdvice>> ask(const Communication &row) = 0;
};
