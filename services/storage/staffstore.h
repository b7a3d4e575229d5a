#pragma once

#include "async.h"
#include "staffmember.h"

#include <QHash>
#include <QMultiHash>
#include <QObject>

class Database;

/// The people of the practice, as this computer knows them: written by sync alone, read by the window. Empty while this
/// computer shares with nobody. GUI thread facade over Database; owned by App.
class StaffStore : public QObject
{
    Q_OBJECT

public:
    explicit StaffStore(Database &database, QObject *parent = nullptr);

    /// Reads them; all() has them from then on. Called again when sync has changed them.
    QFuture<Result<void>> load();
    const QList<StaffMember> &all() const { return m_all; } ///< by name; those who left too
    /// A null member when nobody has @p id.
    StaffMember member(StaffId id) const { return m_all.value(m_index.value(id, -1)); }
    QString nameOf(StaffId id) const { return member(id).name; }
    /// Who may write for @p person, and for whom @p deputy may; by name, of those who are there.
    QList<StaffMember> deputiesOf(StaffId person) const;
    QList<StaffMember> representedBy(StaffId deputy) const;

Q_SIGNALS:
    void changed();

private:
    Database &m_database;
    QList<StaffMember> m_all;
    QHash<StaffId, qsizetype> m_index;
    QMultiHash<StaffId, StaffId> m_deputies; ///< by the person for whom they write
};
