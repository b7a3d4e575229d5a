#pragma once

#include "client.h"

#include <QDialog>
#include <QHash>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
struct UiContext;

/// Adds or edits a client. A number that belongs to somebody already says to whom. Window-modal by open(); deletes
/// itself. GUI thread.
class ClientDialog : public QDialog
{
    Q_OBJECT

public:
    /// @p client with a null id is a new one; its number may be filled in.
    ClientDialog(UiContext &context, const Client &client, QWidget *parent);

Q_SIGNALS:
    void saved(const Client &client);
    void openRequested(ClientId id); ///< the one that has the number

private:
    void build();
    QWidget *buildForm();
    void addRow(QGridLayout *grid, const QString &label, QWidget *field);
    /// What each field shows of @p client.
    QHash<QWidget *, QString> textsOf(const Client &client) const;
    void fill(const Client &client);
    bool isEdited(QWidget *field) const;
    static QString textIn(const QWidget *field);
    void formatNumber();
    bool collect();
    QStringList collectTags() const;
    bool collectNumbers(QList<ClientNumber> &numbers);
    void save();
    void store();
    void askAboutTheirs();
    void showTheirs(const Client &theirs);
    void complain(const QString &text, QWidget *field);

    UiContext &m_context;
    Client m_client; ///< as it will be saved
    Client m_shown;  ///< as it was read: only what was edited here is written over it
    QHash<QWidget *, QString> m_filled;
    QLineEdit *m_name = nullptr;
    QLineEdit *m_number = nullptr;
    QLineEdit *m_label = nullptr;
    QLineEdit *m_other = nullptr;
    QLabel *m_states = nullptr; ///< whether each number may be texted, where it is not the same for all
    QComboBox *m_persona = nullptr;
    QComboBox *m_language = nullptr;
    QComboBox *m_state = nullptr;
    QComboBox *m_zone = nullptr;
    QLineEdit *m_tags = nullptr;
    QPlainTextEdit *m_notes = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_owner = nullptr;
    QPushButton *m_save = nullptr;
    ClientId m_ownerId;
    bool m_formatting = false;
};
