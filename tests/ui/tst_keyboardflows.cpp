#include "keys.h"
#include "pagesfixture.h"
#include "uitesting.h"
#include "windowfixture.h"

#include "clients/importdialog.h"
#include "clients/joindialog.h"
#include "common/theme.h"
#include "setup/restorepanel.h"
#include "setup/setupdialog.h"
#include "storage/backup.h"

#include <QLineEdit>
#include <QListView>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace UiTesting;
using namespace Keys;

/// Work of several steps from its first key to its last: no mouse, no click, no focus but by Tab and mnemonics.
class KeyboardFlows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void importsClients();
    void addsANumberToAClient();
    void setsUpAPractice();
    void restoresABackUp();

private:
    /// Waits until @p window has the keyboard, as a window manager gives it to what opened last.
    static bool hasKeyboard(QWidget *window);
    /// Types @p path into the file chooser that opens.
    static bool typeFile(const QWidget *parent, const QString &path);
    static bool fill(const QWidget *parent, const QString &name, const QString &text);
    /// Shows the recovery key, types the group that is asked for and answers with the key.
    static QString confirmRecoveryKey(const QWidget *parent);
};

void KeyboardFlows::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    Theme::apply(*qApp, Theme::Scheme::Light);
}

bool KeyboardFlows::hasKeyboard(QWidget *window)
{
    if (window == nullptr)
        return false;
    window->activateWindow();
    return QTest::qWaitFor(
        [window] {
            const QWidget *focus = QApplication::focusWidget();
            return QApplication::activeWindow() == window && focus != nullptr && focus->window() == window;
        },
        patience);
}

bool KeyboardFlows::typeFile(const QWidget *parent, const QString &path)
{
    QFileDialog *files = nullptr;
    const auto opened = [&] {
        files = parent->findChild<QFileDialog *>();
        return files != nullptr && files->isVisible();
    };
    if (!QTest::qWaitFor(opened, patience) || !hasKeyboard(files))
        return false;
    auto *name = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    if (name == nullptr)
        return false;
    type(path);
    QTest::keyClick(name, Qt::Key_Return);
    return QTest::qWaitFor([&] { return parent->findChild<QFileDialog *>() == nullptr; }, patience);
}

bool KeyboardFlows::fill(const QWidget *parent, const QString &name, const QString &text)
{
    const auto all = parent->findChildren<QLineEdit *>();
    const auto found = std::find_if(all.cbegin(), all.cend(), [&](const QLineEdit *one) {
        return one->accessibleName() == name && one->isVisible();
    });
    if (found == all.cend() || !tabTo(*found))
        return false;
    key(Qt::Key_A, Qt::ControlModifier);
    type(text);
    return true;
}

QString KeyboardFlows::confirmRecoveryKey(const QWidget *parent)
{
    if (!tabTo(button(parent, u"Show my recovery key"_s)))
        return {};
    key(Qt::Key_Space);
    const auto *shown = parent->findChild<QLabel *>(u"recoveryKey"_s);
    if (!QTest::qWaitFor([&] { return !shown->text().isEmpty(); }, patience))
        return {};
    const QStringList groups = shown->text().simplified().split(u' ');
    static const QRegularExpression number(u"group (\\d+) of"_s);
    for (const QLabel *label : parent->findChildren<QLabel *>()) {
        const auto match = number.match(QString(label->text()).remove(u'&'));
        if (!match.hasMatch() || !label->isVisible() || !tabTo(label->buddy()))
            continue;
        type(groups.value(match.captured(1).toInt() - 1));
    }
    if (!tabTo(button(parent, u"Confirm"_s)))
        return {};
    key(Qt::Key_Space);
    return QTest::qWaitFor([&] { return says(parent, u"Confirmed. Keep the paper safe."_s); }, patience)
               ? groups.join(u'-')
               : QString();
}

void KeyboardFlows::importsClients()
{
    WindowFixture world;
    QVERIFY(world.start());
    QTemporaryDir folder;
    QFile csv(folder.filePath(u"clients.csv"_s));
    QVERIFY(csv.open(QIODevice::WriteOnly));
    csv.write("Name,Phone,Aside\nMaria Lopez,3125550142,likes mornings\nNobody,12,\n");
    csv.close();
    MainWindow &window = world.openWindow();
    QVERIFY(tabTo(world.find<QPushButton>(u"Import clients"_s)));
    key(Qt::Key_Space);
    QVERIFY(typeFile(&window, csv.fileName()));
    ImportDialog *dialog = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((dialog = window.findChild<ImportDialog *>()) != nullptr, patience);
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"Which column is what?"_s), patience);
    QVERIFY(hasKeyboard(dialog));
    // The first thing to look at has the focus, not the button that gives up.
    QTRY_VERIFY(qobject_cast<QComboBox *>(QApplication::focusWidget()) != nullptr);
    QComboBox *aside = nullptr;
    for (auto *combo : dialog->findChildren<QComboBox *>()) {
        if (combo->accessibleDescription().contains(u"Aside"))
            aside = combo;
    }
    QVERIFY(tabTo(aside));
    type(u"Notes"_s);
    QCOMPARE(aside->currentText(), u"Notes"_s);
    key(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"1 added"_s), patience);
    QVERIFY(tabTo(button(dialog, u"Save these rows …"_s)));
    QVERIFY(tabTo(button(dialog, u"Close"_s)));
    key(Qt::Key_Space);
    QTRY_VERIFY(window.findChild<ImportDialog *>() == nullptr);
    const auto maria = waited(world.store.clients.byNumber(PhoneNumber::fromE164(u"+13125550142"_s)));
    QVERIFY(maria);
    const auto whole = waited(world.store.clients.fetch(maria->id));
    QVERIFY(whole);
    QCOMPARE(whole->name, u"Maria Lopez"_s);
    QCOMPARE(whole->notes, u"likes mornings"_s);
}

void KeyboardFlows::addsANumberToAClient()
{
    WindowFixture world;
    QVERIFY(world.start());
    const Client maria = world.store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    world.store.addClient(u"Peter Hall"_s, u"+13125550143"_s);
    const auto news =
        StoreFixture::news(Direction::Inbound, u"SM1"_s, u"+13125550177"_s, u"From the office"_s, u"received"_s);
    QVERIFY(waited(world.store.communications.apply({news}, {QLatin1String(StoreFixture::ownNumber)})));
    MainWindow &window = world.openWindow();
    key(Qt::Key_K, Qt::ControlModifier);
    type(u"0177"_s);
    auto *list = world.find<QListView>(u"Clients"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 1, patience);
    key(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(button(&window, u"Add to a client …"_s) != nullptr, patience);
    QVERIFY(tabTo(button(&window, u"Add to a client …"_s)));
    key(Qt::Key_Space);
    JoinDialog *dialog = nullptr;
    QTRY_VERIFY((dialog = window.findChild<JoinDialog *>()) != nullptr);
    QVERIFY(hasKeyboard(dialog));
    QVERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()) != nullptr); // one may search at once
    auto *choices = named<QListView>(dialog, u"Clients to choose from"_s);
    QTRY_COMPARE_WITH_TIMEOUT(choices->model()->rowCount(), 2, patience);
    type(u"lop"_s);
    QTRY_COMPARE_WITH_TIMEOUT(choices->model()->rowCount(), 1, patience);
    QVERIFY(tabTo(choices));
    key(Qt::Key_Down);
    QTRY_VERIFY(button(dialog, u"Add the number"_s)->isEnabled());
    QVERIFY(tabTo(button(dialog, u"Add the number"_s)));
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(window.findChild<JoinDialog *>() == nullptr, patience);
    const auto joined = waited(world.store.clients.fetch(maria.id));
    QVERIFY(joined);
    QCOMPARE(joined->numbers.size(), 2);
    QCOMPARE(joined->numbers.at(1).number.e164(), u"+13125550177"_s);
}

void KeyboardFlows::setsUpAPractice()
{
    PagesFixture world;
    QVERIFY(world.open());
    SetupDialog dialog(*world.context);
    QSignalSpy completed(&dialog, &SetupDialog::completed);
    dialog.show();
    QVERIFY(hasKeyboard(&dialog));
    QVERIFY(tabTo(button(&dialog, u"Connect Twilio"_s)));
    key(Qt::Key_Space);
    QTRY_COMPARE(dialog.currentPage(), 1);
    QVERIFY(fill(&dialog, u"Account SID"_s, SimulatorOptions().accountSid));
    QVERIFY(fill(&dialog, u"API key SID"_s, u"SK"_s + QString(32, u'1')));
    QVERIFY(fill(&dialog, u"API key secret"_s, u"secret"_s));
    key(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(dialog.currentPage(), 2, patience);
    QVERIFY(fill(&dialog, u"Sender"_s, u"3125550100"_s));
    QVERIFY(fill(&dialog, u"Caller number"_s, u"3125550100"_s));
    QVERIFY(fill(&dialog, u"Your phone"_s, u"3125550199"_s));
    key(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(dialog.currentPage(), 3, patience);
    QVERIFY(fill(&dialog, u"Practice name"_s, u"Ruiz Wealth"_s));
    for (int page = 4; page <= 5; ++page) {
        QVERIFY(tabTo(button(&dialog, u"Next"_s)));
        key(Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(dialog.currentPage(), page, patience);
    }
    QVERIFY(!confirmRecoveryKey(&dialog).isEmpty());
    QVERIFY(tabTo(button(&dialog, u"Finish"_s)));
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(completed.count(), 1, patience);
    const PracticeSettings settings = world.store.settings.current();
    QVERIFY(settings.setUpDone && world.vault.recoveryConfirmed());
    QCOMPARE(settings.practiceName, u"Ruiz Wealth"_s);
    QCOMPARE(settings.sender, u"+13125550100"_s);
}

void KeyboardFlows::restoresABackUp()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(u"practice.plbackup"_s);
    PagesFixture before;
    QVERIFY(before.open());
    before.store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    const auto made = waited(before.vault.makeRecoveryKey());
    QVERIFY(made);
    const QString recovery = *made;
    QVERIFY(waited(
        Backup::write(before.store.database, file, Vault::recoveryKeyFromText(recovery), [](qint64, qint64) {})));
    PagesFixture world;
    QVERIFY(world.open());
    SetupDialog dialog(*world.context);
    QSignalSpy restart(&dialog, &SetupDialog::restartRequested);
    dialog.show();
    QVERIFY(hasKeyboard(&dialog));
    QVERIFY(tabTo(button(&dialog, u"Restore a back-up"_s)));
    key(Qt::Key_Space);
    QVERIFY(tabTo(button(&dialog, u"Choose file …"_s)));
    key(Qt::Key_Space);
    QVERIFY(typeFile(&dialog, file));
    QVERIFY(hasKeyboard(&dialog));
    QVERIFY(fill(&dialog, u"Recovery key"_s, recovery));
    QVERIFY(tabTo(button(&dialog, u"Restore"_s)));
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(button(&dialog, u"Start again"_s) != nullptr, patience);
    QVERIFY(tabTo(button(&dialog, u"Start again"_s)));
    key(Qt::Key_Space);
    QTRY_COMPARE(restart.count(), 1);
    StoreFixture again(RestorePanel::pendingPath(world.store.database.path()));
    QVERIFY(again.open());
    QVERIFY(waited(again.clients.byNumber(PhoneNumber::fromE164(u"+13125550142"_s))));
}

QTEST_MAIN(KeyboardFlows)
#include "tst_keyboardflows.moc"
