#pragma once

#include "async.h"
#include "client.h"
#include "csv/csvfile.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <optional>

class ClientStore;
class Database;
class KeyRing;

/// Which column of the file is what; -1: none.
struct ImportMapping {
    int name = -1;
    int firstName = -1;
    int lastName = -1;
    QList<int> numbers;
    QHash<int, int> numberLabels;    ///< number column → column that says "mobile" or "work", as Google writes them
    QHash<int, QString> numberNames; ///< number column → what its heading says, where no column says it or is empty
    int state = -1;
    int language = -1;
    int persona = -1;
    int tags = -1;
    int notes = -1;
    /// Only in our own export, where everything of a client is kept; people are not asked about them.
    struct Own {
        int timeZone = -1;
        int archived = -1;
        int unknown = -1;
        int createdAt = -1;
        QHash<int, int> permissions;     ///< number column → column that says whether it may be texted
        QHash<int, int> permissionTimes; ///< number column → since when
        bool isOurs() const { return !permissions.isEmpty(); }
    } own;
    bool mergeDuplicates = true; ///< a number that is known: fill that client's empty fields; else skip the row
    Persona defaultPersona = Persona::Advisor;
    QString region = QStringLiteral("US");

    /// From the header's words in English and Spanish, Excel's and Google's ("Given Name", "Phone 1 - Value").
    static ImportMapping guess(const QStringList &header);
    /// "mobile" of "Mobile Phone", "home" of "Home Phone 2"; empty of "Phone 1 - Value".
    static QString labelOf(const QString &heading);
    bool isUsable() const { return (name >= 0 || firstName >= 0 || lastName >= 0) && !numbers.isEmpty(); }
};

struct ImportProblem {
    qint64 line = 0;
    /// Key: "no-name", "bad-number" (with another good number the row is imported all the same), "no-number",
    /// "duplicate", "too-long", "nul", "not-text", "open-quote".
    QString reason;
    QStringList cells;
};

struct ImportReport {
    qint64 added = 0;
    qint64 merged = 0;
    qint64 skipped = 0;
    QList<ImportProblem> problems; ///< at most 10,000 kept
    qint64 problemCount = 0;
    bool canceled = false;        ///< what was added before stays
    std::optional<Error> stopped; ///< by this, after some were stored; they stay
};

/// Imports clients: parses on a thread of its own, writes in jobs of some hundred rows. The parser is one batch ahead
/// of the store and no further, so a file of any size needs the memory of two. GUI thread; one object an import.
/// finished() comes once; after cancel() with canceled set, with an error only where nothing was stored.
class ClientImport : public QObject
{
    Q_OBJECT

public:
    ClientImport(Database &database, KeyRing &keys, ClientStore &clients, QString file, ImportMapping mapping,
                 QObject *parent = nullptr);
    ~ClientImport() override; ///< cancels and joins
    void start();
    void cancel();
    /// CSV with line, reason key and the row's cells; written on a thread of its own.
    static QFuture<Result<void>> saveProblems(const ImportReport &report, const QString &file);

Q_SIGNALS:
    void progressed(qint64 bytes, qint64 total, qint64 rows);
    void finished(const Result<ImportReport> &report);

private:
    void readNext();
    void store();
    void end(const Result<ImportReport> &report);

    struct State;
    std::shared_ptr<State> m_state;
};
