#include "sharing/memberpanel.h"

#include "clock.h"
#include "common/noticebar.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/connectionwords.h"
#include "sharing/peoplepanel.h"
#include "sharing/practicerecoverypanel.h"
#include "sharing/reencryptpanel.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "sharing/sharingquestions.h"
#include "sharing/sharingwords.h"
#include "sharing/updatedatabasedialog.h"
#include "storage/staffstore.h"
#include "uicontext.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int captionWidth = Theme::grid * 12;
}

MemberPanel::MemberPanel(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid * 3);
    m_notice = new NoticeBar(NoticeBar::Tone::Quiet, this);
    m_notice->hide();
    layout->addWidget(m_notice);
    layout->addWidget(buildFacts());
    m_people = new PeoplePanel(context, this);
    layout->addWidget(m_people);
    m_recovery = new PracticeRecoveryPanel(context, this);
    layout->addWidget(m_recovery);
    m_reencrypt = new ReencryptPanel(context, this);
    layout->addWidget(m_reencrypt);
    layout->addWidget(buildLeave());
    connect(&context.sharing, &Sharing::statusChanged, this, &MemberPanel::statusChanged);
    connect(&context.sharing, &Sharing::keysChanged, this, &MemberPanel::showFacts);
    connect(&context.staff, &StaffStore::changed, this, &MemberPanel::showFacts);
    connect(m_recovery, &PracticeRecoveryPanel::stateChanged, this, &MemberPanel::showNotice);
    connect(m_conflicts, &QPushButton::clicked, this, &MemberPanel::conflictsRequested);
    connect(m_update, &QPushButton::clicked, this, [this] { (new UpdateDatabaseDialog(m_context, window()))->open(); });
    connect(m_leave, &QPushButton::clicked, this, &MemberPanel::leave);
}

QWidget *MemberPanel::buildFacts()
{
    auto *widget = new QWidget(this);
    auto *grid = new QGridLayout(widget);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(Theme::grid * 2);
    grid->setVerticalSpacing(Theme::grid);
    grid->setColumnMinimumWidth(0, captionWidth);
    grid->setColumnStretch(1, 1);
    const auto addRow = [&](const QString &caption, QWidget *value) {
        auto *label = PlainText::label(caption, widget);
        Theme::makeMuted(label);
        const int row = grid->rowCount();
        grid->addWidget(label, row, 0, Qt::AlignTop);
        grid->addWidget(value, row, 1, Qt::AlignTop);
    };
    const auto addFact = [&](const QString &caption) {
        auto *value = PlainText::label({}, widget);
        value->setWordWrap(true);
        value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a word without end widens nothing
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        addRow(caption, value);
        return value;
    };
    m_practice = addFact(tr("Practice"));
    m_server = addFact(tr("Server"));
    m_role = addFact(tr("Your role"));
    m_state = new ResultLine(widget);
    addRow(tr("State"), m_state);
    m_conflicts = new QPushButton(widget);
    m_conflicts->setObjectName(u"conflicts"_s);
    m_update = new QPushButton(tr("&Update the database …"), widget);
    m_update->setObjectName(u"updateDatabase"_s);
    auto *row = new QHBoxLayout;
    row->addWidget(m_conflicts);
    row->addWidget(m_update);
    row->addStretch(1);
    grid->addLayout(row, grid->rowCount(), 1);
    return widget;
}

QWidget *MemberPanel::buildLeave()
{
    auto *widget = new QWidget(this);
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid);
    m_leave = new QPushButton(tr("&Leave the practice …"), widget);
    m_result = new ResultLine(widget);
    auto *row = new QHBoxLayout;
    row->addWidget(m_leave);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addWidget(m_result);
    return widget;
}

void MemberPanel::showFacts()
{
    const Sharing &sharing = m_context.sharing;
    m_practice->setText(PlainText::oneLine(sharing.practiceName()));
    const PracticeAddress address = sharing.address();
    m_server->setText(
        tr("%1, database %2").arg(PlainText::isolated(address.host), PlainText::isolated(address.database)));
    const QString role = SharingWords::role(sharing.role());
    const QString mayDo = SharingWords::mayDo(sharing.role());
    m_role->setText(role.isEmpty() ? tr("not known yet") : mayDo.isEmpty() ? role : tr("%1. %2").arg(role, mayDo));
    const SharingWords::State state = SharingWords::state(sharing.status(), m_context.clock.now());
    m_state->say(state.text, state.tone);
    const qint64 conflicts = sharing.status().conflicts;
    m_conflicts->setText(tr("%n edits to &decide …", nullptr, int(conflicts)));
    m_conflicts->setVisible(conflicts > 0);
    m_update->setVisible(sharing.isAdministrator() && sharing.status().state == SyncStatus::State::MigrationNeeded);
    m_recovery->setVisible(sharing.isAdministrator());
    showNotice();
}

/// Above the rest, because the panel itself may be further down.
void MemberPanel::showNotice()
{
    const bool isNeeded = m_context.sharing.isAdministrator() && m_recovery->isNeeded();
    const QString words = m_recovery->neededWords();
    if (isNeeded && (m_notice->isHidden() || m_notice->text() != words)) {
        m_notice->show(words);
        auto *make = m_notice->addButton(tr("&Make it now …"));
        connect(make, &QPushButton::clicked, m_recovery, &PracticeRecoveryPanel::make);
    }
    m_notice->setVisible(isNeeded);
}

void MemberPanel::statusChanged()
{
    if (!isVisible())
        return;
    showFacts();
    const QDateTime success = m_context.sharing.status().lastSuccess;
    if (success == m_lastSuccess)
        return;
    m_lastSuccess = success;
    m_people->refresh();
    m_recovery->refresh();
    m_reencrypt->refresh();
}

void MemberPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    showFacts();
    m_people->refresh();
    m_recovery->refresh();
    m_reencrypt->refresh();
}

void MemberPanel::leave()
{
    m_result->clear();
    SharingQuestions::leave(m_context, this, [this](const Result<void> &left) {
        if (!left)
            m_result->say(ConnectionWords::sentence(left.error()), ErrorText::Tone::Bad);
    });
}
