#include <curl/curl.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

// What libcurl's multi interface does with the work of bench_http: a fresh connection a request, form and login as
// ours.
//   bench_http_curl URL WARM COUNT IN_FLIGHT    prints requests a second of COUNT, after WARM that are not timed

namespace
{
struct Send {
    CURL *handle = nullptr;
    std::string body;
    std::string reply;
};

std::size_t take(const char *data, std::size_t size, std::size_t count, void *reply)
{
    static_cast<std::string *>(reply)->append(data, size * count);
    return size * count;
}

class Sender
{
public:
    Sender(const std::string &url, int inFlight)
        : m_multi(curl_multi_init())
        , m_headers(curl_slist_append(nullptr, "Connection: close"))
        , m_sends(std::size_t(inFlight))
    {
        for (Send &send : m_sends) {
            send.handle = curl_easy_init();
            curl_easy_setopt(send.handle, CURLOPT_URL, url.c_str());
            curl_easy_setopt(send.handle, CURLOPT_FRESH_CONNECT, 1L);
            curl_easy_setopt(send.handle, CURLOPT_FORBID_REUSE, 1L);
            curl_easy_setopt(send.handle, CURLOPT_HTTPHEADER, m_headers);
            curl_easy_setopt(send.handle, CURLOPT_USERPWD, "SK0123456789abcdef0123456789abcdef:not-so-secret");
            curl_easy_setopt(send.handle, CURLOPT_WRITEFUNCTION, &take);
            curl_easy_setopt(send.handle, CURLOPT_WRITEDATA, &send.reply);
            curl_easy_setopt(send.handle, CURLOPT_PRIVATE, &send);
        }
    }
    ~Sender()
    {
        for (const Send &send : m_sends)
            curl_easy_cleanup(send.handle);
        curl_multi_cleanup(m_multi);
        curl_slist_free_all(m_headers);
    }
    Sender(const Sender &) = delete;
    Sender &operator=(const Sender &) = delete;

    /// False when one of them got no reply.
    bool run(const char *word, int count)
    {
        m_word = word;
        m_next = 0;
        m_count = count;
        int left = count;
        for (Send &send : m_sends)
            start(send);
        while (left > 0) {
            int running = 0;
            curl_multi_perform(m_multi, &running);
            int more = 0;
            while (const CURLMsg *message = curl_multi_info_read(m_multi, &more)) {
                if (message->data.result != CURLE_OK)
                    return false;
                Send *send = nullptr;
                curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &send);
                curl_multi_remove_handle(m_multi, send->handle);
                --left;
                start(*send);
            }
            if (left > 0)
                curl_multi_poll(m_multi, nullptr, 0, 1000, nullptr);
        }
        return true;
    }

private:
    void start(Send &send)
    {
        if (m_next == m_count)
            return;
        send.body = "To=%2B13125550111&From=%2B13125550100&Body=" + m_word + "%20" + std::to_string(m_next++);
        send.reply.clear();
        curl_easy_setopt(send.handle, CURLOPT_POSTFIELDS, send.body.c_str());
        curl_multi_add_handle(m_multi, send.handle);
    }

    CURLM *m_multi;
    curl_slist *m_headers;
    std::vector<Send> m_sends;
    std::string m_word;
    int m_next = 0;
    int m_count = 0;
};
} // namespace

int main(int argc, char **argv)
{
    if (argc != 5 || curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
        return 2;
    Sender sender(argv[1], std::atoi(argv[4]));
    const int count = std::atoi(argv[3]);
    if (!sender.run("Warm", std::atoi(argv[2])))
        return 1;
    const auto start = std::chrono::steady_clock::now();
    if (!sender.run("Text", count))
        return 1;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("%.1f\n", count / took.count());
    return 0;
}
