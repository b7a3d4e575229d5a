#pragma once

#include <QStringList>

class QUrl;

/// What a client, Twilio or a file may write to harm: markup of all kinds, links that lie, characters that re-order,
/// pile up, hide or end a string. The same on every run.
namespace HostileTexts
{
/// In every text, so that a test sees where outside text stands: an ampersand that must not become a mnemonic, and
/// places that must not be filled.
inline constexpr auto mark = "Q&Z %1%2 %n";
/// The colour of everything that the markup would paint; the product has none like it.
inline constexpr unsigned int colour = 0xffff00ff;

/// By hand; their markup loads from @p server and from @p picture, a file.
QStringList chosen(const QUrl &server, const QString &picture);
/// The chosen ones, and generated mixtures of them: @p count in all.
QStringList all(int count, const QUrl &server, const QString &picture);
} // namespace HostileTexts
