#include "laws.h"

#include <QDir>
#include <QFile>
#include <QTest>

/// What fuzzing starts from and what it found, in every ordinary run.
class FuzzSeedsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void seeds_data();
    void seeds();
};

void FuzzSeedsTest::seeds_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<qsizetype>("target");
    const QDir seeds(QStringLiteral(FUZZ_SEEDS));
    const QList<Laws::Target> targets = Laws::all();
    for (qsizetype target = 0; target < targets.size(); ++target) {
        const QDir folder(seeds.filePath(targets.at(target).name));
        const QStringList files = folder.entryList(QDir::Files);
        QVERIFY2(!files.isEmpty(), qPrintable(folder.path()));
        for (const QString &file : files)
            QTest::newRow(qPrintable(targets.at(target).name + u'/' + file)) << folder.filePath(file) << target;
    }
}

void FuzzSeedsTest::seeds()
{
    QFETCH(QString, file);
    QFETCH(qsizetype, target);
    QFile in(file);
    QVERIFY(in.open(QIODevice::ReadOnly));
    const Laws::Broken law = Laws::all().at(target).check(in.readAll());
    QVERIFY2(!law, law);
}

QTEST_APPLESS_MAIN(FuzzSeedsTest)
#include "tst_fuzzseeds.moc"
