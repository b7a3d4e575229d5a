#pragma once

#include "secrets/fieldcipher.h"

#include <QString>

#include <memory>

/// The store of a large practice after two years, made through the stores' own SQL and encryption. It takes minutes, so
/// it is kept under the build folder between runs; whoever writes to it takes a copy.
namespace BigStore
{
constexpr int clients = 100'000;
constexpr int communications = 1'000'000;
/// Every so manyth row belongs to one client: a conversation of 20,000 rows, the newest of all.
constexpr int busyEvery = 50;
constexpr auto busyClient = "Maria Lopez";
constexpr auto commonWord = "appointment"; ///< in every eighth body
constexpr auto oldestWord = "parchment";   ///< in the oldest body alone

/// Made-up bytes: what it opens is made up too.
std::shared_ptr<const FieldCipher> key();
/// The kept file, made when absent; empty when that failed. To be read only.
QString path();
/// A copy of its own in @p folder; empty when that failed.
QString copyTo(const QString &folder);
QString numberOf(int client);
} // namespace BigStore
