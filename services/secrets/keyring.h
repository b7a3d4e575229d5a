#pragma once

#include "secrets/fieldcipher.h"

#include <QObject>

#include <memory>

/// The store's key as the services see it: there or not there yet. Stores ask cipher() for each job and answer
/// ErrorKind::Locked, or rows with bodyLocked, while it is null. GUI thread; owned by App; filled by Vault.
class KeyRing : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    std::shared_ptr<const FieldCipher> cipher() const { return m_cipher; }
    bool isUnlocked() const { return m_cipher != nullptr; }
    void unlock(std::shared_ptr<const FieldCipher> cipher);
    void lock();

Q_SIGNALS:
    void changed();

private:
    std::shared_ptr<const FieldCipher> m_cipher;
};
