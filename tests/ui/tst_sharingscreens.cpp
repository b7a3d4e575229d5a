#include "clients/visibilitydialog.h"
#include "common/askbox.h"
#include "memberdata.h"
#include "picturetest.h"
#include "settings/practicekeyform.h"
#include "settings/sendingkeyform.h"
#include "setup/setupdialog.h"
#include "sharing/approvedialog.h"
#include "sharing/invitedialog.h"
#include "sharing/joinpracticedialog.h"
#include "sharing/partingdialog.h"
#include "sharing/partingwords.h"
#include "sharing/peoplelist.h"
#include "sharing/practicerecoverypanel.h"
#include "sharing/recoverpracticedialog.h"
#include "sharing/reencryptpanel.h"
#include "sharing/setuppracticedialog.h"
#include "sharing/sharingsection.h"
#include "sharing/updatedatabasedialog.h"
#include "sharingworld.h"
#include "uitesting.h"

#include <QCheckBox>
#include <QComboBox>
#include <QJsonObject>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace UiTesting;

/// Writes pictures of Settings under Sharing in each state, and of its dialogs, to the folder PRACTICELINE_SCREENSHOTS,
/// for people to look at; skipped without it. QT_FONT_DPI=144 shows large type.
class SharingScreens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sharing_data();
    void sharing();
    void spanish_data();
    void spanish();

private:
    void off(SharingWorld &world, const PracticeFixture &practice);
    void setUpDialog(SharingWorld &world, const PracticeFixture &practice);
    void inviteDialog(SharingWorld &world);
    void joinDialog(SharingWorld &world, const QString &invitation);
    void approveDialog(SharingWorld &world);
    void people(SharingWorld &ann);
    void leaving(SharingWorld &ann);
    void parting(SharingWorld &ann, SharingWorld &bob);
    void partingDialogs(QWidget *parent);
    void practiceKeys(SharingWorld &ann, SharingWorld &bob);
    void hiddenClient(SharingWorld &ann, SharingWorld &bob);
    void clearTexts(SharingWorld &ann, const PracticeFixture &practice);
    void grabQuestion(const QWidget *parent, const QString &name);

    const PictureTest m_pictures{u"sharing-%1-%2.png"_s};
    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
};

void SharingScreens::initTestCase()
{
    if (!PictureTest::isWanted())
        QSKIP(PictureTest::notWanted);
    if (!PostgresCluster::isInstalled())
        QSKIP("Postgres is not installed");
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_cluster = std::make_unique<PostgresCluster>(m_certificates);
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->whyNot()));
}

void SharingScreens::sharing_data()
{
    PictureTest::addColumns();
    QTest::newRow("light-1024") << false << QSize(1024 - 152, 700 - 26);
    QTest::newRow("dark-1440") << true << QSize(1440 - 152, 900 - 26);
}

void SharingScreens::sharing()
{
    QFETCH(const QSize, size);
    PictureTest::applyTheme();
    const PracticeFixture practice(*m_cluster, m_certificates);
    SharingWorld ann;
    SharingWorld bob;
    QVERIFY(ann.open(u"Ana Ruiz"_s));
    QVERIFY(bob.open(u"Tom Novak"_s));
    ann.page().resize(size);
    bob.page().resize(size);
    off(ann, practice);
    QVERIFY(ann.setUpPractice(practice));
    m_pictures.grab(&ann.page(), u"member-first"_s);
    inviteDialog(ann);
    const QString invitation = ann.invite(u"Tom Novak"_s, u"staff"_s);
    joinDialog(bob, invitation);
    m_pictures.grab(&bob.page(), u"asked"_s);
    button(&bob.page(), u"Check now"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&bob.page(), u"Not approved yet"_s), patience);
    m_pictures.grab(&bob.page(), u"asked-checked"_s);
    approveDialog(ann);
    QVERIFY(ann.approveFirst());
    bob.sharing->lookForApproval();
    QTRY_COMPARE_WITH_TIMEOUT(bob.state(), Sharing::State::Member, patience);
    QTRY_VERIFY_WITH_TIMEOUT(says(&bob.page(), u"Up to date"_s), patience);
    people(ann);
    bob.sharing->engine().wake();
    QTRY_VERIFY_WITH_TIMEOUT(bob.page().findChild<PeopleList *>()->count() == 5, patience);
    m_pictures.grab(&bob.page(), u"member-staff"_s);
    practiceKeys(ann, bob);
    clearTexts(ann, practice);
    leaving(ann);
    m_cluster->stop();
    bob.sharing->engine().wake();
    QTRY_VERIFY_WITH_TIMEOUT(says(&bob.page(), u"Not connected."_s), patience);
    m_pictures.grab(&bob.page(), u"member-offline"_s);
    QVERIFY(m_cluster->restart());
    parting(ann, bob);
    PagesFixture first;
    QVERIFY(first.open());
    SetupDialog dialog(*first.context);
    dialog.show();
    m_pictures.grab(&dialog, u"first-start"_s);

    QVERIFY(waited(first.store.settings.setMark(u"sharing.practice"_s, u"p1"_s)));
    first.sharing->load();
    QTRY_COMPARE_WITH_TIMEOUT(first.sharing->state(), Sharing::State::Withheld, patience);
    SettingsPage page(*first.context);
    page.resize(size);
    page.show();
    page.showSection(SettingsPage::Section::Sharing);
    m_pictures.grab(&page, u"withheld"_s);
}

void SharingScreens::spanish_data()
{
    PictureTest::addColumns();
    QTest::newRow("es-light-1024") << false << QSize(1024 - 152, 700 - 26);
}

/// Longer words in the same places.
void SharingScreens::spanish()
{
    QFETCH(const QSize, size);
    PictureTest::applyTheme();
    QTranslator words;
    QVERIFY(words.load(u":/i18n/practiceline_es.qm"_s));
    QCoreApplication::installTranslator(&words);
    const auto back = qScopeGuard([&] { QCoreApplication::removeTranslator(&words); });
    PagesFixture world;
    QVERIFY(world.open());
    QVERIFY(world.setUp());
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(becomeMember(world, u"Ortega y Asociados"_s,
                         {{StaffId::create(), u"Ana Ruiz"_s, u"admin"_s, u"advisor"_s, {}, now, {}},
                          {StaffId::create(), u"Tomás Novak"_s, u"staff"_s, u"attorney"_s, u"+13125550142"_s, now, {}},
                          {StaffId::create(), u"Elena Hart"_s, u"admin"_s, u"advisor"_s, {}, now, {}},
                          {StaffId::create(), u"Gracia Wu"_s, u"supervisor"_s, u"accountant"_s, {}, {}, {}}}));
    SettingsPage page(*world.context);
    page.resize(size);
    page.show();
    page.showSection(SettingsPage::Section::Sharing);
    QTRY_COMPARE_WITH_TIMEOUT(world.sharing->status().state, SyncStatus::State::Offline, patience);
    m_pictures.grab(&page, u"member"_s);
    page.findChild<PracticeRecoveryPanel *>()->make();
    page.findChild<ReencryptPanel *>()->offer(ReencryptPanel::Reason::ClearTexts);
    m_pictures.grab(&page, u"keys"_s);
    page.showSection(SettingsPage::Section::Twilio);
    m_pictures.grab(&page, u"twilio"_s);
    page.showSection(SettingsPage::Section::Practice);
    m_pictures.grab(&page, u"limit"_s);
    const JoinRequest request{StaffId::create(), u"Gracia Wu"_s, u"supervisor"_s, "b", "s", {}};
    const QList<std::pair<QDialog *, QString>> dialogs{
        {new SetUpPracticeDialog(*world.context, &page), u"setup"_s},
        {new JoinPracticeDialog(*world.context, &page), u"join"_s},
        {new UpdateDatabaseDialog(*world.context, &page), u"update"_s},
        {new RecoverPracticeDialog(*world.context, &page), u"recover"_s},
        {new InviteDialog(*world.context, &page), u"invite"_s},
        {new ApproveDialog(*world.context, request, &page), u"approve"_s}};
    for (const auto &[dialog, name] : dialogs) {
        dialog->open();
        QTest::qWait(1500); // the words
        m_pictures.grab(dialog, name);
        dialog->reject();
    }
    partingDialogs(&page);
    SetupDialog first(*world.context);
    first.show();
    m_pictures.grab(&first, u"first-start"_s);
}

void SharingScreens::off(SharingWorld &world, const PracticeFixture &practice)
{
    m_pictures.grab(&world.page(), u"off"_s);
    world.context->keptTwilioLogin = [] { return QByteArray("key"); }; // which the set-up offers to colleagues
    setUpDialog(world, practice);
    world.context->keptTwilioLogin = {};
    QDialog *recovering = world.dialogOf(u"Use a practice's recovery key …"_s);
    QVERIFY(recovering != nullptr);
    button(recovering, u"Recover"_s)->click(); // with nothing typed
    m_pictures.grab(recovering, u"recover"_s);
    recovering->reject();
}

void SharingScreens::setUpDialog(SharingWorld &world, const PracticeFixture &practice)
{
    QDialog *dialog = world.dialogOf(u"Set up a practice …"_s);
    QVERIFY(dialog != nullptr);
    m_pictures.grab(dialog, u"setup"_s);
    SharingWorld::fillServer(dialog, practice);
    auto *check = button(dialog, u"Check connection"_s);
    check->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"The connection works"_s), patience);
    m_pictures.grab(dialog, u"setup-good"_s);
    named<QLineEdit>(dialog, u"Password"_s)->setText(u"wrong"_s);
    check->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"password is wrong"_s), patience);
    m_pictures.grab(dialog, u"setup-wrong"_s);
    Q_EMIT world.sharing->setUpProgress(3, 9);
    button(dialog, u"Set up"_s)->click();
    Q_EMIT world.sharing->setUpProgress(3, 9);
    QVERIFY(dialog->grab().save(qEnvironmentVariable("PRACTICELINE_SCREENSHOTS") +
                                u"/sharing-setup-progress-%1.png"_s.arg(QLatin1String(QTest::currentDataTag()))));
    QTRY_VERIFY_WITH_TIMEOUT(check->isEnabled(), patience);
    named<QLineEdit>(dialog, u"Certificate file"_s)->clear();
    named<QLineEdit>(dialog, u"Server"_s)->setText(u"db.example.com"_s);
    check->click();
    m_pictures.grab(dialog, u"setup-field"_s);
    dialog->reject();
}

void SharingScreens::inviteDialog(SharingWorld &world)
{
    QDialog *dialog = world.dialogOf(u"Invite …"_s);
    QVERIFY(dialog != nullptr);
    m_pictures.grab(dialog, u"invite"_s);
    button(dialog, u"Make the invitation"_s)->click();
    m_pictures.grab(dialog, u"invite-wrong"_s);
    named<QLineEdit>(dialog, u"Name"_s)->setText(u"Grace Wu"_s);
    auto *role = named<QComboBox>(dialog, u"Role"_s);
    role->setCurrentIndex(role->findData(u"supervisor"_s));
    named<QLineEdit>(dialog, u"Phone"_s)->setText(u"(312) 555-0142"_s);
    button(dialog, u"Make the invitation"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(button(dialog, u"Copy"_s) != nullptr, patience);
    button(dialog, u"Copy"_s)->click();
    m_pictures.grab(dialog, u"invite-made"_s);
    button(dialog, u"Close"_s)->click();
}

void SharingScreens::joinDialog(SharingWorld &world, const QString &invitation)
{
    QDialog *dialog = world.dialogOf(u"Join a practice …"_s);
    QVERIFY(dialog != nullptr);
    m_pictures.grab(dialog, u"join"_s);
    auto *text = named<QPlainTextEdit>(dialog, u"Invitation"_s);
    text->setPlainText(invitation.chopped(40));
    m_pictures.grab(dialog, u"join-cut"_s);
    text->setPlainText(invitation);
    m_pictures.grab(dialog, u"join-read"_s);
    button(dialog, u"Join"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(world.state() == Sharing::State::Asked && world.sharing->words().size() == 6, patience);
}

void SharingScreens::approveDialog(SharingWorld &world)
{
    world.lookAgain();
    QTRY_VERIFY_WITH_TIMEOUT(button(&world.page(), u"Approve …"_s) != nullptr, patience);
    m_pictures.grab(&world.page(), u"member-asked"_s);
    QDialog *dialog = world.dialogOf(u"Approve …"_s);
    auto *differ = button(dialog, u"They differ …"_s);
    m_pictures.grab(dialog, u"approve-making"_s);
    QTRY_VERIFY_WITH_TIMEOUT(differ->isEnabled(), patience);
    m_pictures.grab(dialog, u"approve"_s);
    differ->click();
    grabQuestion(dialog, u"approve-differ"_s);
    dialog->reject();
}

void SharingScreens::people(SharingWorld &ann)
{
    QVERIFY(!ann.invite(u"Elena Hart"_s, u"admin"_s).isEmpty());
    QVERIFY(!ann.invite(u"Office"_s, u"agent"_s).isEmpty());
    auto *list = ann.page().findChild<PeopleList *>();
    QTRY_COMPARE_WITH_TIMEOUT(list->count(), 5, patience);
    list->setCurrentRow(0);
    QDialog *deputies = ann.dialogOf(u"Deputies …"_s);
    deputies->findChild<QCheckBox *>()->click();
    m_pictures.grab(deputies, u"deputies"_s);
    button(deputies, u"Save"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(plain(list->item(0)->data(Qt::AccessibleTextRole).toString()).contains(u"deputies: Tom"_s),
                             patience);
    list->setCurrentRow(1);
    m_pictures.grab(&ann.page(), u"member"_s);
    button(&ann.page(), u"Remove …"_s)->click();
    grabQuestion(&ann.page(), u"remove"_s);
    QDialog *role = ann.dialogOf(u"Change role …"_s);
    QVERIFY(role != nullptr);
    named<QComboBox>(role, u"Role"_s)->setCurrentIndex(1);
    m_pictures.grab(role, u"role"_s);
    role->reject();
    list->setCurrentRow(3);
    button(&ann.page(), u"Remove …"_s)->click();
    auto *box = ann.page().findChild<QMessageBox *>();
    QTRY_VERIFY_WITH_TIMEOUT(button(box, u"Take it back"_s) != nullptr, patience);
    button(box, u"Take it back"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(list->item(4)->data(Qt::AccessibleTextRole).toString().contains("did not join"_L1),
                             patience);
    m_pictures.grab(&ann.page(), u"member-left"_s);
}

/// The recovery key, Twilio's key and the limit, and old texts under a new key.
void SharingScreens::practiceKeys(SharingWorld &ann, SharingWorld &bob)
{
    using Section = SettingsPage::Section;
    auto *recovery = ann.page().findChild<PracticeRecoveryPanel *>();
    recovery->make();
    m_pictures.grab(&ann.page(), u"recovery-key"_s);
    auto *reencrypt = ann.page().findChild<ReencryptPanel *>();
    reencrypt->offer(ReencryptPanel::Reason::NewKey); // as after somebody left
    auto *area = ann.page().findChild<SharingSection *>()->findChild<QScrollArea *>();
    area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
    m_pictures.grab(&ann.page(), u"keys"_s);
    button(&ann.page(), u"Encrypt old texts with the new key …"_s)->click();
    grabQuestion(&ann.page(), u"encrypt"_s);
    ann.page().showSection(Section::Practice);
    m_pictures.grab(&ann.page(), u"limit"_s);
    ann.context->keptTwilioLogin = [] { return QByteArray("key"); };
    ann.page().showSection(Section::Twilio);
    auto *box = ann.page().findChild<PracticeKeyForm *>()->findChild<QCheckBox *>();
    box->click();
    button(&ann.page(), u"Save"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(waited(bob.sharing->twilioKey()) && !ann.page().hasUnsavedChanges(), patience);
    m_pictures.grab(&ann.page(), u"twilio-admin"_s);
    auto *sends = ann.page().findChild<SendingKeyForm *>()->findChild<QCheckBox *>();
    QTRY_VERIFY_WITH_TIMEOUT(sends->isVisible(), patience);
    sends->click();
    named<QLineEdit>(&ann.page(), u"Colleagues' key secret"_s)->setFocus();
    m_pictures.grab(&ann.page(), u"twilio-sending-key"_s);
    sends->click();
    bob.page().showSection(Section::Twilio);
    QTRY_VERIFY_WITH_TIMEOUT(says(&bob.page(), u"The practice keeps Twilio's key."_s), patience);
    m_pictures.grab(&bob.page(), u"twilio-staff"_s);
    hiddenClient(ann, bob);
    ann.page().showSection(Section::Sharing);
    bob.page().showSection(Section::Sharing);
}

/// A client is for one person alone, and there is no key that only sends.
void SharingScreens::hiddenClient(SharingWorld &ann, SharingWorld &bob)
{
    bob.twilio->setCredentials({});
    Client client = ann.store.addClient(u"Maria Lopez"_s, u"+13125550142"_s);
    QVERIFY(waited(ann.store.clients.assign(client.id, bob.sharing->me())));
    ann.sharing->engine().wake();
    client = waited(ann.store.clients.fetch(client.id)).value_or(client);
    auto *dialog = new VisibilityDialog(*ann.context, client, &ann.page());
    dialog->open();
    dialog->findChild<QComboBox *>()->setCurrentIndex(1);
    QTRY_VERIFY_WITH_TIMEOUT(says(dialog, u"newcomers get none"_s), patience);
    m_pictures.grab(dialog, u"who-sees-warnings"_s);
    dialog->reject();
    QTRY_VERIFY_WITH_TIMEOUT(waited(ann.sharing->showClient(client, ann.sharing->me())).has_value(), patience);
    ann.lookAgain();
    ann.page().showSection(SettingsPage::Section::Twilio);
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), u"the practice has no key that only sends"_s), patience);
    m_pictures.grab(&ann.page(), u"twilio-key-lacking"_s);
    QTRY_VERIFY_WITH_TIMEOUT(says(&bob.page(), u"to add one in Settings → Twilio"_s), patience);
    m_pictures.grab(&bob.page(), u"twilio-staff-key-lacking"_s);
    client.visibleTo = ann.sharing->me();
    QVERIFY(waited(ann.sharing->showClient(client, {})));
}

/// A hosted function writes beside the practice, which has its first key.
void SharingScreens::clearTexts(SharingWorld &ann, const PracticeFixture &practice)
{
    QCOMPARE(practice.asSuperuser(u"INSERT INTO communication_logs (communication_type, direction, from_number, "
                                  "message_sid, content) VALUES ('sms', 'inbound', '+13125550142', 'SM1', 'Hello')"_s),
             QString());
    ann.sharing->engine().wake();
    QTRY_VERIFY_WITH_TIMEOUT(waited(ann.sharing->hasClearTexts()).value_or(false), patience);
    ann.lookAgain();
    const auto offered = [&] { return button(&ann.page(), u"Encrypt texts of other programs …"_s); };
    QTRY_VERIFY_WITH_TIMEOUT(offered() != nullptr, patience);
    ann.page().findChild<SharingSection *>()->findChild<QScrollArea *>()->ensureWidgetVisible(offered());
    m_pictures.grab(&ann.page(), u"clear-texts"_s);
    offered()->click();
    grabQuestion(&ann.page(), u"encrypt-clear"_s);
}

void SharingScreens::leaving(SharingWorld &ann)
{
    button(&ann.page(), u"Leave the practice …"_s)->click();
    auto *box = ann.page().findChild<QMessageBox *>();
    m_pictures.grab(box, u"leave"_s);
    button(box, u"Leave the practice"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(says(&ann.page(), u"You are the practice's last administrator."_s), patience);
    grabQuestion(&ann.page(), u"leave-last"_s);
}

/// Removed: what the section says, what stands before the window, and what the first start after it tells.
void SharingScreens::parting(SharingWorld &ann, SharingWorld &bob)
{
    const auto isBack = [&] {
        bob.sharing->engine().wake();
        ann.sharing->engine().wake();
        return ann.sharing->status().state == SyncStatus::State::UpToDate;
    };
    // The server was away, which a connection notices at its next question.
    QVERIFY(QTest::qWaitFor([&] { return isBack() && waited(ann.sharing->remove(bob.sharing->me())).has_value(); },
                            patience));
    bob.sharing->engine().wake();
    QTRY_COMPARE_WITH_TIMEOUT(bob.state(), Sharing::State::Parting, patience);
    m_pictures.grab(&bob.page(), u"parting"_s);
    partingDialogs(&bob.page());
}

void SharingScreens::partingDialogs(QWidget *parent)
{
    PartingDialog dialog(u"Ruiz Wealth"_s, false, parent);
    dialog.show();
    m_pictures.grab(&dialog, u"parting-dialog"_s);
    dialog.showWaiting(ConnectionFaults::toError(ConnectionFault::NoAnswer));
    m_pictures.grab(&dialog, u"parting-waits"_s);
    const QJsonObject told{{u"practice"_s, u"Ruiz Wealth"_s},
                           {u"at"_s, QDateTime::currentMSecsSinceEpoch()},
                           {u"not_shared"_s, 3},
                           {u"not_sent"_s, 1}};
    QMessageBox *box = AskBox::notice(PartingWords::title(), PartingWords::text(told), parent);
    box->setInformativeText(PartingWords::details(told));
    box->open();
    m_pictures.grab(box, u"erased"_s);
    box->close();
}

void SharingScreens::grabQuestion(const QWidget *parent, const QString &name)
{
    QMessageBox *box = nullptr;
    const auto opened = [&] {
        const auto all = parent->findChildren<QMessageBox *>();
        const auto found = std::find_if(all.cbegin(), all.cend(), [](const auto *one) { return one->isVisible(); });
        box = found == all.cend() ? nullptr : *found;
        return box != nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(opened(), patience);
    m_pictures.grab(box, name);
    box->reject();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

QTEST_MAIN(SharingScreens)
#include "tst_sharingscreens.moc"
