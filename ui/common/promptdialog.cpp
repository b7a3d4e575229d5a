#include "common/promptdialog.h"

#include "common/plaintext.h"
#include "common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

PromptDialog::PromptDialog(const Words &words, QWidget *parent)
    : QDialog(parent)
    , m_edit(new QPlainTextEdit(this))
    , m_accept(new QPushButton(words.accept, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(words.title);
    setMinimumWidth(420);

    auto *question = PlainText::label(words.question, this);
    question->setWordWrap(true);
    auto *label = PlainText::label(words.label, this);
    Theme::makeMuted(label);
    label->setBuddy(m_edit);
    m_edit->setAccessibleName(words.label);
    m_edit->setTabChangesFocus(true);
    m_edit->setPlainText(PlainText::cleaned(words.initial));
    m_edit->setFixedHeight(96);

    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    Theme::makePrimary(m_accept);
    m_accept->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_accept);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(Theme::grid);
    layout->addWidget(question);
    layout->addSpacing(Theme::grid);
    layout->addWidget(label);
    layout->addWidget(m_edit);
    layout->addSpacing(Theme::grid);
    layout->addLayout(buttons);
    setTabOrder(m_edit, m_accept);
    setTabOrder(m_accept, cancel);

    const auto update = [this, mayBeEmpty = words.mayBeEmpty] {
        m_accept->setEnabled(mayBeEmpty || !m_edit->toPlainText().trimmed().isEmpty());
    };
    update();
    connect(m_edit, &QPlainTextEdit::textChanged, this, update);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, [this] {
        Q_EMIT answered(PlainText::cleaned(m_edit->toPlainText()).trimmed());
        accept();
    });
}
