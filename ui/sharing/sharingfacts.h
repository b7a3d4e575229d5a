#pragma once

#include "sharing/sharing.h"

#include <QDateTime>
#include <QStringList>

class StaffStore;

/// What the window shows of sharing at one moment, and what this person may do. A value.
struct SharingFacts {
    Sharing::State state = Sharing::State::Off;
    SyncStatus status;
    bool hears = false;      ///< a change of the practice is told at once (SharedListener)
    bool readsTwilio = true; ///< this computer does, for the practice or alone
    QString reader;          ///< whose computer reads Twilio otherwise; empty: nobody's, as far as is known
    PollLease::Refusal readingRefused = PollLease::Refusal::None;
    bool isNobodyReading = false; ///< the practice says so, and this computer may or can not either
    bool isKeyWithheld = false;   ///< the practice gives this person no key: it has none that only sends
    QDateTime newsMark;           ///< up to here the practice has Twilio's news; Twilio's clock
    QString role;
    StaffId me;
    QStringList administrators; ///< names
    QStringList senders;        ///< names of those who send: administrators and staff
    QStringList words;          ///< Asked: the six
    Error askedError{
        ErrorKind::NotFound, 0, {}, {}}; ///< Asked: why the practice could not be asked; NotFound: nobody has approved

    static SharingFacts of(Sharing &sharing, const StaffStore &staff);

    bool isAdministrator() const;
    /// Reads and exports only.
    bool isReader() const;
};
