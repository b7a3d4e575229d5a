#pragma once

#include "simulator/twiliosimulator.h"

#include <QMetaObject>
#include <QThread>

#include <memory>

/// Twilio in a thread of its own, so that who is busy does not slow it.
class TwilioThread
{
public:
    explicit TwilioThread(const SimulatorOptions &options)
    {
        m_thread.start();
        m_context.moveToThread(&m_thread);
        call([&] {
            m_twilio = std::make_unique<TwilioSimulator>(options);
            if (!m_twilio->listen())
                qFatal("no port on loopback");
        });
    }
    ~TwilioThread()
    {
        call([this] { m_twilio.reset(); });
        m_thread.quit();
        m_thread.wait();
    }
    TwilioThread(const TwilioThread &) = delete;
    TwilioThread &operator=(const TwilioThread &) = delete;

    template <class Work>
    void call(Work work)
    {
        QMetaObject::invokeMethod(&m_context, work, Qt::BlockingQueuedConnection);
    }
    TwilioSimulator &operator*() { return *m_twilio; }
    TwilioSimulator *operator->() { return m_twilio.get(); }

private:
    QThread m_thread;
    QObject m_context;
    std::unique_ptr<TwilioSimulator> m_twilio;
};
