#include "redaction.h"

#include <QTest>

using namespace Qt::StringLiterals;

class RedactionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void redacts_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("expected");
        QTest::newRow("e164") << u"to +13125550142 now"_s << u"to …0142 now"_s;
        QTest::newRow("national") << u"call (312) 555-0142"_s << u"call …0142"_s;
        QTest::newRow("blanks") << u"+44 20 7946 0018."_s << u"…0018."_s;
        QTest::newRow("two") << u"+13125550142,+13125550143"_s << u"…0142,…0143"_s;
        QTest::newRow("sid") << u"SM0123456789abcdef0123456789abcdef"_s << u"SM…cdef"_s;
        QTest::newRow("authorization") << u"Authorization: Basic QUMxMjM6c2VjcmV0"_s << u"Authorization: [redacted]"_s;
        QTest::newRow("password") << u"host=db password=hunter2 user=x"_s << u"host=db password=[redacted] user=x"_s;
        QTest::newRow("short numbers stay") << u"status 503 after 30000 ms"_s << u"status 503 after 30000 ms"_s;
        QTest::newRow("version stays") << u"sqlite 3.40.1"_s << u"sqlite 3.40.1"_s;
    }
    void redacts()
    {
        QFETCH(QString, line);
        QFETCH(QString, expected);
        QCOMPARE(redacted(line), expected);
    }

    void longLineIsQuick()
    {
        const QString digits(100'000, u'7');
        QVERIFY(redacted(digits).size() < 20);
    }
};

QTEST_GUILESS_MAIN(RedactionTest)
#include "tst_redaction.moc"
