#pragma once

#include "officeevidence.h"
#include "orders.h"
#include "soakplan.h"
#include "support/badline.h"
#include "support/practicefixture.h"
#include "twiliothread.h"

#include <QRandomGenerator>

/// A practice of whole computers, each a process of its own, with the lines, the server and the Twilio between which
/// they stand; and what is found of it. Set up in peace. Main thread.
class Office
{
public:
    struct Computer {
        int number = 0;
        QString folder;
        QString key; ///< of Twilio
        QString person;
        std::unique_ptr<BadLine> line;
        std::unique_ptr<OrderedProcess> process;
        int offUntil = -1; ///< step
        qint64 ahead = 0;  ///< of the true time, by its clock; milliseconds
        int kills = 0;
        bool isOff() const { return offUntil >= 0; }
    };
    struct Peer {
        QString id;
        QString number;
        int editor = 0; ///< one computer alone edits it: nobody has to decide between two
    };

    explicit Office(const SoakPlan &plan);
    bool begin();
    bool start(Computer &computer);
    /// Killed, and started with a clock so far ahead of the true time.
    bool restart(Computer &computer, std::chrono::milliseconds ahead);
    void end();
    bool isReady(const Computer &computer) const { return whyNotReady(computer).isEmpty(); }
    /// Empty: it is a member, up to date, and has told all.
    QString whyNotReady(const Computer &computer) const;
    bool areAllReady() const;
    /// Empty of one that is off; one that does not answer is found.
    QJsonObject ask(Computer &computer, const QJsonObject &what);
    QString sql(const QString &text) const { return m_practice->asSuperuser(text); }
    QString journal() const { return m_folder.filePath(QStringLiteral("journal")); }
    OfficeEvidence::CallEnd callEnd(const QString &sid); ///< as Twilio says now

    void find(const QString &what);
    void findAll(const QStringList &all);
    const QStringList &findings() const { return m_findings; }
    void say(const QString &what) const;

    /// Each step draws from its own seed, so that an answer that came late does not change all that follows.
    void beginStep(int step);
    int step() const { return m_step; }
    int pick(qsizetype below) { return int(m_random.bounded(int(below))); }
    double pickDouble() { return m_random.generateDouble(); }
    bool chance(int percent) { return pick(100) < percent; }
    Computer &some() { return *m_computers.at(size_t(pick(qsizetype(m_computers.size())))); }
    const Peer &somePeer() { return m_peers.at(pick(m_peers.size())); }

    const SoakPlan &plan() const { return m_plan; }
    const std::vector<std::unique_ptr<Computer>> &computers() const { return m_computers; }
    Computer &first() { return *m_computers.front(); }
    const QList<Peer> &peers() const { return m_peers; }
    TwilioThread &twilio() { return m_twilio; }
    PostgresCluster &cluster() { return *m_cluster; }
    void addTrouble(int computer, const OfficeEvidence::Trouble &trouble) { m_troubles[computer].append(trouble); }
    const QMap<int, QList<OfficeEvidence::Trouble>> &troubles() const { return m_troubles; }

private:
    bool startServer();
    bool addComputers();
    bool makePractice();
    bool makeClients();
    bool addSpies();

    const SoakPlan m_plan;
    QRandomGenerator m_random;
    QTemporaryDir m_folder;
    TwilioThread m_twilio;
    TestCertificates m_certificates;
    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<PracticeFixture> m_practice;
    std::vector<std::unique_ptr<Computer>> m_computers;
    QList<Peer> m_peers;
    QMap<int, QList<OfficeEvidence::Trouble>> m_troubles;
    QStringList m_findings;
    int m_step = 0;
};
