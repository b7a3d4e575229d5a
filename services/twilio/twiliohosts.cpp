#include "twilio/twilioclient.h"

#include <QHostAddress>

using namespace Qt::StringLiterals;

namespace
{

bool isLoopback(const QString &host)
{
    // Not "*.localhost", and no look-up: what a resolver says can change between the check and the connection.
    return host == u"localhost"_s || QHostAddress(host).isLoopback();
}

} // namespace

Result<TwilioHosts> TwilioHosts::fromOverride(const QUrl &url)
{
    const auto invalid = [](const QString &why) { return Error{ErrorKind::Invalid, 0, why, {}}; };
    if (!url.isValid() || url.host().isEmpty())
        return invalid(u"not an absolute URL"_s);
    if (!url.userInfo().isEmpty() || url.authority().contains(u'@'))
        return invalid(u"a URL with a login"_s);
    if ((!url.path().isEmpty() && url.path() != u"/"_s) || url.hasQuery() || url.hasFragment())
        return invalid(u"a URL with a path or query"_s);
    if (url.scheme() != u"https"_s && !(url.scheme() == u"http"_s && isLoopback(url.host())))
        return invalid(u"neither https nor http on loopback"_s);
    QUrl base(url);
    base.setPath(QString());
    TwilioHosts hosts;
    hosts.api = base;
    hosts.messaging = base;
    return hosts;
}
