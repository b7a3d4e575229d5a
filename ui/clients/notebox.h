#pragma once

#include "id.h"

#include <QHash>
#include <QWidget>

class QPlainTextEdit;
struct UiContext;

/// Where an internal note is written and added: a box of its own, so that what is meant for colleagues never stands
/// where Send would take it. Keeps what was begun for each client until the program ends. GUI thread; owned by
/// Composer.
class NoteBox : public QWidget
{
    Q_OBJECT

public:
    explicit NoteBox(UiContext &context, QWidget *parent = nullptr);

    void setClient(ClientId client);
    void follow(ClientId client); ///< what is written is about that one
    bool isBegun() const;         ///< something is written
    void add();                   ///< also by Ctrl+Enter; without a text, goes there
    void focus();

Q_SIGNALS:
    void problem(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QString text() const;
    void added(ClientId client);

    UiContext &m_context;
    QPlainTextEdit *m_text;
    ClientId m_client;
    bool m_isAdding = false;
    QHash<ClientId, QString> m_begun;
};
