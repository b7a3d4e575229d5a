#pragma once

#include "async.h"
#include "practicesettings.h"

#include <QMap>
#include <QObject>

class Database;

/// PracticeSettings in table settings (one row a key; each change is audited), and small marks that services keep
/// across starts ("poll.messages.mark"). GUI thread facade with the last loaded value at hand; owned by App.
class SettingStore : public QObject
{
    Q_OBJECT

public:
    explicit SettingStore(Database &database, QObject *parent = nullptr);

    const PracticeSettings &current() const { return m_current; } ///< defaults until load() has finished
    QFuture<Result<PracticeSettings>> load();
    QFuture<Result<void>> save(const PracticeSettings &settings);
    /// Writes only what differs from @p before, which somebody saw while editing: what a colleague changed meanwhile
    /// stays.
    QFuture<Result<void>> save(const PracticeSettings &settings, const PracticeSettings &before);

    QFuture<Result<QString>> mark(const QString &name); ///< empty when never set
    QFuture<Result<void>> setMark(const QString &name, const QString &value);

Q_SIGNALS:
    void changed(const PracticeSettings &settings);
    /// With changed(), when load() found something else than was known: a colleague did that.
    void broughtIn();

private:
    Database &m_database;
    PracticeSettings m_current;
    bool m_loaded = false;
};
