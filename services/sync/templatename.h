#pragma once

#include <QJsonObject>
#include <QString>

/// The guide's functions look a template up by persona and name, and send nothing when they find two. So in the
/// practice's table a text in another language than the guide's (English) has its language behind its name, and one
/// that was removed a part of its id.
namespace TemplateName
{
/// @p row has template_name, language, removed_at and id.
QString shared(const QJsonObject &row);
/// What people see.
QString local(const QString &sharedName, const QString &language);
} // namespace TemplateName
