#pragma once

#include <QString>

/// Which settings are the practice's; the others belong to a person or a computer (name, phone, notifications, keys).
namespace SharedSettings
{
bool isShared(const QString &key);
} // namespace SharedSettings
