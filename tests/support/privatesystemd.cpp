#include "support/privatesystemd.h"

#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace
{
constexpr int patience = 60'000;
const QString systemd = u"/usr/lib/systemd/systemd"_s;
const QStringList namespaces{u"--fork"_s,       u"--kill-child"_s, u"--pid"_s, u"--mount"_s,
                             u"--mount-proc"_s, u"--uts"_s,        u"--ipc"_s};

// Of the units of this computer only those that others stand on: nothing else is to start beside what is tested.
const QString becomeSystemd = uR"(
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
for folder in etc usr var/lib; do
    mkdir -p /run/copy/$folder/upper /run/copy/$folder/work
    mount -t overlay overlay -o lowerdir=/$folder,upperdir=/run/copy/$folder/upper,workdir=/run/copy/$folder/work /$folder
done
mkdir /run/units
for unit in basic.target sysinit.target sockets.target multi-user.target shutdown.target network-online.target \
        time-sync.target dbus.service dbus.socket; do
    cp /usr/lib/systemd/system/$unit /run/units/
done
rm -rf /etc/systemd/system/*
mount --bind /run/units /usr/lib/systemd/system
ln -s /usr/lib/systemd/system/multi-user.target /etc/systemd/system/default.target
mkdir /etc/systemd/system/sockets.target.wants
ln -s /usr/lib/systemd/system/dbus.socket /etc/systemd/system/sockets.target.wants/
mount -t tmpfs tmpfs /usr/lib/systemd/system-generators
cp "$1" /usr/bin/
# It makes that folder read-only for everybody when it is one of its own, as with control groups of version 1.
if [ -d /sys/fs/cgroup/systemd ]; then
    mkdir /run/cgroup
    mount --rbind /sys/fs/cgroup /run/cgroup
    mount -t tmpfs tmpfs /sys/fs/cgroup
    for hierarchy in systemd unified; do
        mkdir /sys/fs/cgroup/$hierarchy
        mount --bind /run/cgroup/$hierarchy /sys/fs/cgroup/$hierarchy
    done
    umount --lazy /run/cgroup
fi
# What it would set for the whole computer.
mount --bind /proc/sys /proc/sys
mount -o remount,ro,bind /proc/sys
mount --make-rshared / # as it is where systemd starts a computer; credentials come that way
exec env --ignore-environment PATH=/usr/sbin:/usr/bin LC_ALL=C.UTF-8 container=test /usr/lib/systemd/systemd --system \
    --log-target=console
)"_s;

QString contentOf(const QString &file)
{
    QFile read(file);
    return read.open(QIODevice::ReadOnly) ? QString::fromUtf8(read.readAll()).trimmed() : QString();
}
} // namespace

QString PrivateSystemd::whyNot()
{
    if (::geteuid() != 0)
        return u"only root can start a systemd of its own"_s;
    if (QFileInfo::exists(u"/run/systemd/system"_s))
        return u"systemd runs on this computer, and a second one would share its control groups"_s;
    for (const QString &needed : {u"systemd-creds"_s, u"unshare"_s, u"nsenter"_s, u"dbus-daemon"_s}) {
        if (QStandardPaths::findExecutable(needed).isEmpty())
            return needed + u" is not installed"_s;
    }
    if (!QFileInfo(systemd).isExecutable())
        return u"systemd is not installed"_s;
    if (QProcess::execute(u"unshare"_s, namespaces + QStringList{u"true"_s}) != 0)
        return u"namespaces can not be made here"_s;
    if (!contentOf(u"/proc/filesystems"_s).contains(u"overlay"_s))
        return u"the kernel has no overlay file system"_s;
    if (!QFileInfo(u"/sys/fs/cgroup/systemd/cgroup.procs"_s).isWritable() &&
        !QFileInfo(u"/sys/fs/cgroup/cgroup.procs"_s).isWritable())
        return u"control groups can not be written"_s;
    return {};
}

PrivateSystemd::~PrivateSystemd()
{
    m_unshare.kill(); // and with it, by --kill-child, all that runs in it
    m_unshare.waitForFinished(patience);
}

bool PrivateSystemd::start(const QString &program)
{
    QFile script(m_folder.filePath(u"become-systemd"_s));
    if (!script.open(QIODevice::WriteOnly) || script.write(becomeSystemd.toUtf8()) < 0)
        return false;
    script.close();
    m_unshare.setStandardOutputFile(logFile());
    m_unshare.setStandardErrorFile(logFile(), QIODevice::Append);
    m_unshare.start(u"unshare"_s, namespaces + QStringList{u"/bin/sh"_s, script.fileName(), program});
    const auto isUp = [this] {
        const auto parent = m_unshare.processId();
        if (m_first == 0)
            m_first = contentOf(u"/proc/%1/task/%1/children"_s.arg(parent)).toLongLong();
        return m_first > 0 && contentOf(u"/proc/%1/comm"_s.arg(m_first)) == "systemd"_L1 &&
               run(u"systemctl is-system-running"_s).output.trimmed() == "running"_L1;
    };
    return QTest::qWaitFor([&] { return m_unshare.state() == QProcess::NotRunning || isUp(); }, patience) &&
           m_unshare.state() == QProcess::Running;
}

std::unique_ptr<QProcess> PrivateSystemd::begin(const QString &script, const QString &folder) const
{
    auto process = std::make_unique<QProcess>();
    process->start(u"nsenter"_s, {u"--target"_s, QString::number(m_first), u"--mount"_s, u"--pid"_s, u"--uts"_s,
                                  u"--ipc"_s, u"--wd="_s + folder, u"/bin/sh"_s, u"-c"_s, script});
    return process;
}

PrivateSystemd::Said PrivateSystemd::run(const QString &script, const QByteArray &input, const QString &folder) const
{
    const auto process = begin(script, folder);
    process->write(input);
    process->closeWriteChannel();
    if (!process->waitForFinished(patience))
        return {};
    return {process->exitCode(), QString::fromUtf8(process->readAllStandardOutput()),
            QString::fromUtf8(process->readAllStandardError())};
}

QString PrivateSystemd::log() const
{
    return contentOf(logFile());
}
