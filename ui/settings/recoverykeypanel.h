#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
struct UiContext;

/// Makes the recovery key, shows it once, and has one group typed from what was written down. Part of Settings and of
/// the first-start set-up. The key leaves this widget's memory as soon as it was confirmed. GUI thread.
class RecoveryKeyPanel : public QWidget
{
    Q_OBJECT

public:
    RecoveryKeyPanel(UiContext &context, QWidget *parent = nullptr);
    ~RecoveryKeyPanel() override;
    bool isConfirmed() const { return m_confirmed; }

Q_SIGNALS:
    void confirmed();

private:
    void updateState();
    void make();
    void showKey(const QString &key);
    void confirm();
    void wipe();
    void say(const QString &text, bool bad);

    UiContext &m_context;
    QStringList m_groups;
    int m_asked = 0; ///< index of the group that is asked for
    bool m_confirmed = false;
    QLabel *m_state = nullptr;
    QPushButton *m_make = nullptr;
    QWidget *m_shown = nullptr;
    QLabel *m_key = nullptr;
    QLabel *m_question = nullptr;
    QLineEdit *m_answer = nullptr;
    QPushButton *m_confirm = nullptr;
    QLabel *m_result = nullptr;
};
