#pragma once

#include "practicesettings.h"
#include "result.h"
#include "twilio/twilioclient.h"

#include <QStringList>

/// An unattended set-up by an IT person (README, "Unattended set-up"). Unknown keys and bad values are all named at
/// once, so that the file is mended in one round; nothing of a file with a problem is used.
struct Provision {
    PracticeSettings settings;
    TwilioCredentials credentials;
    QStringList problems; ///< in words; empty: usable

    /// @p base is what the practice has set already: keys that the file lacks keep their value.
    static Provision parse(const QByteArray &json, const PracticeSettings &base);
    /// Reads @p file ("-": standard input). A file that group or others can read or write is refused: it holds a
    /// secret.
    static Result<QByteArray> readFile(const QString &file, QString *problem);
};
