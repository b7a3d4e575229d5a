#pragma once

#include "async.h"
#include "communication.h"

#include <QObject>

#include <functional>

class CallsApi;
class CommunicationStore;
class SettingStore;
class TwilioClient;

/// Which of our calls may be under way: rows that Twilio accepted, not final, of the last four hours (Twilio's longest
/// call), under the present account: another one's can not be read. GUI thread; owned by CallPlacer.
class OpenCalls : public QObject
{
    Q_OBJECT

public:
    OpenCalls(CommunicationStore &communications, SettingStore &settings, CallsApi &calls, TwilioClient &twilio,
              QObject *parent = nullptr);
    bool isOpen(const Communication &row) const;
    /// Newest first.
    QFuture<Result<QList<Communication>>> list();
    /// True while a call of the staff phone is under way. A row may only be old news: Twilio is asked.
    QFuture<Result<bool>> isStaffPhoneBusy();

private:
    void ask(QList<Communication> rows, const Promise<bool> &busy);

    CommunicationStore &m_communications;
    SettingStore &m_settings;
    CallsApi &m_calls;
    TwilioClient &m_twilio;
};
