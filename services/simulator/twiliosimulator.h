#pragma once

#include <QHostAddress>
#include <QObject>
#include <QString>
#include <QUrl>

#include <chrono>
#include <memory>

/// How the simulated Twilio behaves. Times are scaled down by tests.
struct SimulatorOptions {
    QString accountSid = QStringLiteral("AC00000000000000000000000000000de0");
    QStringList users;          ///< accepted SK… sids beside accountSid; empty: any
    QByteArray secret;          ///< empty: any
    bool testCredentials = false; ///< magic numbers; every read is a 403
    QString journalFile;        ///< one JSON line a request that arrived: time, method, path, fields, status; empty: none
    std::chrono::milliseconds latency{0};
    std::chrono::milliseconds listLag{0};   ///< a new row appears in lists this much later
    std::chrono::milliseconds step{700};    ///< queued → sending → sent → delivered, one step each
    std::chrono::milliseconds priceLag{1500}; ///< after the final status
    std::chrono::milliseconds replyDelay{3000};
    bool replies = false;       ///< demo clients answer
    QString fault;              ///< "", "429", "500", "401", "drop-after:N", "rst-after:N", "stall-after:N", "cut-json", "html", "redirect"
    int faultCount = 0;         ///< how many requests get the fault; 0: all
    QStringList ownNumbers{QStringLiteral("+13125550100")};
    QString messagingServiceSid = QStringLiteral("MG00000000000000000000000000000de0");
    bool serviceLogsInbound = true; ///< false: InboundRequestUrl null
};

/// A loopback Twilio: Messages, Calls, IncomingPhoneNumbers, messaging Services, with true JSON shapes. For demo mode and the tests.
/// Lives on the thread that made it; never listens on anything but loopback.
class TwilioSimulator : public QObject
{
    Q_OBJECT

public:
    explicit TwilioSimulator(SimulatorOptions options, QObject *parent = nullptr);
    ~TwilioSimulator() override;

    bool listen(quint16 port = 0); ///< 127.0.0.1 only
    QUrl url() const;

    /// A text from outside arrives, as if a client wrote it. Its sid.
    QString receiveText(const QString &from, const QString &to, const QString &body);
    /// A row that exists already, for demo history and catch-up tests.
    QString addMessage(const QString &direction, const QString &from, const QString &to, const QString &body,
                       const QString &status, const QDateTime &createdUtc);
    int messageCount() const;
    /// POSTs to Messages.json that arrived whole, also those whose reply a fault swallowed.
    int messagePosts() const;
    int callPosts() const;
    void setFault(const QString &fault, int count);

private:
    class Private;
    std::unique_ptr<Private> d;
};
