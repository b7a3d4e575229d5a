#include "clients/behalfchoice.h"
#include "clients/clientdialog.h"
#include "clients/importdialog.h"
#include "clients/joindialog.h"
#include "clients/visibilitydialog.h"
#include "common/noticebar.h"
#include "history/historypage.h"
#include "keys.h"
#include "mainwindow.h"
#include "memberdata.h"
#include "picturedata.h"
#include "settings/practicekeyform.h"
#include "settings/settingspage.h"
#include "setup/setupdialog.h"
#include "sharedworld.h"
#include "sharing/approvedialog.h"
#include "sharing/conflictsdialog.h"
#include "sharing/deputiesdialog.h"
#include "sharing/invitedialog.h"
#include "sharing/joinpracticedialog.h"
#include "sharing/memberpanel.h"
#include "sharing/practicerecoverypanel.h"
#include "sharing/recoverpracticedialog.h"
#include "sharing/reencryptpanel.h"
#include "sharing/setuppracticedialog.h"
#include "sharing/updatedatabasedialog.h"
#include "templates/templatespage.h"
#include "uitesting.h"

#include <QAbstractButton>
#include <QKeySequence>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace UiTesting;

/// Tab goes as one reads. Alt and a letter do one thing: where two controls on the screen share a letter, Qt only moves
/// the focus between them and presses neither.
class Mnemonics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eachLetterOnce_data();
    void eachLetterOnce();

private:
    static QStringList clashes(const QWidget *window);
    static QStringList stepsBack(const QWidget *window);
    void sharing(const std::function<void(const QWidget *, const QString &)> &look);

    QTranslator m_own;
    std::unique_ptr<SharedWorld> m_world;
};

void Mnemonics::initTestCase()
{
    m_world = std::make_unique<SharedWorld>();
    QVERIFY(m_world->open());
    QVERIFY(m_world->setUp());
    QVERIFY(fillForPictures(m_world->store));
}

QStringList Mnemonics::clashes(const QWidget *window)
{
    QHash<QString, QString> owners;
    QStringList found;
    const auto note = [&](const QWidget *widget, const QString &text) {
        const QString letter = QKeySequence::mnemonic(text).toString();
        if (letter.isEmpty() || !widget->isVisible() || widget->window() != window)
            return;
        if (owners.contains(letter))
            found << u"%1: %2, %3"_s.arg(letter, owners.value(letter), text);
        owners.insert(letter, text);
    };
    const auto buttons = window->findChildren<QAbstractButton *>();
    for (const QAbstractButton *one : buttons)
        note(one, one->text());
    const auto labels = window->findChildren<QLabel *>();
    for (const QLabel *one : labels) {
        if (one->buddy() != nullptr && one->buddy()->isVisible())
            note(one, one->text());
    }
    return found;
}

/// Where Tab goes up, or back in a line: once is the way from the end to the beginning.
QStringList Mnemonics::stepsBack(const QWidget *window)
{
    QList<QWidget *> chain;
    auto *widget = const_cast<QWidget *>(window);
    do {
        if ((widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget->isVisible() && widget->isEnabled() &&
            widget->focusProxy() == nullptr)
            chain << widget;
        widget = widget->nextInFocusChain();
    } while (widget != window);
    // Of the parts in which the two stand: what is scrolled out of sight is still above the buttons below the page.
    const auto place = [](QWidget *one, const QWidget *other) {
        while (one->parentWidget() != nullptr && !one->parentWidget()->isAncestorOf(other))
            one = one->parentWidget();
        return one->geometry();
    };
    QStringList found;
    for (qsizetype i = 0; i < chain.size(); ++i) {
        QWidget *from = chain.at(i);
        QWidget *to = chain.at((i + 1) % chain.size());
        if (from->isAncestorOf(to) || to->isAncestorOf(from))
            continue;
        const QRect a = place(from, to);
        const QRect b = place(to, from);
        const bool isAbove = b.bottom() < a.top() && b.left() <= a.right();
        const bool isBefore = b.right() < a.left() && b.top() <= a.bottom();
        if (isAbove || isBefore)
            found << u"%1 → %2"_s.arg(Keys::nameOf(from), Keys::nameOf(to));
    }
    return found.size() > 1 ? found : QStringList();
}

void Mnemonics::eachLetterOnce_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("English") << u"en"_s;
    QTest::newRow("Spanish") << u"es"_s;
}

void Mnemonics::eachLetterOnce()
{
    QFETCH(const QString, language);
    QCoreApplication::removeTranslator(&m_own);
    QVERIFY(m_own.load(u":/i18n/practiceline_%1.qm"_s.arg(language)));
    QCoreApplication::installTranslator(&m_own);
    QStringList found;
    const auto look = [&found](const QWidget *window, const QString &where) {
        QTest::qWait(200); // pages arrive
        for (const QString &clash : clashes(window))
            found << where + u": "_s + clash;
        for (const QString &step : stepsBack(window))
            found << where + u": Tab "_s + step;
    };

    MainWindow window(*m_world->context);
    window.resize(1440, 900);
    window.show();
    const auto page = waited(m_world->store.communications.page({}, {}, 100));
    QVERIFY(page);
    for (const Communication &row : page->rows) {
        window.showConversation(row.clientId);
        look(&window, u"conversation"_s);
    }
    window.showPage(MainWindow::Page::History);
    auto *table = window.findChild<HistoryPage *>()->findChild<QTableView *>();
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 3, patience);
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        table->selectRow(row);
        look(&window, u"history"_s);
    }
    window.showPage(MainWindow::Page::Templates);
    look(&window, u"templates"_s);
    auto *text = window.findChild<TemplatesPage *>()->findChild<QPlainTextEdit *>();
    QTRY_VERIFY_WITH_TIMEOUT(!text->toPlainText().isEmpty(), patience);
    text->appendPlainText(u"mine"_s);
    QVERIFY(m_world->execute(u"UPDATE sms_templates SET content = content || ' theirs'"_s, {}));
    m_world->store.templates.announceReset();
    look(&window, u"a colleague's template"_s);
    QVERIFY(window.hasUnsavedChanges());
    window.showPage(MainWindow::Page::Settings);
    using Section = SettingsPage::Section;
    for (const Section section : {Section::Twilio, Section::Practice, Section::Sharing, Section::You, Section::Privacy,
                                  Section::Data, Section::About}) {
        window.findChild<SettingsPage *>()->showSection(section);
        look(&window, u"settings %1"_s.arg(int(section)));
    }

    SetupDialog setUp(*m_world->context);
    setUp.show();
    for (int step = 0; step < setUp.pageCount(); ++step) {
        setUp.showPage(step);
        look(&setUp, u"set-up %1"_s.arg(step));
    }
    const auto maria = waited(m_world->store.clients.byNumber(PhoneNumber::fromE164(u"+13125550142"_s)));
    QVERIFY(maria);
    ClientDialog client(*m_world->context, *maria, nullptr);
    client.show();
    look(&client, u"client"_s);
    JoinDialog join(*m_world->context, *maria, nullptr);
    join.show();
    look(&join, u"join"_s);
    for (const QString &kind : {u"client"_s, u"number"_s}) { // what is decided: both, or done
        QVERIFY(m_world->execute(u"DELETE FROM sync_conflicts"_s, {}));
        QVERIFY(m_world->addConflict(kind, kind == "client"_L1 ? maria->id.toString() : u"+13125550190"_s,
                                     {{u"name"_s, u"Other"_s}}));
        ConflictsDialog conflicts(*m_world->context);
        conflicts.setAttribute(Qt::WA_DeleteOnClose, false);
        conflicts.show();
        look(&conflicts, u"conflicts"_s);
    }
    QTemporaryDir folder;
    QFile csv(folder.filePath(u"clients.csv"_s));
    QVERIFY(csv.open(QIODevice::WriteOnly));
    csv.write("Name,Phone\nAnn,3125550190\nBob,12\n");
    csv.close();
    ImportDialog import(*m_world->context);
    import.show();
    import.setFile(csv.fileName());
    QTRY_VERIFY_WITH_TIMEOUT(import.mapping().name == 0, patience);
    look(&import, u"import"_s);
    sharing(look);
    QVERIFY2(found.isEmpty(), qPrintable(u"\n"_s + found.join(u'\n')));
}

/// In each state, and its dialogs.
void Mnemonics::sharing(const std::function<void(const QWidget *, const QString &)> &look)
{
    PagesFixture world;
    QVERIFY(world.open());
    MainWindow window(*world.context);
    window.resize(1440, 900);
    window.show();
    window.showSettings(SettingsPage::Section::Sharing);
    QVERIFY(waited(world.store.settings.setMark(u"sharing.practice"_s, u"p1"_s)));
    world.sharing->load();
    QTRY_COMPARE_WITH_TIMEOUT(world.sharing->state(), Sharing::State::Withheld, patience);
    look(&window, u"sharing, withheld"_s);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const StaffId ana = StaffId::create();
    const StaffId bob = StaffId::create();
    QVERIFY(becomeMember(world, u"Ortega"_s,
                         {{ana, u"Ana"_s, u"admin"_s, u"advisor"_s, {}, now, {}},
                          {bob, u"Bob"_s, u"staff"_s, u"advisor"_s, {}, now, {}}}));
    look(&window, u"sharing, member"_s);
    QVERIFY(waited(world.store.database.run([ana, bob](QSqlDatabase &db) {
        return runSql(db, u"INSERT INTO deputies (id, person, deputy, since) VALUES ('1', ?, ?, 1)"_s,
                      {bob.toString(), ana.toString()});
    })));
    const Client tom = world.store.addClient(u"Tom"_s, u"+13125550190"_s);
    QVERIFY(waited(world.store.staff.load()));
    window.showConversation(tom.id);
    QTRY_VERIFY_WITH_TIMEOUT(window.findChild<BehalfChoice *>()->isVisible(), patience);
    look(&window, u"a deputy's conversation"_s);
    window.showSettings(SettingsPage::Section::Sharing);
    window.findChild<PracticeRecoveryPanel *>()->make();
    window.findChild<ReencryptPanel *>()->offer(ReencryptPanel::Reason::NewKey);
    auto *notice = window.findChild<MemberPanel *>()->findChild<NoticeBar *>();
    notice->show(u"No recovery key"_s);
    notice->addButton(MemberPanel::tr("&Make it now …"));
    window.findChild<QPushButton *>(u"updateDatabase"_s)->show();
    look(&window, u"sharing, keys"_s);
    window.findChild<ReencryptPanel *>()->offer(ReencryptPanel::Reason::ClearTexts);
    look(&window, u"sharing, clear texts"_s);
    window.showSettings(SettingsPage::Section::Twilio);
    QVERIFY(window.findChild<PracticeKeyForm *>()->isVisible());
    look(&window, u"Twilio, member"_s);
    for (QDialog *dialog : QList<QDialog *>{
             new SetUpPracticeDialog(*world.context, nullptr), new JoinPracticeDialog(*world.context, nullptr),
             new InviteDialog(*world.context, nullptr), new UpdateDatabaseDialog(*world.context, nullptr),
             new RecoverPracticeDialog(*world.context, nullptr),
             new DeputiesDialog(*world.context, world.store.staff.member(bob), nullptr),
             new VisibilityDialog(*world.context, tom, nullptr),
             new ApproveDialog(*world.context, {StaffId::create(), u"Bob"_s, u"staff"_s, "b", "s", {}}, nullptr)}) {
        const std::unique_ptr<QDialog> owned(dialog);
        dialog->show();
        look(dialog, QString::fromLatin1(dialog->metaObject()->className()));
    }
}

QTEST_MAIN(Mnemonics)
#include "tst_mnemonics.moc"
