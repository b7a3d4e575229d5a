#include "secrets/keyring.h"
#include "secrets/memorystore.h"
#include "secrets/sealedstore.h"
#include "storage/database.h"
#include "storage/sql.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
template <class T>
Result<T> resultOf(QFuture<Result<T>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 30000) || future.resultCount() == 0)
        return Error{ErrorKind::Cancelled, 0, u"no result"_s, {}};
    return future.result();
}

QFuture<Result<void>> runSql(Database &database, const QString &sql)
{
    return database.run([sql](QSqlDatabase &db) -> Result<void> {
        const auto done = execSql(db, sql);
        if (!done)
            return done.error();
        return {};
    });
}
} // namespace

class SealedStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sealed()
    {
        const QTemporaryDir folder;
        Database database(folder.filePath(u"store.db"_s));
        KeyRing keys;
        QVERIFY(resultOf(database.open()));
        SealedStore store(database, keys, u"https://api.twilio.com"_s);
        const QByteArray secret("s\0cret \xff", 9);
        QCOMPARE(resultOf(store.read(u"twilio"_s)).error().kind, ErrorKind::Locked);
        QCOMPARE(resultOf(store.write(u"twilio"_s, secret)).error().kind, ErrorKind::Locked);

        keys.unlock(std::make_shared<const FieldCipher>(SecureKey::random(), 1));
        QCOMPARE(resultOf(store.read(u"twilio"_s)).error().kind, ErrorKind::NotFound);
        QVERIFY(resultOf(store.write(u"twilio"_s, "old")));
        QVERIFY(resultOf(store.write(u"twilio"_s, secret)));
        QCOMPARE(resultOf(store.read(u"twilio"_s)).value_or({}), secret);

        // Another server's secrets are other secrets.
        SealedStore elsewhere(database, keys, u"http://127.0.0.1:9"_s);
        QCOMPARE(resultOf(elsewhere.read(u"twilio"_s)).error().kind, ErrorKind::NotFound);
        // A row put under another name does not open.
        QVERIFY(resultOf(runSql(database, u"INSERT INTO sealed_secrets SELECT 'http://127.0.0.1:9|twilio', sealed "
                                          "FROM sealed_secrets"_s)));
        QCOMPARE(resultOf(elsewhere.read(u"twilio"_s)).error().kind, ErrorKind::Storage);

        QVERIFY(resultOf(store.remove(u"twilio"_s)));
        QCOMPARE(resultOf(store.read(u"twilio"_s)).error().kind, ErrorKind::NotFound);
    }

    void memory()
    {
        MemoryStore store;
        QCOMPARE(resultOf(store.read(u"a"_s)).error().kind, ErrorKind::NotFound);
        QVERIFY(resultOf(store.write(u"a"_s, "1")));
        QCOMPARE(resultOf(store.read(u"a"_s)).value_or({}), QByteArray("1"));
        QVERIFY(resultOf(store.remove(u"a"_s)));
        QCOMPARE(resultOf(store.read(u"a"_s)).error().kind, ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(SealedStoreTest)
#include "tst_sealedstore.moc"
