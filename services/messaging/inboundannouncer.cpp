#include "messaging/inboundannouncer.h"

#include "storage/settingstore.h"

#include <algorithm>

namespace
{
constexpr int pageSize = 200;

const QString actedName = QStringLiteral("poll.announced");
} // namespace

InboundAnnouncer::InboundAnnouncer(CommunicationStore &communications, SettingStore &settings, QObject *parent)
    : QObject(parent)
    , m_communications(communications)
    , m_settings(settings)
{
}

QFuture<Result<void>> InboundAnnouncer::load(const QDateTime &mark)
{
    const Promise<void> promise;
    whenDone(m_settings.mark(actedName), this, [this, mark, promise](const Result<QString> &acted) {
        if (!acted)
            return promise.finish(acted.error());
        m_acted = acted->toLongLong();
        CommunicationFilter filter;
        filter.channel = Channel::Sms;
        filter.direction = Direction::Inbound;
        if (mark.isValid())
            filter.from = mark.addDays(-2); // the mark moves only after telling, and a look reaches back one day
        collect(filter, {}, promise);
    });
    return promise.future();
}

void InboundAnnouncer::collect(const CommunicationFilter &filter, const std::optional<CommunicationKey> &olderThan,
                               const Promise<void> &promise)
{
    whenDone(m_communications.page(filter, olderThan, pageSize), this,
             [this, filter, promise](const Result<CommunicationPage> &page) {
                 if (!page) {
                     m_fresh.clear(); // the newest alone must not be told
                     return promise.finish(page.error());
                 }
                 for (const Communication &row : page->rows) {
                     if (row.sequence > m_acted && row.sendState == SendState::NotOurs)
                         m_fresh.append(row);
                 }
                 if (page->next)
                     return collect(filter, page->next, promise);
                 promise.finish(Result<void>());
             });
}

void InboundAnnouncer::add(const Communication &row)
{
    m_fresh.append(row);
}

void InboundAnnouncer::tell()
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

void InboundAnnouncer::handled(const QList<Communication> &rows)
{
    m_unhandled = std::max<qsizetype>(0, m_unhandled - rows.size());
    for (const Communication &row : rows)
        m_acted = std::max(m_acted, row.sequence);
    whenDone(m_settings.setMark(actedName, QString::number(m_acted)), this, [](const Result<void> &) {});
}
