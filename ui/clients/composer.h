#pragma once

#include "client.h"
#include "messaging/smssender.h"
#include "smstemplate.h"

#include <QTimer>
#include <QWidget>

class MessageEdit;
class NoticeBar;
class QLabel;
class QMenu;
class QPushButton;
class VariableFields;
struct Draft;
struct UiContext;

/// Writes a text: template, variables, message, what it costs, and why it may not be sent now, with the way out. What
/// is being written is kept as a draft a moment after the last key. GUI thread; owned by Conversation.
class Composer : public QWidget
{
    Q_OBJECT

public:
    Composer(UiContext &context, QWidget *parent = nullptr);

    void setClient(const Client &client);    ///< another conversation: keeps the draft of the one before
    void updateClient(const Client &client); ///< the same client, changed in the store
    /// The text that may mean stop, for the question in the banner.
    void setDoubtfulReply(const QString &text);
    void writeText(const QString &text); ///< "Edit", "Write again": takes the place of what is there
    void chooseTemplateLike(const QString &words);
    void flushDraft();
    void focusMessage();
    void openTemplates();
    void recheck(); ///< asks the gates again
    void send();

Q_SIGNALS:
    void verdictChanged(const SendVerdict &verdict);
    void callRequested();
    void settingsRequested();
    void problem(const QString &sentence);

private:
    void build();
    void connectAll();
    void loadTemplates();
    void fillTemplates();
    void templateChosen();
    void updateVariables();
    void updateCounter();
    void updateHint();
    void showVerdict();
    void offerOutsideHours();
    void offerJudgement();
    bool readyToSend();
    void sendWithReason();
    void fillLater(QMenu *menu);
    void sendLater(const QDateTime &at);
    void chooseTime();
    QDateTime nowThere() const;
    QDateTime tomorrowsOpening() const;
    bool mayBeStored();
    void store(const QString &reason, const QDateTime &sendAfter);
    void clearText();
    void setPermission(TextPermission permission, const QString &reason);
    void loadDraft();
    void applyDraft(const Draft &draft);
    void saveDraft();
    const SmsTemplate *currentTemplate() const;

    UiContext &m_context;
    Client m_client;
    QList<SmsTemplate> m_templates;
    SendVerdict m_verdict;
    QString m_bannerKey; ///< what the banner shows now: rebuilt only when it changes, so that focus stays
    QString m_doubtfulReply;
    QString m_complaint; ///< what the last Send lacked
    VariableFields *m_fields = nullptr;
    MessageEdit *m_message = nullptr;
    NoticeBar *m_banner = nullptr;
    QLabel *m_counter = nullptr;
    QLabel *m_hint = nullptr;
    QPushButton *m_plain = nullptr;
    QPushButton *m_send = nullptr;
    QPushButton *m_later = nullptr;
    QTimer m_draftTimer;
    QTimer m_checkTimer;
    bool m_dirty = false;   ///< the draft in the store is older
    bool m_filling = false; ///< programmatic changes
    bool m_sending = false;
};
