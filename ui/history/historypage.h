#pragma once

#include "async.h"
#include "communication.h"
#include "storage/communicationstore.h"

#include <QPointer>
#include <QWidget>

class BodySearch;
class HistoryDetails;
class HistoryFilterBar;
class HistoryModel;
class HistoryProxy;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
struct UiContext;

/// Every text, call and conference, newest first: search, filters, what happened to the chosen one and what can be done
/// about it, export. GUI thread; owned by the main window.
class HistoryPage : public QWidget
{
    Q_OBJECT

public:
    HistoryPage(UiContext &context, QWidget *parent = nullptr);

    /// Only this client's rows, until the person takes the client out of the filter.
    void showClient(ClientId id, const QString &name);
    void showUnconfirmed();           ///< those alone, whatever was filtered before
    void showRow(CommunicationId id); ///< chosen, when it is loaded

Q_SIGNALS:
    void openConversation(ClientId id);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildTable();
    void reload();
    void loadPage();
    void startSearch();
    void storeChanged(const QList<Communication> &rows);
    void currentChanged();
    void updateEmptyText();
    void exportCsv();
    void writeCsv(const QString &file);

    UiContext &m_context;
    HistoryFilterBar *m_filters = nullptr;
    HistoryModel *m_model = nullptr;
    HistoryProxy *m_proxy = nullptr;
    QTableView *m_table = nullptr;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_empty = nullptr;
    QLabel *m_searchState = nullptr;
    QPushButton *m_stopSearch = nullptr;
    QWidget *m_searchBar = nullptr;
    HistoryDetails *m_details = nullptr;
    QPointer<BodySearch> m_search;
    std::optional<CommunicationKey> m_next;
    int m_generation = 0; ///< a page that was asked for under other filters is dropped
    qint64 m_found = 0;
    bool m_loading = false;
    bool m_failed = false;
};
