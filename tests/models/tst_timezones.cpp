#include "phonenumber.h"

#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;

class TimeZonesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsZones_data();
    void knowsZones();
    void agreesWithPython();
};

void TimeZonesTest::knowsZones_data()
{
    QTest::addColumn<QString>("e164");
    QTest::addColumn<QStringList>("zones");
    QTest::newRow("Chicago") << u"+13125550142"_s << QStringList{u"America/Chicago"_s};
    QTest::newRow("Honolulu") << u"+18085550142"_s << QStringList{u"Pacific/Honolulu"_s};
    QTest::newRow("Arizona has a Navajo corner")
        << u"+15205550142"_s << QStringList{u"America/Denver"_s, u"America/Phoenix"_s};
    QTest::newRow("Idaho") << u"+12089990142"_s << QStringList{u"America/Boise"_s, u"America/Los_Angeles"_s};
    QTest::newRow("exchange that is not listed") << u"+13102000142"_s << QStringList{u"America/Los_Angeles"_s};
    QTest::newRow("Berlin") << u"+4930123456"_s << QStringList{u"Europe/Berlin"_s};
    QTest::newRow("toll-free") << u"+18003569377"_s << QStringList();
    QTest::newRow("toll-free 888") << u"+18885550142"_s << QStringList();
    QTest::newRow("personal number of +1") << u"+15005550006"_s << QStringList();
    QTest::newRow("area code newer than the tables") << u"+13575550142"_s << QStringList();
}

void TimeZonesTest::knowsZones()
{
    QFETCH(QString, e164);
    QFETCH(QStringList, zones);
    QCOMPARE(PhoneNumber::fromE164(e164).timeZones(), zones);
}

/// Every area code and an example of every country, as the module that the table comes from answers.
void TimeZonesTest::agreesWithPython()
{
    QProcess python;
    python.start(QStringLiteral(PRACTICELINE_PYTHON), {QStringLiteral(PRACTICELINE_ORACLE)});
    QVERIFY(python.waitForFinished(120000));
    QCOMPARE(python.exitCode(), 0);
    const QStringList lines = QString::fromUtf8(python.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
    QVERIFY(lines.size() > 700);
    int compared = 0;
    for (const QString &line : lines) {
        const PhoneNumber number = PhoneNumber::fromE164(line.section(u'\t', 0, 0));
        const QStringList expected = line.section(u'\t', 1).split(u',');
        constexpr qsizetype wholeOfNorthAmerica = 42; // no answer at all: ours are by area code, or empty
        if (number.isNull() || expected.size() >= wholeOfNorthAmerica)
            continue;
        const QStringList zones = number.timeZones();
        QVERIFY2(zones == expected || (zones.isEmpty() && expected == QStringList{u"Etc/Unknown"_s}),
                 qPrintable(line + u" but "_s + zones.join(u',')));
        ++compared;
    }
    QVERIFY(compared > 600);
}

QTEST_GUILESS_MAIN(TimeZonesTest)
#include "tst_timezones.moc"
