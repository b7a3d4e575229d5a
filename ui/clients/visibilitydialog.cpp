#include "clients/visibilitydialog.h"

#include "clients/clientdelegate.h"
#include "common/buttonrow.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/connectionwords.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "storage/clientstore.h"
#include "storage/settingstore.h"
#include "storage/staffstore.h"
#include "uicontext.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using ErrorText::Tone;

namespace
{
constexpr qsizetype longestName = 60;
constexpr int margin = Theme::grid * 3;

QString meaning(bool everybody)
{
    return everybody
               ? VisibilityDialog::tr("Every colleague sees the client and the conversation.")
               : VisibilityDialog::tr(
                     "Administrators and supervisors see the client too. From everybody else's computer it vanishes at "
                     "its next contact, with the conversation and drafts; what waits there to be sent still goes out, "
                     "and stays until then.\n\nWhile any client is not for everybody, only an administrator's computer "
                     "or the office agent checks Twilio for replies: one of them has to be on, or texts wait.");
}

QString brief(const QString &name)
{
    return PlainText::isolated(PlainText::beginOf(PlainText::oneLine(name), longestName));
}
} // namespace

VisibilityDialog::VisibilityDialog(UiContext &context, const Client &client, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_client(client)
    , m_seenBy(new QComboBox(this))
    , m_meaning(PlainText::label({}, this))
    , m_result(new ResultLine(this))
    , m_save(new QPushButton(tr("&Save"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Who sees this client"));
    build();
    fill();
    connect(m_seenBy, &QComboBox::currentIndexChanged, this, &VisibilityDialog::explain);
    connect(m_save, &QPushButton::clicked, this, &VisibilityDialog::save);
    connect(&context.clients, &ClientStore::changed, this, [this](const QList<Client> &clients) {
        for (const Client &one : clients) {
            if (one.id == m_client.id)
                changed(one);
        }
    });
    connect(&context.clients, &ClientStore::removed, this, [this](const QList<ClientId> &ids) {
        if (ids.contains(m_client.id))
            reject(); // a colleague's alone now
    });
    explain();
    whenDone(context.sharing.hasSendingKey(), this, [this](const Result<bool> &has) {
        m_isKeyMissing = has && !*has;
        if (!m_isAsking && !m_hasFailed) // its words stay
            explain();
    });
}

void VisibilityDialog::build()
{
    setMinimumWidth(Theme::grid * 60);
    const QString name = brief(ClientWords::name(m_client, m_context.settings.current().region));
    auto *label = PlainText::label(tr("&Who sees %1").arg(QString(name).replace(u'&', u"&&"_s)), this);
    label->setBuddy(m_seenBy);
    label->setWordWrap(true);
    m_seenBy->setAccessibleName(tr("Who sees the client"));
    m_meaning->setWordWrap(true);
    Theme::makeMuted(m_meaning);
    // Room for the longer one from the beginning: another choice moves nothing.
    m_meaning->setText(meaning(false));
    m_meaning->ensurePolished(); // measured in its own font
    m_meaning->setMinimumHeight(m_meaning->heightForWidth(minimumWidth() - 2 * margin));
    m_meaning->setAlignment(Qt::AlignTop);
    auto *cancel = new QPushButton(tr("&Cancel"), this);
    setTabOrder(m_seenBy, cancel);
    setTabOrder(cancel, m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, Theme::grid * 5 / 2);
    layout->setSpacing(Theme::grid * 3 / 2);
    layout->addWidget(label);
    layout->addWidget(m_seenBy);
    layout->addWidget(m_meaning);
    layout->addWidget(m_result);
    layout->addSpacing(Theme::grid / 2);
    layout->addLayout(buttonRow(cancel, m_save));
    connect(cancel, &QPushButton::clicked, this, &VisibilityDialog::reject);
}

/// What show_client() lets this person choose, and what is now: also somebody who has left.
void VisibilityDialog::fill()
{
    const QSignalBlocker quiet(m_seenBy);
    m_seenBy->clear();
    const auto add = [this](const QString &text, StaffId person) {
        m_seenBy->addItem(text, QVariant::fromValue(person));
    };
    add(tr("Everybody in the practice"), {});
    const StaffId me = m_context.shared().me;
    add(tr("Only me"), me);
    for (const StaffMember &one : m_context.staff.all()) {
        const bool mayBeChosen = m_context.shared().isAdministrator() && one.isPresent() && one.sends();
        if (one.id != me && (mayBeChosen || one.id == m_client.visibleTo))
            add(tr("Only %1").arg(brief(one.name)), one.id);
    }
    choose(m_client.visibleTo);
}

void VisibilityDialog::choose(StaffId person)
{
    for (int at = 0; at < m_seenBy->count(); ++at) {
        if (m_seenBy->itemData(at).value<StaffId>() == person)
            m_seenBy->setCurrentIndex(at);
    }
}

/// What was chosen here stays chosen: the person sees both, and saves over theirs or does not.
void VisibilityDialog::changed(const Client &client)
{
    if (m_isAsking) {
        m_meanwhile = client;
        return;
    }
    const bool isDecided = client.visibleTo != m_client.visibleTo;
    // Ours, whose answer was lost: saved again it ends well, and is recorded with what was before it.
    if (isDecided && m_hasFailed && client.visibleTo == chosen())
        return;
    const StaffId mine = isDecided && chosen() == m_client.visibleTo ? client.visibleTo : chosen();
    m_client = client;
    m_isChanged = m_isChanged || isDecided;
    m_hasFailed = m_hasFailed && !isDecided;
    fill();
    choose(mine);
    if (!m_hasFailed) // its words stay
        explain();
}

void VisibilityDialog::reject()
{
    if (!m_isAsking)
        QDialog::reject();
}

StaffId VisibilityDialog::chosen() const
{
    return m_seenBy->currentData().value<StaffId>();
}

void VisibilityDialog::explain()
{
    const StaffId person = chosen();
    m_meaning->setText(meaning(person.isNull()));
    m_seenBy->setAccessibleDescription(m_meaning->text());
    m_save->setEnabled(person != m_client.visibleTo);
    m_result->clear();
    QStringList warnings;
    if (m_isChanged)
        warnings << theirs();
    const StaffMember turn = m_context.staff.member(m_client.assignedTo);
    if (!person.isNull() && turn.role == "staff"_L1 && turn.id != person)
        warnings << tr("The client is assigned to %1, who will not see it any more.").arg(brief(turn.name));
    if (!person.isNull() && m_isKeyMissing)
        warnings << (m_context.shared().isAdministrator()
                         ? tr("Colleagues have a key that can read every text at Twilio, and newcomers get none. Give "
                              "them one that only sends: Settings → Twilio.")
                         : tr("Colleagues have a key that can read every text at Twilio. Ask an administrator to give "
                              "them one that only sends."));
    if (!warnings.isEmpty())
        m_result->say(warnings.join(u"\n\n"_s), Tone::Warning);
    makeRoom();
}

QString VisibilityDialog::theirs() const
{
    if (chosen() == m_client.visibleTo)
        return tr("A colleague changed this meanwhile. What you see is how it is now.");
    const StaffId now = m_client.visibleTo;
    const QString whom = now.isNull() ? tr("everybody", "whom a client is for")
                         : now == m_context.shared().me
                             ? tr("you alone", "whom a client is for")
                             : tr("%1 alone", "whom a client is for").arg(brief(m_context.staff.nameOf(now)));
    return tr("A colleague changed this meanwhile: now the client is for %1. Save to decide otherwise, or cancel.")
        .arg(whom);
}

/// Wrapped lines would stand over those above.
void VisibilityDialog::makeRoom()
{
    setMinimumHeight(layout()->totalHeightForWidth(minimumWidth()));
}

void VisibilityDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    makeRoom();
}

void VisibilityDialog::save()
{
    for (QWidget *one : QList<QWidget *>{m_seenBy, m_save})
        one->setEnabled(false);
    m_isAsking = true;
    m_result->say(tr("Telling the practice …"), Tone::Quiet);
    whenDone(m_context.sharing.showClient(m_client, chosen()), this, [this](const Result<void> &done) {
        m_isAsking = false;
        if (done)
            return accept();
        failed(done.error());
        if (const auto client = std::exchange(m_meanwhile, std::nullopt))
            changed(*client);
    });
}

void VisibilityDialog::failed(const Error &error)
{
    m_hasFailed = true;
    m_seenBy->setEnabled(true);
    explain();
    if (error.detail == "edited-meanwhile"_L1)
        m_result->say(tr("Not saved: a colleague has just decided otherwise. Their decision comes in a moment; then "
                         "choose again."),
                      Tone::Warning);
    else if (error.kind == ErrorKind::NotFound)
        m_result->say(tr("The practice has not got this client yet. Try again when the status line says that "
                         "everything is shared."),
                      Tone::Bad);
    else
        m_result->say(ConnectionWords::sentence(error), Tone::Bad);
    makeRoom();
}
