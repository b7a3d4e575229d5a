#include "settings/practicekeyform.h"

#include "common/plaintext.h"
#include "sharing/connectionwords.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "sharing/twiliowords.h"
#include "sync/practicekeys.h"
#include "uicontext.h"

#include <QCheckBox>
#include <QLabel>

using namespace Qt::StringLiterals;

PracticeKeyForm::PracticeKeyForm(UiContext &context, QWidget *parent)
    : SettingsForm(parent)
    , m_context(context)
    , m_box(new QCheckBox(tr("Keep this ke&y for the practice"), this))
    , m_hint(PlainText::label(tr("Colleagues and the office program need not type it: it is sealed with the practice's "
                                 "key. Switched off, computers that have it already keep it; to take it from them, "
                                 "delete it in Twilio's console."),
                              this))
    , m_staff(PlainText::label({}, this))
    , m_result(new ResultLine(this))
{
    m_hint->setWordWrap(true);
    Theme::makeSmall(m_hint);
    m_box->setAccessibleDescription(m_hint->text());
    m_staff->setWordWrap(true);
    for (QWidget *widget : QList<QWidget *>{m_box, m_hint, m_staff, m_result})
        addWide(widget);
    connect(m_box, &QCheckBox::clicked, this, [this] {
        m_touched = m_box->isChecked() != m_kept;
        Q_EMIT edited();
    });
    connect(&context.sharing, &Sharing::stateChanged, this, &PracticeKeyForm::update);
    connect(&context.sharing, &Sharing::statusChanged, this, &PracticeKeyForm::update);
    // Another key is this person's.
    connect(&context.sharing.lease(), &PollLease::refusalChanged, this, &PracticeKeyForm::refresh);
    update();
}

void PracticeKeyForm::load(const PracticeSettings & /*settings*/)
{
    m_touched = false;
    m_box->setChecked(m_kept);
}

QString PracticeKeyForm::apply(PracticeSettings & /*settings*/)
{
    return {};
}

bool PracticeKeyForm::isWanted() const
{
    return m_box->isChecked();
}

void PracticeKeyForm::setWanted(bool wanted)
{
    m_touched = wanted != m_kept;
    m_box->setChecked(wanted);
}

void PracticeKeyForm::update()
{
    const SharingFacts facts = m_context.shared();
    const bool shares = facts.state == Sharing::State::Member;
    const bool chooses = shares && facts.isAdministrator();
    if (!shares && std::exchange(m_isKnown, false))
        setKept(false);
    m_box->setVisible(chooses);
    m_hint->setVisible(chooses);
    const QString missing = TwilioWords::missingKey(m_context);
    m_staff->setText(missing.isEmpty() ? tr("The practice keeps Twilio's key. You need not type one.") : missing);
    m_staff->setVisible(shares && !chooses && (m_kept || !missing.isEmpty()));
    setVisible(shares);
    if (!isVisible() || facts.status.lastSuccess == m_lastSuccess)
        return;
    m_lastSuccess = facts.status.lastSuccess;
    refresh();
}

void PracticeKeyForm::setKept(bool kept)
{
    m_kept = kept;
    if (!m_touched)
        m_box->setChecked(kept);
    update();
    Q_EMIT keptChanged();
}

void PracticeKeyForm::refresh()
{
    if (m_context.sharing.state() != Sharing::State::Member)
        return;
    whenDone(m_context.sharing.twilioKey(), this, [this](const Result<QByteArray> &key) { took(key); });
}

void PracticeKeyForm::took(const Result<QByteArray> &key)
{
    if (key || key.error().kind == ErrorKind::NotFound) {
        m_result->clear();
        m_isKnown = true;
        setKept(key.has_value());
    } else {
        m_result->say(key.error().kind == ErrorKind::Offline
                          ? tr("The practice can not be reached now, so what it keeps can not be looked up.")
                          : words(key.error()),
                      ErrorText::Tone::Warning);
    }
}

QFuture<Result<void>> PracticeKeyForm::keep(bool wanted, bool isNewKey)
{
    const SharingFacts facts = m_context.shared();
    if (facts.state != Sharing::State::Member || !facts.isAdministrator())
        return readyFuture(Result<void>());
    m_owesKey = m_owesKey || isNewKey;
    if (m_isKnown || !(wanted || m_owesKey))
        return keepKnown(wanted);
    // It may keep an older key, which would come back from there.
    const Promise<void> promise;
    whenDone(m_context.sharing.twilioKey(), this, [this, wanted, promise](const Result<QByteArray> &key) {
        took(key);
        if (!m_isKnown)
            return promise.finish(key.error());
        const auto kept = keepKnown(wanted || m_kept);
        whenDone(kept, this, [promise](const Result<void> &done) { promise.finish(done); });
    });
    return promise.future();
}

QFuture<Result<void>> PracticeKeyForm::keepKnown(bool wanted)
{
    if (wanted == m_kept && !(wanted && m_owesKey))
        return readyFuture(Result<void>());
    const QByteArray key = wanted && m_context.keptTwilioLogin ? m_context.keptTwilioLogin() : QByteArray();
    if (wanted && (key.isEmpty() || TwilioCredentials::fromBytes(key).sendsOnly))
        return readyFuture(Result<void>(Error{ErrorKind::NotFound, 0, u"twilio key"_s, {}}));
    const auto done = wanted ? m_context.sharing.shareTwilioKey(key) : m_context.sharing.withdrawTwilioKey();
    whenDone(done, this, [this, wanted](const Result<void> &result) {
        if (!result)
            return;
        m_touched = false;
        m_owesKey = false;
        m_result->clear();
        setKept(wanted);
    });
    return done;
}

QString PracticeKeyForm::words(const Error &error)
{
    if (error.kind == ErrorKind::NotFound)
        return tr("This computer has no key to give: type it, or unlock the keychain, and save again.");
    if (error.kind == ErrorKind::Offline)
        return tr("The practice can not be reached now, so nothing changed in what it keeps.");
    if (PracticeKeys::isNewerKeyNeeded(error) || error.kind == ErrorKind::Locked)
        return tr("This computer has not got the practice's newest key yet. Try again after the next exchange.");
    return ConnectionWords::sentence(error);
}
