#pragma once

#include "fakesecretstore.h"
#include "storefixture.h"
#include "twiliologin.h"

#include "secrets/memorystore.h"
#include "secrets/sealedstore.h"
#include "secrets/vault.h"

/// All that a Twilio login stands on: an open store, a vault, and a keychain that misbehaves as told.
struct LoginFixture {
    explicit LoginFixture(TwilioLogin::Timing wanted = {})
        : timing(wanted)
    {
        restart();
    }
    /// As the next start of the product finds it.
    void restart()
    {
        login.reset();
        twilio = std::make_unique<TwilioClient>(TwilioHosts(), clock);
        login = std::make_unique<TwilioLogin>(keychain, sealed, vault, store.settings, *twilio, timing);
    }

    TwilioLogin::Timing timing;
    StoreFixture store;
    FakeSecretStore keychain;
    MemoryStore dataKey;
    SystemClock clock;
    Vault vault{store.database, store.keys, &dataKey, QStringLiteral("test")};
    SealedStore sealed{store.database, store.keys, QStringLiteral("origin")};
    std::unique_ptr<TwilioClient> twilio;
    std::unique_ptr<TwilioLogin> login;
};
