#pragma once

#include "sync/reencryption.h"

#include <QWidget>

class QPushButton;
struct UiContext;

/// Old texts under the practice's newest key, after somebody left: an administrator's command that takes long, may be
/// stopped and goes on another time. GUI thread; part of MemberPanel.
class ReencryptPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ReencryptPanel(UiContext &context, QWidget *parent = nullptr);
    /// Whether there was more than one key, and this is an administrator.
    bool isUseful() const;
    static QString resultWords(const Result<Reencryption::Progress> &result);

private:
    void ask();
    void run(Reencryption::What what);

    UiContext &m_context;
    QPushButton *m_encrypt = nullptr;
};
