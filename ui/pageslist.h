#pragma once

#include <QListWidget>

/// The navigation: icon, name and, where news wait, a count. Accessible name "Pages". GUI thread; owned by MainWindow.
class PagesList : public QListWidget
{
    Q_OBJECT

public:
    explicit PagesList(QWidget *parent = nullptr);

    void addPage(const QString &name, const QString &icon);
    void setBadge(int row, int count);
    static constexpr int iconRole = Qt::UserRole + 1;
    static constexpr int nameRole = Qt::UserRole + 2;
    static constexpr int badgeRole = Qt::UserRole + 3;
};
