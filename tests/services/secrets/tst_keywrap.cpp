#include "secrets/keywrap.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

class KeyWrapTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wraps()
    {
        const auto key = SecureKey::random();
        const auto by = SecureKey::random();
        const auto wrapped = KeyWrap::wrap(key, by, KeyWrap::recoveryPurpose);
        QCOMPARE(KeyWrap::unwrap(wrapped, by, KeyWrap::recoveryPurpose).toBytes(), key.toBytes());
        QVERIFY(KeyWrap::unwrap(wrapped, by, KeyWrap::passphrasePurpose).isNull());
        QVERIFY(KeyWrap::unwrap(wrapped, SecureKey::random(), KeyWrap::recoveryPurpose).isNull());
        QVERIFY(KeyWrap::unwrap(wrapped, SecureKey(), KeyWrap::recoveryPurpose).isNull());
        for (qsizetype i = 0; i < wrapped.size(); ++i) {
            auto changed = wrapped;
            changed[i] = char(changed.at(i) ^ 1);
            QVERIFY(KeyWrap::unwrap(changed, by, KeyWrap::recoveryPurpose).isNull());
            QVERIFY(KeyWrap::unwrap(wrapped.left(i), by, KeyWrap::recoveryPurpose).isNull());
        }
    }

    void recoveryText()
    {
        const auto text = KeyWrap::newRecoveryText();
        static const QRegularExpression shape(u"^([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}$"_s);
        QVERIFY2(shape.match(text).hasMatch(), "8 groups of 5");
        const auto key = KeyWrap::fromRecoveryText(text);
        QVERIFY(!key.isNull());
        QVERIFY(KeyWrap::newRecoveryText() != text);
        // As people write it down.
        auto loose = u" "_s + text.toLower() + u" "_s;
        QCOMPARE(KeyWrap::fromRecoveryText(loose).toBytes(), key.toBytes());
        QCOMPARE(KeyWrap::fromRecoveryText(QString(text).remove(u'-')).toBytes(), key.toBytes());
        QCOMPARE(KeyWrap::fromRecoveryText(QString(text).replace(u'0', u'O').replace(u'1', u'l')).toBytes(),
                 key.toBytes());
        QCOMPARE(KeyWrap::fromRecoveryText(QString(text).replace(u'-', u'–')).toBytes(), key.toBytes());
    }

    /// One wrong letter, anywhere, and two neighbours swapped are found.
    void recoveryTypos()
    {
        const auto text = KeyWrap::newRecoveryText();
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (text.at(i) == u'-')
                continue;
            auto wrong = text;
            wrong[i] = text.at(i) == u'7' ? u'8' : u'7';
            QVERIFY2(KeyWrap::fromRecoveryText(wrong).isNull(), qPrintable(QString::number(i)));
            auto swapped = text;
            if (i + 1 < text.size() && text.at(i + 1) != u'-' && text.at(i + 1) != text.at(i)) {
                swapped[i] = text.at(i + 1);
                swapped[i + 1] = text.at(i);
                QVERIFY(KeyWrap::fromRecoveryText(swapped).isNull());
            }
        }
        for (const auto &none : {u""_s, u"hello"_s, text.left(46), text + u"A"_s, QString(text).replace(4, 1, u"U"_s)})
            QVERIFY(KeyWrap::fromRecoveryText(none).isNull());
    }

    void passphrase()
    {
        constexpr qint64 ops = 1;
        constexpr qint64 memory = 8192;
        const auto salt = KeyWrap::randomBytes(KeyWrap::saltSize);
        const auto make = [&](QByteArray text, const QByteArray &with) {
            return KeyWrap::fromPassphrase(text, with, ops, memory).toBytes();
        };
        const auto key = make("correct horse", salt);
        QCOMPARE(key.size(), 32);
        QCOMPARE(make("correct horse", salt), key);
        QVERIFY(make("correct horsf", salt) != key);
        QVERIFY(make("correct horse", KeyWrap::randomBytes(KeyWrap::saltSize)) != key);
        QVERIFY(make("correct horse", "short").isEmpty());
        QByteArray text("wiped");
        KeyWrap::fromPassphrase(text, salt, ops, memory);
        QVERIFY(text.isEmpty());
    }
};

QTEST_GUILESS_MAIN(KeyWrapTest)
#include "tst_keywrap.moc"
