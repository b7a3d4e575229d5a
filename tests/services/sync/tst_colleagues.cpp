#include "practicetest.h"
#include "sync/conflicts.h"
#include "sync/practicepeople.h"
#include "sync/presence.h"
#include "sync/sharedlistener.h"
#include "sync/sharedsql.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What two people of one practice know of one another's work, on a real server.
class ColleaguesTest : public DesktopsTest
{
    Q_OBJECT

private Q_SLOTS:
    void assignmentArrives();
    void assignmentBesideAnotherEdit();
    void assignmentToTwoIsAConflict();
    void assignmentToAStranger();
    void notesGoBothWays();
    void notesAreSealedInThePractice();
    void takenBack();
    void nobodyTakesBackAnothers();
    void notesOfBeforeAreShared();
    void clientForOnePerson();
    void notesOfAHiddenClient();
    void noteOfAClientThatIsJustHidden();
    void notesFollowAFoldedClient();
    void whoIsThere();
    void aWordEnds();
    void nothingIsSaidOfAHiddenClient();

private:
    QStringList notes(Desktop &desktop)
    {
        return desktop.rows(u"SELECT author_name, withdrawn_at IS NOT NULL FROM internal_notes ORDER BY at, id"_s);
    }
};

namespace
{
const QString maria = u"+13125550142"_s;
const QString show = u"SELECT practiceline.show_client(?::uuid, ?::uuid)::text"_s;

Result<InternalNote> note(Desktop &desktop, ClientId client, const QString &text, const Person &author)
{
    return waited(desktop.store.notes.add(client, text, StaffId::fromString(author.id), u"me"_s));
}

bool assign(Desktop &desktop, ClientId client, const Person &person)
{
    return waited(desktop.store.clients.assign(client, StaffId::fromString(person.id))).has_value();
}

/// A listening desktop's presence alone.
struct Ear {
    Ear(const PracticeFixture &practice, const Person &person, const PresenceTiming &timing = {})
        : me(StaffId::fromString(person.id))
        , presence(line, listener, timing)
    {
        presence.setMe(me, true);
        opened = line.open(practice.addressFor(person.login), person.password);
        listener.start(practice.addressFor(person.login), person.password);
    }
    bool hears()
    {
        return waited(opened).has_value() && QTest::qWaitFor([this] { return listener.hears(); }, 30'000);
    }
    StaffId me;
    SharedDatabase line;
    SharedListener listener;
    Presence presence;
    QFuture<Result<void>> opened;
};
} // namespace

void ColleaguesTest::assignmentArrives()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(assign(*ann, client.id, *m_bob));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(bob->client(maria).assignedTo, StaffId::fromString(m_bob->id));
    QVERIFY(bob->all.clients.contains(client.id));
    QVERIFY(waited(bob->store.clients.assign(client.id, {})).has_value());
    QVERIFY(bob->settled() && ann->settled());
    QVERIFY(ann->client(maria).assignedTo.isNull());
    QCOMPARE(shared(u"SELECT assigned_to IS NULL FROM practiceline.clients"_s), u"t"_s);
    QCOMPARE(ann->engine.status().conflicts + bob->engine.status().conflicts, 0);
}

void ColleaguesTest::assignmentBesideAnotherEdit()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    bob->engine.stop();
    QVERIFY(assign(*ann, client.id, *m_ann));
    Client other = waited(bob->store.clients.fetch(client.id)).value_or(Client());
    other.name = u"Maria Ortiz"_s;
    QVERIFY(waited(bob->store.clients.save(other)).has_value());
    QVERIFY(ann->settled());
    QVERIFY(bob->start() && bob->settled() && ann->settled());
    for (Desktop *one : {ann.get(), bob.get()}) {
        QCOMPARE(one->client(maria).name, u"Maria Ortiz"_s);
        QCOMPARE(one->client(maria).assignedTo, StaffId::fromString(m_ann->id));
        QCOMPARE(one->engine.status().conflicts, 0);
    }
}

void ColleaguesTest::assignmentToTwoIsAConflict()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    bob->engine.stop();
    QVERIFY(assign(*ann, client.id, *m_ann) && assign(*bob, client.id, *m_bob));
    QVERIFY(ann->settled());
    QVERIFY(bob->start());
    QCOMPARE(bob->engine.status().conflicts, 1);
    const auto conflicts = waited(
        bob->store.database.run([own = bob->store.cipher](QSqlDatabase &db) { return EditConflicts::read(db, *own); }));
    QVERIFY(conflicts && conflicts->size() == 1 && conflicts->first().fields.size() == 1);
    // Who, by name.
    QCOMPARE(conflicts->first().fields.first().ours, u"Bob"_s);
    QCOMPARE(conflicts->first().fields.first().theirs, u"Ann"_s);
    QCOMPARE(conflicts->first().colleague, u"Ann"_s);
    QVERIFY(waited(bob->engine.decide(SyncKind::Client, client.id.toString(), false)).has_value());
    QVERIFY(bob->settled());
    QCOMPARE(bob->client(maria).assignedTo, StaffId::fromString(m_ann->id));
}

/// A store that shared with another practice before: its people are nobody here, and the client is not refused.
void ColleaguesTest::assignmentToAStranger()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(waited(ann->store.clients.assign(client.id, StaffId::create())).has_value());
    QVERIFY(ann->settled());
    QCOMPARE(ann->engine.status().refused, 0);
    QCOMPARE(shared(u"SELECT name, assigned_to IS NULL FROM practiceline.clients"_s), u"Maria|t"_s);
}

void ColleaguesTest::notesGoBothWays()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(note(*ann, client.id, u"Call her sister first."_s, *m_ann));
    QVERIFY(ann->settled() && bob->settled());
    QVERIFY(bob->all.internalNotes.contains(client.id));
    const auto seen = waited(bob->store.notes.ofClient(client.id)).value_or(QList<InternalNote>());
    QCOMPARE(seen.size(), 1);
    QCOMPARE(seen.first().text, u"Call her sister first."_s);
    QCOMPARE(seen.first().author, StaffId::fromString(m_ann->id));
    QCOMPARE(seen.first().authorName, u"Ann"_s); // the practice's name for her, whatever her computer says
    QVERIFY(note(*bob, client.id, u"Done."_s, *m_bob));
    QVERIFY(bob->settled() && ann->settled());
    QCOMPARE(notes(*ann).value(1), u"Bob|0"_s);
    // Nothing of it is a text.
    QCOMPARE(shared(u"SELECT count(*) FROM communication_logs"_s), u"0"_s);
}

void ColleaguesTest::notesAreSealedInThePractice()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(note(*ann, client.id, u"owes three invoices"_s, *m_ann));
    QVERIFY(ann->settled());
    QCOMPARE(shared(u"SELECT count(*), max(key_epoch), max(position('invoices'::bytea IN text_enc)) FROM "
                    "practiceline.internal_notes"_s),
             u"1|1|0"_s);
}

void ColleaguesTest::takenBack()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    const auto one = note(*bob, client.id, u"x"_s, *m_bob);
    QVERIFY(!one); // Bob's computer does not know her yet
    QVERIFY(ann->settled() && bob->settled());
    const auto written = note(*bob, client.id, u"A mistake."_s, *m_bob);
    QVERIFY(written);
    QVERIFY(bob->settled() && ann->settled());
    QCOMPARE(notes(*ann), QStringList{u"Bob|0"_s});
    QVERIFY(waited(bob->store.notes.withdraw(written->id, StaffId::fromString(m_bob->id))).has_value());
    QVERIFY(bob->settled() && ann->settled());
    QCOMPARE(notes(*ann), QStringList{u"Bob|1"_s});
    QCOMPARE(waited(ann->store.notes.ofClient(client.id)).value_or(QList<InternalNote>()).value(0).text, QString());
}

void ColleaguesTest::nobodyTakesBackAnothers()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(note(*ann, client.id, u"stays"_s, *m_ann));
    QVERIFY(ann->settled() && bob->settled());
    // A program that does not ask.
    bob->exec(u"UPDATE internal_notes SET withdrawn_at = 1"_s);
    QVERIFY(bob->settled() && ann->settled());
    QCOMPARE(shared(u"SELECT count(*) FROM practiceline.internal_notes WHERE withdrawn_at IS NULL"_s), u"1"_s);
    QCOMPARE(notes(*ann), QStringList{u"Ann|0"_s});
}

void ColleaguesTest::notesOfBeforeAreShared()
{
    ann->engine.stop();
    const auto carol = m_practice->add(*m_ann, u"Carol"_s, u"admin"_s);
    QVERIFY(carol);
    Desktop alone(*m_practice, *carol, m_keys);
    QVERIFY(alone.open());
    const Client client = alone.store.addClient(u"Maria"_s, maria);
    QVERIFY(waited(alone.store.notes.add(client.id, u"from before"_s, {}, u"C."_s)));
    alone.begin();
    QVERIFY(alone.settled() && bob->settled());
    const auto seen = waited(bob->store.notes.ofClient(client.id)).value_or(QList<InternalNote>());
    QCOMPARE(seen.value(0).text, u"from before"_s);
    QCOMPARE(seen.value(0).author, StaffId::fromString(carol->id));
    QVERIFY(alone.settled()); // and she learns that it is hers
    QCOMPARE(alone.value(u"SELECT author FROM internal_notes"_s), carol->id);
}

/// An administrator decides for anybody, staff for themselves.
void ColleaguesTest::clientForOnePerson()
{
    PracticePeople anns(ann->shared);
    PracticePeople bobs(bob->shared);
    const StaffId annId = StaffId::fromString(m_ann->id);
    const StaffId bobId = StaffId::fromString(m_bob->id);
    const auto unknown = waited(anns.showClient(ClientId::create(), annId, {}));
    QVERIFY(!unknown && unknown.error().kind == ErrorKind::NotFound);
    const auto isShared = [this](ClientId id) {
        return waited(ann->store.database.run([id](QSqlDatabase &db) { return SyncMemory::isShared(db, id); })).value();
    };
    ann->engine.stop();
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(!isShared(client.id));
    ann->begin();
    QVERIFY(ann->settled() && bob->settled());
    QVERIFY(isShared(client.id));
    QVERIFY(bob->client(maria).visibleTo.isNull());
    const auto foreign = waited(bobs.showClient(client.id, annId, {}));
    QVERIFY(!foreign && sqlState(foreign.error()) == u"42501");
    QVERIFY(waited(bobs.showClient(client.id, bobId, {})));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(ann->client(maria).visibleTo, bobId); // administrators go on seeing it
    QCOMPARE(bob->client(maria).visibleTo, bobId);
    // Decided before his decision was known: not done, unless it is the same.
    const auto late = waited(anns.showClient(client.id, annId, {}));
    QVERIFY(!late);
    QCOMPARE(late.error().detail, u"edited-meanwhile"_s);
    QVERIFY(waited(anns.showClient(client.id, bobId, {})));
    QVERIFY(ann->settled());
    QCOMPARE(ann->client(maria).visibleTo, bobId);
    QVERIFY(waited(anns.showClient(client.id, annId, bobId)));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM clients"_s), u"0"_s);
    const auto hidden = waited(bobs.showClient(client.id, bobId, bobId));
    QVERIFY(!hidden && sqlState(hidden.error()) == u"42501");
    QVERIFY(waited(anns.showClient(client.id, {}, annId)));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(bob->client(maria).name, u"Maria"_s);
    QVERIFY(bob->client(maria).visibleTo.isNull() && ann->client(maria).visibleTo.isNull());
}

void ColleaguesTest::notesOfAHiddenClient()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(note(*ann, client.id, u"one"_s, *m_ann));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(notes(*bob).size(), 1);
    QCOMPARE(PracticeFixture::value(*m_ann, show, {client.id.toString(), m_ann->id}), QString());
    QVERIFY(bob->settled());
    QCOMPARE(notes(*bob), QStringList());
    QCOMPARE(bob->value(u"SELECT count(*) FROM clients"_s), u"0"_s);
    QCOMPARE(PracticeFixture::value(*m_bob, u"SELECT count(*) FROM practiceline.internal_notes"_s), u"0"_s);
    QVERIFY(note(*ann, client.id, u"two"_s, *m_ann));
    QVERIFY(ann->settled() && bob->settled());
    QCOMPARE(notes(*bob), QStringList());
    QCOMPARE(PracticeFixture::value(*m_ann, show, {client.id.toString(), m_bob->id}), QString());
    QVERIFY(bob->settled());
    QCOMPARE(notes(*bob).size(), 2);
}

/// What Bob wrote before he was told that she is hidden arrives; then nothing of her is left here.
void ColleaguesTest::noteOfAClientThatIsJustHidden()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    bob->engine.stop();
    QVERIFY(note(*bob, client.id, u"last word"_s, *m_bob));
    QCOMPARE(PracticeFixture::value(*m_ann, show, {client.id.toString(), m_ann->id}), QString());
    QVERIFY(bob->start() && bob->settled() && ann->settled());
    QCOMPARE(notes(*ann), QStringList{u"Bob|0"_s});
    QCOMPARE(notes(*bob), QStringList());
    QCOMPARE(bob->value(u"SELECT count(*) FROM clients"_s), u"0"_s);
}

void ColleaguesTest::notesFollowAFoldedClient()
{
    const QStringList ours{QString::fromLatin1(StoreFixture::ownNumber)};
    const auto news = StoreFixture::news(Direction::Inbound, u"SM1"_s, maria, u"hi"_s, u"received"_s);
    bob->engine.stop();
    QVERIFY(waited(bob->store.communications.apply({news}, ours)).has_value());
    const Client unknown = bob->client(maria);
    QVERIFY(note(*bob, unknown.id, u"Maria's sister?"_s, *m_bob));
    const Client named = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled());
    QVERIFY(bob->start() && bob->settled() && ann->settled());
    QVERIFY(named.id != unknown.id);
    for (Desktop *one : {ann.get(), bob.get()})
        QCOMPARE(one->rows(u"SELECT client_id FROM internal_notes"_s), QStringList{named.id.toString()});
}

void ColleaguesTest::whoIsThere()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled());
    Ear a(*m_practice, *m_ann);
    Ear b(*m_practice, *m_bob);
    QVERIFY(a.hears() && b.hears());
    a.presence.open(client.id);
    QTRY_COMPARE_WITH_TIMEOUT(b.presence.in(client.id), (QList<Presence::Colleague>{{a.me, false}}), 20'000);
    QVERIFY(a.presence.in(client.id).isEmpty()); // oneself is no colleague
    // Who comes later is told at once who is there already.
    Ear late(*m_practice, *m_bob);
    QVERIFY(late.hears());
    b.presence.open(client.id);
    QTRY_COMPARE_WITH_TIMEOUT(a.presence.in(client.id), (QList<Presence::Colleague>{{b.me, false}}), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(late.presence.in(client.id), (QList<Presence::Colleague>{{a.me, false}}), 20'000);
    QSignalSpy changed(&a.presence, &Presence::changed);
    b.presence.typing();
    b.presence.typing(); // not each key
    QTRY_COMPARE_WITH_TIMEOUT(a.presence.in(client.id), (QList<Presence::Colleague>{{b.me, true}}), 20'000);
    QCOMPARE(changed.count(), 1);
    b.presence.stopTyping(); // it was sent
    QTRY_COMPARE_WITH_TIMEOUT(a.presence.in(client.id), (QList<Presence::Colleague>{{b.me, false}}), 20'000);
    b.presence.open({});
    QTRY_VERIFY_WITH_TIMEOUT(a.presence.in(client.id).isEmpty(), 20'000);
    // Nothing was kept.
    QCOMPARE(shared(u"SELECT count(*) FROM pg_class WHERE relname LIKE '%presence%'"_s), u"0"_s);
}

void ColleaguesTest::aWordEnds()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled());
    Ear a(*m_practice, *m_ann, {10ms, 50ms, 60s, 100ms});
    Ear b(*m_practice, *m_bob);
    QVERIFY(a.hears() && b.hears());
    QSignalSpy changed(&a.presence, &Presence::changed);
    b.presence.open(client.id);
    b.presence.typing();
    QTRY_VERIFY_WITH_TIMEOUT(changed.count() >= 2, 20'000); // came, and ceased
    QTRY_VERIFY_WITH_TIMEOUT(a.presence.in(client.id).isEmpty(), 20'000);
    // Without a line nobody is there.
    Ear c(*m_practice, *m_ann);
    QVERIFY(c.hears());
    b.presence.open({});
    b.presence.open(client.id);
    QTRY_COMPARE_WITH_TIMEOUT(c.presence.in(client.id).size(), 1, 20'000);
    c.listener.stop();
    QVERIFY(c.presence.in(client.id).isEmpty());
}

void ColleaguesTest::nothingIsSaidOfAHiddenClient()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled());
    QCOMPARE(PracticeFixture::value(*m_ann, show, {client.id.toString(), m_ann->id}), QString());
    Ear a(*m_practice, *m_ann);
    Ear b(*m_practice, *m_bob);
    QVERIFY(a.hears() && b.hears());
    b.presence.open(client.id); // refused by the server
    const Client other = ann->store.addClient(u"Otto"_s, u"+13125550143"_s);
    QVERIFY(ann->settled());
    b.presence.open(other.id);
    QTRY_COMPARE_WITH_TIMEOUT(a.presence.in(other.id).size(), 1, 20'000);
    QVERIFY(a.presence.in(client.id).isEmpty());
}

QTEST_GUILESS_MAIN(ColleaguesTest)
#include "tst_colleagues.moc"
