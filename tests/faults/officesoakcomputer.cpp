#include "officesoakcomputer.h"

#include "app/officefixture.h"
#include "officedesk.h"
#include "orders.h"
#include "soakdesktop.h"
#include "support/filesecretstore.h"
#include "support/wallclock.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace
{
/// A day of looking for a doubt, "Send again" after five minutes, and the rest take some minutes in all.
constexpr double doubtScale = 0.02;

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
        m_desk.reset();
        if (backend)
            stop();
    }

private:
    static QString word(const QJsonObject &order, QLatin1String name) { return order.value(name).toString(); }
    QJsonObject begin(const QJsonObject &order);
    QJsonObject setUp(const QJsonObject &order);
    QJsonObject invite(const QJsonObject &order);
    QJsonObject join(const QJsonObject &order);
    QJsonObject approve();
    QJsonObject deputies(const QJsonObject &order);
    QJsonObject edit(const QJsonObject &order);
    QJsonObject progress();
    QJsonObject dump(bool ofPractice);
    QJsonObject added();

    QString m_folder;
    std::unique_ptr<OfficeDesk> m_desk; ///< ends before the backend does
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
    m_desk = std::make_unique<OfficeDesk>(*backend, m_folder);
    return {{"ok"_L1, true}};
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
    QList<StaffId> before;
    for (const StaffMember &one : backend->staff.deputiesOf(backend->sharing.me()))
        before.append(one.id);
    return told(waited(backend->sharing.setDeputies(backend->sharing.me(), before, people)));
}

QJsonObject OfficeSoakComputer::edit(const QJsonObject &order)
{
    Client known = m_desk->clientOf(order);
    if (known.id.isNull())
        return {{"ok"_L1, false}, {"why"_L1, u"not here"_s}};
    known.notes = word(order, "value"_L1);
    return told(waited(backend->clients.save(known)));
}

QJsonObject OfficeSoakComputer::progress()
{
    const auto waiting = waited(backend->database.run([](QSqlDatabase &db) -> Result<QStringList> {
        QStringList all;
        auto query = execSql(db, u"SELECT kind || ' ' || id || ' ' || coalesce(refusal, '') FROM sync_queue"_s);
        while (query && query->next())
            all.append(query->value(0).toString());
        return all;
    }));
    const Sharing &sharing = backend->sharing;
    return {{"ok"_L1, true},
            {"member"_L1, sharing.state() == Sharing::State::Member},
            {"upToDate"_L1, sharing.state() == Sharing::State::Member && isUpToDate()},
            {"error"_L1, sharing.status().error.detail},
            {"waiting"_L1, waiting ? waiting->join(u", "_s) : u"not known"_s},
            {"state"_L1, int(sharing.status().state)},
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
        return m_desk->text(order);
    if (op == "offers"_L1)
        return m_desk->offers();
    if (op == "again"_L1 || op == "write"_L1 || op == "release"_L1)
        return m_desk->press(order);
    if (op == "call"_L1)
        return m_desk->call(order);
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
        return told(waited(
            backend->notes.add(m_desk->clientOf(order).id, word(order, "value"_L1), backend->sharing.me(), u"Soak"_s)));
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
