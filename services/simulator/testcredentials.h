#pragma once

#include "simulator/simulatorrest.h"

/// The magic numbers of Twilio's test credentials (twilio.com/docs/iam/test-credentials): the refusal that a number
/// stands for; a reply with status 200: the request goes through, and nothing is sent or kept.
RestReply testMessageRefusal(const RestFields &form);
RestReply testCallRefusal(const RestFields &form);
RestReply testNumberRefusal(const RestFields &form);
