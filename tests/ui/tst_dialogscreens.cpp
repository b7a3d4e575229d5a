#include "clients/clientdialog.h"
#include "clients/joindialog.h"
#include "clients/scheduledialog.h"
#include "common/progressdialog.h"
#include "common/promptdialog.h"
#include "helpdialog.h"
#include "mainwindow.h"
#include "pagesfixture.h"
#include "picturetest.h"
#include "uitesting.h"

#include <QLineEdit>
#include <QListView>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace UiTesting;

/// Writes pictures of the dialogs, and of a conversation that shows every state of a text and a call, to the folder
/// PRACTICELINE_SCREENSHOTS, for people to look at. Skipped without the folder. QT_FONT_DPI=144 shows large type.
class DialogScreens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void dialogs_data();
    void dialogs();

private:
    void fill();
    void show(QDialog *dialog, const QString &name); ///< takes the dialog
    void clients(MainWindow &window);
    void prompts(MainWindow &window);
    void states(MainWindow &window);
    /// Chooses the row with @p words and presses the button below it; grabs the dialog that opens.
    void askOfRow(MainWindow &window, const QString &words, const QString &buttonText, const QString &name);

    const PictureTest m_pictures{u"dialog-%1-%2.png"_s};
    Client m_maria;
    Client m_unknown;
    std::unique_ptr<PagesFixture> m_world;
};

void DialogScreens::initTestCase()
{
    if (!PictureTest::isWanted())
        QSKIP(PictureTest::notWanted);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_world = std::make_unique<PagesFixture>();
    QVERIFY(m_world->open());
    QVERIFY(m_world->setUp());
    fill();
}

void DialogScreens::fill()
{
    StoreFixture &store = m_world->store;
    m_maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    store.addClient(u"Acme LLC"_s, u"+13125550143"_s);
    m_maria.numbers << ClientNumber{PhoneNumber::fromE164(u"+13125550188"_s), u"office"_s, TextPermission::MayText, {}};
    m_maria.tags = {u"retirement"_s, u"board"_s};
    m_maria.notes = u"Prefers the afternoon."_s;
    const auto saved = waited(store.clients.save(m_maria));
    QVERIFY(saved);
    m_maria = *saved;
    QVERIFY(waited(store.clients.setPermission(m_maria.numbers.at(1).number, TextPermission::OptedOut, u"letter"_s)));
    m_maria = waited(store.clients.fetch(m_maria.id)).value_or(m_maria);

    const TwilioNews stranger =
        StoreFixture::news(Direction::Inbound, u"SM"_s + QString(32, u'c'), u"+13125550177"_s,
                           u"It is me, from the office. Can you text me here from now on?"_s, u"received"_s);
    TwilioNews link = StoreFixture::news(Direction::Inbound, u"SM"_s + QString(32, u'd'), u"+13125550142"_s,
                                         u"Pay here: https://аpple.com/x now"_s, u"received"_s); // a Cyrillic a
    TwilioNews lost = StoreFixture::news(Direction::Outbound, u"SM"_s + QString(32, u'e'), u"+13125550142"_s,
                                         u"Your account statement is ready."_s, u"undelivered"_s);
    lost.errorCode = 30003;
    TwilioNews foreign = StoreFixture::news(Direction::Outbound, u"SM"_s + QString(32, u'f'), u"+13125550142"_s,
                                            u"A text of the old system."_s, u"delivered"_s);
    foreign.price = Money::fromString(u"-0.0083"_s, u"USD"_s);
    foreign.segments = 1;
    QVERIFY(
        waited(store.communications.apply({stranger, link, lost, foreign}, {QLatin1String(StoreFixture::ownNumber)})));
    m_unknown = waited(store.clients.byNumber(PhoneNumber::fromE164(u"+13125550177"_s))).value_or(Client());
    store.textIn(SendState::Canceled, m_maria, u"This one was canceled."_s);
    store.textIn(SendState::Refused, m_maria, u"This one was refused."_s);
    store.textIn(SendState::Failed, m_maria, u"This one failed."_s);
    store.textIn(SendState::Accepted, m_maria, u"This one is with Twilio."_s);
    const auto doubtful = store.textIn(SendState::Unconfirmed, m_maria, u"This one is in doubt."_s);
    for (int i = 0; i < 5; ++i)
        QVERIFY(waited(store.outbox.recordCheck(doubtful.id, QDateTime::currentDateTimeUtc().addSecs(110))));
    store.textIn(SendState::Held, m_maria, u"This one is held."_s);
    store.textIn(SendState::Pending, m_maria, u"This one waits."_s);
}

void DialogScreens::show(QDialog *dialog, const QString &name)
{
    dialog->open();
    m_pictures.grab(dialog, name);
    dialog->reject();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void DialogScreens::dialogs_data()
{
    PictureTest::addColumns();
    QTest::newRow("light-1024") << false << QSize(1024, 700);
    QTest::newRow("dark-1440") << true << QSize(1440, 900);
}

void DialogScreens::dialogs()
{
    QFETCH(const QSize, size);
    PictureTest::applyTheme();
    MainWindow window(*m_world->context);
    window.resize(size);
    window.show();
    clients(window);
    prompts(window);
    states(window);
}

void DialogScreens::clients(MainWindow &window)
{
    show(new ClientDialog(*m_world->context, Client(), &window), u"client-new"_s);
    show(new ClientDialog(*m_world->context, m_maria, &window), u"client"_s);
    auto *taken = new ClientDialog(*m_world->context, Client(), &window);
    taken->open();
    QTest::keyClicks(named<QLineEdit>(taken, u"Client name"_s), u"M. Lopez"_s);
    QTest::keyClicks(named<QLineEdit>(taken, u"Phone number"_s), u"3125550142"_s);
    auto *save = named<QPushButton>(taken, u"Save client"_s);
    QTRY_VERIFY_WITH_TIMEOUT(save->isEnabled(), patience);
    save->click();
    QTest::qWait(500);
    show(taken, u"client-taken"_s);
    show(new JoinDialog(*m_world->context, m_unknown, &window), u"join"_s);
}

void DialogScreens::prompts(MainWindow &window)
{
    const QDateTime now(QDate(2026, 3, 2), QTime(21, 12), QTimeZone("America/Chicago"));
    show(new ScheduleDialog(u"Maria"_s, now, now.addSecs(39600), &window), u"schedule"_s);
    show(new PromptDialog({u"Send anyway"_s, u"It is 9:12 PM for Maria. The reason is kept in the records."_s,
                           u"Reason"_s, u"Send now"_s, QString(), false},
                          &window),
         u"reason"_s);
    show(new HelpDialog(&window), u"help"_s);
    auto *progress = new ProgressDialog(u"Export clients"_s, u"Writing …"_s, &window);
    progress->setProgress(41'200, 100'000, u"41,200 of 100,000 clients"_s);
    progress->open();
    m_pictures.grab(progress, u"progress"_s);
    progress->finish(u"100,000 clients were written."_s);
    show(progress, u"progress-end"_s);
}

void DialogScreens::states(MainWindow &window)
{
    window.showConversation(m_maria.id);
    auto *list = named<QListView>(&window, u"Conversation"_s);
    QVERIFY(list != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() >= 10, patience);
    m_pictures.grab(&window, u"states-last"_s);
    list->scrollToTop();
    m_pictures.grab(&window, u"states-first"_s);
    askOfRow(window, u"in doubt"_s, u"Send again (may be a duplicate) …"_s, u"send-again"_s);
    askOfRow(window, u"Pay here"_s, u"Open xn--pple-43d.com …"_s, u"link"_s);
    window.showConversation(m_unknown.id);
    m_pictures.grab(&window, u"unknown"_s);
}

void DialogScreens::askOfRow(MainWindow &window, const QString &words, const QString &buttonText, const QString &name)
{
    auto *list = named<QListView>(&window, u"Conversation"_s);
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        const QModelIndex index = list->model()->index(row, 0);
        if (index.data(Qt::AccessibleTextRole).toString().contains(words))
            list->setCurrentIndex(index);
    }
    QTRY_VERIFY2_WITH_TIMEOUT(button(&window, buttonText) != nullptr, qPrintable(buttonText), patience);
    m_pictures.grab(&window, u"row-"_s + name);
    button(&window, buttonText)->click();
    QDialog *dialog = nullptr;
    const auto opened = [&] {
        const auto all = window.findChildren<QDialog *>();
        const auto found = std::find_if(all.cbegin(), all.cend(), [](const QDialog *one) { return one->isVisible(); });
        dialog = found == all.cend() ? nullptr : *found;
        return dialog != nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(opened(), patience);
    m_pictures.grab(dialog, name);
    dialog->reject();
}

QTEST_MAIN(DialogScreens)
#include "tst_dialogscreens.moc"
