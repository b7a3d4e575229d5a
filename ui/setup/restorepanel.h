#pragma once

#include "async.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
struct UiContext;

/// Restores a back-up on the first start: the file, the recovery key, progress, a plain result. What is restored is put
/// beside the database as "<database>.restored"; the next start puts it in its place. GUI thread; part of SetupDialog.
class RestorePanel : public QWidget
{
    Q_OBJECT

public:
    RestorePanel(UiContext &context, QWidget *parent = nullptr);

    void setFile(const QString &file);
    /// Where the restored database waits for the next start of the program.
    static QString pendingPath(const QString &databasePath) { return databasePath + QLatin1String(".restored"); }

Q_SIGNALS:
    void busyChanged(bool busy);
    void restored();

private:
    void choose();
    void restore();
    void say(const QString &text, bool bad);

    UiContext &m_context;
    QString m_path;
    QLabel *m_file = nullptr;
    QLineEdit *m_key = nullptr;
    QPushButton *m_choose = nullptr;
    QPushButton *m_restore = nullptr;
    QProgressBar *m_bar = nullptr;
    QLabel *m_result = nullptr;
};
