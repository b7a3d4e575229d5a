#include "clients/composer.h"

#include "clients/clientdelegate.h"
#include "clients/messageedit.h"
#include "clients/scheduledialog.h"
#include "clients/variablefields.h"
#include "clock.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/noticebar.h"
#include "common/plaintext.h"
#include "common/promptdialog.h"
#include "common/templatevalues.h"
#include "common/theme.h"
#include "messaging/sendgate.h"
#include "secrets/keyring.h"
#include "smssegments.h"
#include "storage/clientstore.h"
#include "storage/draftstore.h"
#include "storage/settingstore.h"
#include "storage/templatestore.h"
#include "uicontext.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int longestText = 1600; // Twilio 21617
constexpr int draftDelay = 700;   // ms after the last key
constexpr int checkInterval = 60'000;
constexpr qint64 anHour = 3600;
constexpr int openingOfUncertainZones = 10; // as SendWindow: 10 to 18 where the zone is not known
constexpr int openingWithoutHours = 8;

/// Sends that these say no to would only be stored as refused; others wait in the outbox with their reason.
bool stopsHere(SendBlock block)
{
    switch (block) {
    case SendBlock::OutsideHours:
    case SendBlock::OptedOut:
    case SendBlock::JudgeReply:
    case SendBlock::NumberNotUsable:
    case SendBlock::NotConfigured:
    case SendBlock::Locked:
        return true;
    default:
        return false;
    }
}
} // namespace

Composer::Composer(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
{
    build();
    connectAll();
    loadTemplates();
}

void Composer::build()
{
    Theme::makeFooter(this);
    m_banner = new NoticeBar(NoticeBar::Tone::Decision, this);
    m_fields = new VariableFields(this);
    m_message = new MessageEdit(this);
    m_message->setFixedHeight(qMax(72, 3 * m_message->fontMetrics().lineSpacing() + 22));
    m_counter = PlainText::label({}, this);
    Theme::makeMuted(m_counter);
    m_hint = PlainText::label({}, this);
    m_hint->setProperty("textRole", u"warning"_s);
    m_hint->setWordWrap(true);
    m_plain = new QPushButton(tr("Use &plain characters"), this);
    m_send = new QPushButton(tr("Send"), this);
    m_send->setAccessibleName(tr("Send"));
    m_send->setToolTip(tr("Ctrl+Enter"));
    Theme::makePrimary(m_send);
    m_later = new QPushButton(tr("Later"), this);
    m_later->setProperty("hasMenu", true);
    auto *later = new QMenu(m_later);
    m_later->setMenu(later);
    connect(later, &QMenu::aboutToShow, this, [this, later] { fillLater(later); });

    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(12);
    bottom->addWidget(m_counter);
    bottom->addWidget(m_hint, 1);
    bottom->addWidget(m_plain);
    bottom->addWidget(m_later);
    bottom->addWidget(m_send);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 12, 20, 12);
    layout->setSpacing(Theme::grid);
    layout->addWidget(m_banner);
    layout->addWidget(m_fields);
    layout->addWidget(m_message);
    layout->addLayout(bottom);
    m_plain->hide();
}

void Composer::connectAll()
{
    connect(m_fields->templates(), &QComboBox::activated, this, &Composer::templateChosen);
    connect(m_fields, &VariableFields::valueChanged, this, [this](const QString &name, const QString &value) {
        m_complaint.clear();
        m_message->setVariable(name, value);
    });
    connect(m_message, &MessageEdit::variablesChanged, this, &Composer::updateVariables);
    connect(m_message, &MessageEdit::edited, this, [this] {
        m_complaint.clear();
        updateCounter();
        if (m_filling)
            return;
        m_dirty = true;
        m_draftTimer.start(draftDelay);
    });
    connect(m_message, &MessageEdit::sendRequested, this, &Composer::send);
    connect(m_send, &QPushButton::clicked, this, &Composer::send);
    connect(m_plain, &QPushButton::clicked, this, [this] {
        m_message->setText(SmsSegments::plain(m_message->text()));
        m_message->setFocus();
    });
    m_draftTimer.setSingleShot(true);
    connect(&m_draftTimer, &QTimer::timeout, this, &Composer::saveDraft);
    connect(&m_checkTimer, &QTimer::timeout, this, &Composer::recheck);
    m_checkTimer.start(checkInterval);
    connect(&m_context.templates, &TemplateStore::changed, this, &Composer::loadTemplates);
    connect(&m_context.templates, &TemplateStore::removed, this, &Composer::loadTemplates);
    connect(&m_context.settings, &SettingStore::changed, this, [this] {
        fillTemplates();
        updateCounter();
        recheck();
    });
    connect(&m_context.keys, &KeyRing::changed, this, [this] {
        loadTemplates();
        loadDraft();
        recheck();
    });
}

void Composer::setClient(const Client &client)
{
    flushDraft();
    m_client = client;
    m_doubtfulReply.clear();
    m_verdict = {};
    m_bannerKey.clear();
    m_banner->hide();
    m_filling = true;
    fillTemplates();
    m_fields->templates()->setCurrentIndex(0);
    m_message->setText({});
    m_message->document()->clearUndoRedoStacks();
    m_filling = false;
    m_dirty = false;
    setEnabled(!client.id.isNull());
    loadDraft();
    recheck();
}

void Composer::updateClient(const Client &client)
{
    if (client.id != m_client.id)
        return;
    const bool other = client.persona != m_client.persona || client.language != m_client.language;
    m_client = client;
    if (other)
        fillTemplates();
    recheck();
}

// --- templates and variables

void Composer::loadTemplates()
{
    whenDone(m_context.templates.all(), this, [this](const Result<QList<SmsTemplate>> &all) {
        if (!all)
            return;
        m_templates = *all;
        fillTemplates();
    });
}

/// The client's language; the templates of the client's persona first, the others below a line.
void Composer::fillTemplates()
{
    QComboBox *box = m_fields->templates();
    const TemplateId current = TemplateId::fromString(box->currentData().toString());
    const QString language = m_client.language.isEmpty() ? m_context.settings.current().language : m_client.language;
    const bool spoken = std::any_of(m_templates.cbegin(), m_templates.cend(),
                                    [&language](const SmsTemplate &t) { return t.active && t.language == language; });
    const QString wanted = spoken ? language : u"en"_s;
    box->clear();
    box->addItem(tr("No template"));
    for (const bool own : {true, false}) {
        bool first = true;
        for (const SmsTemplate &value : std::as_const(m_templates)) {
            const bool fits = value.active && value.language == wanted && (value.persona == m_client.persona) == own;
            if (!fits && value.id != current)
                continue;
            if (box->findData(value.id.toString()) >= 0)
                continue;
            if (first && !own)
                box->insertSeparator(box->count());
            first = false;
            const QString name = PlainText::oneLine(value.name);
            box->addItem(own ? name : tr("%1 (%2)").arg(name, Formatting::persona(value.persona)), value.id.toString());
        }
    }
    const int row = current.isNull() ? 0 : box->findData(current.toString());
    box->setCurrentIndex(qMax(0, row));
}

const SmsTemplate *Composer::currentTemplate() const
{
    const TemplateId id = TemplateId::fromString(m_fields->templates()->currentData().toString());
    for (const SmsTemplate &value : m_templates) {
        if (!id.isNull() && value.id == id)
            return &value;
    }
    return nullptr;
}

void Composer::templateChosen()
{
    if (const SmsTemplate *value = currentTemplate()) {
        m_message->setRendered(
            renderTemplate(value->content, TemplateValues::known(m_client, m_context.settings.current())));
        const QStringList missing = m_message->missing();
        if (missing.isEmpty())
            m_message->setFocus();
        else
            m_fields->focusField(missing.first());
    }
    m_dirty = true;
    m_draftTimer.start(draftDelay);
}

void Composer::updateVariables()
{
    QMap<QString, QString> values = TemplateValues::known(m_client, m_context.settings.current());
    const QMap<QString, QString> typed = m_fields->values();
    for (auto value = typed.cbegin(); value != typed.cend(); ++value)
        values.insert(value.key(), value.value());
    const QStringList names = m_message->variables();
    m_fields->setVariables(names, values);
    // A {name} that a person typed takes what is known of it.
    const QStringList missing = m_message->missing();
    for (const QString &name : missing) {
        if (!m_filling && !m_fields->values().value(name).isEmpty())
            QMetaObject::invokeMethod(
                this, [this, name] { m_message->setVariable(name, m_fields->values().value(name)); },
                Qt::QueuedConnection);
    }
}

void Composer::writeText(const QString &text)
{
    m_fields->templates()->setCurrentIndex(0);
    m_message->setText(text);
    m_message->setFocus();
}

/// For "Text times": the first template of the list whose name or text speaks of it, else an open list.
void Composer::chooseTemplateLike(const QString &words)
{
    const QComboBox *box = m_fields->templates();
    for (int row = 1; row < box->count(); ++row) {
        if (!box->itemText(row).contains(words, Qt::CaseInsensitive))
            continue;
        m_fields->templates()->setCurrentIndex(row);
        return templateChosen();
    }
    m_message->setFocus();
}

// --- counter and hints

void Composer::updateCounter()
{
    const QString text = m_message->text();
    const SmsSegments segments = SmsSegments::of(text);
    const int capacity = segments.segments == 0 ? 160 : segments.capacity;
    QStringList parts{tr("%1 of %2").arg(Formatting::number(segments.used), Formatting::number(capacity))};
    if (segments.segments > 0) {
        parts << (segments.segments == 1 ? tr("1 segment") : tr("%1 segments").arg(segments.segments));
        const PracticeSettings &settings = m_context.settings.current();
        if (const auto price = Money::fromString(settings.smsPrice, settings.currency))
            parts << tr("about %1").arg(Formatting::moneyAbout(price->times(segments.segments)));
    }
    m_counter->setText(parts.join(u" · "_s));
    m_counter->setAccessibleName(tr("Segments: %1, %2 of %3").arg(segments.segments).arg(segments.used).arg(capacity));

    QString cause;
    bool plain = false;
    if (segments.encoding == SmsSegments::Encoding::Ucs2 && !segments.offenders.isEmpty()) {
        const SmsSegments::Offender &first = segments.offenders.first();
        const int count = int(segments.offenders.size());
        cause = count == 1 ? tr("“%1” makes texts hold 70 characters").arg(first.character)
                           : tr("“%1” and %2 more make texts hold 70 characters").arg(first.character).arg(count - 1);
        plain = std::any_of(segments.offenders.cbegin(), segments.offenders.cend(),
                            [](const SmsSegments::Offender &o) { return !o.plain.isEmpty(); });
    }
    m_plain->setVisible(plain);
    if (text.size() > longestText)
        cause = tr("Too long: at most %1 characters").arg(Formatting::number(longestText));
    m_hint->setProperty("cause", cause);
    updateHint();
}

void Composer::updateHint()
{
    m_hint->setText(m_complaint.isEmpty() ? m_hint->property("cause").toString() : m_complaint);
}

// --- the gates

void Composer::recheck()
{
    if (m_client.id.isNull())
        return;
    if (m_client.numbers.isEmpty()) {
        m_verdict = {};
        m_verdict.block = SendBlock::NumberNotUsable;
        showVerdict();
        return;
    }
    const ClientId id = m_client.id;
    whenDone(m_context.sender.check(id, m_client.primaryNumber()), this,
             [this, id](const Result<SendVerdict> &verdict) {
                 if (m_client.id != id || !verdict)
                     return;
                 m_verdict = *verdict;
                 showVerdict();
                 Q_EMIT verdictChanged(m_verdict);
             });
}

void Composer::setDoubtfulReply(const QString &text)
{
    if (text == m_doubtfulReply)
        return;
    m_doubtfulReply = text;
    if (m_verdict.block == SendBlock::JudgeReply)
        showVerdict();
}

void Composer::showVerdict()
{
    const SendBlock block = m_verdict.block;
    // An empty message and a duplicate are no state of the conversation.
    if (block == SendBlock::None || block == SendBlock::Empty || block == SendBlock::PossibleDuplicate) {
        m_bannerKey.clear();
        m_banner->hide();
        return;
    }
    const QString name = ClientWords::shortName(m_client, m_context.settings.current().region);
    QString words = ErrorText::blockSentence(m_verdict, name);
    if (block == SendBlock::JudgeReply && !m_doubtfulReply.isEmpty())
        words = tr("%1 wrote: “%2” Stop texting?")
                    .arg(PlainText::isolated(name), PlainText::isolated(m_doubtfulReply.left(200)));
    const QString key = sendBlockKey(block) + words;
    if (key == m_bannerKey)
        return;
    m_bannerKey = key;
    m_banner->show(words);
    if (block == SendBlock::OutsideHours)
        offerOutsideHours();
    else if (block == SendBlock::JudgeReply)
        offerJudgement();
    else if (block == SendBlock::NotConfigured || block == SendBlock::LoginRefused)
        connect(m_banner->addButton(tr("Open Settings")), &QPushButton::clicked, this, &Composer::settingsRequested);
    else if (block == SendBlock::OptedOut && !m_client.numbers.isEmpty())
        connect(m_banner->addButton(tr("Call instead")), &QPushButton::clicked, this, &Composer::callRequested);
}

void Composer::offerOutsideHours()
{
    const QDateTime opensAt = m_verdict.opensAt;
    if (opensAt.isValid()) {
        const QDateTime there = opensAt.toTimeZone(m_verdict.window.local.timeZone());
        QPushButton *schedule = m_banner->addButton(tr("Schedule for %1").arg(Formatting::timeIn(there)));
        connect(schedule, &QPushButton::clicked, this, [this, opensAt] {
            if (readyToSend())
                store({}, opensAt);
        });
    }
    connect(m_banner->addButton(tr("Send anyway, with a reason …")), &QPushButton::clicked, this,
            &Composer::sendWithReason);
}

/// The answers take the banner away; deferred, so that no button dies inside its own click.
void Composer::offerJudgement()
{
    const QString reply = m_doubtfulReply;
    connect(
        m_banner->addButton(tr("Opted out")), &QPushButton::clicked, this,
        [this, reply] { setPermission(TextPermission::OptedOut, tr("Judged from the reply: %1").arg(reply)); },
        Qt::QueuedConnection);
    connect(
        m_banner->addButton(tr("May be texted")), &QPushButton::clicked, this,
        [this, reply] { setPermission(TextPermission::MayText, tr("Judged from the reply: %1").arg(reply)); },
        Qt::QueuedConnection);
}

void Composer::setPermission(TextPermission permission, const QString &reason)
{
    whenDone(m_context.clients.setPermission(m_client.primaryNumber(), permission, reason), this,
             [this](const Result<void> &result) {
                 if (!result)
                     Q_EMIT problem(ErrorText::sentence(result.error()));
                 recheck();
             });
}

// --- sending

bool Composer::readyToSend()
{
    if (m_client.id.isNull() || m_sending)
        return false;
    m_complaint.clear();
    const QStringList missing = m_message->missing();
    if (m_message->text().trimmed().isEmpty()) {
        m_complaint = tr("Write a text first.");
        m_message->setFocus();
    } else if (!missing.isEmpty()) {
        m_complaint = tr("%1 needs a value.").arg(missing.first());
        m_fields->focusField(missing.first());
    } else if (m_message->text().size() > longestText) {
        m_complaint = tr("Too long: at most %1 characters").arg(Formatting::number(longestText));
        m_message->setFocus();
    }
    updateHint();
    return m_complaint.isEmpty();
}

void Composer::send()
{
    if (readyToSend() && mayBeStored())
        store({}, {});
}

/// False: the banner says why, and the keyboard is led to what can be done about it.
bool Composer::mayBeStored()
{
    if (!stopsHere(m_verdict.block))
        return true;
    showVerdict();
    const auto buttons = m_banner->findChildren<QPushButton *>();
    if (!buttons.isEmpty())
        buttons.first()->setFocus(Qt::OtherFocusReason);
    m_complaint = tr("Not sent: see above.");
    updateHint();
    return false;
}

// --- later

QDateTime Composer::nowThere() const
{
    const QDateTime &local = m_verdict.window.local;
    const QTimeZone zone = local.isValid() ? local.timeZone() : SendGate::practiceZone(m_context.settings.current());
    return m_context.clock.now().toTimeZone(zone);
}

QDateTime Composer::tomorrowsOpening() const
{
    const QDateTime there = nowThere();
    const SendHours &hours = m_context.settings.current().hours;
    QTime opening = hours.from;
    if (hours.always)
        opening = QTime(openingWithoutHours, 0);
    else if (!m_verdict.window.zoneKnown)
        opening = QTime(openingOfUncertainZones, 0);
    return {there.date().addDays(1), opening, there.timeZone()};
}

void Composer::fillLater(QMenu *menu)
{
    menu->clear();
    connect(menu->addAction(tr("In &1 hour")), &QAction::triggered, this,
            [this] { sendLater(m_context.clock.now().addSecs(anHour)); });
    const QDateTime opening = tomorrowsOpening();
    connect(menu->addAction(tr("Tomorrow at &opening (%1)").arg(Formatting::timeIn(opening))), &QAction::triggered,
            this, [this, opening] { sendLater(opening.toUTC()); });
    connect(menu->addAction(tr("Choose &date and time …")), &QAction::triggered, this, &Composer::chooseTime);
}

void Composer::sendLater(const QDateTime &at)
{
    // Outside the hours is no hindrance: the gate looks again when the time has come.
    if (readyToSend() && (m_verdict.block == SendBlock::OutsideHours || mayBeStored()))
        store({}, at);
}

void Composer::chooseTime()
{
    if (!readyToSend())
        return;
    auto *dialog = new ScheduleDialog(ClientWords::shortName(m_client, m_context.settings.current().region), nowThere(),
                                      tomorrowsOpening(), this);
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
    const QString name = ClientWords::shortName(m_client, m_context.settings.current().region);
    auto *dialog = new PromptDialog({tr("Send anyway"),
                                     tr("It is %1 for %2. The reason is kept in the records.")
                                         .arg(Formatting::timeIn(m_verdict.window.local), PlainText::isolated(name)),
                                     tr("Reason"),
                                     tr("Send now"),
                                     {},
                                     false},
                                    this);
    const ClientId id = m_client.id;
    connect(dialog, &PromptDialog::answered, this, [this, id](const QString &reason) {
        if (m_client.id == id)
            store(reason, {});
    });
    dialog->open();
}

void Composer::store(const QString &reason, const QDateTime &sendAfter)
{
    SmsDraft draft;
    draft.clientId = m_client.id;
    draft.to = m_client.primaryNumber();
    draft.body = m_message->text();
    draft.variables = m_fields->values();
    if (const SmsTemplate *value = currentTemplate()) {
        draft.templateId = value->id;
        draft.templateName = value->name;
    }
    draft.overrideReason = reason;
    draft.sendAfter = sendAfter;
    m_sending = true;
    whenDone(m_context.sender.send(draft), this, [this, draft](const Result<Communication> &row) {
        m_sending = false;
        if (!row) {
            Q_EMIT problem(ErrorText::sentence(row.error()));
            return;
        }
        if (m_client.id == draft.clientId && m_message->text() == draft.body) {
            clearText();
        } else if (m_client.id != draft.clientId) {
            Draft none;
            none.clientId = draft.clientId;
            whenDone(m_context.drafts.save(none), this, [](const Result<void> &) {});
        }
        recheck();
    });
}

void Composer::clearText()
{
    m_fields->templates()->setCurrentIndex(0);
    m_message->setText({});
    m_dirty = true;
    saveDraft();
    m_message->setFocus();
}

// --- drafts

void Composer::loadDraft()
{
    const ClientId id = m_client.id;
    if (id.isNull())
        return;
    whenDone(m_context.drafts.load(id), this, [this, id](const Result<Draft> &draft) {
        const bool untouched = m_message->text().isEmpty() && !m_dirty;
        if (m_client.id == id && draft && !draft->isEmpty() && untouched)
            applyDraft(*draft);
    });
}

void Composer::applyDraft(const Draft &draft)
{
    m_filling = true;
    const int row = draft.templateId.isNull() ? 0 : m_fields->templates()->findData(draft.templateId.toString());
    m_fields->templates()->setCurrentIndex(qMax(0, row));
    const SmsTemplate *value = currentTemplate();
    const RenderedText rendered = value != nullptr ? renderTemplate(value->content, draft.variables) : RenderedText();
    if (value != nullptr && rendered.text == draft.text) {
        m_message->setRendered(rendered);
        m_fields->setVariables({}, {});
        m_fields->setVariables(m_message->variables(), draft.variables);
    } else {
        m_message->setText(draft.text);
    }
    m_filling = false;
    m_dirty = false;
}

void Composer::saveDraft()
{
    m_draftTimer.stop();
    if (!m_dirty || m_client.id.isNull())
        return;
    m_dirty = false;
    Draft draft;
    draft.clientId = m_client.id;
    draft.text = m_message->text();
    draft.variables = m_fields->values();
    if (const SmsTemplate *value = currentTemplate(); value != nullptr && !draft.text.isEmpty())
        draft.templateId = value->id;
    whenDone(m_context.drafts.save(draft), this, [](const Result<void> &) {});
}

void Composer::flushDraft()
{
    saveDraft();
}

void Composer::focusMessage()
{
    m_message->setFocus(Qt::ShortcutFocusReason);
}

void Composer::openTemplates()
{
    m_fields->templates()->setFocus(Qt::ShortcutFocusReason);
    m_fields->templates()->showPopup();
}
