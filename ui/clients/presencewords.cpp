#include "clients/presencewords.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "storage/staffstore.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(PresenceWords)
};

constexpr qint64 moment = 120; // seconds in which two answers cross
constexpr qsizetype longestQuote = 120;

QString nameOf(StaffId id, const StaffStore &staff, const QString &otherwise = {})
{
    QString name = PlainText::oneLine(staff.nameOf(id));
    if (name.isEmpty())
        name = PlainText::oneLine(otherwise);
    return name.isEmpty() ? Words::tr("A colleague") : PlainText::isolated(name);
}

/// It left, or is about to.
bool isAnswer(const Communication &row)
{
    switch (row.sendState) {
    case SendState::Pending:
    case SendState::Sending:
    case SendState::Unconfirmed:
    case SendState::Accepted:
        return !row.sendAfter.isValid() || row.sendState != SendState::Pending;
    default:
        return false;
    }
}
} // namespace

QString PresenceWords::line(const QList<Presence::Colleague> &there, const StaffStore &staff)
{
    if (there.isEmpty())
        return {};
    const QString name = nameOf(there.first().staff, staff);
    if (there.first().isTyping)
        return Words::tr("%1 is writing …").arg(name);
    if (there.size() == 1)
        return Words::tr("%1 has this open").arg(name);
    const int others = int(there.size()) - 1;
    return others == 1 ? Words::tr("%1 and one more have this open").arg(name)
                       : Words::tr("%1 and %2 more have this open").arg(name).arg(others);
}

QString PresenceWords::beforeAnswering(const CommunicationListModel &rows, const QList<Presence::Colleague> &there,
                                       StaffId me, const StaffStore &staff, const QDateTime &now)
{
    if (me.isNull())
        return {};
    if (!there.isEmpty() && there.first().isTyping)
        return Words::tr("%1 is writing to this client at this moment.").arg(nameOf(there.first().staff, staff));
    for (int at = rows.rowCount() - 1; at >= 0; --at) {
        const Communication row = rows.at(at);
        const qint64 age = row.sortAt.secsTo(now);
        if (row.direction == Direction::Inbound || age > moment)
            return {};
        if (row.staffId.isNull() || row.staffId == me || !isAnswer(row))
            continue;
        const QString name = nameOf(row.staffId, staff, row.staffName);
        const QString ago = Formatting::wordDuration(int(std::max<qint64>(age, 1)));
        if (row.channel != Channel::Sms)
            return Words::tr("%1 called %2 ago.").arg(name, ago);
        const QString text = PlainText::isolated(PlainText::beginOf(PlainText::oneLine(row.body), longestQuote));
        return Words::tr("%1 answered %2 ago: “%3”").arg(name, ago, text);
    }
    return {};
}
