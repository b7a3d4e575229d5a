#include "common/noticebar.h"

#include "common/plaintext.h"
#include "common/taborder.h"
#include "common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <utility>

NoticeBar::NoticeBar(Tone tone, QWidget *parent)
    : QFrame(parent)
    , m_layout(new QHBoxLayout(this))
    , m_label(PlainText::label({}, this))
{
    if (tone == Tone::Decision)
        Theme::makeBanner(this);
    m_label->setWordWrap(true);
    m_layout->setContentsMargins(Theme::grid * 3 / 2, Theme::grid, Theme::grid, Theme::grid);
    m_layout->setSpacing(Theme::grid);
    m_layout->addWidget(m_label, 1);
    hide();
}

void NoticeBar::show(const QString &text)
{
    const QList<QPushButton *> old = std::exchange(m_buttons, {});
    for (QPushButton *button : old) {
        button->hide();
        button->deleteLater(); // it may be the one that was just clicked
    }
    m_label->setText(text);
    setAccessibleName(text);
    setVisible(true);
}

QPushButton *NoticeBar::addButton(const QString &text)
{
    auto *button = new QPushButton(text, this);
    m_layout->addWidget(button);
    button->show(); // a layout would do so only in the next turn of the event loop
    m_buttons.append(button);
    tabAsRead(window()); // it came after the rest of the page
    return button;
}

QString NoticeBar::text() const
{
    return m_label->text();
}
