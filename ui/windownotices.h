#pragma once

#include "error.h"
#include "settings/settingspage.h"
#include "storage/database.h"

#include <QWidget>

#include <array>
#include <functional>
#include <optional>

class JoinRequests;
class NoticeBar;
struct UiContext;

/// What concerns the whole window and asks for a decision, above the pages: one notice at a time, the weightiest first;
/// the next one appears when it is settled. GUI thread; owned by the main window.
class WindowNotices : public QWidget
{
    Q_OBJECT

public:
    enum class TwilioSecret { Fine, Withheld, Foreign };

    explicit WindowNotices(UiContext &context, QWidget *parent = nullptr);

    /// The store could not be opened: nothing works until the next start.
    void showStoreFailed(const Error &error);
    /// A store that can only be read, or a full disk; ReadWrite says nothing.
    void showStoreMode(Database::Mode mode);
    /// @p problem in words, which app/ makes.
    void showSetUpFile(const QString &problem);
    void showTwilioSecret(TwilioSecret state);

Q_SIGNALS:
    void twilioSecretRequested(); ///< "Try again"
    void settingsRequested(SettingsPage::Section section);

private:
    enum Subject { Store, SetUpFile, Secret, Joining, RecoveryKey, SubjectCount }; ///< by weight
    struct Action {
        QString words;
        std::function<void()> run;
    };
    struct Notice {
        QString text;
        QList<Action> actions;
    };

    void put(Subject subject, const Notice &notice);
    void take(Subject subject);
    void showFirst();
    void updateSecret();
    void updateJoining();
    void updateRecoveryKey();

    UiContext &m_context;
    NoticeBar *m_bar = nullptr;
    JoinRequests *m_requests = nullptr;
    std::array<std::optional<Notice>, SubjectCount> m_notices;
    TwilioSecret m_secret = TwilioSecret::Fine;
    bool m_recoveryLater = false; ///< the person wants to do it another day
};
