#include "practicetest.h"

using namespace Qt::StringLiterals;

/// Bob writes for Ann: who may, what the practice keeps of it, and what a right that ends meanwhile changes.
class DeputiesTest : public DesktopsTest
{
    Q_OBJECT

private Q_SLOTS:
    void namedAndWithdrawn();
    void whoLeavesIsNobodysDeputy();
    void whoOnlyReadsIsNobodysDeputy();
    void bothNamesArrive();
    void withdrawnWhileOffline();
    void aProgramThatDoesNotAsk();
    void onRecordItStays();
    void nobodySetsItOnAnothersRow();
    void rowsOfNobodySpeakForNobody();
    void broughtAfterARestore();
    void aRightThatTheServerLost();

private:
    void begin() override;
    void end() override;
    QString name(const Person &by, const Person &person, const Person &deputy)
    {
        return PracticeFixture::value(by, u"SELECT practiceline.name_deputy(?::uuid, ?::uuid)::text"_s,
                                      {person.id, deputy.id});
    }
    QString withdraw(const Person &by, const Person &person, const Person &deputy)
    {
        return PracticeFixture::value(by, u"SELECT practiceline.withdraw_deputy(?::uuid, ?::uuid)::text"_s,
                                      {person.id, deputy.id});
    }
    /// What the practice's own records say beside who came and went, oldest first.
    QString noted()
    {
        return shared(u"SELECT string_agg(entry::jsonb ->> 'what', ' ' ORDER BY number) FROM practiceline.practice_log "
                      "WHERE entry::jsonb ->> 'what' !~ '^person'"_s);
    }
    /// What each of them knows of a text: "Bob for Ann".
    QString names(Desktop &desktop, const QString &body);
    Result<Communication> text(Desktop &desktop, const Person &onBehalfOf, const QString &body);

    std::unique_ptr<Person> m_carol;
    Client m_maria;
};

namespace
{
const QString maria = u"+13125550142"_s;
const QString refused = u"42501"_s;
} // namespace

QString DeputiesTest::names(Desktop &desktop, const QString &body)
{
    for (const Communication &row : desktop.conversation(desktop.client(maria).id)) {
        if (row.body == body)
            return row.onBehalfOf.isNull() ? row.staffName : row.staffName + u" for "_s + row.onBehalfName;
    }
    return u"no such text"_s;
}

Result<Communication> DeputiesTest::text(Desktop &desktop, const Person &onBehalfOf, const QString &body)
{
    Communication row = StoreFixture::text(desktop.client(maria), body);
    row.staffName = u"me"_s;
    row.onBehalfOf = StaffId::fromString(onBehalfOf.id);
    return waited(desktop.store.outbox.add(row));
}

void DeputiesTest::begin()
{
    DesktopsTest::begin();
    if (QTest::currentTestFailed())
        return;
    m_carol = m_practice->add(*m_ann, u"Carol"_s, u"staff"_s);
    QVERIFY2(m_carol, qPrintable(m_practice->whyNot()));
    m_maria = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
}

void DeputiesTest::end()
{
    m_carol.reset();
    DesktopsTest::end();
}

void DeputiesTest::namedAndWithdrawn()
{
    // One's own: by oneself; of others: by administrators.
    QVERIFY(name(*m_bob, *m_ann, *m_bob).contains(refused));
    QVERIFY(name(*m_bob, *m_carol, *m_bob).contains(refused));
    QCOMPARE(name(*m_carol, *m_carol, *m_bob), QString());
    QCOMPARE(name(*m_ann, *m_ann, *m_bob), QString());
    QCOMPARE(name(*m_ann, *m_ann, *m_bob), QString()); // the reply was lost: once is enough
    QVERIFY(bob->settled() && ann->settled());
    for (Desktop *one : {ann.get(), bob.get()}) {
        QVERIFY(one->all.staff);
        QVERIFY(waited(one->store.staff.load()));
        const auto represented = one->store.staff.representedBy(StaffId::fromString(m_bob->id));
        QCOMPARE(represented.size(), 2);
        QCOMPARE(represented.first().name, u"Ann"_s);
        QCOMPARE(one->store.staff.deputiesOf(StaffId::fromString(m_carol->id)).value(0).name, u"Bob"_s);
        QVERIFY(one->store.staff.deputiesOf(StaffId::fromString(m_bob->id)).isEmpty());
    }
    QVERIFY(withdraw(*m_bob, *m_carol, *m_bob).contains(refused));
    QCOMPARE(withdraw(*m_ann, *m_carol, *m_bob), QString());
    QCOMPARE(withdraw(*m_ann, *m_carol, *m_bob), QString());
    QVERIFY(bob->settled());
    QVERIFY(waited(bob->store.staff.load()));
    QCOMPARE(bob->store.staff.representedBy(StaffId::fromString(m_bob->id)).size(), 1);
    QCOMPARE(noted(), u"deputy.named deputy.named deputy.withdrawn"_s);
    // Named again it is another right; both are on the record.
    QCOMPARE(name(*m_carol, *m_carol, *m_bob), QString());
    QCOMPARE(shared(u"SELECT count(*), count(withdrawn_at) FROM practiceline.deputies WHERE person = '%1'"_s.arg(
                 m_carol->id)),
             u"2|1"_s);
}

void DeputiesTest::whoLeavesIsNobodysDeputy()
{
    QCOMPARE(name(*m_ann, *m_ann, *m_bob), QString());
    QCOMPARE(name(*m_ann, *m_carol, *m_ann), QString());
    QCOMPARE(name(*m_ann, *m_bob, *m_ann), QString());
    (void)PracticeFixture::value(*m_ann, u"SELECT practiceline.remove_person(?::uuid)::text"_s, {m_bob->id});
    QCOMPARE(shared(u"SELECT deputy = '%1', person = '%2' FROM practiceline.deputies WHERE withdrawn_at IS NULL"_s.arg(
                 m_ann->id, m_carol->id)),
             u"t|t"_s);
    QVERIFY(name(*m_ann, *m_ann, *m_bob).contains(refused));
    QVERIFY(name(*m_ann, *m_bob, *m_ann).contains(refused));
}

void DeputiesTest::whoOnlyReadsIsNobodysDeputy()
{
    QCOMPARE(name(*m_ann, *m_ann, *m_carol), QString());
    QCOMPARE(name(*m_ann, *m_carol, *m_bob), QString());
    QCOMPARE(PracticeFixture::value(*m_ann, u"SELECT practiceline.set_role(?::uuid, 'supervisor', '\\x00')::text"_s,
                                    {m_carol->id}),
             QString());
    QCOMPARE(shared(u"SELECT person = '%1' FROM practiceline.deputies WHERE withdrawn_at IS NULL"_s.arg(m_carol->id)),
             u"t"_s); // a supervisor is written for, and writes for nobody
}

void DeputiesTest::bothNamesArrive()
{
    QCOMPARE(name(*m_ann, *m_ann, *m_bob), QString());
    QVERIFY(bob->settled());
    const auto sent = text(*bob, *m_ann, u"Your papers are ready."_s);
    QVERIFY(sent);
    QVERIFY(bob->settled() && ann->settled());
    QCOMPARE(names(*ann, u"Your papers are ready."_s), u"Bob for Ann"_s);
    QCOMPARE(shared(u"SELECT s.name, p.name, on_behalf_name FROM communication_logs l JOIN practiceline.staff s ON "
                    "s.id = l.staff_id JOIN practiceline.staff p ON p.id = l.on_behalf_of"_s),
             u"Bob|Ann|Ann"_s);
    QCOMPARE(noted(), u"deputy.named"_s); // the claim is covered
    // Both find it in the history.
    for (const Person *person : {m_ann.get(), m_bob.get(), m_carol.get()}) {
        CommunicationFilter filter;
        filter.staffId = StaffId::fromString(person->id);
        const auto page = waited(ann->store.communications.page(filter, {}, 10));
        QVERIFY(page);
        QCOMPARE(page->rows.size(), person == m_carol.get() ? 0 : 1);
    }
}

void DeputiesTest::withdrawnWhileOffline()
{
    QCOMPARE(name(*m_ann, *m_ann, *m_bob), QString());
    QVERIFY(bob->settled());
    bob->engine.stop();
    QCOMPARE(withdraw(*m_ann, *m_ann, *m_bob), QString());
    QVERIFY(text(*bob, *m_ann, u"sent all the same"_s)); // Bob's computer does not know
    QVERIFY(bob->start());
    QVERIFY(bob->settled() && ann->settled());
    QCOMPARE(bob->engine.status().refused, 0);
    QCOMPARE(names(*ann, u"sent all the same"_s), u"Bob for Ann"_s); // as it was written
    QCOMPARE(noted(), u"deputy.named deputy.withdrawn claim.not_covered"_s);
    QCOMPARE(
        shared(u"SELECT entry::jsonb ->> 'by' = '%1', entry::jsonb ->> 'person' = '%2', entry::jsonb ? 'withdrawn' "
               "FROM practiceline.practice_log WHERE entry::jsonb ->> 'what' = 'claim.not_covered'"_s.arg(m_bob->id,
                                                                                                          m_ann->id)),
        u"t|t|t"_s);
    // Brought again it is not noted again.
    bob->exec(u"UPDATE communication_logs SET error_text = 'again'"_s);
    QVERIFY(bob->settled());
    QCOMPARE(noted(), u"deputy.named deputy.withdrawn claim.not_covered"_s);
    // Now it knows.
    const auto next = text(*bob, *m_ann, u"another"_s);
    QVERIFY(!next && next.error().detail == u"not-deputy"_s);
}

void DeputiesTest::aProgramThatDoesNotAsk()
{
    bob->engine.stop(); // what a row said first of whom it is for stays
    Communication row = StoreFixture::text(bob->client(maria), u"in Carol's name"_s);
    const auto added = waited(bob->store.outbox.add(row));
    QVERIFY(added);
    bob->exec(u"UPDATE communication_logs SET on_behalf_of = '%1', on_behalf_name = 'The Queen'"_s.arg(m_carol->id));
    QVERIFY(bob->start());
    QVERIFY(bob->settled() && ann->settled());
    QCOMPARE(names(*ann, u"in Carol's name"_s).section(u" for "_s, 1), u"Carol"_s); // the practice's name for her
    QCOMPARE(noted(), u"claim.not_covered"_s);
}

/// Neither its author nor a hosted function changes whom it spoke for.
void DeputiesTest::onRecordItStays()
{
    QCOMPARE(name(*m_ann, *m_ann, *m_bob), QString());
    QVERIFY(bob->settled());
    const auto sent = text(*bob, *m_ann, u"for Ann"_s);
    QVERIFY(sent);
    QVERIFY(bob->settled());
    bob->exec(u"UPDATE communication_logs SET on_behalf_of = '%1', on_behalf_name = 'x', error_text = 'x'"_s.arg(
        m_carol->id));
    QVERIFY(bob->settled() && bob->settled());
    const QString asKept = u"SELECT on_behalf_of = '%1', on_behalf_name FROM communication_logs"_s.arg(m_ann->id);
    QCOMPARE(shared(asKept), u"t|Ann"_s);
    QCOMPARE(shared(u"SELECT error_text FROM communication_logs"_s), u"x"_s); // the rest of it arrived
    (void)shared(u"UPDATE communication_logs SET on_behalf_of = NULL, on_behalf_name = ''"_s);
    QCOMPARE(shared(asKept), u"t|Ann"_s);
    QVERIFY(bob->settled());
    QCOMPARE(names(*bob, u"for Ann"_s), u"Bob for Ann"_s); // and Bob's computer has it back
}

void DeputiesTest::nobodySetsItOnAnothersRow()
{
    const auto added = waited(bob->store.outbox.add(StoreFixture::text(bob->client(maria), u"Bob's own"_s)));
    QVERIFY(added);
    QVERIFY(bob->settled());
    const QString push =
        u"SELECT real_id::text FROM practiceline.push_communications('%1', '[{\"id\": \"%2\", "
        "\"client_id\": \"%3\", \"device_id\": \"%4\", \"staff_id\": \"%5\", \"on_behalf_of\": \"%6\", "
        "\"communication_type\": \"sms\", \"direction\": \"outbound\"}]'::jsonb)"_s;
    for (const Person *by : {m_ann.get(), m_carol.get(), m_bob.get()}) {
        (void)PracticeFixture::value(*by, push.arg(DeviceId::create().toString(), added->id.toString(),
                                                   m_maria.id.toString(), bob->id.toString(), m_bob->id, m_ann->id));
        QCOMPARE(shared(u"SELECT on_behalf_of IS NULL, on_behalf_name FROM communication_logs"_s), u"t|"_s);
    }
    QCOMPARE(noted(), QString());
}

/// What Twilio's list or a hosted function wrote, and a text for oneself.
void DeputiesTest::rowsOfNobodySpeakForNobody()
{
    (void)shared(u"INSERT INTO communication_logs (communication_type, direction, to_number, content, on_behalf_of, "
                 "on_behalf_name) VALUES ('sms', 'outbound', '%1', 'x', '%2', 'Ann')"_s.arg(maria, m_ann->id));
    (void)shared(u"INSERT INTO communication_logs (communication_type, direction, to_number, content, staff_id, "
                 "on_behalf_of) VALUES ('sms', 'outbound', '%1', 'y', '%2', '%2')"_s.arg(maria, m_ann->id));
    QCOMPARE(shared(u"SELECT count(*), count(on_behalf_of), max(on_behalf_name) FROM communication_logs"_s), u"2|0|"_s);
    QCOMPARE(noted(), QString());
}

/// An administrator's computer brings back what the server lost; a right that was in force then covers it.
void DeputiesTest::broughtAfterARestore()
{
    QCOMPARE(name(*m_ann, *m_ann, *m_bob), QString());
    QVERIFY(bob->settled());
    QVERIFY(text(*bob, *m_ann, u"covered"_s));
    QVERIFY(bob->settled() && ann->settled());
    bob->engine.stop();
    QCOMPARE(withdraw(*m_ann, *m_ann, *m_bob), QString());
    (void)shared(u"DELETE FROM communication_logs; UPDATE practiceline.practice SET sync_epoch = gen_random_uuid()"_s);
    QVERIFY(ann->settled());
    QCOMPARE(shared(u"SELECT on_behalf_name FROM communication_logs"_s), u"Ann"_s);
    QCOMPARE(noted(), u"deputy.named deputy.withdrawn"_s);
    // One that was never allowed is noted, whoever brings it: as the server lost the row, there is no first word.
    ann->engine.stop();
    ann->exec(u"UPDATE communication_logs SET on_behalf_of = '%1'"_s.arg(m_carol->id));
    (void)shared(u"DELETE FROM communication_logs; UPDATE practiceline.practice SET sync_epoch = gen_random_uuid()"_s);
    QVERIFY(ann->start());
    QVERIFY(ann->settled());
    QCOMPARE(noted(), u"deputy.named deputy.withdrawn claim.not_covered"_s);
}

void DeputiesTest::aRightThatTheServerLost()
{
    QCOMPARE(name(*m_ann, *m_ann, *m_bob), QString());
    QVERIFY(bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM deputies"_s), u"1"_s);
    (void)shared(
        u"DELETE FROM practiceline.deputies; UPDATE practiceline.practice SET sync_epoch = gen_random_uuid()"_s);
    QVERIFY(bob->settled());
    QCOMPARE(bob->value(u"SELECT count(*) FROM deputies"_s), u"0"_s);
    QVERIFY(!text(*bob, *m_ann, u"x"_s));
}

QTEST_GUILESS_MAIN(DeputiesTest)
#include "tst_deputies.moc"
