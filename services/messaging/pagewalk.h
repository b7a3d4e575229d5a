#pragma once

#include "async.h"
#include "twilio/messagesapi.h"

#include <QSet>

#include <functional>
#include <memory>

/// Follows the pages of one of Twilio's lists, one request after another, to the end of the list. @p take sees each
/// page and answers whether the next one is wanted. The future's value is the number of pages read. A list that leads
/// back to a page of its own has no end: BadResponse, so that nobody takes it for read.
template <class Api, class Item>
class PageWalk : public std::enable_shared_from_this<PageWalk<Api, Item>>
{
public:
    using Page = QFuture<Result<TwilioPage<Item>>>;
    using Take = std::function<QFuture<Result<bool>>(const QList<Item> &)>;

    static QFuture<Result<int>> run(Api &api, const Page &first, QObject *context, const Take &take)
    {
        const auto walk = std::make_shared<PageWalk>(api, context, take);
        walk->follow(first);
        return walk->m_promise.future();
    }

    PageWalk(Api &api, QObject *context, Take take)
        : m_api(api)
        , m_context(context)
        , m_take(std::move(take))
    {
    }

private:
    void follow(const Page &page)
    {
        ++m_pages;
        whenDone(page, m_context, [walk = this->shared_from_this()](const Result<TwilioPage<Item>> &read) {
            if (!read)
                return walk->m_promise.finish(read.error());
            whenDone(walk->m_take(read->items), walk->m_context,
                     [walk, next = read->nextPageUri](const Result<bool> &more) { walk->goOn(more, next); });
        });
    }

    void goOn(const Result<bool> &more, const QString &next)
    {
        if (!more)
            return m_promise.finish(more.error());
        if (!*more || next.isEmpty())
            return m_promise.finish(m_pages);
        if (m_known.contains(next))
            return m_promise.finish(Error{ErrorKind::BadResponse, 0, QStringLiteral("a list without an end"), {}});
        m_known.insert(next);
        follow(m_api.nextPage(next));
    }

    Api &m_api;
    QObject *m_context;
    Take m_take;
    Promise<int> m_promise;
    QSet<QString> m_known;
    int m_pages = 0;
};
