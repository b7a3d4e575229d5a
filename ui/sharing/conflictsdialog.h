#pragma once

#include "sync/conflicts.h"

#include <QDialog>

#include <optional>

class QLabel;
class QListWidget;
class QPushButton;
class QScrollArea;
class QWidget;
struct UiContext;

/// Edits of the same client or template by two people, both versions side by side, for a person to choose; and numbers
/// that two people gave to different clients. Nothing is decided by closing it. Window-modal by open(); deletes itself.
/// GUI thread.
class ConflictsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ConflictsDialog(UiContext &context, QWidget *parent = nullptr);

private:
    void build();
    QWidget *buildChoices();
    void reload();
    void list(const QList<EditConflict> &conflicts);
    void showCurrent();
    QWidget *fieldsOf(const EditConflict &conflict);
    QWidget *version(const QString &text, const QString &accessibleName, QWidget *parent);
    const EditConflict *current() const;
    void decide(bool ours);
    void decided(const EditConflict &conflict, bool ours, const Result<QList<EditConflict>> &now);
    void say(const QString &text);

    UiContext &m_context;
    QList<EditConflict> m_conflicts;
    std::optional<EditConflict> m_shown;
    QListWidget *m_list = nullptr;
    QLabel *m_sentence = nullptr;
    QScrollArea *m_fields = nullptr;
    QLabel *m_state = nullptr;
    QPushButton *m_mine = nullptr;
    QPushButton *m_theirs = nullptr;
    QPushButton *m_done = nullptr;
    QPushButton *m_close = nullptr;
    bool m_hasDecided = false; ///< with the last one the dialog closes
    bool m_busy = false;
};
