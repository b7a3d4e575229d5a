#pragma once

#include "async.h"
#include "twilio/messagesapi.h"

#include <functional>

/// Follows the pages of one of Twilio's lists, one request after another. @p take sees each page and answers whether
/// the next one is wanted; at most @p mostPages are read. The future's value is the number of pages read.
template <class Api, class Item>
class PageWalk
{
public:
    using Take = std::function<QFuture<Result<bool>>(const QList<Item> &)>;

    static QFuture<Result<int>> run(Api &api, const QFuture<Result<TwilioPage<Item>>> &first, QObject *context,
                                    const Take &take, int mostPages = 200)
    {
        Promise<int> promise;
        step(api, first, context, take, mostPages, 1, promise);
        return promise.future();
    }

private:
    static void step(Api &api, const QFuture<Result<TwilioPage<Item>>> &page, QObject *context, const Take &take,
                     int mostPages, int number, const Promise<int> &promise)
    {
        whenDone(page, context,
                 [&api, context, take, mostPages, number, promise](const Result<TwilioPage<Item>> &read) {
                     if (!read)
                         return promise.finish(read.error());
                     const QString uri = read->nextPageUri;
                     whenDone(take(read->items), context,
                              [&api, context, take, mostPages, number, promise, uri](const Result<bool> &more) {
                                  if (!more)
                                      return promise.finish(more.error());
                                  if (!*more || uri.isEmpty() || number >= mostPages)
                                      return promise.finish(number);
                                  step(api, api.nextPage(uri), context, take, mostPages, number + 1, promise);
                              });
                 });
    }
};
