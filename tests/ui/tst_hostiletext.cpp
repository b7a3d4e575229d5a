#include "clients/clientdialog.h"
#include "clients/conversationdelegate.h"
#include "clients/conversationheader.h"
#include "clients/conversationlist.h"
#include "clients/importdialog.h"
#include "clients/joindialog.h"
#include "clients/messageedit.h"
#include "clients/rowactions.h"
#include "clients/scheduledialog.h"
#include "common/askbox.h"
#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/progressdialog.h"
#include "common/promptdialog.h"
#include "common/sendquestions.h"
#include "common/theme.h"
#include "communicationlistmodel.h"
#include "csv/csvfile.h"
#include "csv/export.h"
#include "history/historydetails.h"
#include "history/historyfilterbar.h"
#include "history/historypage.h"
#include "hostiletexts.h"
#include "mainwindow.h"
#include "memberdata.h"
#include "pagesfixture.h"
#include "settings/settingspage.h"
#include "sharing/approvedialog.h"
#include "sharing/conflictwords.h"
#include "sharing/peoplelist.h"
#include "sharing/statewords.h"
#include "shownwords.h"
#include "templates/templatespage.h"
#include "uitesting.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTcpServer>

#include <sys/inotify.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace UiTesting;

namespace
{
/// Where the hostile texts lead: a server and a file that nobody may touch, and addresses that only a person opens.
class Outside : public QObject
{
    Q_OBJECT

public:
    Outside()
    {
        m_server.listen(QHostAddress::LocalHost);
        QImage picture(8, 8, QImage::Format_RGB32);
        picture.fill(QColor(QRgb(HostileTexts::colour)));
        picture.save(file());
        m_watch = inotify_init1(IN_NONBLOCK);
        inotify_add_watch(m_watch, QFile::encodeName(file()).constData(), IN_OPEN | IN_ACCESS);
        for (const QString &scheme : schemes())
            QDesktopServices::setUrlHandler(scheme, this, "open");
    }
    ~Outside() override
    {
        for (const QString &scheme : schemes())
            QDesktopServices::unsetUrlHandler(scheme);
        ::close(m_watch);
    }
    QUrl server() const { return QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.serverPort())); }
    QString file() const { return m_folder.filePath(u"picture.png"_s); }
    bool wasAsked() { return m_server.waitForNewConnection(0) || m_server.hasPendingConnections(); }
    bool wasRead() const
    {
        char event[4096];
        return ::read(m_watch, event, sizeof event) > 0;
    }
    QList<QUrl> opened;

public Q_SLOTS:
    void open(const QUrl &url) { opened << url; }

private:
    static QStringList schemes()
    {
        return {u"http"_s, u"https"_s,      u"file"_s,     u"ftp"_s,  u"mailto"_s, u"tel"_s, u"sms"_s, u"smb"_s,
                u"qrc"_s,  u"javascript"_s, u"vbscript"_s, u"data"_s, u"nfs"_s,    u"ssh"_s, u""_s};
    }

    QTemporaryDir m_folder;
    QTcpServer m_server;
    int m_watch = -1;
};

/// What a store makes of half a character and of what is none: a mark in its place, and all else stays.
QString stored(const QString &text)
{
    static const QRegularExpression none(u"[\\x{fffe}\\x{ffff}]"_s);
    return QString::fromUtf8(text.toUtf8()).replace(none, QString(QChar(QChar::ReplacementCharacter)));
}

PhoneNumber numberOf(int i)
{
    return PhoneNumber::fromE164(u"+1312556%1"_s.arg(i, 4, 10, QLatin1Char('0')));
}
} // namespace

/// Five hundred texts that mean harm go through whatever shows outside text: they stay words (rule R10). Nothing is
/// rendered as markup, nothing is loaded or opened, nothing ends or re-orders the words around it, and each is painted.
class HostileText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void theWalkFindsWhatIsForgotten();
    void storeKeepsAllOfIt();
    void bubbles();
    void clientsAndHeaders();
    void history();
    void templates();
    void import();
    void dialogs();
    void settings();
    void peopleOfThePractice();
    void twiliosOwnWords();
    void colleaguesWords();
    void composer();
    void toolTips();
    void linksOpenByAClickOnTheTrueHost();
    void exportAndClipboard();

private:
    void fill();
    Communication newestOf(ClientId client);
    void look(QWidget *widget, const QString &what);
    /// Paints @p widget and keeps the picture for people to look at where @p name is given.
    void paint(QWidget *widget, const QString &name = {});
    UiContext &context() { return *m_world->context; }

    Outside m_outside;
    QStringList m_all;
    QStringList m_chosen;
    QList<Client> m_named; ///< one client a text, which is its name, label, tag, note and newest text
    Client m_maria;        ///< who wrote and got all of them
    std::unique_ptr<PagesFixture> m_world;
};

void HostileText::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    Theme::apply(*qApp, Theme::Scheme::Light);
    constexpr int count = 500;
    m_chosen = HostileTexts::chosen(m_outside.server(), m_outside.file());
    m_all = HostileTexts::all(count, m_outside.server(), m_outside.file());
    QCOMPARE(m_all.size(), count);
    QVERIFY(m_chosen.size() > 100);
    m_world = std::make_unique<PagesFixture>();
    QVERIFY(m_world->open());
    QVERIFY(m_world->setUp());
    fill();
}

void HostileText::fill()
{
    StoreFixture &store = m_world->store;
    m_maria = store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    QVERIFY(!m_maria.id.isNull());
    QList<TwilioNews> news;
    for (int i = 0; i < m_all.size(); ++i) {
        const QString &text = m_all.at(i);
        Client client;
        client.name = text;
        client.numbers = {{numberOf(i), text, TextPermission::MayText, {}}};
        client.tags = {text};
        client.notes = text;
        const auto saved = waited(store.clients.save(client));
        QVERIFY2(saved, qPrintable(QString::number(i)));
        m_named << *saved;
        const Direction direction = i % 2 == 0 ? Direction::Inbound : Direction::Outbound;
        const auto sid = [](char16_t kind, int n) { return u"SM"_s + kind + u"%1"_s.arg(n, 31, 10, QLatin1Char('0')); };
        news << StoreFixture::news(Direction::Inbound, sid(u'a', i), numberOf(i).e164(), text, u"received"_s)
             << StoreFixture::news(direction, sid(u'b', i), u"+13125550142"_s, text,
                                   direction == Direction::Inbound ? u"received"_s : u"delivered"_s);
        if (i < m_chosen.size() && direction == Direction::Outbound) {
            // What Twilio says is from outside too.
            news.last().status = i % 3 == 0 ? text : u"undelivered"_s;
            news.last().errorCode = 99999;
            news.last().errorText = text;
        }
    }
    QVERIFY(waited(store.communications.apply(news, {QLatin1String(StoreFixture::ownNumber)})));
    for (int i = 0; i < m_chosen.size(); ++i) {
        SmsTemplate value;
        value.name = m_chosen.at(i);
        value.content = m_chosen.at(i) + u" {first_name} {odd_%1}"_s.arg(i);
        QVERIFY(waited(store.templates.save(value, m_chosen.at(i))));
    }
    PracticeSettings practice = store.settings.current();
    practice.practiceName = m_chosen.first();
    practice.staffName = m_chosen.at(1);
    QVERIFY(waited(store.settings.save(practice)));
}

Communication HostileText::newestOf(ClientId client)
{
    CommunicationFilter filter;
    filter.clientId = client;
    const auto page = waited(m_world->store.communications.page(filter, {}, 1));
    return page && !page->rows.isEmpty() ? page->rows.first() : Communication();
}

void HostileText::cleanup()
{
    QVERIFY(!m_outside.wasAsked());
    QVERIFY(!m_outside.wasRead());
    QVERIFY(m_outside.opened.isEmpty());
}

void HostileText::look(QWidget *widget, const QString &what)
{
    const QStringList faults = ShownWords::faults(widget);
    QVERIFY2(faults.isEmpty(),
             qPrintable(u"%1 faults at %2:\n%3"_s.arg(faults.size()).arg(what, faults.mid(0, 12).join(u'\n'))));
}

void HostileText::paint(QWidget *widget, const QString &name)
{
    const QImage picture = widget->grab().toImage().convertToFormat(QImage::Format_RGB32);
    QVERIFY(!picture.isNull());
    for (int y = 0; y < picture.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(picture.constScanLine(y));
        QVERIFY2(std::find(line, line + picture.width(), QRgb(HostileTexts::colour)) == line + picture.width(),
                 "markup was painted");
    }
    const QString folder = qEnvironmentVariable("PRACTICELINE_SCREENSHOTS");
    if (!folder.isEmpty() && !name.isEmpty())
        picture.save(QDir(folder).filePath(u"hostile-%1.png"_s.arg(name)));
}

/// What is looked for would be found: widgets as somebody may add them one day.
void HostileText::theWalkFindsWhatIsForgotten()
{
    QWidget window;
    const auto found = [&window](const QString &what) { return ShownWords::faults(&window).filter(what).size() == 1; };
    QVERIFY(ShownWords::faults(&window).isEmpty());
    const auto label = std::make_unique<QLabel>(u"words"_s, &window);
    QVERIFY(found(u"a label that reads markup"_s));
    label->setTextFormat(Qt::PlainText);
    QVERIFY(ShownWords::faults(&window).isEmpty());
    label->setToolTip(u"<b>x</b>"_s);
    QVERIFY(found(u"a tool tip with markup"_s));
    label->setToolTip({});
    label->setText(u"\u202ex"_s);
    QVERIFY(!ShownWords::faults(&window).filter(u"re-orders"_s).isEmpty());
    label->setText(u"\u2068x"_s);
    QVERIFY(!ShownWords::faults(&window).filter(u"leaves an isolate open"_s).isEmpty());
    label->setText(u"a"_s + QChar(u'\0'));
    QVERIFY(!ShownWords::faults(&window).filter(u"control character 0000"_s).isEmpty());
    label->setText(QString(QChar(0xd83d)));
    QVERIFY(!ShownWords::faults(&window).filter(u"half a character"_s).isEmpty());
    const QString mark = QLatin1String(HostileTexts::mark);
    label->setText(u"%1 (code %2)"_s.arg(mark).arg(7));
    QVERIFY(!ShownWords::faults(&window).filter(u"fills a placeholder"_s).isEmpty());
    label->setText(u"%1 (code %2)"_s.arg(mark, u"7"_s));
    QVERIFY(ShownWords::faults(&window).isEmpty());
    label->setBuddy(&window);
    QVERIFY(found(u"mnemonic"_s));
    label->setBuddy(nullptr);
    QPlainTextEdit edit(&window);
    edit.appendHtml(u"<b>x</b>"_s);
    QVERIFY(found(u"a document with formats"_s));
}

void HostileText::storeKeepsAllOfIt()
{
    for (int i = 0; i < m_all.size(); ++i) {
        const auto client = waited(m_world->store.clients.fetch(m_named.at(i).id));
        QVERIFY(client);
        QCOMPARE(client->name, stored(m_all.at(i)));
        QCOMPARE(stored(client->notes), stored(m_all.at(i)));
        QCOMPARE(stored(client->tags.value(0)), stored(m_all.at(i)));
        QCOMPARE(stored(client->numbers.first().label), stored(m_all.at(i)));
        QCOMPARE(stored(newestOf(client->id).body), stored(m_all.at(i)));
    }
}

void HostileText::bubbles()
{
    QList<Communication> rows;
    for (const QString &text : std::as_const(m_all)) {
        Communication row;
        row.id = CommunicationId::create();
        row.clientId = m_maria.id;
        row.body = text;
        row.direction = rows.size() % 2 == 0 ? Direction::Outbound : Direction::Inbound;
        row.sendState = row.direction == Direction::Outbound ? SendState::Accepted : SendState::NotOurs;
        row.status = u"delivered"_s;
        row.sortAt = QDateTime::currentDateTimeUtc().addSecs(-int(rows.size()));
        rows << row;
    }
    Communication call = rows.first();
    call.id = CommunicationId::create();
    call.channel = Channel::Voice;
    call.status = u"completed"_s;
    for (const QString &text : std::as_const(m_chosen)) {
        call.note = text;
        call.id = CommunicationId::create();
        rows << call;
    }
    CommunicationListModel model(
        [&rows](ClientId, const auto &, int, const CommunicationListModel::Done &done) {
            CommunicationListModel::Page page;
            page.rows = rows;
            done(page);
        },
        CommunicationListModel::Sizes{1000, 1000, 1000});
    ConversationDelegate delegate(m_world->clock);
    ConversationList list(model);
    delegate.setClientName(PlainText::isolated(m_chosen.first()));
    list.setModel(&model);
    list.setItemDelegate(&delegate);
    list.resize(640, 420);
    model.setClient(m_maria.id);
    list.show();
    QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), int(rows.size()), patience);
    constexpr int highest = 20'000 * 30; // what longestBody allows, a line each
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row, 0);
        const auto shown = index.data(CommunicationListModel::CommunicationRole).value<Communication>();
        QCOMPARE(ShownWords::faultOf(delegate.describe(shown)), QString());
        const QRect rect = list.visualRect(index);
        QVERIFY(rect.height() > 10 && rect.height() < highest);
        list.scrollTo(index, QAbstractItemView::PositionAtTop);
        paint(&list, row % 8 == 0 ? u"bubbles-%1"_s.arg(row, 3, 10, QLatin1Char('0')) : QString());
    }
}

void HostileText::clientsAndHeaders()
{
    MainWindow window(context());
    window.resize(1280, 800);
    window.show();
    auto *header = window.findChild<ConversationHeader *>();
    auto *list = named<QListView>(&window, u"Clients"_s);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() > 0, patience);
    for (int i = 0; i < m_chosen.size(); ++i) {
        window.showConversation(m_named.at(i).id);
        const QString name = PlainText::oneLine(stored(m_all.at(i)));
        QTRY_VERIFY_WITH_TIMEOUT(says(header, name), patience);
        auto *rows = named<QListView>(&window, u"Conversation"_s);
        QTRY_COMPARE_WITH_TIMEOUT(rows->model()->rowCount(), 1, patience);
        rows->setCurrentIndex(rows->model()->index(0, 0));
        look(header->parentWidget(), name);
        if (i % 5 == 0)
            paint(&window, u"window-%1"_s.arg(i, 3, 10, QLatin1Char('0')));
    }
    while (list->model()->canFetchMore({})) {
        list->model()->fetchMore({});
        QTest::qWait(20);
    }
    for (int row = 0; row < list->model()->rowCount(); row += 10) {
        list->scrollTo(list->model()->index(row, 0), QAbstractItemView::PositionAtTop);
        paint(list, row % 20 == 0 ? u"clients-%1"_s.arg(row, 3, 10, QLatin1Char('0')) : QString());
    }
    look(&window, u"the window"_s);
    window.showConversation(m_maria.id);
    QTRY_VERIFY_WITH_TIMEOUT(says(header, u"Maria"_s), patience);
    QTest::qWait(300);
    look(&window, u"Maria's conversation"_s);
}

void HostileText::history()
{
    HistoryPage page(context());
    page.resize(1100, 700);
    page.show();
    auto *table = page.findChild<QTableView *>(u"historyTable"_s);
    auto *details = page.findChild<HistoryDetails *>();
    const auto loaded = [table, all = 2 * m_all.size()] {
        table->scrollToBottom();
        return table->model()->rowCount() >= all;
    };
    QTRY_VERIFY_WITH_TIMEOUT(loaded(), patience);
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        table->setCurrentIndex(table->model()->index(row, 0));
        look(details, QString::number(row));
        if (row % 25 == 0)
            paint(&page, row % 50 == 0 ? u"history-%1"_s.arg(row, 4, 10, QLatin1Char('0')) : QString());
        QVERIFY(details->height() < page.height() / 2);
    }
    look(&page, u"the page"_s);
    for (const Client &client : std::as_const(m_named)) {
        page.showClient(client.id, client.name);
        look(page.findChild<HistoryFilterBar *>(), client.name);
    }
    look(&page, u"one client"_s);
}

void HostileText::templates()
{
    TemplatesPage page(context());
    page.resize(1100, 700);
    page.show();
    auto *list = page.findChild<QListView *>(u"templateList"_s);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() >= m_chosen.size(), patience);
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        list->setCurrentIndex(list->model()->index(row, 0));
        QCoreApplication::processEvents();
        look(&page, u"template %1"_s.arg(row));
        paint(&page, row % 10 == 0 ? u"templates-%1"_s.arg(row, 3, 10, QLatin1Char('0')) : QString());
    }
}

void HostileText::import()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"<b>clients & co %1.csv"_s.remove(u'\0')));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QStringList header{u"Name"_s, u"Phone"_s};
    for (const QString &text : std::as_const(m_chosen))
        header << PlainText::cleaned(text);
    file.write(Csv::line(header));
    for (int i = 0; i < m_chosen.size(); ++i) {
        QStringList row{PlainText::cleaned(m_chosen.at(i)),
                        i % 2 == 0 ? u"not a number"_s : u"+1312557%1"_s.arg(i, 4, 10, QLatin1Char('0'))};
        while (row.size() < header.size())
            row << PlainText::cleaned(m_chosen.at((i + row.size()) % m_chosen.size()));
        file.write(Csv::line(row));
    }
    file.close();
    auto *dialog = new ImportDialog(context());
    const auto gone = qScopeGuard([dialog] { delete dialog; });
    dialog->show();
    dialog->setFile(file.fileName());
    QTRY_VERIFY_WITH_TIMEOUT(dialog->mapping().isUsable(), patience);
    look(dialog, u"mapping"_s);
    paint(dialog, u"import-mapping"_s);
    QTRY_VERIFY_WITH_TIMEOUT(button(dialog, u"Import"_s) != nullptr, patience);
    button(dialog, u"Import"_s)->click();
    if (!QTest::qWaitFor([dialog] { return says(dialog, u"Import finished"_s); }, 30'000)) {
        QStringList shown;
        for (const QLabel *one : dialog->findChildren<QLabel *>())
            shown << one->text();
        QFAIL(qPrintable(shown.join(u'|')));
    }
    look(dialog, u"result"_s);
    paint(dialog, u"import-result"_s);
}

void HostileText::dialogs()
{
    const QDateTime now = QDateTime::currentDateTime();
    bool painted = false;
    const auto show = [this, &painted](QDialog *dialog, const QString &what) {
        const auto gone = qScopeGuard([dialog] { delete dialog; });
        look(dialog, what);
        if (!painted)
            return;
        dialog->show();
        paint(dialog);
        QVERIFY2(dialog->width() < 1300, qPrintable(u"%1 is %2 wide"_s.arg(what).arg(dialog->width())));
    };
    for (int i = 0; i < m_chosen.size(); ++i) {
        const QString name = PlainText::isolated(m_chosen.at(i));
        painted = i % 8 == 0;
        show(new ClientDialog(context(), m_named.at(i), nullptr), u"client"_s);
        show(new JoinDialog(context(), m_named.at(i), nullptr), u"join"_s);
        show(new ScheduleDialog(name, now, now.addSecs(3600), nullptr), u"schedule"_s);
        show(new PromptDialog({u"Note"_s, name, u"Note"_s, u"Save"_s, m_chosen.at(i), true}, nullptr), u"prompt"_s);
        show(new ProgressDialog(u"Export"_s, name, nullptr), u"progress"_s);
        show(AskBox::question(u"Ask"_s, name, name, nullptr), u"question"_s);
        show(AskBox::notice(u"Say"_s, name, nullptr), u"notice"_s);
        QWidget parent;
        SendQuestions::sendAgain(name, &parent, [] {});
        for (const SendBlock block : {SendBlock::OutsideHours, SendBlock::PossibleDuplicate, SendBlock::JudgeReply})
            SendQuestions::sendNow(block, name, &parent, [](const QString &) {});
        look(&parent, u"questions before sending"_s);
    }
}

void HostileText::settings()
{
    SettingsPage page(context());
    page.resize(1000, 700);
    page.show();
    QTest::qWait(200);
    look(&page, u"settings"_s);
    paint(&page);
}

/// Names, roles and numbers come from a server; a window of a member says them in many places.
void HostileText::peopleOfThePractice()
{
    PagesFixture world;
    QVERIFY(world.open());
    QList<StaffMember> people;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const QString &text : std::as_const(m_all)) {
        // Each third is an administrator, whom others are told of.
        const bool admin = people.size() % 3 == 1;
        people.append({StaffId::create(), text, admin ? u"admin"_s : text, text, text, now,
                       people.size() % 5 == 4 ? now : QDateTime()});
    }
    QVERIFY(becomeMember(world, m_chosen.first(), people));
    SettingsPage page(*world.context);
    page.resize(1000, 700);
    page.show();
    page.showSection(SettingsPage::Section::Sharing);
    auto *list = page.findChild<PeopleList *>();
    QTRY_COMPARE_WITH_TIMEOUT(list->count(), int(people.size()), patience);
    QTest::qWait(200); // layouts settle
    look(&page, u"the people"_s);
    for (const auto *area : page.findChildren<QScrollArea *>()) {
        if (area->isVisible() && area->isAncestorOf(list))
            QTRY_COMPARE_WITH_TIMEOUT(area->horizontalScrollBar()->maximum(), 0, patience);
    }
    for (int row = 0; row < list->count(); row += 5) {
        list->setCurrentRow(row);
        list->scrollToItem(list->item(row), QAbstractItemView::PositionAtTop);
        paint(list, row % 50 == 0 ? u"people-%1"_s.arg(row, 3, 10, QLatin1Char('0')) : QString());
    }
    paint(&page, u"people"_s);
    for (qsizetype i = 0; i < m_chosen.size(); i += 20) { // the words of each take a second
        const JoinRequest request{StaffId::create(), m_chosen.at(i), m_chosen.at(i), "b", "s", {}};
        ApproveDialog dialog(*world.context, request, nullptr);
        look(&dialog, u"approve"_s);
        dialog.show();
        paint(&dialog);
        QVERIFY2(dialog.width() < 1300, qPrintable(QString::number(dialog.width())));
    }
}

void HostileText::twiliosOwnWords()
{
    for (const QString &text : std::as_const(m_all)) {
        QCOMPARE(ShownWords::faultOf(ErrorText::codeSentence(99999, text)), QString());
        QCOMPARE(ShownWords::faultOf(ErrorText::codeSentence(0, text)), QString());
        Communication row;
        row.channel = Channel::Sms;
        row.direction = Direction::Outbound;
        row.sendState = SendState::Accepted;
        row.status = text;
        QCOMPARE(ShownWords::faultOf(ErrorText::state(row).text), QString());
        QCOMPARE(ShownWords::faultOf(ErrorText::shortState(row).text), QString());
        row.sendState = SendState::Failed;
        row.errorCode = 99999;
        row.errorText = text;
        QCOMPARE(ShownWords::faultOf(ErrorText::state(row).text), QString());
        row.channel = Channel::Voice;
        QCOMPARE(ShownWords::faultOf(ErrorText::state(row).text), QString());
    }
}

/// What comes from the practice was written by others too.
void HostileText::colleaguesWords()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const QString &text : std::as_const(m_all)) {
        SharingFacts facts;
        facts.state = Sharing::State::Member;
        facts.readsTwilio = false;
        facts.reader = text;
        facts.administrators = {text};
        facts.senders = QStringList(5, text);
        facts.status.refused = 1;
        QList<RefusedChange> refused;
        for (const SyncKind kind : allSyncKinds)
            refused.append({kind, text, text, text});
        Communication row;
        row.sendState = SendState::Held;
        row.deviceId = DeviceId::create();
        EditConflict conflict{SyncKind::Client, text, text, text, {}, now, text};
        QStringList said{StateWords::onlyAdministrators(facts), StateWords::readersOnlyRead(facts),
                         StateWords::details(facts, refused, now),
                         ErrorText::state(row, {}, PlainText::isolated(text)).text,
                         ConflictWords::sentence(conflict, now)};
        for (const QDateTime &mark : {QDateTime(), now, now.addSecs(-600)}) {
            facts.newsMark = mark;
            said << StateWords::reader(facts, now).text << StateWords::reader(facts, now).brief;
        }
        for (const QString &column :
             {u"name"_s, u"language"_s, u"us_state"_s, u"time_zone"_s, u"persona"_s, u"notes_enc"_s})
            said << ConflictWords::value({column, text, text}, text, now);
        conflict.kind = SyncKind::Template;
        said << ConflictWords::sentence(conflict, now);
        for (const QString &words : std::as_const(said))
            QVERIFY2(ShownWords::faultOf(words).isEmpty(), qPrintable(ShownWords::faultOf(words) + words));
    }
}

/// Pasted from a web page: the words come, nothing else.
void HostileText::composer()
{
    MessageEdit edit;
    edit.resize(500, 200);
    edit.show();
    for (const QString &text : std::as_const(m_all)) {
        edit.setText({});
        auto *data = new QMimeData;
        data->setText(text);
        data->setHtml(text + u"<img src='%1/pasted.png'><b>bold</b>"_s.arg(m_outside.server().toString()));
        data->setUrls({QUrl::fromLocalFile(m_outside.file())});
        QGuiApplication::clipboard()->setMimeData(data);
        edit.paste();
        // A document takes U+FDD0 for the begin of a frame and gives a hard blank as a blank.
        const QString pasted = PlainText::cleaned(text).replace(QChar(0xfdd0), u'\n').replace(QChar(0xa0), u' ');
        QCOMPARE(PlainText::cleaned(edit.toPlainText()), pasted);
        look(&edit, u"pasted"_s);
        paint(&edit);
    }
}

/// As they stand on the screen: a tip is a label of Qt's own, which decides by itself what is markup.
void HostileText::toolTips()
{
    for (const QString &text : std::as_const(m_all)) {
        const QString tip = PlainText::toolTip(PlainText::isolated(text));
        QVERIFY2(!Qt::mightBeRichText(tip), qPrintable(tip));
        QCOMPARE(ShownWords::faultOf(tip), QString());
        QCOMPARE(QString(tip).remove(QChar(0x2060)).remove(QChar(0x2068)).remove(QChar(0x2069)),
                 PlainText::oneLine(text).remove(QChar(0x2060)));
    }
}

void HostileText::linksOpenByAClickOnTheTrueHost()
{
    int asked = 0;
    for (int i = 0; i < m_all.size(); ++i) {
        const Communication row = newestOf(m_named.at(i).id);
        QVERIFY(!row.id.isNull());
        RowActions actions(context());
        actions.setRow(row, m_named.at(i), {});
        actions.show();
        const auto links = PlainText::links(PlainText::cleaned(row.body));
        for (const PlainText::Link &link : links) {
            QVERIFY2(QStringList({u"https"_s, u"tel"_s, u"mailto"_s}).contains(link.url.scheme()),
                     qPrintable(link.url.toString()));
            QVERIFY(link.url.userInfo().isEmpty());
            QVERIFY(std::all_of(link.host.cbegin(), link.host.cend(), [](QChar c) { return c.unicode() < 0x80; }));
        }
        const auto offers = actions.findChildren<QPushButton *>();
        for (QPushButton *offer : offers) {
            if (!offer->text().contains(u"Op&en "_s))
                continue;
            offer->click();
            QMessageBox *box = nullptr;
            QTRY_VERIFY_WITH_TIMEOUT((box = actions.findChild<QMessageBox *>()) != nullptr, patience);
            QVERIFY(m_outside.opened.isEmpty());
            QCOMPARE(box->textFormat(), Qt::PlainText);
            QAbstractButton *open = nullptr;
            const auto buttons = box->buttons();
            for (QAbstractButton *one : buttons) {
                if (box->buttonRole(one) == QMessageBox::AcceptRole)
                    open = one;
            }
            QVERIFY(open != nullptr && box->defaultButton() != open);
            open->click();
            QCOMPARE(m_outside.opened.size(), 1);
            const QUrl url = m_outside.opened.takeFirst();
            const QString host =
                url.scheme() == "https"_L1 ? url.host(QUrl::FullyEncoded) : url.path(QUrl::FullyEncoded);
            QVERIFY2(box->text().contains(host), qPrintable(box->text()));
            const auto words = [](const QAbstractButton *one) { return one->text().replace(u"&&"_s, u"&"_s); };
            // However it is shortened, the end stays, which decides whose host it is.
            QVERIFY2(words(open).endsWith(host.right(30)), qPrintable(open->text()));
            QVERIFY2(words(offer).contains(host.right(30)), qPrintable(offer->text()));
            QVERIFY(url.scheme() == "https"_L1 || !url.hasQuery()); // nothing is attached unseen
            delete box;
            ++asked;
        }
    }
    QVERIFY(asked > 50);
}

void HostileText::exportAndClipboard()
{
    QTemporaryDir folder;
    CsvExport writer(m_world->store.clients, m_world->store.communications, m_world->store.notes, m_world->store.audit);
    QSignalSpy finished(&writer, &CsvExport::finished);
    const QString file = folder.filePath(u"history.csv"_s);
    writer.exportHistory({}, file, u"head"_s);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QByteArray bytes = written.readAll();
    for (const QString &text : std::as_const(m_chosen)) {
        RowActions actions(context());
        Communication row;
        row.id = CommunicationId::create();
        row.clientId = m_maria.id;
        row.direction = Direction::Inbound;
        row.body = text;
        actions.setRow(row, m_maria, {});
        actions.popUp({});
        auto *menu = actions.findChild<QMenu *>();
        QVERIFY(menu != nullptr && !menu->actions().isEmpty());
        look(menu, u"menu"_s);
        menu->actions().constLast()->trigger();
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), PlainText::cleaned(text));
        QVERIFY(!QGuiApplication::clipboard()->mimeData()->hasHtml());
    }
    // Each cell stands in the file whole, quoted, and begins no formula.
    for (const QString &text : std::as_const(m_all)) {
        const QByteArray cell = Csv::line({QString::fromUtf8(text.toUtf8()), u"x"_s});
        QVERIFY2(bytes.contains(cell.left(cell.size() - 4)), qPrintable(text.left(100)));
    }
}

QTEST_MAIN(HostileText)
#include "tst_hostiletext.moc"
