#pragma once

#include "id.h"
#include "money.h"
#include "persona.h"
#include "phonenumber.h"

#include <QDateTime>
#include <QMap>
#include <QMetaType>
#include <QString>

#include <optional>

enum class Channel { Sms, Voice, Conference };
enum class Direction { Inbound, Outbound };

/// Ours, never Twilio's word: what this product knows of its own attempt (reliability.md, "Outbox contract").
enum class SendState {
    NotOurs,     ///< inbound, or sent by another program
    Pending,     ///< waits for its turn; shown "Waiting"
    Sending,     ///< one attempt is under way; never longer than 35 s
    Held,        ///< see heldReason: a person, or the opening of the window, must act
    Accepted,    ///< Twilio gave a sid
    Failed,      ///< Twilio refused it; see errorCode
    Unconfirmed, ///< it may have been sent; reconciling, then a person decides
    Refused,     ///< our own gate refused it for good; see refusal
    Canceled,    ///< a person canceled it
};

/// Why a row is Held or Refused, or why a send would be. Values are stored by heldReasonKey().
enum class SendBlock {
    None,
    OutsideHours,      ///< the client's window is closed; opens at SendGate's opensAt
    PastSendBefore,    ///< it waited too long; nothing leaves late
    JudgeReply,        ///< the client wrote something that may mean stop
    OptedOut,          ///< final
    NumberNotUsable,   ///< not a number a text can go to; final
    PossibleDuplicate, ///< the same text to the same number is unconfirmed
    FirstArrived,      ///< what it was to send again was found at Twilio meanwhile; final
    NotConfigured,     ///< no Twilio account or sender yet
    Empty,             ///< no body, or template variables without a value
    TooLong,           ///< over 1600 characters (Twilio 21617)
    Locked,            ///< the store's key is not available
    LoginRefused,      ///< Twilio refused the key (401, 20003); the queue waits
    CallUnderWay,      ///< one open or unconfirmed call a staff phone
    NumberMoved,       ///< since the click the number went to another client, or to none: a stranger would read it
    HourlyLimit,       ///< the administrator's texts per person and hour; leaves by itself at sendAfter
};

/// A text, a call or a conference: one row of communication_logs. Columns of the guide keep their names in the store.
struct Communication {
    CommunicationId id;
    qint64 sequence = 0; ///< local order of arrival in this store, for ties of time; 0 before it is stored
    ClientId clientId;
    QString clientName;         ///< filled by the store's readers for lists, never written
    bool clientUnknown = false; ///< as clientName
    Channel channel = Channel::Sms;
    Direction direction = Direction::Outbound;
    QString fromNumber; ///< Twilio's word: E.164, or MG… until Twilio chose a number
    QString toNumber;
    PhoneNumber peer; ///< the other side, whichever direction
    QString messageSid;
    QString callSid;      ///< the parent leg's
    QString childCallSid; ///< the leg to the client
    QString status;       ///< Twilio's word only; empty before Twilio has spoken
    SendState sendState = SendState::NotOurs;
    SendBlock block = SendBlock::None; ///< why Held or Refused
    int errorCode = 0;                 ///< Twilio's
    QString errorText; ///< Twilio's message for codes that we have no words for; outside text. HourlyLimit: the limit

    QString body;                     ///< decrypted; stored encrypted
    bool bodyLocked = false;          ///< the body exists but the key is not there
    bool isInClear = false;           ///< another program wrote the body, and it is not encrypted in the practice
    QMap<QString, QString> variables; ///< stored encrypted
    QString note;                     ///< after a call; stored encrypted
    TemplateId templateId;
    QString templateName;
    Persona persona = Persona::Advisor;
    QString staffName;
    StaffId staffId;         ///< whose click it was, where the practice shares; null: nobody's, or before it shared
    StaffId onBehalfOf;      ///< whom it speaks for, where that is not who clicked; null: nobody else
    QString onBehalfName;    ///< kept as staffName is; filled by the store
    DeviceId deviceId;       ///< the colleague's computer that sends it; null: this one, or nobody sends it
    bool senderLeft = false; ///< isElsewhere(), and that colleague has left the practice since
    QString overrideReason;  ///< "Send anyway, with a reason"; stored encrypted with the audit entry's details

    int segments = 0;
    std::optional<int> durationSeconds;
    std::optional<Money> price; ///< Twilio's, negative for a cost
    QString answeredBy;         ///< Twilio's AnsweredBy for calls

    QDateTime createdAt;   ///< UTC, this desktop's clock when the person clicked, or Twilio's date_created
    QDateTime sortAt;      ///< UTC, server time where known; lists order by (sortAt, sequence)
    QDateTime completedAt; ///< UTC, when a final status was seen
    QDateTime sendBefore;  ///< UTC; past this it never leaves by itself
    QDateTime sendAfter;   ///< UTC; "Schedule for 8:00 AM": held until then; null: at once
    bool unread = false;

    QString accountSid; ///< the Twilio account of the attempt, or whose list showed it; doubt is searched only there
    AttemptId attempt;
    QDateTime attemptAt; ///< UTC, server clock where known
    int checks = 0;      ///< how often reconciling has looked
    QDateTime nextCheckAt;
    int copiesAtTwilio = 0; ///< more than 1: Twilio holds several that match
    CommunicationId resendOf;

    /// A colleague's computer sends it: nothing but reading is done to it here.
    bool isElsewhere() const { return !deviceId.isNull(); }
    /// It waited on the computer of somebody who has left: nobody sends it.
    bool isAbandoned() const { return senderLeft && (sendState == SendState::Pending || sendState == SendState::Held); }
    /// Nothing more is expected: Twilio's status is final, or our own state is Failed, Refused or Canceled.
    bool isFinal() const;

    friend bool operator==(const Communication &a, const Communication &b) = default;
};

QString channelKey(Channel channel);
std::optional<Channel> channelFromKey(const QString &key);
QString directionKey(Direction direction);
QString sendStateKey(SendState state);
std::optional<SendState> sendStateFromKey(const QString &key);
/// Whether news that a row is @p written may be taken over @p known, when both were written on different computers or a
/// back-up was restored in between: what ended stays, and a doubt ends only by being found.
bool maySendStateFollow(SendState known, SendState written);
QString sendBlockKey(SendBlock block);
SendBlock sendBlockFromKey(const QString &key);

/// Ranks so that a status never moves backwards: a lower or equal rank is not taken over a higher one. Unknown words
/// rank just above "sent": they are kept and shown, and a final word still replaces them.
/// Messages: accepted/scheduled < queued < sending < sent < (unknown) < delivered … < read. Calls: queued < ringing <
/// in-progress < final. Final words have ranks of their own too, so that the same news in any order end in the same
/// word.
int statusRank(Channel channel, const QString &status);
bool isFinalStatus(Channel channel, const QString &status);
/// How a call ended for the client, where that is not what the leg to our own phone says: that one ends "completed"
/// also when the client never answered. Else empty.
QString clientsEnd(const QString &parentStatus, const QString &childStatus);
/// @p news, unless it is empty or would move @p known backwards.
QString mergedStatus(Channel channel, const QString &known, const QString &news);

Q_DECLARE_METATYPE(Communication)
