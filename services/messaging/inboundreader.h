#pragma once

#include "client.h"
#include "communication.h"
#include "optoutwords.h"

#include <QHash>
#include <QObject>

class ClientStore;
class OutboxStore;
class SettingStore;

/// What an incoming text changes: stop words, sentences and start words set the number's permission and block what
/// already waits, in the order in which the texts came. A text that turns up late in Twilio's list never undoes what a
/// newer one of the same number did. A step that can not be stored is tried again before the next text is read.
/// Idempotent. GUI thread; owned by App.
class InboundReader : public QObject
{
    Q_OBJECT

public:
    /// @p marks keeps which opt-outs came from a keyword, so that YES can lift those and only those; without it YES
    /// lifts nothing.
    InboundReader(ClientStore &clients, OutboxStore &outbox, QObject *parent = nullptr, SettingStore *marks = nullptr);
    void read(const QList<Communication> &inbound);

Q_SIGNALS:
    void optedOut(const Communication &row);
    void needsJudgement(const Communication &row);  ///< a sentence: a person decides
    void arrived(const QList<Communication> &rows); ///< after handling: the window and the tray announce them

private:
    void next();
    void decide(const Communication &row, const ClientNumber &number);
    void optOut(const Communication &row, const ClientNumber &number);
    void holdForJudgement(const Communication &row, const ClientNumber &number);
    void liftBlock(const Communication &row, const ClientNumber &number);
    void liftKeywordBlock(const Communication &row, const ClientNumber &number);
    void blockWaiting(const PhoneNumber &peer, SendBlock why, const std::function<void()> &then);
    void setPermission(const PhoneNumber &peer, TextPermission permission, const QString &reason,
                       const std::function<void()> &then);
    void rememberKeyword(const PhoneNumber &peer, const std::function<void()> &then);
    void rowDone();

    ClientStore &m_clients;
    OutboxStore &m_outbox;
    SettingStore *m_marks;
    QList<QList<Communication>> m_batches; ///< in the order of read()
    qsizetype m_index = 0;                 ///< in the first batch
    bool m_busy = false;
    QHash<PhoneNumber, QDateTime> m_lastBlock; ///< time of the newest text that blocked
    QHash<PhoneNumber, QDateTime> m_lastLift;  ///< and of the newest that lifted
};
