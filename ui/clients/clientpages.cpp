#include "clients/clientpages.h"

#include "storage/clientstore.h"

namespace
{
struct Request {
    ClientStore &store;
    QObject *context;
    ClientFilter filter;
    int limit;
    ClientPages::Kinds kinds;
    ClientListModel::Page found;
    ClientListModel::Done done;
};

void run(Request request, const std::optional<ClientKey> &after)
{
    ClientStore &store = request.store;
    QObject *context = request.context;
    const ClientFilter filter = request.filter;
    const int limit = request.limit;
    whenDone(store.page(filter, after, limit), context,
             [request = std::move(request)](const Result<ClientPage> &page) mutable {
                 ClientListModel::Page &found = request.found;
                 found.failed = !page;
                 if (!page)
                     return request.done(found);
                 for (const Client &client : page->clients) {
                     if (request.kinds == ClientPages::Kinds::All || !client.unknown)
                         found.clients << client;
                 }
                 if (page->next)
                     found.next = ClientListModel::Cursor{page->next->at, page->next->id, request.filter.archived};
                 if (page->next || request.filter.archived || request.filter.search.isEmpty())
                     return request.done(found);
                 request.filter.archived = true;
                 run(std::move(request), {});
             });
}
} // namespace

ClientListModel::Fetch ClientPages::from(ClientStore &store, QObject *context, std::function<bool()> archived,
                                         Kinds kinds, std::function<StaffId()> assignedTo)
{
    return [&store, context, archived = std::move(archived), kinds, assignedTo = std::move(assignedTo)](
               const QString &search, const std::optional<ClientListModel::Cursor> &after, int limit,
               ClientListModel::Done done) {
        Request request{store, context, {}, limit, kinds, {}, std::move(done)};
        request.filter.search = search;
        request.filter.assignedTo = assignedTo ? assignedTo() : StaffId();
        request.filter.archived = after ? after->archived : search.isEmpty() && archived();
        std::optional<ClientKey> key;
        if (after)
            key = ClientKey{after->at, after->id};
        run(std::move(request), key);
    };
}
