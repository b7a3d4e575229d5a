#pragma once

#include "smstemplate.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QListView;
class QPushButton;
class TemplateFilterModel;
class TemplateListModel;
struct UiContext;

/// The templates at the left: search line, persona, list, and the button for a new one. GUI thread; part of
/// TemplatesPage, which owns the model.
class TemplateListPanel : public QWidget
{
    Q_OBJECT

public:
    TemplateListPanel(UiContext &context, TemplateListModel &model, QWidget *parent = nullptr);

    std::optional<SmsTemplate> current() const;
    std::optional<Persona> persona() const; ///< that the list is narrowed to
    /// Without currentChanged(); a null id, or one that the filter hides, selects nothing.
    void select(TemplateId id);
    void selectFirst();
    void setMayAdd(bool may);

protected:
    void paintEvent(QPaintEvent *event) override;

Q_SIGNALS:
    void currentChanged(); ///< by the person
    void addRequested();

private:
    QWidget *buildSearch();
    QWidget *buildPersona();
    void buildList(UiContext &context);

    TemplateListModel &m_model;
    TemplateFilterModel *m_filter;
    QComboBox *m_persona = nullptr;
    QPushButton *m_add = nullptr;
    QListView *m_list = nullptr;
    bool m_selecting = false;
};
