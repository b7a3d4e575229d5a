#pragma once

#include "error.h"
#include "id.h"

#include <QMainWindow>
#include <QTimer>

class ClientsPage;
class HistoryPage;
class NoticeBar;
class PagesList;
class QStackedWidget;
class SettingsPage;
class StatusLine;
class TemplatesPage;
struct UiContext;

/// Navigation, pages and the status bar. A page stands in the list when it works. GUI thread; owned by App, which
/// outlives it and owns everything in the context.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    enum class Page { Clients, History, Templates, Settings };

    MainWindow(UiContext &context, QWidget *parent = nullptr);

    void showPage(Page page);
    Page currentPage() const;
    void showConversation(ClientId id); ///< null: just the page
    /// The store could not be opened: says why above the pages. Nothing works until the next start.
    void showStoreFailed(const Error &error);
    /// A newer store, or a folder that can not be written: everything can be read, nothing sent or changed.
    void showReadOnly();
    /// Keeps drafts and unsaved templates; before quitting, while the database still takes jobs.
    void flush();
    bool hasUnsavedChanges() const; ///< of a template; flush() keeps them
    /// Geometry, page and splitter; not QMainWindow's own, which knows of docks only.
    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

Q_SIGNALS:
    void unreadChanged(int count);
    void setUpRequested();
    void closed(); ///< the person closed the window; App decides whether that quits

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void build();
    void addShortcuts();
    void countUnread();

    UiContext &m_context;
    PagesList *m_pages = nullptr;
    QStackedWidget *m_stack = nullptr;
    ClientsPage *m_clients = nullptr;
    HistoryPage *m_history = nullptr;
    TemplatesPage *m_templates = nullptr;
    SettingsPage *m_settings = nullptr;
    StatusLine *m_status = nullptr;
    NoticeBar *m_notice = nullptr; ///< what concerns every page
    QTimer m_recount;              ///< many changes, one count
};
