#include "storefixture.h"

using namespace Qt::StringLiterals;

StoreFixture::StoreFixture(const QString &path, std::shared_ptr<const FieldCipher> key)
    : cipher(key ? std::move(key) : std::make_shared<const FieldCipher>(SecureKey::random(), 1))
    , database(path.isEmpty() ? m_folder.filePath(u"store.sqlite"_s) : path)
    , clients(database, keys)
    , communications(database, keys, clients)
    , outbox(database, keys, communications)
    , templates(database)
    , settings(database)
    , drafts(database, keys)
    , audit(database, keys)
{
    keys.unlock(cipher);
    QObject::connect(&outbox, &OutboxStore::templateUsed, &templates, &TemplateStore::announce); // as App does
}

bool StoreFixture::open()
{
    const auto mode = waited(database.open());
    return mode && *mode == Database::Mode::ReadWrite;
}

Client StoreFixture::addClient(const QString &name, const QString &e164)
{
    Client client;
    client.name = name;
    client.numbers = {{PhoneNumber::fromE164(e164), u"mobile"_s, TextPermission::MayText, {}}};
    return waited(clients.save(client)).value_or(Client());
}

Communication StoreFixture::text(const Client &client, const QString &body)
{
    Communication row;
    row.id = CommunicationId::create();
    row.clientId = client.id;
    row.peer = client.primaryNumber();
    row.fromNumber = QString::fromLatin1(ownNumber);
    row.toNumber = row.peer.e164();
    row.body = body;
    row.sendState = SendState::Pending;
    row.createdAt = QDateTime::currentDateTimeUtc();
    row.sendBefore = row.createdAt.addSecs(4 * 3600);
    return row;
}

Communication StoreFixture::textIn(SendState state, const Client &client, const QString &body)
{
    const auto added = waited(outbox.add(text(client, body)));
    if (!added)
        return {};
    const CommunicationId id = added->id;
    const auto attempt = AttemptId::create();
    const auto now = QDateTime::currentDateTimeUtc();
    const bool posted = state == SendState::Sending || state == SendState::Accepted || state == SendState::Failed ||
                        state == SendState::Unconfirmed;
    if (posted)
        (void)waited(outbox.markSending(id, attempt, now));
    if (state == SendState::Accepted)
        (void)waited(outbox.markAccepted(id, attempt, u"SM"_s + id.toString(), u"queued"_s, {}, now));
    else if (state == SendState::Failed)
        (void)waited(outbox.markFailed(id, attempt, 21211, u"invalid"_s));
    else if (state == SendState::Unconfirmed)
        (void)waited(outbox.markUnconfirmed(id, attempt, std::chrono::seconds(0)));
    else if (state == SendState::Held)
        (void)waited(outbox.hold(id, SendBlock::OutsideHours));
    else if (state == SendState::Refused)
        (void)waited(outbox.refuse(id, SendBlock::OptedOut));
    else if (state == SendState::Canceled)
        (void)waited(outbox.cancel(id, u"Ann"_s));
    return waited(communications.fetch(id)).value_or(Communication());
}

TwilioNews StoreFixture::news(Direction direction, const QString &sid, const QString &peer, const QString &body,
                              const QString &status)
{
    const bool inbound = direction == Direction::Inbound;
    const QString own = QString::fromLatin1(ownNumber);
    TwilioNews item;
    item.sid = sid;
    item.direction = direction;
    item.from = inbound ? peer : own;
    item.to = inbound ? own : peer;
    item.body = body;
    item.status = status;
    item.createdAt = QDateTime::currentDateTimeUtc();
    return item;
}
