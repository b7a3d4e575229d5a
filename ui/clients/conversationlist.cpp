#include "clients/conversationlist.h"

#include "communicationlistmodel.h"

#include <QContextMenuEvent>
#include <QScrollBar>

namespace
{
constexpr int nearTop = 1200; // pixels: a page ahead of one who scrolls
}

ConversationList::ConversationList(CommunicationListModel &model, QWidget *parent)
    : QListView(parent)
    , m_rows(model)
{
    setAccessibleName(tr("Conversation"));
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setResizeMode(Adjust);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    verticalScrollBar()->setSingleStep(20);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (m_placing)
            return;
        m_followNewest = isAtNewest();
        askForEarlier();
    });
    connect(&m_rows, &CommunicationListModel::aboutToPrepend, this, &ConversationList::rememberPlace);
    connect(&m_rows, &CommunicationListModel::loaded, this, [this](bool first) {
        if (first) {
            m_anchor = QPersistentModelIndex();
            goToNewest();
        } else {
            keepPlace();
        }
    });
    connect(&m_rows, &QAbstractItemModel::modelReset, this, [this] { m_followNewest = true; });
}

bool ConversationList::isAtNewest() const
{
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum() - 4;
}

void ConversationList::goToNewest()
{
    m_followNewest = true;
    doItemsLayout();
    m_placing = true;
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_placing = false;
}

/// After each layout: few rows stand at the bottom, and the newest stays in sight while it was.
void ConversationList::updateGeometries()
{
    QListView::updateGeometries();
    const int available = height() - 2 * frameWidth();
    const int top = qMax(0, available - contentsSize().height());
    if (viewportMargins().top() != top)
        setViewportMargins(0, top, 0, 0);
    if (m_followNewest && !m_anchor.isValid()) {
        m_placing = true;
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        m_placing = false;
    }
}

void ConversationList::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    if (m_followNewest)
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_followNewest)
                    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
            },
            Qt::QueuedConnection);
}

void ConversationList::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Keyboard) {
        if (currentIndex().isValid())
            Q_EMIT menuRequested(viewport()->mapToGlobal(visualRect(currentIndex()).center()));
    } else if (const QModelIndex index = indexAt(viewport()->mapFrom(this, event->pos())); index.isValid()) {
        setCurrentIndex(index);
        Q_EMIT menuRequested(event->globalPos());
    }
    event->accept();
}

void ConversationList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (current.isValid() && current.row() == 0)
        askForEarlier();
}

void ConversationList::rememberPlace()
{
    const QModelIndex first = indexAt(QPoint(viewport()->width() / 2, 1));
    m_anchor = first.isValid() ? first : model()->index(0, 0);
    m_anchorOffset = m_anchor.isValid() ? visualRect(m_anchor).top() : 0;
}

void ConversationList::keepPlace()
{
    if (!m_anchor.isValid())
        return;
    doItemsLayout();
    m_placing = true;
    QScrollBar *bar = verticalScrollBar();
    bar->setValue(bar->value() + visualRect(m_anchor).top() - m_anchorOffset);
    m_placing = false;
    m_anchor = QPersistentModelIndex();
}

void ConversationList::askForEarlier()
{
    if (verticalScrollBar()->value() < nearTop && m_rows.hasEarlier() && !m_rows.hasFailed())
        m_rows.loadEarlier();
}
