#include "clients/conversationdelegate.h"
#include "clients/conversationlist.h"
#include "clock.h"
#include "communicationlistmodel.h"

#include <QTest>

using namespace Qt::StringLiterals;

class TestConversationDelegate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void heightFollowsTextAndWidth();
    void paintsWhatOutsideTextHolds_data();
    void paintsWhatOutsideTextHolds();
    void describesBodyAndState();
    void badges();
    void staysAtTheNewest();
};

namespace
{
struct View {
    View(const QList<Communication> &rows, const QSize &size)
        : model([rows](ClientId, const auto &, int, const CommunicationListModel::Done &done) {
            CommunicationListModel::Page page;
            page.rows = rows;
            done(page);
        })
        , delegate(clock)
        , list(model)
    {
        list.setModel(&model);
        list.setItemDelegate(&delegate);
        list.resize(size);
        model.setClient(client());
        list.show();
    }
    static ClientId client()
    {
        static const ClientId id = ClientId::create();
        return id;
    }
    int height(int row) const { return list.sizeHintForIndex(model.index(row, 0)).height(); }

    SystemClock clock;
    CommunicationListModel model;
    ConversationDelegate delegate;
    ConversationList list;
};

Communication text(const QString &body, int minutes = 0, Direction direction = Direction::Outbound)
{
    Communication row;
    row.id = CommunicationId::create();
    row.clientId = View::client();
    row.body = body;
    row.direction = direction;
    row.sendState = direction == Direction::Outbound ? SendState::Accepted : SendState::NotOurs;
    row.status = u"delivered"_s;
    row.sortAt = QDateTime::currentDateTimeUtc().addSecs(60 * minutes);
    return row;
}
} // namespace

void TestConversationDelegate::heightFollowsTextAndWidth()
{
    const QString longText = u"A long text that does not fit into one line of the bubble. "_s.repeated(6);
    View wide({text(longText), text(u"Short"_s, -1)}, {900, 500});
    View narrow({text(longText), text(u"Short"_s, -1)}, {420, 500});
    QVERIFY(wide.height(1) > wide.height(0) - 40);
    QVERIFY(narrow.height(1) > wide.height(1));
    QVERIFY(wide.height(0) > 30);
    Communication lines = text(u"a\nb\nc\nd\ne"_s);
    View several({lines, text(u"a"_s, -1)}, {900, 500});
    QVERIFY(several.height(1) > several.height(0));
}

void TestConversationDelegate::paintsWhatOutsideTextHolds_data()
{
    QTest::addColumn<QString>("body");
    QTest::newRow("empty") << QString();
    QTest::newRow("nul") << u"a\u0000b"_s;
    QTest::newRow("right to left") << u"שלום, האם אפשר לדחות?"_s;
    QTest::newRow("markup") << u"<img src=x onerror=y><b>no</b>"_s;
    QTest::newRow("one word") << u"x"_s.repeated(1601);
    QTest::newRow("huge") << u"word "_s.repeated(40'000);
    QTest::newRow("emoji") << u"👩‍👩‍👧‍👦🇺🇸"_s.repeated(50);
    QTest::newRow("lone surrogate") << QString(QChar(0xd83d));
}

void TestConversationDelegate::paintsWhatOutsideTextHolds()
{
    QFETCH(QString, body);
    View view({text(body), text(body, -1, Direction::Inbound)}, {600, 400});
    QVERIFY(view.height(0) > 30);
    QVERIFY(view.height(1) > 30);
    QVERIFY(!view.list.grab().isNull());
}

void TestConversationDelegate::describesBodyAndState()
{
    SystemClock clock;
    ConversationDelegate delegate(clock);
    delegate.setClientName(u"Maria"_s);
    const QString out = delegate.describe(text(u"See you"_s));
    QVERIFY2(out.contains(u"See you") && out.contains(u"Delivered"), qPrintable(out));
    Communication doubt = text(u"See you"_s);
    doubt.sendState = SendState::Unconfirmed;
    QVERIFY(delegate.describe(doubt).contains(u"Unconfirmed: checking with Twilio"));
    const QString in = delegate.describe(text(u"RESCHEDULE"_s, 0, Direction::Inbound));
    QVERIFY2(in.contains(u"Maria") && in.contains(u"Asks to reschedule"), qPrintable(in));
    Communication call;
    call.channel = Channel::Voice;
    call.sendState = SendState::Accepted;
    call.status = u"completed"_s;
    call.durationSeconds = 372;
    call.note = u"prefers mornings"_s;
    QCOMPARE(delegate.callText(call), u"Call to Maria · 6 min 12 s · note: prefers mornings"_s);
}

void TestConversationDelegate::badges()
{
    QCOMPARE(ConversationDelegate::badge(text(u"CONFIRM"_s, 0, Direction::Inbound)), u"Confirmed"_s);
    QVERIFY(ConversationDelegate::badge(text(u"CONFIRM"_s)).isEmpty());
    QVERIFY(ConversationDelegate::badge(text(u"Hello there"_s, 0, Direction::Inbound)).isEmpty());
}

void TestConversationDelegate::staysAtTheNewest()
{
    QList<Communication> rows;
    for (int i = 0; i < 30; ++i)
        rows << text(u"Text number %1"_s.arg(i), -i);
    View view(rows, {600, 400});
    QTRY_VERIFY(view.list.isAtNewest());
    view.model.upsert({text(u"new"_s, 5)});
    QTRY_VERIFY(view.list.isAtNewest());
    QVERIFY(view.list.viewport()->rect().intersects(view.list.visualRect(view.model.index(30, 0))));
}

QTEST_MAIN(TestConversationDelegate)
#include "tst_conversationdelegate.moc"
