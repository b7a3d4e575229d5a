#include "sharing/sharingfacts.h"

#include "storage/staffstore.h"

using namespace Qt::StringLiterals;

SharingFacts SharingFacts::of(Sharing &sharing, const StaffStore &staff)
{
    SharingFacts facts;
    facts.state = sharing.state();
    facts.status = sharing.status();
    facts.hears = sharing.listener().hears();
    facts.readsTwilio = sharing.lease().isHolder();
    facts.reader = sharing.lease().holderName();
    facts.readingRefused = sharing.lease().refusal();
    const bool mayRead = facts.readingRefused == PollLease::Refusal::None && sharing.lease().canRead();
    facts.isNobodyReading = sharing.lease().isAnswered() && !mayRead && facts.reader.isEmpty();
    facts.isKeyWithheld = sharing.lease().isAnswered() && facts.readingRefused == PollLease::Refusal::PrivateClients;
    facts.newsMark = sharing.lease().newsMark();
    facts.role = sharing.role();
    facts.me = sharing.me();
    facts.administrators = sharing.administrators();
    for (const StaffMember &one : staff.all()) {
        if (one.isPresent() && one.sends())
            facts.senders.append(one.name);
    }
    facts.words = sharing.words();
    facts.askedError = sharing.askedError();
    return facts;
}

bool SharingFacts::isAdministrator() const
{
    return state != Sharing::State::Member || role == "admin"_L1;
}

bool SharingFacts::isReader() const
{
    return state == Sharing::State::Member && role == "supervisor"_L1;
}
