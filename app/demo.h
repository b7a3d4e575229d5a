#pragma once

#include "practicesettings.h"
#include "simulator/twiliosimulator.h"
#include "storage/communicationstore.h"
#include "twilio/twilioclient.h"

#include <QObject>
#include <QTemporaryDir>

class ClientStore;
class InboundReader;
class OutboxStore;

/// Demo mode: a throw-away profile, a simulated Twilio on this computer's loopback, ten made-up clients with a history
/// (numbers of the range 555-0100 to 555-0199, reserved for fiction). Texts are "delivered", clients answer, one has
/// opted out, and nothing leaves the computer. GUI thread; owned by main().
class Demo : public QObject
{
    Q_OBJECT

public:
    explicit Demo(QObject *parent = nullptr);

    bool start(); ///< false: the loopback can not be listened on
    QString folder() const { return m_folder.path(); }
    TwilioHosts hosts() const;
    static TwilioCredentials credentials();
    static PracticeSettings settings();
    /// Fills the stores once, then says seeded().
    void seed(ClientStore &clients, OutboxStore &outbox, CommunicationStore &communications, InboundReader &inbound);

Q_SIGNALS:
    void seeded();

private:
    QTemporaryDir m_folder;
    TwilioSimulator m_simulator;
};
