#pragma once

#include "csv/clientimport.h"

#include <QDialog>

class ImportMappingPage;
class ImportResultPage;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
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
    QWidget *buildProgress();
    void showPreview(const Csv::Preview &preview);
    void updateHint();
    void begin();
    void showResult(const Result<ImportReport> &result);
    void fail(const Error &error);

    UiContext &m_context;
    QString m_file;
    ClientImport *m_import = nullptr;
    QStackedWidget *m_stack = nullptr;
    ImportMappingPage *m_mapping = nullptr;
    ImportResultPage *m_result = nullptr;
    QLabel *m_hint = nullptr;
    QLabel *m_progressText = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_action = nullptr;
    QPushButton *m_close = nullptr;
};
