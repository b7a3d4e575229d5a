#include "benchmark.h"

#include "storefixture.h"
#include "support/practicefixture.h"
#include "sync/practicekeys.h"
#include "sync/reencryption.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace
{
const QString peer = u"+13125550142"_s;

/// Texts as a practice has them, all under @p cipher.
bool fill(PracticeFixture &practice, SharedDatabase &superuser, const PracticeCipher &cipher, int rows)
{
    (void)PracticeFixture::value(superuser, u"SELECT set_config('session_replication_role', 'replica', false)"_s);
    const QString client = QUuid::createUuid().toString(QUuid::WithoutBraces);
    (void)practice.asSuperuser(u"INSERT INTO practiceline.clients (id, name) VALUES ('%1', 'Maria')"_s.arg(client));
    constexpr int part = 1000;
    for (int from = 0; from < rows; from += part) {
        QJsonArray texts;
        for (int n = from; n < std::min(from + part, rows); ++n) {
            const QString id = CommunicationId::create().toString();
            const QByteArray sealed = cipher.encrypt(
                u"Your appointment is on day %1 at ten; reply YES to confirm or call us, please."_s.arg(n),
                {u"communication_logs"_s, u"content_enc"_s, id, peer});
            texts.append(QJsonObject{{u"id"_s, id},
                                     {u"client_id"_s, client},
                                     {u"peer"_s, peer},
                                     {u"communication_type"_s, u"sms"_s},
                                     {u"direction"_s, u"outbound"_s},
                                     {u"to_number"_s, peer},
                                     {u"message_sid"_s, u"SM%1"_s.arg(n, 32, 16, QChar(u'0'))},
                                     {u"status"_s, u"delivered"_s},
                                     {u"content_enc"_s, PracticeKeys::hex(sealed)},
                                     {u"key_epoch"_s, cipher.epoch()}});
        }
        const QString failed = PracticeFixture::value(
            superuser,
            u"INSERT INTO public.communication_logs (id, client_id, peer, communication_type, direction, to_number, "
            "message_sid, status, content_enc, key_epoch, sort_at, change_xid) SELECT id, client_id, peer, "
            "communication_type, direction, "
            "to_number, message_sid, status, content_enc, key_epoch, now(), 1 FROM "
            "jsonb_populate_recordset(NULL::public.communication_logs, ?::jsonb)"_s,
            {QString::fromUtf8(QJsonDocument(texts).toJson(QJsonDocument::Compact))});
        if (!failed.isEmpty()) {
            std::fprintf(stderr, "%s\n", qPrintable(failed));
            return false;
        }
    }
    return practice.asSuperuser(u"SELECT count(*) FROM communication_logs"_s) == QString::number(rows);
}
} // namespace

/// bench_reencryption [rows]: an administrator's command to encrypt everything under the newest key, beside one UPDATE
/// of every row in the same run.
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const int rows = argc > 1 ? QString::fromLocal8Bit(argv[1]).toInt() : 100'000;
    const TestCertificates certificates;
    PostgresCluster cluster(certificates);
    if (!cluster.start()) {
        std::fprintf(stderr, "%s\n", qPrintable(cluster.whyNot()));
        return 1;
    }
    PracticeFixture practice(cluster, certificates);
    if (!practice.migrate())
        return 1;
    const auto ann = practice.addAdmin(u"Ann"_s);
    const auto superuser = practice.connect(PostgresCluster::superuser(), cluster.password());
    if (!ann || !superuser)
        return 1;
    QMap<int, SecureKey> keys{{1, SecureKey::random()}};
    if (!fill(practice, *superuser, PracticeCipher(keys), rows))
        return 1;
    (void)practice.asSuperuser(u"VACUUM ANALYZE communication_logs"_s);
    const double plain = Benchmark::time(
        [&] { (void)practice.asSuperuser(u"UPDATE communication_logs SET content_enc = content_enc"_s); });
    (void)practice.asSuperuser(u"VACUUM ANALYZE communication_logs"_s);

    keys.insert(2, SecureKey::random());
    Reencryption again(*ann->connection, std::make_shared<const PracticeCipher>(keys), Reencryption::What::Sealed);
    QFuture<Result<Reencryption::Progress>> run;
    const double ours = Benchmark::time([&] {
        run = again.run();
        Benchmark::waitFor([&] { return run.isFinished(); });
    });
    if (!run.result() || run.result()->done != rows)
        return 1;
    Benchmark::row(
        u"%1 texts encrypted again"_s.arg(rows), Benchmark::number(ours / 1000, "s"),
        u"one UPDATE of every row %1: %2"_s.arg(Benchmark::number(plain / 1000, "s"), Benchmark::ratio(ours, plain)),
        u"≤ 3×"_s);
    return 0;
}
