#include "secrets/fieldcipher.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
FieldPlace home()
{
    return {u"communication_logs"_s, u"content_enc"_s, u"row-1"_s, u"+13125550142"_s};
}
} // namespace

class FieldCipherTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("plain") << u"See you at 10"_s;
        QTest::newRow("empty") << u""_s;
        QTest::newRow("emoji, right to left") << u"👩‍⚖️ שלום"_s;
        QTest::newRow("NUL") << QString(u"a\0b"_s);
        QTest::newRow("long") << QString(100000, u'ñ');
    }
    void roundTrip()
    {
        QFETCH(QString, text);
        const FieldCipher cipher(SecureKey::random(), 1);
        const auto sealed = cipher.encrypt(text, home());
        QVERIFY(sealed.size() > text.size());
        QVERIFY(text.size() < 3 || !sealed.contains(text.toUtf8()));
        const auto back = cipher.decrypt(sealed, home(), 1);
        QVERIFY(back);
        QCOMPARE(*back, text);
        QVERIFY(!back->isNull());
    }

    void nullStaysNull()
    {
        const FieldCipher cipher(SecureKey::random(), 1);
        QVERIFY(cipher.encrypt(QString(), home()).isNull());
        const auto back = cipher.decrypt(QByteArray(), home(), 1);
        QVERIFY(back && back->isNull());
    }

    void sameTextTwiceDiffers()
    {
        const FieldCipher cipher(SecureKey::random(), 1);
        QSet<QByteArray> seen;
        for (int i = 0; i < 100; ++i)
            seen.insert(cipher.encrypt(u"yes"_s, home()));
        QCOMPARE(seen.size(), 100);
    }

    void movedFails_data()
    {
        QTest::addColumn<FieldPlace>("place");
        QTest::addColumn<int>("epoch");
        auto place = home();
        place.table = u"drafts"_s;
        QTest::newRow("table") << place << 1;
        place = home();
        place.column = u"note_enc"_s;
        QTest::newRow("column") << place << 1;
        place = home();
        place.rowId = u"row-2"_s;
        QTest::newRow("row") << place << 1;
        place = home();
        place.peer = u"+13125550143"_s;
        QTest::newRow("peer") << place << 1;
        place.peer.clear();
        QTest::newRow("no peer") << place << 1;
        QTest::newRow("epoch") << home() << 2;
        // The same letters, cut elsewhere.
        place = home();
        place.table = u"communication_logsc"_s;
        place.column = u"ontent_enc"_s;
        QTest::newRow("cut") << place << 1;
    }
    void movedFails()
    {
        QFETCH(FieldPlace, place);
        QFETCH(int, epoch);
        const FieldCipher cipher(SecureKey::random(), 1);
        const auto moved = cipher.decrypt(cipher.encrypt(u"secret"_s, home()), place, epoch);
        QVERIFY(!moved);
        QCOMPARE(moved.error().kind, ErrorKind::Storage);
    }

    void everyByteCounts()
    {
        const FieldCipher cipher(SecureKey::random(), 1);
        const auto sealed = cipher.encrypt(u"the hearing is on Monday"_s, home());
        for (qsizetype i = 0; i < sealed.size(); ++i) {
            for (const int bit : {0x01, 0x80}) {
                auto changed = sealed;
                changed[i] = char(changed.at(i) ^ bit);
                QVERIFY2(!cipher.decrypt(changed, home(), 1), qPrintable(QString::number(i)));
            }
        }
        for (qsizetype length = 0; length < sealed.size(); ++length) {
            const auto cut = length == 0 ? QByteArray("") : sealed.left(length);
            QVERIFY2(!cipher.decrypt(cut, home(), 1), qPrintable(QString::number(length)));
        }
        QVERIFY(!cipher.decrypt(sealed + '\0', home(), 1));
    }

    void otherKeyFails()
    {
        const FieldCipher one(SecureKey::random(), 1);
        const FieldCipher other(SecureKey::random(), 1);
        QVERIFY(!other.decrypt(one.encrypt(u"secret"_s, home()), home(), 1));
    }

    void bodyHash()
    {
        auto bytes = QByteArray(32, 'k');
        const auto key = SecureKey::fromBytes(bytes);
        const FieldCipher one(key, 1);
        const FieldCipher same(key, 1);
        const FieldCipher other(SecureKey::random(), 1);
        const auto hash = one.bodyHash(u"+13125550142"_s, u"hello"_s);
        QCOMPARE(hash.size(), 32);
        QCOMPARE(same.bodyHash(u"+13125550142"_s, u"hello"_s), hash);
        QVERIFY(other.bodyHash(u"+13125550142"_s, u"hello"_s) != hash);
        QVERIFY(one.bodyHash(u"+13125550143"_s, u"hello"_s) != hash);
        QVERIFY(one.bodyHash(u"+1312555014"_s, u"2hello"_s) != hash);
    }

    void keys()
    {
        auto bytes = QByteArray(32, 'x');
        auto copy = bytes;
        const auto key = SecureKey::fromBytes(bytes);
        QVERIFY(bytes.isEmpty());
        QVERIFY(!key.isNull());
        QCOMPARE(key.toBytes(), copy);
        for (const int size : {0, 31, 33}) {
            auto wrong = QByteArray(size, 'x');
            QVERIFY(SecureKey::fromBytes(wrong).isNull());
            QVERIFY(wrong.isEmpty());
        }
        QVERIFY(SecureKey().isNull());
        QVERIFY(SecureKey::random().toBytes() != SecureKey::random().toBytes());
    }
};

QTEST_GUILESS_MAIN(FieldCipherTest)
#include "tst_fieldcipher.moc"
