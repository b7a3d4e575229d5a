#include "officefixture.h"
#include "support/guidetables.h"

using namespace Qt::StringLiterals;

/// A hosted project whose functions go on writing the integration guide's tables, while two computers of the practice
/// work: nothing of the functions' fails, and everything they write shows.
class HostedWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void writesWhileDesktopsRun();

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
        const Communication row = bySid.value(it.key());
        if (row.body != it.value() || row.status != "delivered"_L1)
            return u"%1: \"%2\" %3"_s.arg(it.key(), row.body, row.status);
    }
    for (const QString &sid : m_calls) {
        const Communication row = bySid.value(sid);
        if (row.status != "completed"_L1 || row.durationSeconds != 61)
            return u"%1: %2"_s.arg(sid, row.status);
    }
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

QTEST_GUILESS_MAIN(HostedWriterTest)
#include "tst_hostedwriter.moc"
