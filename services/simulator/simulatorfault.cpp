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

bool SimulatorFault::replacesReply() const
{
    switch (kind) {
    case Kind::TooMany:
    case Kind::TooManyBare:
    case Kind::Status500:
    case Kind::Status503:
    case Kind::Unauthorized:
    case Kind::Html:
    case Kind::Redirect:
        return true;
    default:
        return false;
    }
}
