#pragma once

#include <QListView>
#include <QPersistentModelIndex>

class CommunicationListModel;

/// The list of bubbles: grows from the bottom, stays at the newest row unless the person scrolled up, asks for earlier
/// rows near the top and keeps the place when they arrive. Accessible name "Conversation".
class ConversationList : public QListView
{
    Q_OBJECT

public:
    ConversationList(CommunicationListModel &model, QWidget *parent = nullptr);

    bool isAtNewest() const;
    void goToNewest();

Q_SIGNALS:
    void menuRequested(const QPoint &globalPosition);

protected:
    void updateGeometries() override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void rememberPlace();
    void keepPlace();
    void askForEarlier();

    CommunicationListModel &m_rows;
    QPersistentModelIndex m_anchor; ///< first visible row before earlier ones arrive
    int m_anchorOffset = 0;
    bool m_followNewest = true;
    bool m_placing = false;
};
