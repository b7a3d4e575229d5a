#include "storage/backup.h"
#include "storage/database.h"
#include "storage/sql.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 60000;
constexpr int rows = 3000;

template <class T>
Result<T> resultOf(QFuture<Result<T>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, patience) || future.resultCount() == 0)
        return Error{ErrorKind::Cancelled, 0, u"no result"_s, {}};
    return future.result();
}

/// Some hundred kilobytes: several chunks.
Result<void> fill(QSqlDatabase &db)
{
    SqlTransaction transaction(db);
    for (int i = 0; i < rows; ++i) {
        const auto done = execSql(db, u"INSERT INTO marks (name, value) VALUES (?, ?)"_s,
                                  {u"mark-%1"_s.arg(i), QString(150, QChar(u'a' + i % 26))});
        if (!done)
            return done.error();
    }
    return transaction.commit();
}

Result<QStringList> content(QSqlDatabase &db)
{
    auto query = execSql(db, u"SELECT name || value FROM marks WHERE name <> 'restored' ORDER BY name"_s);
    if (!query)
        return query.error();
    QStringList all;
    while (query->next())
        all.append(query->value(0).toString());
    return all;
}

void writeBytes(const QString &file, const QByteArray &bytes)
{
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(bytes), bytes.size());
}
} // namespace

class BackupTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Database> m_database;
    SecureKey m_key = SecureKey::random();
    QByteArray m_backup;

    QString backupFile() const { return m_folder.filePath(u"one.backup"_s); }
    Error restoreError(const QByteArray &bytes)
    {
        const QTemporaryDir target;
        const auto file = target.filePath(u"broken.backup"_s);
        writeBytes(file, bytes);
        const auto restored = resultOf(Backup::restore(file, m_key, target.filePath(u"store.db"_s)));
        const auto left = QDir(target.path()).entryList(QDir::Files | QDir::Hidden);
        if (left != QStringList{u"broken.backup"_s})
            return {ErrorKind::Storage, 0, u"left behind: "_s + left.join(u' '), {}};
        return restored ? Error{ErrorKind::Storage, 0, u"restored"_s, {}} : restored.error();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = std::make_unique<Database>(m_folder.filePath(u"store.db"_s));
        QVERIFY(resultOf(m_database->open()));
        // Not awaited: what was asked before the back-up is in it.
        const auto filled = m_database->run([](QSqlDatabase &db) { return fill(db); });
        auto looked = std::make_shared<QList<std::pair<qint64, qint64>>>();
        QVERIFY(resultOf(Backup::write(*m_database, backupFile(), m_key, [looked](qint64 done, qint64 total) {
            looked->append({done, total});
        })));
        QVERIFY(resultOf(filled));
        QVERIFY(looked->size() > 2);
        QVERIFY(std::is_sorted(looked->cbegin(), looked->cend()));
        QCOMPARE(looked->last().first, looked->last().second);
        QFile in(backupFile());
        QVERIFY(in.open(QIODevice::ReadOnly));
        m_backup = in.readAll();
        QVERIFY(m_backup.size() > 300000);
    }
    void cleanupTestCase() { m_database.reset(); }

    void nothingInClear()
    {
        QVERIFY(!m_backup.contains("SQLite format"));
        QVERIFY(!m_backup.contains("mark-1"));
        QVERIFY(!m_backup.contains(QByteArray(20, 'b')));
        const auto left = QDir(m_folder.path()).entryList({u".backup-*"_s}, QDir::Files | QDir::Hidden);
        QVERIFY2(left.isEmpty(), "the clear copy was removed");
        QCOMPARE(QFile::permissions(backupFile()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void roundTrip()
    {
        const QTemporaryDir target;
        const auto path = target.filePath(u"store.db"_s);
        QVERIFY(resultOf(Backup::restore(backupFile(), m_key, path)));
        Database restored(path);
        QVERIFY(resultOf(restored.open()));
        const auto wanted = resultOf(m_database->run([](QSqlDatabase &db) { return content(db); }));
        const auto got = resultOf(restored.run([](QSqlDatabase &db) { return content(db); }));
        QVERIFY(wanted && got);
        QCOMPARE(got->size(), rows);
        QCOMPARE(*got, *wanted);
        const auto mark = resultOf(restored.run([](QSqlDatabase &db) -> Result<bool> {
            auto query = execSql(db, u"SELECT 1 FROM marks WHERE name = ?"_s, {QString(Backup::restoredMark)});
            return query && query->next();
        }));
        QVERIFY(mark && *mark); // the outbox must know
    }

    void sourceStaysUsable()
    {
        const auto again = resultOf(Backup::write(*m_database, m_folder.filePath(u"two.backup"_s), m_key, {}));
        QVERIFY(again);
        const auto written = m_database->run([](QSqlDatabase &db) -> Result<void> {
            const auto done = execSql(db, u"INSERT INTO marks VALUES ('later', '1')"_s);
            if (!done)
                return done.error();
            return {};
        });
        QVERIFY(resultOf(written));
    }

    void wrongKey()
    {
        const QTemporaryDir target;
        for (const auto &key : {SecureKey::random(), SecureKey()}) {
            const auto restored = resultOf(Backup::restore(backupFile(), key, target.filePath(u"store.db"_s)));
            QVERIFY(!restored);
            QCOMPARE(restored.error().detail, u"wrong-key"_s);
        }
        QVERIFY(QDir(target.path()).isEmpty());
    }

    void notEmpty_data()
    {
        QTest::addColumn<QString>("there");
        QTest::newRow("store") << u"store.db"_s;
        QTest::newRow("its log") << u"store.db-wal"_s;
    }
    void notEmpty()
    {
        QFETCH(QString, there);
        const QTemporaryDir target;
        writeBytes(target.filePath(there), "mine");
        const auto restored = resultOf(Backup::restore(backupFile(), m_key, target.filePath(u"store.db"_s)));
        QVERIFY(!restored);
        QCOMPARE(restored.error().detail, u"not-empty"_s);
        QFile kept(target.filePath(there));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray("mine"));
    }

    void cutOff()
    {
        QList<qsizetype> cuts{1,
                              7,
                              8,
                              9,
                              16,
                              17,
                              60,
                              88,
                              89,
                              104,
                              105,
                              106,
                              129,
                              130,
                              m_backup.size() - 1,
                              m_backup.size() - 17,
                              m_backup.size() - 18};
        for (qsizetype cut = 105 + 24; cut < m_backup.size(); cut += 64 * 1024 + 17) // between chunks
            cuts << cut - 1 << cut << cut + 1;
        for (const auto cut : std::as_const(cuts)) {
            const auto error = restoreError(m_backup.left(cut));
            QVERIFY2(error.detail == u"cut-off"_s, qPrintable(u"%1: %2"_s.arg(cut).arg(error.detail)));
        }
    }

    void changed()
    {
        for (qsizetype at = 0; at < m_backup.size(); at += at < 300 ? 1 : 9973) {
            auto bytes = m_backup;
            bytes[at] = char(bytes.at(at) ^ 0x10);
            const auto error = restoreError(bytes);
            QVERIFY2(error.kind == ErrorKind::Invalid, qPrintable(u"%1: %2"_s.arg(at).arg(error.detail)));
        }
        QCOMPARE(restoreError(m_backup + "x").detail, u"damaged"_s);
        // Two chunks changed places.
        constexpr qsizetype chunk = 64 * 1024 + 17;
        const auto start = 129;
        auto swapped = m_backup.left(start) + m_backup.mid(start + chunk, chunk) + m_backup.mid(start, chunk) +
                       m_backup.mid(start + 2 * chunk);
        QCOMPARE(restoreError(swapped).detail, u"damaged"_s);
    }

    void notABackup_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("detail");
        QTest::newRow("empty") << QByteArray() << u"not-a-backup"_s;
        QTest::newRow("text") << QByteArray("name,phone\r\n") << u"not-a-backup"_s;
        QTest::newRow("SQLite") << QByteArray("SQLite format 3").repeated(1000) << u"not-a-backup"_s;
        QTest::newRow("newer") << QByteArray("PLBACKUP\x02").leftJustified(5000, 'x') << u"newer"_s;
    }
    void notABackup()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, detail);
        QCOMPARE(restoreError(bytes).detail, detail);
    }

    void missingAndUnwritable()
    {
        const QTemporaryDir target;
        const auto none = resultOf(Backup::restore(target.filePath(u"none"_s), m_key, target.filePath(u"store.db"_s)));
        QVERIFY(!none);
        QCOMPARE(none.error().kind, ErrorKind::NotFound);
        const auto nowhere = resultOf(Backup::write(*m_database, target.filePath(u"no/such/folder/x"_s), m_key, {}));
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error().kind, ErrorKind::Storage);
    }
};

QTEST_GUILESS_MAIN(BackupTest)
#include "tst_backup.moc"
