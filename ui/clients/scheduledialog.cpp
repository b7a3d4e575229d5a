#include "clients/scheduledialog.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"

#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimeZone>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

ScheduleDialog::ScheduleDialog(const QString &name, const QDateTime &now, const QDateTime &proposed, QWidget *parent)
    : QDialog(parent)
    , m_now(now)
    , m_edit(new QDateTimeEdit(this))
    , m_problem(PlainText::label({}, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Send later"));
    setMinimumWidth(Theme::grid * 48);
    auto *question = PlainText::label(
        tr("On the clock of %1, where it is %2 now.").arg(PlainText::isolated(name), Formatting::timeIn(now)), this);
    question->setWordWrap(true);
    auto *label = PlainText::label(tr("Date and &time"), this);
    Theme::makeMuted(label);
    label->setBuddy(m_edit);
    m_edit->setAccessibleName(tr("Date and time"));
    m_edit->setCalendarPopup(true);
    // The wall clock there; which moment that is, is worked out at the end.
    m_edit->setDateTime(QDateTime(proposed.date(), proposed.time()));
    m_problem->setWordWrap(true);
    m_problem->setProperty("textRole", u"bad"_s);
    m_problem->hide();
    auto *accept = new QPushButton(tr("Schedule"), this);
    Theme::makePrimary(accept);
    accept->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(accept);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 3, Theme::grid * 3, Theme::grid * 3, Theme::grid * 3);
    layout->setSpacing(Theme::grid);
    layout->addWidget(question);
    layout->addSpacing(Theme::grid);
    layout->addWidget(label);
    layout->addWidget(m_edit);
    layout->addWidget(m_problem);
    layout->addSpacing(Theme::grid);
    layout->addLayout(buttons);
    setTabOrder(m_edit, accept);
    setTabOrder(accept, cancel);
    connect(accept, &QPushButton::clicked, this, &ScheduleDialog::submit);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
}

void ScheduleDialog::submit()
{
    const QDateTime there(m_edit->date(), m_edit->time(), m_now.timeZone());
    if (!there.isValid() || there <= m_now) {
        m_problem->setText(tr("Choose a time that is still to come."));
        m_problem->show();
        m_edit->setFocus();
        return;
    }
    Q_EMIT chosen(there.toUTC());
    accept();
}
