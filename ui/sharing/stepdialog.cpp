#include "sharing/stepdialog.h"

#include "common/buttonrow.h"
#include "common/fieldform.h"
#include "common/plaintext.h"
#include "sharing/resultline.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

StepDialog::StepDialog(const QString &title, QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
}

void StepDialog::build(const QString &advice, FieldForm *form, const QString &cancel, const QString &action)
{
    setMinimumWidth(Theme::grid * 74);
    auto *what = PlainText::label(advice, this);
    what->setWordWrap(true);
    Theme::makeMuted(what);
    m_fields = form;
    m_result = new ResultLine(this);
    m_cancel = new QPushButton(cancel, this);
    m_action = new QPushButton(action, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 3, Theme::grid * 3, Theme::grid * 3, Theme::grid * 5 / 2);
    layout->setSpacing(Theme::grid * 2);
    layout->addWidget(what);
    layout->addWidget(form);
    layout->addWidget(m_result);
    layout->addLayout(buttonRow(m_cancel, m_action));
    connect(form, &FieldForm::edited, m_result, &ResultLine::clear);
    connect(m_cancel, &QPushButton::clicked, this, &StepDialog::reject);
    connect(m_action, &QPushButton::clicked, this, &StepDialog::begin);
}

void StepDialog::setBusy(bool busy)
{
    m_isBusy = busy;
    m_fields->setEnabled(!busy);
    m_action->setEnabled(!busy);
    m_cancel->setEnabled(true);
}
