#pragma once

#include "simulator/disorderedlist.h"

#include <QByteArray>
#include <QDateTime>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <memory>

/// How the simulated Twilio behaves. Times are scaled down by tests.
struct SimulatorOptions {
    QString accountSid = QStringLiteral("AC00000000000000000000000000000de0");
    QStringList users;            ///< accepted SK… sids beside accountSid; empty: any
    QStringList sendingUsers;     ///< of them, restricted keys that create messages and calls and see calls by sid
    QByteArray secret;            ///< empty: any
    bool testCredentials = false; ///< magic numbers; every read is a 403
    QString journalFile; ///< one JSON line a request that arrived whole: time, key (journalMark()), method, path,
                         ///< query, form, status, sid; empty: none
    std::chrono::milliseconds latency{0}; ///< between a request's last byte and its reply; it is processed at once
    std::chrono::milliseconds listLag{0}; ///< a new row appears in lists this much later; by sid it is there at once
    ListDisorder disorder;                ///< of the lists of messages and calls
    std::chrono::milliseconds step{700};  ///< queued → sending → sent → delivered, one step each; calls too
    std::chrono::milliseconds priceLag{1500};   ///< after the final status
    std::chrono::milliseconds replyDelay{3000}; ///< from delivered to the demo client's answer
    int promptSteps = 3;                        ///< what a staff member hears before <Dial> starts
    int talkSteps = 12;                         ///< how long the two talk before the client hangs up
    bool replies = false;                       ///< demo clients answer
    QString fault;                              ///< see TwilioSimulator::setFault()
    int faultCount = 0;                         ///< how many requests get the fault; 0: all
    QStringList ownNumbers{QStringLiteral("+13125550100")};
    QString messagingServiceSid = QStringLiteral("MG00000000000000000000000000000de0");
    bool serviceLogsInbound = true; ///< false: InboundRequestUrl null, and texts from outside are not logged at all
    std::chrono::seconds clockOffset{0}; ///< Twilio's clock against this computer's
};

/// A loopback Twilio: Messages, Calls, IncomingPhoneNumbers, messaging Services, with true JSON shapes. For demo mode
/// and the tests. It serves all of Twilio's hosts by path. Lives on the thread that made it; never listens on anything
/// but loopback.
///
/// Numbers that behave, by their last four digits. Texts to …0003 end undelivered (30003), …0004 is refused as opted
/// out (21610), …0005 fails (30005), …0006 ends undelivered as a landline (30006), …0007 is filtered (undelivered,
/// 30007), …0009 stays "sent" for ever. Calls to …0011 are busy, …0012 do not answer, …0013 are answered by a machine.
/// Demo clients (options.replies) answer by what the text offers ("Reply CONFIRM …" gets CONFIRM, or RESCHEDULE when
/// the number ends in an even digit and the text offers it; YES or NO likewise); …0008 answers STOP, …0010 "please stop
/// texting me".
///
/// A text from outside that is one of Twilio's stop words makes every later text to that number a 21610, until START,
/// YES or UNSTOP.
///
/// For tests outside this process, on the same port and without login: POST /simulator/receive (From, To, Body),
/// POST /simulator/fault (Fault, Count), GET /simulator/state.
class TwilioSimulator : public QObject
{
    Q_OBJECT

public:
    explicit TwilioSimulator(SimulatorOptions options, QObject *parent = nullptr);
    ~TwilioSimulator() override;

    bool listen(quint16 port = 0); ///< 127.0.0.1 only
    QUrl url() const;

    /// A text from outside arrives, as if a client wrote it. Its sid; empty when Twilio would not log it.
    QString receiveText(const QString &from, const QString &to, const QString &body);
    /// A row that exists already, for demo history and catch-up tests: visible at once (without any lag), priced when
    /// its status is final.
    QString addMessage(const QString &direction, const QString &from, const QString &to, const QString &body,
                       const QString &status, const QDateTime &createdUtc);
    int messageCount() const; ///< rows that Twilio holds, in and out
    /// POSTs to Messages.json that arrived whole, also those whose reply a fault swallowed.
    int messagePosts() const;
    int callPosts() const;
    /// What stands in the journal for the key @p user: it names no login.
    static QString journalMark(const QString &user);

    /// What happens to the next @p count requests (0: to all). Not processed: "429" (with Retry-After: 1), "429-bare",
    /// "500", "503", "401", "html" (a captive portal's 200), "redirect" (307 to another host), "drop-request:N" (FIN
    /// after N bytes of the request). Processed, with a reply that does not come whole: "20500" (Twilio: may have been
    /// done), "cut-json", "drop-after:N" (FIN after N bytes of the reply), "rst-after:N", "stall-after:N". A prefix
    /// "post:" or "get:" limits it to that method. "" ends it. False, and no change, when it is none of these.
    bool setFault(const QString &fault, int count);
    /// From now on @p perMille of the requests get one of those faults, drawn from @p seed: the same ones for the same
    /// order of requests. 0 ends it.
    void setFaultPlan(quint64 seed, int perMille);

private:
    class Private;
    std::unique_ptr<Private> d;
};
