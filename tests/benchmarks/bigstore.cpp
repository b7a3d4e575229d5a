#include "bigstore.h"

#include "storage/clientbulk.h"
#include "storage/clientrow.h"
#include "storage/communicationrow.h"
#include "storage/migrator.h"
#include "storage/storejob.h"
#include "storefixture.h"

#include <QDir>
#include <QFile>

#include <array>

using namespace Qt::StringLiterals;

namespace
{
constexpr int batch = 10'000;

struct Known {
    QStringList ids;
    QStringList numbers;
};

QString nameOf(int client)
{
    static const std::array first{"Ana"_L1, "Ben"_L1, "Chloe"_L1, "David"_L1, "Elena"_L1, "Frank"_L1, "Grace"_L1};
    static const std::array last{"Novak"_L1, "Ruiz"_L1, "Smith"_L1, "Okafor"_L1, "Weiss"_L1};
    if (client == 0)
        return QLatin1String(BigStore::busyClient);
    return u"%1 %2 %3"_s.arg(first[size_t(client) % first.size()], last[size_t(client) % last.size()]).arg(client);
}

QString bodyOf(int row)
{
    static const std::array sentences{
        "Hello, this is Ana Ruiz. Your appointment is on Tuesday at 10:30, please reply YES to confirm. No. %1"_L1,
        "Thank you, I have sent the signed engagement letter back by mail this morning, number %1"_L1,
        "Your return for last year is ready; we can go through it by phone whenever you like. Ref. %1"_L1,
        "Could we move it to next week? My daughter is ill and I have to stay at home (%1)"_L1,
        "The court has set a new date. I will call you in the afternoon to explain what it means. File %1"_L1,
        "Yes, that works for me. See you then! %1"_L1,
        "Please bring a photo ID, the last two statements and the form that we mailed you, page %1"_L1,
        "We have received the documents and will come back to you within two working days. Case %1"_L1};
    if (row == 0)
        return u"We found the old %1 in the archive"_s.arg(QLatin1String(BigStore::oldestWord));
    return QString(sentences[size_t(row) % sentences.size()]).arg(row);
}

int clientOf(int row)
{
    constexpr quint64 spread = 2'654'435'761; // Knuth's multiplicative hash
    return row % BigStore::busyEvery == 0 || row == BigStore::communications - 1
               ? 0
               : int(quint64(row) * spread % BigStore::clients);
}

/// CommunicationRow::insert() with one statement for all rows: it prepares its own for each, which takes ten times as
/// long. Columns that every row leaves as they are by default are not named.
class Inserter
{
public:
    Inserter(QSqlDatabase &db, const FieldCipher &cipher)
        : m_query(db)
        , m_cipher(cipher)
    {
        m_query.prepare(
            u"INSERT INTO communication_logs (id, client_id, peer, communication_type, direction, from_number, "
            "to_number, message_sid, call_sid, status, send_state, persona, staff_name, price, price_unit, cost_cents, "
            "segments, duration_seconds, created_at, sort_at, completed_at, content_enc, key_epoch, body_hash) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s);
    }

    /// Row 0 is the oldest; a minute lies between two.
    Result<void> insert(int index, const Known &known, qint64 newest)
    {
        const int client = clientOf(index);
        const bool inbound = index % 3 == 0;
        const bool call = index % 20 == 7;
        const QString own = QString::fromLatin1(StoreFixture::ownNumber);
        const QString peer = known.numbers.at(client);
        const auto id = CommunicationId::create();
        const QString sid = (call ? u"CA%1"_s : u"SM%1"_s).arg(index, 32, 16, QLatin1Char('0'));
        const QString status = call ? u"completed"_s : inbound ? u"received"_s : u"delivered"_s;
        const qint64 at = newest - 60'000LL * (BigStore::communications - index);
        const QString body = call ? QString() : bodyOf(index);
        const bool guarded = !call && !inbound;
        const QVariantList values{id.toString(),
                                  known.ids.at(client),
                                  peer,
                                  channelKey(call ? Channel::Voice : Channel::Sms),
                                  directionKey(inbound ? Direction::Inbound : Direction::Outbound),
                                  inbound ? peer : own,
                                  inbound ? own : peer,
                                  call ? QVariant() : sid,
                                  call ? sid : QVariant(),
                                  status,
                                  sendStateKey(inbound ? SendState::NotOurs : SendState::Accepted),
                                  personaKey(Persona::Advisor),
                                  u"Ana Ruiz"_s,
                                  u"-0.0083"_s,
                                  u"USD"_s,
                                  1,
                                  call ? 0 : 1,
                                  call ? QVariant(30 + index % 600) : QVariant(),
                                  at,
                                  at,
                                  at + 2'000,
                                  call ? QVariant()
                                       : m_cipher.encrypt(body, CommunicationRow::place(u"content_enc"_s, id, peer)),
                                  m_cipher.keyEpoch(),
                                  guarded ? QVariant(CommunicationRow::bodyHash(m_cipher, peer, body)) : QVariant()};
        for (qsizetype i = 0; i < values.size(); ++i)
            m_query.bindValue(int(i), values.at(i));
        if (!m_query.exec())
            return storageError(m_query);
        return {};
    }

private:
    QSqlQuery m_query;
    const FieldCipher &m_cipher;
};

bool addClients(StoreFixture &store)
{
    // Before their first text: a client without texts stands in the list where it was added.
    const QDateTime added = QDateTime::currentDateTimeUtc().addYears(-3);
    for (int from = 0; from < BigStore::clients; from += batch) {
        ClientBulk::Batch bulk;
        for (int i = from; i < from + batch; ++i) {
            Client client;
            client.name = nameOf(i);
            client.numbers = {{PhoneNumber::fromE164(BigStore::numberOf(i)), u"mobile"_s, TextPermission::MayText, {}}};
            client.usState = u"IL"_s;
            client.createdAt = added;
            bulk.clients.append(client);
        }
        if (!waited(store.database.run(
                [bulk, cipher = store.cipher](QSqlDatabase &db) { return ClientBulk::import(db, cipher, bulk); })))
            return false;
    }
    return true;
}

Result<Known> knownClients(StoreFixture &store)
{
    return waited(store.database.run([](QSqlDatabase &db) -> Result<Known> {
        auto query = execSql(db, u"SELECT client_id, e164 FROM client_numbers ORDER BY e164"_s);
        if (!query)
            return query.error();
        Known known;
        while (query->next()) {
            known.ids.append(query->value(0).toString());
            known.numbers.append(query->value(1).toString());
        }
        return known;
    }));
}

bool addCommunications(StoreFixture &store, const Known &known)
{
    const qint64 newest = QDateTime::currentMSecsSinceEpoch();
    for (int from = 0; from < BigStore::communications; from += batch) {
        const auto job = [&known, from, newest, cipher = store.cipher](QSqlDatabase &db) {
            return inTransaction(db, [&](QSqlDatabase &inner) -> Result<void> {
                Inserter inserter(inner, *cipher);
                for (int i = from; i < from + batch; ++i) {
                    if (const auto stored = inserter.insert(i, known, newest); !stored)
                        return stored.error();
                }
                return {};
            });
        };
        if (!waited(store.database.run(job)))
            return false;
    }
    return true;
}

bool summarise(StoreFixture &store, const Known &known)
{
    for (qsizetype from = 0; from < known.ids.size(); from += batch) {
        const auto job = [ids = known.ids.mid(from, batch)](QSqlDatabase &db) {
            return inTransaction(db, [&](QSqlDatabase &inner) -> Result<void> {
                for (const QString &id : ids) {
                    if (const auto done = ClientRow::refreshSummary(inner, ClientId::fromString(id)); !done)
                        return done;
                }
                return {};
            });
        };
        if (!waited(store.database.run(job)))
            return false;
    }
    return true;
}

/// Nobody needs a half-made store after a power cut, and a cache of 256 MB keeps the indexes in memory.
Result<void> hurry(QSqlDatabase &db)
{
    for (const QString &sql : {u"PRAGMA synchronous = OFF"_s, u"PRAGMA cache_size = -262144"_s}) {
        if (const auto done = execSql(db, sql); !done)
            return done.error();
    }
    return {};
}

bool make(const QString &path)
{
    StoreFixture store(path, BigStore::key());
    if (!store.open() || !waited(store.database.run(hurry)) || !addClients(store))
        return false;
    const auto known = knownClients(store);
    return known && known->ids.size() == BigStore::clients && addCommunications(store, *known) &&
           summarise(store, *known);
}
} // namespace

QString BigStore::numberOf(int client)
{
    return u"+1%1"_s.arg(2'012'000'000LL + client);
}

std::shared_ptr<const FieldCipher> BigStore::key()
{
    QByteArray bytes(SecureKey::size, 'b');
    return std::make_shared<const FieldCipher>(SecureKey::fromBytes(bytes), 1);
}

QString BigStore::path()
{
    const QDir cache(QStringLiteral(BENCHMARK_CACHE));
    const QString path =
        cache.filePath(u"store-v%1-%2-%3.db"_s.arg(Migrator().newestVersion()).arg(clients).arg(communications));
    if (QFile::exists(path))
        return path;
    const QString part = path + u".part"_s;
    for (const QString &ending : {u""_s, u"-wal"_s, u"-shm"_s})
        QFile::remove(part + ending);
    const bool made = QDir().mkpath(cache.path()) && make(part);
    QFile::remove(part + u".ballast"_s);
    return made && QFile::rename(part, path) ? path : QString();
}

QString BigStore::copyTo(const QString &folder)
{
    const QString kept = path();
    const QString copy = folder + u"/practiceline.db"_s;
    return !kept.isEmpty() && QFile::copy(kept, copy) ? copy : QString();
}
