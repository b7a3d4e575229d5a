#include "loginfixture.h"
#include "provisionrun.h"

#include <QFile>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSqlQuery>
#include <QTest>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 60'000;
const QByteArray complete = R"({"twilio": {"account_sid": "AC0123456789abcdef0123456789abcdef",
    "auth_token": "s3cret", "sender": "+13125550100"}, "practice": {"name": "Ruiz"}})";
} // namespace

/// What becomes of a set-up file after the start is said in words.
class ProvisionRunTest : public QObject
{
    Q_OBJECT

private:
    /// The words of the failure; empty when it was applied.
    static QString apply(LoginFixture &world, const QByteArray &json)
    {
        ProvisionRun run(json, u"-"_s, world.store.settings, *world.login);
        QSignalSpy applied(&run, &ProvisionRun::applied);
        QSignalSpy failed(&run, &ProvisionRun::failed);
        run.apply();
        if (!QTest::qWaitFor([&] { return applied.count() + failed.count() > 0; }, patience))
            return u"no answer"_s;
        return failed.isEmpty() ? QString() : failed.first().first().toString();
    }

private Q_SLOTS:
    void applies()
    {
        LoginFixture world;
        QVERIFY(world.store.open());
        QCOMPARE(apply(world, complete), QString());
        QCOMPARE(world.store.settings.current().practiceName, u"Ruiz"_s);
        QVERIFY(world.twilio->hasCredentials());
    }

    /// Right by itself, wrong together with the practice's country.
    void problemWithWhatIsStored()
    {
        LoginFixture world;
        QVERIFY(world.store.open());
        PracticeSettings settings;
        settings.region = u"FR"_s;
        QVERIFY(waited(world.store.settings.save(settings)));
        const QString words = apply(world, R"({"staff": {"phone": "(312) 555-0199"}, "practice": {"name": "New"}})");
        QVERIFY2(words.contains(u"staff.phone"_s), qPrintable(words));
        QVERIFY(words.startsWith(u"The set-up file was not used."_s));
        QCOMPARE(world.store.settings.current().practiceName, QString());
    }

    void keychainRefuses()
    {
        LoginFixture world;
        QVERIFY(world.store.open());
        world.keychain.mode = FakeSecretStore::Mode::Refused;
        const QString words = apply(world, complete);
        QVERIFY2(words.contains(u"the Twilio secret could not be kept"_s), qPrintable(words));
        QVERIFY(!words.contains(u"s3cret"_s));
        QCOMPARE(world.store.settings.current().practiceName, u"Ruiz"_s);
        QVERIFY(!world.twilio->hasCredentials());
    }

    void settingsCanNotBeSaved()
    {
        LoginFixture world;
        QVERIFY(world.store.open());
        const auto locked = waited(world.store.database.run(
            [](QSqlDatabase &db) -> Result<bool> { return QSqlQuery(db).exec(u"PRAGMA query_only = ON"_s); }));
        QVERIFY(locked && *locked);
        const QString words = apply(world, complete);
        QVERIFY2(words.contains(u"its settings could not be saved"_s), qPrintable(words));
        QVERIFY(world.keychain.secrets.isEmpty());
    }

    void offersToDeleteTheFile()
    {
        LoginFixture world;
        QVERIFY(world.store.open());
        QTemporaryDir folder;
        QFile file(folder.filePath(u"set-up.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        QWidget window;
        window.show();
        ProvisionRun run(complete, file.fileName(), world.store.settings, *world.login);
        run.offerToDelete(&window);
        auto *box = window.findChild<QMessageBox *>();
        QVERIFY(box != nullptr);
        QVERIFY(file.exists());
        const auto buttons = box->buttons();
        for (QAbstractButton *button : buttons) {
            if (button->text() == "&Delete the file"_L1)
                button->click();
        }
        QTRY_VERIFY_WITH_TIMEOUT(!file.exists(), patience);
        ProvisionRun fromInput(complete, u"-"_s, world.store.settings, *world.login);
        QWidget other;
        fromInput.offerToDelete(&other);
        QVERIFY(other.findChild<QMessageBox *>() == nullptr);
    }
};

QTEST_MAIN(ProvisionRunTest)
#include "tst_provisionrun.moc"
