#pragma once

#include "secrets/vault.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QLineEdit;
class QPushButton;
struct UiContext;

/// Over the pages while the store's key is not there: keychain silent or locked (try again, or the recovery key),
/// passphrase asked or chosen. Once the vault is open it hides, but for a key that nothing would give at the next
/// start: then it offers to set a passphrase. GUI thread; owned by the main window, which puts it above its pages.
class UnlockPanel : public QFrame
{
    Q_OBJECT

public:
    UnlockPanel(UiContext &context, QWidget *parent = nullptr);

private:
    void showState(Vault::State state);
    void showSilence();
    void showOffer();
    void showRecovery();
    void submit();
    void showFields(bool field, bool repeat);
    QString words(const Error &error) const;
    void fail(const QString &text);

    UiContext &m_context;
    QLabel *m_title = nullptr;
    QLabel *m_text = nullptr;
    QLabel *m_fieldLabel = nullptr;
    QLineEdit *m_field = nullptr;
    QLabel *m_repeatLabel = nullptr;
    QLineEdit *m_repeat = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_submit = nullptr;
    QPushButton *m_retry = nullptr;
    QPushButton *m_useRecovery = nullptr;
    QPushButton *m_later = nullptr;
    QTimer m_silence; ///< of a keychain that was asked
    bool m_recovering = false;
};
