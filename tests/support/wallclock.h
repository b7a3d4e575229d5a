#pragma once

#include <chrono>

/// This process's wall clock, set wrong as a person or a bad battery does: its executable exports clock_gettime(),
/// gettimeofday() and time(), so that Qt, SQLite, OpenSSL and libpq read it too. What measures how long something takes
/// (CLOCK_MONOTONIC) and the kernel's own dates are untouched. An executable that links this has ENABLE_EXPORTS.
namespace WallClock
{
/// How far it is ahead of the true time from now on; below 0: behind.
void setAhead(std::chrono::milliseconds ahead);
/// By how much everything that tells the time here disagrees with that, at the worst.
std::chrono::milliseconds error();
} // namespace WallClock
