#pragma once

#include "messagingfixture.h"

#include <QSet>
#include <QSqlDatabase>
#include <QString>

/// A short day of one desktop: it sends two texts, places a call, and a client with a waiting text writes STOP. Lived
/// once while something breaks, and once more as the next start, after which everything must be as if nothing had
/// happened.
class Day
{
public:
    /// Over a store in @p folder, which is made when it is not there.
    explicit Day(const QString &folder);
    ~Day();
    Day(const Day &) = delete;
    Day &operator=(const Day &) = delete;

    static QString storePath(const QString &folder) { return folder + QStringLiteral("/store.db"); }

    /// A start, the day, and an end without good-bye: when all is settled, or when nothing more will come of it.
    void live();
    /// The next start, with a person who presses Send again for what was refused. True when all is settled.
    bool liveOn();
    /// What is wrong after that; empty: nothing.
    QString findings();
    /// Bytes of the store's file system that were free when the day was settled; 0 when it was not.
    qint64 roomLeft() const { return m_roomLeft; }

private:
    bool isSettled() const;
    bool isSending() const;
    QString states() const;
    qint64 count(const QString &sql) const;
    void work(Desktop &desk);
    void send(Desktop &desk);

    QString m_folder;
    SystemClock m_clock;
    TwilioSimulator m_twilio;
    QSqlDatabase m_probe;   ///< a connection of the test's own
    QSet<QString> m_stored; ///< bodies that a person was told are stored
    bool m_stopSaid = false;
    bool m_called = false;
    qint64 m_roomLeft = 0;
};
