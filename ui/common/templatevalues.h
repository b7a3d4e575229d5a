#pragma once

#include "client.h"
#include "practicesettings.h"
#include "staffmember.h"

#include <QMap>
#include <QString>

/// What the product knows to fill into a template's variables, and in words where it comes from. The composer and the
/// editor of templates share it, so that a preview never promises what a send then asks for. Pure functions.
namespace TemplateValues
{
/// Values by variable name; names without a value are left out. @p represented: in whose name it is written, where that
/// is not this computer's person; their own phone stands for them, where it is known.
QMap<QString, QString> known(const Client &client, const PracticeSettings &settings,
                             const StaffMember &represented = {});
bool isKnown(const QString &variable);
/// "Client, first name", "Me", "Practice" … or "Asked each time".
QString source(const QString &variable);
/// For the preview of a variable that is asked each time: "3:00 PM". Empty for names that say nothing to us.
QString example(const QString &variable, const QString &language);
} // namespace TemplateValues
