#include "communicationlistmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
const QDateTime noon(QDate(2026, 11, 18), QTime(12, 0));
}

class TestCommunicationListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void oldestFirstWithEarlierPages();
    void changesInPlaceAndNewRowsAtTheEnd();
    void otherClientsAreIgnored();
    void windowKeepsItsSize();
    void daysAreSeparated();
    void rowsThatCameBeforeTheFirstPageStay();
    void aRowThatMovesStaysInOrder();

private:
    Communication row(const QString &body, int minutes, int sequence = 0);
    QList<Communication> rows(int count, int firstMinute);
    void answer(const QList<Communication> &oldestFirst, bool more);
    QStringList bodies() const;

    ClientId m_client = ClientId::create();
    QList<CommunicationListModel::Done> m_requests;
    std::unique_ptr<CommunicationListModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestCommunicationListModel::init()
{
    m_requests.clear();
    m_tester.reset();
    m_model =
        std::make_unique<CommunicationListModel>([this](ClientId, const std::optional<CommunicationListModel::Cursor> &,
                                                        int, CommunicationListModel::Done done) { m_requests << done; },
                                                 CommunicationListModel::Sizes{3, 3, 6});
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_model->setClient(m_client);
}

Communication TestCommunicationListModel::row(const QString &body, int minutes, int sequence)
{
    Communication c;
    c.id = CommunicationId::create();
    c.clientId = m_client;
    c.body = body;
    c.sortAt = noon.addSecs(60 * minutes);
    c.sequence = sequence;
    return c;
}

QList<Communication> TestCommunicationListModel::rows(int count, int firstMinute)
{
    QList<Communication> result;
    for (int i = 0; i < count; ++i)
        result << row(QString::number(firstMinute + i), firstMinute + i);
    return result;
}

void TestCommunicationListModel::answer(const QList<Communication> &oldestFirst, bool more)
{
    QVERIFY(!m_requests.isEmpty());
    CommunicationListModel::Page page;
    for (auto it = oldestFirst.crbegin(); it != oldestFirst.crend(); ++it)
        page.rows << *it;
    if (more)
        page.next = CommunicationListModel::Cursor{1, 1};
    m_requests.takeFirst()(page);
}

QStringList TestCommunicationListModel::bodies() const
{
    QStringList result;
    for (int i = 0; i < m_model->rowCount(); ++i)
        result << m_model->at(i).body;
    return result;
}

void TestCommunicationListModel::oldestFirstWithEarlierPages()
{
    answer(rows(3, 10), true);
    QCOMPARE(bodies(), QStringList({u"10"_s, u"11"_s, u"12"_s}));
    QVERIFY(m_model->hasEarlier());
    m_model->loadEarlier();
    m_model->loadEarlier();
    QCOMPARE(m_requests.size(), 1);
    answer(rows(2, 5), false);
    QCOMPARE(bodies(), QStringList({u"5"_s, u"6"_s, u"10"_s, u"11"_s, u"12"_s}));
    QVERIFY(!m_model->hasEarlier());
}

void TestCommunicationListModel::changesInPlaceAndNewRowsAtTheEnd()
{
    answer(rows(2, 10), false);
    Communication changed = m_model->at(0);
    changed.status = u"delivered"_s;
    m_model->upsert({changed, row(u"new"_s, 20)});
    QCOMPARE(m_model->at(0).status, u"delivered"_s);
    QCOMPARE(bodies(), QStringList({u"10"_s, u"11"_s, u"new"_s}));
}

void TestCommunicationListModel::otherClientsAreIgnored()
{
    answer(rows(2, 10), false);
    Communication other = row(u"other"_s, 20);
    other.clientId = ClientId::create();
    m_model->upsert({other});
    QCOMPARE(m_model->rowCount(), 2);
    Communication moved = m_model->at(0);
    moved.clientId = other.clientId;
    m_model->upsert({moved});
    QCOMPARE(bodies(), QStringList({u"11"_s}));
}

void TestCommunicationListModel::windowKeepsItsSize()
{
    answer(rows(3, 30), true);
    m_model->loadEarlier();
    answer(rows(3, 20), true);
    QVERIFY(!m_model->hasLater());
    m_model->loadEarlier();
    answer(rows(3, 10), true);
    QCOMPARE(m_model->rowCount(), 6);
    QCOMPARE(m_model->at(0).body, u"10"_s);
    QVERIFY(m_model->hasLater());
    m_model->upsert({row(u"newest"_s, 99)});
    QCOMPARE(m_model->rowCount(), 6); // below the window: reload() brings it
    m_model->reload();
    QCOMPARE(m_model->rowCount(), 0);
    QVERIFY(!m_model->hasLater());
}

void TestCommunicationListModel::daysAreSeparated()
{
    answer({row(u"a"_s, -24 * 60), row(u"b"_s, 0), row(u"c"_s, 1)}, false);
    const auto starts = [this](int i) {
        return m_model->index(i, 0).data(CommunicationListModel::StartsDayRole).toBool();
    };
    QVERIFY(starts(0));
    QVERIFY(starts(1));
    QVERIFY(!starts(2));
}

void TestCommunicationListModel::rowsThatCameBeforeTheFirstPageStay()
{
    const Communication early = row(u"early"_s, 50);
    m_model->upsert({early});
    QList<Communication> page = rows(2, 10);
    page << early;
    answer(page, false);
    QCOMPARE(bodies(), QStringList({u"10"_s, u"11"_s, u"early"_s}));
}

void TestCommunicationListModel::aRowThatMovesStaysInOrder()
{
    answer(rows(3, 10), true);
    Communication moved = m_model->at(2);
    moved.sortAt = noon.addSecs(60 * 10 + 30); // the server's time differs from ours
    m_model->upsert({moved});
    QCOMPARE(bodies(), QStringList({u"10"_s, u"12"_s, u"11"_s}));
}

QTEST_MAIN(TestCommunicationListModel)
#include "tst_communicationlistmodel.moc"
