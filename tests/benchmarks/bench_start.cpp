#include "benchmark.h"
#include "bigstore.h"

#include <QDir>
#include <QFile>
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

/// Milliseconds of processor time that the threads of a process have used.
double processorTimeOf(qint64 process)
{
    double nanoseconds = 0;
    const QDir tasks(u"/proc/%1/task"_s.arg(process));
    for (const QString &task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(task + u"/schedstat"_s));
        if (file.open(QIODevice::ReadOnly))
            nanoseconds += file.readAll().split(' ').value(0).toDouble();
    }
    return nanoseconds / 1e6;
}

/// From exec until the program's window has painted.
void untilPainted(Benchmark::Durations &all, const QString &name, const QStringList &arguments = {})
{
    const QRgb empty = middle();
    QProcess program;
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QElapsedTimer timer;
    timer.start();
    program.start(name, arguments);
    bool painted = false;
    while (!painted && timer.elapsed() < patience)
        painted = middle() != empty;
    all.wall.push_back(double(timer.nsecsElapsed()) / 1e6);
    all.processor.push_back(processorTimeOf(program.processId()));
    end(program);
    while (middle() != empty && timer.elapsed() < 2 * patience)
        ; // the next start needs an empty screen
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
    Benchmark::Durations own;
    Benchmark::Durations bare;
    for (int i = 0; i < starts; ++i) {
        untilPainted(bare, QStringLiteral(BARE_WINDOW));
        untilPainted(own, QStringLiteral(PROGRAM), {u"--data-dir"_s, folder.path()});
    }
    const auto report = [](const QString &what, const std::vector<double> &ours, const std::vector<double> &theirs,
                           const QString &goal) {
        const double value = Benchmark::median(ours);
        const double reference = Benchmark::median(theirs);
        Benchmark::row(
            what, Benchmark::number(value, "ms"),
            u"%1 of a bare Qt window, %2"_s.arg(Benchmark::ratio(value, reference), Benchmark::number(reference, "ms")),
            goal);
    };
    report(u"cold start to first paint, 100,000 clients and 1,000,000 communications (warm page cache)"_s, own.wall,
           bare.wall, u"≤ 5×"_s);
    report(u"… of it processor time"_s, own.processor, bare.processor, u"–"_s);
    return 0;
}
