#pragma once

#include "client.h"
#include "clients/actionbar.h"
#include "common/plaintext.h"
#include "communication.h"

#include <functional>

struct UiContext;

/// What can be done about one row of the conversation, and does it. GUI thread; owned by Conversation.
class RowActions : public ActionBar
{
    Q_OBJECT

public:
    RowActions(UiContext &context, QWidget *parent = nullptr);

    /// A row without an id hides it. @p answered: the text of ours that an incoming row answers; outside text.
    void setRow(const Communication &row, const Client &client, const QString &answered);
    /// This person only reads: nothing is offered but copying and links.
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }
    /// Who sent the rows that are not this person's, isolated.
    void setSender(std::function<QString(const Communication &)> sender) { m_sender = std::move(sender); }
    /// Whether a row asks for something by itself, so that it is offered without being selected.
    static bool needsAttention(const Communication &row);

Q_SIGNALS:
    void editRequested(const QString &text, StaffId onBehalfOf);
    void textTimesRequested();
    void answerSuggested(const QString &text); ///< empty: only the message is wanted
    void callRequested();
    void problem(const QString &sentence);

private:
    void offer(const QString &text, const std::function<void(RowActions *)> &action, bool inBar = true);
    bool isOfAnotherAccount() const; ///< in another Twilio account, where nobody can look
    void collectText();
    void collectCall();
    void collectInbound();
    void collectLinks();
    QString explanation() const;
    QString inboundExplanation() const;
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
    std::function<QString(const Communication &)> m_sender;
    bool m_readOnly = false;
    QList<Offer> m_collected; ///< while setRow() runs
};
