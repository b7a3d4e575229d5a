// The steps of a round: what StatusPoller reads from Twilio, and what it keeps of it.

#include "clock.h"
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
constexpr qsizetype chunk = 100;    ///< rows a store job
constexpr int mostNewestPages = 20; ///< the sweep reads what a burst pushed further back
constexpr int mostBySid = 50;       ///< a round; the rest stays due
constexpr int callsEveryRounds = 4; ///< while no call is open
constexpr int inboundPage = 200;

const QString markName = QStringLiteral("poll.messages.mark");
const QString announcedName = QStringLiteral("poll.announced");
const QString numbersName = QStringLiteral("poll.service.numbers");

bool lacksFigures(const Communication &row)
{
    if (row.direction != Direction::Outbound || !isFinalStatus(row.channel, row.status) ||
        row.status == QLatin1String("failed") || row.status == QLatin1String("canceled"))
        return false;
    return !row.price || (row.channel == Channel::Sms && row.segments == 0);
}

template <class T>
bool allOlder(const QList<T> &items, const std::function<bool(const QDateTime &)> &isYoung)
{
    return std::none_of(items.cbegin(), items.cend(), [&isYoung](const T &item) { return isYoung(item.created); });
}
} // namespace

void StatusPoller::loadMarks()
{
    whenDone(m_settings.mark(markName), this, [this](const Result<QString> &mark) {
        if (!mark)
            return failRound(mark.error());
        m_mark = QDateTime::fromString(*mark, Qt::ISODateWithMs);
        m_markWritten = m_mark;
        whenDone(m_settings.mark(numbersName), this, [this](const Result<QString> &numbers) {
            if (!numbers)
                return failRound(numbers.error());
            m_serviceNumbers = numbers->split(QLatin1Char(' '), Qt::SkipEmptyParts);
            nextStep();
        });
    });
}

void StatusPoller::loadAnnounced()
{
    whenDone(m_settings.mark(announcedName), this, [this](const Result<QString> &announced) {
        if (!announced)
            return failRound(announced.error());
        m_announced = announced->toLongLong();
        nextStep();
    });
}

/// Texts that were stored when the program died before anybody had read them: a stop word must not get lost there.
void StatusPoller::announceLeft(const std::optional<CommunicationKey> &olderThan)
{
    CommunicationFilter filter;
    filter.channel = Channel::Sms;
    filter.direction = Direction::Inbound;
    if (m_mark.isValid())
        filter.from = m_mark.addDays(-2); // the mark moves only after announcing, and a look reaches back one day
    whenDone(m_communications.page(filter, olderThan, inboundPage), this,
             [this](const Result<CommunicationPage> &page) {
                 if (!page) {
                     m_fresh.clear(); // the next round begins again: the newest alone must not be announced
                     return failRound(page.error());
                 }
                 for (const Communication &row : page->rows) {
                     if (row.sequence > m_announced && row.sendState == SendState::NotOurs)
                         m_fresh.append(row);
                 }
                 if (page->next)
                     return announceLeft(page->next);
                 m_marksLoaded = true;
                 flush();
                 nextStep();
             });
}

void StatusPoller::readMessageDay(const QDate &day)
{
    MessageFilter filter;
    filter.sentOn = day;
    filter.pageSize = sweepPageSize;
    const auto take = [this](const QList<MessageResource> &items) { return takeMessages(items); };
    whenDone(MessageWalk::run(m_messages, m_messages.list(filter), this, take), this,
             [this](const Result<int> &pages) { stepDone(pages); });
}

void StatusPoller::readCallDay(const QDate &day)
{
    CallFilter filter;
    filter.startedOn = day;
    filter.pageSize = sweepPageSize;
    const auto take = [this](const QList<CallResource> &items) { return takeCalls(items); };
    whenDone(CallWalk::run(m_calls, m_calls.list(filter), this, take), this,
             [this](const Result<int> &pages) { stepDone(pages); });
}

void StatusPoller::sweepMessages(const QDate &since)
{
    MessageFilter filter;
    filter.sentOnOrAfter = since;
    filter.pageSize = sweepPageSize;
    const auto take = [this](const QList<MessageResource> &items) { return takeMessages(items); };
    whenDone(MessageWalk::run(m_messages, m_messages.list(filter), this, take), this, [this](const Result<int> &pages) {
        if (pages) {
            m_sweepPages = *pages;
            m_lastSweep = m_twilio.serverTime();
        }
        stepDone(pages);
    });
}

void StatusPoller::sweepCalls(const QDate &since)
{
    CallFilter filter;
    filter.startedOnOrAfter = since;
    filter.pageSize = sweepPageSize;
    const auto take = [this](const QList<CallResource> &items) { return takeCalls(items); };
    whenDone(CallWalk::run(m_calls, m_calls.list(filter), this, take), this,
             [this](const Result<int> &pages) { stepDone(pages); });
}

/// The unfiltered first page and those after it, until one holds nothing new and nothing young enough to change.
void StatusPoller::newestMessages()
{
    MessageFilter filter;
    filter.pageSize = m_pageSize;
    const auto take = [this](const QList<MessageResource> &items) {
        Promise<bool> promise;
        whenDone(takeMessages(items), this, [this, items, promise](const Result<bool> &fresh) {
            if (!fresh)
                return promise.finish(fresh.error());
            promise.finish(*fresh ||
                           !allOlder<MessageResource>(items, [this](const auto &t) { return isWatchedYoung(t); }));
        });
        return promise.future();
    };
    whenDone(MessageWalk::run(m_messages, m_messages.list(filter), this, take, mostNewestPages), this,
             [this](const Result<int> &pages) {
                 if (pages) // page size by the rate that was just seen
                     m_pageSize =
                         *pages > 1 ? std::min(m_pageSize * 2, sweepPageSize) : std::max(m_pageSize / 2, firstPageSize);
                 stepDone(pages);
             });
}

void StatusPoller::newestCalls()
{
    const bool open = std::any_of(m_open.cbegin(), m_open.cend(), [this](const Communication &row) {
        return row.channel == Channel::Voice && isOpenNow(row);
    });
    if (!open && m_rounds % callsEveryRounds != 0)
        return nextStep();
    CallFilter filter;
    const auto take = [this](const QList<CallResource> &items) {
        Promise<bool> promise;
        whenDone(takeCalls(items), this, [this, items, promise](const Result<bool> &fresh) {
            if (!fresh)
                return promise.finish(fresh.error());
            promise.finish(*fresh ||
                           !allOlder<CallResource>(items, [this](const auto &t) { return isWatchedYoung(t); }));
        });
        return promise.future();
    };
    whenDone(CallWalk::run(m_calls, m_calls.list(filter), this, take, mostNewestPages), this,
             [this](const Result<int> &pages) { stepDone(pages); });
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
        if (hasDate && stragglers.size() > 2 * m_sweepPages) {
            m_stragglers.asked(item.sid, now);
            oldest = oldest.isValid() ? std::min(oldest, row.sortAt.date()) : row.sortAt.date();
        } else {
            items.append(item);
        }
    }
    items += m_late.due(now);
    for (const LateWatch::Item &item : items.mid(0, mostBySid))
        m_steps.push_front([this, item] { fetchOne(item); });
    if (oldest.isValid())
        m_steps.push_front([this, oldest] { sweepMessages(oldest); });
    nextStep();
}

void StatusPoller::fetchOne(const LateWatch::Item &item)
{
    const QDateTime now = m_twilio.serverTime();
    m_stragglers.asked(item.sid, now);
    m_late.asked(item.sid, now);
    ++m_requests;
    const auto take = [this](const auto &resource) {
        whenDone(ingest({newsOf(resource)}), this, [this](const Result<bool> &applied) {
            stepDone(applied ? Result<int>(1) : Result<int>(applied.error()));
        });
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
        whenDone(m_calls.fetch(item.sid), this,
                 [take, fail](const Result<CallResource> &call) { call ? take(*call) : fail(call.error()); });
    }
}

StatusPoller::Taken StatusPoller::takeMessages(const QList<MessageResource> &items)
{
    ++m_requests;
    learnOurNumbers(items);
    QList<TwilioNews> news;
    for (const MessageResource &item : items) {
        m_seen.insert(item.sid);
        news.append(newsOf(item));
    }
    return ingest(news);
}

StatusPoller::Taken StatusPoller::takeCalls(const QList<CallResource> &items)
{
    ++m_requests;
    QList<TwilioNews> news;
    for (const CallResource &item : items) {
        m_seen.insert(item.sid);
        news.append(newsOf(item));
    }
    return ingest(news);
}

QStringList StatusPoller::ourNumbers() const
{
    const PracticeSettings &settings = m_settings.current();
    QStringList numbers = m_serviceNumbers;
    numbers.append(settings.sender); // E.164, or the MG… that stands for a number not chosen yet
    if (!settings.callerId.isNull())
        numbers.append(settings.callerId.e164());
    numbers.removeDuplicates();
    return numbers;
}

void StatusPoller::learnOurNumbers(const QList<MessageResource> &items)
{
    const QString sender = m_settings.current().sender;
    const auto before = m_serviceNumbers.size();
    // Kept when another one is chosen: clients go on answering, and opting out, to the number that texted them.
    if (sender.startsWith(QLatin1Char('+')) && !m_serviceNumbers.contains(sender))
        m_serviceNumbers.append(sender);
    for (const MessageResource &item : items) {
        const QString ours = item.isInbound() ? item.to : item.from;
        if (sender.startsWith(QLatin1String("MG")) && item.messagingServiceSid == sender &&
            ours.startsWith(QLatin1Char('+')) && !m_serviceNumbers.contains(ours))
            m_serviceNumbers.append(ours);
    }
    if (m_serviceNumbers.size() != before)
        whenDone(m_settings.setMark(numbersName, m_serviceNumbers.join(QLatin1Char(' '))), this,
                 [](const Result<void> &) {});
}

/// True when at least one row was not known before.
StatusPoller::Taken StatusPoller::ingest(const QList<TwilioNews> &news)
{
    QList<TwilioNews> ours = news;
    for (TwilioNews &item : ours)
        item.accountSid = m_twilio.accountSid();
    Promise<bool> promise;
    applyFrom(ours, 0, promise);
    return promise.future();
}

void StatusPoller::applyFrom(const QList<TwilioNews> &news, qsizetype from, const Promise<bool> &promise)
{
    if (from >= news.size())
        return promise.finish(false);
    whenDone(m_communications.apply(news.mid(from, chunk), ourNumbers()), this,
             [this, news, from, promise](const Result<AppliedNews> &applied) {
                 if (!applied)
                     return promise.finish(applied.error());
                 remember(*applied);
                 const bool fresh = !applied->inserted.isEmpty();
                 if (from + chunk >= news.size())
                     return promise.finish(fresh);
                 Promise<bool> rest;
                 whenDone(rest.future(), this, [promise, fresh](const Result<bool> &more) {
                     promise.finish(more ? Result<bool>(fresh || *more) : more);
                 });
                 applyFrom(news, from + chunk, rest);
             });
}

void StatusPoller::remember(const AppliedNews &applied)
{
    const QDateTime now = m_twilio.serverTime();
    for (const Communication &row : applied.inserted) {
        if (row.direction == Direction::Inbound && row.channel == Channel::Sms)
            m_fresh.append(row);
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

void StatusPoller::flush()
{
    if (m_fresh.isEmpty())
        return;
    std::sort(m_fresh.begin(), m_fresh.end(), [](const Communication &a, const Communication &b) {
        return std::pair(a.sortAt, a.sequence) < std::pair(b.sortAt, b.sequence);
    });
    const QList<Communication> rows = std::exchange(m_fresh, {});
    m_unhandled += rows.size();
    Q_EMIT received(rows);
}

void StatusPoller::handled(const QList<Communication> &inbound)
{
    m_unhandled = std::max<qsizetype>(0, m_unhandled - inbound.size());
    for (const Communication &row : inbound)
        m_announced = std::max(m_announced, row.sequence);
    whenDone(m_settings.setMark(announcedName, QString::number(m_announced)), this, [](const Result<void> &) {});
    if (m_mark.isValid())
        moveMark(m_mark, true);
}

void StatusPoller::moveMark(const QDateTime &to, bool always)
{
    m_mark = to;
    if (m_unhandled > 0)
        return; // a crash now must find again what nobody has acted on: handled() writes the mark
    if (!always && m_markWritten.isValid() && m_markWritten.secsTo(to) < 60)
        return;
    m_markWritten = to;
    whenDone(m_settings.setMark(markName, to.toUTC().toString(Qt::ISODateWithMs)), this, [](const Result<void> &) {});
}
