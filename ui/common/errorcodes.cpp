#include "common/errortext.h"

#include "common/plaintext.h"

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
    CodeRow{20005, QT_TRANSLATE_NOOP("ErrorText", "the Twilio account is not active"),
            QT_TRANSLATE_NOOP("ErrorText", "An administrator checks billing at Twilio.")},
    CodeRow{20403, QT_TRANSLATE_NOOP("ErrorText", "Twilio does not let this account in; it may be suspended or closed"),
            QT_TRANSLATE_NOOP("ErrorText", "An administrator contacts Twilio's support.")},
    CodeRow{70051, QT_TRANSLATE_NOOP("ErrorText", "the practice's key at Twilio lacks the right to do this"),
            QT_TRANSLATE_NOOP("ErrorText", "An administrator gives the API key that right at Twilio, or enters "
                                           "another key in Settings.")},
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

QString codeSentence(int code, const QString &twilioText)
{
    const CodeText words = codeText(code);
    if (!words.cause.isEmpty())
        return Words::tr("%1. %2").arg(words.cause, words.nextStep);
    const QString outside = PlainText::beginOf(PlainText::oneLine(twilioText), 300);
    if (!outside.isEmpty())
        return code == 0
                   ? Words::tr("Twilio says: %1").arg(PlainText::isolated(outside))
                   : Words::tr("Twilio says: %1 (code %2)").arg(PlainText::isolated(outside), QString::number(code));
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
} // namespace ErrorText
