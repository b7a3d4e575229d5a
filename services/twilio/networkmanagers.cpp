#include "twilio/networkmanagers.h"

#include "twilio/twilioerror.h"

#include <QNetworkAccessManager>

NetworkManagers::NetworkManagers(QObject *parent)
    : m_parent(parent)
    , m_reader(make())
{
}

NetworkManagers::Manager NetworkManagers::make() const
{
    // Not at once: the last request to let go of it may still be on Qt's stack.
    Manager manager(new QNetworkAccessManager(m_parent), [](QNetworkAccessManager *old) { old->deleteLater(); });
    manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    return manager;
}

NetworkManagers::Manager NetworkManagers::forWrite()
{
    if (m_idle.empty())
        return make();
    Manager manager = std::move(m_idle.back());
    m_idle.pop_back();
    return manager;
}

void NetworkManagers::ended(const Manager &manager, const HttpOutcome &outcome)
{
    // A connection that is given up during the TLS handshake never connects again, and Qt 6.4 leaves every later
    // request stuck behind it.
    const bool answered = outcome.status != 0 && outcome.interruption == Interruption::None;
    if (manager == m_reader) {
        if (!answered)
            m_reader = make();
    } else if (answered && outcome.transportError == 0 && outcome.closes) {
        m_idle.push_back(manager);
    }
}
