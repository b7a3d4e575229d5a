#include "clients/sendbanner.h"

#include "common/errortext.h"
#include "common/formatting.h"
#include "common/plaintext.h"

#include <QPushButton>
#include <QTimeZone>

SendBanner::SendBanner(QWidget *parent)
    : NoticeBar(Tone::Decision, parent)
{
}

void SendBanner::reset()
{
    m_verdict = {};
    m_doubtfulReply.clear();
    update();
}

void SendBanner::setVerdict(const SendVerdict &verdict, const QString &shortName, bool mayCall)
{
    m_verdict = verdict;
    m_name = shortName;
    m_mayCall = mayCall;
    update();
}

void SendBanner::setDoubtfulReply(const QString &text)
{
    m_doubtfulReply = text;
    update();
}

void SendBanner::setKeyMissing(bool missing)
{
    m_isKeyMissing = missing;
    update();
}

bool SendBanner::stopsHere() const
{
    switch (m_verdict.block) {
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

void SendBanner::focusWayOut()
{
    const auto buttons = findChildren<QPushButton *>();
    if (!buttons.isEmpty())
        buttons.first()->setFocus(Qt::OtherFocusReason);
}

bool SendBanner::isForAdministrators() const
{
    return m_isKeyMissing &&
           (m_verdict.block == SendBlock::NotConfigured || m_verdict.block == SendBlock::LoginRefused);
}

QString SendBanner::words() const
{
    if (m_verdict.block == SendBlock::JudgeReply && !m_doubtfulReply.isEmpty())
        return tr("%1 wrote: “%2” Stop texting?")
            .arg(PlainText::isolated(m_name), PlainText::isolated(PlainText::beginOf(m_doubtfulReply, 200)));
    if (isForAdministrators())
        return tr("This computer has no Twilio key that works. An administrator has to add one that only sends.");
    return ErrorText::blockSentence(m_verdict, m_name);
}

void SendBanner::update()
{
    const SendBlock block = m_verdict.block;
    // An empty message and a duplicate are no state of the conversation.
    if (block == SendBlock::None || block == SendBlock::Empty || block == SendBlock::PossibleDuplicate) {
        m_shown.clear();
        hide();
        return;
    }
    const QString text = words();
    const QString key = sendBlockKey(block) + text + (m_mayCall ? u'1' : u'0');
    if (key == m_shown)
        return;
    m_shown = key;
    show(text);
    if (isForAdministrators())
        return;
    if (block == SendBlock::OutsideHours)
        offerOutsideHours();
    else if (block == SendBlock::JudgeReply)
        offerJudgement();
    else if (block == SendBlock::NotConfigured || block == SendBlock::LoginRefused)
        connect(addButton(tr("Open Settings")), &QPushButton::clicked, this, &SendBanner::settingsRequested);
    else if (block == SendBlock::OptedOut && m_mayCall)
        connect(addButton(tr("Call instead")), &QPushButton::clicked, this, &SendBanner::callRequested);
}

void SendBanner::offerOutsideHours()
{
    const QDateTime opensAt = m_verdict.opensAt;
    if (opensAt.isValid()) {
        const QDateTime there = opensAt.toTimeZone(m_verdict.window.local.timeZone());
        connect(addButton(tr("Schedule for %1").arg(Formatting::timeIn(there))), &QPushButton::clicked, this,
                [this, opensAt] { Q_EMIT scheduleRequested(opensAt); });
    }
    connect(addButton(tr("Send anyway, with a reason …")), &QPushButton::clicked, this,
            &SendBanner::sendAnywayRequested);
}

/// The answers take the banner away; deferred, so that no button dies inside its own click.
void SendBanner::offerJudgement()
{
    const QString reason = tr("Judged from the reply: %1").arg(m_doubtfulReply);
    connect(
        addButton(tr("Opted out")), &QPushButton::clicked, this,
        [this, reason] { Q_EMIT judged(TextPermission::OptedOut, reason); }, Qt::QueuedConnection);
    connect(
        addButton(tr("May be texted")), &QPushButton::clicked, this,
        [this, reason] { Q_EMIT judged(TextPermission::MayText, reason); }, Qt::QueuedConnection);
}
