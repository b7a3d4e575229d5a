#include "helpdialog.h"

#include "common/plaintext.h"
#include "common/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace
{
struct Line {
    QString left;
    QString right;
};

QWidget *section(const QString &title, const QList<Line> &lines, QWidget *parent)
{
    auto *widget = new QWidget(parent);
    auto *grid = new QGridLayout(widget);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    grid->setColumnMinimumWidth(0, 130);
    grid->setColumnStretch(1, 1);
    auto *heading = PlainText::label(title, widget);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    grid->addWidget(heading, 0, 0, 1, 2);
    int row = 1;
    for (const Line &line : lines) {
        auto *left = PlainText::label(line.left, widget);
        auto *right = PlainText::label(line.right, widget);
        right->setWordWrap(true);
        Theme::makeMuted(right);
        grid->addWidget(left, row, 0, Qt::AlignTop);
        grid->addWidget(right, row, 1);
        ++row;
    }
    return widget;
}
} // namespace

HelpDialog::HelpDialog(QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Help"));
    setMinimumWidth(520);
    auto *keys = section(tr("Keys"),
                         {{tr("Ctrl+K"), tr("Find a client; Enter goes on to the message")},
                          {tr("Ctrl+N"), tr("Add a client")},
                          {tr("Ctrl+T"), tr("Choose a template")},
                          {tr("Ctrl+Enter"), tr("Send the text")},
                          {tr("Ctrl+Shift+C"), tr("Call: your phone rings first, then the client's")},
                          {tr("Ctrl+1 … Ctrl+4"), tr("Clients, History, Templates, Settings")},
                          {tr("Menu key"), tr("What can be done about the selected text")}},
                         this);
    auto *states =
        section(tr("What the words under a text mean"),
                {{tr("Waiting"), tr("Stored here; it leaves when its turn or the network comes.")},
                 {tr("Accepted by Twilio"), tr("Twilio has it. That is not delivered yet.")},
                 {tr("Delivered"), tr("The client's phone has it.")},
                 {tr("Unconfirmed"), tr("The line broke: it may have been sent. Practiceline looks for it at Twilio.")},
                 {tr("Held"), tr("It does not leave by itself: send, edit or cancel it.")}},
                this);
    auto *close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 20);
    layout->setSpacing(24);
    layout->addWidget(keys);
    layout->addWidget(states);
    layout->addWidget(close, 0, Qt::AlignRight);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
}
