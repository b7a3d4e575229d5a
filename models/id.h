#pragma once

#include <QDateTime>
#include <QHashFunctions>
#include <QMetaType>
#include <QString>
#include <QUuid>

/// A UUID v7 (RFC 9562): 48 bits of Unix milliseconds, then random bits. Rows get their id on the desktop that makes
/// them, before any server has seen them, and sort roughly by time. @p unixMilliseconds is passed by tests only.
QUuid newUuidV7(qint64 unixMilliseconds = QDateTime::currentMSecsSinceEpoch());

/// An id that can not be mixed up with the id of another kind of row (rule R8). Null until created or parsed.
template <class Tag>
class Id
{
public:
    Id() = default;
    static Id create() { return Id(newUuidV7()); }
    /// Null when @p text is no UUID.
    static Id fromString(const QString &text) { return Id(QUuid::fromString(text)); }
    QString toString() const { return m_uuid.toString(QUuid::WithoutBraces); }
    bool isNull() const { return m_uuid.isNull(); }

    friend bool operator==(const Id &a, const Id &b) { return a.m_uuid == b.m_uuid; }
    friend bool operator!=(const Id &a, const Id &b) { return a.m_uuid != b.m_uuid; }
    friend bool operator<(const Id &a, const Id &b) { return a.m_uuid < b.m_uuid; }
    friend size_t qHash(const Id &id, size_t seed = 0) { return qHash(id.m_uuid, seed); }

private:
    explicit Id(const QUuid &uuid)
        : m_uuid(uuid)
    {
    }
    QUuid m_uuid;
};

using ClientId = Id<struct ClientTag>;
using CommunicationId = Id<struct CommunicationTag>;
using TemplateId = Id<struct TemplateTag>;
using AttemptId = Id<struct AttemptTag>;
using StaffId = Id<struct StaffTag>;   ///< a person of the practice
using DeviceId = Id<struct DeviceTag>; ///< a computer of the practice: one local store
using InternalNoteId = Id<struct InternalNoteTag>;

Q_DECLARE_METATYPE(ClientId)
Q_DECLARE_METATYPE(CommunicationId)
Q_DECLARE_METATYPE(TemplateId)
Q_DECLARE_METATYPE(InternalNoteId)
