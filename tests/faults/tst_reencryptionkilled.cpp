#include "storefixture.h"
#include "support/practicefixture.h"
#include "support/practicetexts.h"
#include "sync/practicekeys.h"
#include "sync/reencryption.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <cstdio>
#include <cstring>

using namespace Qt::StringLiterals;

namespace
{
constexpr auto childWord = "--reencrypt";
constexpr int texts = 4000; // eight batches
constexpr int others = 700; // clients with notes, and notes to colleagues: two batches each

SecureKey keyFrom(const QJsonValue &hex)
{
    QByteArray bytes = QByteArray::fromHex(hex.toString().toLatin1());
    return SecureKey::fromBytes(bytes);
}

/// An administrator's computer, which may be killed: encrypts again whom the line on standard input names, and returns
/// 0 when nothing is left.
int reencrypt()
{
    QByteArray line(65536, '\0');
    if (!std::fgets(line.data(), int(line.size()), stdin))
        return 2;
    const QJsonObject order = QJsonDocument::fromJson(line.first(qsizetype(std::strlen(line.constData())))).object();
    const auto word = [&order](QLatin1StringView name) { return order.value(name).toString(); };
    SharedDatabase shared;
    const auto opened = waited(shared.open(
        {word("host"_L1), order.value("port"_L1).toInt(), word("database"_L1), word("login"_L1), word("ca"_L1)},
        word("password"_L1)));
    if (!opened)
        return 3;
    Reencryption again(shared,
                       std::make_shared<const PracticeCipher>(QMap<int, SecureKey>{
                           {1, keyFrom(order.value("old"_L1))}, {2, keyFrom(order.value("new"_L1))}}),
                       Reencryption::What::Sealed);
    const auto done = waited(again.run());
    return done && done->left == 0 && done->unreadable == 0 ? 0 : 4;
}
} // namespace

/// "Resumable after kill -9": the process that encrypts again is killed at many moments, and each row still comes under
/// the new key, once.
class ReencryptionKilled : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void killedAtManyMoments();

private:
    QString ask(const QString &sql) { return PracticeFixture::value(*m_superuser, sql); }
    /// Clients with notes and notes to colleagues, under the first key.
    bool fillOthers();
    std::unique_ptr<QProcess> startChild();
    /// Rows under the new key.
    int done();
    QString stamps();
    /// What does not open under the new key alone, or says something else than it did.
    QStringList wrongRows();

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_practice;
    std::unique_ptr<Person> m_ann;
    std::unique_ptr<SharedDatabase> m_superuser;
    QMap<int, SecureKey> m_keys{{1, SecureKey::random()}};
};

void ReencryptionKilled::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
    m_practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates);
    QVERIFY2(m_practice->migrate(), qPrintable(m_practice->whyNot()));
    m_ann = m_practice->addAdmin(u"Ann"_s);
    m_superuser = m_practice->connect(PostgresCluster::superuser(), m_cluster->password());
    QVERIFY(m_ann && m_superuser);
    QVERIFY(fillWithTexts(*m_practice, *m_superuser, PracticeCipher(m_keys), texts));
    QVERIFY(fillOthers());
    // Counts how often a row was written; what is rolled back does not count.
    QCOMPARE(m_practice->asSuperuser(
                 u"CREATE TABLE public.written (id uuid); GRANT INSERT ON public.written TO PUBLIC; CREATE FUNCTION "
                 "public.note_written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.written VALUES "
                 "(NEW.id); RETURN NULL; END $$"_s),
             QString());
    for (const QString &table :
         {u"public.communication_logs"_s, u"practiceline.clients"_s, u"practiceline.internal_notes"_s})
        QCOMPARE(m_practice->asSuperuser(u"CREATE TRIGGER note_written AFTER UPDATE ON %1 FOR EACH ROW EXECUTE "
                                         "FUNCTION public.note_written()"_s.arg(table)),
                 QString());
    m_keys.insert(2, SecureKey::random());
}

bool ReencryptionKilled::fillOthers()
{
    const PracticeCipher cipher(m_keys);
    QJsonArray rows;
    for (int n = 0; n < others; ++n) {
        const QString client = ClientId::create().toString();
        const QString note = InternalNoteId::create().toString();
        const auto sealed = [&](const QString &table, const QString &column, const QString &id) {
            return PracticeKeys::hex(cipher.encrypt(u"Note %1"_s.arg(n), {table, column, id, {}}));
        };
        rows.append(QJsonObject{{u"client"_s, client},
                                {u"note"_s, note},
                                {u"name"_s, u"Note %1"_s.arg(n)},
                                {u"notes_enc"_s, sealed(u"clients"_s, u"notes_enc"_s, client)},
                                {u"text_enc"_s, sealed(u"internal_notes"_s, u"text_enc"_s, note)}});
    }
    const QString refused = PracticeFixture::value(
        *m_superuser,
        u"WITH made AS (SELECT * FROM jsonb_to_recordset(?::jsonb) AS r (client uuid, note uuid, name text, notes_enc "
        "bytea, text_enc bytea)), clients AS (INSERT INTO practiceline.clients (id, name, notes_enc, notes_key_epoch, "
        "change_xid) SELECT client, name, notes_enc, 1, 1 FROM made) INSERT INTO practiceline.internal_notes (id, "
        "client_id, author_name, text_enc, key_epoch, at, change_xid) SELECT note, client, name, text_enc, 1, now(), 1 "
        "FROM made"_s,
        {QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact))});
    return refused.isEmpty();
}

std::unique_ptr<QProcess> ReencryptionKilled::startChild()
{
    const auto hex = [this](int epoch) { return QString::fromLatin1(m_keys.value(epoch).toBytes().toHex()); };
    const PracticeAddress address = m_practice->addressFor(m_ann->login);
    const QJsonObject order{{"host"_L1, address.host},
                            {"port"_L1, address.port},
                            {"database"_L1, address.database},
                            {"login"_L1, address.user},
                            {"password"_L1, m_ann->password},
                            {"ca"_L1, address.caFile},
                            {"old"_L1, hex(1)},
                            {"new"_L1, hex(2)}};
    auto child = std::make_unique<QProcess>();
    child->setProcessChannelMode(QProcess::ForwardedChannels);
    child->start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(childWord)});
    child->write(QJsonDocument(order).toJson(QJsonDocument::Compact) + '\n');
    return child->waitForStarted() ? std::move(child) : nullptr;
}

int ReencryptionKilled::done()
{
    return ask(u"SELECT (SELECT count(*) FROM communication_logs WHERE key_epoch = 2) + (SELECT count(*) FROM "
               "practiceline.clients WHERE notes_key_epoch = 2) + (SELECT count(*) FROM practiceline.internal_notes "
               "WHERE key_epoch = 2)"_s)
        .toInt();
}

QString ReencryptionKilled::stamps()
{
    return ask(u"SELECT md5(string_agg(concat_ws(' ', id, change_xid, status, sort_at), ',' ORDER BY id)) FROM "
               "communication_logs"_s) +
           ask(u"SELECT md5(string_agg(concat_ws(' ', id, change_xid, revision, updated_at), ',' ORDER BY id)) FROM "
               "practiceline.clients"_s) +
           ask(u"SELECT md5(string_agg(concat_ws(' ', id, change_xid, at), ',' ORDER BY id)) FROM "
               "practiceline.internal_notes"_s);
}

QStringList ReencryptionKilled::wrongRows()
{
    struct Texts {
        QString table;
        QString column;
        QString sql; ///< id, peer, sealed, what it is to say
    };
    const std::initializer_list<Texts> all{
        {u"communication_logs"_s, u"content_enc"_s,
         u"SELECT id::text, peer, encode(content_enc, 'hex'), message_sid FROM communication_logs"_s},
        {u"clients"_s, u"notes_enc"_s,
         u"SELECT id::text, '', encode(notes_enc, 'hex'), name FROM practiceline.clients WHERE notes_enc IS NOT NULL"_s},
        {u"internal_notes"_s, u"text_enc"_s,
         u"SELECT id::text, '', encode(text_enc, 'hex'), author_name FROM practiceline.internal_notes"_s}};
    const PracticeCipher onlyNew({{2, m_keys.value(2)}});
    QStringList wrong;
    for (const Texts &one : all) {
        for (const QString &line : PracticeFixture::rows(*m_superuser, one.sql)) {
            const QStringList row = line.split(u'|');
            const auto plain = onlyNew.decrypt(QByteArray::fromHex(row.value(2).toLatin1()),
                                               {one.table, one.column, row.value(0), row.value(1)}, 2);
            const QString said = row.value(3).startsWith("SM"_L1)
                                     ? practiceText(row.value(3).sliced(2).toInt(nullptr, 16))
                                     : row.value(3);
            if (!plain || *plain != said)
                wrong.append(one.table + u' ' + line);
        }
    }
    return wrong;
}

void ReencryptionKilled::killedAtManyMoments()
{
    constexpr int all = texts + 2 * others;
    constexpr int kills = 8;
    const QString before = stamps();
    QCOMPARE(done(), 0);
    int known = 0;
    for (int kill = 0; kill < kills; ++kill) {
        const auto child = startChild();
        QVERIFY(child);
        // The first before it has done anything; then after some batches and up to a whole one later, and every third
        // while the server is amid what it was asked last.
        const int enough = kill * all / (kills + 1);
        while (done() < enough && child->state() == QProcess::Running)
            child->waitForFinished(1);
        QTest::qSleep(kill * 4);
        const bool isFrozen = kill % 3 == 2;
        if (isFrozen)
            m_cluster->freeze();
        QCOMPARE(child->state(), QProcess::Running);
        child->kill();
        child->waitForFinished();
        if (isFrozen)
            m_cluster->thaw();
        QCOMPARE(child->exitStatus(), QProcess::CrashExit);
        const int now = done();
        QVERIFY2(now >= known && now < all, qPrintable(QString::number(now)));
        known = now;
    }
    const auto child = startChild();
    QVERIFY(child && child->waitForFinished(60'000));
    QCOMPARE(child->exitStatus(), QProcess::NormalExit);
    QCOMPARE(child->exitCode(), 0);
    QCOMPARE(done(), all);
    QCOMPARE(ask(u"SELECT count(*) || ' ' || count(DISTINCT id) FROM public.written"_s), u"%1 %1"_s.arg(all));
    QCOMPARE(ask(u"SELECT count(*)::text FROM practiceline.reencrypting"_s), u"0"_s);
    QCOMPARE(stamps(), before);
    QCOMPARE(wrongRows(), QStringList());
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc > 1 && std::strcmp(argv[1], childWord) == 0)
        return reencrypt();
    ReencryptionKilled test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_reencryptionkilled.moc"
