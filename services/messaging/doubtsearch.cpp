#include "messaging/doubtsearch.h"

#include "messaging/pagewalk.h"
#include "messaging/reconcilematch.h"
#include "storage/outboxstore.h"

#include <algorithm>

namespace
{
constexpr int pageSize = 200;

template <class T>
bool isPageBeyond(const Communication &row, const QList<T> &items)
{
    const auto interval = ReconcileMatch::intervalOf(row);
    return std::all_of(items.cbegin(), items.cend(),
                       [&interval](const T &item) { return ReconcileMatch::isBeyond(interval, item.created); });
}
} // namespace

DoubtSearch::DoubtSearch(OutboxStore &outbox, MessagesApi &messages, CallsApi &calls, Communication row,
                         QString staffPhone, QString callerId, Adopt adopt, QObject *parent)
    : QObject(parent)
    , m_outbox(outbox)
    , m_messages(messages)
    , m_calls(calls)
    , m_row(std::move(row))
    , m_staffPhone(std::move(staffPhone))
    , m_callerId(std::move(callerId))
    , m_adopt(std::move(adopt))
{
}

QFuture<Result<bool>> DoubtSearch::run()
{
    const auto future = m_promise.future();
    if (!m_row.attemptAt.isValid())
        finish(false);
    else if (m_row.channel == Channel::Sms)
        searchMessages();
    else
        searchCalls();
    return future;
}

void DoubtSearch::finish(Result<bool> result)
{
    m_promise.finish(std::move(result));
    deleteLater();
}

void DoubtSearch::searchMessages()
{
    if (m_row.bodyLocked)
        return finish(Error{ErrorKind::Locked, 0, QStringLiteral("body"), {}});
    MessageFilter filter; // no date filter: a queued row has no date_sent
    filter.to = m_row.peer.e164();
    filter.pageSize = pageSize;
    const auto take = [this](const QList<MessageResource> &items) {
        m_listedMessages += items;
        return readyFuture<bool>(!isPageBeyond(m_row, items));
    };
    whenDone(PageWalk<MessagesApi, MessageResource>::run(m_messages, m_messages.list(filter), this, take), this,
             [this](const Result<int> &walked) {
                 if (!walked)
                     return finish(walked.error());
                 QList<Match> found;
                 for (const MessageResource &message : ReconcileMatch::candidates(m_row, m_listedMessages))
                     found.append({message.sid, message.status, message.from, message.created});
                 keepUnbound(found);
             });
}

void DoubtSearch::searchCalls()
{
    CallFilter filter;
    filter.to = m_staffPhone;
    filter.from = m_callerId;
    filter.pageSize = pageSize;
    const auto take = [this](const QList<CallResource> &items) {
        m_listedCalls += items;
        return readyFuture<bool>(!isPageBeyond(m_row, items));
    };
    whenDone(PageWalk<CallsApi, CallResource>::run(m_calls, m_calls.list(filter), this, take), this,
             [this](const Result<int> &walked) {
                 if (!walked)
                     return finish(walked.error());
                 QList<Match> found;
                 for (const CallResource &call :
                      ReconcileMatch::candidates(m_row, m_staffPhone, m_callerId, m_listedCalls))
                     found.append({call.sid, call.status, call.from, call.created});
                 keepUnbound(found);
             });
}

/// The child leg says which client a parent was for: To of the parent is the staff phone for every call.
void DoubtSearch::proveCall(qsizetype index)
{
    if (index >= m_unbound.size()) {
        // A leg without a child is ours only if nothing else can be: one call a staff phone. A colleague's phone may be
        // another one's too.
        m_matches = m_proven.isEmpty() && m_possible.size() == 1 && !m_row.isElsewhere() ? m_possible : m_proven;
        return adoptFrom(0);
    }
    const Match parent = m_unbound.at(index);
    CallFilter children;
    children.parentCallSid = parent.sid;
    whenDone(m_calls.list(children), this, [this, index, parent](const Result<TwilioPage<CallResource>> &page) {
        if (!page)
            return finish(page.error());
        const auto &legs = page->items;
        const bool ours = std::any_of(legs.cbegin(), legs.cend(),
                                      [this](const CallResource &leg) { return leg.to == m_row.peer.e164(); });
        if (ours)
            m_proven.append(parent);
        else if (legs.isEmpty())
            m_possible.append(parent);
        proveCall(index + 1);
    });
}

/// What is known to be another row's is out of the question before anything is concluded from what is left.
void DoubtSearch::keepUnbound(const QList<Match> &found)
{
    if (found.isEmpty())
        return finish(false);
    QStringList sids;
    for (const Match &match : found)
        sids.append(match.sid);
    whenDone(m_outbox.boundSids(sids), this, [this, found](const Result<QStringList> &bound) {
        if (!bound)
            return finish(bound.error());
        for (const Match &match : found) {
            if (!bound->contains(match.sid))
                m_unbound.append(match);
        }
        if (m_row.channel != Channel::Sms)
            return proveCall(0);
        m_matches = m_unbound;
        adoptFrom(0);
    });
}

void DoubtSearch::adoptFrom(qsizetype index)
{
    if (index >= m_matches.size())
        return finish(false);
    const int copies = static_cast<int>(m_matches.size() - index);
    whenDone(m_adopt(m_matches.at(index), copies), this, [this, index](const Result<void> &stored) {
        if (stored || stored.error().detail == QLatin1String("state"))
            finish(true); // "state": another look was faster
        else if (stored.error().detail == QLatin1String("sid-taken"))
            adoptFrom(index + 1); // bound by another row since we asked
        else
            finish(stored.error());
    });
}
