#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

/// A recovery key that is shown once, and the question for one group of what was written down. The key leaves this
/// widget's memory by wipe(). GUI thread; part of the panels that make recovery keys.
class RecoveryKeySheet : public QWidget
{
    Q_OBJECT

public:
    /// @p advice says what the key is for.
    explicit RecoveryKeySheet(const QString &advice, QWidget *parent = nullptr);
    ~RecoveryKeySheet() override;
    bool holdsKey() const { return !m_groups.isEmpty(); }
    void showKey(const QString &key);
    void setBusy(bool busy); ///< what was typed is being kept
    void wipe();

Q_SIGNALS:
    void typed(); ///< the right group
    void mistyped(const QString &words);

private:
    void check();

    QStringList m_groups;
    int m_asked = 0; ///< index of the group that is asked for
    QLabel *m_key = nullptr;
    QLabel *m_question = nullptr;
    QLineEdit *m_answer = nullptr;
    QPushButton *m_confirm = nullptr;
};
