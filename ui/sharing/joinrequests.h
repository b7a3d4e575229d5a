#pragma once

#include "sync/practicepeople.h"

#include <QObject>

struct UiContext;

/// Who waits for an administrator's approval, as far as the practice has said; nobody for whom it is not to decide.
/// Asks whenever the people are others. GUI thread; a part of what shows them.
class JoinRequests : public QObject
{
    Q_OBJECT

public:
    explicit JoinRequests(UiContext &context, QObject *parent = nullptr);
    const QList<JoinRequest> &all() const { return m_all; }
    void refresh();

Q_SIGNALS:
    void changed(); ///< others ask

private:
    void set(const QList<JoinRequest> &requests);

    UiContext &m_context;
    QList<JoinRequest> m_all;
    bool m_asking = false;
    bool m_askAgain = false;
};
