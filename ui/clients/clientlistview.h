#pragma once

#include <QListView>

class ClientListModel;
struct UiContext;

/// The rows of a ClientListModel as people see and hear them. GUI thread; owned by its parent.
class ClientListView : public QListView
{
    Q_OBJECT

public:
    ClientListView(UiContext &context, ClientListModel &model, QWidget *parent);
};
