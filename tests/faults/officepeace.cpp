#include "officepeace.h"

#include "communication.h"
#include "officecalljudge.h"
#include "officejudge.h"
#include "officepeople.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr int doubters = 3; ///< computers and clients
}

// ---- the evidence

OfficeEvidence OfficePeace::evidence()
{
    OfficeEvidence all;
    all.texts = m_people.texts();
    all.calls = m_people.calls();
    all.inbound = m_people.inbound();
    all.troubles = m_office.troubles();
    all.arrivals = TwilioArrival::read(m_office.journal());
    QList<int> orders;
    for (const auto &computer : m_office.computers()) {
        all.keyMarks.append(TwilioSimulator::journalMark(computer->key));
        orders.append(computer->process->order({{"op"_L1, u"dump"_s}}));
    }
    for (qsizetype at = 0; at < orders.size(); ++at) {
        const auto &computer = m_office.computers().at(size_t(at));
        all.stores.append(computer->process->answer(orders.at(at)).value("dump"_L1).toObject());
    }
    all.practice = m_office.ask(m_office.first(), {{"op"_L1, u"practice"_s}}).value("dump"_L1).toObject();
    readSpies(all);
    readCallEnds(all);
    return all;
}

void OfficePeace::readSpies(OfficeEvidence &all) const
{
    const auto moment = [](const QString &ms) { return QDateTime::fromMSecsSinceEpoch(ms.toLongLong(), Qt::UTC); };
    const auto lines = [this](const QString &query) { return m_office.sql(query).split(u'\n', Qt::SkipEmptyParts); };
    for (const QString &line :
         lines(u"SELECT e164, stops, (date_part('epoch', at) * 1000)::bigint FROM (SELECT e164, "
               "stops, pg_xact_commit_timestamp(xmin) AS at FROM soak.permissions) p ORDER BY at"_s))
        all.permissions[line.section(u'|', 0, 0)].append(
            {moment(line.section(u'|', 2)), line.section(u'|', 1, 1) == u't'});
    for (const QString &line : lines(u"SELECT id, (date_part('epoch', at) * 1000)::bigint FROM soak.questions"_s))
        all.questions[line.section(u'|', 0, 0)].append(moment(line.section(u'|', 1)));
    all.wrong = lines(u"SELECT what FROM soak.backwards"_s);
    for (const auto &computer : m_office.computers()) {
        QFile file(computer->folder + u"/wrong"_s);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        while (!file.atEnd())
            all.wrong.append(u"computer %1: %2"_s.arg(computer->number).arg(QString::fromUtf8(file.readLine())));
    }
}

void OfficePeace::readCallEnds(OfficeEvidence &all)
{
    for (const TwilioArrival &one : std::as_const(all.arrivals)) {
        if (one.kind != TwilioArrival::Kind::Call || one.sid.isEmpty() || m_callEnds.contains(one.sid))
            continue;
        const auto end = m_office.callEnd(one.sid);
        all.callEnds.insert(one.sid, end);
        if (isFinalStatus(Channel::Voice, end.status))
            m_callEnds.insert(one.sid, end);
    }
    all.callEnds.insert(m_callEnds);
}

void OfficePeace::readRecords(OfficeEvidence &all)
{
    const QJsonArray added = m_office.ask(m_office.first(), {{"op"_L1, u"added"_s}}).value("added"_L1).toArray();
    for (const QJsonValue &one : added)
        all.records.insert(one["id"_L1].toString(), one["resendOf"_L1].toString());
}

// ---- settling

bool OfficePeace::settle(const QString &since)
{
    QElapsedTimer timer;
    timer.start();
    QStringList found;
    qint64 nextLook = 0;
    while (timer.elapsed() < m_office.plan().within * 1000) {
        QTest::qWait(300);
        if (!m_office.areAllReady() || timer.elapsed() < nextLook)
            continue;
        const OfficeEvidence now = evidence();
        const OfficeJudge judge(now);
        found = judge.unsettled() + OfficeCallJudge(now).unsettled() + judge.differences() + judge.inboundWrong();
        if (found.isEmpty()) {
            std::printf("all settled and the same %.1f s after %s\n", double(timer.elapsed()) / 1000,
                        qPrintable(since));
            std::fflush(stdout);
            return true;
        }
        m_office.say(u"%1 ms: %2 open, %3"_s.arg(timer.elapsed()).arg(found.size()).arg(found.first()));
        nextLook = timer.elapsed() + 1000;
    }
    for (const auto &computer : m_office.computers()) {
        if (const QString why = m_office.whyNotReady(*computer); !why.isEmpty())
            found.append(why);
    }
    if (found.isEmpty()) // never all at once
        found.append(u"not all become up to date"_s);
    m_office.say(m_office.sql(u"SELECT pid, usename, state, wait_event, pg_blocking_pids(pid), now() - xact_start, "
                              "left(query, 100) FROM pg_stat_activity WHERE datname = current_database() "
                              "AND state <> 'idle'"_s));
    m_office.find(u"not settled %1 s after %2:"_s.arg(m_office.plan().within).arg(since));
    m_office.findAll(found);
    return false;
}

// ---- a STOP

bool OfficePeace::areStopsHeeded()
{
    const QStringList stopped{m_office.peers().at(2).number, m_office.peers().at(3).number};
    for (const QString &number : stopped)
        m_people.setPermission(*m_office.computers().back(), number, true);
    const auto known = [&](const QString &number, const QString &permission) {
        return QTest::qWaitFor(
            [&] {
                return m_office.sql(u"SELECT permission FROM practiceline.client_numbers WHERE e164 = '%1'"_s.arg(
                           number)) == permission;
            },
            30'000);
    };
    m_people.receive(stopped.last(), u"STOP"_s);
    for (const QString &number : stopped) {
        if (!known(number, u"opted_out"_s))
            m_office.find(u"the practice does not hear of the STOP of %1"_s.arg(number));
    }
    const qint64 before = QFileInfo(m_office.journal()).size();
    for (int at : {2, 3, 4}) {
        for (const auto &computer : m_office.computers())
            (void)m_people.text(*computer, m_office.peers().at(at), u"peace%1"_s.arg(at));
    }
    if (!settle(u"the last texts"_s))
        return false;
    for (const TwilioArrival &one : TwilioArrival::read(m_office.journal(), before)) {
        if (one.kind == TwilioArrival::Kind::Text && stopped.contains(one.to))
            m_office.find(u"“%1” was posted to %2, who had said STOP, in peace"_s.arg(one.body, one.to));
    }
    return true;
}

// ---- doubts

void OfficePeace::failNextPost(const QString &fault)
{
    m_office.twilio().call([&] {
        if (!m_office.twilio()->setFault(u"post:"_s + fault, 1))
            qFatal("no such fault");
    });
}

bool OfficePeace::isPosted(const QString &words) const
{
    const auto arrivals = TwilioArrival::read(m_office.journal());
    return std::any_of(arrivals.begin(), arrivals.end(), [&](const TwilioArrival &one) {
        return one.body == words || one.twiml.contains(u'>' + words + u'<');
    });
}

int OfficePeace::timesTaken(const QString &body) const
{
    const auto arrivals = TwilioArrival::read(m_office.journal());
    return int(std::count_if(arrivals.begin(), arrivals.end(),
                             [&](const TwilioArrival &one) { return one.body == body && !one.sid.isEmpty(); }));
}

/// Of some computers a text whose POST gets a 503, so that nobody can know that Twilio does not have it, and one that
/// it has, whose answer is lost. Of the former the bodies.
QStringList OfficePeace::makeDoubts()
{
    QStringList bodies;
    for (int at = 0; at < std::min(doubters, m_office.plan().desktops); ++at) {
        Office::Computer &computer = *m_office.computers().at(size_t(at));
        for (const QString &fault : {u"503"_s, u"drop-after:0"_s}) {
            failNextPost(fault);
            const QString body = m_people.text(computer, m_office.peers().at(4 + at), u"doubt-"_s + fault);
            if (!QTest::qWaitFor([&] { return isPosted(body); }, 30'000))
                m_office.find(u"“%1” is not posted in peace"_s.arg(body));
            if (fault == u"503"_s)
                bodies.append(body);
        }
    }
    return bodies;
}

/// "Send again" beside each doubt, once all have been looked for long enough; and "Send now" beside what is held for
/// one.
void OfficePeace::pressAll(Office::Computer &computer)
{
    const auto isWaiting = [&](const QJsonObject &offer) {
        const QString what = offer.value("what"_L1).toString();
        return what == u"write"_s &&
               m_office.sql(u"SELECT send_state FROM public.communication_logs WHERE id = '%1'"_s.arg(
                   offer.value("id"_L1).toString())) == u"unconfirmed"_s;
    };
    QList<QJsonObject> offers;
    const bool areDue = QTest::qWaitFor(
        [&] {
            offers = m_people.offers(computer);
            return std::none_of(offers.cbegin(), offers.cend(), isWaiting);
        },
        60'000);
    if (!areDue)
        m_office.find(u"“Send again” is not offered on computer %1"_s.arg(computer.number));
    for (const QJsonObject &offer : std::as_const(offers)) {
        if (offer.value("what"_L1).toString() != u"write"_s)
            m_people.press(computer, offer, true);
    }
}

bool OfficePeace::areDoubtsAnswered()
{
    // Nothing but the doubt is in their way.
    for (const auto &peer : m_office.peers().mid(4, doubters)) {
        m_people.receive(peer.number, u"START"_s);
        m_people.setPermission(m_office.first(), peer.number, false);
    }
    if (!settle(u"START"_s))
        return false;
    const QStringList bodies = makeDoubts();
    if (!settle(u"texts without an answer"_s))
        return false;
    for (const auto &computer : m_office.computers())
        pressAll(*computer);
    if (!settle(u"sending again"_s))
        return false;
    for (const QString &body : bodies) {
        if (const int times = timesTaken(body); times != 1)
            m_office.find(u"“%1” was sent again, and Twilio has it %2 times"_s.arg(body).arg(times));
    }
    return true;
}

// ---- calls

bool OfficePeace::areCallsPlaced()
{
    const Office::Peer &client = m_office.peers().at(4);
    QStringList names;
    for (const auto &computer : m_office.computers()) {
        const QString phone = u"+13126%1%2"_s.arg(computer->number, 2, 10, QChar(u'0')).arg(2000);
        if (computer->number == 1) // what it does first goes by a clock that is wrong
            (void)m_office.restart(*computer, 3h);
        if (computer->number < 2)
            failNextPost(u"drop-after:0"_s);
        const QString name = m_people.call(*computer, client, phone, true);
        if (!QTest::qWaitFor([&] { return isPosted(name); }, 30'000))
            m_office.find(u"“%1” is not posted in peace"_s.arg(name));
        names.append(name);
    }
    if (!settle(u"the last calls"_s))
        return false;
    const OfficeEvidence all = evidence();
    int ended = 0;
    for (const QString &name : std::as_const(names)) {
        const QString id = all.calls.value(name).id;
        const QJsonObject row = all.practice["communication_logs"_L1][id].toObject();
        if (row.value("send_state"_L1).toString() != sendStateKey(SendState::Accepted))
            m_office.find(u"“%1” (%2) was not placed in peace: %3 %4"_s.arg(
                name, id, row.value("send_state"_L1).toString(), all.calls.value(name).why));
        else
            ++ended;
    }
    return ended == names.size();
}

// ---- who reads

void OfficePeace::judgeLease()
{
    const auto lease = [this] { return m_office.sql(u"SELECT epoch, device FROM practiceline.poll_lease"_s); };
    for (int round = 0; round < 5; ++round) {
        const QString before = lease();
        QStringList readers;
        QStringList keys;
        for (const auto &computer : m_office.computers()) {
            const QJsonObject now = m_office.ask(*computer, {{"op"_L1, u"progress"_s}});
            if (!now.value("reads"_L1).toBool())
                continue;
            readers.append(now.value("device"_L1).toString());
            keys.append(TwilioSimulator::journalMark(computer->key));
        }
        const qint64 from = QFileInfo(m_office.journal()).size();
        QTest::qWait(3000);
        QStringList looked;
        for (const TwilioArrival &one : TwilioArrival::read(m_office.journal(), from)) {
            if (one.kind == TwilioArrival::Kind::Look && !looked.contains(one.keyMark))
                looked.append(one.keyMark);
        }
        if (lease() != before) // a slow machine: it changed hands meanwhile
            continue;
        if (readers != QStringList{before.section(u'|', 1)})
            m_office.find(u"%1 computers hold the lease (%2), the practice says %3"_s.arg(readers.size())
                              .arg(readers.join(u' '), before));
        if (looked != keys)
            m_office.find(u"%1 read Twilio's lists, and %2 has the lease"_s.arg(looked.join(u' '), keys.join(u' ')));
        return;
    }
    m_office.find(u"the lease does not come to rest"_s);
}

// ---- all in all

void OfficePeace::judge()
{
    OfficeEvidence all = evidence();
    readRecords(all);
    const OfficeJudge judge(all);
    m_office.findAll(judge.sentTwice());
    m_office.findAll(judge.sentAfterStop());
    m_office.findAll(judge.pressesWrong());
    m_office.findAll(OfficeCallJudge(all).placedWrong());
    m_office.findAll(all.wrong);
    report(all);
    std::printf("%d POSTs to a number whose STOP had not been heard there; lease %s\n", judge.sentUnheard(),
                qPrintable(m_office.sql(u"SELECT epoch FROM practiceline.poll_lease"_s)));
}

void OfficePeace::report(const OfficeEvidence &all) const
{
    const auto ends = OfficeJudge(all).ends();
    for (auto it = ends.begin(); it != ends.end(); ++it)
        std::printf("%8d %s\n", it.value(), qPrintable(it.key()));
    QMap<QString, int> answers;
    for (const TwilioArrival &one : all.arrivals) {
        if (one.kind == TwilioArrival::Kind::Text || one.kind == TwilioArrival::Kind::Call)
            ++answers[u"POSTs of %1 answered %2"_s.arg(one.kind == TwilioArrival::Kind::Text ? u"texts"_s : u"calls"_s)
                          .arg(one.status)];
    }
    for (auto it = answers.begin(); it != answers.end(); ++it)
        std::printf("%8d %s\n", it.value(), qPrintable(it.key()));
    std::printf("%s\n", qPrintable(m_people.report()));
}
