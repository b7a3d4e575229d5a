#include "statusline.h"

#include "clock.h"
#include "common/askbox.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "messaging/statuspoller.h"
#include "secrets/keyring.h"
#include "sharing/statewords.h"
#include "sharing/twiliowords.h"
#include "storage/communicationstore.h"
#include "twilio/twilioclient.h"
#include "uicontext.h"

#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QResizeEvent>

using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 staleAfter = 60;                    // seconds, experience.md
constexpr qint64 justNow = 2;                        // seconds
constexpr int mostNamed = 8;                         // of what the practice refused
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
    setMinimumHeight(QFontMetrics(Theme::smallFont()).height() + 11); // QStatusBar alone would cut a "g" of its buttons
    m_demo = addLabel("strong");
    m_demo->setVisible(context.demo);
    m_twilio = addLabel();
    m_trouble = makeButton();
    setTone(m_trouble, "warning");
    addWidget(m_trouble);
    m_sharing = makeButton();
    m_sharing->setObjectName(u"sharing"_s);
    addWidget(m_sharing);
    m_conflicts = makeButton();
    setTone(m_conflicts, "warning");
    addWidget(m_conflicts);
    m_clock = addLabel("warning");
    m_locked = addLabel("warning");
    m_unconfirmed = makeButton();
    addPermanentWidget(m_unconfirmed);
    for (QWidget *piece :
         {static_cast<QWidget *>(m_demo), static_cast<QWidget *>(m_twilio), static_cast<QWidget *>(m_sharing),
          static_cast<QWidget *>(m_trouble), static_cast<QWidget *>(m_clock), static_cast<QWidget *>(m_locked),
          static_cast<QWidget *>(m_unconfirmed), static_cast<QWidget *>(m_conflicts)})
        m_pieces.add(piece);
    m_pieces.say(m_demo, tr("Demo: nothing leaves this computer"), tr("Demo"));
    m_pieces.say(m_locked, tr("Locked: the key of your data is not available"), tr("Locked"), true);

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
    connect(&m_context.sharing, &Sharing::stateChanged, this, &StatusLine::update);
    connect(&m_context.sharing, &Sharing::statusChanged, this, &StatusLine::update);
    connect(m_trouble, &QPushButton::clicked, this, &StatusLine::showDetails);
    connect(m_sharing, &QPushButton::clicked, this, &StatusLine::askForSharing);
    connect(m_conflicts, &QPushButton::clicked, this, &StatusLine::conflictsClicked);
    connect(m_unconfirmed, &QPushButton::clicked, this, &StatusLine::unconfirmedClicked);
    m_recount.setSingleShot(true);
    connect(&m_recount, &QTimer::timeout, this, &StatusLine::countUnconfirmed);
    m_recount.start(0);
    connect(&m_second, &QTimer::timeout, this, &StatusLine::update);
    m_second.start(1000);
    update();
}

QPushButton *StatusLine::makeButton()
{
    auto *button = new QPushButton(this);
    button->setFont(Theme::smallFont());
    button->setAutoDefault(false);
    button->hide();
    return button;
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
    updateSharing();
    m_locked->setVisible(!m_context.keys.isUnlocked());
    fit();
}

void StatusLine::fit()
{
    const QMargins margins = contentsMargins();
    constexpr int between = 8; // of QStatusBar's items
    m_pieces.fit(width() - margins.left() - margins.right() - 2 * between, between);
}

void StatusLine::resizeEvent(QResizeEvent *event)
{
    QStatusBar::resizeEvent(event);
    fit();
}

void StatusLine::updateTwilio()
{
    const QDateTime last = m_context.poller.lastSuccess();
    const qint64 age = last.isValid() ? qMax<qint64>(0, last.secsTo(m_context.clock.now())) : -1;
    QString text;
    QString brief;
    bool warn = false;
    auto state = m_context.poller.state();
    if (m_context.twilio.isLoginRefused() && state != StatusPoller::State::TestCredentials)
        state = StatusPoller::State::LoginRefused; // told a send before the next round of reading
    // That a send would be refused here matters more than who reads.
    if (!TwilioWords::missingKey(m_context).isEmpty()) {
        setTone(m_twilio, "warning");
        m_pieces.say(m_twilio, tr("No Twilio key: an administrator has to add one that only sends"),
                     tr("No Twilio key"), true);
        return;
    }
    const bool isWaiting = m_secretMissing || state == StatusPoller::State::LoginRefused;
    const auto reader = StateWords::reader(m_context.shared(), m_context.twilio.serverTime());
    if (!reader.text.isEmpty() && !isWaiting) {
        setTone(m_twilio, reader.warns ? "warning" : "");
        m_pieces.say(m_twilio, reader.text, reader.brief, reader.warns);
        return;
    }
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
        else {
            text = tr("Twilio last checked %1 min ago: what you see may be old").arg(age / 60);
            brief = tr("Twilio last checked %1 min ago").arg(age / 60);
        }
        warn = age >= staleAfter;
    }
    setTone(m_twilio, warn ? "warning" : "");
    m_pieces.say(m_twilio, text, brief, warn);
}

void StatusLine::updateSharing()
{
    const SharingFacts facts = m_context.shared();
    const auto line = StateWords::line(facts);
    m_sharing->setVisible(!line.text.isEmpty());
    setTone(m_sharing, line.warns ? "warning" : "");
    m_pieces.say(m_sharing, line.text, line.brief, line.warns);
    m_sharing->setToolTip(tr("More about sharing with the practice"));
    const qint64 conflicts = facts.state == Sharing::State::Member ? facts.status.conflicts : 0;
    m_conflicts->setVisible(conflicts > 0);
    m_pieces.say(m_conflicts,
                 conflicts == 1 ? tr("1 edit to decide") : tr("%1 edits to decide").arg(Formatting::number(conflicts)),
                 {}, true);
    m_conflicts->setToolTip(tr("You and a colleague changed the same: choose what stays"));
}

void StatusLine::askForSharing()
{
    whenDone(m_context.sharing.refused(mostNamed), this, [this](const Result<QList<RefusedChange>> &refused) {
        showSharing(refused.value_or(QList<RefusedChange>()));
    });
}

void StatusLine::showSharing(const QList<RefusedChange> &refused)
{
    const SharingFacts facts = m_context.shared();
    QMessageBox *box = AskBox::notice(tr("Sharing with the practice"),
                                      StateWords::details(facts, refused, m_context.clock.now()), window());
    if (!StateWords::line(facts).warns)
        box->setIconPixmap({});
    if (facts.state == Sharing::State::Withheld) {
        auto *again = box->addButton(tr("&Try again"), QMessageBox::AcceptRole);
        connect(again, &QPushButton::clicked, this, [this] { m_context.sharing.load(); });
    }
    if (facts.status.conflicts > 0) {
        auto *decide = box->addButton(tr("&Decide edits …"), QMessageBox::AcceptRole);
        connect(decide, &QPushButton::clicked, this, &StatusLine::conflictsClicked);
    }
    box->open();
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
        const QString text = hours < 2 ? tr("This computer's clock is %1 min off: set it right").arg(minutes)
                                       : tr("This computer's clock is %1 hours off: set it right").arg(hours);
        m_pieces.say(m_clock, text, tr("Set this computer's clock right"), true);
    }
}

void StatusLine::countUnconfirmed()
{
    whenDone(m_context.communications.unconfirmedCount(), this, [this](const Result<int> &count) {
        if (!count)
            return;
        m_unconfirmed->setVisible(*count > 0);
        m_pieces.say(m_unconfirmed, tr("%1 unconfirmed").arg(*count));
        m_unconfirmed->setToolTip(tr("Texts that may or may not have been sent: show them in the history"));
        fit();
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
    const bool isAdministrators =
        error.kind == ErrorKind::Unauthorized && !TwilioWords::missingKey(m_context).isEmpty();
    if (text.isEmpty() || isAdministrators) // whose key it is to check
        return;
    showTrouble(troubleIn(error.kind), text);
}

void StatusLine::showTrouble(const QString &words, const QString &details)
{
    m_troubleText = details;
    m_pieces.say(m_trouble, words);
    m_trouble->setToolTip(PlainText::toolTip(details));
    m_trouble->show();
    fit();
}

void StatusLine::showDetails()
{
    AskBox::notice(tr("Details"), m_troubleText, window())->open();
}
