#include "common/errortext.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "messaging/smssender.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

struct CodeRow {
    int code;
    const char *cause;
    const char *nextStep;
};

constexpr const char *waitAndRepeat =
    QT_TRANSLATE_NOOP("ErrorText", "Wait a little; Practiceline tries again by itself.");
constexpr const char *pickTime =
    QT_TRANSLATE_NOOP("ErrorText", "Choose a time between 5 minutes and 35 days from now.");
constexpr const char *wait10 = QT_TRANSLATE_NOOP("ErrorText", "Wait 10 minutes, then try again.");
constexpr const char *otherOwn = QT_TRANSLATE_NOOP("ErrorText", "Choose another number of the practice in Settings.");
constexpr const char *callInstead = QT_TRANSLATE_NOOP("ErrorText", "Call instead.");
constexpr const char *fixNumber = QT_TRANSLATE_NOOP("ErrorText", "Correct the number of the client.");
constexpr const char *callOrMail = QT_TRANSLATE_NOOP("ErrorText", "Call or e-mail instead.");
constexpr const char *geoAdmin = QT_TRANSLATE_NOOP("ErrorText", "An administrator enables the country at Twilio.");
constexpr const char *a2pAdmin =
    QT_TRANSLATE_NOOP("ErrorText", "An administrator completes the A2P registration at Twilio.");
constexpr const char *askSupervisor =
    QT_TRANSLATE_NOOP("ErrorText", "Ask your supervisor before you contact this client.");

/// Causes continue "Not delivered: "; the next step is a sentence.
constexpr std::array codeRows{
    CodeRow{20003, QT_TRANSLATE_NOOP("ErrorText", "Twilio refused the login"),
            QT_TRANSLATE_NOOP("ErrorText", "Check the API key in Settings.")},
    CodeRow{20404, QT_TRANSLATE_NOOP("ErrorText", "Twilio no longer has this record"),
            QT_TRANSLATE_NOOP("ErrorText", "Refresh; it may have been deleted at Twilio.")},
    CodeRow{20429, QT_TRANSLATE_NOOP("ErrorText", "Twilio is getting too many requests and did not process this one"),
            waitAndRepeat},
    CodeRow{429, QT_TRANSLATE_NOOP("ErrorText", "Twilio is getting too many requests and did not process this one"),
            waitAndRepeat},
    CodeRow{20500,
            QT_TRANSLATE_NOOP("ErrorText", "Twilio had a failure, and nobody can say yet whether it was accepted"),
            QT_TRANSLATE_NOOP("ErrorText", "Practiceline checks with Twilio; then decide.")},
    CodeRow{10001, QT_TRANSLATE_NOOP("ErrorText", "the Twilio account is not active"),
            QT_TRANSLATE_NOOP("ErrorText", "An administrator checks billing at Twilio.")},
    CodeRow{30002, QT_TRANSLATE_NOOP("ErrorText", "the Twilio account is suspended"),
            QT_TRANSLATE_NOOP("ErrorText", "An administrator contacts Twilio's support.")},
    CodeRow{21210,
            QT_TRANSLATE_NOOP("ErrorText", "the caller number does not belong to the practice or is not verified"),
            otherOwn},
    CodeRow{21211, QT_TRANSLATE_NOOP("ErrorText", "the client's number is not valid"), fixNumber},
    CodeRow{21217, QT_TRANSLATE_NOOP("ErrorText", "the client's number is not valid"), fixNumber},
    CodeRow{21212, QT_TRANSLATE_NOOP("ErrorText", "the practice's number is not valid"), otherOwn},
    CodeRow{21606, QT_TRANSLATE_NOOP("ErrorText", "the practice's number can not send texts"), otherOwn},
    CodeRow{21214, QT_TRANSLATE_NOOP("ErrorText", "this number can not be reached from Twilio"), callOrMail},
    CodeRow{21612, QT_TRANSLATE_NOOP("ErrorText", "no route leads from the practice's number to this one"), callOrMail},
    CodeRow{21215, QT_TRANSLATE_NOOP("ErrorText", "calls to this country are not enabled"), geoAdmin},
    CodeRow{21408, QT_TRANSLATE_NOOP("ErrorText", "texts to this country are not enabled"), geoAdmin},
    CodeRow{21216, QT_TRANSLATE_NOOP("ErrorText", "Twilio blocks calls to this number"),
            QT_TRANSLATE_NOOP("ErrorText", "Do not call it; check the number with the client.")},
    CodeRow{21608, QT_TRANSLATE_NOOP("ErrorText", "a trial account may only reach verified numbers"),
            QT_TRANSLATE_NOOP("ErrorText", "An administrator upgrades the Twilio account or completes its profile.")},
    CodeRow{21610, QT_TRANSLATE_NOOP("ErrorText", "the client opted out"),
            QT_TRANSLATE_NOOP("ErrorText", "The client must text START before you can write again.")},
    CodeRow{21611, QT_TRANSLATE_NOOP("ErrorText", "the practice's sending queue at Twilio is full"),
            QT_TRANSLATE_NOOP("ErrorText", "Wait, then send again.")},
    CodeRow{21614, QT_TRANSLATE_NOOP("ErrorText", "this is not a mobile number"),
            QT_TRANSLATE_NOOP("ErrorText", "Ask for a mobile number, or call.")},
    CodeRow{21617, QT_TRANSLATE_NOOP("ErrorText", "the text is longer than 1,600 characters"),
            QT_TRANSLATE_NOOP("ErrorText", "Shorten it.")},
    CodeRow{21635, QT_TRANSLATE_NOOP("ErrorText", "this is a landline"), callInstead},
    CodeRow{30001, QT_TRANSLATE_NOOP("ErrorText", "Twilio's queue was full"),
            QT_TRANSLATE_NOOP("ErrorText", "Send it again later.")},
    CodeRow{30003, QT_TRANSLATE_NOOP("ErrorText", "the phone was off or out of reach"),
            QT_TRANSLATE_NOOP("ErrorText", "Try later or call.")},
    CodeRow{30004, QT_TRANSLATE_NOOP("ErrorText", "the carrier or the client blocks these texts"),
            QT_TRANSLATE_NOOP("ErrorText", "Call, and check the client's consent.")},
    CodeRow{30005, QT_TRANSLATE_NOOP("ErrorText", "the number is unknown or not in service"),
            QT_TRANSLATE_NOOP("ErrorText", "Check the number with the client.")},
    CodeRow{30006, QT_TRANSLATE_NOOP("ErrorText", "a landline, or a carrier that can not be reached"), callInstead},
    CodeRow{30007, QT_TRANSLATE_NOOP("ErrorText", "the carrier filtered it as spam"),
            QT_TRANSLATE_NOOP("ErrorText", "Change the wording or the links; do not switch numbers.")},
    CodeRow{30008, QT_TRANSLATE_NOOP("ErrorText", "the carrier gave no reason"),
            QT_TRANSLATE_NOOP("ErrorText", "Ask the client; send it once more by hand if needed.")},
    CodeRow{30022, QT_TRANSLATE_NOOP("ErrorText", "the carrier's rate for the practice is used up"),
            QT_TRANSLATE_NOOP("ErrorText", "Practiceline slows down; send again later.")},
    CodeRow{30032, QT_TRANSLATE_NOOP("ErrorText", "the practice's toll-free number is not verified"),
            QT_TRANSLATE_NOOP("ErrorText", "An administrator verifies it at Twilio.")},
    CodeRow{30033, QT_TRANSLATE_NOOP("ErrorText", "the practice's texting campaign is suspended"), a2pAdmin},
    CodeRow{30034, QT_TRANSLATE_NOOP("ErrorText", "the practice's number is not registered for business texts"),
            a2pAdmin},
    CodeRow{30035, QT_TRANSLATE_NOOP("ErrorText", "the registration of the practice's number is still pending"),
            a2pAdmin},
    CodeRow{30450, QT_TRANSLATE_NOOP("ErrorText", "Twilio took it for fraud"),
            QT_TRANSLATE_NOOP("ErrorText", "Confirm the number with the client and tell an administrator.")},
    CodeRow{30610, QT_TRANSLATE_NOOP("ErrorText", "Twilio's compliance check stopped it in quiet hours"),
            askSupervisor},
    CodeRow{30640, QT_TRANSLATE_NOOP("ErrorText", "Twilio's compliance check stopped it: known litigator"),
            askSupervisor},
    CodeRow{30047, QT_TRANSLATE_NOOP("ErrorText", "Twilio's compliance check could not move it out of quiet hours"),
            askSupervisor},
    CodeRow{31600, QT_TRANSLATE_NOOP("ErrorText", "everything was busy"),
            QT_TRANSLATE_NOOP("ErrorText", "Call again later.")},
    CodeRow{34002, QT_TRANSLATE_NOOP("ErrorText", "everything was busy"),
            QT_TRANSLATE_NOOP("ErrorText", "Call again later.")},
    CodeRow{32018, QT_TRANSLATE_NOOP("ErrorText", "the call's instructions are longer than 4,000 characters"),
            QT_TRANSLATE_NOOP("ErrorText", "An administrator moves them to a voice flow.")},
    CodeRow{35114, QT_TRANSLATE_NOOP("ErrorText", "the time for sending does not fit"), pickTime},
    CodeRow{35115, QT_TRANSLATE_NOOP("ErrorText", "the time for sending does not fit"), pickTime},
    CodeRow{35116, QT_TRANSLATE_NOOP("ErrorText", "the time for sending does not fit"), pickTime},
    CodeRow{35117, QT_TRANSLATE_NOOP("ErrorText", "the time for sending does not fit"), pickTime},
    CodeRow{35118, QT_TRANSLATE_NOOP("ErrorText", "the time for sending does not fit"), pickTime},
    CodeRow{35125, QT_TRANSLATE_NOOP("ErrorText", "too many texts are scheduled"), pickTime},
    CodeRow{60202, QT_TRANSLATE_NOOP("ErrorText", "too many codes were checked"), wait10},
    CodeRow{60203, QT_TRANSLATE_NOOP("ErrorText", "too many codes were sent"), wait10},
    CodeRow{60212, QT_TRANSLATE_NOOP("ErrorText", "too many codes were asked for at once"), wait10},
    CodeRow{60308, QT_TRANSLATE_NOOP("ErrorText", "too many wrong codes"), wait10},
};

QString capitalised(QString text)
{
    if (!text.isEmpty())
        text[0] = text.at(0).toUpper();
    return text;
}

QString storageSentence(const Error &error)
{
    if (error.detail.contains(u"full", Qt::CaseInsensitive))
        return Words::tr("The disk is full. Nothing was sent; free some space and try again.");
    if (error.detail.contains(u"readonly", Qt::CaseInsensitive) ||
        error.detail.contains(u"read-only", Qt::CaseInsensitive))
        return Words::tr("The data folder can not be written. Nothing was sent; check the folder's permissions.");
    return Words::tr(
        "The data on this computer could not be read or written. Nothing was sent; check the disk and try again.");
}

QString invalidSentence(const Error &error)
{
    struct Row {
        QLatin1String detail;
        const char *words;
    };
    static constexpr std::array rows{
        Row{QLatin1String("number-taken"),
            QT_TRANSLATE_NOOP("ErrorText", "This number belongs to another client already.")},
        Row{QLatin1String("state"),
            QT_TRANSLATE_NOOP("ErrorText", "This has changed in the meantime. Look at its state and decide again.")},
        Row{QLatin1String("other-account"),
            QT_TRANSLATE_NOOP("ErrorText", "This was sent with another Twilio account, where Practiceline can not look "
                                           "now. Look at that account's log at Twilio.")},
        Row{QLatin1String("short"), QT_TRANSLATE_NOOP("ErrorText", "The passphrase needs at least 10 characters.")},
        Row{QLatin1String("wrong"), QT_TRANSLATE_NOOP("ErrorText", "The passphrase is not right. Try again.")},
        Row{QLatin1String("not-a-backup"), QT_TRANSLATE_NOOP("ErrorText", "This file is no backup of Practiceline.")},
        Row{QLatin1String("wrong-key"), QT_TRANSLATE_NOOP("ErrorText", "The recovery key does not open it.")},
        Row{QLatin1String("cut-off"), QT_TRANSLATE_NOOP("ErrorText", "The backup is not complete. Use another copy.")},
        Row{QLatin1String("not-empty"),
            QT_TRANSLATE_NOOP("ErrorText", "The folder holds data already. Choose an empty one.")},
    };
    for (const Row &row : rows) {
        if (error.detail == row.detail)
            return Words::tr(row.words);
    }
    return Words::tr("This can not be used as it is. Check the entry and try again.");
}

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
    if (row.sendAfter.isValid() && (row.block == SendBlock::OutsideHours || row.block == SendBlock::None))
        return make(Words::tr("Scheduled for %1")
                        .arg(Formatting::whenInSentence(row.sendAfter, QDateTime::currentDateTimeUtc())),
                    Tone::Warning, Glyph::Clock);
    return make(Words::tr("Held: %1").arg(ErrorText::blockReason(row.block)), Tone::Warning, Glyph::Clock);
}

ErrorText::StateText unconfirmedState(const Communication &row)
{
    // After the five-minute check (the fifth) a person may decide.
    if (row.checks < 5)
        return make(Words::tr("Unconfirmed: checking with Twilio"), Tone::Warning, Glyph::Circle);
    return make(Words::tr("Unconfirmed: Twilio does not list it so far. It may have been sent; you decide"),
                Tone::Warning, Glyph::Circle);
}

ErrorText::StateText ownState(const Communication &row)
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
        return unconfirmedState(row);
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

ErrorText::StateText callState(const Communication &row)
{
    switch (row.sendState) {
    case SendState::Pending:
    case SendState::Sending:
        return make(Words::tr("Placing the call"), Tone::Quiet, Glyph::Circle);
    case SendState::Unconfirmed:
        return unconfirmedState(row);
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
} // namespace

namespace ErrorText
{
CodeText codeText(int code)
{
    for (const CodeRow &row : codeRows) {
        if (row.code == code)
            return {Words::tr(row.cause), Words::tr(row.nextStep)};
    }
    if (code >= 500 && code < 600)
        return codeText(20500);
    return {};
}

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

QString codeSentence(int code, const QString &twilioText)
{
    const CodeText words = codeText(code);
    if (!words.cause.isEmpty())
        return Words::tr("%1. %2").arg(words.cause, words.nextStep);
    const QString outside = PlainText::oneLine(twilioText).left(300);
    if (!outside.isEmpty())
        return code == 0 ? Words::tr("Twilio says: %1").arg(outside)
                         : Words::tr("Twilio says: %1 (code %2)").arg(outside).arg(code);
    if (code != 0)
        return Words::tr("Twilio gave code %1. Look it up at Twilio or ask your administrator.").arg(code);
    return Words::tr("no reason is known. Try again or call.");
}

QList<int> knownCodes()
{
    QList<int> codes;
    for (const CodeRow &row : codeRows)
        codes << row.code;
    return codes;
}

QString sentence(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Offline:
        return Words::tr(
            "Twilio can not be reached. Check the internet connection; what waits is sent when it is back.");
    case ErrorKind::OutcomeUnknown:
        return Words::tr("The line broke before Twilio answered. Practiceline checks with Twilio whether it arrived.");
    case ErrorKind::RateLimited:
        return capitalised(codeSentence(20429, {}));
    case ErrorKind::Unauthorized:
        return capitalised(codeSentence(20003, {}));
    case ErrorKind::Rejected:
        if (error.code == 403)
            return Words::tr("Twilio does not allow this with the present key. Use a key with more rights.");
        return capitalised(codeSentence(error.code, {}));
    case ErrorKind::BadResponse:
        return Words::tr("Something between here and Twilio answered, but not Twilio. A network with a sign-in page "
                         "does that; sign in first.");
    case ErrorKind::Redirected:
        return Words::tr("The network leads elsewhere than to Twilio. Nothing was sent there; sign in to the network "
                         "or use another one.");
    case ErrorKind::Storage:
        return storageSentence(error);
    case ErrorKind::Locked:
        return Words::tr("The key of your data is not available. Unlock the keychain or enter the passphrase.");
    case ErrorKind::Invalid:
        return invalidSentence(error);
    case ErrorKind::NotFound:
        return Words::tr("This is not there any more. It may have been deleted.");
    case ErrorKind::Cancelled:
        return {};
    }
    return {};
}

QString blockReason(SendBlock block)
{
    switch (block) {
    case SendBlock::None:
        return Words::tr("a person must decide");
    case SendBlock::OutsideHours:
        return Words::tr("outside the hours for texts");
    case SendBlock::PastSendBefore:
        return Words::tr("it waited too long to leave by itself. Send it now, edit or cancel it");
    case SendBlock::JudgeReply:
        return Words::tr("a reply may mean stop. Read it and decide");
    case SendBlock::OptedOut:
        return Words::tr("the client opted out");
    case SendBlock::NumberNotUsable:
        return Words::tr("texts can not go to this number. Correct it or call");
    case SendBlock::PossibleDuplicate:
        return Words::tr("the same text is still unconfirmed. It may have arrived");
    case SendBlock::NotConfigured:
        return Words::tr("Twilio is not connected yet. Open Settings");
    case SendBlock::Empty:
        return Words::tr("the text is empty or a variable has no value");
    case SendBlock::TooLong:
        return Words::tr("over 1,600 characters. Shorten it");
    case SendBlock::Locked:
        return Words::tr("the key of your data is not available. Unlock it");
    case SendBlock::LoginRefused:
        return Words::tr("Twilio refused the login. Check the API key in Settings");
    case SendBlock::CallUnderWay:
        return Words::tr("another call is under way or unconfirmed");
    case SendBlock::NumberMoved:
        return Words::tr("the number no longer belongs to this client. Check whose it is, then write again");
    }
    return {};
}

QString blockSentence(const SendVerdict &verdict, const QString &clientName)
{
    const QString name = clientName.isEmpty() ? Words::tr("this client") : PlainText::isolated(clientName);
    switch (verdict.block) {
    case SendBlock::None:
        return {};
    case SendBlock::OutsideHours: {
        const QString now = Formatting::timeIn(verdict.window.local);
        if (!verdict.opensAt.isValid() || !verdict.window.local.isValid())
            return Words::tr("It is %1 for %2. Texts may not be sent now.").arg(now, name);
        const QDateTime opens = verdict.opensAt.toTimeZone(verdict.window.local.timeZone());
        const QString at = Formatting::timeIn(opens);
        if (opens.date() == verdict.window.local.date())
            return Words::tr("It is %1 for %2. Texts may be sent from %3.").arg(now, name, at);
        return Words::tr("It is %1 for %2. Texts may be sent from %3 tomorrow.").arg(now, name, at);
    }
    case SendBlock::OptedOut:
        return Words::tr("%1 opted out of texts. Only a text with START from that phone lifts it; you may call.")
            .arg(name);
    case SendBlock::JudgeReply:
        return Words::tr("%1 wrote something that may mean stop. Until you decide, nothing is sent.").arg(name);
    case SendBlock::NumberNotUsable:
        return Words::tr("Texts can not go to the number of %1. Correct the number or call.").arg(name);
    case SendBlock::NotConfigured:
        return Words::tr("Twilio is not connected yet. Enter the account and a sender in Settings.");
    case SendBlock::Locked:
        return Words::tr("The key of your data is not available. Unlock the keychain; nothing is sent until then.");
    case SendBlock::LoginRefused:
        return Words::tr("Twilio refused the login. Texts wait here; check the API key in Settings.");
    default:
        return Words::tr("This can not be sent: %1.").arg(blockReason(verdict.block));
    }
}

StateText state(const Communication &row)
{
    if (row.channel != Channel::Sms)
        return callState(row);
    if (row.direction == Direction::Inbound)
        return make(Formatting::time(row.sortAt));
    StateText text = ownState(row);
    if (row.sendState == SendState::NotOurs)
        text.text += u" · "_s + Words::tr("Sent by another program");
    if (row.copiesAtTwilio > 1)
        text.text += u" · "_s + Words::tr("Twilio holds %1 copies").arg(row.copiesAtTwilio);
    return text;
}

StateText shortState(const Communication &row)
{
    StateText text = state(row);
    if (row.channel == Channel::Sms && row.direction == Direction::Inbound) {
        text.text = Words::tr("Received");
        return text;
    }
    if (row.channel != Channel::Sms && row.sendState == SendState::Failed)
        text.text = Words::tr("Not called");
    else if (row.sendState == SendState::Failed)
        text.text = row.errorCode == 21610 ? Words::tr("Opted out") : Words::tr("Not sent");
    else if (row.sendState == SendState::Refused)
        text.text = row.block == SendBlock::OptedOut ? Words::tr("Opted out") : Words::tr("Refused");
    else if (row.sendState == SendState::Held)
        text.text = row.sendAfter.isValid() ? Words::tr("Scheduled") : Words::tr("Held");
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
