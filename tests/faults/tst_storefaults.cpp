#include "day.h"
#include "support/sqlitefaults.h"

#include <QDir>
#include <QFile>
#include <QLoggingCategory>
#include <QProcess>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 page = 4096; // of tmpfs
constexpr int diskSize = 32;  // MB

void copyStore(const QString &from, const QString &to)
{
    for (const QString &suffix : {QString(), u".ballast"_s}) {
        const QString target = Day::storePath(to) + suffix;
        QFile::remove(target);
        if (!QFile::copy(Day::storePath(from) + suffix, target))
            qFatal("the store can not be copied");
    }
}

void removeStore(const QString &folder)
{
    const QDir dir(folder);
    const QStringList files = dir.entryList({u"store.db*"_s}, QDir::Files);
    for (const QString &file : files)
        QFile::remove(dir.filePath(file));
}

/// A small file system of its own, as long as it lives.
class SmallDisk
{
public:
    SmallDisk()
    {
        m_mounted = QProcess::execute(u"mount"_s, {u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=%1m,mode=0700"_s.arg(diskSize),
                                                   u"tmpfs"_s, m_folder.path()}) == 0;
    }
    ~SmallDisk()
    {
        if (m_mounted)
            QProcess::execute(u"umount"_s, {u"--lazy"_s, m_folder.path()});
    }
    bool isMounted() const { return m_mounted; }
    QString path() const { return m_folder.path(); }
    /// Takes all room but @p pages.
    bool leave(int pages)
    {
        QFile filler(fillerPath());
        if (!filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return false;
        const QByteArray block(page, 'x');
        while (filler.write(block) == page) {
        }
        return filler.resize(filler.size() / page * page - pages * page);
    }
    void free() { QFile::remove(fillerPath()); }

private:
    QString fillerPath() const { return path() + u"/filler"_s; }
    QTemporaryDir m_folder;
    bool m_mounted = false;
};
} // namespace

/// Every call of SQLite that can fail, and every page that a disk can lack: after the next start each text was sent
/// once and nothing is lost (reliability.md, fault 12 and "nothing is posted that can not be recorded"). Minutes.
class StoreFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyCallOfSqliteFails_data();
    void everyCallOfSqliteFails();
    void fault12DiskFullAtEveryWrite();

private:
    QTemporaryDir m_first; ///< the store that every day begins with
};

void StoreFaults::initTestCase()
{
    QLoggingCategory::setFilterRules(u"practiceline.*=false"_s); // each fault is warned of, thousands of times
    const Day made(m_first.path());
    QVERIFY(QFile::exists(Day::storePath(m_first.path())));
}

void StoreFaults::everyCallOfSqliteFails_data()
{
    QTest::addColumn<int>("code"); // sqlite.org/rescode.html
    QTest::newRow("error") << 1;
    QTest::newRow("busy") << 5;
    QTest::newRow("io") << 10;
    QTest::newRow("corrupt") << 11;
    QTest::newRow("full") << 13;
}

void StoreFaults::everyCallOfSqliteFails()
{
    QFETCH(int, code);
    const QTemporaryDir folder;
    int call = 1;
    for (bool came = true; came; ++call) {
        removeStore(folder.path());
        copyStore(m_first.path(), folder.path());
        Day day(folder.path());
        SqliteFaults::arm(call, code);
        day.live();
        came = SqliteFaults::disarm();
        QVERIFY2(day.liveOn(), qPrintable(u"call %1: not settled; %2"_s.arg(call).arg(day.findings())));
        const QString findings = day.findings();
        QVERIFY2(findings.isEmpty(), qPrintable(u"call %1: %2"_s.arg(call).arg(findings)));
    }
    qInfo("%d calls failed, one a day", call - 1);
    QVERIFY(call > 200);
}

void StoreFaults::fault12DiskFullAtEveryWrite()
{
    SmallDisk disk;
    if (!disk.isMounted())
        QSKIP("a small file system can not be mounted here");
    int pages = 0;
    for (bool full = true; full; ++pages) {
        removeStore(disk.path());
        copyStore(m_first.path(), disk.path());
        Day day(disk.path());
        QVERIFY(disk.leave(pages));
        day.live();
        full = day.roomLeft() < page || !QFile::exists(Day::storePath(disk.path()) + u".ballast"_s);
        disk.free();
        QVERIFY2(day.liveOn(), qPrintable(u"%1 pages: not settled; %2"_s.arg(pages).arg(day.findings())));
        const QString findings = day.findings();
        QVERIFY2(findings.isEmpty(), qPrintable(u"%1 pages: %2"_s.arg(pages).arg(findings)));
    }
    qInfo("full at each of %d pages", pages - 1);
    QVERIFY(pages > 10);
}

QTEST_GUILESS_MAIN(StoreFaults)
#include "tst_storefaults.moc"
