#pragma once

#include <QByteArray>
#include <QSettings>

/// What belongs to this computer and this data folder, not to the practice: window geometry, language, profile id. One
/// INI file in the data folder; no secrets, nothing about clients. GUI thread; owned by App.
class Settings
{
public:
    explicit Settings(const QString &dataDir);

    /// Names this profile in the keychain; made on first use.
    QString profileId();
    QByteArray windowState() const;
    void setWindowState(const QByteArray &state);
    QString language() const; ///< empty: the system's
    void setLanguage(const QString &language);

private:
    QSettings m_settings;
};
