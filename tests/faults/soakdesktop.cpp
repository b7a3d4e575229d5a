#include "soakdesktop.h"

#include "orders.h"
#include "storefixture.h"
#include "support/wallclock.h"
#include "sync/recordssync.h"
#include "sync/shareddatabase.h"
#include "sync/sharedlistener.h"
#include "sync/sharedsettings.h"
#include "sync/sharedsql.h"
#include "sync/syncengine.h"
#include "sync/syncmemory.h"
#include "sync/templatename.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <limits>

using namespace Qt::StringLiterals;

namespace
{
const std::array tables{&SyncTable::staff(),          &SyncTable::deputies(),     &SyncTable::settings(),
                        &SyncTable::templates(),      &SyncTable::clients(),      &SyncTable::numbers(),
                        &SyncTable::communications(), &SyncTable::internalNotes()};

QJsonObject rowObject(const SyncTable &table, const QVariantList &row, const FieldCipher &own)
{
    QJsonObject object;
    for (const SyncColumn &column : table.columns()) {
        // When a row was last saved here says nothing about what is in it: a number that was added counts too. Of a
        // setting it says which of two words counts.
        const bool isOnlyDate = column.name == "updated_at"_L1 && &table != &SyncTable::settings();
        if (column.type != SyncType::Epoch && !isOnlyDate)
            object.insert(column.name, table.comparable(row, column.name, own).toString());
    }
    return object;
}

/// Of a row from either side.
template <class Row>
QVariantList valuesOf(const Row &query, qsizetype count)
{
    QVariantList row;
    for (int at = 0; at < int(count); ++at)
        row.append(query.isNull(at) ? QVariant() : query.value(at));
    return row;
}
} // namespace

QJsonObject SoakDump::ofStore(QSqlDatabase &db, const FieldCipher &own, const QString &device)
{
    QJsonObject dump;
    for (const SyncTable *table : tables) {
        QJsonObject rows;
        auto query = execSql(db, u"SELECT %1 FROM %2 t"_s.arg(table->localColumns(), QString(table->local())));
        while (query && query->next()) {
            const QVariantList row = valuesOf<QSqlQuery>(*query, table->columns().size());
            if (table == &SyncTable::settings() && !SharedSettings::isShared(row.first().toString()))
                continue;
            QJsonObject object = rowObject(*table, row, own);
            object.insert("elsewhere"_L1, !object.value("device_id"_L1).toString().isEmpty());
            if (object.value("device_id"_L1) == QString() &&
                object.value("send_state"_L1).toString() != u"not_ours"_s && table == &SyncTable::communications())
                object.insert("device_id"_L1, device);
            rows.insert(row.first().toString(), object);
        }
        dump.insert(table->local(), rows);
    }
    return dump;
}

QJsonObject SoakDump::ofPractice(QSqlDatabase &db, const SyncKeys &keys)
{
    QJsonObject dump;
    for (const SyncTable *table : tables) {
        QJsonObject rows;
        QString sql = table->sharedSelect();
        if (table == &SyncTable::clients())
            sql += u" WHERE t.merged_into IS NULL"_s;
        auto query = execShared(db, sql);
        while (query && query->next()) {
            QVariantList row = table->toLocal(valuesOf(*query, table->columns().size()), keys);
            if (table == &SyncTable::templates())
                row[table->indexOf("template_name"_L1)] = TemplateName::local(
                    table->value(row, "template_name"_L1).toString(), table->value(row, "language"_L1).toString());
            rows.insert(row.first().toString(), rowObject(*table, row, *keys.own));
        }
        dump.insert(table->local(), rows);
    }
    return dump;
}

QJsonObject SoakDump::recordsOfStore(QSqlDatabase &db, const FieldCipher &own, const QString &device)
{
    QJsonObject records;
    const auto rows = AuditChain::read(db, own, 0, std::numeric_limits<int>::max()).value_or(QList<AuditRow>());
    for (const AuditRow &row : rows) {
        records.insert(u"%1 %2"_s.arg(device).arg(row.number),
                       QJsonObject{{u"at"_s, QString::number(row.at)},
                                   {u"action"_s, row.action},
                                   {u"subject"_s, row.subject},
                                   {u"staff"_s, row.staff},
                                   {u"details"_s, row.details},
                                   {u"salt"_s, QString::fromLatin1(row.salt.toHex())},
                                   {u"hash"_s, QString::fromLatin1(row.hash.toHex())}});
    }
    return records;
}

QJsonObject SoakDump::recordsOfPractice(QSqlDatabase &db, const PracticeCipher &practice)
{
    QJsonObject records;
    auto query =
        execShared(db, u"SELECT device_id::text, number, (date_part('epoch', at) * 1000)::bigint, what, subject, "
                       "staff, details_enc, key_epoch, encode(salt, 'hex'), encode(hash, 'hex') "
                       "FROM practiceline.audit_log"_s);
    while (query && query->next()) {
        const auto text = [&query](int column) { return query->value(column).toString(); };
        const FieldPlace place{u"audit_log"_s, u"details"_s, text(1), text(0)};
        records.insert(
            text(0) + u' ' + text(1),
            QJsonObject{
                {u"at"_s, text(2)},
                {u"action"_s, text(3)},
                {u"subject"_s, text(4)},
                {u"staff"_s, text(5)},
                {u"details"_s,
                 practice.decrypt(query->value(6).toByteArray(), place, query->value(7).toInt()).value_or(u"locked"_s)},
                {u"salt"_s, text(8)},
                {u"hash"_s, text(9)}});
    }
    return records;
}

namespace
{
QJsonObject headsObject(const Result<QList<RecordsHead>> &heads)
{
    QJsonObject object;
    for (const RecordsHead &head : heads.value_or(QList<RecordsHead>()))
        object.insert(head.device, u"%1 %2"_s.arg(head.number).arg(head.hash));
    return object;
}
} // namespace

QJsonObject SoakDump::headsOfStore(QSqlDatabase &db)
{
    return headsObject(RecordsHeads::seen(db));
}

QJsonObject SoakDump::headsOfPractice(QSqlDatabase &db)
{
    return headsObject(RecordsHeads::ask(db, {}));
}

namespace
{
class SoakDesktop
{
public:
    explicit SoakDesktop(QString folder)
        : m_folder(std::move(folder))
    {
    }
    QJsonObject obey(const QJsonObject &order);

private:
    QJsonObject begin(const QJsonObject &order);
    QJsonObject edit(const QJsonObject &order);
    QJsonObject move(const QJsonObject &order);
    QJsonObject add(const QJsonObject &order);
    QJsonObject send();
    QJsonObject progress();
    QJsonObject status();
    QJsonObject templates(const QJsonObject &order);
    QJsonObject internalNote(const QJsonObject &order);
    QJsonObject setting(const QJsonObject &order);
    QJsonObject dump();
    QJsonObject clock(const QJsonObject &order);
    QStringList rows(const QString &sql);

    Client client(const QJsonObject &order, QLatin1String key = "id"_L1)
    {
        return waited(m_store->clients.fetch(ClientId::fromString(order.value(key).toString()))).value_or(Client());
    }

    QString m_folder;
    std::unique_ptr<StoreFixture> m_store;
    SharedDatabase m_shared;
    SharedListener m_listener;
    std::unique_ptr<SyncEngine> m_engine; ///< after what it uses
    DeviceId m_device;
    StaffId m_person;
};

QStringList SoakDesktop::rows(const QString &sql)
{
    return waited(m_store->database.run([sql](QSqlDatabase &db) -> Result<QStringList> {
               auto query = execSql(db, sql);
               QStringList lines;
               while (query && query->next())
                   lines.append(query->value(0).toString());
               return lines;
           }))
        .value_or(QStringList());
}

QJsonObject SoakDesktop::begin(const QJsonObject &order)
{
    const auto key = [&order](QLatin1String name) {
        QByteArray bytes = QByteArray::fromHex(order.value(name).toString().toLatin1());
        return SecureKey::fromBytes(bytes);
    };
    m_store = std::make_unique<StoreFixture>(m_folder + u"/store.sqlite"_s,
                                             std::make_shared<const FieldCipher>(key("own"_L1), 1));
    if (!m_store->open())
        return {{"ok"_L1, false}, {"why"_L1, u"the store does not open"_s}};
    (void)waited(m_store->templates.addShipped());
    (void)waited(m_store->outbox.recover(QDateTime::currentDateTimeUtc()));
    const auto device = waited(m_store->database.run([](QSqlDatabase &db) { return SyncMemory::device(db); }));
    if (!device)
        return told(device);
    m_device = *device;
    m_person = StaffId::fromString(order.value("person"_L1).toString());
    // As Sharing composes them, with the product's own waits.
    m_engine = std::make_unique<SyncEngine>(m_store->database, m_store->keys, m_shared);
    QObject::connect(&m_listener, &SharedListener::hearsChanged, m_engine.get(), &SyncEngine::setTold);
    QObject::connect(&m_listener, &SharedListener::heard, m_engine.get(), &SyncEngine::wakeFor);
    // Nobody polls here, so nobody may tell what a step hears of Twilio: it stays with those who heard it.
    const PracticeAddress address{order.value("host"_L1).toString(), order.value("port"_L1).toInt(),
                                  order.value("database"_L1).toString(), order.value("login"_L1).toString(),
                                  order.value("ca"_L1).toString()};
    const QString password = order.value("password"_L1).toString();
    m_engine->start(address, password,
                    std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{{1, key("practice"_L1)}}), m_device);
    m_listener.start(address, password);
    return {{"ok"_L1, true}, {"device"_L1, m_device.toString()}};
}

QJsonObject SoakDesktop::edit(const QJsonObject &order)
{
    Client known = client(order);
    if (known.id.isNull())
        return {{"ok"_L1, false}, {"why"_L1, u"not here"_s}};
    const QString field = order.value("field"_L1).toString();
    const QString value = order.value("value"_L1).toString();
    if (field == "name"_L1)
        known.name = value;
    else if (field == "notes_enc"_L1)
        known.notes = value;
    else if (field == "tags"_L1)
        known.tags = {value};
    else if (field == "archived"_L1)
        known.archived = !known.archived;
    else
        known.usState = value.right(2);
    return told(waited(m_store->clients.save(known)));
}

/// A number to a client, from another one if it says so.
QJsonObject SoakDesktop::move(const QJsonObject &order)
{
    const auto number = PhoneNumber::fromE164(order.value("e164"_L1).toString());
    Client from = client(order, "from"_L1);
    Client to = client(order);
    if (to.id.isNull())
        return {{"ok"_L1, false}, {"why"_L1, u"not here"_s}};
    if (!from.id.isNull() && from.id != to.id) {
        if (from.numbers.size() < 2) // a client keeps one
            return {{"ok"_L1, false}, {"why"_L1, u"its only number"_s}};
        from.numbers.removeIf([&number](const ClientNumber &one) { return one.number == number; });
        if (const auto saved = waited(m_store->clients.save(from)); !saved)
            return told(saved);
    }
    to.numbers.append({number, u"office"_s, TextPermission::MayText, {}});
    return told(waited(m_store->clients.save(to)));
}

QJsonObject SoakDesktop::add(const QJsonObject &order)
{
    Client to = client(order);
    if (to.id.isNull()) { // then one that is here
        const QStringList known = rows(u"SELECT id FROM clients ORDER BY id"_s);
        if (!known.isEmpty())
            to = client({{"id"_L1, known.at(order.value("which"_L1).toInt() % known.size())}});
    }
    if (to.id.isNull() || to.numbers.isEmpty())
        return {{"ok"_L1, false}, {"why"_L1, u"not here"_s}};
    const auto added = waited(m_store->outbox.add(StoreFixture::text(to, order.value("body"_L1).toString())));
    QJsonObject answer = told(added);
    if (added) {
        answer.insert("id"_L1, added->id.toString());
        answer.insert("peer"_L1, added->peer.e164());
    }
    return answer;
}

QJsonObject SoakDesktop::send()
{
    const auto next = waited(m_store->outbox.nextPending(Channel::Sms));
    if (!next)
        return told(next);
    if (!next->has_value())
        return {{"ok"_L1, false}, {"why"_L1, u"nothing waits"_s}};
    const Communication row = **next;
    const auto attempt = AttemptId::create();
    QJsonObject answer = told(waited(m_store->outbox.markSending(row.id, attempt, QDateTime::currentDateTimeUtc())));
    answer.insert("id"_L1, row.id.toString());
    answer.insert("body"_L1, row.body);
    answer.insert("peer"_L1, row.peer.e164());
    answer.insert("attempt"_L1, attempt.toString());
    answer.insert("elsewhere"_L1, row.isElsewhere());
    return answer;
}

QJsonObject SoakDesktop::progress()
{
    const SyncStatus &now = m_engine->status();
    return {{"ok"_L1, true},
            {"state"_L1, int(now.state)},
            {"error"_L1, now.error.detail},
            {"waiting"_L1,
             rows(u"SELECT count(*) FROM sync_queue WHERE refusal IS NULL AND kind <> 'news'"_s).value(0).toInt()},
            {"changes"_L1, rows(u"SELECT total_changes()"_s).value(0)}};
}

QJsonObject SoakDesktop::status()
{
    return {
        {"ok"_L1, true},
        {"queue"_L1,
         QJsonArray::fromStringList(
             rows(u"SELECT kind || '|' || id || '|' || coalesce(refusal, '') FROM sync_queue WHERE kind <> 'news'"_s))},
        {"conflicts"_L1,
         QJsonArray::fromStringList(rows(
             u"SELECT c.kind || '|' || c.id || '|theirs ' || c.theirs || ' base ' || coalesce(q.base, '-') || ' ours ' || coalesce((SELECT json_array(name, unknown, persona, language, us_state, tags, archived, visible_to, revision) FROM clients WHERE id = c.id), '') FROM sync_conflicts c LEFT JOIN sync_queue q ON q.kind = c.kind AND q.id = c.id"_s))}};
}

QJsonObject SoakDesktop::templates(const QJsonObject &order)
{
    auto all = waited(m_store->templates.all()).value_or(QList<SmsTemplate>());
    if (all.isEmpty())
        return {{"ok"_L1, false}};
    SmsTemplate one = all.at(order.value("which"_L1).toInt() % all.size());
    one.content = order.value("value"_L1).toString();
    QJsonObject answer = told(waited(m_store->templates.save(one, u"Soak"_s)));
    answer.insert("id"_L1, one.id.toString());
    return answer;
}

/// A new one, or the end of one of this person's.
QJsonObject SoakDesktop::internalNote(const QJsonObject &order)
{
    const QString id = order.value("id"_L1).toString();
    if (order.contains("withdraw"_L1))
        return told(waited(m_store->notes.withdraw(InternalNoteId::fromString(id), m_person)));
    const Client about = client(order);
    if (about.id.isNull())
        return {{"ok"_L1, false}, {"why"_L1, u"not here"_s}};
    const auto added = waited(m_store->notes.add(about.id, order.value("value"_L1).toString(), m_person, u"Soak"_s));
    QJsonObject answer = told(added);
    if (added)
        answer.insert("id"_L1, added->id.toString());
    return answer;
}

/// As the page of settings does: over what stood there.
QJsonObject SoakDesktop::setting(const QJsonObject &order)
{
    const auto before = waited(m_store->settings.load());
    if (!before)
        return told(before);
    PracticeSettings after = *before;
    const QString value = order.value("value"_L1).toString();
    switch (order.value("which"_L1).toInt()) {
    case 0:
        after.practiceName = value;
        break;
    case 1:
        after.smsPrice = value;
        break;
    default:
        after.sender = value;
    }
    return told(waited(m_store->settings.save(after, *before)));
}

QJsonObject SoakDesktop::dump()
{
    const auto dumped = waited(m_store->database.run(
        [own = m_store->cipher, device = m_device.toString()](QSqlDatabase &db) -> Result<QJsonObject> {
            return QJsonObject{{"dump"_L1, SoakDump::ofStore(db, *own, device)},
                               {"records"_L1, SoakDump::recordsOfStore(db, *own, device)},
                               {"heads"_L1, SoakDump::headsOfStore(db)}};
        }));
    QJsonObject answer = dumped.value_or(QJsonObject());
    answer.insert("ok"_L1, dumped.has_value());
    return answer;
}

/// Sets it wrong, and tells whether everything here goes by it.
QJsonObject SoakDesktop::clock(const QJsonObject &order)
{
    WallClock::setAhead(std::chrono::milliseconds(order.value("ahead"_L1).toInteger()));
    return {{"ok"_L1, WallClock::error() < std::chrono::milliseconds(1500)}}; // time() tells whole seconds
}

QJsonObject SoakDesktop::obey(const QJsonObject &order)
{
    const QString op = order.value("op"_L1).toString();
    const auto word = [&order](QLatin1String name) { return order.value(name).toString(); };
    const auto communication = CommunicationId::fromString(word("id"_L1));
    const auto attempt = AttemptId::fromString(word("attempt"_L1));
    const auto now = QDateTime::currentDateTimeUtc();
    if (op == "begin"_L1)
        return begin(order);
    if (op == "progress"_L1)
        return progress();
    if (op == "status"_L1)
        return status();
    if (op == "dump"_L1)
        return dump();
    if (op == "clock"_L1)
        return clock(order);
    if (op == "wake"_L1) {
        m_engine->wake();
        return {{"ok"_L1, true}};
    }
    const auto done = [&]() -> QJsonObject {
        if (op == "client"_L1) {
            const Client made = m_store->addClient(word("name"_L1), word("e164"_L1));
            return {{"ok"_L1, !made.id.isNull()}, {"id"_L1, made.id.toString()}};
        }
        if (op == "edit"_L1)
            return edit(order);
        if (op == "move"_L1)
            return move(order);
        if (op == "text"_L1)
            return add(order);
        if (op == "send"_L1)
            return send();
        if (op == "accepted"_L1)
            return told(
                waited(m_store->outbox.markAccepted(communication, attempt, word("sid"_L1), u"queued"_s, {}, now)));
        if (op == "failed"_L1)
            return told(waited(m_store->outbox.markFailed(communication, attempt, 21211, u"invalid"_s)));
        if (op == "unconfirmed"_L1)
            return told(waited(m_store->outbox.markUnconfirmed(communication, attempt, std::chrono::seconds(0))));
        if (op == "news"_L1) {
            const auto direction = order.value("inbound"_L1).toBool() ? Direction::Inbound : Direction::Outbound;
            return told(waited(m_store->communications.apply(
                {StoreFixture::news(direction, word("sid"_L1), word("peer"_L1), word("body"_L1), word("status"_L1))},
                {QString::fromLatin1(StoreFixture::ownNumber)})));
        }
        if (op == "permission"_L1)
            return told(waited(m_store->clients.setPermission(
                PhoneNumber::fromE164(word("e164"_L1)),
                order.value("stop"_L1).toBool() ? TextPermission::OptedOut : TextPermission::MayText, word("why"_L1))));
        if (op == "note"_L1)
            return told(waited(m_store->communications.setNote(communication, word("value"_L1))));
        if (op == "template"_L1)
            return templates(order);
        if (op == "decide"_L1) {
            const auto kind = std::find_if(allSyncKinds.begin(), allSyncKinds.end(),
                                           [&](SyncKind one) { return syncKindKey(one) == word("kind"_L1); });
            return told(waited(m_engine->decide(*kind, word("id"_L1), order.value("ours"_L1).toBool())));
        }
        if (op == "inote"_L1)
            return internalNote(order);
        if (op == "setting"_L1)
            return setting(order);
        return {{"ok"_L1, false}, {"why"_L1, u"no such order"_s}};
    }();
    m_engine->wakeIfQueued(); // as Backend does when a store announces a change
    return done;
}
} // namespace

int runSoakDesktop(const QString &folder)
{
    SoakDesktop desktop(folder);
    const OrderReader reader([&desktop](const QJsonObject &order) { return desktop.obey(order); });
    return QCoreApplication::exec();
}
