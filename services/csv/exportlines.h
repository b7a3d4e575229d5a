#pragma once

#include "client.h"
#include "communication.h"
#include "internalnote.h"

#include <QByteArray>

/// The lines of the exports; column names are the store's.
namespace ExportLines
{
QByteArray clientHeader();
QByteArray of(const Client &client);
QByteArray historyHeader();
QByteArray of(const Communication &row);
QByteArray noteHeader();
QByteArray of(const InternalNote &note);
} // namespace ExportLines
