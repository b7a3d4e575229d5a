#pragma once

#include "async.h"
#include "communication.h"
#include "storage/communicationstore.h"

#include <QWidget>

class HistoryDetails;
class HistoryExport;
class HistoryFilterBar;
class HistoryModel;
class HistoryProxy;
class HistorySearch;
class QLabel;
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
    ~HistoryPage() override;

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
    int columnWidth(int column) const;
    void reload();
    void loadPage();
    void storeChanged(const QList<Communication> &rows);
    void currentChanged();
    void updateEmptyText();
    void exportShown(); ///< what the filters let through; while there is a search, what it found

    UiContext &m_context;
    HistoryFilterBar *m_filters = nullptr;
    HistoryModel *m_model = nullptr;
    HistoryProxy *m_proxy = nullptr;
    QTableView *m_table = nullptr;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_empty = nullptr;
    HistorySearch *m_search = nullptr;
    HistoryDetails *m_details = nullptr;
    HistoryExport *m_export = nullptr;
    std::optional<CommunicationKey> m_next;
    int m_generation = 0; ///< a page that was asked for under other filters is dropped
    bool m_loading = false;
    bool m_failed = false;
};
