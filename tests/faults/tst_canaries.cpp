// A scripted day of two computers that share a practice: what clients and staff write, and every secret, stands in
// clear in no file, write-ahead log, log, row of Postgres or dump; names and numbers in no log, setting or temporary
// file. CANARY_MESSAGES sets how many (10,000 under the label soak).

#include "../app/officefixture.h"
#include "logging.h"

#include <QByteArrayMatcher>
#include <QDirIterator>
#include <QProcess>

using namespace Qt::StringLiterals;

class CanariesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void scannerFindsWhatStandsThere_data();
    void scannerFindsWhatStandsThere();
    void scriptedDay();

private:
    void write(OfficeComputer &desk, const Client &client, int number);

    TestCertificates m_certificates;
    QTemporaryDir m_temporary; ///< TMPDIR of the day
    QTemporaryDir m_logs;
    std::unique_ptr<PostgresCluster> m_cluster;
};

namespace
{
constexpr int clientCount = 100;
constexpr int patience = 900'000;
const QByteArray bodyCanary = "zqxbodyzqx";
const QByteArray variableCanary = "zqxvariablezqx";
const QByteArray noteCanary = "zqxnotezqx";
const QByteArray draftCanary = "zqxdraftzqx";
const QByteArray secretCanary = "zqxsecretzqx";
const QByteArray nameCanary = "Zqxnamezqx";

QString numberOf(int client)
{
    return u"+1312777%1"_s.arg(2000 + client);
}

/// The ways in which a text stands in a file without being encrypted.
QList<QByteArray> forms(const QByteArray &text)
{
    const QString wide = QString::fromUtf8(text);
    QList<QByteArray> all{text, QByteArray(reinterpret_cast<const char *>(wide.utf16()), wide.size() * 2),
                          text.toHex()};
    for (int shift = 0; shift < 3; ++shift) // base64 of a text that stands somewhere in another
        all.append(text.mid(shift, text.size() - shift - (text.size() - shift) % 3).toBase64());
    return all;
}

/// The first file under @p folder that holds one of @p canaries; empty: none does.
QString leakIn(const QString &folder, const QList<QByteArray> &canaries)
{
    QList<std::pair<QByteArray, QByteArrayMatcher>> wanted;
    for (const QByteArray &canary : canaries) {
        for (const QByteArray &form : forms(canary))
            wanted.append({canary, QByteArrayMatcher(form)});
    }
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly))
            continue; // a socket
        const QByteArray bytes = file.readAll();
        for (const auto &[canary, matcher] : wanted) {
            if (matcher.indexIn(bytes) >= 0)
                return u"%1 in %2"_s.arg(QString::fromUtf8(canary), file.fileName());
        }
    }
    return {};
}

int messageCount()
{
    bool isSet = false;
    const int wanted = qEnvironmentVariableIntValue("CANARY_MESSAGES", &isSet);
    return isSet ? wanted : 400;
}
} // namespace

#define VERIFY_SOON(condition) QVERIFY(QTest::qWaitFor([&] { return condition; }, patience))

void CanariesTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    PostgresCluster::Options options;
    options.settings = {u"log_min_duration_statement=1000"_s}; // as careful hosts have it: slow statements are logged
    m_cluster = std::make_unique<PostgresCluster>(m_certificates, options);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
}

void CanariesTest::scannerFindsWhatStandsThere_data()
{
    QTest::addColumn<QByteArray>("content");
    const QByteArray text = "a text with zqxbodyzqx in it";
    const QString wide = QString::fromUtf8(text);
    QTest::newRow("as it is") << text;
    QTest::newRow("UTF-16") << QByteArray(reinterpret_cast<const char *>(wide.utf16()), wide.size() * 2);
    QTest::newRow("hex") << text.toHex();
    for (int shift = 0; shift < 3; ++shift)
        QTest::addRow("base64, %d", shift) << (QByteArray(shift, 'x') + text).toBase64();
}

void CanariesTest::scannerFindsWhatStandsThere()
{
    QFETCH(QByteArray, content);
    const QTemporaryDir folder;
    QVERIFY(leakIn(folder.path(), {bodyCanary}).isEmpty());
    QFile file(folder.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) > 0);
    file.close();
    QVERIFY(!leakIn(folder.path(), {bodyCanary}).isEmpty());
}

/// A text as SmsSender sends it, without its pace: the day is short.
void CanariesTest::write(OfficeComputer &desk, const Client &client, int number)
{
    Communication row = StoreFixture::text(client, u"%1 %2"_s.arg(QString::fromLatin1(bodyCanary)).arg(number));
    row.variables = {{u"time"_s, QString::fromLatin1(variableCanary)}};
    row.overrideReason = QString::fromLatin1(noteCanary);
    const auto added = waited(desk->outbox.add(row));
    QVERIFY(added.has_value());
    const auto attempt = AttemptId::create();
    const auto now = QDateTime::currentDateTimeUtc();
    QVERIFY(waited(desk->outbox.markSending(added->id, attempt, now)).has_value());
    const auto posted = waited(desk->messages.create(
        {row.peer.e164(), SimulatorOptions().ownNumbers.first(), row.body, std::chrono::seconds(14'400)}));
    QVERIFY(posted.has_value());
    QVERIFY(waited(desk->outbox.markAccepted(added->id, attempt, posted->sid, posted->status, {}, now)).has_value());
    if (number % 10 == 0)
        QVERIFY(waited(desk->communications.setNote(added->id, QString::fromLatin1(noteCanary))).has_value());
}

void CanariesTest::scriptedDay()
{
    using namespace std::chrono_literals;
    installLogHandler(m_logs.filePath(u"practiceline.log"_s));
    const PracticeFixture practice(*m_cluster, m_certificates);
    SimulatorOptions options;
    options.step = 20ms;
    options.priceLag = 20ms;
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    OfficeComputer ann(twilio.url());
    OfficeComputer ben(twilio.url());
    const QTemporaryDir dumped;
    qputenv("TMPDIR", m_temporary.path().toUtf8()); // from here on; the stores have their folders
    QVERIFY(makePractice(practice, ann, ben));
    for (OfficeComputer *desk : {&ann, &ben}) {
        QVERIFY(waited((*desk)->login.store({SimulatorOptions().accountSid, u"SK"_s + QString(32, u'1'), secretCanary}))
                    .has_value());
        (*desk)->sender.stop();
    }
    QList<Client> clients;
    for (int n = 0; n < clientCount; ++n) {
        Client client = ann.addClient(QString::fromLatin1(nameCanary) + QString::number(n), numberOf(n));
        client.notes = QString::fromLatin1(noteCanary);
        client = waited(ann->clients.save(client)).value_or(Client());
        QVERIFY(!client.id.isNull());
        clients.append(client);
    }
    VERIFY_SOON(!ben.client(numberOf(clientCount - 1)).id.isNull());
    const int count = messageCount();
    for (int n = 0; n < count; ++n) {
        const Client &client = clients.at(n % clientCount);
        if (n % 2 == 0)
            write(n % 4 == 0 ? ann : ben, client, n);
        else
            QVERIFY(!twilio
                         .receiveText(numberOf(n % clientCount), SimulatorOptions().ownNumbers.first(),
                                      u"%1 %2"_s.arg(QString::fromLatin1(bodyCanary)).arg(n))
                         .isEmpty());
        if (n % 97 == 0)
            QVERIFY(waited(ann->drafts.save({client.id, {}, QString::fromLatin1(draftCanary), {}})).has_value());
    }
    const auto rowsOf = [&](OfficeComputer &desk) {
        return waited(desk->database.run([](QSqlDatabase &db) -> Result<int> {
                   auto query = execSql(db, u"SELECT count(*) FROM communication_logs"_s);
                   return query && query->next() ? query->value(0).toInt() : -1;
               }))
            .value_or(-1);
    };
    VERIFY_SOON(rowsOf(ann) >= count && rowsOf(ben) >= count);
    VERIFY_SOON(ann->sharing.status().backlog == 0 && ben->sharing.status().backlog == 0);
    QCOMPARE(practice.asSuperuser(u"SELECT count(*) FROM public.communication_logs"_s), QString::number(count));

    const QList<QByteArray> written{bodyCanary,
                                    variableCanary,
                                    noteCanary,
                                    draftCanary,
                                    secretCanary,
                                    ann->sharing.membership().password.toUtf8(),
                                    ben->sharing.membership().password.toUtf8()};
    const QList<QByteArray> people{nameCanary, "1312777", "(312) 777"};
    QProcess dump;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PGPASSWORD"_s, m_cluster->password());
    dump.setProcessEnvironment(environment);
    dump.start(u"pg_dump"_s,
               {u"--host"_s, PostgresCluster::host(), u"--port"_s, QString::number(m_cluster->port()), u"--username"_s,
                PostgresCluster::superuser(), u"--file"_s, dumped.filePath(u"practice.sql"_s), practice.database()});
    QVERIFY(dump.waitForFinished(120'000) && dump.exitCode() == 0);
    QVERIFY(QFileInfo(dumped.filePath(u"practice.sql"_s)).size() > count * 100);
    // While they run (write-ahead logs, temporary files), and after.
    for (int after = 0; after < 2; ++after) {
        for (const QString &folder : {ann.folder.path(), ben.folder.path(), m_cluster->socketFolder(), dumped.path(),
                                      m_temporary.path(), m_logs.path()})
            QCOMPARE(leakIn(folder, written), QString());
        for (const QString &folder : {m_logs.path(), m_temporary.path()})
            QCOMPARE(leakIn(folder, people), QString());
        if (after == 0) {
            ann.stop();
            ben.stop();
            m_cluster->stop();
        }
    }
    qInfo("%d messages", count);
}

QTEST_GUILESS_MAIN(CanariesTest)
#include "tst_canaries.moc"
