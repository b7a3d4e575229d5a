#include "statusline.h"

#include "clock.h"
#include "common/askbox.h"
#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "messaging/statuspoller.h"
#include "secrets/keyring.h"
#include "storage/communicationstore.h"
#include "twilio/twilioclient.h"
#include "uicontext.h"

#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 staleAfter = 60;                    // seconds, experience.md
constexpr qint64 justNow = 2;                        // seconds
constexpr auto worthAWord = std::chrono::minutes(2); // of clock offset

void setTone(QWidget *widget, const char *tone)
{
    const QString value = QString::fromLatin1(tone);
    if (widget->property("tone").toString() == value)
        return;
    Theme::setRole(widget, "tone", value);
}
} // namespace

StatusLine::StatusLine(UiContext &context, QWidget *parent)
    : QStatusBar(parent)
    , m_context(context)
{
    setSizeGripEnabled(false);
    setContentsMargins(10, 0, 10, 0);
    if (context.demo) {
        QLabel *demo = addLabel("strong");
        demo->setText(tr("Demo: nothing leaves this computer"));
    }
    m_twilio = addLabel();
    m_trouble = new QPushButton(this);
    m_trouble->setFont(Theme::smallFont());
    m_trouble->setProperty("tone", u"warning"_s);
    m_trouble->hide();
    addWidget(m_trouble);
    m_clock = addLabel("warning");
    m_locked = addLabel("warning");
    m_locked->setText(tr("Locked: the key of your data is not available"));
    m_unconfirmed = new QPushButton(this);
    m_unconfirmed->setFont(Theme::smallFont());
    m_unconfirmed->hide();
    addPermanentWidget(m_unconfirmed);

    connect(&m_context.poller, &StatusPoller::stateChanged, this, &StatusLine::update);
    connect(&m_context.poller, &StatusPoller::checked, this, [this] {
        m_trouble->hide();
        if (m_context.poller.callsBehind())
            showTrouble(tr("Calls can not be checked"),
                        tr("Twilio can not say at the moment what became of calls. Practiceline goes on asking and "
                           "fills it in. Texts are not affected."));
        update();
    });
    connect(&m_context.poller, &StatusPoller::failed, this, &StatusLine::setTrouble);
    connect(&m_context.twilio, &TwilioClient::unreachable, this, &StatusLine::setTrouble);
    connect(&m_context.twilio, &TwilioClient::loginRefused, this, [this] {
        setTrouble(Error{ErrorKind::Unauthorized, 20003, {}, {}});
    });
    connect(&m_context.keys, &KeyRing::changed, this, [this] {
        m_recount.start(0);
        update();
    });
    connect(&m_context.communications, &CommunicationStore::changed, this, [this] { m_recount.start(100); });
    connect(m_trouble, &QPushButton::clicked, this, &StatusLine::showDetails);
    connect(m_unconfirmed, &QPushButton::clicked, this, &StatusLine::unconfirmedClicked);
    m_recount.setSingleShot(true);
    connect(&m_recount, &QTimer::timeout, this, &StatusLine::countUnconfirmed);
    m_recount.start(0);
    connect(&m_second, &QTimer::timeout, this, &StatusLine::update);
    m_second.start(1000);
    update();
}

QLabel *StatusLine::addLabel(const char *tone)
{
    auto *label = PlainText::label({}, this);
    label->setFont(Theme::smallFont());
    label->setContentsMargins(4, 0, 12, 0);
    if (tone != nullptr)
        setTone(label, tone);
    addWidget(label);
    return label;
}

void StatusLine::update()
{
    updateTwilio();
    updateClock();
    m_locked->setVisible(!m_context.keys.isUnlocked());
}

void StatusLine::updateTwilio()
{
    const QDateTime last = m_context.poller.lastSuccess();
    const qint64 age = last.isValid() ? qMax<qint64>(0, last.secsTo(m_context.clock.now())) : -1;
    QString text;
    bool warn = false;
    auto state = m_context.poller.state();
    if (m_context.twilio.isLoginRefused() && state != StatusPoller::State::TestCredentials)
        state = StatusPoller::State::LoginRefused; // told a send before the next round of reading
    switch (state) {
    case StatusPoller::State::TestCredentials:
        text = tr("Test credentials: nothing can be read back from Twilio");
        break;
    case StatusPoller::State::LoginRefused:
        text = tr("Twilio refused the login");
        warn = true;
        break;
    case StatusPoller::State::Off:
        text = m_secretMissing ? tr("Waiting for the Twilio secret")
               : age < 0       ? tr("Twilio is not connected")
                               : tr("Twilio is not being checked");
        warn = m_secretMissing;
        break;
    default:
        if (age < 0)
            text = tr("Twilio not checked yet");
        else if (age < justNow)
            text = tr("Twilio checked just now");
        else if (age < staleAfter)
            text = tr("Twilio checked %1 s ago").arg(age);
        else
            text = tr("Twilio last checked %1 min ago: what you see may be old").arg(age / 60);
        warn = age >= staleAfter;
    }
    setTone(m_twilio, warn ? "warning" : "");
    if (m_twilio->text() != text)
        m_twilio->setText(text);
}

void StatusLine::setTwilioSecretMissing(bool missing)
{
    m_secretMissing = missing;
    update();
}

void StatusLine::updateClock()
{
    const auto offset = m_context.twilio.clockOffset();
    const auto size = offset < std::chrono::milliseconds(0) ? -offset : offset;
    const bool off = size > worthAWord;
    m_clock->setVisible(off);
    if (off) {
        const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(size).count();
        const auto hours = (minutes + 30) / 60;
        m_clock->setText(hours < 2 ? tr("This computer's clock is %1 min off: set it right").arg(minutes)
                                   : tr("This computer's clock is %1 hours off: set it right").arg(hours));
    }
}

void StatusLine::countUnconfirmed()
{
    whenDone(m_context.communications.unconfirmedCount(), this, [this](const Result<int> &count) {
        if (!count)
            return;
        m_unconfirmed->setVisible(*count > 0);
        m_unconfirmed->setText(tr("%1 unconfirmed").arg(*count));
        m_unconfirmed->setToolTip(tr("Texts that may or may not have been sent: show them in the history"));
    });
}

/// A few words; a click shows the whole sentence.
QString StatusLine::troubleIn(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Offline:
        return tr("Offline: what waits is sent later");
    case ErrorKind::BadResponse:
    case ErrorKind::Redirected:
        return tr("Twilio is not reached: does this network want you to sign in?");
    case ErrorKind::Unauthorized:
        return tr("Check the API key in Settings");
    default:
        return tr("Twilio: something is wrong");
    }
}

void StatusLine::setTrouble(const Error &error)
{
    const QString text = ErrorText::sentence(error);
    if (text.isEmpty())
        return;
    showTrouble(troubleIn(error.kind), text);
}

void StatusLine::showTrouble(const QString &words, const QString &details)
{
    m_troubleText = details;
    m_trouble->setText(words);
    m_trouble->setToolTip(PlainText::toolTip(details));
    m_trouble->show();
}

void StatusLine::showDetails()
{
    AskBox::notice(tr("Details"), m_troubleText, window())->open();
}
