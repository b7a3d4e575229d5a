#include "restoredstore.h"

#include "setup/restorepanel.h"

#include <QDir>
#include <QFile>
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

private:
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
