#pragma once

#include "client.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QLabel;
class QPushButton;
class ResultLine;
struct UiContext;

/// Who of the practice sees a client: everybody, or one person beside administrators and supervisors. Only the
/// practice's server can say so, so there is nothing to wait for a connection. What a colleague decides meanwhile is
/// shown, and the person chooses. Window-modal by open(); deletes itself. GUI thread.
class VisibilityDialog : public QDialog
{
    Q_OBJECT

public:
    VisibilityDialog(UiContext &context, const Client &client, QWidget *parent);
    /// Not while the practice is asked: it may be done already.
    void reject() override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void fill();
    void explain();
    void makeRoom();
    void changed(const Client &client);
    void failed(const Error &error);
    void save();
    StaffId chosen() const;
    void choose(StaffId person);
    QString theirs() const;

    UiContext &m_context;
    Client m_client;
    QComboBox *m_seenBy;
    QLabel *m_meaning;
    ResultLine *m_result;
    QPushButton *m_save;
    bool m_isKeyMissing = false; ///< the practice gives staff no key that only sends
    bool m_hasFailed = false;
    bool m_isChanged = false; ///< by a colleague, while this was open
    bool m_isAsking = false;
    std::optional<Client> m_meanwhile; ///< came while the practice was asked
};
