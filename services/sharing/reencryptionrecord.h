#pragma once

#include "sync/reencryption.h"

#include <QJsonObject>

class Database;
class KeyRing;

/// The records' word of encrypting again: that it began, and once how it ended, also where the program did not live to
/// see that. GUI thread; owned by Sharing.
class ReencryptionRecord : public QObject
{
    Q_OBJECT

public:
    ReencryptionRecord(Database &local, KeyRing &keys, QObject *parent = nullptr);
    void watch(const Reencryption &work, Reencryption::What what);
    /// Of an administrator who is connected, once a start: what an earlier run of the program began and never ended has
    /// ended now, with as many rows as are not under @p epoch.
    void look(SharedDatabase &shared, int epoch);

private:
    void begin(const QString &run);
    /// Nothing when @p run is not the one that began last, or has ended.
    void end(const QString &run, const QJsonObject &details);

    Database &m_local;
    KeyRing &m_keys;
    bool m_hasLooked = false;
};
