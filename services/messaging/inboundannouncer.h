#pragma once

#include "async.h"
#include "storage/communicationstore.h"

#include <QObject>

class SettingStore;

/// Tells new incoming texts after they are stored, in the order in which they came, and keeps how far somebody has
/// acted on them: a stop word that was only stored when the program died is told again at the next start. GUI thread;
/// owned by StatusPoller.
class InboundAnnouncer : public QObject
{
    Q_OBJECT

public:
    InboundAnnouncer(CommunicationStore &communications, SettingStore &settings, QObject *parent = nullptr);
    /// Collects what the last run left. @p mark: everything before was read completely. After an error nothing is
    /// collected, and it can be called again.
    QFuture<Result<void>> load(const QDateTime &mark);
    void add(const Communication &row);
    void tell();
    void handled(const QList<Communication> &rows);
    /// False: a crash now would have to find again what was told.
    bool isAllHandled() const { return m_unhandled == 0; }

Q_SIGNALS:
    void received(const QList<Communication> &rows);

private:
    void collect(const CommunicationFilter &filter, const std::optional<CommunicationKey> &olderThan,
                 const Promise<void> &promise);

    CommunicationStore &m_communications;
    SettingStore &m_settings;
    QList<Communication> m_fresh; ///< stored and not told yet
    qint64 m_acted = 0;           ///< sequence of the newest row that was acted on
    qsizetype m_unhandled = 0;    ///< rows that were told and nobody has acted on yet
};
