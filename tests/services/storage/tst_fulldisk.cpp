#include "storefixture.h"

#include <QTest>

#include <atomic>
#include <cerrno>
#include <dlfcn.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace
{
/// While set, the disk has room only when this file, the ballast, is gone.
std::atomic<const char *> ballastOfFullDisk = nullptr;

bool isFull()
{
    const char *ballast = ballastOfFullDisk.load();
    return ballast != nullptr && ::access(ballast, F_OK) == 0;
}

template <class Function>
Function *next(const char *name)
{
    return reinterpret_cast<Function *>(::dlsym(RTLD_NEXT, name));
}
} // namespace

// What SQLite and the product take room with, in front of the C library's own.
extern "C" ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset)
{
    if (isFull()) {
        errno = ENOSPC;
        return -1;
    }
    return next<ssize_t(int, const void *, size_t, off_t)>("pwrite")(file, bytes, size, offset);
}

extern "C" ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset)
{
    return pwrite(file, bytes, size, offset);
}

extern "C" int posix_fallocate(int file, off_t offset, off_t size)
{
    return isFull() ? ENOSPC : next<int(int, off_t, off_t)>("posix_fallocate")(file, offset, size);
}

/// A start on a full disk: what is stored is worth more than the ballast.
class FullDisk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { ballastOfFullDisk = nullptr; }

    void opensOnTheBallast()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"store.sqlite"_s);
        std::shared_ptr<const FieldCipher> key;
        {
            StoreFixture store(path);
            QVERIFY(store.open());
            key = store.cipher;
            const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
            QVERIFY(!store.textIn(SendState::Pending, client, u"waits"_s).id.isNull());
            QVERIFY(QFile::exists(store.database.ballastPath()));
        }
        StoreFixture store(path, key);
        const QByteArray ballast = QFile::encodeName(store.database.ballastPath());
        ballastOfFullDisk = ballast.constData();
        const auto mode = waited(store.database.open());
        ballastOfFullDisk = nullptr;
        QVERIFY2(mode, mode ? "" : qPrintable(mode.error().detail));
        QCOMPARE(*mode, Database::Mode::OnReserve);
        QVERIFY(Database::canWrite(*mode));
        QVERIFY(!QFile::exists(store.database.ballastPath()));
        const auto page = waited(store.communications.page({}, {}, 10));
        QVERIFY(page);
        QCOMPARE(page->rows.size(), 1);
        QCOMPARE(page->rows.first().body, u"waits"_s);
        QCOMPARE(page->rows.first().sendState, SendState::Pending);
    }

    void withRoomItGoesOn()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"store.sqlite"_s);
        std::shared_ptr<const FieldCipher> key;
        {
            StoreFixture store(path);
            QVERIFY(store.open());
            key = store.cipher;
        }
        StoreFixture store(path, key);
        const QByteArray ballast = QFile::encodeName(store.database.ballastPath());
        ballastOfFullDisk = ballast.constData();
        const auto mode = waited(store.database.open());
        QVERIFY(mode);
        QCOMPARE(*mode, Database::Mode::OnReserve);
        const auto refused = waited(store.database.restoreReserve());
        QVERIFY(!refused);
        QVERIFY(isDiskFull(refused.error()));
        ballastOfFullDisk = nullptr;
        QVERIFY(waited(store.database.restoreReserve()));
        QCOMPARE(QFileInfo(store.database.ballastPath()).size(), qint64(4 * 1024 * 1024));
        const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
        QCOMPARE(store.textIn(SendState::Sending, client, u"leaves"_s).sendState, SendState::Sending);
    }

    void withoutBallastItIsSaid()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"store.sqlite"_s);
        {
            StoreFixture store(path);
            QVERIFY(store.open());
        }
        QVERIFY(QFile::remove(path + u".ballast"_s));
        const QByteArray always = QFile::encodeName(path); // full as long as the database itself is there
        ballastOfFullDisk = always.constData();
        StoreFixture store(path);
        const auto mode = waited(store.database.open());
        ballastOfFullDisk = nullptr;
        QVERIFY(!mode);
        QVERIFY(isDiskFull(mode.error()));
    }
};

QTEST_GUILESS_MAIN(FullDisk)
#include "tst_fulldisk.moc"
