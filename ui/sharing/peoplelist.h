#pragma once

#include "staffmember.h"

#include <QListWidget>
#include <QSet>

/// The people of a practice: name, role, kind of work, phone, and whether they are there. As high as its rows, up to
/// a limit. GUI thread.
class PeopleList : public QListWidget
{
    Q_OBJECT

public:
    explicit PeopleList(QWidget *parent = nullptr);
    /// Those who are there first, those who left last. @p asking: used their invitation and wait.
    void show(const QList<StaffMember> &people, const QSet<StaffId> &asking, StaffId me, const QString &region,
              const QDateTime &now);
    StaffId chosen() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void fitHeight();
};
