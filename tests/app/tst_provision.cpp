#include "provision.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
const QByteArray complete = R"({
  "twilio": {"account_sid": "AC0123456789abcdef0123456789abcdef", "api_key_sid": "SK0123456789abcdef0123456789abcdef",
             "api_key_secret": "s3cret", "sender": "+13125550100", "caller_id": "+13125550101"},
  "staff": {"name": "Ana Ruiz", "phone": "(312) 555-0123"},
  "practice": {"name": "Ruiz", "persona": "attorney", "region": "US", "hours": {"from": "09:00", "to": "18:30"}}})";
}

class ProvisionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEverything()
    {
        const Provision p = Provision::parse(complete, {});
        QVERIFY2(p.problems.isEmpty(), qPrintable(p.problems.join(u'\n')));
        QCOMPARE(p.credentials.accountSid, u"AC0123456789abcdef0123456789abcdef"_s);
        QCOMPARE(p.credentials.user, u"SK0123456789abcdef0123456789abcdef"_s);
        QCOMPARE(p.credentials.secret, QByteArray("s3cret"));
        QCOMPARE(p.settings.sender, u"+13125550100"_s);
        QCOMPARE(p.settings.callerId.e164(), u"+13125550101"_s);
        QCOMPARE(p.settings.staffPhone.e164(), u"+13125550123"_s);
        QCOMPARE(p.settings.persona, Persona::Attorney);
        QCOMPARE(p.settings.hours.from, QTime(9, 0));
        QCOMPARE(p.settings.hours.to, QTime(18, 30));
        QVERIFY(!p.settings.hours.always);
        QVERIFY(p.settings.setUpDone);
    }

    void alwaysOpen()
    {
        const Provision p = Provision::parse(R"({"practice": {"hours": {"from": "00:00", "to": "24:00"}}})", {});
        QVERIFY(p.problems.isEmpty());
        QVERIFY(p.settings.hours.always);
    }

    void authTokenInsteadOfKey()
    {
        const Provision p = Provision::parse(
            R"({"twilio": {"account_sid": "AC0123456789abcdef0123456789abcdef", "auth_token": "tok"}})", {});
        QVERIFY2(p.problems.isEmpty(), qPrintable(p.problems.join(u'\n')));
        QCOMPARE(p.credentials.user, p.settings.accountSid);
        QCOMPARE(p.credentials.secret, QByteArray("tok"));
    }

    void keepsWhatTheFileLacks()
    {
        PracticeSettings base;
        base.staffName = u"Kept"_s;
        const Provision p = Provision::parse(R"({"practice": {"name": "New"}})", base);
        QCOMPARE(p.settings.staffName, u"Kept"_s);
        QCOMPARE(p.settings.practiceName, u"New"_s);
    }

    void problems_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("names");
        QTest::newRow("no json") << QByteArray("{") << u"JSON"_s;
        QTest::newRow("array") << QByteArray("[]") << u"object"_s;
        QTest::newRow("empty") << QByteArray() << u"JSON"_s;
        QTest::newRow("unknown section") << QByteArray(R"({"twillio": {}})") << u"twillio"_s;
        QTest::newRow("unknown key") << QByteArray(R"({"twilio": {"acount_sid": "x"}})") << u"twilio.acount_sid"_s;
        QTest::newRow("account form") << QByteArray(R"({"twilio": {"account_sid": "AC1"}})") << u"twilio.account_sid"_s;
        QTest::newRow("sender form") << QByteArray(R"({"twilio": {"sender": "312-555-0100"}})") << u"twilio.sender"_s;
        QTest::newRow("sender that no number can be")
            << QByteArray(R"({"twilio": {"sender": "+19999999"}})") << u"twilio.sender"_s;
        QTest::newRow("not text") << QByteArray(R"({"staff": {"name": 7}})") << u"staff.name"_s;
        QTest::newRow("phone") << QByteArray(R"({"staff": {"phone": "hello"}})") << u"staff.phone"_s;
        QTest::newRow("persona") << QByteArray(R"({"practice": {"persona": "dentist"}})") << u"practice.persona"_s;
        QTest::newRow("region") << QByteArray(R"({"practice": {"region": "XQ"}})") << u"practice.region"_s;
        QTest::newRow("hours to 25") << QByteArray(R"({"practice": {"hours": {"from": "08:00", "to": "25:00"}}})")
                                     << u"practice.hours"_s;
        QTest::newRow("hours") << QByteArray(R"({"practice": {"hours": {"from": "20:00", "to": "08:00"}}})")
                               << u"hours"_s;
        QTest::newRow("hours key") << QByteArray(R"({"practice": {"hours": {"form": "08:00"}}})")
                                   << u"practice.hours.form"_s;
        QTest::newRow("key without secret")
            << QByteArray(R"({"twilio": {"api_key_sid": "SK0123456789abcdef0123456789abcdef"}})")
            << u"api_key_secret"_s;
        QTest::newRow("both")
            << QByteArray(
                   R"({"twilio": {"account_sid": "AC0123456789abcdef0123456789abcdef", "api_key_sid": "SK0123456789abcdef0123456789abcdef", "api_key_secret": "a", "auth_token": "b"}})")
            << u"not both"_s;
        QTest::newRow("secret without account")
            << QByteArray(R"({"twilio": {"auth_token": "b"}})") << u"twilio.account_sid"_s;
    }
    void problems()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, names);
        const Provision p = Provision::parse(json, {});
        QVERIFY(!p.problems.isEmpty());
        QVERIFY2(p.problems.join(u'\n').contains(names), qPrintable(p.problems.join(u'\n')));
        QVERIFY(!p.problems.join(u'\n').contains(u"s3cret"_s));
    }

    void allProblemsAtOnce()
    {
        const Provision p =
            Provision::parse(R"({"a": 1, "twilio": {"account_sid": "x", "b": 2}, "staff": {"phone": "?"}})", {});
        QCOMPARE(p.problems.size(), 4);
    }

    void nothingOfAFileWithAProblem()
    {
        PracticeSettings base;
        base.staffName = u"Kept"_s;
        const Provision p = Provision::parse(
            R"({"twilio": {"account_sid": "AC0123456789abcdef0123456789abcdef", "auth_token": "t", "sender": "?"},
                "staff": {"name": "New"}})",
            base);
        QCOMPARE(p.problems.size(), 1);
        QCOMPARE(p.settings.staffName, u"Kept"_s);
        QVERIFY(p.settings.accountSid.isEmpty());
        QVERIFY(p.credentials.isEmpty());
        QVERIFY(!p.settings.setUpDone);
    }

    void fileThatOthersCanRead()
    {
        QTemporaryDir dir;
        const QString name = dir.filePath(u"set-up.json"_s);
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(complete);
        file.close();
        QString problem;
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
        QVERIFY(!Provision::readFile(name, &problem));
        QVERIFY(problem.contains(u"chmod 600"_s));
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        const auto read = Provision::readFile(name, &problem);
        QVERIFY(read);
        QCOMPARE(*read, complete);
    }

    void missingAndHugeFile()
    {
        QString problem;
        QVERIFY(!Provision::readFile(u"/nonexistent/file.json"_s, &problem));
        QTemporaryDir dir;
        QFile file(dir.filePath(u"huge.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(1'000'000, ' '));
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        QVERIFY(!Provision::readFile(file.fileName(), &problem));
    }
};

QTEST_GUILESS_MAIN(ProvisionTest)
#include "tst_provision.moc"
