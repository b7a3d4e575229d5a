#include "mainwindow.h"
#include "officefixture.h"
#include "windowcontext.h"

#include "csv/export.h"

#include <QAbstractItemView>
#include <QFile>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

/// Ben, an assistant, texts for Ann: two whole computers, a real Postgres and the simulated Twilio.
class BehalfTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void benTextsForAnn();

private:
    static QString shownBy(OfficeComputer &computer, ClientId client, const QString &body);
    static QStringList exported(OfficeComputer &computer);
    static Result<Communication> send(OfficeComputer &computer, StaffId onBehalfOf, const QString &body);
    static QString stateOf(OfficeComputer &computer, const QString &body);

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
};

namespace
{
constexpr int patience = 60'000;
const QString maria = u"+13125550142"_s;
} // namespace

#define VERIFY_SOON(condition) QVERIFY(QTest::qWaitFor([&] { return condition; }, patience))

void BehalfTest::initTestCase()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
}

/// What a screen reader reads of the bubble, without directional marks.
QString BehalfTest::shownBy(OfficeComputer &computer, ClientId client, const QString &body)
{
    UiContext context = windowContext(*computer.backend, computer.folder.path());
    MainWindow window(context);
    window.resize(1280, 800);
    window.show();
    window.showConversation(client);
    QString text;
    const auto find = [&] {
        for (const auto *view : window.findChildren<QAbstractItemView *>()) {
            if (view->accessibleName() != "Conversation"_L1)
                continue;
            for (int row = 0; row < view->model()->rowCount(); ++row) {
                text = view->model()->index(row, 0).data(Qt::AccessibleTextRole).toString();
                if (text.contains(body))
                    return true;
            }
        }
        return false;
    };
    if (!QTest::qWaitFor(find, patience))
        return u"no bubble"_s;
    return text.remove(QChar(0x2068)).remove(QChar(0x2069));
}

QStringList BehalfTest::exported(OfficeComputer &computer)
{
    const QString path = computer.folder.filePath(u"history.csv"_s);
    CsvExport job(computer->clients, computer->communications, computer->notes, computer->audit);
    const QSignalSpy finished(&job, &CsvExport::finished);
    job.exportHistory({}, path, u"head"_s);
    QFile file(path);
    if (!QTest::qWaitFor([&] { return !finished.isEmpty(); }, patience) || !file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(u"\r\n"_s);
}

Result<Communication> BehalfTest::send(OfficeComputer &computer, StaffId onBehalfOf, const QString &body)
{
    SmsDraft draft;
    draft.clientId = computer.client(maria).id;
    draft.to = PhoneNumber::fromE164(maria);
    draft.body = body;
    draft.onBehalfOf = onBehalfOf;
    return waited(computer->sender.send(draft));
}

QString BehalfTest::stateOf(OfficeComputer &computer, const QString &body)
{
    for (const Communication &row : computer.conversation(maria)) {
        if (row.body == body)
            return row.block == SendBlock::None ? row.status : sendBlockKey(row.block);
    }
    return {};
}

void BehalfTest::benTextsForAnn()
{
    using namespace std::chrono_literals;
    const PracticeFixture practice(*m_cluster, m_certificates);
    SimulatorOptions options;
    options.step = 100ms;
    options.priceLag = 100ms;
    TwilioSimulator twilio(options);
    QVERIFY(twilio.listen());
    OfficeComputer ann(twilio.url());
    OfficeComputer ben(twilio.url());
    QVERIFY(makePractice(practice, ann, ben));
    for (const auto &[computer, name] : {std::pair(&ann, u"Ann"_s), std::pair(&ben, u"Ben"_s)}) {
        PracticeSettings settings = (*computer)->settings.current();
        settings.staffName = name;
        settings.sendsPerHour = computer == &ann ? 2 : 0; // an administrator's word
        QVERIFY(waited((*computer)->settings.save(settings)));
    }
    const StaffId annsId = ann->sharing.me();
    const StaffId bensId = ben->sharing.me();
    const Client client = ann.addClient(u"Maria Vega"_s, maria);
    VERIFY_SOON(ben.client(maria).id == client.id && ben->settings.current().sendsPerHour == 2);
    VERIFY_SOON(ben->news.isFresh() && ann->news.isFresh());

    const auto early = send(ben, annsId, u"too early"_s);
    QVERIFY(!early && early.error().detail == u"not-deputy"_s);
    QVERIFY(waited(ann->sharing.setDeputies(annsId, {}, {bensId})));
    VERIFY_SOON(ben->staff.representedBy(bensId).size() == 1);

    QVERIFY(send(ben, annsId, u"Your papers are ready."_s));
    VERIFY_SOON(stateOf(ann, u"Your papers are ready."_s) == u"delivered"_s);
    VERIFY_SOON(ann.conversation(maria).first().staffId == bensId); // not the row that Twilio's list made
    const Communication seen = ann.conversation(maria).first();
    QCOMPARE(seen.onBehalfOf, annsId);
    const QString bubble = shownBy(ann, client.id, u"Your papers are ready."_s);
    QVERIFY2(bubble.contains(u"by Ben for Ann"_s), qPrintable(bubble));

    // The export of either computer names both.
    for (OfficeComputer *one : {&ann, &ben}) {
        const QStringList lines = exported(*one);
        QVERIFY(lines.size() >= 2);
        const QStringList header = lines.first().split(u',');
        const auto line = std::find_if(lines.begin(), lines.end(),
                                       [](const QString &it) { return it.contains(u"Your papers are ready."_s); });
        QVERIFY(line != lines.end());
        QCOMPARE(line->split(u',').value(header.indexOf(u"staff_name"_s)), u"Ben"_s);
        QCOMPARE(line->split(u',').value(header.indexOf(u"on_behalf_name"_s)), u"Ann"_s);
    }
    // So does the entry of the records about the click.
    const auto entries = waited(ben->database.run(
        [cipher = ben->keys.cipher()](QSqlDatabase &db) { return AuditChain::read(db, *cipher, 0, 10'000); }));
    QVERIFY(entries);
    const auto click = std::find_if(entries->begin(), entries->end(), [&](const AuditRow &entry) {
        return entry.action == u"communication.added"_s && entry.subject == seen.id.toString();
    });
    QVERIFY(click != entries->end());
    QCOMPARE(click->staff, u"Ben"_s);
    QVERIFY(click->details.contains(u"\"onBehalfName\":\"Ann\""_s));

    // The hourly limit counts who clicked: two were Ben's, none was Ann's.
    QVERIFY(send(ben, annsId, u"the second"_s));
    VERIFY_SOON(stateOf(ben, u"the second"_s) == u"delivered"_s);
    QVERIFY(send(ben, {}, u"the third"_s));
    VERIFY_SOON(stateOf(ben, u"the third"_s) == sendBlockKey(SendBlock::HourlyLimit));
    QVERIFY(send(ann, {}, u"my own"_s));
    VERIFY_SOON(stateOf(ann, u"my own"_s) == u"delivered"_s);

    QVERIFY(waited(ann->sharing.setDeputies(annsId, {bensId}, {})));
    VERIFY_SOON(ben->staff.representedBy(bensId).isEmpty());
    const auto late = send(ben, annsId, u"too late"_s);
    QVERIFY(!late && late.error().detail == u"not-deputy"_s);
    QCOMPARE(twilio.messagePosts(), 3);
    QCOMPARE(practice.asSuperuser(u"SELECT string_agg(entry::jsonb ->> 'what', ' ' ORDER BY number) FROM "
                                  "practiceline.practice_log WHERE entry::jsonb ->> 'what' ~ '^(deputy|claim)'"_s),
             u"deputy.named deputy.withdrawn"_s);
}

QTEST_MAIN(BehalfTest)
#include "tst_behalf.moc"
