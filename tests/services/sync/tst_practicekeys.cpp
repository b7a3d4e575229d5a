#include "desktopfixture.h"
#include "rightssession.h"
#include "secrets/memberkeys.h"
#include "storefixture.h"
#include "support/practicefixture.h"
#include "sync/joining.h"
#include "sync/practicekeys.h"
#include "sync/practicepeople.h"
#include "sync/practicerecovery.h"
#include "sync/practicesecrets.h"
#include "sync/practicesetup.h"
#include "sync/reencryption.h"
#include "sync/sharedsql.h"
#include "sync/trustchain.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace
{
const QString maria = u"+13125550142"_s;

/// Somebody with all that makes their computer a member, and a connection.
struct Member {
    Membership membership;
    std::unique_ptr<SharedDatabase> connection;

    Person person() const
    {
        return {membership.staff.toString(), membership.address.user, membership.password, nullptr};
    }
    QString value(const QString &sql, const QVariantList &values = {}) const
    {
        return PracticeFixture::value(*connection, sql, values);
    }
    /// Fetches the keys that are new.
    Result<Membership> fetched() const { return waited(PracticePeople(*connection).openKeys(membership)); }
};

QString detailOf(const auto &result)
{
    return result ? u"none"_s : result.error().detail;
}

QString hexOf(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toHex());
}

QString keyOf(const Membership &member, int epoch)
{
    return hexOf(member.practiceKeys.value(epoch).toBytes());
}
} // namespace

/// The practice's keys beyond the first one, on a real server: a new one when somebody leaves, whose word counts, the
/// recovery key, encrypting again, and what the practice keeps sealed.
class PracticeKeysTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void wordsOfAdministratorsMakeAChain();
    void newKeyWhenSomebodyLeaves();
    void twoAdministratorsMakeKeysAtOnce();
    void approvingNeedsEveryKey();
    void removalThatWasCutOffIsDue();
    void restoredServerGetsItsKeysBack();

    void desktopsNoticeTheNewKey();
    void nothingIsPushedUnderAnOldKey();
    void rowsUnderANewerKeyWait();

    void anotherAdministratorsKeyIsTaken();
    void exchangedKeysAreRefused_data();
    void exchangedKeysAreRefused();
    void nothingIsSealedForAnExchangedKey_data();
    void nothingIsSealedForAnExchangedKey();

    void recoveryKeyOpensEveryEpoch();
    void recoveryBringsTheMembershipBack();
    void recoveryKeyOfWhoLeftGetsNoMore();
    void recoveryRefusesWhatIsNotItsOwn_data();
    void recoveryRefusesWhatIsNotItsOwn();

    void everythingIsEncryptedAgain();
    void encryptingIsCutOffAndGoesOn();
    void editMeanwhileWins();
    void clearTextsAreEncryptedIfAsked();
    void nobodyElseGetsPastTheStamp();

    void secretsAreForMembers();
    void keyThatReadsIsForWhoMayRead();

    void roundWithoutNewsTellsNobody();

private:
    Member joined(Member &by, const QString &name, const QString &role);
    std::unique_ptr<Desktop> desktop(const Member &member);
    /// Rows of Ann's computer in the practice: texts, notes beside them, notes about clients and to colleagues.
    bool fill(Desktop &desktop, int texts);
    /// What must not change by encrypting again.
    QString stamps() const;
    /// "table.column" of what is under an earlier key than the newest, but for the records, which nobody may change.
    QStringList underOldKeys() const;
    Result<Reencryption::Progress> reencrypted(const Member &member,
                                               Reencryption::What what = Reencryption::What::Sealed);

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    QTemporaryDir m_folder;
    std::unique_ptr<PracticeFixture> m_practice;
    Member ann; ///< the first administrator
};

void PracticeKeysTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
}

void PracticeKeysTest::init()
{
    m_practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates);
    PracticeSetUp setUp;
    const auto made = waited(setUp.run({m_practice->addressFor(u"set_up_"_s + m_practice->database()),
                                        u"set-up's own word"_s, u"Ortega & Co"_s, u"Ann"_s},
                                       Membership::begin()));
    QVERIFY2(made, qPrintable(detailOf(made)));
    ann.membership = *made;
    QVERIFY(ann.membership.writeCa(m_folder.path()).has_value());
    ann.connection = m_practice->connect(ann.membership.address.user, ann.membership.password);
    QVERIFY2(ann.connection, qPrintable(m_practice->whyNot()));
}

void PracticeKeysTest::cleanup()
{
    ann = {};
    m_practice.reset();
}

Member PracticeKeysTest::joined(Member &by, const QString &name, const QString &role)
{
    PracticePeople people(*by.connection);
    const auto invited = waited(people.invite({{}, name, role, u"advisor"_s, {}, {}, {}}, by.membership));
    Joining joining;
    const auto asked = waited(joining.ask(invited.value_or(Invitation()), m_folder.path(), Membership::begin()));
    const auto requests = waited(people.requests()).value_or(QList<JoinRequest>());
    if (!asked || requests.size() != 1 || !waited(people.approve(requests.first(), by.membership)))
        return {};
    Member member;
    member.membership = waited(joining.fetchKeys(asked->member)).value_or(Membership());
    member.connection = m_practice->connect(member.membership.address.user, member.membership.password);
    return member;
}

std::unique_ptr<Desktop> PracticeKeysTest::desktop(const Member &member)
{
    auto made = std::make_unique<Desktop>(*m_practice, member.person(), member.membership.cipher());
    return made->start() ? std::move(made) : nullptr;
}

bool PracticeKeysTest::fill(Desktop &desktop, int texts)
{
    Client client = desktop.store.addClient(u"Maria"_s, maria);
    client.notes = u"Prefers mornings."_s;
    client = waited(desktop.store.clients.save(client)).value_or(Client());
    for (int n = 0; n < texts; ++n) {
        Communication row = StoreFixture::text(client, u"Text %1"_s.arg(n));
        row.variables = {{u"time"_s, u"at %1"_s.arg(n)}};
        row.note = u"Note %1"_s.arg(n);
        const auto added = waited(desktop.store.outbox.add(row));
        if (!added || !waited(desktop.store.communications.setNote(row.id, u"Note %1"_s.arg(n))))
            return false;
    }
    for (const QString &text : {u"Call before noon."_s, u"Written by mistake."_s}) {
        const auto noted = waited(desktop.store.notes.add(client.id, text, ann.membership.staff, u"Ann"_s));
        if (!noted)
            return false;
        if (text.startsWith("Written"_L1) && !waited(desktop.store.notes.withdraw(noted->id, ann.membership.staff)))
            return false;
    }
    return desktop.settled();
}

QString PracticeKeysTest::stamps() const
{
    return m_practice->asSuperuser(
        u"SELECT string_agg(concat_ws(' ', id, change_xid, status, send_state), ',' ORDER BY id) FROM "
        "communication_logs UNION ALL SELECT string_agg(concat_ws(' ', id, change_xid, revision, updated_at), ',' "
        "ORDER BY id) FROM practiceline.clients UNION ALL SELECT string_agg(concat_ws(' ', id, change_xid, at, "
        "withdrawn_at), ',' ORDER BY id) FROM practiceline.internal_notes"_s);
}

QStringList PracticeKeysTest::underOldKeys() const
{
    const QStringList columns =
        m_practice
            ->asSuperuser(
                u"SELECT c.table_schema || '.' || c.table_name || '.' || c.column_name FROM information_schema.columns "
                u"c "
                "JOIN information_schema.tables t USING (table_schema, table_name) WHERE t.table_type = 'BASE TABLE' "
                "AND "
                "c.table_schema IN ('public', 'practiceline') AND (c.column_name LIKE '%key_epoch' OR c.table_name = "
                "'secrets' AND c.column_name = 'epoch') AND c.table_name <> 'audit_log'"_s)
            .split(u'\n');
    QStringList old;
    if (columns.size() < 5) // communications have two
        old.append(u"only %1 columns were found"_s.arg(columns.size()));
    for (const QString &column : columns) {
        const QString rows = m_practice->asSuperuser(
            u"SELECT count(*) FROM %1 WHERE %2 < (SELECT max(epoch) FROM practiceline.member_keys)"_s.arg(
                column.section(u'.', 0, 1), column.section(u'.', 2)));
        if (rows != "0"_L1)
            old.append(column + u": "_s + rows);
    }
    return old;
}

Result<Reencryption::Progress> PracticeKeysTest::reencrypted(const Member &member, Reencryption::What what)
{
    Reencryption again(*member.connection, member.membership.cipher(), what);
    return waited(again.run());
}

// ---- whose word counts

void PracticeKeysTest::wordsOfAdministratorsMakeAChain()
{
    const QString practice = u"practice"_s;
    const auto person = [](const QString &id, const QString &role, const MemberKeys &keys) {
        return Endorsement{id, role, keys.boxPublic, keys.signPublic, {}};
    };
    const MemberKeys root = MemberKeys::make();
    const MemberKeys dana = MemberKeys::make();
    const MemberKeys eve = MemberKeys::make();
    Membership member;
    member.practiceId = practice;
    member.staff = StaffId::create();
    member.own = MemberKeys::make();
    member.signer = MemberKeyring::fingerprint(root.signPublic);
    const Endorsement danas = MemberKeyring::endorse(person(u"dana"_s, u"admin"_s, dana), practice, root);
    const Endorsement eves = MemberKeyring::endorse(person(u"eve"_s, u"staff"_s, eve), practice, dana);

    // In whichever order they come.
    TrustChain chain(member);
    chain.addEndorsement(eves, u"dana"_s);
    chain.addEndorsement(danas, u"root"_s);
    QCOMPARE(chain.boxKey(u"eve"_s), QByteArray());
    chain.addPerson(u"root"_s, root.signPublic);
    QCOMPARE(chain.signerKey(u"root"_s), root.signPublic);
    QCOMPARE(chain.signerKey(u"dana"_s), dana.signPublic);
    QCOMPARE(chain.boxKey(u"eve"_s), eve.boxPublic);
    QCOMPARE(chain.signerKey(u"eve"_s), QByteArray()); // staff vouch for nobody
    // Nobody's word that is not signed by somebody who may.
    for (const Endorsement &forged :
         {MemberKeyring::endorse(person(u"frank"_s, u"admin"_s, eve), practice, eve),
          MemberKeyring::endorse(person(u"frank"_s, u"admin"_s, eve), u"another"_s, dana),
          Endorsement{u"eve"_s, u"admin"_s, eve.boxPublic, eve.signPublic, eves.signature},
          Endorsement{u"frank"_s, u"staff"_s, eve.boxPublic, eve.signPublic, eves.signature},
          Endorsement{u"eve"_s, u"staff"_s, root.boxPublic, eve.signPublic, eves.signature}}) {
        for (const QString &signer : {u"root"_s, u"dana"_s, u"eve"_s}) {
            TrustChain one(member);
            one.addPerson(u"root"_s, root.signPublic);
            one.addEndorsement(danas, u"root"_s);
            one.addEndorsement(forged, signer);
            QCOMPARE(one.signerKey(forged.staffId), QByteArray());
            QCOMPARE(one.boxKey(forged.staffId), QByteArray());
        }
    }
    // A key under the root's name that is not the root's.
    TrustChain other(member);
    other.addPerson(u"root"_s, eve.signPublic);
    QCOMPARE(other.signerKey(u"root"_s), QByteArray());
}

// ---- a new key

void PracticeKeysTest::newKeyWhenSomebodyLeaves()
{
    Member bob = joined(ann, u"Bob"_s, u"staff"_s);
    Member carol = joined(ann, u"Carol"_s, u"staff"_s);
    QVERIFY(bob.connection && carol.connection);
    PracticePeople people(*ann.connection);
    // Who never had a key takes none along.
    const auto invited = waited(people.invite({{}, u"Nora"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}, ann.membership));
    QVERIFY(invited.has_value());
    auto removed = waited(people.remove(invited->staff, ann.membership));
    QVERIFY2(removed, qPrintable(detailOf(removed)));
    QCOMPARE(removed->practiceKeys.keys(), QList<int>{1});

    removed = waited(people.remove(bob.membership.staff, ann.membership));
    QVERIFY2(removed, qPrintable(detailOf(removed)));
    QCOMPARE(removed->practiceKeys.keys(), (QList<int>{1, 2}));
    QCOMPARE(removed->cipher()->epoch(), 2);
    QVERIFY(keyOf(*removed, 1) != keyOf(*removed, 2));
    const auto fetched = carol.fetched();
    QVERIFY2(fetched, qPrintable(detailOf(fetched)));
    QCOMPARE(fetched->practiceKeys.keys(), (QList<int>{1, 2}));
    QCOMPARE(keyOf(*fetched, 2), keyOf(*removed, 2));
    QCOMPARE(keyOf(*fetched, 1), keyOf(ann.membership, 1));
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.member_keys WHERE epoch = 2 AND "
                                     "staff_id = '%1'"_s.arg(bob.membership.staff.toString())),
             u"0"_s);
    QCOMPARE(carol.value(u"SELECT concat_ws(' ', epoch, is_due) FROM practiceline.key_state()"_s), u"2 f"_s);
    // Again it removes nobody and makes no key; and Ann's computer that lost its reply fetches the one that was made.
    const auto again = waited(people.remove(bob.membership.staff, ann.membership));
    QVERIFY2(again, qPrintable(detailOf(again)));
    QCOMPARE(keyOf(*again, 2), keyOf(*removed, 2));
    QCOMPARE(again->practiceKeys.size(), 2);
    // Staff make none.
    const auto refused = waited(
        carol.connection->run([member = *fetched](QSqlDatabase &db) { return PracticeKeys::renew(db, member); }));
    QVERIFY(!refused);
    QVERIFY2(refused.error().detail.contains(u"42501"_s), qPrintable(refused.error().detail));
}

void PracticeKeysTest::twoAdministratorsMakeKeysAtOnce()
{
    Member dana = joined(ann, u"Dana"_s, u"admin"_s);
    QVERIFY(dana.connection);
    const auto renew = [](const Member &member) {
        return member.connection->run(
            [membership = member.membership](QSqlDatabase &db) { return PracticeKeys::renew(db, membership); });
    };
    const auto annsFuture = renew(ann);
    const auto danasFuture = renew(dana);
    const auto anns = waited(annsFuture);
    const auto danas = waited(danasFuture);
    QVERIFY2(anns && danas, qPrintable(detailOf(anns) + u' ' + detailOf(danas)));
    const auto annNow = ann.fetched();
    const auto danaNow = dana.fetched();
    QVERIFY(annNow && danaNow);
    QCOMPARE(annNow->practiceKeys.keys(), (QList<int>{1, 2, 3}));
    for (const int epoch : {1, 2, 3})
        QCOMPARE(keyOf(*annNow, epoch), keyOf(*danaNow, epoch));
}

void PracticeKeysTest::approvingNeedsEveryKey()
{
    Member dana = joined(ann, u"Dana"_s, u"admin"_s);
    PracticePeople people(*ann.connection);
    const auto invited = waited(people.invite({{}, u"Eve"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}, ann.membership));
    Joining joining;
    const auto asked = waited(joining.ask(invited.value_or(Invitation()), m_folder.path(), Membership::begin()));
    QVERIFY(asked.has_value());
    const auto renewed = waited(dana.connection->run(
        [membership = dana.membership](QSqlDatabase &db) { return PracticeKeys::renew(db, membership); }));
    QVERIFY(renewed.has_value()); // for Ann and Dana; Eve is nobody yet
    const auto requests = waited(people.requests()).value_or(QList<JoinRequest>());
    QCOMPARE(requests.size(), 1);
    const auto early = waited(people.approve(requests.first(), ann.membership));
    QVERIFY(!early);
    QVERIFY(PracticeKeys::isNewerKeyNeeded(early.error()));
    ann.membership = ann.fetched().value_or(Membership());
    QVERIFY(waited(people.approve(requests.first(), ann.membership)).has_value());
    const auto eve = waited(joining.fetchKeys(asked->member));
    QVERIFY2(eve, qPrintable(detailOf(eve)));
    QCOMPARE(eve->practiceKeys.keys(), (QList<int>{1, 2}));
}

/// The login was locked, and the computer died before it had made the new key.
void PracticeKeysTest::removalThatWasCutOffIsDue()
{
    Member bob = joined(ann, u"Bob"_s, u"staff"_s);
    Member carol = joined(ann, u"Carol"_s, u"staff"_s);
    QCOMPARE(ann.value(u"SELECT practiceline.remove_person(?::uuid)::text"_s, {bob.membership.staff.toString()}),
             QString());
    QCOMPARE(carol.value(u"SELECT is_due FROM practiceline.key_state()"_s), u"true"_s);
    Desktop anns(*m_practice, ann.person(), ann.membership.cipher());
    Desktop carols(*m_practice, carol.person(), carol.membership.cipher());
    const QSignalSpy due(&anns.engine, &SyncEngine::keysDue);
    const QSignalSpy nobodys(&carols.engine, &SyncEngine::keysDue);
    QVERIFY(anns.start() && carols.start());
    QVERIFY(due.count() > 0);
    QCOMPARE(nobodys.count(), 0);
    const auto renewed = waited(PracticePeople(anns.shared).renewKeys(ann.membership));
    QVERIFY2(renewed, qPrintable(detailOf(renewed)));
    anns.engine.setCipher(renewed->cipher());
    QVERIFY(anns.settled());
    const auto before = due.count();
    QVERIFY(anns.settled());
    QCOMPARE(due.count(), before);
}

/// What was written since the back-up is under a key that the server does not know any more.
void PracticeKeysTest::restoredServerGetsItsKeysBack()
{
    Member carol = joined(ann, u"Carol"_s, u"staff"_s);
    const auto renew = [&](const Membership &member) {
        return waited(ann.connection->run([member](QSqlDatabase &db) { return PracticeKeys::renew(db, member); }));
    };
    const auto second = renew(ann.membership);
    const auto third = renew(second.value_or(Membership()));
    QVERIFY2(third, qPrintable(detailOf(third)));
    QCOMPARE(m_practice->asSuperuser(u"DELETE FROM practiceline.member_keys WHERE epoch > 1"_s), QString());
    Member now;
    now.membership = *third;
    Desktop anns(*m_practice, now.person(), third->cipher());
    const QSignalSpy due(&anns.engine, &SyncEngine::keysDue);
    QVERIFY(anns.start());
    QVERIFY(due.count() > 0);
    const auto renewed = waited(PracticePeople(anns.shared).renewKeys(*third));
    QVERIFY2(renewed, qPrintable(detailOf(renewed)));
    QCOMPARE(renewed->practiceKeys.keys(), (QList<int>{1, 2, 3}));
    const auto fetched = carol.fetched();
    QVERIFY2(fetched, qPrintable(detailOf(fetched)));
    for (const int epoch : {2, 3})
        QCOMPARE(keyOf(*fetched, epoch), keyOf(*third, epoch));
}

// ---- desktops

void PracticeKeysTest::desktopsNoticeTheNewKey()
{
    Member bob = joined(ann, u"Bob"_s, u"staff"_s);
    Member carol = joined(ann, u"Carol"_s, u"staff"_s);
    const auto anns = desktop(ann);
    const auto carols = desktop(carol);
    QVERIFY(anns && carols);
    QVERIFY(fill(*anns, 1));
    QVERIFY(carols->settled());
    QSignalSpy needed(&carols->engine, &SyncEngine::keysNeeded);
    const auto removed = waited(PracticePeople(anns->shared).remove(bob.membership.staff, ann.membership));
    QVERIFY2(removed, qPrintable(detailOf(removed)));
    // Carol writes while her computer has the old key only.
    Client own = carols->store.addClient(u"Otto"_s, u"+13125550143"_s);
    own.notes = u"Carol's note"_s;
    own = waited(carols->store.clients.save(own)).value_or(Client());
    carols->engine.wake();
    QTRY_VERIFY_WITH_TIMEOUT(!needed.isEmpty(), 30'000);
    QCOMPARE(carols->engine.status().state, SyncStatus::State::Waiting);
    QVERIFY(PracticeKeys::isNewerKeyNeeded(carols->engine.status().error));
    // And Ann under the new one.
    anns->engine.setCipher(removed->cipher());
    const Client client = anns->client(maria);
    Communication text = StoreFixture::text(client, u"After Bob."_s);
    QVERIFY(waited(anns->store.outbox.add(text)).has_value());
    QVERIFY(anns->settled());
    QCOMPARE(
        m_practice->asSuperuser(u"SELECT key_epoch FROM communication_logs WHERE id = '%1'"_s.arg(text.id.toString())),
        u"2"_s);
    const auto tries = needed.count();
    QTRY_VERIFY_WITH_TIMEOUT(needed.count() > tries, 30'000);
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.clients WHERE name = 'Otto'"_s), u"0"_s);
    QVERIFY(!waited(carols->store.communications.fetch(text.id)).has_value());

    const auto keys = waited(PracticePeople(carols->shared).openKeys(carol.membership));
    QVERIFY2(keys, qPrintable(detailOf(keys)));
    carols->engine.setCipher(keys->cipher());
    QVERIFY(carols->settled());
    QCOMPARE(waited(carols->store.communications.fetch(text.id)).value_or(Communication()).body, u"After Bob."_s);
    const auto old = carols->conversation(client.id);
    QCOMPARE(old.size(), 2);
    QVERIFY(std::none_of(old.begin(), old.end(), [](const Communication &one) { return one.bodyLocked; }));
    QCOMPARE(m_practice->asSuperuser(u"SELECT notes_key_epoch FROM practiceline.clients WHERE name = 'Otto'"_s),
             u"2"_s);
    QVERIFY(anns->settled());
    QCOMPARE(waited(anns->store.clients.fetch(own.id)).value_or(Client()).notes, u"Carol's note"_s);
}

/// The key was made after the round had begun.
void PracticeKeysTest::nothingIsPushedUnderAnOldKey()
{
    Member carol = joined(ann, u"Carol"_s, u"staff"_s);
    QVERIFY(waited(ann.connection->run([membership = ann.membership](QSqlDatabase &db) {
                return PracticeKeys::renew(db, membership);
            })).has_value());
    const StoreFixture store;
    PushBatch batch{SyncKind::Number, {}};
    QueuedChange change;
    change.id = maria;
    change.row = {maria, QVariant(), 0, u""_s, u"opted_out"_s, QDateTime::currentMSecsSinceEpoch()};
    batch.changes.append(change);
    const auto pushed = [&](const Membership &as) {
        const SyncKeys keys{store.cipher, as.cipher()};
        return waited(carol.connection->run(
            [batch, keys](QSqlDatabase &db) { return SyncPush::send(db, batch, keys, DeviceId::create()); }));
    };
    const auto refused = pushed(carol.membership);
    QVERIFY(!refused);
    QVERIFY2(PracticeKeys::isNewerKeyNeeded(refused.error()), qPrintable(refused.error().detail));
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.client_numbers"_s), u"0"_s);
    const auto taken = pushed(carol.fetched().value_or(Membership()));
    QVERIFY2(taken, qPrintable(detailOf(taken)));
    QCOMPARE(taken->first().result, PushOutcome::Result::Taken);
}

void PracticeKeysTest::rowsUnderANewerKeyWait()
{
    Member carol = joined(ann, u"Carol"_s, u"staff"_s);
    const auto anns = desktop(ann);
    QVERIFY(anns && fill(*anns, 2));
    const auto read = [&](const Membership &as) {
        const SyncKeys keys{anns->store.cipher, as.cipher()};
        return waited(carol.connection->run([keys](QSqlDatabase &db) {
            return SyncPull::page(db, PullKind::Communications, SyncPull::begin(PullKind::Communications, 0), 10, keys);
        }));
    };
    const auto history = [&](const Membership &as) {
        const SyncKeys keys{anns->store.cipher, as.cipher()};
        return waited(carol.connection->run([keys](QSqlDatabase &db) { return SyncPull::history(db, {}, 10, keys); }));
    };
    // Only somebody's claim: there is no such epoch, and nobody waits for its key for ever.
    QCOMPARE(m_practice->asSuperuser(u"UPDATE communication_logs SET key_epoch = 7"_s), QString());
    QVERIFY(read(carol.membership).has_value());
    QVERIFY(history(carol.membership).has_value());
    // A colleague's row of a moment ago.
    QCOMPARE(m_practice->asSuperuser(u"UPDATE communication_logs SET key_epoch = 2"_s), QString());
    QVERIFY(waited(ann.connection->run([membership = ann.membership](QSqlDatabase &db) {
                return PracticeKeys::renew(db, membership);
            })).has_value());
    QVERIFY(PracticeKeys::isNewerKeyNeeded(read(carol.membership).error()));
    QVERIFY(PracticeKeys::isNewerKeyNeeded(history(carol.membership).error()));
    QVERIFY(read(carol.fetched().value_or(Membership())).has_value());
}

// ---- several administrators

void PracticeKeysTest::anotherAdministratorsKeyIsTaken()
{
    Member dana = joined(ann, u"Dana"_s, u"admin"_s);
    Member eve = joined(dana, u"Eve"_s, u"staff"_s);
    Member frank = joined(dana, u"Frank"_s, u"admin"_s);
    Member bob = joined(frank, u"Bob"_s, u"staff"_s);
    QVERIFY(dana.connection && eve.connection && frank.connection && bob.connection);
    // By whomever the new key is sealed, and whoever invited whom.
    int epoch = 1;
    for (Member *maker : {&ann, &frank, &dana}) {
        const auto made = waited(maker->connection->run(
            [membership = maker->membership](QSqlDatabase &db) { return PracticeKeys::renew(db, membership); }));
        QVERIFY2(made, qPrintable(detailOf(made)));
        ++epoch;
        for (Member *member : {&ann, &dana, &eve, &frank, &bob}) {
            const auto keys = member->fetched();
            QVERIFY2(keys, qPrintable(detailOf(keys)));
            QCOMPARE(keyOf(*keys, epoch), keyOf(*made, epoch));
        }
    }
    // Also after the one who made it has left.
    const auto removed = waited(PracticePeople(*ann.connection).remove(dana.membership.staff, ann.membership));
    QVERIFY2(removed, qPrintable(detailOf(removed)));
    const auto keys = eve.fetched();
    QVERIFY2(keys, qPrintable(detailOf(keys)));
    QCOMPARE(keys->cipher()->epoch(), 5);
}

void PracticeKeysTest::exchangedKeysAreRefused_data()
{
    QTest::addColumn<QString>("sql");
    const QString foreign =
        u"INSERT INTO practiceline.member_keys SELECT '%carol', 2, '\\x%sealed', %by, '\\x%signature'"_s;
    QTest::newRow("sealed by a stranger in the first administrator's name")
        << QString(foreign).replace(u"%by"_s, u"'%ann'"_s);
    QTest::newRow("and the signing key exchanged for the stranger's")
        << u"UPDATE practiceline.staff SET signing_key = '\\x%key' WHERE id = '%ann'; "_s +
               QString(foreign).replace(u"%by"_s, u"'%ann'"_s);
    QTest::newRow("by an administrator whom nobody approved")
        << u"INSERT INTO practiceline.staff (id, login, name, role, joined_at, public_key, signing_key) VALUES "
           "('00000000-0000-7000-8000-000000000099', 'pl_0000000000000099', 'Mallory', 'admin', now(), '\\x%key', "
           "'\\x%key'); "_s +
               QString(foreign).replace(u"%by"_s, u"'00000000-0000-7000-8000-000000000099'"_s);
    QTest::newRow("with an endorsement by nobody")
        << u"UPDATE practiceline.staff SET signing_key = '\\x%key' WHERE id = '%dana'; UPDATE "
           "practiceline.endorsements SET signing_key = '\\x%key' WHERE endorsed = '%dana'; "_s +
               QString(foreign).replace(u"%by"_s, u"'%dana'"_s);
    QTest::newRow("by staff who were made administrators")
        << u"UPDATE practiceline.staff SET role = 'admin' WHERE id = '%eve'; UPDATE practiceline.endorsements SET role "
           u"= "
           "'admin' WHERE endorsed = '%eve'; INSERT INTO practiceline.member_keys SELECT '%carol', 2, '\\x%evesealed', "
           "'%eve', '\\x%evesignature'"_s;
    QTest::newRow("another epoch's key in the first one's place")
        << u"UPDATE practiceline.member_keys SET epoch = 3 WHERE staff_id = '%carol'"_s;
    QTest::newRow("somebody else's key")
        << u"UPDATE practiceline.member_keys k SET sealed = o.sealed, signature = o.signature FROM "
           "practiceline.member_keys o WHERE k.staff_id = '%carol' AND o.staff_id = '%dana'"_s;
}

/// Whoever holds the database holds its tables; nobody's computer takes a key from them.
void PracticeKeysTest::exchangedKeysAreRefused()
{
    QFETCH(QString, sql);
    Member dana = joined(ann, u"Dana"_s, u"admin"_s);
    Member eve = joined(dana, u"Eve"_s, u"staff"_s);
    Member carol = joined(ann, u"Carol"_s, u"staff"_s);
    QVERIFY(eve.connection && carol.connection);
    const auto sealedBy = [&](const MemberKeys &keys) {
        return MemberKeyring::seal(SecureKey::random(), 2, carol.membership.practiceId,
                                   carol.membership.staff.toString(), carol.membership.own.boxPublic, keys);
    };
    const MemberKeys mallory = MemberKeys::make();
    const SealedKey foreign = sealedBy(mallory);
    const SealedKey eves = sealedBy(eve.membership.own);
    sql.replace(u"%carol"_s, carol.membership.staff.toString())
        .replace(u"%ann"_s, ann.membership.staff.toString())
        .replace(u"%dana"_s, dana.membership.staff.toString())
        .replace(u"%evesealed"_s, hexOf(eves.sealed))
        .replace(u"%evesignature"_s, hexOf(eves.signature))
        .replace(u"%eve"_s, eve.membership.staff.toString())
        .replace(u"%sealed"_s, hexOf(foreign.sealed))
        .replace(u"%signature"_s, hexOf(foreign.signature))
        .replace(u"%key"_s, hexOf(mallory.signPublic));
    QVERIFY(carol.fetched().has_value());
    QCOMPARE(m_practice->asSuperuser(sql), QString());
    const auto fetched = carol.fetched();
    QVERIFY(!fetched);
    QCOMPARE(fetched.error().kind, ErrorKind::Invalid);
    QCOMPARE(fetched.error().detail, u"signature"_s);
}

void PracticeKeysTest::nothingIsSealedForAnExchangedKey_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<bool>("isRefused");
    // What stands in the table of people is not asked at all.
    QTest::newRow("in the table of people")
        << u"UPDATE practiceline.staff SET public_key = '\\x%key' WHERE id = '%carol'"_s << false;
    QTest::newRow("in the endorsement")
        << u"UPDATE practiceline.endorsements SET public_key = '\\x%key' WHERE endorsed = '%carol'"_s << true;
    QTest::newRow("without an endorsement")
        << u"DELETE FROM practiceline.endorsements WHERE endorsed = '%carol'"_s << true;
    QTest::newRow("somebody who never asked to join")
        << u"INSERT INTO practiceline.staff (login, name, role, joined_at, public_key, signing_key) VALUES "
           "('pl_0000000000000098', 'Mallory', 'staff', now(), '\\x%key', '\\x%key')"_s
        << true;
}

/// Whoever exchanged somebody's public key would be given the new key.
void PracticeKeysTest::nothingIsSealedForAnExchangedKey()
{
    QFETCH(QString, sql);
    QFETCH(bool, isRefused);
    Member bob = joined(ann, u"Bob"_s, u"staff"_s);
    Member carol = joined(ann, u"Carol"_s, u"staff"_s);
    const MemberKeys mallory = MemberKeys::make();
    QCOMPARE(
        m_practice->asSuperuser(
            sql.replace(u"%carol"_s, carol.membership.staff.toString()).replace(u"%key"_s, hexOf(mallory.boxPublic))),
        QString());
    const auto removed = waited(PracticePeople(*ann.connection).remove(bob.membership.staff, ann.membership));
    QCOMPARE(!removed, isRefused);
    // Shut out in any case.
    QCOMPARE(m_practice->asSuperuser(u"SELECT string_agg(roleid::regrole::text, ' ') FROM pg_auth_members "
                                     "WHERE member = '%1'::regrole"_s.arg(bob.membership.address.user)),
             u"practice_parted"_s);
    const QString epochs =
        m_practice->asSuperuser(u"SELECT string_agg(DISTINCT epoch::text, ' ') FROM practiceline.member_keys"_s);
    if (isRefused) {
        QCOMPARE(removed.error().detail, u"signature"_s);
        QCOMPARE(epochs, u"1"_s);
        QCOMPARE(ann.value(u"SELECT is_due FROM practiceline.key_state()"_s), u"true"_s);
        return;
    }
    QCOMPARE(epochs, u"1 2"_s);
    const auto keys = carol.fetched();
    QVERIFY2(keys, qPrintable(detailOf(keys)));
    QCOMPARE(keyOf(*keys, 2), keyOf(*removed, 2));
}

// ---- recovery

void PracticeKeysTest::recoveryKeyOpensEveryEpoch()
{
    Member bob = joined(ann, u"Bob"_s, u"staff"_s);
    PracticeRecovery recovery(*ann.connection);
    QVERIFY(!waited(recovery.confirm(ann.membership)));
    const auto open = [&](SharedDatabase &connection, const QString &text) {
        return waited(connection.run([text](QSqlDatabase &db) { return PracticeRecovery::recover(db, text); }));
    };
    const QString text = recovery.makeRecoveryKey().value_or(QString());
    QCOMPARE(text.size(), 47);
    // It counts once it was confirmed.
    QVERIFY(waited(recovery.state())->madeBy.isNull());
    QCOMPARE(open(*ann.connection, text).error().kind, ErrorKind::NotFound);
    const auto confirmed = waited(recovery.confirm(ann.membership));
    QVERIFY2(confirmed, qPrintable(detailOf(confirmed)));
    QCOMPARE(waited(recovery.state())->madeBy, ann.membership.staff);
    QVERIFY(waited(recovery.state())->isComplete);
    QCOMPARE(hexOf(open(*ann.connection, text)->practiceKeys.value(1).toBytes()), keyOf(ann.membership, 1));
    // A later epoch is sealed for it without anybody typing it.
    const auto removed = waited(PracticePeople(*ann.connection).remove(bob.membership.staff, ann.membership));
    QVERIFY2(removed, qPrintable(detailOf(removed)));
    QVERIFY(waited(recovery.state())->isComplete);
    const auto opened = open(m_practice->setUp(), u"  %1 "_s.arg(text.toLower().remove(u'-')));
    QVERIFY2(opened, qPrintable(detailOf(opened)));
    QCOMPARE(opened->practiceKeys.keys(), (QList<int>{1, 2}));
    QCOMPARE(hexOf(opened->practiceKeys.value(2).toBytes()), keyOf(*removed, 2));
    QCOMPARE(open(*ann.connection, text.chopped(1) + (text.back() == u'A' ? u'B' : u'A')).error().detail, u"typo"_s);
    // A new one takes its place, and needs every epoch's key.
    const QString next = recovery.makeRecoveryKey().value_or(QString());
    const auto stale = waited(recovery.confirm(ann.membership));
    QVERIFY(!stale && PracticeKeys::isNewerKeyNeeded(stale.error()));
    QVERIFY(open(*ann.connection, text).has_value());
    QVERIFY(waited(recovery.confirm(*removed)).has_value());
    QCOMPARE(open(*ann.connection, text).error().detail, u"wrong"_s);
    QCOMPARE(open(*ann.connection, next)->practiceKeys.keys(), (QList<int>{1, 2}));
}

/// Computer and keychain are gone; what is left is the paper, and the login that set the practice up.
void PracticeKeysTest::recoveryBringsTheMembershipBack()
{
    Member dana = joined(ann, u"Dana"_s, u"admin"_s);
    PracticeRecovery recovery(*dana.connection);
    const QString text = recovery.makeRecoveryKey().value_or(QString());
    QVERIFY(waited(recovery.confirm(dana.membership)).has_value());
    const auto renewed = waited(ann.connection->run(
        [membership = ann.membership](QSqlDatabase &db) { return PracticeKeys::renew(db, membership); }));
    QVERIFY2(renewed, qPrintable(detailOf(renewed)));
    auto back =
        waited(m_practice->setUp().run([text](QSqlDatabase &db) { return PracticeRecovery::recover(db, text); }));
    QVERIFY2(back, qPrintable(detailOf(back)));
    QVERIFY(back->writeCa(m_folder.path()).has_value());
    QCOMPARE(back->staff, dana.membership.staff);
    QCOMPARE(back->practiceKeys.keys(), (QList<int>{1, 2}));
    QCOMPARE(keyOf(*back, 2), keyOf(*renewed, 2));
    Member again;
    again.membership = *back;
    again.connection = std::make_unique<SharedDatabase>();
    QVERIFY(waited(again.connection->open(back->address, back->password)).has_value());
    QVERIFY(again.fetched().has_value());
    Member eve = joined(again, u"Eve"_s, u"staff"_s);
    QVERIFY(eve.connection);
    QCOMPARE(keyOf(eve.membership, 2), keyOf(*renewed, 2));
    // Staff do not even read what is under it.
    QVERIFY(eve.value(u"SELECT count(*) FROM practiceline.recovery"_s).contains(u"42501"_s));
}

void PracticeKeysTest::recoveryKeyOfWhoLeftGetsNoMore()
{
    Member dana = joined(ann, u"Dana"_s, u"admin"_s);
    PracticeRecovery danas(*dana.connection);
    const QString text = danas.makeRecoveryKey().value_or(QString());
    QVERIFY(waited(danas.confirm(dana.membership)).has_value());
    const auto removed = waited(PracticePeople(*ann.connection).remove(dana.membership.staff, ann.membership));
    QVERIFY2(removed, qPrintable(detailOf(removed)));
    PracticeRecovery anns(*ann.connection);
    QVERIFY(!waited(anns.state())->isComplete);
    const auto opened =
        waited(m_practice->setUp().run([text](QSqlDatabase &db) { return PracticeRecovery::recover(db, text); }));
    QVERIFY2(opened, qPrintable(detailOf(opened)));
    QCOMPARE(opened->practiceKeys.keys(), QList<int>{1});
}

void PracticeKeysTest::recoveryRefusesWhatIsNotItsOwn_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("detail");
    QTest::newRow("a key by nobody") << u"UPDATE practiceline.recovery_keys SET signature = sealed_by_nobody"_s
                                     << u"signature"_s;
    QTest::newRow("another epoch") << u"UPDATE practiceline.recovery_keys SET epoch = 2"_s << u"signature"_s;
    QTest::newRow("bytes")
        << u"UPDATE practiceline.recovery_keys SET wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1)"_s
        << u"signature"_s;
    QTest::newRow("another membership")
        << u"UPDATE practiceline.recovery SET membership = set_byte(membership, 50, get_byte(membership, 50) # 1)"_s
        << u"wrong"_s;
}

void PracticeKeysTest::recoveryRefusesWhatIsNotItsOwn()
{
    QFETCH(QString, sql);
    QFETCH(QString, detail);
    PracticeRecovery recovery(*ann.connection);
    const QString text = recovery.makeRecoveryKey().value_or(QString());
    QVERIFY(waited(recovery.confirm(ann.membership)).has_value());
    sql.replace(u"sealed_by_nobody"_s, u"'\\x"_s + QString(128, u'a') + u'\'');
    QCOMPARE(m_practice->asSuperuser(sql), QString());
    const auto opened =
        waited(ann.connection->run([text](QSqlDatabase &db) { return PracticeRecovery::recover(db, text); }));
    QVERIFY(!opened);
    QCOMPARE(opened.error().detail, detail);
    // A recovery key that somebody put in its place gets nothing.
    const MemberKeys mallory = MemberKeys::make();
    QCOMPARE(m_practice->asSuperuser(u"UPDATE practiceline.recovery SET public_key = '\\x%1'; DELETE FROM "
                                     "practiceline.recovery_keys"_s.arg(hexOf(mallory.boxPublic))),
             QString());
    QVERIFY(waited(ann.connection->run([membership = ann.membership](QSqlDatabase &db) {
                return PracticeKeys::renew(db, membership);
            })).has_value());
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.recovery_keys"_s), u"0"_s);
    QVERIFY(!waited(recovery.state())->isComplete);
}

// ---- encrypting again

void PracticeKeysTest::everythingIsEncryptedAgain()
{
    Member carol = joined(ann, u"Carol"_s, u"staff"_s);
    const auto carols = desktop(carol);
    {
        const auto anns = desktop(ann);
        QVERIFY(anns && carols);
        QVERIFY(fill(*anns, 20));
    }
    QVERIFY(carols->settled());
    QVERIFY(waited(ann.connection->run([cipher = ann.membership.cipher()](QSqlDatabase &db) {
                return PracticeSecrets::put(db, *cipher, PracticeSecrets::twilio, "SK1");
            })).has_value());
    ann.membership = waited(ann.connection->run([membership = ann.membership](QSqlDatabase &db) {
                         return PracticeKeys::renew(db, membership);
                     })).value_or(Membership());
    carol.membership = carol.fetched().value_or(Membership());
    carols->engine.setCipher(carol.membership.cipher());
    QVERIFY(carols->settled());
    carols->all = {};
    const QString before = stamps();
    RightsSession listener(*m_cluster, m_practice->database(), ann.membership.address.user, ann.membership.password);
    QVERIFY(listener.say(u"LISTEN practiceline"_s).ok());

    const auto done = reencrypted(ann);
    QVERIFY2(done, qPrintable(detailOf(done)));
    QCOMPARE(done->total, 23); // texts, a client and notes to colleagues
    QCOMPARE(done->done, 23);
    QCOMPARE(done->left, 0);
    QCOMPARE(done->unreadable, 0);
    QCOMPARE(m_practice->asSuperuser(
                 u"SELECT min(key_epoch), min(note_key_epoch), count(note_enc), count(variables_enc), (SELECT "
                 "min(notes_key_epoch) FROM practiceline.clients), (SELECT epoch FROM "
                 "practiceline.secrets) FROM communication_logs"_s),
             u"2|2|20|20|2|2"_s);
    QCOMPARE(underOldKeys(), QStringList());
    // Nothing moved: no stamp, no word, no row that is pulled again.
    QCOMPARE(stamps(), before);
    QCOMPARE(listener.notifications(), 0);
    QVERIFY(carols->settled());
    QVERIFY(carols->all.communications.isEmpty() && carols->all.clients.isEmpty());
    QVERIFY(carols->all.internalNotes.isEmpty());
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.reencrypting"_s), u"0"_s);
    // Who comes now, with the newest key only, reads all of it.
    Member onlyNew;
    onlyNew.membership = carol.membership;
    onlyNew.membership.practiceKeys.remove(1);
    const auto fresh = desktop(onlyNew);
    QVERIFY(fresh);
    const auto rows = fresh->conversation(fresh->client(maria).id);
    QCOMPARE(rows.size(), 20);
    for (const Communication &row : rows) {
        QVERIFY(!row.bodyLocked);
        QVERIFY(row.body.startsWith(u"Text "_s));
        QCOMPARE(row.note, u"Note "_s + row.body.mid(5));
    }
    QCOMPARE(waited(fresh->store.clients.fetch(fresh->client(maria).id)).value_or(Client()).notes,
             u"Prefers mornings."_s);
    const auto notes = waited(fresh->store.notes.ofClient(fresh->client(maria).id)).value_or(QList<InternalNote>());
    QCOMPARE(notes.size(), 2);
    QVERIFY(std::any_of(notes.begin(), notes.end(), [](const InternalNote &one) {
        return one.text == "Call before noon."_L1 && !one.isWithdrawn() && !one.textLocked;
    }));
    QCOMPARE(reencrypted(ann)->total, 0);
}

void PracticeKeysTest::encryptingIsCutOffAndGoesOn()
{
    constexpr int texts = 1200; // three batches
    QJsonArray rows;
    for (int n = 0; n < texts; ++n) {
        const QString id = CommunicationId::create().toString();
        const QByteArray sealed = ann.membership.cipher()->encrypt(
            u"Text %1"_s.arg(n), {u"communication_logs"_s, u"content_enc"_s, id, maria});
        rows.append(QJsonObject{{u"id"_s, id}, {u"sealed"_s, PracticeKeys::hex(sealed)}});
    }
    QCOMPARE(PracticeFixture::value(
                 m_practice->setUp(),
                 u"INSERT INTO communication_logs (id, communication_type, direction, to_number, "
                 "peer, content_enc, key_epoch) SELECT r.id, 'sms', 'outbound', '%1', '%1', "
                 "r.sealed, 1 FROM jsonb_to_recordset(?::jsonb) AS r (id uuid, sealed bytea)"_s.arg(maria),
                 {QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact))}),
             QString());
    // One that no key opens is left as it is, and counted.
    QCOMPARE(m_practice->asSuperuser(u"UPDATE communication_logs SET content_enc = '\\x00' WHERE id = (SELECT id FROM "
                                     "communication_logs ORDER BY id DESC LIMIT 1)"_s),
             QString());
    ann.membership = waited(ann.connection->run([membership = ann.membership](QSqlDatabase &db) {
                         return PracticeKeys::renew(db, membership);
                     })).value_or(Membership());
    const auto doneRows = [&] {
        return m_practice->asSuperuser(u"SELECT count(*) FROM communication_logs WHERE key_epoch = 2"_s).toInt();
    };
    {
        // The program ends amid it: no word to the server, no end of the run.
        SharedDatabase line;
        QVERIFY(waited(line.open(m_practice->addressFor(ann.membership.address.user), ann.membership.password))
                    .has_value());
        Reencryption again(line, ann.membership.cipher(), Reencryption::What::Sealed);
        QEventLoop amid; // left at the first batch's end, while the second one is under way
        connect(&again, &Reencryption::progress, &amid, [&](const Reencryption::Progress &progress) {
            if (progress.done > 0)
                amid.quit();
        });
        QTimer::singleShot(30'000, &amid, &QEventLoop::quit);
        const auto run = again.run();
        amid.exec();
        QVERIFY(!run.isFinished());
    }
    const int cut = doneRows();
    QVERIFY2(cut > 0 && cut < texts - 1, qPrintable(QString::number(cut)));
    QCOMPARE(m_practice->asSuperuser(u"SELECT count(*) FROM practiceline.reencrypting"_s), u"0"_s);
    {
        Reencryption again(*ann.connection, ann.membership.cipher(), Reencryption::What::Sealed);
        connect(&again, &Reencryption::progress, &again, &Reencryption::cancel);
        const auto cancelled = waited(again.run());
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().kind, ErrorKind::Cancelled);
    }
    const auto done = reencrypted(ann);
    QVERIFY2(done, qPrintable(detailOf(done)));
    QCOMPARE(done->total, texts - cut);
    QCOMPARE(done->done, texts - cut - 1);
    QCOMPARE(done->unreadable, 1);
    QCOMPARE(doneRows(), texts - 1);
}

void PracticeKeysTest::editMeanwhileWins()
{
    const auto anns = desktop(ann);
    QVERIFY(anns && fill(*anns, 3));
    anns->engine.stop();
    ann.membership = waited(ann.connection->run([membership = ann.membership](QSqlDatabase &db) {
                         return PracticeKeys::renew(db, membership);
                     })).value_or(Membership());
    const QString id = m_practice->asSuperuser(u"SELECT id FROM communication_logs ORDER BY id LIMIT 1"_s);
    // Somebody writes and has not committed yet: the others are done, nobody waits.
    RightsSession writer(*m_cluster, m_practice->database(), PostgresCluster::superuser(), m_cluster->password());
    QVERIFY(writer
                .say(u"BEGIN; UPDATE communication_logs SET content_enc = '\\xabcd', variables_enc = NULL, "
                     "override_enc = NULL, note_enc = NULL WHERE id = '%1'; UPDATE practiceline.internal_notes SET "
                     "withdrawn_at = now() WHERE withdrawn_at IS NULL"_s.arg(id))
                .ok());
    auto done = reencrypted(ann);
    QVERIFY2(done, qPrintable(detailOf(done)));
    QCOMPARE(done->left, 2);
    QCOMPARE(done->done, 4); // two texts, the client and the other note
    QVERIFY(writer.say(u"COMMIT"_s).ok());
    // What was read before the edit is not written over it.
    QCOMPARE(
        ann.value(
            u"SELECT practiceline.reencrypt_communications(?::jsonb)"_s,
            {u"[{\"id\": \"%1\", \"peer\": \"%2\", \"was\": \"%3\", \"content_enc\": \"x\", \"key_epoch\": 2}]"_s.arg(
                id, maria, QString(32, u'0'))}),
        u"0"_s);
    QCOMPARE(m_practice->asSuperuser(u"SELECT content_enc FROM communication_logs WHERE id = '%1'"_s.arg(id)),
             u"\\xabcd"_s);
    // The note that was taken back meanwhile stays taken back.
    done = reencrypted(ann);
    QVERIFY2(done, qPrintable(detailOf(done)));
    QCOMPARE(done->done, 1);
    QCOMPARE(m_practice->asSuperuser(
                 u"SELECT count(*), count(withdrawn_at), min(key_epoch) FROM practiceline.internal_notes"_s),
             u"2|2|2"_s);
}

void PracticeKeysTest::clearTextsAreEncryptedIfAsked()
{
    const auto anns = desktop(ann);
    QVERIFY(anns && fill(*anns, 1));
    QCOMPARE(PracticeFixture::value(
                 m_practice->setUp(),
                 u"INSERT INTO communication_logs (communication_type, direction, from_number, "
                 "message_sid, content) VALUES ('sms', 'inbound', '%1', 'SMhosted', 'Hosted €.')"_s.arg(maria)),
             QString());
    QVERIFY(anns->settled());
    const auto hosted = [](Desktop &one) {
        for (const Communication &row : one.conversation(one.client(maria).id)) {
            if (row.messageSid == "SMhosted"_L1)
                return row;
        }
        return Communication();
    };
    QVERIFY(hosted(*anns).isInClear);
    const QString before = stamps();
    const QString ours = u"SELECT string_agg(change_xid::text, ',' ORDER BY id) FROM communication_logs WHERE "
                         "message_sid IS DISTINCT FROM 'SMhosted'"_s;
    const QString oursBefore = m_practice->asSuperuser(ours);
    const auto clear = [&] {
        return m_practice->asSuperuser(
            u"SELECT content, content_enc IS NOT NULL, key_epoch FROM communication_logs WHERE message_sid = 'SMhosted'"_s);
    };
    QVERIFY(reencrypted(ann).has_value());
    QCOMPARE(clear(), u"Hosted €.|f|"_s);
    QCOMPARE(stamps(), before);
    const auto done = reencrypted(ann, Reencryption::What::AndClear);
    QVERIFY2(done, qPrintable(detailOf(done)));
    QCOMPARE(done->done, 1);
    QCOMPARE(clear(), u"|t|1"_s);
    QCOMPARE(m_practice->asSuperuser(ours), oursBefore);
    // A computer that had it gets it again and does not call it clear any more; a new one reads it, also after a status
    // that another program writes.
    QVERIFY(anns->settled());
    QCOMPARE(hosted(*anns).body, u"Hosted €."_s);
    QVERIFY(!hosted(*anns).isInClear);
    QCOMPARE(
        PracticeFixture::value(m_practice->setUp(),
                               u"UPDATE communication_logs SET status = 'received' WHERE message_sid = 'SMhosted'"_s),
        QString());
    QVERIFY(anns->settled());
    const auto fresh = desktop(ann);
    QVERIFY(fresh);
    for (Desktop *one : {anns.get(), fresh.get()}) {
        const Communication row = hosted(*one);
        QVERIFY(row.body == u"Hosted €."_s && !row.bodyLocked && !row.isInClear);
        QCOMPARE(row.status, u"received"_s);
    }
}

void PracticeKeysTest::nobodyElseGetsPastTheStamp()
{
    Member carol = joined(ann, u"Carol"_s, u"staff"_s);
    const auto anns = desktop(ann);
    QVERIFY(anns && fill(*anns, 1));
    anns->engine.stop();
    const auto xid = [&] {
        return m_practice->asSuperuser(u"SELECT max(change_xid) FROM communication_logs"_s).toLongLong();
    };
    const QString id = m_practice->asSuperuser(u"SELECT id FROM communication_logs"_s);
    const auto stamped = [&](const QString &login, const QString &password, const QString &sql) {
        RightsSession session(*m_cluster, m_practice->database(), login, password);
        RightsSession listener(*m_cluster, m_practice->database(), ann.membership.address.user,
                               ann.membership.password);
        (void)listener.say(u"LISTEN practiceline"_s);
        const qint64 before = xid();
        (void)session.say(u"SET practiceline.reencrypting = 'on'"_s);
        const Heard heard = session.say(sql);
        return heard.ok() && xid() > before && listener.notifications() > 0;
    };
    QVERIFY(stamped(
        carol.membership.address.user, carol.membership.password,
        u"SELECT practiceline.push_notes('[{\"id\": \"%1\", \"note_enc\": \"x\", \"note_key_epoch\": 1}]')"_s.arg(id)));
    QVERIFY(stamped(u"set_up_"_s + m_practice->database(), u"set-up's own word"_s,
                    u"UPDATE public.communication_logs SET content_enc = '\\x00'"_s));
    // Also in the same transaction as the administrator's own command.
    QVERIFY(stamped(
        ann.membership.address.user, ann.membership.password,
        u"BEGIN; SELECT practiceline.reencrypt_communications('[]'); SET LOCAL practiceline.reencrypting = 'on'; "
        "SELECT practiceline.push_notes('[{\"id\": \"%1\", \"note_enc\": \"y\", \"note_key_epoch\": 1}]'); COMMIT"_s
            .arg(id)));
    // Who is no administrator can not call it; nor write the mark.
    RightsSession carols(*m_cluster, m_practice->database(), carol.membership.address.user, carol.membership.password);
    for (const QString &sql :
         {u"SELECT practiceline.reencrypt_communications('[]')"_s, u"SELECT practiceline.set_reencrypting(true)"_s,
          u"INSERT INTO practiceline.reencrypting VALUES (pg_current_xact_id()::text::bigint)"_s})
        QCOMPARE(carols.say(sql).state, QByteArray("42501"));
}

// ---- what the practice keeps

void PracticeKeysTest::secretsAreForMembers()
{
    Member carol = joined(ann, u"Carol"_s, u"staff"_s);
    const QByteArray credentials("{\"sid\":\"SK1\",\"secret\":\"s\xc3\xa9\x00z\"}", 30);
    const auto put = [](const Member &member, const QString &name, const QByteArray &secret) {
        return waited(member.connection->run([cipher = member.membership.cipher(), name, secret](QSqlDatabase &db) {
            return PracticeSecrets::put(db, *cipher, name, secret);
        }));
    };
    const auto get = [](const Member &member, const QString &name) {
        return waited(member.connection->run([cipher = member.membership.cipher(), name](QSqlDatabase &db) {
            return PracticeSecrets::get(db, *cipher, name);
        }));
    };
    QCOMPARE(get(carol, PracticeSecrets::twilio).error().kind, ErrorKind::NotFound);
    const auto kept = put(ann, PracticeSecrets::twilio, credentials);
    QVERIFY2(kept, qPrintable(detailOf(kept)));
    QCOMPARE(get(carol, PracticeSecrets::twilio).value_or(QByteArray()), credentials);
    QVERIFY(!m_practice->asSuperuser(u"SELECT s::text FROM practiceline.secrets s"_s).contains(u"SK1"_s));
    QVERIFY(!put(carol, PracticeSecrets::twilio, "mine"));
    // Bound to its name.
    QVERIFY(put(ann, u"other"_s, "something else").has_value());
    QCOMPARE(
        m_practice->asSuperuser(u"UPDATE practiceline.secrets SET sealed = (SELECT sealed FROM practiceline.secrets "
                                "WHERE name = 'other') WHERE name = 'twilio'"_s),
        QString());
    QCOMPARE(get(carol, PracticeSecrets::twilio).error().kind, ErrorKind::Storage);
    // Under the newest key only; an old one is read until it was encrypted again.
    QVERIFY(put(ann, PracticeSecrets::twilio, credentials).has_value());
    Member behind;
    behind.membership = ann.membership;
    behind.connection = m_practice->connect(ann.membership.address.user, ann.membership.password);
    ann.membership = waited(ann.connection->run([membership = ann.membership](QSqlDatabase &db) {
                         return PracticeKeys::renew(db, membership);
                     })).value_or(Membership());
    const auto stale = put(behind, PracticeSecrets::twilio, "old");
    QVERIFY(!stale && PracticeKeys::isNewerKeyNeeded(stale.error()));
    QCOMPARE(get(ann, PracticeSecrets::twilio).value_or(QByteArray()), credentials);
    QVERIFY(put(ann, PracticeSecrets::twilio, "new").has_value());
    QCOMPARE(get(carol, PracticeSecrets::twilio).error().kind, ErrorKind::Locked);
    carol.membership = carol.fetched().value_or(Membership());
    QCOMPARE(get(carol, PracticeSecrets::twilio).value_or(QByteArray()), QByteArray("new"));
    QVERIFY(waited(ann.connection->run([](QSqlDatabase &db) {
                return PracticeSecrets::drop(db, PracticeSecrets::twilio);
            })).has_value());
    QCOMPARE(get(carol, PracticeSecrets::twilio).error().kind, ErrorKind::NotFound);
}

void PracticeKeysTest::keyThatReadsIsForWhoMayRead()
{
    Member carol = joined(ann, u"Carol"_s, u"staff"_s);
    Member agent = joined(ann, u"Office"_s, u"agent"_s);
    Member sue = joined(ann, u"Sue"_s, u"supervisor"_s);
    const auto put = [this](const QString &name) {
        return waited(ann.connection->run([cipher = ann.membership.cipher(), name](QSqlDatabase &db) {
                   return PracticeSecrets::put(db, *cipher, name, name.toLatin1());
               }))
            .has_value();
    };
    QVERIFY(put(PracticeSecrets::twilio));
    const QString names = u"SELECT coalesce(string_agg(name, ' ' ORDER BY name), '') FROM practiceline.secrets"_s;
    const QString refusal = u"SELECT coalesce(practiceline.poll_refusal(), '')"_s;
    const auto hide = [this](const QString &whom) {
        return m_practice->asSuperuser(u"INSERT INTO practiceline.clients (id, name, visible_to) VALUES "
                                       "('00000000-0000-0000-0000-0000000000c1', 'Maria', %1) ON CONFLICT (id) DO "
                                       "UPDATE SET visible_to = EXCLUDED.visible_to"_s.arg(whom));
    };
    QCOMPARE(carol.value(names) + carol.value(refusal), u"twilio"_s);
    QVERIFY(sue.value(names).contains(u"42501"_s));
    QCOMPARE(hide(u'\'' + ann.membership.staff.toString() + u'\''), QString());
    QCOMPARE(carol.value(names) + carol.value(refusal), u"private"_s);
    for (const Member *one : {&ann, &agent})
        QCOMPARE(one->value(names) + one->value(refusal), u"twilio"_s);
    QVERIFY(put(PracticeSecrets::sending));
    QCOMPARE(carol.value(names) + u' ' + carol.value(refusal), u"twilio-send key"_s);
    QCOMPARE(hide(u"NULL"_s), QString());
    QCOMPARE(carol.value(names) + u' ' + carol.value(refusal), u"twilio-send key"_s);
    for (const Member *one : {&ann, &agent})
        QCOMPARE(one->value(names) + one->value(refusal), u"twilio twilio-send"_s);
    QVERIFY(sue.value(names).contains(u"42501"_s));
    QCOMPARE(sue.value(refusal), u"role"_s);
}

/// Each desktop's round would wake all others, for ever.
void PracticeKeysTest::roundWithoutNewsTellsNobody()
{
    const auto anns = desktop(ann);
    QVERIFY(anns && fill(*anns, 1));
    RightsSession listener(*m_cluster, m_practice->database(), ann.membership.address.user, ann.membership.password);
    QVERIFY(listener.say(u"LISTEN practiceline"_s).ok());
    QVERIFY(anns->settled());
    QCOMPARE(listener.notifications(), 0);
}

QTEST_GUILESS_MAIN(PracticeKeysTest)
#include "tst_practicekeys.moc"
