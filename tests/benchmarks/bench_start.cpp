#include "benchmark.h"
#include "bigstore.h"

#include <QGuiApplication>
#include <QPixmap>
#include <QProcess>
#include <QScreen>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace
{
constexpr int starts = 9;
constexpr int patience = 60'000;

/// The middle of the screen, as X has it: nothing of the program that is watched takes part.
QRgb middle()
{
    QScreen *screen = QGuiApplication::primaryScreen();
    const QPoint at = screen->geometry().center();
    return screen->grabWindow(0, at.x(), at.y(), 1, 1).toImage().pixel(0, 0);
}

void end(QProcess &program)
{
    program.terminate();
    if (!program.waitForFinished(patience))
        program.kill();
    program.waitForFinished(patience);
}

/// Milliseconds from exec until the program's window has painted; NaN when it did not.
double untilPainted(const QString &name, const QStringList &arguments)
{
    const QRgb empty = middle();
    QProcess program;
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer timer;
    timer.start();
    program.start(name, arguments);
    double painted = std::nan("");
    while (std::isnan(painted) && timer.elapsed() < patience) {
        if (middle() != empty)
            painted = double(timer.nsecsElapsed()) / 1e6;
    }
    end(program);
    while (middle() != empty && timer.elapsed() < 2 * patience)
        ; // the next start needs an empty screen
    return painted;
}
} // namespace

/// Start of the real program over 100,000 clients and 1,000,000 communications, against an empty Qt window. Needs an X
/// server of its own (tests/benchmarks/run starts one).
int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "xcb");
    if (qEnvironmentVariableIsEmpty("DISPLAY")) {
        Benchmark::row(u"cold start to first paint"_s, u"not measured: no Xvfb"_s, u"–"_s, u"≤ 5×"_s);
        return 0;
    }
    const QGuiApplication application(argc, argv);
    const QTemporaryDir folder;
    if (BigStore::copyTo(folder.path()).isEmpty())
        return 1;
    std::vector<double> own;
    std::vector<double> bare;
    for (int i = 0; i < starts; ++i) {
        bare.push_back(untilPainted(QStringLiteral(BARE_WINDOW), {}));
        own.push_back(untilPainted(QStringLiteral(PROGRAM), {u"--data-dir"_s, folder.path()}));
    }
    const double reference = Benchmark::median(bare);
    const double value = Benchmark::median(own);
    Benchmark::row(
        u"cold start to first paint, 100,000 clients and 1,000,000 communications (warm page cache)"_s,
        Benchmark::number(value, "ms"),
        u"%1 of a bare Qt window, %2"_s.arg(Benchmark::ratio(value, reference), Benchmark::number(reference, "ms")),
        u"≤ 5×"_s);
    return 0;
}
