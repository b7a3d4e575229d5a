#include "benchmark.h"

#include "support/practicefixture.h"
#include "support/practicetexts.h"
#include "sync/reencryption.h"

using namespace Qt::StringLiterals;

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
    if (!fillWithTexts(practice, *superuser, PracticeCipher(keys), rows))
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
