#pragma once

#include "sync/synctable.h"

#include <QJsonObject>

class QSqlDatabase;

/// One computer of the practice as a process of its own, which may be killed: it does what lines of JSON on standard
/// input say, and answers each by a line. Returns when standard input ends.
int runSoakDesktop(const QString &folder);

/// What practice and computers are compared by: tables of rows of columns, everything in clear.
namespace SoakDump
{
QJsonObject ofStore(QSqlDatabase &db, const FieldCipher &own, const QString &device);
/// What the person of this connection may see.
QJsonObject ofPractice(QSqlDatabase &db, const SyncKeys &keys);
/// The records, by device and number.
QJsonObject recordsOfStore(QSqlDatabase &db, const FieldCipher &own, const QString &device);
/// An administrator's connection.
QJsonObject recordsOfPractice(QSqlDatabase &db, const PracticeCipher &practice);
/// Where each chain ends, by device: as this store saw it last, or as it is.
QJsonObject headsOfStore(QSqlDatabase &db);
QJsonObject headsOfPractice(QSqlDatabase &db);
} // namespace SoakDump
