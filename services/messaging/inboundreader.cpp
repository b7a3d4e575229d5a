#include "messaging/inboundreader.h"

#include "messaging/durablestep.h"
#include "storage/clientstore.h"
#include "storage/outboxstore.h"
#include "storage/settingstore.h"

#include <QTimer>

#include <algorithm>

namespace
{
constexpr std::chrono::seconds retryAfter{5};
constexpr int pageSize = 100;

ClientNumber numberOf(const Client &client, const PhoneNumber &peer)
{
    for (const ClientNumber &number : client.numbers) {
        if (number.number == peer)
            return number;
    }
    ClientNumber unknown;
    unknown.number = peer;
    return unknown;
}

QString originMark(const PhoneNumber &number)
{
    return QStringLiteral("optout.keyword.") + number.e164();
}

/// Names one particular change of permission: a later one, by a person or by 21610, has another time. @p held: a
/// sentence that no person has judged lies under it.
QString stamp(const QDateTime &since, bool held)
{
    const QString time = QString::number(since.toMSecsSinceEpoch());
    return held ? time + QStringLiteral(" held") : time;
}

bool isTransient(const Error &error)
{
    return error.kind == ErrorKind::Storage || error.kind == ErrorKind::Locked;
}
} // namespace

InboundReader::InboundReader(ClientStore &clients, OutboxStore &outbox, CommunicationStore &communications,
                             SettingStore &marks, QObject *parent)
    : QObject(parent)
    , m_clients(clients)
    , m_outbox(outbox)
    , m_communications(communications)
    , m_marks(marks)
{
}

void InboundReader::read(const QList<Communication> &inbound)
{
    if (inbound.isEmpty())
        return;
    QList<Communication> rows = inbound;
    std::stable_sort(rows.begin(), rows.end(), [](const Communication &a, const Communication &b) {
        return std::pair(a.sortAt, a.sequence) < std::pair(b.sortAt, b.sequence);
    });
    m_batches.append(rows);
    if (!m_busy)
        next();
}

void InboundReader::next()
{
    m_busy = !m_batches.isEmpty();
    if (!m_busy)
        return;
    if (m_index >= m_batches.first().size()) {
        const QList<Communication> rows = m_batches.takeFirst();
        m_index = 0;
        Q_EMIT arrived(rows);
        return next();
    }
    const Communication row = m_batches.first().at(m_index);
    if (row.peer.isNull())
        return rowDone(); // a short code or a name: nothing is ever sent there
    whenDone(m_clients.byNumber(row.peer), this, [this, row](const Result<Client> &client) {
        if (client)
            decide(row, numberOf(*client, row.peer));
        else if (isTransient(client.error()))
            again();
        else
            rowDone();
    });
}

void InboundReader::again()
{
    QTimer::singleShot(retryAfter, this, &InboundReader::next);
}

void InboundReader::rowDone()
{
    ++m_index;
    next();
}

void InboundReader::decide(const Communication &row, const ClientNumber &number)
{
    switch (meaningOfReply(row.body)) {
    case ReplyMeaning::OptOut:
        return unlessUndone(row, {ReplyMeaning::OptIn, ReplyMeaning::Yes}, false,
                            [this, row, number] { optOut(row, number); });
    case ReplyMeaning::MaybeOptOut:
        return unlessUndone(row, {ReplyMeaning::OptIn}, false, [this, row, number] { holdForJudgement(row, number); });
    case ReplyMeaning::OptIn:
        return liftBlock(row, number);
    case ReplyMeaning::Yes:
        return liftKeywordBlock(row, number);
    default:
        return rowDone();
    }
}

/// Takes @p act unless a newer text of the same number, by Twilio's clock, has one of the meanings @p undoing. Twilio
/// tells whole seconds: @p sameSecond says whether a text of the same second counts as newer, and is given so that of
/// two such texts the block wins.
void InboundReader::unlessUndone(const Communication &row, const QList<ReplyMeaning> &undoing, bool sameSecond,
                                 const Step &act, const std::optional<CommunicationKey> &olderThan)
{
    CommunicationFilter filter;
    filter.clientId = row.clientId;
    filter.channel = Channel::Sms;
    filter.direction = Direction::Inbound;
    filter.from = sameSecond ? row.sortAt : row.sortAt.addMSecs(1);
    whenDone(m_communications.page(filter, olderThan, pageSize), this,
             [this, row, undoing, sameSecond, act](const Result<CommunicationPage> &page) {
                 if (!page)
                     return isTransient(page.error()) ? again() : rowDone();
                 const bool undone = std::any_of(page->rows.cbegin(), page->rows.cend(), [&](const auto &newer) {
                     return newer.id != row.id && newer.peer == row.peer &&
                            undoing.contains(meaningOfReply(newer.body));
                 });
                 if (undone)
                     rowDone();
                 else if (page->next)
                     unlessUndone(row, undoing, sameSecond, act, page->next);
                 else
                     act();
             });
}

void InboundReader::optOut(const Communication &row, const ClientNumber &number)
{
    const auto waiting = [this, row](bool announce) {
        blockWaiting(row.peer, SendBlock::OptedOut, [this, row, announce] {
            if (announce)
                Q_EMIT optedOut(row);
            rowDone();
        });
    };
    if (number.permission == TextPermission::OptedOut)
        return waiting(false);
    const bool held = number.permission == TextPermission::Held;
    setPermission(row, TextPermission::OptedOut, QStringLiteral("keyword"), [this, row, held, waiting] {
        rememberKeyword(row.peer, row.sortAt, held, [waiting] { waiting(true); });
    });
}

void InboundReader::holdForJudgement(const Communication &row, const ClientNumber &number)
{
    if (number.permission == TextPermission::OptedOut) {
        // Kept for the YES that lifts the keyword's block.
        whenDone(m_marks.mark(originMark(row.peer)), this, [this, row, number](const Result<QString> &origin) {
            if (origin && *origin == stamp(number.permissionSince, false))
                rememberKeyword(row.peer, number.permissionSince, true, [this] { rowDone(); });
            else
                rowDone();
        });
        return;
    }
    const auto judge = [this, row] {
        blockWaiting(row.peer, SendBlock::JudgeReply, [this, row] {
            Q_EMIT needsJudgement(row);
            rowDone();
        });
    };
    if (number.permission == TextPermission::Held)
        return judge();
    setPermission(row, TextPermission::Held, QStringLiteral("sentence"), judge);
}

void InboundReader::liftBlock(const Communication &row, const ClientNumber &number)
{
    // What a person or Twilio's 21610 blocked has no text of its own.
    const bool isOlder = number.permissionSince.isValid() && row.sortAt < number.permissionSince;
    if (number.permission == TextPermission::MayText || isOlder)
        return rowDone();
    unlessUndone(row, {ReplyMeaning::OptOut, ReplyMeaning::MaybeOptOut}, true, [this, row] {
        setPermission(row, TextPermission::MayText, QStringLiteral("keyword"), [this] { rowDone(); });
    });
}

void InboundReader::liftKeywordBlock(const Communication &row, const ClientNumber &number)
{
    const QDateTime since = number.permissionSince;
    if (number.permission != TextPermission::OptedOut || !since.isValid() || row.sortAt < since)
        return rowDone();
    whenDone(m_marks.mark(originMark(row.peer)), this, [this, row, since](const Result<QString> &origin) {
        const bool held = origin && *origin == stamp(since, true);
        if (!held && (!origin || *origin != stamp(since, false)))
            return rowDone();
        unlessUndone(row, {ReplyMeaning::OptOut}, true, [this, row, held] {
            setPermission(row, held ? TextPermission::Held : TextPermission::MayText, QStringLiteral("keyword"),
                          [this, row, held] {
                              if (held) // what lay under the keyword's block is a person's matter from now on
                                  Q_EMIT needsJudgement(row);
                              rowDone();
                          });
        });
    });
}

void InboundReader::setPermission(const Communication &row, TextPermission permission, const QString &reason,
                                  const Step &then)
{
    recordDurably(
        this,
        [this, row, permission, reason] { return m_clients.setPermission(row.peer, permission, reason, row.sortAt); },
        [then](const Result<void> &) { then(); });
}

void InboundReader::rememberKeyword(const PhoneNumber &peer, const QDateTime &since, bool held, const Step &then)
{
    // A mark that is lost only means that YES lifts nothing.
    whenDone(m_marks.setMark(originMark(peer), stamp(since, held)), this, [then](const Result<void> &) { then(); });
}

void InboundReader::blockWaiting(const PhoneNumber &peer, SendBlock why, const Step &then)
{
    const auto step = [this, peer, why] {
        const Promise<void> promise;
        whenDone(m_outbox.blockWaiting(peer, why), this, [promise](const Result<int> &count) {
            promise.finish(count ? Result<void>() : Result<void>(count.error()));
        });
        return promise.future();
    };
    recordDurably(this, step, [then](const Result<void> &) { then(); });
}
