#include "storage/communicationquery.h"
#include "storage/sql.h"
#include "storefixture.h"

#include <QSignalSpy>

#include <algorithm>

using namespace Qt::StringLiterals;

/// Reading pages, and merging Twilio's news in any order.
class TestCommunicationStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fault10StatusesInAnyOrder_data();
    void fault10StatusesInAnyOrder();
    void inboundMakesUnknownClient();
    void shortCodeAndAnonymous();
    void foreignNumbersAreIgnored();
    void doubtIsLeftToReconciling();
    void lateFacts();
    void callLegsFold();
    void unansweredClientLeg();
    void repeatedNewsChangesNothing();
    void lockedAppliesNothing();
    void pages();
    void filters();
    void filtersAcceptWhatTheyFind();
    void filterByPerson();
    void personsHistoryHasAnIndex();
    void openRows();
    void notes();
    void wroteWithinDay();
};

namespace
{
const QStringList ours{QString::fromLatin1(StoreFixture::ownNumber), u"MG1"_s};
const QString peer = u"+13125550142"_s;

Result<AppliedNews> apply(StoreFixture &store, const QList<TwilioNews> &news)
{
    return waited(store.communications.apply(news, ours));
}

TwilioNews leg(const QString &sid, const QString &parent, const QString &to, const QString &status)
{
    TwilioNews item = StoreFixture::news(Direction::Outbound, sid, to, {}, status);
    item.channel = Channel::Voice;
    item.parentCallSid = parent;
    return item;
}

Communication placedCall(StoreFixture &store, const Client &client)
{
    auto row = StoreFixture::text(client, {});
    row.channel = Channel::Voice;
    row.toNumber = u"+13125550199"_s;
    const auto added = waited(store.outbox.add(row));
    const auto attempt = AttemptId::create();
    const auto now = QDateTime::currentDateTimeUtc();
    (void)waited(store.outbox.markSending(added->id, attempt, now));
    (void)waited(store.outbox.markAccepted(added->id, attempt, u"CA1"_s, u"queued"_s, {}, now));
    return waited(store.communications.fetch(added->id)).value_or(Communication());
}
} // namespace

void TestCommunicationStore::fault10StatusesInAnyOrder_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("last");
    QTest::newRow("delivered") << QStringList{u"queued"_s, u"sending"_s, u"sent"_s, u"delivered"_s} << u"delivered"_s;
    QTest::newRow("unknown word") << QStringList{u"queued"_s, u"sent"_s, u"teleporting"_s} << u"teleporting"_s;
    QTest::newRow("unknown then final") << QStringList{u"sent"_s, u"teleporting"_s, u"undelivered"_s}
                                        << u"undelivered"_s;
}

void TestCommunicationStore::fault10StatusesInAnyOrder()
{
    QFETCH(QStringList, words);
    QFETCH(QString, last);
    StoreFixture store;
    QVERIFY(store.open());
    std::sort(words.begin(), words.end());
    int number = 0;
    do {
        const QString sid = u"SM%1"_s.arg(++number);
        for (const QString &word : words + words.mid(0, 1)) // and one of them twice
            QVERIFY(apply(store, {StoreFixture::news(Direction::Outbound, sid, peer, u"hi"_s, word)}).has_value());
        const auto page = waited(store.communications.page({}, {}, 100));
        const auto row = std::find_if(page->rows.cbegin(), page->rows.cend(),
                                      [&](const Communication &r) { return r.messageSid == sid; });
        QVERIFY(row != page->rows.cend());
        QCOMPARE(row->status, last);
        QCOMPARE(row->completedAt.isValid(), isFinalStatus(Channel::Sms, last));
        QCOMPARE(page->rows.size(), qsizetype(number));
    } while (std::next_permutation(words.begin(), words.end()));
}

void TestCommunicationStore::inboundMakesUnknownClient()
{
    StoreFixture store;
    QVERIFY(store.open());
    auto first = StoreFixture::news(Direction::Inbound, u"SM1"_s, peer, u"first"_s, u"received"_s);
    auto second = StoreFixture::news(Direction::Inbound, u"SM2"_s, peer, u"second"_s, u"received"_s);
    second.createdAt = first.createdAt.addSecs(5);
    const auto applied = apply(store, {second, first}); // Twilio's order is not trusted
    QCOMPARE(applied->inserted.size(), qsizetype(2));
    QCOMPARE(applied->inserted.first().body, u"first"_s);
    const auto client = waited(store.clients.byNumber(PhoneNumber::fromE164(peer)));
    QVERIFY(client->unknown);
    QCOMPARE(client->unread, 2);
    QCOMPARE(client->lastPreview, u"second"_s);
    QCOMPARE(waited(store.clients.unreadTotal()).value_or(0), 2);
    QVERIFY(waited(store.clients.markRead(client->id)).has_value());
    QCOMPARE(waited(store.clients.unreadTotal()).value_or(9), 0);
    QVERIFY(!waited(store.communications.fetch(applied->inserted.first().id))->unread);
}

void TestCommunicationStore::shortCodeAndAnonymous()
{
    StoreFixture store;
    QVERIFY(store.open());
    const auto applied =
        apply(store, {StoreFixture::news(Direction::Inbound, u"SM1"_s, u"72345"_s, u"code"_s, u"received"_s),
                      StoreFixture::news(Direction::Inbound, u"SM2"_s, {}, u"who"_s, u"received"_s)});
    QCOMPARE(applied->inserted.size(), qsizetype(2));
    QCOMPARE(applied->inserted.first().body, u"code"_s);
    QCOMPARE(applied->inserted.first().clientName, u"72345"_s);
    QVERIFY(applied->inserted.first().peer.isNull());
    QCOMPARE(waited(store.communications.fetch(applied->inserted.last().id))->body, u"who"_s);
}

void TestCommunicationStore::foreignNumbersAreIgnored()
{
    StoreFixture store;
    QVERIFY(store.open());
    auto in = StoreFixture::news(Direction::Inbound, u"SM1"_s, peer, u"x"_s, u"received"_s);
    in.to = u"+13125550777"_s;
    auto out = StoreFixture::news(Direction::Outbound, u"SM2"_s, peer, u"x"_s, u"sent"_s);
    out.from = u"+13125550777"_s;
    const auto applied = apply(store, {in, out});
    QVERIFY(applied->inserted.isEmpty());
    QCOMPARE(waited(store.clients.count()).value_or(9), qint64(0));
}

void TestCommunicationStore::doubtIsLeftToReconciling()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, peer);
    const auto row = store.textIn(SendState::Unconfirmed, client, u"see you"_s);
    const auto listed = StoreFixture::news(Direction::Outbound, u"SM1"_s, peer, u"see you"_s, u"delivered"_s);
    QVERIFY(apply(store, {listed})->inserted.isEmpty());
    const auto now = QDateTime::currentDateTimeUtc();
    QVERIFY(waited(store.outbox.markAccepted(row.id, row.attempt, u"SM1"_s, u"queued"_s, {}, now)).has_value());
    const auto applied = apply(store, {listed});
    QCOMPARE(applied->changed.size(), qsizetype(1));
    QCOMPARE(applied->changed.first().id, row.id);
    QCOMPARE(applied->changed.first().status, u"delivered"_s);
    // Another text to the same client is another program's all the same.
    const auto other = StoreFixture::news(Direction::Outbound, u"SM2"_s, peer, u"something else"_s, u"sent"_s);
    QCOMPARE(apply(store, {other})->inserted.first().sendState, SendState::NotOurs);
}

void TestCommunicationStore::lateFacts()
{
    StoreFixture store;
    QVERIFY(store.open());
    auto item = StoreFixture::news(Direction::Outbound, u"SM1"_s, peer, u"hi"_s, u"delivered"_s);
    QVERIFY(apply(store, {item}).has_value());
    item.status = u"sent"_s; // backwards, with the price
    item.price = Money::fromString(u"-0.00790"_s, u"USD"_s);
    item.segments = 2;
    const auto applied = apply(store, {item});
    QCOMPARE(applied->changed.size(), qsizetype(1));
    const auto row = applied->changed.first();
    QCOMPARE(row.status, u"delivered"_s);
    QCOMPARE(row.price->toString(), u"-0.00790"_s);
    QCOMPARE(row.segments, 2);
    item.price.reset();
    item.segments = 0;
    QVERIFY(apply(store, {item})->changed.isEmpty()); // an older page does not take it away
}

void TestCommunicationStore::callLegsFold()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, peer);
    const auto placed = placedCall(store, client);
    auto parent = leg(u"CA1"_s, {}, u"+13125550199"_s, u"completed"_s);
    parent.durationSeconds = 95;
    parent.price = Money::fromString(u"-0.0140"_s, u"USD"_s);
    auto child = leg(u"CA2"_s, u"CA1"_s, peer, u"completed"_s);
    child.durationSeconds = 80;
    child.price = Money::fromString(u"-0.0085"_s, u"USD"_s);
    for (const QList<TwilioNews> &batch : {QList{child, parent}, QList{parent}, QList{child}})
        QVERIFY(apply(store, batch).has_value());
    const auto row = waited(store.communications.fetch(placed.id));
    QCOMPARE(row->peer.e164(), peer);
    QCOMPARE(row->callSid, u"CA1"_s);
    QCOMPARE(row->childCallSid, u"CA2"_s);
    QCOMPARE(row->status, u"completed"_s);
    QCOMPARE(row->durationSeconds.value_or(0), 80);
    QCOMPARE(row->price->toString(), u"-0.0225"_s);
    QCOMPARE(waited(store.communications.page({}, {}, 10))->rows.size(), qsizetype(1));
    QCOMPARE(waited(store.clients.count()).value_or(0), qint64(1)); // the staff phone is no client
}

void TestCommunicationStore::unansweredClientLeg()
{
    StoreFixture store;
    QVERIFY(store.open());
    const auto placed = placedCall(store, store.addClient(u"Ana"_s, peer));
    const auto parent = leg(u"CA1"_s, {}, u"+13125550199"_s, u"completed"_s);
    const auto child = leg(u"CA2"_s, u"CA1"_s, peer, u"no-answer"_s);
    QVERIFY(apply(store, {parent}).has_value());
    QVERIFY(apply(store, {child}).has_value());
    QCOMPARE(waited(store.communications.fetch(placed.id))->status, u"no-answer"_s);
    QVERIFY(apply(store, {leg(u"CA1"_s, {}, u"+13125550199"_s, u"in-progress"_s)}).has_value());
    QCOMPARE(waited(store.communications.fetch(placed.id))->status, u"no-answer"_s);
}

void TestCommunicationStore::repeatedNewsChangesNothing()
{
    StoreFixture store;
    QVERIFY(store.open());
    const QList<TwilioNews> news{StoreFixture::news(Direction::Inbound, u"SM1"_s, peer, u"a"_s, u"received"_s),
                                 StoreFixture::news(Direction::Outbound, u"SM2"_s, peer, u"b"_s, u"sent"_s)};
    QCOMPARE(apply(store, news + news)->inserted.size(), qsizetype(2));
    const auto entries = waited(store.audit.verify())->entries;
    QSignalSpy changed(&store.communications, &CommunicationStore::changed);
    for (int i = 0; i < 3; ++i) {
        const auto again = apply(store, news);
        QVERIFY(again->inserted.isEmpty() && again->changed.isEmpty());
    }
    QCOMPARE(changed.size(), qsizetype(0));
    QCOMPARE(waited(store.audit.verify())->entries, entries);
}

void TestCommunicationStore::lockedAppliesNothing()
{
    StoreFixture store;
    QVERIFY(store.open());
    store.keys.lock();
    const auto applied = apply(store, {StoreFixture::news(Direction::Inbound, u"SM1"_s, peer, u"a"_s, u"received"_s)});
    QCOMPARE(applied.error().kind, ErrorKind::Locked);
    QVERIFY(waited(store.communications.page({}, {}, 10))->rows.isEmpty());
}

void TestCommunicationStore::pages()
{
    StoreFixture store;
    QVERIFY(store.open());
    QList<TwilioNews> news;
    const auto at = QDateTime::currentDateTimeUtc();
    for (int i = 0; i < 25; ++i) {
        news.append(StoreFixture::news(Direction::Inbound, u"SM%1"_s.arg(i), peer, QString::number(i), u"received"_s));
        news.last().createdAt = at.addSecs(i / 5); // ties of time
    }
    QVERIFY(apply(store, news).has_value());
    QStringList bodies;
    std::optional<CommunicationKey> key;
    int pages = 0;
    do {
        const auto page = waited(store.communications.page({}, key, 10));
        QVERIFY(page.has_value());
        for (const Communication &row : page->rows)
            bodies.append(row.body);
        key = page->next;
        ++pages;
    } while (key && pages < 10);
    QCOMPARE(pages, 3);
    QCOMPARE(bodies.size(), qsizetype(25));
    QCOMPARE(bodies.first(), u"24"_s);
    QCOMPARE(bodies.last(), u"0"_s);
    QCOMPARE(QSet<QString>(bodies.cbegin(), bodies.cend()).size(), qsizetype(25));
}

void TestCommunicationStore::filters()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, peer);
    using Status = CommunicationFilter::Status;
    (void)store.textIn(SendState::Pending, client, u"1"_s);
    (void)store.textIn(SendState::Held, client, u"2"_s);
    (void)store.textIn(SendState::Unconfirmed, client, u"3"_s);
    (void)store.textIn(SendState::Failed, client, u"4"_s);
    QVERIFY(apply(store, {StoreFixture::news(Direction::Inbound, u"SM1"_s, u"+13125550143"_s, u"5"_s, u"received"_s),
                          StoreFixture::news(Direction::Outbound, u"SM2"_s, peer, u"6"_s, u"delivered"_s),
                          leg(u"CA1"_s, {}, peer, u"no-answer"_s)})
                .has_value());
    const auto count = [&](const CommunicationFilter &filter) {
        return int(waited(store.communications.page(filter, {}, 100))->rows.size());
    };
    const auto byStatus = [&](Status status) {
        CommunicationFilter filter;
        filter.status = status;
        return count(filter);
    };
    QCOMPARE(byStatus(Status::Any), 7);
    QCOMPARE(byStatus(Status::Open), 1);
    QCOMPARE(byStatus(Status::Held), 1);
    QCOMPARE(byStatus(Status::Unconfirmed), 1);
    QCOMPARE(byStatus(Status::NotDelivered), 2);
    QCOMPARE(byStatus(Status::Delivered), 1);
    QCOMPARE(byStatus(Status::Received), 1);
    CommunicationFilter filter;
    filter.channel = Channel::Voice;
    QCOMPARE(count(filter), 1);
    filter = {};
    filter.clientId = client.id;
    QCOMPARE(count(filter), 6);
    filter.direction = Direction::Inbound;
    QCOMPARE(count(filter), 0);
    filter = {};
    filter.from = QDateTime::currentDateTimeUtc().addDays(1);
    QCOMPARE(count(filter), 0);
    filter.from = QDateTime::currentDateTimeUtc().addDays(-1);
    filter.to = QDateTime::currentDateTimeUtc().addDays(1);
    QCOMPARE(count(filter), 7);
}

void TestCommunicationStore::filterByPerson()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client ana = store.addClient(u"Ana"_s, peer);
    const Client bob = store.addClient(u"Bob"_s, u"+13125550143"_s);
    const StaffId ben = StaffId::create();
    const auto write = [&](const Client &client, StaffId person, const QString &body, StaffId onBehalfOf = {}) {
        Communication row = StoreFixture::text(client, body);
        row.staffId = person;
        const auto added = waited(store.outbox.add(row));
        QVERIFY(added);
        QVERIFY(waited(store.database.run([id = added->id, onBehalfOf](QSqlDatabase &db) {
            return runSql(db, u"UPDATE communication_logs SET on_behalf_of = nullif(?, ?) WHERE id = ?"_s,
                          {onBehalfOf.toString(), StaffId().toString(), id.toString()});
        })));
    };
    for (int i = 0; i < 5; ++i) {
        write(ana, StaffId::create(), u"of others %1"_s.arg(i));
        write(i < 3 ? ana : bob, StaffId::create(), u"for Ben %1"_s.arg(i), ben);
        write(i < 3 ? ana : bob, ben, u"of Ben %1"_s.arg(i));
        write(ana, {}, u"of before %1"_s.arg(i));
    }
    const auto all = waited(store.communications.page({}, {}, 100));
    QCOMPARE(all->rows.size(), qsizetype(20));
    for (const ClientId client : {ClientId(), ana.id, bob.id}) {
        CommunicationFilter filter;
        filter.staffId = ben;
        filter.clientId = client;
        QStringList paged;
        std::optional<CommunicationKey> key;
        do {
            const auto page = waited(store.communications.page(filter, key, 2));
            QVERIFY(page);
            for (const Communication &row : page->rows)
                paged.append(row.body);
            key = page->next;
        } while (key);
        QStringList accepted;
        for (const Communication &row : all->rows) {
            if (filter.accepts(row))
                accepted.append(row.body);
        }
        QCOMPARE(paged, accepted);
        QCOMPARE(paged.size(), client.isNull() ? 10 : client == ana.id ? 6 : 4);
    }
}

/// Who wrote little among very much is not looked for through all of it.
void TestCommunicationStore::personsHistoryHasAnIndex()
{
    StoreFixture store;
    QVERIFY(store.open());
    CommunicationFilter filter;
    filter.staffId = StaffId::create();
    const CommunicationKey key{1, 1};
    for (const auto &walk : {CommunicationQuery::walk(filter, {}, {}), CommunicationQuery::walk(filter, key, {}),
                             CommunicationQuery::edge(filter, key, 100),
                             CommunicationQuery::walkUp(filter, {key, CommunicationKey{0, 0}}, {})}) {
        const auto plan = waited(store.database.run([walk](QSqlDatabase &db) -> Result<QString> {
            auto rows = execSql(db, u"EXPLAIN QUERY PLAN "_s + walk.sql, walk.values);
            if (!rows)
                return rows.error();
            QStringList lines;
            while (rows->next())
                lines.append(rows->value(3).toString());
            return lines.join(u'\n');
        }));
        QVERIFY(plan);
        QVERIFY2(plan->contains("communications_staff"_L1) && plan->contains("communications_on_behalf"_L1) &&
                     !plan->contains("TEMP B-TREE"_L1),
                 qPrintable(*plan));
    }
}

/// A row that changes stays in a list exactly when a page of the same filter would hold it.
void TestCommunicationStore::filtersAcceptWhatTheyFind()
{
    using Status = CommunicationFilter::Status;
    StoreFixture store;
    QVERIFY(store.open());
    const Client maria = store.addClient(u"Maria"_s, peer);
    for (int state = int(SendState::Pending); state <= int(SendState::Canceled); ++state)
        store.textIn(SendState(state), maria, u"text %1"_s.arg(state));
    placedCall(store, maria);
    QList<TwilioNews> news{StoreFixture::news(Direction::Inbound, u"SMin"_s, peer, u"in"_s, u"received"_s)};
    for (const QString &word : {u"queued"_s, u"sent"_s, u"delivered"_s, u"read"_s, u"undelivered"_s, u"failed"_s,
                                u"canceled"_s, u"teleporting"_s})
        news.append(StoreFixture::news(Direction::Outbound, u"SM"_s + word, peer, word, word));
    for (const QString &word : {u"ringing"_s, u"completed"_s, u"busy"_s, u"no-answer"_s})
        news.append(leg(u"CA"_s + word, {}, peer, word));
    QVERIFY(apply(store, news).has_value());
    const auto all = waited(store.communications.page({}, {}, 100));
    QVERIFY(all->rows.size() > 20);
    for (int status = int(Status::Any); status <= int(Status::Received); ++status) {
        CommunicationFilter filter;
        filter.status = Status(status);
        QStringList accepted;
        for (const Communication &row : all->rows) {
            if (filter.accepts(row))
                accepted.append(row.id.toString());
        }
        QStringList found;
        const auto page = waited(store.communications.page(filter, {}, 100));
        for (const Communication &row : page->rows)
            found.append(row.id.toString());
        QVERIFY(!found.isEmpty());
        QCOMPARE(accepted, found);
    }
}

void TestCommunicationStore::openRows()
{
    StoreFixture store;
    QVERIFY(store.open());
    auto old = StoreFixture::news(Direction::Outbound, u"SM1"_s, peer, u"a"_s, u"sent"_s);
    old.createdAt = old.createdAt.addDays(-10);
    QVERIFY(apply(store, {old, StoreFixture::news(Direction::Outbound, u"SM2"_s, peer, u"b"_s, u"queued"_s),
                          StoreFixture::news(Direction::Outbound, u"SM3"_s, peer, u"c"_s, u"delivered"_s)})
                .has_value());
    QCOMPARE(waited(store.communications.open(10))->size(), qsizetype(2));
    QVERIFY(waited(store.communications.open(10))->first().body.isEmpty()); // a thousand are not decrypted in one job
    const auto recent = waited(store.communications.open(10, QDateTime::currentDateTimeUtc().addDays(-3)));
    QCOMPARE(recent->size(), qsizetype(1));
    QCOMPARE(recent->first().messageSid, u"SM2"_s);

    auto elsewhere = StoreFixture::news(Direction::Outbound, u"SM4"_s, peer, u"d"_s, u"queued"_s);
    elsewhere.accountSid = u"AC2"_s;
    QVERIFY(apply(store, {elsewhere}).has_value());
    QCOMPARE(waited(store.communications.open(10, {}, u"AC1"_s))->size(), qsizetype(2)); // AC1 does not know its sid
    QCOMPARE(waited(store.communications.open(10, {}, u"AC2"_s))->size(), qsizetype(3));
}

void TestCommunicationStore::notes()
{
    StoreFixture store;
    QVERIFY(store.open());
    const auto placed = placedCall(store, store.addClient(u"Ana"_s, peer));
    QVERIFY(waited(store.communications.setNote(placed.id, u"asked for the deed"_s)).has_value());
    QCOMPARE(waited(store.communications.fetch(placed.id))->note, u"asked for the deed"_s);
    QVERIFY(waited(store.communications.setNote(placed.id, {})).has_value());
    QVERIFY(waited(store.communications.fetch(placed.id))->note.isEmpty());
    QCOMPARE(waited(store.communications.setNote(CommunicationId::create(), u"x"_s)).error().kind, ErrorKind::NotFound);
}

void TestCommunicationStore::wroteWithinDay()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, peer);
    const auto now = QDateTime::currentDateTimeUtc();
    QVERIFY(!waited(store.communications.wroteWithinDay(client.id, now)).value());
    QVERIFY(apply(store, {StoreFixture::news(Direction::Inbound, u"SM1"_s, peer, u"a"_s, u"received"_s)}).has_value());
    QVERIFY(waited(store.communications.wroteWithinDay(client.id, now)).value());
    QVERIFY(!waited(store.communications.wroteWithinDay(client.id, now.addDays(2))).value());
}

QTEST_GUILESS_MAIN(TestCommunicationStore)
#include "tst_communicationstore.moc"
