#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

/// What holds for every input of what reads from outside, bytes that nobody would write included. Each function returns
/// the law that @p input breaks, null when all hold. The fuzzers feed them bytes of their own making (fuzzer.cpp), the
/// ordinary tests what lies in seeds/ (tst_fuzzseeds.cpp). Any one thread.
namespace Laws
{
using Broken = const char *;

Broken csv(const QByteArray &input);       ///< a file
Broken twilio(const QByteArray &input);    ///< a letter that names the reply, then the reply; see twiliolaws.cpp
Broken phone(const QByteArray &input);     ///< a region, a line break, what was typed
Broken templates(const QByteArray &input); ///< a template, then values, divided by U+001E
Broken segments(const QByteArray &input);  ///< a text, as UTF-8 and as UTF-16
Broken provision(const QByteArray &input); ///< a set-up file

struct Target {
    QString name;
    Broken (*check)(const QByteArray &input);
};
inline QList<Target> all()
{
    return {{QStringLiteral("csv"), csv},           {QStringLiteral("twilio"), twilio},
            {QStringLiteral("phone"), phone},       {QStringLiteral("templates"), templates},
            {QStringLiteral("segments"), segments}, {QStringLiteral("provision"), provision}};
}
} // namespace Laws

/// Leaves the function with the text of @p law when it does not hold.
#define HOLDS(law)                                                                                                     \
    do {                                                                                                               \
        if (!(law))                                                                                                    \
            return #law;                                                                                               \
    } while (false)
