#include "secrets/keychainstore.h"

#include <QLoggingCategory>
#include <QTimer>

#include <qt6keychain/keychain.h>
#include <sodium.h>

using namespace Qt::StringLiterals;

namespace
{
Q_LOGGING_CATEGORY(lcKeychain, "practiceline.keychain")

constexpr auto service = "Practiceline"_L1;
constexpr int canarySize = 16;

Error keychainError(const QKeychain::Job &job)
{
    const auto code = int(job.error());
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return {ErrorKind::NotFound, 0, u"keychain"_s, {}};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        qCInfo(lcKeychain) << "access refused" << code;
        return {ErrorKind::Locked, 0, u"keychain-refused"_s, {}};
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        qCInfo(lcKeychain) << "no keychain" << code;
        return {ErrorKind::Storage, 0, u"keychain-none"_s, {}};
    case QKeychain::NoError:
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
        break;
    }
    // The error's text is left out: a back end may put the entry's name into it.
    qCInfo(lcKeychain) << "keychain failed" << code;
    return {ErrorKind::Storage, 0, u"keychain-error-%1"_s.arg(code), {}};
}

bool sameBytes(const QByteArray &a, const QByteArray &b)
{
    return a.size() == b.size() && sodium_memcmp(a.constData(), b.constData(), size_t(a.size())) == 0;
}
} // namespace

KeychainStore::KeychainStore(const QString &profileId, const QString &origin, std::chrono::milliseconds slowAfter,
                             QObject *parent)
    : QObject(parent)
    , m_prefix(profileId + u'|' + origin + u'|')
    , m_slowAfter(slowAfter)
{
}

QString KeychainStore::key(const QString &name) const
{
    return m_prefix + name;
}

QFuture<Result<QByteArray>> KeychainStore::read(const QString &name)
{
    const Promise<QByteArray> promise;
    auto *job = new QKeychain::ReadPasswordJob(service, this);
    job->setKey(key(name));
    connect(job, &QKeychain::Job::finished, this, [job, promise](QKeychain::Job *) {
        if (job->error() != QKeychain::NoError)
            promise.finish(keychainError(*job));
        else if (job->binaryData().isEmpty())
            promise.finish(Error{ErrorKind::NotFound, 0, u"keychain"_s, {}});
        else
            promise.finish(job->binaryData());
    });
    job->start();
    return promise.future();
}

QFuture<Result<void>> KeychainStore::write(const QString &name, const QByteArray &secret)
{
    const Promise<void> promise;
    if (secret.isEmpty()) {
        promise.finish(Error{ErrorKind::Invalid, 0, u"empty secret"_s, {}});
        return promise.future();
    }
    auto *job = new QKeychain::WritePasswordJob(service, this);
    job->setKey(key(name));
    job->setBinaryData(secret);
    connect(job, &QKeychain::Job::finished, this, [this, job, promise, name, secret](QKeychain::Job *) {
        if (job->error() != QKeychain::NoError) {
            promise.finish(keychainError(*job));
            return;
        }
        whenDone(read(name), this, [promise, secret](const Result<QByteArray> &back) {
            if (back && sameBytes(*back, secret))
                promise.finish({});
            else if (back)
                promise.finish(Error{ErrorKind::Storage, 0, u"keychain gave other bytes back"_s, {}});
            else
                promise.finish(back.error());
        });
    });
    job->start();
    return promise.future();
}

QFuture<Result<void>> KeychainStore::remove(const QString &name)
{
    const Promise<void> promise;
    auto *job = new QKeychain::DeletePasswordJob(service, this);
    job->setKey(key(name));
    connect(job, &QKeychain::Job::finished, this, [this, job, promise, name](QKeychain::Job *) {
        if (job->error() != QKeychain::NoError && job->error() != QKeychain::EntryNotFound) {
            promise.finish(keychainError(*job));
            return;
        }
        whenDone(read(name), this, [promise](const Result<QByteArray> &back) {
            if (back)
                promise.finish(Error{ErrorKind::Storage, 0, u"keychain kept the secret"_s, {}});
            else if (back.error().kind == ErrorKind::NotFound)
                promise.finish({});
            else
                promise.finish(back.error());
        });
    });
    job->start();
    return promise.future();
}

QFuture<Result<bool>> KeychainStore::usable()
{
    const Promise<bool> promise;
    QTimer::singleShot(m_slowAfter, this, [promise] { promise.finish(Error{ErrorKind::Locked, 0, u"slow"_s, {}}); });
    QByteArray canary(canarySize, Qt::Uninitialized);
    randombytes_buf(canary.data(), size_t(canary.size()));
    const auto name = u"canary"_s;
    whenDone(write(name, canary), this, [this, promise, name](const Result<void> &written) {
        if (!written) {
            promise.finish(false);
            return;
        }
        whenDone(remove(name), this, [promise](const Result<void> &removed) { promise.finish(removed.has_value()); });
    });
    return promise.future();
}
