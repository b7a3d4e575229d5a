#pragma once

#include "async.h"
#include "communication.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"

#include <QObject>

#include <functional>

class OutboxStore;

/// One look for one unconfirmed row in Twilio's lists; adopts the oldest match. Deletes itself when it is done. GUI
/// thread; child of who looks.
class DoubtSearch : public QObject
{
    Q_OBJECT

public:
    struct Match {
        QString sid;
        QString status;
        QString from;
        QDateTime created;
    };
    /// Binds the row to a match, of so many. Errors: Invalid "sid-taken" (the next one is tried), Invalid "state" (it
    /// is settled already).
    using Adopt = std::function<QFuture<Result<void>>(const Match &match, int copies)>;

    /// @p staffPhone and @p callerId say what a call's POST held; unused for texts.
    DoubtSearch(OutboxStore &outbox, MessagesApi &messages, CallsApi &calls, Communication row, QString staffPhone,
                QString callerId, Adopt adopt, QObject *parent);
    QFuture<Result<bool>> run(); ///< true: found and adopted; Error: could not look

private:
    void searchMessages();
    void searchCalls();
    void proveCall(qsizetype index);
    void keepUnbound(const QList<Match> &found);
    void adoptFrom(qsizetype index);
    void finish(Result<bool> result);

    OutboxStore &m_outbox;
    MessagesApi &m_messages;
    CallsApi &m_calls;
    Communication m_row;
    QString m_staffPhone;
    QString m_callerId;
    Adopt m_adopt;
    QList<MessageResource> m_listedMessages;
    QList<CallResource> m_listedCalls;
    QList<Match> m_unbound;  ///< bound to no row yet
    QList<Match> m_proven;   ///< a child leg to the client says so
    QList<Match> m_possible; ///< no child leg: the staff phone was not answered, or not yet
    QList<Match> m_matches;
    Promise<bool> m_promise;
};
