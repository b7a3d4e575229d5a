#include "historymodel.h"
#include "templatelistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

/// HistoryModel and TemplateListModel under QAbstractItemModelTester.
class PageModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pagesComeOnceEach();
    void newsFindTheirPlace();
    void aRowThatMovesStaysTheSame();
    void refusedRowsGo();
    void templatesStaySorted();

private:
    static Communication row(int minute)
    {
        Communication c;
        c.id = CommunicationId::create();
        c.sequence = minute;
        c.sortAt = QDateTime(QDate(2026, 3, 2), QTime(9, minute), Qt::UTC);
        return c;
    }
    static bool all(const Communication &) { return true; }
};

void PageModels::pagesComeOnceEach()
{
    HistoryModel model; // without the tester here: it fetches by itself
    QSignalSpy needed(&model, &HistoryModel::moreNeeded);
    model.restart(true);
    model.fetchMore({});
    model.fetchMore({}); // a view asks again before the page is there
    QCOMPARE(needed.count(), 1);
    model.append({row(9), row(8)}, true);
    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    model.append({row(7)}, false);
    QVERIFY(!model.canFetchMore({}));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.at(2)->sequence, 7);
}

void PageModels::newsFindTheirPlace()
{
    HistoryModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.restart(true);
    const Communication middle = row(5);
    model.append({row(9), middle, row(3)}, true);
    model.upsert({row(10), row(1)}, all); // the older one waits for its page
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.at(0)->sequence, 10);
    Communication moved = middle;
    moved.sortAt = moved.sortAt.addSecs(3600);
    moved.body = u"new"_s;
    model.upsert({moved}, all);
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.at(0)->body, u"new"_s);
    model.append({moved, row(2)}, false); // its page comes later: not doubled
    QCOMPARE(model.rowCount(), 5);
}

void PageModels::refusedRowsGo()
{
    HistoryModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const Communication held = row(5);
    model.restart(false);
    model.append({row(9), held}, false);
    model.upsert({held}, [](const Communication &) { return false; });
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.rowOf(held.id), -1);
}

void PageModels::aRowThatMovesStaysTheSame()
{
    HistoryModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.restart(false);
    Communication chosen = row(5);
    model.append({row(9), row(7), chosen, row(3), row(1)}, false);
    const QPersistentModelIndex selected = model.index(2, 0);
    for (const int minute : {8, 4, 10, 0, 5, 5}) { // to between others, to both ends, back, and not at all
        chosen.sortAt = row(minute).sortAt;
        chosen.status = QString::number(minute);
        model.upsert({chosen}, all);
        QVERIFY(selected.isValid());
        QCOMPARE(selected.row(), model.rowOf(chosen.id));
        QCOMPARE(model.at(selected.row())->status, chosen.status);
        QCOMPARE(model.rowCount(), 5);
        for (int i = 1; i < 5; ++i)
            QVERIFY(model.at(i - 1)->sortAt > model.at(i)->sortAt);
    }
}

void PageModels::templatesStaySorted()
{
    TemplateListModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto make = [](const QString &name, Persona persona) {
        SmsTemplate value;
        value.id = TemplateId::create();
        value.name = name;
        value.persona = persona;
        return value;
    };
    SmsTemplate a = make(u"A"_s, Persona::Advisor);
    const SmsTemplate b = make(u"B"_s, Persona::Advisor);
    const SmsTemplate c = make(u"A"_s, Persona::Accountant);
    model.setTemplates({c, b, a});
    QCOMPARE(model.at(0)->id, a.id);
    const QPersistentModelIndex selected = model.index(0);
    a.name = u"Z"_s;
    model.upsert({a});
    QCOMPARE(model.rowOf(a.id), 1);
    QCOMPARE(selected.row(), 1); // a selection stays with its template
    a.persona = Persona::Accountant;
    model.upsert({a});
    QCOMPARE(model.rowOf(a.id), 2);
    model.remove({b.id});
    model.upsert({b});
    QCOMPARE(model.rowOf(b.id), 0);
    QCOMPARE(model.rowCount(), 3);
}

QTEST_GUILESS_MAIN(PageModels)
#include "tst_pagemodels.moc"
