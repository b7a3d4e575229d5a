#pragma once

#include "messaging/sendadvisor.h"

#include <QObject>
#include <QString>

class Clock;
class Database;
class SettingStore;
class SharedDatabase;

struct GateTiming {
    std::chrono::milliseconds patience{
        10'000}; ///< of a send with the practice: then its line is found to be dead (SharedTiming::job)
};

/// Asks the practice before a text leaves (may_send() in 0011_records.sql): what is recorded of the number, and whether
/// the person's hourly limit lets it go. Without an answer in time this computer counts its own texts under the limit
/// that it knows; and while a question is still unanswered, no further text waits for one. The clock is the one by
/// which attempts are dated (TwilioTime). GUI thread; owned by App.
class PracticeGate : public QObject, public SendAdvisor
{
    Q_OBJECT

public:
    PracticeGate(Database &local, SharedDatabase &shared, const SettingStore &settings, const Clock &clock,
                 const GateTiming &timing = {}, QObject *parent = nullptr);
    QFuture<Result<SendAdvice>> ask(const Communication &row) override;

private:
    struct Local;
    void askThere(const QString &id, const QString &address, const Local &local, const Promise<SendAdvice> &promise);
    SendAdvice adviceOf(const Local &local) const;

    Database &m_local;
    SharedDatabase &m_shared;
    const SettingStore &m_settings;
    const Clock &m_clock;
    const GateTiming m_timing;
    int m_unanswered = 0; ///< questions whose time is over and which the practice has not answered yet
};
