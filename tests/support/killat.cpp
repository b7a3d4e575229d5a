// Preloaded into the real program by the test of kill -9 at every step (tests/system/kill_steps.py). A step is a write
// to the network or what makes a write to the data folder durable. From the moment the file KILLAT_ARM exists the steps
// are counted and named in KILLAT_LOG; before the step numbered KILLAT_STEP the process kills itself. With KILLAT_POWER
// it loses first what was written and not made durable, as when the power fails.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <dlfcn.h>
#include <fcntl.h>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace
{
template <class Function>
Function *real(const char *name)
{
    return reinterpret_cast<Function *>(::dlsym(RTLD_NEXT, name));
}

const char *setting(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
}

bool isArmed()
{
    static const char *const file = setting("KILLAT_ARM");
    return ::access(file, F_OK) == 0;
}

std::string pathOf(int file)
{
    char path[4096];
    const std::string link = "/proc/self/fd/" + std::to_string(file);
    const ssize_t size = ::readlink(link.c_str(), path, sizeof path);
    return size > 0 ? std::string(path, static_cast<size_t>(size)) : std::string();
}

bool isOfStore(int file)
{
    static const std::string folder = setting("KILLAT_FOLDER");
    return pathOf(file).rfind(folder + "/practiceline.db", 0) == 0;
}

bool isNetwork(int file)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    return ::getsockname(file, reinterpret_cast<sockaddr *>(&address), &size) == 0 &&
           (address.ss_family == AF_INET || address.ss_family == AF_INET6);
}

/// What a write that is not durable yet has replaced.
struct Undo {
    int file;
    ino_t inode;
    off_t offset;
    off_t sizeBefore;
    std::vector<char> bytes;
};

std::mutex mutex;
std::deque<Undo> undos;

void remember(int file, off_t offset, size_t size)
{
    static const bool powerFails = *setting("KILLAT_POWER") != 0;
    struct stat now {
    };
    if (!powerFails || !isArmed() || !isOfStore(file) || ::fstat(file, &now) != 0)
        return;
    Undo undo{file, now.st_ino, offset, now.st_size, std::vector<char>(size)};
    const ssize_t read = ::pread(file, undo.bytes.data(), size, offset);
    undo.bytes.resize(read > 0 ? static_cast<size_t>(read) : 0);
    const std::lock_guard lock(mutex);
    undos.push_back(std::move(undo));
}

void forget(int file)
{
    struct stat now {
    };
    if (::fstat(file, &now) != 0)
        return;
    const std::lock_guard lock(mutex);
    std::erase_if(undos, [&](const Undo &undo) { return undo.inode == now.st_ino; });
}

void loseWhatIsNotDurable()
{
    const std::lock_guard lock(mutex);
    for (; !undos.empty(); undos.pop_back()) {
        const Undo &undo = undos.back();
        const auto write = real<ssize_t(int, const void *, size_t, off_t)>("pwrite64");
        if (write(undo.file, undo.bytes.data(), undo.bytes.size(), undo.offset) < 0 ||
            ::ftruncate(undo.file, undo.sizeBefore) != 0)
            std::abort();
    }
}

void step(const std::string &what)
{
    static std::mutex stepping;
    static const int last = std::atoi(setting("KILLAT_STEP"));
    static int count = 0;
    if (!isArmed())
        return;
    const std::lock_guard lock(stepping);
    ++count;
    if (std::FILE *log = std::fopen(setting("KILLAT_LOG"), "a")) {
        std::fprintf(log, "%d %s\n", count, what.c_str());
        std::fclose(log);
    }
    if (count != last)
        return;
    loseWhatIsNotDurable();
    ::kill(::getpid(), SIGKILL);
}

void networkStep(int file, size_t size)
{
    if (isNetwork(file))
        step("network, " + std::to_string(size) + " bytes");
}

int durable(int file, const char *name)
{
    const std::string path = pathOf(file);
    const bool counts = isOfStore(file);
    if (counts)
        step("durable, " + path.substr(path.rfind('/') + 1));
    const int result = real<int(int)>(name)(file);
    if (counts && result == 0)
        forget(file);
    return result;
}
} // namespace

extern "C" {
int fsync(int file)
{
    return durable(file, "fsync");
}

int fdatasync(int file)
{
    return durable(file, "fdatasync");
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset)
{
    remember(file, offset, size);
    return real<ssize_t(int, const void *, size_t, off64_t)>("pwrite64")(file, bytes, size, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset)
{
    return pwrite64(file, bytes, size, offset);
}

ssize_t write(int file, const void *bytes, size_t size)
{
    networkStep(file, size);
    return real<ssize_t(int, const void *, size_t)>("write")(file, bytes, size);
}

ssize_t send(int file, const void *bytes, size_t size, int flags)
{
    networkStep(file, size);
    return real<ssize_t(int, const void *, size_t, int)>("send")(file, bytes, size, flags);
}

ssize_t sendmsg(int file, const msghdr *message, int flags)
{
    networkStep(file, message->msg_iovlen);
    return real<ssize_t(int, const msghdr *, int)>("sendmsg")(file, message, flags);
}
}
