#include "sharing/sixwords.h"

#include "common/plaintext.h"
#include "common/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>

using namespace Qt::StringLiterals;

namespace
{
constexpr int inARow = 3;
constexpr int lowest = Theme::grid * 14;
} // namespace

SixWords::SixWords(QWidget *parent)
    : QFrame(parent)
    , m_grid(new QGridLayout(this))
{
    Theme::setRole(this, "role", u"words"_s);
    setFocusPolicy(Qt::TabFocus); // so that a screen reader comes to it
    setMinimumHeight(lowest);
    m_grid->setContentsMargins(Theme::grid * 2, Theme::grid * 2, Theme::grid * 2, Theme::grid * 2);
    m_grid->setHorizontalSpacing(Theme::grid * 2);
    m_grid->setVerticalSpacing(Theme::grid * 2);
    setWords({});
}

void SixWords::setWords(const QStringList &words)
{
    for (QWidget *cell : std::as_const(m_cells))
        delete cell;
    m_cells.clear();
    if (words.isEmpty()) {
        setAccessibleName(tr("The six words are being made …"));
        auto *bar = new QProgressBar(this);
        bar->setRange(0, 0);
        bar->setTextVisible(false);
        bar->setAccessibleName(accessibleName());
        m_cells << bar;
        m_grid->addWidget(bar, 0, 0, 1, inARow);
        return;
    }
    setAccessibleName(tr("Six words: %1").arg(words.join(u", "_s)));
    for (int i = 0; i < words.size(); ++i) {
        auto *cell = new QWidget(this);
        auto *row = new QHBoxLayout(cell);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(Theme::grid);
        auto *number = PlainText::label(QString::number(i + 1), cell);
        Theme::makeMuted(number);
        number->setMinimumWidth(Theme::grid);
        auto *word = PlainText::label(words.at(i), cell);
        Theme::makeTitle(word);
        word->setTextInteractionFlags(Qt::TextSelectableByMouse);
        row->addWidget(number);
        row->addWidget(word, 1);
        m_cells << cell;
        m_grid->addWidget(cell, i / inARow, i % inARow);
    }
    for (int column = 0; column < inARow; ++column)
        m_grid->setColumnStretch(column, 1);
}
