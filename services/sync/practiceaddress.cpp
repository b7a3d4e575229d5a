#include "sync/practiceaddress.h"

#include <QHostAddress>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
Error invalid(const QString &field)
{
    return Error{ErrorKind::Invalid, 0, u"practice address: "_s + field, {}};
}

bool isPlainText(const QString &text)
{
    return std::none_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
}

/// Commas divide hosts for libpq, and a leading @ is a socket without a file.
bool isHost(const QString &host)
{
    if (host.startsWith(u'/'))
        return !host.contains(u',') && isPlainText(host);
    return !host.isEmpty() && host.size() < 254 && std::all_of(host.begin(), host.end(), [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || u".-_:%"_s.contains(c));
    });
}
} // namespace

bool PracticeAddress::isLoopback() const
{
    QHostAddress address;
    return host.compare(u"localhost", Qt::CaseInsensitive) == 0 || (address.setAddress(host) && address.isLoopback());
}

QString PracticeAddress::userFor(const QString &login, const QString &self) const
{
    return user.startsWith(self + u'.') ? login + user.sliced(self.size()) : login;
}

Result<void> PracticeAddress::check() const
{
    if (!isHost(host))
        return invalid(u"host"_s);
    if (port < 1 || port > 65535)
        return invalid(u"port"_s);
    if (database.isEmpty() || !isPlainText(database))
        return invalid(u"database"_s);
    if (user.isEmpty() || !isPlainText(user))
        return invalid(u"user"_s);
    // The file's name goes through QSqlDatabase::setConnectOptions, where QPSQL makes blanks of semicolons.
    if (!isPlainText(caFile) || caFile.contains(u';') || (caFile.isEmpty() && !canBePlain()))
        return invalid(u"CA file"_s);
    return {};
}
