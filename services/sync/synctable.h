#pragma once

#include "secrets/practicecipher.h"

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QSet>
#include <QVariantList>

#include <array>
#include <memory>

/// Both keys of what is encrypted: this computer's own, under which SQLite keeps it, and the practice's.
struct SyncKeys {
    std::shared_ptr<const FieldCipher> own;
    std::shared_ptr<const PracticeCipher> practice;
};

/// How a column lies on both sides: SQLite's TEXT, INTEGER and BLOB, and what Postgres has for it.
enum class SyncType {
    Text,
    Id, ///< uuid
    Integer,
    Flag,    ///< 0 or 1; boolean
    Time,    ///< UTC milliseconds; timestamptz
    Decimal, ///< as text; numeric
    Json,    ///< as text; jsonb
    Sealed,  ///< under our own key; under the practice's
    Epoch,   ///< of the key that the Sealed columns before it are under
};

struct SyncColumn {
    QLatin1String name;
    SyncType type = SyncType::Text;
    QLatin1String shared = {}; ///< what Postgres selects for it where that is not the column as it is
};

/// A table that is shared, once for both directions. A row is a QVariantList in the order of columns(), with values as
/// SQLite has them; the first column is its key.
class SyncTable
{
public:
    SyncTable(QLatin1String local, QLatin1String shared, QList<SyncColumn> columns);

    QLatin1String local() const { return m_local; }
    QLatin1String shared() const { return m_shared; }
    const QList<SyncColumn> &columns() const { return m_columns; }
    qsizetype indexOf(QLatin1String column) const { return m_places.value(column, -1); }
    QVariant value(const QVariantList &row, QLatin1String column) const { return row.value(indexOf(column)); }

    /// "t.id, t.name, …" of SQLite.
    QString localColumns() const { return m_localColumns; }
    /// "SELECT …, change_xid FROM practiceline.clients t": what localises to a row, and its stamp behind it.
    QString sharedSelect() const;

    /// @p row for Postgres, as the push functions read it; null values are left out. Error when one of its ciphertexts
    /// does not open.
    Result<QJsonObject> toShared(const QVariantList &row, const SyncKeys &keys) const;
    /// What sharedSelect() gave, re-encrypted under our own key. What does not open (a key that we have not got, a
    /// changed byte) stays as it is: shown as locked, like any other that does not open.
    QVariantList toLocal(QVariantList row, const SyncKeys &keys) const;
    /// The plaintext of a Sealed column of a row of ours; empty when there is none or it does not open.
    QString opened(const QVariantList &row, QLatin1String column, const FieldCipher &own) const;

    /// A value that can be compared with one from the other side, where JSON is written and texts are encrypted anew.
    QVariant comparable(const QVariantList &row, QLatin1String column, const FieldCipher &own) const;
    bool isSame(const QVariantList &a, const QVariantList &b, const FieldCipher &own) const;

    static const SyncTable &clients();
    static const SyncTable &numbers();
    static const SyncTable &communications();
    static const SyncTable &templates();
    static const SyncTable &settings();
    static const SyncTable &internalNotes();
    static const SyncTable &staff();
    static const SyncTable &deputies();

private:
    FieldPlace place(const QVariantList &row, QLatin1String column) const;
    qsizetype epochOf(qsizetype sealed) const;
    QVariant sharedValue(const SyncColumn &column, const QVariant &value) const;

    QLatin1String m_local;
    QLatin1String m_shared;
    QList<SyncColumn> m_columns;
    QString m_localColumns;
    QHash<QLatin1String, qsizetype> m_places; ///< of columns: a merge asks for some twenty of each row
    qsizetype m_peer = -1;
};

/// What is shared, in the order in which it is pushed: a communication needs its client there, a note its
/// communication. News is what Twilio said of communications that this computer did not send.
enum class SyncKind { Client, Number, Template, Setting, Communication, News, Note, InternalNote };
inline constexpr std::array allSyncKinds{SyncKind::Client,  SyncKind::Number,        SyncKind::Template,
                                         SyncKind::Setting, SyncKind::Communication, SyncKind::News,
                                         SyncKind::Note,    SyncKind::InternalNote};
QString syncKindKey(SyncKind kind);
/// Ids of rows that are here as the practice has them.
using SyncedIds = QHash<SyncKind, QSet<QString>>;
const SyncTable &syncTable(SyncKind kind);
