#include "secrets/keyring.h"

void KeyRing::unlock(std::shared_ptr<const FieldCipher> cipher)
{
    m_cipher = std::move(cipher);
    Q_EMIT changed();
}

void KeyRing::lock()
{
    if (!m_cipher)
        return;
    m_cipher.reset();
    Q_EMIT changed();
}
