#include "csv/clientimport.h"
#include "csv/csvfile.h"

#include <QFile>
#include <QRandomGenerator>
#include <QStringEncoder>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{
struct Seen {
    QList<std::pair<qint64, QStringList>> rows;
    QList<std::pair<qint64, QString>> bad;
    Result<void> result;
};

Seen readAll(const QString &file)
{
    Seen seen;
    seen.result = Csv::read(
        file,
        [&](qint64 line, const QStringList &cells) {
            seen.rows.append({line, cells});
            return true;
        },
        [&](qint64 line, const QString &reason) {
            seen.bad.append({line, reason});
        },
        [](qint64, qint64) { return true; });
    return seen;
}

QString dataFile(const QString &name)
{
    return QStringLiteral(TEST_DATA_DIR "/") + name;
}
} // namespace

class CsvFileTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString file(const QByteArray &bytes)
    {
        const auto path = m_folder.filePath(u"test.csv"_s);
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
            return {};
        return path;
    }

private Q_SLOTS:
    void forms_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("first");
        const QStringList wanted{u"José"_s, u"a,b;c"_s};
        const auto utf16 = [](QStringConverter::Encoding encoding, const QByteArray &mark) {
            QStringEncoder encode(encoding);
            return mark + QByteArray(encode(u"name;text\r\nJosé;\"a,b;c\"\r\n"_s));
        };
        QTest::newRow("comma") << QByteArray("name,text\nJos\xc3\xa9,\"a,b;c\"\n") << wanted;
        QTest::newRow("semicolon, mark, CRLF")
            << QByteArray("\xef\xbb\xbfname;text\r\nJos\xc3\xa9;\"a,b;c\"\r\n") << wanted;
        QTest::newRow("tab") << QByteArray("name\ttext\nJos\xc3\xa9\t\"a,b;c\"") << wanted;
        QTest::newRow("Windows-1252") << QByteArray("name,text\r\nJos\xe9,\"a,b;c\"\r\n") << wanted;
        QTest::newRow("sep=") << QByteArray("sep=;\r\nname;text\r\nJos\xc3\xa9;\"a,b;c\"\r\n") << wanted;
        QTest::newRow("CR only") << QByteArray("name,text\rJos\xc3\xa9,\"a,b;c\"\r") << wanted;
        QTest::newRow("UTF-16 LE") << utf16(QStringConverter::Utf16LE, "\xff\xfe") << wanted;
        QTest::newRow("UTF-16 BE") << utf16(QStringConverter::Utf16BE, "\xfe\xff") << wanted;
        QTest::newRow("quoted delimiters in the header")
            << QByteArray("\"a,a,a\";text\nJos\xc3\xa9;\"a,b;c\"\n") << wanted;
    }
    void forms()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QStringList, first);
        const auto path = file(bytes);
        const auto seen = readAll(path);
        QVERIFY(seen.result);
        QCOMPARE(seen.bad.size(), 0);
        QCOMPARE(seen.rows.size(), 1);
        QCOMPARE(seen.rows.first().second, first);
        const auto preview = Csv::preview(path);
        QVERIFY(preview);
        QCOMPARE(preview->header.value(1), u"text"_s);
        QCOMPARE(preview->rows.value(0), first);
    }

    void linesThatNameNoDelimiter()
    {
        for (const QByteArray &line :
             {QByteArray("sep="), QByteArray("sep=;"), QByteArray("sep=\"\n"), QByteArray("sep=\n\n")}) {
            const auto preview = Csv::preview(file(line));
            QVERIFY2(preview, line.constData());
            QVERIFY2(preview->header.value(0).startsWith(u"sep="_s), line.constData());
        }
    }

    void linesAreTheFiles()
    {
        const auto seen =
            readAll(file("name,note\r\nA,\"one\r\ntwo\nthree\"\r\n\r\nB,x\r\n,\xef\xbb\xbf\r\n\xef\xbb\xbf"
                         "C,\"\"\"q\"\"\"\r\n"));
        QVERIFY(seen.result);
        QCOMPARE(seen.rows.size(), 3);
        QCOMPARE(seen.rows.at(0), (std::pair<qint64, QStringList>{2, {u"A"_s, u"one\r\ntwo\nthree"_s}}));
        QCOMPARE(seen.rows.at(1), (std::pair<qint64, QStringList>{6, {u"B"_s, u"x"_s}}));
        QCOMPARE(seen.rows.at(2), (std::pair<qint64, QStringList>{8, {u"C"_s, u"\"q\""_s}}));
    }

    /// CR and LF of one line end, a UTF-8 letter and a quote fall on both sides of a chunk's end.
    void chunkBorders()
    {
        for (int shift = 0; shift < 12; ++shift) {
            QByteArray bytes("name,text\r\n");
            bytes += QByteArray(64 * 1024 - bytes.size() - 8 + shift, 'x') + ",y\r\n\xc3\xa9\"\xc3\xa9,\"z\"\r\n";
            const auto seen = readAll(file(bytes));
            QCOMPARE(seen.rows.size(), 2);
            QCOMPARE(seen.rows.at(1).first, 3);
            QCOMPARE(seen.rows.at(1).second.value(1), u"z"_s);
            QCOMPARE(seen.bad.size(), 0);
        }
    }

    /// Nor do UTF-16's halves: a byte, a surrogate pair, CR and LF.
    void chunkBordersOfUtf16()
    {
        QStringEncoder encode(QStringConverter::Utf16LE);
        for (int shift = 0; shift < 24; ++shift) {
            const QString start = u"name,text\r\n"_s;
            const QString filler(32 * 1024 - start.size() - 8 + shift / 2, u'x');
            QByteArray bytes = "\xff\xfe" + QByteArray(encode(start + filler + u",y\r\n😀é,z\r\n"_s));
            if (shift % 2 == 1)
                bytes += 'x'; // half a character at the end
            const auto seen = readAll(file(bytes));
            QCOMPARE(seen.rows.size(), 2);
            QCOMPARE(seen.rows.at(1), (std::pair<qint64, QStringList>{3, {u"😀é"_s, u"z"_s}}));
            QCOMPARE(seen.bad.size(), 0);
        }
    }

    void badRowsAreNamed()
    {
        const QByteArray bytes = QByteArray("name,text\nA,1\nB,") + QByteArray(1, '\0') + "x\nC,\x01\nD,2\n";
        const auto seen = readAll(file(bytes));
        QVERIFY(seen.result);
        QCOMPARE(seen.rows.size(), 2);
        QCOMPARE(seen.rows.at(1).first, 5);
        QCOMPARE(seen.bad, (QList<std::pair<qint64, QString>>{{3, u"nul"_s}, {4, u"not-text"_s}}));
    }

    void hugeCellAndOpenQuote()
    {
        const auto huge = readAll(file("name,text\nA,\"" + QByteArray(3 * 1024 * 1024, 'x') + "\nB,2\n"));
        QVERIFY(huge.result);
        QCOMPARE(huge.bad, (QList<std::pair<qint64, QString>>{{2, u"too-long"_s}}));
        QCOMPARE(huge.rows.size(), 1);
        QCOMPARE(huge.rows.first().second.first(), u"B"_s);

        const auto open = readAll(file("name,text\nA,1\nB,\"2\nC,3\n"));
        QVERIFY(open.result);
        QCOMPARE(open.rows.size(), 1);
        QCOMPARE(open.bad, (QList<std::pair<qint64, QString>>{{3, u"open-quote"_s}}));
    }

    void garbage()
    {
        QRandomGenerator random(7);
        QByteArray bytes(10 * 1024 * 1024, Qt::Uninitialized);
        for (auto &byte : bytes)
            byte = char(random.bounded(256));
        const auto path = file(bytes);
        const auto preview = Csv::preview(path);
        if (!preview)
            QCOMPARE(preview.error().kind, ErrorKind::Invalid);
        const auto behindHeader = readAll(file("name,phone\n" + bytes + "\nEnd,1\n"));
        QCOMPARE(behindHeader.result.error().detail, u"not-text"_s);

        constexpr int good = 10'000; // more than is looked at to tell text from garbage
        const auto behindList = readAll(file("name,phone\n" + QByteArray("Ana,1234\n").repeated(good) + bytes + "\n"));
        QVERIFY(behindList.result);
        QVERIFY(behindList.rows.size() >= good);
        QVERIFY(!behindList.bad.isEmpty());
        for (const auto &[line, reason] : behindList.bad)
            QVERIFY(line > good);
    }

    void unusable()
    {
        const auto kindOf = [](const Result<Csv::Preview> &result) {
            return result ? ErrorKind::Cancelled : result.error().kind;
        };
        QCOMPARE(kindOf(Csv::preview(m_folder.filePath(u"none"_s))), ErrorKind::NotFound);
        QCOMPARE(kindOf(Csv::preview(file(""))), ErrorKind::Invalid);
        QCOMPARE(kindOf(Csv::preview(file("\r\n\r\n"))), ErrorKind::Invalid);
    }

    void stops()
    {
        int rows = 0;
        const auto stopped =
            Csv::read(file("a\n1\n2\n3\n"), [&](qint64, const QStringList &) { return ++rows < 2; }, {}, {});
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
        QCOMPARE(rows, 2);
    }

    void formulas_data()
    {
        QTest::addColumn<QString>("cell");
        QTest::addColumn<QByteArray>("written");
        QTest::newRow("plain") << u"Ana"_s << QByteArray("Ana\r\n");
        QTest::newRow("=") << u"=HYPERLINK(\"http://x\")"_s << QByteArray("\"'=HYPERLINK(\"\"http://x\"\")\"\r\n");
        QTest::newRow("=, comma") << u"=1+1,2"_s << QByteArray("\"'=1+1,2\"\r\n");
        QTest::newRow("phone") << u"+13125550142"_s << QByteArray("'+13125550142\r\n");
        QTest::newRow("-") << u"-2+3"_s << QByteArray("'-2+3\r\n");
        QTest::newRow("@") << u"@SUM(A1)"_s << QByteArray("'@SUM(A1)\r\n");
        QTest::newRow("tab") << u"\t=1"_s << QByteArray("\"'\t'=1\"\r\n");
        QTest::newRow("CR") << u"\r=1"_s << QByteArray("\"'\r'=1\"\r\n");
        QTest::newRow("blank") << u" =1"_s << QByteArray("' =1\r\n");
        QTest::newRow("quote") << u"\"=1\""_s << QByteArray("\"'\"\"=1\"\"\"\r\n");
        QTest::newRow("full width") << u"＝1"_s << QByteArray("'＝1\r\n");
        QTest::newRow("semicolon") << u"a;=1;b"_s << QByteArray("\"a;'=1;b\"\r\n");
        QTest::newRow("semicolon, quote") << u"a; \"=1"_s << QByteArray("\"a;' \"\"=1\"\r\n");
        QTest::newRow("own apostrophe behind a semicolon") << u"a;'=1"_s << QByteArray("\"a;''=1\"\r\n");
        QTest::newRow("line break") << u"a\r\n-1"_s << QByteArray("\"a\r\n'-1\"\r\n");
        QTest::newRow("letter, line break") << u"Dear Ana,\r\nyes"_s << QByteArray("\"Dear Ana,\r\nyes\"\r\n");
        QTest::newRow("NUL") << QString(QChar(0)) + u"=1"_s << QByteArrayLiteral("'\0=1\r\n");
        QTest::newRow("inside") << u"a=b"_s << QByteArray("a=b\r\n");
        QTest::newRow("quotes, lines") << u"a \"b\"\nc"_s << QByteArray("\"a \"\"b\"\"\nc\"\r\n");
        QTest::newRow("empty") << u""_s << QByteArray("\r\n");
        QTest::newRow("own apostrophe") << u"'90s"_s << QByteArray("'90s\r\n");
    }
    void formulas()
    {
        QFETCH(QString, cell);
        QFETCH(QByteArray, written);
        QCOMPARE(Csv::line({cell}), written);
        if (!cell.isEmpty() && !cell.contains(QChar(0)) && cell.trimmed() == cell) {
            const auto seen = readAll(file("head\n" + written));
            QCOMPARE(seen.rows.size(), 1);
            QCOMPARE(Csv::withoutApostrophes(seen.rows.first().second.first()), cell);
        }
    }

    void guesses()
    {
        const auto headerOf = [](const QString &name) {
            const auto preview = Csv::preview(dataFile(name));
            return preview ? preview->header : QStringList();
        };
        const auto excel = ImportMapping::guess(headerOf(u"clients-excel.csv"_s));
        QVERIFY(excel.isUsable());
        QCOMPARE(excel.name, 0);
        QCOMPARE(excel.numbers, QList<int>{1});
        QCOMPARE(excel.tags, 3);
        QCOMPARE(excel.notes, 4);

        const auto google = ImportMapping::guess(headerOf(u"clients-google.csv"_s));
        QVERIFY(google.isUsable());
        QCOMPARE(google.firstName, 0);
        QCOMPARE(google.lastName, 2);
        QCOMPARE(google.numbers, (QList<int>{10, 12}));
        QCOMPARE(google.numberLabels, (QHash<int, int>{{10, 9}, {12, 11}}));
        QCOMPARE(google.notes, 5);
        QCOMPARE(google.tags, 6);
        QCOMPARE(google.state, 13);

        const auto old = ImportMapping::guess(headerOf(u"clients-google-old.csv"_s));
        QCOMPARE(old.name, 0);
        QCOMPARE(old.firstName, 1);
        QCOMPARE(old.lastName, 3);
        QCOMPARE(old.numbers, (QList<int>{6, 8}));
        QCOMPARE(old.tags, 4);

        const auto spanish = ImportMapping::guess({u"NOMBRE"_s, u"Apellidos"_s, u"Teléfono"_s, u"Idioma"_s});
        QCOMPARE(spanish.firstName, 0);
        QCOMPARE(spanish.lastName, 1);
        QCOMPARE(spanish.numbers, QList<int>{2});
        QCOMPARE(spanish.language, 3);
        QCOMPARE(ImportMapping::guess({u"Nombre"_s, u"Celular"_s}).name, 0);
        const auto outlook = ImportMapping::guess({u"First Name"_s, u"Mobile Phone"_s, u"Home Phone 2"_s,
                                                   u"Business Phone"_s, u"Phone 1 - Value"_s, u"Teléfono"_s});
        QCOMPARE(outlook.numbers, (QList<int>{1, 2, 3, 4, 5}));
        QCOMPARE(outlook.numberNames,
                 (QHash<int, QString>{{1, u"mobile"_s}, {2, u"home"_s}, {3, u"business"_s}, {4, {}}, {5, {}}}));
        QVERIFY(!ImportMapping::guess({u"x"_s, u"y"_s}).isUsable());
        QVERIFY(!ImportMapping::guess({}).isUsable());
    }
};

QTEST_GUILESS_MAIN(CsvFileTest)
#include "tst_csvfile.moc"
