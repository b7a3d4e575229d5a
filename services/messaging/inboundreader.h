#pragma once

#include "communication.h"
#include "optoutwords.h"

#include <QObject>

class ClientStore;
class OutboxStore;

/// What an incoming text changes: stop words, sentences and start words set the number's permission and block what already
/// waits, in the order in which the texts came. GUI thread; owned by App.
class InboundReader : public QObject
{
    Q_OBJECT

public:
    InboundReader(ClientStore &clients, OutboxStore &outbox, QObject *parent = nullptr);
    void read(const QList<Communication> &inbound);

Q_SIGNALS:
    void optedOut(const Communication &row);
    void needsJudgement(const Communication &row); ///< a sentence: a person decides
    void arrived(const QList<Communication> &rows); ///< after handling: the window and the tray announce them

private:
    ClientStore &m_clients;
    OutboxStore &m_outbox;
};
