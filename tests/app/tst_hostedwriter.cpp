#include "officefixture.h"
#include "support/guidetables.h"
#include "sync/sharedsql.h"

#include <atomic>

using namespace Qt::StringLiterals;

/// A hosted project whose functions go on writing the integration guide's tables, while two computers of the practice
/// work: nothing of the functions' fails, and everything they write shows.
class HostedWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void writesWhileDesktopsRun();
    void writesWhileThePracticeIsSetUp();

private:
    /// As supabase-js writes: every statement a transaction of its own. Counts what was refused.
    void write(const QString &sql, const QVariantList &values);
    void sendsText(int number, bool isListedFirst);
    void hearsBack(const QString &sid, const QStringList &statuses);
    void places(int number);
    /// What two people see; empty when it is what the functions wrote.
    QString whatIsMissing(const OfficeComputer &desktop);

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_practice;
    std::unique_ptr<TwilioSimulator> m_twilio;
    std::unique_ptr<SharedDatabase> m_hosted;
    QStringList m_refused;
    QHash<QString, QString> m_bodies; ///< by sid of what the functions texted
    QStringList m_calls;              ///< sids
};

namespace
{
constexpr int patience = 120'000;
const QString own = SimulatorOptions().ownNumbers.first();

QString peer(int number)
{
    return u"+1312555%1"_s.arg(1000 + number);
}

/// A hosted function over a connection of its own, that texts and hears back as fast as it is answered.
class BusyFunction
{
public:
    BusyFunction(PracticeFixture &practice, int number)
        : m_connection(practice.connect(u"hosted_set_up_"_s + practice.database(), u"hosted"_s))
    {
        if (m_connection)
            m_end = m_connection->run([this, number](QSqlDatabase &db) { return work(db, number); },
                                      std::chrono::minutes(10));
    }
    BusyFunction(const BusyFunction &) = delete;
    BusyFunction &operator=(const BusyFunction &) = delete;
    ~BusyFunction() { (void)end(); }

    /// Texts that have all their statements behind them.
    int texts() const { return m_texts; }
    /// How many milliseconds a statement waited at most.
    int longest() const { return m_longest; }
    bool hasEnded() const { return m_end.isFinished(); }
    /// What was refused; empty: nothing.
    QString end()
    {
        m_stop = true;
        if (!m_connection)
            return u"no connection"_s;
        const auto done = waited(m_end);
        return done ? QString() : done.error().detail;
    }

private:
    Result<void> work(QSqlDatabase &db, int number)
    {
        // As a Supabase project gives to its functions.
        if (const auto set = execScript(db, u"SET statement_timeout = '8s'"_s); !set)
            return set.error();
        for (int n = 0; !m_stop; ++n) {
            if (const auto done = text(db, number, n); !done)
                return done.error();
            ++m_texts;
            QThread::msleep(5);
        }
        return {};
    }
    Result<void> text(QSqlDatabase &db, int number, int n)
    {
        const QString sid = u"SMbusy-%1-%2"_s.arg(number).arg(n);
        const QString update = u"UPDATE public.communication_logs SET "_s;
        const QList<QPair<QString, QVariantList>> statements{
            {u"SELECT content FROM public.sms_templates WHERE template_name = ? AND persona_type = ?"_s,
             {u"document_ready"_s, u"advisor"_s}},
            {u"INSERT INTO public.communication_logs (user_id, communication_type, direction, from_number, to_number, "
             "message_sid, status, content, metadata) VALUES ('00000000-0000-0000-0000-0000000000aa', 'sms', "
             "'outbound', ?, ?, ?, 'queued', ?, '{\"persona\": \"advisor\"}')"_s,
             {own, peer(n % 90), sid, u"Busy %1"_s.arg(n)}},
            {update + u"status = ?, completed_at = now() WHERE message_sid = ?"_s, {u"sent"_s, sid}},
            {update + u"status = ?, completed_at = now() WHERE message_sid = ?"_s, {u"delivered"_s, sid}},
            {update + u"cost_cents = 3 WHERE message_sid = ?"_s, {sid}},
            // And one that was there before.
            {update + u"status = 'delivered' WHERE message_sid = ?"_s, {u"SM%1"_s.arg(1 + number + 3 * (n % 1600))}},
        };
        for (const auto &[sql, values] : statements) {
            QElapsedTimer waiting;
            waiting.start();
            if (const auto done = execShared(db, sql, values); !done)
                return done.error();
            m_longest = std::max<int>(m_longest, int(waiting.elapsed()));
        }
        return {};
    }

    std::unique_ptr<SharedDatabase> m_connection;
    QFuture<Result<void>> m_end;
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_texts = 0;
    std::atomic<int> m_longest = 0;
};
} // namespace

#define VERIFY_SOON(condition) QVERIFY(QTest::qWaitFor([&] { return condition; }, patience))

void HostedWriterTest::initTestCase()
{
    using namespace std::chrono_literals;
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
    m_practice = std::make_unique<PracticeFixture>(*m_cluster, m_certificates, guideStart);
    SimulatorOptions options;
    options.step = 100ms;
    options.priceLag = 100ms;
    m_twilio = std::make_unique<TwilioSimulator>(options);
    QVERIFY(m_twilio->listen());
}

void HostedWriterTest::write(const QString &sql, const QVariantList &values)
{
    const QString answer = PracticeFixture::value(*m_hosted, sql, values);
    if (answer.startsWith("error"_L1))
        m_refused.append(answer);
}

/// supabase/functions/twilio-sms. Twilio has the text before the row is written, so a computer's poller may list it
/// first.
void HostedWriterTest::sendsText(int number, bool isListedFirst)
{
    const QString body = u"Your documents are ready (%1)."_s.arg(number);
    const QString sid =
        m_twilio->addMessage(u"outbound-api"_s, own, peer(number), body, u"queued"_s, QDateTime::currentDateTimeUtc());
    m_bodies.insert(sid, body);
    if (isListedFirst)
        QTest::qWait(700);
    write(u"INSERT INTO public.communication_logs (user_id, communication_type, direction, from_number, to_number, "
          "message_sid, status, content, metadata) VALUES ('00000000-0000-0000-0000-0000000000aa', 'sms', 'outbound', "
          "?, ?, ?, 'queued', ?, '{\"persona\": \"advisor\", \"templateName\": \"document_ready\"}')"_s,
          {own, peer(number), sid, body});
}

/// supabase/functions/twilio-webhook: callbacks do not come in order.
void HostedWriterTest::hearsBack(const QString &sid, const QStringList &statuses)
{
    for (const QString &status : statuses)
        write(u"UPDATE public.communication_logs SET status = ?, completed_at = now() WHERE message_sid = ?"_s,
              {status, sid});
    write(u"UPDATE public.communication_logs SET cost_cents = 2 WHERE message_sid = ?"_s, {sid});
}

void HostedWriterTest::places(int number)
{
    const QString sid = u"CA"_s + QString::number(number).rightJustified(32, u'c');
    m_calls.append(sid);
    write(u"INSERT INTO public.communication_logs (user_id, communication_type, direction, from_number, to_number, "
          "call_sid, status, metadata) VALUES ('00000000-0000-0000-0000-0000000000aa', 'voice', 'outbound', ?, ?, ?, "
          "'queued', '{\"persona\": \"advisor\", \"callType\": \"general\"}')"_s,
          {own, peer(number), sid});
    for (const QString &status : {u"ringing"_s, u"completed"_s, u"in-progress"_s})
        write(u"UPDATE public.communication_logs SET status = ?, duration_seconds = 61 WHERE call_sid = ?"_s,
              {status, sid});
}

QString HostedWriterTest::whatIsMissing(const OfficeComputer &desktop)
{
    CommunicationFilter filter;
    QHash<QString, Communication> bySid;
    std::optional<CommunicationKey> after;
    for (int pages = 0; pages < 3; ++pages) { // the newest; the 5,000 rows of before lie behind them
        const auto page = waited(desktop->communications.page(filter, after, 200));
        if (!page)
            return page.error().detail;
        for (const Communication &row : page->rows) {
            const QString sid = row.channel == Channel::Sms ? row.messageSid : row.callSid;
            if (!sid.isEmpty() && bySid.contains(sid))
                return u"twice: "_s + sid;
            bySid.insert(sid, row);
        }
        after = page->next;
        if (!after)
            break;
    }
    for (auto it = m_bodies.cbegin(); it != m_bodies.cend(); ++it) {
        const Communication row = bySid.take(it.key());
        if (row.body != it.value() || row.status != "delivered"_L1 || !row.isInClear)
            return u"%1: \"%2\" %3%4"_s.arg(it.key(), row.body, row.status, row.isInClear ? u""_s : u", not marked"_s);
    }
    for (const QString &sid : m_calls) {
        const Communication row = bySid.take(sid);
        if (row.status != "completed"_L1 || row.durationSeconds != 61)
            return u"%1: %2"_s.arg(sid, row.status);
    }
    // What is left is people's.
    const auto marked = std::find_if(bySid.cbegin(), bySid.cend(), [](const Communication &row) {
        return row.isInClear && row.body.startsWith("From a person"_L1);
    });
    if (marked != bySid.cend())
        return u"marked: "_s + marked->body;
    return {};
}

void HostedWriterTest::writesWhileDesktopsRun()
{
    OfficeComputer ann(m_twilio->url());
    OfficeComputer ben(m_twilio->url());
    QVERIFY(makePractice(*m_practice, ann, ben));
    m_hosted = m_practice->connect(u"hosted_set_up_"_s + m_practice->database(), u"hosted"_s);
    QVERIFY2(m_hosted, qPrintable(m_practice->whyNot()));
    VERIFY_SOON(ann->news.isFresh() && ben->news.isFresh());
    int sent = 0;
    for (int number = 0; number < 40; ++number) {
        sendsText(number, number % 8 == 0);
        if (number % 3 == 0)
            places(number);
        const QString sid = m_bodies.keys(u"Your documents are ready (%1)."_s.arg(number)).value(0);
        hearsBack(sid,
                  number % 2 == 0 ? QStringList{u"delivered"_s, u"sent"_s} : QStringList{u"sent"_s, u"delivered"_s});
        if (number % 5 != 0)
            continue;
        // Meanwhile people text the same clients.
        const OfficeComputer &writer = number % 2 == 0 ? ann : ben;
        VERIFY_SOON(!writer.client(peer(number)).id.isNull());
        SmsDraft draft;
        draft.clientId = writer.client(peer(number)).id;
        draft.to = PhoneNumber::fromE164(peer(number));
        draft.body = u"From a person, %1"_s.arg(number);
        QVERIFY(waited(writer->sender.send(draft)).has_value());
        ++sent;
    }
    QVERIFY2(m_refused.isEmpty(), qPrintable(m_refused.join(u'\n')));
    VERIFY_SOON(m_twilio->messagePosts() == sent);
    for (const OfficeComputer *desktop : {&ann, &ben}) {
        QString missing;
        const bool isAll = QTest::qWaitFor(
            [&] {
                missing = whatIsMissing(*desktop);
                return missing.isEmpty();
            },
            patience);
        QVERIFY2(isAll, qPrintable(missing));
        QCOMPARE((*desktop)->sharing.status().refused, 0);
    }
    QCOMPARE(m_twilio->messagePosts(), sent);
    // The functions' own readers still find what they know, and what people sent beside it.
    QCOMPARE(PracticeFixture::value(*m_hosted, u"SELECT count(*) FROM public.communication_logs WHERE content LIKE "
                                               "'Your documents%' AND status = 'delivered' AND cost_cents = 2"_s),
             u"40"_s);
    VERIFY_SOON(PracticeFixture::value(*m_hosted,
                                       u"SELECT count(*) FROM public.communication_logs WHERE content IS NULL "
                                       "AND direction = 'outbound' AND communication_type = 'sms' AND "
                                       "status = 'delivered'"_s) == QString::number(sent));
}

/// The tables change under the functions' hands: a statement may wait, and none fails or is lost.
void HostedWriterTest::writesWhileThePracticeIsSetUp()
{
    // Enough that each change of the tables takes its time.
    constexpr int rows = 30'000;
    const QString larger =
        u"INSERT INTO public.communication_logs (communication_type, direction, from_number, to_number, message_sid, "
        "status, content, created_at) SELECT 'sms', 'outbound', '+13125550100', '+1312555' || lpad((n % 500)::text, 4, "
        "'0'), 'SM' || n, 'sent', 'clear ' || n, now() - n * interval '1 minute' FROM generate_series(5001, %1) AS n;"_s;
    PracticeFixture practice(*m_cluster, m_certificates, guideStart + larger.arg(rows));
    OfficeComputer ann(m_twilio->url());
    QVERIFY(ann.start());
    std::vector<std::unique_ptr<BusyFunction>> functions;
    for (int number = 0; number < 3; ++number)
        functions.push_back(std::make_unique<BusyFunction>(practice, number));
    const auto texts = [&] {
        int count = 0;
        for (const auto &function : functions)
            count += function->texts();
        return count;
    };
    VERIFY_SOON(texts() > 30);
    QList<int> atStep; // how many texts there were
    const auto counting = connect(&ann->sharing, &Sharing::setUpProgress, this, [&] { atStep.append(texts()); });
    const auto made = waited(ann->sharing.setUp(
        {practice.addressFor(u"set_up_"_s + practice.database()), u"set-up's own word"_s, u"Ortega & Co"_s, u"Ann"_s}));
    disconnect(counting);
    QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
    for (const auto &function : functions) {
        if (function->hasEnded())
            QFAIL(qPrintable(function->end()));
    }
    // They did write meanwhile: between the first step and the last, and afterwards.
    QVERIFY2(atStep.last() > atStep.first() + 30, qPrintable(u"%1 to %2"_s.arg(atStep.first()).arg(atStep.last())));
    VERIFY_SOON(texts() > atStep.last() + 30);
    for (const auto &function : functions)
        QCOMPARE(function->end(), QString());

    const QString all = QString::number(texts());
    const auto count = [&](const QString &where) {
        return practice.asSuperuser(u"SELECT count(*) FROM public.communication_logs WHERE "_s + where);
    };
    QCOMPARE(count(u"message_sid LIKE 'SMbusy%' AND status = 'delivered' AND cost_cents = 3"_s), all);
    QCOMPARE(count(u"message_sid ~ '^SM[0-9]'"_s), QString::number(rows));
    // Ann's computer has them all, under their clients; those whose function was too early for a client, too.
    const auto here = [&] {
        return waited(ann->database.run([](QSqlDatabase &db) -> Result<QString> {
                   auto row = execSql(db, u"SELECT count(*) FROM communication_logs WHERE message_sid LIKE 'SMbusy%' "
                                          "AND status = 'delivered' AND cost_cents = 3 AND client_id IS NOT NULL"_s);
                   return row && row->next() ? row->value(0).toString() : QString();
               }))
            .value_or(QString());
    };
    VERIFY_SOON(ann.isUpToDate() && here() == all);
    QCOMPARE(count(u"message_sid LIKE 'SM%' AND client_id IS NULL"_s), u"0"_s);
    QCOMPARE(count(u"change_xid = 0"_s), u"0"_s);
    int longest = 0;
    for (const auto &function : functions)
        longest = std::max(longest, function->longest());
    qInfo("%s texts, %d of them during the set-up; a statement waited for %d ms at most", qPrintable(all),
          atStep.last() - atStep.first(), longest);
}

QTEST_GUILESS_MAIN(HostedWriterTest)
#include "tst_hostedwriter.moc"
