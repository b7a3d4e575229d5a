#include "twilio/networkmanagers.h"
#include "twilio/twilioerror.h"

#include <QNetworkAccessManager>
#include <QTest>

/// Which managers a later request may meet.
class NetworkManagersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesDoNotShare();
    void outcomes_data();
    void outcomes();
};

void NetworkManagersTest::writesDoNotShare()
{
    QObject parent;
    NetworkManagers managers(&parent);
    const auto first = managers.forWrite();
    const auto second = managers.forWrite();
    QVERIFY(first != second);
    QVERIFY(first != managers.forRead() && second != managers.forRead());
    QCOMPARE(managers.forRead(), managers.forRead());
}

void NetworkManagersTest::outcomes_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("closes");
    QTest::addColumn<int>("transportError");
    QTest::addColumn<int>("interruption");
    QTest::addColumn<bool>("writerAgain");
    QTest::addColumn<bool>("readerAgain");
    const auto add = [](const char *name, int status, bool closes, int transportError, Interruption interruption,
                        bool writerAgain, bool readerAgain) {
        QTest::newRow(name) << status << closes << transportError << int(interruption) << writerAgain << readerAgain;
    };
    add("answered, closed", 201, true, 0, Interruption::None, true, true);
    add("answered, kept alive", 201, false, 0, Interruption::None, false, true);
    add("half a reply", 201, true, 2, Interruption::None, false, true);
    add("no reply", 0, false, 2, Interruption::None, false, false);
    add("timed out", 0, false, 5, Interruption::TimedOut, false, false);
    add("given up within the reply", 201, true, 5, Interruption::TooLarge, false, false);
}

void NetworkManagersTest::outcomes()
{
    QFETCH(int, status);
    QFETCH(bool, closes);
    QFETCH(int, transportError);
    QFETCH(int, interruption);
    HttpOutcome outcome;
    outcome.status = status;
    outcome.closes = closes;
    outcome.transportError = transportError;
    outcome.interruption = Interruption(interruption);
    QObject parent;
    NetworkManagers managers(&parent);
    const auto writer = managers.forWrite();
    const auto reader = managers.forRead();
    managers.ended(writer, outcome);
    managers.ended(reader, outcome);
    QTEST(managers.forWrite() == writer, "writerAgain");
    QVERIFY(managers.forWrite() != writer); // in use again, or gone
    QTEST(managers.forRead() == reader, "readerAgain");
}

QTEST_GUILESS_MAIN(NetworkManagersTest)
#include "tst_networkmanagers.moc"
