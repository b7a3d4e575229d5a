#include "storage/bodysearch.h"
#include "storefixture.h"

#include <QDirIterator>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

/// Audit chain, search, templates, settings, drafts, and that no text lies readable on the disk.
class TestRecords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chainHolds();
    void tampering_data();
    void tampering();
    void appendOnly();
    void searchStreams();
    void searchCancels();
    void nothingReadableOnDisk();
    void shippedTemplates();
    void templatesRoundTrip();
    void settingsRoundTrip();
    void drafts();
};

namespace
{
const QString peer = u"+13125550142"_s;

Result<void> execute(Database &database, const QString &sql)
{
    return waited(database.run([sql](QSqlDatabase &db) -> Result<void> {
        const auto done = execSql(db, sql);
        return done ? Result<void>() : Result<void>(done.error());
    }));
}

void fill(StoreFixture &store)
{
    const Client client = store.addClient(u"Ana"_s, peer);
    for (int i = 0; i < 4; ++i)
        (void)store.textIn(SendState::Accepted, client, u"text %1"_s.arg(i));
}

TwilioNews inbound(int number, const QString &body)
{
    auto item = StoreFixture::news(Direction::Inbound, u"SM%1"_s.arg(number), peer, body, u"received"_s);
    item.createdAt = item.createdAt.addSecs(number);
    return item;
}
} // namespace

void TestRecords::chainHolds()
{
    StoreFixture store;
    QVERIFY(store.open());
    QVERIFY(waited(store.templates.addShipped()).has_value()); // clear entries stand in the same chain
    fill(store);
    const auto check = waited(store.audit.verify());
    QVERIFY(check.has_value());
    QCOMPARE(check->firstBroken, qint64(0));
    QVERIFY(check->entries >= 14);
    QCOMPARE(check->head.size(), qsizetype(64));
    store.keys.lock();
    QCOMPARE(waited(store.audit.verify()).error().kind, ErrorKind::Locked);
}

void TestRecords::tampering_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<int>("broken");
    for (const char *column : {"at", "key_epoch"})
        QTest::newRow(column) << u"UPDATE audit_log SET %1 = %1 + 1 WHERE sequence = 5"_s.arg(QLatin1String(column))
                              << 5;
    for (const char *column : {"action", "subject", "staff"})
        QTest::newRow(column) << u"UPDATE audit_log SET %1 = %1 || 'x' WHERE sequence = 5"_s.arg(QLatin1String(column))
                              << 5;
    for (const char *column : {"salt", "hash", "details"})
        QTest::newRow(column) << u"UPDATE audit_log SET %1 = randomblob(length(%1)) WHERE sequence = 5"_s.arg(
                                     QLatin1String(column))
                              << 5;
    QTest::newRow("deleted") << u"DELETE FROM audit_log WHERE sequence = 5"_s << 5;
    QTest::newRow("first deleted") << u"DELETE FROM audit_log WHERE sequence = 1"_s << 1;
    QTest::newRow("stretch deleted") << u"DELETE FROM audit_log WHERE sequence BETWEEN 4 AND 6"_s << 4;
    QTest::newRow("closed up") << u"UPDATE audit_log SET sequence = sequence - 100 WHERE sequence = 7"_s << 7;
    QTest::newRow("other row's details")
        << u"UPDATE audit_log SET details = (SELECT details FROM audit_log WHERE sequence = 6) WHERE sequence = 5"_s
        << 5;
}

void TestRecords::tampering()
{
    QFETCH(QString, sql);
    QFETCH(int, broken);
    StoreFixture store;
    QVERIFY(store.open());
    fill(store);
    QCOMPARE(waited(store.audit.verify())->firstBroken, qint64(0));
    QVERIFY(execute(store.database, u"DROP TRIGGER audit_log_no_update"_s).has_value());
    QVERIFY(execute(store.database, u"DROP TRIGGER audit_log_no_delete"_s).has_value());
    QVERIFY(execute(store.database, sql).has_value());
    const auto check = waited(store.audit.verify());
    QVERIFY(check.has_value());
    // A row that moved in front of all others is itself the first that does not fit.
    QCOMPARE(check->firstBroken, qint64(sql.contains(u"- 100"_s) ? 7 : broken));
}

void TestRecords::appendOnly()
{
    StoreFixture store;
    QVERIFY(store.open());
    fill(store);
    QVERIFY(!execute(store.database, u"DELETE FROM audit_log WHERE sequence = 1"_s).has_value());
    QVERIFY(!execute(store.database, u"UPDATE audit_log SET action = 'x' WHERE sequence = 1"_s).has_value());
}

void TestRecords::searchStreams()
{
    StoreFixture store;
    QVERIFY(store.open());
    QList<TwilioNews> news;
    for (int i = 0; i < 300; ++i)
        news.append(inbound(i, i % 3 == 0 ? u"El resumen de José número %1"_s.arg(i) : u"nothing %1"_s.arg(i)));
    QVERIFY(waited(store.communications.apply(news, {QString::fromLatin1(StoreFixture::ownNumber)})).has_value());
    BodySearch search(store.database, store.keys, {}, u"JOSE numero"_s);
    QStringList bodies;
    connect(&search, &BodySearch::found, this, [&](const QList<Communication> &rows) {
        for (const Communication &row : rows)
            bodies.append(row.body);
    });
    QSignalSpy finished(&search, &BodySearch::finished);
    search.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), qsizetype(1), 30000);
    QVERIFY(finished.first().first().toBool());
    QCOMPARE(bodies.size(), qsizetype(100));
    QCOMPARE(bodies.first(), u"El resumen de José número 297"_s); // newest first
    QCOMPARE(bodies.last(), u"El resumen de José número 0"_s);

    BodySearch byNumber(store.database, store.keys, {}, u"(312) 555-0142"_s);
    QSignalSpy done(&byNumber, &BodySearch::finished);
    QSignalSpy found(&byNumber, &BodySearch::found);
    byNumber.start();
    QTRY_COMPARE_WITH_TIMEOUT(done.size(), qsizetype(1), 30000);
    qsizetype hits = 0;
    for (const auto &batch : found)
        hits += batch.first().value<QList<Communication>>().size();
    QCOMPARE(hits, qsizetype(300));
}

void TestRecords::searchCancels()
{
    StoreFixture store;
    QVERIFY(store.open());
    QList<TwilioNews> news;
    for (int i = 0; i < 300; ++i)
        news.append(inbound(i, u"same %1"_s.arg(i)));
    QVERIFY(waited(store.communications.apply(news, {QString::fromLatin1(StoreFixture::ownNumber)})).has_value());
    BodySearch search(store.database, store.keys, {}, u"same"_s);
    QSignalSpy finished(&search, &BodySearch::finished);
    int batches = 0;
    connect(&search, &BodySearch::found, this, [&] {
        ++batches;
        search.cancel();
    });
    search.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), qsizetype(1), 30000);
    QVERIFY(!finished.first().first().toBool());
    QCOMPARE(finished.first().last().value<Error>().kind, ErrorKind::Cancelled);
    QCOMPARE(batches, 1);
    store.keys.lock();
    BodySearch locked(store.database, store.keys, {}, u"same"_s);
    QSignalSpy refused(&locked, &BodySearch::finished);
    locked.start();
    QCOMPARE(refused.first().last().value<Error>().kind, ErrorKind::Locked);
}

void TestRecords::nothingReadableOnDisk()
{
    QTemporaryDir folder;
    const QByteArray canary = "canary-4711-secret";
    const QString text = QString::fromLatin1(canary);
    const auto inspect = [&] {
        QDirIterator files(folder.path(), QDir::Files | QDir::Hidden);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                return false;
            const QByteArray bytes = file.readAll();
            if (bytes.contains(canary) || bytes.contains(text.toUtf8().toBase64().left(16)))
                return false;
        }
        return true;
    };
    {
        StoreFixture store(folder.filePath(u"s.sqlite"_s));
        QVERIFY(store.open());
        Client client = store.addClient(u"Ana"_s, peer);
        client.notes = text;
        QVERIFY(waited(store.clients.save(client)).has_value());
        auto row = StoreFixture::text(client, text);
        row.variables = {{u"name"_s, text}};
        row.overrideReason = text;
        row.note = text;
        QVERIFY(waited(store.outbox.add(row)).has_value());
        const auto stored = waited(store.communications.fetch(row.id));
        QCOMPARE(stored->body, text);
        QCOMPARE(stored->variables.value(u"name"_s), text);
        QVERIFY(waited(store.drafts.save({client.id, {}, text, {{u"x"_s, text}}})).has_value());
        QVERIFY(waited(store.communications.setNote(row.id, text)).has_value());
        QVERIFY(waited(store.communications.apply({inbound(1, text)}, {QString::fromLatin1(StoreFixture::ownNumber)}))
                    .has_value());
        QVERIFY(inspect()); // db, wal, shm
        QVERIFY(QFile::exists(store.database.path() + u"-wal"_s));
    }
    QVERIFY(inspect());
}

void TestRecords::shippedTemplates()
{
    StoreFixture store;
    QVERIFY(store.open());
    QVERIFY(waited(store.templates.addShipped()).has_value());
    QVERIFY(waited(store.templates.addShipped()).has_value());
    const auto all = waited(store.templates.all());
    QCOMPARE(all->size(), qsizetype(18));
    for (const SmsTemplate &value : *all) {
        QVERIFY(!value.name.isEmpty());
        QVERIFY(!value.variables().isEmpty());
        QVERIFY(value.active);
    }
    QVERIFY(waited(store.templates.remove(all->first().id)).has_value());
    QVERIFY(waited(store.templates.addShipped()).has_value()); // what was deleted does not come back
    QCOMPARE(waited(store.templates.all())->size(), qsizetype(17));
}

void TestRecords::templatesRoundTrip()
{
    StoreFixture store;
    QVERIFY(store.open());
    SmsTemplate value;
    value.persona = Persona::Attorney;
    value.name = u"Hello"_s;
    value.content = u"Hi {name}, {name} at {time}"_s;
    QSignalSpy changed(&store.templates, &TemplateStore::changed);
    QSignalSpy removed(&store.templates, &TemplateStore::removed);
    auto saved = waited(store.templates.save(value, u"Ann"_s));
    QVERIFY(saved.has_value());
    QCOMPARE(changed.size(), qsizetype(1));
    QCOMPARE(saved->updatedBy, u"Ann"_s);
    saved->content = u"Hi {name}"_s;
    saved->active = false;
    QVERIFY(waited(store.templates.save(*saved, u"Bob"_s)).has_value());
    QVERIFY(!waited(store.templates.all())->first().active);
    QVERIFY(waited(store.templates.remove(saved->id)).has_value());
    QCOMPARE(removed.size(), qsizetype(1));
    QVERIFY(waited(store.templates.all())->isEmpty());
    QVERIFY(!waited(store.templates.remove(saved->id)).has_value());
    QVERIFY(waited(store.templates.restore(saved->id)).has_value());
    QCOMPARE(waited(store.templates.all())->first().content, u"Hi {name}"_s);
    value.content = u"  "_s;
    QCOMPARE(waited(store.templates.save(value, u"Ann"_s)).error().kind, ErrorKind::Invalid);
}

void TestRecords::settingsRoundTrip()
{
    StoreFixture store;
    QVERIFY(store.open());
    PracticeSettings settings;
    settings.practiceName = u"Müller & Co"_s;
    settings.persona = Persona::Accountant;
    settings.hours = {QTime(9, 30), QTime(18, 0), true};
    settings.staffPhone = PhoneNumber::fromE164(u"+13125550199"_s);
    settings.sender = u"MG1"_s;
    settings.setUpDone = true;
    QSignalSpy changed(&store.settings, &SettingStore::changed);
    QVERIFY(waited(store.settings.save(settings)).has_value());
    QVERIFY(waited(store.settings.save(settings)).has_value()); // nothing new: no entry
    QCOMPARE(waited(store.audit.verify())->entries, qint64(1));
    QCOMPARE(changed.size(), qsizetype(2));
    SettingStore other(store.database);
    const auto loaded = waited(other.load());
    QCOMPARE(loaded->practiceName, settings.practiceName);
    QCOMPARE(loaded->persona, Persona::Accountant);
    QCOMPARE(loaded->hours.from, QTime(9, 30));
    QVERIFY(loaded->hours.always);
    QCOMPARE(loaded->staffPhone, settings.staffPhone);
    QVERIFY(loaded->setUpDone);
    QCOMPARE(loaded->smsPrice, PracticeSettings().smsPrice);
    QVERIFY(waited(other.mark(u"m"_s))->isEmpty());
    QVERIFY(waited(other.setMark(u"m"_s, u"1"_s)).has_value());
    QVERIFY(waited(other.setMark(u"m"_s, u"2"_s)).has_value());
    QCOMPARE(*waited(other.mark(u"m"_s)), u"2"_s);
}

void TestRecords::drafts()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, peer);
    QVERIFY(waited(store.drafts.load(client.id))->isEmpty());
    QVERIFY(waited(store.drafts.save({client.id, {}, u"half a sent"_s, {{u"a"_s, u"b"_s}}})).has_value());
    const auto draft = waited(store.drafts.load(client.id));
    QCOMPARE(draft->text, u"half a sent"_s);
    QCOMPARE(draft->variables.value(u"a"_s), u"b"_s);
    QVERIFY(waited(store.drafts.save({client.id, {}, {}, {}})).has_value());
    QVERIFY(waited(store.drafts.load(client.id))->isEmpty());
    store.keys.lock();
    QCOMPARE(waited(store.drafts.load(client.id)).error().kind, ErrorKind::Locked);
}

QTEST_GUILESS_MAIN(TestRecords)
#include "tst_records.moc"
