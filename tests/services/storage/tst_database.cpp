#include "storage/migrator.h"
#include "storage/sql.h"
#include "storefixture.h"

#include <QSqlRecord>

#include <unistd.h>

using namespace Qt::StringLiterals;

/// Opening, migrating, refusing and surviving a full disk.
class TestDatabase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statements_data();
    void statements();
    void fresh();
    void twice();
    void fault22NewerDatabaseIsReadOnly();
    void fault22CorruptFileIsLeftAsItIs_data();
    void fault22CorruptFileIsLeftAsItIs();
    void foreign();
    void readOnlyFolder();
    void brokenMigrationChangesNothing();
    void jobsKeepTheirOrder();
    void keptStatements();
    void fullDisk();
};

namespace
{
QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString pragma(Database &database, const QString &name)
{
    const auto value = waited(database.run([name](QSqlDatabase &db) -> Result<QString> {
        auto query = execSql(db, u"PRAGMA "_s + name);
        if (!query || !query->next())
            return Error{};
        return query->value(0).toString();
    }));
    return value.value_or(u"?"_s);
}

Result<void> execute(Database &database, const QString &sql)
{
    return waited(database.run([sql](QSqlDatabase &db) -> Result<void> {
        const auto done = execSql(db, sql);
        return done ? Result<void>() : Result<void>(done.error());
    }));
}
} // namespace

void TestDatabase::statements_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("two") << u"A; B ;"_s << QStringList{u"A"_s, u"B"_s};
    QTest::newRow("no end") << u"A"_s << QStringList{u"A"_s};
    QTest::newRow("quotes") << u"INSERT 'a;b''c;'; X \"q;\"; Y [r;]"_s
                            << QStringList{u"INSERT 'a;b''c;'"_s, u"X \"q;\""_s, u"Y [r;]"_s};
    QTest::newRow("comments") << u"-- a;b\nA; /* c; */ B;"_s << QStringList{u"A"_s, u"B"_s};
    QTest::newRow("trigger")
        << u"CREATE TRIGGER t BEFORE DELETE ON x BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM y; END; B;"_s
        << QStringList{u"CREATE TRIGGER t BEFORE DELETE ON x BEGIN SELECT CASE WHEN 1 THEN 2 END; "
                       "DELETE FROM y; END"_s,
                       u"B"_s};
    QTest::newRow("begin outside a trigger") << u"BEGIN; A; END;"_s << QStringList{u"BEGIN"_s, u"A"_s, u"END"_s};
    QTest::newRow("empty") << u" ; ;\n-- nothing\n"_s << QStringList();
}

void TestDatabase::statements()
{
    QFETCH(QString, script);
    QFETCH(QStringList, expected);
    QCOMPARE(Migrator::statements(script), expected);
}

void TestDatabase::fresh()
{
    StoreFixture store;
    QVERIFY(store.open());
    QCOMPARE(pragma(store.database, u"user_version"_s).toInt(), Migrator().newestVersion());
    QCOMPARE(pragma(store.database, u"journal_mode"_s), u"wal"_s);
    QCOMPARE(pragma(store.database, u"synchronous"_s), u"2"_s);
    QCOMPARE(pragma(store.database, u"secure_delete"_s), u"1"_s);
    QCOMPARE(pragma(store.database, u"foreign_keys"_s), u"1"_s);
    QCOMPARE(pragma(store.database, u"temp_store"_s), u"2"_s);
    QCOMPARE(QFileInfo(store.database.ballastPath()).size(), qint64(4 * 1024 * 1024));
    QVERIFY(!(QFile::permissions(store.database.path()) & (QFile::ReadOther | QFile::ReadGroup)));
    QVERIFY(QThread::currentThread()->objectName() != u"local-db"_s);
}

void TestDatabase::twice()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"s.sqlite"_s);
    const auto key = std::make_shared<const FieldCipher>(SecureKey::random(), 1);
    ClientId id;
    {
        StoreFixture store(path, key);
        QVERIFY(store.open());
        id = store.addClient(u"Ana"_s, u"+13125550142"_s).id;
        QVERIFY(!id.isNull());
    }
    StoreFixture store(path, key);
    QVERIFY(store.open());
    QCOMPARE(waited(store.clients.fetch(id)).value_or(Client()).name, u"Ana"_s);
}

void TestDatabase::fault22NewerDatabaseIsReadOnly()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"s.sqlite"_s);
    const auto key = std::make_shared<const FieldCipher>(SecureKey::random(), 1);
    {
        StoreFixture store(path, key);
        QVERIFY(store.open());
        QVERIFY(!store.addClient(u"Ana"_s, u"+13125550142"_s).id.isNull());
        QVERIFY(execute(store.database, u"PRAGMA user_version = 9999"_s).has_value());
    }
    const QByteArray before = contents(path);
    {
        StoreFixture store(path, key);
        const auto mode = waited(store.database.open());
        QVERIFY(mode.has_value());
        QCOMPARE(*mode, Database::Mode::Newer);
        QCOMPARE(waited(store.clients.count()).value_or(0), qint64(1)); // export works
        const auto saved = waited(store.clients.save(Client()));
        QVERIFY(!saved.has_value());
        QCOMPARE(saved.error().kind, ErrorKind::Storage);
    }
    QCOMPARE(contents(path), before);
}

void TestDatabase::fault22CorruptFileIsLeftAsItIs_data()
{
    QTest::addColumn<int>("damage");
    QTest::newRow("garbage") << 0;
    QTest::newRow("header only") << 1;
    QTest::newRow("cut off") << 2;
}

void TestDatabase::fault22CorruptFileIsLeftAsItIs()
{
    QFETCH(int, damage);
    QTemporaryDir folder;
    const QString path = folder.filePath(u"s.sqlite"_s);
    {
        StoreFixture store(path);
        QVERIFY(store.open());
    }
    QByteArray bytes = contents(path);
    bytes = damage == 0 ? QByteArray(9000, 'x') : damage == 1 ? bytes.left(100) : bytes.left(bytes.size() / 2);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    {
        StoreFixture store(path);
        const auto mode = waited(store.database.open());
        QVERIFY(!mode.has_value());
        QCOMPARE(mode.error().kind, ErrorKind::Storage);
        QVERIFY(!waited(store.clients.count()).has_value());
    }
    QCOMPARE(contents(path), bytes);
}

void TestDatabase::foreign()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"s.sqlite"_s);
    {
        auto db = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        db.setDatabaseName(path);
        QVERIFY(db.open());
        QVERIFY(execSql(db, u"CREATE TABLE somebody (x)"_s).has_value());
    }
    QSqlDatabase::removeDatabase(u"other"_s);
    const QByteArray before = contents(path);
    StoreFixture store(path);
    QVERIFY(!waited(store.database.open()).has_value());
    QCOMPARE(contents(path), before);
}

void TestDatabase::readOnlyFolder()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"s.sqlite"_s);
    const auto key = std::make_shared<const FieldCipher>(SecureKey::random(), 1);
    {
        StoreFixture store(path, key);
        QVERIFY(store.open());
        QVERIFY(!store.addClient(u"Ana"_s, u"+13125550142"_s).id.isNull());
    }
    QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther);
    QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup |
                                             QFile::ReadOther | QFile::ExeOther);
    // Root may write anywhere: be somebody else while the file is open.
    const bool root = ::geteuid() == 0;
    QVERIFY(!root || ::seteuid(65534) == 0);
    Result<Database::Mode> mode;
    Result<qint64> count;
    bool saved = true;
    {
        StoreFixture store(path, key);
        mode = waited(store.database.open());
        count = waited(store.clients.count());
        saved = waited(store.clients.save(Client())).has_value();
    }
    QVERIFY(!root || ::seteuid(0) == 0);
    QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QVERIFY2(mode.has_value(), mode ? "" : qPrintable(mode.error().detail));
    QCOMPARE(*mode, Database::Mode::ReadOnly);
    QCOMPARE(count.value_or(0), qint64(1));
    QVERIFY(!saved);
}

void TestDatabase::brokenMigrationChangesNothing()
{
    QTemporaryDir folder;
    const auto write = [&](const QString &name, const QByteArray &text) {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    };
    QVERIFY(write(u"0001_a.sql"_s, "CREATE TABLE a (x);"));
    QVERIFY(write(u"0002_b.sql"_s, "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1);"));
    {
        auto db = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"migrating"_s);
        db.setDatabaseName(folder.filePath(u"m.sqlite"_s));
        QVERIFY(db.open());
        QVERIFY(!Migrator(folder.path()).migrate(db).has_value());
        QCOMPARE(Migrator::version(db).value_or(-1), 1);
        QVERIFY(db.tables().contains(u"a"_s));
        QVERIFY(!db.tables().contains(u"b"_s)); // the file and its number are one transaction
        QVERIFY(write(u"0002_b.sql"_s, "CREATE TABLE b (x);"));
        QVERIFY(Migrator(folder.path()).migrate(db).has_value());
        QCOMPARE(Migrator::version(db).value_or(-1), 2);
        QVERIFY(write(u"0004_d.sql"_s, "CREATE TABLE d (x);"));
        QCOMPARE(Migrator(folder.path()).newestVersion(), -1);
        QVERIFY(!Migrator(folder.path()).migrate(db).has_value());
    }
    QSqlDatabase::removeDatabase(u"migrating"_s);
}

void TestDatabase::jobsKeepTheirOrder()
{
    auto order = std::make_shared<QList<int>>(); // touched by the database thread alone until it has ended
    {
        StoreFixture store;
        (void)store.database.open();
        for (int i = 0; i < 200; ++i) {
            (void)store.database.run([order, i](QSqlDatabase &) -> Result<void> {
                order->append(i);
                return {};
            });
        }
    } // the destructor drains the queue
    QCOMPARE(order->size(), qsizetype(200));
    QVERIFY(std::is_sorted(order->cbegin(), order->cend()));
}

/// A statement that is kept for the next job is nobody else's meanwhile, holds no snapshot, and follows the schema.
void TestDatabase::keptStatements()
{
    const QTemporaryDir folder;
    Database database(folder.filePath(u"kept.db"_s));
    QVERIFY(waited(database.open()));
    QVERIFY(execute(database, u"CREATE TABLE t (n INTEGER)"_s));
    QVERIFY(execute(database, u"INSERT INTO t VALUES (1), (2), (3)"_s));
    const auto seen = waited(database.run([](QSqlDatabase &db) -> Result<QStringList> {
        const QString all = u"SELECT n FROM t ORDER BY n"_s;
        QStringList numbers;
        auto outer = execSql(db, all);
        while (outer && outer->next()) {
            auto inner = execSql(db, all); // the same text, while the first one still has rows
            if (inner && inner->next())
                numbers << outer->value(0).toString() + inner->value(0).toString();
        }
        return numbers;
    }));
    QVERIFY(seen);
    QCOMPARE(*seen, (QStringList{u"11"_s, u"21"_s, u"31"_s}));

    const auto busy = waited(database.run([](QSqlDatabase &db) -> Result<int> {
        for (int i = 0; i < 3; ++i) {
            auto some = execSql(db, u"SELECT n FROM t WHERE n > ?"_s, {0});
            if (!some || !some->next()) // one row of three
                return Error{ErrorKind::Storage, 0, u"no row"_s, {}};
        }
        if (const auto written = execSql(db, u"INSERT INTO t VALUES (?)"_s, {4}); !written)
            return written.error();
        auto checkpoint = execSql(db, u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
        return checkpoint && checkpoint->next() ? checkpoint->value(0).toInt() : -1;
    }));
    QVERIFY(busy);
    QCOMPARE(*busy, 0); // somebody who reads would make it 1

    const auto columns = [&database] {
        return waited(database.run([](QSqlDatabase &db) -> Result<int> {
            auto row = execSql(db, u"SELECT * FROM t"_s);
            if (!row || !row->next())
                return Error{ErrorKind::Storage, 0, u"no row"_s, {}};
            return static_cast<const QSqlQuery &>(*row).record().count();
        }));
    };
    QCOMPARE(columns().value_or(-1), 1);
    QVERIFY(execute(database, u"ALTER TABLE t ADD COLUMN m TEXT"_s));
    QCOMPARE(columns().value_or(-1), 2);
}

void TestDatabase::fullDisk()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const auto row = waited(store.outbox.add(StoreFixture::text(client, u"hello"_s)));
    QVERIFY(row.has_value());
    const auto attempt = AttemptId::create();
    const auto now = QDateTime::currentDateTimeUtc();
    QVERIFY(waited(store.outbox.markSending(row->id, attempt, now)).has_value());

    // A quota that only the ballast can lift: the job fails as on a full disk while the ballast is there.
    const QString ballast = store.database.ballastPath();
    int runs = 0;
    const auto job = [&runs, ballast](QSqlDatabase &) -> Result<int> {
        ++runs;
        if (QFile::exists(ballast))
            return Error{ErrorKind::Storage, 0, diskFullDetail(), {}};
        return 42;
    };
    const auto ordinary = waited(store.database.run(job));
    QVERIFY(!ordinary.has_value() && isDiskFull(ordinary.error()));
    QVERIFY(QFile::exists(ballast));
    QCOMPARE(waited(store.database.runOnReserve(job)).value_or(0), 42);
    QCOMPARE(runs, 3);
    QVERIFY(!QFile::exists(ballast));

    // SQLite's own word for a full disk is understood.
    const QString pages = pragma(store.database, u"page_count"_s);
    QVERIFY(execute(store.database, u"PRAGMA max_page_count = "_s + pages).has_value());
    Result<void> filled;
    for (int i = 0; i < 100 && filled; ++i)
        filled = execute(store.database, u"INSERT INTO marks VALUES (hex(randomblob(20000)), 'x')"_s);
    QVERIFY(!filled.has_value() && isDiskFull(filled.error()));
    QVERIFY(execute(store.database, u"PRAGMA max_page_count = 1000000"_s).has_value());

    // With room again the ballast is made anew before anything is posted.
    QVERIFY(waited(store.outbox.backToPending(row->id, attempt)).has_value());
    QVERIFY(waited(store.outbox.markSending(row->id, AttemptId::create(), now)).has_value());
    QVERIFY(QFile::exists(ballast));
}

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
