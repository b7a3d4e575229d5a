#pragma once

#include "smstemplate.h"

#include <QWidget>

class QBoxLayout;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class SegmentLine;
class TemplateHeader;
class TemplatePreview;
class VariableTable;
struct UiContext;

/// Edits one template: name, persona, language, text with its variables marked, what it costs, how it reads for a
/// client. Holds the edited copy; the page saves. GUI thread; part of TemplatesPage.
class TemplateEditor : public QWidget
{
    Q_OBJECT

public:
    TemplateEditor(UiContext &context, QWidget *parent = nullptr);

    /// Shows @p value as saved; @p isNew: nothing is in the store yet, everything counts as unsaved.
    void setTemplate(const SmsTemplate &value, bool isNew = false);
    SmsTemplate value() const; ///< as edited
    const SmsTemplate &saved() const { return m_saved; }
    bool isNew() const { return m_new; }
    bool isDirty() const;
    /// Why it can not be saved, in words; empty: it can.
    QString problem() const;
    void showProblem(const QString &text);
    void focusName();
    void setReadOnly(bool readOnly); ///< the practice would refuse what is edited
    /// Whether @p theirs, which a colleague saved meanwhile, says something else in a field that was edited here.
    bool contradicts(const SmsTemplate &theirs) const;
    /// @p theirs counts as saved from now on; what was edited here stays in the fields.
    void rebase(const SmsTemplate &theirs);

Q_SIGNALS:
    void saveRequested();
    void duplicateRequested();
    void deleteRequested();
    void edited();

private:
    QWidget *buildFields();
    QWidget *buildFooter();
    void refresh();
    void revert();
    void resizeEvent(QResizeEvent *event) override;

    UiContext &m_context;
    TemplateHeader *m_header = nullptr;
    SmsTemplate m_saved;
    bool m_new = false;
    bool m_filling = false;
    bool m_readOnly = false;
    QLineEdit *m_name = nullptr;
    QComboBox *m_persona = nullptr;
    QComboBox *m_language = nullptr;
    QPlainTextEdit *m_content = nullptr;
    SegmentLine *m_cost = nullptr;
    VariableTable *m_variables = nullptr;
    TemplatePreview *m_preview = nullptr;
    QBoxLayout *m_columns = nullptr;
    QWidget *m_footer = nullptr;
    QLabel *m_state = nullptr;
    QPushButton *m_revert = nullptr;
    QPushButton *m_save = nullptr;
};
