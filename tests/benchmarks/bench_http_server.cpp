#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

// The server of the HTTP benchmarks: it answers every POST with Twilio's 201 after a fixed time and counts how often
// each request arrived. Bare sockets, so that none of the clients waits for it.
//   bench_http_server LATENCY_MS   prints its address, serves until stdin ends
//   GET /arrivals       {"requests":N,"distinct":N,"most":N,"connections":N}, and begins to count anew

namespace
{
using Clock = std::chrono::steady_clock;

struct Connection {
    std::string input;
    unsigned serial = 0; ///< a descriptor is used again by a later connection
    bool close = false;
    bool counted = false;
};

struct Due {
    Clock::time_point when;
    int descriptor;
    unsigned serial;
};

/// The value of the first @p name (lower case, with its colon) in @p head; empty when there is none.
std::string header(std::string_view head, std::string_view name)
{
    for (auto line = head.find("\r\n"); line != std::string_view::npos; line = head.find("\r\n", line + 2)) {
        const auto text = head.substr(line + 2, name.size());
        const bool found = std::equal(text.begin(), text.end(), name.begin(), name.end(), [](char a, char b) {
            return (a >= 'A' && a <= 'Z' ? char(a - 'A' + 'a') : a) == b;
        });
        if (!found)
            continue;
        auto from = line + 2 + name.size();
        from = head.find_first_not_of(' ', from);
        return std::string(head.substr(from, head.find("\r\n", from) - from));
    }
    return {};
}

class Server
{
public:
    explicit Server(std::chrono::milliseconds latency)
        : m_latency(latency)
        , m_epoll(epoll_create1(0))
        , m_listener(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0))
    {
    }
    ~Server()
    {
        close(m_listener);
        close(m_epoll);
    }
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    bool listen()
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *where = reinterpret_cast<sockaddr *>(&address);
        if (bind(m_listener, where, size) != 0 || ::listen(m_listener, SOMAXCONN) != 0 ||
            getsockname(m_listener, where, &size) != 0)
            return false;
        watch(m_listener);
        watch(STDIN_FILENO);
        std::printf("http://127.0.0.1:%d\n", ntohs(address.sin_port));
        return std::fflush(stdout) == 0;
    }

    void run()
    {
        std::array<epoll_event, 256> events{};
        while (true) {
            const int count = epoll_wait(m_epoll, events.data(), int(events.size()), wait());
            for (int i = 0; i < count; ++i) {
                const int descriptor = events[std::size_t(i)].data.fd;
                if (descriptor == STDIN_FILENO)
                    return;
                if (descriptor == m_listener)
                    accept();
                else
                    read(descriptor);
            }
            while (!m_due.empty() && m_due.front().when <= Clock::now()) {
                const Due due = m_due.front();
                m_due.pop_front();
                const auto found = m_connections.find(due.descriptor);
                if (found != m_connections.end() && found->second.serial == due.serial)
                    answer(due.descriptor, message());
            }
        }
    }

private:
    void watch(int descriptor)
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = descriptor;
        epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
    }

    /// Milliseconds until the next reply is due.
    int wait() const
    {
        if (m_due.empty())
            return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_due.front().when - Clock::now()).count();
        return int(std::max<decltype(left)>(left, 0));
    }

    void accept()
    {
        for (int descriptor = 0; (descriptor = accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
            const int on = 1;
            setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            m_connections[descriptor] = Connection{{}, ++m_serial};
            watch(descriptor);
        }
    }

    void read(int descriptor)
    {
        std::array<char, 16384> buffer{};
        const auto count = ::read(descriptor, buffer.data(), buffer.size());
        if (count <= 0) {
            end(descriptor);
            return;
        }
        Connection &connection = m_connections[descriptor];
        connection.input.append(buffer.data(), std::size_t(count));
        const auto headEnd = connection.input.find("\r\n\r\n");
        if (headEnd == std::string::npos)
            return;
        const std::string_view head = std::string_view(connection.input).substr(0, headEnd);
        const auto length = std::strtoul(header(head, "content-length:").c_str(), nullptr, 10);
        if (connection.input.size() < headEnd + 4 + length)
            return;
        connection.close = header(head, "connection:") == "close";
        const bool post = head.starts_with("POST");
        const std::string body = connection.input.substr(headEnd + 4, length);
        connection.input.clear();
        if (!post) {
            answer(descriptor, arrivals());
            return;
        }
        ++m_requests;
        m_used += std::exchange(connection.counted, true) ? 0 : 1;
        ++m_seen[body];
        if (m_latency.count() == 0)
            answer(descriptor, message());
        else
            m_due.push_back({Clock::now() + m_latency, descriptor, connection.serial});
    }

    void answer(int descriptor, const std::string &json)
    {
        const bool closes = m_connections[descriptor].close;
        const std::string reply = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nDate: " + date() +
                                  "\r\nContent-Length: " + std::to_string(json.size()) +
                                  (closes ? "\r\nConnection: close" : "") + "\r\n\r\n" + json;
        const auto written = ::write(descriptor, reply.data(), reply.size()); // less than any socket's buffer
        if (closes || written != ssize_t(reply.size()))
            end(descriptor);
    }

    void end(int descriptor)
    {
        m_connections.erase(descriptor);
        close(descriptor);
    }

    static std::string date()
    {
        const std::time_t now = std::time(nullptr);
        char text[64];
        std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&now));
        return text;
    }

    std::string message()
    {
        char sid[35];
        std::snprintf(sid, sizeof sid, "SM%032x", ++m_sid);
        return R"({"account_sid":"AC00000000000000000000000000000de0","api_version":"2010-04-01","body":"Text",)"
               R"("date_created":"Tue, 18 Aug 2026 20:01:40 +0000","date_sent":null,)"
               R"("date_updated":"Tue, 18 Aug 2026 20:01:40 +0000","direction":"outbound-api","error_code":null,)"
               R"("error_message":null,"from":"+13125550100","messaging_service_sid":null,"num_media":"0",)"
               R"("num_segments":"1","price":null,"price_unit":"USD","sid":")" +
               std::string(sid) +
               R"(","status":"queued","subresource_uris":{"media":"/2010-04-01/Accounts/AC/Messages/SM/Media.json"},)"
               R"("to":"+13125550111","uri":"/2010-04-01/Accounts/AC/Messages/SM.json"})";
    }

    std::string arrivals()
    {
        int most = 0;
        for (const auto &[body, count] : m_seen)
            most = std::max(most, count);
        const std::string json =
            "{\"requests\":" + std::to_string(m_requests) + ",\"distinct\":" + std::to_string(m_seen.size()) +
            ",\"most\":" + std::to_string(most) + ",\"connections\":" + std::to_string(m_used) + "}";
        m_requests = 0;
        m_seen.clear();
        m_used = 0;
        return json;
    }

    std::chrono::milliseconds m_latency;
    int m_epoll;
    int m_listener;
    std::unordered_map<int, Connection> m_connections;
    std::deque<Due> m_due;                       ///< one latency for all, so in order
    std::unordered_map<std::string, int> m_seen; ///< by form body
    int m_requests = 0;
    int m_used = 0; ///< connections that carried a POST
    unsigned m_serial = 0;
    unsigned m_sid = 0;
};
} // namespace

int main(int argc, char **argv)
{
    Server server(std::chrono::milliseconds(argc > 1 ? std::atoi(argv[1]) : 0));
    if (!server.listen())
        return 1;
    server.run();
    return 0;
}
