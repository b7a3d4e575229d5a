#pragma once

#include <QString>

#include <array>
#include <optional>

/// Whose practice it is; decides templates and voice flows. Column value as in the guide: advisor, attorney,
/// accountant.
enum class Persona { Advisor, Attorney, Accountant };

inline constexpr std::array allPersonas{Persona::Advisor, Persona::Attorney, Persona::Accountant};

QString personaKey(Persona persona);
std::optional<Persona> personaFromKey(const QString &key);
