#pragma once

#include "storage/communicationstore.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"

/// Twilio's resources as news for CommunicationStore::apply. Pure.
TwilioNews newsOf(const MessageResource &message);
TwilioNews newsOf(const CallResource &call);
