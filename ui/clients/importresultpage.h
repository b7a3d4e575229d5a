#pragma once

#include "csv/clientimport.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableWidget;

/// What came of an import: how many were added, the rows that were not with the reason, to save; or why nothing could
/// be read. GUI thread; owned by ImportDialog.
class ImportResultPage : public QWidget
{
    Q_OBJECT

public:
    explicit ImportResultPage(QWidget *parent = nullptr);

    void showFailure(const Error &error);
    void showReport(const QString &file, const ImportReport &report);
    void saveProblems(const QString &file); ///< the rows that were not imported, as CSV

Q_SIGNALS:
    void saved(const QString &sentence); ///< or why not

private:
    void showProblems();
    void askSaveProblems();

    QString m_file;
    ImportReport m_report;
    QLabel *m_title = nullptr;
    QLabel *m_text = nullptr;
    QTableWidget *m_problems = nullptr;
    QPushButton *m_saveProblems = nullptr;
};
