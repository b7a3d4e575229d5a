#pragma once

#include "async.h"
#include "communication.h"

#include <QObject>

#include <functional>

class CallsApi;
class CommunicationStore;
class OutboxStore;
class SettingStore;
class TwilioClient;

/// Which of our calls may be under way: rows that Twilio accepted, not final, of the last four hours (Twilio's longest
/// call), under the present account: another one's can not be read. GUI thread; owned by CallPlacer.
class OpenCalls : public QObject
{
    Q_OBJECT

public:
    OpenCalls(CommunicationStore &communications, OutboxStore &outbox, SettingStore &settings, CallsApi &calls,
              TwilioClient &twilio, QObject *parent = nullptr);
    bool isOpen(const Communication &row) const;
    /// Newest first.
    QFuture<Result<QList<Communication>>> list();
    /// True while a call of the staff phone is under way. A row may only be old news: Twilio is asked. What it has
    /// refused to show for minutes (deleted, or a key that may not read) is closed: the store's own guard would bar the
    /// phone for four hours. Without an answer the row stays open, and the guard refuses.
    QFuture<Result<bool>> isStaffPhoneBusy();

private:
    void ask(QList<Communication> rows, const Promise<bool> &busy);
    bool isLost(const Communication &row, const Error &error) const;

    CommunicationStore &m_communications;
    OutboxStore &m_outbox;
    SettingStore &m_settings;
    CallsApi &m_calls;
    TwilioClient &m_twilio;
};
