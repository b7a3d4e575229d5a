#pragma once

#include "client.h"
#include "communication.h"

#include <QObject>

struct UiContext;

/// Whose a text or call is, where it is not this person's. GUI thread; owned by whoever shows rows.
class Colleagues : public QObject
{
    Q_OBJECT

public:
    explicit Colleagues(UiContext &context, QObject *parent = nullptr);

    /// The name of the colleague who sent @p row, isolated; empty: this person, or nobody of the practice.
    QString sender(const Communication &row) const;

    /// The same of the newest text in the list of clients.
    QString lastSender(const Client &client) const;

Q_SIGNALS:
    void changed(); ///< names, who this person is, or whether anybody reads Twilio for them

private:
    void update();
    QString known(StaffId person) const;

    UiContext &m_context;
    StaffId m_me;
    bool m_isNobodyReading = false;
};
