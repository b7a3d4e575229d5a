#pragma once

#include "client.h"
#include "common/noticebar.h"
#include "messaging/sendgate.h"

/// Above the message: why a text may not be sent now, with the way out. GUI thread; owned by Composer.
class SendBanner : public NoticeBar
{
    Q_OBJECT

public:
    explicit SendBanner(QWidget *parent = nullptr);

    /// Another conversation: nothing is known of it yet.
    void reset();
    /// @p shortName is outside text; @p mayCall: there is a number that can be called.
    void setVerdict(const SendVerdict &verdict, const QString &shortName, bool mayCall);
    const SendVerdict &verdict() const { return m_verdict; }
    /// The text that may mean stop, for the question.
    void setDoubtfulReply(const QString &text);
    /// The practice gives this computer no key of Twilio's (TwilioWords): not for this person to mend.
    void setKeyMissing(bool missing);
    /// A text that is sent now would only be stored as refused; other reasons let it wait in the outbox.
    bool stopsHere() const;
    void focusWayOut();

Q_SIGNALS:
    void scheduleRequested(const QDateTime &utc);
    void sendAnywayRequested();
    void judged(TextPermission permission, const QString &reason);
    void callRequested();
    void settingsRequested();

private:
    void update();
    bool isForAdministrators() const;
    QString words() const;
    void offerOutsideHours();
    void offerJudgement();

    SendVerdict m_verdict;
    QString m_name;
    QString m_doubtfulReply;
    bool m_mayCall = false;
    bool m_isKeyMissing = false;
    QString m_shown; ///< what it was built for: rebuilt only when it changes, so that focus stays
};
