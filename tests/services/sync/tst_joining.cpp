#include "secrets/memberkeys.h"
#include "storefixture.h"
#include "support/practicefixture.h"
#include "sync/joining.h"
#include "sync/practicepeople.h"
#include "sync/practicesetup.h"

#include <QRegularExpression>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

/// How a practice begins, and how somebody comes in and goes, on a real server.
class JoiningTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keysAreForOnePerson();
    void wordsFollowFromTheKeys();
    void membershipSurvivesItsBytes();
    void invitationSurvivesAMail_data();
    void invitationSurvivesAMail();
    void setUpSaysWhatIsMissing_data();
    void setUpSaysWhatIsMissing();
    void setUpOnce();
    void setUpWhoseEndWasNotHeard();
    void fromInvitationToKeys();
    void requestWhoseEndWasNotHeard();
    void noPasswordInALogOfEverything();
    void invitationIsWorthNothingLater();
    void stolenInvitationDoesNothing();
    void anotherSignerIsRefused();
    void removedPersonIsOut();

private:
    static Result<Membership> setUp(const PracticeFixture &practice, const QString &name = u"Ann"_s,
                                    const Membership &begun = Membership::begin());

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    QTemporaryDir m_folder;
};

namespace
{
/// Open as @p member, or null.
std::unique_ptr<SharedDatabase> connectAs(const Membership &member)
{
    auto connection = std::make_unique<SharedDatabase>();
    return waited(connection->open(member.address, member.password)) ? std::move(connection) : nullptr;
}

/// A server that answers the set-up's login, which asks @p function, with @p answer instead of its own.
QString says(const QString &function, const QString &answer)
{
    return u"CREATE SCHEMA other; GRANT USAGE ON SCHEMA other TO SET_UP; CREATE FUNCTION other.%1 LANGUAGE sql AS "
           "$$ SELECT %2 $$; ALTER ROLE SET_UP SET search_path = other, pg_catalog, public;"_s.arg(function, answer);
}
} // namespace

Result<Membership> JoiningTest::setUp(const PracticeFixture &practice, const QString &name, const Membership &begun)
{
    PracticeSetUp setUp;
    return waited(setUp.run(
        {practice.addressFor(u"set_up_"_s + practice.database()), u"set-up's own word"_s, u"Ortega & Co"_s, name},
        begun));
}

void JoiningTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
}

void JoiningTest::keysAreForOnePerson()
{
    const MemberKeys ann = MemberKeys::make();
    const MemberKeys bob = MemberKeys::make();
    const MemberKeys eve = MemberKeys::make();
    const SecureKey key = SecureKey::random();
    const SealedKey sealed = MemberKeyring::seal(key, 3, u"practice"_s, u"bob"_s, bob.boxPublic, ann);
    const auto opens = [&](const SealedKey &one, const QString &practice, const QString &staff, const MemberKeys &own,
                           const QByteArray &signer) {
        const SecureKey opened = MemberKeyring::open(one, practice, staff, own, signer);
        return !opened.isNull() && opened.toBytes() == key.toBytes();
    };
    QVERIFY(opens(sealed, u"practice"_s, u"bob"_s, bob, ann.signPublic));
    QVERIFY(!opens(sealed, u"practice"_s, u"bob"_s, eve, ann.signPublic));
    QVERIFY(!opens(sealed, u"practice"_s, u"bob"_s, bob, eve.signPublic));
    QVERIFY(!opens(sealed, u"other"_s, u"bob"_s, bob, ann.signPublic));
    QVERIFY(!opens(sealed, u"practice"_s, u"carol"_s, bob, ann.signPublic));
    SealedKey changed = sealed;
    changed.epoch = 4;
    QVERIFY(!opens(changed, u"practice"_s, u"bob"_s, bob, ann.signPublic));
    for (QByteArray SealedKey::*part : {&SealedKey::sealed, &SealedKey::signature}) {
        for (qsizetype at = 0; at < (sealed.*part).size(); at += 7) {
            changed = sealed;
            (changed.*part)[at] = char((changed.*part).at(at) ^ 1);
            QVERIFY(!opens(changed, u"practice"_s, u"bob"_s, bob, ann.signPublic));
        }
    }
    QVERIFY(MemberKeyring::seal(key, 1, u"p"_s, u"b"_s, QByteArray("short"), ann).sealed.isEmpty());
}

void JoiningTest::wordsFollowFromTheKeys()
{
    const MemberKeys bob = MemberKeys::make();
    const QStringList words = MemberKeyring::words(bob.boxPublic, bob.signPublic, u"bob"_s);
    QCOMPARE(words.size(), 6);
    QCOMPARE(MemberKeyring::words(bob.boxPublic, bob.signPublic, u"bob"_s), words);
    QVERIFY(MemberKeyring::words(bob.boxPublic, bob.signPublic, u"carol"_s) != words);
    QVERIFY(MemberKeyring::words(MemberKeys::make().boxPublic, bob.signPublic, u"bob"_s) != words);
    QVERIFY(MemberKeyring::words(bob.boxPublic, MemberKeys::make().signPublic, u"bob"_s) != words);
}

void JoiningTest::membershipSurvivesItsBytes()
{
    Membership member;
    member.address = {u"db.example.org"_s, 6543, u"practice"_s, u"pl_1"_s, u"/tmp/ca.pem"_s};
    member.ca = m_certificates.isValid() ? QByteArray("-----BEGIN CERTIFICATE-----\n") : QByteArray();
    member.password = u"secret"_s;
    member.practiceId = u"id"_s;
    member.practiceName = u"Müller & Co"_s;
    member.staff = StaffId::create();
    member.own = MemberKeys::make();
    member.practiceKeys = {{1, SecureKey::random()}, {2, SecureKey::random()}};
    member.signer = u"abc"_s;
    const auto read = Membership::fromBytes(member.toBytes());
    QVERIFY(read.has_value());
    QCOMPARE(read->address.host, member.address.host);
    QCOMPARE(read->address.port, 6543);
    QCOMPARE(read->practiceName, member.practiceName);
    QCOMPARE(read->ca, member.ca);
    QCOMPARE(read->own.signSeed.toBytes(), member.own.signSeed.toBytes());
    QCOMPARE(read->practiceKeys.keys(), (QList<int>{1, 2}));
    QCOMPARE(read->cipher()->epoch(), 2);
    // What is begun is no membership yet, and a membership is not begun again.
    const Membership begun = Membership::begin();
    const auto again = Membership::begunFromBytes(begun.toBytes());
    QVERIFY(again && again->toBytes() == begun.toBytes());
    QVERIFY(!Membership::fromBytes(begun.toBytes()));
    QVERIFY(!Membership::begunFromBytes(member.toBytes()));
    QVERIFY(!Membership::begunFromBytes("begun"));
    for (const QByteArray &broken : {QByteArray(), QByteArray("{}"), QByteArray("[1]"), member.toBytes().left(200),
                                     member.toBytes().replace("\"box_secret\":\"", "\"box_secret\":\"x")})
        QVERIFY(!Membership::fromBytes(broken));
}

void JoiningTest::invitationSurvivesAMail_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("error");
    QTest::newRow("as it is") << u""_s << u""_s;
    QTest::newRow("broken into lines") << u"lines"_s << u""_s;
    QTest::newRow("in a mail") << u"mail"_s << u""_s;
    QTest::newRow("quoted") << u"quoted"_s << u""_s;
    QTest::newRow("half of it") << u"half"_s << u"cut"_s;
    QTest::newRow("one letter") << u"letter"_s << u"cut"_s;
    QTest::newRow("only the begin") << u"begin"_s << u"cut"_s;
    QTest::newRow("something else") << u"else"_s << u"invitation"_s;
    QTest::newRow("a bomb") << u"bomb"_s << u"cut"_s;
}

void JoiningTest::invitationSurvivesAMail()
{
    QFETCH(QString, change);
    QFETCH(QString, error);
    Invitation invitation;
    invitation.address = {u"db.example.org"_s, 5432, u"practice"_s, u"pl_1"_s, {}};
    invitation.ca = QByteArray(1800, 'c');
    invitation.password = u"bearer"_s;
    invitation.practiceName = u"Müller & Co"_s;
    invitation.staff = StaffId::create();
    invitation.signer = u"0123"_s;
    invitation.expires = QDateTime::currentDateTimeUtc().addDays(3);
    QString text = invitation.toText();
    if (change == u"lines")
        text = u"  "_s + text.left(60) + u"\r\n> "_s.left(2) + text.mid(60, 40) + u'\n' + text.mid(100) + u"\n\n"_s;
    else if (change == u"mail")
        text = u"Dear Bob,\n\nhere it is:\n\n"_s + text + u"\n\nRegards\nAnn\n"_s;
    else if (change == u"quoted")
        text = u"> here it is:\n>\n> "_s + text.left(60) + u"\n>> "_s + text.mid(60) + u"\n> \n> Ann"_s;
    else if (change == u"half")
        text = text.left(text.size() / 2);
    else if (change == u"letter")
        text[text.size() / 2] = text.at(text.size() / 2) == u'A' ? u'B' : u'A';
    else if (change == u"begin")
        text = u"practiceline-invitation:"_s;
    else if (change == u"else")
        text = u"Dear Bob, here is your invitation"_s;
    else if (change == u"bomb")
        text = u"practiceline-invitation:"_s + QString(1'000'000, u'A');
    const auto read = Invitation::fromText(text);
    if (!error.isEmpty()) {
        QVERIFY(!read);
        QCOMPARE(read.error().detail, error);
        return;
    }
    QVERIFY(read.has_value());
    QCOMPARE(read->address, invitation.address);
    QCOMPARE(read->password, invitation.password);
    QCOMPARE(read->practiceName, invitation.practiceName);
    QCOMPARE(read->staff, invitation.staff);
    QCOMPARE(read->ca, invitation.ca);
}

void JoiningTest::setUpSaysWhatIsMissing_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("detail");
    QTest::newRow("may make no roles") << u"ALTER ROLE SET_UP NOCREATEROLE"_s << int(ErrorKind::Unauthorized)
                                       << u"createrole"_s;
    QTest::newRow("may make no schema") << u"ALTER DATABASE DB OWNER TO CURRENT_USER"_s << int(ErrorKind::Unauthorized)
                                        << u"create"_s;
    QTest::newRow("the guide's table is another's")
        << u"CREATE TABLE public.communication_logs (id uuid)"_s << int(ErrorKind::Unauthorized) << u"owner"_s;
    QTest::newRow("of a newer program")
        << u"CREATE SCHEMA practiceline AUTHORIZATION SET_UP; CREATE TABLE practiceline.migrations "
           "(number integer); INSERT INTO practiceline.migrations VALUES (999); ALTER TABLE "
           "practiceline.migrations OWNER TO SET_UP"_s
        << int(ErrorKind::Invalid) << u"newer"_s;
    QTest::newRow("older than 13") << says(u"current_setting(text) RETURNS text"_s, u"'120022'::text"_s)
                                   << int(ErrorKind::Invalid) << u"old-server"_s;
    for (const auto *minutes : {"6", "-6"})
        QTest::addRow("a clock that is off by %s minutes", minutes)
            << says(u"clock_timestamp() RETURNS timestamptz"_s,
                    u"pg_catalog.clock_timestamp() + '%1 minutes'::interval"_s.arg(QLatin1String(minutes)))
            << int(ErrorKind::Invalid) << u"clock"_s;
    // A little is none; then the next question is asked.
    QTest::newRow("a clock that is off by four minutes")
        << says(u"clock_timestamp() RETURNS timestamptz"_s, u"pg_catalog.clock_timestamp() + '4 minutes'::interval"_s) +
               u"CREATE TABLE public.communication_logs (id uuid)"_s
        << int(ErrorKind::Unauthorized) << u"owner"_s;
}

void JoiningTest::setUpSaysWhatIsMissing()
{
    QFETCH(QString, change);
    QFETCH(int, kind);
    QFETCH(QString, detail);
    const PracticeFixture practice(*m_cluster, m_certificates);
    change.replace(u"SET_UP"_s, u"set_up_"_s + practice.database()).replace(u"DB"_s, practice.database());
    QCOMPARE(practice.asSuperuser(change), QString());
    const QString before = practice.asSuperuser(u"SELECT count(*) FROM pg_class"_s);
    const auto made = setUp(practice);
    QVERIFY(!made);
    QCOMPARE(int(made.error().kind), kind);
    QCOMPARE(made.error().detail, detail);
    QCOMPARE(practice.asSuperuser(u"SELECT count(*) FROM pg_class"_s), before); // nothing was begun
}

void JoiningTest::setUpOnce()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    const auto ann = setUp(practice);
    QVERIFY2(ann, qPrintable(ann ? QString() : ann.error().detail));
    QVERIFY(ann->isApproved());
    QVERIFY(!ann->ca.isEmpty());
    Membership kept = Membership::fromBytes(ann->toBytes()).value_or(Membership());
    QVERIFY(kept.writeCa(m_folder.path()).has_value());
    const auto connection = connectAs(kept);
    QVERIFY(connection);
    QCOMPARE(PracticeFixture::value(*connection,
                                    u"SELECT practiceline.my_role() || ' ' || name FROM practiceline.practice"_s),
             u"admin Ortega & Co"_s);
    // Neither the password nor a key stands in what the server keeps or wrote to its log.
    QVERIFY(!m_cluster->log().contains(kept.password));
    // A second one does not make a second key, and with it a second practice.
    const auto again = setUp(practice, u"Mallory"_s);
    QVERIFY(!again);
    QCOMPARE(again.error().detail, u"has-administrator"_s);
    QCOMPARE(practice.asSuperuser(u"SELECT count(*) FROM practiceline.staff"_s), u"1"_s);
}

/// What was committed is taken over by whoever has its secrets, and by nobody else.
void JoiningTest::setUpWhoseEndWasNotHeard()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    const auto begun = Membership::begunFromBytes(Membership::begin().toBytes());
    QVERIFY(begun.has_value());
    const auto lost = setUp(practice, u"An"_s, *begun);
    QVERIFY(lost.has_value());
    Membership half = *begun; // one key of two is another person
    half.own.boxPublic = MemberKeys::make().boxPublic;
    for (const Membership &other : {Membership::begin(), half}) {
        const auto refused = setUp(practice, u"Mallory"_s, other);
        QVERIFY(!refused);
        QCOMPARE(refused.error().detail, u"has-administrator"_s);
    }
    auto ann = setUp(practice, u"Ann"_s, *begun);
    QVERIFY2(ann, qPrintable(ann ? QString() : ann.error().detail));
    QCOMPARE(ann->toBytes(), lost->toBytes());
    QCOMPARE(practice.asSuperuser(u"SELECT string_agg(name, ' ') FROM practiceline.staff"_s), u"Ann"_s);
    QVERIFY(ann->writeCa(m_folder.path()).has_value());
    const auto keys = waited(Joining().fetchKeys(*ann));
    QVERIFY2(keys, qPrintable(keys ? QString() : keys.error().detail));
    const auto connection = connectAs(*ann);
    QVERIFY(connection);
    PracticePeople people(*connection);
    QVERIFY(waited(people.invite({{}, u"Bob"_s, u"staff"_s, u"attorney"_s, {}, {}, {}}, *ann)).has_value());
    // Whoever has left is nobody's to take over.
    QCOMPARE(practice.asSuperuser(u"UPDATE practiceline.staff SET left_at = now() WHERE name = 'Ann'"_s), QString());
    const auto anew = setUp(practice, u"Ann"_s, *begun);
    QVERIFY(anew && anew->staff != ann->staff);
}

void JoiningTest::fromInvitationToKeys()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    auto ann = setUp(practice);
    QVERIFY(ann.has_value() && ann->writeCa(m_folder.path()).has_value());
    const auto connection = connectAs(*ann);
    QVERIFY(connection);
    PracticePeople people(*connection);
    const auto invited =
        waited(people.invite({{}, u"Bob"_s, u"staff"_s, u"attorney"_s, u"+13125550199"_s, {}, {}}, *ann));
    QVERIFY2(invited, qPrintable(invited ? QString() : invited.error().detail));
    QVERIFY(invited->expires > QDateTime::currentDateTimeUtc().addSecs(71 * 3600));
    // The login itself ends then, whatever the invitation says.
    const QString login = invited->address.user;
    const auto ofLogin = [&](const QString &what) {
        return practice.asSuperuser(u"SELECT %1 FROM pg_roles WHERE rolname = '%2'"_s.arg(what, login));
    };
    const QString groups = u"(SELECT string_agg(roleid::regrole::text, ' ') FROM pg_auth_members WHERE member = "
                           "pg_roles.oid)"_s;
    const QString ahead = u"rolvaliduntil BETWEEN now() + interval '71 hours' AND now() + interval '72 hours'"_s;
    QCOMPARE(ofLogin(ahead), u"t"_s);
    QCOMPARE(ofLogin(groups), u"practice_newcomer"_s); // what that may do: tst_rights
    const auto read = Invitation::fromText(invited->toText());
    QVERIFY(read.has_value());

    Joining joining;
    const auto asked = waited(joining.ask(*read, m_folder.path(), Membership::begin()));
    QVERIFY2(asked, qPrintable(asked ? QString() : asked.error().detail));
    QCOMPARE(asked->words.size(), 6);
    // Once: a second request under the same login would be somebody else's.
    const auto waiting = connectAs(asked->member);
    QVERIFY(waiting);
    QVERIFY(PracticeFixture::value(*waiting, u"SELECT practiceline.ask_to_join(?::bytea, ?::bytea)::text"_s,
                                   {QByteArray(32, 'k'), QByteArray(32, 'k')})
                .contains(u"42501"_s));
    QCOMPARE(practice.asSuperuser(u"SELECT count(*) FROM practiceline.join_requests"_s), u"1"_s);
    QCOMPARE(ofLogin(ahead) + ofLogin(groups), u"tpractice_newcomer"_s); // asking changes nothing
    const auto early = waited(joining.fetchKeys(asked->member));
    QVERIFY(!early);
    QCOMPARE(early.error().kind, ErrorKind::NotFound);
    const auto requests = waited(people.requests()).value_or(QList<JoinRequest>());
    QCOMPARE(requests.size(), 1);
    QCOMPARE(requests.first().name, u"Bob"_s);
    QCOMPARE(MemberKeyring::words(requests.first().boxPublic, requests.first().signPublic,
                                  requests.first().staff.toString()),
             asked->words);
    const auto approved = waited(people.approve(requests.first(), *ann));
    QVERIFY2(approved, qPrintable(approved ? QString() : approved.error().detail));
    QVERIFY(waited(people.approve(requests.first(), *ann))); // by whoever did not hear that it was
    QCOMPARE(ofLogin(u"rolvaliduntil = 'infinity'"_s), u"t"_s);
    QCOMPARE(ofLogin(groups), u"practice_staff"_s);
    const auto bob = waited(joining.fetchKeys(asked->member));
    QVERIFY2(bob, qPrintable(bob ? QString() : bob.error().detail));
    QCOMPARE(bob->practiceKeys.value(1).toBytes(), ann->practiceKeys.value(1).toBytes());
    const auto bobs = connectAs(*bob);
    QVERIFY(bobs);
    QCOMPARE(PracticeFixture::value(*bobs, u"SELECT practiceline.my_role()"_s), u"staff"_s);
    const auto all = waited(people.all()).value_or(QList<StaffMember>());
    QCOMPARE(all.size(), 2);
    QCOMPARE(all.at(1).persona, u"attorney"_s);
    QVERIFY(all.at(1).joinedAt.isValid());
    QCOMPARE(waited(people.requests()).value_or(QList<JoinRequest>()).size(), 0);
    // Staff invite nobody.
    PracticePeople bobsPeople(*bobs);
    QVERIFY(!waited(bobsPeople.invite({{}, u"Eve"_s, u"admin"_s, u"advisor"_s, {}, {}, {}}, *bob)));
    QVERIFY(!m_cluster->log().contains(bob->password));
}

/// The same secrets go on with the same invitation, whatever has come of the request; nobody else does.
void JoiningTest::requestWhoseEndWasNotHeard()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    auto ann = setUp(practice);
    QVERIFY(ann.has_value() && ann->writeCa(m_folder.path()).has_value());
    const auto connection = connectAs(*ann);
    PracticePeople people(*connection);
    const auto invited = waited(people.invite({{}, u"Bob"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}, *ann));
    QVERIFY(invited.has_value());
    const Membership begun = Membership::begin();
    const auto lost = waited(Joining().ask(*invited, m_folder.path(), begun));
    QVERIFY(lost.has_value());
    QVERIFY(!lost->member.isApproved()); // its own idea of the practice's key is nobody's
    const auto goesOn = [&] {            // also after a new start
        const auto kept = Membership::begunFromBytes(begun.toBytes());
        return kept ? waited(Joining().ask(*invited, m_folder.path(), *kept)) : kept.error();
    };
    const auto again = goesOn();
    QVERIFY2(again, qPrintable(again ? QString() : again.error().detail));
    QCOMPARE(again->member.toBytes(), lost->member.toBytes());
    QCOMPARE(again->words, lost->words);
    QCOMPARE(practice.asSuperuser(u"SELECT count(*) FROM practiceline.join_requests"_s), u"1"_s);
    const auto other = waited(Joining().ask(*invited, m_folder.path(), Membership::begin()));
    QVERIFY(!other && other.error().kind == ErrorKind::Unauthorized);
    const auto requests = waited(people.requests()).value_or(QList<JoinRequest>());
    QVERIFY(requests.size() == 1 && waited(people.approve(requests.first(), *ann)));
    const auto late = goesOn(); // somebody approved meanwhile
    QVERIFY(late.has_value());
    const auto bob = waited(Joining().fetchKeys(late->member));
    QVERIFY2(bob, qPrintable(bob ? QString() : bob.error().detail));
    QCOMPARE(bob->practiceKeys.value(1).toBytes(), ann->practiceKeys.value(1).toBytes());
}

/// A server that writes down every statement with its values sees verifiers, never a login's password.
void JoiningTest::noPasswordInALogOfEverything()
{
    PostgresCluster::Options options;
    options.settings = {u"log_statement=all"_s, u"log_min_duration_statement=0"_s, u"log_min_messages=debug1"_s,
                        u"log_connections=on"_s, u"log_parameter_max_length_on_error=-1"_s};
    PostgresCluster cluster(m_certificates, options);
    QVERIFY2(cluster.start(), qPrintable(cluster.whyNot()));
    const PracticeFixture practice(cluster, m_certificates);
    const qsizetype before = cluster.log().size();                       // psql made the set-up's login, in clear
    QVERIFY(cluster.log().contains(u"PASSWORD 'set-up''s own word'"_s)); // it would be seen
    auto ann = setUp(practice);
    QVERIFY2(ann && ann->writeCa(m_folder.path()), qPrintable(ann ? QString() : ann.error().detail));
    const auto connection = connectAs(*ann);
    QVERIFY(connection);
    PracticePeople people(*connection);
    const auto invited = waited(people.invite({{}, u"Bob"_s, u"staff"_s, u"attorney"_s, {}, {}, {}}, *ann));
    const auto unused = waited(people.invite({{}, u"Carol"_s, u"admin"_s, u"attorney"_s, {}, {}, {}}, *ann));
    QVERIFY(invited && unused);
    Joining joining;
    const auto asked = waited(joining.ask(*invited, m_folder.path(), Membership::begin()));
    QVERIFY2(asked, qPrintable(asked ? QString() : asked.error().detail));
    QVERIFY(
        !waited(joining.ask(*invited, m_folder.path(), Membership::begin()))); // with a password that is none any more
    const auto requests = waited(people.requests()).value_or(QList<JoinRequest>());
    QVERIFY(requests.size() == 1 && waited(people.approve(requests.first(), *ann)));
    const auto bob = waited(joining.fetchKeys(asked->member));
    QVERIFY(bob && connectAs(*bob));
    QVERIFY(waited(people.remove(unused->staff, *ann)));

    const QString log = cluster.log().mid(before);
    // It has them all: a verifier for each password that was set.
    for (const QString &login : {ann->address.user, invited->address.user, unused->address.user})
        QVERIFY2(log.contains(login), qPrintable(login));
    QVERIFY(log.contains(QRegularExpression(u"ALTER ROLE \\S+ PASSWORD 'SCRAM-SHA-256\\$"_s)));
    QVERIFY(log.contains(QRegularExpression(u"\\$\\d = 'SCRAM-SHA-256\\$"_s)));
    QSet<QString> passwords{u"set-up's own word"_s, u"set-up''s own word"_s};
    for (const QString &password : {ann->password, invited->password, unused->password, bob->password}) {
        QVERIFY(password.size() > 15);
        passwords += {password, QString::fromLatin1(password.toUtf8().toHex()),
                      QString::fromLatin1(password.toUtf8().toBase64())};
    }
    QCOMPARE(passwords.size(), 14); // each its own
    for (const QString &password : std::as_const(passwords))
        QVERIFY(!log.contains(password, Qt::CaseInsensitive));
}

void JoiningTest::invitationIsWorthNothingLater()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    auto ann = setUp(practice);
    QVERIFY(ann.has_value() && ann->writeCa(m_folder.path()).has_value());
    const auto connection = connectAs(*ann);
    PracticePeople people(*connection);
    const auto invited = waited(people.invite({{}, u"Bob"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}, *ann));
    QVERIFY(invited.has_value());
    Joining joining;
    QVERIFY(waited(joining.ask(*invited, m_folder.path(), Membership::begin())).has_value());
    const auto again = waited(joining.ask(*invited, m_folder.path(), Membership::begin()));
    QVERIFY(!again); // its password is another one now
    QCOMPARE(again.error().kind, ErrorKind::Unauthorized);
    // After 72 hours nobody gets in, and it says so.
    auto late =
        waited(people.invite({{}, u"Carol"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}, *ann)).value_or(Invitation());
    QCOMPARE(practice.asSuperuser(u"ALTER ROLE \"%1\" VALID UNTIL '2020-01-01'"_s.arg(late.address.user)), QString());
    late.expires = QDateTime::currentDateTimeUtc().addSecs(-1);
    const auto expired = waited(joining.ask(late, m_folder.path(), Membership::begin()));
    QVERIFY(!expired);
    QCOMPARE(expired.error().detail, u"expired"_s);
}

/// Whoever has the invitation can leave a request in the invited person's name; the words differ from what the invited
/// person's window shows, so nobody approves it.
void JoiningTest::stolenInvitationDoesNothing()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    auto ann = setUp(practice);
    QVERIFY(ann.has_value() && ann->writeCa(m_folder.path()).has_value());
    const auto connection = connectAs(*ann);
    PracticePeople people(*connection);
    const auto invited = waited(people.invite({{}, u"Bob"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}, *ann));
    QVERIFY(invited.has_value());
    Joining thief;
    const auto stolen = waited(thief.ask(*invited, m_folder.path(), Membership::begin()));
    QVERIFY(stolen.has_value());
    Joining bob;
    QVERIFY(!waited(bob.ask(*invited, m_folder.path(), Membership::begin()))); // Bob notices, for his does not work
    const auto thiefs = connectAs(stolen->member);
    QVERIFY(thiefs);
    for (const QString &table : {u"public.communication_logs"_s, u"practiceline.clients"_s, u"practiceline.staff"_s,
                                 u"practiceline.member_keys"_s})
        QVERIFY(PracticeFixture::value(*thiefs, u"SELECT count(*) FROM "_s + table).contains(u"42501"_s));
    // Removed, the login is gone too.
    QVERIFY(waited(people.remove(invited->staff, *ann)).has_value());
    QVERIFY(!connectAs(stolen->member));
    QCOMPARE(waited(people.requests()).value_or(QList<JoinRequest>()).size(), 0);
}

void JoiningTest::anotherSignerIsRefused()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    auto ann = setUp(practice);
    QVERIFY(ann.has_value() && ann->writeCa(m_folder.path()).has_value());
    const auto connection = connectAs(*ann);
    PracticePeople people(*connection);
    const auto invited = waited(people.invite({{}, u"Bob"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}, *ann));
    Joining joining;
    const auto asked = waited(joining.ask(invited.value_or(Invitation()), m_folder.path(), Membership::begin()));
    QVERIFY(asked.has_value());
    const auto requests = waited(people.requests()).value_or(QList<JoinRequest>());
    QCOMPARE(requests.size(), 1);
    // Whoever holds the database gives Bob a key of their own, to read what he writes.
    Membership mallory = *ann;
    mallory.own = MemberKeys::make();
    mallory.practiceKeys = {{1, SecureKey::random()}};
    QVERIFY(waited(people.approve(requests.first(), mallory)).has_value());
    auto fetched = waited(joining.fetchKeys(asked->member));
    QVERIFY(!fetched);
    QCOMPARE(fetched.error().detail, u"signature"_s);
    // Also when the signing key in the table is exchanged for theirs.
    QCOMPARE(practice.asSuperuser(u"UPDATE practiceline.staff SET signing_key = '\\x%1' WHERE role = 'admin'"_s.arg(
                 QString::fromLatin1(mallory.own.signPublic.toHex()))),
             QString());
    fetched = waited(joining.fetchKeys(asked->member));
    QVERIFY(!fetched);
    QCOMPARE(fetched.error().detail, u"signature"_s);
}

void JoiningTest::removedPersonIsOut()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    auto ann = setUp(practice);
    QVERIFY(ann.has_value() && ann->writeCa(m_folder.path()).has_value());
    const auto connection = connectAs(*ann);
    PracticePeople people(*connection);
    const auto invited = waited(people.invite({{}, u"Bob"_s, u"staff"_s, u"advisor"_s, {}, {}, {}}, *ann));
    Joining joining;
    const auto asked = waited(joining.ask(invited.value_or(Invitation()), m_folder.path(), Membership::begin()));
    QVERIFY(asked.has_value());
    QVERIFY(waited(people.approve(waited(people.requests())->first(), *ann)).has_value());
    const auto bob = waited(joining.fetchKeys(asked->member));
    QVERIFY(bob.has_value());
    const auto session = connectAs(*bob);
    QVERIFY(session);
    QSignalSpy lost(session.get(), &SharedDatabase::lost);
    QVERIFY(waited(people.remove(bob->staff, *ann)).has_value());
    QVERIFY(PracticeFixture::value(*session, u"SELECT 1"_s).startsWith(u"error"_s));
    QTRY_COMPARE_WITH_TIMEOUT(lost.count(), 1, 10'000);
    // They come back for the word that it has ended alone.
    const auto again = connectAs(*bob);
    QVERIFY(again);
    for (const QString &table : {u"practiceline.clients"_s, u"practiceline.staff"_s, u"public.communication_logs"_s})
        QVERIFY(PracticeFixture::value(*again, u"SELECT count(*)::text FROM "_s + table).startsWith(u"error"_s));
    // A computer that had not fetched its keys yet is told so, and does not wait for an approval.
    const auto late = waited(joining.fetchKeys(asked->member));
    QVERIFY(!late.has_value());
    QCOMPARE(late.error().kind, ErrorKind::Unauthorized);
    // The last administrator stays.
    QVERIFY(!waited(people.remove(ann->staff, *ann)));
    QVERIFY(connectAs(*ann));
}

QTEST_GUILESS_MAIN(JoiningTest)
#include "tst_joining.moc"
