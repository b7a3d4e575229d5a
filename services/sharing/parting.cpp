#include "sharing/parting.h"

#include "storage/auditlog.h"
#include "storage/database.h"
#include "storage/storejob.h"
#include "sync/membership.h"
#include "sync/shareddatabase.h"
#include "sync/sharedsql.h"
#include "sync/syncpush.h"
#include "sync/trustchain.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLoggingCategory>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(lcParting, "practiceline.parting")

constexpr int batchRows = 200;
constexpr int connections = 2; // for the last word

/// Whether the same would be refused the next time, too: data that the practice does not take, or a right.
bool isForGood(const Error &why)
{
    static constexpr std::array classes{"42"_L1, "P0"_L1, "PL"_L1}; // of SQLSTATE
    return isOfRows(why) || std::any_of(classes.begin(), classes.end(), [state = sqlState(why)](QLatin1StringView one) {
               return state.startsWith(one);
           });
}

QByteArray bytesOf(const QJsonValue &hex)
{
    return QByteArray::fromHex(hex.toString().toLatin1());
}

/// Whose key the practice says it is, as far as the chain of endorsements reaches.
TrustChain chainOf(const QJsonObject &answer, const Membership &member)
{
    TrustChain chain(member);
    const QJsonArray people = answer.value("people"_L1).toArray();
    for (const auto &one : people)
        chain.addPerson(one.toObject().value("id"_L1).toString(), bytesOf(one.toObject().value("signing_key"_L1)));
    const QJsonArray endorsements = answer.value("endorsements"_L1).toArray();
    for (const auto &one : endorsements) {
        const QJsonObject row = one.toObject();
        chain.addEndorsement({row.value("endorsed"_L1).toString(), row.value("role"_L1).toString(),
                              bytesOf(row.value("public_key"_L1)), bytesOf(row.value("signing_key"_L1)),
                              bytesOf(row.value("signature"_L1))},
                             row.value("signer"_L1).toString());
    }
    return chain;
}
} // namespace

struct Parting::Run {
    PracticeAddress address;
    QString password;
    Membership member;
    DeviceId device;
    SyncKeys keys;
    Word word;
};

Parting::Parting(Database &local, SharedDatabase &shared, std::chrono::milliseconds retry, QObject *parent)
    : QObject(parent)
    , m_local(local)
    , m_shared(shared)
    , m_records(local, shared)
{
    m_retry.setSingleShot(true);
    m_retry.setInterval(retry);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        if (m_run)
            begin(m_run);
    });
    connect(&m_records, &RecordsSync::ended, this, [this](const Result<void> &result) {
        if (!m_run)
            return;
        if (result)
            end(m_run);
        else
            failed(m_run, result.error(), &Parting::end);
    });
}

QString Parting::toText(const Word &word)
{
    const QJsonObject object{{u"at"_s, word.at.toMSecsSinceEpoch()}, {u"by_oneself"_s, word.byOneself}};
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

Parting::Word Parting::fromText(const QString &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    Word word;
    word.isProven = object.contains("at"_L1);
    word.byOneself = object.value("by_oneself"_L1).toBool();
    word.at = QDateTime::fromMSecsSinceEpoch(object.value("at"_L1).toInteger(), Qt::UTC);
    return word;
}

Result<Parting::Word> Parting::read(QSqlDatabase &shared, const Membership &member, DeviceId device)
{
    auto row = execShared(shared, u"SELECT practiceline.parting(?::uuid)::text"_s, {device.toString()});
    if (!row)
        return row.error();
    if (!row->next())
        return nothingCameBack();
    const QJsonObject answer = QJsonDocument::fromJson(row->value(0).toByteArray()).object();
    const QString signer = answer.value("signer"_L1).toString();
    Word word;
    word.byOneself = signer == member.staff.toString();
    word.isProven = MemberKeyring::isFarewell(bytesOf(answer.value("signature"_L1)), member.practiceId,
                                              member.staff.toString(), chainOf(answer, member).signerKey(signer));
    word.at = QDateTime::fromMSecsSinceEpoch(answer.value("at"_L1).toInteger(), Qt::UTC);
    word.recordsThere = answer.value("number"_L1).toInteger();
    word.recordsHash = bytesOf(answer.value("hash"_L1));
    return word;
}

void Parting::ask(const Membership &member, DeviceId device)
{
    if (std::exchange(m_asking, true))
        return;
    whenDone(m_shared.run([member, device](QSqlDatabase &db) { return read(db, member, device); }), this,
             [this](const Result<Word> &word) {
                 m_asking = false;
                 if (word && word->isProven)
                     Q_EMIT proven(*word);
                 else
                     qCWarning(lcParting) << "shut out, and nobody whom we trust says that the membership ended"
                                          << (word ? QString() : word.error().detail);
             });
}

void Parting::handOver(const Membership &member, DeviceId device, const SyncKeys &keys)
{
    m_run = std::make_shared<Run>(Run{member.address, member.password, member, device, keys, {}});
    begin(m_run);
}

void Parting::stop()
{
    m_retry.stop();
    m_run.reset();
}

void Parting::begin(const RunPtr &run)
{
    if (m_shared.isOpen())
        return note(run);
    whenDone(m_shared.open(run->address, run->password), this, [this, run](const Result<void> &opened) {
        if (opened)
            note(run);
        else
            failed(run, opened.error(), nullptr);
    });
}

/// A refusal for good leads on to @p next: it would be the same the next time. All else (a server that only reads for
/// now, a full disk on either side, a deadlock) comes from the moment, and nothing is given up for it.
void Parting::failed(const RunPtr &run, const Error &why, void (Parting::*next)(const RunPtr &))
{
    if (m_run != run)
        return;
    if (next && isForGood(why)) {
        qCWarning(lcParting) << "the practice does not take what is left:" << why.detail;
        return (this->*next)(run);
    }
    qCInfo(lcParting) << "not handed over yet:" << why.detail;
    m_retry.start();
    Q_EMIT waits(why);
}

/// The chain of this computer's records ends with the reason why it ends; once.
void Parting::note(const RunPtr &run)
{
    const auto noted = m_local.run([cipher = run->keys.own, id = run->member.practiceId](QSqlDatabase &db) {
        return inTransaction(db, [&](QSqlDatabase &inner) { return SyncMemory::notePartingOnce(inner, cipher, id); });
    });
    whenDone(noted, this, [this, run](const Result<void> &done) {
        if (!done)
            qCWarning(lcParting) << "the end is not recorded:" << done.error().detail;
        push(run);
    });
}

void Parting::push(const RunPtr &run)
{
    if (m_run != run)
        return;
    const auto taken = m_local.run([](QSqlDatabase &db) { return SyncPush::takeParting(db, batchRows); });
    whenDone(taken, this, [this, run](const Result<PushBatch> &batch) {
        if (!batch)
            return failed(run, batch.error(), &Parting::askEnd);
        if (batch->changes.isEmpty())
            return askEnd(run);
        const auto sent = m_shared.run([batch = *batch, keys = run->keys, device = run->device](QSqlDatabase &db) {
            return SyncPush::sendParting(db, batch, keys, device);
        });
        whenDone(sent, this, [this, run, batch = *batch](const Result<QList<PushOutcome>> &outcomes) {
            if (!outcomes)
                return failed(run, outcomes.error(), &Parting::askEnd);
            const auto settled = m_local.run([batch, outcomes = *outcomes, own = run->keys.own](QSqlDatabase &db) {
                return SyncPush::settle(db, batch, outcomes, *own);
            });
            whenDone(settled, this, [this, run](const Result<void> &done) {
                if (done)
                    push(run);
                else
                    failed(run, done.error(), &Parting::askEnd);
            });
        });
    });
}

/// Where the records end there: an earlier attempt may have brought some.
void Parting::askEnd(const RunPtr &run)
{
    const auto asked = m_shared.run(
        [member = run->member, device = run->device](QSqlDatabase &db) { return read(db, member, device); });
    whenDone(asked, this, [this, run](const Result<Word> &word) {
        if (!word)
            return failed(run, word.error(), &Parting::end);
        run->word = *word;
        pushRecords(run);
    });
}

void Parting::pushRecords(const RunPtr &run)
{
    if (m_run == run)
        m_records.runParting(run->keys, run->device, run->word.recordsThere, run->word.recordsHash);
}

void Parting::end(const RunPtr &run)
{
    whenDone(m_local.run([](QSqlDatabase &db) { return SyncMemory::leftovers(db); }), this,
             [this, run](const Result<SyncMemory::Leftovers> &left) {
                 if (m_run != run)
                     return;
                 m_run.reset();
                 Q_EMIT handedOver(left.value_or(SyncMemory::Leftovers()));
             });
}

QFuture<Result<void>> Parting::sayErased(const Membership &member, DeviceId device, const SyncMemory::Leftovers &left)
{
    const Promise<void> promise;
    sayErased(promise, member, device, int(left.notShared), connections);
    return promise.future();
}

void Parting::sayErased(const Promise<void> &promise, const Membership &member, DeviceId device, int notShared,
                        int connectionsLeft)
{
    const auto said = m_shared.run([device, notShared](QSqlDatabase &db) -> Result<void> {
        const auto done =
            execShared(db, u"SELECT practiceline.say_erased(?::uuid, ?)"_s, {device.toString(), notShared});
        return done ? Result<void>() : Result<void>(done.error());
    });
    whenDone(said, this, [=, this](const Result<void> &done) {
        if (done || done.error().kind != ErrorKind::Offline || connectionsLeft == 0)
            return promise.finish(done);
        whenDone(m_shared.open(member.address, member.password), this, [=, this](const Result<void> &opened) {
            if (!opened && opened.error().kind != ErrorKind::Offline)
                promise.finish(opened); // the login is locked: an earlier word was heard
            else
                sayErased(promise, member, device, notShared, connectionsLeft - 1);
        });
    });
}
