#include "secrets/keychainstore.h"

#include <QTest>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace
{
template <class T>
Result<T> resultOf(QFuture<Result<T>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 60000) || future.resultCount() == 0)
        return Error{ErrorKind::Cancelled, 0, u"no result"_s, {}};
    return future.result();
}

bool hasKeyring()
{
    return qEnvironmentVariableIsSet("PRACTICELINE_TEST_KEYRING");
}
} // namespace

/// Run twice: without a secret service, and by with-keyring.sh with gnome-keyring.
class KeychainStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keeps()
    {
        if (!hasKeyring())
            QSKIP("needs a secret service");
        const auto profile = QUuid::createUuid().toString(QUuid::WithoutBraces);
        const QByteArray secret("b\0nary \xff\xfe", 10);
        {
            KeychainStore store(profile, u"https://api.twilio.com"_s);
            const auto usable = resultOf(store.usable());
            QVERIFY2(usable, qPrintable(usable ? QString() : usable.error().detail));
            QVERIFY(*usable);
            QCOMPARE(resultOf(store.read(u"canary"_s)).error().kind, ErrorKind::NotFound);
            QCOMPARE(resultOf(store.read(u"key"_s)).error().kind, ErrorKind::NotFound);
            QVERIFY(resultOf(store.write(u"key"_s, "first")));
            QVERIFY(resultOf(store.write(u"key"_s, secret)));
            QVERIFY(!resultOf(store.write(u"key"_s, QByteArray())));
        }
        KeychainStore again(profile, u"https://api.twilio.com"_s);
        QCOMPARE(resultOf(again.read(u"key"_s)).value_or({}), secret);
        // Another server or another profile has its own.
        KeychainStore elsewhere(profile, u"http://127.0.0.1:8080"_s);
        QCOMPARE(resultOf(elsewhere.read(u"key"_s)).error().kind, ErrorKind::NotFound);
        KeychainStore other(profile + u"x"_s, u"https://api.twilio.com"_s);
        QCOMPARE(resultOf(other.read(u"key"_s)).error().kind, ErrorKind::NotFound);
        QVERIFY(resultOf(again.remove(u"key"_s)));
        QCOMPARE(resultOf(again.read(u"key"_s)).error().kind, ErrorKind::NotFound);
        QVERIFY(resultOf(again.remove(u"key"_s)));
    }

    void withoutSecretService()
    {
        if (hasKeyring())
            QSKIP("a secret service is there");
        KeychainStore store(u"profile"_s, QString());
        const auto read = resultOf(store.read(u"key"_s));
        QVERIFY(!read);
        QVERIFY(read.error().kind == ErrorKind::Storage || read.error().kind == ErrorKind::NotFound);
        QVERIFY(!resultOf(store.write(u"key"_s, "secret")));
        const auto usable = resultOf(store.usable());
        QVERIFY(usable);
        QVERIFY(!*usable);
    }

    void slow()
    {
        KeychainStore store(u"profile"_s, QString(), std::chrono::milliseconds(0));
        const auto usable = resultOf(store.usable());
        // Whichever comes first; never nothing.
        QVERIFY(usable || usable.error().detail == u"slow"_s);
    }
};

QTEST_GUILESS_MAIN(KeychainStoreTest)
#include "tst_keychainstore.moc"
