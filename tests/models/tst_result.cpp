#include "result.h"

#include <QTest>

#include <memory>

class ResultTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsAValue();
    void holdsAnError();
    void holdsNothing();
    void movesOut();
    void errorAsValue();
};

void ResultTest::holdsAValue()
{
    Result<int> result(3);
    QVERIFY(result);
    QCOMPARE(*result, 3);
    QCOMPARE(result.value_or(9), 3);
    result.value() = 4;
    QCOMPARE(result.value(), 4);
}

void ResultTest::holdsAnError()
{
    const Result<int> result(Error{ErrorKind::RateLimited, 20429, {}, std::chrono::milliseconds(1500)});
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().kind, ErrorKind::RateLimited);
    QCOMPARE(result.error().code, 20429);
    QCOMPARE(result.error().retryAfter.count(), 1500);
    QCOMPARE(result.value_or(9), 9);
    QVERIFY(!Result<QString>().has_value());
}

void ResultTest::holdsNothing()
{
    const Result<void> fine;
    QVERIFY(fine);
    const Result<void> failed(Error{ErrorKind::Storage, 0, {}, {}});
    QVERIFY(!failed);
    QCOMPARE(failed.error().kind, ErrorKind::Storage);
}

void ResultTest::movesOut()
{
    Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
    const std::unique_ptr<int> taken = std::move(result).value();
    QCOMPARE(*taken, 7);
}

/// The index decides, not the type: QString built from an error's detail stays a value.
void ResultTest::errorAsValue()
{
    const Result<QString> result(QStringLiteral("offline"));
    QVERIFY(result);
    QCOMPARE(result->size(), 7);
}

QTEST_APPLESS_MAIN(ResultTest)
#include "tst_result.moc"
