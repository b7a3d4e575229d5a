#include "keys.h"
#include "uitesting.h"
#include "windowfixture.h"

#include "clients/visibilitydialog.h"
#include "common/elidedlabel.h"
#include "common/theme.h"
#include "sync/membership.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QSignalSpy>
#include <QTableView>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace UiTesting;

/// Several people at one client: whose turn it is, notes for colleagues, who is there, two who answer at once.
class ColleagueWork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void assigned();
    void whoSeesTheClient();
    void aColleagueDecidesMeanwhile();
    void onlyMine();
    void noteIsNeverSent();
    void noteBearsTheWindowsTime();
    void noteAloneAndTakenBack();
    void whatWasBegunStaysApart();
    void aloneNothingIsSaidOfColleagues();
    void whoIsHere();
    void theNameComesFirst_data();
    void theNameComesFirst();
    void hiddenWhileWriting();
    void ctrlEnterIsTheMessages();
    void twoAnswers();
    void anAnswerToBeforeIsNone();
    void whoWritesIsNotAnsweredOver();
    void inAColleaguesName();
    void theNameIsKeptForAConversation();
    void theRightEndsMeanwhile();
    void whoWroteForWhomIsShown();

private:
    QPlainTextEdit *message() const { return m_world->find<QPlainTextEdit>(u"Message"_s); }
    QPlainTextEdit *noteBox() const { return m_world->find<QPlainTextEdit>(u"Internal note, not sent"_s); }
    QPushButton *step(const QString &text) const { return button(m_world->window.get(), text); }
    bool shown(const QString &words) const { return says(m_world->window.get(), words); }
    QString conversation() const { return plain(m_world->conversationText()); }
    QAction *inMenu(QPushButton *owner, const QString &text) const;
    QStringList clients() const;
    bool join(); ///< a practice whose server does not answer at this moment
    bool execute(const QString &sql, const QVariantList &values) const;
    /// Whether this person may write for Ben, as sync says it.
    bool writesForBen(bool may = true) const;
    void chooseName(int entry); ///< of the menu, by keys
    Communication newest() const;
    void colleagueSays(const QString &what) const;
    bool colleagueTexts(const QString &body, int secondsAgo) const;
    bool inbound(const QString &body);
    QMessageBox *question() const;
    void write(const QString &text) const;
    void shoot(const QString &name) const { shootDialog(m_world->window.get(), name); }
    static void shootDialog(QWidget *window, const QString &name);

    std::unique_ptr<WindowFixture> m_world;
    Client m_maria;
    StaffId m_me;
    StaffId m_ben;
    int m_sid = 0;
};

void ColleagueWork::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    Theme::apply(*qApp, Theme::Scheme::Light);
    m_world = std::make_unique<WindowFixture>();
    QVERIFY(m_world->start());
    m_me = StaffId::create();
    m_ben = StaffId::create();
    m_maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
}

void ColleagueWork::cleanup()
{
    m_world.reset();
}

bool ColleagueWork::join()
{
    const auto filled = waited(m_world->store.database.run([me = m_me, ben = m_ben](QSqlDatabase &db) -> Result<void> {
        for (const auto &[id, name] : {std::pair(me, u"Ann Able"_s), std::pair(ben, u"Ben"_s)}) {
            const auto done = runSql(db,
                                     u"INSERT INTO staff (id, name, role, persona, joined_at) VALUES (?, ?, 'staff', "
                                     "'advisor', 1)"_s,
                                     {id.toString(), name});
            if (!done)
                return done;
        }
        return {};
    }));
    Membership member;
    member.address = {u"127.0.0.1"_s, 1, u"practice"_s, u"pl_0"_s, {}};
    member.practiceId = u"practice"_s;
    member.staff = m_me;
    member.own = MemberKeys::make();
    member.password = u"nobody asks for it"_s;
    member.practiceKeys = {{1, SecureKey::random()}};
    if (!filled || !waited(m_world->keychain.write(u"membership"_s, member.toBytes())))
        return false;
    m_world->sharing->load();
    return QTest::qWaitFor([this] { return m_world->sharing->state() == Sharing::State::Member; }, patience) &&
           waited(m_world->store.staff.load());
}

QAction *ColleagueWork::inMenu(QPushButton *owner, const QString &text) const
{
    if (owner == nullptr || owner->menu() == nullptr)
        return nullptr;
    const auto actions = owner->menu()->actions();
    const auto found =
        std::find_if(actions.begin(), actions.end(), [&](const QAction *one) { return plain(one->text()) == text; });
    return found == actions.end() ? nullptr : *found;
}

QStringList ColleagueWork::clients() const
{
    QStringList names;
    const auto *list = m_world->find<QListView>(u"Clients"_s);
    for (int row = 0; row < list->model()->rowCount(); ++row)
        names << plain(list->model()->index(row, 0).data(Qt::AccessibleTextRole).toString()).section(u',', 0, 0);
    return names;
}

bool ColleagueWork::execute(const QString &sql, const QVariantList &values) const
{
    return waited(m_world->store.database.run([sql, values](QSqlDatabase &db) { return runSql(db, sql, values); }))
        .has_value();
}

bool ColleagueWork::writesForBen(bool may) const
{
    return execute(
               u"INSERT OR REPLACE INTO deputies (id, person, deputy, since, withdrawn_at) VALUES ('1', ?, ?, 1, ?)"_s,
               {m_ben.toString(), m_me.toString(), may ? QVariant() : QVariant(2)}) &&
           waited(m_world->store.staff.load());
}

void ColleagueWork::chooseName(int entry)
{
    auto *poll = new QTimer(m_world->window.get());
    connect(poll, &QTimer::timeout, this, [entry, poll] {
        if (!QApplication::activePopupWidget())
            return;
        poll->stop();
        for (int i = 0; i <= entry; ++i)
            Keys::key(Qt::Key_Down);
        Keys::key(Qt::Key_Return);
    });
    poll->start(50);
    QTest::qWait(150); // for 100 ms after a click by its key a button takes no other (QAbstractButton::animateClick)
    Keys::key(Qt::Key_A, Qt::AltModifier); // the menu runs until an entry is chosen
    // A menu that is quickly gone may stay what the offscreen platform calls the active window.
    m_world->window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_world->window.get()));
}

Communication ColleagueWork::newest() const
{
    CommunicationFilter filter;
    filter.clientId = m_maria.id;
    return waited(m_world->store.communications.page(filter, {}, 1)).value_or(CommunicationPage()).rows.value(0);
}

void ColleagueWork::colleagueSays(const QString &what) const
{
    Q_EMIT m_world->sharing->listener().presence(QStringList{m_ben.toString(), m_maria.id.toString(), what}.join(u' '));
}

/// As sync brings it: another computer's row.
bool ColleagueWork::colleagueTexts(const QString &body, int secondsAgo) const
{
    Communication text = StoreFixture::text(m_maria, body);
    text.deviceId = DeviceId::create(); // not ours to send
    text.staffId = m_ben;
    const auto row = waited(m_world->store.outbox.add(text));
    if (!row)
        return false;
    const auto done = waited(m_world->store.database.run([id = row->id, secondsAgo](QSqlDatabase &db) {
        return runSql(db,
                      u"UPDATE communication_logs SET send_state = 'accepted', message_sid = 'SMben', status = 'sent', "
                      "sort_at = ? WHERE id = ?"_s,
                      {toSqlTime(QDateTime::currentDateTimeUtc().addSecs(-secondsAgo)), id.toString()});
    }));
    m_world->store.communications.announce({row->id});
    return done && QTest::qWaitFor([this, body] { return conversation().contains(body); }, patience);
}

bool ColleagueWork::inbound(const QString &body)
{
    const auto news = StoreFixture::news(Direction::Inbound, u"SM%1"_s.arg(++m_sid, 32, 10, QChar(u'0')),
                                         u"+13125550142"_s, body, u"received"_s);
    return waited(m_world->store.communications.apply({news}, {QLatin1String(StoreFixture::ownNumber)})).has_value() &&
           QTest::qWaitFor([this, body] { return conversation().contains(body); }, patience);
}

QMessageBox *ColleagueWork::question() const
{
    for (QMessageBox *box : m_world->window->findChildren<QMessageBox *>()) {
        if (box->isVisible())
            return box;
    }
    return nullptr;
}

void ColleagueWork::write(const QString &text) const
{
    message()->setPlainText(text);
}

/// For people to look at, where PRACTICELINE_SCREENSHOTS names a folder.
void ColleagueWork::shootDialog(QWidget *window, const QString &name)
{
    const QString folder = qEnvironmentVariable("PRACTICELINE_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    for (const auto scheme : {Theme::Scheme::Dark, Theme::Scheme::Light}) {
        Theme::apply(*qApp, scheme);
        QTest::qWait(200);
        const QString tone = scheme == Theme::Scheme::Dark ? u"dark"_s : u"light"_s;
        QVERIFY(window->grab().save(QDir(folder).filePath(u"colleagues-%1-%2.png"_s.arg(name, tone))));
    }
}

void ColleagueWork::assigned()
{
    QVERIFY(join());
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(step(u"Assigned to nobody"_s), patience);
    QAction *ben = inMenu(step(u"Assigned to nobody"_s), u"Ben"_s);
    QVERIFY(ben);
    ben->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(step(u"Assigned to Ben"_s), patience);
    QCOMPARE(waited(m_world->store.clients.fetch(m_maria.id)).value_or(Client()).assignedTo, m_ben);
    QVERIFY(inMenu(step(u"Assigned to Ben"_s), u"Ben"_s)->isChecked());
    shoot(u"assigned"_s);
    inMenu(step(u"Assigned to Ben"_s), u"Me"_s)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(step(u"Assigned to me"_s), patience);
    // Where the window is narrow the other menu has it.
    m_world->window->resize(760, 700);
    QTRY_VERIFY_WITH_TIMEOUT(!step(u"Assigned to me"_s), patience);
    auto *more = m_world->find<QPushButton>(u"More about this client"_s);
    QAction *sub = inMenu(more, u"Assi&gn to"_s);
    QVERIFY(sub && sub->menu());
    sub->menu()->actions().last()->trigger(); // nobody
    QTRY_VERIFY_WITH_TIMEOUT(waited(m_world->store.clients.fetch(m_maria.id)).value_or(Client()).assignedTo.isNull(),
                             patience);
}

void ColleagueWork::whoSeesTheClient()
{
    QVERIFY(join());
    m_world->openWindow().resize(1024, 700);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    auto *more = m_world->find<QPushButton>(u"More about this client"_s);
    QTRY_VERIFY_WITH_TIMEOUT(inMenu(more, u"&Who sees this client …"_s), patience);
    QVERIFY(!shown(u"Only me"_s));
    inMenu(more, u"&Who sees this client …"_s)->trigger();
    auto *dialog = m_world->window->findChild<VisibilityDialog *>();
    QVERIFY(dialog);
    auto *seenBy = named<QComboBox>(dialog, u"Who sees the client"_s);
    QCOMPARE(seenBy->currentText(), u"Everybody in the practice"_s);
    QCOMPARE(seenBy->count(), 2); // staff decide for themselves alone
    QVERIFY(!button(dialog, u"Save"_s)->isEnabled());
    // By keys. Without the practice's server it is not done, and said so.
    QTest::keyClick(seenBy, Qt::Key_Down);
    QCOMPARE(seenBy->currentText(), u"Only me"_s);
    QVERIFY(says(dialog, u"one of them has to be on"_s));
    QVERIFY(QTest::qWaitForWindowExposed(dialog));
    shootDialog(dialog, u"visibility"_s);
    QTest::keyClick(dialog, Qt::Key_Return);
    QVERIFY(says(dialog, u"Telling the practice"_s));
    QTest::keyClick(dialog, Qt::Key_Escape); // too late
    QVERIFY(dialog->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"can not be reached"_s), patience);
    QVERIFY(button(dialog, u"Save"_s)->isEnabled());
    QTest::keyClick(dialog, Qt::Key_Escape);
    // As sync says it.
    QVERIFY(execute(u"UPDATE clients SET visible_to = ?, assigned_to = ? WHERE id = ?"_s,
                    {m_ben.toString(), m_ben.toString(), m_maria.id.toString()}));
    m_world->store.clients.announce({m_maria.id});
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"Only Ben"_s), patience);
    shoot(u"only-ben"_s);
    QVERIFY(execute(u"UPDATE clients SET visible_to = ? WHERE id = ?"_s, {m_me.toString(), m_maria.id.toString()}));
    m_world->store.clients.announce({m_maria.id});
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"Only me"_s), patience);
    // Nobody is told twice: the one whose turn it is would not see it.
    inMenu(more, u"&Who sees this client …"_s)->trigger();
    dialog = nullptr;
    for (auto *one : m_world->window->findChildren<VisibilityDialog *>())
        dialog = one->isVisible() ? one : dialog;
    QVERIFY(dialog);
    QVERIFY(says(dialog, u"assigned to Ben"_s));
    dialog->reject();
}

/// Who sees the client changes while the dialog stands open: the person sees both, and chooses.
void ColleagueWork::aColleagueDecidesMeanwhile()
{
    QVERIFY(join());
    m_world->openWindow().resize(1024, 700);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    auto *more = m_world->find<QPushButton>(u"More about this client"_s);
    QTRY_VERIFY_WITH_TIMEOUT(inMenu(more, u"&Who sees this client …"_s), patience);
    inMenu(more, u"&Who sees this client …"_s)->trigger();
    const QPointer<VisibilityDialog> dialog = m_world->window->findChild<VisibilityDialog *>();
    QVERIFY(dialog);
    auto *seenBy = named<QComboBox>(dialog, u"Who sees the client"_s);
    auto *save = button(dialog, u"Save"_s);
    const auto decide = [this](StaffId whom) { // as sync says it
        const QVariant id = whom.isNull() ? QVariant() : QVariant(whom.toString());
        QVERIFY(execute(u"UPDATE clients SET visible_to = ? WHERE id = ?"_s, {id, m_maria.id.toString()}));
        m_world->store.clients.announce({m_maria.id});
    };
    // Nothing was chosen here: it shows how it is.
    decide(m_ben);
    QTRY_COMPARE_WITH_TIMEOUT(plain(seenBy->currentText()), u"Only Ben"_s, patience);
    QVERIFY(says(dialog, u"What you see is how it is now."_s));
    QVERIFY(!save->isEnabled());
    // Something was: it stays, and theirs is said.
    seenBy->setCurrentText(u"Only me"_s);
    QVERIFY(save->isEnabled());
    decide({});
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"now the client is for everybody. Save to decide otherwise"_s), patience);
    QCOMPARE(seenBy->currentText(), u"Only me"_s);
    QVERIFY(save->isEnabled());
    decide(m_ben);
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"now the client is for Ben alone. Save to decide otherwise"_s), patience);
    QVERIFY(QTest::qWaitForWindowExposed(dialog));
    shootDialog(dialog, u"visibility-meanwhile"_s);
    // The same as here: there is nothing to save.
    decide(m_me);
    QTRY_VERIFY_WITH_TIMEOUT(!save->isEnabled(), patience);
    QCOMPARE(seenBy->currentText(), u"Only me"_s);
    // What comes while the practice is asked is shown after its answer.
    seenBy->setCurrentIndex(0);
    save->click();
    decide(m_ben);
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"now the client is for Ben alone"_s), patience);
    QCOMPARE(seenBy->currentText(), u"Everybody in the practice"_s);
    QVERIFY(save->isEnabled());
    // One's own word, whose answer was lost, is no colleague's: it is saved again, and recorded then.
    save->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"can not be reached"_s), patience);
    QSignalSpy told(&m_world->store.clients, &ClientStore::changed);
    decide({});
    QTRY_COMPARE_WITH_TIMEOUT(told.count(), 1, patience);
    QVERIFY(says(dialog, u"can not be reached"_s) && !says(dialog, u"What you see is how it is now."_s));
    QVERIFY(save->isEnabled());
    // And when it is not for this person any more, there is nothing to decide.
    Q_EMIT m_world->store.clients.removed({m_maria.id});
    QTRY_VERIFY_WITH_TIMEOUT(!dialog, patience);
}

void ColleagueWork::onlyMine()
{
    (void)m_world->store.addClient(u"Otto Olm"_s, u"+13125550143"_s);
    QVERIFY(waited(m_world->store.clients.assign(m_maria.id, m_me)));
    QVERIFY(join());
    m_world->openWindow();
    QTRY_COMPARE_WITH_TIMEOUT(clients().size(), 2, patience);
    QTest::mouseClick(step(u"Mine"_s), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(clients(), QStringList{u"Maria Lopez"_s}, patience);
    QVERIFY(waited(m_world->store.clients.assign(m_maria.id, m_ben)));
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"No client is assigned to you."_s), patience);
    QTest::mouseClick(step(u"Mine"_s), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(clients().size(), 2, patience);
}

void ColleagueWork::noteIsNeverSent()
{
    QVERIFY(join());
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QVERIFY(inbound(u"Can I come at nine?"_s));
    QTest::mouseClick(step(u"Internal note"_s), Qt::LeftButton);
    QVERIFY(noteBox()->isVisible() && noteBox()->hasFocus());
    QVERIFY(!message()->isVisible() && !step(u"Send"_s) && !step(u"Later"_s));
    QVERIFY(step(u"Add note"_s));
    QVERIFY(shown(u"only your colleagues see it"_s));
    QTest::keyClicks(noteBox(), u"Owes three invoices; ask first."_s);
    shoot(u"writing-a-note"_s);
    QTest::keyClick(noteBox(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(conversation().contains(u"Owes three invoices"_s), patience);
    QVERIFY(conversation().contains(u"Internal note: not sent · Ann Able"_s));
    QVERIFY(noteBox()->toPlainText().isEmpty());
    // Nor by any other way to send while one is written.
    QTest::keyClicks(noteBox(), u"Second."_s);
    noteBox()->clearFocus();
    QTest::keyClick(m_world->window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTest::mouseClick(step(u"Add note"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(conversation().contains(u"Second."_s), patience);
    QCOMPARE(waited(m_world->store.notes.ofClient(m_maria.id)).value_or(QList<InternalNote>()).size(), 2);
    CommunicationFilter all;
    all.clientId = m_maria.id;
    QCOMPARE(waited(m_world->store.communications.page(all, {}, 10)).value_or(CommunicationPage()).rows.size(), 1);
    QTest::mouseClick(step(u"Internal note"_s), Qt::LeftButton);
    QVERIFY(message()->isVisible() && step(u"Send"_s) && !step(u"Add note"_s));
    shoot(u"notes"_s);
}

/// The window goes by Twilio's time, and this computer's clock may be wrong: a note stands where its texts do.
void ColleagueWork::noteBearsTheWindowsTime()
{
    ShiftedClock clock;
    clock.shift(std::chrono::hours(48));
    WindowFixture::Options options;
    options.clock = &clock;
    m_world = std::make_unique<WindowFixture>(std::move(options));
    QVERIFY(m_world->start());
    m_maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTest::mouseClick(step(u"Internal note"_s), Qt::LeftButton);
    QTest::keyClicks(noteBox(), u"Ask first."_s);
    QTest::mouseClick(step(u"Add note"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(conversation().contains(u"Ask first."_s), patience);
    const auto notes = waited(m_world->store.notes.ofClient(m_maria.id)).value_or(QList<InternalNote>());
    QVERIFY(notes.value(0).at > QDateTime::currentDateTimeUtc().addDays(1));
    m_world.reset(); // before its clock
}

void ColleagueWork::noteAloneAndTakenBack()
{
    QVERIFY(waited(m_world->store.notes.add(m_maria.id, u"Prefers calls."_s, {}, u"Ann"_s)));
    QVERIFY(join());
    QVERIFY(waited(m_world->store.notes.add(m_maria.id, u"Ben's own."_s, m_ben, u"Ben"_s)));
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(conversation().contains(u"Prefers calls."_s), patience);
    QVERIFY(!shown(u"No messages with"_s));
    auto *list = m_world->find<QListView>(u"Conversation"_s);
    list->setCurrentIndex(list->model()->index(1, 0));
    QVERIFY(!step(u"Take back"_s)); // a colleague's
    list->setCurrentIndex(list->model()->index(0, 0));
    QTRY_VERIFY_WITH_TIMEOUT(step(u"Take back"_s), patience);
    QTest::mouseClick(step(u"Take back"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(conversation().contains(u"Taken back by its author"_s), patience);
    QVERIFY(!conversation().contains(u"Prefers calls."_s));
    QTRY_VERIFY_WITH_TIMEOUT(!step(u"Take back"_s), patience);
    shoot(u"taken-back"_s);
}

void ColleagueWork::whatWasBegunStaysApart()
{
    (void)m_world->store.addClient(u"Otto Olm"_s, u"+13125550143"_s);
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    write(u"For Maria"_s);
    QTest::mouseClick(step(u"Internal note"_s), Qt::LeftButton);
    QVERIFY(noteBox()->toPlainText().isEmpty());
    QTest::keyClicks(noteBox(), u"About Maria"_s);
    QVERIFY(m_world->openConversation(u"Otto"_s));
    QTRY_VERIFY_WITH_TIMEOUT(message()->isVisible() && message()->toPlainText().isEmpty(), patience);
    QVERIFY(!noteBox()->isVisible());
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_COMPARE_WITH_TIMEOUT(noteBox()->toPlainText(), u"About Maria"_s, patience);
    QVERIFY(noteBox()->isVisible());
    QTest::mouseClick(step(u"Internal note"_s), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(message()->toPlainText(), u"For Maria"_s, patience);
}

void ColleagueWork::aloneNothingIsSaidOfColleagues()
{
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QVERIFY(!shown(u"Assigned to"_s));
    QVERIFY(!step(u"Mine"_s));
    QVERIFY(!inMenu(m_world->find<QPushButton>(u"More about this client"_s), u"Assi&gn to"_s));
    QVERIFY(step(u"Internal note"_s)); // a note to oneself
}

void ColleagueWork::whoIsHere()
{
    QVERIFY(join());
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QCOMPARE(m_world->sharing->presence().openHere(), m_maria.id);
    QVERIFY(!shown(u"Ben"_s));
    colleagueSays(u"open"_s);
    QVERIFY(shown(u"Ben has this open"_s));
    colleagueSays(u"typing"_s);
    QVERIFY(shown(u"Ben is writing …"_s));
    shoot(u"writing"_s);
    colleagueSays(u"closed"_s);
    QVERIFY(!shown(u"Ben"_s));
    // Of another conversation nothing is said here.
    Q_EMIT m_world->sharing->listener().presence(
        QStringList{m_ben.toString(), ClientId::create().toString(), u"typing"_s}.join(u' '));
    Q_EMIT m_world->sharing->listener().presence(u"nonsense"_s);
    Q_EMIT m_world->sharing->listener().presence(
        QStringList{m_me.toString(), m_maria.id.toString(), u"typing"_s}.join(u' '));
    QVERIFY(!shown(u"writing"_s));
    m_world->window->hide();
    QVERIFY(m_world->sharing->presence().openHere().isNull());
}

void ColleagueWork::theNameComesFirst_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("wide") << QSize(1280, 800);
    QTest::newRow("small") << QSize(1024, 700);
}

/// Whom the text goes to is read in the header, whoever else has the client open.
void ColleagueWork::theNameComesFirst()
{
    QFETCH(const QSize, size);
    const StaffId daniel = StaffId::create();
    QVERIFY(join());
    QVERIFY(execute(u"INSERT INTO staff (id, name, role, persona, joined_at) VALUES (?, 'Daniel Reyes', 'staff', "
                    "'advisor', 1)"_s,
                    {daniel.toString()}));
    QVERIFY(execute(u"UPDATE clients SET visible_to = ? WHERE id = ?"_s, {m_me.toString(), m_maria.id.toString()}));
    QVERIFY(waited(m_world->store.staff.load()));
    m_world->openWindow().resize(size);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"Only me"_s), patience);
    Q_EMIT m_world->sharing->listener().presence(
        QStringList{daniel.toString(), m_maria.id.toString(), u"open"_s}.join(u' '));
    colleagueSays(u"open"_s);
    const ElidedLabel *name = nullptr;
    const ElidedLabel *presence = nullptr;
    const auto labels = m_world->window->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        const auto *one = dynamic_cast<const ElidedLabel *>(label);
        if (one != nullptr && one->text().contains(u"Maria Lopez"_s))
            name = one;
        else if (one != nullptr && one->text().contains(u"and one more have this open"_s))
            presence = one;
    }
    QVERIFY(name && presence);
    QTRY_VERIFY_WITH_TIMEOUT(name->isVisible() && !name->isCut(), patience);
    QVERIFY(presence->isVisible());
    QVERIFY(presence->geometry().left() > name->geometry().right());
    QVERIFY(presence->toolTip().contains(u"and one more have this open"_s));
    shoot(u"two-here-%1"_s.arg(size.width()));
    // Alone again, the name has all of the place.
    colleagueSays(u"closed"_s);
    Q_EMIT m_world->sharing->listener().presence(
        QStringList{daniel.toString(), m_maria.id.toString(), u"closed"_s}.join(u' '));
    QTRY_VERIFY_WITH_TIMEOUT(name->maximumWidth() == QWIDGETSIZE_MAX, patience);
}

/// The client is taken from this person in the middle of a sentence, and comes back.
void ColleagueWork::hiddenWhileWriting()
{
    const Client ann = m_world->store.addClient(u"Ann Other"_s, u"+13125550199"_s);
    QVERIFY(join());
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    message()->setFocus();
    Keys::type(u"Your will is"_s);
    // As sync takes it away.
    QVERIFY(execute(u"PRAGMA foreign_keys = OFF"_s, {}));
    QVERIFY(execute(u"UPDATE clients SET id = 'away' WHERE id = ?"_s, {m_maria.id.toString()}));
    m_world->store.clients.announceRemoved({m_maria.id});
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"Maria is no longer shown to you."_s), patience);
    QVERIFY(shown(u"What you were writing was not sent, and is gone."_s));
    shoot(u"hidden"_s);
    Keys::type(u"s ready "_s); // to nobody
    QCOMPARE(m_world->window->currentPage(), MainWindow::Page::Clients);
    auto *list = m_world->find<QListView>(u"Clients"_s);
    QVERIFY(!list->currentIndex().isValid());
    // Back again, it opens by keys as any other.
    QVERIFY(execute(u"UPDATE clients SET id = ? WHERE id = 'away'"_s, {m_maria.id.toString()}));
    m_world->store.clients.announce({m_maria.id});
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 2, patience);
    QVERIFY(!message()->isVisible());
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(message()->isVisible(), patience);
    // Renamed, it is called so at once, also where nothing was said yet.
    Client renamed = waited(m_world->store.clients.fetch(m_maria.id)).value_or(m_maria);
    renamed.name = u"Marta Lopez"_s;
    QVERIFY(waited(m_world->store.clients.save(renamed)));
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"No messages with Marta yet."_s), patience);
    QVERIFY(message()->toPlainText().isEmpty()); // as it was said
    // A client that goes away unopened says nothing.
    m_world->store.clients.announceRemoved({ann.id});
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 1, patience);
    QVERIFY(message()->isVisible());
}

/// An older draft must not leave by a key that was meant for something else.
void ColleagueWork::ctrlEnterIsTheMessages()
{
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    write(u"An older draft"_s);
    for (QWidget *other : {static_cast<QWidget *>(m_world->find<QListView>(u"Clients"_s)),
                           static_cast<QWidget *>(m_world->find<QLineEdit>(u"Search clients"_s)),
                           static_cast<QWidget *>(step(u"Internal note"_s)),
                           static_cast<QWidget *>(m_world->find<QPushButton>(u"More about this client"_s))}) {
        other->setFocus();
        QTRY_VERIFY(other->hasFocus());
        QTest::keyClick(other, Qt::Key_Return, Qt::ControlModifier);
    }
    QCOMPARE(message()->toPlainText(), u"An older draft"_s);
    message()->setFocus();
    Keys::key(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(message()->toPlainText().isEmpty(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(conversation().contains(u"An older draft"_s), patience);
}

void ColleagueWork::twoAnswers()
{
    QVERIFY(join());
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QVERIFY(inbound(u"Is my will ready?"_s));
    QVERIFY(colleagueTexts(u"Yes, since Monday."_s, -1)); // newer than the question
    write(u"Yes, it is."_s);
    QTest::mouseClick(step(u"Send"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(question(), patience);
    QVERIFY(plain(question()->text()).startsWith(u"Ben answered "_s));
    QVERIFY(plain(question()->text()).contains(u" ago: “Yes, since Monday.”"_s));
    QVERIFY(question()->text().contains(u"Send all the same?"_s));
    shoot(u"two-answers"_s);
    QTest::keyClick(question(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!question(), patience);
    QCOMPARE(message()->toPlainText(), u"Yes, it is."_s);
    QVERIFY(!conversation().contains(u"Yes, it is."_s));
    QTest::mouseClick(step(u"Send"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(question(), patience);
    QTest::mouseClick(button(question(), u"Send all the same"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(conversation().contains(u"Yes, it is."_s), patience);
}

void ColleagueWork::anAnswerToBeforeIsNone()
{
    QVERIFY(join());
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QVERIFY(colleagueTexts(u"See you at nine."_s, 30));
    QVERIFY(inbound(u"Rather at ten?"_s));
    write(u"Ten is fine."_s);
    QTest::mouseClick(step(u"Send"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(conversation().contains(u"Ten is fine."_s), patience);
    QVERIFY(!question());
}

void ColleagueWork::whoWritesIsNotAnsweredOver()
{
    QVERIFY(join());
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    write(u"Hello Maria."_s);
    colleagueSays(u"typing"_s);
    QTest::mouseClick(step(u"Send"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(question(), patience);
    QVERIFY(plain(question()->text()).contains(u"Ben is writing to this client at this moment."_s));
    QTest::mouseClick(button(question(), u"Send all the same"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(conversation().contains(u"Hello Maria."_s), patience);
}

void ColleagueWork::inAColleaguesName()
{
    QVERIFY(join());
    QVERIFY(execute(u"UPDATE staff SET phone = '+13125550177' WHERE id = ?"_s, {m_ben.toString()}));
    m_world->startServices();
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QVERIFY(!step(u"As: me"_s)); // nobody's deputy
    QVERIFY(writesForBen());
    QTRY_VERIFY_WITH_TIMEOUT(step(u"As: me"_s), patience);
    QCOMPARE(step(u"As: me"_s)->accessibleName(), u"Write as: me"_s);
    write(u"Maria, call {attorney_name}: {attorney_phone}. {staff_name}"_s);
    QTRY_COMPARE_WITH_TIMEOUT(message()->toPlainText(), u"Maria, call Ana Ruiz: (312) 555-0100. Ana Ruiz"_s, patience);
    // What a person typed is theirs, whoever signs.
    m_world->find<QLineEdit>(u"staff_name"_s)->setText(u"Your office"_s);
    message()->setFocus();
    shoot(u"as-me"_s);
    chooseName(1);
    QTRY_VERIFY_WITH_TIMEOUT(step(u"As: Ben"_s), patience);
    QCOMPARE(plain(step(u"As: Ben"_s)->accessibleName()), u"Write as: Ben"_s);
    QCOMPARE(message()->toPlainText(), u"Maria, call Ben: (312) 555-0177. Your office"_s);
    QTRY_VERIFY_WITH_TIMEOUT(message()->hasFocus(), patience);
    shoot(u"as-ben"_s);
    Keys::key(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(conversation().contains(u"by you for Ben"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->simulator.messagePosts() == 1, patience);
    QCOMPARE(newest().onBehalfOf, m_ben);
    QCOMPARE(newest().onBehalfName, u"Ben"_s);
    QCOMPARE(newest().staffId, m_me);
    QCOMPARE(newest().staffName, u"Ana Ruiz"_s); // who clicked
    QVERIFY(step(u"As: Ben"_s));                 // for as long as the conversation is open
    shoot(u"bubble-for-ben"_s);
    // An internal note is nobody's but one's own.
    QTest::mouseClick(step(u"Internal note"_s), Qt::LeftButton);
    QVERIFY(!step(u"As: Ben"_s));
    QTest::mouseClick(step(u"Internal note"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(step(u"As: Ben"_s), patience);
    chooseName(0);
    QTRY_VERIFY_WITH_TIMEOUT(step(u"As: me"_s), patience);
}

void ColleagueWork::theNameIsKeptForAConversation()
{
    (void)m_world->store.addClient(u"Otto Olm"_s, u"+13125550143"_s);
    QVERIFY(join() && writesForBen());
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(step(u"As: me"_s), patience);
    auto *templates = qobject_cast<QComboBox *>(m_world->buddyOf(u"Template"_s));
    QVERIFY(templates);
    const auto choose = [&] {
        for (int row = 1; row < templates->count(); ++row) {
            templates->setCurrentIndex(row);
            Q_EMIT templates->activated(row);
            if (message()->toPlainText().contains(u"Ana Ruiz"_s))
                return true;
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(templates->count() > 1, patience);
    QVERIFY(choose());
    message()->setFocus();
    chooseName(1);
    QTRY_VERIFY_WITH_TIMEOUT(message()->toPlainText().contains(u"Ben"_s), patience);
    QVERIFY(!message()->toPlainText().contains(u"Ana Ruiz"_s));
    // Elsewhere I write for myself; and here again, too, what was begun says so.
    QVERIFY(m_world->openConversation(u"Otto"_s));
    QTRY_VERIFY_WITH_TIMEOUT(step(u"As: me"_s), patience);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(message()->toPlainText().contains(u"Ana Ruiz"_s), patience);
    QVERIFY(step(u"As: me"_s));
    QVERIFY(!message()->toPlainText().contains(u"Ben"_s));
    // What a person typed in Ben's name stays Ben's.
    chooseName(1);
    write(u"Ben here, by hand."_s);
    QTRY_VERIFY_WITH_TIMEOUT(step(u"As: Ben"_s), patience);
    QVERIFY(m_world->openConversation(u"Otto"_s));
    QTRY_VERIFY_WITH_TIMEOUT(step(u"As: me"_s), patience);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_COMPARE_WITH_TIMEOUT(message()->toPlainText(), u"Ben here, by hand."_s, patience);
    QVERIFY(step(u"As: Ben"_s));
}

/// What was written in a name does not leave in another one, and not in this one any more.
void ColleagueWork::theRightEndsMeanwhile()
{
    QVERIFY(join() && writesForBen());
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(step(u"As: me"_s), patience);
    message()->setFocus();
    chooseName(1);
    QTRY_VERIFY_WITH_TIMEOUT(step(u"As: Ben"_s), patience);
    write(u"Ben here."_s);
    QVERIFY(writesForBen(false));
    QVERIFY(step(u"As: Ben"_s));
    QTest::mouseClick(step(u"Send"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"You may not write for this person any more, so nothing was sent."_s), patience);
    QCOMPARE(message()->toPlainText(), u"Ben here."_s);
    QVERIFY(newest().id.isNull());
    shoot(u"not-for-ben-any-more"_s);
    message()->setFocus();
    chooseName(0);
    QTRY_VERIFY_WITH_TIMEOUT(!step(u"As: Ben"_s), patience);
    QVERIFY(!step(u"As: me"_s)); // there is nothing to choose
    QTest::mouseClick(step(u"Send"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(conversation().contains(u"Ben here."_s), patience);
}

void ColleagueWork::whoWroteForWhomIsShown()
{
    QVERIFY(join());
    m_world->openWindow().resize(1280, 800);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QVERIFY(colleagueTexts(u"Your papers are ready."_s, 30));
    const auto id = newest().id;
    QVERIFY(execute(u"UPDATE communication_logs SET staff_name = 'Ben', on_behalf_of = ?, on_behalf_name = 'Ann Able' "
                    "WHERE id = ?"_s,
                    {m_me.toString(), id.toString()}));
    m_world->store.communications.announce({id});
    QTRY_VERIFY_WITH_TIMEOUT(conversation().contains(u"by Ben for Ann Able"_s), patience);
    m_world->window->showPage(MainWindow::Page::History);
    auto *table = m_world->window->findChild<QTableView *>(u"historyTable"_s);
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, patience);
    QCOMPARE(plain(table->model()->index(0, 4).data().toString()), u"Ben for Ann Able: Your papers are ready."_s);
    table->setCurrentIndex(table->model()->index(0, 0));
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"sent by Ben for Ann Able"_s), patience);
    shoot(u"history-for-ann"_s);
}

QTEST_MAIN(ColleagueWork)
#include "tst_colleaguework.moc"
