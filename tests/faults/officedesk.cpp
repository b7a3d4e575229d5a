#include "officedesk.h"

#include "orders.h"
#include "simulator/twiliosimulator.h"
#include "storefixture.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace
{
bool isNotDelivered(const Communication &row)
{
    return row.sendState == SendState::Accepted && (row.status == "undelivered"_L1 || row.status == "failed"_L1);
}

QString word(const QJsonObject &order, QLatin1String name)
{
    return order.value(name).toString();
}
} // namespace

OfficeDesk::OfficeDesk(Backend &backend, QString folder)
    : m_backend(backend)
    , m_folder(std::move(folder))
{
    connect(&m_backend.communications, &CommunicationStore::changed, this, &OfficeDesk::watch);
    connect(&m_backend.calls, &CallPlacer::phaseChanged, this, &OfficeDesk::watchCall);
}

Client OfficeDesk::clientOf(const QJsonObject &order) const
{
    return waited(m_backend.clients.fetch(ClientId::fromString(word(order, "client"_L1)))).value_or(Client());
}

/// As a person's click does.
QJsonObject OfficeDesk::text(const QJsonObject &order)
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

QJsonObject OfficeDesk::send(const SmsDraft &draft)
{
    const auto stored = waited(m_backend.sender.send(draft));
    QJsonObject answer = told(stored);
    if (stored) {
        answer.insert("id"_L1, stored->id.toString());
        answer.insert("isOver"_L1, isNotDelivered(*stored));
        answer.insert("held"_L1, stored->sendState == SendState::Held && stored->block == SendBlock::PossibleDuplicate);
    }
    return answer;
}

/// What the window offers beside a text (RowActions, SendQuestions); and who sees a doubt may type the text again.
QString OfficeDesk::offered(const Communication &row) const
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

QJsonObject OfficeDesk::offers()
{
    constexpr int page = 2000;
    QJsonArray offers;
    const auto rows = waited(m_backend.communications.page({}, {}, page));
    for (const Communication &row : rows.value_or(CommunicationPage()).rows) {
        if (const QString what = offered(row); !what.isEmpty())
            offers.append(QJsonObject{{"id"_L1, row.id.toString()},
                                      {"body"_L1, row.body},
                                      {"what"_L1, what},
                                      {"resendOf"_L1, row.resendOf.isNull() ? QString() : row.resendOf.toString()}});
    }
    return {{"ok"_L1, rows.has_value()}, {"offers"_L1, offers}};
}

QJsonObject OfficeDesk::press(const QJsonObject &order)
{
    const auto row = waited(m_backend.communications.fetch(CommunicationId::fromString(word(order, "id"_L1))));
    const QString what = word(order, "op"_L1);
    if (!row || offered(*row) != what) // it has changed since it was offered
        return {{"ok"_L1, false}, {"why"_L1, u"not offered"_s}};
    if (what == "release"_L1)
        return told(waited(m_backend.sender.sendHeld(row->id, {})));
    SmsDraft draft = SmsDraft::again(*row);
    if (what == "write"_L1)
        draft.resendOf = {};
    return send(draft);
}

/// Answers at once; what came of the click is written down when it is known.
QJsonObject OfficeDesk::call(const QJsonObject &order)
{
    const Client to = clientOf(order);
    const QString name = word(order, "name"_L1);
    if (to.id.isNull())
        return {{"ok"_L1, false}, {"why"_L1, u"not here"_s}};
    CallPlacer &calls = m_backend.calls;
    if (calls.phase() == CallPlacer::Phase::Idle) {
        PracticeSettings settings = m_backend.settings.current();
        settings.staffPhone = PhoneNumber::fromE164(word(order, "phone"_L1));
        if (const auto saved = waited(m_backend.settings.save(settings)); !saved)
            return told(saved);
    }
    if (calls.phase() == CallPlacer::Phase::Idle)
        calls.setPrompt(name, u"en-US"_s); // by which its POST is known
    whenDone(calls.call(to, to.primaryNumber()), this, [this, name](const Result<Communication> &row) {
        write(u"calls"_s, {{"name"_L1, name},
                           {"id"_L1, row ? row->id.toString() : QString()},
                           {"why"_L1, row ? QString() : row.error().detail}});
    });
    return {{"ok"_L1, true}};
}

void OfficeDesk::write(const QString &file, const QJsonObject &line) const
{
    QFile out(m_folder + u'/' + file);
    if (!out.open(QIODevice::WriteOnly | QIODevice::Append) ||
        out.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n') < 0)
        qFatal("nothing can be written here");
}

/// Neither Twilio's word nor what was accepted may step back, on any computer.
void OfficeDesk::watch(const QList<Communication> &rows)
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
void OfficeDesk::watchCall()
{
    whenDone(m_backend.communications.fetch(m_backend.calls.current()), this, [this](const Result<Communication> &row) {
        if (row && row->isElsewhere())
            write(u"wrong"_s, {{"follows a colleague's call"_L1, row->id.toString()}});
    });
}
