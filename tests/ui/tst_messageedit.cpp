#include "clients/messageedit.h"

#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
class Paste : public MessageEdit
{
public:
    using MessageEdit::insertFromMimeData;
};
} // namespace

class TestMessageEdit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fieldsFillTheText();
    void everyOccurrenceFollows();
    void handEditsStay();
    void editingAValueMakesItText();
    void typedNamesAreVariables();
    void bracesInAValueAreText();
    void pasteIsPlain();
    void ctrlEnterSends();
};

void TestMessageEdit::fieldsFillTheText()
{
    MessageEdit edit;
    edit.setRendered(renderTemplate(u"Your {document} is at {link}."_s, {{u"link"_s, u"portal"_s}}));
    QCOMPARE(edit.text(), u"Your {document} is at portal."_s);
    QCOMPARE(edit.missing(), QStringList({u"document"_s}));
    edit.setVariable(u"document"_s, u"return"_s);
    QCOMPARE(edit.text(), u"Your return is at portal."_s);
    QVERIFY(edit.missing().isEmpty());
    edit.setVariable(u"link"_s, {});
    QCOMPARE(edit.text(), u"Your return is at {link}."_s);
    QCOMPARE(edit.missing(), QStringList({u"link"_s}));
}

void TestMessageEdit::everyOccurrenceFollows()
{
    MessageEdit edit;
    edit.setRendered(renderTemplate(u"{a} and {a}, {b}"_s, {}));
    edit.setVariable(u"a"_s, u"long value"_s);
    edit.setVariable(u"b"_s, u"x"_s);
    edit.setVariable(u"a"_s, u"y"_s);
    QCOMPARE(edit.text(), u"y and y, x"_s);
}

void TestMessageEdit::handEditsStay()
{
    MessageEdit edit;
    edit.setRendered(renderTemplate(u"Hi {name}, bye"_s, {}));
    edit.moveCursor(QTextCursor::Start);
    QTest::keyClicks(&edit, u"Oh! "_s);
    edit.setVariable(u"name"_s, u"Maria"_s);
    QCOMPARE(edit.text(), u"Oh! Hi Maria, bye"_s);
    edit.moveCursor(QTextCursor::End);
    QTest::keyClicks(&edit, u"!"_s);
    edit.setVariable(u"name"_s, u"Ana"_s);
    QCOMPARE(edit.text(), u"Oh! Hi Ana, bye!"_s);
}

void TestMessageEdit::editingAValueMakesItText()
{
    MessageEdit edit;
    edit.setRendered(renderTemplate(u"Hi {name}"_s, {{u"name"_s, u"Maria"_s}}));
    edit.moveCursor(QTextCursor::End);
    edit.moveCursor(QTextCursor::Left);
    QTest::keyClicks(&edit, u"x"_s);
    QVERIFY(edit.variables().isEmpty());
    edit.setVariable(u"name"_s, u"Ana"_s);
    QCOMPARE(edit.text(), u"Hi Marixa"_s);
}

void TestMessageEdit::typedNamesAreVariables()
{
    MessageEdit edit;
    QSignalSpy changed(&edit, &MessageEdit::variablesChanged);
    QTest::keyClicks(&edit, u"Due {date}"_s);
    QCOMPARE(edit.missing(), QStringList({u"date"_s}));
    QVERIFY(!changed.isEmpty());
    edit.setVariable(u"date"_s, u"Monday"_s);
    QCOMPARE(edit.text(), u"Due Monday"_s);
}

void TestMessageEdit::bracesInAValueAreText()
{
    MessageEdit edit;
    edit.setRendered(renderTemplate(u"Hi {name}"_s, {{u"name"_s, u"{evil}"_s}}));
    QCOMPARE(edit.text(), u"Hi {evil}"_s);
    QVERIFY(edit.missing().isEmpty());
    QCOMPARE(edit.variables(), QStringList({u"name"_s}));
}

void TestMessageEdit::pasteIsPlain()
{
    Paste edit;
    QMimeData data;
    data.setHtml(u"<b>bold</b>"_s);
    data.setText(u"bo\u202eld\u0007"_s);
    edit.insertFromMimeData(&data);
    QCOMPARE(edit.text(), u"bold"_s);
}

void TestMessageEdit::ctrlEnterSends()
{
    MessageEdit edit;
    QSignalSpy sent(&edit, &MessageEdit::sendRequested);
    QTest::keyClick(&edit, Qt::Key_Return);
    QCOMPARE(sent.size(), 0);
    QTest::keyClick(&edit, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(sent.size(), 1);
}

QTEST_MAIN(TestMessageEdit)
#include "tst_messageedit.moc"
