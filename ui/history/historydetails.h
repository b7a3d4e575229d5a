#pragma once

#include "async.h"
#include "communication.h"

#include <QWidget>

#include <optional>

class Colleagues;
class QLabel;
class QPlainTextEdit;
class QPushButton;
struct UiContext;

/// What happened to the chosen communication, in a sentence, and what can be done about it. GUI thread; part of
/// HistoryPage.
class HistoryDetails : public QWidget
{
    Q_OBJECT

public:
    HistoryDetails(UiContext &context, QWidget *parent = nullptr);

    void showRow(const Communication &row);
    void clear();
    CommunicationId current() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

Q_SIGNALS:
    void openConversation(ClientId id);
    void onlyClient(ClientId id, const QString &name);

private:
    void updateButtons();
    QString sentence(Communication row, const QDateTime &now) const;
    void fitBody();
    void checkNow();
    void askSendAgain();
    void sendAgain(const Communication &row);
    void askSendNow();
    void sendNow(CommunicationId id, const QString &reason);
    void cancelSend();
    void setBusy(CommunicationId about);
    void tell(CommunicationId about, const QString &text);
    void say(CommunicationId about, const QString &text);

    UiContext &m_context;
    std::optional<Communication> m_row;
    Colleagues *m_colleagues = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_sentence = nullptr;
    QPlainTextEdit *m_body = nullptr;
    QLabel *m_result = nullptr;
    QPushButton *m_check = nullptr;
    QPushButton *m_again = nullptr;
    QPushButton *m_sendNow = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_only = nullptr;
    bool m_busy = false;
};
