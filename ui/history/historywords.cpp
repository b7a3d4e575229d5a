#include "history/historywords.h"

#include "common/errortext.h"
#include "common/formatting.h"
#include "common/plaintext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(HistoryDetails)
};

QString unconfirmedSentence(const Communication &row, const QDateTime &now)
{
    const QString what = row.channel == Channel::Sms ? Words::tr("The line broke after the text was handed over.")
                                                     : Words::tr("The line broke after the call was handed over.");
    QString checked = row.checks == 0 ? Words::tr("Twilio has not been asked yet")
                      : row.checks == 1
                          ? Words::tr("Twilio does not list it yet; checked once")
                          : Words::tr("Twilio does not list it yet; checked %n times", nullptr, row.checks);
    if (!row.nextCheckAt.isNull()) {
        const qint64 seconds = qMax(qint64(1), now.secsTo(row.nextCheckAt));
        checked += Words::tr(", next check in %1")
                       .arg(Formatting::wordDuration(int(seconds < 60 ? seconds : (seconds + 59) / 60 * 60)));
    }
    const QString may =
        row.channel == Channel::Sms ? Words::tr("It may have arrived.") : Words::tr("The call may have been placed.");
    return u"%1 %2. %3"_s.arg(what, checked, may);
}

/// Without segments and price, which facts() names for every state.
QString stateWords(Communication row, const QString &colleague)
{
    row.segments = 0;
    row.price.reset();
    row.onBehalfOf = {};
    // Who sent it stands among the facts; only what another computer still does is that computer's.
    return ErrorText::state(row, {},
                            row.isElsewhere() && !row.isFinal() && row.sendState != SendState::Accepted ? colleague
                                                                                                        : QString())
        .text;
}

QStringList facts(const Communication &row, const QString &colleague)
{
    QStringList parts;
    if (!row.clientUnknown && !row.clientName.isEmpty() && !row.peer.isNull())
        parts += row.peer.display(row.peer.region());
    if (row.segments > 0)
        parts += row.segments == 1 ? Words::tr("1 segment") : Words::tr("%n segments", nullptr, row.segments);
    if (row.durationSeconds && *row.durationSeconds > 0)
        parts += Formatting::wordDuration(*row.durationSeconds);
    if (row.price)
        parts += Formatting::money(row.price->negated());
    if (!row.templateName.isEmpty())
        parts += Words::tr("template %1").arg(PlainText::isolated(row.templateName));
    const QString who =
        colleague.isEmpty() && !row.staffName.isEmpty() ? PlainText::isolated(row.staffName) : colleague;
    const QString sender = ErrorText::sender(row, who);
    if (!sender.isEmpty())
        parts += row.channel == Channel::Sms && row.direction == Direction::Outbound
                     ? Words::tr("sent by %1").arg(sender)
                     : Words::tr("by %1").arg(sender);
    if (!row.overrideReason.isEmpty())
        parts +=
            Words::tr("sent anyway: %1", "with the reason that was given").arg(PlainText::isolated(row.overrideReason));
    if (row.copiesAtTwilio > 1)
        parts += Words::tr("Twilio holds %n copies", nullptr, row.copiesAtTwilio);
    parts += Formatting::persona(row.persona);
    return parts;
}
} // namespace

namespace HistoryWords
{
QString client(const Communication &row)
{
    if (row.clientUnknown || row.clientName.isEmpty())
        return row.peer.isNull() ? Words::tr("an unknown number") : row.peer.display(row.peer.region());
    return PlainText::isolated(row.clientName);
}

QString title(const Communication &row, const QDateTime &now)
{
    const bool out = row.direction == Direction::Outbound;
    const QString name = HistoryWords::client(row);
    const QString when = Formatting::whenInSentence(row.sortAt, now);
    switch (row.channel) {
    case Channel::Sms:
        return (out ? Words::tr("Text to %1, %2") : Words::tr("Text from %1, %2")).arg(name, when);
    case Channel::Voice:
        return (out ? Words::tr("Call to %1, %2") : Words::tr("Call from %1, %2")).arg(name, when);
    case Channel::Conference:
        break;
    }
    return Words::tr("Conference with %1, %2").arg(name, when);
}

QString sentence(const Communication &row, const QDateTime &now, const QString &colleague)
{
    QStringList parts;
    const bool isOurDoubt = row.sendState == SendState::Unconfirmed && !row.isElsewhere();
    if (isOurDoubt)
        parts += unconfirmedSentence(row, now);
    else
        parts += stateWords(row, colleague);
    if (row.bodyLocked)
        parts += Words::tr("The text is locked: the key is not available.");
    if (!isOurDoubt) // what to do about it is enough to read
        parts += facts(row, colleague);
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

BodySearch::Shown searchable(const QDateTime &now)
{
    BodySearch::Shown shown;
    shown.day = [today = now.toLocalTime().date()](const QDate &day) {
        const QLocale locale;
        return QStringList{Formatting::day(day, today), locale.toString(day, QLocale::LongFormat),
                           locale.toString(day, QLocale::ShortFormat), day.toString(Qt::ISODate)}
            .join(u'\n');
    };
    shown.time = [today = now.toLocalTime().date()](const QTime &time) {
        return Formatting::timeIn(QDateTime(today, time, Qt::UTC));
    };
    shown.price = [](const Money &price) { return Formatting::money(price.negated()); };
    return shown;
}
} // namespace HistoryWords
