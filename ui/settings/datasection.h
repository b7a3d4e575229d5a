#pragma once

#include "settings/settingssection.h"

class QLabel;
class QPushButton;

/// Where the data lives, back-up, recovery key, export, import, proof of the records. GUI thread; part of SettingsPage.
class DataSection : public SettingsSection
{
    Q_OBJECT

public:
    explicit DataSection(UiContext &context, QWidget *parent = nullptr);

private:
    QWidget *buildFolder();
    QWidget *buildActions();
    void askBackup();
    void writeBackup(const QString &file);
    void askExport();
    void writeExport(const QString &file);
    void verify();
    void updateRights();

    QLabel *m_clients = nullptr;
    QPushButton *m_import = nullptr;
    QLabel *m_records = nullptr;
    QPushButton *m_verify = nullptr;
};
