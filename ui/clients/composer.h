#pragma once

#include "client.h"
#include "messaging/smssender.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class BehalfChoice;
class DraftKeeper;
class LaterMenu;
class MessageEdit;
class NoteBox;
class QPushButton;
class SegmentCounter;
class SendBanner;
class TemplateChoice;
class VariableFields;
struct Draft;
struct UiContext;

/// Writes a text: number, template, variables, message, what it costs, and why it may not be sent now, with the way
/// out. GUI thread; owned by Conversation.
class Composer : public QWidget
{
    Q_OBJECT

public:
    Composer(UiContext &context, QWidget *parent = nullptr);

    void setClient(const Client &client);    ///< another conversation: keeps the draft of the one before
    void updateClient(const Client &client); ///< the same client, changed in the store
    PhoneNumber number() const;              ///< the one that is texted; null: there is none
    /// The text that may mean stop, for the question in the banner.
    void setDoubtfulReply(const QString &text);
    /// "Edit", "Write again", in the name in which it was written: takes the place of what is there.
    void writeAgain(const QString &text, StaffId person);
    void suggest(const QString &text);             ///< only where nothing is written yet
    void chooseTemplateLike(const QString &words); ///< likewise
    bool hasText() const;
    /// The client turned out to be @p client, who is set next: what was begun goes there.
    void follow(ClientId client);
    void dropDraft(); ///< what is written is kept no more: its client is gone
    void flushDraft();
    void focusMessage();
    void openTemplates();
    void recheck(); ///< asks the gates again
    void send();    ///< or adds the note, where one is being written
    /// Asked before a text leaves: what a colleague has just answered, else empty.
    void setColleaguesAnswer(std::function<QString()> answer) { m_colleaguesAnswer = std::move(answer); }

Q_SIGNALS:
    void typed();   ///< a person writes a text
    void emptied(); ///< it was sent, or taken back
    void verdictChanged(const SendVerdict &verdict);
    void numberChanged(const PhoneNumber &number);
    void callRequested();
    void settingsRequested();
    void problem(const QString &sentence);

private:
    void build();
    void setNoteMode(bool note);
    void askThenStore(const QString &reason);
    void connectAll();
    void connectBanner();
    void writeText(const QString &text);
    void templateChosen();
    void updateVariables();
    void signAnew();
    void updateCounter();
    void showVerdict(const SendVerdict &verdict);
    bool readyToSend();
    bool mayBeStored();
    void sendWithReason();
    void sendLater(const QDateTime &at);
    void chooseTime();
    void store(const QString &reason, const QDateTime &sendAfter);
    void stored(const SmsDraft &draft);
    void setPermission(TextPermission permission, const QString &reason);
    Draft written() const;
    void applyDraft(const Draft &draft);
    QString shortName() const;

    UiContext &m_context;
    Client m_client;
    QWidget *m_text = nullptr; ///< what belongs to a text; hidden while a note is written
    SendBanner *m_banner = nullptr;
    BehalfChoice *m_as = nullptr;
    QMap<QString, QString> m_known; ///< for variables, in the name that is chosen
    VariableFields *m_fields = nullptr;
    TemplateChoice *m_templates = nullptr;
    MessageEdit *m_message = nullptr;
    SegmentCounter *m_counter = nullptr;
    LaterMenu *m_laterMenu = nullptr;
    NoteBox *m_note = nullptr;
    QPushButton *m_send = nullptr;
    QPushButton *m_addNote = nullptr;
    QPushButton *m_noteToggle = nullptr; ///< checked: what is written is an internal note
    QPushButton *m_later = nullptr;
    DraftKeeper *m_draft = nullptr;
    QTimer m_checkTimer;
    std::function<QString()> m_colleaguesAnswer;
    bool m_filling = false; ///< programmatic changes
    bool m_sending = false;
};
