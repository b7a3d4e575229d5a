#pragma once

#include "id.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <chrono>

class SharedDatabase;
class SharedListener;

struct PresenceTiming {
    std::chrono::milliseconds typingAgain{3'000}; ///< at most so often while somebody writes
    std::chrono::milliseconds typingLasts{8'000};
    std::chrono::milliseconds openAgain{30'000};
    std::chrono::milliseconds openLasts{75'000}; ///< two words may be lost
};

/// Who of the practice has which conversation open, and who writes in it. Said by NOTIFY and never stored: a hint,
/// which decides nothing. While nothing can be heard (no connection, a pooler) nothing is said and nobody is there. GUI
/// thread; owned by Sharing.
class Presence : public QObject
{
    Q_OBJECT

public:
    struct Colleague {
        StaffId staff;
        bool isTyping = false;
        friend bool operator==(const Colleague &a, const Colleague &b) = default;
    };

    Presence(SharedDatabase &shared, SharedListener &listener, const PresenceTiming &timing = {},
             QObject *parent = nullptr);

    /// Who this is: says nothing before, and is never among the colleagues. @p speaks false: a reader, who answers
    /// nobody and so says nothing.
    void setMe(StaffId me, bool speaks);
    /// The conversation that is open here; null: none.
    void open(ClientId client);
    ClientId openHere() const { return m_open; }
    /// A key was pressed in it.
    void typing();
    /// Nothing is written in it any more.
    void stopTyping();
    /// Others in @p client, those who write first.
    QList<Colleague> in(ClientId client) const;

Q_SIGNALS:
    void changed(ClientId client);

private:
    struct Place {
        QDeadlineTimer open;
        QDeadlineTimer typing;
    };
    void say(const char *what, ClientId client);
    void sayHere();
    void heard(const QString &word);
    void expire();
    void forgetAll();
    void scheduleExpiry();

    SharedDatabase &m_shared;
    SharedListener &m_listener;
    const PresenceTiming m_timing;
    StaffId m_me;
    bool m_speaks = false;
    ClientId m_open;
    QElapsedTimer m_typed; ///< since it was said
    QTimer m_again;        ///< says that it is still open
    QTimer m_expiry;
    QHash<ClientId, QHash<StaffId, Place>> m_there;
};
