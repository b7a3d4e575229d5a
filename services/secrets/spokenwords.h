#pragma once

#include <QLatin1String>

/// One of 256 English words that are told apart over a telephone. Their order is part of the protocol: two computers
/// show the same words for the same key.
QLatin1String spokenWord(quint8 number);
