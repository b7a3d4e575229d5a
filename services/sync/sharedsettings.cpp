#include "sync/sharedsettings.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

bool SharedSettings::isShared(const QString &key)
{
    static constexpr std::array begins{"practice."_L1,          "hours."_L1,        "price."_L1,
                                       "twilio.account_sid"_L1, "twilio.sender"_L1, "twilio.caller_id"_L1};
    return std::any_of(begins.begin(), begins.end(), [&key](QLatin1String begin) { return key.startsWith(begin); });
}
