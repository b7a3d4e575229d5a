#pragma once

#include "secrets/secretstore.h"

#include <QHash>
#include <QTimer>

#include <vector>

/// A keychain that misbehaves as told. What it holds outlives "restarts" of a test, because the test owns it.
class FakeSecretStore : public SecretStore
{
public:
    enum class Mode {
        Works,
        Slow,       ///< answers when answer() is called; a read with what was there when it was asked
        Never,      ///< never answers
        Locked,     ///< as a locked keychain: read says "not found", nothing can be written
        Refused,    ///< the person said no: Locked for certain
        None,       ///< no secret service at all
        Forgetting, ///< takes a secret and does not have it afterwards: writing can not prove itself
    };

    Mode mode = Mode::Works;
    QHash<QString, QByteArray> secrets;
    int reads = 0;
    int writes = 0;

    QFuture<Result<QByteArray>> read(const QString &name) override
    {
        ++reads;
        return answering<QByteArray>([held = held(name)] { return held; });
    }
    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override
    {
        ++writes;
        return answering<void>([this, name, secret]() -> Result<void> {
            if (mode == Mode::Locked || mode == Mode::Refused || mode == Mode::None)
                return Error{ErrorKind::Storage, 0, QStringLiteral("fake"), {}};
            if (mode == Mode::Forgetting)
                return Error{ErrorKind::NotFound, 0, QStringLiteral("fake"), {}};
            secrets.insert(name, secret);
            return {};
        });
    }
    QFuture<Result<void>> remove(const QString &name) override
    {
        return answering<void>([this, name]() -> Result<void> {
            secrets.remove(name);
            return {};
        });
    }

    /// Lets a slow keychain answer all that it was asked.
    void answer()
    {
        const auto waiting = std::exchange(m_waiting, {});
        for (const auto &late : waiting)
            late();
    }
    /// As when the program that asked is gone.
    void forgetQuestions() { m_waiting.clear(); }
    bool isAsked() const { return !m_waiting.empty(); }

private:
    Result<QByteArray> held(const QString &name) const
    {
        if (mode == Mode::Refused)
            return Error{ErrorKind::Locked, 0, QStringLiteral("fake"), {}};
        if (mode == Mode::None)
            return Error{ErrorKind::Storage, 0, QStringLiteral("fake"), {}};
        if (mode == Mode::Locked || !secrets.contains(name))
            return Error{ErrorKind::NotFound, 0, QStringLiteral("fake"), {}};
        return secrets.value(name);
    }

    template <class T, class Work>
    QFuture<Result<T>> answering(Work work)
    {
        const Promise<T> promise;
        if (mode == Mode::Slow || mode == Mode::Never)
            m_waiting.push_back([promise, work] { promise.finish(work()); });
        else
            QTimer::singleShot(0, &m_alive, [promise, work] { promise.finish(work()); });
        return promise.future();
    }

    std::vector<std::function<void()>> m_waiting;
    QObject m_alive; ///< what was asked before the end is not answered after it
};
