#include "storefixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

/// Notes that stay in the house.
class InternalNotesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addedAndRead();
    void standsWhereItWasWritten();
    void nothingOfItIsInTheOutboxOrInClear();
    void onlyItsAuthorTakesItBack();
    void followAnUnknownNumber();
    void locked();
};

namespace
{
const QString maria = u"+13125550142"_s;

QString value(StoreFixture &store, const QString &sql)
{
    return waited(store.database.run([sql](QSqlDatabase &db) -> Result<QString> {
               auto query = execSql(db, sql);
               if (!query)
                   return query.error();
               return query->next() ? query->value(0).toString() : QString();
           }))
        .value_or(u"error"_s);
}

QList<InternalNote> notesOf(StoreFixture &store, ClientId client)
{
    return waited(store.notes.ofClient(client)).value_or(QList<InternalNote>());
}
} // namespace

void InternalNotesTest::addedAndRead()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Maria"_s, maria);
    const auto ann = StaffId::create();
    QSignalSpy changed(&store.notes, &InternalNoteStore::changed);
    const auto first = waited(store.notes.add(client.id, u"  Call her sister first.\n"_s, ann, u"Ann"_s));
    QVERIFY(first.has_value());
    QVERIFY(waited(store.notes.add(client.id, u"Done."_s, {}, u"Ben"_s)).has_value());
    QCOMPARE(changed.count(), 2);
    const QList<InternalNote> notes = notesOf(store, client.id);
    QCOMPARE(notes.size(), 2);
    QCOMPARE(notes.at(0).text, u"Call her sister first."_s);
    QCOMPARE(notes.at(0).author, ann);
    QCOMPARE(notes.at(0).authorName, u"Ann"_s);
    QCOMPARE(notes.at(1).text, u"Done."_s);
    QVERIFY(notes.at(1).author.isNull());
    QVERIFY(notesOf(store, ClientId::create()).isEmpty());
    QCOMPARE(waited(store.notes.add(client.id, u" \n"_s, ann, u"Ann"_s)).error().detail, u"empty"_s);
    QVERIFY(!waited(store.notes.add(ClientId::create(), u"of nobody"_s, ann, u"Ann"_s)).has_value());
    QCOMPARE(value(store, u"SELECT count(*) FROM audit_log WHERE action = 'note.added'"_s), u"2"_s);
}

/// By the time it is given: this computer's clock may be wrong, and the texts beside it bear Twilio's.
void InternalNotesTest::standsWhereItWasWritten()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Maria"_s, maria);
    const QDateTime later = QDateTime::currentDateTimeUtc().addDays(2);
    QVERIFY(waited(store.notes.add(client.id, u"Second."_s, {}, u"Ann"_s, later)).has_value());
    QVERIFY(waited(store.notes.add(client.id, u"First."_s, {}, u"Ann"_s, later.addSecs(-60))).has_value());
    const QList<InternalNote> notes = notesOf(store, client.id);
    QCOMPARE(notes.value(0).text, u"First."_s);
    QCOMPARE(notes.value(1).at, later);
}

void InternalNotesTest::nothingOfItIsInTheOutboxOrInClear()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Maria"_s, maria);
    QVERIFY(waited(store.notes.add(client.id, u"owes three invoices"_s, {}, u"Ann"_s)).has_value());
    QCOMPARE(value(store, u"SELECT count(*) FROM communication_logs"_s), u"0"_s);
    QVERIFY(!waited(store.outbox.nextPending(Channel::Sms)).value_or(std::nullopt));
    QCOMPARE(value(store, u"SELECT instr(text_enc, 'invoices') FROM internal_notes"_s), u"0"_s);
}

void InternalNotesTest::onlyItsAuthorTakesItBack()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Maria"_s, maria);
    const auto ann = StaffId::create();
    const auto note = waited(store.notes.add(client.id, u"A mistake."_s, ann, u"Ann"_s));
    QVERIFY(note.has_value());
    QCOMPARE(waited(store.notes.withdraw(note->id, StaffId::create())).error().detail, u"not-the-author"_s);
    QCOMPARE(notesOf(store, client.id).value(0).text, u"A mistake."_s);
    QVERIFY(waited(store.notes.withdraw(note->id, ann)).has_value());
    const InternalNote gone = notesOf(store, client.id).value(0);
    QVERIFY(gone.isWithdrawn());
    QCOMPARE(gone.text, QString());
    // Once; and what was written stays on the record.
    QVERIFY(waited(store.notes.withdraw(note->id, ann)).has_value());
    QCOMPARE(notesOf(store, client.id).value(0).withdrawnAt, gone.withdrawnAt);
    QCOMPARE(value(store, u"SELECT count(*) FROM audit_log WHERE action = 'note.withdrawn'"_s), u"1"_s);
    QCOMPARE(value(store, u"SELECT text_enc IS NOT NULL FROM internal_notes"_s), u"1"_s);
    QCOMPARE(waited(store.notes.withdraw(InternalNoteId::create(), ann)).error().kind, ErrorKind::NotFound);
}

void InternalNotesTest::followAnUnknownNumber()
{
    StoreFixture store;
    QVERIFY(store.open());
    const auto news = StoreFixture::news(Direction::Inbound, u"SM1"_s, maria, u"hi"_s, u"received"_s);
    QVERIFY(waited(store.communications.apply({news}, {QString::fromLatin1(StoreFixture::ownNumber)})).has_value());
    const Client unknown = waited(store.clients.byNumber(PhoneNumber::fromE164(maria))).value_or(Client());
    QVERIFY(unknown.unknown);
    QVERIFY(waited(store.notes.add(unknown.id, u"Maria's sister?"_s, {}, u"Ann"_s)).has_value());
    const Client named = store.addClient(u"Maria"_s, maria); // takes the number over
    QVERIFY(named.id != unknown.id);
    QCOMPARE(notesOf(store, named.id).value(0).text, u"Maria's sister?"_s);
}

void InternalNotesTest::locked()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Maria"_s, maria);
    QVERIFY(waited(store.notes.add(client.id, u"secret"_s, {}, u"Ann"_s)).has_value());
    store.keys.lock();
    QCOMPARE(waited(store.notes.add(client.id, u"more"_s, {}, u"Ann"_s)).error().kind, ErrorKind::Locked);
    const InternalNote note = notesOf(store, client.id).value(0);
    QVERIFY(note.textLocked);
    QCOMPARE(note.text, QString());
}

QTEST_GUILESS_MAIN(InternalNotesTest)
#include "tst_internalnotes.moc"
