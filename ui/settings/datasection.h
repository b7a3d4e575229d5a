#pragma once

#include "settings/settingssection.h"
#include "sync/recordsreport.h"

#include <optional>

class QLabel;
class QPushButton;
class ResultLine;

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
    struct Export;
    void askExport(const Export &what);
    void writeExport(const Export &what, const QString &file);
    void verify();
    void setVerifying(bool isVerifying);
    void verified(const Result<RecordsReport> &report);
    void askReport();
    void writeReport(const QString &file);
    void updateRights();

    QLabel *m_clients = nullptr;
    QPushButton *m_import = nullptr;
    ResultLine *m_records = nullptr;
    QPushButton *m_verify = nullptr;
    QPushButton *m_saveReport = nullptr;
    std::optional<RecordsReport> m_report; ///< of the last "Verify records"
    bool m_isVerifying = false;
};
