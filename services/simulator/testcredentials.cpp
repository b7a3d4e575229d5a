#include "simulator/testcredentials.h"

#include "simulator/messagerefusal.h"
#include "simulator/simulatedcalls.h"

using namespace Qt::StringLiterals;

namespace
{
struct Magic {
    const char *number;
    int code;
    const char *message;
};

constexpr auto magicSender = "+15005550006"_L1;

RestReply refusalFor(const QString &number, const QList<Magic> &table)
{
    for (const auto &magic : table) {
        if (number == QLatin1String(magic.number))
            return RestReply::error(400, magic.code, QString::fromLatin1(magic.message).arg(number));
    }
    return {};
}

RestReply required(const RestFields &form, const QString &name, int code, const QString &message)
{
    return restField(form, name).isEmpty() ? RestReply::error(400, code, message) : RestReply();
}
} // namespace

RestReply testMessageRefusal(const RestFields &form)
{
    const QString to = restField(form, u"To"_s);
    const QString from = restField(form, u"From"_s);
    RestReply refusal = required(form, u"To"_s, 21604, u"A 'To' phone number is required."_s);
    if (refusal.status == 200)
        refusal = required(form, u"From"_s, 21603, u"A 'From' phone number is required."_s);
    if (refusal.status == 200)
        refusal = textRefusal(form);
    if (refusal.status == 200) {
        refusal = refusalFor(from, {{"+15005550001", 21212, "The 'From' number %1 is not a valid phone number."},
                                    {"+15005550008", 21611, "This 'From' number %1 has exceeded its queue limit"}});
    }
    if (refusal.status == 200 && from != magicSender)
        refusal = RestReply::error(400, 21606, u"The 'From' phone number %1 can not send texts"_s.arg(from));
    if (refusal.status == 200) {
        refusal = refusalFor(to, {{"+15005550001", 21211, "The 'To' number %1 is not a valid phone number."},
                                  {"+15005550002", 21612, "The 'To' number %1 can not be routed to"},
                                  {"+15005550003", 21408, "Permission to send to the region of %1 is not enabled"},
                                  {"+15005550004", 21610, "Attempt to send to unsubscribed recipient %1"},
                                  {"+15005550009", 21614, "'To' number %1 is not a mobile number"}});
    }
    if (refusal.status == 200 && !to.startsWith(u"+1500555"_s) && !isPhoneNumber(to))
        refusal = RestReply::error(400, 21211, u"The 'To' number %1 is not a valid phone number."_s.arg(to));
    return refusal;
}

RestReply testCallRefusal(const RestFields &form)
{
    const QString to = restField(form, u"To"_s);
    const QString from = restField(form, u"From"_s);
    RestReply refusal = required(form, u"To"_s, 21201, u"No 'To' number is specified"_s);
    if (refusal.status == 200)
        refusal = required(form, u"From"_s, 21213, u"'From' number is required"_s);
    if (refusal.status == 200)
        refusal = SimulatedCalls::checkInstructions(form);
    if (refusal.status == 200) {
        refusal = refusalFor(from, {{"+15005550001", 21212, "The 'From' number %1 is not a valid phone number."}});
    }
    if (refusal.status == 200 && from != magicSender)
        refusal = RestReply::error(400, 21210, u"'From' phone number %1 is not verified"_s.arg(from));
    if (refusal.status == 200) {
        refusal = refusalFor(to, {{"+15005550001", 21217, "The phone number %1 is not valid."},
                                  {"+15005550002", 21214, "The phone number %1 can not be reached"},
                                  {"+15005550003", 21215, "Permission to call the region of %1 is not enabled"},
                                  {"+15005550004", 21216, "Calls to %1 are blocked"}});
    }
    if (refusal.status == 200 && !to.startsWith(u"+1500555"_s) && !isPhoneNumber(to))
        refusal = RestReply::error(400, 21217, u"The phone number %1 is not valid."_s.arg(to));
    return refusal;
}

RestReply testNumberRefusal(const RestFields &form)
{
    const QString areaCode = restField(form, u"AreaCode"_s);
    if (!areaCode.isEmpty()) {
        return areaCode == u"500"
                   ? RestReply()
                   : RestReply::error(400, 21452, u"No phone numbers found in area code %1"_s.arg(areaCode));
    }
    const QString number = restField(form, u"PhoneNumber"_s);
    if (number == magicSender)
        return {};
    RestReply refusal = refusalFor(number, {{"+15005550000", 21422, "%1 is not available"},
                                            {"+15005550001", 21421, "%1 is not a valid phone number"}});
    return refusal.status == 200 ? RestReply::error(400, 21422, u"%1 is not available"_s.arg(number)) : refusal;
}
