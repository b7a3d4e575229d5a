#pragma once

#include "pagesfixture.h"

/// What the pictures show: a few clients, their texts in each state, a reply.
inline bool fillForPictures(StoreFixture &store)
{
    using namespace Qt::StringLiterals;
    const Client maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    const Client acme = store.addClient(u"Acme LLC"_s, u"+13125550143"_s);
    const Client tom = store.addClient(u"Tom Novak"_s, u"+13125550144"_s);
    const Client david = store.addClient(u"David Okafor"_s, u"+13125550145"_s);
    const Client grace = store.addClient(u"Grace Wu"_s, u"+14155550133"_s);
    store.textIn(SendState::Accepted, david,
                 u"Document ready for signature: Engagement letter. Sign at portal.example/david by 15 January"_s);
    store.textIn(SendState::Refused, tom,
                 u"Tax deadline reminder: Q4 estimate due 15 January. Missing items: 1099-INT"_s);
    store.textIn(SendState::Failed, grace, u"Your 2025 return is ready for review."_s);
    store.textIn(SendState::Held, maria, u"Thank you, see you tomorrow."_s);
    const auto open = store.textIn(SendState::Unconfirmed, acme,
                                   u"Need documents for 2025 return: 1099-INT, K-1. Upload deadline: 15 January"_s);
    for (int i = 0; i < 5; ++i) {
        if (!waited(store.outbox.recordCheck(open.id, QDateTime::currentDateTimeUtc().addSecs(110))))
            return false;
    }
    TwilioNews sent = StoreFixture::news(
        Direction::Outbound, u"SM"_s + QString(32, u'a'), u"+13125550142"_s,
        u"Hi Maria, this is a reminder of your meeting with Ana Ruiz tomorrow at 3:00 PM."_s, u"delivered"_s);
    sent.price = Money::fromString(u"-0.0083"_s, u"USD"_s);
    sent.segments = 1;
    const TwilioNews reply = StoreFixture::news(Direction::Inbound, u"SM"_s + QString(32, u'b'), u"+13125550142"_s,
                                                u"Yes, CONFIRM"_s, u"received"_s);
    return waited(store.communications.apply({sent, reply}, {u"+13125550100"_s})).has_value();
}
