#include "practicetest.h"
#include "sync/sharedsql.h"

#include <QSignalSpy>
#include <QSqlRecord>

using namespace Qt::StringLiterals;

/// Two or three computers of one practice on a real server: what one writes, the others have.
class SyncEngineTest : public DesktopsTest
{
    Q_OBJECT

private Q_SLOTS:
    void clientAndTextArrive();
    void bodiesAreSealedInThePractice();
    void colleaguesRowIsNeverSentHere();
    void ownStepIsNotPutBack_data();
    void ownStepIsNotPutBack();
    void newsBeforeTheRow();
    void statusesMeet();
    void historyOfBeforeIsShared();
    void inboundOfTwoPollersIsOneRow();
    void unknownNumberIsOneClient();
    void rowOfFoldedClientFollows();
    void editsOfDifferentFieldsAreJoined();
    void editsOfOneFieldAreAConflict_data();
    void editsOfOneFieldAreAConflict();
    void newClientWhoseReplyWasLost();
    void editWhileSomebodyJoins();
    void sameNumberTwice();
    void optOutArrives();
    void privateClientIsForgottenAndComesBack();
    void textOfHiddenClientStillLeaves();
    void stopOfHiddenClientStillCounts();
    void numberOfHiddenClientLeaves();
    void textOpensArchivedClient();
    void earlierTryCommitsMeanwhile();
    void supervisorEndsRounds();
    void anotherRoleSeesOthers();
    void oldTextIsNoNews();
    void permissionIsNotOfTheFuture();
    void fault15WordsOfAClockThatIsAhead();
    void fault15SettingOfAClockThatIsAhead();
    void removedNumberStaysRemoved();
    void templatesAndSettings();
    void hostedTemplateLookupFindsOne();
    void poisonedRowIsParkedAlone();
    void fault16ReplyToCommitIsLost();
    void fault20LateCommitIsNotSkipped();
    void serverGone();
    void crashedServerGivesIdsAgain();
    void restoredOlderServer();
    void stampsOfAnotherServer();
    void restoredServerIsToldWhoSeesAClient();
    void desktopFromPostgresAlone();
    void ownTextThatCameBackIsNotSent();
    void firstSyncIsUsableFromTheNewestOn();
    void whatIsOfANewClientWaitsForIt();
    void clientAddedAmidARound();
    void newcomerPushesNothingBack();
    void newcomerWithAPastBringsIt();
    void restoredDesktopSendsNothingAgain();
    void newerSchema();
    void olderSchema_data();
    void olderSchema();
    void hostedRowsArrive();

private:
    /// As set_role(), which asks for an administrator's signature.
    bool giveRole(const Person &person, const QString &role);
};

namespace
{
const QString maria = u"+13125550142"_s;

Communication textTo(Desktop &desktop, const Client &client, const QString &body)
{
    const auto added = waited(desktop.store.outbox.add(StoreFixture::text(client, body)));
    return added.value_or(Communication());
}

bool accept(Desktop &desktop, const Communication &row, const QString &sid)
{
    const auto attempt = AttemptId::create();
    const auto at = QDateTime::currentDateTimeUtc();
    return waited(desktop.store.outbox.markSending(row.id, attempt, at)).has_value() &&
           waited(desktop.store.outbox.markAccepted(row.id, attempt, sid, u"queued"_s, {}, at)).has_value();
}

QStringList ours()
{
    return {QString::fromLatin1(StoreFixture::ownNumber)};
}
} // namespace

void SyncEngineTest::clientAndTextArrive()
{
    Client client = ann->store.addClient(u"María Ortega"_s, maria);
    client.notes = u"Prefers mornings."_s;
    client.tags = {u"estate"_s};
    client = waited(ann->store.clients.save(client)).value_or(Client());
    const Communication text = textTo(*ann, client, u"Court at 9:00, room 4."_s);
    QVERIFY(!text.id.isNull());
    QVERIFY(ann->settled());
    QVERIFY(bob->settled());
    const Client seen = bob->client(maria);
    QCOMPARE(seen.id, client.id);
    QCOMPARE(seen.name, u"María Ortega"_s);
    QCOMPARE(waited(bob->store.clients.fetch(seen.id)).value_or(Client()).notes, u"Prefers mornings."_s);
    QCOMPARE(seen.tags, QStringList{u"estate"_s});
    QVERIFY(seen.lastAt.isValid());
    const auto rows = bob->conversation(seen.id);
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows.first().id, text.id);
    QCOMPARE(rows.first().body, u"Court at 9:00, room 4."_s);
    QCOMPARE(rows.first().sendState, SendState::Pending);
    QCOMPARE(rows.first().deviceId, ann->id);
    QCOMPARE(rows.first().staffId.toString(), m_ann->id);
    QVERIFY(rows.first().isElsewhere());
    QVERIFY(!ann->conversation(client.id).first().isElsewhere());
    // Both have the very same, and nothing goes back and forth any more.
    ann->all = {};
    bob->all = {};
    QVERIFY(ann->settled() && bob->settled());
    QVERIFY(ann->all.communications.isEmpty() && bob->all.communications.isEmpty());
}

void SyncEngineTest::bodiesAreSealedInThePractice()
{
    Client client = ann->store.addClient(u"Maria"_s, maria);
    client.notes = u"canary-note"_s;
    client = waited(ann->store.clients.save(client)).value_or(Client());
    Communication row = StoreFixture::text(client, u"canary-body"_s);
    row.variables = {{u"time"_s, u"canary-variable"_s}};
    QVERIFY(waited(ann->store.outbox.add(row)).has_value());
    QVERIFY(ann->settled());
    QCOMPARE(
        m_practice->asSuperuser(u"SELECT count(content_enc), count(content), count(variables_enc), min(key_epoch) FROM "
                                "communication_logs"_s),
        u"1|0|1|1"_s);
    const QString dump =
        m_practice->asSuperuser(u"SELECT string_agg(l::text, '') || (SELECT string_agg(c::text, '') FROM "
                                "practiceline.clients c) FROM communication_logs l"_s);
    QVERIFY(dump.contains(u"Maria"_s));
    QVERIFY(!dump.contains(u"canary"_s));
    // A ciphertext in another row's place does not open there.
    const Communication other = textTo(*ann, client, u"second"_s);
    QVERIFY(ann->settled());
    (void)m_practice->asSuperuser(
        u"UPDATE communication_logs SET content_enc = (SELECT content_enc FROM communication_logs "
        "WHERE id = '%1') WHERE id = '%2'"_s.arg(row.id.toString(), other.id.toString()));
    QVERIFY(bob->settled());
    const auto moved = waited(bob->store.communications.fetch(other.id)).value_or(Communication());
    QVERIFY(moved.bodyLocked);
    QCOMPARE(moved.body, QString());
}

void SyncEngineTest::colleaguesRowIsNeverSentHere()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    const Communication text = textTo(*ann, client, u"Only once."_s);
    QVERIFY(ann->settled() && bob->settled());
    QVERIFY(waited(bob->store.communications.fetch(text.id)).has_value());
    const auto next = waited(bob->store.outbox.nextPending(Channel::Sms));
    QVERIFY(next.has_value());
    QVERIFY(!next->has_value());
    QCOMPARE(waited(bob->store.outbox.waiting(10)).value_or(QList<Communication>()).size(), 0);
    QVERIFY(!waited(bob->store.outbox.markSending(text.id, AttemptId::create(), QDateTime::currentDateTimeUtc())));
    QVERIFY(!waited(bob->store.outbox.cancel(text.id, u"Bob"_s)));
    QVERIFY(!waited(bob->store.outbox.hold(text.id, SendBlock::OutsideHours)));
    QCOMPARE(waited(ann->store.outbox.nextPending(Channel::Sms)).value_or(std::nullopt)->id, text.id);
}

void SyncEngineTest::ownStepIsNotPutBack_data()
{
    QTest::addColumn<SendState>("step");
    QTest::newRow("sending") << SendState::Sending;
    QTest::newRow("held") << SendState::Held;
}

void SyncEngineTest::ownStepIsNotPutBack()
{
    QFETCH(SendState, step);
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    const Communication text = textTo(*ann, client, u"Only once."_s);
    QVERIFY(ann->settled());
    ann->engine.stop();
    // A round has read the row, and before it is merged the outbox goes on.
    const auto page = waited(m_ann->connection->run([keys = SyncKeys{ann->store.cipher, m_keys}](QSqlDatabase &db) {
        return SyncPull::page(db, PullKind::Communications, SyncPull::begin(PullKind::Communications, 0), 10, keys);
    }));
    QVERIFY(page && page->rows.size() == 1);
    if (step == SendState::Sending)
        QVERIFY(waited(ann->store.outbox.markSending(text.id, AttemptId::create(), QDateTime::currentDateTimeUtc())));
    else
        QVERIFY(waited(ann->store.outbox.hold(text.id, SendBlock::JudgeReply)));
    const auto merged = waited(ann->store.database.run(
        [rows = page->rows, own = ann->store.cipher, identity = SyncIdentity{ann->id, StaffId::fromString(m_ann->id)}](
            QSqlDatabase &db) { return SyncMerge(db, own, identity, 0).merge(PullKind::Communications, rows); }));
    QVERIFY(merged);
    QCOMPARE(waited(ann->store.communications.fetch(text.id)).value_or(Communication()).sendState, step);
    QVERIFY(!waited(ann->store.outbox.nextPending(Channel::Sms)).value_or(std::nullopt).has_value());
    QVERIFY(ann->start() && bob->settled());
    QCOMPARE(waited(bob->store.communications.fetch(text.id)).value_or(Communication()).sendState, step);
}

void SyncEngineTest::newsBeforeTheRow()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    ann->engine.stop();
    const Communication text = textTo(*ann, client, u"Hello"_s);
    QVERIFY(accept(*ann, text, u"SM1"_s));
    // Twilio's list shows it to Bob before the practice does.
    const auto news = StoreFixture::news(Direction::Outbound, u"SM1"_s, maria, u"Hello"_s, u"sent"_s);
    QVERIFY(waited(bob->store.communications.apply({news}, ours())).has_value());
    QVERIFY(ann->start() && bob->settled());
    const auto rows = bob->conversation(client.id);
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows.first().id, text.id);
    QCOMPARE(rows.first().sendState, SendState::Accepted);
    QCOMPARE(rows.first().status, u"sent"_s);
    QVERIFY(rows.first().isElsewhere());
}

void SyncEngineTest::statusesMeet()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    const Communication text = textTo(*ann, client, u"Hello"_s);
    QVERIFY(accept(*ann, text, u"SM1"_s));
    QVERIFY(ann->settled() && bob->settled());
    // Bob's computer hears from Twilio first.
    auto news = StoreFixture::news(Direction::Outbound, u"SM1"_s, maria, u"Hello"_s, u"delivered"_s);
    QVERIFY(waited(bob->store.communications.apply({news}, ours())).has_value());
    QCOMPARE(waited(bob->store.communications.fetch(text.id)).value_or(Communication()).status, u"delivered"_s);
    // Ann's older word does not undo it, neither here nor there.
    news.status = u"sent"_s;
    QVERIFY(waited(ann->store.communications.apply({news}, ours())).has_value());
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(waited(bob->store.communications.fetch(text.id)).value_or(Communication()).status, u"delivered"_s);
    (void)m_practice->asSuperuser(
        u"UPDATE communication_logs SET status = 'delivered', price = -0.0083, price_unit = 'USD' WHERE message_sid = 'SM1'"_s);
    QVERIFY(ann->settled());
    const auto mine = waited(ann->store.communications.fetch(text.id)).value_or(Communication());
    QCOMPARE(mine.status, u"delivered"_s);
    QCOMPARE(mine.price.value_or(Money()).toString(), u"-0.0083"_s);
    QVERIFY(!mine.isElsewhere());
}

void SyncEngineTest::historyOfBeforeIsShared()
{
    // A computer with a past of its own joins.
    auto carol = std::make_unique<Desktop>(*m_practice, *m_bob, m_keys);
    QVERIFY(carol->store.open());
    const Client client = carol->store.addClient(u"Old Client"_s, u"+13125550777"_s);
    QList<Communication> texts;
    for (int n = 0; n < 1200; ++n)
        texts.append(textTo(*carol, client, u"text %1"_s.arg(n)));
    QVERIFY(carol->start());
    QVERIFY(ann->settled());
    QCOMPARE(ann->value(u"SELECT count(*) FROM communication_logs"_s), u"1200"_s);
    QCOMPARE(waited(ann->store.communications.fetch(texts.at(600).id)).value_or(Communication()).body, u"text 600"_s);
    QCOMPARE(carol->value(u"SELECT count(*) FROM sync_queue"_s), u"0"_s);
}

void SyncEngineTest::inboundOfTwoPollersIsOneRow()
{
    // Both computers have read Twilio's list while they were alone.
    const auto news = StoreFixture::news(Direction::Inbound, u"SMin"_s, maria, u"Is it tomorrow?"_s, u"received"_s);
    QVERIFY(waited(bob->store.communications.apply({news}, ours())).has_value());
    const QString bobsId = bob->value(u"SELECT id FROM communication_logs"_s);
    auto old = std::make_unique<Desktop>(*m_practice, *m_ann, m_keys);
    QVERIFY(old->store.open());
    QVERIFY(waited(old->store.communications.apply({news}, ours())).has_value());
    const QString annsId = old->value(u"SELECT id FROM communication_logs"_s);
    QVERIFY(bobsId != annsId);
    QVERIFY(old->start()); // an administrator's computer brings what it has
    QVERIFY(bob->settled() && ann->settled());
    for (Desktop *one : {bob.get(), ann.get(), old.get()}) {
        QCOMPARE(one->rows(u"SELECT id, message_sid FROM communication_logs"_s), QStringList{annsId + u"|SMin"_s});
        QCOMPARE(one->conversation(one->client(maria).id).value(0).body, u"Is it tomorrow?"_s);
        QCOMPARE(one->value(u"SELECT count(*) FROM clients"_s), u"1"_s);
    }
    QCOMPARE(bob->client(maria).unread, 1);
}

void SyncEngineTest::unknownNumberIsOneClient()
{
    // The number of a client that Bob does not know yet writes to both of them.
    const Client known = ann->store.addClient(u"Maria"_s, maria);
    const auto news = StoreFixture::news(Direction::Inbound, u"SMin"_s, maria, u"Hello?"_s, u"received"_s);
    QVERIFY(waited(bob->store.communications.apply({news}, ours())).has_value());
    const ClientId unknown = bob->client(maria).id;
    QVERIFY(unknown != known.id);
    QVERIFY(ann->settled() && bob->settled() && ann->settled() && bob->settled());
    QCOMPARE(bob->client(maria).id, known.id);
    QCOMPARE(bob->client(maria).name, u"Maria"_s);
    QCOMPARE(bob->value(u"SELECT count(*) FROM clients"_s), u"1"_s);
    QCOMPARE(bob->conversation(known.id).size(), 1);
    QCOMPARE(ann->value(u"SELECT count(*) FROM clients"_s), u"1"_s);
}

void SyncEngineTest::rowOfFoldedClientFollows()
{
    const Client known = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled());
    // Bob's computer met the row under the client without a name, and Ann's push folded that one before it was there.
    const QString former = ClientId::create().toString();
    (void)m_practice->asSuperuser(
        u"INSERT INTO practiceline.clients (id, unknown) VALUES ('%1', true); INSERT INTO communication_logs "
        "(communication_type, direction, from_number, to_number, message_sid, status, content, client_id, peer) VALUES "
        "('sms', 'inbound', '%2', '+13125550100', 'SMin', 'received', 'Hello?', '%1', '%2')"_s.arg(former, maria));
    QVERIFY(bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM clients"_s), u"2"_s);
    (void)m_practice->asSuperuser(
        u"UPDATE practiceline.clients SET merged_into = '%1', updated_at = now() WHERE id = '%2'"_s.arg(
            known.id.toString(), former));
    QVERIFY(bob->settled() && ann->settled());
    for (Desktop *one : {ann.get(), bob.get()}) {
        QCOMPARE(one->value(u"SELECT count(*) FROM clients"_s), u"1"_s);
        QCOMPARE(one->conversation(known.id).value(0).body, u"Hello?"_s);
    }
    QCOMPARE(m_practice->asSuperuser(u"SELECT client_id FROM communication_logs"_s), known.id.toString());
}

void SyncEngineTest::editsOfDifferentFieldsAreJoined()
{
    Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    m_cluster->freeze(); // both edit without the practice
    Client mine = client;
    mine.name = u"Maria Ortega"_s;
    QVERIFY(waited(ann->store.clients.save(mine)).has_value());
    Client other = waited(bob->store.clients.fetch(client.id)).value_or(Client());
    other.notes = u"Called on Monday."_s;
    other.archived = true;
    QVERIFY(waited(bob->store.clients.save(other)).has_value());
    m_cluster->thaw();
    QVERIFY(ann->settled() && bob->settled() && ann->settled() && bob->settled());
    for (Desktop *one : {ann.get(), bob.get()}) {
        const Client joined = waited(one->store.clients.fetch(client.id)).value_or(Client());
        QCOMPARE(joined.name, u"Maria Ortega"_s);
        QCOMPARE(joined.notes, u"Called on Monday."_s);
        QCOMPARE(joined.archived, true);
        QCOMPARE(one->engine.status().conflicts, 0);
    }
}

void SyncEngineTest::editsOfOneFieldAreAConflict_data()
{
    QTest::addColumn<bool>("keepOurs");
    QTest::newRow("ours") << true;
    QTest::newRow("theirs") << false;
}

void SyncEngineTest::editsOfOneFieldAreAConflict()
{
    QFETCH(bool, keepOurs);
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    bob->engine.stop();
    Client mine = client;
    mine.name = u"Maria Ortega"_s;
    mine.notes = u"Ann's note"_s;
    QVERIFY(waited(ann->store.clients.save(mine)).has_value());
    Client other = waited(bob->store.clients.fetch(client.id)).value_or(Client());
    other.name = u"Maria Ortiz"_s;
    other.notes = u"Bob's note"_s;
    other.language = u"es"_s;
    QVERIFY(waited(bob->store.clients.save(other)).has_value());
    QVERIFY(ann->settled());
    QVERIFY(bob->start()); // the later save sees both
    QCOMPARE(bob->engine.status().conflicts, 1);
    QCOMPARE(bob->rows(u"SELECT kind, id, json_extract(theirs, '$.name') FROM sync_conflicts"_s),
             QStringList{u"client|"_s + client.id.toString() + u"|Maria Ortega"_s});
    // Nothing of either is lost, and nothing of Bob's goes over Ann's until he has chosen.
    QCOMPARE(waited(bob->store.clients.fetch(client.id)).value_or(Client()).name, u"Maria Ortiz"_s);
    other = waited(bob->store.clients.fetch(client.id)).value_or(Client());
    other.usState = u"IL"_s; // nor when he goes on editing
    QVERIFY(waited(bob->store.clients.save(other)).has_value());
    QVERIFY(bob->settled() && ann->settled());
    QCOMPARE(waited(ann->store.clients.fetch(client.id)).value_or(Client()).name, u"Maria Ortega"_s);
    QVERIFY(waited(bob->engine.decide(SyncKind::Client, client.id.toString(), keepOurs)).has_value());
    QVERIFY(bob->settled() && ann->settled());
    for (Desktop *one : {ann.get(), bob.get()}) {
        const Client decided = waited(one->store.clients.fetch(client.id)).value_or(Client());
        QCOMPARE(decided.name, keepOurs ? u"Maria Ortiz"_s : u"Maria Ortega"_s);
        QCOMPARE(decided.notes, keepOurs ? u"Bob's note"_s : u"Ann's note"_s);
        QCOMPARE(decided.language, keepOurs ? u"es"_s : QString());
        for (const QString &word : {u"Ortega"_s, u"Ortiz"_s}) // found by the name that is shown, and by no other
            QCOMPARE(waited(one->store.clients.page({word}, {}, 10)).value_or(ClientPage()).clients.size(),
                     decided.name.contains(word) ? 1 : 0);
        QCOMPARE(one->engine.status().conflicts, 0);
    }
}

void SyncEngineTest::newClientWhoseReplyWasLost()
{
    ann->engine.stop();
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    // It arrives, and nobody tells Ann's computer.
    const auto batch =
        waited(ann->store.database.run([](QSqlDatabase &db) { return SyncPush::take(db, SyncKind::Client, 10); }));
    QVERIFY(batch && batch->changes.size() == 1);
    const auto sent =
        waited(m_ann->connection->run([batch = *batch, keys = SyncKeys{ann->store.cipher, m_keys}, device = ann->id](
                                          QSqlDatabase &db) { return SyncPush::send(db, batch, keys, device); }));
    QVERIFY(sent);
    QVERIFY(bob->settled());
    Client edited = waited(bob->store.clients.fetch(client.id)).value_or(Client());
    edited.name = u"Maria Ortega"_s;
    QVERIFY(waited(bob->store.clients.save(edited)));
    QVERIFY(bob->settled());
    Client mine = waited(ann->store.clients.fetch(client.id)).value_or(Client());
    mine.usState = u"IL"_s;
    QVERIFY(waited(ann->store.clients.save(mine)));
    QVERIFY(ann->start() && ann->settled() && bob->settled());
    for (Desktop *one : {ann.get(), bob.get()}) {
        QCOMPARE(one->client(maria).name, u"Maria Ortega"_s);
        QCOMPARE(one->client(maria).usState, u"IL"_s);
        QCOMPARE(one->engine.status().conflicts, 0);
    }
}

void SyncEngineTest::editWhileSomebodyJoins()
{
    Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    bob->engine.stop();
    // Bob's computer has pulled, and queues all that it has; then Ann saves.
    bob->exec(u"UPDATE marks SET value = '0' WHERE name = 'sync.few_queued'"_s);
    QVERIFY(waited(bob->store.database.run([](QSqlDatabase &db) { return SyncMemory::queueStretch(db, false, {}); })));
    client.name = u"Maria Ortega"_s;
    QVERIFY(waited(ann->store.clients.save(client)));
    QVERIFY(ann->settled());
    QVERIFY(bob->start());
    QCOMPARE(bob->engine.status().conflicts, 0);
    QCOMPARE(bob->client(maria).name, u"Maria Ortega"_s);
}

void SyncEngineTest::sameNumberTwice()
{
    bob->engine.stop();
    const Client first = ann->store.addClient(u"Maria Ortega"_s, maria);
    const Client second = bob->store.addClient(u"M. Ortega"_s, maria);
    QVERIFY(ann->settled());
    QVERIFY(bob->start());
    QVERIFY(bob->settled());
    // The first has the number everywhere; Bob's stays as a client, and is told.
    QCOMPARE(bob->client(maria).id, first.id);
    QCOMPARE(bob->engine.status().conflicts, 1);
    QCOMPARE(waited(bob->store.clients.fetch(second.id)).value_or(Client()).name, u"M. Ortega"_s);
    QVERIFY(ann->settled());
    QCOMPARE(ann->client(maria).id, first.id);
    QCOMPARE(ann->value(u"SELECT count(*) FROM clients"_s), u"2"_s);
}

void SyncEngineTest::optOutArrives()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    const auto stop = QDateTime::currentDateTimeUtc();
    QVERIFY(waited(bob->store.clients.setPermission(client.primaryNumber(), TextPermission::OptedOut, u"STOP"_s, stop))
                .has_value());
    QVERIFY(bob->settled() && ann->settled());
    QCOMPARE(ann->client(maria).permission(), TextPermission::OptedOut);
    // An older word that arrives late undoes nothing, a newer one does.
    QVERIFY(waited(ann->store.clients.setPermission(client.primaryNumber(), TextPermission::MayText, u"old"_s,
                                                    stop.addSecs(-60)))
                .has_value());
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(bob->client(maria).permission(), TextPermission::OptedOut);
    QVERIFY(waited(ann->store.clients.setPermission(client.primaryNumber(), TextPermission::MayText, u"START"_s,
                                                    stop.addSecs(60)))
                .has_value());
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(bob->client(maria).permission(), TextPermission::MayText);
}

void SyncEngineTest::privateClientIsForgottenAndComesBack()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    for (int n = 0; n < 30; ++n)
        (void)textTo(*ann, client, u"text %1"_s.arg(n));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM communication_logs"_s), u"30"_s);
    const QString show = u"SELECT practiceline.show_client(?::uuid, ?::uuid)::text"_s;
    QCOMPARE(PracticeFixture::value(*m_ann, show, {client.id.toString(), m_ann->id}), QString());
    QVERIFY(bob->settled());
    for (const QString &table : {u"communication_logs"_s, u"clients"_s, u"client_numbers"_s})
        QCOMPARE(bob->value(u"SELECT count(*) FROM "_s + table), u"0"_s);
    QVERIFY(bob->all.clientsGone.contains(client.id));
    QVERIFY(ann->settled());
    QCOMPARE(ann->value(u"SELECT count(*) FROM communication_logs"_s), u"30"_s);
    QCOMPARE(PracticeFixture::value(*m_ann, show, {client.id.toString(), m_bob->id}), QString());
    QVERIFY(bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM communication_logs"_s), u"30"_s);
    QCOMPARE(bob->client(maria).name, u"Maria"_s);
}

void SyncEngineTest::textOfHiddenClientStillLeaves()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    const Communication text = textTo(*bob, bob->client(maria), u"clicked before it was hidden"_s);
    QVERIFY(!text.id.isNull());
    QVERIFY(bob->settled());
    const QString show = u"SELECT practiceline.show_client(?::uuid, ?::uuid)::text"_s;
    QCOMPARE(PracticeFixture::value(*m_ann, show, {client.id.toString(), m_ann->id}), QString());
    QVERIFY(bob->settled());
    QCOMPARE(waited(bob->store.outbox.nextPending(Channel::Sms)).value_or(std::nullopt).value_or(Communication()).id,
             text.id);
    Communication more = text;
    more.id = CommunicationId::create();
    more.body = u"and another one"_s;
    QCOMPARE(waited(bob->store.outbox.add(more)).error().detail, u"hidden"_s);
    const bool isAccepted = accept(*bob, text, u"SM1"_s);
    QVERIFY2(isAccepted, qPrintable(bob->value(u"SELECT send_state, device_id, attempt_id, (SELECT count(*) FROM "
                                               "sync_queue) FROM communication_logs"_s)));
    QVERIFY(bob->settled() && bob->settled() && ann->settled());
    // It is on the record, and now nothing is left of her here.
    QCOMPARE(ann->conversation(client.id).value(0).messageSid, u"SM1"_s);
    for (const QString &table : {u"communication_logs"_s, u"clients"_s, u"client_numbers"_s})
        QCOMPARE(bob->value(u"SELECT count(*) FROM "_s + table), u"0"_s);
}

void SyncEngineTest::stopOfHiddenClientStillCounts()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    bob->engine.stop();
    QVERIFY(waited(bob->store.clients.setPermission(client.primaryNumber(), TextPermission::OptedOut, u"STOP"_s,
                                                    QDateTime::currentDateTimeUtc())));
    const QString show = u"SELECT practiceline.show_client(?::uuid, ?::uuid)::text"_s;
    QCOMPARE(PracticeFixture::value(*m_ann, show, {client.id.toString(), m_ann->id}), QString());
    // Hidden while the STOP waits, as in a round that has pushed already.
    const auto hidden = waited(bob->store.database.run(
        [id = client.id.toString(), own = bob->store.cipher, identity = SyncIdentity{bob->id, {}}](QSqlDatabase &db) {
            return SyncMerge(db, own, identity, 0).merge(PullKind::Visibility, {{id, 0}});
        }));
    QVERIFY(hidden);
    QVERIFY(bob->start() && bob->settled() && ann->settled());
    QCOMPARE(ann->client(maria).permission(), TextPermission::OptedOut);
    QCOMPARE(bob->value(u"SELECT count(*) FROM clients"_s), u"0"_s);
}

void SyncEngineTest::numberOfHiddenClientLeaves()
{
    Client maria2 = ann->store.addClient(u"Maria"_s, maria);
    const Client joe = ann->store.addClient(u"Joe"_s, u"+13125550143"_s);
    Client hidden = ann->store.addClient(u"Hidden"_s, u"+13125550144"_s);
    maria2.numbers.append({PhoneNumber::fromE164(u"+13125550145"_s), u"office"_s, TextPermission::MayText, {}});
    maria2 = waited(ann->store.clients.save(maria2)).value_or(Client());
    QVERIFY(ann->settled() && bob->settled());
    const QString show = u"SELECT practiceline.show_client(?::uuid, ?::uuid)::text"_s;
    QCOMPARE(PracticeFixture::value(*m_ann, show, {hidden.id.toString(), m_ann->id}), QString());
    QCOMPARE(bob->client(u"+13125550145"_s).id, maria2.id);
    const ClientNumber moved = maria2.numbers.takeLast();
    QVERIFY(waited(ann->store.clients.save(maria2)));
    hidden.numbers.append(moved);
    QVERIFY(waited(ann->store.clients.save(hidden)));
    QVERIFY(ann->settled() && bob->settled());
    // Whose it is now is not Bob's to know; that it is not Maria's any more is.
    QCOMPARE(bob->client(maria).numbers.size(), 1);
    QCOMPARE(bob->client(u"+13125550143"_s).id, joe.id);
    QCOMPARE(ann->client(u"+13125550145"_s).id, hidden.id);
}

void SyncEngineTest::textOpensArchivedClient()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(waited(ann->store.clients.setArchived(client.id, true)));
    QVERIFY(ann->settled() && bob->settled());
    (void)m_practice->asSuperuser(
        u"INSERT INTO communication_logs (communication_type, direction, from_number, to_number, message_sid, status, "
        "content) VALUES ('sms', 'inbound', '%1', '+13125550100', 'SMin', 'received', 'Are you there?')"_s.arg(maria));
    QVERIFY(bob->settled() && ann->settled() && bob->settled());
    QCOMPARE(m_practice->asSuperuser(u"SELECT archived FROM practiceline.clients"_s), u"f"_s);
    for (Desktop *one : {ann.get(), bob.get()}) {
        QCOMPARE(one->client(maria).archived, false);
        QCOMPARE(one->client(maria).unread, 1);
        QCOMPARE(one->engine.status().conflicts, 0);
    }
}

/// A push whose reply was lost may be committed by the server while the row is pushed again: it is the same row, not
/// one that the practice refuses.
void SyncEngineTest::earlierTryCommitsMeanwhile()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    const Communication text = textTo(*ann, client, u"Once"_s);
    QVERIFY(ann->settled());
    const QString id = text.id.toString();
    (void)m_practice->asSuperuser(
        u"CREATE TABLE public.earlier AS SELECT * FROM communication_logs WHERE id = '%1'; "
        "DELETE FROM communication_logs WHERE id = '%1'; DELETE FROM practiceline.tombstones"_s.arg(id));
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM communication_logs"_s), u"0"_s);
    const auto earlier = m_practice->connect(PostgresCluster::superuser(), m_cluster->password());
    QVERIFY(earlier);
    const auto committed =
        m_practice->holdOpen(*earlier, u"INSERT INTO communication_logs SELECT * FROM public.earlier"_s);
    QVERIFY(!committed.isFinished());
    ann->exec(u"INSERT INTO sync_queue (kind, id) VALUES ('communication', '%1')"_s.arg(id));
    ann->engine.wake();
    const QString waits = u"SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"_s;
    QTRY_COMPARE_WITH_TIMEOUT(m_practice->asSuperuser(waits), u"t"_s, 20'000);
    QVERIFY(waited(committed));
    QVERIFY(ann->settled());
    QCOMPARE(ann->value(u"SELECT count(*) FROM sync_queue"_s), u"0"_s);
    QCOMPARE(ann->engine.status().refused, 0);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM communication_logs"_s), u"1"_s);
    QVERIFY(bob->settled());
    QCOMPARE(bob->conversation(client.id).size(), 1);
}

void SyncEngineTest::supervisorEndsRounds()
{
    const auto person = m_practice->add(*m_ann, u"Sue"_s, u"supervisor"_s);
    QVERIFY2(person, qPrintable(m_practice->whyNot()));
    const auto sue = desktop(*person);
    QVERIFY(sue);
    (void)sue->store.addClient(u"Maria"_s, maria);
    QVERIFY(sue->settled()); // nothing waits for what will never be
    QCOMPARE(sue->engine.status().refused, 2);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.clients"_s), u"0"_s);
    QVERIFY(giveRole(*person, u"staff"_s));
    QVERIFY(sue->settled());
    QCOMPARE(sue->engine.status().refused, 0);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.clients"_s), u"1"_s);
}

bool SyncEngineTest::giveRole(const Person &person, const QString &role)
{
    (void)m_practice->asSuperuser(
        u"GRANT practice_%1 TO %2; UPDATE practiceline.staff SET role = '%1' WHERE id = '%3'"_s.arg(role, person.login,
                                                                                                    person.id));
    return PracticeFixture::value(person, u"SELECT practiceline.my_role()"_s) == role;
}

/// Another role sees other clients, though nothing of theirs has changed.
void SyncEngineTest::anotherRoleSeesOthers()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    (void)textTo(*ann, client, u"Between us"_s);
    QVERIFY(ann->settled());
    QCOMPARE(PracticeFixture::value(*m_ann, u"SELECT practiceline.show_client(?::uuid, ?::uuid)::text"_s,
                                    {client.id.toString(), m_ann->id}),
             QString());
    QVERIFY(bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM clients"_s), u"0"_s);
    QVERIFY(giveRole(*m_bob, u"admin"_s));
    QVERIFY(bob->settled());
    QCOMPARE(bob->client(maria).name, u"Maria"_s);
    QCOMPARE(bob->conversation(client.id).size(), 1);
    QVERIFY(giveRole(*m_bob, u"staff"_s));
    QVERIFY(bob->settled());
    for (const QString &table : {u"communication_logs"_s, u"clients"_s, u"client_numbers"_s})
        QCOMPARE(bob->value(u"SELECT count(*) FROM "_s + table), u"0"_s);
}

/// What is told late is no news: nobody is asked to read it, and it lifts no archive.
void SyncEngineTest::oldTextIsNoNews()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(waited(ann->store.clients.setArchived(client.id, true)));
    QVERIFY(ann->settled() && bob->settled());
    (void)m_practice->asSuperuser(
        u"INSERT INTO communication_logs (communication_type, direction, from_number, to_number, message_sid, status, "
        "content, created_at) VALUES ('sms', 'inbound', '%1', '+13125550100', 'SMold', 'received', 'STOP', now() - "
        "interval '30 days')"_s.arg(maria));
    QVERIFY(bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM communication_logs"_s), u"1"_s);
    QCOMPARE(bob->client(maria).unread, 0);
    QVERIFY(bob->client(maria).archived);
    QVERIFY(bob->all.arrived.isEmpty());
}

/// A clock that is fast does not let a permission outlast a STOP that came after it.
void SyncEngineTest::permissionIsNotOfTheFuture()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const PhoneNumber number = client.primaryNumber();
    QVERIFY(waited(bob->store.clients.setPermission(number, TextPermission::MayText, u"asked"_s, now.addSecs(600))));
    QVERIFY(bob->settled() && ann->settled());
    QVERIFY(waited(ann->store.clients.setPermission(number, TextPermission::OptedOut, u"STOP"_s,
                                                    QDateTime::currentDateTimeUtc().addSecs(5))));
    QVERIFY(ann->settled());
    QCOMPARE(m_practice->asSuperuser(u"SELECT permission FROM practiceline.client_numbers"_s), u"opted_out"_s);
}

/// What a computer whose clock is a day ahead wrote outlasts no later word, there neither.
void SyncEngineTest::fault15WordsOfAClockThatIsAhead()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    const PhoneNumber number = client.primaryNumber();
    const QDateTime tomorrow = QDateTime::currentDateTimeUtc().addDays(1);
    QVERIFY(waited(bob->store.clients.setPermission(number, TextPermission::MayText, u"asked"_s, tomorrow)));
    QVERIFY(bob->settled() && bob->settled() && ann->settled());
    const QString since = u"SELECT permission_since FROM client_numbers"_s;
    QCOMPARE(
        bob->value(since),
        shared(u"SELECT (date_part('epoch', permission_since) * 1000)::bigint FROM practiceline.client_numbers"_s));
    QCOMPARE(bob->value(since), ann->value(since));
    // A little ahead, by less than the exchange took: it counts from when the practice says, here too.
    QCOMPARE(
        shared(u"SET session_replication_role = replica; UPDATE practiceline.client_numbers SET permission_since = "
               "permission_since - interval '54 ms', change_xid = pg_current_xact_id()::text::bigint"_s),
        QString());
    QVERIFY(bob->settled());
    QCOMPARE(
        bob->value(since),
        shared(u"SELECT (date_part('epoch', permission_since) * 1000)::bigint FROM practiceline.client_numbers"_s));
    QVERIFY(waited(ann->store.clients.setPermission(number, TextPermission::OptedOut, u"STOP"_s,
                                                    QDateTime::currentDateTimeUtc().addMSecs(1))));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(bob->client(maria).numbers.first().permission, TextPermission::OptedOut);
    // And what a person says now is later than what they see, by whatever clock that was written.
    bob->engine.stop();
    QVERIFY(waited(bob->store.clients.setPermission(number, TextPermission::OptedOut, u"again"_s, tomorrow)));
    QVERIFY(waited(bob->store.clients.setPermission(number, TextPermission::MayText, u"asked"_s)));
    QVERIFY(bob->value(since).toLongLong() > tomorrow.toMSecsSinceEpoch());
    bob->begin();
    QVERIFY(bob->settled() && ann->settled());
    QCOMPARE(ann->client(maria).numbers.first().permission, TextPermission::MayText);
}

/// Who sets it next has seen it, and is not undone.
void SyncEngineTest::fault15SettingOfAClockThatIsAhead()
{
    const auto set = [](Desktop &desktop, const QString &name) {
        const auto before = waited(desktop.store.settings.load()).value_or(PracticeSettings());
        PracticeSettings after = before;
        after.practiceName = name;
        return waited(desktop.store.settings.save(after, before)).has_value();
    };
    const auto other = desktop(*m_ann);
    QVERIFY(other);
    QVERIFY(set(*ann, u"Tomorrow & Co"_s));
    ann->exec(u"UPDATE settings SET updated_at = updated_at + 86400000 WHERE key = 'practice.name'"_s);
    QVERIFY(ann->settled() && other->settled());
    const QString name = u"SELECT value FROM settings WHERE key = 'practice.name'"_s;
    QCOMPARE(other->value(name), u"Tomorrow & Co"_s);
    QVERIFY(set(*other, u"Today & Co"_s));
    QVERIFY(other->settled() && ann->settled());
    QCOMPARE(shared(u"SELECT value FROM practiceline.settings WHERE key = 'practice.name'"_s), u"Today & Co"_s);
    QCOMPARE(ann->value(name), u"Today & Co"_s);
}

/// A number that was taken from its client stays taken, also when everything is pulled before that is pushed.
void SyncEngineTest::removedNumberStaysRemoved()
{
    Client client = ann->store.addClient(u"Maria"_s, maria);
    client.numbers.append({PhoneNumber::fromE164(u"+13125550145"_s), u"office"_s, TextPermission::MayText, {}});
    client = waited(ann->store.clients.save(client)).value_or(Client());
    QVERIFY(ann->settled() && bob->settled());
    ann->engine.stop();
    client.numbers.removeLast();
    QVERIFY(waited(ann->store.clients.save(client)));
    (void)m_practice->asSuperuser(u"UPDATE practiceline.practice SET sync_epoch = gen_random_uuid()"_s);
    ann->begin();
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.client_numbers WHERE client_id IS NOT NULL"_s),
             u"1"_s);
    for (Desktop *one : {ann.get(), bob.get()})
        QCOMPARE(one->client(maria).numbers.size(), 1);
}

void SyncEngineTest::templatesAndSettings()
{
    QVERIFY(waited(ann->store.templates.addShipped()).has_value());
    auto all = waited(ann->store.templates.all()).value_or(QList<SmsTemplate>());
    QVERIFY(!all.isEmpty());
    SmsTemplate changed = all.first();
    changed.content = u"Changed by Ann {name}"_s;
    QVERIFY(waited(ann->store.templates.save(changed, u"Ann"_s)).has_value());
    PracticeSettings settings;
    settings.practiceName = u"Ortega & Co"_s;
    settings.staffName = u"Ann"_s;
    QVERIFY(waited(ann->store.settings.save(settings)).has_value());
    QVERIFY(ann->settled());
    // Only what she has set: a default is nobody's word.
    QCOMPARE(m_practice->asSuperuser(u"SELECT string_agg(key, ' ') FROM practiceline.settings"_s), u"practice.name"_s);
    QVERIFY(waited(bob->store.templates.addShipped()).has_value()); // a new computer has them too
    QVERIFY(bob->settled());
    const auto seen = waited(bob->store.templates.all()).value_or(QList<SmsTemplate>());
    QCOMPARE(seen.size(), all.size());
    const auto found =
        std::find_if(seen.begin(), seen.end(), [&](const SmsTemplate &one) { return one.id == changed.id; });
    QVERIFY(found != seen.end());
    QCOMPARE(found->content, u"Changed by Ann {name}"_s);
    QCOMPARE(found->name, changed.name);
    const auto loaded = waited(bob->store.settings.load()).value_or(PracticeSettings());
    QCOMPARE(loaded.practiceName, u"Ortega & Co"_s);
    QCOMPARE(loaded.staffName, QString()); // a person's, not the practice's
    // What is Bob's own is nothing for the practice to refuse, nor is a default that nobody has set.
    PracticeSettings own = loaded;
    own.staffName = u"Bob"_s;
    own.apiKeySid = u"SK1"_s;
    own.setUpDone = true;
    QVERIFY(waited(bob->store.settings.save(own)).has_value());
    QVERIFY(bob->settled());
    QCOMPARE(bob->rows(u"SELECT kind, id, refusal FROM sync_queue"_s), QStringList());
    QCOMPARE(bob->engine.status().refused, 0);
    // What Bob may not write is refused here, and stops nothing.
    SmsTemplate mine = seen.first();
    mine.content = u"Changed by Bob"_s;
    QVERIFY(waited(bob->store.templates.save(mine, u"Bob"_s)).has_value());
    QVERIFY(bob->settled());
    QCOMPARE(bob->engine.status().refused, 1);
    QVERIFY(!m_practice->asSuperuser(u"SELECT string_agg(content, ' ') FROM sms_templates"_s).contains(u"Bob"_s));
}

void SyncEngineTest::hostedTemplateLookupFindsOne()
{
    QVERIFY(waited(ann->store.templates.addShipped()).has_value());
    QVERIFY(ann->settled());
    // .eq('template_name', …).eq('persona_type', …).single()
    QCOMPARE(m_practice->asSuperuser(
                 u"SELECT count(*) FROM (SELECT 1 FROM sms_templates GROUP BY template_name, persona_type "
                 "HAVING count(*) > 1) AS twice"_s),
             u"0"_s);
    QVERIFY(m_practice->asSuperuser(u"SELECT count(*) FROM sms_templates WHERE language = 'es'"_s).toInt() > 0);
}

void SyncEngineTest::poisonedRowIsParkedAlone()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled());
    ann->engine.stop();
    QList<Communication> texts;
    for (int n = 0; n < 20; ++n)
        texts.append(textTo(*ann, client, u"text %1"_s.arg(n)));
    // A price that no numeric is, as a damaged file may hold it.
    ann->exec(u"UPDATE communication_logs SET price = 'much' WHERE id = '%1'"_s.arg(texts.at(7).id.toString()));
    QVERIFY(ann->start());
    QVERIFY2(ann->engine.status().refused == 1,
             qPrintable(ann->rows(u"SELECT kind, id, refusal FROM sync_queue"_s).join(u" ; "_s)));
    QCOMPARE(ann->rows(u"SELECT id, refusal FROM sync_queue"_s), QStringList{texts.at(7).id.toString() + u"|22P02"_s});
    QVERIFY(bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM communication_logs"_s), u"19"_s);
    // Mended, it goes.
    ann->exec(u"UPDATE communication_logs SET price = '-0.01' WHERE id = '%1'"_s.arg(texts.at(7).id.toString()));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM communication_logs"_s), u"20"_s);
    QCOMPARE(ann->engine.status().refused, 0);
}

void SyncEngineTest::fault16ReplyToCommitIsLost()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    const Communication text = textTo(*ann, client, u"once"_s);
    QVERIFY(ann->settled());
    // As if the practice had committed and we had not heard of it: the same is pushed three times.
    for (int n = 0; n < 3; ++n) {
        ann->exec(
            u"INSERT OR IGNORE INTO sync_queue (kind, id) VALUES ('communication', '%1')"_s.arg(text.id.toString()));
        ann->exec(u"INSERT OR IGNORE INTO sync_queue (kind, id) VALUES ('client', '%1')"_s.arg(client.id.toString()));
        ann->exec(u"UPDATE clients SET revision = 0"_s);
        ann->exec(u"INSERT OR IGNORE INTO sync_queue (kind, id) VALUES ('number', '%1')"_s.arg(maria));
        QVERIFY(ann->settled());
        QCOMPARE(ann->engine.status().conflicts, 0);
    }
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM communication_logs"_s), u"1"_s);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.clients"_s), u"1"_s);
    QVERIFY(bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM communication_logs"_s), u"1"_s);
}

void SyncEngineTest::fault20LateCommitIsNotSkipped()
{
    // One writer began first and ends last; others commit and are read meanwhile.
    const QString insert =
        u"INSERT INTO communication_logs (communication_type, direction, from_number, message_sid) VALUES "
        "('sms', 'inbound', '%1', '%2')"_s;
    const auto late = m_practice->holdOpen(m_practice->setUp(), insert.arg(maria, u"SMlate"_s));
    for (int n = 0; n < 3; ++n) {
        QCOMPARE(m_practice->asSuperuser(insert.arg(maria).arg(u"SM%1"_s.arg(n))), QString());
        QVERIFY(bob->settled());
    }
    QVERIFY(!late.isFinished());
    QCOMPARE(bob->value(u"SELECT count(*) FROM communication_logs"_s), u"3"_s);
    QTRY_VERIFY_WITH_TIMEOUT(late.isFinished(), 30'000);
    QVERIFY(bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM communication_logs"_s), u"4"_s);
}

void SyncEngineTest::serverGone()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    m_cluster->kill9();
    const Communication text = textTo(*ann, client, u"written without the practice"_s);
    QVERIFY(!text.id.isNull());
    ann->engine.wake();
    QTRY_VERIFY_WITH_TIMEOUT(ann->engine.status().state == SyncStatus::State::Offline, 30'000);
    QCOMPARE(ann->engine.status().error.kind, ErrorKind::Offline);
    QVERIFY(m_cluster->restart());
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(waited(bob->store.communications.fetch(text.id)).value_or(Communication()).body,
             u"written without the practice"_s);
}

void SyncEngineTest::crashedServerGivesIdsAgain()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    (void)m_practice->asSuperuser(u"CHECKPOINT"_s);
    // Transactions that wrote nothing: their ids are only in the server's memory.
    QCOMPARE(m_practice->asSuperuser(
                 u"DO $$ BEGIN FOR n IN 1..200 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"_s),
             QString());
    QVERIFY(bob->settled());
    bob->engine.stop();
    ann->engine.stop();
    m_cluster->kill9();
    QVERIFY(m_cluster->restart());
    const Communication text = textTo(*ann, client, u"stamped with an id of before"_s);
    QVERIFY(ann->start() && bob->start());
    QCOMPARE(waited(bob->store.communications.fetch(text.id)).value_or(Communication()).body,
             u"stamped with an id of before"_s);
}

void SyncEngineTest::restoredOlderServer()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    const Communication early = textTo(*ann, client, u"in the back-up"_s);
    PracticeSettings settings;
    settings.practiceName = u"Ortega"_s;
    QVERIFY(waited(ann->store.settings.save(settings)));
    QVERIFY(ann->settled() && bob->settled());
    settings.practiceName = u"Ortega & Vega"_s;
    QVERIFY(waited(ann->store.settings.save(settings)));
    Client renamed = ann->client(maria);
    renamed.name = u"Maria Vega"_s;
    QVERIFY(waited(ann->store.clients.save(renamed)));
    const Communication late = textTo(*ann, client, u"after the back-up"_s);
    QVERIFY(accept(*ann, early, u"SMearly"_s));
    const Communication bobs = textTo(*bob, bob->client(maria), u"Bob's, after the back-up"_s);
    QVERIFY(ann->settled() && bob->settled() && ann->settled());
    // What a restored back-up lacks; the administrator makes a new epoch.
    (void)m_practice->asSuperuser(
        u"ALTER TABLE communication_logs DISABLE TRIGGER USER; DELETE FROM communication_logs WHERE id IN ('%1', "
        u"'%2'); "
        "UPDATE communication_logs SET send_state = 'pending', status = NULL, message_sid = NULL; ALTER TABLE "
        "communication_logs ENABLE TRIGGER USER; ALTER TABLE practiceline.clients DISABLE TRIGGER USER; UPDATE "
        "practiceline.clients SET name = 'Maria', revision = revision - 1; ALTER TABLE practiceline.clients ENABLE "
        "TRIGGER "
        "USER; UPDATE practiceline.settings SET value = 'Ortega', updated_at = updated_at - interval '1 hour' WHERE "
        "key = "
        "'practice.name'; UPDATE practiceline.practice SET sync_epoch = gen_random_uuid()"_s.arg(late.id.toString(),
                                                                                                 bobs.id.toString()));
    QVERIFY(ann->settled() && bob->settled() && ann->settled() && bob->settled());
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM communication_logs"_s), u"3"_s);
    QCOMPARE(m_practice->asSuperuser(
                 u"SELECT send_state, message_sid, staff_id::text FROM communication_logs WHERE id = '%1'"_s.arg(
                     early.id.toString())),
             u"accepted|SMearly|"_s + m_ann->id);
    QCOMPARE(m_practice->asSuperuser(
                 u"SELECT staff_id::text FROM communication_logs WHERE id = '%1'"_s.arg(bobs.id.toString())),
             m_bob->id);
    QCOMPARE(m_practice->asSuperuser(u"SELECT name FROM practiceline.clients"_s), u"Maria Vega"_s);
    QCOMPARE(m_practice->asSuperuser(u"SELECT value FROM practiceline.settings WHERE key = 'practice.name'"_s),
             u"Ortega & Vega"_s);
    for (Desktop *one : {ann.get(), bob.get()}) {
        QCOMPARE(one->client(maria).name, u"Maria Vega"_s);
        QCOMPARE(one->engine.status().conflicts, 0);
        QCOMPARE(one->value(u"SELECT value FROM settings WHERE key = 'practice.name'"_s), u"Ortega & Vega"_s);
        QCOMPARE(one->value(u"SELECT count(*) FROM communication_logs"_s), u"3"_s);
        QCOMPARE(waited(one->store.communications.fetch(early.id)).value_or(Communication()).sendState,
                 SendState::Accepted);
    }
    // And whose they are has not changed.
    QVERIFY(!waited(ann->store.communications.fetch(late.id)).value_or(Communication()).isElsewhere());
    QVERIFY(waited(bob->store.communications.fetch(late.id)).value_or(Communication()).isElsewhere());
}

/// A back-up brings stamps that its new server may not reach for years: read from the server's own horizon on, they
/// would all come again with every round.
void SyncEngineTest::stampsOfAnotherServer()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(!textTo(*ann, client, u"of the old server"_s).id.isNull());
    QVERIFY(ann->settled() && bob->settled());
    for (const QString &table :
         {u"practiceline.clients"_s, u"practiceline.client_numbers"_s, u"public.communication_logs"_s})
        QCOMPARE(
            m_practice->asSuperuser(u"ALTER TABLE %1 DISABLE TRIGGER USER; UPDATE %1 SET change_xid = change_xid + "
                                    "1000000; ALTER TABLE %1 ENABLE TRIGGER USER"_s.arg(table)),
            QString());
    QCOMPARE(m_practice->asSuperuser(u"UPDATE practiceline.practice SET sync_epoch = gen_random_uuid()"_s), QString());
    QVERIFY(ann->settled() && bob->settled() && ann->settled() && bob->settled());
    QSignalSpy read(&bob->engine, &SyncEngine::merged);
    QVERIFY(bob->settled());
    QCOMPARE(read.count(), 0);
    // What is written from now on has the new server's stamps.
    Client renamed = ann->client(maria);
    renamed.name = u"Maria Vega"_s;
    QVERIFY(waited(ann->store.clients.save(renamed)));
    QVERIFY(!textTo(*bob, bob->client(maria), u"of the new one"_s).id.isNull());
    QVERIFY(ann->settled() && bob->settled() && ann->settled());
    QCOMPARE(bob->client(maria).name, u"Maria Vega"_s);
    QCOMPARE(ann->conversation(client.id).size(), 2);
}

/// The back-up is older than the word that a client is Ann's alone, or than the client.
void SyncEngineTest::restoredServerIsToldWhoSeesAClient()
{
    const Client known = ann->store.addClient(u"Maria"_s, maria);
    const Client open = ann->store.addClient(u"Open again"_s, u"+13125550144"_s);
    QVERIFY(ann->settled());
    const QString show = u"SELECT practiceline.show_client(?::uuid, ?::uuid)::text"_s;
    QCOMPARE(PracticeFixture::value(*m_ann, show, {open.id.toString(), m_ann->id}), QString());
    QVERIFY(ann->settled() && bob->settled());
    const Client added = ann->store.addClient(u"Otto"_s, u"+13125550143"_s);
    QVERIFY(ann->settled());
    for (const Client &one : {known, added})
        QCOMPARE(PracticeFixture::value(*m_ann, show, {one.id.toString(), m_ann->id}), QString());
    QCOMPARE(PracticeFixture::value(*m_ann, show, {open.id.toString(), QVariant()}), QString());
    QVERIFY(ann->settled() && bob->settled());
    const QString names = u"SELECT group_concat(name) FROM (SELECT name FROM clients ORDER BY name)"_s;
    QCOMPARE(bob->value(names), u"Open again"_s);
    (void)m_practice->asSuperuser(
        u"ALTER TABLE practiceline.clients DISABLE TRIGGER USER; "
        "UPDATE practiceline.clients SET visible_to = NULL, revision = revision + 3, name = 'Maria, edited since' "
        "WHERE id = '%1'; "
        "UPDATE practiceline.clients SET visible_to = '%4', revision = revision - 1 WHERE id = '%3'; "
        "DELETE FROM practiceline.client_numbers WHERE client_id = '%2'; DELETE FROM practiceline.clients WHERE id = "
        "'%2'; ALTER TABLE practiceline.clients ENABLE TRIGGER USER; DELETE FROM practiceline.visibility WHERE "
        "client_id <> '%3'; UPDATE practiceline.visibility SET visible_to = '%4'; UPDATE practiceline.practice SET sync_epoch = gen_random_uuid()"_s
            .arg(known.id.toString(), added.id.toString(), open.id.toString(), m_ann->id));
    QVERIFY(bob->settled()); // the worse order
    QVERIFY(ann->settled() && bob->settled() && ann->settled() && bob->settled());
    QCOMPARE(m_practice->asSuperuser(u"SELECT string_agg(name || coalesce(' ' || visible_to, ''), ',' ORDER BY name) "
                                     "FROM practiceline.clients"_s),
             u"Maria, edited since %1,Open again %1,Otto %1"_s.arg(m_ann->id));
    // That it was opened again is lost: it may as well have been hidden since.
    QCOMPARE(bob->value(names), QString());
    QCOMPARE(ann->value(names), u"Maria, edited since,Open again,Otto"_s);
    for (Desktop *one : {ann.get(), bob.get()})
        QCOMPARE(one->rows(u"SELECT kind, id, refusal FROM sync_queue WHERE refusal IS NOT NULL"_s).join(u' '),
                 QString());
}

void SyncEngineTest::desktopFromPostgresAlone()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    for (int n = 0; n < 700; ++n)
        (void)textTo(*ann, client, u"text %1"_s.arg(n));
    QVERIFY(ann->settled());
    const auto fresh = desktop(*m_ann);
    QVERIFY(fresh);
    const QString rows =
        u"SELECT id, status, send_state, sort_at, peer, client_id FROM communication_logs ORDER BY id"_s;
    QCOMPARE(fresh->rows(rows), ann->rows(rows));
    QCOMPARE(fresh->conversation(client.id).size(), 100);
    // Its own earlier self's texts wait at the computer that had them: nothing leaves twice.
    QVERIFY(!waited(fresh->store.outbox.nextPending(Channel::Sms)).value_or(std::nullopt).has_value());
    QCOMPARE(fresh->client(maria).unread, 0);
}

/// A back-up of the store was restored, and the practice has what it lost: maybe it was sent. A colleague's word about
/// it does not make it this computer's again.
void SyncEngineTest::ownTextThatCameBackIsNotSent()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    const auto added = waited(ann->store.outbox.add(StoreFixture::text(client, u"See you at 9"_s)));
    QVERIFY(added.has_value());
    QVERIFY(ann->settled() && bob->settled());
    QVERIFY(waited(ann->store.database.run([id = added->id.toString()](QSqlDatabase &db) {
                return runSql(db, u"DELETE FROM communication_logs WHERE id = ?"_s, {id});
            })).has_value());
    const auto next = [&] {
        return waited(ann->store.outbox.nextPending(Channel::Sms)).value_or(std::nullopt).has_value();
    };
    for (const QString &words : {u"Rang"_s, u"Rang twice"_s}) {
        QVERIFY(waited(bob->store.communications.setNote(added->id, words)).has_value());
        QVERIFY(bob->settled() && ann->settled());
        const auto row = waited(ann->store.communications.fetch(added->id));
        QVERIFY(row.has_value());
        QCOMPARE(row->note, words);
        QVERIFY(row->isElsewhere());
        QVERIFY(!next());
    }
}

/// At every moment of a first sync what is here is the newest of the past, and a person reads and writes meanwhile.
void SyncEngineTest::firstSyncIsUsableFromTheNewestOn()
{
    constexpr int past = 5000; // several pages
    bob->engine.stop();
    ann->engine.stop();
    // Number n of the past is n minutes old; its client is one of 50.
    QCOMPARE(
        m_practice->asSuperuser(
            u"WITH c AS (INSERT INTO practiceline.clients (id, name) SELECT gen_random_uuid(), 'Client ' || n FROM "
            "generate_series(0, 49) AS n RETURNING id, name) INSERT INTO practiceline.client_numbers (e164, "
            "client_id) SELECT '+1312555' || lpad(split_part(name, ' ', 2), 4, '0'), id FROM c; INSERT INTO "
            "communication_logs (communication_type, direction, from_number, to_number, message_sid, status, "
            "content, created_at) SELECT 'sms', 'inbound', '+1312555' || lpad((n % 50)::text, 4, '0'), "
            "'+13125550100', 'SM' || n, 'received', 'past ' || n, now() - n * interval '1 minute' FROM "
            "generate_series(1, %1) AS n ORDER BY hashint4(n); ANALYZE communication_logs"_s.arg(past)),
        QString());
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM communication_logs WHERE client_id IS NULL"_s), u"0"_s);
    const auto fresh = std::make_unique<Desktop>(*m_practice, *m_bob, m_keys);
    QVERIFY(fresh->open());
    QVERIFY(waited(fresh->store.settings.load()).has_value());

    // Asked amid the pull: the store answers jobs in their order, so each is answered before the next rows come.
    struct Seen {
        int count = 0;
        int newest = 0;
        int oldest = 0;
    };
    QList<QFuture<Result<Seen>>> seen;
    QFuture<Result<CommunicationPage>> read;
    QFuture<Result<Client>> added;
    QFuture<Result<Communication>> written;
    qint64 fetched = 0;
    qint64 total = 0;
    const ClientId newest = ClientId::fromString(
        m_practice->asSuperuser(u"SELECT client_id FROM communication_logs WHERE message_sid = 'SM1'"_s));
    Client known;
    known.id = newest;
    known.numbers = {{PhoneNumber::fromE164(u"+13125550001"_s), {}, TextPermission::MayText, {}}};
    QObject listening; // ends before what its slot uses
    connect(&fresh->engine, &SyncEngine::merged, &listening, [&](const MergedRows &rows) {
        const SyncStatus &now = fresh->engine.status();
        if (now.state != SyncStatus::State::FirstSync || rows.communications.isEmpty())
            return;
        seen.append(fresh->store.database.run([](QSqlDatabase &db) -> Result<Seen> {
            auto row = execSql(db, u"SELECT count(*), min(CAST(substr(message_sid, 3) AS INTEGER)), max(CAST("
                                   "substr(message_sid, 3) AS INTEGER)) FROM communication_logs WHERE message_sid "
                                   "LIKE 'SM%'"_s);
            if (!row)
                return row.error();
            row->next();
            return Seen{row->value(0).toInt(), row->value(1).toInt(), row->value(2).toInt()};
        }));
        if (seen.size() > 1)
            return;
        fetched = now.fetched;
        total = now.total;
        CommunicationFilter filter;
        filter.clientId = newest;
        read = fresh->store.communications.page(filter, {}, 10);
        Client other;
        other.name = u"New here"_s;
        other.numbers = {{PhoneNumber::fromE164(u"+13125559999"_s), {}, TextPermission::MayText, {}}};
        added = fresh->store.clients.save(other);
        written = fresh->store.outbox.add(StoreFixture::text(known, u"Written amid the first sync"_s));
    });
    fresh->begin();
    QTRY_VERIFY_WITH_TIMEOUT(!seen.isEmpty(), 60'000);
    const auto conversation = waited(read);
    QVERIFY(conversation && waited(added) && waited(written));
    QVERIFY(fresh->settled());

    for (const auto &one : std::as_const(seen)) {
        const auto at = waited(one);
        QVERIFY(at.has_value());
        QCOMPARE(at->newest, 1);
        QCOMPARE(at->oldest, at->count); // none is missing between
    }
    const Seen begin = waited(seen.first()).value_or(Seen());
    QVERIFY2(seen.size() > 3 && begin.count <= 500, qPrintable(QString::number(begin.count)));
    QCOMPARE(waited(seen.last()).value_or(Seen()).count, past);
    // What was read and written then, while nine in ten were still to come.
    QVERIFY2(fetched <= 500 && total > past / 2, qPrintable(u"%1 of %2"_s.arg(fetched).arg(total)));
    QVERIFY(!conversation->rows.isEmpty());
    QCOMPARE(conversation->rows.first().body, u"past 1"_s);
    QVERIFY(conversation->rows.size() <= 10);
    QCOMPARE(
        m_practice->asSuperuser(u"SELECT count(*) FROM communication_logs WHERE id = '%1' AND client_id = '%2'"_s.arg(
            waited(written)->id.toString(), newest.toString())),
        u"1"_s);
    QCOMPARE(m_practice->asSuperuser(u"SELECT c.name FROM practiceline.clients c JOIN practiceline.client_numbers n ON "
                                     "n.client_id = c.id WHERE n.e164 = '+13125559999'"_s),
             u"New here"_s);
    QCOMPARE(fresh->value(u"SELECT count(*) FROM communication_logs"_s), QString::number(past + 1));
}

/// A client may be added while a round pushes numbers already.
void SyncEngineTest::whatIsOfANewClientWaitsForIt()
{
    ann->engine.stop();
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(!textTo(*ann, client, u"Hello"_s).id.isNull());
    QVERIFY(waited(ann->store.notes.add(client.id, u"Note"_s, StaffId::fromString(m_ann->id), u"Ann"_s)));
    const auto taken = [&](SyncKind kind) {
        const auto batch =
            waited(ann->store.database.run([kind](QSqlDatabase &db) { return SyncPush::take(db, kind, 10); }));
        return batch ? batch->changes.size() : -1;
    };
    for (const SyncKind kind : {SyncKind::Number, SyncKind::Communication, SyncKind::InternalNote})
        QCOMPARE(taken(kind), 0);
    QCOMPARE(taken(SyncKind::Client), 1);
    ann->exec(u"DELETE FROM sync_queue WHERE kind = 'client'"_s); // as when the practice has it
    for (const SyncKind kind : {SyncKind::Number, SyncKind::Communication, SyncKind::InternalNote})
        QCOMPARE(taken(kind), 1);
}

/// The same in a round under way: refused once, the number would stay behind for good, and its client without it.
void SyncEngineTest::clientAddedAmidARound()
{
    QFuture<Result<Client>> added;
    QObject listening; // ends before what its slot uses
    connect(&ann->engine, &SyncEngine::statusChanged, &listening, [&](const SyncStatus &now) {
        if (now.state != SyncStatus::State::Syncing || added.isValid())
            return;
        // Behind the question which clients are to be pushed, before the one about numbers: jobs keep their order.
        QMetaObject::invokeMethod(
            &listening,
            [&] {
                Client client;
                client.name = u"Maria"_s;
                client.numbers = {{PhoneNumber::fromE164(maria), {}, TextPermission::MayText, {}}};
                added = ann->store.clients.save(client);
            },
            Qt::QueuedConnection);
    });
    ann->engine.wake();
    QTRY_VERIFY_WITH_TIMEOUT(added.isValid(), 30'000);
    QVERIFY(waited(added));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(ann->rows(u"SELECT kind, id, refusal FROM sync_queue"_s), QStringList());
    QCOMPARE(bob->client(maria).name, u"Maria"_s);
}

/// What the first sync has just brought is not stamped again, which every other computer would have to read again.
void SyncEngineTest::newcomerPushesNothingBack()
{
    for (int n = 0; n < 3; ++n) {
        const Client client = ann->store.addClient(u"Client %1"_s.arg(n), u"+1312555014%1"_s.arg(n));
        QVERIFY(accept(*ann, textTo(*ann, client, u"Hello"_s), u"SM%1"_s.arg(n)));
        QVERIFY(waited(ann->store.notes.add(client.id, u"Note"_s, StaffId::fromString(m_ann->id), u"Ann"_s)));
    }
    QVERIFY(ann->settled() && bob->settled());
    const auto stamps = [&] {
        return m_practice->asSuperuser(
            u"SELECT (SELECT sum(change_xid + revision) FROM practiceline.clients), (SELECT sum(change_xid) FROM "
            "practiceline.client_numbers), (SELECT sum(change_xid) FROM practiceline.internal_notes), (SELECT "
            "sum(change_xid) FROM communication_logs), (SELECT sum(change_xid + revision) FROM sms_templates)"_s);
    };
    const QString before = stamps();
    // Also an administrator's, who may bring everything.
    for (const Person *person : {m_bob.get(), m_ann.get()}) {
        const auto fresh = desktop(*person);
        QVERIFY(fresh);
        QCOMPARE(fresh->value(u"SELECT count(*) FROM clients"_s), u"3"_s);
        QCOMPARE(fresh->value(u"SELECT count(*) FROM communication_logs"_s), u"3"_s);
        QCOMPARE(fresh->value(u"SELECT count(*) FROM sync_queue"_s), u"0"_s);
        QCOMPARE(stamps(), before);
    }
}

/// What the practice has is not brought, but the rest of it is: clients, numbers, notes, texts, a STOP.
void SyncEngineTest::newcomerWithAPastBringsIt()
{
    ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled());
    const auto fresh = std::make_unique<Desktop>(*m_practice, *m_bob, m_keys);
    QVERIFY(fresh->open());
    const QString other = u"+13125550199"_s;
    const Client own = fresh->store.addClient(u"Tom"_s, other);
    QVERIFY(accept(*fresh, textTo(*fresh, own, u"Before"_s), u"SMbefore"_s));
    QVERIFY(waited(fresh->store.notes.add(own.id, u"Note"_s, {}, u"Bob"_s)));
    const Client same = fresh->store.addClient(u"Maria Lopez"_s, maria);
    QVERIFY(
        waited(fresh->store.clients.setPermission(PhoneNumber::fromE164(maria), TextPermission::OptedOut, u"STOP"_s)));
    QVERIFY(accept(*fresh, textTo(*fresh, same, u"Also before"_s), u"SMalso"_s));
    QVERIFY(fresh->start());
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*), (SELECT count(*) FROM practiceline.internal_notes) FROM "
                                     "communication_logs WHERE message_sid IN ('SMbefore', 'SMalso')"_s),
             u"2|1"_s);
    QCOMPARE(m_practice->asSuperuser(u"SELECT name FROM practiceline.clients c JOIN practiceline.client_numbers n ON "
                                     "n.client_id = c.id WHERE n.e164 = '%1'"_s.arg(other)),
             u"Tom"_s);
    QCOMPARE(
        m_practice->asSuperuser(u"SELECT permission FROM practiceline.client_numbers WHERE e164 = '%1'"_s.arg(maria)),
        u"opted_out"_s);
}

void SyncEngineTest::restoredDesktopSendsNothingAgain()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    const Communication sent = textTo(*ann, client, u"left after the back-up"_s);
    const Communication waits = textTo(*ann, client, u"waits"_s);
    QVERIFY(ann->settled());
    const QString before = u"UPDATE communication_logs SET send_state = 'pending', message_sid = NULL, status = NULL"_s;
    QVERIFY(accept(*ann, sent, u"SMsent"_s));
    QVERIFY(ann->settled());
    ann->engine.stop();
    // The store as it was before it was sent, as Restore leaves it.
    ann->exec(u"UPDATE sync_mode SET mode = 2"_s);
    ann->exec(before);
    ann->exec(u"UPDATE sync_mode SET mode = 1"_s);
    const auto now = QDateTime::currentDateTimeUtc();
    ann->exec(u"INSERT INTO marks (name, value) VALUES ('restored', '%1')"_s.arg(now.toMSecsSinceEpoch()));
    QVERIFY(waited(ann->store.outbox.recover(now)).has_value());
    const DeviceId former = ann->id;
    QVERIFY(ann->start());
    QVERIFY(ann->id != former);
    QVERIFY(ann->settled());
    const auto known = waited(ann->store.communications.fetch(sent.id)).value_or(Communication());
    QCOMPARE(known.sendState, SendState::Accepted);
    QCOMPARE(known.messageSid, u"SMsent"_s);
    // What waited may be sent by the computer that was replaced, so not by this one.
    QCOMPARE(waited(ann->store.communications.fetch(waits.id)).value_or(Communication()).deviceId, former);
    QVERIFY(!waited(ann->store.outbox.nextPending(Channel::Sms)).value_or(std::nullopt).has_value());
}

void SyncEngineTest::newerSchema()
{
    (void)m_practice->asSuperuser(u"INSERT INTO practiceline.migrations (number, name) VALUES (999, 'of tomorrow')"_s);
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    ann->engine.wake();
    QTRY_VERIFY_WITH_TIMEOUT(ann->engine.status().state == SyncStatus::State::UpdateNeeded, 30'000);
    QVERIFY(!textTo(*ann, client, u"works on"_s).id.isNull());
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.clients"_s), u"0"_s);
}

void SyncEngineTest::olderSchema_data()
{
    QTest::addColumn<QString>("newest");
    QTest::newRow("has what is asked of it") << u"0013"_s;
    QTest::newRow("lacks functions") << u"0010"_s;
}

/// A program that was updated before the practice's database: it says so, and goes on by itself.
void SyncEngineTest::olderSchema()
{
    QFETCH(QString, newest);
    const QTemporaryDir folder; // of the files up to this one
    for (const QString &name : QDir(u":/sql/postgres"_s).entryList()) {
        if (name.left(4) <= newest)
            QVERIFY(QFile::copy(u":/sql/postgres/"_s + name, folder.filePath(name)));
    }
    PracticeFixture practice(*m_cluster, m_certificates);
    QVERIFY2(practice.migrate(folder.path()), qPrintable(practice.whyNot()));
    const auto person = practice.addAdmin(u"Ann"_s);
    QVERIFY2(person, qPrintable(practice.whyNot()));
    const auto keys = std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{{1, SecureKey::random()}});
    Desktop desktop(practice, *person, keys);
    QVERIFY(desktop.open());
    const Client client = desktop.store.addClient(u"Maria"_s, maria);
    desktop.begin();
    QTRY_VERIFY_WITH_TIMEOUT(desktop.engine.status().state == SyncStatus::State::MigrationNeeded, 30'000);
    QCOMPARE(desktop.engine.status().role, u"admin"_s);
    QVERIFY(!textTo(desktop, client, u"works on"_s).id.isNull());
    QCOMPARE(practice.asSuperuser(u"SELECT count(*) FROM practiceline.clients"_s), u"0"_s);
    QVERIFY2(practice.migrate(), qPrintable(practice.whyNot()));
    QTRY_VERIFY_WITH_TIMEOUT(desktop.engine.status().state == SyncStatus::State::UpToDate, 30'000);
    QCOMPARE(practice.asSuperuser(u"SELECT count(*) FROM practiceline.clients"_s), u"1"_s);
}

void SyncEngineTest::hostedRowsArrive()
{
    (void)m_practice->asSuperuser(
        u"INSERT INTO communication_logs (communication_type, direction, from_number, to_number, message_sid, status, "
        u"content, "
        "metadata) VALUES ('sms', 'outbound', '+13125550100', '%1', 'SMhosted', 'queued', 'From the website', "
        "'{\"persona\": \"attorney\"}'), ('voice', 'inbound', NULL, NULL, NULL, NULL, NULL, NULL), (NULL, NULL, 'x', "
        "NULL, NULL, "
        "'queer', repeat('y', 100000), '[]')"_s.arg(maria));
    (void)m_practice->asSuperuser(u"UPDATE communication_logs SET created_at = 'infinity' WHERE status = 'queer'"_s);
    QVERIFY(bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM communication_logs"_s), u"3"_s);
    const auto rows = bob->conversation(bob->client(maria).id);
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows.first().body, u"From the website"_s);
    QCOMPARE(rows.first().sendState, SendState::NotOurs);
    // A status that a callback wrote arrives, and is polled no further.
    (void)m_practice->asSuperuser(
        u"UPDATE communication_logs SET status = 'delivered' WHERE message_sid = 'SMhosted'"_s);
    QVERIFY(bob->settled());
    QCOMPARE(bob->conversation(bob->client(maria).id).first().status, u"delivered"_s);
    QCOMPARE(waited(bob->store.communications.open(10)).value_or(QList<Communication>()).size(), 0);
}

QTEST_GUILESS_MAIN(SyncEngineTest)
#include "tst_syncengine.moc"
