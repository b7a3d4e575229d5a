#pragma once

#include "storage/communicationstore.h"

#include <QObject>

#include <optional>

class QWidget;
struct UiContext;

/// History as a CSV file: asks for the file, verifies the record, writes with progress. The last line names the head of
/// the audit chain, so that a cut-off log shows. GUI thread; owned by HistoryPage.
class HistoryExport : public QObject
{
    Q_OBJECT

public:
    /// @p window is where the dialogs open.
    HistoryExport(UiContext &context, QWidget *window);

    /// What @p filter lets through, or exactly @p found when a search narrows it further.
    void ask(const CommunicationFilter &filter, const std::optional<QList<Communication>> &found = {});

private:
    void write(const QString &file);

    UiContext &m_context;
    QWidget *m_window;
    CommunicationFilter m_filter;
    std::optional<QList<Communication>> m_found;
};
