#include "simulator/simulatorfault.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace
{
using Kind = SimulatorFault::Kind;

const QHash<QString, Kind> &plainKinds()
{
    static const QHash<QString, Kind> kinds{
        {u"429"_s, Kind::TooMany},       {u"429-bare"_s, Kind::TooManyBare},
        {u"500"_s, Kind::Status500},     {u"503"_s, Kind::Status503},
        {u"401"_s, Kind::Unauthorized},  {u"20500"_s, Kind::MaybeDone},
        {u"cut-json"_s, Kind::CutJson},  {u"html"_s, Kind::Html},
        {u"redirect"_s, Kind::Redirect},
    };
    return kinds;
}

const QHash<QString, Kind> &byteKinds()
{
    static const QHash<QString, Kind> kinds{
        {u"drop-after"_s, Kind::DropAfter},
        {u"rst-after"_s, Kind::ResetAfter},
        {u"stall-after"_s, Kind::StallAfter},
        {u"drop-request"_s, Kind::DropRequest},
    };
    return kinds;
}
} // namespace

std::optional<SimulatorFault> SimulatorFault::fromString(const QString &text, int count)
{
    SimulatorFault fault;
    QString rest = text.trimmed();
    if (rest.isEmpty())
        return fault;
    for (const auto &method : {u"post"_s, u"get"_s}) {
        if (rest.startsWith(method + u':')) {
            fault.method = method.toUpper().toLatin1();
            rest = rest.mid(method.size() + 1);
        }
    }
    fault.left = qMax(0, count);
    const auto colon = rest.indexOf(u':');
    if (colon < 0) {
        fault.kind = plainKinds().value(rest, Kind::None);
    } else {
        bool isNumber = false;
        fault.bytes = rest.mid(colon + 1).toInt(&isNumber);
        if (isNumber && fault.bytes >= 0)
            fault.kind = byteKinds().value(rest.left(colon), Kind::None);
    }
    if (fault.kind == Kind::None)
        return std::nullopt;
    return fault;
}

bool SimulatorFault::applies(const QByteArray &requestMethod) const
{
    return kind != Kind::None && (method.isEmpty() || method == requestMethod);
}

void SimulatorFault::used()
{
    if (left <= 0)
        return;
    --left;
    if (left == 0)
        *this = SimulatorFault();
}

std::optional<RestReply> SimulatorFault::replyInstead(Kind kind)
{
    RestReply reply;
    switch (kind) {
    case Kind::TooMany:
        reply = RestReply::error(429, 20429, u"Too Many Requests"_s);
        reply.headers.emplace_back("Retry-After", "1");
        return reply;
    case Kind::TooManyBare:
        return RestReply::error(429, 20429, u"Too Many Requests"_s);
    case Kind::Unauthorized:
        return RestReply::loginRefused();
    case Kind::Status500:
        reply.status = 500;
        reply.contentType = "text/plain";
        reply.body = "Internal Server Error";
        return reply;
    case Kind::Status503:
        reply.status = 503;
        reply.contentType = "text/html";
        reply.body = "<html><body>503 Service Unavailable</body></html>";
        return reply;
    case Kind::Html:
        reply.contentType = "text/html";
        reply.body =
            "<html><head><title>Welcome</title></head><body><a href=\"/\">Sign in to the Wi-Fi</a></body></html>";
        return reply;
    case Kind::Redirect:
        reply.status = 307;
        reply.contentType = "text/html";
        reply.headers.emplace_back("Location", "http://127.0.0.2:9/elsewhere");
        return reply;
    default:
        return std::nullopt;
    }
}
