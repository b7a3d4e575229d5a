#pragma once

#include <memory>
#include <vector>

class QNetworkAccessManager;
class QObject;
struct HttpOutcome;

/// Says which of Qt's network managers a request may use. Qt gives a request to whichever connection of its manager is
/// free first, so a write has one to itself while it is under way, and only one that has no connection left: it can not
/// meet one that a server kept alive and that may die unseen. GUI thread; owned by TwilioClient.
class NetworkManagers
{
public:
    using Manager = std::shared_ptr<QNetworkAccessManager>;

    explicit NetworkManagers(QObject *parent); ///< outlives the managers

    Manager forRead() const { return m_reader; } ///< kept-alive connections
    Manager forWrite();
    void ended(const Manager &manager, const HttpOutcome &outcome);

private:
    Manager make() const;

    QObject *m_parent;
    Manager m_reader;
    std::vector<Manager> m_idle; ///< of writes that are over: a new manager is a new thread, and half of a write's cost
};
