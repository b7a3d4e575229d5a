#include "settings/settingsforms.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

void SettingsForm::lockShared(bool locked)
{
    if (shares() == Shares::All)
        setEnabled(!locked);
}

bool SettingsForm::isSid(const QString &text, QLatin1String prefix)
{
    static const QRegularExpression pattern(u"^[A-Z]{2}[0-9a-fA-F]{32}$"_s);
    return text.startsWith(prefix) && pattern.match(text).hasMatch();
}
