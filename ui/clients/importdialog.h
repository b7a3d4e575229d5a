#pragma once

#include "csv/clientimport.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTableWidget;
struct UiContext;

/// Import of clients from a CSV file: the file, which column is what (with a preview), progress with cancel, what came
/// of it with the bad rows to save. Window-modal by open(). GUI thread; deletes itself when it is closed.
class ImportDialog : public QDialog
{
    Q_OBJECT

public:
    ImportDialog(UiContext &context, QWidget *parent = nullptr);
    ~ImportDialog() override;

    /// Asks for a file and opens the dialog with it; nothing happens when the person cancels.
    static void start(UiContext &context, QWidget *parent);
    /// Reads header and first rows off the GUI thread and shows the mapping.
    void setFile(const QString &file);
    ImportMapping mapping() const;
    void saveProblems(const QString &file); ///< the rows that were not imported, as CSV
    void reject() override;

private:
    QWidget *buildMapping();
    QWidget *buildProgress();
    QWidget *buildResult();
    void showPreview(const Csv::Preview &preview);
    QString mappingProblem() const; ///< in words; empty: it can be imported
    void updateHint();
    void begin();
    void showResult(const Result<ImportReport> &result);
    void showProblems();
    void fail(const Error &error);
    void askSaveProblems();

    UiContext &m_context;
    QString m_file;
    Csv::Preview m_preview;
    ImportMapping m_guess;
    ImportReport m_report;
    ClientImport *m_import = nullptr;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_fileLabel = nullptr;
    QTableWidget *m_columns = nullptr;
    QList<QComboBox *> m_roles; ///< one a column of the file
    QComboBox *m_duplicates = nullptr;
    QComboBox *m_persona = nullptr;
    QLabel *m_hint = nullptr;
    QLabel *m_progressText = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_resultTitle = nullptr;
    QLabel *m_resultText = nullptr;
    QTableWidget *m_problems = nullptr;
    QPushButton *m_saveProblems = nullptr;
    QPushButton *m_action = nullptr;
    QPushButton *m_close = nullptr;
};
