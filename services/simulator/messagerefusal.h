#pragma once

#include "simulator/simulatorrest.h"
#include "simulator/twiliosimulator.h"

/// What Twilio finds wrong in the form of a new text, with its codes; a reply with status 200: nothing.
RestReply messageRefusal(const RestFields &form, const SimulatorOptions &options, const QDateTime &now);
/// Of the body alone, which the test credentials check alike.
RestReply textRefusal(const RestFields &form);
