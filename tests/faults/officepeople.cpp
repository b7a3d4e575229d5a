#include "officepeople.h"

#include "officefaults.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
/// A call in doubt keeps its phone, so who calls again takes another one after some.
constexpr int callsAPhone = 3;
} // namespace

void OfficePeople::act()
{
    Computer &computer = m_office.some();
    const int way = m_office.pick(100);
    if (way < 20)
        somebodyWrites();
    else if (computer.isOff())
        return;
    else if (way < 56)
        somebodyTexts(computer);
    else if (way < 68)
        somebodyPresses(computer);
    else if (way < 80)
        somebodyCalls(computer);
    else if (way < 94)
        somebodyNotes(computer);
    else
        setPermission(computer, m_office.somePeer().number, m_office.chance(25));
}

// ---- texts

void OfficePeople::killSoon(Computer &computer)
{
    QTest::qWait(m_office.pick(1500));
    m_faults.kill(computer);
}

QString OfficePeople::text(Computer &computer, const Office::Peer &to, const QString &what)
{
    const QString body = u"t%1-%2"_s.arg(computer.number).arg(what);
    const auto at = QDateTime::currentDateTimeUtc();
    const QJsonObject told = m_office.ask(computer, {{"op"_L1, u"text"_s}, {"client"_L1, to.id}, {"body"_L1, body}});
    m_texts[body].append({computer.number, told.value("id"_L1).toString(), at, {}});
    return body;
}

void OfficePeople::somebodyTexts(Computer &computer)
{
    const Office::Peer &to = m_office.somePeer();
    const QString body = u"t%1-%2"_s.arg(computer.number).arg(m_office.step());
    QJsonObject order{{"op"_L1, u"text"_s}, {"client"_L1, to.id}, {"body"_L1, body}};
    if (m_office.chance(15))
        order.insert("at"_L1, QDateTime::currentMSecsSinceEpoch() + 2000 + m_office.pick(5000));
    if (computer.number != 0 && m_office.chance(20))
        order.insert("for"_L1, m_office.first().person);
    OfficeEvidence::Press press{computer.number, {}, QDateTime::currentDateTimeUtc(), {}};
    if (m_office.chance(8)) {
        (void)computer.process->order(order);
        killSoon(computer);
    } else {
        const QJsonObject told = m_office.ask(computer, order);
        press.id = told.value("id"_L1).toString();
        m_office.say(u"computer %1 texts %2 to %3: %4 %5"_s.arg(computer.number)
                         .arg(body, to.number, press.id, told.value("why"_L1).toString()));
    }
    m_texts[body].append(press);
}

/// A client, or somebody whom nobody knows.
void OfficePeople::somebodyWrites()
{
    const QString from =
        m_office.chance(10) ? u"+1312556%1"_s.arg(1000 + m_office.pick(5)) : m_office.somePeer().number;
    receive(from, m_office.chance(8) ? u"STOP"_s : m_office.chance(35) ? u"START"_s : u"in %1"_s.arg(m_office.step()));
}

void OfficePeople::receive(const QString &number, const QString &body)
{
    m_office.twilio().call(
        [&] { m_inbound.append(m_office.twilio()->receiveText(number, SimulatorOptions().ownNumbers.first(), body)); });
    m_office.say(u"%1 writes “%2”"_s.arg(number, body));
}

void OfficePeople::setPermission(Computer &computer, const QString &number, bool stops)
{
    (void)m_office.ask(computer, {{"op"_L1, u"permission"_s}, {"e164"_L1, number}, {"stop"_L1, stops}});
    m_office.say(u"computer %1: %2 %3"_s.arg(computer.number).arg(stops ? u"no texts to"_s : u"texts to"_s, number));
}

// ---- what is pressed beside a text that stands there

QList<QJsonObject> OfficePeople::offers(Computer &computer)
{
    QList<QJsonObject> offers;
    const QJsonArray told = m_office.ask(computer, {{"op"_L1, u"offers"_s}}).value("offers"_L1).toArray();
    for (const QJsonValue &one : told)
        offers.append(one.toObject());
    return offers;
}

void OfficePeople::somebodyPresses(Computer &computer)
{
    QList<QJsonObject> all = offers(computer);
    // A text that failed may be written again for ever; a doubt, or what is held for it, is what matters.
    const auto isDoubt = [](const QJsonObject &offer) { return offer.value("what"_L1).toString() != u"write"_s; };
    if (std::any_of(all.cbegin(), all.cend(), isDoubt) && m_office.chance(80))
        all.removeIf([&isDoubt](const QJsonObject &offer) { return !isDoubt(offer); });
    if (all.isEmpty())
        return;
    const QJsonObject offer = all.at(m_office.pick(all.size()));
    const bool twice = m_office.chance(30);
    press(computer, offer, twice, m_office.chance(8));
}

/// The text may be one whose computer was killed before it could say that it is stored.
void OfficePeople::learn(int computer, const QJsonObject &offer)
{
    QList<OfficeEvidence::Press> &presses = m_texts[offer.value("body"_L1).toString()];
    const QString id = offer.value("id"_L1).toString();
    if (std::any_of(presses.cbegin(), presses.cend(), [&](const auto &one) { return one.id == id; }))
        return;
    // A text that the store holds as a possible duplicate names the doubt, too, and nobody has pressed "Send again".
    for (const QString &resendOf : {offer.value("resendOf"_L1).toString(), QString()}) {
        const auto untold = std::find_if(presses.begin(), presses.end(), [&](const auto &one) {
            return one.id.isEmpty() && one.computer == computer && one.resendOf == resendOf;
        });
        if (untold != presses.end()) {
            untold->id = id;
            return;
        }
    }
}

void OfficePeople::press(Computer &computer, const QJsonObject &offer, bool twice, bool isCutShort)
{
    ++m_presses;
    const QString what = offer.value("what"_L1).toString();
    const QString id = offer.value("id"_L1).toString();
    m_office.say(u"computer %1 presses “%2” at “%3” (%4)%5"_s.arg(computer.number)
                     .arg(what, offer.value("body"_L1).toString(), id, twice ? u" twice"_s : QString()));
    learn(computer.number, offer);
    if (what == u"release"_s)
        return release(computer, offer, isCutShort);
    const auto at = QDateTime::currentDateTimeUtc();
    const QJsonObject order{{"op"_L1, what}, {"id"_L1, id}};
    QList<int> orders{computer.process->order(order)};
    if (twice)
        orders.append(computer.process->order(order));
    if (isCutShort) {
        killSoon(computer);
        for (qsizetype left = orders.size(); left > 0; --left)
            answered(computer.number, offer, at, {{"ok"_L1, true}});
        return;
    }
    for (int number : std::as_const(orders)) {
        const QJsonObject told = computer.process->answer(number);
        if (told.isEmpty())
            m_office.find(u"computer %1 does not answer “%2”"_s.arg(computer.number).arg(what));
        answered(computer.number, offer, at, told);
    }
}

void OfficePeople::answered(int computer, const QJsonObject &offer, const QDateTime &at, const QJsonObject &told)
{
    const QString id = told.value("id"_L1).toString();
    m_office.say(u"  answer: %1 %2"_s.arg(id, told.value("why"_L1).toString()));
    if (!told.value("ok"_L1).toBool())
        return;
    QList<OfficeEvidence::Press> &presses = m_texts[offer.value("body"_L1).toString()];
    const bool isKnown =
        !id.isEmpty() && std::any_of(presses.cbegin(), presses.cend(), [&](const auto &one) { return one.id == id; });
    if (told.value("isOver"_L1).toBool())
        m_office.find(u"“%1” was written again, and nothing came of it but %2, which was not delivered"_s.arg(
            offer.value("body"_L1).toString(), id));
    if (isKnown) {
        ++m_sameClicks;
        return;
    }
    const bool isResend = offer.value("what"_L1).toString() == u"again"_s;
    presses.append({computer, id, told.value("held"_L1).toBool() ? QDateTime() : at,
                    isResend ? offer.value("id"_L1).toString() : QString()});
}

/// "Send now": the text that is held may leave from here on.
void OfficePeople::release(Computer &computer, const QJsonObject &offer, bool isCutShort)
{
    QList<OfficeEvidence::Press> &presses = m_texts[offer.value("body"_L1).toString()];
    const QString id = offer.value("id"_L1).toString();
    const auto press = std::find_if(presses.begin(), presses.end(), [&](const auto &one) { return one.id == id; });
    if (press == presses.end())
        return m_office.find(u"“%1” (%2) is held, and nobody wrote it"_s.arg(offer.value("body"_L1).toString(), id));
    const QDateTime before = press->at;
    if (before.isNull())
        press->at = QDateTime::currentDateTimeUtc();
    const QJsonObject order{{"op"_L1, u"release"_s}, {"id"_L1, id}};
    if (isCutShort) {
        (void)computer.process->order(order);
        return killSoon(computer);
    }
    const QJsonObject told = m_office.ask(computer, order);
    m_office.say(u"  answer: "_s + told.value("why"_L1).toString());
    if (!told.value("ok"_L1).toBool())
        press->at = before;
}

// ---- calls

QString OfficePeople::newCall(const Computer &computer, const Office::Peer &to, const QString &staffPhone)
{
    const QString name = u"call %1 of %2"_s.arg(++m_clicks).arg(computer.number);
    m_calls.insert(name, {computer.number, staffPhone, to.number, {}, false, {}, {}});
    m_killsBefore.insert(name, computer.kills);
    return name;
}

QString OfficePeople::call(Computer &computer, const Office::Peer &to, const QString &staffPhone, bool twice,
                           bool isCutShort)
{
    QStringList names{newCall(computer, to, staffPhone)};
    if (twice)
        names.append(newCall(computer, to, staffPhone));
    QList<int> orders;
    for (const QString &name : std::as_const(names))
        orders.append(computer.process->order(
            {{"op"_L1, u"call"_s}, {"client"_L1, to.id}, {"phone"_L1, staffPhone}, {"name"_L1, name}}));
    if (isCutShort)
        killSoon(computer);
    for (qsizetype at = 0; at < names.size(); ++at) {
        const QJsonObject told = isCutShort ? QJsonObject() : computer.process->answer(orders.at(at));
        if (!isCutShort && !told.value("ok"_L1).toBool())
            m_office.find(u"computer %1: “%2”: %3"_s.arg(computer.number)
                              .arg(names.at(at), told.isEmpty() ? u"no answer"_s : told.value("why"_L1).toString()));
        m_calls[names.at(at)].at = QDateTime::currentDateTimeUtc();
    }
    m_office.say(
        u"computer %1 calls %2 by %3: %4"_s.arg(computer.number).arg(to.number, staffPhone, names.join(u", "_s)));
    return names.first();
}

void OfficePeople::somebodyCalls(Computer &computer)
{
    if (m_office.chance(25)) {
        (void)m_office.ask(computer, {{"op"_L1, u"hangUp"_s}});
        return m_office.say(u"computer %1 hangs up"_s.arg(computer.number));
    }
    // Mostly one that is answered; 0011 is busy, and at 0012 nobody answers.
    const int way = m_office.pick(100);
    const QString last = way < 10 ? u"0011"_s : way < 25 ? u"0012"_s : QString::number(1000 + m_clicks / callsAPhone);
    const bool twice = m_office.chance(25);
    (void)call(computer, m_office.somePeer(), u"+13126%1%2"_s.arg(computer.number, 2, 10, QChar(u'0')).arg(last), twice,
               m_office.chance(12));
}

/// What a computer was told of its calls outlives it, in a file.
QHash<QString, OfficeEvidence::Call> OfficePeople::calls() const
{
    QHash<QString, OfficeEvidence::Call> calls = m_calls;
    for (auto it = calls.begin(); it != calls.end(); ++it)
        it->isCut = m_office.computers().at(size_t(it->computer))->kills > m_killsBefore.value(it.key());
    for (const auto &computer : m_office.computers()) {
        QFile file(computer->folder + u"/calls"_s);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        while (!file.atEnd()) {
            const QJsonObject told = QJsonDocument::fromJson(file.readLine()).object();
            OfficeEvidence::Call &call = calls[told.value("name"_L1).toString()];
            call.id = told.value("id"_L1).toString();
            call.why = told.value("why"_L1).toString();
        }
    }
    return calls;
}

// ---- the rest

void OfficePeople::somebodyNotes(Computer &computer)
{
    const int way = m_office.pick(3);
    const QString value = u"%1 of %2"_s.arg(m_office.step()).arg(computer.number);
    const Office::Peer &peer = m_office.somePeer();
    if (way == 0) {
        Computer &editor = *m_office.computers().at(size_t(peer.editor));
        (void)m_office.ask(editor, {{"op"_L1, u"edit"_s}, {"client"_L1, peer.id}, {"value"_L1, value}});
        return;
    }
    if (way == 1 || m_texts.isEmpty()) {
        (void)m_office.ask(computer, {{"op"_L1, u"inote"_s}, {"client"_L1, peer.id}, {"value"_L1, value}});
        return;
    }
    QStringList ids;
    for (const auto &presses : std::as_const(m_texts))
        ids.append(presses.first().id);
    ids.sort();
    (void)m_office.ask(computer,
                       {{"op"_L1, u"note"_s}, {"id"_L1, ids.at(m_office.pick(ids.size()))}, {"value"_L1, value}});
}

QString OfficePeople::report() const
{
    return u"%1 texts, %2 presses beside one (%3 of them the same click), %4 clicks on Call"_s.arg(m_texts.size())
        .arg(m_presses)
        .arg(m_sameClicks)
        .arg(m_clicks);
}
