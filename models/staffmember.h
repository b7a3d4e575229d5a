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

    bool isPresent() const { return joinedAt.isValid() && !leftAt.isValid(); }
};
