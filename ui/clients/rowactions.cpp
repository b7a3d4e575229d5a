#include "clients/rowactions.h"

#include "clients/conversationdelegate.h"
#include "clock.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/promptdialog.h"
#include "common/theme.h"
#include "messaging/reconciler.h"
#include "messaging/smssender.h"
#include "storage/communicationstore.h"
#include "uicontext.h"

#include <QAction>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

RowActions::RowActions(UiContext &context, QWidget *parent)
    : QFrame(parent)
    , m_context(context)
    , m_text(PlainText::label({}, this))
    , m_layout(new QHBoxLayout(this))
{
    setAttribute(Qt::WA_StyledBackground);
    setProperty("role", u"actions"_s);
    m_text->setWordWrap(true);
    Theme::makeMuted(m_text);
    m_layout->setContentsMargins(20, 8, 20, 8);
    m_layout->setSpacing(Theme::grid);
    m_layout->addWidget(m_text, 1);
    hide();
}

bool RowActions::needsAttention(const Communication &row)
{
    if (row.direction == Direction::Inbound)
        return row.channel == Channel::Sms && meaningOfReply(row.body) == ReplyMeaning::Reschedule;
    return row.sendState == SendState::Unconfirmed || (row.sendState == SendState::Held && !row.sendAfter.isValid());
}

void RowActions::setRow(const Communication &row, const QString &shortName)
{
    m_row = row;
    m_name = shortName;
    qDeleteAll(m_actions);
    m_actions.clear();
    m_runs.clear();
    m_inBar.clear();
    if (row.id.isNull()) {
        m_shown.clear();
        hide();
        return;
    }
    if (row.channel != Channel::Sms)
        collectCall();
    else if (row.direction == Direction::Inbound)
        collectInbound();
    else
        collectText();
    if (!row.body.isEmpty() && row.channel == Channel::Sms)
        offer(tr("&Copy text"), &RowActions::copy, false);
    rebuildBar();
}

void RowActions::offer(const QString &text, void (RowActions::*action)(), bool inBar)
{
    auto *entry = new QAction(text, this);
    // Deferred: the answer may rebuild the buttons, and none may die inside its own click. Another row may have come in
    // between: then nothing is done.
    const auto run = [this, action, id = m_row.id] {
        if (m_row.id == id)
            (this->*action)();
    };
    connect(entry, &QAction::triggered, this, run, Qt::QueuedConnection);
    m_actions << entry;
    m_runs << run;
    if (inBar)
        m_inBar << entry;
}

void RowActions::collectText()
{
    switch (m_row.sendState) {
    case SendState::Held:
        offer(m_row.block == SendBlock::OutsideHours ? tr("Send &now …") : tr("Send &now"), &RowActions::sendNow);
        offer(tr("&Edit"), &RowActions::editHeld);
        offer(tr("Cance&l"), &RowActions::cancel);
        break;
    case SendState::Pending:
        offer(tr("Cance&l"), &RowActions::cancel);
        break;
    case SendState::Unconfirmed:
        offer(tr("Chec&k now"), &RowActions::checkNow);
        if (Reconciler::maySendAgain(m_row))
            offer(tr("Send a&gain (may be a duplicate) …"), &RowActions::sendAgain);
        break;
    case SendState::Failed:
    case SendState::Canceled:
    case SendState::Refused:
        offer(tr("&Write again"), &RowActions::writeAgain);
        break;
    case SendState::Accepted:
        if (m_row.status == u"undelivered" || m_row.status == u"failed") {
            offer(tr("&Write again"), &RowActions::writeAgain);
            offer(tr("Call"), &RowActions::call);
        }
        break;
    case SendState::Sending:
    case SendState::NotOurs:
        break;
    }
}

void RowActions::collectCall()
{
    if (m_row.sendState == SendState::Unconfirmed)
        offer(tr("Chec&k now"), &RowActions::checkNow);
    offer(m_row.note.isEmpty() ? tr("Add a &note …") : tr("Change the &note …"), &RowActions::note);
    offer(tr("Call again"), &RowActions::call);
}

void RowActions::collectInbound()
{
    if (meaningOfReply(m_row.body) == ReplyMeaning::Reschedule) {
        offer(tr("Text t&imes"), &RowActions::textTimes);
        offer(tr("Call"), &RowActions::call);
    }
    const auto links = PlainText::links(PlainText::cleaned(m_row.body));
    for (const PlainText::Link &link : links) {
        auto *entry = new QAction(tr("Open %1").arg(link.url.toDisplayString().left(80).replace(u'&', u"&&"_s)), this);
        m_actions << entry;
        m_runs << [url = link.url] { QDesktopServices::openUrl(url); };
    }
}

QString RowActions::explanation() const
{
    if (m_row.channel != Channel::Sms)
        return tr("Call, %1").arg(Formatting::whenInSentence(m_row.sortAt, m_context.clock.now()));
    if (m_row.direction == Direction::Inbound)
        return tr("%1: %2").arg(PlainText::isolated(m_name), ConversationDelegate::badge(m_row));
    if (m_row.sendState != SendState::Unconfirmed)
        return ErrorText::state(m_row).text;
    QString text = tr("The line broke after the text was handed over. It may have arrived.");
    if (m_row.checks > 0)
        text = tr("The line broke after the text was handed over. Twilio does not list it yet; checked %1 times. It "
                  "may have arrived.")
                   .arg(m_row.checks);
    return text;
}

void RowActions::rebuildBar()
{
    QStringList labels;
    for (const QAction *action : std::as_const(m_inBar))
        labels << action->text();
    const QString text = explanation();
    const QString key = m_row.id.toString() + text + labels.join(u'|');
    m_text->setText(text);
    setVisible(!m_inBar.isEmpty());
    if (key == m_shown) {
        for (qsizetype i = 0; i < m_buttons.size(); ++i) {
            m_buttons.at(i)->disconnect(this);
            connect(m_buttons.at(i), &QPushButton::clicked, m_inBar.at(i), &QAction::trigger);
        }
        return;
    }
    m_shown = key;
    for (QPushButton *button : std::as_const(m_buttons))
        button->deleteLater();
    m_buttons.clear();
    for (QAction *action : std::as_const(m_inBar)) {
        auto *button = new QPushButton(action->text(), this);
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        m_layout->addWidget(button);
        m_buttons << button;
    }
}

void RowActions::popUp(const QPoint &globalPosition)
{
    if (m_actions.isEmpty())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    // Actions of its own: news of the row make new ones here, and the menu must not shrink under the pointer.
    for (qsizetype i = 0; i < m_actions.size(); ++i)
        connect(menu->addAction(m_actions.at(i)->text()), &QAction::triggered, this, m_runs.at(i),
                Qt::QueuedConnection);
    menu->popup(globalPosition);
}

void RowActions::report(const Error &error)
{
    const QString text = ErrorText::sentence(error);
    if (!text.isEmpty())
        Q_EMIT problem(text);
}

void RowActions::sendNow()
{
    if (m_row.block != SendBlock::OutsideHours)
        return releaseHeld(m_row.id, {});
    auto *dialog = new PromptDialog({tr("Send now"),
                                     tr("It is outside the hours for texts. The reason is kept in the records."),
                                     tr("Reason"),
                                     tr("Send now"),
                                     {},
                                     false},
                                    this);
    // The row that was asked about: another one may be current when the answer comes.
    connect(dialog, &PromptDialog::answered, this,
            [this, id = m_row.id](const QString &reason) { releaseHeld(id, reason); });
    dialog->open();
}

void RowActions::releaseHeld(CommunicationId id, const QString &reason)
{
    whenDone(m_context.sender.sendHeld(id, reason), this, [this](const Result<void> &result) {
        if (!result)
            report(result.error());
    });
}

void RowActions::editHeld()
{
    const QString body = m_row.body;
    whenDone(m_context.sender.cancel(m_row.id), this, [this, body](const Result<void> &result) {
        if (result)
            Q_EMIT editRequested(body);
        else
            report(result.error());
    });
}

void RowActions::cancel()
{
    whenDone(m_context.sender.cancel(m_row.id), this, [this](const Result<void> &result) {
        if (!result)
            report(result.error());
    });
}

void RowActions::checkNow()
{
    whenDone(m_context.reconciler.checkNow(m_row.id), this, [this](const Result<bool> &found) {
        if (!found)
            report(found.error());
        else if (!*found)
            Q_EMIT problem(tr("Twilio does not list it yet. It may still have arrived."));
    });
}

void RowActions::sendAgain()
{
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Send again"),
                                tr("The first text may have arrived. If it did, %1 gets it twice. Send it again?")
                                    .arg(PlainText::isolated(m_name)),
                                QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *again = box->addButton(tr("Send again"), QMessageBox::AcceptRole);
    box->setDefaultButton(QMessageBox::Cancel);
    SmsDraft draft;
    draft.clientId = m_row.clientId;
    draft.to = m_row.peer;
    draft.body = m_row.body;
    draft.variables = m_row.variables;
    draft.templateId = m_row.templateId;
    draft.templateName = m_row.templateName;
    draft.resendOf = m_row.id;
    connect(again, &QPushButton::clicked, this, [this, draft] {
        whenDone(m_context.sender.send(draft), this, [this](const Result<Communication> &row) {
            if (!row)
                report(row.error());
        });
    });
    box->open();
}

void RowActions::writeAgain()
{
    Q_EMIT editRequested(m_row.body);
}

void RowActions::copy()
{
    QGuiApplication::clipboard()->setText(PlainText::cleaned(m_row.body));
}

void RowActions::textTimes()
{
    Q_EMIT textTimesRequested();
}

void RowActions::call()
{
    Q_EMIT callRequested();
}

void RowActions::note()
{
    auto *dialog = new PromptDialog(
        {tr("Note on the call"),
         tr("Call with %1, %2")
             .arg(PlainText::isolated(m_name), Formatting::whenInSentence(m_row.sortAt, m_context.clock.now())),
         tr("Note"), tr("Save note"), m_row.note, true},
        this);
    const CommunicationId id = m_row.id;
    connect(dialog, &PromptDialog::answered, this, [this, id](const QString &text) {
        whenDone(m_context.communications.setNote(id, text), this, [this](const Result<void> &result) {
            if (!result)
                report(result.error());
        });
    });
    dialog->open();
}
