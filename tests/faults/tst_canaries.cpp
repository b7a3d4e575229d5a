// A scripted day of two computers that share a practice: what clients and staff write, and every secret, stands in
// clear in no file, write-ahead log, log, row of Postgres or dump; names and numbers in no log (the server's too),
// setting or temporary file. CANARY_MESSAGES sets how many (10,000 under the label soak).

#include "../app/officefixture.h"
#include "logging.h"
#include "settings.h"
#include "windowfixture.h"

#include <QByteArrayMatcher>
#include <QDataStream>
#include <QDirIterator>
#include <QLineEdit>
#include <QPlainTextEdit>
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
    void settingsOfTheWindow();

private:
    void write(OfficeComputer &desk, const Client &client, int number);
    void writeAbout(OfficeComputer &ann, OfficeComputer &ben, const Client &client);
    void beRefused(const PracticeFixture &practice, OfficeComputer &ann);

    TestCertificates m_certificates;
    QTemporaryDir m_temporary; ///< TMPDIR of the day
    QTemporaryDir m_logs;
    std::unique_ptr<PostgresCluster> m_cluster;
    SmsTemplate m_template; ///< whose variables the texts fill in
};

namespace
{
constexpr int clientCount = 100;
constexpr int patience = 900'000;
const QByteArray bodyCanary = "zqxbodyzqx";
const QByteArray variableCanary = "zqxvariablezqx";
const QByteArray noteCanary = "zqxnotezqx";
const QByteArray internalCanary = "zqxinternalzqx"; // what colleagues tell one another
const QByteArray aboutCanary = "zqxaboutzqx";       // the client's notes
const QByteArray draftCanary = "zqxdraftzqx";
const QByteArray secretCanary = "zqxsecretzqx";
const QByteArray sharedSecretCanary = "zqxsharedzqx"; // Twilio's, kept by the practice
const QByteArray nameCanary = "Zqxnamezqx";

QString numberOf(int client)
{
    return u"+1312777%1"_s.arg(2000 + client);
}

/// The ways in which a text stands in a file without being encrypted.
QList<QByteArray> forms(const QByteArray &text)
{
    const QString wide = QString::fromUtf8(text);
    const QByteArray little(reinterpret_cast<const char *>(wide.utf16()), wide.size() * 2);
    QByteArray big; // as QDataStream writes a QString
    for (const char letter : text)
        big.append('\0').append(letter);
    QList<QByteArray> all{text, little, big, text.toHex()};
    for (int shift = 0; shift < 3; ++shift) // base64 of a text that stands somewhere in another
        all.append(text.mid(shift, text.size() - shift - (text.size() - shift) % 3).toBase64());
    return all;
}

/// Which of @p canaries stands in @p bytes; empty: none.
QByteArray leakIn(const QByteArray &bytes, const QList<QByteArray> &canaries)
{
    for (const QByteArray &canary : canaries) {
        for (const QByteArray &form : forms(canary)) {
            if (QByteArrayMatcher(form).indexIn(bytes) >= 0)
                return canary;
        }
    }
    return {};
}

/// The first file that holds one of @p canaries, of those under @p place, or @p place itself; empty: none does.
QString leakIn(const QString &place, const QList<QByteArray> &canaries)
{
    QStringList paths{place};
    QDirIterator files(place, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext())
        paths.append(files.next());
    for (const QString &path : std::as_const(paths)) {
        QFile file(path);
        if (!QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly))
            continue; // a folder, a socket
        const QByteArray canary = leakIn(file.readAll(), canaries);
        if (!canary.isEmpty())
            return u"%1 in %2"_s.arg(QString::fromUtf8(canary), path);
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
    // The most that a server logs which README lets hold clients' data: every statement, without its values. What comes
    // by default (errors and their statements) is less.
    options.settings = {u"log_statement=all"_s, u"log_min_duration_statement=0"_s, u"log_parameter_max_length=0"_s};
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
    QByteArray stream;
    QDataStream out(&stream, QIODevice::WriteOnly);
    out << wide;
    QTest::newRow("QDataStream") << stream;
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
    row.templateId = m_template.id;
    row.templateName = m_template.name;
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

/// What stands beside texts: a note among colleagues, and Twilio's key for all computers of the practice.
void CanariesTest::writeAbout(OfficeComputer &ann, OfficeComputer &ben, const Client &client)
{
    QVERIFY(waited(ann->notes.add(client.id, QString::fromLatin1(internalCanary), ann->sharing.me(), u"Ann"_s)));
    QVERIFY(waited(ben->notes.add(client.id, QString::fromLatin1(internalCanary), ben->sharing.me(), u"Ben"_s)));
    QVERIFY(waited(ann->sharing.shareTwilioKey(
        TwilioCredentials{SimulatorOptions().accountSid, u"SK"_s + QString(32, u'2'), sharedSecretCanary, false}
            .toBytes())));
    QVERIFY(waited(ben->sharing.twilioKey()).value_or(QByteArray()).contains(sharedSecretCanary));
}

/// Two rows that the practice does not take: one breaks a rule that its table had before, one holds a name where a
/// price belongs.
void CanariesTest::beRefused(const PracticeFixture &practice, OfficeComputer &ann)
{
    practice.asSuperuser(
        u"ALTER TABLE public.communication_logs ADD CONSTRAINT theirs CHECK (error_text <> 'theirs')"_s);
    const auto spoilt = waited(ann->database.run([](QSqlDatabase &db) -> Result<void> {
        for (const auto &[what, place] : {std::pair(u"error_text = 'theirs'"_s, 0),
                                          std::pair(u"attempt_id = '%1'"_s.arg(QString::fromLatin1(nameCanary)), 1)}) {
            const auto done =
                runSql(db, u"UPDATE communication_logs SET %1 WHERE id = (SELECT id FROM communication_logs "
                           "WHERE device_id IS NULL AND send_state = 'accepted' ORDER BY id LIMIT 1 OFFSET "
                           "%2)"_s.arg(what)
                               .arg(place));
            if (!done)
                return done;
        }
        return {};
    }));
    QVERIFY(spoilt);
    ann->sharing.engine().wake();
    VERIFY_SOON(ann->sharing.status().refused == 2);
    QVERIFY(m_cluster->log().contains("a row was refused: theirs"_L1));
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
    m_template.name = u"Appointment"_s;
    m_template.content = u"Your appointment is at {time}."_s;
    m_template = waited(ann->templates.save(m_template, u"Ann"_s)).value_or(SmsTemplate());
    QCOMPARE(m_template.variables(), QStringList{u"time"_s});
    QList<Client> clients;
    for (int n = 0; n < clientCount; ++n) {
        Client client = ann.addClient(QString::fromLatin1(nameCanary) + QString::number(n), numberOf(n));
        client.notes = QString::fromLatin1(aboutCanary);
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
    writeAbout(ann, ben, clients.first());
    VERIFY_SOON(practice.asSuperuser(u"SELECT count(*) FROM practiceline.internal_notes"_s) == "2"_L1);
    beRefused(practice, ann);

    const QList<QByteArray> written{bodyCanary,
                                    variableCanary,
                                    noteCanary,
                                    internalCanary,
                                    aboutCanary,
                                    draftCanary,
                                    secretCanary,
                                    sharedSecretCanary,
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
        for (const QString &place : {m_logs.path(), m_temporary.path(), m_cluster->socketFolder() + u"/log"_s})
            QCOMPARE(leakIn(place, people), QString());
        if (after == 0) {
            ann.stop();
            ben.stop();
            m_cluster->stop();
        }
    }
    qInfo("%d messages", count);
}

/// Somebody looks for a client, opens the conversation and writes; then the window closes, as in App.
void CanariesTest::settingsOfTheWindow()
{
    WindowFixture world;
    QVERIFY(world.start());
    const Client client = world.store.addClient(QString::fromLatin1(nameCanary), numberOf(0));
    MainWindow &window = world.openWindow();
    QTest::keyClicks(world.find<QLineEdit>(u"Search clients"_s), QString::fromLatin1(nameCanary));
    QVERIFY(world.openConversation(QString::fromLatin1(nameCanary)));
    QTest::keyClicks(world.find<QPlainTextEdit>(u"Message"_s), QString::fromLatin1(bodyCanary));
    const QTemporaryDir folder;
    {
        Settings settings(folder.path());
        QVERIFY(!settings.profileId().isEmpty());
        settings.setLanguage(u"en"_s);
        settings.setWindowState(window.saveState());
    }
    const QList<QByteArray> canaries{nameCanary, "1312777", "(312) 777", bodyCanary};
    QVERIFY(QFileInfo::exists(folder.filePath(u"practiceline.ini"_s)));
    QCOMPARE(leakIn(folder.path(), canaries), QString());
    // The file escapes bytes, so they are looked through as they were.
    QVERIFY(!leakIn(window.saveState(), {client.id.toString().toUtf8()}).isEmpty());
    QCOMPARE(leakIn(window.saveState(), canaries), QByteArray());
}

QTEST_MAIN(CanariesTest)
#include "tst_canaries.moc"
