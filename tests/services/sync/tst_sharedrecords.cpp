#include "practicetest.h"
#include "secrets/memberkeys.h"
#include "storage/auditlog.h"
#include "support/fakeclock.h"
#include "sync/practicegate.h"
#include "sync/recordscheck.h"
#include "sync/sharedsql.h"

#include <QElapsedTimer>
#include <QSignalSpy>

#include <memory>

using namespace Qt::StringLiterals;

namespace
{
using namespace std::chrono_literals;

constexpr int patience = 60'000;
const QString maria = u"+13125550142"_s;
const QString nobody = u"00000000-0000-0000-0000-000000000000"_s;

QString told(const Result<RecordsReport> &report)
{
    if (!report)
        return u"error: "_s + report.error().detail;
    QStringList lines;
    for (const RecordsFinding &one : report->findings) {
        const QString kind = one.kind == RecordsFinding::Kind::Altered   ? u"altered"_s
                             : one.kind == RecordsFinding::Kind::Missing ? u"missing"_s
                                                                         : u"contradicted"_s;
        lines.append(u"%1 %2 %3 %4"_s.arg(kind, one.isHere ? u"here"_s : u"there"_s, one.person).arg(one.number));
    }
    return lines.join(u'\n');
}
} // namespace

/// The chains of every computer in the practice, what is noticed about them, and the question before a text leaves.
class SharedRecordsTest : public DesktopsTest
{
    Q_OBJECT

private Q_SLOTS:
    void everyEntryArrives();
    void appendOnlyThere();
    void broughtAgainIsKnown();
    void anotherChainUnderTheSameNameIsRefused();
    void peopleAreNoted();
    void wholeChainsAreWhole();
    void tamperedEntryIsNamed_data();
    void tamperedEntryIsNamed();
    void seenHeadsOfOthers();
    void witnessesAreHeard();
    void staffSeesTruncation();
    void restoredComputerContinues();
    void olderServerIsFilledAgain();
    void troubleWithRecordsStopsNothing();
    void checkIsCanceled();
    void reportIsSigned();
    void limitIsCountedByPerson();
    void eachWaitsForItsSlot();
    void sameTextCountsOnce();
    void whatWasSentWithoutAskingCounts();
    void stopOfAColleagueIsHeard();
    void silentServerIsNotWaitedFor();
    void withoutServerThisComputerCounts();

private:
    /// Until what stands in the local log is in the practice.
    bool recorded(Desktop &desktop);
    Result<RecordsReport> checked(Desktop &desktop, const Person &person);
    /// As the owner of the server can.
    QString forge(const QString &sql) const { return shared(u"SET session_replication_role = replica; "_s + sql); }
    bool setLimit(int limit)
    {
        return PracticeFixture::value(*m_ann,
                                      u"SELECT practiceline.push_settings(jsonb_build_array(jsonb_build_object('key', "
                                      "'practice.sends_per_hour', 'value', ?::text, 'updated_at', now())))"_s,
                                      {QString::number(limit)}) == u"practice.sends_per_hour";
    }
    static Communication textTo(const QString &e164)
    {
        Communication row;
        row.id = CommunicationId::create();
        row.peer = PhoneNumber::fromE164(e164);
        return row;
    }
    std::unique_ptr<PracticeGate> gate(Desktop &desktop, GateTiming timing = {})
    {
        return std::make_unique<PracticeGate>(desktop.store.database, desktop.shared, desktop.store.settings, m_clock,
                                              timing);
    }

    SystemClock m_clock;
};

bool SharedRecordsTest::recorded(Desktop &desktop)
{
    QElapsedTimer clock;
    clock.start();
    while (!clock.hasExpired(patience)) {
        if (!desktop.settled())
            return false;
        const QString last =
            desktop.value(u"SELECT hex(hash) FROM audit_log ORDER BY sequence DESC LIMIT 1"_s).toLower();
        if (shared(u"SELECT encode(hash, 'hex') FROM practiceline.audit_heads WHERE device_id = '%1'"_s.arg(
                desktop.id.toString())) == last)
            return true;
    }
    return false;
}

Result<RecordsReport> SharedRecordsTest::checked(Desktop &desktop, const Person &person)
{
    RecordsCheck check(desktop.store.database, desktop.store.keys, desktop.store.audit);
    check.share({person.connection.get(), m_keys, {}, desktop.id, u"Ruiz"_s, u"Ann"_s});
    std::optional<Result<RecordsReport>> report;
    connect(&check, &RecordsCheck::finished, this, [&](const Result<RecordsReport> &found) { report = found; });
    check.start();
    if (!QTest::qWaitFor([&] { return report.has_value(); }, patience))
        return Error{ErrorKind::OutcomeUnknown, 0, u"not finished"_s, {}};
    return *report;
}

void SharedRecordsTest::everyEntryArrives()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    for (int i = 0; i < 120; ++i) // several batches
        (void)ann->store.textIn(SendState::Accepted, client, u"text %1"_s.arg(i));
    QVERIFY(recorded(*ann));
    const QString local = ann->rows(u"SELECT sequence, action, subject, lower(hex(hash)) FROM audit_log ORDER BY "
                                    "sequence"_s)
                              .join(u'\n');
    QCOMPARE(shared(u"SELECT number, what, subject, encode(hash, 'hex') FROM practiceline.audit_log WHERE device_id = "
                    "'%1' ORDER BY number"_s.arg(ann->id.toString())),
             local);
    QVERIFY(ann->value(u"SELECT count(*) FROM audit_log"_s).toInt() > 200); // more than a batch
    // What is a client's is sealed.
    QCOMPARE(shared(u"SELECT count(*) FROM practiceline.audit_log WHERE position('312555' IN details_enc::text || "
                    "subject) > 0"_s),
             u"0"_s);
}

void SharedRecordsTest::appendOnlyThere()
{
    ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(recorded(*ann));
    for (const QString &sql :
         {u"DELETE FROM practiceline.audit_log"_s, u"UPDATE practiceline.audit_log SET what = 'x'"_s,
          u"TRUNCATE practiceline.audit_log"_s, u"DELETE FROM practiceline.practice_log"_s}) {
        // Not even the role that owns the tables.
        const QString said = shared(u"SET ROLE %1; "_s.arg(shared(u"SELECT nspowner::regrole FROM pg_namespace WHERE "
                                                                  "nspname = 'practiceline'"_s)) +
                                    sql);
        QVERIFY2(said.startsWith(u"error"_s), qPrintable(sql));
    }
}

void SharedRecordsTest::broughtAgainIsKnown()
{
    ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(recorded(*ann));
    const QString device = ann->id.toString();
    const QString again =
        u"SELECT practiceline.push_audit('%1', NULL, (SELECT jsonb_agg(jsonb_build_object('number', number, 'hash', "
        "encode(hash, 'hex'), 'previous', encode(previous, 'hex'))) FROM practiceline.audit_log WHERE device_id = '%1'))"_s
            .arg(device);
    QCOMPARE(PracticeFixture::value(*m_ann, again), ann->value(u"SELECT max(sequence) FROM audit_log"_s));
    const QString other = QString(again).replace(u"encode(hash, 'hex')"_s, u"repeat('0', 64)"_s);
    QVERIFY(PracticeFixture::value(*m_ann, other).contains(u"PL002"_s));
    // A gap, and a begin that nobody knows.
    const QString row = u"SELECT practiceline.push_audit('%1', NULL, '[{\"number\": %2, \"at\": 1, \"staff\": \"\", "
                        "\"what\": \"\", \"subject\": \"\", \"details\": \"\", \"key_epoch\": 1, \"salt\": \"\", "
                        "\"previous\": \"\", \"hash\": \"%3\"}]')"_s;
    const QString hash(64, u'a');
    QVERIFY(PracticeFixture::value(*m_ann, row.arg(device).arg(1000).arg(hash)).contains(u"PL002"_s));
    const QString fresh = DeviceId::create().toString();
    QVERIFY(PracticeFixture::value(*m_ann, row.arg(fresh).arg(2).arg(hash)).contains(u"PL002"_s));
    QCOMPARE(PracticeFixture::value(*m_ann, row.arg(fresh).arg(1).arg(hash)), u"1"_s);
    // Another person's computer.
    QVERIFY(PracticeFixture::value(*m_bob, row.arg(fresh).arg(2).arg(hash)).contains(u"42501"_s));
}

/// A copied data folder: two computers that go on under one name.
void SharedRecordsTest::anotherChainUnderTheSameNameIsRefused()
{
    QTemporaryDir folder;
    const QString copy = folder.filePath(u"copy.db"_s);
    ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(recorded(*ann));
    ann->exec(u"VACUUM INTO '%1'"_s.arg(copy));
    StoreFixture twin(copy, ann->store.cipher);
    QVERIFY(twin.open());
    twin.addClient(u"Of the copy"_s, u"+13125550143"_s);
    ann->store.addClient(u"Of the first"_s, u"+13125550144"_s);
    QVERIFY(recorded(*ann));
    RecordsSync sync(twin.database, *m_ann->connection);
    std::optional<Result<void>> ended;
    connect(&sync, &RecordsSync::ended, this, [&](const Result<void> &result) { ended = result; });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"not brought"_s));
    sync.run({twin.cipher, m_keys}, ann->id);
    QTRY_VERIFY_WITH_TIMEOUT(ended.has_value(), patience);
    QCOMPARE(ended->error().kind, ErrorKind::Invalid);
    QCOMPARE(told(checked(*ann, *m_ann)), QString());
}

void SharedRecordsTest::peopleAreNoted()
{
    const auto sue = m_practice->add(*m_ann, u"Sue"_s, u"supervisor"_s);
    QVERIFY(sue);
    const QString client = ann->store.addClient(u"Maria"_s, maria).id.toString();
    QVERIFY(ann->settled());
    (void)PracticeFixture::value(*m_ann, u"SELECT practiceline.show_client('%1', '%2')::text"_s.arg(client, m_bob->id));
    (void)PracticeFixture::value(*m_ann, u"SELECT practiceline.remove_person('%1')::text"_s.arg(sue->id));
    QCOMPARE(
        shared(u"SELECT string_agg(entry::jsonb ->> 'what', ' ' ORDER BY number) FROM practiceline.practice_log"_s),
        u"person.joined person.invited person.approved person.invited person.approved client.shown person.removed"_s);
    QCOMPARE(
        shared(
            u"SELECT string_agg(DISTINCT entry::jsonb ->> 'by', ' ') FROM practiceline.practice_log WHERE number > 1"_s),
        m_ann->id);
    QVERIFY(!shared(u"SELECT string_agg(entry, '') FROM practiceline.practice_log"_s).contains(u"SCRAM"_s));
    QCOMPARE(told(checked(*ann, *m_ann)), QString());
    QCOMPARE(
        forge(u"UPDATE practiceline.practice_log SET entry = replace(entry, 'supervisor', 'admin') WHERE number = 4"_s),
        QString());
    QCOMPARE(told(checked(*ann, *m_ann)), u"altered there  4"_s);
}

void SharedRecordsTest::wholeChainsAreWhole()
{
    ann->store.addClient(u"Maria"_s, maria);
    bob->store.addClient(u"Nina"_s, u"+13125550143"_s);
    QVERIFY(recorded(*ann) && recorded(*bob));
    auto report = checked(*ann, *m_ann);
    QCOMPARE(told(report), QString());
    QVERIFY(report->isEveryChainRead);
    QCOMPARE(report->chains.size(), 3);
    report = checked(*bob, *m_bob);
    QCOMPARE(told(report), QString());
    QVERIFY(!report->isEveryChainRead);
    QCOMPARE(report->chains.size(), 0);
    QVERIFY(report->entries > 0);
}

void SharedRecordsTest::tamperedEntryIsNamed_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("found");
    const QString update = u"UPDATE practiceline.audit_log SET %1 WHERE device_id = '{bob}' AND number = 2"_s;
    for (const char *column : {"staff", "what", "subject"})
        QTest::newRow(column) << update.arg(u"%1 = %1 || 'x'"_s.arg(QLatin1String(column))) << u"altered there Bob 2"_s;
    QTest::newRow("at") << update.arg(u"at = at + interval '1 second'"_s) << u"altered there Bob 2"_s;
    QTest::newRow("details") << update.arg(
                                    u"details_enc = set_byte(details_enc, 30, 1 - get_byte(details_enc, 30) % 2)"_s)
                             << u"altered there Bob 2"_s;
    QTest::newRow("salt") << update.arg(u"salt = set_byte(salt, 0, 1 - get_byte(salt, 0) % 2)"_s)
                          << u"altered there Bob 2"_s;
    QTest::newRow("another's details")
        << update.arg(
               u"details_enc = (SELECT details_enc FROM practiceline.audit_log WHERE device_id = '{ann}' AND number = 2)"_s)
        << u"altered there Bob 2"_s;
    QTest::newRow("taken out") << u"DELETE FROM practiceline.audit_log WHERE device_id = '{bob}' AND number = 2"_s
                               << u"altered there Bob 2"_s;
    QTest::newRow("end cut off") << u"DELETE FROM practiceline.audit_log WHERE device_id = '{bob}' AND number > 2"_s
                                 << u"missing there Bob 3"_s;
}

void SharedRecordsTest::tamperedEntryIsNamed()
{
    QFETCH(QString, sql);
    QFETCH(QString, found);
    ann->store.addClient(u"Maria"_s, maria);
    for (int i = 0; i < 4; ++i)
        bob->store.addClient(u"Nina"_s, u"+1312555015%1"_s.arg(i));
    QVERIFY(recorded(*ann) && recorded(*bob));
    QCOMPARE(forge(sql.replace(u"{bob}"_s, bob->id.toString()).replace(u"{ann}"_s, ann->id.toString())), QString());
    const auto report = checked(*ann, *m_ann);
    QCOMPARE(told(report), found);
    QCOMPARE(report->findings.first().device, bob->id.toString());
}

/// The whole end is gone, the head too: only who saw it before knows.
void SharedRecordsTest::seenHeadsOfOthers()
{
    for (int i = 0; i < 4; ++i)
        bob->store.addClient(u"Nina"_s, u"+1312555015%1"_s.arg(i));
    QVERIFY(recorded(*bob));
    const QString seen = u"SELECT number FROM audit_heads WHERE device = '%1'"_s.arg(bob->id.toString());
    const QString last = bob->value(u"SELECT max(sequence) FROM audit_log"_s);
    QTRY_VERIFY_WITH_TIMEOUT(ann->settled() && ann->value(seen) == last, patience);
    bob.reset(); // it would bring them again
    const QString device = ann->value(u"SELECT device FROM audit_heads WHERE person = 'Bob'"_s);
    QCOMPARE(
        forge(u"DELETE FROM practiceline.audit_log WHERE device_id = '%1' AND number > 2; UPDATE "
              "practiceline.audit_heads h SET number = a.number, hash = a.hash FROM practiceline.audit_log a WHERE "
              "a.device_id = h.device_id AND a.number = 2 AND h.device_id = '%1'"_s.arg(device)),
        QString());
    QVERIFY(ann->settled());
    QCOMPARE(ann->value(seen), last); // what was seen is not given up
    QCOMPARE(told(checked(*ann, *m_ann)), u"missing there Bob 3"_s);
    // Gone as if it had never been.
    QCOMPARE(forge(u"DELETE FROM practiceline.audit_log WHERE device_id = '%1'; DELETE FROM practiceline.audit_heads "
                   "WHERE device_id = '%1'"_s.arg(device)),
             QString());
    QCOMPARE(told(checked(*ann, *m_ann)), u"missing there  1"_s);
}

/// A computer that saw nothing itself finds in the others' entries what they saw.
void SharedRecordsTest::witnessesAreHeard()
{
    for (int i = 0; i < 3; ++i)
        ann->store.addClient(u"Nina"_s, u"+1312555015%1"_s.arg(i));
    QVERIFY(recorded(*ann));
    bob->exec(u"DELETE FROM marks WHERE name = 'records.witness'"_s); // another day
    QVERIFY(bob->settled());
    QTRY_VERIFY_WITH_TIMEOUT(recorded(*bob) &&
                                 bob->value(u"SELECT count(*) FROM audit_log WHERE action = 'records.seen'"_s) != u"0",
                             patience);
    ann->engine.stop();
    bob->engine.stop();
    ann->exec(u"DELETE FROM audit_heads"_s);
    const QString device = ann->id.toString();
    QCOMPARE(told(checked(*ann, *m_ann)), QString());
    QCOMPARE(
        forge(u"DELETE FROM practiceline.audit_log WHERE device_id = '%1' AND number > 1; UPDATE "
              "practiceline.audit_heads h SET number = a.number, hash = a.hash FROM practiceline.audit_log a WHERE "
              "a.device_id = h.device_id AND a.number = 1 AND h.device_id = '%1'"_s.arg(device)),
        QString());
    const auto report = checked(*ann, *m_ann);
    QVERIFY2(told(report).startsWith(u"missing there Ann"_s), qPrintable(told(report)));
}

void SharedRecordsTest::staffSeesTruncation()
{
    for (int i = 0; i < 3; ++i)
        ann->store.addClient(u"Nina"_s, u"+1312555015%1"_s.arg(i));
    QVERIFY(recorded(*ann));
    const QString seen = u"SELECT number FROM audit_heads WHERE device = '%1'"_s.arg(ann->id.toString());
    const QString last = ann->value(u"SELECT max(sequence) FROM audit_log"_s);
    QTRY_VERIFY_WITH_TIMEOUT(bob->settled() && bob->value(seen) == last, patience);
    ann->engine.stop();
    QCOMPARE(
        forge(u"DELETE FROM practiceline.audit_log WHERE device_id = '%1' AND number > 1"_s.arg(ann->id.toString())),
        QString());
    QCOMPARE(told(checked(*bob, *m_bob)), u"missing there Ann "_s + last);
}

void SharedRecordsTest::restoredComputerContinues()
{
    QTemporaryDir folder;
    const QString backUp = folder.filePath(u"back-up.db"_s);
    const QString path = folder.filePath(u"restored.db"_s);
    ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(recorded(*ann));
    const auto last = ann->value(u"SELECT max(sequence) FROM audit_log"_s).toLongLong();
    ann->exec(u"VACUUM INTO '%1'"_s.arg(backUp));
    const QString before = ann->id.toString();
    ann->store.addClient(u"Lost by the restore"_s, u"+13125550144"_s);
    QVERIFY(recorded(*ann));
    const auto cipher = ann->store.cipher;
    ann.reset();
    QVERIFY(QFile::copy(backUp, path));
    {
        StoreFixture store(path, cipher);
        QVERIFY(store.open());
        // What a restore does: the store gets another name.
        QVERIFY(waited(store.database.run(
            [](QSqlDatabase &db) { return runSql(db, u"DELETE FROM marks WHERE name LIKE 'sync.%'"_s); })));
        store.addClient(u"After it"_s, u"+13125550145"_s);
        const auto device = waited(store.database.run([](QSqlDatabase &db) { return SyncMemory::device(db); }));
        QVERIFY(device && device->toString() != before);
        RecordsSync sync(store.database, *m_ann->connection);
        std::optional<Result<void>> ended;
        connect(&sync, &RecordsSync::ended, this, [&](const Result<void> &result) { ended = result; });
        sync.run({cipher, m_keys}, *device);
        QTRY_VERIFY_WITH_TIMEOUT(ended.has_value(), patience);
        QVERIFY2(ended->has_value(), ended->has_value() ? "" : qPrintable(ended->error().detail));
        QCOMPARE(
            shared(u"SELECT concat_ws(' ', first, earlier) FROM practiceline.audit_heads WHERE device_id = '%1'"_s.arg(
                device->toString())),
            u"%1 %2"_s.arg(last + 1).arg(before));
    }
    // The former chain and the one that follows it.
    QCOMPARE(told(checked(*bob, *m_bob)), QString());
    RecordsCheck check(bob->store.database, bob->store.keys, bob->store.audit);
    QCOMPARE(told(checked(*bob, *m_ann)), QString());
    QCOMPARE(forge(u"UPDATE practiceline.audit_heads SET earlier = '%1' WHERE earlier IS NOT NULL"_s.arg(
                 bob->id.toString())),
             QString());
    QCOMPARE(told(checked(*bob, *m_ann)), u"altered there Ann %1"_s.arg(last + 1));
}

void SharedRecordsTest::olderServerIsFilledAgain()
{
    ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(recorded(*ann));
    QCOMPARE(
        forge(u"DELETE FROM practiceline.audit_log WHERE device_id = '%1' AND number > 1; UPDATE "
              "practiceline.audit_heads h SET number = a.number, hash = a.hash FROM practiceline.audit_log a WHERE "
              "a.device_id = h.device_id AND a.number = 1 AND h.device_id = '%1'"_s.arg(ann->id.toString())),
        QString());
    QVERIFY(recorded(*ann));
    QCOMPARE(told(checked(*ann, *m_ann)), QString());
}

void SharedRecordsTest::troubleWithRecordsStopsNothing()
{
    (void)shared(u"ALTER FUNCTION practiceline.push_audit(uuid, uuid, jsonb) RENAME TO gone"_s);
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled());
    QVERIFY(bob->settled());
    QCOMPARE(bob->client(maria).id, client.id);
    (void)shared(u"ALTER FUNCTION practiceline.gone(uuid, uuid, jsonb) RENAME TO push_audit"_s);
    QVERIFY(recorded(*ann));
}

void SharedRecordsTest::checkIsCanceled()
{
    ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(recorded(*ann));
    RecordsCheck check(ann->store.database, ann->store.keys, ann->store.audit);
    check.share({m_ann->connection.get(), m_keys, {}, ann->id, u"Ruiz"_s, u"Ann"_s});
    QSignalSpy finished(&check, &RecordsCheck::finished);
    connect(&check, &RecordsCheck::progressed, &check, &RecordsCheck::cancel);
    check.start();
    check.start(); // is ignored
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), qsizetype(1), patience);
    QCOMPARE(finished.first().first().value<Result<RecordsReport>>().error().kind, ErrorKind::Cancelled);
    QTest::qWait(50);
    QCOMPARE(finished.size(), qsizetype(1));
}

void SharedRecordsTest::reportIsSigned()
{
    const MemberKeys keys = MemberKeys::make();
    RecordsReport report;
    report.madeAt = QDateTime::currentDateTimeUtc();
    report.person = u"Ann"_s;
    report.findings.append({RecordsFinding::Kind::Missing, false, {}, u"Bob"_s, 4, report.madeAt});
    RecordsCheck check(ann->store.database, ann->store.keys, ann->store.audit);
    check.share({m_ann->connection.get(), m_keys, keys.signSeed, ann->id, u"Ruiz"_s, u"Ann"_s});
    const QByteArray file = waited(check.signedFile(report, u"records.txt"_s)).value_or(QByteArray());
    const auto read = SignedReport::verify(file);
    QVERIFY(read.has_value());
    QCOMPARE(read->text, report.toText());
    QCOMPARE(read->publicKey, keys.signPublic);
    QCOMPARE(read->fingerprint, MemberKeyring::fingerprint(keys.signPublic));
    for (qsizetype at = 0; at < file.size(); ++at) {
        QByteArray altered = file;
        altered[at] = static_cast<char>(altered.at(at) ^ 1);
        QVERIFY2(!SignedReport::verify(altered), qPrintable(QString::number(at)));
    }
    QVERIFY(!SignedReport::verify(file + '\n'));
    QVERIFY(!SignedReport::verify(file.chopped(1)));
    QVERIFY(!SignedReport::verify({}));
    // A computer that shares with nobody: always with the same key of its store.
    check.leave();
    const auto one = SignedReport::verify(waited(check.signedFile(report, u"records.txt"_s)).value_or(QByteArray()));
    const auto two = SignedReport::verify(waited(check.signedFile(report, u"records.txt"_s)).value_or(QByteArray()));
    QVERIFY(one && two);
    QCOMPARE(one->publicKey, two->publicKey);
    QVERIFY(one->publicKey != keys.signPublic);
}

// ---- the question before a text leaves

void SharedRecordsTest::limitIsCountedByPerson()
{
    const auto gates = {gate(*ann), gate(*ann)};
    const auto &mine = *gates.begin();
    for (int i = 0; i < 3; ++i) // no limit yet
        QVERIFY(!waited(mine->ask(textTo(maria)))->wait);
    QVERIFY(setLimit(5));
    QVERIFY(!waited(mine->ask(textTo(maria)))->wait);
    QVERIFY(!waited((*(gates.begin() + 1))->ask(textTo(maria)))->wait); // another computer of the same person
    const auto over = waited(mine->ask(textTo(maria)));
    QVERIFY(over->wait);
    QCOMPARE(over->hourlyLimit, 5);
    QVERIFY(*over->wait <= 1h && *over->wait > 50min);
    QVERIFY(!waited(gate(*bob)->ask(textTo(maria)))->wait); // another person
    // The oldest leaves the hour.
    (void)forge(u"UPDATE practiceline.send_slots SET at = at - interval '1 hour' WHERE id = (SELECT id FROM "
                "practiceline.send_slots WHERE person = '%1' ORDER BY at LIMIT 1)"_s.arg(m_ann->id));
    QVERIFY(!waited(mine->ask(textTo(maria)))->wait);
    QVERIFY(waited(mine->ask(textTo(maria)))->wait);
    // Nonsense is no limit.
    (void)shared(u"UPDATE practiceline.settings SET value = '-1' WHERE key = 'practice.sends_per_hour'"_s);
    QVERIFY(!waited(mine->ask(textTo(maria)))->wait);
}

void SharedRecordsTest::eachWaitsForItsSlot()
{
    QVERIFY(setLimit(2));
    const QString ask =
        u"SELECT coalesce(round(wait_ms / 60000.0)::text, '') FROM practiceline.may_send('%1', '', %2, '[]')"_s;
    const auto minutes = [&](int waiting) {
        return PracticeFixture::value(*m_ann, ask.arg(CommunicationId::create().toString()).arg(waiting));
    };
    QCOMPARE(minutes(0), QString());
    QCOMPARE(minutes(0), QString());
    (void)forge(u"UPDATE practiceline.send_slots SET at = at - interval '30 minutes' WHERE id = (SELECT id FROM "
                "practiceline.send_slots ORDER BY at LIMIT 1)"_s);
    QCOMPARE(minutes(0), u"30"_s);
    QCOMPARE(minutes(1), u"60"_s);
    QCOMPARE(minutes(2), u"90"_s);
    QCOMPARE(minutes(3), u"120"_s);
}

void SharedRecordsTest::sameTextCountsOnce()
{
    QVERIFY(setLimit(2));
    const auto asked = gate(*ann);
    const Communication row = textTo(maria);
    for (int i = 0; i < 5; ++i)
        QVERIFY(!waited(asked->ask(row))->wait);
    QVERIFY(!waited(asked->ask(textTo(maria)))->wait);
    QVERIFY(!waited(asked->ask(row))->wait);
    QVERIFY(waited(asked->ask(textTo(maria)))->wait);
}

void SharedRecordsTest::whatWasSentWithoutAskingCounts()
{
    QVERIFY(setLimit(3));
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    for (int i = 0; i < 3; ++i) {
        const auto row = waited(ann->store.outbox.add(StoreFixture::text(client, u"text %1"_s.arg(i))));
        QVERIFY(waited(ann->store.outbox.markSending(row->id, AttemptId::create(), m_clock.now())));
    }
    QVERIFY(waited(gate(*ann)->ask(textTo(maria)))->wait);
}

void SharedRecordsTest::stopOfAColleagueIsHeard()
{
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    QVERIFY(ann->settled() && bob->settled());
    QVERIFY(waited(bob->store.clients.setPermission(PhoneNumber::fromE164(maria), TextPermission::OptedOut,
                                                    u"said so"_s, m_clock.now())));
    ann->engine.wake(); // nothing of the opt-out yet, or just now: the question knows it in any case
    QVERIFY(bob->settled());
    const auto advice = waited(gate(*ann)->ask(textTo(maria)));
    QCOMPARE(advice->permission, TextPermission::OptedOut);
    QVERIFY(advice->permissionSince.isValid());
    // Also of a client that the asker does not see.
    (void)PracticeFixture::value(
        *m_ann, u"SELECT practiceline.show_client('%1', '%2')::text"_s.arg(client.id.toString(), m_ann->id));
    QCOMPARE(waited(gate(*bob)->ask(textTo(maria)))->permission, TextPermission::OptedOut);
    QCOMPARE(waited(gate(*bob)->ask(textTo(u"+13125550149"_s)))->permission, TextPermission::MayText);
}

void SharedRecordsTest::silentServerIsNotWaitedFor()
{
    QVERIFY(setLimit(1));
    QVERIFY(ann->settled());
    const auto asked = gate(*ann, {50ms});
    std::atomic<bool> mayGoOn = false;
    // A long job is before it.
    auto job = ann->shared.run([&mayGoOn](QSqlDatabase &) -> Result<void> {
        while (!mayGoOn)
            QThread::msleep(5);
        return {};
    });
    const auto first = waited(asked->ask(textTo(maria)));
    const auto second = waited(asked->ask(textTo(maria)));
    const bool isBusy = !job.isFinished();
    mayGoOn = true;
    QVERIFY(isBusy);
    QVERIFY(first && second && !first->wait && !second->wait); // by its own count: it has sent none
    QVERIFY(waited(job));
    // The late answer to the first question counted it, and the practice is asked again.
    QTRY_VERIFY_WITH_TIMEOUT(waited(asked->ask(textTo(maria)))->wait.has_value(), patience);
    QCOMPARE(shared(u"SELECT count(*) FROM practiceline.send_slots"_s), u"1"_s);
}

void SharedRecordsTest::withoutServerThisComputerCounts()
{
    QVERIFY(setLimit(2));
    QVERIFY(ann->settled());
    QVERIFY(waited(ann->store.settings.load()));
    QCOMPARE(ann->store.settings.current().sendsPerHour, 2);
    const Client client = ann->store.addClient(u"Maria"_s, maria);
    ann->engine.stop();
    const auto asked = gate(*ann);
    const auto now = m_clock.now();
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(waited(asked->ask(textTo(maria)))->wait.has_value(), i >= 2);
        if (i == 2)
            break;
        const auto row = waited(ann->store.outbox.add(StoreFixture::text(client, u"text %1"_s.arg(i))));
        QVERIFY(waited(ann->store.outbox.markSending(row->id, AttemptId::create(), now.addSecs(-60 * (40 - 10 * i)))));
    }
    const auto over = waited(asked->ask(textTo(maria)));
    QCOMPARE(over->hourlyLimit, 2);
    QVERIFY(*over->wait > 19min && *over->wait <= 20min + 1s); // the older one was sent 40 minutes ago
}

QTEST_GUILESS_MAIN(SharedRecordsTest)
#include "tst_sharedrecords.moc"
