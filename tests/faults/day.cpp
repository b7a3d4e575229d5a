#include "day.h"

#include "storage/auditlog.h"

#include <QDeadlineTimer>
#include <QSqlError>
#include <QSqlQuery>
#include <QStorageInfo>
#include <QTimer>

#include <functional>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 30'000;
/// Longer than every wait of a desktop with quick timing; what has not come by then waits for the next start.
constexpr int brokenDay = 800;
const QString maria = u"+13125550142"_s;
const QString tom = u"+13125550143"_s;
const QStringList bodies{u"The first"_s, u"The second"_s};

SimulatorOptions quickTwilio()
{
    SimulatorOptions options;
    options.step = std::chrono::milliseconds(2);
    options.priceLag = std::chrono::milliseconds(2);
    options.promptSteps = 1;
    options.talkSteps = 1;
    return options;
}

/// QTest::qWaitFor() sleeps 10 ms between two looks at the event loop, which is most of such a day.
bool waitUntil(const std::function<bool()> &done, int milliseconds)
{
    constexpr int look = 3;
    const QDeadlineTimer deadline(milliseconds);
    QTimer tick;
    tick.start(look);
    while (!done()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return true;
}
} // namespace

Day::Day(const QString &folder)
    : m_folder(folder)
    , m_twilio(quickTwilio())
{
    if (!m_twilio.listen())
        qFatal("no port on loopback");
    if (!QFile::exists(storePath(folder))) {
        Desktop desk(storePath(folder), m_twilio.url(), m_clock);
        (void)desk.client(u"Maria"_s, maria);
        SmsDraft waiting = desk.draft(desk.client(u"Tom"_s, tom), u"Tomorrow"_s);
        waiting.sendAfter = m_clock.now().addDays(1);
        (void)await(desk.sender->send(waiting));
    }
    m_probe = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"probe"_s);
    m_probe.setDatabaseName(storePath(folder));
    m_probe.setConnectOptions(u"QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=5000"_s);
}

Day::~Day()
{
    m_probe = QSqlDatabase();
    QSqlDatabase::removeDatabase(u"probe"_s);
}

qint64 Day::count(const QString &sql) const
{
    QSqlQuery query(m_probe);
    return query.exec(sql) && query.next() ? query.value(0).toLongLong() : -1;
}

/// Each row, for whoever reads the test's words.
QString Day::states() const
{
    QSqlQuery query(m_probe);
    QStringList rows;
    query.exec(u"SELECT communication_type, direction, send_state, block, coalesce(status, '-'), poll_open FROM "
               "communication_logs ORDER BY sequence"_s);
    while (query.next()) {
        QStringList words;
        for (int column = 0; column < 6; ++column)
            words.append(query.value(column).toString());
        rows.append(words.join(u' '));
    }
    return rows.join(u" | "_s);
}

bool Day::isSending() const
{
    return count(u"SELECT count(*) FROM communication_logs WHERE send_state = 'sending'"_s) > 0;
}

bool Day::isSettled() const
{
    return count(
               u"SELECT (SELECT count(*) FROM communication_logs WHERE peer = '%1' AND communication_type = 'sms' AND "
               "status = 'delivered') = 2 AND (SELECT count(*) FROM client_numbers WHERE e164 = '%2' AND permission = "
               "'opted_out') = 1 AND (SELECT count(*) FROM communication_logs WHERE send_state = 'refused') = 1 AND "
               "NOT EXISTS (SELECT 1 FROM communication_logs WHERE outbox_state IS NOT NULL OR poll_open = 1)"_s.arg(
                   maria, tom)) == 1;
}

/// As a person would: what was said to be stored is not typed again.
void Day::send(Desktop &desk)
{
    const auto page = await(desk.clients->page({}, std::nullopt, 10));
    if (!page)
        return;
    for (const Client &client : page->clients) {
        if (client.primaryNumber().e164() != maria)
            continue;
        for (const QString &body : bodies) {
            if (!m_stored.contains(body) && await(desk.sender->send(desk.draft(client, body)), brokenDay))
                m_stored.insert(body);
        }
        if (!std::exchange(m_called, true))
            (void)desk.placer->call(client, client.primaryNumber());
    }
}

void Day::work(Desktop &desk)
{
    desk.startServices();
    if (!std::exchange(m_stopSaid, true))
        m_twilio.receiveText(tom, ownNumber, u"STOP"_s);
    send(desk);
}

void Day::live()
{
    Desktop desk(storePath(m_folder), m_twilio.url(), m_clock, {.awaitsNews = true, .mayFailToOpen = true});
    if (!m_probe.open() || !desk.isOpen())
        return;
    work(desk);
    (void)waitUntil([this] { return isSettled(); }, brokenDay);
    if (isSettled())
        m_roomLeft = QStorageInfo(m_folder).bytesAvailable();
    // As App quits. That somebody pulls the plug on a row that is *sending* is another test's (kill_steps.py).
    desk.sender->stop();
    desk.placer->stop();
    (void)waitUntil([&] { return desk.sender->isIdle() && !isSending(); }, patience);
    m_probe.close();
}

bool Day::liveOn()
{
    Desktop desk(storePath(m_folder), m_twilio.url(), m_clock, {.awaitsNews = true, .mayFailToOpen = true});
    if (!m_probe.open() || !desk.isOpen())
        return false;
    work(desk);
    const bool settled = waitUntil([this] { return isSettled(); }, patience);
    m_probe.close();
    return settled;
}

QString Day::findings()
{
    Desktop desk(storePath(m_folder), m_twilio.url(), m_clock);
    AuditLog audit(*desk.database, desk.keys);
    const auto chain = await(audit.verify());
    if (!m_probe.open())
        return u"the store does not open"_s;
    QStringList wrong;
    const auto expect = [&](const char *what, qint64 value, qint64 expected) {
        if (value != expected)
            wrong.append(u"%1: %2, not %3"_s.arg(QLatin1String(what)).arg(value).arg(expected));
    };
    expect("texts that reached Twilio", m_twilio.messagePosts(), bodies.size());
    expect("sids", count(u"SELECT count(DISTINCT message_sid) FROM communication_logs WHERE direction = 'outbound'"_s),
           bodies.size());
    expect("incoming texts", count(u"SELECT count(*) FROM communication_logs WHERE direction = 'inbound'"_s), 1);
    if (m_twilio.callPosts() > 1)
        wrong.append(u"%1 calls"_s.arg(m_twilio.callPosts()));
    expect("the file is whole", count(u"SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"_s),
           1);
    if (!wrong.isEmpty()) {
        QSqlQuery said(m_probe);
        if (said.exec(u"SELECT group_concat(integrity_check, '; ') FROM pragma_integrity_check(3)"_s) && said.next())
            wrong.append(said.value(0).toString());
        wrong.append(said.lastError().text());
    }
    if (!chain || chain->firstBroken != 0)
        wrong.append(u"the log of changes is broken"_s);
    if (!wrong.isEmpty())
        wrong.append(states());
    m_probe.close();
    return wrong.join(u"; "_s);
}
