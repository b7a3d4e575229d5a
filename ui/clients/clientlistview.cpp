#include "clients/clientlistview.h"

#include "clientlistmodel.h"
#include "clients/clientdelegate.h"
#include "common/accessibleproxy.h"
#include "sharing/colleagues.h"
#include "storage/settingstore.h"
#include "uicontext.h"

ClientListView::ClientListView(UiContext &context, ClientListModel &model, QWidget *parent)
    : QListView(parent)
{
    auto *colleagues = new Colleagues(context, this);
    auto *delegate = new ClientDelegate(
        context.clock, [&context] { return context.settings.current().region; },
        [colleagues](const Client &client) { return colleagues->lastSender(client); }, this);
    connect(colleagues, &Colleagues::changed, viewport(), qOverload<>(&QWidget::update));
    auto *proxy = new AccessibleProxy(
        [delegate](const QModelIndex &index) {
            return delegate->describe(index.data(ClientListModel::ClientRole).value<Client>());
        },
        this);
    proxy->setSourceModel(&model);
    setModel(proxy);
    setItemDelegate(delegate);
    setUniformItemSizes(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(NoEditTriggers);
}
