#include "voice/opencalls.h"

#include "messaging/pollnews.h"
#include "storage/outboxstore.h"
#include "storage/settingstore.h"

#include <algorithm>

namespace
{
constexpr int mostRows = 1000;
constexpr int longestCallSeconds = 4 * 3600; ///< Twilio's TimeLimit default
/// Twilio promises no read after a write; users report minutes.
constexpr std::chrono::minutes readLag{5};
} // namespace

OpenCalls::OpenCalls(CommunicationStore &communications, OutboxStore &outbox, SettingStore &settings, CallsApi &calls,
                     TwilioClient &twilio, QObject *parent)
    : QObject(parent)
    , m_communications(communications)
    , m_outbox(outbox)
    , m_settings(settings)
    , m_calls(calls)
    , m_twilio(twilio)
{
}

bool OpenCalls::isOpen(const Communication &row) const
{
    return row.channel == Channel::Voice && row.direction == Direction::Outbound && !row.callSid.isEmpty() &&
           row.sendState == SendState::Accepted && !isFinalStatus(Channel::Voice, row.status) &&
           (row.accountSid.isEmpty() || row.accountSid == m_twilio.accountSid()) &&
           row.sortAt.secsTo(m_twilio.serverTime()) < longestCallSeconds;
}

QFuture<Result<QList<Communication>>> OpenCalls::list()
{
    const Promise<QList<Communication>> promise;
    const QDateTime since = m_twilio.serverTime().addSecs(-longestCallSeconds);
    whenDone(m_communications.open(mostRows, since, m_twilio.accountSid()), this,
             [this, promise](Result<QList<Communication>> rows) {
                 if (rows) {
                     rows->removeIf([this](const Communication &row) { return !isOpen(row); });
                     std::reverse(rows->begin(), rows->end());
                 }
                 promise.finish(std::move(rows));
             });
    return promise.future();
}

QFuture<Result<bool>> OpenCalls::isStaffPhoneBusy()
{
    const Promise<bool> busy;
    whenDone(list(), this, [this, busy](Result<QList<Communication>> rows) {
        if (!rows)
            return busy.finish(rows.error());
        const QString staffPhone = m_settings.current().staffPhone.e164();
        rows->removeIf([&staffPhone](const Communication &row) { return row.toNumber != staffPhone; });
        ask(std::move(*rows), busy);
    });
    return busy.future();
}

void OpenCalls::ask(QList<Communication> rows, const Promise<bool> &busy)
{
    if (rows.isEmpty())
        return busy.finish(false);
    const Communication row = rows.takeFirst();
    whenDone(m_calls.fetch(row.callSid, TwilioClient::Priority::Foreground), this,
             [this, row, rows, busy](const Result<CallResource> &call) {
                 if (call && !isFinalStatus(Channel::Voice, call->status))
                     return busy.finish(true);
                 if (call) {
                     whenDone(m_communications.apply({newsOf(*call)}, {m_settings.current().callerId.e164()}), this,
                              [](const Result<AppliedNews> &) {});
                 } else if (isLost(row, call.error())) {
                     whenDone(m_outbox.closeUnreadable(row.id), this, [](const Result<void> &) {});
                 }
                 ask(rows, busy); // the store keeps the order: what was just closed bars nothing
             });
}

bool OpenCalls::isLost(const Communication &row, const Error &error) const
{
    return error.kind == ErrorKind::Rejected &&
           row.sortAt.addSecs(std::chrono::seconds(readLag).count()) < m_twilio.serverTime();
}
