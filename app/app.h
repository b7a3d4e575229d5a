#pragma once

#include "backend.h"
#include "commandline.h"
#include "settings.h"
#include "uicontext.h"

#include <QDialog>
#include <QObject>
#include <QPointer>
#include <QTimer>

class Demo;
class MainWindow;
class Notifier;
class ProvisionRun;

/// The program with its window: the window opens first; the store, the key and Twilio follow as they answer. GUI
/// thread; owned by main().
class App : public QObject
{
    Q_OBJECT

public:
    /// @p demo is null outside demo mode, and outlives this. @p provision is applied once the store is open and
    /// unlocked.
    App(const QString &dataDir, const TwilioHosts &hosts, Demo *demo, const std::optional<QByteArray> &provision,
        const QString &provisionFile);
    ~App() override;

    void start();
    void raiseWindow();
    /// A person asks: settings that are not saved yet are asked about first.
    void close();
    /// Starts nothing new, lets a POST that is on its way end (so that its outcome is known), then quits.
    void quit();
    /// Whether the program should start again once this one has let go of the data folder.
    bool wantsRestart() const { return m_wantsRestart; }

Q_SIGNALS:
    void quitting(); ///< the window is gone and must not be raised again

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    UiContext contextFor(const QString &dataDir);
    void connectServices();
    void databaseOpened(const Result<Database::Mode> &mode);
    void awaitRoom();
    void vaultChanged(Vault::State state);
    void unlocked();
    void loginChanged(TwilioLogin::State state);
    void showSetUp();
    void offerSetUp(); ///< once, where nothing is set up
    void showParting();
    void tellErased();
    void restart();

    Settings m_settings;
    Demo *m_demo; ///< null outside demo mode
    Backend m_backend;
    std::unique_ptr<ProvisionRun> m_provision; ///< null without a set-up file
    UiContext m_context;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<Notifier> m_notifier;
    QTimer m_quitTimer;
    int m_quitTicks = 0;
    QPointer<QDialog> m_farewell; ///< of the practice; while it is open
    bool m_loginIsKnown = false;
    bool m_shownSetUp = false;
    bool m_wantsRestart = false;
};
