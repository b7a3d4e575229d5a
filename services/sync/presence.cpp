#include "sync/presence.h"

#include "async.h"
#include "sync/shareddatabase.h"
#include "sync/sharedlistener.h"
#include "sync/sharedsql.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
/// Everybody may say anything (pg_notify): what is remembered of it has an end.
constexpr qsizetype mostClients = 500;
constexpr qsizetype mostColleagues = 50;
} // namespace

Presence::Presence(SharedDatabase &shared, SharedListener &listener, const PresenceTiming &timing, QObject *parent)
    : QObject(parent)
    , m_shared(shared)
    , m_listener(listener)
    , m_timing(timing)
{
    m_again.setInterval(timing.openAgain);
    m_expiry.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &Presence::sayHere);
    connect(&m_expiry, &QTimer::timeout, this, &Presence::expire);
    connect(&listener, &SharedListener::presence, this, &Presence::heard);
    connect(&listener, &SharedListener::hearsChanged, this, [this](bool hears) {
        if (hears)
            sayHere();
        else
            forgetAll();
    });
}

void Presence::setMe(StaffId me, bool speaks)
{
    const bool begins = speaks && (!m_speaks || m_me != me);
    m_me = me;
    m_speaks = speaks;
    if (begins)
        sayHere();
}

void Presence::open(ClientId client)
{
    if (client == m_open)
        return;
    say("closed", m_open);
    m_open = client;
    m_typed.invalidate();
    if (client.isNull()) {
        m_again.stop();
        return;
    }
    say("open", client);
    m_again.start();
}

void Presence::typing()
{
    if (m_typed.isValid() && !m_typed.hasExpired(m_timing.typingAgain.count()))
        return;
    m_typed.start();
    say("typing", m_open);
}

void Presence::stopTyping()
{
    if (!m_typed.isValid())
        return;
    m_typed.invalidate();
    sayHere();
}

/// "open" also ends what "typing" has said.
void Presence::sayHere()
{
    const bool writes = m_typed.isValid() && !m_typed.hasExpired(m_timing.typingLasts.count());
    say(writes ? "typing" : "open", m_open);
}

void Presence::say(const char *what, ClientId client)
{
    if (client.isNull() || m_me.isNull() || !m_speaks || !m_listener.hears() || !m_shared.isOpen())
        return;
    const auto said = m_shared.run([client, word = QString::fromLatin1(what)](QSqlDatabase &db) -> Result<void> {
        const auto done = execShared(db, u"SELECT practiceline.say_presence(?::uuid, ?)"_s, {client.toString(), word});
        return done ? Result<void>() : Result<void>(done.error());
    });
    whenDone(said, this, [](const Result<void> &) {}); // the next one comes soon
}

void Presence::heard(const QString &word)
{
    const QStringList parts = word.split(u' ');
    if (parts.size() != 3)
        return;
    const auto staff = StaffId::fromString(parts.at(0));
    const auto client = ClientId::fromString(parts.at(1));
    if (staff.isNull() || client.isNull() || m_me.isNull() || staff == m_me)
        return;
    const QList<Colleague> before = in(client);
    if (parts.at(2) == "closed"_L1) {
        const auto place = m_there.find(client);
        if (place == m_there.end())
            return;
        place->remove(staff);
        if (place->isEmpty())
            m_there.remove(client);
    } else if (parts.at(2) == "open"_L1 || parts.at(2) == "typing"_L1) {
        if (!m_there.contains(client) && m_there.size() >= mostClients)
            return;
        auto &people = m_there[client];
        const bool isNew = !people.contains(staff);
        if (isNew && people.size() >= mostColleagues)
            return;
        Place &place = people[staff];
        place.open = QDeadlineTimer(m_timing.openLasts);
        place.typing = QDeadlineTimer(parts.at(2) == "typing"_L1 ? m_timing.typingLasts : std::chrono::milliseconds(0));
        if (isNew && client == m_open)
            sayHere(); // who came now does not know of us
    }
    scheduleExpiry();
    if (in(client) != before)
        Q_EMIT changed(client);
}

QList<Presence::Colleague> Presence::in(ClientId client) const
{
    QList<Colleague> all;
    const auto people = m_there.value(client);
    for (auto one = people.cbegin(); one != people.cend(); ++one) {
        if (!one->open.hasExpired())
            all.append({one.key(), !one->typing.hasExpired()});
    }
    std::sort(all.begin(), all.end(), [](const Colleague &a, const Colleague &b) {
        return a.isTyping != b.isTyping ? a.isTyping : a.staff < b.staff;
    });
    return all;
}

void Presence::scheduleExpiry()
{
    qint64 next = -1;
    for (const auto &people : std::as_const(m_there)) {
        for (const Place &place : people) {
            for (const QDeadlineTimer &end : {place.open, place.typing}) {
                if (!end.hasExpired())
                    next = next < 0 ? end.remainingTime() : std::min(next, end.remainingTime());
            }
        }
    }
    if (next < 0)
        m_expiry.stop();
    else
        m_expiry.start(int(next) + 1);
}

/// Somebody ceased to write, or left without a word.
void Presence::expire()
{
    const QList<ClientId> clients = m_there.keys();
    for (auto &people : m_there)
        people.removeIf([](const auto &one) { return one.value().open.hasExpired(); });
    m_there.removeIf([](const auto &one) { return one.value().isEmpty(); });
    scheduleExpiry();
    for (const ClientId client : clients)
        Q_EMIT changed(client);
}

void Presence::forgetAll()
{
    const QList<ClientId> clients = m_there.keys();
    m_there.clear();
    m_expiry.stop();
    for (const ClientId client : clients)
        Q_EMIT changed(client);
}
