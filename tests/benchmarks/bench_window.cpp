#include "bigwindow.h"

#include <QPlainTextEdit>
#include <QSqlQuery>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace
{
constexpr int switches = 200;
constexpr int frames = 2'000;
constexpr int keys = 400;
constexpr int sends = 200;
constexpr int longestText = 1'600;

void row(const QString &what, const Benchmark::Durations &all, const QString &goal)
{
    Benchmark::row(what, Benchmark::spread(all), u"–"_s, goal);
}

void switchClients(Person &person)
{
    Benchmark::Durations all;
    for (int i = 0; i < switches; ++i) {
        const int busy = person.rowOf(QLatin1String(BigStore::busyClient));
        person.choose(busy == 0 ? 1 + i % 5 : 0 + (i % 5 >= busy ? i % 5 + 1 : i % 5));
        all.measure([&] { person.choose(person.rowOf(QLatin1String(BigStore::busyClient))); });
    }
    row(u"switch to a client with 20,000 messages, painted"_s, all, u"p99 ≤ 50 ms"_s);
}

void scrollConversation(Person &person)
{
    Benchmark::Durations all;
    auto *view = person.conversation();
    const PaintWatch painted(view->viewport());
    for (int i = 0; i < frames; ++i)
        all.measure([&] { Person::scroll(view, -60, painted); });
    row(u"scroll that conversation up, a frame"_s, all, u"p99 ≤ 8 ms"_s);
}

void scrollHistory(const WindowFixture &world)
{
    QTest::keyClick(world.window.get(), Qt::Key_2, Qt::ControlModifier);
    auto *table = world.find<QTableView>(u"History"_s);
    Benchmark::waitFor([&] { return table->isVisible() && table->model()->rowCount() > 0; });
    Benchmark::Durations all;
    const PaintWatch painted(table->viewport());
    const QScrollBar *bar = table->verticalScrollBar();
    for (int i = 0; i < frames; ++i) {
        Benchmark::waitFor([&] { return bar->value() + 3 <= bar->maximum(); }); // faster than the next page: no frame
        all.measure([&] { Person::scroll(table, 3, painted); });
    }
    row(u"scroll the history of 1,000,000 rows down, a frame"_s, all, u"p99 ≤ 8 ms"_s);
    QTest::keyClick(world.window.get(), Qt::Key_1, Qt::ControlModifier);
    QCoreApplication::processEvents();
}

void typeText(const Person &person)
{
    QPlainTextEdit *message = person.message();
    message->setFocus();
    person.write(u"Dear Maria, the papers are ready. "_s.repeated(longestText).left(longestText - 1));
    message->moveCursor(QTextCursor::End);
    const PaintWatch painted(message->viewport());
    Benchmark::Durations all;
    for (int i = 0; i < keys; ++i) {
        all.measure([&] {
            const int before = painted.paints();
            if (i % 2 == 0)
                QTest::keyClick(message, i % 4 == 0 ? 'x' : '?');
            else
                QTest::keyClick(message, Qt::Key_Backspace);
            do
                QCoreApplication::processEvents();
            while (painted.paints() == before);
        });
    }
    row(u"a key in a text of 1,600 characters: echo, segments and price"_s, all, u"p99 ≤ 8 ms"_s);
    person.write({});
}

/// A row of a text's size, made durable by SQLite alone.
class BareCommit
{
public:
    explicit BareCommit(const QString &folder)
        : m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, u"bare"_s))
    {
        m_database.setDatabaseName(folder + u"/bare.db"_s);
        m_database.open();
        for (const QString &sql : {u"PRAGMA journal_mode = WAL"_s, u"PRAGMA synchronous = FULL"_s,
                                   u"CREATE TABLE texts (id INTEGER PRIMARY KEY, body BLOB)"_s})
            QSqlQuery(m_database).exec(sql);
    }
    BareCommit(const BareCommit &) = delete;
    BareCommit &operator=(const BareCommit &) = delete;
    ~BareCommit()
    {
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(u"bare"_s);
    }
    void operator()()
    {
        QSqlQuery query(m_database);
        query.prepare(u"INSERT INTO texts (body) VALUES (?)"_s);
        query.addBindValue(QByteArray(300, 'b'));
        query.exec();
    }

private:
    QSqlDatabase m_database;
};

void sendTexts(Person &person, const QString &folder)
{
    BareCommit commit(folder);
    Benchmark::Durations own;
    std::vector<double> bare;
    for (int i = 0; i < sends; ++i) {
        person.write(u"Text %1, see you on Tuesday."_s.arg(i));
        own.measure([&] { person.clickSend(); });
        bare.push_back(Benchmark::time([&] { commit(); }));
    }
    const double reference = Benchmark::median(bare);
    Benchmark::row(
        u"click Send until the row is durable and the bubble painted"_s, Benchmark::spread(own),
        u"p50 is %1 above SQLite's own durable commit, %2"_s.arg(
            Benchmark::number(Benchmark::median(own.wall) - reference, "ms"), Benchmark::number(reference, "ms")),
        u"≤ 16 ms + 1 commit"_s);
}
} // namespace

/// The window over 100,000 clients and 1,000,000 communications: what a person waits for.
int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    BigWindow big;
    if (!big.start())
        return 1;
    WindowFixture &world = big.world();
    Person &person = big.person();
    Benchmark::Durations opening;
    for (int i = 0; i < 5; ++i) {
        world.window.reset();
        opening.measure([&] { person.open(); });
    }
    row(u"open the window until the list of 100,000 clients is painted"_s, opening, u"–"_s);
    const std::vector<std::pair<QString, std::function<void()>>> parts{
        {u"switch"_s, [&] { switchClients(person); }},
        {u"conversation"_s, [&] { scrollConversation(person); }},
        {u"history"_s, [&] { scrollHistory(world); }},
        {u"typing"_s, [&] { typeText(person); }},
        {u"sending"_s, [&] { sendTexts(person, big.folder()); }},
    };
    const QStringList wanted = QApplication::arguments().mid(1);
    for (const auto &[name, run] : parts) {
        if (!wanted.isEmpty() && !wanted.contains(name))
            continue;
        person.choose(person.rowOf(QLatin1String(BigStore::busyClient)));
        run();
    }
    return 0;
}
