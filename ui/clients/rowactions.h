#pragma once

#include "client.h"
#include "common/plaintext.h"
#include "communication.h"

#include <QFrame>

#include <functional>

class QAction;
class QHBoxLayout;
class QLabel;
class QPushButton;
struct UiContext;

/// What can be done about one row of the conversation: buttons below the list, and the same as a context menu. Hidden
/// while there is nothing to do. GUI thread; owned by Conversation.
class RowActions : public QFrame
{
    Q_OBJECT

public:
    RowActions(UiContext &context, QWidget *parent = nullptr);

    /// A row without an id hides it. @p answered: the text of ours that an incoming row answers; outside text.
    void setRow(const Communication &row, const Client &client, const QString &answered);
    /// Whether a row asks for something by itself, so that it is offered without being selected.
    static bool needsAttention(const Communication &row);
    void popUp(const QPoint &globalPosition);

Q_SIGNALS:
    void editRequested(const QString &text);
    void textTimesRequested();
    void answerSuggested(const QString &text); ///< empty: only the message is wanted
    void callRequested();
    void problem(const QString &sentence);

private:
    void offer(const QString &text, void (RowActions::*action)(), bool inBar = true);
    bool isElsewhere() const; ///< in another Twilio account, where nobody can look
    void collectText();
    void collectCall();
    void collectInbound();
    void collectLinks();
    QString explanation() const;
    QString inboundExplanation() const;
    void rebuildBar();
    void sendNow();
    void releaseHeld(CommunicationId id, const QString &reason);
    void editHeld();
    void cancel();
    void checkNow();
    void sendAgain();
    void writeAgain();
    void copy();
    void textTimes();
    void thank();
    void answer();
    void askToOpen(const PlainText::Link &link);
    void call();
    void note();
    void report(const Error &error);

    UiContext &m_context;
    Communication m_row;
    QString m_name; ///< isolated
    QString m_language;
    QString m_answered;
    QString m_shown; ///< what the bar was built for: rebuilt only when it changes, so that focus stays
    QLabel *m_text;
    QHBoxLayout *m_layout;
    QList<QAction *> m_actions;
    QList<std::function<void()>> m_runs; ///< what each of m_actions does
    QList<QAction *> m_inBar;
    QList<QPushButton *> m_buttons;
};
