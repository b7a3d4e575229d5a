#include "officecalljudge.h"

#include "communication.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
/// "Not called" after 30 s; and as long may Twilio's thread be busy.
constexpr std::chrono::milliseconds patience = 31s;

QString text(const QJsonObject &row, QLatin1String column)
{
    return row.value(column).toString();
}

QString between(const QString &twiml, const QString &element)
{
    const QRegularExpression inside(u"<%1[^>]*>([^<]*)</%1>"_s.arg(element));
    return inside.match(twiml).captured(1);
}

/// What the call was for the client: a parent leg ends "completed" also when the client never answered.
QString lastWord(const OfficeEvidence::CallEnd &end)
{
    const bool isClients = end.status == "completed"_L1 && !end.childStatus.isEmpty();
    return isClients ? end.childStatus : end.status;
}
} // namespace

OfficeCallJudge::OfficeCallJudge(const OfficeEvidence &evidence)
    : m_evidence(evidence)
{
    for (const TwilioArrival &one : evidence.arrivals) {
        if (one.kind != TwilioArrival::Kind::Call)
            continue;
        const Post post{between(one.twiml, u"Say"_s), between(one.twiml, u"Number"_s), one};
        m_posts.append(post);
        if (!one.sid.isEmpty())
            m_taken[post.click].append(one.sid);
    }
    const QJsonObject rows = evidence.practice.value("communication_logs"_L1).toObject();
    for (auto row = rows.begin(); row != rows.end(); ++row) {
        if (text(row.value().toObject(), "communication_type"_L1) == channelKey(Channel::Voice))
            m_rows.insert(row.key(), row.value());
    }
}

/// Whether another call may have kept the staff phone of the refused @p row.
bool OfficeCallJudge::isPhoneUsed(const QJsonObject &row) const
{
    return std::any_of(m_rows.begin(), m_rows.end(), [&](const QJsonValue &value) {
        const QJsonObject other = value.toObject();
        const QString state = text(other, "send_state"_L1);
        return text(other, "to_number"_L1) == text(row, "to_number"_L1) && state != sendStateKey(SendState::Refused);
    });
}

/// Empty: it is; else what is wrong.
QString OfficeCallJudge::rightEnd(const QString &name, const QJsonObject &row) const
{
    const auto state = sendStateFromKey(text(row, "send_state"_L1)).value_or(SendState::Pending);
    const QString taken = m_taken.value(name).join(u' ');
    if (state == SendState::Accepted) {
        if (text(row, "call_sid"_L1) != taken)
            return u"is bound to %1, and Twilio has %2"_s.arg(text(row, "call_sid"_L1), taken);
        const QString last = lastWord(m_evidence.callEnds.value(taken));
        if (!isFinalStatus(Channel::Voice, last))
            return u"goes on at Twilio: "_s + last;
        return text(row, "status"_L1) == last ? QString()
                                              : u"is “%1”, and Twilio says “%2”"_s.arg(text(row, "status"_L1), last);
    }
    if (!taken.isEmpty())
        return u"is %1, and Twilio has it as %2"_s.arg(sendStateKey(state), taken);
    switch (state) {
    case SendState::Failed:
    case SendState::Canceled:
    case SendState::Unconfirmed:
        return {};
    case SendState::Refused:
        return text(row, "block"_L1) == sendBlockKey(SendBlock::CallUnderWay) && isPhoneUsed(row)
                   ? QString()
                   : u"is refused, and nobody knows why"_s;
    default:
        return u"is still "_s + sendStateKey(state);
    }
}

/// As the computer said; of a click that it could not answer any more, by what Twilio gave it.
QString OfficeCallJudge::rowOf(const QString &name, const OfficeEvidence::Call &call) const
{
    if (!call.id.isEmpty())
        return call.id;
    const QString sid = m_taken.value(name).join(u' ');
    for (auto row = m_rows.begin(); row != m_rows.end() && !sid.isEmpty(); ++row) {
        if (text(row.value().toObject(), "call_sid"_L1) == sid)
            return row.key();
    }
    return {};
}

QString OfficeCallJudge::clickWrong(const QString &name, const OfficeEvidence::Call &call) const
{
    const bool isTaken = m_taken.contains(name);
    if (call.id.isEmpty() && call.why.isEmpty() && !call.isCut)
        return u"was never answered"_s;
    if (!call.why.isEmpty())
        return isTaken ? u"was not stored (%1), and Twilio has it"_s.arg(call.why) : QString();
    const QString id = rowOf(name, call);
    if (id.isEmpty())
        return isTaken ? u"is at Twilio as %1, and not in the practice"_s.arg(m_taken.value(name).join(u' '))
                       : QString();
    if (!m_rows.contains(id))
        return u"(%1) was stored, and is not in the practice"_s.arg(id);
    const QJsonObject row = m_rows.value(id).toObject();
    if (text(row, "peer"_L1) != call.peer || text(row, "to_number"_L1) != call.staffPhone)
        return u"(%1) is between %2 and %3"_s.arg(id, text(row, "to_number"_L1), text(row, "peer"_L1));
    const QString wrong = rightEnd(name, row);
    return wrong.isEmpty() ? QString() : u"(%1) %2"_s.arg(id, wrong);
}

QStringList OfficeCallJudge::unsettled() const
{
    QStringList found;
    int cut = 0;
    QSet<QString> known;
    for (auto it = m_evidence.calls.begin(); it != m_evidence.calls.end(); ++it) {
        if (const QString wrong = clickWrong(it.key(), it.value()); !wrong.isEmpty())
            found.append(u"“%1” %2"_s.arg(it.key(), wrong));
        const QString id = rowOf(it.key(), it.value());
        if (known.contains(id))
            found.append(u"“%1” (%2) is another click's, too"_s.arg(it.key(), id));
        if (!id.isEmpty())
            known.insert(id);
        else if (it->isCut && it->why.isEmpty())
            ++cut;
    }
    for (auto row = m_rows.begin(); row != m_rows.end(); ++row) {
        const QJsonObject one = row.value().toObject();
        if (known.contains(row.key()))
            continue;
        // Of a click that was cut short nobody knows the row, and Twilio does not have it: else it were known.
        if (--cut < 0 || !text(one, "call_sid"_L1).isEmpty())
            found.append(u"a call (%1, %2 %3) is in the practice, and nobody clicked it"_s.arg(
                row.key(), text(one, "send_state"_L1), text(one, "call_sid"_L1)));
        else if (const QString wrong = rightEnd({}, one); !wrong.isEmpty())
            found.append(u"a call (%1) %2"_s.arg(row.key(), wrong));
    }
    return found;
}

QStringList OfficeCallJudge::placedWrong() const
{
    QStringList found;
    QHash<QString, int> last; // what was answered to a click's latest POST
    for (const Post &post : m_posts) {
        const auto click = m_evidence.calls.constFind(post.click);
        if (click == m_evidence.calls.cend()) {
            found.append(u"a call to %1 was placed, and nobody clicked it"_s.arg(post.peer));
            continue;
        }
        const int answered = last.value(post.click, 429);
        if (answered != 429 && answered != 401)
            found.append(u"“%1” was placed again after a %2"_s.arg(post.click).arg(answered));
        last.insert(post.click, post.arrival.status);
        if (m_evidence.keyMarks.indexOf(post.arrival.keyMark) != click->computer ||
            post.arrival.to != click->staffPhone || post.peer != click->peer)
            found.append(u"“%1” was placed between %2 and %3 by %4"_s.arg(post.click, post.arrival.to, post.peer,
                                                                          post.arrival.keyMark));
        if (const qint64 late = click->at.msecsTo(post.arrival.at); late > patience.count())
            found.append(u"“%1” was placed %2 ms after the click"_s.arg(post.click).arg(late));
    }
    return found;
}
