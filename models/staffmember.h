#pragma once

#include "id.h"

#include <QDateTime>
#include <QString>

/// Somebody of a practice.
struct StaffMember {
    StaffId id;
    QString name;
    QString role; ///< "staff", "admin", "supervisor" or "agent", as the practice has them
    QString persona;
    QString phone;
    QDateTime joinedAt; ///< null: invited
    QDateTime leftAt;

    /// Administrators and staff text; supervisors only read, and the agent is nobody.
    bool sends() const { return role == QLatin1String("admin") || role == QLatin1String("staff"); }
    bool isPresent() const { return joinedAt.isValid() && !leftAt.isValid(); }
};
