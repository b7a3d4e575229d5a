#include "common/errortext.h"

#include "common/formatting.h"
#include "common/plaintext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

ErrorText::StateText make(const QString &text, ErrorText::Tone tone = ErrorText::Tone::Quiet,
                          ErrorText::Glyph glyph = ErrorText::Glyph::None)
{
    return {text, tone, glyph};
}

using ErrorText::Glyph;
using ErrorText::Tone;

/// "2:01 PM · 1 segment · $0.0083", as far as known.
QString facts(const Communication &row)
{
    QStringList parts;
    if (row.segments > 0 && row.direction == Direction::Outbound)
        parts << (row.segments == 1 ? Words::tr("1 segment") : Words::tr("%1 segments").arg(row.segments));
    if (row.price && !row.price->isNull() && row.direction == Direction::Outbound)
        parts << Formatting::money(row.price->negated());
    return parts.isEmpty() ? QString() : u" · "_s + parts.join(u" · "_s);
}

QString timeOf(const Communication &row)
{
    return Formatting::time(row.completedAt.isValid() ? row.completedAt : row.sortAt);
}

ErrorText::StateText twilioState(const Communication &row)
{
    const QString &status = row.status;
    if (status == u"delivered")
        return make(Words::tr("Delivered %1").arg(timeOf(row)) + facts(row), Tone::Good, Glyph::Check);
    if (status == u"read")
        return make(Words::tr("Read %1").arg(timeOf(row)) + facts(row), Tone::Good, Glyph::Check);
    if (status == u"undelivered" || status == u"failed")
        return make(Words::tr("Not delivered: %1").arg(ErrorText::codeSentence(row.errorCode, row.errorText)),
                    Tone::Bad, Glyph::Warning);
    if (status == u"sent")
        return make(Words::tr("Sent %1, no delivery receipt yet").arg(timeOf(row)) + facts(row), Tone::Quiet,
                    Glyph::Check);
    if (status == u"canceled")
        return make(Words::tr("Canceled"), Tone::Quiet, Glyph::None);
    static const QStringList accepted{u""_s, u"accepted"_s, u"queued"_s, u"sending"_s, u"scheduled"_s};
    if (accepted.contains(status))
        return make(Words::tr("Accepted by Twilio"), Tone::Quiet, Glyph::Clock);
    return make(Words::tr("Twilio says: %1").arg(PlainText::oneLine(status)), Tone::Quiet, Glyph::None);
}

ErrorText::StateText heldState(const Communication &row)
{
    if (ErrorText::isScheduled(row))
        return make(Words::tr("Scheduled for %1")
                        .arg(Formatting::whenInSentence(row.sendAfter, QDateTime::currentDateTimeUtc())),
                    Tone::Warning, Glyph::Clock);
    if (row.block == SendBlock::HourlyLimit && row.sendAfter.isValid() && !row.isElsewhere())
        return make(
            Words::tr("Held: you have sent %1 texts within the last hour, your administrator's limit. It leaves "
                      "%2")
                .arg(PlainText::oneLine(row.errorText),
                     Formatting::whenInSentence(row.sendAfter, QDateTime::currentDateTimeUtc())),
            Tone::Warning, Glyph::Clock);
    return make(Words::tr("Held: %1").arg(ErrorText::blockReason(row.block)), Tone::Warning, Glyph::Clock);
}

ErrorText::StateText unconfirmedState(const Communication &row, ErrorText::Search search)
{
    if (search == ErrorText::Search::OtherAccount)
        return make(Words::tr("Unconfirmed: sent with another Twilio account; you decide"), Tone::Warning,
                    Glyph::Circle);
    // After the five-minute check (the fifth) a person may decide.
    if (row.checks < 5)
        return make(search == ErrorText::Search::Rests ? Words::tr("Unconfirmed: nobody checks with Twilio just now")
                                                       : Words::tr("Unconfirmed: checking with Twilio"),
                    Tone::Warning, Glyph::Circle);
    return make(Words::tr("Unconfirmed: Twilio does not list it so far. It may have been sent; you decide"),
                Tone::Warning, Glyph::Circle);
}

/// Of a row that was to be sent by somebody who has left the practice; empty once their computer was done with it.
ErrorText::StateText leftState(const Communication &row, const QString &colleague)
{
    const QString who = colleague.isEmpty() ? Words::tr("a colleague") : colleague;
    if (row.isAbandoned())
        return make(Words::tr("Not sent: %1 has left. Write it again if it is still needed").arg(who), Tone::Bad,
                    Glyph::Warning);
    if (row.sendState == SendState::Sending || row.sendState == SendState::Unconfirmed)
        return make(Words::tr("Unconfirmed: %1 has left. It may have been sent; ask the client before you write it "
                              "again")
                        .arg(who),
                    Tone::Warning, Glyph::Circle);
    return {};
}

/// Of a row that another computer of the practice sends; empty once it is done with it.
ErrorText::StateText elsewhereState(const Communication &row, const QString &colleague)
{
    if (row.senderLeft)
        return leftState(row, colleague);
    const QString computer =
        colleague.isEmpty() ? Words::tr("your other computer") : Words::tr("%1's computer").arg(colleague);
    switch (row.sendState) {
    case SendState::Pending:
        return make(Words::tr("Waits on %1").arg(computer), Tone::Quiet, Glyph::Clock);
    case SendState::Sending:
        // A request ends within 35 s; a computer that went off in the middle says nothing more.
        if (row.attemptAt.isValid() && row.attemptAt.secsTo(QDateTime::currentDateTimeUtc()) > 120)
            return make(Words::tr("Unconfirmed on %1: it is looked for at Twilio").arg(computer), Tone::Warning,
                        Glyph::Circle);
        return make(Words::tr("Being sent by %1").arg(computer), Tone::Quiet, Glyph::Clock);
    case SendState::Held:
        return make(ErrorText::isScheduled(row)
                        ? Words::tr("Scheduled on %1 for %2")
                              .arg(computer, Formatting::whenInSentence(row.sendAfter, QDateTime::currentDateTimeUtc()))
                        : Words::tr("Held on %1: %2").arg(computer, ErrorText::blockReason(row.block)),
                    Tone::Quiet, Glyph::Clock);
    case SendState::Unconfirmed:
        return make(Words::tr("Unconfirmed on %1: it is looked for at Twilio").arg(computer), Tone::Warning,
                    Glyph::Circle);
    default:
        return {};
    }
}

ErrorText::StateText ownState(const Communication &row, ErrorText::Search search)
{
    switch (row.sendState) {
    case SendState::Pending:
        return make(Words::tr("Waiting"), Tone::Quiet, Glyph::Clock);
    case SendState::Sending:
        return make(Words::tr("Sending"), Tone::Quiet, Glyph::Clock);
    case SendState::Held:
        return heldState(row);
    case SendState::Refused:
        return make(Words::tr("Refused: %1").arg(ErrorText::blockReason(row.block)), Tone::Bad, Glyph::Warning);
    case SendState::Failed:
        return make(Words::tr("Not sent: %1").arg(ErrorText::codeSentence(row.errorCode, row.errorText)), Tone::Bad,
                    Glyph::Warning);
    case SendState::Unconfirmed:
        return unconfirmedState(row, search);
    case SendState::Canceled:
        return make(Words::tr("Canceled"));
    case SendState::Accepted:
    case SendState::NotOurs:
        return twilioState(row);
    }
    return {};
}

ErrorText::StateText callEnd(const Communication &row)
{
    const QString &status = row.status;
    if (status == u"completed")
        return row.durationSeconds && *row.durationSeconds > 0
                   ? make(Formatting::wordDuration(*row.durationSeconds), Tone::Good, Glyph::Check)
                   : make(Words::tr("Ended"), Tone::Quiet);
    if (status == u"busy")
        return make(Words::tr("Busy"), Tone::Warning, Glyph::Warning);
    if (status == u"no-answer")
        return make(row.direction == Direction::Inbound ? Words::tr("Missed") : Words::tr("No answer"), Tone::Warning,
                    Glyph::Warning);
    if (status == u"canceled")
        return make(Words::tr("Canceled"));
    if (status == u"failed")
        return make(Words::tr("Not connected: %1").arg(ErrorText::codeSentence(row.errorCode, row.errorText)),
                    Tone::Bad, Glyph::Warning);
    if (status == u"in-progress")
        return make(Words::tr("In progress"), Tone::Good, Glyph::Circle);
    if (status.isEmpty() || status == u"queued" || status == u"ringing")
        return make(Words::tr("Ringing"), Tone::Quiet, Glyph::Circle);
    return make(Words::tr("Twilio says: %1").arg(PlainText::oneLine(status)));
}

ErrorText::StateText callState(const Communication &row, ErrorText::Search search)
{
    switch (row.sendState) {
    case SendState::Pending:
    case SendState::Sending:
        return make(Words::tr("Placing the call"), Tone::Quiet, Glyph::Circle);
    case SendState::Unconfirmed:
        return unconfirmedState(row, search);
    case SendState::Refused:
    case SendState::Held:
        return make(Words::tr("Not called: %1").arg(ErrorText::blockReason(row.block)), Tone::Bad, Glyph::Warning);
    case SendState::Failed:
        return row.errorCode == 0 && row.errorText.isEmpty()
                   ? make(Words::tr("Not called"), Tone::Bad, Glyph::Warning)
                   : make(Words::tr("Not called: %1").arg(ErrorText::codeSentence(row.errorCode, row.errorText)),
                          Tone::Bad, Glyph::Warning);
    case SendState::Canceled:
        return make(Words::tr("Canceled"));
    case SendState::Accepted:
    case SendState::NotOurs:
        return callEnd(row);
    }
    return {};
}

bool isUnderWayElsewhere(const Communication &row)
{
    return row.isElsewhere() && row.direction == Direction::Outbound && !elsewhereState(row, {}).text.isEmpty();
}

QString withOrigin(const QString &text, const Communication &row)
{
    const QString origin = ErrorText::origin(row);
    return origin.isEmpty() ? text : text + u" · "_s + origin;
}

ErrorText::StateText unsignedState(const Communication &row, ErrorText::Search search, const QString &colleague)
{
    if (isUnderWayElsewhere(row))
        return elsewhereState(row, colleague);
    if (row.channel != Channel::Sms)
        return callState(row, search);
    if (row.direction == Direction::Inbound)
        return make(withOrigin(Formatting::time(row.sortAt), row));
    ErrorText::StateText text = ownState(row, search);
    text.text = withOrigin(text.text, row);
    if (row.copiesAtTwilio > 1)
        text.text += u" · "_s + Words::tr("Twilio holds %1 copies").arg(row.copiesAtTwilio);
    return text;
}
} // namespace

namespace ErrorText
{
QString glyphIcon(Glyph glyph)
{
    switch (glyph) {
    case Glyph::Check:
        return u"check"_s;
    case Glyph::Clock:
        return u"clock"_s;
    case Glyph::Circle:
        return u"circle"_s;
    case Glyph::Warning:
        return u"warning"_s;
    case Glyph::None:
        break;
    }
    return {};
}

bool isScheduled(const Communication &row)
{
    return row.sendState == SendState::Held && row.sendAfter.isValid() &&
           (row.block == SendBlock::OutsideHours || row.block == SendBlock::None);
}

QString sender(const Communication &row, const QString &colleague)
{
    if (row.onBehalfOf.isNull())
        return colleague;
    const QString person = row.onBehalfName.isEmpty() ? Words::tr("a colleague")
                                                      : PlainText::isolated(PlainText::oneLine(row.onBehalfName));
    return colleague.isEmpty() ? Words::tr("you for %1").arg(person) : Words::tr("%1 for %2").arg(colleague, person);
}

QString origin(const Communication &row)
{
    if (row.isInClear)
        return Words::tr("Written in clear by another program");
    const bool isOthers = row.direction == Direction::Outbound && row.sendState == SendState::NotOurs;
    return isOthers ? Words::tr("Sent by another program") : QString();
}

StateText state(const Communication &row, Search search, const QString &colleague)
{
    StateText text = unsignedState(row, search, colleague);
    // What another computer still does names its person already.
    const bool isNamed = row.onBehalfOf.isNull() && isUnderWayElsewhere(row);
    const QString who =
        row.direction == Direction::Inbound && row.channel == Channel::Sms ? QString() : sender(row, colleague);
    if (!who.isEmpty() && !isNamed)
        text.text += u" · "_s + Words::tr("by %1", "the colleague who sent or called").arg(who);
    return text;
}

StateText shortState(const Communication &row)
{
    StateText text = unsignedState(row, {}, {});
    if (row.channel == Channel::Sms && row.direction == Direction::Inbound) {
        text.text = Words::tr("Received");
        return text;
    }
    if (row.isAbandoned())
        text.text = Words::tr("Not sent");
    else if (row.senderLeft && row.sendState == SendState::Sending)
        text.text = Words::tr("Unconfirmed");
    else if (row.isElsewhere() && row.sendState == SendState::Pending) // whose it is, the details say
        text.text = Words::tr("Waiting");
    else if (row.isElsewhere() && row.sendState == SendState::Sending)
        text.text = Words::tr("Sending");
    else if (row.channel != Channel::Sms && row.sendState == SendState::Failed)
        text.text = Words::tr("Not called");
    else if (row.sendState == SendState::Failed)
        text.text = row.errorCode == 21610 ? Words::tr("Opted out") : Words::tr("Not sent");
    else if (row.sendState == SendState::Refused)
        text.text = row.block == SendBlock::OptedOut ? Words::tr("Opted out") : Words::tr("Refused");
    else if (row.sendState == SendState::Held)
        text.text = isScheduled(row) ? Words::tr("Scheduled") : Words::tr("Held");
    else if (row.sendState == SendState::Unconfirmed)
        text.text = Words::tr("Unconfirmed");
    else if (row.channel == Channel::Sms && row.status == u"delivered")
        text.text = Words::tr("Delivered");
    else if (row.channel == Channel::Sms && row.status == u"read")
        text.text = Words::tr("Read");
    else if (row.channel == Channel::Sms && row.status == u"sent")
        text.text = Words::tr("Sent");
    else if (row.status == u"failed" || row.status == u"undelivered")
        text.text = row.channel == Channel::Sms ? Words::tr("Not delivered") : Words::tr("Not connected");
    return text;
}
} // namespace ErrorText
