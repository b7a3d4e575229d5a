#include "common/progressdialog.h"

#include "common/plaintext.h"
#include "common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace
{
constexpr int barSteps = 1000; // bytes and rows may exceed an int
}

ProgressDialog::ProgressDialog(const QString &title, const QString &text, QWidget *parent)
    : QDialog(parent)
    , m_text(PlainText::label(text, this))
    , m_bar(new QProgressBar(this))
    , m_button(new QPushButton(tr("&Cancel"), this))
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(Theme::grid * 52);
    m_text->setWordWrap(true);
    m_bar->setRange(0, 0);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(title);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 3, Theme::grid * 3, Theme::grid * 3, Theme::grid * 2);
    layout->setSpacing(Theme::grid * 2);
    layout->addWidget(m_text);
    layout->addWidget(m_bar);
    auto *row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(m_button);
    layout->addLayout(row);
    connect(m_button, &QPushButton::clicked, this, &ProgressDialog::reject);
}

void ProgressDialog::setProgress(qint64 done, qint64 total, const QString &text)
{
    if (m_finished || m_canceled)
        return;
    m_bar->setRange(0, total > 0 ? barSteps : 0);
    if (total > 0)
        m_bar->setValue(int(qBound(qint64(0), done * barSteps / total, qint64(barSteps))));
    m_text->setText(text);
}

void ProgressDialog::setCancelable(bool cancelable)
{
    m_cancelable = cancelable;
    m_button->setEnabled(cancelable);
}

void ProgressDialog::finish(const QString &text)
{
    m_finished = true;
    m_bar->setRange(0, barSteps);
    m_bar->setValue(barSteps);
    m_bar->setVisible(false);
    m_text->setText(text);
    m_button->setText(tr("&Close"));
    m_button->setEnabled(true);
    m_button->setFocus();
}

void ProgressDialog::reject()
{
    if (m_finished) {
        QDialog::reject();
        return;
    }
    if (m_canceled || !m_cancelable)
        return;
    m_canceled = true;
    m_button->setEnabled(false);
    m_text->setText(tr("Canceling …"));
    Q_EMIT canceled();
}
