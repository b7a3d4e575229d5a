#pragma once

#include "communication.h"
#include "sync/syncmerge.h"

#include <QObject>
#include <QTimer>

class ClientStore;
class CommunicationStore;
class InternalNoteStore;
class SettingStore;
class SyncEngine;
class TemplateStore;

/// Tells the stores what came from the practice, so that the window shows it, and who wrote. During a first sync, which
/// may bring a million rows that nobody looks at, lists are told to load again now and then. GUI thread; owned by App.
class MergeAnnouncer : public QObject
{
    Q_OBJECT

public:
    struct Stores {
        ClientStore &clients;
        CommunicationStore &communications;
        InternalNoteStore &notes;
        TemplateStore &templates;
        SettingStore &settings;
    };
    MergeAnnouncer(SyncEngine &engine, const Stores &stores, QObject *parent = nullptr);

Q_SIGNALS:
    /// Texts from clients, oldest first, as they are stored: they may say STOP.
    void arrived(const QList<Communication> &rows);

private:
    void announce(const MergedRows &rows);
    void announceAll();
    void collect(QList<CommunicationId> ids, QList<Communication> found);

    SyncEngine &m_engine;
    Stores m_stores;
    QTimer m_reload;
};
