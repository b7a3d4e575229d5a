// The steps of a round: what StatusPoller reads from Twilio, and what it keeps of it.

#include "messaging/pagewalk.h"
#include "messaging/pollnews.h"
#include "messaging/statuspoller.h"
#include "storage/settingstore.h"

#include <algorithm>

namespace
{
using MessageWalk = PageWalk<MessagesApi, MessageResource>;
using CallWalk = PageWalk<CallsApi, CallResource>;

constexpr int sweepPageSize = 1000; ///< Twilio's most (facts D1.1)
constexpr int tailOf = 4;           ///< the last quarter of a page says whether the next is read
constexpr int mostNewestPages = 20; ///< while it is not known what was read; the sweep reads what is further back
constexpr std::chrono::seconds precision{1}; ///< of Twilio's times
constexpr int mostBySid = 50;                ///< a round; the rest stays due

const QString markName = QStringLiteral("poll.messages.mark");
const QString callsMarkName = QStringLiteral("poll.calls.since");

bool lacksFigures(const Communication &row)
{
    if (row.direction != Direction::Outbound || !isFinalStatus(row.channel, row.status) ||
        row.status == QLatin1String("failed") || row.status == QLatin1String("canceled"))
        return false;
    return !row.price || (row.channel == Channel::Sms && row.segments == 0);
}

/// Asks for the next page if @p isWanted says so once this one is stored.
template <class Wanted>
QFuture<Result<bool>> whenStored(const QFuture<Result<void>> &stored, QObject *context, Wanted isWanted)
{
    const Promise<bool> promise;
    whenDone(stored, context, [promise, isWanted](const Result<void> &done) {
        promise.finish(done ? Result<bool>(isWanted()) : Result<bool>(done.error()));
    });
    return promise.future();
}
} // namespace

void StatusPoller::loadMarks()
{
    whenDone(m_settings.mark(markName), this, [this](const Result<QString> &mark) {
        if (!mark)
            return failRound(mark.error());
        m_mark = QDateTime::fromString(*mark, Qt::ISODateWithMs);
        m_markWritten = m_mark;
        whenDone(m_settings.mark(callsMarkName), this, [this](const Result<QString> &since) {
            if (!since)
                return failRound(since.error());
            m_callsSince = QDate::fromString(*since, Qt::ISODate);
            whenDone(m_numbers.load(), this, [this](const Result<void> &numbers) {
                if (!numbers)
                    return failRound(numbers.error());
                nextStep();
            });
        });
    });
}

/// Written before the mark of texts moves on: a restart reads those calls too.
void StatusPoller::setCallsSince(const QDate &day)
{
    m_callsSince = day;
    whenDone(m_settings.setMark(callsMarkName, day.toString(Qt::ISODate)), this, [](const Result<void> &) {});
}

void StatusPoller::loadLeft()
{
    whenDone(m_announcer.load(m_mark), this, [this](const Result<void> &left) {
        if (!left)
            return failRound(left.error());
        m_marksLoaded = true;
        m_announcer.tell();
        nextStep();
    });
}

void StatusPoller::readMessageDay(const QDate &day)
{
    if (m_refusal)
        return nextStep();
    MessageFilter filter;
    filter.sentOn = day;
    filter.pageSize = sweepPageSize;
    const auto take = [this](const QList<MessageResource> &items) {
        return whenStored(takeMessages(items), this, [this] { return isReading(); });
    };
    whenDone(MessageWalk::run(m_messages, m_messages.list(filter), this, take), this,
             [this](const Result<int> &pages) { messagesDone(pages); });
}

void StatusPoller::readCallDay(const QDate &day)
{
    if (leavesCallsOut())
        return nextStep();
    CallFilter filter;
    filter.startedOn = day;
    filter.pageSize = sweepPageSize;
    const auto take = [this](const QList<CallResource> &items) {
        return whenStored(takeCalls(items), this, [this] { return isReading(); });
    };
    whenDone(CallWalk::run(m_calls, m_calls.list(filter), this, take), this,
             [this](const Result<int> &pages) { callsDone(pages); });
}

void StatusPoller::beginSweep(const QDate &since)
{
    m_sweep = Sweep{since, {}, 0, m_twilio.serverTime()};
}

/// To its end, whatever is known: behind a page of known rows there may be unknown ones and open ones.
void StatusPoller::sweepPage()
{
    if (!m_sweep || m_refusal || m_twilio.serverTime() < m_sweep->notBefore)
        return nextStep();
    MessageFilter filter;
    filter.sentOnOrAfter = m_sweep->since;
    filter.pageSize = sweepPageSize;
    const auto page = m_sweep->next.isEmpty() ? m_messages.list(filter) : m_messages.nextPage(m_sweep->next);
    whenDone(page, this, [this](const Result<TwilioPage<MessageResource>> &read) {
        if (!read)
            return sweepFailed(read.error());
        const QString next = read->nextPageUri;
        whenDone(takeMessages(read->items), this, [this, next](const Result<void> &stored) {
            if (!stored || !isReading() || !m_sweep)
                return stepDone(stored ? Result<int>(1) : Result<int>(stored.error()));
            m_sweepWaits.reset();
            m_sweep->next = next;
            ++m_sweep->pages;
            if (next.isEmpty()) {
                m_sweepPages = m_sweep->pages;
                m_lastSweep = m_twilio.serverTime();
                m_sweep.reset();
            }
            nextStep();
        });
    });
}

/// A page of the past fails alone: news goes on being read. Where Twilio refuses it (its token has expired), the sweep
/// begins again.
void StatusPoller::sweepFailed(const Error &error)
{
    if (!isReading() || !m_sweep || error.kind == ErrorKind::Unauthorized || error.kind == ErrorKind::Cancelled ||
        error.retryAfter.count() > 0)
        return stepDone(error);
    if (error.kind == ErrorKind::Rejected)
        beginSweep(m_sweep->since);
    m_sweep->notBefore = m_twilio.serverTime().addMSecs(m_sweepWaits.next().count());
    nextStep();
}

void StatusPoller::sweepCalls(const QDate &since)
{
    if (leavesCallsOut())
        return nextStep();
    CallFilter filter;
    filter.startedOnOrAfter = callsBehind() ? std::min(since, m_callsSince.addDays(-1)) : since;
    filter.pageSize = sweepPageSize;
    const auto take = [this](const QList<CallResource> &items) {
        return whenStored(takeCalls(items), this, [this] { return isReading(); });
    };
    whenDone(CallWalk::run(m_calls, m_calls.list(filter), this, take), this, [this](const Result<int> &pages) {
        if (pages && isReading()) {
            m_callWaits.reset();
            if (callsBehind())
                setCallsSince({});
        }
        callsDone(pages);
    });
}

/// Whether the page behind may hold what is wanted: when the end of this one is later than what was @p readUntil, or
/// new, or young enough to change. Rows may stand some places beside their own; further off, the sweep and the search
/// by sid find them. Before anything was read nothing tells where to stop but the number of @p pages.
template <class T>
bool StatusPoller::mayGoOn(const QList<T> &page, const QDateTime &readUntil, int pages) const
{
    if (!readUntil.isValid() && pages >= mostNewestPages)
        return false;
    const QDateTime known =
        readUntil.isValid() ? readUntil.addMSecs(-(2 * m_timing.youth + precision).count()) : QDateTime();
    const qsizetype tail = std::min(page.size(), page.size() / tailOf + 1);
    return isReading() && std::any_of(page.cend() - tail, page.cend(), [this, known](const T &item) {
               return isWatchedYoung(item.created) || m_new.contains(item.sid) ||
                      (known.isValid() && item.created > known);
           });
}

/// The unfiltered first page and those after it.
void StatusPoller::newestMessages()
{
    if (m_refusal)
        return nextStep();
    MessageFilter filter;
    // After a time away, what came meanwhile in few pages.
    const bool isBehind = m_mark.isValid() && m_mark.addMSecs(2 * rarely().count()) < m_twilio.serverTime();
    filter.pageSize = isBehind ? sweepPageSize : m_pageSize;
    m_young = 0;
    m_new.clear(); // of this list alone
    const auto take = [this, pages = 0](const QList<MessageResource> &items) mutable {
        m_young += std::count_if(items.cbegin(), items.cend(),
                                 [this](const MessageResource &item) { return isWatchedYoung(item.created); });
        ++pages;
        return whenStored(takeMessages(items), this, [this, items, pages] { return mayGoOn(items, m_mark, pages); });
    };
    whenDone(MessageWalk::run(m_messages, m_messages.list(filter), this, take), this,
             [this, isBehind](const Result<int> &pages) {
                 if (pages && !isBehind)
                     fitPageSize(*pages);
                 messagesDone(pages);
             });
}

/// By the rate that was just seen. Smaller only when half would still hold all that may change before its tail: or
/// every other look would need a second page.
void StatusPoller::fitPageSize(int pages)
{
    if (pages > 1)
        m_pageSize = std::min(m_pageSize * 2, sweepPageSize);
    else if (m_young <= m_pageSize / 2 - m_pageSize / 2 / tailOf)
        m_pageSize = std::max(m_pageSize / 2, firstPageSize);
}

void StatusPoller::newestCalls()
{
    const bool open = std::any_of(m_open.cbegin(), m_open.cend(), [this](const Communication &row) {
        return row.channel == Channel::Voice && isOpenNow(row);
    });
    const bool isDue = !m_callsLooked.isValid() || std::chrono::milliseconds(m_callsLooked.elapsed()) >= rarely();
    if (leavesCallsOut() || (!open && !isDue))
        return nextStep();
    m_callsLooked.start();
    m_new.clear();
    const auto take = [this, pages = 0](const QList<CallResource> &items) mutable {
        ++pages;
        return whenStored(takeCalls(items), this,
                          [this, items, pages] { return mayGoOn(items, m_callsReadUntil, pages); });
    };
    const QDateTime began = m_twilio.serverTime();
    whenDone(CallWalk::run(m_calls, m_calls.list({}), this, take), this, [this, began](const Result<int> &pages) {
        if (pages && isReading())
            m_callsReadUntil = began;
        callsDone(pages);
    });
}

/// Open rows that no page held, and rows whose figures are late: by sid, or by a sweep when that costs fewer requests.
void StatusPoller::planStragglers()
{
    const QDateTime now = m_twilio.serverTime();
    QHash<QString, Communication> open;
    for (const Communication &row : std::as_const(m_open)) {
        const QString sid = row.channel == Channel::Sms ? row.messageSid : row.callSid;
        if (!isOpenNow(row) || m_seen.contains(sid)) {
            m_stragglers.remove(sid);
            continue;
        }
        open.insert(sid, row);
        m_stragglers.add(sid, row.channel, now, row.sortAt.addMSecs(m_timing.giveUp.count()));
    }
    for (const QString &sid : m_stragglers.sids()) {
        if (!open.contains(sid))
            m_stragglers.remove(sid); // final meanwhile
    }
    const QList<LateWatch::Item> stragglers = m_stragglers.due(now);
    QList<LateWatch::Item> items;
    QDate oldest;
    for (const LateWatch::Item &item : stragglers) {
        const Communication row = open.value(item.sid);
        // Without a date_sent a sweep by date can not see it.
        const bool hasDate = item.channel == Channel::Sms &&
                             statusRank(Channel::Sms, row.status) >= statusRank(Channel::Sms, QStringLiteral("sent"));
        const bool isForSweep = hasDate && stragglers.size() > qsizetype(2) * m_sweepPages;
        if (isForSweep && !m_sweep) {
            m_stragglers.asked(item.sid, now);
            oldest = oldest.isValid() ? std::min(oldest, row.sortAt.date()) : row.sortAt.date();
        } else if (!isForSweep || m_sweep->notBefore > now) { // else the one under way may find it
            items.append(item);
        }
    }
    items += m_late.due(now);
    for (const LateWatch::Item &item : items.mid(0, mostBySid))
        m_steps.push_front([this, item] { fetchOne(item); });
    if (oldest.isValid())
        beginSweep(std::min(oldest, now.date().addDays(-1)));
    nextStep();
}

void StatusPoller::fetchOne(const LateWatch::Item &item)
{
    if (item.channel == Channel::Voice && leavesCallsOut())
        return nextStep(); // stays due
    const QDateTime now = m_twilio.serverTime();
    m_stragglers.asked(item.sid, now);
    m_late.asked(item.sid, now);
    ++m_requests;
    const auto take = [this](const auto &resource) {
        whenDone(ingest({newsOf(resource)}), this,
                 [this](const Result<void> &done) { stepDone(done ? Result<int>(1) : Result<int>(done.error())); });
    };
    const auto fail = [this](const Error &error) {
        // One row's refusal (deleted at Twilio: 20404) is not the round's.
        if (error.kind == ErrorKind::Rejected || error.kind == ErrorKind::BadResponse)
            nextStep();
        else
            failRound(error);
    };
    if (item.channel == Channel::Sms) {
        whenDone(m_messages.fetch(item.sid), this, [take, fail](const Result<MessageResource> &message) {
            message ? take(*message) : fail(message.error());
        });
    } else {
        whenDone(m_calls.fetch(item.sid), this, [this, take](const Result<CallResource> &call) {
            if (call)
                take(*call);
            else if (call.error().kind == ErrorKind::Rejected || call.error().kind == ErrorKind::BadResponse)
                nextStep();
            else
                callsDone(call.error());
        });
    }
}

StatusPoller::Stored StatusPoller::takeMessages(const QList<MessageResource> &items)
{
    ++m_requests;
    m_numbers.learn(items);
    QList<TwilioNews> news;
    for (const MessageResource &item : items) {
        m_seen.insert(item.sid);
        news.append(newsOf(item));
    }
    return ingest(news);
}

StatusPoller::Stored StatusPoller::takeCalls(const QList<CallResource> &items)
{
    ++m_requests;
    QList<TwilioNews> news;
    for (const CallResource &item : items) {
        m_seen.insert(item.sid);
        news.append(newsOf(item));
    }
    return ingest(news);
}

StatusPoller::Stored StatusPoller::ingest(const QList<TwilioNews> &news)
{
    QList<TwilioNews> ours = news;
    for (TwilioNews &item : ours)
        item.accountSid = m_twilio.accountSid();
    return m_intake.take(ours, m_numbers.all());
}

void StatusPoller::remember(const AppliedNews &applied)
{
    const QDateTime now = m_twilio.serverTime();
    for (const Communication &row : applied.inserted) {
        m_new.insert(row.channel == Channel::Sms ? row.messageSid : row.callSid);
        if (row.direction == Direction::Inbound && row.channel == Channel::Sms)
            m_announcer.add(row);
    }
    for (const Communication &row : applied.inserted + applied.changed) {
        const QString sid = row.channel == Channel::Sms ? row.messageSid : row.callSid;
        // Old history without a price is not chased: only what ended within the watched time.
        const QDateTime until =
            (row.completedAt.isValid() ? row.completedAt : row.sortAt).addMSecs(m_timing.sweep.count());
        if (lacksFigures(row))
            m_late.add(sid, row.channel, now, until);
        else
            m_late.remove(sid);
    }
}

void StatusPoller::handled(const QList<Communication> &inbound)
{
    m_announcer.handled(inbound);
    if (m_mark.isValid())
        moveMark(m_mark, true);
}

void StatusPoller::moveMark(const QDateTime &to, bool always)
{
    m_mark = to;
    if (!m_announcer.isAllHandled())
        return; // a crash now must find again what nobody has acted on: handled() writes the mark
    if (!always && m_markWritten.isValid() && std::abs(m_markWritten.secsTo(to)) < 60)
        return;
    m_markWritten = to;
    whenDone(m_settings.setMark(markName, to.toUTC().toString(Qt::ISODateWithMs)), this, [](const Result<void> &) {});
}
