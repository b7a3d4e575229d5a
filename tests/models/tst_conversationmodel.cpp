#include "conversationmodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
const QDateTime noon(QDate(2026, 11, 18), QTime(12, 0));
}

/// Texts and internal notes in one list, whatever comes in which order.
class TestConversationModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void notesStandAtTheirTime();
    void olderNotesWaitForTheirRows();
    void notesAlone();
    void nothingOfAnotherClientStays();
    void takenBackInPlace();
    void daysStart();
    void anyOrderEndsTheSame();

private:
    Communication row(const QString &body, int minutes)
    {
        Communication c;
        c.id = CommunicationId::create();
        c.clientId = m_client;
        c.body = body;
        c.sortAt = noon.addSecs(60LL * minutes);
        c.sequence = ++m_sequence;
        return c;
    }
    InternalNote note(const QString &text, int minutes) const
    {
        InternalNote n;
        n.id = InternalNoteId::create();
        n.clientId = m_client;
        n.text = text;
        n.at = noon.addSecs(60LL * minutes);
        return n;
    }
    void answer(QList<Communication> oldestFirst, bool more)
    {
        std::reverse(oldestFirst.begin(), oldestFirst.end());
        CommunicationListModel::Page page;
        page.rows = oldestFirst;
        if (more)
            page.next = CommunicationListModel::Cursor{};
        m_requests.takeFirst()(page);
    }
    QString shown() const
    {
        QStringList all;
        for (int at = 0; at < m_model->rowCount(); ++at)
            all << m_model->index(at).data().toString();
        return all.join(u' ');
    }

    ClientId m_client = ClientId::create();
    int m_sequence = 0;
    QList<CommunicationListModel::Done> m_requests;
    std::unique_ptr<CommunicationListModel> m_rows;
    std::unique_ptr<ConversationModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestConversationModel::init()
{
    m_tester.reset();
    m_model.reset();
    m_requests.clear();
    m_rows =
        std::make_unique<CommunicationListModel>([this](ClientId, const std::optional<CommunicationListModel::Cursor> &,
                                                        int, CommunicationListModel::Done done) { m_requests << done; },
                                                 CommunicationListModel::Sizes{3, 3, 100});
    m_model = std::make_unique<ConversationModel>(*m_rows);
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_rows->setClient(m_client);
}

void TestConversationModel::notesStandAtTheirTime()
{
    m_model->setNotes({note(u"N0"_s, -5), note(u"N1"_s, 5), note(u"N2"_s, 25)});
    QCOMPARE(shown(), QString()); // their place is not known yet
    answer({row(u"a"_s, 0), row(u"b"_s, 10), row(u"c"_s, 20)}, false);
    QCOMPARE(shown(), u"N0 a N1 b c N2"_s);
    m_rows->upsert({row(u"d"_s, 30)});
    QCOMPARE(shown(), u"N0 a N1 b c N2 d"_s);
    QVERIFY(m_model->index(0).data(ConversationModel::NoteRole).isValid());
    QVERIFY(!m_model->index(0).data(CommunicationListModel::CommunicationRole).isValid());
    QVERIFY(!m_model->index(1).data(ConversationModel::NoteRole).isValid());
    QCOMPARE(m_model->index(1).data(CommunicationListModel::CommunicationRole).value<Communication>().body, u"a"_s);
}

void TestConversationModel::olderNotesWaitForTheirRows()
{
    m_model->setNotes({note(u"N0"_s, -50), note(u"N1"_s, -5), note(u"N2"_s, 5)});
    answer({row(u"c"_s, 0), row(u"d"_s, 10)}, true);
    QCOMPARE(shown(), u"c N2 d"_s);
    m_rows->loadEarlier();
    answer({row(u"a"_s, -20), row(u"b"_s, -10)}, true);
    QCOMPARE(shown(), u"a b N1 c N2 d"_s);
    m_rows->loadEarlier();
    answer({}, false);
    QCOMPARE(shown(), u"N0 a b N1 c N2 d"_s);
}

void TestConversationModel::notesAlone()
{
    answer({}, false);
    m_model->setNotes({note(u"N0"_s, 0)});
    QCOMPARE(shown(), u"N0"_s);
    m_rows->upsert({row(u"a"_s, -5)});
    QCOMPARE(shown(), u"a N0"_s);
}

void TestConversationModel::nothingOfAnotherClientStays()
{
    answer({row(u"a"_s, 0)}, false);
    m_model->setNotes({note(u"N0"_s, 5)});
    QCOMPARE(shown(), u"a N0"_s);
    m_rows->setClient(ClientId::create());
    QCOMPARE(shown(), QString());
    answer({}, false);
    QCOMPARE(shown(), QString());
}

void TestConversationModel::takenBackInPlace()
{
    answer({row(u"a"_s, 0), row(u"b"_s, 10)}, false);
    InternalNote one = note(u"N0"_s, 5);
    m_model->setNotes({one});
    QList<int> changed;
    connect(m_model.get(), &QAbstractItemModel::dataChanged, this,
            [&changed](const QModelIndex &first) { changed << first.row(); });
    one.text.clear();
    one.withdrawnAt = noon;
    m_model->setNotes({one});
    QCOMPARE(changed, QList<int>{1});
    QVERIFY(m_model->index(1).data(ConversationModel::NoteRole).value<InternalNote>().isWithdrawn());
}

void TestConversationModel::daysStart()
{
    answer({row(u"a"_s, 0), row(u"b"_s, 24 * 60 + 10)}, false);
    const auto starts = [this](int at) {
        return m_model->index(at).data(CommunicationListModel::StartsDayRole).toBool();
    };
    QVERIFY(starts(0) && starts(1));
    m_model->setNotes({note(u"N0"_s, 24 * 60 + 5)});
    QCOMPARE(shown(), u"a N0 b"_s);
    QVERIFY(starts(0) && starts(1) && !starts(2));
}

void TestConversationModel::anyOrderEndsTheSame()
{
    QRandomGenerator random(42);
    for (int turn = 0; turn < 30; ++turn) {
        init();
        answer({}, false);
        QList<Communication> rows;
        QList<InternalNote> notes;
        QStringList expected;
        for (int at = 0; at < 20; ++at) {
            const QString word = QString::number(at);
            if (random.bounded(2))
                rows << row(word, at);
            else
                notes << note(word, at);
            expected << word;
        }
        QList<InternalNote> some;
        std::shuffle(rows.begin(), rows.end(), random);
        for (qsizetype at = 0; at < std::max(rows.size(), notes.size()); ++at) {
            if (at < rows.size())
                m_rows->upsert({rows.at(at)});
            if (at < notes.size()) {
                some << notes.at(at);
                m_model->setNotes(some);
            }
        }
        QCOMPARE(shown(), expected.join(u' '));
    }
}

QTEST_GUILESS_MAIN(TestConversationModel)
#include "tst_conversationmodel.moc"
