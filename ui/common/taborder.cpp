#include "common/taborder.h"

#include <QGridLayout>
#include <QMainWindow>
#include <QScrollArea>
#include <QSplitter>

#include <algorithm>
#include <utility>

namespace
{
void collect(QWidget *widget, QList<QWidget *> &found);

void collect(QLayout *layout, QList<QWidget *> &found)
{
    QList<QLayoutItem *> items;
    for (int i = 0; i < layout->count(); ++i)
        items << layout->itemAt(i);
    if (auto *grid = qobject_cast<QGridLayout *>(layout)) {
        const auto place = [grid](QLayoutItem *item) {
            int row = 0;
            int column = 0;
            int rows = 0;
            int columns = 0;
            grid->getItemPosition(grid->indexOf(item), &row, &column, &rows, &columns);
            return std::pair(row, column);
        };
        std::stable_sort(items.begin(), items.end(),
                         [&](QLayoutItem *a, QLayoutItem *b) { return place(a) < place(b); });
    }
    for (QLayoutItem *item : std::as_const(items)) {
        if (item->widget() != nullptr)
            collect(item->widget(), found);
        else if (item->layout() != nullptr)
            collect(item->layout(), found);
    }
}

void collect(QWidget *widget, QList<QWidget *> &found)
{
    auto *area = qobject_cast<QScrollArea *>(widget);
    if (widget->focusPolicy() != Qt::NoFocus && widget->focusProxy() == nullptr) {
        found << widget;
        if (area == nullptr)
            return; // what it is made of is its own
    }
    if (area != nullptr && area->widget() != nullptr)
        collect(area->widget(), found);
    else if (const auto *splitter = qobject_cast<QSplitter *>(widget))
        for (int i = 0; i < splitter->count(); ++i)
            collect(splitter->widget(i), found);
    else if (widget->layout() != nullptr)
        collect(widget->layout(), found);
}
} // namespace

void tabAsRead(QWidget *root)
{
    if (const auto *window = qobject_cast<QMainWindow *>(root))
        root = window->centralWidget(); // its status line comes after, as it is
    QList<QWidget *> found;
    if (root != nullptr)
        collect(root, found);
    for (qsizetype i = 1; i < found.size(); ++i)
        QWidget::setTabOrder(found.at(i - 1), found.at(i));
}
