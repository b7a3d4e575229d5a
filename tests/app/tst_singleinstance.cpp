#include "singleinstance.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using Outcome = SingleInstance::Outcome;

class SingleInstanceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fault13SecondRaisesFirst()
    {
        QTemporaryDir dir;
        SingleInstance first(dir.path());
        QCOMPARE(first.acquire(), Outcome::First);
        QSignalSpy raised(&first, &SingleInstance::raiseRequested);
        // As another process would: its own thread, so that the first one's event loop can answer.
        Outcome outcome = Outcome::First;
        std::unique_ptr<QThread> other(QThread::create([&] { outcome = SingleInstance(dir.path()).acquire(); }));
        other->start();
        QTRY_COMPARE(raised.count(), 1);
        other->wait();
        QCOMPARE(outcome, Outcome::Raised);
    }

    void otherFolderIsFree()
    {
        QTemporaryDir a;
        QTemporaryDir b;
        SingleInstance first(a.path());
        SingleInstance second(b.path());
        QCOMPARE(first.acquire(), Outcome::First);
        QCOMPARE(second.acquire(), Outcome::First);
    }

    void lockIsGivenBack()
    {
        QTemporaryDir dir;
        {
            SingleInstance first(dir.path());
            QCOMPARE(first.acquire(), Outcome::First);
        }
        SingleInstance next(dir.path());
        QCOMPARE(next.acquire(), Outcome::First);
    }
};

QTEST_GUILESS_MAIN(SingleInstanceTest)
#include "tst_singleinstance.moc"
