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
    if (error.detail.endsWith("not written"_L1)) // an export, a back-up: not the store
        return Words::tr("The file could not be written. Choose a folder where you may save, on a disk with room.");
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
        Row{QLatin1String("arrived"),
            QT_TRANSLATE_NOOP("ErrorText", "Twilio has the first text after all, so it was not sent again.")},
        Row{QLatin1String("hidden"),
            QT_TRANSLATE_NOOP("ErrorText", "This client is kept for somebody else now, so nothing was sent. An "
                                           "administrator can show you the client again.")},
        Row{QLatin1String("not-deputy"),
            QT_TRANSLATE_NOOP("ErrorText", "You may not write for this person any more, so nothing was sent. Write in "
                                           "your own name, or ask them or an administrator to name you again.")},
        Row{QLatin1String("other-account"),
            QT_TRANSLATE_NOOP("ErrorText", "This was sent with another Twilio account, where Practiceline can not look "
                                           "now. Look at that account's log at Twilio.")},
        Row{QLatin1String("sends-only"),
            QT_TRANSLATE_NOOP("ErrorText", "This computer's key only sends. The computer that checks Twilio for the "
                                           "practice looks for it, and what it finds shows here.")},
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

} // namespace

namespace ErrorText
{
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
        return capitalised(codeSentence(error.code, error.detail)); // a Rejected's detail is Twilio's own message
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
    case SendBlock::FirstArrived:
        return Words::tr("Twilio has the first one after all");
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
    case SendBlock::HourlyLimit:
        return Words::tr("your administrator's limit of texts an hour is reached");
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
} // namespace ErrorText
