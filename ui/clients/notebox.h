#pragma once

#include "id.h"

#include <QHash>
#include <QWidget>

class QPlainTextEdit;

/// Where an internal note is written: a box of its own, so that what is meant for colleagues never stands where Send
/// would take it. Keeps what was begun for each client until the program ends. GUI thread; owned by Composer.
class NoteBox : public QWidget
{
    Q_OBJECT

public:
    explicit NoteBox(QWidget *parent = nullptr);

    void setClient(ClientId client);
    bool isBegun() const; ///< something is written
    QString text() const;
    void added(ClientId client); ///< its note is stored
    void focus();

Q_SIGNALS:
    void addRequested(); ///< Ctrl+Enter

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QPlainTextEdit *m_text;
    ClientId m_client;
    QHash<ClientId, QString> m_begun;
};
