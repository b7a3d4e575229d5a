#pragma once

#include "async.h"
#include "storage/communicationstore.h"

#include <QObject>

#include <memory>

/// Stores Twilio's news in small jobs, so that nobody waits long for the store. A row that the store refuses for itself
/// alone is left out and logged; all others flow (reliability.md, fault 23), and the hourly sweep offers it again. GUI
/// thread; owned by StatusPoller.
class NewsIntake : public QObject
{
    Q_OBJECT

public:
    explicit NewsIntake(CommunicationStore &communications, QObject *parent = nullptr);
    /// stored() tells the rows, job by job. An error that is not one row's own (disk full, locked) ends it.
    QFuture<Result<void>> take(const QList<TwilioNews> &news, const QStringList &ourNumbers);

Q_SIGNALS:
    void stored(const AppliedNews &applied);

private:
    struct Batch;
    void next(const std::shared_ptr<Batch> &batch);

    CommunicationStore &m_communications;
};
