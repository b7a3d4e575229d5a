#include "clients/actionbar.h"

#include "common/plaintext.h"
#include "common/taborder.h"
#include "common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>

ActionBar::ActionBar(QWidget *parent)
    : QFrame(parent)
    , m_sentence(PlainText::label({}, this))
    , m_layout(new QHBoxLayout(this))
{
    setAttribute(Qt::WA_StyledBackground);
    setProperty("role", QStringLiteral("actions"));
    m_sentence->setWordWrap(true);
    Theme::makeMuted(m_sentence);
    m_layout->setContentsMargins(20, 8, 20, 8);
    m_layout->setSpacing(Theme::grid);
    m_layout->addWidget(m_sentence, 1);
    hide();
}

void ActionBar::clear()
{
    m_offers.clear();
    m_shown.clear();
    hide();
}

void ActionBar::setOffers(const QString &subject, const QString &sentence, const QList<Offer> &offers)
{
    m_offers = offers;
    QList<Offer> inBar;
    QString shown = subject + sentence;
    for (const Offer &offer : offers) {
        if (!offer.inBar)
            continue;
        inBar << offer;
        shown += u'|' + offer.text;
    }
    m_sentence->setText(sentence);
    setVisible(!inBar.isEmpty());
    if (shown != m_shown) {
        m_shown = shown;
        for (QPushButton *button : std::as_const(m_buttons))
            button->deleteLater();
        m_buttons.clear();
        for (const Offer &offer : std::as_const(inBar)) {
            m_buttons << new QPushButton(offer.text, this);
            m_layout->addWidget(m_buttons.last());
        }
        tabAsRead(window()); // they came after the rest of the page
    }
    for (qsizetype i = 0; i < m_buttons.size(); ++i) {
        m_buttons.at(i)->disconnect(this);
        // Deferred: none may die inside its own click.
        connect(m_buttons.at(i), &QPushButton::clicked, this, inBar.at(i).run, Qt::QueuedConnection);
    }
}

void ActionBar::popUp(const QPoint &globalPosition)
{
    if (m_offers.isEmpty())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    // It keeps what was offered when it opened: it must not shrink under the pointer.
    for (const Offer &offer : std::as_const(m_offers))
        connect(menu->addAction(offer.text), &QAction::triggered, this, offer.run, Qt::QueuedConnection);
    menu->popup(globalPosition);
}
