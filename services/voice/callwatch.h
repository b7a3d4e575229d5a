#pragma once

#include "async.h"
#include "communication.h"

#include <QObject>
#include <QTimer>

class CallsApi;
class CommunicationStore;
class SettingStore;
struct CallResource;
struct TwilioNews;

/// Follows one placed call, both legs, each second until it has ended, and ends it when a machine took the staff
/// member's phone. What it sees goes into the store. GUI thread; owned by CallPlacer.
class CallWatch : public QObject
{
    Q_OBJECT

public:
    CallWatch(CommunicationStore &communications, SettingStore &settings, CallsApi &calls, QString sid,
              std::chrono::milliseconds interval, QObject *parent);
    void start();
    QFuture<Result<void>> hangUp();

Q_SIGNALS:
    void staffAnswered();
    void talking(const QDateTime &since);
    void ending();
    void ended();

private:
    void poll();
    void onParent(const Result<CallResource> &parent);
    void readChildren(bool last);
    void onChild(const CallResource &child);
    void onError(const Error &error);
    void again();
    void endMachine();
    void keep(const QList<TwilioNews> &news);

    CommunicationStore &m_communications;
    SettingStore &m_settings;
    CallsApi &m_calls;
    QString m_sid;
    std::chrono::milliseconds m_interval;
    std::chrono::milliseconds m_wait;
    QTimer m_timer;
    QString m_status;
    int m_missing = 0; ///< looks in a row at which Twilio did not know the call
    bool m_polling = false;
    bool m_answered = false;
    bool m_talking = false;
    bool m_listsNothing = false; ///< the key only sends: what the client's leg does is not seen
    bool m_ending = false;
    bool m_over = false;
};
