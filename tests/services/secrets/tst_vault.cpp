#include "fakesecretstore.h"
#include "secrets/keyring.h"
#include "secrets/vault.h"
#include "storage/backup.h"
#include "storage/database.h"
#include "storage/sql.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using State = Vault::State;
using Mode = FakeSecretStore::Mode;

namespace
{
constexpr int patience = 60000;
const auto profile = u"profile-1"_s;
const auto keyName = u"data-key-profile-1"_s;
const auto passphrase = u"correct horse battery"_s;

FieldPlace place()
{
    return {u"clients"_s, u"notes_enc"_s, u"1"_s, QString()};
}

/// One start of the product on a data folder.
struct Start {
    Start(const QString &folder, SecretStore *keychain)
        : database(folder + u"/store.db"_s)
        , vault(database, keys, keychain, profile)
    {
        opened = database.open();
    }
    Database database;
    KeyRing keys;
    Vault vault;
    QFuture<Result<Database::Mode>> opened;

    QByteArray seal() const { return keys.cipher()->encrypt(u"note"_s, place()); }
    bool opens(const QByteArray &sealed) const
    {
        const auto cipher = keys.cipher();
        return cipher && cipher->decrypt(sealed, place(), 1).has_value();
    }
    Result<qint64> vaultRows()
    {
        auto future = database.run([](QSqlDatabase &db) -> Result<qint64> {
            auto query = execSql(db, u"SELECT count(*) FROM vault"_s);
            if (!query || !query->next())
                return Error{ErrorKind::Storage, 0, {}, {}};
            return query->value(0).toLongLong();
        });
        return QTest::qWaitFor([&] { return future.isFinished(); }, patience) ? future.result() : Result<qint64>();
    }
};

template <class T>
Result<T> resultOf(QFuture<Result<T>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, patience) || future.resultCount() == 0)
        return Error{ErrorKind::Cancelled, 0, u"no result"_s, {}};
    return future.result();
}
} // namespace

#define COMPARE_STATE(start, wanted) QTRY_COMPARE_WITH_TIMEOUT((start).vault.state(), wanted, patience)

class VaultTest : public QObject
{
    Q_OBJECT

private:
    /// A store that has a key in @p keychain; returns something sealed by it.
    QByteArray newStore(const QTemporaryDir &folder, FakeSecretStore &keychain)
    {
        Start start(folder.path(), &keychain);
        start.vault.open();
        if (!QTest::qWaitFor([&] { return start.vault.state() == State::Unlocked; }, patience))
            return {};
        return start.seal();
    }

private Q_SLOTS:
    void firstStartAndNext()
    {
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        const auto sealed = newStore(folder, keychain);
        QVERIFY(!sealed.isEmpty());
        QCOMPARE(keychain.writes, 1);
        QCOMPARE(keychain.secrets.value(keyName).size(), 32);

        Start again(folder.path(), &keychain);
        StateLog states(again.vault);
        again.vault.open();
        again.vault.open(); // twice at once asks once
        COMPARE_STATE(again, State::Unlocked);
        QVERIFY(again.opens(sealed));
        QCOMPARE(keychain.writes, 1);
        QCOMPARE(states.seen, (QList<State>{State::Opening, State::Unlocked}));
        QVERIFY(!again.vault.recoveryConfirmed());
    }

    void fault21SlowKeychainBlocksNothing()
    {
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        const auto sealed = newStore(folder, keychain);
        keychain.mode = Mode::Slow;
        Start start(folder.path(), &keychain);
        start.vault.open();
        QTRY_VERIFY_WITH_TIMEOUT(keychain.isAsked(), patience);
        QCOMPARE(start.vault.state(), State::Opening);
        QVERIFY(!start.keys.isUnlocked());
        keychain.answer();
        COMPARE_STATE(start, State::Unlocked);
        QVERIFY(start.opens(sealed));
    }

    void fault21KeychainThatNeverAnswers()
    {
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        QVERIFY(!newStore(folder, keychain).isEmpty());
        keychain.mode = Mode::Never;
        {
            Start start(folder.path(), &keychain);
            start.vault.open();
            QTRY_VERIFY_WITH_TIMEOUT(keychain.isAsked(), patience);
            QCOMPARE(start.vault.state(), State::Opening);
        }                  // and quitting does not wait for it
        keychain.answer(); // later than the vault's end
        QTest::qWait(0);
    }

    /// "A missing key is not a new start."
    void missingKeyIsNoNewStart_data()
    {
        QTest::addColumn<Mode>("mode");
        QTest::addColumn<bool>("emptied");
        QTest::newRow("locked") << Mode::Locked << false;
        QTest::newRow("gone") << Mode::Works << true;
        QTest::newRow("refused") << Mode::Refused << false;
        QTest::newRow("no secret service") << Mode::None << false;
    }
    void missingKeyIsNoNewStart()
    {
        QFETCH(Mode, mode);
        QFETCH(bool, emptied);
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        const auto sealed = newStore(folder, keychain);
        const auto kept = keychain.secrets;
        keychain.mode = mode;
        if (emptied)
            keychain.secrets.clear();

        Start start(folder.path(), &keychain);
        start.vault.open();
        COMPARE_STATE(start, State::KeychainLocked);
        QVERIFY(!start.keys.isUnlocked());
        const auto created = resultOf(start.vault.createWithPassphrase(passphrase));
        QVERIFY(!created);
        QCOMPARE(created.error().detail, u"state"_s);
        QCOMPARE(start.vault.state(), State::KeychainLocked);
        QCOMPARE(keychain.writes, 1); // only the first start's

        keychain.mode = Mode::Works;
        keychain.secrets = kept;
        start.vault.retry();
        COMPARE_STATE(start, State::Unlocked);
        QVERIFY(start.opens(sealed));
    }

    void wrongKey()
    {
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        QVERIFY(!newStore(folder, keychain).isEmpty());
        for (const auto &wrong : {QByteArray(32, 'w'), QByteArray("too short")}) {
            keychain.secrets[keyName] = wrong;
            Start start(folder.path(), &keychain);
            start.vault.open();
            COMPARE_STATE(start, State::WrongKey);
            QVERIFY(!start.keys.isUnlocked());
            QCOMPARE(keychain.secrets.value(keyName), wrong);
        }
    }

    void newStoreWithoutUsableKeychain_data()
    {
        QTest::addColumn<Mode>("mode");
        QTest::newRow("locked") << Mode::Locked;
        QTest::newRow("no secret service") << Mode::None;
        QTest::newRow("forgetting") << Mode::Forgetting;
    }
    void newStoreWithoutUsableKeychain()
    {
        QFETCH(Mode, mode);
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        keychain.mode = mode;
        Start start(folder.path(), &keychain);
        start.vault.open();
        COMPARE_STATE(start, State::ChoosePassphrase);
        QCOMPARE(start.vaultRows().value_or(-1), 0);
        QVERIFY(!start.keys.isUnlocked());
    }

    void refusedAtFirstStart()
    {
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        keychain.mode = Mode::Refused;
        Start start(folder.path(), &keychain);
        start.vault.open();
        COMPARE_STATE(start, State::KeychainLocked);
        keychain.mode = Mode::Works;
        start.vault.retry();
        COMPARE_STATE(start, State::Unlocked);
    }

    void passphraseStore()
    {
        const QTemporaryDir folder;
        QByteArray sealed;
        {
            Start start(folder.path(), nullptr);
            start.vault.open();
            COMPARE_STATE(start, State::ChoosePassphrase);
            QCOMPARE(resultOf(start.vault.createWithPassphrase(u"ninechars"_s)).error().detail, u"short"_s);
            QVERIFY(resultOf(start.vault.createWithPassphrase(passphrase)));
            QCOMPARE(start.vault.state(), State::Unlocked);
            sealed = start.seal();
        }
        FakeSecretStore keychain; // appears later; this store has its passphrase
        Start start(folder.path(), &keychain);
        start.vault.open();
        COMPARE_STATE(start, State::NeedsPassphrase);
        QCOMPARE(keychain.reads, 0);
        const auto wrong = resultOf(start.vault.givePassphrase(u"correct horse battern"_s));
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().detail, u"wrong"_s);
        QCOMPARE(start.vault.state(), State::NeedsPassphrase);
        QVERIFY(resultOf(start.vault.givePassphrase(passphrase)));
        QCOMPARE(start.vault.state(), State::Unlocked);
        QVERIFY(start.opens(sealed));
    }

    void fromKeychainToPassphrase()
    {
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        const auto sealed = newStore(folder, keychain);
        {
            Start start(folder.path(), &keychain);
            start.vault.open();
            COMPARE_STATE(start, State::Unlocked);
            QVERIFY(resultOf(start.vault.createWithPassphrase(passphrase)));
            QVERIFY(start.opens(sealed)); // the same key
        }
        Start start(folder.path(), nullptr);
        start.vault.open();
        COMPARE_STATE(start, State::NeedsPassphrase);
        QVERIFY(resultOf(start.vault.givePassphrase(passphrase)));
        QVERIFY(start.opens(sealed));
    }

    /// The process ends after the keychain has answered n times. Whatever was sealed before must open afterwards.
    void crashPoints_data()
    {
        QTest::addColumn<int>("answers");
        for (int i = 0; i < 3; ++i)
            QTest::addRow("after %d answers", i) << i;
    }
    void crashPoints()
    {
        QFETCH(int, answers);
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        keychain.mode = Mode::Slow;
        {
            Start start(folder.path(), &keychain);
            start.vault.open();
            for (int i = 0; i < answers; ++i) {
                QTRY_VERIFY_WITH_TIMEOUT(keychain.isAsked(), patience);
                keychain.answer();
            }
        } // dies here; a vault row may be committed or not
        const auto kept = keychain.secrets;
        const int writes = keychain.writes;
        keychain.mode = Mode::Works;
        Start start(folder.path(), &keychain);
        start.vault.open();
        COMPARE_STATE(start, State::Unlocked);
        QCOMPARE(start.vaultRows().value_or(-1), 1);
        if (kept.contains(keyName)) { // a proven key is used again, not replaced
            QCOMPARE(keychain.secrets, kept);
            QCOMPARE(keychain.writes, writes);
        }
        const auto sealed = start.seal();
        Start next(folder.path(), &keychain);
        next.vault.open();
        COMPARE_STATE(next, State::Unlocked);
        QVERIFY(next.opens(sealed));
    }

    void recovery()
    {
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        const auto sealed = newStore(folder, keychain);
        QString text;
        {
            Start start(folder.path(), &keychain);
            QCOMPARE(resultOf(start.vault.makeRecoveryKey()).error().kind, ErrorKind::Locked);
            start.vault.open();
            COMPARE_STATE(start, State::Unlocked);
            QVERIFY(!resultOf(start.vault.confirmRecovery())); // nothing to confirm yet
            const auto made = resultOf(start.vault.makeRecoveryKey());
            QVERIFY(made);
            text = *made;
            QVERIFY(!start.vault.recoveryConfirmed());
            QVERIFY(resultOf(start.vault.confirmRecovery()));
            QVERIFY(start.vault.recoveryConfirmed());
        }
        keychain.secrets.clear();
        {
            Start start(folder.path(), &keychain);
            start.vault.open();
            COMPARE_STATE(start, State::KeychainLocked);
            auto typo = text;
            typo[0] = typo.at(0) == u'2' ? u'3' : u'2';
            QCOMPARE(resultOf(start.vault.recover(typo)).error().detail, u"typo"_s);
            const QTemporaryDir otherFolder;
            FakeSecretStore otherKeychain;
            QVERIFY(!newStore(otherFolder, otherKeychain).isEmpty());
            Start other(otherFolder.path(), &otherKeychain);
            other.vault.open();
            COMPARE_STATE(other, State::Unlocked);
            const auto foreign = resultOf(other.vault.makeRecoveryKey());
            QVERIFY(foreign);
            QCOMPARE(resultOf(start.vault.recover(*foreign)).error().detail, u"wrong"_s);
            QCOMPARE(start.vault.state(), State::KeychainLocked);

            QVERIFY(resultOf(start.vault.recover(text)));
            QCOMPARE(start.vault.state(), State::Unlocked);
            QVERIFY(start.opens(sealed));
            QVERIFY(start.vault.keyIsKept());
            QVERIFY(start.vault.recoveryConfirmed());
        }
        Start start(folder.path(), &keychain); // the keychain has it again
        start.vault.open();
        COMPARE_STATE(start, State::Unlocked);
        QVERIFY(start.opens(sealed));
        QVERIFY(start.vault.recoveryConfirmed());
    }

    void recoveryWithoutKeychain()
    {
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        const auto sealed = newStore(folder, keychain);
        Start first(folder.path(), &keychain);
        first.vault.open();
        COMPARE_STATE(first, State::Unlocked);
        const auto text = resultOf(first.vault.makeRecoveryKey());
        QVERIFY(text);
        QVERIFY(resultOf(first.vault.confirmRecovery()));
        keychain.mode = Mode::None;
        Start start(folder.path(), &keychain);
        start.vault.open();
        COMPARE_STATE(start, State::KeychainLocked);
        QVERIFY(resultOf(start.vault.recover(*text)));
        QVERIFY(start.opens(sealed));
        QVERIFY(!start.vault.keyIsKept());
        QVERIFY(resultOf(start.vault.createWithPassphrase(passphrase))); // as the window offers then
        QVERIFY(start.vault.keyIsKept());
        Start next(folder.path(), &keychain);
        next.vault.open();
        COMPARE_STATE(next, State::NeedsPassphrase);
        QVERIFY(resultOf(next.vault.givePassphrase(passphrase)));
        QVERIFY(next.opens(sealed));
    }

    /// The paper that was confirmed opens the store until the next one is.
    void newRecoveryKeyCountsOnceConfirmed()
    {
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        const auto sealed = newStore(folder, keychain);
        QString first;
        QString second;
        {
            Start start(folder.path(), &keychain);
            start.vault.open();
            COMPARE_STATE(start, State::Unlocked);
            QCOMPARE(resultOf(start.vault.confirmRecovery()).error().detail, u"state"_s);
            first = resultOf(start.vault.makeRecoveryKey()).value_or(QString());
            QVERIFY(!start.vault.recoveryConfirmed());
            QVERIFY(resultOf(start.vault.confirmRecovery()));
            second = resultOf(start.vault.makeRecoveryKey()).value_or(QString()); // shown, never confirmed
            QVERIFY(start.vault.recoveryConfirmed());
        }
        keychain.secrets.clear();
        {
            Start start(folder.path(), &keychain);
            start.vault.open();
            COMPARE_STATE(start, State::KeychainLocked);
            QCOMPARE(resultOf(start.vault.recover(second)).error().detail, u"wrong"_s);
            QVERIFY(resultOf(start.vault.recover(first)));
            QVERIFY(start.opens(sealed));
            second = resultOf(start.vault.makeRecoveryKey()).value_or(QString());
            QVERIFY(resultOf(start.vault.confirmRecovery()));
        }
        keychain.secrets.clear();
        Start start(folder.path(), &keychain);
        start.vault.open();
        COMPARE_STATE(start, State::KeychainLocked);
        QCOMPARE(resultOf(start.vault.recover(first)).error().detail, u"wrong"_s);
        QVERIFY(resultOf(start.vault.recover(second)));
    }

    /// A store that can not be read is no new start either.
    void failedAndAgain()
    {
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        const auto sealed = newStore(folder, keychain);
        Start start(folder.path(), &keychain);
        QVERIFY(resultOf(start.opened));
        const auto rename = [&start](const QString &sql) {
            return resultOf(start.database.run([sql](QSqlDatabase &db) -> Result<void> {
                const auto done = execSql(db, sql);
                return done ? Result<void>() : Result<void>(done.error());
            }));
        };
        QVERIFY(rename(u"ALTER TABLE vault RENAME TO vault_away"_s));
        start.vault.open();
        COMPARE_STATE(start, State::Failed);
        QVERIFY(!start.keys.isUnlocked());
        QCOMPARE(keychain.writes, 1);
        QVERIFY(rename(u"ALTER TABLE vault_away RENAME TO vault"_s));
        start.vault.retry();
        COMPARE_STATE(start, State::Unlocked);
        QVERIFY(start.opens(sealed));
    }

    void noRecoveryKeyMade()
    {
        const QTemporaryDir folder;
        FakeSecretStore keychain;
        QVERIFY(!newStore(folder, keychain).isEmpty());
        keychain.secrets.clear();
        Start start(folder.path(), &keychain);
        start.vault.open();
        COMPARE_STATE(start, State::KeychainLocked);
        QCOMPARE(resultOf(start.vault.recover(u"4HT8K-7ZJ0Q"_s)).error().detail, u"typo"_s);
    }

    /// Back-up with the store's own key; restored into another folder, whose keychain knows nothing.
    void backUpAndRecover()
    {
        const QTemporaryDir folder;
        const QTemporaryDir target;
        FakeSecretStore keychain;
        const auto sealed = newStore(folder, keychain);
        const auto file = target.filePath(u"practice.backup"_s);
        Start start(folder.path(), &keychain);
        start.vault.open();
        COMPARE_STATE(start, State::Unlocked);
        QCOMPARE(resultOf(start.vault.backUp(file, {})).error().detail, u"no-recovery-key"_s);
        const auto text = resultOf(start.vault.makeRecoveryKey());
        QVERIFY(text);
        QCOMPARE(resultOf(start.vault.backUp(file, {})).error().detail, u"no-recovery-key"_s);
        QVERIFY(resultOf(start.vault.confirmRecovery()));
        QVERIFY(resultOf(start.vault.backUp(file, {})));

        const auto key = Vault::recoveryKeyFromText(*text);
        QVERIFY(resultOf(Backup::restore(file, key, target.filePath(u"store.db"_s))));
        FakeSecretStore newKeychain;
        Start restored(target.path(), &newKeychain);
        restored.vault.open();
        COMPARE_STATE(restored, State::KeychainLocked);
        QVERIFY(resultOf(restored.vault.recover(*text)));
        QVERIFY(restored.opens(sealed));
    }

private:
    struct StateLog {
        explicit StateLog(Vault &vault)
        {
            QObject::connect(&vault, &Vault::stateChanged, &vault, [this](State state) { seen.append(state); });
        }
        QList<State> seen;
    };
};

QTEST_GUILESS_MAIN(VaultTest)
#include "tst_vault.moc"
