#include "clientlistmodel.h"
#include "common/accessibleproxy.h"
#include "communicationlistmodel.h"
#include "fakeclock.h"
#include "history/historyproxy.h"
#include "historymodel.h"
#include "pageslist.h"
#include "templatelistmodel.h"
#include "templates/templatefilter.h"
#include "templates/variabletable.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;

/// What stands between the models and their views, and the small models of widgets, under QAbstractItemModelTester
/// while rows come, move, change and go.
class PageProxies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void history();
    void templates();
    void clients();
    void conversation();
    void variables();
    void pages();

private:
    static constexpr auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
    static Communication row(int minute)
    {
        Communication c;
        c.id = CommunicationId::create();
        c.sequence = minute;
        c.sortAt = QDateTime(QDate(2026, 3, 2), QTime(9, minute), Qt::UTC);
        c.body = u"text %1"_s.arg(minute);
        return c;
    }
    static SmsTemplate smsTemplate(const QString &name, Persona persona = Persona::Advisor)
    {
        SmsTemplate value;
        value.id = TemplateId::create();
        value.name = name;
        value.persona = persona;
        return value;
    }
    static bool all(const Communication &) { return true; }
    static bool none(const Communication &) { return false; }
};

void PageProxies::history()
{
    FakeClock clock;
    HistoryModel model;
    HistoryProxy proxy(clock);
    QAbstractItemModelTester tester(&proxy, mode);
    proxy.setSourceModel(&model);
    model.restart(true);
    const Communication first = row(9);
    model.append({first, row(5)}, true);
    model.append({row(3)}, false);
    model.upsert({row(7), row(1)}, all);
    QCOMPARE(proxy.rowCount(), 5);
    Communication moved = first;
    moved.sortAt = moved.sortAt.addSecs(-420);
    moved.body = u"moved"_s;
    model.upsert({moved}, all);
    QCOMPARE(proxy.index(model.rowOf(first.id), HistoryModel::WhatColumn).data().toString(), u"moved"_s);
    model.upsert({moved}, none);
    QCOMPARE(proxy.rowCount(), 4);
    // A column without a caption still has its name for screen readers.
    QCOMPARE(proxy.headerData(HistoryModel::DirectionColumn, Qt::Horizontal, Qt::AccessibleTextRole).toString(),
             u"Direction"_s);
    model.restart(false);
    QCOMPARE(proxy.rowCount(), 0);
}

void PageProxies::templates()
{
    TemplateListModel model;
    TemplateFilterModel filter;
    QAbstractItemModelTester tester(&filter, mode);
    filter.setSourceModel(&model);
    SmsTemplate reminder = smsTemplate(u"Reminder"_s);
    const SmsTemplate court = smsTemplate(u"Court"_s, Persona::Attorney);
    model.setTemplates({reminder, court});
    model.upsert({smsTemplate(u"Birthday"_s), smsTemplate(u"Tax"_s, Persona::Accountant)});
    QCOMPARE(filter.rowCount(), 4);
    filter.setPersona(Persona::Advisor);
    QCOMPARE(filter.rowCount(), 2);
    reminder.persona = Persona::Accountant; // leaves the filter while it is shown
    model.upsert({reminder});
    QCOMPARE(filter.rowCount(), 1);
    filter.setPersona({});
    filter.setSearch(u"remind"_s);
    QCOMPARE(filter.rowCount(), 1);
    model.remove({reminder.id});
    QCOMPARE(filter.rowCount(), 0);
    filter.setSearch({});
    QCOMPARE(filter.rowCount(), 3);
    model.setTemplates({court});
    QCOMPARE(filter.rowCount(), 1);
}

void PageProxies::clients()
{
    Client maria;
    maria.id = ClientId::create();
    maria.name = u"Maria"_s;
    maria.createdAt = QDateTime(QDate(2026, 3, 2), QTime(9, 0), Qt::UTC);
    Client tom = maria;
    tom.id = ClientId::create();
    tom.name = u"Tom"_s;
    tom.createdAt = maria.createdAt.addSecs(60);
    ClientListModel model([&](const QString &, const auto &, int, const ClientListModel::Done &done) {
        done({{tom, maria}, {}, false});
    });
    AccessibleProxy proxy([](const QModelIndex &index) { return index.data().toString() + u", client"_s; });
    QAbstractItemModelTester tester(&proxy, mode);
    proxy.setSourceModel(&model);
    model.reload();
    QCOMPARE(proxy.rowCount(), 2);
    QCOMPARE(proxy.index(0, 0).data().toString(), u"Tom, client"_s);
    maria.lastAt = maria.createdAt.addSecs(600);
    model.upsert({maria});
    QCOMPARE(proxy.index(0, 0).data(Qt::AccessibleTextRole).toString(), u"Maria, client"_s);
    tom.archived = true;
    model.upsert({tom});
    QCOMPARE(proxy.rowCount(), 1);
    model.remove({maria.id});
    QCOMPARE(proxy.rowCount(), 0);
    model.reload();
    QCOMPARE(proxy.rowCount(), 2);
}

void PageProxies::conversation()
{
    const ClientId client = ClientId::create();
    QList<Communication> stored{row(9), row(8), row(7)};
    for (Communication &one : stored)
        one.clientId = client;
    CommunicationListModel model([&](ClientId, const auto &olderThan, int, const CommunicationListModel::Done &done) {
        const bool first = !olderThan;
        using Cursor = CommunicationListModel::Cursor;
        done({first ? stored.mid(0, 2) : stored.mid(2), first ? std::optional(Cursor{1, 8}) : std::nullopt, false});
    });
    AccessibleProxy proxy([](const QModelIndex &index) {
        return index.data(CommunicationListModel::CommunicationRole).value<Communication>().body;
    });
    QAbstractItemModelTester tester(&proxy, mode);
    proxy.setSourceModel(&model);
    model.setClient(client);
    QCOMPARE(proxy.rowCount(), 2);
    model.loadEarlier();
    QCOMPARE(proxy.rowCount(), 3);
    Communication fresh = row(10);
    fresh.clientId = client;
    model.upsert({fresh});
    QCOMPARE(proxy.index(3, 0).data().toString(), u"text 10"_s);
    model.setClient({});
    QCOMPARE(proxy.rowCount(), 0);
}

void PageProxies::variables()
{
    VariableTable table;
    QAbstractItemModelTester tester(table.model(), mode);
    table.setVariables({u"client_name"_s, u"time"_s}, {{u"client_name"_s, u"Maria"_s}}, u"en"_s);
    QCOMPARE(table.model()->rowCount(), 2);
    table.item(1, 2)->setText(u"noon"_s);
    table.setVariables({u"time"_s}, {}, u"en"_s);
    QCOMPARE(table.model()->rowCount(), 1);
    QCOMPARE(table.values().value(u"time"_s), u"noon"_s); // what was typed is kept by name
    table.setVariables({}, {}, u"en"_s);
    QCOMPARE(table.model()->rowCount(), 0);
}

void PageProxies::pages()
{
    PagesList list;
    QAbstractItemModelTester tester(list.model(), mode);
    list.addPage(u"Clients"_s, u"user"_s);
    list.addPage(u"History"_s, u"history"_s);
    list.setBadge(0, 2);
    QCOMPARE(list.item(0)->data(Qt::AccessibleTextRole).toString(), u"Clients, 2 unread"_s);
    list.setBadge(0, 0);
    QCOMPARE(list.item(0)->data(Qt::AccessibleTextRole).toString(), u"Clients"_s);
    delete list.takeItem(1);
    QCOMPARE(list.count(), 1);
}

QTEST_MAIN(PageProxies)
#include "tst_pageproxies.moc"
