#include "id.h"

#include <QSet>
#include <QTest>

class IdTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isVersion7OfRfc9562();
    void holdsTheTime();
    void sortsByTime();
    void doesNotRepeat();
    void readsAndWrites();
};

void IdTest::isVersion7OfRfc9562()
{
    for (int i = 0; i < 1000; ++i) {
        const QByteArray bytes = newUuidV7().toRfc4122();
        QCOMPARE(uchar(bytes.at(6)) >> 4, 7);
        QCOMPARE(uchar(bytes.at(8)) >> 6, 2);
    }
}

void IdTest::holdsTheTime()
{
    // The example of RFC 9562, appendix A.6.
    QVERIFY(newUuidV7(0x017f22e279b0).toString(QUuid::WithoutBraces).startsWith(QLatin1String("017f22e2-79b0-7")));
}

void IdTest::sortsByTime()
{
    QString before;
    for (qint64 ms = 1'700'000'000'000; ms < 1'700'000'000'100; ++ms) {
        const QString id = newUuidV7(ms).toString(QUuid::WithoutBraces);
        QVERIFY(before < id);
        before = id;
    }
}

void IdTest::doesNotRepeat()
{
    QSet<QUuid> seen;
    for (int i = 0; i < 20000; ++i)
        seen.insert(newUuidV7(1'700'000'000'000));
    QCOMPARE(seen.size(), 20000);
}

void IdTest::readsAndWrites()
{
    const ClientId id = ClientId::create();
    QCOMPARE(ClientId::fromString(id.toString()), id);
    QVERIFY(!id.isNull());
    QVERIFY(ClientId().isNull());
    QVERIFY(ClientId::fromString(QStringLiteral("no id")).isNull());
    QVERIFY(ClientId::fromString(QString()).isNull());
}

QTEST_APPLESS_MAIN(IdTest)
#include "tst_id.moc"
