#include "sharing/partingdialog.h"

#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/connectionwords.h"
#include "sharing/partingwords.h"
#include "sharing/resultline.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

PartingDialog::PartingDialog(const QString &practice, bool byOneself, QWidget *parent)
    : QDialog(parent)
    , m_result(new ResultLine(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(PartingWords::title());
    setMinimumWidth(Theme::grid * 66);
    auto *title = PlainText::label(PartingWords::ended(practice, byOneself), this);
    Theme::makeTitle(title);
    auto *text = PlainText::label(PartingWords::whatHappens(), this);
    for (QLabel *label : {title, text})
        label->setWordWrap(true);
    auto *bar = new QProgressBar(this);
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setAccessibleName(windowTitle());
    auto *quit = new QPushButton(tr("&Quit"), this);
    quit->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(quit);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 3, Theme::grid * 3, Theme::grid * 3, Theme::grid * 5 / 2);
    layout->setSpacing(Theme::grid * 2);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addWidget(bar);
    layout->addWidget(m_result);
    layout->addLayout(row);
    connect(quit, &QPushButton::clicked, this, &PartingDialog::reject);
    fit();
}

/// A dialog does not ask for its labels' height at its width: their lines would be cut off.
void PartingDialog::fit()
{
    layout()->activate();
    setMinimumHeight(layout()->totalHeightForWidth(minimumWidth()));
}

void PartingDialog::showWaiting(const Error &why)
{
    m_result->say(tr("%1 It is tried again by itself; if you quit, it goes on at the next start.")
                      .arg(ConnectionWords::sentence(why)),
                  ErrorText::Tone::Warning);
    fit();
}

void PartingDialog::reject()
{
    Q_EMIT quitRequested();
}
