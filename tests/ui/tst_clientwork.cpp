#include "uitesting.h"
#include "windowfixture.h"

#include "common/theme.h"
#include "history/historypage.h"

#include <QApplication>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QScopeGuard>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace UiTesting;

/// What is done with clients beyond writing to them: replies and their next step, numbers that nobody has named, the
/// archive, several numbers, links, names of another direction.
class ClientWork : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    void opened(const QUrl &url) { m_opened << url; }

private Q_SLOTS:
    void init();
    void cleanup();
    void replyOffersTheNextStep_data();
    void replyOffersTheNextStep();
    void heldTextIsNotAnswered();
    void thanksInTheClientsLanguage();
    void unknownNumberJoinsAClient();
    void unknownNumberBecomesAClient();
    void whatIsBeingWrittenFollowsTheNumber();
    void archivedClientsAreFoundAndComeBack();
    void stateIsTheNumbers();
    void doubtInAnotherAccount_data();
    void doubtInAnotherAccount();
    void aRepeatOfWhatArrived();
    void aPossibleDuplicateAsksFirst();
    void linksAskBeforeTheyOpen();
    void complaintGoesWithItsBanner();
    void namesOfAnotherDirectionStayTogether();
    void newByPage();

private:
    QPlainTextEdit *message() const { return m_world->find<QPlainTextEdit>(u"Message"_s); }
    QListView *clients() const { return m_world->find<QListView>(u"Clients"_s); }
    bool shown(const QString &words) const { return says(m_world->window.get(), words); }
    QPushButton *step(const QString &text) const { return button(m_world->window.get(), text); }
    void comes(Direction direction, const QString &peer, const QString &body, int minutesAgo = 0);
    Client addMaria(const QStringList &more = {});
    QString rows() const;
    void shoot(const QString &name) const;

    std::unique_ptr<WindowFixture> m_world;
    QList<QUrl> m_opened; ///< what the desktop was told to open
    int m_sid = 0;
};

void ClientWork::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    Theme::apply(*qApp, Theme::Scheme::Light);
    m_world = std::make_unique<WindowFixture>();
    QVERIFY(m_world->start());
}

void ClientWork::cleanup()
{
    m_world.reset();
}

void ClientWork::comes(Direction direction, const QString &peer, const QString &body, int minutesAgo)
{
    auto news = StoreFixture::news(direction, u"SM%1"_s.arg(++m_sid, 32, 10, QChar(u'0')), peer, body,
                                   direction == Direction::Inbound ? u"received"_s : u"delivered"_s);
    news.createdAt = QDateTime::currentDateTimeUtc().addSecs(-60 * minutesAgo);
    QVERIFY(waited(m_world->store.communications.apply({news}, {QLatin1String(StoreFixture::ownNumber)})));
}

Client ClientWork::addMaria(const QStringList &more)
{
    Client maria = m_world->store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    for (const QString &number : more)
        maria.numbers << ClientNumber{PhoneNumber::fromE164(number), u"office"_s, TextPermission::MayText, {}};
    return waited(m_world->store.clients.save(maria)).value_or(maria);
}

QString ClientWork::rows() const
{
    QStringList result;
    for (int row = 0; row < clients()->model()->rowCount(); ++row)
        result << plain(clients()->model()->index(row, 0).data(Qt::AccessibleTextRole).toString());
    return result.join(u'\n');
}

/// For people to look at, where PRACTICELINE_SCREENSHOTS names a folder.
void ClientWork::shoot(const QString &name) const
{
    const QString folder = qEnvironmentVariable("PRACTICELINE_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    for (const auto scheme : {Theme::Scheme::Dark, Theme::Scheme::Light}) {
        Theme::apply(*qApp, scheme);
        const QString suffix = scheme == Theme::Scheme::Light ? u"-light.png"_s : u"-dark.png"_s;
        QTest::qWait(200);
        QVERIFY(QDir().mkpath(folder));
        for (const QSize size : {QSize(1024, 700), QSize(1280, 800)}) {
            m_world->window->resize(size);
            QTest::qWait(100);
            QVERIFY(m_world->window->grab().save(folder + u"/work-%1-%2"_s.arg(name).arg(size.width()) + suffix));
        }
        const auto dialogs = m_world->window->findChildren<QDialog *>();
        for (QDialog *dialog : dialogs) {
            if (dialog->isVisible())
                QVERIFY(dialog->grab().save(folder + u"/work-"_s + name + u"-dialog"_s + suffix));
        }
    }
}

// --- replies

void ClientWork::replyOffersTheNextStep_data()
{
    QTest::addColumn<QString>("reply");
    QTest::addColumn<QString>("badge");
    QTest::addColumn<QStringList>("steps");
    QTest::newRow("confirm") << u"CONFIRM"_s << u"Confirmed"_s << QStringList{u"Thank"_s};
    QTest::newRow("reschedule") << u"RESCHEDULE"_s << u"Asks to reschedule"_s
                                << QStringList{u"Text times"_s, u"Call"_s};
    QTest::newRow("yes") << u"Yes"_s << u"Says yes"_s << QStringList{u"Thank"_s, u"Answer"_s};
    QTest::newRow("no") << u"No"_s << u"Says no"_s << QStringList{u"Answer"_s, u"Call"_s};
}

void ClientWork::replyOffersTheNextStep()
{
    QFETCH(QString, reply);
    QFETCH(QString, badge);
    QFETCH(QStringList, steps);
    addMaria();
    comes(Direction::Outbound, u"+13125550142"_s, u"Could we meet on Thursday at 3 PM?"_s, 20);
    comes(Direction::Inbound, u"+13125550142"_s, reply, 3);
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    const QString words = u"Maria: %1, in answer to “Could we meet on Thursday at 3 PM?”"_s.arg(badge);
    QTRY_VERIFY_WITH_TIMEOUT(shown(words), patience);
    QVERIFY(plain(m_world->conversationText()).contains(badge));
    for (const QString &text : steps)
        QTRY_VERIFY2(step(text) != nullptr, qPrintable(text));
    shoot(u"reply-"_s + QString::fromLatin1(QTest::currentDataTag()));
    // What is written stays; an empty message takes what is suggested.
    message()->setPlainText(u"My own words"_s);
    if (QPushButton *thank = step(u"Thank"_s)) {
        thank->click();
        QTRY_VERIFY(message()->hasFocus());
        QCOMPARE(message()->toPlainText(), u"My own words"_s);
        message()->clear();
        thank->click();
        QTRY_COMPARE(message()->toPlainText(), u"Thank you! See you then."_s);
    } else if (QPushButton *times = step(u"Text times"_s)) {
        times->click();
        QTRY_VERIFY(message()->hasFocus());
        QCOMPARE(message()->toPlainText(), u"My own words"_s);
        message()->clear();
        times->click();
        QTRY_VERIFY(!message()->toPlainText().isEmpty());
    } else {
        step(u"Answer"_s)->click();
        QTRY_VERIFY(message()->hasFocus());
    }
}

/// A text that waits was not answered, however new it is.
void ClientWork::heldTextIsNotAnswered()
{
    const Client maria = addMaria();
    comes(Direction::Outbound, u"+13125550142"_s, u"Could we meet on Thursday at 3 PM?"_s, 20);
    QCOMPARE(m_world->store.textIn(SendState::Held, maria, u"Bring the deed."_s).sendState, SendState::Held);
    comes(Direction::Inbound, u"+13125550142"_s, u"YES"_s, -1);
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"Maria: Says yes, in answer to “Could we meet on Thursday at 3 PM?”"_s), patience);
}

void ClientWork::thanksInTheClientsLanguage()
{
    Client maria = addMaria();
    maria.language = u"es"_s;
    QVERIFY(waited(m_world->store.clients.save(maria)));
    comes(Direction::Inbound, u"+13125550142"_s, u"CONFIRMO"_s);
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(step(u"Thank"_s) != nullptr, patience);
    step(u"Thank"_s)->click();
    QTRY_COMPARE(message()->toPlainText(), u"¡Gracias! Nos vemos."_s);
}

// --- numbers that nobody has named

void ClientWork::unknownNumberJoinsAClient()
{
    const Client maria = addMaria();
    comes(Direction::Inbound, u"+13125550177"_s, u"It is me, from the office"_s);
    const PhoneNumber office = PhoneNumber::fromE164(u"+13125550177"_s);
    QVERIFY(waited(m_world->store.clients.setPermission(office, TextPermission::OptedOut, u"letter"_s)));
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Unknown"_s));
    QTRY_VERIFY_WITH_TIMEOUT(step(u"Add to a client …"_s) != nullptr, patience);
    step(u"Add to a client …"_s)->click();
    QListView *choices = nullptr;
    QTRY_VERIFY((choices = m_world->find<QListView>(u"Clients to choose from"_s)) != nullptr);
    QTRY_COMPARE_WITH_TIMEOUT(choices->model()->rowCount(), 1, patience); // the unknown one itself is none
    QVERIFY(!step(u"Add the number"_s)->isEnabled());
    shoot(u"join"_s);
    choices->setCurrentIndex(choices->model()->index(0, 0));
    step(u"Add the number"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(rows().startsWith(u"Maria Lopez") && !rows().contains(u"Unknown"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_world->conversationText().contains(u"from the office"), patience);
    const auto joined = waited(m_world->store.clients.fetch(maria.id));
    QVERIFY(joined);
    QCOMPARE(joined->numbers.size(), 2);
    QCOMPARE(joined->primaryNumber(), maria.primaryNumber());
    QCOMPARE(joined->numbers.at(1).number, office);
    QCOMPARE(joined->numbers.at(1).permission, TextPermission::OptedOut);
    QCOMPARE(joined->numbers.at(0).permission, TextPermission::MayText);
}

void ClientWork::unknownNumberBecomesAClient()
{
    comes(Direction::Inbound, u"+13125550177"_s, u"Is this the tax office?"_s);
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Unknown"_s));
    QTRY_VERIFY_WITH_TIMEOUT(step(u"Add as client"_s) != nullptr, patience);
    step(u"Add as client"_s)->click();
    QTRY_VERIFY(m_world->find<QLineEdit>(u"Client name"_s) != nullptr);
    auto *save = m_world->find<QPushButton>(u"Save client"_s);
    QTRY_VERIFY_WITH_TIMEOUT(save->isEnabled(), patience);
    QTest::keyClicks(m_world->find<QLineEdit>(u"Client name"_s), u"Grace Wu"_s);
    save->click();
    QTRY_VERIFY_WITH_TIMEOUT(rows().startsWith(u"Grace Wu"), patience);
    QVERIFY(m_world->conversationText().contains(u"Is this the tax office?"));
    QTRY_VERIFY(step(u"Add as client"_s) == nullptr);
}

/// Somebody else says whose number it is, in the middle of our sentence.
void ClientWork::whatIsBeingWrittenFollowsTheNumber()
{
    const QString office = u"+13125550177"_s;
    comes(Direction::Inbound, office, u"Is this the tax office?"_s);
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Unknown"_s));
    QTRY_VERIFY(message() != nullptr && message()->isEnabled());
    message()->setFocus();
    QTest::keyClicks(message(), u"Yes, it is"_s);
    const ClientId grace = m_world->store.addClient(u"Grace Wu"_s, office).id;
    QTRY_VERIFY_WITH_TIMEOUT(rows().startsWith(u"Grace Wu") && !rows().contains(u"Unknown"), patience);
    QTRY_COMPARE_WITH_TIMEOUT(message()->toPlainText(), u"Yes, it is"_s, patience);
    QCOMPARE(m_world->window->focusWidget(), message());
    QTRY_VERIFY_WITH_TIMEOUT(m_world->conversationText().contains(u"Is this the tax office?"), patience);
    QVERIFY(!shown(u"no longer shown to you"_s));
    QTest::keyClicks(message(), u"."_s);
    QTest::keyClick(message(), Qt::Key_Return, Qt::ControlModifier);
    const auto sent = [&] {
        CommunicationFilter filter;
        filter.clientId = grace;
        const auto page = waited(m_world->store.communications.page(filter, {}, 10));
        return page && page->rows.size() == 2 ? page->rows.first().body : QString();
    };
    QTRY_COMPARE_WITH_TIMEOUT(sent(), u"Yes, it is."_s, patience);
}

// --- the archive

void ClientWork::archivedClientsAreFoundAndComeBack()
{
    const Client maria = addMaria();
    m_world->store.addClient(u"Mario Rossi"_s, u"+13125550143"_s);
    QVERIFY(waited(m_world->store.clients.setArchived(maria.id, true)));
    m_world->openWindow();
    QTRY_VERIFY_WITH_TIMEOUT(step(u"Archived clients"_s) != nullptr, patience);
    QTRY_VERIFY_WITH_TIMEOUT(rows().startsWith(u"Mario"), patience);
    QVERIFY(!rows().contains(u"Maria"));
    // A search finds both, the archived one marked and last.
    auto *search = m_world->find<QLineEdit>(u"Search clients"_s);
    search->setText(u"mari"_s);
    QTRY_COMPARE_WITH_TIMEOUT(clients()->model()->rowCount(), 2, patience);
    QVERIFY2(rows().contains(u"Maria Lopez, Archived · "), qPrintable(rows()));
    QVERIFY(rows().startsWith(u"Mario"));
    shoot(u"search-archived"_s);
    search->clear();
    QTRY_COMPARE_WITH_TIMEOUT(clients()->model()->rowCount(), 1, patience);
    step(u"Archived clients"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(rows().startsWith(u"Maria"), patience);
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"archived"_s), patience);
    shoot(u"archive"_s);
    QAction *back = nullptr;
    const auto menus = m_world->window->findChildren<QMenu *>();
    for (const QMenu *menu : menus) {
        for (QAction *action : menu->actions())
            back = action->text() == u"Bring &back from the archive" ? action : back;
    }
    QVERIFY(back != nullptr);
    back->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(clients()->model()->rowCount(), 0, patience);
    QVERIFY(shown(u"No archived clients."_s));
    step(u"Back to all clients"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(clients()->model()->rowCount(), 2, patience);
    QTRY_VERIFY_WITH_TIMEOUT(step(u"Archived clients"_s) == nullptr, patience);
}

// --- several numbers

void ClientWork::stateIsTheNumbers()
{
    const Client maria = addMaria({u"+13125550188"_s});
    const PhoneNumber office = maria.numbers.at(1).number;
    QVERIFY(waited(m_world->store.clients.setPermission(office, TextPermission::OptedOut, u"letter"_s)));
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(m_world->buddyOf(u"To"_s) != nullptr, patience);
    auto *to = qobject_cast<QComboBox *>(m_world->buddyOf(u"To"_s));
    QVERIFY(to != nullptr);
    QCOMPARE(to->itemText(1), u"(312) 555-0188 · office · Opted out"_s);
    QVERIFY(shown(u"✓ May be texted"_s));
    QVERIFY(!shown(u"opted out of texts"_s));
    QVERIFY(!rows().contains(u"Opted out"));
    to->setCurrentIndex(1);
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"opted out of texts"_s), patience);
    QVERIFY(shown(u"Opted out"_s) && !shown(u"✓ May be texted"_s));
    QVERIFY(shown(u"(312) 555-0188"_s));
    shoot(u"second-number"_s);
    message()->setPlainText(u"Not there"_s);
    step(u"Send"_s)->click();
    QTRY_VERIFY(shown(u"Not sent: see above."_s));
    // Allowed again by a person: that number, and no other.
    QAction *allow = nullptr;
    const auto menus = m_world->window->findChildren<QMenu *>();
    for (const QMenu *menu : menus) {
        for (QAction *action : menu->actions())
            allow = action->text() == u"&May be texted …" ? action : allow;
    }
    QVERIFY(allow != nullptr);
    allow->trigger();
    QTRY_VERIFY(shown(u"Only when Maria at (312) 555-0188 has agreed again."_s));
    auto *reason = m_world->find<QPlainTextEdit>(u"How do you know? (kept in the records)"_s);
    QVERIFY(reason != nullptr);
    reason->setPlainText(u"She said so on the phone"_s);
    step(u"Allow texts"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"✓ May be texted"_s), patience);
    QCOMPARE(to->currentIndex(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(!shown(u"opted out of texts"_s), patience);
    QVERIFY(!shown(u"Not sent: see above."_s));
    step(u"Send"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_world->conversationText().contains(u"Not there"), patience);
    const auto page = waited(m_world->store.communications.page({}, {}, 10));
    QVERIFY(page && page->rows.size() == 1);
    QCOMPARE(page->rows.first().peer, office);
}

// --- doubt

void ClientWork::doubtInAnotherAccount_data()
{
    QTest::addColumn<QString>("account");
    QTest::addColumn<bool>("canBeAsked");
    QTest::newRow("this one") << SimulatorOptions().accountSid << true;
    QTest::newRow("the one before") << u"AC"_s + QString(32, u'9') << false;
}

/// Where nobody can look, nothing is promised: a person decides at once.
void ClientWork::doubtInAnotherAccount()
{
    QFETCH(const QString, account);
    QFETCH(const bool, canBeAsked);
    const Client maria = addMaria();
    const auto row = waited(m_world->store.outbox.add(StoreFixture::text(maria, u"Bring the deed."_s)));
    QVERIFY(row);
    const auto attempt = AttemptId::create();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(waited(m_world->store.outbox.markSending(row->id, attempt, now, {}, account)));
    QVERIFY(waited(m_world->store.outbox.markUnconfirmed(row->id, attempt, std::chrono::seconds(0))));
    MainWindow &window = m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    const QString again = u"Send again (may be a duplicate) …"_s;
    const QString elsewhere = u"another Twilio account"_s;
    const auto offersWhatCanBeDone = [&] {
        return (step(u"Check now"_s) != nullptr) == canBeAsked && (step(again) != nullptr) != canBeAsked &&
               shown(elsewhere) != canBeAsked;
    };
    QTRY_VERIFY_WITH_TIMEOUT(offersWhatCanBeDone(), patience);
    shoot(canBeAsked ? u"doubt"_s : u"doubt-elsewhere"_s);
    const QString bubble =
        m_world->find<QListView>(u"Conversation"_s)->model()->index(0, 0).data(Qt::AccessibleTextRole).toString();
    QCOMPARE(bubble.contains(u"checking with Twilio"_s), canBeAsked);
    QCOMPARE(bubble.contains(elsewhere), !canBeAsked);
    window.showPage(MainWindow::Page::History);
    auto *table = window.findChild<HistoryPage *>()->findChild<QTableView *>();
    QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, patience);
    table->selectRow(0);
    QTRY_VERIFY_WITH_TIMEOUT(offersWhatCanBeDone(), patience);
}

/// The text was typed twice, the first one turned out to have arrived: the second says so, and nothing invites to
/// write it a third time.
void ClientWork::aRepeatOfWhatArrived()
{
    const Client maria = addMaria();
    auto &outbox = m_world->store.outbox;
    const auto first = m_world->store.textIn(SendState::Unconfirmed, maria, u"Bring the deed."_s);
    const auto second = waited(outbox.add(StoreFixture::text(maria, u"Bring the deed."_s)));
    QVERIFY(second && second->block == SendBlock::PossibleDuplicate);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(waited(outbox.markAccepted(first.id, first.attempt, u"SM"_s + QString(32, u'a'), u"delivered"_s,
                                       QLatin1String(StoreFixture::ownNumber), now)));
    QVERIFY(waited(outbox.release(second->id, now.addSecs(3'600), {}, now)));
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    auto *rows = m_world->find<QListView>(u"Conversation"_s);
    QTRY_COMPARE_WITH_TIMEOUT(rows->model()->rowCount(), 2, patience);
    const auto said = [&](int row) { return rows->model()->index(row, 0).data(Qt::AccessibleTextRole).toString(); };
    const int repeat = said(1).contains(u"Delivered"_s) ? 0 : 1; // Twilio's time orders the first one
    QVERIFY2(said(repeat).contains(u"Refused: Twilio has the first one after all"_s), qPrintable(said(repeat)));
    rows->setCurrentIndex(rows->model()->index(repeat, 0));
    QTest::qWait(100);
    QVERIFY(step(u"Write again"_s) == nullptr);
    shoot(u"first-arrived"_s);
}

void ClientWork::aPossibleDuplicateAsksFirst()
{
    const Client maria = addMaria();
    m_world->store.textIn(SendState::Unconfirmed, maria, u"Bring the deed."_s);
    const auto row = waited(m_world->store.outbox.add(StoreFixture::text(maria, u"Bring the deed."_s)));
    QVERIFY(row);
    QVERIFY(waited(m_world->store.outbox.hold(row->id, SendBlock::PossibleDuplicate)));
    const auto state = [&] { return waited(m_world->store.communications.fetch(row->id))->sendState; };
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(step(u"Send now …"_s) != nullptr, patience);
    step(u"Send now …"_s)->click();
    QPointer<QMessageBox> box;
    QTRY_VERIFY((box = m_world->window->findChild<QMessageBox *>()) != nullptr);
    QVERIFY(box->text().contains(u"is still unconfirmed"));
    QTest::keyClick(box, Qt::Key_Return); // the default does no harm
    QTRY_VERIFY(box.isNull());
    QCOMPARE(state(), SendState::Held);
    step(u"Send now …"_s)->click();
    QTRY_VERIFY((box = m_world->window->findChild<QMessageBox *>()) != nullptr);
    button(box, u"Send now"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(state() != SendState::Held, patience);
}

// --- text from outside

void ClientWork::linksAskBeforeTheyOpen()
{
    addMaria();
    comes(Direction::Inbound, u"+13125550142"_s, u"Pay here: https://аpple.com/x now"_s); // a Cyrillic a
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    const auto *list = m_world->find<QListView>(u"Conversation"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 1, patience);
    const_cast<QListView *>(list)->setCurrentIndex(list->model()->index(0, 0));
    const QString open = u"Open xn--pple-43d.com …"_s;
    QTRY_VERIFY_WITH_TIMEOUT(step(open) != nullptr, patience);
    shoot(u"link"_s);
    QDesktopServices::setUrlHandler(u"https"_s, this, "opened");
    const auto unset = qScopeGuard([] { QDesktopServices::unsetUrlHandler(u"https"_s); });
    step(open)->setFocus();
    QTest::keyClick(step(open), Qt::Key_Space);
    QPointer<QMessageBox> box;
    QTRY_VERIFY((box = m_world->window->findChild<QMessageBox *>()) != nullptr);
    QCOMPARE(box->textFormat(), Qt::PlainText);
    QVERIFY(box->text().contains(u"xn--pple-43d.com"));
    QVERIFY(box->informativeText().contains(u"https://xn--pple-43d.com/x"));
    QCOMPARE(box->defaultButton(), box->button(QMessageBox::Cancel));
    box->button(QMessageBox::Cancel)->click();
    QTRY_VERIFY(box == nullptr);
    QVERIFY(m_opened.isEmpty());
    step(open)->click();
    QTRY_VERIFY((box = m_world->window->findChild<QMessageBox *>()) != nullptr);
    QVERIFY(m_opened.isEmpty());
    button(box, u"Open xn--pple-43d.com"_s)->click();
    QTRY_VERIFY(box == nullptr);
    QCOMPARE(m_opened, QList<QUrl>{QUrl(u"https://xn--pple-43d.com/x"_s)});
}

void ClientWork::complaintGoesWithItsBanner()
{
    const Client maria = addMaria();
    QVERIFY(waited(m_world->store.clients.setPermission(maria.primaryNumber(), TextPermission::OptedOut, u"letter"_s)));
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"Maria"_s));
    QTRY_VERIFY_WITH_TIMEOUT(shown(u"opted out of texts"_s), patience);
    message()->setPlainText(u"Hello"_s);
    step(u"Send"_s)->click();
    QTRY_VERIFY(shown(u"Not sent: see above."_s));
    QVERIFY(waited(m_world->store.clients.setPermission(maria.primaryNumber(), TextPermission::MayText, u"START"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(!shown(u"opted out of texts"_s), patience);
    QVERIFY(!shown(u"Not sent: see above."_s));
    QCOMPARE(message()->toPlainText(), u"Hello"_s);
}

void ClientWork::namesOfAnotherDirectionStayTogether()
{
    const QString name = u"ליאת כהן (אמא)"_s;
    const Client liat = m_world->store.addClient(name, u"+13125550142"_s);
    m_world->store.addClient(u"ليلى حداد!"_s, u"+13125550143"_s);
    QVERIFY(waited(m_world->store.clients.setPermission(liat.primaryNumber(), TextPermission::OptedOut, u"letter"_s)));
    comes(Direction::Inbound, u"+13125550142"_s, u"שלום, אפשר לדבר?"_s);
    m_world->openWindow();
    QVERIFY(m_world->openConversation(u"ליאת"_s));
    const auto labelled = [this](const QString &text) {
        const auto labels = m_world->window->findChildren<QLabel *>();
        return std::any_of(labels.cbegin(), labels.cend(),
                           [&text](const QLabel *l) { return l->isVisible() && l->text().contains(text); });
    };
    const auto isolated = [](const QString &text) { return QChar(0x2068) + text + QChar(0x2069); };
    QTRY_VERIFY_WITH_TIMEOUT(labelled(isolated(name)), patience);                                 // header
    QTRY_VERIFY_WITH_TIMEOUT(labelled(isolated(u"ליאת"_s) + u" opted out of texts"_s), patience); // banner
    shoot(u"right-to-left"_s);
}

void ClientWork::newByPage()
{
    MainWindow &window = m_world->openWindow();
    window.showPage(MainWindow::Page::Templates);
    auto *list = m_world->find<QListView>(u"Templates"_s);
    QVERIFY(list != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(list->model()->rowCount() > 3, patience);
    QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier);
    QTest::qWait(100);
    QVERIFY(m_world->find<QLineEdit>(u"Client name"_s) == nullptr);
    QCOMPARE(window.currentPage(), MainWindow::Page::Templates);
    auto *name = m_world->find<QLineEdit>(u"Template name"_s);
    QVERIFY(name != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(name->text().isEmpty() && name->hasFocus(), patience);
    window.showPage(MainWindow::Page::Clients);
    QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(m_world->find<QLineEdit>(u"Client name"_s) != nullptr);
}

QTEST_MAIN(ClientWork)
#include "tst_clientwork.moc"
