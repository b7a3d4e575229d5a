#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

#include <functional>

class QWidget;
class SettingStore;
class TwilioLogin;

/// Applies a set-up file once the store is open and unlocked, and says in words what did not work. main() has checked
/// the file by itself before. GUI thread; owned by App.
class ProvisionRun : public QObject
{
    Q_OBJECT

public:
    /// @p file "-": from standard input, so there is nothing to delete.
    ProvisionRun(QByteArray json, QString file, SettingStore &practice, TwilioLogin &login, QObject *parent = nullptr);

    void apply();
    /// Asks whether the file, which holds the secret, may go.
    void offerToDelete(QWidget *window);

Q_SIGNALS:
    void applied(bool withSecret);       ///< the settings are saved, and the secret is kept
    void failed(const QString &problem); ///< in words; also when only the secret could not be kept

private:
    QByteArray m_json;
    QString m_file;
    SettingStore &m_practice;
    TwilioLogin &m_login;
};
