#include "storage/textfold.h"
#include "storefixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

/// Clients, their numbers, permissions and the search.
class TestClientStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void folding();
    void roundTrip();
    void search_data();
    void search();
    void pages();
    void numberHasOneOwner();
    void unknownIsTakenOver();
    void permissionsSurviveEdits();
    void editOverAColleagues();
    void sameFieldTwice();
    void archive();
    void assigned();
    void batch();
    void locked();
};

namespace
{
QStringList names(StoreFixture &store, const ClientFilter &filter)
{
    QStringList result;
    const auto page = waited(store.clients.page(filter, {}, 100));
    for (const Client &client : page->clients)
        result.append(client.name);
    result.sort();
    return result;
}

Client named(const QString &name, const QString &e164)
{
    Client client;
    client.name = name;
    client.numbers = {{PhoneNumber::fromE164(e164), {}, TextPermission::MayText, {}}};
    return client;
}
} // namespace

void TestClientStore::folding()
{
    QCOMPARE(foldedText(u"José MÜLLER"_s), u"jose muller"_s);
    QCOMPARE(searchWords(u"(312) 555-01"_s), QStringList{u"31255501"_s});
    QCOMPARE(searchWords(u" Ana  Ruiz "_s), (QStringList{u"ana"_s, u"ruiz"_s}));
    QCOMPARE(searchWords(u" "_s), QStringList());
}

void TestClientStore::roundTrip()
{
    StoreFixture store;
    QVERIFY(store.open());
    QSignalSpy changed(&store.clients, &ClientStore::changed);
    Client client = named(u"Ana Ruiz"_s, u"+13125550142"_s);
    client.numbers.append({PhoneNumber::fromE164(u"+13125550143"_s), u"office"_s, TextPermission::MayText, {}});
    client.persona = Persona::Attorney;
    client.language = u"es"_s;
    client.tags = {u"VIP"_s};
    client.notes = u"likes mornings"_s;
    const auto saved = waited(store.clients.save(client));
    QVERIFY(saved.has_value());
    QCOMPARE(changed.size(), qsizetype(1));
    const auto read = waited(store.clients.fetch(saved->id));
    QCOMPARE(read->numbers.size(), qsizetype(2));
    QCOMPARE(read->numbers.last().label, u"office"_s);
    QCOMPARE(read->persona, Persona::Attorney);
    QCOMPARE(read->tags, QStringList{u"VIP"_s});
    QCOMPARE(read->notes, u"likes mornings"_s);
    QVERIFY(waited(store.clients.page({}, {}, 10))->clients.first().notes.isEmpty());
    QCOMPARE(waited(store.clients.byNumber(PhoneNumber::fromE164(u"+13125550143"_s)))->id, saved->id);
    QCOMPARE(waited(store.clients.fetch(ClientId::create())).error().kind, ErrorKind::NotFound);
}

void TestClientStore::search_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("all") << QString() << QStringList{u"José Núñez"_s, u"Maria"_s};
    QTest::newRow("accents") << u"nunez"_s << QStringList{u"José Núñez"_s};
    QTest::newRow("words") << u"NUÑ jos"_s << QStringList{u"José Núñez"_s};
    QTest::newRow("tag") << u"vip"_s << QStringList{u"Maria"_s};
    QTest::newRow("number") << u"(312) 555-0143"_s << QStringList{u"Maria"_s};
    QTest::newRow("wildcards are text") << u"%"_s << QStringList();
    QTest::newRow("quote is text") << u"' OR 1=1 --"_s << QStringList();
}

void TestClientStore::search()
{
    QFETCH(QString, typed);
    QFETCH(QStringList, expected);
    StoreFixture store;
    QVERIFY(store.open());
    (void)store.addClient(u"José Núñez"_s, u"+13125550142"_s);
    Client maria = named(u"Maria"_s, u"+13125550143"_s);
    maria.tags = {u"VIP"_s};
    QVERIFY(waited(store.clients.save(maria)).has_value());
    QCOMPARE(names(store, {typed, false, false}), expected);
}

void TestClientStore::pages()
{
    StoreFixture store;
    QVERIFY(store.open());
    for (int i = 0; i < 25; ++i)
        (void)store.addClient(u"c%1"_s.arg(i), u"+131255501%1"_s.arg(i, 2, 10, QLatin1Char('0')));
    QSet<ClientId> seen;
    std::optional<ClientKey> key;
    int pages = 0;
    do {
        const auto page = waited(store.clients.page({}, key, 10));
        for (const Client &client : page->clients)
            seen.insert(client.id);
        key = page->next;
        ++pages;
    } while (key && pages < 10);
    QCOMPARE(pages, 3);
    QCOMPARE(seen.size(), qsizetype(25));
}

void TestClientStore::numberHasOneOwner()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client ana = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const auto taken = waited(store.clients.save(named(u"Bob"_s, u"+13125550142"_s)));
    QCOMPARE(taken.error().detail, u"number-taken"_s);
    QCOMPARE(waited(store.clients.count()).value_or(0), qint64(1)); // nothing of it was written
    const auto found = waited(store.clients.findTaken({PhoneNumber::fromE164(u"+13125550142"_s)}, {}));
    QCOMPARE((*found)->ownerName, u"Ana"_s);
    QVERIFY(!waited(store.clients.findTaken({PhoneNumber::fromE164(u"+13125550142"_s)}, ana.id))->has_value());
}

void TestClientStore::unknownIsTakenOver()
{
    StoreFixture store;
    QVERIFY(store.open());
    const auto news = StoreFixture::news(Direction::Inbound, u"SM1"_s, u"+13125550142"_s, u"it is me"_s, u"received"_s);
    QVERIFY(waited(store.communications.apply({news}, {QString::fromLatin1(StoreFixture::ownNumber)})).has_value());
    const ClientId former = waited(store.clients.byNumber(PhoneNumber::fromE164(u"+13125550142"_s)))->id;
    QVERIFY(waited(store.drafts.save({former, {}, u"Hello"_s, {}, {}})).has_value());
    QSignalSpy removed(&store.clients, &ClientStore::removed);
    const auto saved = waited(store.clients.save(named(u"Ana"_s, u"+13125550142"_s)));
    QVERIFY(saved.has_value());
    QCOMPARE(removed.size(), qsizetype(1));
    // What was being written came along, and what is still said of the former one is said of her.
    QCOMPARE(waited(store.clients.present(former)).value_or(ClientId()), saved->id);
    QCOMPARE(waited(store.drafts.load(saved->id)).value_or(Draft()).text, u"Hello"_s);
    QVERIFY(waited(store.drafts.save({former, {}, u"Hello Ana"_s, {}, {}})).has_value());
    QCOMPARE(waited(store.drafts.load(saved->id)).value_or(Draft()).text, u"Hello Ana"_s);
    const auto note = waited(store.notes.add(former, u"Rang twice"_s, {}, u"Ben"_s));
    QVERIFY(note.has_value());
    QCOMPARE(note->clientId, saved->id);
    QCOMPARE(saved->unread, 1);
    QCOMPARE(saved->lastPreview, u"it is me"_s); // the conversation and its key came along
    QCOMPARE(waited(store.clients.count()).value_or(0), qint64(1));
}

void TestClientStore::permissionsSurviveEdits()
{
    StoreFixture store;
    QVERIFY(store.open());
    Client ana = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const auto number = ana.primaryNumber();
    QVERIFY(waited(store.clients.setPermission(number, TextPermission::OptedOut, u"STOP"_s)).has_value());
    ana.name = u"Ana Ruiz"_s; // a window that has not read the opt-out yet
    QCOMPARE(waited(store.clients.save(ana))->permission(), TextPermission::OptedOut);
    ana.numbers.clear(); // removed from one client, entered again for another
    QVERIFY(waited(store.clients.save(ana)).has_value());
    const auto bob = waited(store.clients.save(named(u"Bob"_s, u"+13125550142"_s)));
    QVERIFY(bob.has_value());
    QCOMPARE(bob->permission(), TextPermission::OptedOut);
    QVERIFY(bob->numbers.first().permissionSince.isValid());
}

/// A dialog that was open while a colleague's edit came in writes what was typed into it, and nothing else.
void TestClientStore::editOverAColleagues()
{
    StoreFixture store;
    QVERIFY(store.open());
    const auto number = [](const QString &e164, const QString &label) {
        return ClientNumber{PhoneNumber::fromE164(e164), label, TextPermission::MayText, {}};
    };
    Client ana = store.addClient(u"Ana"_s, u"+13125550142"_s);
    ana.numbers = {number(u"+13125550142"_s, {}), number(u"+13125550143"_s, {})};
    ana.notes = u"old"_s;
    const Client shown = *waited(store.clients.save(ana));
    Client theirs = shown;
    theirs.notes = u"a colleague's"_s;
    theirs.tags = {u"vip"_s};
    theirs.numbers = {number(u"+13125550142"_s, u"office"_s), number(u"+13125550144"_s, {})};
    QVERIFY(waited(store.clients.save(theirs)));
    QVERIFY(waited(store.clients.setArchived(ana.id, true)));
    Client mine = shown;
    mine.name = u"Ana Ruiz"_s;
    mine.numbers.append(number(u"+13125550145"_s, {}));
    const auto saved = waited(store.clients.save(mine, shown));
    QVERIFY(saved);
    QCOMPARE(saved->name, u"Ana Ruiz"_s);
    QCOMPARE(saved->notes, u"a colleague's"_s);
    QCOMPARE(saved->tags, QStringList{u"vip"_s});
    QVERIFY(saved->archived);
    QStringList numbers;
    for (const ClientNumber &one : saved->numbers)
        numbers.append(one.number.e164() + one.label);
    QCOMPARE(numbers, (QStringList{u"+13125550142office"_s, u"+13125550145"_s, u"+13125550144"_s}));
}

void TestClientStore::sameFieldTwice()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client shown = store.addClient(u"Ana"_s, u"+13125550142"_s);
    Client theirs = shown;
    theirs.name = u"Ana Maria"_s;
    const Client stored = *waited(store.clients.save(theirs));
    Client mine = shown;
    mine.name = u"Ana Ruiz"_s;
    mine.usState = u"IL"_s;
    const auto refused = waited(store.clients.save(mine, shown));
    QCOMPARE(refused.error().detail, u"edited-meanwhile"_s);
    QCOMPARE(waited(store.clients.fetch(shown.id))->name, u"Ana Maria"_s);
    QCOMPARE(waited(store.clients.fetch(shown.id))->usState, QString()); // nothing of it was written
    QCOMPARE(waited(store.clients.save(mine, stored))->name, u"Ana Ruiz"_s);
    QCOMPARE(waited(store.clients.save(mine, stored))->name, u"Ana Ruiz"_s); // the same once more is no conflict
}

void TestClientStore::archive()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client ana = store.addClient(u"Ana"_s, u"+13125550142"_s);
    QVERIFY(waited(store.clients.setArchived(ana.id, true)).has_value());
    QVERIFY(names(store, {}).isEmpty());
    QCOMPARE(names(store, {{}, true, false}), QStringList{u"Ana"_s});
    const auto news = StoreFixture::news(Direction::Inbound, u"SM1"_s, u"+13125550142"_s, u"hi"_s, u"received"_s);
    QVERIFY(waited(store.communications.apply({news}, {QString::fromLatin1(StoreFixture::ownNumber)})).has_value());
    QCOMPARE(names(store, {{}, false, true}), QStringList{u"Ana"_s}); // who writes is seen
    QCOMPARE(waited(store.clients.setArchived(ClientId::create(), true)).error().kind, ErrorKind::NotFound);
}

void TestClientStore::assigned()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client ana = store.addClient(u"Ana"_s, u"+13125550142"_s);
    (void)store.addClient(u"Bob"_s, u"+13125550143"_s);
    const auto ann = StaffId::create();
    QVERIFY(waited(store.clients.assign(ana.id, ann, u"knows the case"_s)).has_value());
    QVERIFY(waited(store.clients.assign(ana.id, ann)).has_value()); // nothing new: no entry
    Client read = waited(store.clients.fetch(ana.id)).value_or(Client());
    QCOMPARE(read.assignedTo, ann);
    ClientFilter mine;
    mine.assignedTo = ann;
    QCOMPARE(names(store, mine), QStringList{u"Ana"_s});
    // Editing does not take it away.
    read.usState = u"IL"_s;
    QVERIFY(waited(store.clients.save(read)).has_value());
    QCOMPARE(names(store, mine), QStringList{u"Ana"_s});
    QVERIFY(waited(store.clients.assign(ana.id, {})).has_value());
    QVERIFY(names(store, mine).isEmpty());
    QCOMPARE(waited(store.clients.assign(ClientId::create(), ann)).error().kind, ErrorKind::NotFound);
    const auto entries = waited(store.database.run([](QSqlDatabase &db) -> Result<int> {
        auto query = execSql(db, u"SELECT count(*) FROM audit_log WHERE action = 'client.assigned'"_s);
        return query && query->next() ? Result<int>(query->value(0).toInt()) : Result<int>(storageError(db));
    }));
    QCOMPARE(entries.value_or(-1), 2);
}

void TestClientStore::batch()
{
    StoreFixture store;
    QVERIFY(store.open());
    (void)store.addClient(u"Ana"_s, u"+13125550142"_s);
    Client more = named(u"Ana R."_s, u"+13125550142"_s);
    more.usState = u"IL"_s;
    const QList<Client> rows{more, named(u"Bob"_s, u"+13125550143"_s), named(u"Bob"_s, u"+13125550143"_s)};
    const auto merged = waited(store.clients.saveBatch(rows, true));
    QCOMPARE(*merged, (QList<BatchOutcome>{BatchOutcome::Merged, BatchOutcome::Added, BatchOutcome::Skipped}));
    const auto ana = waited(store.clients.byNumber(PhoneNumber::fromE164(u"+13125550142"_s)));
    QCOMPARE(ana->name, u"Ana"_s);
    QCOMPARE(ana->usState, u"IL"_s);
    const auto skipped = waited(store.clients.saveBatch(rows, false));
    QCOMPARE(*skipped, QList<BatchOutcome>(3, BatchOutcome::Skipped));
}

void TestClientStore::locked()
{
    StoreFixture store;
    QVERIFY(store.open());
    store.keys.lock();
    QCOMPARE(waited(store.clients.save(named(u"Ana"_s, u"+13125550142"_s))).error().kind, ErrorKind::Locked);
    QCOMPARE(waited(store.clients.count()).value_or(9), qint64(0));
}

QTEST_GUILESS_MAIN(TestClientStore)
#include "tst_clientstore.moc"
