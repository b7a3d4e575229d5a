#include "clients/rowactions.h"

#include "clients/clientdelegate.h"
#include "clients/conversationdelegate.h"
#include "clock.h"
#include "common/askbox.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/promptdialog.h"
#include "common/sendquestions.h"
#include "messaging/reconciler.h"
#include "messaging/smssender.h"
#include "sharing/twiliowords.h"
#include "storage/communicationstore.h"
#include "storage/settingstore.h"
#include "uicontext.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QMessageBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace
{
/// A text for the client, in the client's language: like a template, no word of the window.
QString thanks(const QString &language)
{
    return language == "es"_L1 ? u"¡Gracias! Nos vemos."_s : u"Thank you! See you then."_s;
}

bool asksForAnswer(ReplyMeaning meaning)
{
    return meaning == ReplyMeaning::Confirm || meaning == ReplyMeaning::Reschedule || meaning == ReplyMeaning::Yes ||
           meaning == ReplyMeaning::Agrees || meaning == ReplyMeaning::No;
}
} // namespace

RowActions::RowActions(UiContext &context, QWidget *parent)
    : ActionBar(parent)
    , m_context(context)
{
}

bool RowActions::needsAttention(const Communication &row)
{
    if (row.direction == Direction::Inbound)
        return row.channel == Channel::Sms && asksForAnswer(meaningOfReply(row.body));
    return row.isAbandoned() ||
           (!row.isElsewhere() && (row.sendState == SendState::Unconfirmed ||
                                   (row.sendState == SendState::Held && !ErrorText::isScheduled(row))));
}

void RowActions::setRow(const Communication &row, const Client &client, const QString &answered)
{
    const PracticeSettings &settings = m_context.settings.current();
    m_row = row;
    m_name = PlainText::isolated(ClientWords::shortName(client, settings.region));
    m_language = client.language.isEmpty() ? settings.language : client.language;
    m_answered = answered;
    if (row.id.isNull())
        return clear();
    const bool acts = !m_readOnly;
    if (acts && row.channel != Channel::Sms)
        collectCall();
    else if (acts && row.direction == Direction::Inbound)
        collectInbound();
    else if (acts)
        collectText();
    if (row.channel == Channel::Sms)
        collectLinks();
    if (!row.body.isEmpty() && row.channel == Channel::Sms)
        offer(tr("&Copy text"), &RowActions::copy, false);
    setOffers(m_row.id.toString(), explanation(), std::exchange(m_collected, {}));
}

void RowActions::offer(const QString &text, const std::function<void(RowActions *)> &action, bool inBar)
{
    // Another row may have come in between: then nothing is done.
    const auto run = [this, action, id = m_row.id] {
        if (m_row.id == id)
            action(this);
    };
    m_collected << Offer{text, run, inBar};
}

bool RowActions::isOfAnotherAccount() const
{
    return m_context.reconciler.isOfAnotherAccount(m_row);
}

void RowActions::collectText()
{
    const bool isOver = m_row.sendState == SendState::Failed || m_row.sendState == SendState::Canceled ||
                        m_row.sendState == SendState::Refused || m_row.sendState == SendState::Accepted;
    if (m_row.isAbandoned())
        return offer(tr("&Write again"), &RowActions::writeAgain);
    if (m_row.isElsewhere() && !isOver)
        return; // that computer sends it, and only there something can be done about it
    switch (m_row.sendState) {
    case SendState::Held:
        if (SendQuestions::mayBeAsked(m_row))
            offer(SendQuestions::areNeeded(m_row.block) ? tr("Send &now …") : tr("Send &now"), &RowActions::sendNow);
        offer(tr("&Edit"), &RowActions::editHeld);
        offer(tr("Cance&l"), &RowActions::cancel);
        break;
    case SendState::Pending:
        offer(tr("Cance&l"), &RowActions::cancel);
        break;
    case SendState::Unconfirmed:
        if (!isOfAnotherAccount() && m_context.reconciler.canLook())
            offer(tr("Chec&k now"), &RowActions::checkNow);
        if (isOfAnotherAccount() || Reconciler::maySendAgain(m_row))
            offer(tr("Send a&gain (may be a duplicate) …"), &RowActions::sendAgain);
        break;
    case SendState::Failed:
    case SendState::Canceled:
    case SendState::Refused:
        if (m_row.block != SendBlock::FirstArrived) // the client has it
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
    const bool checks = m_context.reconciler.canLook() && !isOfAnotherAccount() && !m_row.isElsewhere();
    if (m_row.sendState == SendState::Unconfirmed && checks)
        offer(tr("Chec&k now"), &RowActions::checkNow);
    offer(m_row.note.isEmpty() ? tr("Add a &note …") : tr("Change the &note …"), &RowActions::note);
    offer(tr("Call again"), &RowActions::call);
}

void RowActions::collectInbound()
{
    switch (meaningOfReply(m_row.body)) {
    case ReplyMeaning::Confirm:
        offer(tr("Than&k"), &RowActions::thank);
        offer(tr("Call"), &RowActions::call, false);
        break;
    case ReplyMeaning::Reschedule:
        offer(tr("Text t&imes"), &RowActions::textTimes);
        offer(tr("Call"), &RowActions::call);
        break;
    case ReplyMeaning::Yes:
    case ReplyMeaning::Agrees:
        offer(tr("Than&k"), &RowActions::thank);
        offer(tr("Ans&wer"), &RowActions::answer);
        break;
    case ReplyMeaning::No:
        offer(tr("Ans&wer"), &RowActions::answer);
        offer(tr("Call"), &RowActions::call);
        break;
    default:
        break;
    }
}

/// Only the host is named: it decides where a link leads, and what stands around it is made to deceive.
void RowActions::collectLinks()
{
    qsizetype room = m_row.direction == Direction::Inbound ? 3 : 0;
    for (const Offer &other : std::as_const(m_collected))
        room -= other.inBar ? 1 : 0;
    const auto links = PlainText::links(PlainText::cleaned(m_row.body));
    for (const PlainText::Link &link : links) {
        offer(
            tr("Op&en %1 …").arg(PlainText::endOfHost(link.host, 80).replace(u'&', u"&&"_s)),
            [link](RowActions *self) { self->askToOpen(link); }, room-- > 0);
    }
}

void RowActions::askToOpen(const PlainText::Link &link)
{
    const bool ours = m_row.direction == Direction::Outbound;
    QMessageBox *box = AskBox::question(tr("Open a link"),
                                        ours ? tr("This link leads to %1.").arg(link.host)
                                             : tr("%1 sent this link. It leads to %2.").arg(m_name, link.host),
                                        QString::fromLatin1(link.url.toEncoded()).left(300), this);
    QPushButton *open = box->addButton(tr("Open %1").arg(PlainText::endOfHost(link.host, 40).replace(u'&', u"&&"_s)),
                                       QMessageBox::AcceptRole);
    connect(open, &QPushButton::clicked, this, [url = link.url] { QDesktopServices::openUrl(url); });
    box->open();
}

QString RowActions::explanation() const
{
    if (m_row.channel != Channel::Sms)
        return tr("Call, %1").arg(Formatting::whenInSentence(m_row.sortAt, m_context.clock.now()));
    if (m_row.direction == Direction::Inbound)
        return inboundExplanation();
    if (m_row.sendState != SendState::Unconfirmed || m_row.isElsewhere())
        return ErrorText::state(m_row, {}, m_sender ? m_sender(m_row) : QString()).text;
    if (isOfAnotherAccount())
        return ErrorText::sentence(Error{ErrorKind::Invalid, 0, u"other-account"_s, {}});
    QString text = tr("The line broke after the text was handed over. It may have arrived.");
    if (m_row.checks > 0)
        text = tr("The line broke after the text was handed over. Twilio does not list it yet; checked %1 times. It "
                  "may have arrived.")
                   .arg(m_row.checks);
    if (TwilioWords::searchFor(m_context, m_row) == ErrorText::Search::Rests)
        text += u' ' + TwilioWords::nobodyLooks(m_context.shared(), m_context.clock.now());
    return text;
}

/// "Maria: Says yes to “Could we meet on Thursday?”".
QString RowActions::inboundExplanation() const
{
    const QString badge = ConversationDelegate::badge(m_row);
    if (badge.isEmpty())
        return tr("A link from %1").arg(m_name);
    if (m_answered.isEmpty() || !asksForAnswer(meaningOfReply(m_row.body)))
        return tr("%1: %2").arg(m_name, badge);
    constexpr int quoted = 60;
    QString text = PlainText::beginOf(m_answered, quoted).trimmed();
    if (m_answered.size() > quoted)
        text += u'…';
    return tr("%1: %2, in answer to “%3”").arg(m_name, badge, PlainText::isolated(text));
}

void RowActions::report(const Error &error)
{
    const QString text = ErrorText::sentence(error);
    if (!text.isEmpty())
        Q_EMIT problem(text);
}

void RowActions::sendNow()
{
    // The row that was asked about: another one may be current when the answer comes.
    SendQuestions::sendNow(m_row.block, m_name, this,
                           [this, id = m_row.id](const QString &reason) { releaseHeld(id, reason); });
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
    whenDone(m_context.sender.cancel(m_row.id), this, [this, row = m_row](const Result<void> &result) {
        if (result)
            Q_EMIT editRequested(row.body, row.onBehalfOf);
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
    SendQuestions::sendAgain(m_name, this, [this, draft = SmsDraft::again(m_row)] {
        whenDone(m_context.sender.send(draft), this, [this](const Result<Communication> &row) {
            if (!row)
                report(row.error());
        });
    });
}

void RowActions::writeAgain()
{
    Q_EMIT editRequested(m_row.body, m_row.onBehalfOf);
}

void RowActions::copy()
{
    QGuiApplication::clipboard()->setText(PlainText::cleaned(m_row.body));
}

void RowActions::textTimes()
{
    Q_EMIT textTimesRequested();
}

void RowActions::thank()
{
    Q_EMIT answerSuggested(thanks(m_language));
}

void RowActions::answer()
{
    Q_EMIT answerSuggested({});
}

void RowActions::call()
{
    Q_EMIT callRequested();
}

void RowActions::note()
{
    auto *dialog = new PromptDialog(
        {tr("Note on the call"),
         tr("Call with %1, %2").arg(m_name, Formatting::whenInSentence(m_row.sortAt, m_context.clock.now())),
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
