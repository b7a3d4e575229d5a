#include "sendwindow.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
constexpr quint32 seed = 641200;

QDateTime utc(const QString &iso)
{
    return QDateTime::fromString(iso, Qt::ISODate).toUTC();
}

SendHours hours(const QString &from, const QString &to)
{
    return {QTime::fromString(from, u"HH:mm"_s), QTime::fromString(to, u"HH:mm"_s), false};
}

const QTimeZone &practice()
{
    static const QTimeZone zone("America/New_York");
    return zone;
}
} // namespace

Q_DECLARE_METATYPE(SendHours)

class SendWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void zoneNotKnown();
    void noZone();
    void alwaysOpen();
    void neverInAllZones();
    void untilMidnight();
    void unusableHours();
    void propertiesHold();
};

void SendWindowTest::answers_data()
{
    QTest::addColumn<QString>("zone");
    QTest::addColumn<SendHours>("hours");
    QTest::addColumn<QString>("now");
    QTest::addColumn<bool>("open");
    QTest::addColumn<QString>("change"); // closes or opens
    const SendHours day = hours(u"08:00"_s, u"20:00"_s);
    const auto row = [](const char *name, const QString &zone, const SendHours &daily, const QString &now, bool open,
                        const QString &change) { QTest::newRow(name) << zone << daily << now << open << change; };
    const QString chicago = u"America/Chicago"_s;
    row("noon", chicago, day, u"2025-01-15T18:00:00Z"_s, true, u"2025-01-16T02:00:00Z"_s);
    row("last millisecond before", chicago, day, u"2025-01-15T13:59:59Z"_s, false, u"2025-01-15T14:00:00Z"_s);
    row("opening counts", chicago, day, u"2025-01-15T14:00:00Z"_s, true, u"2025-01-16T02:00:00Z"_s);
    row("end does not count", chicago, day, u"2025-01-16T02:00:00Z"_s, false, u"2025-01-16T14:00:00Z"_s);
    row("night before clocks go forward", chicago, day, u"2025-03-09T03:00:00Z"_s, false, u"2025-03-09T13:00:00Z"_s);
    row("night before clocks go back", chicago, day, u"2025-11-02T02:00:00Z"_s, false, u"2025-11-02T14:00:00Z"_s);
    row("India's half hour", u"Asia/Kolkata"_s, day, u"2025-01-15T02:29:00Z"_s, false, u"2025-01-15T02:30:00Z"_s);
    row("Nepal's quarter", u"Asia/Kathmandu"_s, day, u"2025-01-15T02:15:00Z"_s, true, u"2025-01-15T14:15:00Z"_s);
    row("Newfoundland", u"America/St_Johns"_s, day, u"2025-07-01T10:29:00Z"_s, false, u"2025-07-01T10:30:00Z"_s);
    row("Lord Howe's half-hour DST", u"Australia/Lord_Howe"_s, day, u"2025-10-04T15:00:00Z"_s, false,
        u"2025-10-04T21:00:00Z"_s);
    row("far ahead of UTC", u"Pacific/Kiritimati"_s, day, u"2025-01-15T17:59:00Z"_s, false, u"2025-01-15T18:00:00Z"_s);
    row("far behind UTC", u"Pacific/Pago_Pago"_s, day, u"2025-01-15T18:59:00Z"_s, false, u"2025-01-15T19:00:00Z"_s);
    // The opening lies in the hour that is skipped: the jump opens. 2:30 does not exist on 9 March.
    row("opens in the gap", chicago, hours(u"02:30"_s, u"20:00"_s), u"2025-03-09T07:00:00Z"_s, false,
        u"2025-03-09T08:00:00Z"_s);
    row("closes in the gap", chicago, hours(u"00:30"_s, u"02:30"_s), u"2025-03-09T07:00:00Z"_s, true,
        u"2025-03-09T08:00:00Z"_s);
    // 1:30 happens twice on 2 November: the second one opens, the first one closes.
    row("opens in the overlap", chicago, hours(u"01:30"_s, u"20:00"_s), u"2025-11-02T06:40:00Z"_s, false,
        u"2025-11-02T07:30:00Z"_s);
    row("closes in the overlap", chicago, hours(u"00:30"_s, u"01:30"_s), u"2025-11-02T06:00:00Z"_s, true,
        u"2025-11-02T06:30:00Z"_s);
    // Samoa had no 30 December 2011.
    row("a day that was skipped", u"Pacific/Apia"_s, day, u"2011-12-30T06:30:00Z"_s, false, u"2011-12-30T18:00:00Z"_s);
}

void SendWindowTest::answers()
{
    QFETCH(QString, zone);
    QFETCH(SendHours, hours);
    QFETCH(QString, now);
    QFETCH(bool, open);
    QFETCH(QString, change);
    const SendWindow window = SendWindow::at(utc(now), {zone}, hours, practice());
    QVERIFY(window.zoneKnown);
    QCOMPARE(window.open, open);
    QCOMPARE(open ? window.closesAt : window.opensAt, utc(change));
    QVERIFY((open ? window.opensAt : window.closesAt).isNull());
    QCOMPARE(window.local, utc(now));
    QCOMPARE(window.local.timeZone().id(), zone.toLatin1());
}

void SendWindowTest::zoneNotKnown()
{
    const QStringList idaho{u"America/Boise"_s, u"America/Los_Angeles"_s};
    // 10–18 in both: 10:00 in Los Angeles until 18:00 in Boise.
    SendWindow window = SendWindow::at(utc(u"2025-01-15T17:30:00Z"_s), idaho, {}, practice());
    QVERIFY(!window.open && !window.zoneKnown);
    QCOMPARE(window.opensAt, utc(u"2025-01-15T18:00:00Z"_s));
    window = SendWindow::at(utc(u"2025-01-15T18:00:00Z"_s), idaho, {}, practice());
    QVERIFY(window.open);
    QCOMPARE(window.closesAt, utc(u"2025-01-16T01:00:00Z"_s));
    // An id that nobody knows is left out, but does not make the zone known.
    window = SendWindow::at(utc(u"2025-01-15T15:00:00Z"_s), {u"America/Boise"_s, u"Mars/Olympus"_s}, {}, practice());
    QVERIFY(!window.zoneKnown);
    QCOMPARE(window.opensAt, utc(u"2025-01-15T17:00:00Z"_s));
}

void SendWindowTest::noZone()
{
    for (const QStringList &none : {QStringList(), QStringList{u"Mars/Olympus"_s}}) {
        const SendWindow window = SendWindow::at(utc(u"2025-01-15T14:00:00Z"_s), none, {}, practice());
        QVERIFY(!window.open && !window.zoneKnown);
        QCOMPARE(window.opensAt, utc(u"2025-01-15T15:00:00Z"_s)); // 10:00 in New York
    }
}

void SendWindowTest::alwaysOpen()
{
    SendHours always;
    always.always = true;
    SendHours wholeDay{QTime(0, 0), QTime(23, 59, 59, 999), false};
    for (const SendHours &daily : {always, wholeDay}) {
        for (const QStringList &zones : {QStringList{u"America/Chicago"_s}, QStringList(),
                                         QStringList{u"America/Boise"_s, u"America/Los_Angeles"_s}}) {
            const SendWindow window = SendWindow::at(utc(u"2025-01-15T09:00:00Z"_s), zones, daily, practice());
            QVERIFY(window.open);
            QVERIFY(window.closesAt.isNull() && window.opensAt.isNull());
            QCOMPARE(window.zoneKnown, zones.size() == 1);
        }
    }
}

void SendWindowTest::neverInAllZones()
{
    const SendWindow window =
        SendWindow::at(utc(u"2025-01-15T18:00:00Z"_s), {u"Pacific/Guam"_s, u"Atlantic/Bermuda"_s}, {}, practice());
    QVERIFY(!window.open);
    QVERIFY(window.opensAt.isNull());
}

void SendWindowTest::untilMidnight()
{
    const SendHours late{QTime(8, 0), QTime(23, 59, 59, 999), false};
    const SendWindow window = SendWindow::at(utc(u"2025-01-16T05:59:59Z"_s), {u"America/Chicago"_s}, late, practice());
    QVERIFY(window.open);
    QCOMPARE(window.closesAt, utc(u"2025-01-16T06:00:00Z"_s));
}

/// Hours that can never be are not an invitation to text at night: the defaults hold.
void SendWindowTest::unusableHours()
{
    for (const SendHours &daily :
         {hours(u"20:00"_s, u"08:00"_s), hours(u"09:00"_s, u"09:00"_s), hours(u"x"_s, u"y"_s)}) {
        const SendWindow window =
            SendWindow::at(utc(u"2025-01-15T09:00:00Z"_s), {u"America/Chicago"_s}, daily, practice());
        QVERIFY(!window.open);
        QCOMPARE(window.opensAt, utc(u"2025-01-15T14:00:00Z"_s));
    }
}

/// Open means that every clock on a wall reads a time within the hours; what is promised comes true.
void SendWindowTest::propertiesHold()
{
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    const QStringList zones{u"America/Chicago"_s,   u"Asia/Kolkata"_s,      u"Australia/Lord_Howe"_s,
                            u"America/St_Johns"_s,  u"Pacific/Auckland"_s,  u"Europe/Berlin"_s,
                            u"America/Sao_Paulo"_s, u"Africa/Casablanca"_s, u"America/Los_Angeles"_s,
                            u"Asia/Gaza"_s};
    const qint64 start = utc(u"2024-01-01T00:00:00Z"_s).toSecsSinceEpoch();
    for (int round = 0; round < 1500; ++round) {
        const QDateTime now = QDateTime::fromSecsSinceEpoch(start + random.bounded(3 * 366 * 86400), Qt::UTC);
        const QString zone = zones.at(random.bounded(int(zones.size())));
        const int from = random.bounded(23 * 60);
        const SendHours daily{QTime(0, 0).addSecs(from * 60),
                              QTime(0, 0).addSecs((from + 1 + random.bounded(1439 - from)) * 60)};
        const SendWindow window = SendWindow::at(now, {zone}, daily, practice());
        const QTime wall = window.local.time();
        const QByteArray text =
            (zone + now.toString(Qt::ISODate) + daily.from.toString() + daily.to.toString()).toLatin1();
        const char *what = text.constData();
        if (window.open) {
            QVERIFY2(wall >= daily.from && wall < daily.to, what);
            QVERIFY2(window.closesAt > now, what);
            QVERIFY2(!SendWindow::at(window.closesAt, {zone}, daily, practice()).open, what);
            QVERIFY2(SendWindow::at(window.closesAt.addMSecs(-1), {zone}, daily, practice()).open, what);
        } else {
            QVERIFY2(window.opensAt > now, what);
            QVERIFY2(now.msecsTo(window.opensAt) <= 49 * 3600 * 1000, what);
            QVERIFY2(SendWindow::at(window.opensAt, {zone}, daily, practice()).open, what);
            QVERIFY2(!SendWindow::at(window.opensAt.addMSecs(-1), {zone}, daily, practice()).open, what);
        }
    }
}

QTEST_APPLESS_MAIN(SendWindowTest)
#include "tst_sendwindow.moc"
