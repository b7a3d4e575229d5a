#pragma once

#include "communication.h"

#include <QPointer>
#include <QWidget>

class BodySearch;
class QLabel;
class QPushButton;
struct CommunicationFilter;
struct UiContext;

/// The line below the filters while a search runs: how far it is, what it found, and a button to stop it. Hits come as
/// they are found. GUI thread; part of HistoryPage.
class HistorySearch : public QWidget
{
    Q_OBJECT

public:
    HistorySearch(UiContext &context, QWidget *parent = nullptr);

    /// An earlier search is dropped.
    void start(const CommunicationFilter &filter, const QString &text);
    void stop(); ///< as if there had been none; hides the line

Q_SIGNALS:
    void found(const QList<Communication> &rows);
    void finished();

private:
    void end(bool complete, const Error &error);

    UiContext &m_context;
    QLabel *m_state = nullptr;
    QPushButton *m_stop = nullptr;
    QPointer<BodySearch> m_search;
    qint64 m_found = 0;
};
