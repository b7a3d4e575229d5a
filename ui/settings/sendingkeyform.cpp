#include "settings/sendingkeyform.h"

#include "common/plaintext.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "storage/clientstore.h"
#include "storage/settingstore.h"
#include "twilio/callsapi.h"
#include "twilio/messagesapi.h"
#include "uicontext.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
/// The two lines of the key, which come and go together.
class KeyFields : public FieldForm
{
public:
    using FieldForm::addLine;
    using FieldForm::FieldForm;
};
} // namespace

SendingKeyForm::SendingKeyForm(UiContext &context, QWidget *parent)
    : SettingsForm(parent)
    , m_context(context)
    , m_warning(new ResultLine(this))
    , m_box(new QCheckBox(tr("&Give colleagues a key that only sends"), this))
{
    m_hint =
        PlainText::label(tr("Who has the key above can read every text at Twilio, also of clients that are hidden from "
                            "them here. In Twilio's console make a restricted API key that may only create messages, "
                            "and create, read and update calls. Staff's computers take it at their next contact; from "
                            "then on only administrators' computers and the office program check Twilio for replies, "
                            "and one of them has to be on. If colleagues had the key above, make a new one and delete "
                            "the old one at Twilio."),
                         this);
    m_hint->setWordWrap(true);
    Theme::makeSmall(m_hint);
    m_box->setAccessibleDescription(m_hint->text());
    auto *fields = new KeyFields(this);
    m_fields = fields;
    m_keySid = fields->addLine(tr("Colleagues' key SI&D"), tr("Colleagues' key SID"));
    m_secret = fields->addLine(tr("Colleagues' key s&ecret"), tr("Colleagues' key secret"));
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    for (QWidget *widget : QList<QWidget *>{m_warning, m_box, m_hint, m_fields})
        addWide(widget);
    connect(fields, &FieldForm::edited, this, &SendingKeyForm::edited);
    connect(m_box, &QCheckBox::clicked, this, [this] {
        m_touched = m_box->isChecked() != m_kept;
        if (!m_box->isChecked()) {
            m_keySid->clear();
            m_secret->clear();
        }
        update();
        Q_EMIT edited();
    });
    update();
}

SendingKeyForm::~SendingKeyForm() = default;

void SendingKeyForm::load(const PracticeSettings &settings)
{
    m_account = settings.accountSid;
    setWish({m_kept, {}, {}});
}

QString SendingKeyForm::apply(PracticeSettings &settings)
{
    const Wish typed = wish();
    const bool isNew = !typed.keySid.isEmpty() || !typed.secret.isEmpty();
    if (!typed.wanted || (m_kept && !isNew && settings.accountSid == m_account))
        return {};
    if (m_kept && !isNew)
        return refuse(m_keySid, tr("The key that colleagues have is the former account's. Type one of this account."));
    if (!isSid(typed.keySid, "SK"_L1))
        return refuse(m_keySid, tr("The API key SID is SK and 32 letters and digits."));
    if (typed.keySid == settings.apiKeySid)
        return refuse(m_keySid, tr("This is the key that reads. Colleagues need another one."));
    if (typed.secret.isEmpty())
        return refuse(m_secret, tr("Type the secret that belongs to this key."));
    return {};
}

void SendingKeyForm::setOffered(bool offered)
{
    m_isOffered = offered;
    if (!offered) // it went with the other one
        setKept(false);
    update();
}

void SendingKeyForm::update()
{
    const SharingFacts facts = m_context.shared();
    const bool chooses = facts.state == Sharing::State::Member && facts.isAdministrator();
    warn();
    m_box->setVisible(m_isOffered);
    m_hint->setVisible(m_isOffered);
    m_fields->setVisible(m_isOffered && m_box->isChecked());
    setVisible((m_isOffered || m_isLacking) && chooses);
}

void SendingKeyForm::warn()
{
    if (!m_isLacking)
        return m_warning->clear();
    const QString why = tr("Some clients are not for everybody, and the practice has no key that only sends. So no "
                           "colleague gets a new or exchanged Twilio key: their computers may be unable to send.");
    const QString what = m_isOffered ? tr("Make one at Twilio and give it here.")
                                     : tr("First keep the key above for the practice; then one can be given here.");
    m_warning->say(why + u' ' + what, ErrorText::Tone::Warning);
}

void SendingKeyForm::setKept(bool kept)
{
    m_kept = kept;
    m_isLacking = m_isLacking && !kept;
    if (!m_touched)
        m_box->setChecked(kept);
    const QString words = kept ? tr("Kept by the practice") : QString();
    m_keySid->setPlaceholderText(words);
    m_secret->setPlaceholderText(words);
    update();
}

void SendingKeyForm::refresh()
{
    if (m_context.sharing.state() != Sharing::State::Member)
        return;
    whenDone(m_context.sharing.hasSendingKey(), this, [this](const Result<bool> &has) {
        if (!has)
            return;
        setKept(*has);
        whenDone(m_context.clients.isAnyPrivate(), this, [this](const Result<bool> &isAny) {
            m_isLacking = !m_kept && isAny.value_or(m_isLacking);
            update();
        });
    });
}

SendingKeyForm::Wish SendingKeyForm::wish() const
{
    return {m_isOffered && m_box->isChecked(), pasted(m_keySid), pasted(m_secret)};
}

void SendingKeyForm::setWish(const Wish &wish)
{
    m_touched = wish.wanted != m_kept;
    m_box->setChecked(wish.wanted);
    m_keySid->setText(wish.keySid);
    m_secret->setText(wish.secret);
    for (QLineEdit *edit : {m_keySid, m_secret})
        markWrong(edit, false);
    update();
}

bool SendingKeyForm::changes(const Wish &wish) const
{
    return m_isOffered && (wish.wanted != m_kept || (wish.wanted && !wish.secret.isEmpty()));
}

QFuture<Result<void>> SendingKeyForm::keep(const Wish &wish)
{
    if (!changes(wish) || !m_context.shared().isAdministrator())
        return readyFuture(Result<void>());
    const TwilioCredentials key{m_context.settings.current().accountSid, wish.keySid, wish.secret.toUtf8(), true};
    const Promise<void> promise;
    const auto finish = [this, wish, promise](const Result<void> &done) {
        if (done) {
            m_touched = false;
            setKept(wish.wanted);
        }
        promise.finish(done);
    };
    if (!wish.wanted) {
        whenDone(m_context.sharing.withdrawSendingKey(), this, finish);
        return promise.future();
    }
    whenDone(proveThatItOnlySends(key), this, [this, key, finish, promise](const Result<void> &proven) {
        if (!proven)
            return promise.finish(proven);
        whenDone(m_context.sharing.shareSendingKey(key.toBytes()), this, finish);
    });
    return promise.future();
}

/// That it may send is not tried: it would be a text. A key that is gone may be refused like one that lacks a right, so
/// one of its rights is tried too.
QFuture<Result<void>> SendingKeyForm::proveThatItOnlySends(const TwilioCredentials &key)
{
    m_typedCalls.reset();
    m_typedMessages.reset();
    m_typedClient = std::make_unique<TwilioClient>(m_context.twilio.hosts(), m_context.clock);
    m_typedClient->setCredentials(key);
    m_typedMessages = std::make_unique<MessagesApi>(*m_typedClient);
    m_typedCalls = std::make_unique<CallsApi>(*m_typedClient);
    const auto no = [](const char *why) { return Error{ErrorKind::Invalid, 0, QString::fromLatin1(why), {}}; };
    const auto refusal = [no](const Error &error) {
        const bool isRefused = error.kind == ErrorKind::Rejected || error.kind == ErrorKind::Unauthorized;
        return no(isRefused ? "key-refused" : "key-untried");
    };
    MessageFilter one;
    one.pageSize = 1;
    const Promise<void> promise;
    constexpr auto foreground = TwilioClient::Priority::Foreground;
    whenDone(m_typedMessages->list(one, foreground), this,
             [this, promise, no, refusal](const Result<TwilioPage<MessageResource>> &page) {
                 if (page)
                     return promise.finish(no("key-lists"));
                 if (page.error().kind != ErrorKind::Rejected)
                     return promise.finish(refusal(page.error()));
                 const QString none = u"CA"_s + QString(32, u'0');
                 whenDone(m_typedCalls->fetch(none, foreground), this,
                          [promise, refusal](const Result<CallResource> &call) {
                              const bool may = call || isNotFound(call.error());
                              promise.finish(may ? Result<void>() : Result<void>(refusal(call.error())));
                          });
             });
    return promise.future();
}

QString SendingKeyForm::words(const Error &error)
{
    if (error.detail == "key-lists"_L1)
        return tr("Colleagues did not get the key: it can read the texts at Twilio. Take that right from it, or make "
                  "another one.");
    if (error.detail == "key-refused"_L1)
        return tr(
            "Colleagues did not get the key: Twilio does not know it, or it may not read calls. Check the SID, the "
            "secret, and what it may do.");
    if (error.detail == "key-untried"_L1)
        return tr("Colleagues did not get the key: Twilio could not be asked what it may do. Try again.");
    return {};
}
