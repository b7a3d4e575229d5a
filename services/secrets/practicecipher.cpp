#include "secrets/practicecipher.h"

using namespace Qt::StringLiterals;

PracticeCipher::PracticeCipher(const QMap<int, SecureKey> &keys)
{
    Q_ASSERT(!keys.isEmpty());
    for (auto it = keys.cbegin(); it != keys.cend(); ++it)
        m_ciphers.insert(it.key(), FieldCipher(it.value(), it.key()));
}

QByteArray PracticeCipher::encrypt(const QString &plain, const FieldPlace &place) const
{
    return m_ciphers.last().encrypt(plain, place);
}

Result<QString> PracticeCipher::decrypt(const QByteArray &sealed, const FieldPlace &place, int epoch) const
{
    const auto found = m_ciphers.constFind(epoch);
    if (found == m_ciphers.constEnd())
        return Error{ErrorKind::Locked, 0, u"practice key of epoch %1"_s.arg(epoch), {}};
    return found->decrypt(sealed, place, epoch);
}
