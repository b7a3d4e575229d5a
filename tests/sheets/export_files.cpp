#include "csv/clientimport.h"
#include "csv/csvfile.h"
#include "csv/export.h"
#include "storefixture.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace
{
bool isWritten(CsvExport &job, const std::function<void()> &start)
{
    std::optional<bool> written;
    QObject::connect(&job, &CsvExport::finished, &job, [&](const Result<qint64> &rows) { written = rows.has_value(); });
    start();
    return QTest::qWaitFor([&] { return written.has_value(); }, 60'000) && *written;
}

/// Every file that the product writes as CSV, with each text in every column that can hold what outsiders wrote.
class Exports
{
public:
    Exports(QStringList texts, QString folder)
        : m_texts(std::move(texts))
        , m_folder(std::move(folder))
    {
    }

    bool write()
    {
        return m_store.open() && fillStore() && writeClients() && writeHistory() && writeChosen() && writeProblems() &&
               writeWanted();
    }

private:
    QString path(const QString &name) const { return m_folder.filePath(name); }

    bool fillStore()
    {
        qint64 number = 13'125'550'000;
        for (const QString &text : m_texts) {
            Client client;
            client.name = client.notes = text;
            client.tags = {text};
            client.numbers = {{PhoneNumber::fromE164(u"+%1"_s.arg(number++)), text, {}, {}}};
            const auto saved = waited(m_store.clients.save(client));
            if (!saved)
                return false;
            Communication row = StoreFixture::text(*saved, text);
            row.staffName = row.templateName = row.overrideReason = text;
            const auto added = waited(m_store.outbox.add(row));
            if (!added || !waited(m_store.communications.setNote(added->id, text)))
                return false;
        }
        return true;
    }

    bool writeClients()
    {
        const QString file = u"clients.csv"_s;
        if (!isWritten(m_job, [&] { m_job.exportClients(path(file)); }))
            return false;
        want(file, m_texts.size(), {u"name"_s, u"phone_1_label"_s, u"tags"_s, u"notes"_s});
        return true;
    }

    bool writeHistory()
    {
        const QString file = u"history.csv"_s;
        if (!isWritten(m_job, [&] { m_job.exportHistory({}, path(file), u"=head"_s); }))
            return false;
        want(file, m_texts.size() + 1, // the last row names the head of the log
             {u"client_name"_s, u"content"_s, u"template_name"_s, u"staff_name"_s, u"override_reason"_s, u"note"_s});
        return true;
    }

    /// Rows as a search finds them; here also what only Twilio can have written.
    bool writeChosen()
    {
        QList<Communication> rows;
        for (const QString &text : m_texts) {
            Communication row;
            row.clientName = row.fromNumber = row.toNumber = row.status = row.errorText = row.answeredBy = text;
            row.body = row.note = row.templateName = row.staffName = row.onBehalfName = row.overrideReason = text;
            row.accountSid = row.messageSid = row.callSid = row.childCallSid = text;
            rows.append(row);
        }
        const QString file = u"found.csv"_s;
        if (!isWritten(m_job, [&] { m_job.exportRows(rows, path(file), QString()); }))
            return false;
        want(file, m_texts.size(),
             {u"client_name"_s, u"from_number"_s, u"to_number"_s, u"status"_s, u"error_text"_s, u"content"_s,
              u"answered_by"_s, u"template_name"_s, u"staff_name"_s, u"on_behalf_name"_s, u"override_reason"_s,
              u"note"_s, u"account_sid"_s, u"message_sid"_s, u"call_sid"_s, u"child_call_sid"_s});
        return true;
    }

    bool writeProblems()
    {
        ImportReport report;
        for (const QString &text : m_texts)
            report.problems.append({2, u"bad-number"_s, {text, text}});
        const QString file = u"problems.csv"_s;
        if (!waited(ClientImport::saveProblems(report, path(file))))
            return false;
        m_wanted.insert(
            file, QJsonObject{{u"rows"_s, m_texts.size() + 1}, {u"columns"_s, 4}, {u"texts in"_s, QJsonArray{2, 3}}});
        return true;
    }

    void want(const QString &file, qsizetype rows, const QStringList &columns)
    {
        const QStringList header = Csv::preview(path(file)).value_or(Csv::Preview()).header;
        QJsonArray indexes;
        for (const QString &column : columns)
            indexes.append(header.indexOf(column));
        m_wanted.insert(file,
                        QJsonObject{{u"rows"_s, rows + 1}, {u"columns"_s, header.size()}, {u"texts in"_s, indexes}});
    }

    bool writeWanted()
    {
        QFile out(path(u"wanted.json"_s));
        return out.open(QIODevice::WriteOnly) && out.write(QJsonDocument(m_wanted).toJson()) > 0;
    }

    const QStringList m_texts;
    const QDir m_folder;
    StoreFixture m_store;
    CsvExport m_job{m_store.clients, m_store.communications, m_store.notes, m_store.audit};
    QJsonObject m_wanted;
};
} // namespace

/// export_files TEXTS.json FOLDER: writes the exports and wanted.json, which says how many rows and columns each has
/// and which columns hold the texts.
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QFile in(app.arguments().value(1));
    QStringList texts;
    const QJsonArray read = in.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(in.readAll()).array() : QJsonArray();
    for (const auto text : read)
        texts.append(text.toString());
    if (texts.isEmpty() || !Exports(texts, app.arguments().value(2)).write()) {
        std::fputs("the exports could not be written\n", stderr);
        return 1;
    }
    return 0;
}
