#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace
{
struct Message {
    QString context;
    QString source;
    QStringList translations; ///< one, or the plural forms
    bool plural = false;
    bool finished = true;
};

Message readMessage(QXmlStreamReader &xml, const QString &context)
{
    Message message;
    message.context = context;
    message.plural = xml.attributes().value("numerus"_L1) == "yes"_L1;
    while (xml.readNextStartElement()) {
        if (xml.name() == "source"_L1) {
            message.source = xml.readElementText();
        } else if (xml.name() == "translation"_L1) {
            message.finished = !xml.attributes().hasAttribute("type"_L1);
            if (!message.plural)
                message.translations << xml.readElementText();
            else
                while (xml.readNextStartElement())
                    message.translations << xml.readElementText();
        } else {
            xml.skipCurrentElement();
        }
    }
    return message;
}

QList<Message> readContext(QXmlStreamReader &xml)
{
    QList<Message> messages;
    QString name;
    while (xml.readNextStartElement()) {
        if (xml.name() == "name"_L1)
            name = xml.readElementText();
        else if (xml.name() == "message"_L1)
            messages << readMessage(xml, name);
        else
            xml.skipCurrentElement();
    }
    return messages;
}

QList<Message> readMessages(const QString &language)
{
    QFile file(QStringLiteral(TRANSLATIONS_DIR "/practiceline_%1.ts").arg(language));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<Message> messages;
    QXmlStreamReader xml(&file);
    xml.readNextStartElement();
    while (xml.readNextStartElement()) {
        if (xml.name() == "context"_L1)
            messages << readContext(xml);
        else
            xml.skipCurrentElement();
    }
    return xml.hasError() ? QList<Message>() : messages;
}

/// What a translation may move but not lose: %1, %n, {variables}; and whether it has a mnemonic.
QStringList marks(const QString &text)
{
    static const QRegularExpression mark(u"%L?[0-9]+|%n|\\{[a-z_]+\\}|\\*\\.[a-z]+|;;"_s);
    QStringList found;
    for (auto it = mark.globalMatch(text); it.hasNext();)
        found << it.next().captured();
    found.sort();
    found.removeDuplicates(); // a sentence may need a word twice
    static const QRegularExpression mnemonic(u"&[^&\\s]"_s);
    if (mnemonic.match(text).hasMatch())
        found << u"mnemonic"_s;
    return found;
}
} // namespace

class TestTranslations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void complete_data();
    void complete();
    void keepMarks_data();
    void keepMarks();
    void endAlike();
    void plainAndPlural_data();
    void plainAndPlural();
};

void TestTranslations::complete_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("es") << u"es"_s;
    QTest::newRow("en") << u"en"_s;
}

void TestTranslations::complete()
{
    QFETCH(const QString, language);
    const QList<Message> messages = readMessages(language);
    QVERIFY(!messages.isEmpty());
    QStringList open;
    for (const Message &message : messages) {
        bool full = message.finished && message.translations.size() == (message.plural ? 2 : 1);
        for (const QString &text : message.translations)
            full = full && !text.trimmed().isEmpty();
        if (!full)
            open << message.context + u": "_s + message.source;
    }
    QVERIFY2(open.isEmpty(), qPrintable(open.join(u'\n')));
}

void TestTranslations::keepMarks_data()
{
    complete_data();
}

void TestTranslations::keepMarks()
{
    QFETCH(const QString, language);
    QStringList wrong;
    for (const Message &message : readMessages(language)) {
        for (const QString &text : message.translations) {
            if (marks(text) != marks(message.source))
                wrong << message.context + u": "_s + message.source + u" -> "_s + text;
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestTranslations::endAlike()
{
    QStringList wrong;
    for (const Message &message : readMessages(u"es"_s)) {
        for (const QString &text : message.translations) {
            const bool dots = message.source.contains(u'…') == text.contains(u'…');
            const QChar last = message.source.back();
            const bool end = !u".?:…"_s.contains(last) || text.endsWith(last);
            if (!dots || !end || text != text.trimmed())
                wrong << message.context + u": "_s + message.source + u" -> "_s + text;
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestTranslations::plainAndPlural_data()
{
    QTest::addColumn<QString>("locale");
    QTest::addColumn<QString>("save");
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("three");
    QTest::newRow("es") << u"es_US"_s << u"&Guardar cliente"_s << u"1 mensaje nuevo"_s << u"3 mensajes nuevos"_s;
    QTest::newRow("es, elsewhere") << u"es_MX"_s << u"&Guardar cliente"_s << u"1 mensaje nuevo"_s
                                   << u"3 mensajes nuevos"_s;
    QTest::newRow("en") << u"en_US"_s << u"&Save client"_s << u"1 new text"_s << u"3 new texts"_s;
}

void TestTranslations::plainAndPlural()
{
    QFETCH(const QString, locale);
    QTranslator translator;
    QVERIFY(translator.load(QLocale(locale), u"practiceline"_s, u"_"_s, u":/i18n"_s));
    QVERIFY(QCoreApplication::installTranslator(&translator));
    QTEST(QCoreApplication::translate("ClientDialog", "&Save client"), "save");
    QTEST(QCoreApplication::translate("Notifier", "%n new texts", nullptr, 1), "one");
    QTEST(QCoreApplication::translate("Notifier", "%n new texts", nullptr, 3), "three");
}

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
