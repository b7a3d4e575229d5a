#pragma once

#include "voice/callplacer.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

/// The call that lives: its phase in words, its duration, Hang up. Hidden while there is none. GUI thread; owned by
/// Conversation.
class CallBar : public QWidget
{
    Q_OBJECT

public:
    CallBar(CallPlacer &calls, const Clock &clock, QWidget *parent = nullptr);
    /// Whom the call is with, for the words; kept until the next call.
    void setPeer(const QString &name);

Q_SIGNALS:
    void failed(const Error &error);

private:
    void update(CallPlacer::Phase phase);
    void updateText();

    CallPlacer &m_calls;
    const Clock &m_clock;
    QString m_peer;
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_hangUp;
    QTimer m_second;
};
