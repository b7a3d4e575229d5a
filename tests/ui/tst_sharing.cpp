#include "clients/visibilitydialog.h"
#include "common/progressdialog.h"
#include "common/theme.h"
#include "fakesecretstore.h"
#include "hostiletexts.h"
#include "keys.h"
#include "settings/practicekeyform.h"
#include "settings/sendingkeyform.h"
#include "setup/setupdialog.h"
#include "sharing/approvedialog.h"
#include "sharing/connectionwords.h"
#include "sharing/peoplelist.h"
#include "sharing/practicerecoverypanel.h"
#include "sharing/recoverpracticedialog.h"
#include "sharing/reencryptpanel.h"
#include "sharing/roledialog.h"
#include "sharing/setuppracticedialog.h"
#include "sharing/sharingwords.h"
#include "sharing/sixwords.h"
#include "sharingworld.h"
#include "shownwords.h"
#include "uitesting.h"
#include "windownotices.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLayout>
#include <QLineEdit>
#include <QMessageBox>
#include <QMetaEnum>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace UiTesting;

/// The section Sharing of Settings and its dialogs, over a real server.
class SharingUi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eachFaultHasItsWords();
    void stateSaysWhatToDo_data();
    void stateSaysWhatToDo();
    void administratorUpdatesTheDatabase();
    void setUpSaysWhatIsWrong();
    void setUpGivesColleaguesTheTwilioKey();
    void whoAsksIsSeenAboveEveryPage();
    void setUpIsCancelledAtTheNextStep();
    void fromSetUpToTheLastOneLeaving();
    void whoIsInvitedAlreadyIsSaid();
    void deputiesAreNamed();
    void clientIsShownToOne();
    void wordsThatDifferLetNobodyIn();
    void enterApprovesNobody();
    void hostileNamesStayWords();
    void invitationIsReadAsItIsPasted();
    void withheldSecretIsSaid();
    void conflictsAreAskedFor();
    void setUpIsForTheKeyboard();
    void peopleAreForTheKeyboard();
    void newcomerJoinsAtFirstStart();
    void sendingKeyIsMissed();
    void practiceKeepsTwiliosKey();
    void staffGetAKeyThatOnlySends();
    void recoveryKeyOfThePractice();
    void oldTextsAreEncryptedAgain();
    void clearTextsAreEncryptedIfWanted();
    void encryptingSaysHowItEnded();

private:
    void recoverWith(const QString &key, const PracticeFixture &practice);
    /// The newcomer whose invitation is approved; false when it does not come to it.
    static bool joinAsStaff(SharingWorld &administrator, SharingWorld &newcomer, const QString &name);
    /// Ann's, with Bob on the staff.
    static bool openPractice(const PracticeFixture &practice, SharingWorld &ann, SharingWorld &bob);
    /// What the sheet with a recovery key asks for, and where it is typed.
    static std::pair<QLineEdit *, QString> askedGroup(const QWidget *parent);
    static QListWidgetItem *rowOf(SharingWorld &world, const QString &name);
    /// To the dialog's answer.
    static void changeRole(SharingWorld &administrator, const QString &name, const QString &role);
    static bool answer(const QWidget *parent, const QString &button);

    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
};

void SharingUi::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    Theme::apply(*qApp, Theme::Scheme::Light);
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
}

bool SharingUi::openPractice(const PracticeFixture &practice, SharingWorld &ann, SharingWorld &bob)
{
    return ann.open(u"Ann Ruiz"_s) && ann.setUpPractice(practice) && joinAsStaff(ann, bob, u"Bob Chen"_s);
}

QListWidgetItem *SharingUi::rowOf(SharingWorld &world, const QString &name)
{
    auto *list = world.page().findChild<PeopleList *>();
    for (int row = 0; row < list->count(); ++row) {
        if (list->item(row)->data(Qt::AccessibleTextRole).toString().contains(name))
            return list->item(row);
    }
    return nullptr;
}

void SharingUi::changeRole(SharingWorld &administrator, const QString &name, const QString &role)
{
    administrator.page().findChild<PeopleList *>()->setCurrentItem(rowOf(administrator, name));
    const QDialog *dialog = administrator.dialogOf(u"Change role …"_s);
    QVERIFY(dialog != nullptr);
    auto *combo = named<QComboBox>(dialog, u"Role"_s);
    QVERIFY(!button(dialog, u"Change role"_s)->isEnabled()); // the same as now
    QCOMPARE(combo->findData(u"agent"_s), -1);
    combo->setCurrentIndex(combo->findData(role));
    button(dialog, u"Change role"_s)->click();
}

/// The question that is open is answered by @p text.
bool SharingUi::answer(const QWidget *parent, const QString &text)
{
    QMessageBox *box = nullptr;
    const auto asked = [&] {
        const auto all = parent->findChildren<QMessageBox *>();
        const auto found = std::find_if(all.cbegin(), all.cend(), [](const auto *one) { return one->isVisible(); });
        box = found == all.cend() ? nullptr : *found;
        return box != nullptr && button(box, text) != nullptr;
    };
    if (!QTest::qWaitFor(asked, patience) || box->defaultButton() == button(box, text)) // Enter does no harm
        return false;
    button(box, text)->click();
    return true;
}

void SharingUi::eachFaultHasItsWords()
{
    QSet<QString> said;
    const auto faults = QMetaEnum::fromType<ConnectionFault>();
    for (int i = 0; i < faults.keyCount(); ++i) {
        const auto fault = ConnectionFault(faults.value(i));
        const QString words = ConnectionWords::sentence(fault);
        QCOMPARE(words.isEmpty(), fault == ConnectionFault::None);
        QVERIFY2(!said.contains(words), faults.key(i));
        said.insert(words);
        QCOMPARE(ConnectionFaults::ofError(ConnectionFaults::toError(fault, u"28P01"_s)), fault);
        if (fault != ConnectionFault::None && fault != ConnectionFault::Other)
            QCOMPARE(ConnectionWords::sentence(ConnectionFaults::toError(fault)), words);
    }
    for (const auto *detail : {"createrole", "create", "owner", "old-server", "newer", "clock", "has-administrator",
                               "last-administrator", "keychain", "expired", "used", "cut", "invitation", "signature"}) {
        const QString words = ConnectionWords::sentence(Error{ErrorKind::Invalid, 0, QString::fromLatin1(detail), {}});
        QVERIFY2(!words.isEmpty() && !said.contains(words), detail);
        said.insert(words);
    }
    const auto setUpSays = [](const QString &detail) {
        return ConnectionWords::sentence(Error{ErrorKind::Invalid, 0, detail, {}});
    };
    QCOMPARE(setUpSays(u"old-server"_s), u"This Postgres is older than version 13. Update the server first."_s);
    QCOMPARE(setUpSays(u"clock"_s),
             u"This computer's clock and the server's are more than five minutes apart. Let both "
             "set their clocks by the internet."_s);
    // Nothing of the server's own words is shown, and nothing speaks of Twilio.
    const QString refused =
        ConnectionWords::sentence(Error{ErrorKind::Storage, 0, u"postgres 23514: check of table x"_s, {}});
    QVERIFY(refused.contains("23514"_L1) && !refused.contains("table"_L1));
    const QString offline = ConnectionWords::sentence(Error{ErrorKind::Offline, 0, u"postgres: connection lost"_s, {}});
    QVERIFY(offline.contains("can not be reached"_L1) && !offline.contains("Twilio"_L1));
    QVERIFY(ConnectionWords::sentence(Error{ErrorKind::Cancelled, 0, {}, {}}).isEmpty());
    QVERIFY(!ConnectionWords::isGood({ConnectionFault::None, {}, {}, 120'022}));
    QVERIFY(ConnectionWords::sentence(ConnectionReport{ConnectionFault::None, {}, {}, 120'022}).contains("13"_L1));
    QVERIFY(ConnectionWords::sentence(ConnectionReport{ConnectionFault::None, {}, u"TLSv1.3"_s, 150'018})
                .contains("Postgres 15.18, encrypted (TLSv1.3)"_L1));
    for (const QString &role : SharingWords::roles())
        QVERIFY(SharingWords::role(role) != role && !SharingWords::mayDo(role).isEmpty());
}

void SharingUi::stateSaysWhatToDo_data()
{
    QTest::addColumn<SyncStatus>("status");
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("tone");
    using State = SyncStatus::State;
    using ErrorText::Tone;
    const QDateTime now(QDate(2026, 3, 2), QTime(14, 14));
    const auto row = [&](const char *name, State state, const QString &words, Tone tone, auto change) {
        SyncStatus status;
        status.state = state;
        change(status);
        QTest::newRow(name) << status << words << int(tone);
    };
    const auto none = [](SyncStatus &) {};
    const auto synced = [&](SyncStatus &status) { status.lastSuccess = now; };
    row("off", State::Off, u"Connecting …"_s, Tone::Quiet, none);
    row("waiting", State::Waiting, u"unlocked"_s, Tone::Quiet, none);
    row("first", State::FirstSync, u"1,200 of about 5,000"_s, Tone::Quiet, [](SyncStatus &status) {
        status.fetched = 1200;
        status.total = 5000;
    });
    row("first round", State::Syncing, u"Exchanging"_s, Tone::Quiet, none);
    row("later round", State::Syncing, u"Up to date as of today 2:14 PM"_s, Tone::Good, synced);
    row("up to date", State::UpToDate, u"Up to date as of today 2:14 PM"_s, Tone::Good, synced);
    row("backlog", State::UpToDate, u"3 changes wait to be shared."_s, Tone::Quiet, [&](SyncStatus &status) {
        status.lastSuccess = now;
        status.backlog = 3;
    });
    row("refused", State::UpToDate, u"2 changes were not accepted"_s, Tone::Warning, [&](SyncStatus &status) {
        status.lastSuccess = now;
        status.backlog = 2;
        status.refused = 2;
    });
    row("offline", State::Offline, u"no Postgres listens at this port"_s, Tone::Warning,
        [](SyncStatus &status) { status.error = ConnectionFaults::toError(ConnectionFault::Refused); });
    row("login", State::LoginRefused, u"An administrator may have removed you"_s, Tone::Bad, none);
    row("password", State::LoginRefused, u"Not shared: The user or the password is wrong."_s, Tone::Bad,
        [](SyncStatus &status) { status.error = ConnectionFaults::toError(ConnectionFault::WrongLogin); });
    row("update", State::UpdateNeeded, u"newer Practiceline"_s, Tone::Warning, none);
    row("migration", State::MigrationNeeded, u"An administrator has to update it"_s, Tone::Warning, none);
}

void SharingUi::stateSaysWhatToDo()
{
    QFETCH(const SyncStatus, status);
    QFETCH(const QString, words);
    QFETCH(const int, tone);
    const auto said = SharingWords::state(status, QDateTime(QDate(2026, 3, 2), QTime(14, 15)));
    QVERIFY2(said.text.contains(words), qPrintable(said.text));
    QCOMPARE(int(said.tone), tone);
}

/// Where this program is newer than the practice's database.
void SharingUi::administratorUpdatesTheDatabase()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    QVERIFY(ann.open(u"Ann Ruiz"_s) && ann.setUpPractice(practice));
    auto *offer = ann.page().findChild<QPushButton *>(u"updateDatabase"_s);
    QVERIFY(offer && offer->isHidden());
    QCOMPARE(practice.asSuperuser(
                 u"SET client_min_messages = warning; DROP TABLE practiceline.erasures; DROP FUNCTION "
                 "practiceline.require_parted, practiceline.parting, practiceline.part_with_communications, "
                 "practiceline.part_with_records, practiceline.say_erased, practiceline.set_role; "
                 "DELETE FROM practiceline.migrations WHERE number >= 14"_s),
             QString());
    ann.sharing->engine().wake();
    QTRY_VERIFY_WITH_TIMEOUT(offer->isVisible(), patience);
    QVERIFY(says(&ann.page(), u"An administrator has to update it"_s));
    auto *dialog = ann.dialogOf(u"Update the database …"_s);
    QVERIFY(dialog != nullptr);
    const QPointer<QDialog> open(dialog);
    auto *update = button(dialog, u"Update"_s);
    update->click();
    QVERIFY(says(dialog, u"Type the user's name."_s));
    named<QLineEdit>(dialog, u"User"_s)->setText(u"set_up_"_s + practice.database());
    auto *password = named<QLineEdit>(dialog, u"Password"_s);
    password->setText(u"wrong"_s);
    update->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"The user or the password is wrong."_s), patience);
    QVERIFY(update->isEnabled());
    QVERIFY(dialog->height() >= dialog->layout()->totalHeightForWidth(dialog->width())); // nothing covers a field
    password->setText(QString::fromLatin1(SharingWorld::setUpPassword));
    update->click();
    QTRY_VERIFY_WITH_TIMEOUT(!open || !open->isVisible(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(ann.sharing->status().state == SyncStatus::State::UpToDate, patience);
    QVERIFY(offer->isHidden());
    QCOMPARE(practice.asSuperuser(u"SELECT count(*) FROM practiceline.staff"_s), u"1"_s);
    const auto isNoted = [&] {
        return waited(ann.store.database.run([](QSqlDatabase &db) {
                   return hasRow(db, u"SELECT 1 FROM audit_log WHERE action = 'practice-database.updated'"_s);
               }))
            .value_or(false);
    };
    QTRY_VERIFY_WITH_TIMEOUT(isNoted(), patience);
}

void SharingUi::setUpSaysWhatIsWrong()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    auto *dialog = ann.dialogOf(u"Set up a practice …"_s);
    QVERIFY(dialog != nullptr);
    QCOMPARE(named<QLineEdit>(dialog, u"Practice name"_s)->text(), u"Ruiz Wealth"_s);
    QCOMPARE(named<QLineEdit>(dialog, u"Your name"_s)->text(), u"Ann Ruiz"_s);
    auto *check = button(dialog, u"Check connection"_s);
    const auto saysSoon = [&](const QString &words) {
        return QTest::qWaitFor([&] { return says(dialog, words); }, patience);
    };
    check->click();
    QVERIFY(says(dialog, u"Type the server's name."_s));
    SharingWorld::fillServer(dialog, practice);
    auto *password = named<QLineEdit>(dialog, u"Password"_s);
    auto *host = named<QLineEdit>(dialog, u"Server"_s);
    auto *certificate = named<QLineEdit>(dialog, u"Certificate file"_s);
    check->click();
    QVERIFY(saysSoon(u"The connection works: Postgres"_s));
    QVERIFY(says(dialog, u"encrypted (TLS"_s) && says(dialog, u"This user may set the practice up."_s));
    const auto setsLog = [&](const QString &how) {
        return practice.asSuperuser(u"ALTER ROLE set_up_%1 %2"_s.arg(practice.database(), how));
    };
    QCOMPARE(setsLog(u"SET log_parameter_max_length_on_error = 64"_s), QString());
    check->click();
    QVERIFY(saysSoon(u"clients' names and numbers into its log"_s));
    QCOMPARE(setsLog(u"RESET ALL"_s), QString());
    QTRY_VERIFY(check->isEnabled());
    password->setText(u"wrong"_s);
    check->click();
    QVERIFY(saysSoon(u"The user or the password is wrong."_s));
    QTRY_VERIFY(check->isEnabled());
    button(dialog, u"Set up"_s)->click(); // the set-up itself says it too, and leaves the fields
    QVERIFY(!host->isEnabled());
    dialog->reject(); // what has begun is waited for
    QVERIFY(dialog->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(host->isEnabled(), patience);
    QVERIFY(says(dialog, u"The user or the password is wrong."_s));
    QCOMPARE(password->text(), u"wrong"_s);
    QCOMPARE(ann.state(), Sharing::State::Off);
    password->setText(QString::fromLatin1(SharingWorld::setUpPassword));
    certificate->setText(m_certificates.certificate(u"otherca"_s));
    check->click();
    QVERIFY(saysSoon(u"another authority than your certificate file"_s));
    certificate->setText(u"/nowhere/ca.pem"_s);
    check->click();
    QVERIFY(saysSoon(u"The certificate file is not there"_s));
    certificate->setText(m_certificates.ca());
    host->setText(u"no-such-server.invalid"_s);
    check->click();
    QVERIFY(saysSoon(u"No server has this name."_s));
    certificate->clear();
    QTRY_VERIFY_WITH_TIMEOUT(check->isEnabled(), patience);
    check->click();
    QVERIFY(says(dialog, u"Choose the certificate file"_s)); // not this computer
    QCOMPARE(practice.asSuperuser(u"SELECT count(*) FROM pg_namespace WHERE nspname = 'practiceline'"_s), u"0"_s);

    // The set-up's own button knows as much.
    certificate->setText(m_certificates.certificate(u"otherca"_s));
    host->setText(u"127.0.0.1"_s);
    button(dialog, u"Set up"_s)->click();
    QVERIFY(saysSoon(u"another authority than your certificate file"_s));
    QTRY_VERIFY_WITH_TIMEOUT(host->isEnabled(), patience);

    // A right that is missing.
    QCOMPARE(practice.asSuperuser(u"ALTER ROLE set_up_%1 NOCREATEROLE"_s.arg(practice.database())), QString());
    SharingWorld::fillServer(dialog, practice);
    check->click();
    QVERIFY(saysSoon(u"may not make logins"_s));
    QTRY_VERIFY(check->isEnabled());
    button(dialog, u"Set up"_s)->click();
    QVERIFY(saysSoon(u"CREATEROLE"_s) && saysSoon(u"may not make logins"_s));
    button(dialog, u"Cancel"_s)->click();
    QVERIFY(!dialog->isVisible());
}

/// Unless the tick goes, colleagues get what they send with, and nobody has to know where that is switched on.
void SharingUi::setUpGivesColleaguesTheTwilioKey()
{
    const TwilioCredentials login{u"AC"_s + QString(32, u'1'), u"SK"_s + QString(32, u'1'), "secret", false};
    for (const bool isWanted : {true, false}) {
        const PracticeFixture practice(*m_cluster, m_certificates);
        SharingWorld ann;
        QVERIFY(ann.open(u"Ann Ruiz"_s));
        ann.context->keptTwilioLogin = [login] { return login.toBytes(); };
        const QPointer<QDialog> dialog = ann.dialogOf(u"Set up a practice …"_s);
        auto *box = dialog->findChild<QCheckBox *>();
        QVERIFY(box->isVisible() && box->isChecked());
        if (!isWanted)
            QTest::keyClick(box, Qt::Key_Space);
        SharingWorld::fillServer(dialog, practice);
        button(dialog, u"Set up"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(dialog.isNull() || !dialog->isVisible(), patience);
        const auto kept = [&] { return waited(ann.sharing->twilioKey()); };
        QTRY_COMPARE_WITH_TIMEOUT(ann.sharing->status().state, SyncStatus::State::UpToDate, patience);
        if (isWanted)
            QCOMPARE(kept().value_or(QByteArray()), login.toBytes());
        else
            QCOMPARE(kept().error().kind, ErrorKind::NotFound);
    }
}

void SharingUi::whoAsksIsSeenAboveEveryPage()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    WindowNotices notices(*ann.context);
    notices.show();
    QSignalSpy opened(&notices, &WindowNotices::settingsRequested);
    QVERIFY(ann.setUpPractice(practice));
    SharingWorld bob;
    SharingWorld eve;
    QVERIFY(bob.open(u"Bob Chen"_s) && bob.join(ann.invite(u"Bob Chen"_s, u"staff"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(says(&notices, u"Bob Chen asks to join the practice"_s), patience);
    button(&notices, u"Show who asks"_s)->click();
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.first().first().value<SettingsPage::Section>(), SettingsPage::Section::Sharing);
    QVERIFY(eve.open(u"Eve Stone"_s) && eve.join(ann.invite(u"Eve Stone"_s, u"staff"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(says(&notices, u"1 more ask to join"_s), patience);
    button(&notices, u"Later"_s)->click();
    QVERIFY(!says(&notices, u"to join the practice"_s));
    // Who is let in asks no more; the other one does again.
    QVERIFY(ann.approveFirst());
    QTRY_VERIFY_WITH_TIMEOUT(says(&notices, u"asks to join the practice"_s), patience);
    QVERIFY(ann.approveFirst());
    QTRY_VERIFY_WITH_TIMEOUT(!says(&notices, u"to join the practice"_s), patience);
}

void SharingUi::setUpIsCancelledAtTheNextStep()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    const QPointer<QDialog> dialog = ann.dialogOf(u"Set up a practice …"_s);
    QVERIFY(dialog != nullptr);
    SharingWorld::fillServer(dialog, practice);
    auto *cancel = button(dialog, u"Cancel"_s);
    const auto third = connect(ann.sharing.get(), &Sharing::setUpProgress, this, [&](int done, int) {
        if (done == 2)
            cancel->click();
    });
    button(dialog, u"Set up"_s)->click();
    QVERIFY(!cancel->isEnabled()); // nothing has begun
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"Stopped. The database is set up in part"_s), patience);
    QVERIFY(dialog->isVisible() && cancel->isEnabled());
    QCOMPARE(ann.state(), Sharing::State::Off);
    QCOMPARE(practice.asSuperuser(u"SELECT max(number) FROM practiceline.migrations"_s), u"3"_s);
    disconnect(third);
    button(dialog, u"Set up"_s)->click(); // goes on
    QTRY_VERIFY_WITH_TIMEOUT(dialog.isNull(), patience);
    QCOMPARE(ann.state(), Sharing::State::Member);
}

void SharingUi::fromSetUpToTheLastOneLeaving()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    SharingWorld bob;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    QVERIFY(bob.open(u"Bob Chen"_s));
    QVERIFY(ann.setUpPractice(practice));
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), u"Up to date as of today"_s), patience);
    QVERIFY(says(&ann.page(), u"Ruiz Wealth"_s));
    QVERIFY(says(&ann.page(), u"127.0.0.1, database "_s + practice.database()));
    QVERIFY(says(&ann.page(), u"Administrator. As staff; also"_s));
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(ann, u"Ann Ruiz (you)"_s) != nullptr || rowOf(ann, u"Ann Ruiz"_s) != nullptr,
                             patience);

    const QString invitation = ann.invite(u"Bob Chen"_s, u"staff"_s);
    QVERIFY(invitation.startsWith("practiceline-invitation:"_L1));
    QVERIFY(bob.join(invitation));
    QVERIFY(says(&bob.page(), u"You asked to join Ruiz Wealth."_s));
    const auto *bobsWords = bob.page().findChild<SixWords *>();
    QVERIFY(bobsWords->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(bobsWords->accessibleName(), u"Six words: "_s + bob.sharing->words().join(u", "_s),
                              patience);
    button(&bob.page(), u"Check now"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&bob.page(), u"Not approved yet, as of today"_s), patience);

    ann.lookAgain();
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), u"Bob Chen asks to join."_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(ann, u"waits for approval"_s) != nullptr, patience);
    const QPointer<QDialog> approve = ann.dialogOf(u"Approve …"_s);
    QVERIFY(approve != nullptr);
    QVERIFY(!button(approve, u"They are the same: approve"_s)->isEnabled()); // nothing to compare yet
    const auto *annsWords = approve->findChild<SixWords *>();
    QTRY_COMPARE_WITH_TIMEOUT(annsWords->accessibleName(), bobsWords->accessibleName(), patience);
    button(approve, u"They are the same: approve"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(approve.isNull(), patience);
    button(&bob.page(), u"Check now"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(bob.state(), Sharing::State::Member, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!says(&ann.page(), u"asks to join"_s), patience);

    // Who is no administrator sees it, and reads who is.
    QTRY_VERIFY_WITH_TIMEOUT(says(&bob.page(), u"invited, approved and removed by Ann Ruiz."_s), patience);
    QVERIFY(!button(&bob.page(), u"Invite …"_s)->isEnabled());
    QVERIFY(!button(&bob.page(), u"Remove …"_s)->isEnabled());
    QVERIFY(button(&bob.page(), u"Invite …"_s)->accessibleDescription().contains("Ann Ruiz"_L1));
    QVERIFY(says(&bob.page(), u"Staff. Texts and calls clients"_s));

    QTRY_VERIFY_WITH_TIMEOUT(
        rowOf(ann, u"Bob Chen"_s) &&
            rowOf(ann, u"Bob Chen"_s)->data(Qt::AccessibleTextRole).toString().endsWith("member"_L1),
        patience);
    auto *list = ann.page().findChild<PeopleList *>();
    list->setCurrentItem(rowOf(ann, u"Ann Ruiz"_s));
    QVERIFY(!button(&ann.page(), u"Remove …"_s)->isEnabled()); // one leaves, instead
    changeRole(ann, u"Ann Ruiz"_s, u"staff"_s);
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), u"This is the practice's last administrator"_s), patience);
    ann.page().findChild<RoleDialog *>()->reject();
    changeRole(ann, u"Bob Chen"_s, u"supervisor"_s);
    QTRY_VERIFY_WITH_TIMEOUT(says(&bob.page(), u"Supervisor. Reads and exports"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(ann.page().findChild<RoleDialog *>() == nullptr, patience);
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(ann, u"Supervisor"_s) != nullptr, patience);
    list->setCurrentItem(rowOf(ann, u"Bob Chen"_s));
    button(&ann.page(), u"Remove …"_s)->click();
    QVERIFY(says(&ann.page(), u"Remove Bob Chen from the practice?"_s));
    QVERIFY(says(&ann.page(), u"At its next contact their computer brings what it sent, then erases all"_s));
    QVERIFY(answer(&ann.page(), u"Remove"_s));
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(ann, u"left today"_s) != nullptr, patience);
    bob.sharing->engine().wake();
    QTRY_COMPARE_WITH_TIMEOUT(bob.state(), Sharing::State::Parting, patience);
    QTRY_VERIFY_WITH_TIMEOUT(says(&bob.page(), u"An administrator has removed you from Ruiz Wealth."_s), patience);
    QVERIFY(says(&bob.page(), u"Then everything that is here of the practice is erased"_s));
    QVERIFY(button(&bob.page(), u"Leave the practice …"_s) == nullptr);

    button(&ann.page(), u"Leave the practice …"_s)->click();
    QVERIFY(answer(&ann.page(), u"Leave the practice"_s));
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), u"You are the practice's last administrator."_s), patience);
    QVERIFY(says(&ann.page(), u"nothing is erased"_s)); // unlike what was said before
    QCOMPARE(ann.state(), Sharing::State::Member);
    QVERIFY(answer(&ann.page(), u"Leave all the same"_s));
    QTRY_COMPARE_WITH_TIMEOUT(ann.state(), Sharing::State::Off, patience);
}

/// An invitation whose end was not heard, and whose program ended, is in the list: nobody makes a second one unseen.
void SharingUi::whoIsInvitedAlreadyIsSaid()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    QVERIFY(ann.open(u"Ann Ruiz"_s) && ann.setUpPractice(practice));
    const QString invited = u"SELECT count(*) FROM practiceline.staff WHERE name = 'Bob Chen'"_s;
    QVERIFY(!ann.invite(u"Bob Chen"_s, u"staff"_s).isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(ann, u"Bob Chen"_s) != nullptr, patience);
    QDialog *dialog = ann.dialogOf(u"Invite …"_s);
    QVERIFY(dialog);
    named<QLineEdit>(dialog, u"Name"_s)->setText(u"Bob Chen"_s);
    button(dialog, u"Make the invitation"_s)->click();
    QVERIFY(says(dialog, u"Bob Chen is invited already."_s));
    QVERIFY(button(dialog, u"Make the invitation"_s)->isEnabled());
    QCOMPARE(practice.asSuperuser(invited), u"1"_s);
    button(dialog, u"Make the invitation"_s)->click(); // another of this name
    QTRY_VERIFY_WITH_TIMEOUT(button(dialog, u"Copy"_s) != nullptr, patience);
    QCOMPARE(practice.asSuperuser(invited), u"2"_s);
    button(dialog, u"Close"_s)->click();
}

/// What Ann keeps for herself is gone from Bob's computer, and comes back when it is for everybody again.
void SharingUi::clientIsShownToOne()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    SharingWorld bob;
    QVERIFY(openPractice(practice, ann, bob));
    const Client client = ann.store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    const auto atBobs = [&] {
        return waited(bob.store.clients.byNumber(PhoneNumber::fromE164(u"+13125550142"_s))).value_or(Client());
    };
    QTRY_COMPARE_WITH_TIMEOUT(atBobs().id, client.id, patience);
    const auto show = [&](const Client &whom, const QString &to) {
        const QPointer<VisibilityDialog> dialog(new VisibilityDialog(*ann.context, whom, &ann.page()));
        dialog->open();
        auto *seenBy = named<QComboBox>(dialog, u"Who sees the client"_s);
        if (seenBy->count() != 3) // everybody, Ann, Bob
            return false;
        seenBy->setCurrentIndex(seenBy->findText(to, Qt::MatchContains));
        button(dialog, u"Save"_s)->click();
        return QTest::qWaitFor([dialog] { return dialog.isNull(); }, patience);
    };
    QVERIFY(show(client, u"Only me"_s));
    QTRY_VERIFY_WITH_TIMEOUT(atBobs().id.isNull(), patience);
    const auto atAnns = [&] { return waited(ann.store.clients.fetch(client.id)).value_or(Client()); };
    QTRY_COMPARE_WITH_TIMEOUT(atAnns().visibleTo, ann.sharing->me(), patience);
    const auto isRecorded = [&] {
        return waited(ann.store.database.run([](QSqlDatabase &db) {
                   return hasRow(db, u"SELECT 1 FROM audit_log WHERE action = 'client.shown'"_s);
               }))
            .value_or(false);
    };
    QTRY_VERIFY_WITH_TIMEOUT(isRecorded(), patience);
    QVERIFY(show(atAnns(), u"Everybody"_s));
    QTRY_COMPARE_WITH_TIMEOUT(atBobs().id, client.id, patience);
    QVERIFY(atBobs().visibleTo.isNull());
    QVERIFY(show(atAnns(), u"Bob Chen"_s));
    QTRY_COMPARE_WITH_TIMEOUT(atBobs().visibleTo, bob.sharing->me(), patience);
}

/// By whom they write for, or an administrator.
void SharingUi::deputiesAreNamed()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    SharingWorld bob;
    QVERIFY(openPractice(practice, ann, bob));
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(ann, u"Bob Chen"_s) && rowOf(bob, u"Ann Ruiz"_s), patience);
    QVERIFY(!button(&ann.page(), u"Deputies …"_s)->isEnabled()); // of whom
    const auto choose = [](SharingWorld &world, const QString &name) {
        auto *list = world.page().findChild<PeopleList *>();
        for (int row = 0; row < list->count(); ++row) { // a row names its person's deputies too
            if (plain(list->item(row)->data(Qt::AccessibleTextRole).toString()).startsWith(name))
                list->setCurrentRow(row);
        }
    };
    const auto tick = [](SharingWorld &world, const QString &name) {
        QDialog *dialog = world.dialogOf(u"Deputies …"_s);
        if (dialog == nullptr)
            return false;
        const QPointer<QDialog> open(dialog);
        for (QCheckBox *box : dialog->findChildren<QCheckBox *>()) {
            if (box->text() == name)
                box->click();
        }
        button(dialog, u"Save"_s)->click();
        return QTest::qWaitFor([open] { return open.isNull(); }, patience);
    };
    choose(bob, u"Ann Ruiz"_s);
    QVERIFY(!button(&bob.page(), u"Deputies …"_s)->isEnabled());
    choose(ann, u"Ann Ruiz"_s);
    QVERIFY(tick(ann, u"Bob Chen"_s));
    QTRY_VERIFY_WITH_TIMEOUT(
        plain(rowOf(ann, u"Ann Ruiz"_s)->data(Qt::AccessibleTextRole).toString()).contains(u"deputies: Bob Chen"_s),
        patience);
    QTRY_COMPARE_WITH_TIMEOUT(bob.store.staff.representedBy(bob.sharing->me()).value(0).name, u"Ann Ruiz"_s, patience);
    // Bob for himself, and takes it back.
    choose(bob, u"Bob Chen"_s);
    QVERIFY(button(&bob.page(), u"Deputies …"_s)->isEnabled());
    QVERIFY(tick(bob, u"Ann Ruiz"_s));
    QTRY_COMPARE_WITH_TIMEOUT(ann.store.staff.representedBy(ann.sharing->me()).value(0).name, u"Bob Chen"_s, patience);
    QTRY_COMPARE_WITH_TIMEOUT(bob.store.staff.deputiesOf(bob.sharing->me()).size(), 1, patience);
    choose(bob, u"Bob Chen"_s);
    QVERIFY(tick(bob, u"Ann Ruiz"_s));
    QTRY_VERIFY_WITH_TIMEOUT(ann.store.staff.representedBy(ann.sharing->me()).isEmpty(), patience);
    // Without the server it is said, and nothing is changed.
    m_cluster->stop();
    choose(ann, u"Ann Ruiz"_s);
    QDialog *dialog = ann.dialogOf(u"Deputies …"_s);
    QVERIFY(dialog);
    dialog->findChild<QCheckBox *>()->click();
    button(dialog, u"Save"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(button(dialog, u"Save"_s)->isEnabled(), patience);
    QVERIFY(!says(dialog, u"Telling the practice"_s));
    dialog->reject();
    QCOMPARE(ann.store.staff.deputiesOf(ann.sharing->me()).size(), 1);
    QVERIFY(m_cluster->restart());
}

void SharingUi::wordsThatDifferLetNobodyIn()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    SharingWorld eve;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    QVERIFY(eve.open(u"Eve"_s));
    QVERIFY(ann.setUpPractice(practice));
    const QString invitation = ann.invite(u"Bob Chen"_s, u"admin"_s);
    QVERIFY(eve.join(invitation));
    ann.lookAgain();
    QTRY_VERIFY_WITH_TIMEOUT(button(&ann.page(), u"Approve …"_s) != nullptr, patience);
    const QPointer<QDialog> approve = ann.dialogOf(u"Approve …"_s);
    auto *differ = button(approve, u"They differ …"_s);
    QTRY_VERIFY_WITH_TIMEOUT(differ->isEnabled(), patience);
    differ->click();
    QVERIFY(answer(approve, u"Refuse and take it back"_s));
    QTRY_VERIFY_WITH_TIMEOUT(approve.isNull(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!says(&ann.page(), u"asks to join"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(ann, u"did not join"_s) != nullptr, patience);
    button(&eve.page(), u"Check now"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&eve.page(), u"The practice does not let this computer in"_s), patience);
    // Whoever comes late with the same invitation hears that it was used.
    SharingWorld bob;
    QVERIFY(bob.open(u"Bob Chen"_s));
    const QDialog *join = bob.dialogOf(u"Join a practice …"_s);
    named<QPlainTextEdit>(join, u"Invitation"_s)->setPlainText(invitation);
    button(join, u"Join"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(join, u"somebody else may have it"_s), patience);
    button(&eve.page(), u"Cancel joining …"_s)->click();
    QVERIFY(answer(&eve.page(), u"Do not join"_s));
    QTRY_COMPARE_WITH_TIMEOUT(eve.state(), Sharing::State::Off, patience);
}

void SharingUi::enterApprovesNobody()
{
    SharingWorld ann;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    const JoinRequest request{StaffId::create(), u"Bob"_s, u"staff"_s, QByteArray(32, 'b'), QByteArray(32, 's'), {}};
    for (const bool onTheButton : {false, true}) {
        const QPointer<ApproveDialog> dialog = new ApproveDialog(*ann.context, request, &ann.page());
        dialog->open();
        auto *same = button(dialog, u"They are the same: approve"_s);
        QTRY_VERIFY_WITH_TIMEOUT(same->isEnabled(), patience);
        QSignalSpy pressed(same, &QPushButton::clicked);
        QVERIFY(dialog->findChild<SixWords *>()->hasFocus() || !dialog->isActiveWindow());
        if (onTheButton)
            same->setFocus();
        QTest::keyClick(onTheButton ? static_cast<QWidget *>(same) : dialog, Qt::Key_Return);
        QTRY_VERIFY(dialog.isNull()); // "Not now"
        QCOMPARE(pressed.size(), 0);
    }
}

void SharingUi::hostileNamesStayWords()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    SharingWorld eve;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    QVERIFY(eve.open(u"Eve"_s));
    QVERIFY(ann.setUpPractice(practice));
    const QString name = u"<b>Eve</b>\u202e "_s + QLatin1String(HostileTexts::mark);
    const QString invitation = ann.invite(name, u"staff"_s);
    // As it would be without our own window: the server takes any text.
    QCOMPARE(practice.asSuperuser(u"UPDATE practiceline.staff SET name = '%1' WHERE joined_at IS NULL"_s.arg(name)),
             QString());
    QVERIFY(eve.join(invitation));
    ann.lookAgain();
    QTRY_VERIFY_WITH_TIMEOUT(button(&ann.page(), u"Approve …"_s) != nullptr, patience);
    QVERIFY(says(&ann.page(), u"<b>Eve</b>"_s));
    const auto look = [&](const QWidget *widget) {
        const QStringList faults = ShownWords::faults(widget);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    };
    look(&ann.page());
    QDialog *approve = ann.dialogOf(u"Approve …"_s);
    look(approve);
    approve->reject();
    auto *list = ann.page().findChild<PeopleList *>();
    QTRY_VERIFY_WITH_TIMEOUT(rowOf(ann, u"waits for approval"_s) != nullptr, patience);
    list->setCurrentItem(rowOf(ann, u"waits for approval"_s));
    button(&ann.page(), u"Remove …"_s)->click();
    look(&ann.page());
}

void SharingUi::invitationIsReadAsItIsPasted()
{
    SharingWorld bob;
    QVERIFY(bob.open(u"Bob Chen"_s));
    Invitation invitation;
    invitation.address = {u"db.example.org"_s, 5432, u"practice"_s, u"pl_1"_s, {}};
    invitation.ca = "pem";
    invitation.password = u"bearer"_s;
    invitation.practiceName = u"Müller & <b>Co"_s;
    invitation.personName = u"Bob"_s;
    invitation.staff = StaffId::create();
    invitation.signer = u"0123"_s;
    invitation.expires = QDateTime::currentDateTimeUtc().addDays(2);
    const auto *dialog = bob.dialogOf(u"Join a practice …"_s);
    auto *text = named<QPlainTextEdit>(dialog, u"Invitation"_s);
    const auto *join = button(dialog, u"Join"_s);
    QVERIFY(!join->isEnabled());
    text->setPlainText(u"Dear Bob, welcome"_s);
    QVERIFY(says(dialog, u"This is no invitation."_s));
    text->setPlainText(invitation.toText().chopped(30));
    QVERIFY(says(dialog, u"A part of the invitation is missing"_s));
    QVERIFY(!join->isEnabled());
    text->setPlainText(invitation.toText());
    QVERIFY(says(dialog, u"For Bob, into Müller & <b>Co at db.example.org. Valid until"_s));
    QVERIFY(join->isEnabled());
    invitation.expires = QDateTime::currentDateTimeUtc().addDays(-1);
    text->setPlainText(invitation.toText());
    QVERIFY(says(dialog, u"this invitation expired yesterday"_s));
    text->setPlainText({});
    QTemporaryDir folder;
    QFile file(folder.filePath(u"bob.plinvitation"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(invitation.toText().toLatin1() + "\r\n");
    file.close();
    button(dialog, u"Open a file …"_s)->click();
    QVERIFY(chooseFile(dialog, file.fileName()));
    QVERIFY(says(dialog, u"this invitation expired yesterday"_s));
}

void SharingUi::withheldSecretIsSaid()
{
    PagesFixture world;
    QVERIFY(world.open());
    QVERIFY(waited(world.store.settings.setMark(u"sharing.practice"_s, u"p1"_s)));
    FakeSecretStore keychain;
    keychain.mode = FakeSecretStore::Mode::Locked;
    Sharing sharing(Sharing::Parts{world.store.database, world.store.keys, world.vault, world.store.settings,
                                   world.store.staff, keychain, keychain, world.store.folder()});
    UiContext context{world.store.clients,
                      world.store.communications,
                      world.store.outbox,
                      world.store.templates,
                      world.store.settings,
                      world.store.drafts,
                      world.store.notes,
                      world.store.audit,
                      world.store.database,
                      world.store.keys,
                      world.vault,
                      *world.sender,
                      *world.reconciler,
                      *world.poller,
                      *world.inbound,
                      *world.calls,
                      *world.twilio,
                      *world.account,
                      world.clock,
                      sharing,
                      world.store.staff,
                      false,
                      {},
                      {},
                      {}};
    SettingsPage page(context);
    page.show();
    page.showSection(SettingsPage::Section::Sharing);
    QVERIFY(says(&page, u"The keychain has not answered yet."_s));
    QVERIFY(!button(&page, u"Set up a practice …"_s)->isEnabled());
    sharing.load();
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"the keychain did not give its login"_s), patience);
    QVERIFY(button(&page, u"Set up a practice …"_s) == nullptr); // it belongs to one
    button(&page, u"Try again"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&page, u"The keychain did not give it."_s), patience);
    keychain.mode = FakeSecretStore::Mode::Works;
    button(&page, u"Stop sharing on this computer …"_s)->click();
    QVERIFY(answer(&page, u"Stop sharing"_s));
    QTRY_COMPARE_WITH_TIMEOUT(sharing.state(), Sharing::State::Off, patience);
    QVERIFY(button(&page, u"Set up a practice …"_s)->isEnabled());
}

/// The dialog of edits stands elsewhere: the page hands the wish on.
void SharingUi::conflictsAreAskedFor()
{
    SharingWorld ann;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    QSignalSpy asked(&ann.page(), &SettingsPage::conflictsRequested);
    const auto buttons = ann.page().findChildren<QPushButton *>();
    for (auto *one : buttons) {
        if (one->text().contains("decide"_L1) || one->objectName() == "conflicts"_L1)
            one->click();
    }
    QCOMPARE(asked.size(), 1);
}

void SharingUi::setUpIsForTheKeyboard()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    ann.page().activateWindow();
    QTRY_VERIFY_WITH_TIMEOUT(QApplication::focusWidget() != nullptr, patience);
    QVERIFY(Keys::tabTo(button(&ann.page(), u"Set up a practice …"_s)));
    Keys::key(Qt::Key_Space);
    auto *dialog = ann.page().findChild<SetUpPracticeDialog *>();
    QVERIFY(dialog != nullptr);
    dialog->activateWindow();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->isActiveWindow(), patience);
    const PracticeAddress address = practice.addressFor(u"set_up_"_s + practice.database());
    const QList<std::pair<QString, QString>> fields{{u"Server"_s, address.host},
                                                    {u"Port"_s, QString::number(address.port)},
                                                    {u"Database"_s, address.database},
                                                    {u"User"_s, address.user},
                                                    {u"Password"_s, QString::fromLatin1(SharingWorld::setUpPassword)},
                                                    {u"Certificate file"_s, address.caFile}};
    for (const auto &[name, text] : fields) {
        QVERIFY2(Keys::tabTo(named<QLineEdit>(dialog, name)), qPrintable(name));
        Keys::key(Qt::Key_A, Qt::ControlModifier);
        Keys::type(text);
    }
    Keys::key(Qt::Key_Return); // the default: set up
    QTRY_COMPARE_WITH_TIMEOUT(ann.state(), Sharing::State::Member, patience);
}

/// Names a deputy, changes a role and removes somebody, by keys alone.
void SharingUi::peopleAreForTheKeyboard()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    SharingWorld bob;
    QVERIFY(openPractice(practice, ann, bob));
    const auto row = [&ann](const QString &name) {
        const QListWidgetItem *item = rowOf(ann, name);
        return item ? plain(item->data(Qt::AccessibleTextRole).toString()) : QString();
    };
    QTRY_VERIFY_WITH_TIMEOUT(row(u"Bob Chen"_s).endsWith("member"_L1), patience);
    const auto activate = [](QWidget *window) {
        window->activateWindow();
        return QTest::qWaitFor([window] { return window->isActiveWindow(); }, patience);
    };
    // The dialog that a button of the section opens.
    const auto open = [&](const QString &text) {
        const bool pressed = activate(&ann.page()) && Keys::tabTo(button(&ann.page(), text));
        if (pressed)
            Keys::key(Qt::Key_Space);
        const auto all = ann.page().findChildren<QDialog *>();
        const auto shown = std::find_if(all.cbegin(), all.cend(), [](const QDialog *one) { return one->isVisible(); });
        return pressed && shown != all.cend() && activate(*shown);
    };
    QVERIFY(activate(&ann.page()));
    QVERIFY(Keys::tabTo(ann.page().findChild<PeopleList *>()));
    Keys::key(Qt::Key_Home); // Ann
    QVERIFY(open(u"Deputies …"_s));
    QVERIFY(qobject_cast<QCheckBox *>(QApplication::focusWidget())); // the first tick
    Keys::key(Qt::Key_Space);
    Keys::key(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(row(u"Ann Ruiz"_s).contains(u"deputies: Bob Chen"_s), patience);

    QVERIFY(activate(&ann.page()));
    QVERIFY(Keys::tabTo(ann.page().findChild<PeopleList *>()));
    Keys::key(Qt::Key_Home);
    Keys::key(Qt::Key_Down);
    QVERIFY(open(u"Change role …"_s));
    auto *role = qobject_cast<QComboBox *>(QApplication::focusWidget());
    QVERIFY(role);
    while (role->currentData() != u"supervisor"_s && role->currentIndex() < role->count() - 1)
        Keys::key(Qt::Key_Down);
    Keys::key(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(row(u"Bob Chen"_s).contains("Supervisor"_L1), patience);

    QVERIFY(activate(&ann.page()));
    QVERIFY(open(u"Remove …"_s));
    Keys::key(Qt::Key_R, Qt::AltModifier);
    QTRY_VERIFY_WITH_TIMEOUT(row(u"Bob Chen"_s).contains("left today"_L1), patience);
}

void SharingUi::newcomerJoinsAtFirstStart()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    QVERIFY(ann.setUpPractice(practice));
    const QString invitation = ann.invite(u"Bob Chen"_s, u"staff"_s);
    PagesFixture bob;
    QVERIFY(bob.open());
    SetupDialog first(*bob.context);
    QSignalSpy joined(&first, &SetupDialog::joined);
    QSignalSpy completed(&first, &SetupDialog::completed);
    first.show();
    button(&first, u"Join a practice"_s)->click();
    const auto *dialog = first.findChild<QDialog *>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    named<QPlainTextEdit>(dialog, u"Invitation"_s)->setPlainText(invitation);
    button(dialog, u"Join"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(completed.size(), 1, patience);
    QCOMPARE(joined.size(), 1);
    QCOMPARE(bob.sharing->state(), Sharing::State::Asked);
    QVERIFY(bob.store.settings.current().setUpDone);                     // no Twilio was typed
    QTRY_COMPARE(bob.store.settings.current().staffName, u"Bob Chen"_s); // as who invited them wrote it
    SetupDialog again(*bob.context);
    again.show();
    button(&again, u"Join a practice"_s)->click();
    QVERIFY(says(&again, u"belongs to a practice already"_s));
}

bool SharingUi::joinAsStaff(SharingWorld &administrator, SharingWorld &newcomer, const QString &name)
{
    if (!newcomer.open(name) || !newcomer.join(administrator.invite(name, u"staff"_s)) || !administrator.approveFirst())
        return false;
    newcomer.sharing->lookForApproval();
    return QTest::qWaitFor(
        [&] {
            return newcomer.state() == Sharing::State::Member &&
                   newcomer.sharing->status().state == SyncStatus::State::UpToDate &&
                   newcomer.sharing->role() == "staff"_L1;
        },
        patience);
}

void SharingUi::staffGetAKeyThatOnlySends()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SimulatorOptions options;
    options.accountSid = u"AC"_s + QString(32, u'1');
    options.sendingUsers = {u"SK"_s + QString(32, u'2')};
    SharingWorld ann(options);
    SharingWorld bob;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    QVERIFY(ann.setUpPractice(practice));
    QVERIFY(joinAsStaff(ann, bob, u"Bob Chen"_s));
    PracticeSettings settings = ann.store.settings.current();
    settings.accountSid = u"AC"_s + QString(32, u'1');
    settings.apiKeySid = u"SK"_s + QString(32, u'1');
    QVERIFY(waited(ann.store.settings.save(settings)));
    auto *form = ann.page().findChild<SendingKeyForm *>();
    ann.page().showSection(SettingsPage::Section::Twilio);
    QVERIFY(!form->isVisible()); // the practice keeps no key yet
    const TwilioCredentials reading{settings.accountSid, settings.apiKeySid, "reads", false};
    ann.context->keptTwilioLogin = [reading] { return reading.toBytes(); };
    ann.context->twilio.setCredentials(reading);
    ann.page().findChild<PracticeKeyForm *>()->findChild<QCheckBox *>()->click();
    button(&ann.page(), u"Save"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(form->isVisible(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!ann.page().hasUnsavedChanges(), patience);

    auto *box = form->findChild<QCheckBox *>();
    auto *sid = named<QLineEdit>(&ann.page(), u"Colleagues' key SID"_s);
    auto *secret = named<QLineEdit>(&ann.page(), u"Colleagues' key secret"_s);
    QVERIFY(!box->isChecked() && !sid->isVisible());
    QVERIFY(box->accessibleDescription().contains("one of them has to be on"_L1));
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Space);
    QVERIFY(sid->isVisible());
    button(&ann.page(), u"Save"_s)->click();
    QVERIFY(says(&ann.page(), u"The API key SID is SK and 32 letters and digits."_s));
    sid->setText(settings.apiKeySid);
    button(&ann.page(), u"Save"_s)->click();
    QVERIFY(says(&ann.page(), u"This is the key that reads."_s));
    sid->setText(u"SK"_s + QString(32, u'3'));
    button(&ann.page(), u"Save"_s)->click();
    QVERIFY(says(&ann.page(), u"Type the secret that belongs to this key."_s));
    QTest::keyClicks(secret, u"sends"_s);
    // Tried before it is given away: this one lists.
    button(&ann.page(), u"Save"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), u"it can read the texts at Twilio"_s), patience);
    QVERIFY(ann.page().hasUnsavedChanges() && box->isChecked() && secret->text() == u"sends"_s);
    QCOMPARE(waited(ann.sharing->hasSendingKey()).value_or(true), false);
    sid->setText(u"SK"_s + QString(32, u'2'));
    button(&ann.page(), u"Save"_s)->click();
    const TwilioCredentials sending{settings.accountSid, u"SK"_s + QString(32, u'2'), "sends", true};
    QTRY_COMPARE_WITH_TIMEOUT(waited(bob.sharing->twilioKey()).value_or(QByteArray()), sending.toBytes(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!ann.page().hasUnsavedChanges(), patience);
    QVERIFY(box->isChecked() && sid->text().isEmpty() && secret->text().isEmpty());
    QCOMPARE(secret->placeholderText(), u"Kept by the practice"_s);
    QCOMPARE(waited(ann.sharing->twilioKey()).value_or(QByteArray()), reading.toBytes());
    bob.lookAgain();
    bob.page().showSection(SettingsPage::Section::Twilio);
    QVERIFY(!bob.page().findChild<SendingKeyForm *>()->isVisible());

    box->click();
    button(&ann.page(), u"Save"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(waited(bob.sharing->twilioKey()).value_or(QByteArray()), reading.toBytes(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!ann.page().hasUnsavedChanges(), patience);
    QVERIFY(!box->isChecked());
}

/// A client is hidden from staff and there is no key that only sends: both sides read it where they would look.
void SharingUi::sendingKeyIsMissed()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    SharingWorld bob;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    QVERIFY(ann.setUpPractice(practice));
    QVERIFY(joinAsStaff(ann, bob, u"Bob Chen"_s));
    PracticeSettings settings = ann.store.settings.current();
    settings.accountSid = u"AC"_s + QString(32, u'1');
    QVERIFY(waited(ann.store.settings.save(settings)));
    bob.twilio->setCredentials({});
    const QString annsWords = u"the practice has no key that only sends"_s;
    const QString bobsWords = u"Ask an administrator (Ann Ruiz) to add one in Settings → Twilio."_s;
    const auto look = [](SharingWorld &world) {
        world.lookAgain();
        world.page().showSection(SettingsPage::Section::Twilio);
    };
    ann.page().showSection(SettingsPage::Section::Twilio);
    bob.page().showSection(SettingsPage::Section::Twilio);
    const Client maria = ann.store.addClient(u"Maria"_s, u"+13125550142"_s);
    QTRY_VERIFY_WITH_TIMEOUT(waited(ann.sharing->showClient(maria, ann.sharing->me())).has_value(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!bob.store.settings.current().accountSid.isEmpty(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(says(&bob.page(), bobsWords), patience);
    look(ann);
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), annsWords), patience);
    QVERIFY(says(&ann.page(), u"First keep the key above for the practice"_s));
    const TwilioCredentials reading{settings.accountSid, u"SK"_s + QString(32, u'1'), "reads", false};
    QVERIFY(waited(ann.sharing->shareTwilioKey(reading.toBytes())));
    look(ann);
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), u"Make one at Twilio and give it here."_s), patience);
    QVERIFY(says(&bob.page(), bobsWords)); // that key is not for him

    const TwilioCredentials sending{settings.accountSid, u"SK"_s + QString(32, u'2'), "sends", true};
    QVERIFY(waited(ann.sharing->shareSendingKey(sending.toBytes())));
    look(ann);
    QTRY_VERIFY_WITH_TIMEOUT(!says(&ann.page(), annsWords), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!says(&bob.page(), bobsWords), patience);
    QTRY_VERIFY_WITH_TIMEOUT(says(&bob.page(), u"The practice keeps Twilio's key."_s), patience);
}

/// Given by an administrator, withdrawn again; without a connection nothing is lost of what was wanted.
void SharingUi::practiceKeepsTwiliosKey()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    const auto kept = [&] { return practice.asSuperuser(u"SELECT count(*) FROM practiceline.secrets"_s); };
    SharingWorld ann;
    SharingWorld bob;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    auto *box = ann.page().findChild<PracticeKeyForm *>()->findChild<QCheckBox *>();
    ann.page().showSection(SettingsPage::Section::Twilio);
    QVERIFY(box != nullptr && !box->isVisible()); // she shares with nobody
    ann.page().showSection(SettingsPage::Section::Sharing);
    QVERIFY(ann.setUpPractice(practice));
    QVERIFY(joinAsStaff(ann, bob, u"Bob Chen"_s));
    ann.page().showSection(SettingsPage::Section::Twilio);
    QVERIFY(box->isVisible() && !box->isChecked());
    QVERIFY(box->accessibleDescription().contains("need not type it"_L1));
    bob.page().showSection(SettingsPage::Section::Twilio);
    QVERIFY(named<QLineEdit>(&bob.page(), u"API key secret"_s)->isEnabled());

    // No key is here: said, and still wanted.
    box->click();
    button(&ann.page(), u"Save"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), u"This computer has no key to give"_s), patience);
    QVERIFY(box->isChecked() && ann.page().hasUnsavedChanges());
    QCOMPARE(kept(), u"0"_s);

    const QByteArray login = R"({"account":"AC1","user":"SK1","secret":"s"})";
    ann.context->keptTwilioLogin = [login] { return login; };
    button(&ann.page(), u"Save"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(kept(), u"1"_s, patience);
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), u"Saved"_s) && !ann.page().hasUnsavedChanges(), patience);
    QVERIFY(box->isChecked());

    bob.lookAgain();
    bob.page().showSection(SettingsPage::Section::Twilio);
    QTRY_VERIFY_WITH_TIMEOUT(says(&bob.page(), u"The practice keeps Twilio's key."_s), patience);
    for (const QString &name : {u"API key SID"_s, u"API key secret"_s, u"Auth token"_s})
        QVERIFY2(!named<QLineEdit>(&bob.page(), name)->isEnabled(), qPrintable(name));
    QCOMPARE(*waited(bob.sharing->twilioKey()), login);
    QVERIFY(!bob.page().findChild<PracticeKeyForm *>()->findChild<QCheckBox *>()->isVisible());
    auto *phone = named<QLineEdit>(&bob.page(), u"Your phone"_s);
    phone->selectAll();
    QTest::keyClicks(phone, u"(312) 555-0177"_s); // saved without a secret
    button(&bob.page(), u"Save"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(bob.store.settings.current().staffPhone.e164(), u"+13125550177"_s, patience);

    // A newer key replaces it, also when it is not known yet that the practice keeps one.
    const QByteArray newer = R"({"account":"AC1","user":"SK2","secret":"t"})";
    ann.context->keptTwilioLogin = [newer] { return newer; };
    auto *secret = named<QLineEdit>(&ann.page(), u"API key secret"_s);
    secret->setFocus();
    QTest::keyClicks(secret, u"newsecret"_s);
    button(&ann.page(), u"Save"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(*waited(bob.sharing->twilioKey()), newer, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!ann.page().hasUnsavedChanges(), patience);

    SettingsPage another(*ann.context); // never shown: it has not asked the practice
    auto *unknown = another.findChild<PracticeKeyForm *>();
    const QByteArray newest = R"({"account":"AC1","user":"SK3","secret":"u"})";
    ann.context->keptTwilioLogin = [newest] { return newest; };
    QVERIFY(!unknown->isKept());
    QVERIFY(waited(unknown->keep(unknown->isWanted(), true)));
    QVERIFY(unknown->isKept());
    QCOMPARE(*waited(bob.sharing->twilioKey()), newest);

    m_cluster->stop();
    box->click();
    button(&ann.page(), u"Save"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), u"Saved on this computer only."_s), patience);
    QVERIFY(!box->isChecked() && ann.page().hasUnsavedChanges());
    QVERIFY(m_cluster->restart());
    ann.sharing->engine().wake();
    QTRY_COMPARE_WITH_TIMEOUT(ann.sharing->status().state, SyncStatus::State::UpToDate, patience);
    QVERIFY(!box->isChecked()); // the round does not take the wish back
    QCOMPARE(kept(), u"1"_s);
    button(&ann.page(), u"Save"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(kept(), u"0"_s, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!ann.page().hasUnsavedChanges(), patience);
}

std::pair<QLineEdit *, QString> SharingUi::askedGroup(const QWidget *parent)
{
    static const QRegularExpression number(u"group (\\d+) of"_s);
    const auto *key = parent->findChild<QLabel *>(u"recoveryKey"_s);
    for (const QLabel *label : parent->findChildren<QLabel *>()) {
        const auto match = number.match(QString(label->text()).remove(u'&'));
        if (key != nullptr && match.hasMatch() && label->isVisible())
            return {qobject_cast<QLineEdit *>(label->buddy()),
                    key->text().simplified().split(u' ').value(match.captured(1).toInt() - 1)};
    }
    return {};
}

/// What is on the paper, typed on a new computer.
void SharingUi::recoverWith(const QString &key, const PracticeFixture &practice)
{
    SharingWorld spare;
    QVERIFY(spare.open(u"Ann Ruiz"_s));
    spare.page().activateWindow();
    QTRY_VERIFY_WITH_TIMEOUT(QApplication::focusWidget() != nullptr, patience);
    QVERIFY(Keys::tabTo(button(&spare.page(), u"Use a practice's recovery key …"_s)));
    Keys::key(Qt::Key_Space);
    const QPointer<RecoverPracticeDialog> dialog = spare.page().findChild<RecoverPracticeDialog *>();
    QVERIFY(dialog != nullptr);
    dialog->activateWindow();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->isActiveWindow(), patience);
    SharingWorld::fillServer(dialog, practice);
    auto *field = named<QLineEdit>(dialog, u"Recovery key"_s);
    button(dialog, u"Recover"_s)->click();
    QVERIFY(says(dialog, u"Type the practice's recovery key."_s));
    QVERIFY(field->hasFocus());
    Keys::type(u"AAAAA BBBBB"_s);
    Keys::key(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"a typing mistake"_s), patience);
    QCOMPARE(spare.state(), Sharing::State::Off);
    field->setFocus();
    Keys::key(Qt::Key_A, Qt::ControlModifier);
    Keys::type(key);
    Keys::key(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(spare.state(), Sharing::State::Member, patience);
    QTRY_VERIFY_WITH_TIMEOUT(dialog == nullptr, patience);
    QTRY_VERIFY_WITH_TIMEOUT(says(&spare.page(), u"Made by Ann Ruiz (today)."_s), patience);
}

void SharingUi::recoveryKeyOfThePractice()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    SharingWorld bob;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    QVERIFY(ann.setUpPractice(practice));
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), u"The practice has no recovery key yet."_s), patience);
    auto *now = button(&ann.page(), u"Make it now …"_s); // asked for, above the people
    QVERIFY(now != nullptr);
    ann.page().resize(800, 420);
    now->click();
    QVERIFY(button(&ann.page(), u"Make it now …"_s) == nullptr);
    auto *panel = ann.page().findChild<PracticeRecoveryPanel *>();
    const auto [answer, group] = askedGroup(panel);
    QVERIFY(answer != nullptr && group.size() == 5);
    QTRY_VERIFY(!answer->visibleRegion().isEmpty()); // scrolled to
    QString text = panel->findChild<QLabel *>(u"recoveryKey"_s)->text();
    const auto keys = [&] { return practice.asSuperuser(u"SELECT count(*) FROM practiceline.recovery_keys"_s); };
    QTest::keyClicks(answer, u"WRONG"_s);
    button(panel, u"Confirm"_s)->click();
    QVERIFY(says(panel, u"That is not group"_s));
    QCOMPARE(keys(), u"0"_s);
    panel->window()->activateWindow();
    answer->setFocus();
    QTRY_VERIFY_WITH_TIMEOUT(answer->hasFocus(), patience);
    QTest::keyClicks(answer, group.toLower());
    button(panel, u"Confirm"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(panel, u"Made by Ann Ruiz (today)."_s), patience);
    QVERIFY(panel->isAncestorOf(QApplication::focusWidget())); // the next key presses nothing else
    QVERIFY(qobject_cast<QPushButton *>(QApplication::focusWidget()) == nullptr);
    QVERIFY(says(panel, u"Confirmed. Keep the paper safe."_s));
    QCOMPARE(keys(), u"1"_s);
    QVERIFY(panel->findChild<QLabel *>(u"recoveryKey"_s)->text().isEmpty());
    const auto opened = waited(ann.sharing->database().run(
        [text = text.simplified()](QSqlDatabase &db) { return PracticeRecovery::recover(db, text); }));
    QVERIFY(opened && opened->practiceKeys.size() == 1);
    recoverWith(text.simplified(), practice);

    // Who is no administrator has nothing to do with it.
    QVERIFY(joinAsStaff(ann, bob, u"Bob Chen"_s));
    bob.lookAgain();
    QVERIFY(!bob.page().findChild<PracticeRecoveryPanel *>()->isVisible());
    QVERIFY(button(&bob.page(), u"Make it now …"_s) == nullptr);

    QCOMPARE(practice.asSuperuser(u"DELETE FROM practiceline.recovery_keys"_s), QString());
    ann.lookAgain();
    QTRY_VERIFY_WITH_TIMEOUT(says(panel, u"does not open what was written since"_s), patience);
    QVERIFY(says(&ann.page(), u"does not open everything any more"_s));
    QVERIFY(button(&ann.page(), u"Make it now …"_s) != nullptr);
    QVERIFY(button(panel, u"Make a new recovery key …"_s) != nullptr);
}

void SharingUi::oldTextsAreEncryptedAgain()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    const auto old = [&] {
        return practice.asSuperuser(u"SELECT count(*) FROM public.communication_logs WHERE key_epoch = 1"_s);
    };
    SharingWorld ann;
    SharingWorld bob;
    QVERIFY(ann.open(u"Ann Ruiz"_s));
    QVERIFY(ann.setUpPractice(practice));
    const Client maria = ann.store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    ann.store.textIn(SendState::Accepted, maria, u"Written under the first key."_s);
    ann.sharing->engine().wake();
    QTRY_COMPARE_WITH_TIMEOUT(old(), u"1"_s, patience);
    QVERIFY(button(&ann.page(), u"Encrypt old texts with the new key …"_s) == nullptr); // there is one key
    QVERIFY(joinAsStaff(ann, bob, u"Bob Chen"_s));
    QVERIFY(waited(ann.sharing->remove(bob.sharing->me())));
    const auto offered = [&] { return button(&ann.page(), u"Encrypt old texts with the new key …"_s); };
    QTRY_VERIFY_WITH_TIMEOUT(offered() != nullptr, patience);
    offered()->click();
    QVERIFY(says(&ann.page(), u"those programs can not"_s)); // the warning beside the choice
    QVERIFY(answer(&ann.page(), u"Encrypt"_s));
    auto *dialog = ann.page().findChild<ProgressDialog *>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"1 texts and other entries were put under the newest key."_s) ||
                                 says(dialog, u"1 text or other entry was put under the newest key."_s),
                             patience);
    QCOMPARE(old(), u"0"_s);
    button(dialog, u"Close"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(offered() == nullptr, patience); // nothing is left to do
}

void SharingUi::clearTextsAreEncryptedIfWanted()
{
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    SharingWorld bob;
    QVERIFY(openPractice(practice, ann, bob));
    const auto offered = [](SharingWorld &world) {
        return button(&world.page(), u"Encrypt texts of other programs …"_s);
    };
    ann.store.textIn(SendState::Accepted, ann.store.addClient(u"Maria Lopez"_s, u"+13125550142"_s), u"Of ours."_s);
    ann.lookAgain();
    // What is asked now is answered after this.
    QVERIFY(waited(ann.sharing->hasClearTexts()).has_value());
    QVERIFY(offered(ann) == nullptr);

    QCOMPARE(
        practice.asSuperuser(u"INSERT INTO communication_logs (communication_type, direction, from_number, "
                             "message_sid, content) VALUES ('sms', 'inbound', '+13125550142', 'SMhosted', 'Clear.')"_s),
        QString());
    ann.sharing->engine().wake();
    QTRY_VERIFY_WITH_TIMEOUT(waited(ann.sharing->hasClearTexts()).value_or(false), patience);
    ann.lookAgain();
    bob.lookAgain();
    QTRY_VERIFY_WITH_TIMEOUT(offered(ann) != nullptr, patience);
    QVERIFY(says(&ann.page(), u"Other programs write texts"_s));
    QVERIFY(offered(bob) == nullptr); // an administrator decides
    const auto clear = [&] {
        return practice.asSuperuser(u"SELECT content, content_enc IS NOT NULL FROM communication_logs WHERE "
                                    "message_sid = 'SMhosted'"_s);
    };
    offered(ann)->click();
    QVERIFY(says(&ann.page(), u"there is no way back"_s));
    for (QMessageBox *box : ann.page().findChildren<QMessageBox *>())
        box->reject();
    QCOMPARE(clear(), u"Clear.|f"_s);
    offered(ann)->click();
    QVERIFY(answer(&ann.page(), u"Encrypt"_s));
    const auto *dialog = ann.page().findChild<ProgressDialog *>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"put under the newest key."_s), patience);
    QCOMPARE(clear(), u"|t"_s);
    QTRY_VERIFY_WITH_TIMEOUT(offered(ann) == nullptr, patience);
}

void SharingUi::encryptingSaysHowItEnded()
{
    using Progress = Reencryption::Progress;
    const auto words = [](const Result<Progress> &result) { return ReencryptPanel::resultWords(result); };
    const QString all = words(Progress{5, 9, 2, 3});
    QVERIFY2(all.startsWith("5 "_L1) && all.contains(" 3 "_L1) && all.contains(" 2 "_L1), qPrintable(all));
    QVERIFY(words(Progress{0, 2, 2, 0}).startsWith("Nothing could be put"_L1));
    QVERIFY(words(Error{ErrorKind::Cancelled, 0, {}, {}}).contains("the next run goes on"_L1));
    QVERIFY(words(Error{ErrorKind::Offline, 0, u"postgres: connection lost"_s, {}}).contains("run it again later"_L1));
    QVERIFY(words(Error{ErrorKind::Locked, 0, u"a newer practice key"_s, {}}).contains("newer key"_L1));
}

QTEST_MAIN(SharingUi)
#include "tst_sharing.moc"
