#include "messaging/pagewalk.h"
#include "storefixture.h"

#include <QTest>

using namespace Qt::StringLiterals;

/// A list of Twilio's that is followed from page to page: to its end, and never taken for read before.
class PageWalkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsToTheEnd();
    void stopsWhereItIsTold();
    void aListThatLeadsBackIsNotRead();
    void aPageThatFailsFailsTheWalk();
};

namespace
{
/// A list of @p pages pages of one number each.
struct List {
    int pages = 0;
    int leadsBackTo = 0; ///< the page after the last; 0: there is none
    int fails = 0;

    QFuture<Result<TwilioPage<int>>> page(int number) const
    {
        if (number == fails)
            return readyFuture<TwilioPage<int>>(Error{ErrorKind::Offline, 503, {}, {}});
        TwilioPage<int> read;
        read.items = {number};
        const int next = number < pages ? number + 1 : leadsBackTo;
        if (next > 0)
            read.nextPageUri = QString::number(next);
        return readyFuture<TwilioPage<int>>(read);
    }
    QFuture<Result<TwilioPage<int>>> nextPage(const QString &uri) const { return page(uri.toInt()); }
};

Result<int> walk(List list, QList<int> &taken, int wanted = 0)
{
    QObject context;
    const auto take = [&](const QList<int> &items) {
        taken += items;
        return readyFuture<bool>(wanted == 0 || items.last() < wanted);
    };
    return waited(PageWalk<List, int>::run(list, list.page(1), &context, take));
}
} // namespace

void PageWalkTest::readsToTheEnd()
{
    QList<int> taken;
    QCOMPARE(walk({210}, taken).value_or(-1), 210);
    QCOMPARE(taken.size(), 210);
    QCOMPARE(taken.last(), 210);
}

void PageWalkTest::stopsWhereItIsTold()
{
    QList<int> taken;
    QCOMPARE(walk({10}, taken, 3).value_or(-1), 3);
    QCOMPARE(taken, (QList<int>{1, 2, 3}));
}

void PageWalkTest::aListThatLeadsBackIsNotRead()
{
    QList<int> taken;
    const auto read = walk({5, 3}, taken);
    QVERIFY(!read.has_value());
    QCOMPARE(read.error().kind, ErrorKind::BadResponse);
    QCOMPARE(taken, (QList<int>{1, 2, 3, 4, 5}));
}

void PageWalkTest::aPageThatFailsFailsTheWalk()
{
    QList<int> taken;
    const auto read = walk({5, 0, 3}, taken);
    QVERIFY(!read.has_value());
    QCOMPARE(read.error().code, 503);
    QCOMPARE(taken, (QList<int>{1, 2}));
}

QTEST_GUILESS_MAIN(PageWalkTest)
#include "tst_pagewalk.moc"
