#pragma once

#include "simulator/simulatorrest.h"

#include <QByteArray>
#include <QString>

#include <optional>

/// One of the faults that TwilioSimulator::setFault() names, read once.
struct SimulatorFault {
    enum class Kind {
        None,
        TooMany,     ///< 429 with Retry-After
        TooManyBare, ///< 429 without
        Status500,
        Status503,
        Unauthorized,
        MaybeDone, ///< processed, then 20500
        DropAfter,
        ResetAfter,
        StallAfter,
        DropRequest,
        CutJson,
        Html,
        Redirect,
    };

    Kind kind = Kind::None;
    qsizetype bytes = 0;
    QByteArray method; ///< upper case; empty: any
    int left = 0;      ///< requests that still get it; 0 with a kind: all

    static std::optional<SimulatorFault> fromString(const QString &text, int count);
    bool applies(const QByteArray &requestMethod) const;
    void used(); ///< counts one request; the last one ends the fault
    /// What is answered instead of processing the request; nothing: it is processed.
    static std::optional<RestReply> replyInstead(Kind kind);
};
