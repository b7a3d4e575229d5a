#include "../../app/officefixture.h"
#include "csv/export.h"
#include "fakesecretstore.h"
#include "secrets/vault.h"
#include "storage/auditlog.h"
#include "storage/clientbulk.h"
#include "storefixture.h"
#include "sync/recordscheck.h"
#include "sync/syncmemory.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

#include <functional>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 60'000;
const QString peer = u"+13125550142"_s;
const QString stranger = u"+13125550177"_s;
const QString colleague = u"7d4d2f0e-3a0c-4a8e-9f5e-0b1c2d3e4f50"_s;

/// A store with a client, to which one thing is done.
struct World {
    StoreFixture store;
    FakeSecretStore keychain;
    QTemporaryDir folder;
    Client maria;

    bool open()
    {
        if (!store.open())
            return false;
        maria = store.addClient(u"Maria"_s, peer);
        return !maria.id.isNull();
    }
    Communication pending() { return store.textIn(SendState::Pending, maria, u"Hello"_s); }
    Communication sending(AttemptId attempt)
    {
        const auto row = pending();
        return waited(store.outbox.markSending(row.id, attempt, QDateTime::currentDateTimeUtc()))
            .value_or(Communication());
    }
    bool exec(const QString &sql)
    {
        return waited(store.database.run([sql](QSqlDatabase &db) { return runSql(db, sql); })).has_value();
    }
    qint64 last()
    {
        return waited(store.database.run([](QSqlDatabase &db) { return AuditChain::lastNumber(db); })).value_or(0);
    }
    QList<AuditRow> after(qint64 number)
    {
        return waited(store.database.run([cipher = store.cipher, number](QSqlDatabase &db) {
                   return AuditChain::read(db, *cipher, number, 100);
               }))
            .value_or(QList<AuditRow>());
    }
};

bool exports(World &world, const std::function<void(CsvExport &, const QString &)> &start)
{
    CsvExport job(world.store.clients, world.store.communications, world.store.notes, world.store.audit);
    std::optional<bool> isDone;
    QObject::connect(&job, &CsvExport::finished, &job, [&](const Result<qint64> &rows) { isDone = rows.has_value(); });
    start(job, world.folder.filePath(u"out.csv"_s));
    return QTest::qWaitFor([&] { return isDone.has_value(); }, patience) && *isDone;
}

/// Prepares, and answers what is then done to the row that is prepared.
struct Deed {
    const char *name;
    QString action; ///< the entry that must be there
    QString word;   ///< in its details; empty: any
    std::function<std::function<bool()>(World &)> prepare;
    QString before = {}; ///< what the details' "before" has; empty: any
};

/// What an entry says was there before, as text.
QString beforeOf(const AuditRow &row)
{
    const QJsonValue before = QJsonDocument::fromJson(row.details.toUtf8()).object().value("before"_L1);
    return before.isString() ? before.toString()
                             : QString::fromUtf8(QJsonDocument(before.toObject()).toJson(QJsonDocument::Compact));
}

QList<Deed> deeds()
{
    using Do = std::function<bool()>;
    const auto at = [] { return QDateTime::currentDateTimeUtc(); };
    const auto attempted = [](auto step) {
        return [step](World &world) -> Do {
            const auto attempt = AttemptId::create();
            const auto row = world.sending(attempt);
            return [&world, row, attempt, step] { return waited(step(world, row.id, attempt)).has_value(); };
        };
    };
    const auto held = [](auto step) {
        return [step](World &world) -> Do {
            const auto row = world.store.textIn(SendState::Held, world.maria, u"Hello"_s);
            return [&world, row, step] { return waited(step(world, row.id)).has_value(); };
        };
    };
    const auto plain = [](auto what) {
        return [what](World &world) -> Do { return [&world, what] { return what(world); }; };
    };
    const auto permit = [plain](TextPermission permission) {
        return plain([permission](World &world) {
            return waited(world.store.clients.setPermission(PhoneNumber::fromE164(peer), permission, u"asked"_s))
                .has_value();
        });
    };
    const auto decides = [](World &world, SyncKind kind, const QString &id, const QString &theirs) -> Do {
        (void)world.exec(u"INSERT INTO sync_conflicts (kind, id, theirs, revision, at) VALUES ('%1', '%2', '%3', 1, "
                         "1)"_s.arg(syncKindKey(kind), id, theirs));
        return [&world, kind, id] {
            return waited(world.store.database.run(
                              [kind, id](QSqlDatabase &db) { return SyncMemory::decide(db, kind, id, false); }))
                .has_value();
        };
    };
    const auto lists = [plain](Direction direction, const QString &sid, const QString &other, const QString &status) {
        return plain([direction, sid, other, status](World &world) {
            return waited(
                       world.store.communications.apply({StoreFixture::news(direction, sid, other, u"STOP"_s, status)},
                                                        {QString::fromLatin1(StoreFixture::ownNumber)}))
                .has_value();
        });
    };
    const auto receives = [lists](const QString &from) {
        return lists(Direction::Inbound, u"SM2"_s, from, u"received"_s);
    };
    return {
        {"a new client", u"client.added"_s, u"Nina"_s,
         plain([](World &world) { return !world.store.addClient(u"Nina"_s, u"+13125550143"_s).id.isNull(); })},
        {"a changed client", u"client.changed"_s, u"Mary"_s, plain([](World &world) {
             world.maria.name = u"Mary"_s;
             return waited(world.store.clients.save(world.maria)).has_value();
         }),
         u"Maria"_s},
        {"an archived client", u"client.archived"_s, {}, plain([](World &world) {
             return waited(world.store.clients.setArchived(world.maria.id, true)).has_value();
         })},
        {"a client that is back", u"client.restored"_s, {}, plain([](World &world) {
             return waited(world.store.clients.setArchived(world.maria.id, false)).has_value();
         })},
        {"whose turn a client is", u"client.assigned"_s, u"on leave"_s,
         [](World &world) -> Do {
             const auto to = [&world](StaffId person) {
                 return waited(world.store.clients.assign(world.maria.id, person, u"on leave"_s)).has_value();
             };
             (void)to(StaffId::fromString(colleague));
             return [to] { return to(StaffId::create()); };
         },
         colleague},
        {"a client that was read",
         u"client.read"_s,
         {},
         [receives](World &world) -> Do {
             (void)receives(peer)(world)();
             return [&world] { return waited(world.store.clients.markRead(world.maria.id)).has_value(); };
         }},
        {"a number that nobody knows", u"client.appeared"_s, {}, receives(stranger)},
        {"a number that turned out to be a client's", u"client.joined"_s, u"from"_s,
         [receives](World &world) -> Do {
             (void)receives(stranger)(world)();
             return [&world] {
                 world.maria.numbers.append({PhoneNumber::fromE164(stranger), {}, TextPermission::MayText, {}});
                 return waited(world.store.clients.save(world.maria)).has_value();
             };
         }},
        {"imported clients", u"clients.imported"_s, {}, plain([](World &world) {
             ClientBulk::Batch batch;
             batch.clients.append(Client());
             batch.clients.last().name = u"Nina"_s;
             return waited(world.store.database.run([cipher = world.store.cipher, batch](QSqlDatabase &db) {
                        return ClientBulk::import(db, cipher, batch);
                    }))
                 .has_value();
         })},
        {"an opt-out", u"number.permission"_s, u"opted_out"_s, permit(TextPermission::OptedOut), u"may_text"_s},
        {"a consent", u"number.permission"_s, u"asked"_s,
         [permit](World &world) -> Do {
             (void)permit(TextPermission::OptedOut)(world)();
             return permit(TextPermission::MayText)(world);
         },
         u"opted_out"_s},
        {"a new template", u"template.added"_s, u"Ready"_s, plain([](World &world) {
             SmsTemplate value;
             value.name = u"Ready"_s;
             value.content = u"It is ready."_s;
             return waited(world.store.templates.save(value, u"Ana"_s)).has_value();
         })},
        {"a changed template", u"template.changed"_s, u"before"_s,
         [](World &world) -> Do {
             SmsTemplate value;
             value.name = u"Ready"_s;
             value.content = u"It is ready."_s;
             value = waited(world.store.templates.save(value, u"Ana"_s)).value_or(SmsTemplate());
             value.content = u"Come and get it."_s;
             return [&world, value] { return waited(world.store.templates.save(value, u"Ana"_s)).has_value(); };
         },
         u"It is ready."_s},
        {"a deleted template",
         u"template.deleted"_s,
         {},
         [](World &world) -> Do {
             (void)waited(world.store.templates.addShipped());
             const auto all = waited(world.store.templates.all()).value_or(QList<SmsTemplate>());
             return [&world, id = all.value(0).id] { return waited(world.store.templates.remove(id)).has_value(); };
         }},
        {"a template that is back",
         u"template.restored"_s,
         {},
         [](World &world) -> Do {
             (void)waited(world.store.templates.addShipped());
             const auto all = waited(world.store.templates.all()).value_or(QList<SmsTemplate>());
             (void)waited(world.store.templates.remove(all.value(0).id));
             return [&world, id = all.value(0).id] { return waited(world.store.templates.restore(id)).has_value(); };
         }},
        {"the shipped templates", u"template.shipped"_s, {}, plain([](World &world) {
             return waited(world.store.templates.addShipped()).has_value();
         })},
        {"a setting", u"settings.changed"_s, u"\"now\":{\"practice.sends_per_hour\":\"30\"}"_s,
         [](World &world) -> Do {
             const auto limit = [&world](int texts) {
                 PracticeSettings settings = world.store.settings.current();
                 settings.sendsPerHour = texts;
                 return waited(world.store.settings.save(settings)).has_value();
             };
             (void)limit(20);
             return [limit] { return limit(30); };
         },
         u"{\"practice.sends_per_hour\":\"20\"}"_s},
        {"a send", u"communication.added"_s, peer, plain([](World &world) { return !world.pending().id.isNull(); })},
        {"a call", u"communication.added"_s, u"voice"_s, plain([](World &world) {
             auto row = StoreFixture::text(world.maria, {});
             row.channel = Channel::Voice;
             return waited(world.store.outbox.add(row)).has_value();
         })},
        {"a send again", u"communication.added"_s, u"resendOf"_s,
         [](World &world) -> Do {
             const auto doubt = world.store.textIn(SendState::Unconfirmed, world.maria, u"Hello"_s);
             return [&world, doubt] {
                 auto again = StoreFixture::text(world.maria, u"Hello"_s);
                 again.resendOf = doubt.id;
                 return waited(world.store.outbox.add(again)).has_value();
             };
         }},
        {"a refusal at the click", u"communication.added"_s, u"opted_out"_s, plain([](World &world) {
             auto row = StoreFixture::text(world.maria, u"Hello"_s);
             row.sendState = SendState::Refused;
             row.block = SendBlock::OptedOut;
             return waited(world.store.outbox.add(row)).has_value();
         })},
        {"an attempt", u"communication.sending"_s, u"attempt"_s,
         [at](World &world) -> Do {
             const auto row = world.pending();
             return [&world, row, at] {
                 return waited(world.store.outbox.markSending(row.id, AttemptId::create(), at())).has_value();
             };
         }},
        {"an accepted text", u"communication.accepted"_s, u"SM1"_s,
         attempted([at](World &world, CommunicationId id, AttemptId attempt) {
             return world.store.outbox.markAccepted(id, attempt, u"SM1"_s, u"queued"_s, {}, at());
         })},
        {"a failed text",
         u"communication.failed"_s,
         {},
         attempted([](World &world, CommunicationId id, AttemptId attempt) {
             return world.store.outbox.markFailed(id, attempt, 21211, u"no"_s);
         })},
        {"a doubt",
         u"communication.unconfirmed"_s,
         {},
         attempted([](World &world, CommunicationId id, AttemptId attempt) {
             return world.store.outbox.markUnconfirmed(id, attempt, std::chrono::seconds(2));
         })},
        {"a text that waits again",
         u"communication.pending"_s,
         {},
         attempted([](World &world, CommunicationId id, AttemptId attempt) {
             return world.store.outbox.backToPending(id, attempt);
         })},
        {"a text that a crash left in doubt",
         u"communication.recovered"_s,
         {},
         [at](World &world) -> Do {
             (void)world.sending(AttemptId::create());
             return [&world, at] { // a store that has begun nothing itself
                 OutboxStore outbox(world.store.database, world.store.keys, world.store.communications);
                 return waited(outbox.recover(at())).has_value();
             };
         }},
        {"a look for a text in doubt",
         u"communication.checked"_s,
         {},
         [at](World &world) -> Do {
             const auto row = world.store.textIn(SendState::Unconfirmed, world.maria, u"Hello"_s);
             return [&world, row, at] { return waited(world.store.outbox.recordCheck(row.id, at())).has_value(); };
         }},
        {"a text that Twilio shows no more",
         u"communication.unreadable"_s,
         {},
         [](World &world) -> Do {
             const auto row = world.store.textIn(SendState::Accepted, world.maria, u"Hello"_s);
             return [&world, row] { return waited(world.store.outbox.closeUnreadable(row.id)).has_value(); };
         }},
        {"a text that was listed before its answer came", u"communication.joined"_s, u"SM3"_s,
         [at, lists](World &world) -> Do {
             const auto attempt = AttemptId::create();
             const auto row = world.sending(attempt);
             (void)lists(Direction::Outbound, u"SM3"_s, peer, u"queued"_s)(world)();
             return [&world, row, attempt, at] {
                 return waited(world.store.outbox.markAccepted(row.id, attempt, u"SM3"_s, u"queued"_s, {}, at()))
                     .has_value();
             };
         }},
        {"another program's text",
         u"communication.seen"_s,
         {},
         lists(Direction::Outbound, u"SM3"_s, peer, u"queued"_s)},
        {"news of a text", u"communication.news"_s, u"delivered"_s,
         [lists](World &world) -> Do {
             (void)lists(Direction::Outbound, u"SM3"_s, peer, u"queued"_s)(world)();
             return lists(Direction::Outbound, u"SM3"_s, peer, u"delivered"_s)(world);
         },
         u"queued"_s},
        {"a hold", u"communication.held"_s, u"hourly_limit"_s, held([at](World &world, CommunicationId id) {
             return world.store.outbox.hold(id, SendBlock::HourlyLimit, at(), 30);
         })},
        {"a refusal", u"communication.refused"_s, u"opted_out"_s,
         held([](World &world, CommunicationId id) { return world.store.outbox.refuse(id, SendBlock::OptedOut); })},
        {"a release with its reason", u"communication.released"_s, u"hearing moved"_s,
         held([at](World &world, CommunicationId id) {
             return world.store.outbox.release(id, at().addSecs(600), u"hearing moved"_s);
         })},
        {"a cancel", u"communication.canceled"_s, {}, held([](World &world, CommunicationId id) {
             return world.store.outbox.cancel(id, u"Ana"_s);
         })},
        {"an opt-out while it waits", u"communication.refused"_s, u"opted_out"_s,
         held([](World &world, CommunicationId) {
             return world.store.outbox.blockWaiting(PhoneNumber::fromE164(peer), SendBlock::OptedOut);
         })},
        {"a received text", u"communication.received"_s, {}, receives(peer)},
        {"a note", u"communication.note"_s, u"called back"_s,
         [](World &world) -> Do {
             const auto row = world.pending();
             return [&world, row] {
                 return waited(world.store.communications.setNote(row.id, u"called back"_s)).has_value();
             };
         }},
        {"a note to colleagues", u"note.added"_s, u"client"_s, plain([](World &world) {
             return waited(world.store.notes.add(world.maria.id, u"Call her back."_s, {}, u"Ana"_s)).has_value();
         })},
        {"a note that was taken back", u"note.withdrawn"_s, u"client"_s,
         [](World &world) -> Do {
             const auto note = waited(world.store.notes.add(world.maria.id, u"Call her back."_s, {}, u"Ana"_s))
                                   .value_or(InternalNote());
             return [&world, note] { return waited(world.store.notes.withdraw(note.id, {})).has_value(); };
         }},
        {"an export of clients", u"clients.exported"_s, u"out.csv"_s, plain([](World &world) {
             return exports(world, [](CsvExport &job, const QString &file) { job.exportClients(file); });
         })},
        {"an export of internal notes", u"notes.exported"_s, u"out.csv"_s, plain([](World &world) {
             return exports(world, [](CsvExport &job, const QString &file) { job.exportNotes(file); });
         })},
        {"an export of the history", u"history.exported"_s, u"out.csv"_s, plain([](World &world) {
             return exports(world, [](CsvExport &job, const QString &file) { job.exportHistory({}, file, {}); });
         })},
        {"an export of what was found", u"history.exported"_s, u"rows"_s,
         [](World &world) -> Do {
             const auto row = world.pending();
             return [&world, row] {
                 return exports(world, [row](CsvExport &job, const QString &file) { job.exportRows({row}, file, {}); });
             };
         }},
        {"a decided conflict", u"conflict.decided"_s, u"client"_s,
         [decides](World &world) -> Do {
             return decides(world, SyncKind::Client, world.maria.id.toString(), u"{\"name\": \"Mary\"}"_s);
         }},
        {"a decided conflict of a template", u"conflict.decided"_s, u"template"_s,
         [decides](World &world) -> Do {
             (void)waited(world.store.templates.addShipped());
             const auto all = waited(world.store.templates.all()).value_or(QList<SmsTemplate>());
             return decides(world, SyncKind::Template, all.value(0).id.toString(), u"{\"content\": \"Ready.\"}"_s);
         }},
    };
}
} // namespace

/// Everything that a person or the program does to what the practice keeps has its entry (issue: "Complete").
class CompleteRecordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyDeedHasItsEntry_data();
    void everyDeedHasItsEntry();
    void everyActionIsTested();
    void recoveryKeyAndBackUp();
    void deedsInAPractice();
    void reencryptionThatWasBrokenOff();
    void report();
    void exportThatCanNotBeRecordedIsNotWritten();
};

void CompleteRecordsTest::everyDeedHasItsEntry_data()
{
    QTest::addColumn<int>("deed");
    const auto all = deeds();
    for (int i = 0; i < all.size(); ++i)
        QTest::newRow(all.at(i).name) << i;
}

void CompleteRecordsTest::everyDeedHasItsEntry()
{
    QFETCH(int, deed);
    World world;
    QVERIFY(world.open());
    const Deed deedOf = deeds().at(deed);
    const auto act = deedOf.prepare(world);
    const qint64 before = world.last();
    QVERIFY(before > 0);
    QVERIFY(act());
    QStringList seen;
    bool isThere = false;
    for (const AuditRow &row : world.after(before)) {
        seen.append(row.action + u' ' + row.details);
        isThere = isThere || (row.action == deedOf.action && row.details.contains(deedOf.word) &&
                              beforeOf(row).contains(deedOf.before));
    }
    QVERIFY2(isThere, qPrintable(seen.join(u'\n')));
    QCOMPARE(waited(world.store.audit.verify())->firstBroken, qint64(0));
}

namespace
{
/// Words with a dot in services/ that are no entries: settings, marks, tables, log categories and files.
const QRegularExpression
    otherWords(u"^(hours|notifications|poll|practiceline|price|public|setup|sharing|staff|sync|t|templates|twilio)\\.|"
               "^practice\\.(language|name|persona|region|sends_per_hour|time_zone)$|"
               "^records\\.(device|sign_seed|witness)$|^reencryption\\.run$|\\.(csv|h|pem)$"_s);

const QString thisFile = u"services/sync/tst_completerecords.cpp"_s;
/// Which tests look for the entries that have no row in deeds().
const QMap<QString, QStringList> testedIn{
    {thisFile,
     {u"recovery-key.changed"_s, u"backup.made"_s, u"person.deputies"_s, u"twilio-key.shared"_s,
      u"twilio-key.withdrawn"_s, u"sending-key.shared"_s, u"sending-key.withdrawn"_s,
      u"practice-recovery-key.changed"_s, u"reencryption.begun"_s, u"reencryption.ended"_s, u"client.shown"_s,
      u"records.exported"_s}},
    {u"services/sync/tst_sharedrecords.cpp"_s, {u"records.seen"_s}},
    {u"ui/tst_sharing.cpp"_s, {u"practice-database.updated"_s}},
    {u"app/tst_lostcomputer.cpp"_s, {u"membership.recovered"_s}},
    {u"app/tst_office.cpp"_s,
     {u"person.invited"_s, u"person.approved"_s, u"person.role"_s, u"person.removed"_s, u"practice.parted"_s}},
};

QString textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// "client.added" and the like, wherever services/ may write it.
QSet<QString> actionsInServices()
{
    static const QRegularExpression literal(u"\"([a-z-]+\\.[a-z_-]+)\""_s);
    QSet<QString> actions;
    QDirIterator files(QStringLiteral(SOURCES "/services"), {u"*.cpp"_s, u"*.h"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString text = textOf(files.next());
        for (auto found = literal.globalMatch(text); found.hasNext();) {
            const QString word = found.next().captured(1);
            if (!otherWords.match(word).hasMatch())
                actions.insert(word);
        }
    }
    return actions;
}
} // namespace

/// An entry that services/ begin to write, and no test looks for, fails here.
void CompleteRecordsTest::everyActionIsTested()
{
    const QSet<QString> written = actionsInServices();
    QVERIFY(written.contains(u"communication.added"_s));
    QSet<QString> tested;
    for (const Deed &deed : deeds())
        tested.insert(deed.action);
    for (auto it = testedIn.cbegin(); it != testedIn.cend(); ++it) {
        const QString test = textOf(QStringLiteral(SOURCES "/tests/") + it.key());
        const int atLeast = it.key() == thisFile ? 2 : 1; // the list itself says it once
        for (const QString &action : it.value()) {
            QVERIFY2(test.count(action) >= atLeast, qPrintable(action + u" in "_s + it.key()));
            tested.insert(action);
        }
    }
    const QSet<QString> untested = written - tested;
    QVERIFY2(untested.isEmpty(), qPrintable(QStringList(untested.values()).join(u' ')));
    const QSet<QString> gone = tested - written;
    QVERIFY2(gone.isEmpty(), qPrintable(QStringList(gone.values()).join(u' ')));
}

void CompleteRecordsTest::recoveryKeyAndBackUp()
{
    QTemporaryDir folder;
    FakeSecretStore keychain;
    Database database(folder.filePath(u"store.db"_s));
    QVERIFY(waited(database.open()));
    KeyRing keys;
    Vault vault(database, keys, &keychain, u"test"_s);
    vault.open();
    QVERIFY(QTest::qWaitFor([&] { return vault.state() == Vault::State::Unlocked; }, patience));
    QVERIFY(waited(vault.makeRecoveryKey()));
    QVERIFY(waited(vault.confirmRecovery()));
    QVERIFY(waited(vault.backUp(folder.filePath(u"b.plbackup"_s), {})));
    const auto rows = waited(
        database.run([cipher = keys.cipher()](QSqlDatabase &db) { return AuditChain::read(db, *cipher, 0, 10); }));
    QVERIFY(rows.has_value());
    QStringList actions;
    for (const AuditRow &row : *rows)
        actions.append(row.action);
    QCOMPARE(actions, (QStringList{u"recovery-key.changed"_s, u"backup.made"_s}));
    QVERIFY(rows->last().details.contains(u"b.plbackup"_s));
}

namespace
{
/// A practice of two computers, on a server of its own.
struct OfficeOfTwo {
    const TestCertificates certificates;
    PostgresCluster cluster{certificates};
    TwilioSimulator twilio{SimulatorOptions{}};
    std::unique_ptr<PracticeFixture> practice;
    std::unique_ptr<OfficeComputer> ann;
    std::unique_ptr<OfficeComputer> ben;

    bool open()
    {
        if (!cluster.start() || !twilio.listen())
            return false;
        practice = std::make_unique<PracticeFixture>(cluster, certificates);
        ann = std::make_unique<OfficeComputer>(twilio.url());
        ben = std::make_unique<OfficeComputer>(twilio.url());
        return makePractice(*practice, *ann, *ben);
    }
};
} // namespace

/// What an administrator does about people and keys, in the records of their computer and of the practice.
void CompleteRecordsTest::deedsInAPractice()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    OfficeOfTwo office;
    QVERIFY2(office.open(), qPrintable(office.cluster.whyNot()));
    const PracticeFixture &practice = *office.practice;
    OfficeComputer &ann = *office.ann;
    OfficeComputer &ben = *office.ben;
    Sharing &sharing = ann->sharing;
    const StaffId me = sharing.me();
    const StaffId him = ben->sharing.me();
    QVERIFY(QTest::qWaitFor([&] { return ann->staff.nameOf(him) == "Ben"_L1; }, patience));
    const auto read = [](OfficeComputer &desk) {
        return waited(desk->database.run([cipher = desk->keys.cipher()](QSqlDatabase &db) {
                   return AuditChain::read(db, *cipher, 0, 1000);
               }))
            .value_or(QList<AuditRow>());
    };
    // Entries of what the practice took come a moment after its answer.
    const auto last = [&](const QString &action) {
        AuditRow found;
        (void)QTest::qWaitFor(
            [&] {
                for (const AuditRow &row : read(ann)) {
                    if (row.action == action && row.staff == "Ann"_L1)
                        found = row;
                }
                return found.number > 0;
            },
            10'000);
        return found;
    };
    QVERIFY(waited(sharing.setDeputies(me, {}, {him})));
    QVERIFY(last(u"person.deputies"_s).details.contains("\"now\":[\"Ben\"]"_L1));
    QVERIFY(waited(sharing.shareTwilioKey("a login")));
    QVERIFY(last(u"twilio-key.shared"_s).number > 0);
    QVERIFY(waited(sharing.shareSendingKey("another login")));
    QVERIFY(last(u"sending-key.shared"_s).number > 0);
    QVERIFY(waited(sharing.withdrawSendingKey()));
    QVERIFY(last(u"sending-key.withdrawn"_s).number > 0);
    QVERIFY(waited(sharing.withdrawTwilioKey()));
    QVERIFY(last(u"twilio-key.withdrawn"_s).number > 0);
    for (int n = 0; n < 2; ++n) {
        QVERIFY(sharing.recovery().makeRecoveryKey());
        QVERIFY(waited(sharing.confirmRecovery()));
    }
    QVERIFY(last(u"practice-recovery-key.changed"_s).number > 0);
    const auto work = sharing.reencryption(Reencryption::What::AndClear);
    QVERIFY(waited(work->run()));
    QVERIFY(last(u"reencryption.begun"_s).details.contains("\"clear_texts\":true"_L1));
    QVERIFY(last(u"reencryption.ended"_s).details.contains("\"left\":0"_L1));
    QVERIFY(waited(sharing.setRole(him, u"supervisor"_s)));
    QCOMPARE(beforeOf(last(u"person.role"_s)), u"staff"_s);
    const Client maria = ann.addClient(u"Maria"_s, peer);
    // The practice has to have her first.
    QVERIFY(QTest::qWaitFor([&] { return waited(sharing.showClient(maria, me)).has_value(); }, patience));
    QVERIFY(last(u"client.shown"_s).details.contains(me.toString()));
    QCOMPARE(waited(ann->audit.verify())->firstBroken, qint64(0));
    // And by triggers in the practice's own chain, so that no other program can leave it out.
    QCOMPARE(practice.asSuperuser(u"SELECT string_agg(entry::jsonb ->> 'what', ' ' ORDER BY number) FROM "
                                  "practiceline.practice_log WHERE entry::jsonb ->> 'by' = '%1'"_s.arg(me.toString())),
             u"person.invited person.approved deputy.named secret.kept secret.kept secret.withdrawn secret.withdrawn "
             u"recovery_key.made "
             "recovery_key.ended recovery_key.made deputy.withdrawn person.role client.shown"_s); // a supervisor is no
                                                                                                  // deputy
    QCOMPARE(practice.asSuperuser(
                 u"SELECT entry::jsonb -> 'before' ->> 'updated_by' FROM practiceline.practice_log "
                 "WHERE entry::jsonb ->> 'what' = 'secret.withdrawn' AND entry::jsonb ->> 'name' = 'twilio'"_s),
             me.toString());
    ann.stop();
    ben.stop();
}

/// The program dies when all is under the newest key, and before the record says so.
void CompleteRecordsTest::reencryptionThatWasBrokenOff()
{
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    OfficeOfTwo office;
    QVERIFY2(office.open(), qPrintable(office.cluster.whyNot()));
    OfficeComputer &ann = *office.ann;
    OfficeComputer &ben = *office.ben;
    const auto said = [&ann] {
        QStringList all;
        const auto rows = waited(ann->database.run(
            [cipher = ann->keys.cipher()](QSqlDatabase &db) { return AuditChain::read(db, *cipher, 0, 1000); }));
        for (const AuditRow &row : rows.value_or(QList<AuditRow>())) {
            if (row.action.startsWith("reencryption."_L1))
                all.append(row.action.section(u'.', 1) + u' ' + row.details);
        }
        return all;
    };
    const auto restart = [&ann] {
        ann.stop();
        return ann.start() && QTest::qWaitFor([&] { return ann.isUpToDate(); }, patience);
    };
    const QString begun = u"begun {\"clear_texts\":false}"_s;
    const QString brokenOff = u"ended {\"left\":0,\"why\":\"broken off\"}"_s;
    auto work = ann->sharing.reencryption(Reencryption::What::Sealed);
    (void)work->run();
    work.reset(); // and with it whoever waits for its end
    QTRY_COMPARE_WITH_TIMEOUT(said(), QStringList{begun}, patience);
    QVERIFY(restart());
    QTRY_COMPARE_WITH_TIMEOUT(said(), (QStringList{begun, brokenOff}), patience);
    QVERIFY(restart());
    QVERIFY(ann.isUpToDate());
    // A run that ends says so itself, and the one before it was not told twice.
    work = ann->sharing.reencryption(Reencryption::What::Sealed);
    QVERIFY(waited(work->run()));
    QTRY_COMPARE_WITH_TIMEOUT(said().size(), 4, patience);
    QCOMPARE(said().sliced(0, 3), (QStringList{begun, brokenOff, begun}));
    QVERIFY(said().last().contains("\"unreadable\":0"_L1));
    work.reset();
    ann.stop();
    ben.stop();
}

void CompleteRecordsTest::report()
{
    World world;
    QVERIFY(world.open());
    RecordsCheck check(world.store.database, world.store.keys, world.store.audit);
    const qint64 before = world.last();
    QVERIFY(waited(check.signedFile({}, u"report.txt"_s)));
    const auto rows = world.after(before);
    QVERIFY(rows.size() == 1 && rows.first().action == u"records.exported"_s);
    QVERIFY(rows.first().details.contains("report.txt"_L1));
    world.store.keys.lock();
    QVERIFY(!waited(check.signedFile({}, u"report.txt"_s)));
}

void CompleteRecordsTest::exportThatCanNotBeRecordedIsNotWritten()
{
    World world;
    QVERIFY(world.open());
    world.store.keys.lock();
    QVERIFY(!exports(world, [](CsvExport &job, const QString &file) { job.exportClients(file); }));
    QVERIFY(!QFile::exists(world.folder.filePath(u"out.csv"_s)));
}

QTEST_GUILESS_MAIN(CompleteRecordsTest)
#include "tst_completerecords.moc"
