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
}

/// Empty: it is; else what is wrong.
QString OfficeJudge::rightEnd(const QJsonObject &row) const
{
    const auto state = sendStateFromKey(text(row, "send_state"_L1)).value_or(SendState::Pending);
    const QStringList taken = m_taken.value(text(row, "content_enc"_L1));
    const QString status = text(row, "status"_L1);
    if (state == SendState::Accepted) {
        const QString last = lastWord(text(row, "peer"_L1));
        if (taken != QStringList{text(row, "message_sid"_L1)})
            return u"is bound to %1, and Twilio has %2"_s.arg(text(row, "message_sid"_L1), taken.join(u' '));
        return status == last ? QString() : u"is “%1”, and Twilio says “%2”"_s.arg(status, last);
    }
    if (!taken.isEmpty())
        return u"is %1, and Twilio has it as %2"_s.arg(sendStateKey(state), taken.join(u' '));
    switch (state) {
    case SendState::Held:
    case SendState::Refused:
        return text(row, "block"_L1).isEmpty() ? u"is held, and nobody knows why"_s : QString();
    case SendState::Failed:
        return text(row, "error_code"_L1).toInt() == 0 ? u"failed, and nobody knows why"_s : QString();
    case SendState::Unconfirmed:
        return {};
    default:
        return u"is still "_s + sendStateKey(state);
    }
}

QStringList OfficeJudge::unsettled() const
{
    QStringList found;
    QHash<QString, int> bodies;
    for (auto row = m_rows.begin(); row != m_rows.end(); ++row) {
        const QJsonObject one = row.value().toObject();
        if (text(one, "direction"_L1) != directionKey(Direction::Outbound))
            continue;
        ++bodies[text(one, "content_enc"_L1)];
        if (const QString wrong = rightEnd(one); !wrong.isEmpty())
            found.append(u"“%1” (%2) %3"_s.arg(text(one, "content_enc"_L1), row.key(), wrong));
    }
    for (auto it = m_evidence.texts.begin(); it != m_evidence.texts.end(); ++it) {
        const bool isDue = !it->id.isEmpty() || m_taken.contains(it.key());
        const int rows = bodies.value(it.key());
        if (rows > 1 || (rows == 0 && isDue))
            found.append(u"“%1” is in the practice %2 times"_s.arg(it.key()).arg(rows));
        else if (!it->id.isEmpty() && !m_rows.contains(it->id))
            found.append(u"“%1” has another id in the practice"_s.arg(it.key()));
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
    QHash<QString, int> last; // what was answered to a body's latest POST
    for (const TwilioArrival &one : m_evidence.arrivals) {
        if (one.kind != TwilioArrival::Kind::Text)
            continue;
        if (last.contains(one.body) && !isProvenNotTaken(last.value(one.body)))
            found.append(u"“%1” was posted again after a %2"_s.arg(one.body).arg(last.value(one.body)));
        last.insert(one.body, one.status);
    }
    for (auto it = m_taken.begin(); it != m_taken.end(); ++it) {
        if (it->size() > 1)
            found.append(u"Twilio has “%1” %2 times"_s.arg(it.key()).arg(it->size()));
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

QString OfficeJudge::afterStop(const TwilioArrival &post) const
{
    const OfficeEvidence::Text sent = m_evidence.texts.value(post.body);
    const QDateTime barred = barredSince(post.to, post.at);
    if (barred.isNull())
        return {};
    QString id = sent.id;
    for (auto row = m_rows.begin(); id.isEmpty() && row != m_rows.end(); ++row) {
        if (text(row.value().toObject(), "content_enc"_L1) == post.body)
            id = row.key();
    }
    QDateTime asked;
    for (const QDateTime &one : m_evidence.questions.value(id)) {
        if (one <= post.at)
            asked = std::max(asked, one);
    }
    const QString what = u"“%1” was posted %2 ms after %3 was known not to be texted, "_s.arg(post.body)
                             .arg(barred.msecsTo(post.at))
                             .arg(post.to);
    if (asked.isValid() && asked > barred.addDuration(atOnce))
        return hadTrouble(sent.computer, asked, post.at)
                   ? QString()
                   : what + u"and the practice was asked %1 ms before"_s.arg(asked.msecsTo(post.at));
    if (post.at > barred.addDuration(patience) && !hadTrouble(sent.computer, barred.addDuration(-patience), post.at))
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
        ++ends[u"%1 %2 %3"_s.arg(text(row, "direction"_L1), text(row, "send_state"_L1),
                                 block.isEmpty() ? text(row, "status"_L1) : block)];
    }
    return ends;
}
