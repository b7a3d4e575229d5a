#include "csv/clientimport.h"

#include "csv/clientparser.h"
#include "secrets/keyring.h"
#include "storage/clientbulk.h"
#include "storage/database.h"
#include "storage/worker.h"

#include <QFileInfo>
#include <QSaveFile>
#include <QThread>

using namespace Qt::StringLiterals;

namespace
{
constexpr int rowsABatch = 100; ///< about 5 ms of the database's thread
constexpr qint64 problemsKept = 10000;

Result<void> writeProblems(const QList<ImportProblem> &problems, const QString &file)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly))
        return Error{ErrorKind::Storage, 0, u"problem list not written"_s, {}};
    out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    out.write("\xef\xbb\xbf" + Csv::line({u"line"_s, u"reason"_s}));
    for (const auto &problem : problems)
        out.write(Csv::line(QStringList{QString::number(problem.line), problem.reason} + problem.cells));
    if (!out.commit())
        return Error{ErrorKind::Storage, 0, u"problem list not written"_s, {}};
    return {};
}

void addProblem(ImportReport &report, const ImportProblem &problem)
{
    ++report.problemCount;
    if (report.problems.size() < problemsKept)
        report.problems.append(problem);
}

void count(ImportReport &report, const ClientParser::Batch &batch, const QList<BatchOutcome> &outcomes, bool merging)
{
    for (qsizetype i = 0; i < outcomes.size(); ++i) {
        switch (outcomes.at(i)) {
        case BatchOutcome::Added:
            ++report.added;
            break;
        case BatchOutcome::Merged:
            ++report.merged;
            break;
        case BatchOutcome::Skipped:
            ++report.skipped;
            if (!merging)
                addProblem(report, {batch.lines.value(i), u"duplicate"_s, batch.cells.value(i)});
            break;
        }
    }
}
} // namespace

struct ClientImport::State {
    Database &database;
    KeyRing &keys;
    ClientStore &clients;
    QString file;
    ImportMapping mapping;
    QThread thread;
    QObject *onThread = nullptr; ///< gives the parser's calls their thread
    std::shared_ptr<ClientParser> parser;
    ClientParser::Batch batch;                                ///< being stored
    std::optional<QFuture<Result<ClientParser::Batch>>> next; ///< being read meanwhile
    ImportReport report;
    qint64 rows = 0;
    bool started = false;
    bool canceled = false;
    bool ended = false;

    State(Database &db, KeyRing &ring, ClientStore &store, QString name, ImportMapping columns)
        : database(db)
        , keys(ring)
        , clients(store)
        , file(std::move(name))
        , mapping(std::move(columns))
    {
    }
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State()
    {
        thread.quit();
        thread.wait(); // at most one batch of rows
    }

    template <class Work>
    auto onParser(Work work) -> QFuture<std::invoke_result_t<Work, ClientParser &>>
    {
        using R = std::invoke_result_t<Work, ClientParser &>;
        auto promise = std::make_shared<QPromise<R>>();
        promise->start();
        const auto future = promise->future();
        QMetaObject::invokeMethod(
            onThread,
            [promise, target = parser, work = std::move(work)] {
                promise->addResult(work(*target));
                promise->finish();
            },
            Qt::QueuedConnection);
        return future;
    }
    QFuture<Result<ClientParser::Batch>> read()
    {
        return onParser([](ClientParser &source) { return source.next(rowsABatch); });
    }
};

ClientImport::ClientImport(Database &database, KeyRing &keys, ClientStore &clients, QString file, ImportMapping mapping,
                           QObject *parent)
    : QObject(parent)
    , m_state(std::make_shared<State>(database, keys, clients, std::move(file), std::move(mapping)))
{
}

ClientImport::~ClientImport() = default;

void ClientImport::start()
{
    if (m_state->started)
        return;
    m_state->started = true;
    m_state->parser = std::make_shared<ClientParser>(m_state->mapping);
    m_state->thread.setObjectName(u"csv-import"_s);
    m_state->onThread = new QObject;
    m_state->onThread->moveToThread(&m_state->thread);
    connect(&m_state->thread, &QThread::finished, m_state->onThread, &QObject::deleteLater);
    m_state->thread.start();
    const auto opening = m_state->onParser([file = m_state->file](ClientParser &parser) { return parser.open(file); });
    whenDone(opening, this, [this](const Result<void> &opened) {
        if (opened)
            readNext();
        else
            end(opened.error());
    });
}

void ClientImport::cancel()
{
    m_state->canceled = true;
}

void ClientImport::readNext()
{
    if (m_state->canceled) {
        m_state->report.canceled = true;
        end(m_state->report);
        return;
    }
    const auto reading = m_state->next ? *m_state->next : m_state->read();
    m_state->next.reset();
    whenDone(reading, this, [this](const Result<ClientParser::Batch> &batch) {
        if (!batch) {
            end(batch.error());
            return;
        }
        m_state->batch = *batch;
        for (const auto &problem : batch->problems)
            addProblem(m_state->report, problem);
        if (!batch->last)
            m_state->next = m_state->read(); // numbers are parsed while the database writes
        store();
    });
}

void ClientImport::store()
{
    const auto &batch = m_state->batch;
    ClientBulk::Batch rows;
    rows.clients = batch.clients;
    rows.mergeDuplicates = m_state->mapping.mergeDuplicates;
    rows.fileName = QFileInfo(m_state->file).fileName();
    rows.firstLine = batch.lines.value(0);
    rows.lastLine = batch.lines.isEmpty() ? 0 : batch.lines.last();
    const auto cipher = m_state->keys.cipher();
    const auto stored =
        rows.clients.isEmpty()
            ? readyFuture<QList<BatchOutcome>>(QList<BatchOutcome>())
            : m_state->database.run([cipher, rows](QSqlDatabase &db) { return ClientBulk::import(db, cipher, rows); });
    whenDone(stored, this, [this](const Result<QList<BatchOutcome>> &outcomes) {
        if (!outcomes) {
            end(outcomes.error());
            return;
        }
        const auto &done = m_state->batch;
        count(m_state->report, done, *outcomes, m_state->mapping.mergeDuplicates);
        m_state->rows += done.rows;
        Q_EMIT progressed(done.position, done.size, m_state->rows);
        if (done.last)
            end(m_state->report);
        else
            readNext();
    });
}

void ClientImport::end(const Result<ImportReport> &report)
{
    if (m_state->ended)
        return;
    m_state->ended = true;
    const bool some = m_state->report.added + m_state->report.merged > 0;
    if (some)
        m_state->clients.announceReset();
    if (!report && some) {
        m_state->report.stopped = report.error();
        Q_EMIT finished(m_state->report);
        return;
    }
    Q_EMIT finished(report);
}

QFuture<Result<void>> ClientImport::saveProblems(const ImportReport &report, const QString &file)
{
    return runOnThread([problems = report.problems, file] { return writeProblems(problems, file); });
}
