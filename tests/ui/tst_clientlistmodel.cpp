#include "clientlistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
const QDateTime start(QDate(2026, 11, 1), QTime(12, 0), Qt::UTC);

Client client(const QString &name, int minutes)
{
    Client c;
    c.id = ClientId::create();
    c.name = name;
    c.lastAt = start.addSecs(60 * minutes);
    return c;
}

QStringList names(const ClientListModel &model)
{
    QStringList result;
    for (int row = 0; row < model.rowCount(); ++row)
        result << model.clientAt(row).name;
    return result;
}
} // namespace

class TestClientListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void pagesAreFetchedAsNeeded();
    void newMessageMovesTheClientUp();
    void unknownRowsGoWhereTheyBelong();
    void rowsBeyondTheLoadedWait();
    void archivedOnesLeave();
    void searchShowsArchivedLast();
    void searchDropsLateAnswers();
    void failureCanBeTriedAgain();
    void anAnswerAfterTheEndIsDropped();

private:
    ClientListModel::Fetch fetch();
    void answer(const ClientListModel::Page &page);

    struct Request {
        QString search;
        bool first;
        ClientListModel::Done done;
    };
    QList<Request> m_requests;
};

void TestClientListModel::init()
{
    m_requests.clear();
}

ClientListModel::Fetch TestClientListModel::fetch()
{
    return [this](const QString &search, const std::optional<ClientListModel::Cursor> &after, int,
                  ClientListModel::Done done) {
        m_requests << Request{search, !after.has_value(), done};
    };
}

void TestClientListModel::answer(const ClientListModel::Page &page)
{
    QVERIFY(!m_requests.isEmpty());
    m_requests.takeFirst().done(page);
}

void TestClientListModel::pagesAreFetchedAsNeeded()
{
    ClientListModel model(fetch(), 2); // no tester here: it fetches by itself
    QVERIFY(!model.canFetchMore({}));
    model.reload();
    QCOMPARE(m_requests.size(), 1);
    answer({{client(u"a"_s, 9), client(u"b"_s, 8)}, ClientListModel::Cursor{1, ClientId::create()}, false});
    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    QVERIFY(!model.canFetchMore({}));
    QVERIFY(!m_requests.first().first);
    answer({{client(u"c"_s, 7)}, {}, false});
    QCOMPARE(names(model), QStringList({u"a"_s, u"b"_s, u"c"_s}));
    QVERIFY(model.isComplete());
}

void TestClientListModel::newMessageMovesTheClientUp()
{
    ClientListModel model(fetch());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.reload();
    Client c = client(u"c"_s, 7);
    answer({{client(u"a"_s, 9), client(u"b"_s, 8), c}, {}, false});
    QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
    c.lastAt = start.addSecs(3600);
    c.unread = 1;
    model.upsert({c});
    QCOMPARE(names(model), QStringList({u"c"_s, u"a"_s, u"b"_s}));
    QCOMPARE(moved.size(), 1);
    QCOMPARE(model.clientAt(0).unread, 1);
    c.lastAt = start.addSecs(60 * 8 + 1);
    model.upsert({c});
    QCOMPARE(names(model), QStringList({u"a"_s, u"c"_s, u"b"_s}));
    model.upsert({c});
    QCOMPARE(names(model), QStringList({u"a"_s, u"c"_s, u"b"_s}));
}

void TestClientListModel::unknownRowsGoWhereTheyBelong()
{
    ClientListModel model(fetch());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.reload();
    answer({{client(u"a"_s, 9), client(u"c"_s, 7)}, {}, false});
    model.upsert({client(u"b"_s, 8), client(u"d"_s, 1)});
    QCOMPARE(names(model), QStringList({u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
}

void TestClientListModel::rowsBeyondTheLoadedWait()
{
    ClientListModel model(fetch());
    model.reload();
    answer({{client(u"a"_s, 9)}, ClientListModel::Cursor{1, ClientId::create()}, false});
    model.upsert({client(u"z"_s, 1)});
    QCOMPARE(names(model), QStringList({u"a"_s}));
}

void TestClientListModel::archivedOnesLeave()
{
    ClientListModel model(fetch());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.reload();
    Client a = client(u"a"_s, 9);
    answer({{a, client(u"b"_s, 8)}, {}, false});
    a.archived = true;
    model.upsert({a});
    QCOMPARE(names(model), QStringList({u"b"_s}));
    model.remove({model.clientAt(0).id, ClientId::create()});
    QCOMPARE(model.rowCount(), 0);
}

void TestClientListModel::searchShowsArchivedLast()
{
    ClientListModel model(fetch());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSearch(u"x"_s);
    Client a = client(u"a"_s, 9);
    const Client b = client(u"b"_s, 8);
    answer({{a, b}, {}, false});
    a.archived = true;
    model.upsert({a});
    QCOMPARE(names(model), QStringList({u"b"_s, u"a"_s}));
    model.setSearch({});
    model.setShowsArchived(true);
    answer({{}, {}, false}); // the one without archived ones comes too late
    answer({{a}, {}, false});
    QCOMPARE(names(model), QStringList({u"a"_s}));
    model.upsert({b});
    QCOMPARE(names(model), QStringList({u"a"_s}));
    a.archived = false;
    model.upsert({a});
    QCOMPARE(model.rowCount(), 0);
}

void TestClientListModel::searchDropsLateAnswers()
{
    ClientListModel model(fetch());
    model.reload();
    model.setSearch(u"mar"_s);
    QCOMPARE(m_requests.size(), 2);
    answer({{client(u"late"_s, 1)}, {}, false});
    QCOMPARE(model.rowCount(), 0);
    answer({{client(u"maria"_s, 1)}, {}, false});
    QCOMPARE(names(model), QStringList({u"maria"_s}));
    model.upsert({client(u"other"_s, 9)}); // only the store knows whether it fits
    QCOMPARE(model.rowCount(), 1);
}

void TestClientListModel::failureCanBeTriedAgain()
{
    ClientListModel model(fetch());
    model.reload();
    answer({{}, {}, true});
    QVERIFY(model.hasFailed());
    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    answer({{client(u"a"_s, 9)}, {}, false});
    QCOMPARE(model.rowCount(), 1);
    QVERIFY(!model.hasFailed());
}

void TestClientListModel::anAnswerAfterTheEndIsDropped()
{
    auto model = std::make_unique<ClientListModel>(fetch());
    model->reload();
    model.reset();
    answer({{client(u"a"_s, 9)}, {}, false});
}

QTEST_MAIN(TestClientListModel)
#include "tst_clientlistmodel.moc"
