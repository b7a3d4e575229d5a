#include "history/historydetails.h"

#include "clock.h"
#include "common/askbox.h"
#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/sendquestions.h"
#include "common/theme.h"
#include "history/historywords.h"
#include "messaging/reconciler.h"
#include "messaging/smssender.h"
#include "sharing/colleagues.h"
#include "sharing/twiliowords.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int bodyLines = 3; // the rest scrolls; the table keeps its room

} // namespace

HistoryDetails::HistoryDetails(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_colleagues(new Colleagues(context, this))
    , m_title(PlainText::label({}, this))
    , m_sentence(PlainText::label({}, this))
    , m_body(new QPlainTextEdit(this))
    , m_result(PlainText::label({}, this))
{
    Theme::makeFooter(this);
    setObjectName(u"historyDetails"_s);
    QFont bold = Theme::baseFont();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_sentence->setWordWrap(true);
    Theme::makeMuted(m_sentence);
    m_result->setWordWrap(true);
    m_body->setReadOnly(true);
    m_body->setTabChangesFocus(true);
    m_body->setFrameShape(QFrame::NoFrame);
    m_body->setAccessibleName(tr("Text of the message"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 3 / 2, Theme::grid * 5 / 2, Theme::grid * 3 / 2);
    layout->setSpacing(Theme::grid);
    layout->addWidget(m_title);
    layout->addWidget(m_sentence);
    layout->addWidget(m_body);
    layout->addWidget(m_result);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    const auto add = [&](const QString &text, auto slot) {
        auto *button = new QPushButton(text, this);
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, slot);
        return button;
    };
    m_check = add(tr("Check &now"), &HistoryDetails::checkNow);
    m_again = add(tr("Send &again (may be a duplicate) …"), &HistoryDetails::askSendAgain);
    m_sendNow = add(tr("Sen&d now"), &HistoryDetails::askSendNow);
    m_cancel = add(tr("Cance&l"), &HistoryDetails::cancelSend);
    m_open = add(tr("&Open conversation"), [this] {
        if (m_row)
            Q_EMIT openConversation(m_row->clientId);
    });
    m_only = add(tr("Onl&y this client"), [this] {
        if (m_row)
            Q_EMIT onlyClient(m_row->clientId, HistoryWords::client(*m_row));
    });
    row->addStretch(1);
    layout->addLayout(row);
    const auto again = [this] {
        if (m_row)
            showRow(Communication(*m_row));
    };
    connect(m_colleagues, &Colleagues::changed, this, again);
    connect(&context.sharing, &Sharing::stateChanged, this, &HistoryDetails::updateButtons);
    connect(&context.sharing, &Sharing::statusChanged, this, &HistoryDetails::updateButtons);
    clear();
}

CommunicationId HistoryDetails::current() const
{
    return m_row ? m_row->id : CommunicationId();
}

void HistoryDetails::clear()
{
    m_row.reset();
    hide();
}

void HistoryDetails::showRow(const Communication &row)
{
    if (!m_row || m_row->id != row.id) {
        m_result->clear();
        m_result->hide();
        m_busy = false;
    }
    m_row = row;
    const QDateTime now = m_context.clock.now();
    m_title->setText(HistoryWords::title(row, now));
    m_sentence->setText(sentence(row, now));
    QString text = row.channel == Channel::Sms ? row.body : row.note;
    if (row.bodyLocked)
        text.clear();
    if (m_body->toPlainText() != PlainText::cleaned(text))
        m_body->setPlainText(PlainText::cleaned(text));
    m_body->setVisible(!text.isEmpty());
    updateButtons();
    setVisible(true);
    fitBody();
}

QString HistoryDetails::sentence(Communication row, const QDateTime &now) const
{
    const bool isOurDoubt = row.sendState == SendState::Unconfirmed && !row.isElsewhere();
    const auto search = isOurDoubt ? TwilioWords::searchFor(m_context, row) : ErrorText::Search::Goes;
    if (search == ErrorText::Search::OtherAccount)
        return ErrorText::sentence(Error{ErrorKind::Invalid, 0, u"other-account"_s, {}});
    if (search == ErrorText::Search::Goes)
        return HistoryWords::sentence(row, now, m_colleagues->sender(row));
    row.nextCheckAt = {}; // nobody makes it
    return HistoryWords::sentence(row, now) + u' ' + TwilioWords::nobodyLooks(m_context.shared(), now);
}

/// As high as its text, up to some lines.
void HistoryDetails::fitBody()
{
    const int lines = qMax(1, int(m_body->document()->size().height()));
    m_body->setVerticalScrollBarPolicy(lines > bodyLines ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    m_body->setFixedHeight(m_body->fontMetrics().lineSpacing() * qMin(lines, bodyLines) + Theme::grid * 5 / 2);
}

void HistoryDetails::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitBody();
}

void HistoryDetails::updateButtons()
{
    if (!m_row)
        return; // it went away while a question about it was open
    const Communication &row = *m_row;
    const bool sms = row.channel == Channel::Sms;
    // A colleague's computer sends it, and only there something can be done about it.
    const bool acts = !row.isElsewhere() && !m_context.shared().isReader();
    const bool unconfirmed = row.sendState == SendState::Unconfirmed;
    const bool elsewhere = m_context.reconciler.isOfAnotherAccount(row);
    m_check->setVisible(acts && unconfirmed && !elsewhere && m_context.reconciler.canLook());
    m_again->setVisible(acts && unconfirmed && sms && (elsewhere || Reconciler::maySendAgain(row)));
    m_sendNow->setText(SendQuestions::areNeeded(row.block) ? tr("Sen&d now …") : tr("Sen&d now"));
    m_sendNow->setVisible(acts && SendQuestions::mayBeAsked(row));
    m_cancel->setVisible(acts && (row.sendState == SendState::Held || row.sendState == SendState::Pending));
    m_open->setVisible(!row.clientId.isNull());
    m_only->setVisible(!row.clientId.isNull());
    for (QPushButton *button : {m_check, m_again, m_sendNow, m_cancel})
        button->setEnabled(!m_busy);
}

void HistoryDetails::say(CommunicationId about, const QString &text)
{
    m_busy = false;
    if (!m_row || m_row->id != about)
        return;
    m_result->setText(text);
    m_result->setVisible(!text.isEmpty());
    updateButtons();
}

/// As say(); in a box when the row has left the list while it was asked about.
void HistoryDetails::tell(CommunicationId about, const QString &text)
{
    if (current() == about)
        say(about, text);
    else if (!text.isEmpty())
        AskBox::notice(tr("Not sent again"), text, this)->open();
}

/// Until say() tells the outcome. Only the row that is shown: a question may be answered when another one is.
void HistoryDetails::setBusy(CommunicationId about)
{
    if (current() != about)
        return;
    m_busy = true;
    updateButtons();
}

void HistoryDetails::checkNow()
{
    const CommunicationId id = current();
    say(id, tr("Asking Twilio …"));
    setBusy(id);
    whenDone(m_context.reconciler.checkNow(id), this, [this, id](const Result<bool> &found) {
        if (!found)
            say(id, ErrorText::sentence(found.error()));
        else
            say(id, *found ? tr("Found: Twilio has it.")
                           : tr("Twilio does not list it. That is no proof: it may still have arrived."));
    });
}

void HistoryDetails::askSendAgain()
{
    SendQuestions::sendAgain(HistoryWords::client(*m_row), this, [this, row = *m_row] { sendAgain(row); });
}

void HistoryDetails::sendAgain(const Communication &row)
{
    setBusy(row.id);
    whenDone(m_context.sender.send(SmsDraft::again(row)), this, [this, id = row.id](const Result<Communication> &sent) {
        if (!sent)
            tell(id, ErrorText::sentence(sent.error()));
        else if (sent->sendState == SendState::Held || sent->sendState == SendState::Refused)
            tell(id, tr("The new text does not leave yet: %1").arg(ErrorText::blockReason(sent->block)));
        else
            say(id, tr("Sent again as a text of its own; see the top of the list."));
    });
}

void HistoryDetails::askSendNow()
{
    // The row that was asked about: another one may be current when the answer comes.
    SendQuestions::sendNow(m_row->block, HistoryWords::client(*m_row), this,
                           [this, id = m_row->id](const QString &reason) { sendNow(id, reason); });
}

void HistoryDetails::sendNow(CommunicationId id, const QString &reason)
{
    setBusy(id);
    whenDone(m_context.sender.sendHeld(id, reason), this,
             [this, id](const Result<void> &done) { say(id, done ? QString() : ErrorText::sentence(done.error())); });
}

void HistoryDetails::cancelSend()
{
    const CommunicationId id = current();
    setBusy(id);
    whenDone(m_context.sender.cancel(id), this,
             [this, id](const Result<void> &done) { say(id, done ? QString() : ErrorText::sentence(done.error())); });
}
