#pragma once

#include "smstemplate.h"

#include <QWidget>

class NoticeBar;
class QStackedWidget;
class TemplateEditor;
class TemplateListModel;
class TemplateListPanel;
struct UiContext;

/// The practice's text templates: list by persona, editor with live preview. Unsaved changes stay with their template
/// and are asked about in the page when another one is chosen; deleting can be undone. GUI thread; owned by the main
/// window.
class TemplatesPage : public QWidget
{
    Q_OBJECT

public:
    TemplatesPage(UiContext &context, QWidget *parent = nullptr);

    /// True while the editor holds what is not saved.
    bool hasUnsavedChanges() const;
    void showTemplate(TemplateId id);
    /// Before quitting: what is unsaved is stored as an inactive template of its own, so that nothing is lost and no
    /// text that clients get changes unasked.
    void keepUnsaved();

private:
    void reload();
    void colleaguesChanged(const QList<SmsTemplate> &all);
    void askAboutTheirs(const SmsTemplate &theirs);
    void keepAsNew();
    void updateRights();
    void currentChanged();
    void edit(const SmsTemplate &value);
    void leaveThen(const std::function<void()> &next);
    void addNew();
    void duplicate();
    void save(const std::function<void()> &then = {});
    void remove();
    void updateEmpty();

    UiContext &m_context;
    TemplateListModel *m_model = nullptr;
    TemplateListPanel *m_list = nullptr;
    NoticeBar *m_undo = nullptr;
    NoticeBar *m_question = nullptr;
    NoticeBar *m_rights = nullptr; ///< who may edit templates, where this person may not
    TemplateEditor *m_editor = nullptr;
    QStackedWidget *m_stack = nullptr;
    bool m_theirsAsked = false; ///< a colleague changed what is edited here, and nothing is decided yet
    TemplateId m_wanted;        ///< selected as soon as the store has announced it
};
