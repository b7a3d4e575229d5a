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

/// Names one particular change of permission: a later one, by a person or by 21610, has another time.
QString stamp(const QDateTime &since)
{
    return QString::number(since.toMSecsSinceEpoch());
}
} // namespace

InboundReader::InboundReader(ClientStore &clients, OutboxStore &outbox, QObject *parent, SettingStore *marks)
    : QObject(parent)
    , m_clients(clients)
    , m_outbox(outbox)
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
        else if (client.error().kind == ErrorKind::Storage || client.error().kind == ErrorKind::Locked)
            QTimer::singleShot(retryAfter, this, [this] { next(); });
        else
            rowDone();
    });
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
        return optOut(row, number);
    case ReplyMeaning::MaybeOptOut:
        return holdForJudgement(row, number);
    case ReplyMeaning::OptIn:
        return liftBlock(row, number);
    case ReplyMeaning::Yes:
        return liftKeywordBlock(row, number);
    default:
        return rowDone();
    }
}

void InboundReader::optOut(const Communication &row, const ClientNumber &number)
{
    if (m_lastLift.value(row.peer) > row.sortAt)
        return rowDone(); // a newer START has been read already
    m_lastBlock[row.peer] = std::max(m_lastBlock.value(row.peer), row.sortAt);
    const auto waiting = [this, row](bool announce) {
        blockWaiting(row.peer, SendBlock::OptedOut, [this, row, announce] {
            if (announce)
                Q_EMIT optedOut(row);
            rowDone();
        });
    };
    if (number.permission == TextPermission::OptedOut)
        return waiting(false);
    setPermission(row.peer, TextPermission::OptedOut, QStringLiteral("keyword"),
                  [this, row, waiting] { rememberKeyword(row.peer, [waiting] { waiting(true); }); });
}

void InboundReader::holdForJudgement(const Communication &row, const ClientNumber &number)
{
    if (number.permission == TextPermission::OptedOut || m_lastLift.value(row.peer) > row.sortAt)
        return rowDone();
    m_lastBlock[row.peer] = std::max(m_lastBlock.value(row.peer), row.sortAt);
    const auto judge = [this, row] {
        blockWaiting(row.peer, SendBlock::JudgeReply, [this, row] {
            Q_EMIT needsJudgement(row);
            rowDone();
        });
    };
    if (number.permission == TextPermission::Held)
        return judge();
    setPermission(row.peer, TextPermission::Held, QStringLiteral("sentence"), judge);
}

void InboundReader::liftBlock(const Communication &row, const ClientNumber &number)
{
    // Only a text that is newer than what blocked: START of this morning does not lift STOP of this afternoon.
    const QDateTime blocked = m_lastBlock.contains(row.peer) ? m_lastBlock.value(row.peer) : number.permissionSince;
    if (blocked.isValid() && row.sortAt < blocked)
        return rowDone();
    m_lastLift[row.peer] = std::max(m_lastLift.value(row.peer), row.sortAt);
    if (number.permission == TextPermission::MayText)
        return rowDone();
    setPermission(row.peer, TextPermission::MayText, QStringLiteral("keyword"), [this] { rowDone(); });
}

void InboundReader::liftKeywordBlock(const Communication &row, const ClientNumber &number)
{
    if (!m_marks || number.permission != TextPermission::OptedOut || !number.permissionSince.isValid())
        return rowDone();
    whenDone(m_marks->mark(originMark(row.peer)), this, [this, row, number](const Result<QString> &origin) {
        if (origin && *origin == stamp(number.permissionSince))
            liftBlock(row, number);
        else
            rowDone();
    });
}

void InboundReader::setPermission(const PhoneNumber &peer, TextPermission permission, const QString &reason,
                                  const std::function<void()> &then)
{
    recordDurably(
        this, [this, peer, permission, reason] { return m_clients.setPermission(peer, permission, reason); },
        [then](const Result<void> &) { then(); });
}

void InboundReader::rememberKeyword(const PhoneNumber &peer, const std::function<void()> &then)
{
    if (!m_marks)
        return then();
    whenDone(m_clients.byNumber(peer), this, [this, peer, then](const Result<Client> &client) {
        const QDateTime since = client ? numberOf(*client, peer).permissionSince : QDateTime();
        if (!since.isValid())
            return then();
        // A mark that is lost only means that YES lifts nothing.
        whenDone(m_marks->setMark(originMark(peer), stamp(since)), this, [then](const Result<void> &) { then(); });
    });
}

void InboundReader::blockWaiting(const PhoneNumber &peer, SendBlock why, const std::function<void()> &then)
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
