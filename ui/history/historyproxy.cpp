#include "history/historyproxy.h"

#include "common/formatting.h"
#include "common/icons.h"
#include "common/plaintext.h"
#include "common/tonecolor.h"
#include "historymodel.h"

#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace
{
constexpr int bodyCharacters = 160; // a row shows less; whole bodies would be laid out for nothing

QColor colorOf(const ErrorText::StateText &state)
{
    const Theme::Colors &colors = Theme::colors(QGuiApplication::palette());
    return toneColor(state.tone, colors, colors.text);
}

QString what(const Communication &row)
{
    if (row.bodyLocked)
        return HistoryProxy::tr("Locked: the key is not available");
    if (row.channel == Channel::Sms) {
        const QString body = PlainText::oneLine(PlainText::beginOf(row.body, bodyCharacters));
        return row.onBehalfOf.isNull() ? body
                                       : HistoryProxy::tr("%1: %2", "who for whom: the text")
                                             .arg(ErrorText::sender(row, PlainText::isolated(row.staffName)), body);
    }
    if (!row.note.isEmpty())
        return HistoryProxy::tr("Note: %1").arg(PlainText::oneLine(PlainText::beginOf(row.note, bodyCharacters)));
    return row.durationSeconds && *row.durationSeconds > 0
               ? HistoryProxy::tr("Talked %1").arg(Formatting::wordDuration(*row.durationSeconds))
               : QString();
}

QString who(const Communication &row)
{
    if (row.clientUnknown || row.clientName.isEmpty())
        return row.peer.isNull() ? HistoryProxy::tr("Unknown") : row.peer.display(row.peer.region());
    return PlainText::oneLine(row.clientName);
}

QString text(const Communication &row, int column, const QDateTime &now)
{
    switch (column) {
    case HistoryModel::WhenColumn:
        return Formatting::when(row.sortAt, now);
    case HistoryModel::ChannelColumn:
        return Formatting::channel(row.channel);
    case HistoryModel::DirectionColumn:
        return Formatting::direction(row.direction);
    case HistoryModel::ClientColumn:
        return who(row);
    case HistoryModel::WhatColumn:
        return what(row);
    case HistoryModel::StatusColumn:
        return ErrorText::shortState(row).text;
    case HistoryModel::CostColumn:
        return row.price ? Formatting::money(row.price->negated()) : QString();
    case HistoryModel::PersonaColumn:
        return Formatting::persona(row.persona);
    default:
        return {};
    }
}
} // namespace

HistoryProxy::HistoryProxy(const Clock &clock, QObject *parent)
    : QIdentityProxyModel(parent)
    , m_clock(clock)
{
}

QVariant HistoryProxy::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !sourceModel())
        return {};
    const bool status = index.column() == HistoryModel::StatusColumn;
    const bool wanted = role == Qt::DisplayRole || role == Qt::AccessibleTextRole ||
                        (status && (role == Qt::ForegroundRole || role == Qt::DecorationRole));
    if (!wanted)
        return QIdentityProxyModel::data(index, role);
    const auto row = QIdentityProxyModel::data(index, HistoryModel::CommunicationRole).value<Communication>();
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return text(row, index.column(), m_clock.now());
    const auto state = ErrorText::shortState(row);
    if (role == Qt::ForegroundRole)
        return colorOf(state);
    const QString icon = ErrorText::glyphIcon(state.glyph);
    return icon.isEmpty() ? QVariant() : QVariant(Icons::icon(icon, colorOf(state)));
}

QVariant HistoryProxy::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeading);
    // Its words say themselves which way it went; the header is for screen readers.
    if (section == HistoryModel::DirectionColumn && role == Qt::DisplayRole)
        return QString();
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    switch (section) {
    case HistoryModel::WhenColumn:
        return tr("When");
    case HistoryModel::ChannelColumn:
        return tr("Channel");
    case HistoryModel::DirectionColumn:
        return tr("Direction");
    case HistoryModel::ClientColumn:
        return tr("Client");
    case HistoryModel::WhatColumn:
        return tr("What");
    case HistoryModel::StatusColumn:
        return tr("Status");
    case HistoryModel::CostColumn:
        return tr("Cost");
    case HistoryModel::PersonaColumn:
        return tr("Persona");
    default:
        return {};
    }
}
