#pragma once

#include "staffmember.h"

#include <QHash>
#include <QListWidget>
#include <QSet>

/// The people of a practice: name, role, kind of work, phone, deputies, and whether they are there. As high as its
/// rows, up to a limit. GUI thread.
class PeopleList : public QListWidget
{
    Q_OBJECT

public:
    explicit PeopleList(QWidget *parent = nullptr);
    /// What is known of them beside who they are.
    struct Facts {
        QSet<StaffId> asking;             ///< used their invitation and wait
        QHash<StaffId, QString> deputies; ///< names of those who write for them
        StaffId me;
        QString region;
    };
    /// Those who are there first, those who left last.
    void show(const QList<StaffMember> &people, const Facts &facts, const QDateTime &now);
    StaffId chosen() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void fitHeight();
};
