#include "clients/conversation.h"

#include "clients/callbar.h"
#include "clients/clientdelegate.h"
#include "clients/composer.h"
#include "clients/conversationdelegate.h"
#include "clients/conversationheader.h"
#include "clients/conversationlist.h"
#include "clients/noteactions.h"
#include "clients/presencewords.h"
#include "clients/rowactions.h"
#include "clients/visibilitydialog.h"
#include "clock.h"
#include "common/accessibleproxy.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/noticebar.h"
#include "common/plaintext.h"
#include "common/promptdialog.h"
#include "common/theme.h"
#include "communicationlistmodel.h"
#include "conversationmodel.h"
#include "secrets/keyring.h"
#include "sharing/colleagues.h"
#include "sharing/sharing.h"
#include "sharing/statewords.h"
#include "sharing/twiliowords.h"
#include "storage/clientstore.h"
#include "storage/communicationstore.h"
#include "storage/internalnotestore.h"
#include "storage/settingstore.h"
#include "storage/staffstore.h"
#include "twilio/twilioclient.h"
#include "uicontext.h"
#include "voice/callplacer.h"

#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int clockInterval = 5000; // the client's local time, to the minute

CommunicationListModel::Fetch fetchFrom(CommunicationStore &store, QObject *context)
{
    return [&store, context](ClientId client, const std::optional<CommunicationListModel::Cursor> &olderThan, int limit,
                             CommunicationListModel::Done done) {
        CommunicationFilter filter;
        filter.clientId = client;
        std::optional<CommunicationKey> key;
        if (olderThan)
            key = CommunicationKey{olderThan->sortAt, olderThan->sequence};
        whenDone(store.page(filter, key, limit), context,
                 [done = std::move(done)](const Result<CommunicationPage> &page) {
                     CommunicationListModel::Page result;
                     result.failed = !page;
                     if (page) {
                         result.rows = page->rows;
                         if (page->next)
                             result.next = CommunicationListModel::Cursor{page->next->sortAt, page->next->sequence};
                     }
                     done(result);
                 });
    };
}
} // namespace

Conversation::Conversation(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new CommunicationListModel(fetchFrom(context.communications, this), this))
    , m_shown(new ConversationModel(*m_model, this))
    , m_delegate(new ConversationDelegate(context.clock, this))
{
    m_delegate->setSearch([&context](const Communication &row) { return TwilioWords::searchFor(context, row); });
    m_colleagues = new Colleagues(context, this);
    m_delegate->setSender([this](const Communication &row) { return m_colleagues->sender(row); });
    build();
    connectAll();
    connectColleagues();
    setClient({});
    updateRights();
}

void Conversation::build()
{
    auto *proxy = new AccessibleProxy([this](const QModelIndex &index) { return m_delegate->describe(index); }, this);
    proxy->setSourceModel(m_shown);
    m_header = new ConversationHeader(m_context.clock, this);
    m_callBar = new CallBar(m_context.calls, m_context.clock, this);
    m_list = new ConversationList(*m_model, this);
    m_list->setModel(proxy);
    m_list->setItemDelegate(m_delegate);
    connect(m_shown, &QAbstractItemModel::modelReset, m_delegate, &ConversationDelegate::forget);
    m_listState = PlainText::label({}, m_list);
    m_listState->setAlignment(Qt::AlignCenter);
    m_listState->setWordWrap(true);
    m_listState->setContentsMargins(40, 24, 40, 24);
    Theme::makeMuted(m_listState);
    // In the middle of the empty list, which keeps its place and its name.
    auto *listLayout = new QVBoxLayout(m_list);
    listLayout->setContentsMargins(0, 0, 0, 0);
    listLayout->addWidget(m_listState);
    m_newest = new QPushButton(tr("Back to the &newest"), this);
    m_newest->hide();
    m_notice = new NoticeBar(NoticeBar::Tone::Quiet, this);
    Theme::makeFooter(m_notice);
    m_actions = new RowActions(m_context, this);
    m_actions->setSender([this](const Communication &row) { return m_colleagues->sender(row); });
    m_noteActions = new NoteActions(this);
    m_composer = new Composer(m_context, this);
    m_reading = new NoticeBar(NoticeBar::Tone::Quiet, this);
    Theme::makeFooter(m_reading);
    m_reading->layout()->setContentsMargins(20, 12, 20, 12);

    auto *open = new QWidget(this);
    auto *layout = new QVBoxLayout(open);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_callBar);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_newest, 0, Qt::AlignHCenter);
    layout->addWidget(m_notice);
    layout->addWidget(m_actions);
    layout->addWidget(m_noteActions);
    layout->addWidget(m_composer);
    layout->addWidget(m_reading);

    auto *none = new QWidget(this);
    m_none = PlainText::label({}, none);
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setWordWrap(true);
    m_none->setFocusPolicy(Qt::ClickFocus); // for clientGone(); Tab passes by
    Theme::makeMuted(m_none);
    auto *noneLayout = new QVBoxLayout(none);
    noneLayout->addWidget(m_none);

    m_stack = new QStackedWidget(this);
    m_stack->addWidget(none);
    m_stack->addWidget(open);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
}

void Conversation::connectAll()
{
    connect(&m_context.communications, &CommunicationStore::changed, m_model, &CommunicationListModel::upsert);
    connect(&m_context.communications, &CommunicationStore::changed, this, [this](const QList<Communication> &rows) {
        for (const Communication &row : rows) {
            if (row.clientId == m_client.id)
                return rowsChanged();
        }
    });
    // A row that was taken for another program's turned out to be one of ours: it is shown once.
    connect(&m_context.communications, &CommunicationStore::removed, m_model, &CommunicationListModel::reload);
    connect(&m_context.clients, &ClientStore::changed, this, &Conversation::clientsChanged);
    connect(&m_context.clients, &ClientStore::removed, this, [this](const QList<ClientId> &ids) {
        if (ids.contains(m_client.id))
            clientGone();
    });
    connect(&m_context.keys, &KeyRing::changed, m_model, &CommunicationListModel::reload); // bodies become readable
    connect(m_model, &CommunicationListModel::loaded, this, &Conversation::rowsChanged);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &Conversation::updateActions);
    connect(m_list, &ConversationList::menuRequested, this, [this](const QPoint &at) {
        const bool isNote = m_list->currentIndex().data(ConversationModel::NoteRole).isValid();
        isNote ? m_noteActions->popUp(at) : m_actions->popUp(at);
    });
    connect(m_colleagues, &Colleagues::changed, this, [this] {
        m_list->doItemsLayout(); // a name may need another line
        updateActions();
    });
    connect(&m_context.sharing, &Sharing::stateChanged, this, &Conversation::updateRights);
    connect(&m_context.sharing, &Sharing::statusChanged, this, &Conversation::updateRights);
    connect(m_newest, &QPushButton::clicked, m_model, &CommunicationListModel::reload);

    connect(m_header, &ConversationHeader::callRequested, this, &Conversation::call);
    connect(m_header, &ConversationHeader::editRequested, this, [this] { Q_EMIT editRequested(m_client); });
    connect(m_header, &ConversationHeader::joinRequested, this, [this] { Q_EMIT joinRequested(m_client); });
    connect(m_header, &ConversationHeader::archiveRequested, this, &Conversation::archive);
    connect(m_header, &ConversationHeader::permissionRequested, this, &Conversation::askPermission);
    connect(m_callBar, &CallBar::failed, this, [this](const Error &error) { notice(ErrorText::sentence(error)); });
    connect(&m_context.calls, &CallPlacer::ended, this, &Conversation::callEnded);

    connect(m_actions, &RowActions::editRequested, m_composer, &Composer::writeAgain);
    connect(m_actions, &RowActions::textTimesRequested, m_composer,
            [this] { m_composer->chooseTemplateLike(tr("appointment", "part of a template's name")); });
    connect(m_actions, &RowActions::answerSuggested, m_composer, &Composer::suggest);
    connect(m_actions, &RowActions::callRequested, this, [this] { call(); });
    connect(m_actions, &RowActions::problem, this, &Conversation::notice);
    connect(m_composer, &Composer::numberChanged, m_header, &ConversationHeader::setNumber);
    connect(m_composer, &Composer::callRequested, this, [this] { call(); });
    connect(m_composer, &Composer::problem, this, &Conversation::notice);
    connect(m_composer, &Composer::settingsRequested, this, &Conversation::settingsRequested);
    connect(m_composer, &Composer::verdictChanged, this, [this](const SendVerdict &verdict) {
        const QDateTime &local = verdict.window.local;
        m_header->setTimeZone(local.isValid() ? local.timeZone() : QTimeZone(), verdict.window.zoneKnown);
    });
    connect(&m_clockTimer, &QTimer::timeout, m_header, &ConversationHeader::tick);
    m_clockTimer.start(clockInterval);
}

void Conversation::updateRights()
{
    const SharingFacts facts = m_context.shared();
    const bool reads = facts.isReader();
    m_composer->setVisible(!reads);
    m_header->setReadOnly(reads);
    if (!reads)
        m_reading->hide();
    else if (const QString words = StateWords::readersOnlyRead(facts);
             m_reading->isHidden() || m_reading->text() != words)
        m_reading->show(words);
    if (reads != m_reads) {
        m_reads = reads;
        updateActions();
    }
}

void Conversation::connectColleagues()
{
    connect(&m_context.notes, &InternalNoteStore::changed, this, [this](ClientId client) {
        if (client == m_client.id)
            loadNotes();
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, &Conversation::loadNotes);
    connect(m_shown, &QAbstractItemModel::rowsInserted, this, &Conversation::updateListState);
    connect(m_noteActions, &NoteActions::withdrawRequested, this, [this](const InternalNote &note) {
        whenDone(m_context.notes.withdraw(note.id, m_context.sharing.me()), this, [this](const Result<void> &done) {
            if (!done)
                notice(ErrorText::sentence(done.error()));
        });
    });
    connect(m_header, &ConversationHeader::assignRequested, this, [this](StaffId staff) {
        whenDone(m_context.clients.assign(m_client.id, staff), this, [this](const Result<void> &done) {
            if (!done)
                notice(ErrorText::sentence(done.error()));
        });
    });
    connect(m_header, &ConversationHeader::visibilityRequested, this,
            [this] { (new VisibilityDialog(m_context, m_client, this))->open(); });
    Presence &presence = m_context.sharing.presence();
    connect(&m_context.staff, &StaffStore::changed, this, &Conversation::updateStaff);
    connect(&m_context.sharing, &Sharing::stateChanged, this, &Conversation::updateStaff);
    connect(&m_context.sharing, &Sharing::statusChanged, this, &Conversation::updateStaff);
    connect(&presence, &Presence::changed, this, [this](ClientId client) {
        if (client == m_client.id)
            updatePresence();
    });
    connect(m_composer, &Composer::typed, &presence, &Presence::typing);
    connect(m_composer, &Composer::emptied, &presence, &Presence::stopTyping);
    m_composer->setColleaguesAnswer([this] {
        return PresenceWords::beforeAnswering(*m_model, m_context.sharing.presence().in(m_client.id),
                                              m_context.sharing.me(), m_context.staff, m_context.clock.now());
    });
    updateStaff();
}

void Conversation::loadNotes()
{
    if (m_client.id.isNull())
        return m_shown->setNotes({});
    whenDone(m_context.notes.ofClient(m_client.id), this,
             [this, client = m_client.id](const Result<QList<InternalNote>> &notes) {
                 if (m_client.id == client && m_model->client() == client && notes) {
                     m_shown->setNotes(*notes);
                     updateActions();
                 }
             });
}

void Conversation::updateStaff()
{
    const bool isShared = m_context.sharing.state() == Sharing::State::Member;
    m_header->setStaff(isShared ? m_context.staff.all() : QList<StaffMember>(), m_context.sharing.me(),
                       !m_context.sharing.isReader());
    updatePresence();
}

void Conversation::updatePresence()
{
    m_header->setPresence(PresenceWords::line(m_context.sharing.presence().in(m_client.id), m_context.staff));
}

/// What is in sight is open; another page of the window is not.
void Conversation::openHere()
{
    m_context.sharing.presence().open(isVisible() ? m_client.id : ClientId());
    updatePresence();
}

void Conversation::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    openHere();
}

void Conversation::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    openHere();
}

QString Conversation::shortName() const
{
    return ClientWords::shortName(m_client, m_context.settings.current().region);
}

void Conversation::setClient(const Client &client)
{
    const bool same = client.id == m_client.id && !client.id.isNull();
    m_client = client;
    m_none->setText(tr("Choose a client on the left, or press Ctrl+K and type a name."));
    m_stack->setCurrentIndex(client.id.isNull() ? 0 : 1);
    m_delegate->setClientName(PlainText::isolated(shortName()));
    if (!same)
        m_header->setTimeZone({}, false);
    m_header->setClient(client, m_context.settings.current().region);
    if (same) {
        m_composer->updateClient(client);
        updateListState(); // it names the client
        updateDoubtfulReply();
        return;
    }
    m_notice->hide();
    m_actions->setRow({}, client, {});
    m_noteActions->setNote({}, {});
    m_listState->hide();
    m_composer->setClient(client);
    m_model->setClient(client.id);
    openHere();
}

/// What was only a number may be somebody's now: then what is being written goes on there.
void Conversation::clientGone()
{
    if (!m_client.unknown)
        return sayGone();
    whenDone(m_context.clients.present(m_client.id), this, [this, former = m_client.id](const Result<ClientId> &now) {
        if (m_client.id != former)
            return;
        if (!now || *now == former)
            return sayGone();
        m_composer->follow(*now);
        Q_EMIT folded(*now);
    });
}

/// Hidden from this person, maybe in the middle of a sentence: that is said, and the next keys go nowhere.
void Conversation::sayGone()
{
    const bool hasFocus = m_stack->isAncestorOf(window()->focusWidget());
    const bool wasWriting = m_composer->hasText();
    QString words = tr("%1 is no longer shown to you. Whoever decides who sees the client has changed that.")
                        .arg(PlainText::isolated(shortName()));
    if (wasWriting)
        words += u"\n\n"_s + tr("What you were writing was not sent, and is gone.");
    m_composer->dropDraft();
    setClient({});
    m_none->setText(words);
    if (hasFocus)
        m_none->setFocus();
}

void Conversation::clientsChanged(const QList<Client> &clients)
{
    for (const Client &client : clients) {
        if (client.id == m_client.id && !m_client.id.isNull()) {
            setClient(client);
            markReadIfSeen();
        }
    }
}

void Conversation::updateListState()
{
    const bool failed = m_model->hasFailed();
    const bool empty = m_shown->rowCount() == 0;
    m_listState->setVisible(failed || (empty && !m_model->isLoading()));
    m_listState->setText(
        failed
            ? tr("The messages could not be read. Choose the client again to try once more.")
            : tr("No messages with %1 yet. Write the first one below, or call.").arg(PlainText::isolated(shortName())));
    m_newest->setVisible(m_model->hasLater());
}

void Conversation::rowsChanged()
{
    updateListState();
    updateDoubtfulReply();
    updateActions();
    markReadIfSeen();
    m_composer->recheck();
}

/// The selected row's actions, else those of the newest row when it asks for something.
void Conversation::updateActions()
{
    Communication row;
    const QModelIndex current = m_list->currentIndex();
    const QVariant note = current.isValid() ? current.data(ConversationModel::NoteRole) : QVariant();
    m_noteActions->setNote(note.value<InternalNote>(), m_context.sharing.me());
    if (note.isValid()) {
        // Nothing that is done with a text is done with a note.
    } else if (current.isValid()) {
        row = current.data(CommunicationListModel::CommunicationRole).value<Communication>();
    } else if (m_model->rowCount() > 0 && !m_model->hasLater()) {
        const Communication newest = m_model->at(m_model->rowCount() - 1);
        if (RowActions::needsAttention(newest))
            row = newest;
    }
    m_actions->setReadOnly(m_reads);
    m_actions->setRow(row, m_client, answeredBy(row));
}

/// The newest text of ours before @p row that left: what a YES or NO speaks of, and never a text that waits or failed.
QString Conversation::answeredBy(const Communication &row) const
{
    for (int i = m_model->rowCount() - 1; i >= 0; --i) {
        const Communication earlier = m_model->at(i);
        const bool left = earlier.sendState == SendState::Accepted || earlier.sendState == SendState::NotOurs;
        if (left && earlier.sortAt < row.sortAt && earlier.direction == Direction::Outbound &&
            earlier.channel == Channel::Sms)
            return PlainText::oneLine(earlier.body);
    }
    return {};
}

void Conversation::updateDoubtfulReply()
{
    const auto &numbers = m_client.numbers;
    const bool asked = std::any_of(numbers.cbegin(), numbers.cend(),
                                   [](const ClientNumber &entry) { return entry.permission == TextPermission::Held; });
    for (int i = m_model->rowCount() - 1; asked && i >= 0; --i) {
        const Communication row = m_model->at(i);
        const bool inbound = row.direction == Direction::Inbound && row.channel == Channel::Sms;
        if (inbound && meaningOfReply(row.body) == ReplyMeaning::MaybeOptOut)
            return m_composer->setDoubtfulReply(PlainText::oneLine(row.body));
    }
    m_composer->setDoubtfulReply({});
}

void Conversation::markReadIfSeen()
{
    if (m_client.unread > 0 && isVisible() && window()->isActiveWindow()) {
        m_client.unread = 0;
        whenDone(m_context.clients.markRead(m_client.id), this, [](const Result<void> &) {});
    }
}

void Conversation::archive()
{
    const bool archived = !m_client.archived;
    whenDone(m_context.clients.setArchived(m_client.id, archived), this, [this, archived](const Result<void> &result) {
        if (!result)
            return notice(ErrorText::sentence(result.error()));
        m_notice->show(
            archived ? tr("%1 is in the archive. Messages stay in the history.").arg(PlainText::isolated(shortName()))
                     : tr("%1 is back in the list.").arg(PlainText::isolated(shortName())));
        connect(
            m_notice->addButton(tr("Undo")), &QPushButton::clicked, this,
            [this] {
                m_notice->hide();
                archive();
            },
            Qt::QueuedConnection);
    });
}

void Conversation::askPermission(TextPermission permission)
{
    const bool out = permission == TextPermission::OptedOut;
    const PhoneNumber number = m_composer->number();
    QString name = PlainText::isolated(shortName());
    if (m_client.numbers.size() > 1) // it holds for this number alone
        name = tr("%1 at %2").arg(name, number.display(m_context.settings.current().region));
    auto *dialog =
        new PromptDialog({ClientWords::permission(permission),
                          out ? tr("No more texts go to %1 until this is lifted.").arg(name)
                              : tr("Only when %1 has agreed again. A stop word that Twilio knows must be lifted by "
                                   "START from that phone.")
                                    .arg(name),
                          tr("How do you know? (kept in the records)"),
                          out ? tr("Stop texts") : tr("Allow texts"),
                          {},
                          false},
                         this);
    connect(dialog, &PromptDialog::answered, this, [this, number, permission](const QString &reason) {
        setPermission(number, permission, reason); // of the client who was asked about
    });
    dialog->open();
}

void Conversation::setPermission(const PhoneNumber &number, TextPermission permission, const QString &reason)
{
    // Twilio's clock, which dates a STOP: this computer's may be fast.
    const auto set = m_context.clients.setPermission(number, permission, reason, m_context.twilio.serverTime());
    whenDone(set, this, [this](const Result<void> &result) {
        if (!result)
            notice(ErrorText::sentence(result.error()));
    });
}

void Conversation::call(const PhoneNumber &number)
{
    if (m_client.id.isNull())
        return;
    if (m_reads)
        return notice(StateWords::readersOnlyRead(m_context.shared()));
    const PhoneNumber to = number.isNull() ? m_composer->number() : number;
    if (to.isNull())
        return notice(tr("This client has no number yet. Edit the client to add one."));
    const PracticeSettings &settings = m_context.settings.current();
    if (!settings.canCall()) {
        notice(tr("Calls need a caller number and your own phone. Enter both in Settings."));
        connect(m_notice->addButton(tr("Open Settings")), &QPushButton::clicked, this,
                &Conversation::settingsRequested);
        return;
    }
    if (m_context.calls.phase() == CallPlacer::Phase::Idle)
        m_callBar->setPeer(PlainText::isolated(shortName()));
    whenDone(m_context.calls.call(m_client, to), this, [this](const Result<Communication> &row) {
        if (!row)
            return notice(ErrorText::sentence(row.error()));
        if (row->sendState == SendState::Refused || row->sendState == SendState::Held)
            notice(tr("Not called: %1.").arg(ErrorText::blockReason(row->block)));
    });
}

/// A note while the call is fresh; only after people have talked.
void Conversation::callEnded(CommunicationId id)
{
    whenDone(m_context.communications.fetch(id), this, [this, id](const Result<Communication> &row) {
        if (!row || row->status != u"completed" || !row->note.isEmpty())
            return;
        const QString name = PlainText::oneLine(row->clientName);
        const QString length = row->durationSeconds ? Formatting::wordDuration(*row->durationSeconds) : QString();
        auto *dialog =
            new PromptDialog({tr("Note on the call"),
                              length.isEmpty() ? tr("Call with %1").arg(PlainText::isolated(name))
                                               : tr("Call with %1, %2").arg(PlainText::isolated(name), length),
                              tr("Note"),
                              tr("Save note"),
                              {},
                              false},
                             this);
        connect(dialog, &PromptDialog::answered, this, [this, id](const QString &text) {
            whenDone(m_context.communications.setNote(id, text), this, [this](const Result<void> &result) {
                if (!result)
                    notice(ErrorText::sentence(result.error()));
            });
        });
        dialog->open();
    });
}

void Conversation::notice(const QString &sentence)
{
    if (sentence.isEmpty())
        return;
    m_notice->show(sentence);
    connect(m_notice->addButton(tr("Dismiss")), &QPushButton::clicked, m_notice, &QWidget::hide);
}
