#pragma once

#include "sync/practicerecovery.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class RecoveryKeySheet;
class ResultLine;
struct UiContext;

/// The practice's recovery key: whether there is one that opens everything, and making one. For administrators. GUI
/// thread; part of MemberPanel.
class PracticeRecoveryPanel : public QWidget
{
    Q_OBJECT

public:
    explicit PracticeRecoveryPanel(UiContext &context, QWidget *parent = nullptr);
    /// Asks the practice; without an answer, what was known stays.
    void refresh();
    /// Shows a new key, which counts once it is confirmed.
    void make();
    /// There is none, or not one that opens everything, and none is being made.
    bool isNeeded() const;
    /// In short, while it is needed.
    QString neededWords() const;

Q_SIGNALS:
    void stateChanged();

private:
    QString stateWords() const;
    void update();
    void confirm();

    UiContext &m_context;
    std::optional<PracticeRecovery::State> m_known;
    QLabel *m_state = nullptr;
    QPushButton *m_make = nullptr;
    RecoveryKeySheet *m_sheet = nullptr;
    ResultLine *m_result = nullptr;
};
