#include "settings/sendingkeyform.h"

#include "common/plaintext.h"
#include "sharing/sharing.h"
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
    , m_box(new QCheckBox(tr("&Give colleagues a key that only sends"), this))
    , m_hint(PlainText::label(tr("Who has the key above can read every text at Twilio, also of clients that are hidden "
                                 "from them here. In Twilio's console make a restricted API key that may only create "
                                 "messages, and create, read and update calls. Staff's computers take it at their next "
                                 "contact; from then on only administrators' computers and the office program check "
                                 "Twilio for replies, and one of them has to be on. If colleagues had the key above, "
                                 "make a new one and delete the old one at Twilio."),
                              this))
{
    m_hint->setWordWrap(true);
    Theme::makeSmall(m_hint);
    m_box->setAccessibleDescription(m_hint->text());
    auto *fields = new KeyFields(this);
    m_fields = fields;
    m_keySid = fields->addLine(tr("Colleagues' key SI&D"), tr("Colleagues' key SID"));
    m_secret = fields->addLine(tr("Colleagues' key s&ecret"), tr("Colleagues' key secret"));
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    for (QWidget *widget : QList<QWidget *>{m_box, m_hint, m_fields})
        addWide(widget);
    connect(fields, &FieldForm::edited, this, &SendingKeyForm::edited);
    connect(m_box, &QCheckBox::clicked, this, [this] {
        m_touched = m_box->isChecked() != m_kept;
        update();
        Q_EMIT edited();
    });
    update();
}

void SendingKeyForm::load(const PracticeSettings &settings)
{
    m_account = settings.accountSid;
    setWish({m_kept, {}, {}});
}

QString SendingKeyForm::apply(PracticeSettings & /*settings*/)
{
    const Wish typed = wish();
    if (!typed.wanted || (m_kept && typed.keySid.isEmpty() && typed.secret.isEmpty()))
        return {};
    if (!isSid(typed.keySid, "SK"_L1))
        return refuse(m_keySid, tr("The API key SID is SK and 32 letters and digits."));
    if (typed.secret.isEmpty())
        return refuse(m_secret, tr("Type the secret that belongs to this key."));
    return {};
}

void SendingKeyForm::setOffered(bool offered)
{
    const bool isNew = offered && !m_isOffered;
    m_isOffered = offered;
    if (!offered) // it went with the other one
        setKept(false);
    update();
    if (isNew)
        refresh();
}

void SendingKeyForm::update()
{
    const SharingFacts facts = m_context.shared();
    const bool chooses = facts.state == Sharing::State::Member && facts.isAdministrator();
    m_fields->setVisible(m_box->isChecked());
    setVisible(m_isOffered && chooses);
}

void SendingKeyForm::setKept(bool kept)
{
    m_kept = kept;
    if (!m_touched)
        m_box->setChecked(kept);
    const QString words = kept ? tr("Kept by the practice") : QString();
    m_keySid->setPlaceholderText(words);
    m_secret->setPlaceholderText(words);
    update();
}

void SendingKeyForm::refresh()
{
    if (!m_isOffered || m_context.sharing.state() != Sharing::State::Member)
        return;
    whenDone(m_context.sharing.sendingKey(), this, [this](const Result<QByteArray> &key) {
        if (key || key.error().kind == ErrorKind::NotFound)
            setKept(key.has_value());
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
    if (!changes(wish))
        return readyFuture(Result<void>());
    const TwilioCredentials key{m_account, wish.keySid, wish.secret.toUtf8(), true};
    const auto done =
        wish.wanted ? m_context.sharing.shareSendingKey(key.toBytes()) : m_context.sharing.withdrawSendingKey();
    whenDone(done, this, [this, wish](const Result<void> &result) {
        if (!result)
            return;
        m_touched = false;
        setKept(wish.wanted);
    });
    return done;
}
