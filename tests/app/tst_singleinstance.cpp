#include "singleinstance.h"

#include <QEventLoop>
#include <QHash>
#include <QLockFile>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <vector>

using namespace std::chrono_literals;
using Outcome = SingleInstance::Outcome;

namespace
{
/// A start as another process would make it: a thread of its own, whose event loop answers while this object lives.
class Start
{
public:
    explicit Start(const QString &dataDir, SingleInstance::Patience patience = {30s, 30s})
        : m_thread(QThread::create([this, dataDir, patience] {
            SingleInstance instance(dataDir);
            m_outcome = instance.acquire(patience);
            m_known.release();
            if (m_outcome == Outcome::First) {
                QEventLoop loop;
                loop.exec(); // until quit()
            }
        }))
    {
        m_thread->start();
    }
    ~Start()
    {
        m_thread->quit();
        m_thread->wait();
    }
    bool hasOutcome() const { return m_known.available() > 0; }
    /// Waits for it.
    Outcome outcome()
    {
        m_known.acquire();
        m_known.release();
        return m_outcome;
    }

private:
    Outcome m_outcome = Outcome::Busy;
    QSemaphore m_known;
    std::unique_ptr<QThread> m_thread;
};
} // namespace

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
        Start second(dir.path());
        QTRY_COMPARE(raised.count(), 1);
        QCOMPARE(second.outcome(), Outcome::Raised);
    }

    void fault13ManyAtTheSameMoment()
    {
        for (int round = 0; round < 25; ++round) {
            QTemporaryDir dir;
            std::vector<std::unique_ptr<Start>> starts;
            for (int i = 0; i < 6; ++i)
                starts.push_back(std::make_unique<Start>(dir.path()));
            QHash<Outcome, int> outcomes;
            for (const auto &start : starts)
                ++outcomes[start->outcome()];
            QCOMPARE(outcomes.value(Outcome::First), 1);
            QCOMPARE(outcomes.value(Outcome::Raised), 5);
        }
    }

    void oneThatStillStartsIsWaitedFor()
    {
        QTemporaryDir dir;
        SingleInstance first(dir.path());
        QCOMPARE(first.acquire(), Outcome::First);
        Start second(dir.path());
        QTest::qSleep(300); // before the first one's event loop runs
        QVERIFY(!second.hasOutcome());
        QTRY_VERIFY(second.hasOutcome());
        QCOMPARE(second.outcome(), Outcome::Raised);
    }

    void oneThatDoesNotListenYetIsWaitedFor()
    {
        QTemporaryDir dir;
        QLockFile lock(dir.path() + QStringLiteral("/practiceline.lock"));
        QVERIFY(lock.tryLock(0));
        Start second(dir.path());
        QTest::qSleep(300);
        QVERIFY(!second.hasOutcome());
        lock.unlock(); // it ended instead
        QCOMPARE(second.outcome(), Outcome::First);
    }

    void oneThatEndsIsFollowed()
    {
        QTemporaryDir dir;
        SingleInstance first(dir.path());
        QCOMPARE(first.acquire(), Outcome::First);
        QSignalSpy raised(&first, &SingleInstance::raiseRequested);
        first.stopAnswering();
        Start second(dir.path());
        QTest::qWait(300);
        QVERIFY(!second.hasOutcome());
        QCOMPARE(raised.count(), 0);
        first.release();
        QCOMPARE(second.outcome(), Outcome::First);
    }

    void oneThatHangsIsBusy()
    {
        QTemporaryDir dir;
        SingleInstance first(dir.path());
        QCOMPARE(first.acquire(), Outcome::First);
        Start second(dir.path(), {400ms, 30s}); // no event loop runs meanwhile
        QCOMPARE(second.outcome(), Outcome::Busy);
    }

    void oneThatNeverListensIsBusy()
    {
        QTemporaryDir dir;
        QLockFile lock(dir.path() + QStringLiteral("/practiceline.lock"));
        QVERIFY(lock.tryLock(0));
        Start second(dir.path(), {30s, 300ms});
        QCOMPARE(second.outcome(), Outcome::Busy);
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
