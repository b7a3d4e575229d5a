#include "notifier.h"

#include "common/plaintext.h"
#include "desktopnotifications.h"
#include "hostiletexts.h"
#include "shownwords.h"
#include "storefixture.h"

#include <QDBusConnection>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSystemTrayIcon>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 60'000; // the machine may be busy
const auto service = u"org.freedesktop.Notifications"_s;
} // namespace

/// The desktop's notification service, as far as the product uses it.
class FakeDesktop : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown {
        QString title;
        QString text;
        QStringList actions;
        QVariantMap hints;
    };
    QList<Shown> shown;
    QStringList capabilities{u"body"_s, u"actions"_s, u"body-markup"_s};

    /// Takes the service's name on the bus; false when there is no bus.
    bool start()
    {
        return m_bus.isConnected() &&
               m_bus.registerObject(u"/org/freedesktop/Notifications"_s, this,
                                    QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals) &&
               m_bus.registerService(service);
    }
    void stop() { m_bus.unregisterService(service); }
    ~FakeDesktop() override { stop(); }

public Q_SLOTS:
    QStringList GetCapabilities() { return capabilities; }
    uint Notify(const QString &, uint, const QString &, const QString &title, const QString &text,
                const QStringList &actions, const QVariantMap &hints, int)
    {
        shown.append({title, text, actions, hints});
        return uint(shown.size());
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);

private:
    QDBusConnection m_bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"desktop"_s);
};

/// Notifications of incoming texts over a real session bus (dbus-run-session), and without one.
class NotifierTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void contentIsHidden();
    void contentWhenSwitchedOn();
    void markupIsText();
    void hostileTextsStayText();
    void severalAreOne();
    void clickOpensTheConversation();
    void onlyNewIncomingOnes();
    void withoutAService();
    void unreadInTheTray();

private:
    bool showContent(bool on);
    static Communication incoming(const QString &body, ClientId client = ClientId::create());

    std::unique_ptr<StoreFixture> m_store;
    std::unique_ptr<FakeDesktop> m_desktop;
    std::unique_ptr<Notifier> m_notifier;
};

void NotifierTest::init()
{
    m_store = std::make_unique<StoreFixture>();
    QVERIFY(m_store->open());
    m_desktop = std::make_unique<FakeDesktop>();
    const bool hasBus = QDBusConnection::sessionBus().isConnected();
    QCOMPARE(m_desktop->start(), hasBus);
    m_notifier = std::make_unique<Notifier>(m_store->settings);
    const QLatin1String test(QTest::currentTestFunction());
    if (!hasBus && test != "withoutAService"_L1 && test != "unreadInTheTray"_L1)
        QSKIP("no session bus");
}

void NotifierTest::cleanup()
{
    m_notifier.reset();
    m_desktop.reset();
    m_store.reset();
}

bool NotifierTest::showContent(bool on)
{
    PracticeSettings settings = m_store->settings.current();
    settings.notificationsShowContent = on;
    return waited(m_store->settings.save(settings)).has_value();
}

Communication NotifierTest::incoming(const QString &body, ClientId client)
{
    Communication row;
    row.id = CommunicationId::create();
    row.clientId = client;
    row.clientName = u"Maria <b>Lopez</b>"_s;
    row.direction = Direction::Inbound;
    row.body = body;
    row.unread = true;
    return row;
}

void NotifierTest::contentIsHidden()
{
    m_notifier->announce({incoming(u"my account number is 4711"_s)});
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop->shown.size(), 1, patience);
    const auto &shown = m_desktop->shown.first();
    QCOMPARE(shown.title, u"1 new texts"_s); // the plural is the translation's
    QCOMPARE(shown.text, u"Open Practiceline to read."_s);
    QVERIFY(shown.actions.contains(u"default"_s));
    QCOMPARE(shown.hints.value(u"desktop-entry"_s).toString(), u"practiceline"_s);
}

void NotifierTest::contentWhenSwitchedOn()
{
    QVERIFY(showContent(true));
    m_notifier->announce({incoming(u"See you at 3"_s)});
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop->shown.size(), 1, patience);
    QCOMPARE(m_desktop->shown.first().title, u"Maria <b>Lopez</b>"_s); // titles have no markup
    QCOMPARE(m_desktop->shown.first().text, u"See you at 3"_s);
}

void NotifierTest::markupIsText()
{
    QVERIFY(showContent(true));
    const QString evil = u"<a href=\"http://x\">click & win</a>\u202Egnp"_s;
    m_notifier->announce({incoming(evil)});
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop->shown.size(), 1, patience);
    QCOMPARE(m_desktop->shown.first().text, u"&lt;a href=&quot;http://x&quot;&gt;click &amp; win&lt;/a&gt;gnp"_s);
    m_desktop->capabilities = {u"body"_s}; // this one shows what it gets
    m_notifier->announce({incoming(u"a < b & c"_s)});
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop->shown.size(), 2, patience);
    QCOMPARE(m_desktop->shown.last().text, u"a < b & c"_s);
}

/// Each comes over the bus, which cuts a string at NUL and hangs up on one that is no UTF-8.
void NotifierTest::hostileTextsStayText()
{
    static const QRegularExpression markup(u"[<>]|&(?!(lt|gt|amp|quot);)"_s);
    DesktopNotifications notifications(QDBusConnection::sessionBus());
    QSignalSpy refused(&notifications, &DesktopNotifications::refused);
    const QStringList texts = HostileTexts::all(500, QUrl(u"http://127.0.0.1:9"_s), u"/nowhere"_s);
    for (const QString &text : texts)
        notifications.show(text, text, ClientId::create());
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop->shown.size(), texts.size(), patience);
    QVERIFY(refused.isEmpty());
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const auto &shown = m_desktop->shown.at(i);
        QVERIFY2(!markup.match(shown.text).hasMatch(), qPrintable(shown.text));
        QString read = shown.text;
        read.replace(u"&lt;"_s, u"<"_s).replace(u"&gt;"_s, u">"_s).replace(u"&quot;"_s, u"\""_s);
        QCOMPARE(read.replace(u"&amp;"_s, u"&"_s), PlainText::cleaned(texts.at(i)));
        QCOMPARE(shown.title, PlainText::oneLine(texts.at(i)));
        QCOMPARE(ShownWords::faultOf(shown.title), QString());
    }
}

void NotifierTest::severalAreOne()
{
    QVERIFY(showContent(true));
    m_notifier->announce({incoming(u"one"_s), incoming(u"two"_s)});
    m_notifier->announce({incoming(u"three"_s)});
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop->shown.size(), 1, patience);
    QCOMPARE(m_desktop->shown.first().title, u"3 new texts"_s);
    QCOMPARE(m_desktop->shown.first().text, u"Open Practiceline to read."_s);
}

void NotifierTest::clickOpensTheConversation()
{
    QSignalSpy opened(m_notifier.get(), &Notifier::openRequested);
    const ClientId first = ClientId::create();
    const ClientId second = ClientId::create();
    m_notifier->announce({incoming(u"one"_s, first)});
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop->shown.size(), 1, patience);
    m_notifier->announce({incoming(u"two"_s, second)});
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop->shown.size(), 2, patience);
    Q_EMIT m_desktop->ActionInvoked(99, u"default"_s); // another program's
    Q_EMIT m_desktop->ActionInvoked(1, u"default"_s);  // the older one has its own conversation
    Q_EMIT m_desktop->NotificationClosed(1, 2);
    Q_EMIT m_desktop->ActionInvoked(2, u"default"_s);
    QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 2, patience);
    QCOMPARE(opened.at(0).first().value<ClientId>(), first);
    QCOMPARE(opened.at(1).first().value<ClientId>(), second);
}

void NotifierTest::onlyNewIncomingOnes()
{
    Communication sent = incoming(u"ours"_s);
    sent.direction = Direction::Outbound;
    Communication read = incoming(u"read elsewhere"_s);
    read.unread = false;
    m_notifier->announce({sent, read});
    m_notifier->announce({incoming(u"news"_s)});
    QTRY_COMPARE_WITH_TIMEOUT(m_desktop->shown.size(), 1, patience);
    QCOMPARE(m_desktop->shown.first().title, u"1 new texts"_s);
}

void NotifierTest::withoutAService()
{
    m_desktop->stop();
    DesktopNotifications notifications(QDBusConnection::sessionBus());
    QSignalSpy refused(&notifications, &DesktopNotifications::refused);
    notifications.show(u"title"_s, u"text"_s, {});
    QTRY_COMPARE_WITH_TIMEOUT(refused.count(), 1, patience); // the tray takes it
    QCOMPARE(refused.first().at(1).toString(), u"text"_s);
}

void NotifierTest::unreadInTheTray()
{
    const auto *tray = m_notifier->findChild<QSystemTrayIcon *>();
    QVERIFY(tray);
    m_notifier->setUnread(3);
    QCOMPARE(tray->toolTip(), u"Practiceline: 3 unread"_s);
    m_notifier->setUnread(0);
    QCOMPARE(tray->toolTip(), u"Practiceline"_s);
}

QTEST_MAIN(NotifierTest)
#include "tst_notifier.moc"
