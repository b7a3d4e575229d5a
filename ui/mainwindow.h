#pragma once

#include "id.h"
#include "windownotices.h"

#include <QMainWindow>
#include <QTimer>

#include <functional>

class ClientsPage;
class HistoryPage;
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
    void showSettings(SettingsPage::Section section);
    WindowNotices &notices() { return *m_notices; }
    void showTwilioSecret(WindowNotices::TwilioSecret state);
    /// Calls @p then once no setting waits to be saved: at once, or when the person has saved or discarded them.
    void whenSaved(const std::function<void()> &then);
    /// Keeps drafts and unsaved templates; before quitting, while the database still takes jobs.
    void flush();
    bool hasUnsavedChanges() const; ///< of a template; flush() keeps them
    /// Geometry, page and splitter; not QMainWindow's own, which knows of docks only.
    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

public Q_SLOTS:
    /// Edits that two people made of the same, to choose from.
    void showConflicts();

Q_SIGNALS:
    void unreadChanged(int count);
    void setUpRequested();
    void twilioSecretRequested(); ///< the keychain should be asked again

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void build();
    /// Built when it is first shown: a start waits for the first page alone.
    HistoryPage *history();
    TemplatesPage *templates();
    SettingsPage *settings();
    QWidget *widgetOf(Page page);
    void added(QWidget *page);
    void addShortcuts();
    void countUnread();
    void choosePage(int row);

    UiContext &m_context;
    PagesList *m_pages = nullptr;
    QStackedWidget *m_stack = nullptr;
    ClientsPage *m_clients = nullptr;
    HistoryPage *m_history = nullptr;     ///< null until it was shown
    TemplatesPage *m_templates = nullptr; ///< "
    SettingsPage *m_settings = nullptr;   ///< "
    StatusLine *m_status = nullptr;
    WindowNotices *m_notices = nullptr;
    QTimer m_recount; ///< many changes, one count
};
