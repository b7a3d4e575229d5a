#include "csv/clientparser.h"

#include "storage/clientrow.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QTimeZone>

#include <array>

using namespace Qt::StringLiterals;

namespace
{
constexpr qsizetype longestName = 200;
constexpr qsizetype longestNotes = 10000;
constexpr qsizetype longestLabel = 40;

struct State {
    QLatin1String code;
    QLatin1String name;
};
/// USPS Publication 28, states, the District and the territories with their own area codes.
constexpr std::array states{
    State{"AL"_L1, "alabama"_L1},        State{"AK"_L1, "alaska"_L1},         State{"AZ"_L1, "arizona"_L1},
    State{"AR"_L1, "arkansas"_L1},       State{"CA"_L1, "california"_L1},     State{"CO"_L1, "colorado"_L1},
    State{"CT"_L1, "connecticut"_L1},    State{"DE"_L1, "delaware"_L1},       State{"DC"_L1, "district of columbia"_L1},
    State{"FL"_L1, "florida"_L1},        State{"GA"_L1, "georgia"_L1},        State{"HI"_L1, "hawaii"_L1},
    State{"ID"_L1, "idaho"_L1},          State{"IL"_L1, "illinois"_L1},       State{"IN"_L1, "indiana"_L1},
    State{"IA"_L1, "iowa"_L1},           State{"KS"_L1, "kansas"_L1},         State{"KY"_L1, "kentucky"_L1},
    State{"LA"_L1, "louisiana"_L1},      State{"ME"_L1, "maine"_L1},          State{"MD"_L1, "maryland"_L1},
    State{"MA"_L1, "massachusetts"_L1},  State{"MI"_L1, "michigan"_L1},       State{"MN"_L1, "minnesota"_L1},
    State{"MS"_L1, "mississippi"_L1},    State{"MO"_L1, "missouri"_L1},       State{"MT"_L1, "montana"_L1},
    State{"NE"_L1, "nebraska"_L1},       State{"NV"_L1, "nevada"_L1},         State{"NH"_L1, "new hampshire"_L1},
    State{"NJ"_L1, "new jersey"_L1},     State{"NM"_L1, "new mexico"_L1},     State{"NY"_L1, "new york"_L1},
    State{"NC"_L1, "north carolina"_L1}, State{"ND"_L1, "north dakota"_L1},   State{"OH"_L1, "ohio"_L1},
    State{"OK"_L1, "oklahoma"_L1},       State{"OR"_L1, "oregon"_L1},         State{"PA"_L1, "pennsylvania"_L1},
    State{"RI"_L1, "rhode island"_L1},   State{"SC"_L1, "south carolina"_L1}, State{"SD"_L1, "south dakota"_L1},
    State{"TN"_L1, "tennessee"_L1},      State{"TX"_L1, "texas"_L1},          State{"UT"_L1, "utah"_L1},
    State{"VT"_L1, "vermont"_L1},        State{"VA"_L1, "virginia"_L1},       State{"WA"_L1, "washington"_L1},
    State{"WV"_L1, "west virginia"_L1},  State{"WI"_L1, "wisconsin"_L1},      State{"WY"_L1, "wyoming"_L1},
    State{"PR"_L1, "puerto rico"_L1},    State{"VI"_L1, "virgin islands"_L1}, State{"GU"_L1, "guam"_L1}};

QString stateCode(const QString &text)
{
    for (const auto &state : states) {
        if (text.compare(state.code, Qt::CaseInsensitive) == 0 || text.compare(state.name, Qt::CaseInsensitive) == 0)
            return state.code;
    }
    return {};
}

QString languageCode(const QString &text)
{
    const auto lower = text.toLower();
    if (lower.startsWith("en"_L1) || lower.startsWith("ing"_L1))
        return u"en"_s;
    if (lower.startsWith("es"_L1) || lower.startsWith("spa"_L1))
        return u"es"_s;
    return lower.size() == 2 && lower.at(0).isLetter() && lower.at(1).isLetter() ? lower : QString();
}

std::optional<Persona> personaOf(const QString &text)
{
    static const QHash<QString, Persona> words{
        {u"lawyer"_s, Persona::Attorney},          {u"legal"_s, Persona::Attorney},
        {u"abogado"_s, Persona::Attorney},         {u"abogada"_s, Persona::Attorney},
        {u"cpa"_s, Persona::Accountant},           {u"tax"_s, Persona::Accountant},
        {u"contador"_s, Persona::Accountant},      {u"contadora"_s, Persona::Accountant},
        {u"asesor"_s, Persona::Advisor},           {u"asesora"_s, Persona::Advisor},
        {u"financial advisor"_s, Persona::Advisor}};
    const auto key = text.toLower();
    if (const auto persona = personaFromKey(key))
        return persona;
    const auto found = words.constFind(key);
    return found == words.constEnd() ? std::nullopt : std::optional(*found);
}

/// "* myContacts ::: * Tax 2026" (Google), "a; b", "a, b".
QStringList tagsOf(const QString &text)
{
    static const QRegularExpression separators(u":::|[;,\\n\\r]"_s);
    QStringList tags;
    for (auto tag : text.split(separators, Qt::SkipEmptyParts)) {
        tag = tag.simplified();
        if (tag.startsWith(u"* "_s))
            tag = tag.mid(2);
        // Google's own groups, which every contact is in.
        if (!tag.isEmpty() && tag.compare("mycontacts"_L1, Qt::CaseInsensitive) != 0 && tag != u'*' &&
            !tags.contains(tag, Qt::CaseInsensitive))
            tags.append(tag.left(longestLabel));
    }
    return tags;
}

/// Cells of our own export that hold several values; empty ones count.
QStringList joined(const QString &cell)
{
    static const QRegularExpression separator(u"\\s*:::\\s*"_s);
    return cell.split(separator);
}

/// As written, because it is ours: "Smith; sons" is one tag.
QStringList ownTags(const QString &text)
{
    QStringList tags = joined(text);
    tags.removeAll(QString());
    return tags;
}

/// "* Mobile" → "mobile": Google marks the main one. Without a word in the row, what the column's heading says.
QString labelFrom(const QString &said, const QString &heading)
{
    auto label = said.trimmed().toLower();
    if (label.startsWith(u"* "_s))
        label = label.mid(2);
    return (label.isEmpty() || label == u'*' ? heading : label).left(longestLabel);
}
} // namespace

ClientParser::ClientParser(ImportMapping mapping)
    : m_mapping(std::move(mapping))
{
}

Result<void> ClientParser::open(const QString &file)
{
    if (!m_mapping.isUsable())
        return Error{ErrorKind::Invalid, 0, u"mapping"_s, {}};
    return m_reader.open(file);
}

Result<ClientParser::Batch> ClientParser::next(int rows)
{
    Batch batch;
    while (batch.rows < rows && !batch.last) {
        const auto row = m_reader.next();
        if (row) {
            ++batch.rows;
            readRow(*row, batch);
        } else {
            batch.last = true;
        }
    }
    if (const auto status = m_reader.status(); !status)
        return status.error();
    batch.position = m_reader.position();
    batch.size = m_reader.size();
    return batch;
}

QString ClientParser::cell(const QStringList &cells, int column) const
{
    return column < 0 ? QString() : Csv::withoutApostrophes(cells.value(column)).trimmed();
}

QString ClientParser::nameOf(const QStringList &cells) const
{
    QString whole = cell(cells, m_mapping.name).simplified();
    if (!whole.isEmpty())
        return whole;
    return (cell(cells, m_mapping.firstName) + u' ' + cell(cells, m_mapping.lastName)).simplified();
}

ClientParser::Numbers ClientParser::numbersOf(const QStringList &cells) const
{
    static const QRegularExpression separators(u":::|[;\\n\\r]"_s);
    Numbers numbers;
    QSet<PhoneNumber> seen;
    for (const int column : std::as_const(m_mapping.numbers)) {
        const auto labels = cell(cells, m_mapping.numberLabels.value(column, -1)).split(u":::"_s);
        const auto parts = cell(cells, column).split(separators, Qt::SkipEmptyParts);
        const auto label = [&](qsizetype i) {
            return labelFrom(labels.value(qMin(i, labels.size() - 1)), m_mapping.numberNames.value(column));
        };
        for (qsizetype i = 0; i < parts.size(); ++i) {
            const auto text = parts.at(i).trimmed();
            if (text.isEmpty())
                continue;
            const auto number = PhoneNumber::parse(text, m_mapping.region).number;
            if (number.isNull()) {
                numbers.anyBad = true;
            } else if (!seen.contains(number)) {
                seen.insert(number);
                numbers.good.append(m_mapping.own.isOurs() ? ownNumber(cells, column, i, number)
                                                           : ClientNumber{number, label(i), {}, {}});
            }
        }
    }
    return numbers;
}

ClientNumber ClientParser::ownNumber(const QStringList &cells, int column, qsizetype index,
                                     const PhoneNumber &number) const
{
    const auto value = [&](const QHash<int, int> &columns) {
        return joined(cell(cells, columns.value(column, -1))).value(index);
    };
    return {number, value(m_mapping.numberLabels).left(longestLabel),
            permissionFromKey(value(m_mapping.own.permissions)),
            QDateTime::fromString(value(m_mapping.own.permissionTimes), Qt::ISODateWithMs)};
}

void ClientParser::readOwn(const QStringList &cells, Client &client) const
{
    const auto &own = m_mapping.own;
    client.tags = ownTags(cell(cells, m_mapping.tags));
    client.archived = cell(cells, own.archived) == u"1"_s;
    client.unknown = cell(cells, own.unknown) == u"1"_s;
    client.createdAt = QDateTime::fromString(cell(cells, own.createdAt), Qt::ISODateWithMs);
    const auto zone = cell(cells, own.timeZone);
    if (QTimeZone::isTimeZoneIdAvailable(zone.toUtf8()))
        client.timeZone = zone;
}

void ClientParser::readRow(const CsvReader::Row &row, Batch &batch) const
{
    const auto problem = [&](const QString &reason) { batch.problems.append({row.line, reason, row.cells}); };
    if (!row.bad.isEmpty()) {
        problem(row.bad);
        return;
    }
    Client client;
    client.name = nameOf(row.cells);
    client.notes = cell(row.cells, m_mapping.notes);
    const auto numbers = numbersOf(row.cells);
    client.numbers = numbers.good;
    // Our own export holds clients without a number too; in another program's file such a row is a mistake.
    if (numbers.good.isEmpty() && (numbers.anyBad || !m_mapping.own.isOurs())) {
        problem(numbers.anyBad ? u"bad-number"_s : u"no-number"_s);
        return;
    }
    client.tags = tagsOf(cell(row.cells, m_mapping.tags));
    if (m_mapping.own.isOurs())
        readOwn(row.cells, client);
    const bool nameless = client.name.isEmpty() && !client.unknown;
    if (nameless || client.name.size() > longestName || client.notes.size() > longestNotes) {
        problem(nameless ? u"no-name"_s : u"too-long"_s);
        return;
    }
    if (numbers.anyBad)
        problem(u"bad-number"_s);
    client.usState = stateCode(cell(row.cells, m_mapping.state));
    client.language = languageCode(cell(row.cells, m_mapping.language));
    client.persona = personaOf(cell(row.cells, m_mapping.persona)).value_or(m_mapping.defaultPersona);
    batch.clients.append(client);
    batch.lines.append(row.line);
    batch.cells.append(row.cells);
}
