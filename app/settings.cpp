#include "settings.h"

#include "id.h"

using namespace Qt::StringLiterals;

Settings::Settings(const QString &dataDir)
    : m_settings(dataDir + u"/practiceline.ini"_s, QSettings::IniFormat)
{
}

QString Settings::profileId()
{
    QString id = m_settings.value(u"profile/id"_s).toString();
    if (id.isEmpty()) {
        id = newUuidV7().toString(QUuid::WithoutBraces);
        m_settings.setValue(u"profile/id"_s, id);
        m_settings.sync();
    }
    return id;
}

QByteArray Settings::windowState() const
{
    return m_settings.value(u"window/state"_s).toByteArray();
}

void Settings::setWindowState(const QByteArray &state)
{
    m_settings.setValue(u"window/state"_s, state);
}

QString Settings::language() const
{
    return m_settings.value(u"window/language"_s).toString();
}

void Settings::setLanguage(const QString &language)
{
    m_settings.setValue(u"window/language"_s, language);
}
