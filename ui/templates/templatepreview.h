#pragma once

#include "client.h"

#include <QWidget>

class ClientChoice;
class QLabel;
struct RenderedText;
struct UiContext;

/// How a template reads for one client: any client and the bubble. GUI thread; part of TemplateEditor.
class TemplatePreview : public QWidget
{
    Q_OBJECT

public:
    TemplatePreview(UiContext &context, QWidget *parent = nullptr);

    Client client() const; ///< an example when the practice has no clients yet
    void setText(const RenderedText &text);

Q_SIGNALS:
    void clientChanged();

protected:
    void showEvent(QShowEvent *event) override;

private:
    ClientChoice *m_choice = nullptr;
    QLabel *m_bubble = nullptr;
    QLabel *m_missing = nullptr;
};
