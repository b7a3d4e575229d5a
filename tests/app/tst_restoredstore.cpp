#include "restoredstore.h"

#include "secrets/memorystore.h"
#include "secrets/vault.h"
#include "setup/restorepanel.h"
#include "storage/backup.h"
#include "storefixture.h"

#include <QDir>
#include <QFile>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// A restored back-up takes the database's place; what was there is kept whole.
class RestoredStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void nothingWaits()
    {
        write(u"store.db"_s, "old");
        RestoredStore::adopt(database());
        QCOMPARE(files(), QStringList{u"store.db"_s});
        QCOMPARE(read(u"store.db"_s), "old");
    }

    void takesThePlaceAndKeepsTheOther()
    {
        write(u"store.db"_s, "old");
        write(u"store.db-wal"_s, "old log");
        write(u"store.db-shm"_s, "old index");
        write(waiting(), "restored");
        RestoredStore::adopt(database());
        QCOMPARE(read(u"store.db"_s), "restored");
        QVERIFY(!files().contains(u"store.db-wal"_s)); // it would be played into the restored one
        QVERIFY(!files().contains(waiting()));
        const QStringList kept = files().filter(u".before-restore-"_s);
        QCOMPARE(kept.size(), 3);
        QCOMPARE(read(kept.first()), "old");
        QCOMPARE(read(kept.first() + u"-wal"_s), "old log");
    }

    /// The first start with a restored back-up, before there was any database.
    void onAnEmptyPlace()
    {
        write(waiting(), "restored");
        RestoredStore::adopt(database());
        QCOMPARE(files(), QStringList{u"store.db"_s});
    }

    void fault22BackUpRestores_data()
    {
        QTest::addColumn<bool>("corrupt");
        QTest::newRow("corrupt") << true;
        QTest::newRow("of a newer version") << false;
    }

    /// What can not be used is put aside, and the practice goes on with its back-up.
    void fault22BackUpRestores()
    {
        QFETCH(const bool, corrupt);
        const QString backUp = m_folder->filePath(u"practice.plbackup"_s);
        QString recoveryKey;
        {
            StoreFixture store(database());
            QVERIFY(store.open());
            MemoryStore keychain;
            Vault vault(store.database, store.keys, &keychain, u"test"_s);
            vault.open();
            QTRY_COMPARE_WITH_TIMEOUT(vault.state(), Vault::State::Unlocked, patience);
            QVERIFY(!store.addClient(u"Maria Lopez"_s, u"+13125550142"_s).id.isNull());
            recoveryKey = waited(vault.makeRecoveryKey()).value_or(QString());
            QVERIFY(waited(vault.confirmRecovery()));
            QVERIFY(waited(vault.backUp(backUp, [](qint64, qint64) {})));
            if (!corrupt)
                QVERIFY(waited(store.database.run([](QSqlDatabase &db) -> Result<bool> {
                    return QSqlQuery(db).exec(u"PRAGMA user_version = 9999"_s);
                })));
        }
        if (corrupt)
            write(u"store.db"_s, QByteArray(9000, 'x'));
        const QByteArray unusable = read(u"store.db"_s);
        {
            StoreFixture store(database());
            QVERIFY(!store.open()); // for writing
            const QString pending = RestorePanel::pendingPath(store.database.path());
            QVERIFY(waited(
                Backup::restore(backUp, Vault::recoveryKeyFromText(recoveryKey), pending, [](qint64, qint64) {})));
        }
        RestoredStore::adopt(database());
        const QStringList kept = files().filter(u".before-restore-"_s);
        QVERIFY(!kept.isEmpty());
        QCOMPARE(read(kept.first()), unusable);
        StoreFixture store(database());
        QVERIFY(store.open());
        store.keys.lock();
        MemoryStore keychain;
        Vault vault(store.database, store.keys, &keychain, u"test"_s);
        vault.open();
        QTRY_COMPARE_WITH_TIMEOUT(vault.state(), Vault::State::KeychainLocked, patience);
        QVERIFY(waited(vault.recover(recoveryKey)));
        const auto maria = waited(store.clients.byNumber(PhoneNumber::fromE164(u"+13125550142"_s)));
        QVERIFY(maria);
        QCOMPARE(maria->name, u"Maria Lopez"_s);
    }

private:
    static constexpr int patience = 60'000;
    QString database() const { return m_folder->filePath(u"store.db"_s); }
    QString waiting() const { return QFileInfo(RestorePanel::pendingPath(database())).fileName(); }
    QStringList files() const { return QDir(m_folder->path()).entryList(QDir::Files, QDir::Name); }
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QByteArray read(const QString &name) const
    {
        QFile file(m_folder->filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(RestoredStoreTest)
#include "tst_restoredstore.moc"
