#pragma once

#include "sync/mergejob.h"

/// Clients that this person may not see (any more), and what is left of them here. Database thread, inside the job's
/// transaction.
class HiddenClients
{
public:
    explicit HiddenClients(MergeJob &job)
        : m_job(job)
    {
    }
    Result<void> visibility(const QVariantList &row);
    /// What had to stay, once it may go.
    Result<void> forgetHidden();

private:
    Result<void> forget(const QString &client);

    MergeJob &m_job;
};
