#include "storage/deputies.h"
#include "storefixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

/// The outbox contract on a real store.
class TestOutboxStore : public QObject
{
    Q_OBJECT

    std::unique_ptr<StoreFixture> m_table; ///< one file for the whole table: a text a row
    Client m_client;

private Q_SLOTS:
    void initTestCase()
    {
        m_table = std::make_unique<StoreFixture>();
        QVERIFY(m_table->open());
        m_client = m_table->addClient(u"Ana"_s, u"+13125550142"_s);
    }
    void cleanupTestCase() { m_table.reset(); }
    void transitions_data();
    void transitions();
    void lateStepsChangeNothing();
    void tenPresses();
    void whatFailedIsWrittenAgainAtOnce();
    void duplicateOfUnconfirmedIsHeld();
    void whatArrivedIsNotSentAgain();
    void sidIsBoundOnce();
    void otherProgramsRowIsJoined();
    void orderWithinConversation();
    void recoverAfterCrash();
    void restoredStoreSendsNothingByItself();
    void whatOnlyAPersonMovesComesLast();
    void doubtBelongsToAnAccount();
    void checks();
    void blockWaiting();
    void oneCallAStaffPhone();
    void inSomebodysName();
    void lockedWritesNothing();
    void signalsAfterCommit();
};

namespace
{
enum Operation { Send, Accept, Fail, Doubt, Back, Hold, Refuse, Release, Cancel, Check };

const QList<std::pair<SendState, const char *>> states{
    {SendState::Pending, "pending"},   {SendState::Sending, "sending"},  {SendState::Held, "held"},
    {SendState::Accepted, "accepted"}, {SendState::Failed, "failed"},    {SendState::Unconfirmed, "unconfirmed"},
    {SendState::Refused, "refused"},   {SendState::Canceled, "canceled"}};

const QList<std::pair<Operation, const char *>> operations{
    {Send, "send"}, {Accept, "accept"}, {Fail, "fail"},       {Doubt, "doubt"},   {Back, "back"},
    {Hold, "hold"}, {Refuse, "refuse"}, {Release, "release"}, {Cancel, "cancel"}, {Check, "check"}};

/// Where the contract leads; none: the step must be refused.
std::optional<SendState> allowed(SendState from, Operation operation)
{
    const bool waiting = from == SendState::Pending || from == SendState::Held;
    const auto when = [](bool condition, SendState to) { return condition ? std::optional(to) : std::nullopt; };
    switch (operation) {
    case Send:
        return when(from == SendState::Pending, SendState::Sending);
    case Accept:
        return when(from == SendState::Sending || from == SendState::Unconfirmed, SendState::Accepted);
    case Fail:
        return when(from == SendState::Sending, SendState::Failed);
    case Doubt:
        return when(from == SendState::Sending, SendState::Unconfirmed);
    case Back:
        return when(from == SendState::Sending, SendState::Pending);
    case Hold:
        return when(waiting, SendState::Held);
    case Refuse:
        return when(waiting, SendState::Refused);
    case Release:
        return when(from == SendState::Held, SendState::Pending);
    case Cancel:
        return when(waiting, SendState::Canceled);
    case Check:
        return when(from == SendState::Unconfirmed, SendState::Unconfirmed);
    }
    return std::nullopt;
}

Result<void> perform(StoreFixture &store, const Communication &row, Operation operation, AttemptId attempt)
{
    const auto now = QDateTime::currentDateTimeUtc();
    switch (operation) {
    case Send: {
        const auto done = waited(store.outbox.markSending(row.id, AttemptId::create(), now));
        return done ? Result<void>() : Result<void>(done.error());
    }
    case Accept:
        return waited(store.outbox.markAccepted(row.id, attempt, u"SMnew"_s, u"queued"_s, {}, now));
    case Fail:
        return waited(store.outbox.markFailed(row.id, attempt, 21610, u"x"_s));
    case Doubt:
        return waited(store.outbox.markUnconfirmed(row.id, attempt, std::chrono::seconds(0)));
    case Back:
        return waited(store.outbox.backToPending(row.id, attempt));
    case Hold:
        return waited(store.outbox.hold(row.id, SendBlock::JudgeReply));
    case Refuse:
        return waited(store.outbox.refuse(row.id, SendBlock::OptedOut));
    case Release:
        return waited(store.outbox.release(row.id, now.addSecs(600), u"client asked"_s));
    case Cancel:
        return waited(store.outbox.cancel(row.id, u"Ann"_s));
    case Check:
        return waited(store.outbox.recordCheck(row.id, now));
    }
    return {};
}
} // namespace

void TestOutboxStore::transitions_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("operation");
    for (const auto &[state, stateName] : states) {
        for (const auto &[operation, name] : operations)
            QTest::addRow("%s/%s", stateName, name) << int(state) << int(operation);
    }
}

void TestOutboxStore::transitions()
{
    QFETCH(int, from);
    QFETCH(int, operation);
    StoreFixture &store = *m_table;
    const Client client = m_client;
    const auto row = store.textIn(SendState(from), client, u"row %1 %2"_s.arg(from).arg(operation));
    QCOMPARE(row.sendState, SendState(from));
    const auto entries = waited(store.audit.verify());
    QVERIFY(entries.has_value());

    const auto expected = allowed(SendState(from), Operation(operation));
    const auto done = perform(store, row, Operation(operation), row.attempt);
    const auto after = waited(store.communications.fetch(row.id));
    QVERIFY(after.has_value());
    const auto now = waited(store.audit.verify());
    QVERIFY(now.has_value());
    QCOMPARE(now->firstBroken, qint64(0));
    if (expected) {
        QVERIFY(done.has_value());
        QCOMPARE(after->sendState, *expected);
        QCOMPARE(now->entries, entries->entries + 1); // the entry commits with its change
    } else {
        QVERIFY(!done.has_value());
        QCOMPARE(done.error().kind, ErrorKind::Invalid);
        QCOMPARE(done.error().detail, u"state"_s);
        QCOMPARE(after->sendState, SendState(from));
        QCOMPARE(after->block, row.block);
        QCOMPARE(after->messageSid, row.messageSid);
        QCOMPARE(now->entries, entries->entries);
    }
    // Out of the way of the next row.
    if (after->sendState == SendState::Pending)
        (void)waited(store.outbox.cancel(row.id, u"test"_s));
    if (!after->messageSid.isEmpty() && after->messageSid == u"SMnew"_s) {
        (void)waited(store.database.run([id = row.id](QSqlDatabase &db) -> Result<void> {
            (void)execSql(db, u"UPDATE communication_logs SET message_sid = id WHERE id = ?"_s, {id.toString()});
            return {};
        }));
    }
}

void TestOutboxStore::lateStepsChangeNothing()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const auto row = waited(store.outbox.add(StoreFixture::text(client, u"hi"_s)));
    QVERIFY(row.has_value());
    const auto now = QDateTime::currentDateTimeUtc();
    const auto first = AttemptId::create();
    const auto second = AttemptId::create();
    QVERIFY(waited(store.outbox.markSending(row->id, first, now)).has_value());
    QVERIFY(waited(store.outbox.backToPending(row->id, first)).has_value());
    QVERIFY(waited(store.outbox.markSending(row->id, second, now)).has_value());
    // Answers to the first attempt come late.
    QVERIFY(!waited(store.outbox.markFailed(row->id, first, 1, u"x"_s)).has_value());
    QVERIFY(!waited(store.outbox.backToPending(row->id, first)).has_value());
    QVERIFY(!waited(store.outbox.markUnconfirmed(row->id, first, std::chrono::seconds(0))).has_value());
    QVERIFY(!waited(store.outbox.markAccepted(row->id, first, u"SM1"_s, u"queued"_s, {}, now)).has_value());
    QVERIFY(waited(store.outbox.markAccepted(row->id, second, u"SM2"_s, u"queued"_s, {}, now)).has_value());
    QVERIFY(!waited(store.outbox.markAccepted(row->id, second, u"SM3"_s, u"queued"_s, {}, now)).has_value());
    const auto after = waited(store.communications.fetch(row->id));
    QCOMPARE(after->messageSid, u"SM2"_s);
    QCOMPARE(waited(store.outbox.hold(CommunicationId::create(), SendBlock::JudgeReply)).error().kind,
             ErrorKind::NotFound);
}

void TestOutboxStore::tenPresses()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
    QSet<CommunicationId> ids;
    const auto now = QDateTime::currentDateTimeUtc();
    for (int i = 0; i < 10; ++i) {
        auto row = StoreFixture::text(client, u"Your appointment is at 3"_s);
        row.createdAt = now.addMSecs(i * 100);
        const auto added = waited(store.outbox.add(row));
        QVERIFY(added.has_value());
        ids.insert(added->id);
        if (i == 4) { // Twilio was quick
            const auto attempt = AttemptId::create();
            QVERIFY(waited(store.outbox.markSending(added->id, attempt, now)).has_value());
            QVERIFY(waited(store.outbox.markAccepted(added->id, attempt, u"SM1"_s, u"queued"_s, {}, now)).has_value());
        }
    }
    QCOMPARE(ids.size(), qsizetype(1));
    auto other = StoreFixture::text(client, u"Another text"_s);
    QVERIFY(!ids.contains(waited(store.outbox.add(other))->id));
    auto later = StoreFixture::text(client, u"Your appointment is at 3"_s);
    later.createdAt = now.addSecs(11); // a click of its own
    QVERIFY(!ids.contains(waited(store.outbox.add(later))->id));
}

/// Twilio's "failed" may come two seconds after the click; who then writes the same again means it.
void TestOutboxStore::whatFailedIsWrittenAgainAtOnce()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const auto now = QDateTime::currentDateTimeUtc();
    QSet<CommunicationId> ids;
    for (const QString &end : {u"failed"_s, u"undelivered"_s, u"delivered"_s, u"delivered"_s}) {
        const auto added = waited(store.outbox.add(StoreFixture::text(client, u"See you at 3"_s)));
        QVERIFY(added.has_value());
        if (ids.contains(added->id))
            continue;
        ids.insert(added->id);
        const auto attempt = AttemptId::create();
        QVERIFY(waited(store.outbox.markSending(added->id, attempt, now)).has_value());
        QVERIFY(waited(store.outbox.markAccepted(added->id, attempt, u"SM"_s + added->id.toString(), end, {}, now)));
    }
    QCOMPARE(ids.size(), qsizetype(3)); // the one that arrived answers for the last press
}

void TestOutboxStore::duplicateOfUnconfirmedIsHeld()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const auto doubtful = store.textIn(SendState::Unconfirmed, client, u"See you at 3"_s);
    auto again = StoreFixture::text(client, u"See you at 3 \r\n"_s); // normalised
    const auto held = waited(store.outbox.add(again));
    QVERIFY(held.has_value());
    QCOMPARE(held->sendState, SendState::Held);
    QCOMPARE(held->block, SendBlock::PossibleDuplicate);
    auto resend = StoreFixture::text(client, u"See you at 3"_s);
    resend.resendOf = doubtful.id;
    const auto sent = waited(store.outbox.add(resend));
    QCOMPARE(sent->sendState, SendState::Pending);
    QCOMPARE(sent->resendOf, doubtful.id);
    resend.id = CommunicationId::create();
    QCOMPARE(waited(store.outbox.add(resend))->id, sent->id); // and its ten presses are one
}

void TestOutboxStore::whatArrivedIsNotSentAgain()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const auto first = store.textIn(SendState::Unconfirmed, client, u"See you at 3"_s);
    const auto held = waited(store.outbox.add(StoreFixture::text(client, u"See you at 3"_s)));
    QCOMPARE(held->block, SendBlock::PossibleDuplicate);
    QCOMPARE(waited(store.outbox.add(StoreFixture::text(client, u"See you at 3"_s)))->id, held->id); // one more Enter
    auto resend = StoreFixture::text(client, u"See you at 3"_s);
    resend.resendOf = first.id;
    const auto second = waited(store.outbox.add(resend));
    QVERIFY(second->id != held->id); // "Send again" is not the one that is held
    const AttemptId attempt = AttemptId::create();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(waited(store.outbox.markSending(second->id, attempt, now)));
    QVERIFY(waited(store.outbox.markUnconfirmed(second->id, attempt, std::chrono::seconds(0))));
    QVERIFY(waited(store.outbox.markAccepted(first.id, first.attempt, u"SM"_s + QString(32, u'a'), u"delivered"_s,
                                             QLatin1String(StoreFixture::ownNumber), now)));
    // The one that was held, and the third of a chain whose first arrived.
    QVERIFY(waited(store.outbox.release(held->id, now.addSecs(3'600), {}, now)));
    QCOMPARE(waited(store.communications.fetch(held->id))->sendState, SendState::Refused);
    QCOMPARE(waited(store.communications.fetch(held->id))->block, SendBlock::FirstArrived);
    resend.resendOf = second->id;
    resend.id = CommunicationId::create();
    const auto third = waited(store.outbox.add(resend));
    QVERIFY(!third);
    QCOMPARE(third.error().detail, u"arrived"_s);
    // One that arrived and could not be delivered may be written again.
    const auto failed = store.textIn(SendState::Unconfirmed, client, u"See you at 4"_s);
    QVERIFY(waited(store.outbox.markAccepted(failed.id, failed.attempt, u"SM"_s + QString(32, u'b'), u"undelivered"_s,
                                             QLatin1String(StoreFixture::ownNumber), now)));
    auto anew = StoreFixture::text(client, u"See you at 4"_s);
    anew.resendOf = failed.id;
    QCOMPARE(waited(store.outbox.add(anew))->sendState, SendState::Pending);
}

void TestOutboxStore::sidIsBoundOnce()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const auto now = QDateTime::currentDateTimeUtc();
    const auto first = store.textIn(SendState::Sending, client, u"one"_s);
    QVERIFY(waited(store.outbox.markAccepted(first.id, first.attempt, u"SM1"_s, u"queued"_s, {}, now)).has_value());
    const auto second = store.textIn(SendState::Unconfirmed, client, u"one more"_s);
    const auto taken = waited(store.outbox.markAccepted(second.id, second.attempt, u"SM1"_s, u"queued"_s, {}, now));
    QVERIFY(!taken.has_value());
    QCOMPARE(taken.error().detail, u"sid-taken"_s);
    QCOMPARE(waited(store.communications.fetch(second.id))->sendState, SendState::Unconfirmed);
    QCOMPARE(waited(store.outbox.boundSids({u"SM1"_s, u"SM9"_s})).value_or({}), QStringList{u"SM1"_s});
}

void TestOutboxStore::otherProgramsRowIsJoined()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const auto row = store.textIn(SendState::Sending, client, u"It’s ready"_s);
    // Twilio has rewritten the apostrophe, so the poller could not know the text for ours.
    const auto listed =
        StoreFixture::news(Direction::Outbound, u"SM1"_s, u"+13125550142"_s, u"It's ready"_s, u"sent"_s);
    const QStringList ours{QString::fromLatin1(StoreFixture::ownNumber)};
    const auto applied = waited(store.communications.apply({listed}, ours));
    QCOMPARE(applied->inserted.size(), qsizetype(1));
    QSignalSpy removed(&store.communications, &CommunicationStore::removed);
    const auto now = QDateTime::currentDateTimeUtc();
    QVERIFY(waited(store.outbox.markAccepted(row.id, row.attempt, u"SM1"_s, u"queued"_s, {}, now)).has_value());
    QCOMPARE(removed.size(), qsizetype(1));
    const auto page = waited(store.communications.page({}, {}, 10));
    QCOMPARE(page->rows.size(), qsizetype(1));
    QCOMPARE(page->rows.first().id, row.id);
    QCOMPARE(page->rows.first().status, u"sent"_s); // not back to queued
}

void TestOutboxStore::orderWithinConversation()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client ana = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const Client bob = store.addClient(u"Bob"_s, u"+13125550143"_s);
    const auto one = waited(store.outbox.add(StoreFixture::text(ana, u"one"_s)));
    const auto two = waited(store.outbox.add(StoreFixture::text(ana, u"two"_s)));
    const auto three = waited(store.outbox.add(StoreFixture::text(bob, u"three"_s)));
    const auto next = [&] { return *waited(store.outbox.nextPending(Channel::Sms)); };
    QCOMPARE(next()->id, one->id);
    const auto attempt = AttemptId::create();
    const auto now = QDateTime::currentDateTimeUtc();
    QVERIFY(waited(store.outbox.markSending(one->id, attempt, now)).has_value());
    QCOMPARE(next()->id, three->id); // "two" waits for "one", Bob does not
    QVERIFY(waited(store.outbox.hold(three->id, SendBlock::OutsideHours)).has_value());
    QVERIFY(!next().has_value());
    QVERIFY(waited(store.outbox.markUnconfirmed(one->id, attempt, std::chrono::seconds(0))).has_value());
    QCOMPARE(next()->id, two->id); // doubt does not block for ever
    QVERIFY(!(*waited(store.outbox.nextPending(Channel::Voice))).has_value());
    QCOMPARE(waited(store.outbox.waiting(10))->size(), qsizetype(2));
}

void TestOutboxStore::restoredStoreSendsNothingByItself()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client ana = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const auto now = QDateTime::currentDateTimeUtc();
    Communication due = StoreFixture::text(ana, u"scheduled for an hour ago"_s);
    due.sendState = SendState::Held;
    due.sendAfter = now.addSecs(-3600);
    Communication later = StoreFixture::text(ana, u"scheduled for tomorrow"_s);
    later.sendState = SendState::Held;
    later.sendAfter = now.addDays(1);
    const auto waits = waited(store.outbox.add(StoreFixture::text(ana, u"waits"_s)));
    const auto scheduled = waited(store.outbox.add(due));
    const auto tomorrow = waited(store.outbox.add(later));
    QVERIFY(waited(store.outbox.recover(now)).has_value()); // an ordinary start
    const auto state = [&](const Result<Communication> &row) { return *waited(store.communications.fetch(row->id)); };
    QCOMPARE(state(waits).sendState, SendState::Pending);

    const auto restoredAt = QString::number(QDateTime::currentMSecsSinceEpoch());
    QVERIFY(waited(store.settings.setMark(u"restored"_s, restoredAt)).has_value());
    QTest::qWait(5);
    const auto fresh = waited(store.outbox.add(StoreFixture::text(ana, u"clicked after that"_s)));
    QVERIFY(waited(store.outbox.recover(now)).has_value());
    for (const auto &row : {waits, scheduled}) {
        QCOMPARE(state(row).sendState, SendState::Held);
        QCOMPARE(state(row).block, SendBlock::PossibleDuplicate);
        QVERIFY(!state(row).sendAfter.isValid());
    }
    QVERIFY(state(tomorrow).sendAfter.isValid());
    QCOMPARE(state(fresh).sendState, SendState::Pending);
    QCOMPARE(*waited(store.settings.mark(u"restored"_s)), QString()); // once
}

void TestOutboxStore::whatOnlyAPersonMovesComesLast()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client ana = store.addClient(u"Ana"_s, u"+13125550142"_s);
    for (const auto &body : {u"a"_s, u"b"_s})
        store.textIn(SendState::Held, ana, body);
    Communication later = StoreFixture::text(ana, u"scheduled"_s);
    later.sendState = SendState::Held;
    later.sendAfter = QDateTime::currentDateTimeUtc().addDays(1);
    const auto scheduled = waited(store.outbox.add(later));
    const auto waits = waited(store.outbox.add(StoreFixture::text(ana, u"waits"_s)));
    const auto rows = waited(store.outbox.waiting(2)); // a crowd of old ones hides neither
    QCOMPARE(rows->size(), qsizetype(2));
    QCOMPARE(rows->first().id, scheduled->id);
    QCOMPARE(rows->last().id, waits->id);
    for (const Communication &row : *rows)
        QVERIFY(row.body.isEmpty() && row.bodyLocked); // a thousand are not decrypted in one job
}

void TestOutboxStore::doubtBelongsToAnAccount()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client ana = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const auto now = QDateTime::currentDateTimeUtc();
    const auto doubtIn = [&](const QString &body, const QString &account) {
        const auto row = waited(store.outbox.add(StoreFixture::text(ana, body)));
        const auto attempt = AttemptId::create();
        (void)waited(store.outbox.markSending(row->id, attempt, now, {}, account));
        (void)waited(store.outbox.markUnconfirmed(row->id, attempt, std::chrono::seconds(account.isEmpty() ? 60 : 30)));
        return row->id;
    };
    const CommunicationId old = doubtIn(u"before accounts were kept"_s, {});
    const CommunicationId here = doubtIn(u"here"_s, u"AC1"_s);
    QCOMPARE(waited(store.communications.fetch(here))->accountSid, u"AC1"_s);
    const auto due = [&](const QString &account) {
        QList<CommunicationId> ids;
        const auto rows = waited(store.outbox.unconfirmedDue(now.addSecs(100), account));
        for (const Communication &row : *rows)
            ids.append(row.id);
        return ids;
    };
    QCOMPARE(due(u"AC1"_s), QList<CommunicationId>({here, old}));
    QCOMPARE(due(u"AC2"_s), QList<CommunicationId>({old}));
    QCOMPARE(due({}), QList<CommunicationId>({here, old}));
    const auto seconds = [&](const QString &account) { return now.secsTo(*waited(store.outbox.nextCheckAt(account))); };
    QCOMPARE(seconds(u"AC1"_s), qint64(30));
    QCOMPARE(seconds(u"AC2"_s), qint64(60));
}

void TestOutboxStore::recoverAfterCrash()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"s.sqlite"_s);
    const auto key = std::make_shared<const FieldCipher>(SecureKey::random(), 1);
    CommunicationId sending;
    CommunicationId pending;
    {
        StoreFixture store(path, key);
        QVERIFY(store.open());
        const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
        sending = store.textIn(SendState::Sending, client, u"one"_s).id;
        pending = store.textIn(SendState::Pending, client, u"two"_s).id;
    }
    StoreFixture store(path, key);
    QVERIFY(store.open());
    const auto now = QDateTime::currentDateTimeUtc();
    const auto ahead = now.addDays(1); // this computer's clock is wrong, and Twilio has not been asked yet
    QCOMPARE(waited(store.outbox.recover(ahead)).value_or({}), QList<CommunicationId>{sending});
    QCOMPARE(waited(store.outbox.recover(now)).value_or({}), QList<CommunicationId>{}); // twice: nothing
    const auto row = waited(store.communications.fetch(sending));
    QCOMPARE(row->sendState, SendState::Unconfirmed);
    QVERIFY(!row->attempt.isNull());
    QCOMPARE(row->nextCheckAt, row->attemptAt); // is looked for at once all the same
    QCOMPARE(waited(store.communications.fetch(pending))->sendState, SendState::Pending);
    // What this run has begun is under way, however late the recovery comes.
    const Client ben = store.addClient(u"Ben"_s, u"+13125550143"_s);
    const auto begun = store.textIn(SendState::Sending, ben, u"three"_s).id;
    QCOMPARE(waited(store.outbox.recover(now)).value_or({begun}), QList<CommunicationId>{});
    QCOMPARE(waited(store.communications.fetch(begun))->sendState, SendState::Sending);
}

void TestOutboxStore::checks()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
    QVERIFY(!waited(store.outbox.nextCheckAt())->isValid());
    const auto row = store.textIn(SendState::Unconfirmed, client, u"one"_s);
    const auto later = QDateTime::fromMSecsSinceEpoch(row.nextCheckAt.toMSecsSinceEpoch() + 5000, Qt::UTC);
    QCOMPARE(waited(store.outbox.unconfirmedDue(later))->size(), qsizetype(1));
    QVERIFY(waited(store.outbox.unconfirmedDue(row.nextCheckAt.addSecs(-60)))->isEmpty());
    QVERIFY(waited(store.outbox.recordCheck(row.id, later)).has_value());
    QCOMPARE(*waited(store.outbox.nextCheckAt()), later);
    QCOMPARE(waited(store.communications.fetch(row.id))->checks, 1);
    QVERIFY(waited(store.outbox.recordCheck(row.id, {})).has_value()); // no more checks
    QVERIFY(!waited(store.outbox.nextCheckAt())->isValid());
    QCOMPARE(waited(store.communications.unconfirmedCount()).value_or(0), 1);
}

void TestOutboxStore::blockWaiting()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client ana = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const Client bob = store.addClient(u"Bob"_s, u"+13125550143"_s);
    const auto pending = store.textIn(SendState::Pending, ana, u"one"_s);
    const auto held = store.textIn(SendState::Held, ana, u"two"_s);
    const auto sending = store.textIn(SendState::Unconfirmed, ana, u"three"_s);
    const auto other = store.textIn(SendState::Pending, bob, u"one"_s);
    const auto state = [&](const Communication &row) { return waited(store.communications.fetch(row.id)).value(); };
    QCOMPARE(waited(store.outbox.blockWaiting(ana.primaryNumber(), SendBlock::JudgeReply)).value_or(0), 2);
    QCOMPARE(state(pending).sendState, SendState::Held);
    QCOMPARE(state(held).block, SendBlock::JudgeReply);
    QCOMPARE(waited(store.outbox.blockWaiting(ana.primaryNumber(), SendBlock::OptedOut)).value_or(0), 2);
    QCOMPARE(state(pending).sendState, SendState::Refused);
    QCOMPARE(state(pending).block, SendBlock::OptedOut);
    QCOMPARE(state(sending).sendState, SendState::Unconfirmed);
    QCOMPARE(state(other).sendState, SendState::Pending);
}

void TestOutboxStore::oneCallAStaffPhone()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client ana = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const Client bob = store.addClient(u"Bob"_s, u"+13125550143"_s);
    const auto call = [&](const Client &client) {
        auto row = StoreFixture::text(client, {});
        row.channel = Channel::Voice;
        row.toNumber = u"+13125550199"_s;
        return waited(store.outbox.add(row)).value_or(Communication());
    };
    const auto first = call(ana);
    QCOMPARE(first.sendState, SendState::Pending);
    QCOMPARE(first.peer, ana.primaryNumber()); // the row is the client's, whose phone rings second
    QCOMPARE(call(ana).id, first.id);
    const auto second = call(bob);
    QCOMPARE(second.sendState, SendState::Refused);
    QCOMPARE(second.block, SendBlock::CallUnderWay);
    QVERIFY(waited(store.outbox.cancel(first.id, u"Ann"_s)).has_value());
    QCOMPARE(call(bob).sendState, SendState::Pending);
}

/// Only whose deputy this person is, as far as this computer knows; both names stay with the text on every way.
void TestOutboxStore::inSomebodysName()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client ana = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const StaffId ann = StaffId::create();
    const StaffId ben = StaffId::create();
    const auto exec = [&](const QString &sql, const QVariantList &values) {
        return waited(store.database.run([=](QSqlDatabase &db) { return runSql(db, sql, values); })).has_value();
    };
    const auto text = [&](const QString &body) {
        Communication row = StoreFixture::text(ana, body);
        row.staffName = u"Ben"_s;
        row.onBehalfOf = ann;
        return row;
    };
    const auto isRefused = [](const auto &result) { return !result && result.error().detail == u"not-deputy"; };
    QVERIFY(isRefused(waited(store.outbox.add(text(u"shares with nobody"_s)))));
    QVERIFY(
        exec(u"INSERT INTO staff (id, name, role, persona, joined_at) VALUES (?, 'Ann Lee', 'admin', 'advisor', 1)"_s,
             {ann.toString()}));
    QVERIFY(waited(store.database.run([ben](QSqlDatabase &db) { return Deputies::setMe(db, ben); })));
    QVERIFY(isRefused(waited(store.outbox.add(text(u"nobody's deputy"_s)))));
    QVERIFY(exec(u"INSERT INTO deputies (id, person, deputy, since) VALUES ('1', ?, ?, 1)"_s,
                 {ann.toString(), ben.toString()}));

    const auto added = waited(store.outbox.add(text(u"hello"_s)));
    QVERIFY(added);
    QCOMPARE(added->onBehalfOf, ann);
    QCOMPARE(added->onBehalfName, u"Ann Lee"_s);
    QCOMPARE(added->staffId, ben);
    Communication mine = text(u"hello"_s);
    mine.onBehalfOf = {};
    const auto other = waited(store.outbox.add(mine)); // no second press: it speaks for somebody else
    QVERIFY(other && other->id != added->id);
    QCOMPARE(waited(store.outbox.add(text(u"hello"_s)))->id, added->id);

    // Withdrawn: what was clicked leaves at its time, a new click is refused.
    QVERIFY(waited(store.outbox.hold(added->id, SendBlock::OutsideHours)));
    QVERIFY(exec(u"UPDATE deputies SET withdrawn_at = 1"_s, {}));
    QVERIFY(isRefused(waited(store.outbox.add(text(u"too late"_s)))));
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(isRefused(waited(store.outbox.release(added->id, now.addSecs(600), {}, now))));
    QVERIFY(waited(store.outbox.release(added->id, now.addSecs(600), {})));
    const auto sending = waited(store.outbox.markSending(added->id, AttemptId::create(), now));
    QVERIFY(sending);
    QCOMPARE(sending->onBehalfName, u"Ann Lee"_s);

    // The records name both.
    QStringList named;
    const auto entries = waited(store.database.run(
        [cipher = store.cipher](QSqlDatabase &db) { return AuditChain::read(db, *cipher, 0, 1000); }));
    QVERIFY(entries);
    for (const AuditRow &entry : *entries) {
        if (entry.subject == added->id.toString() && entry.details.contains(u"Ann Lee"_s))
            named << entry.action;
    }
    QCOMPARE(named, (QStringList{u"communication.added"_s, u"communication.sending"_s}));
    const auto click = std::find_if(entries->begin(), entries->end(), [&](const AuditRow &entry) {
        return entry.subject == added->id.toString() && entry.action == u"communication.added";
    });
    QCOMPARE(click->staff, u"Ben"_s);
    QVERIFY(click->details.contains(ann.toString()));
    // Who left is represented by nobody.
    QVERIFY(exec(u"UPDATE deputies SET withdrawn_at = NULL"_s, {}));
    QVERIFY(exec(u"UPDATE staff SET left_at = 1"_s, {}));
    QVERIFY(isRefused(waited(store.outbox.add(text(u"gone"_s)))));
}

void TestOutboxStore::lockedWritesNothing()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
    const auto row = store.textIn(SendState::Pending, client, u"secret"_s);
    store.keys.lock();
    QCOMPARE(waited(store.outbox.add(StoreFixture::text(client, u"more"_s))).error().kind, ErrorKind::Locked);
    const auto sending = waited(store.outbox.markSending(row.id, AttemptId::create(), QDateTime::currentDateTimeUtc()));
    QCOMPARE(sending.error().kind, ErrorKind::Locked);
    QCOMPARE(waited(store.outbox.cancel(row.id, u"x"_s)).error().kind, ErrorKind::Locked);
    const auto read = waited(store.communications.fetch(row.id));
    QVERIFY(read->bodyLocked);
    QVERIFY(read->body.isEmpty());
    QCOMPARE(read->sendState, SendState::Pending);
    store.keys.unlock(store.cipher);
    QCOMPARE(waited(store.communications.fetch(row.id))->body, u"secret"_s);
}

void TestOutboxStore::signalsAfterCommit()
{
    StoreFixture store;
    QVERIFY(store.open());
    const Client client = store.addClient(u"Ana"_s, u"+13125550142"_s);
    QSignalSpy wakes(&store.outbox, &OutboxStore::pendingAdded);
    QSignalSpy rows(&store.communications, &CommunicationStore::changed);
    QSignalSpy clients(&store.clients, &ClientStore::changed);
    const auto row = waited(store.outbox.add(StoreFixture::text(client, u"hello"_s)));
    QTRY_COMPARE(rows.size(), qsizetype(1));
    QTRY_VERIFY(!clients.isEmpty());
    QCOMPARE(wakes.size(), qsizetype(1));
    QCOMPARE(clients.last().first().value<QList<Client>>().first().lastPreview, u"hello"_s);
    QVERIFY(waited(store.outbox.hold(row->id, SendBlock::OutsideHours)).has_value());
    QVERIFY(waited(store.outbox.release(row->id, {}, u"urgent"_s)).has_value());
    QCOMPARE(wakes.size(), qsizetype(2));
    QCOMPARE(waited(store.communications.fetch(row->id))->overrideReason, u"urgent"_s);
}

QTEST_GUILESS_MAIN(TestOutboxStore)
#include "tst_outboxstore.moc"
