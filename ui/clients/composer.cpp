#include "clients/composer.h"

#include "clients/behalfchoice.h"
#include "clients/clientdelegate.h"
#include "clients/draftkeeper.h"
#include "clients/latermenu.h"
#include "clients/messageedit.h"
#include "clients/notebox.h"
#include "clients/numberchoice.h"
#include "clients/scheduledialog.h"
#include "clients/segmentcounter.h"
#include "clients/sendbanner.h"
#include "clients/templatechoice.h"
#include "clients/variablefields.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/promptdialog.h"
#include "common/sendquestions.h"
#include "common/theme.h"
#include "messaging/messagetext.h"
#include "secrets/keyring.h"
#include "sharing/sharing.h"
#include "sharing/twiliowords.h"
#include "smssegments.h"
#include "storage/clientstore.h"
#include "storage/settingstore.h"
#include "twilio/twilioclient.h"
#include "uicontext.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace
{
constexpr int checkInterval = 60'000;
}

Composer::Composer(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
{
    build();
    connectAll();
    connectBanner();
}

void Composer::build()
{
    Theme::makeFooter(this);
    m_text = new QWidget(this);
    m_banner = new SendBanner(m_text);
    m_as = new BehalfChoice(m_context, m_text);
    m_fields = new VariableFields(*m_as, m_text);
    m_templates = new TemplateChoice(m_context, *m_fields->templates(), this);
    m_message = new MessageEdit(m_text);
    m_message->setFixedHeight(qMax(72, 3 * m_message->fontMetrics().lineSpacing() + 22));
    m_counter = new SegmentCounter(this);
    QSizePolicy keepsItsPlace = m_counter->sizePolicy();
    keepsItsPlace.setRetainSizeWhenHidden(true);
    m_counter->setSizePolicy(keepsItsPlace);
    m_send = new QPushButton(tr("Send"), this);
    m_send->setAccessibleName(tr("Send"));
    m_send->setToolTip(tr("Ctrl+Enter"));
    Theme::makePrimary(m_send);
    m_later = new QPushButton(tr("Later"), this);
    m_later->setProperty("hasMenu", true);
    m_laterMenu = new LaterMenu(m_context.clock, m_context.settings, m_later);
    m_later->setMenu(m_laterMenu);
    m_note = new NoteBox(m_context, this);
    m_note->hide();
    m_noteToggle = new QPushButton(tr("&Internal note"), this);
    m_noteToggle->setCheckable(true);
    m_noteToggle->setToolTip(tr("Write for your colleagues; the client does not get it"));
    m_addNote = new QPushButton(tr("Add note"), this);
    m_addNote->setAccessibleName(tr("Add note"));
    m_addNote->setToolTip(tr("Ctrl+Enter"));
    m_addNote->hide();
    m_draft = new DraftKeeper(
        m_context.drafts, [this] { return written(); }, this);

    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(12);
    bottom->addWidget(m_counter, 1);
    bottom->addWidget(m_noteToggle);
    bottom->addWidget(m_later);
    bottom->addWidget(m_send);
    bottom->addWidget(m_addNote);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 12, 20, 12);
    layout->setSpacing(Theme::grid);
    auto *text = new QVBoxLayout(m_text);
    text->setContentsMargins(0, 0, 0, 0);
    text->setSpacing(Theme::grid);
    text->addWidget(m_banner);
    text->addWidget(m_fields);
    text->addWidget(m_message);
    layout->addWidget(m_text);
    layout->addWidget(m_note);
    layout->addLayout(bottom);
}

void Composer::connectAll()
{
    connect(m_fields->numbers(), &NumberChoice::changed, this, [this](const PhoneNumber &number) {
        m_banner->reset();
        Q_EMIT numberChanged(number);
        recheck();
    });
    connect(m_as, &BehalfChoice::changed, this, &Composer::signAnew);
    connect(m_fields->templates(), &QComboBox::activated, this, &Composer::templateChosen);
    connect(m_fields, &VariableFields::valueChanged, this, [this](const QString &name, const QString &value) {
        m_counter->setComplaint({});
        m_message->setVariable(name, value);
    });
    connect(m_message, &MessageEdit::variablesChanged, this, &Composer::updateVariables);
    connect(m_message, &MessageEdit::edited, this, [this] {
        m_counter->setComplaint({});
        updateCounter();
        if (m_filling)
            return;
        m_draft->touch();
        if (m_message->text().isEmpty())
            Q_EMIT emptied();
        else
            Q_EMIT typed();
    });
    connect(m_noteToggle, &QPushButton::toggled, this, [this](bool note) {
        setNoteMode(note);
        focusMessage();
    });
    // A supervisor reads; the practice takes no note of theirs.
    const auto mayNote = [this] { m_noteToggle->setEnabled(!m_context.sharing.isReader()); };
    connect(&m_context.sharing, &Sharing::stateChanged, this, mayNote);
    connect(&m_context.sharing, &Sharing::statusChanged, this, mayNote);
    mayNote();
    connect(m_note, &NoteBox::problem, this, &Composer::problem);
    connect(m_addNote, &QPushButton::clicked, m_note, &NoteBox::add);
    connect(m_message, &MessageEdit::sendRequested, this, &Composer::send);
    connect(m_fields, &VariableFields::sendRequested, this, &Composer::send);
    connect(m_send, &QPushButton::clicked, this, &Composer::send);
    connect(m_counter, &SegmentCounter::plainRequested, this, [this] {
        m_message->setText(SmsSegments::plain(m_message->text()));
        m_message->setFocus();
    });
    connect(m_laterMenu, &LaterMenu::chosen, this, &Composer::sendLater);
    connect(m_laterMenu, &LaterMenu::otherTimeRequested, this, &Composer::chooseTime);
    connect(m_draft, &DraftKeeper::loaded, this, &Composer::applyDraft);
    connect(&m_checkTimer, &QTimer::timeout, this, &Composer::recheck);
    m_checkTimer.start(checkInterval);
    connect(&m_context.settings, &SettingStore::changed, this, [this] {
        updateCounter();
        recheck();
    });
    connect(&m_context.keys, &KeyRing::changed, this, [this] {
        m_draft->load(m_client.id);
        recheck();
    });
}

void Composer::connectBanner()
{
    connect(m_banner, &SendBanner::scheduleRequested, this, [this](const QDateTime &utc) {
        if (readyToSend())
            store({}, utc);
    });
    connect(m_banner, &SendBanner::sendAnywayRequested, this, &Composer::sendWithReason);
    connect(m_banner, &SendBanner::judged, this, &Composer::setPermission);
    connect(m_banner, &SendBanner::callRequested, this, &Composer::callRequested);
    connect(m_banner, &SendBanner::settingsRequested, this, &Composer::settingsRequested);
    connect(&m_context.sharing, &Sharing::statusChanged, m_banner,
            [this] { m_banner->setKeyMissing(!TwilioWords::missingKey(m_context).isEmpty()); });
}

void Composer::setClient(const Client &client)
{
    flushDraft();
    m_client = client;
    m_banner->reset();
    m_as->reset();
    m_filling = true;
    m_templates->clear();
    m_templates->setClient(client);
    m_fields->numbers()->setClient(client, m_context.settings.current().region);
    m_message->setText({});
    m_message->document()->clearUndoRedoStacks();
    m_filling = false;
    m_draft->settle();
    m_counter->setComplaint({});
    m_note->setClient(client.id);
    setNoteMode(m_note->isBegun());
    setEnabled(!client.id.isNull());
    m_draft->load(client.id);
    recheck();
}

void Composer::updateClient(const Client &client)
{
    if (client.id != m_client.id)
        return;
    m_client = client;
    m_templates->setClient(client);
    m_fields->numbers()->setClient(client, m_context.settings.current().region);
    recheck();
}

PhoneNumber Composer::number() const
{
    return m_fields->numbers()->number();
}

QString Composer::shortName() const
{
    return ClientWords::shortName(m_client, m_context.settings.current().region);
}

// --- internal notes

/// What is written for colleagues stands in a box and on a colour of its own; what was being written to the client
/// stays in its own, out of sight.
void Composer::setNoteMode(bool note)
{
    {
        const QSignalBlocker quiet(m_noteToggle);
        m_noteToggle->setChecked(note);
    }
    if (m_text->isHidden() == note)
        return;
    Theme::setRole(this, "role", note ? u"notes"_s : u"footer"_s);
    for (QWidget *ofNote : {static_cast<QWidget *>(m_note), static_cast<QWidget *>(m_addNote)})
        ofNote->setVisible(note);
    for (QWidget *ofText : {m_text, static_cast<QWidget *>(m_later), static_cast<QWidget *>(m_send)})
        ofText->setVisible(!note);
    m_counter->setVisible(!note);
}

// --- what is written

void Composer::templateChosen()
{
    if (const SmsTemplate *value = m_templates->current()) {
        m_message->setRendered(renderTemplate(value->content, m_as->known(m_client)));
        const QStringList missing = m_message->missing();
        if (missing.isEmpty())
            m_message->setFocus();
        else
            m_fields->focusField(missing.first());
    }
    m_draft->touch();
}

void Composer::updateVariables()
{
    m_known = m_as->known(m_client);
    QMap<QString, QString> values = m_known;
    const QMap<QString, QString> typed = m_fields->values();
    for (auto value = typed.cbegin(); value != typed.cend(); ++value)
        values.insert(value.key(), value.value());
    m_fields->setVariables(m_message->variables(), values);
    // A {name} that a person typed takes what is known of it.
    const QStringList missing = m_message->missing();
    for (const QString &name : missing) {
        if (!m_filling && !m_fields->values().value(name).isEmpty())
            QMetaObject::invokeMethod(
                this, [this, name] { m_message->setVariable(name, m_fields->values().value(name)); },
                Qt::QueuedConnection);
    }
}

/// What was filled in for the sender takes the new one's; what a person typed stays.
void Composer::signAnew()
{
    const QMap<QString, QString> before = std::exchange(m_known, m_as->known(m_client));
    const QMap<QString, QString> shown = m_fields->values();
    for (auto value = shown.cbegin(); value != shown.cend(); ++value) {
        if (*value == PlainText::oneLine(before.value(value.key())))
            m_fields->setValue(value.key(), m_known.value(value.key()));
    }
    m_draft->touch(); // the name is part of it
    m_message->setFocus();
}

void Composer::writeText(const QString &text)
{
    setNoteMode(false);
    m_templates->clear();
    m_message->setText(text);
    m_message->setFocus();
}

void Composer::writeAgain(const QString &text, StaffId person)
{
    m_as->take(person);
    m_known = m_as->known(m_client);
    writeText(text);
}

void Composer::suggest(const QString &text)
{
    setNoteMode(false);
    if (m_message->text().trimmed().isEmpty() && !text.isEmpty())
        writeText(text);
    m_message->moveCursor(QTextCursor::End);
    m_message->setFocus();
}

void Composer::chooseTemplateLike(const QString &words)
{
    setNoteMode(false);
    if (m_message->text().trimmed().isEmpty() && m_templates->chooseLike(words))
        templateChosen();
    else
        m_message->setFocus();
}

void Composer::updateCounter()
{
    m_counter->setText(m_message->text(), m_context.settings.current());
}

// --- the gates

void Composer::recheck()
{
    if (m_client.id.isNull())
        return;
    const PhoneNumber to = number();
    if (to.isNull()) {
        SendVerdict verdict;
        verdict.block = SendBlock::NumberNotUsable;
        return showVerdict(verdict);
    }
    whenDone(m_context.sender.check(m_client.id, to), this,
             [this, id = m_client.id, to](const Result<SendVerdict> &verdict) {
                 if (m_client.id != id || number() != to || !verdict)
                     return;
                 showVerdict(*verdict);
                 Q_EMIT verdictChanged(*verdict);
             });
}

void Composer::showVerdict(const SendVerdict &verdict)
{
    const bool stopped = m_banner->stopsHere();
    m_laterMenu->setWindow(verdict.window);
    m_banner->setKeyMissing(!TwilioWords::missingKey(m_context).isEmpty());
    m_banner->setVerdict(verdict, shortName(), !m_client.numbers.isEmpty());
    if (stopped && !m_banner->stopsHere())
        m_counter->setComplaint({}); // "see above" must not outlive what it points to
}

void Composer::setDoubtfulReply(const QString &text)
{
    m_banner->setDoubtfulReply(text);
}

void Composer::setPermission(TextPermission permission, const QString &reason)
{
    // Twilio's clock, which dates a STOP: this computer's may be fast.
    const auto set = m_context.clients.setPermission(number(), permission, reason, m_context.twilio.serverTime());
    whenDone(set, this, [this](const Result<void> &result) {
        if (!result)
            Q_EMIT problem(ErrorText::sentence(result.error()));
        recheck();
    });
}

// --- sending

bool Composer::readyToSend()
{
    if (m_client.id.isNull() || m_sending || m_context.shared().isReader())
        return false;
    QString complaint;
    const QStringList missing = m_message->missing();
    if (m_message->text().trimmed().isEmpty()) {
        complaint = tr("Write a text first.");
        m_message->setFocus();
    } else if (!missing.isEmpty()) {
        complaint = tr("%1 needs a value.").arg(missing.first());
        m_fields->focusField(missing.first());
    } else if (m_message->text().size() > maximumBodyLength) {
        complaint = tr("Too long: at most %1 characters").arg(Formatting::number(maximumBodyLength));
        m_message->setFocus();
    }
    m_counter->setComplaint(complaint);
    return complaint.isEmpty();
}

void Composer::send()
{
    if (m_noteToggle->isChecked())
        return m_note->add();
    if (readyToSend() && mayBeStored())
        askThenStore({});
}

/// Two people must not answer without knowing of one another.
void Composer::askThenStore(const QString &reason)
{
    const QString what = m_colleaguesAnswer ? m_colleaguesAnswer() : QString();
    SendQuestions::beforeAnswering(what, PlainText::isolated(shortName()), this,
                                   [this, reason, id = m_client.id, text = m_message->text()] {
                                       if (m_client.id == id && m_message->text() == text && !m_sending)
                                           store(reason, {});
                                   });
}

/// False: the banner says why, and the keyboard is led to what can be done about it.
bool Composer::mayBeStored()
{
    if (!m_banner->stopsHere())
        return true;
    m_banner->focusWayOut();
    m_counter->setComplaint(tr("Not sent: see above."));
    return false;
}

void Composer::sendLater(const QDateTime &at)
{
    // Outside the hours is no hindrance: the gate looks again when the time has come.
    if (readyToSend() && (m_banner->verdict().block == SendBlock::OutsideHours || mayBeStored()))
        store({}, at);
}

void Composer::chooseTime()
{
    if (!readyToSend())
        return;
    auto *dialog = new ScheduleDialog(shortName(), m_laterMenu->nowThere(), m_laterMenu->tomorrowsOpening(), this);
    connect(dialog, &ScheduleDialog::chosen, this, [this, id = m_client.id](const QDateTime &utc) {
        if (m_client.id == id)
            sendLater(utc);
    });
    dialog->open();
}

void Composer::sendWithReason()
{
    if (!readyToSend())
        return;
    const QString hour = Formatting::timeIn(m_banner->verdict().window.local);
    auto *dialog = new PromptDialog(
        {tr("Send anyway"),
         tr("It is %1 for %2. The reason is kept in the records.").arg(hour, PlainText::isolated(shortName())),
         tr("Reason"),
         tr("Send now"),
         {},
         false},
        this);
    connect(dialog, &PromptDialog::answered, this, [this, id = m_client.id](const QString &reason) {
        if (m_client.id == id)
            askThenStore(reason);
    });
    dialog->open();
}

void Composer::store(const QString &reason, const QDateTime &sendAfter)
{
    SmsDraft draft;
    draft.clientId = m_client.id;
    draft.to = number();
    draft.body = m_message->text();
    draft.variables = m_fields->values();
    if (const SmsTemplate *value = m_templates->current()) {
        draft.templateId = value->id;
        draft.templateName = value->name;
    }
    draft.overrideReason = reason;
    draft.sendAfter = sendAfter;
    draft.onBehalfOf = m_as->person();
    m_sending = true;
    whenDone(m_context.sender.send(draft), this, [this, draft](const Result<Communication> &row) {
        m_sending = false;
        if (row)
            stored(draft);
        else
            Q_EMIT problem(ErrorText::sentence(row.error()));
    });
}

/// The text has left the composer for the outbox.
void Composer::stored(const SmsDraft &draft)
{
    if (m_client.id != draft.clientId) {
        m_draft->discard(draft.clientId);
    } else if (m_message->text() == draft.body) {
        m_templates->clear();
        m_message->setText({});
        m_draft->touch();
        m_draft->save();
        m_message->setFocus();
    }
    recheck();
}

// --- drafts

Draft Composer::written() const
{
    Draft draft;
    draft.clientId = m_client.id;
    draft.text = m_message->text();
    draft.variables = m_fields->values();
    draft.onBehalfOf = m_as->person();
    if (const SmsTemplate *value = m_templates->current(); value != nullptr && !draft.text.isEmpty())
        draft.templateId = value->id;
    return draft;
}

void Composer::applyDraft(const Draft &draft)
{
    m_filling = true;
    m_templates->choose(draft.templateId);
    const SmsTemplate *value = m_templates->current();
    const RenderedText rendered = value != nullptr ? renderTemplate(value->content, draft.variables) : RenderedText();
    if (value != nullptr && rendered.text == draft.text) {
        const QMap<QString, QString> values = m_as->asMine(draft.variables, m_client);
        m_message->setRendered(renderTemplate(value->content, values));
        m_fields->setVariables({}, {});
        m_fields->setVariables(m_message->variables(), values);
    } else {
        // What a person typed may hold the other's name, and does not become theirs.
        if (!draft.onBehalfOf.isNull()) {
            m_as->take(draft.onBehalfOf);
            m_known = m_as->known(m_client);
        }
        m_message->setText(draft.text);
    }
    m_filling = false;
    m_draft->settle();
}

bool Composer::hasText() const
{
    return !m_message->text().trimmed().isEmpty();
}

void Composer::follow(ClientId client)
{
    m_note->follow(client);
}

void Composer::dropDraft()
{
    m_draft->settle();
}

void Composer::flushDraft()
{
    m_draft->save();
}

void Composer::focusMessage()
{
    if (m_noteToggle->isChecked())
        m_note->focus();
    else
        m_message->setFocus(Qt::ShortcutFocusReason);
}

void Composer::openTemplates()
{
    setNoteMode(false);
    m_fields->templates()->setFocus(Qt::ShortcutFocusReason);
    m_fields->templates()->showPopup();
}
