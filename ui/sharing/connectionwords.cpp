#include "sharing/connectionwords.h"

#include "common/errortext.h"
#include "sync/sharedsql.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace
{
struct Words {
    Q_DECLARE_TR_FUNCTIONS(ConnectionWords)
};

constexpr int oldestServer = 130000;

struct FaultRow {
    ConnectionFault fault;
    const char *words;
};
constexpr std::array faultRows{
    FaultRow{ConnectionFault::AddressInvalid,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "The server's address, database or user is not complete. Check each field; the "
                               "server is a name like db.example.com.")},
    FaultRow{ConnectionFault::CaFileUnreadable,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "The certificate file is not there, or holds no certificate. Choose the authority's "
                               "file (PEM) that your server's provider offers for download.")},
    FaultRow{ConnectionFault::HostNotFound,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "No server has this name. Check the spelling and the internet connection.")},
    FaultRow{ConnectionFault::Refused,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "The computer is there, but no Postgres listens at this port. Check the port, and "
                               "that the server runs and listens to other computers.")},
    FaultRow{ConnectionFault::NoAnswer,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "The server does not answer. A firewall may be in between: check the network, and "
                               "that the server lets this computer in.")},
    FaultRow{ConnectionFault::NoTls,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "The server offers no encryption, so nothing was sent. Switch TLS on at the server "
                               "(ssl = on).")},
    FaultRow{ConnectionFault::CertificateUnknownCa,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "The server's certificate comes from another authority than your certificate file. "
                               "Get the right file from the server's provider.")},
    FaultRow{ConnectionFault::CertificateSelfSigned,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "The server vouches for itself with a certificate that your file does not hold. "
                               "Choose that very certificate as the file, or give the server another one.")},
    FaultRow{ConnectionFault::CertificateExpired,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "The server's certificate is not valid today. Check this computer's date; if it is "
                               "right, the server needs a new certificate.")},
    FaultRow{ConnectionFault::CertificateWrongHost,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "The server's certificate was made for another name. Type the server's name just as "
                               "it stands in the certificate.")},
    FaultRow{
        ConnectionFault::WrongLogin,
        QT_TRANSLATE_NOOP("ConnectionWords", "The user or the password is wrong. Check both; capital letters matter.")},
    FaultRow{ConnectionFault::LoginNotAllowed,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "This user may not log in here. Ask whoever runs the server to let the user into "
                               "this database from this computer.")},
    FaultRow{ConnectionFault::NoSuchDatabase,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "The server has no database of this name. Check the name, or make the database first.")},
    FaultRow{ConnectionFault::TooManyConnections,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "The server has no connection left. Wait a minute and try again; if it stays so, the "
                               "server must allow more connections.")},
    FaultRow{ConnectionFault::StartingUp,
             QT_TRANSLATE_NOOP("ConnectionWords", "The server is just starting or stopping. Try again in a minute.")},
    FaultRow{
        ConnectionFault::NotPostgres,
        QT_TRANSLATE_NOOP("ConnectionWords",
                          "Something answers there, but it is no Postgres. Check the server's name and the port.")},
    FaultRow{ConnectionFault::Other,
             QT_TRANSLATE_NOOP("ConnectionWords",
                               "The server refused the connection for a reason of its own. Its log says why.")},
};

struct DetailRow {
    QLatin1String detail;
    const char *words;
};
constexpr std::array detailRows{
    DetailRow{QLatin1String("createrole"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "This user may not make logins for the practice's people. Use one that may make "
                                "roles (CREATEROLE).")},
    DetailRow{QLatin1String("create"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "This user may make nothing in this database. Use the user that owns the database.")},
    DetailRow{QLatin1String("owner"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "The database holds communication_logs or sms_templates already, and they belong to "
                                "another user. Use the user that owns them.")},
    DetailRow{QLatin1String("old-server"),
              QT_TRANSLATE_NOOP("ConnectionWords", "This Postgres is older than version 13. Update the server first.")},
    DetailRow{QLatin1String("newer"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "A newer Practiceline has set this database up. Update Practiceline on this "
                                "computer first.")},
    DetailRow{QLatin1String("clock"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "This computer's clock and the server's are more than five minutes apart. Let both "
                                "set their clocks by the internet.")},
    DetailRow{QLatin1String("has-administrator"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "A practice uses this database already and has an administrator. Ask them for an "
                                "invitation, and join the practice with it; or use the practice's recovery key.")},
    DetailRow{QLatin1String("last-administrator"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "This is the practice's last administrator: nobody could invite, approve or remove "
                                "people any more. Make somebody else an administrator first.")},
    DetailRow{QLatin1String("keychain"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "This computer's keychain can not keep the login, so nothing was begun. Unlock the "
                                "keychain and try again.")},
    DetailRow{QLatin1String("expired"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "This invitation is older than 72 hours and has expired. Ask for a new one.")},
    DetailRow{QLatin1String("used"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "This invitation was used or taken back. If you did not use it yourself, tell your "
                                "administrator now: somebody else may have it. Ask for a new one.")},
    DetailRow{QLatin1String("cut"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "A part of the invitation is missing or changed. Copy all of it, from its first "
                                "letter to its last.")},
    DetailRow{
        QLatin1String("invitation"),
        QT_TRANSLATE_NOOP("ConnectionWords", "This is no invitation. It begins with “practiceline-invitation:”.")},
    DetailRow{QLatin1String("recovery-typo"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "There is a typing mistake in the recovery key. Compare it with the paper: 8 groups "
                                "of 5 letters and digits.")},
    DetailRow{QLatin1String("recovery-wrong"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "This is not the recovery key of this practice, or a newer one took its place. The "
                                "one of a single computer does not open a practice.")},
    DetailRow{QLatin1String("recovery-none"),
              QT_TRANSLATE_NOOP("ConnectionWords", "This practice has no recovery key. Ask one of its administrators "
                                                   "for an invitation, and join with it.")},
    DetailRow{QLatin1String("recovery-left"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "The administrator who made this recovery key is no member any more, so it lets "
                                "nobody in. Ask an administrator for an invitation, and join with it.")},
    DetailRow{QLatin1String("recovery-signature"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "The practice's keys in this database are not what its administrators kept there, so "
                                "they were not taken. Ask whoever runs the server who changed them.")},
    DetailRow{QLatin1String("signature"),
              QT_TRANSLATE_NOOP("ConnectionWords",
                                "The practice's key was not sent by the administrator who invited you, so it was not "
                                "taken. Tell your administrator, cancel, and ask for a new invitation.")},
};

QString wordsOf(QLatin1String detail)
{
    const auto row = std::find_if(detailRows.cbegin(), detailRows.cend(),
                                  [detail](const DetailRow &one) { return one.detail == detail; });
    return row == detailRows.cend() ? QString() : Words::tr(row->words);
}

QString versionText(int number)
{
    return u"%1.%2"_s.arg(number / 10000).arg(number % 10000);
}
} // namespace

namespace ConnectionWords
{
QString sentence(ConnectionFault fault)
{
    const auto row =
        std::find_if(faultRows.cbegin(), faultRows.cend(), [fault](const FaultRow &one) { return one.fault == fault; });
    return row == faultRows.cend() ? QString() : Words::tr(row->words);
}

bool isGood(const ConnectionReport &report)
{
    return report.fault == ConnectionFault::None && report.serverVersion >= oldestServer;
}

QString sentence(const ConnectionReport &report)
{
    if (report.fault != ConnectionFault::None)
        return sentence(report.fault);
    if (!isGood(report))
        return wordsOf("old-server"_L1);
    const QString version = versionText(report.serverVersion);
    if (report.tlsVersion.isEmpty())
        return Words::tr("The connection works: Postgres %1 on this computer.").arg(version);
    return Words::tr("The connection works: Postgres %1, encrypted (%2).").arg(version, report.tlsVersion);
}

QString sentence(const Error &error)
{
    if (error.kind == ErrorKind::Cancelled)
        return {};
    const QByteArray detail = error.detail.toLatin1();
    if (const QString known = wordsOf(QLatin1String(detail)); !known.isEmpty())
        return known;
    if (const auto fault = ConnectionFaults::ofError(error); fault != ConnectionFault::Other)
        return sentence(fault);
    if (error.kind == ErrorKind::Offline)
        return Words::tr("The practice's server can not be reached now. Check the network.");
    const QString state = sqlState(error);
    if (state == "42501"_L1) // our functions raise it for a right that is missing and for what is gone
        return Words::tr("The practice refused this. Your role may have changed, or somebody else was faster: look at "
                         "the list again.");
    if (!state.isEmpty())
        return Words::tr("The practice's server could not do this (code %1). Try again; its log says more.").arg(state);
    if (error.kind == ErrorKind::Unauthorized || error.kind == ErrorKind::NotFound)
        return sentence(ConnectionFault::Other);
    return ErrorText::sentence(error);
}

QString joinSentence(const Error &error)
{
    return error.kind == ErrorKind::Unauthorized ? wordsOf("used"_L1) : sentence(error);
}
} // namespace ConnectionWords
