#pragma once

#include "twilio/accountapi.h"

#include <QWidget>

#include <memory>

class QPushButton;
class QVBoxLayout;
struct UiContext;

/// "Test connection" and what it found, in words. When requested() comes, the owner calls run() with what is typed;
/// nothing is saved for it. GUI thread.
class ConnectionTest : public QWidget
{
    Q_OBJECT

public:
    ConnectionTest(UiContext &context, QWidget *parent = nullptr);

    ~ConnectionTest() override;

    /// Asks Twilio with @p typed, or with the saved login where that is empty. @p sender or @p callerId may be empty:
    /// they are not looked for then.
    void run(const TwilioCredentials &typed, const QString &sender, const QString &callerId);
    void showProblem(const QString &text);
    void clear();
    bool passed() const { return m_passed; }

    enum class Mark { Good, Warning, Bad };
    struct Line {
        Mark mark = Mark::Good;
        QString text;
    };
    static QList<Line> words(const AccountCheck &check, const QString &sender, const QString &callerId);

Q_SIGNALS:
    void requested();
    void finished(bool loginWorks);

private:
    using Finding = AccountCheck::Finding;
    static void appendReplies(QList<Line> &lines, Finding replies);
    static void appendCaller(QList<Line> &lines, Finding caller, const QString &callerId);
    void showLines(const QList<Line> &lines);
    AccountApi &accountFor(const TwilioCredentials &typed);

    UiContext &m_context;
    QPushButton *m_button = nullptr;
    QVBoxLayout *m_lines = nullptr;
    bool m_passed = false;
    int m_run = 0;                               ///< an answer to an earlier question is not shown
    std::unique_ptr<TwilioClient> m_typedClient; ///< with what was typed, for one test
    std::unique_ptr<AccountApi> m_typedAccount;
};
