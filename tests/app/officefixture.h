#pragma once

#include "backend.h"
#include "simulator/twiliosimulator.h"
#include "storefixture.h"
#include "support/fakesecretstore.h"
#include "support/practicefixture.h"

#include <QTemporaryDir>
#include <QTest>

/// Hands a keychain that a test owns, and that outlives restarts, to a Backend.
class SharedSecrets : public SecretStore
{
public:
    explicit SharedSecrets(FakeSecretStore &store)
        : m_store(store)
    {
    }
    QFuture<Result<QByteArray>> read(const QString &name) override { return m_store.read(name); }
    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override
    {
        return m_store.write(name, secret);
    }
    QFuture<Result<void>> remove(const QString &name) override { return m_store.remove(name); }

private:
    FakeSecretStore &m_store;
};

/// One computer of a practice, whole but for the window.
class WholeComputer
{
public:
    void stop()
    {
        backend->stop();
        backend.reset();
    }
    Backend *operator->() const { return backend.get(); }
    bool isUpToDate() const { return backend->sharing.status().state == SyncStatus::State::UpToDate; }
    Client addClient(const QString &name, const QString &e164) const
    {
        Client client;
        client.name = name;
        client.numbers = {{PhoneNumber::fromE164(e164), {}, TextPermission::MayText, {}}};
        return waited(backend->clients.save(client)).value_or(Client());
    }
    Client client(const QString &e164) const
    {
        return waited(backend->clients.byNumber(PhoneNumber::fromE164(e164))).value_or(Client());
    }
    TextPermission permission(const QString &e164) const
    {
        return waited(backend->clients.permissionOf(PhoneNumber::fromE164(e164))).value_or(TextPermission::MayText);
    }
    QList<Communication> conversation(const QString &e164) const
    {
        CommunicationFilter filter;
        filter.clientId = client(e164).id;
        if (filter.clientId.isNull())
            return {};
        return waited(backend->communications.page(filter, {}, 100)).value_or(CommunicationPage()).rows;
    }

    static Backend::Timing quick()
    {
        using namespace std::chrono_literals;
        return {{100ms, 300ms, 500ms}, {10ms, 500ms, 50ms, 500ms, 2s}, {300ms, 2s}, 300ms, 300ms};
    }

    Backend::Timing timing = quick();
    std::unique_ptr<Backend> backend;

protected:
    /// Opens the store of @p options and its key, and starts the services with Twilio's login by @p apiKey.
    bool begin(Backend::Options options, const QString &apiKey)
    {
        options.timing = timing;
        backend = std::make_unique<Backend>(std::move(options));
        (void)backend->open();
        if (!QTest::qWaitFor([&] { return backend->vault.state() == Vault::State::Unlocked; }, 60'000))
            return false;
        PracticeSettings settings = backend->settings.current();
        settings.accountSid = SimulatorOptions().accountSid;
        settings.apiKeySid = apiKey;
        settings.sender = SimulatorOptions().ownNumbers.first();
        settings.hours.always = true;
        settings.setUpDone = true;
        if (!waited(backend->settings.save(settings)))
            return false;
        return waited(backend->login.store({settings.accountSid, settings.apiKeySid, "secret"})).has_value();
    }
};

/// In a temporary folder; started again over the same folder and keychain it is the same one.
class OfficeComputer : public WholeComputer
{
public:
    explicit OfficeComputer(QUrl twilio)
        : m_twilio(std::move(twilio))
    {
    }
    bool start()
    {
        const auto hosts = TwilioHosts::fromOverride(m_twilio);
        if (!hosts || !folder.isValid())
            return false;
        return begin({folder.path(), QStringLiteral("profile"), *hosts, std::make_unique<SharedSecrets>(keychain),
                      std::make_unique<SharedSecrets>(keychain)},
                     QStringLiteral("SK") + QString(32, u'1'));
    }

    QTemporaryDir folder;
    FakeSecretStore keychain;

private:
    QUrl m_twilio;
};

/// @p first sets the database of @p practice up as Ann, @p second joins as Ben in @p role; both are up to date. By
/// @p port, which is another than the server's where a pooler stands before it, and as @p project of that pooler's.
inline bool makePractice(const PracticeFixture &practice, OfficeComputer &first, OfficeComputer &second,
                         const QString &role = QStringLiteral("staff"), int port = 0,
                         const QString &project = QString())
{
    constexpr int patience = 120'000;
    if (!first.start() || !second.start())
        return false;
    SetUpRequest request{practice.addressFor(QStringLiteral("set_up_") + practice.database()),
                         QStringLiteral("set-up's own word"), QStringLiteral("Ortega & Co"), QStringLiteral("Ann")};
    if (port > 0)
        request.address.port = port;
    request.address.user += project;
    if (!waited(first->sharing.setUp(request)) || !QTest::qWaitFor([&] { return first.isUpToDate(); }, patience))
        return false;
    const auto invitation =
        waited(first->sharing.invite({{}, QStringLiteral("Ben"), role, QStringLiteral("advisor"), {}, {}, {}}));
    if (!invitation || !waited(second->sharing.join(*invitation)))
        return false;
    const auto requests = waited(first->sharing.requests());
    return requests && requests->size() == 1 && waited(first->sharing.approve(requests->first())) &&
           QTest::qWaitFor([&] { return second.isUpToDate(); }, patience);
}
