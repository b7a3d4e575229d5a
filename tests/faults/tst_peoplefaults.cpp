#include "faultspeople.h"
#include "support/practicetexts.h"
#include "sync/practicekeys.h"
#include "sync/practicesecrets.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace
{
QList<QByteArray> bytesOf(const QMap<int, SecureKey> &keys)
{
    QList<QByteArray> all;
    for (const SecureKey &key : keys)
        all.append(key.toBytes());
    return all;
}
} // namespace

/// Every call of libpq fails once while people come, go, or get another key: who tries again comes to the end, nothing
/// is there twice, and nobody is shut out (security.md, "Joining a practice").
class PeopleFaultsTest : public PeopleTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyCallOfInvitingFails_data() { moments(); }
    void everyCallOfInvitingFails();
    void everyCallOfJoiningFails_data() { moments(); }
    void everyCallOfJoiningFails();
    void everyCallOfApprovingFails_data() { moments(); }
    void everyCallOfApprovingFails();
    void everyCallOfFetchingKeysFails_data() { moments(); }
    void everyCallOfFetchingKeysFails();
    void everyCallOfRemovingFails_data() { moments(); }
    void everyCallOfRemovingFails();
    void everyCallOfLeavingFails_data() { moments(); }
    void everyCallOfLeavingFails();
    void everyCallOfReencryptionFails_data() { moments(); }
    void everyCallOfReencryptionFails();
    void cleanup();
};

void PeopleFaultsTest::init()
{
    QVERIFY(migrate());
    auto member = waited(PracticeSetUp().run(setUpRequest(), Membership::begin()));
    QVERIFY2(member && member->writeCa(m_folder.path()), qPrintable(member ? QString() : member.error().detail));
    ann = std::make_unique<Line>(*member);
    QVERIFY(ann->isThere());
}

void PeopleFaultsTest::cleanup()
{
    ann.reset();
    m_practice.reset();
}

void PeopleFaultsTest::everyCallOfInvitingFails()
{
    QFETCH(bool, isDone);
    const QString logins = u"SELECT count(*) FROM pg_roles WHERE rolname LIKE 'pl\\_%'"_s;
    FaultRun run(isDone);
    while (run.next()) {
        const int before = shared(logins).toInt();
        run.arm();
        auto invited = invite(nameOf(run.call()));
        run.disarm();
        QVERIFY(ann->isThere());
        if (!invited)
            invited = invite(nameOf(run.call()));
        QVERIFY2(invited, qPrintable(run.where(invited)));
        invited->address.caFile = ann->member.address.caFile;
        QVERIFY2(waited(SharedDatabase().open(invited->address, invited->password)), qPrintable(run.where()));
        QCOMPARE(staff(nameOf(run.call()), u"count(*)"_s), u"1"_s);
        QCOMPARE(shared(logins).toInt(), before + 1);
    }
    QVERIFY(run.failed() >= 4);
    qInfo("%d calls", run.failed());
}

/// The computer may be switched off in between: what it asked with is kept.
void PeopleFaultsTest::everyCallOfJoiningFails()
{
    QFETCH(bool, isDone);
    int goneOn = 0;
    FaultRun run(isDone);
    while (run.next()) {
        const auto invited = invite(nameOf(run.call()));
        QVERIFY2(invited, qPrintable(run.where(invited)));
        Computer ben;
        QVERIFY(ben.open());
        QSignalSpy looked(&ben.sharing(), &Sharing::notApproved);
        run.arm();
        auto joined = waited(ben.sharing().join(*invited));
        if (joined) // and looks whether somebody has approved
            QVERIFY(looked.count() > 0 || looked.wait(60'000));
        run.disarm();
        if (!joined) {
            QCOMPARE(joined.error().kind, ErrorKind::Offline);
            goneOn += shared(u"SELECT count(*) FROM practiceline.join_requests"_s).toInt();
            if (run.call() % 2 == 0)
                QVERIFY(ben.start());
            QCOMPARE(ben.sharing().state(), Sharing::State::Off);
            joined = waited(ben.sharing().join(*invited));
        }
        QVERIFY2(joined, qPrintable(run.where(joined)));
        QCOMPARE(ben.sharing().state(), Sharing::State::Asked);
        const auto requests = waited(ann->people.requests());
        QVERIFY(requests && requests->size() == 1);
        const JoinRequest &request = requests->first();
        QCOMPARE(request.boxPublic, ben.sharing().membership().own.boxPublic); // which the six words follow from
        QCOMPARE(request.signPublic, ben.sharing().membership().own.signPublic);
        QVERIFY(waited(ann->people.approve(request, ann->member)));
        QTRY_VERIFY_WITH_TIMEOUT((ben.sharing().lookForApproval(), ben.sharing().state() == Sharing::State::Member),
                                 60'000);
        QCOMPARE(bytesOf(ben.sharing().membership().practiceKeys), bytesOf(ann->member.practiceKeys));
        QCOMPARE(staff(nameOf(run.call()), u"count(*)"_s), u"1"_s);
        ben.sharing().stop();
    }
    QVERIFY(run.failed() >= 15);
    QVERIFY(goneOn > 0 || !isDone);
    qInfo("%d calls, %d times the answer was lost", run.failed(), goneOn);
}

void PeopleFaultsTest::everyCallOfApprovingFails()
{
    QFETCH(bool, isDone);
    FaultRun run(isDone);
    while (run.next()) {
        const auto ben = newcomer(nameOf(run.call()));
        QVERIFY2(ben, qPrintable(run.where(ben)));
        run.arm();
        auto requests = waited(ann->people.requests());
        if (!requests) { // a line that is cut is looked over again, as with every change
            QVERIFY(ann->isThere());
            requests = waited(ann->people.requests());
        }
        QVERIFY(requests && requests->size() == 1);
        auto approved = waited(ann->people.approve(requests->first(), ann->member));
        run.disarm();
        QVERIFY(ann->isThere());
        if (!approved) // the dialog is still there
            approved = waited(ann->people.approve(requests->first(), ann->member));
        QVERIFY2(approved, qPrintable(run.where(approved)));
        const auto keys = waited(Joining().fetchKeys(*ben));
        QVERIFY2(keys, qPrintable(run.where(keys)));
        QCOMPARE(bytesOf(keys->practiceKeys), bytesOf(ann->member.practiceKeys));
        QCOMPARE(shared(u"SELECT count(*) FROM practiceline.join_requests"_s), u"0"_s);
        QCOMPARE(shared(u"SELECT count(*) FROM practiceline.endorsements WHERE endorsed = '%1'"_s.arg(
                     ben->staff.toString())),
                 u"1"_s);
    }
    QVERIFY(run.failed() >= 2);
    qInfo("%d calls", run.failed());
    // Whom nobody approved, or with other keys, is not approved by being asked for twice.
    const auto eve = newcomer(nameOf(0));
    QVERIFY(eve);
    auto requests = waited(ann->people.requests());
    QVERIFY(requests && requests->size() == 1);
    JoinRequest other = requests->first();
    other.boxPublic = MemberKeys::make().boxPublic;
    QVERIFY(!waited(ann->people.approve(other, ann->member)));
    QVERIFY(waited(ann->people.approve(requests->first(), ann->member)));
    other = requests->first();
    other.signPublic = MemberKeys::make().signPublic;
    QVERIFY(!waited(ann->people.approve(other, ann->member)));
    QVERIFY(waited(ann->people.remove(eve->staff, ann->member)));
    QVERIFY(!waited(ann->people.approve(requests->first(), ann->member)));
}

void PeopleFaultsTest::everyCallOfFetchingKeysFails()
{
    QFETCH(bool, isDone);
    const auto ben = member(nameOf(0));
    QVERIFY2(ben, qPrintable(ben ? QString() : ben.error().detail));
    Membership waiting = *ben;
    waiting.practiceKeys.clear();
    FaultRun run(isDone);
    while (run.next()) {
        run.arm();
        auto keys = waited(Joining().fetchKeys(waiting));
        run.disarm();
        if (!keys) {
            QCOMPARE(keys.error().kind, ErrorKind::Offline); // not that the membership has ended
            keys = waited(Joining().fetchKeys(waiting));
        }
        QVERIFY2(keys, qPrintable(run.where(keys)));
        QCOMPARE(bytesOf(keys->practiceKeys), bytesOf(ann->member.practiceKeys));
    }
    QVERIFY(run.failed() >= 10);
    qInfo("%d calls", run.failed());
}

/// And with it comes a new key: one.
void PeopleFaultsTest::everyCallOfRemovingFails()
{
    QFETCH(bool, isDone);
    const auto carol = member(nameOf(0));
    QVERIFY2(carol, qPrintable(carol ? QString() : carol.error().detail));
    FaultRun run(isDone);
    while (run.next()) {
        const auto ben = member(nameOf(run.call()));
        QVERIFY2(ben, qPrintable(run.where(ben)));
        run.arm();
        auto kept = waited(ann->people.remove(ben->staff, ann->member));
        run.disarm();
        QVERIFY(ann->isThere());
        if (!kept) {
            // The person again; or else the engine, which hears that a key is due.
            const bool isOut = staff(nameOf(run.call()), u"left_at IS NOT NULL"_s) == "t"_L1;
            kept = waited(isOut && run.call() % 2 == 0 ? ann->people.renewKeys(ann->member)
                                                       : ann->people.remove(ben->staff, ann->member));
        }
        QVERIFY2(kept, qPrintable(run.where(kept)));
        ann->member = *kept;
        QCOMPARE(ann->member.practiceKeys.size(), 1 + run.call());
        QCOMPARE(shared(u"SELECT max(epoch) || ' ' || count(DISTINCT epoch) FROM practiceline.member_keys"_s),
                 u"%1 %1"_s.arg(1 + run.call()));
        QCOMPARE(
            shared(u"SELECT count(*) FROM practiceline.farewells WHERE staff_id = '%1'"_s.arg(ben->staff.toString())),
            u"1"_s);
        const auto carols = waited(Joining().fetchKeys(*carol));
        QVERIFY2(carols, qPrintable(run.where(carols)));
        QCOMPARE(bytesOf(carols->practiceKeys), bytesOf(ann->member.practiceKeys));
        const auto late = waited(Joining().fetchKeys(*ben));
        QVERIFY(!late && late.error().kind == ErrorKind::Unauthorized);
    }
    QVERIFY(run.failed() >= 6);
    qInfo("%d calls", run.failed());
}

void PeopleFaultsTest::everyCallOfLeavingFails()
{
    QFETCH(bool, isDone);
    FaultRun run(isDone);
    while (run.next()) {
        const auto member = PeopleTest::member(nameOf(run.call()));
        QVERIFY2(member, qPrintable(run.where(member)));
        Line ben(*member);
        QVERIFY(ben.isThere());
        const auto end = [&] {
            return waited(ben.shared.run([who = *member, device = DeviceId::create()](QSqlDatabase &db) {
                       return Parting::read(db, who, device);
                   }))
                .value_or(Parting::Word());
        };
        run.arm();
        const auto left = waited(ben.people.leave(*member));
        run.disarm();
        if (!left) {
            QCOMPARE(left.error().kind, ErrorKind::Offline);
            QVERIFY(ben.isThere());
            // What the engine finds out, which is shut out; else the person asks again.
            if (!end().isProven)
                QVERIFY(waited(ben.people.leave(*member)));
        }
        QVERIFY(ben.isThere());
        QVERIFY2(end().isProven && end().byOneself, qPrintable(run.where()));
        QCOMPARE(staff(nameOf(run.call()), u"left_at IS NOT NULL"_s), u"t"_s);
    }
    QVERIFY(run.failed() >= 1);
    qInfo("%d calls", run.failed());
}

/// A run that is cut is run again, as after kill -9 (tst_reencryptionkilled): each row is written once.
void PeopleFaultsTest::everyCallOfReencryptionFails()
{
    QFETCH(bool, isDone);
    constexpr int texts = 600; // two batches
    const auto superuser = m_practice->connect(PostgresCluster::superuser(), m_cluster->password());
    QVERIFY(superuser && fillWithTexts(*m_practice, *superuser, *ann->member.cipher(), texts));
    QCOMPARE(shared(u"CREATE TABLE public.written (id uuid); GRANT INSERT ON public.written TO PUBLIC; CREATE FUNCTION "
                    "public.note_written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.written "
                    "VALUES (NEW.id); RETURN NULL; END $$; CREATE TRIGGER note_written AFTER UPDATE ON "
                    "public.communication_logs FOR EACH ROW EXECUTE FUNCTION public.note_written()"_s),
             QString());
    QVERIFY(waited(ann->shared.run([cipher = ann->member.cipher()](QSqlDatabase &db) {
        return PracticeSecrets::put(db, *cipher, PracticeSecrets::twilio, "login");
    })));
    FaultRun run(isDone);
    while (run.next()) {
        const auto renewed =
            waited(ann->shared.run([who = ann->member](QSqlDatabase &db) { return PracticeKeys::renew(db, who); }));
        QVERIFY2(renewed, qPrintable(run.where(renewed)));
        ann->member = *renewed;
        const auto again = [&] {
            return waited(Reencryption(ann->shared, ann->member.cipher(), Reencryption::What::Sealed).run());
        };
        run.arm();
        auto done = again();
        run.disarm();
        QVERIFY(ann->isThere());
        if (!done) {
            QCOMPARE(done.error().kind, ErrorKind::Offline);
            done = again();
        }
        QVERIFY2(done, qPrintable(run.where(done)));
        QCOMPARE(done->left + done->unreadable, 0);
        const int epoch = ann->member.practiceKeys.lastKey();
        QCOMPARE(shared(u"SELECT count(*) FROM communication_logs WHERE key_epoch = %1"_s.arg(epoch)),
                 QString::number(texts));
        QCOMPARE(shared(u"SELECT count(*) || ' ' || count(DISTINCT id) FROM public.written"_s),
                 u"%1 %2"_s.arg(texts * run.call()).arg(texts));
        const PracticeCipher onlyNew({{epoch, ann->member.practiceKeys.value(epoch)}});
        const auto login = waited(ann->shared.run(
            [onlyNew](QSqlDatabase &db) { return PracticeSecrets::get(db, onlyNew, PracticeSecrets::twilio); }));
        QVERIFY2(login && *login == "login", qPrintable(run.where(login)));
        const QStringList rows = PracticeFixture::rows(
            *superuser, u"SELECT id::text, peer, encode(content_enc, 'hex') FROM communication_logs"_s);
        for (const QString &line : rows) {
            const QStringList row = line.split(u'|');
            QVERIFY2(onlyNew.decrypt(QByteArray::fromHex(row.value(2).toLatin1()),
                                     {u"communication_logs"_s, u"content_enc"_s, row.value(0), row.value(1)}, epoch),
                     qPrintable(run.where(line)));
        }
    }
    QVERIFY(run.failed() >= 8);
    qInfo("%d calls", run.failed());
}

QTEST_GUILESS_MAIN(PeopleFaultsTest)
#include "tst_peoplefaults.moc"
