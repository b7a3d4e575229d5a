#include "officesoakcomputer.h"

#include "app/officefixture.h"
#include "orders.h"
#include "soakdesktop.h"
#include "support/filesecretstore.h"
#include "support/wallclock.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace
{
/// A day of looking for a doubt, "Send again" after five minutes, and the rest take some minutes in all.
constexpr double doubtScale = 0.02;

bool isNotDelivered(const Communication &row)
{
    return row.sendState == SendState::Accepted && (row.status == "undelivered"_L1 || row.status == "failed"_L1);
}

class OfficeSoakComputer : public WholeComputer
{
public:
    explicit OfficeSoakComputer(QString folder)
        : m_folder(std::move(folder))
    {
    }
    QJsonObject obey(const QJsonObject &order);
    void end()
    {
        m_context.reset();
        if (backend)
            stop();
    }

private:
    static QString word(const QJsonObject &order, QLatin1String name) { return order.value(name).toString(); }
    Client clientOf(const QJsonObject &order) const
    {
        return waited(backend->clients.fetch(ClientId::fromString(word(order, "client"_L1)))).value_or(Client());
    }

    QJsonObject begin(const QJsonObject &order);
    QJsonObject setUp(const QJsonObject &order);
    QJsonObject invite(const QJsonObject &order);
    QJsonObject join(const QJsonObject &order);
    QJsonObject approve();
    QJsonObject deputies(const QJsonObject &order);
    QJsonObject text(const QJsonObject &order);
    QJsonObject offers();
    QString offered(const Communication &row) const;
    QJsonObject press(const QJsonObject &order);
    QJsonObject send(const SmsDraft &draft);
    QJsonObject call(const QJsonObject &order);
    QJsonObject edit(const QJsonObject &order);
    QJsonObject progress();
    QJsonObject dump(bool ofPractice);
    QJsonObject added();
    void watch(const QList<Communication> &rows);
    void watchCall();
    /// A line in a file of this computer's, which outlives it.
    void write(const QString &file, const QJsonObject &line) const;

    QString m_folder;
    QHash<CommunicationId, Communication> m_known; ///< as this run saw them last
    std::unique_ptr<QObject> m_context;            ///< ends before the backend's services do
};

QJsonObject OfficeSoakComputer::begin(const QJsonObject &order)
{
    timing.refusedLogin = std::chrono::seconds(2);
    timing.doubtScale = doubtScale;
    const auto hosts = TwilioHosts::fromOverride(QUrl(word(order, "twilio"_L1)));
    const QString keychain = m_folder + u"/keychain.json"_s;
    if (!hosts || !WholeComputer::begin({m_folder, u"profile"_s, *hosts, std::make_unique<FileSecretStore>(keychain),
                                         std::make_unique<FileSecretStore>(keychain)},
                                        word(order, "key"_L1)))
        return {{"ok"_L1, false}};
    // The practice's, and no member of its staff may change it later.
    PracticeSettings settings = backend->settings.current();
    settings.callerId = PhoneNumber::fromE164(SimulatorOptions().ownNumbers.first());
    if (const auto saved = waited(backend->settings.save(settings)); !saved)
        return told(saved);
    m_context = std::make_unique<QObject>();
    QObject::connect(&backend->communications, &CommunicationStore::changed, m_context.get(),
                     [this](const QList<Communication> &rows) { watch(rows); });
    QObject::connect(&backend->calls, &CallPlacer::phaseChanged, m_context.get(), [this] { watchCall(); });
    return {{"ok"_L1, true}};
}

void OfficeSoakComputer::write(const QString &file, const QJsonObject &line) const
{
    QFile out(m_folder + u'/' + file);
    if (!out.open(QIODevice::WriteOnly | QIODevice::Append) ||
        out.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n') < 0)
        qFatal("nothing can be written here");
}

/// Neither Twilio's word nor what was accepted may step back, on any computer.
void OfficeSoakComputer::watch(const QList<Communication> &rows)
{
    for (const Communication &row : rows) {
        const Communication before = m_known.value(row.id, row);
        m_known.insert(row.id, row);
        // Of a call our own phone's leg, which is "completed" in any case, may have been known before the client's.
        const bool isClients =
            row.channel == Channel::Voice && before.status == "completed"_L1 && !row.childCallSid.isEmpty();
        // Its sid was taken for that of the text it repeats (ColleagueDoubts).
        const bool isTakenForFirst =
            row.sendState == SendState::Unconfirmed && row.messageSid.isEmpty() && !row.resendOf.isNull();
        if ((statusRank(row.channel, row.status) < statusRank(before.channel, before.status) && !isClients &&
             !isTakenForFirst) ||
            (before.sendState == SendState::Accepted && row.sendState != SendState::Accepted && !isTakenForFirst))
            write(u"wrong"_s, {{"id"_L1, row.id.toString()},
                               {"was"_L1, sendStateKey(before.sendState) + u' ' + before.status},
                               {"is"_L1, sendStateKey(row.sendState) + u' ' + row.status}});
    }
}

/// A colleague's call is theirs to follow, and to end.
void OfficeSoakComputer::watchCall()
{
    whenDone(backend->communications.fetch(backend->calls.current()), m_context.get(),
             [this](const Result<Communication> &row) {
                 if (row && row->isElsewhere())
                     write(u"wrong"_s, {{"follows a colleague's call"_L1, row->id.toString()}});
             });
}

QJsonObject OfficeSoakComputer::setUp(const QJsonObject &order)
{
    const PracticeAddress address{word(order, "host"_L1), order.value("port"_L1).toInt(), word(order, "database"_L1),
                                  word(order, "login"_L1), word(order, "ca"_L1)};
    return told(
        waited(backend->sharing.setUp({address, u"set-up's own word"_s, u"Ortega & Co"_s, word(order, "name"_L1)})));
}

QJsonObject OfficeSoakComputer::invite(const QJsonObject &order)
{
    const auto invitation =
        waited(backend->sharing.invite({{}, word(order, "name"_L1), word(order, "role"_L1), u"advisor"_s, {}, {}, {}}));
    QJsonObject answer = told(invitation);
    if (invitation)
        answer.insert("invitation"_L1, invitation->toText());
    return answer;
}

QJsonObject OfficeSoakComputer::join(const QJsonObject &order)
{
    auto invitation = Invitation::fromText(word(order, "invitation"_L1));
    if (!invitation)
        return told(invitation);
    invitation->address.port = order.value("port"_L1).toInt(); // each computer has a line of its own
    return told(waited(backend->sharing.join(*invitation)));
}

QJsonObject OfficeSoakComputer::approve()
{
    const auto requests = waited(backend->sharing.requests());
    if (!requests || requests->isEmpty())
        return {{"ok"_L1, false}, {"why"_L1, u"nobody asks"_s}};
    return told(waited(backend->sharing.approve(requests->first())));
}

QJsonObject OfficeSoakComputer::deputies(const QJsonObject &order)
{
    QList<StaffId> people;
    for (const QJsonValue &one : order.value("people"_L1).toArray())
        people.append(StaffId::fromString(one.toString()));
    return told(waited(backend->sharing.setDeputies(backend->sharing.me(), people)));
}

/// As a person's click does.
QJsonObject OfficeSoakComputer::text(const QJsonObject &order)
{
    const Client to = clientOf(order);
    if (to.id.isNull())
        return {{"ok"_L1, false}, {"why"_L1, u"not here"_s}};
    SmsDraft draft;
    draft.clientId = to.id;
    draft.to = to.primaryNumber();
    draft.body = word(order, "body"_L1);
    draft.onBehalfOf = StaffId::fromString(word(order, "for"_L1));
    if (const qint64 at = order.value("at"_L1).toInteger(); at > 0) // by the true time, as people say it
        draft.sendAfter = QDateTime::fromMSecsSinceEpoch(at, Qt::UTC);
    return send(draft);
}

QJsonObject OfficeSoakComputer::send(const SmsDraft &draft)
{
    const auto stored = waited(backend->sender.send(draft));
    QJsonObject answer = told(stored);
    if (stored) {
        answer.insert("id"_L1, stored->id.toString());
        answer.insert("isOver"_L1, isNotDelivered(*stored));
        answer.insert("held"_L1, stored->sendState == SendState::Held && stored->block == SendBlock::PossibleDuplicate);
    }
    return answer;
}

/// What the window offers beside a text (RowActions, SendQuestions); and who sees a doubt may type the text again.
QString OfficeSoakComputer::offered(const Communication &row) const
{
    if (row.channel != Channel::Sms || row.direction != Direction::Outbound || row.bodyLocked)
        return {};
    switch (row.sendState) {
    case SendState::Held:
        return !row.isElsewhere() && row.block == SendBlock::PossibleDuplicate ? u"release"_s : QString();
    case SendState::Unconfirmed:
        if (row.isElsewhere())
            return {};
        return Reconciler::maySendAgain(row) ? u"again"_s : u"write"_s;
    case SendState::Failed:
    case SendState::Refused:
        return row.block == SendBlock::FirstArrived ? QString() : u"write"_s;
    default:
        return isNotDelivered(row) ? u"write"_s : QString();
    }
}

QJsonObject OfficeSoakComputer::offers()
{
    constexpr int page = 2000;
    QJsonArray offers;
    const auto rows = waited(backend->communications.page({}, {}, page));
    for (const Communication &row : rows.value_or(CommunicationPage()).rows) {
        if (const QString what = offered(row); !what.isEmpty())
            offers.append(QJsonObject{{"id"_L1, row.id.toString()},
                                      {"body"_L1, row.body},
                                      {"what"_L1, what},
                                      {"resendOf"_L1, row.resendOf.isNull() ? QString() : row.resendOf.toString()}});
    }
    return {{"ok"_L1, rows.has_value()}, {"offers"_L1, offers}};
}

QJsonObject OfficeSoakComputer::press(const QJsonObject &order)
{
    const auto row = waited(backend->communications.fetch(CommunicationId::fromString(word(order, "id"_L1))));
    const QString what = word(order, "op"_L1);
    if (!row || offered(*row) != what) // it has changed since it was offered
        return {{"ok"_L1, false}, {"why"_L1, u"not offered"_s}};
    if (what == "release"_L1)
        return told(waited(backend->sender.sendHeld(row->id, {})));
    SmsDraft draft = SmsDraft::again(*row);
    if (what == "write"_L1)
        draft.resendOf = {};
    return send(draft);
}

/// Answers at once; what came of the click is written down when it is known.
QJsonObject OfficeSoakComputer::call(const QJsonObject &order)
{
    const Client to = clientOf(order);
    const QString name = word(order, "name"_L1);
    if (to.id.isNull())
        return {{"ok"_L1, false}, {"why"_L1, u"not here"_s}};
    CallPlacer &calls = backend->calls;
    if (calls.phase() == CallPlacer::Phase::Idle) {
        PracticeSettings settings = backend->settings.current();
        settings.staffPhone = PhoneNumber::fromE164(word(order, "phone"_L1));
        if (const auto saved = waited(backend->settings.save(settings)); !saved)
            return told(saved);
    }
    if (calls.phase() == CallPlacer::Phase::Idle)
        calls.setPrompt(name, u"en-US"_s); // by which its POST is known
    whenDone(calls.call(to, to.primaryNumber()), m_context.get(), [this, name](const Result<Communication> &row) {
        write(u"calls"_s, {{"name"_L1, name},
                           {"id"_L1, row ? row->id.toString() : QString()},
                           {"why"_L1, row ? QString() : row.error().detail}});
    });
    return {{"ok"_L1, true}};
}

QJsonObject OfficeSoakComputer::edit(const QJsonObject &order)
{
    Client known = clientOf(order);
    if (known.id.isNull())
        return {{"ok"_L1, false}, {"why"_L1, u"not here"_s}};
    known.notes = word(order, "value"_L1);
    return told(waited(backend->clients.save(known)));
}

QJsonObject OfficeSoakComputer::progress()
{
    const auto waiting = waited(backend->database.run([](QSqlDatabase &db) -> Result<int> {
        auto query = execSql(db, u"SELECT count(*) FROM sync_queue"_s);
        return query && query->next() ? query->value(0).toInt() : -1;
    }));
    const Sharing &sharing = backend->sharing;
    return {{"ok"_L1, true},
            {"member"_L1, sharing.state() == Sharing::State::Member},
            {"upToDate"_L1, sharing.state() == Sharing::State::Member && isUpToDate()},
            {"error"_L1, sharing.status().error.detail},
            {"waiting"_L1, waiting.value_or(-1)},
            {"reads"_L1, backend->sharing.lease().isOurs()},
            {"fresh"_L1, backend->news.isFresh()},
            {"calls"_L1, backend->calls.phase() != CallPlacer::Phase::Idle},
            {"person"_L1, sharing.me().toString()},
            {"device"_L1, sharing.device().toString()}};
}

QJsonObject OfficeSoakComputer::dump(bool ofPractice)
{
    const SyncKeys keys{backend->keys.cipher(), backend->sharing.membership().cipher()};
    const QString device = backend->sharing.device().toString();
    const auto rows = ofPractice
                          ? waited(backend->sharing.database().run([keys](QSqlDatabase &db) -> Result<QJsonObject> {
                                return SoakDump::ofPractice(db, keys);
                            }))
                          : waited(backend->database.run([keys, device](QSqlDatabase &db) -> Result<QJsonObject> {
                                return SoakDump::ofStore(db, *keys.own, device);
                            }));
    QJsonObject answer = told(rows);
    answer.insert("dump"_L1, rows.value_or(QJsonObject()));
    return answer;
}

/// Of the practice's records: what each text that was added sends again. An administrator's.
QJsonObject OfficeSoakComputer::added()
{
    const auto cipher = backend->sharing.membership().cipher();
    const auto records = waited(backend->sharing.database().run(
        [cipher](QSqlDatabase &db) -> Result<QJsonObject> { return SoakDump::recordsOfPractice(db, *cipher); }));
    QJsonObject answer = told(records);
    QJsonArray added;
    for (const QJsonValue &one : records.value_or(QJsonObject())) {
        const QJsonObject record = one.toObject();
        if (word(record, "action"_L1) == "communication.added"_L1)
            added.append(QJsonObject{
                {"id"_L1, record.value("subject"_L1)},
                {"resendOf"_L1,
                 QJsonDocument::fromJson(word(record, "details"_L1).toUtf8()).object().value("resendOf"_L1)}});
    }
    answer.insert("added"_L1, added);
    return answer;
}

QJsonObject OfficeSoakComputer::obey(const QJsonObject &order)
{
    const QString op = word(order, "op"_L1);
    if (op == "begin"_L1)
        return begin(order);
    if (op == "setUp"_L1)
        return setUp(order);
    if (op == "invite"_L1)
        return invite(order);
    if (op == "join"_L1)
        return join(order);
    if (op == "approve"_L1)
        return approve();
    if (op == "deputies"_L1)
        return deputies(order);
    if (op == "text"_L1)
        return text(order);
    if (op == "offers"_L1)
        return offers();
    if (op == "again"_L1 || op == "write"_L1 || op == "release"_L1)
        return press(order);
    if (op == "call"_L1)
        return call(order);
    if (op == "hangUp"_L1) {
        (void)backend->calls.hangUp();
        return {{"ok"_L1, true}};
    }
    if (op == "added"_L1)
        return added();
    if (op == "edit"_L1)
        return edit(order);
    if (op == "progress"_L1)
        return progress();
    if (op == "dump"_L1 || op == "practice"_L1)
        return dump(op == "practice"_L1);
    if (op == "client"_L1) {
        const Client made = addClient(word(order, "name"_L1), word(order, "e164"_L1));
        return {{"ok"_L1, !made.id.isNull()}, {"id"_L1, made.id.toString()}};
    }
    if (op == "inote"_L1)
        return told(
            waited(backend->notes.add(clientOf(order).id, word(order, "value"_L1), backend->sharing.me(), u"Soak"_s)));
    if (op == "note"_L1)
        return told(waited(backend->communications.setNote(CommunicationId::fromString(word(order, "id"_L1)),
                                                           word(order, "value"_L1))));
    if (op == "permission"_L1)
        return told(waited(backend->clients.setPermission(
            PhoneNumber::fromE164(word(order, "e164"_L1)),
            order.value("stop"_L1).toBool() ? TextPermission::OptedOut : TextPermission::MayText, u"rang"_s)));
    if (op == "clock"_L1) {
        WallClock::setAhead(std::chrono::milliseconds(order.value("ahead"_L1).toInteger()));
        return {{"ok"_L1, true}};
    }
    return {{"ok"_L1, false}, {"why"_L1, u"no such order"_s}};
}
} // namespace

int runOfficeSoakComputer(const QString &folder)
{
    OfficeSoakComputer computer(folder);
    const OrderReader reader([&computer](const QJsonObject &order) { return computer.obey(order); });
    const int code = QCoreApplication::exec();
    computer.end();
    return code;
}
