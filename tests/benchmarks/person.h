#pragma once

#include "benchmark.h"
#include "windowfixture.h"

#include <QAbstractItemView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>

#include <optional>

/// Counts what reaches the screen: a thing is done for a person when it was painted.
class PaintWatch : public QObject
{
public:
    explicit PaintWatch(QWidget *widget)
        : m_widget(widget)
    {
        widget->installEventFilter(this);
    }
    int paints() const { return m_paints; }
    /// Until what is there now was painted, which may have happened just before.
    void wait() const
    {
        const int before = m_paints;
        m_widget->update();
        Benchmark::waitFor([&] { return m_paints > before; });
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        m_paints += event->type() == QEvent::Paint ? 1 : 0;
        return QObject::eventFilter(watched, event);
    }

private:
    QWidget *m_widget;
    int m_paints = 0;
};

/// Somebody at the window of a WindowFixture; every function returns when its outcome was painted.
class Person
{
public:
    explicit Person(WindowFixture &world)
        : m_world(world)
    {
    }

    /// Opens the window and waits for the list of clients.
    void open()
    {
        m_world.openWindow();
        Benchmark::waitFor([this] { return clients()->model()->rowCount() > 0; });
        QCoreApplication::processEvents();
        m_painted.emplace(conversation()->viewport());
    }
    QAbstractItemView *clients() const { return m_world.find<QAbstractItemView>(QStringLiteral("Clients")); }
    QAbstractItemView *conversation() const { return m_world.find<QAbstractItemView>(QStringLiteral("Conversation")); }

    /// A row of the list of clients.
    void choose(int row)
    {
        auto *list = clients();
        auto *rows = conversation()->model();
        list->setCurrentIndex(list->model()->index(row, 0));
        Benchmark::waitFor([&] { return rows->rowCount() > 0; });
        m_painted->wait();
    }
    int rowOf(const QString &name) const
    {
        const auto *rows = clients()->model();
        for (int row = 0; row < rows->rowCount(); ++row) {
            if (rows->index(row, 0).data(Qt::AccessibleTextRole).toString().startsWith(name))
                return row;
        }
        return -1;
    }

    /// One frame of a wheel that turns; nothing to do at the end of the list.
    static void scroll(QAbstractItemView *view, int pixels, const PaintWatch &painted)
    {
        QScrollBar *bar = view->verticalScrollBar();
        const int before = painted.paints();
        const int at = bar->value();
        bar->setValue(at + pixels);
        do
            QCoreApplication::processEvents();
        while (bar->value() != at && painted.paints() == before);
    }

    /// Writes into the open conversation and clicks Send; returns when the bubble was painted and the row is durable,
    /// because a row is announced after its commit.
    void send(const QString &text)
    {
        write(text);
        clickSend();
    }
    void write(const QString &text) const
    {
        message()->setPlainText(text);
        QCoreApplication::processEvents();
    }
    void clickSend()
    {
        auto *rows = conversation()->model();
        const QVariant last = newest(rows);
        m_world.find<QPushButton>(QStringLiteral("Send"))->click();
        Benchmark::waitFor([&] { return newest(rows) != last; });
        m_painted->wait();
    }
    QPlainTextEdit *message() const { return m_world.find<QPlainTextEdit>(QStringLiteral("Message")); }

private:
    static QVariant newest(const QAbstractItemModel *rows)
    {
        return rows->index(rows->rowCount() - 1, 0).data(Qt::AccessibleTextRole);
    }

    WindowFixture &m_world;
    std::optional<PaintWatch> m_painted;
};
