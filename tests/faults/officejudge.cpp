#include "officejudge.h"

#include "communication.h"

#include <QSet>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
/// What a commit's own date, and those of the questions beside it, may be apart.
constexpr std::chrono::milliseconds atOnce = 50ms;
/// The gate waits this long for the practice, and so long may a text be on its way after it has passed.
constexpr std::chrono::milliseconds patience = 10s;

bool isProvenNotTaken(int status)
{
    return status == 429 || status == 401;
}

/// Twilio's word in the end, by the simulator's numbers that behave.
QString lastWord(const QString &number)
{
    return number.endsWith(u"0003"_s) ? u"undelivered"_s : number.endsWith(u"0005"_s) ? u"failed"_s : u"delivered"_s;
}

QString text(const QJsonObject &row, QLatin1String column)
{
    return row.value(column).toString();
}
} // namespace

OfficeJudge::OfficeJudge(const OfficeEvidence &evidence)
    : m_evidence(evidence)
    , m_rows(evidence.practice.value("communication_logs"_L1).toObject())
{
    for (const TwilioArrival &one : evidence.arrivals) {
        if (one.kind == TwilioArrival::Kind::Text && !one.sid.isEmpty())
            m_taken[one.body].append(one.sid);
    }
    for (auto row = m_rows.begin(); row != m_rows.end(); ++row) {
        const QJsonObject one = row.value().toObject();
        if (text(one, "direction"_L1) == directionKey(Direction::Outbound) &&
            text(one, "communication_type"_L1) == channelKey(Channel::Sms))
            m_ids[text(one, "content_enc"_L1)].append(row.key());
    }
}

/// Empty: it is; else what is wrong.
QString OfficeJudge::rightEnd(const QJsonObject &row) const
{
    const auto state = sendStateFromKey(text(row, "send_state"_L1)).value_or(SendState::Pending);
    const QStringList taken = m_taken.value(text(row, "content_enc"_L1));
    const QString status = text(row, "status"_L1);
    const QString block = text(row, "block"_L1);
    switch (state) {
    case SendState::Accepted: {
        const QString last = lastWord(text(row, "peer"_L1));
        if (!taken.contains(text(row, "message_sid"_L1)))
            return u"is bound to %1, and Twilio has %2"_s.arg(text(row, "message_sid"_L1), taken.join(u' '));
        return status == last ? QString() : u"is “%1”, and Twilio says “%2”"_s.arg(status, last);
    }
    case SendState::Held:
    case SendState::Refused:
        if (block == sendBlockKey(SendBlock::FirstArrived) && taken.isEmpty())
            return u"is refused because the first arrived, and Twilio has none"_s;
        return block.isEmpty() ? u"is held, and nobody knows why"_s : QString();
    case SendState::Failed:
        return text(row, "error_code"_L1).toInt() == 0 ? u"failed, and nobody knows why"_s : QString();
    case SendState::Unconfirmed:
        return {};
    default:
        return u"is still "_s + sendStateKey(state);
    }
}

/// Of all that was clicked with one body: each that Twilio took is one's, and each click is there.
QStringList OfficeJudge::textWrong(const QString &body) const
{
    QStringList found;
    QStringList bound;
    QStringList open; // what Twilio may have taken, and is bound to nothing
    const QStringList ids = m_ids.value(body);
    for (const QString &id : ids) {
        const QJsonObject row = m_rows.value(id).toObject();
        const QString sid = text(row, "message_sid"_L1);
        if (!sid.isEmpty())
            bound.append(sid);
        else
            open.append(u"%1 is %2 %3"_s.arg(id, text(row, "send_state"_L1), text(row, "block"_L1)));
    }
    QStringList taken = m_taken.value(body);
    bound.sort();
    taken.sort();
    if (bound != taken)
        found.append(u"“%1”: Twilio has it as %2, bound are %3; %4"_s.arg(body, taken.join(u' '), bound.join(u' '),
                                                                          open.join(u", "_s)));
    const auto presses = m_evidence.texts.value(body);
    if (ids.size() > presses.size())
        found.append(
            u"“%1” is in the practice %2 times after %3 presses"_s.arg(body).arg(ids.size()).arg(presses.size()));
    for (const OfficeEvidence::Press &press : presses) {
        if (!press.id.isEmpty() && !ids.contains(press.id))
            found.append(u"“%1” (%2) was stored, and is not in the practice"_s.arg(body, press.id));
    }
    return found;
}

QStringList OfficeJudge::unsettled() const
{
    QStringList found;
    QSet<QString> bodies(m_evidence.texts.keyBegin(), m_evidence.texts.keyEnd());
    bodies.unite(QSet<QString>(m_taken.keyBegin(), m_taken.keyEnd()));
    bodies.unite(QSet<QString>(m_ids.keyBegin(), m_ids.keyEnd()));
    for (const QString &body : std::as_const(bodies)) {
        const QStringList ids = m_ids.value(body);
        for (const QString &id : ids) {
            if (const QString wrong = rightEnd(m_rows.value(id).toObject()); !wrong.isEmpty())
                found.append(u"“%1” (%2) %3"_s.arg(body, id, wrong));
        }
        found += textWrong(body);
    }
    return found;
}

QStringList OfficeJudge::differences() const
{
    static const QStringList tables{u"communication_logs"_s, u"clients"_s, u"client_numbers"_s, u"internal_notes"_s};
    QStringList found;
    for (qsizetype at = 0; at < m_evidence.stores.size(); ++at) {
        for (const QString &table : tables) {
            const QJsonObject theirs = m_evidence.practice.value(table).toObject();
            const QJsonObject ours = m_evidence.stores.at(at).value(table).toObject();
            const QString where = u"computer %1: %2 "_s.arg(at).arg(table);
            for (auto row = ours.begin(); row != ours.end(); ++row) {
                if (!theirs.contains(row.key()))
                    found.append(where + row.key() + u" is not the practice's"_s);
            }
            for (auto row = theirs.begin(); row != theirs.end(); ++row) {
                const QJsonObject known = row.value().toObject();
                const QJsonObject here = ours.value(row.key()).toObject();
                if (here.isEmpty())
                    found.append(where + row.key() + u" is missing"_s);
                for (auto column = known.begin(); column != known.end() && !here.isEmpty(); ++column) {
                    if (here.value(column.key()) != column.value())
                        found.append(where + u"%1 %2: practice “%3”, here “%4”"_s.arg(
                                                 row.key(), column.key(), column.value().toString(),
                                                 here.value(column.key()).toString()));
                }
            }
        }
    }
    return found;
}

QStringList OfficeJudge::inboundWrong() const
{
    QStringList expected = m_evidence.inbound;
    expected.sort();
    QStringList found;
    const auto look = [&](const QString &where, const QJsonObject &dump) {
        QStringList sids;
        for (const QJsonValue &row : dump.value("communication_logs"_L1).toObject()) {
            if (text(row.toObject(), "direction"_L1) == directionKey(Direction::Inbound))
                sids.append(text(row.toObject(), "message_sid"_L1));
        }
        sids.sort();
        if (sids != expected)
            found.append(u"%1: %2 texts came in, and %3 (%4 of them different) are there"_s.arg(where)
                             .arg(expected.size())
                             .arg(sids.size())
                             .arg(QSet<QString>(sids.begin(), sids.end()).size()));
    };
    look(u"practice"_s, m_evidence.practice);
    for (qsizetype at = 0; at < m_evidence.stores.size(); ++at)
        look(u"computer %1"_s.arg(at), m_evidence.stores.at(at));
    return found;
}

QStringList OfficeJudge::sentTwice() const
{
    QStringList found;
    QHash<std::pair<QString, int>, int> asked; // how often a computer posted what Twilio may have taken
    QHash<QString, int> perhaps;               // all of them
    for (const TwilioArrival &one : m_evidence.arrivals) {
        if (one.kind != TwilioArrival::Kind::Text)
            continue;
        const int computer = int(m_evidence.keyMarks.indexOf(one.keyMark));
        const auto presses = m_evidence.texts.value(one.body);
        const auto pressed = std::count_if(presses.begin(), presses.end(), [&](const OfficeEvidence::Press &press) {
            return press.computer == computer && press.at.isValid() && press.at <= one.at;
        });
        int &before = asked[{one.body, computer}];
        if (before >= pressed)
            found.append(u"“%1” was posted (%2) by computer %3, which may have sent it %4 times, and was asked to %5 "
                         "times"_s.arg(one.body)
                             .arg(one.status)
                             .arg(computer)
                             .arg(before)
                             .arg(pressed));
        if (!isProvenNotTaken(one.status)) {
            ++before;
            ++perhaps[one.body];
        }
    }
    for (auto it = perhaps.begin(); it != perhaps.end(); ++it) {
        const QStringList ids = m_ids.value(it.key());
        const auto attempts = std::count_if(ids.begin(), ids.end(), [this](const QString &id) {
            return !text(m_rows.value(id).toObject(), "attempt_id"_L1).isEmpty();
        });
        if (it.value() > attempts)
            found.append(u"“%1” was posted %2 times in %3 attempts"_s.arg(it.key()).arg(it.value()).arg(attempts));
    }
    return found;
}

QStringList OfficeJudge::pressesWrong() const
{
    QStringList found;
    for (auto it = m_evidence.texts.begin(); it != m_evidence.texts.end(); ++it) {
        for (const OfficeEvidence::Press &press : it.value()) {
            if (press.id.isEmpty())
                continue;
            const QStringList records = m_evidence.records.values(press.id);
            const QString resendOf = text(m_rows.value(press.id).toObject(), "resend_of"_L1);
            if (records.size() != 1)
                found.append(u"“%1” (%2) is on the record %3 times"_s.arg(it.key(), press.id).arg(records.size()));
            else if (!press.resendOf.isEmpty() && (resendOf != press.resendOf || records.first() != press.resendOf))
                found.append(u"“%1” (%2) sends %3 again, says “%4”, and the record says “%5”"_s.arg(
                    it.key(), press.id, press.resendOf, resendOf, records.first()));
        }
    }
    return found;
}

bool OfficeJudge::hadTrouble(int computer, const QDateTime &from, const QDateTime &until) const
{
    const auto troubles = m_evidence.troubles.value(computer);
    return std::any_of(troubles.begin(), troubles.end(),
                       [&](const OfficeEvidence::Trouble &one) { return one.from <= until && one.until >= from; });
}

QDateTime OfficeJudge::barredSince(const QString &number, const QDateTime &at) const
{
    QDateTime since;
    for (const auto &change : m_evidence.permissions.value(number)) {
        if (change.at > at)
            break;
        if (!change.stops)
            since = {};
        else if (since.isNull())
            since = change.at;
    }
    return since;
}

/// The texts that @p post may be: those that its computer was asked to send, and those of which nobody was told.
QStringList OfficeJudge::idsOf(const TwilioArrival &post) const
{
    const auto computer = m_evidence.keyMarks.indexOf(post.keyMark);
    QStringList ids = m_ids.value(post.body);
    for (const OfficeEvidence::Press &press : m_evidence.texts.value(post.body)) {
        if (press.computer != computer)
            ids.removeAll(press.id);
    }
    return ids;
}

QString OfficeJudge::afterStop(const TwilioArrival &post) const
{
    const QDateTime barred = barredSince(post.to, post.at);
    if (barred.isNull())
        return {};
    const auto computer = int(m_evidence.keyMarks.indexOf(post.keyMark));
    QDateTime asked;
    for (const QString &id : idsOf(post)) {
        for (const QDateTime &one : m_evidence.questions.value(id)) {
            if (one <= post.at)
                asked = std::max(asked, one);
        }
    }
    const QString what = u"“%1” was posted %2 ms after %3 was known not to be texted, "_s.arg(post.body)
                             .arg(barred.msecsTo(post.at))
                             .arg(post.to);
    if (asked.isValid() && asked > barred.addDuration(atOnce))
        return hadTrouble(computer, asked, post.at)
                   ? QString()
                   : what + u"and the practice was asked %1 ms before"_s.arg(asked.msecsTo(post.at));
    if (post.at > barred.addDuration(patience) && !hadTrouble(computer, barred.addDuration(-patience), post.at))
        return what + u"and the practice was not asked"_s;
    return {};
}

QStringList OfficeJudge::sentAfterStop() const
{
    QStringList found;
    m_unheard = 0;
    for (const TwilioArrival &one : m_evidence.arrivals) {
        if (one.kind != TwilioArrival::Kind::Text)
            continue;
        if (const QString wrong = afterStop(one); !wrong.isEmpty())
            found.append(wrong);
        else if (!barredSince(one.to, one.at).isNull())
            ++m_unheard;
    }
    return found;
}

QMap<QString, int> OfficeJudge::ends() const
{
    QMap<QString, int> ends;
    for (const QJsonValue &value : m_rows) {
        const QJsonObject row = value.toObject();
        const QString block = text(row, "block"_L1);
        ++ends[u"%1 %2 %3 %4"_s.arg(text(row, "communication_type"_L1), text(row, "direction"_L1),
                                    text(row, "send_state"_L1), block.isEmpty() ? text(row, "status"_L1) : block)];
    }
    return ends;
}
