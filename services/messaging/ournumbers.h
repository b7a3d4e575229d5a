#pragma once

#include "async.h"
#include "twilio/messagesapi.h"

#include <QObject>
#include <QStringList>

class SettingStore;

/// Which of Twilio's numbers are this practice's: the sender, the caller number, those of the messaging service, learnt
/// from its messages, and earlier senders, to which clients go on answering and opting out. Kept as a mark. GUI thread;
/// owned by StatusPoller.
class OurNumbers : public QObject
{
    Q_OBJECT

public:
    explicit OurNumbers(SettingStore &settings, QObject *parent = nullptr);
    QFuture<Result<void>> load();
    void learn(const QList<MessageResource> &items);
    QStringList all() const; ///< E.164, and the MG… that stands for a number not chosen yet

private:
    SettingStore &m_settings;
    QStringList m_learnt;
};
