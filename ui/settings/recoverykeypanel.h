#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class RecoveryKeySheet;
struct UiContext;

/// Makes the recovery key, shows it once, and has one group typed from what was written down. Part of Settings and of
/// the first-start set-up. GUI thread.
class RecoveryKeyPanel : public QWidget
{
    Q_OBJECT

public:
    RecoveryKeyPanel(UiContext &context, QWidget *parent = nullptr);
    bool isConfirmed() const { return m_confirmed; }

Q_SIGNALS:
    void confirmed();

private:
    void updateState();
    void make();
    void confirm();
    void say(const QString &text, bool bad);

    UiContext &m_context;
    bool m_confirmed = false;
    QLabel *m_state = nullptr;
    QPushButton *m_make = nullptr;
    RecoveryKeySheet *m_sheet = nullptr;
    QLabel *m_result = nullptr;
};
