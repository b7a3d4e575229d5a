#include "sharing/deputiesdialog.h"

#include "common/buttonrow.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/connectionwords.h"
#include "sharing/resultline.h"
#include "sharing/sharing.h"
#include "storage/staffstore.h"
#include "uicontext.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;
using ErrorText::Tone;

namespace
{
constexpr qsizetype longestName = 60;
constexpr int mostHeight = Theme::grid * 32; // then the ticks scroll
} // namespace

DeputiesDialog::DeputiesDialog(UiContext &context, const StaffMember &person, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_person(person)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Deputies"));
    build();
    connect(m_save, &QPushButton::clicked, this, &DeputiesDialog::save);
}

void DeputiesDialog::build()
{
    setMinimumWidth(Theme::grid * 60);
    const QString name = PlainText::isolated(PlainText::beginOf(PlainText::oneLine(m_person.name), longestName));
    const bool isMe = m_person.id == m_context.shared().me;
    auto *title =
        PlainText::label(isMe ? tr("Who writes in your name") : tr("Who writes in the name of %1").arg(name), this);
    Theme::makeTitle(title);
    title->setWordWrap(true);
    auto *advice = PlainText::label(tr("For each conversation they choose in whose name they write. The records keep "
                                       "both names."),
                                    this);
    advice->setWordWrap(true);
    Theme::makeMuted(advice);
    QWidget *ticks = buildTicks(); // before the buttons, also for Tab
    m_result = new ResultLine(this);
    auto *cancel = new QPushButton(tr("&Cancel"), this);
    m_save = new QPushButton(tr("&Save"), this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 3, Theme::grid * 3, Theme::grid * 3, Theme::grid * 5 / 2);
    layout->setSpacing(Theme::grid * 2);
    layout->addWidget(title);
    layout->addWidget(advice);
    layout->addWidget(ticks);
    layout->addWidget(m_result);
    layout->addLayout(buttonRow(cancel, m_save));
    m_save->setEnabled(!m_ticks.isEmpty());
    if (!m_ticks.isEmpty())
        m_ticks.first().box->setFocus();
    connect(cancel, &QPushButton::clicked, this, &DeputiesDialog::reject);
}

QWidget *DeputiesDialog::buildTicks()
{
    auto *ticks = new QWidget;
    auto *column = new QVBoxLayout(ticks);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid);
    for (const StaffMember &one : m_context.staff.deputiesOf(m_person.id))
        m_before.append(one.id);
    for (const StaffMember &one : m_context.staff.all()) {
        if (one.id == m_person.id || !one.isPresent() || !one.sends())
            continue;
        QString name = PlainText::beginOf(PlainText::oneLine(one.name), longestName);
        auto *box = new QCheckBox(name.replace(u'&', u"&&"_s), ticks);
        box->setChecked(m_before.contains(one.id));
        column->addWidget(box);
        m_ticks.append({one.id, box});
    }
    if (m_ticks.isEmpty())
        column->addWidget(PlainText::label(tr("Nobody else of the practice texts yet."), ticks));
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(ticks);
    scroll->setFixedHeight(std::min(ticks->sizeHint().height() + Theme::grid, mostHeight));
    return scroll;
}

void DeputiesDialog::setBusy(bool busy)
{
    m_save->setEnabled(!busy);
    for (const Tick &tick : std::as_const(m_ticks))
        tick.box->setEnabled(!busy);
}

void DeputiesDialog::save()
{
    QList<StaffId> chosen;
    for (const Tick &tick : std::as_const(m_ticks)) {
        if (tick.box->isChecked())
            chosen.append(tick.id);
    }
    setBusy(true);
    m_result->say(tr("Telling the practice …"), Tone::Quiet);
    whenDone(m_context.sharing.setDeputies(m_person.id, m_before, chosen), this, [this](const Result<void> &done) {
        setBusy(false);
        if (done)
            return accept();
        m_result->say(ConnectionWords::sentence(done.error()), Tone::Bad);
    });
}
