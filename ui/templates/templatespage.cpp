#include "templates/templatespage.h"

#include "common/errortext.h"
#include "common/icons.h"
#include "common/noticebar.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/statewords.h"
#include "storage/settingstore.h"
#include "storage/templatestore.h"
#include "templatelistmodel.h"
#include "templates/templateeditor.h"
#include "templates/templatelistpanel.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

TemplatesPage::TemplatesPage(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new TemplateListModel(this))
    , m_list(new TemplateListPanel(context, *m_model, this))
    , m_undo(new NoticeBar(NoticeBar::Tone::Quiet, this))
    , m_question(new NoticeBar(NoticeBar::Tone::Decision, this))
    , m_rights(new NoticeBar(NoticeBar::Tone::Quiet, this))
    , m_editor(new TemplateEditor(context, this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(u"templatesPage"_s);
    auto *empty = PlainText::label(tr("Choose a template on the left, or make a new one."), this);
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    Theme::makeMuted(empty);
    m_stack->addWidget(empty);
    m_stack->addWidget(m_editor);

    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    auto *notices = new QVBoxLayout;
    Theme::makeHeader(m_rights);
    m_rights->layout()->setContentsMargins(Theme::grid * 5 / 2, Theme::grid, Theme::grid * 5 / 2, Theme::grid);
    notices->addWidget(m_rights);
    notices->addWidget(m_question);
    notices->addWidget(m_undo);
    right->addLayout(notices);
    right->addWidget(m_stack, 1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_list, 2);
    layout->addLayout(right, 5);

    connect(m_list, &TemplateListPanel::currentChanged, this, &TemplatesPage::currentChanged);
    connect(m_list, &TemplateListPanel::addRequested, this, [this] { leaveThen([this] { addNew(); }); });
    connect(m_editor, &TemplateEditor::saveRequested, this, [this] { save(); });
    connect(m_editor, &TemplateEditor::duplicateRequested, this, [this] { leaveThen([this] { duplicate(); }); });
    connect(m_editor, &TemplateEditor::deleteRequested, this, &TemplatesPage::remove);
    connect(m_editor, &TemplateEditor::edited, this, [this] {
        if (!m_editor->isDirty())
            m_question->hide();
    });
    connect(&context.templates, &TemplateStore::changed, this, [this](const QList<SmsTemplate> &templates) {
        m_model->upsert(templates);
        for (const SmsTemplate &value : templates) {
            // News of the one being edited must not overwrite what is typed.
            if (value.id == m_editor->saved().id && !m_editor->isDirty())
                m_editor->setTemplate(value);
        }
        if (!m_wanted.isNull() && m_model->rowOf(m_wanted) >= 0) {
            const TemplateId id = std::exchange(m_wanted, {});
            if (m_editor->isDirty())
                m_list->select(id);
            else
                showTemplate(id);
        }
        updateEmpty();
    });
    connect(&context.templates, &TemplateStore::removed, this, [this](const QList<TemplateId> &ids) {
        m_model->remove(ids);
        updateEmpty();
    });
    connect(&context.templates, &TemplateStore::reset, this, &TemplatesPage::reload);
    connect(&context.sharing, &Sharing::stateChanged, this, &TemplatesPage::updateRights);
    connect(&context.sharing, &Sharing::statusChanged, this, &TemplatesPage::updateRights);
    updateRights();
    reload();
}

void TemplatesPage::updateRights()
{
    const SharingFacts facts = m_context.shared();
    const bool may = facts.isAdministrator();
    m_list->setMayAdd(may);
    m_editor->setReadOnly(!may);
    if (may)
        m_rights->hide();
    else if (const QString words = StateWords::onlyAdministrators(facts);
             m_rights->isHidden() || m_rights->text() != words)
        m_rights->show(words);
}

void TemplatesPage::reload()
{
    whenDone(m_context.templates.all(), this, [this](const Result<QList<SmsTemplate>> &all) {
        if (!all) {
            m_question->show(ErrorText::sentence(all.error()));
            connect(m_question->addButton(tr("Try &again")), &QPushButton::clicked, this, [this] {
                m_question->hide();
                reload();
            });
            return;
        }
        colleaguesChanged(*all);
    });
}

/// Any of them may be another now; what is typed stays.
void TemplatesPage::colleaguesChanged(const QList<SmsTemplate> &all)
{
    const TemplateId id = m_editor->saved().id;
    m_model->setTemplates(all);
    if (m_editor->isNew())
        return m_list->select({});
    if (id.isNull())
        return m_list->selectFirst();
    const SmsTemplate *found = m_model->at(m_model->rowOf(id));
    if (!found)
        return m_editor->isDirty() ? keepAsNew() : updateEmpty();
    const SmsTemplate theirs = *found;
    m_list->select(id);
    if (!m_editor->isDirty())
        m_editor->setTemplate(theirs);
    else if (m_editor->contradicts(theirs))
        askAboutTheirs(theirs);
    else
        m_editor->rebase(theirs);
}

void TemplatesPage::askAboutTheirs(const SmsTemplate &theirs)
{
    m_theirsAsked = true;
    m_question->show(tr("A colleague changed %1 while you were editing it. What you typed is not saved yet.")
                         .arg(PlainText::isolated(theirs.name)));
    auto *mine = m_question->addButton(tr("&Keep mine"));
    auto *take = m_question->addButton(tr("Take th&eirs"));
    connect(mine, &QPushButton::clicked, this, [this, theirs] {
        m_theirsAsked = false;
        m_question->hide();
        m_editor->rebase(theirs); // saving goes over theirs, as a person decided
    });
    connect(take, &QPushButton::clicked, this, [this, theirs] {
        m_theirsAsked = false;
        m_question->hide();
        m_editor->setTemplate(theirs);
    });
}

void TemplatesPage::keepAsNew()
{
    SmsTemplate kept = m_editor->value();
    const QString name = m_editor->saved().name;
    kept.id = TemplateId::create();
    kept.useCount = 0;
    kept.createdAt = {};
    kept.updatedAt = {};
    m_editor->setTemplate(kept, true);
    m_list->select({});
    m_question->show(tr("A colleague deleted %1. What you typed stands here as a new template that is not saved yet.")
                         .arg(PlainText::isolated(name)));
    connect(m_question->addButton(tr("&Close")), &QPushButton::clicked, m_question, &QWidget::hide);
}

void TemplatesPage::currentChanged()
{
    const auto value = m_list->current();
    if (!value || (value->id == m_editor->saved().id && !m_editor->isNew()))
        return;
    if (!m_editor->isDirty()) {
        edit(*value);
        return;
    }
    // The selection goes back to what is being edited, until the person has decided. Queued: a view that is in the
    // middle of moving its current row must not be moved again.
    QMetaObject::invokeMethod(
        this,
        [this, id = value->id] {
            m_list->select(m_editor->isNew() ? TemplateId() : m_editor->saved().id);
            leaveThen([this, id] { showTemplate(id); });
        },
        Qt::QueuedConnection);
}

void TemplatesPage::leaveThen(const std::function<void()> &next)
{
    if (!m_editor->isDirty()) {
        m_question->hide();
        next();
        return;
    }
    if (m_theirsAsked)
        return; // that comes first
    const QString name = m_editor->value().name;
    m_question->show(name.isEmpty() ? tr("The new template has unsaved changes.")
                                    : tr("%1 has unsaved changes.").arg(PlainText::isolated(name)));
    auto *saveButton = m_question->addButton(tr("Save t&hem"));
    auto *drop = m_question->addButton(tr("D&iscard them"));
    auto *keep = m_question->addButton(tr("&Keep editing"));
    connect(saveButton, &QPushButton::clicked, this, [this, next] { save(next); });
    connect(drop, &QPushButton::clicked, this, [this, next] {
        m_editor->setTemplate(m_editor->isNew() ? SmsTemplate() : SmsTemplate(m_editor->saved()));
        m_question->hide();
        next();
    });
    connect(keep, &QPushButton::clicked, this, [this] {
        m_question->hide();
        m_editor->setFocus();
    });
    saveButton->setFocus();
}

void TemplatesPage::edit(const SmsTemplate &value)
{
    m_theirsAsked = false;
    m_question->hide();
    m_editor->setTemplate(value);
    m_stack->setCurrentWidget(m_editor);
}

void TemplatesPage::showTemplate(TemplateId id)
{
    m_list->select(id);
    if (const SmsTemplate *value = m_model->at(m_model->rowOf(id)))
        edit(SmsTemplate(*value));
}

void TemplatesPage::addNew()
{
    SmsTemplate value;
    value.id = TemplateId::create();
    const PracticeSettings &settings = m_context.settings.current();
    value.persona = m_list->persona().value_or(settings.persona);
    value.language = settings.language;
    m_list->select({});
    m_editor->setTemplate(value, true);
    m_stack->setCurrentWidget(m_editor);
    m_editor->focusName();
}

void TemplatesPage::duplicate()
{
    SmsTemplate value = m_editor->saved();
    value.id = TemplateId::create();
    value.name = tr("%1 (copy)").arg(value.name);
    value.useCount = 0;
    value.createdAt = {};
    value.updatedAt = {};
    m_list->select({});
    m_editor->setTemplate(value, true);
    m_editor->focusName();
}

void TemplatesPage::save(const std::function<void()> &then)
{
    if (m_theirsAsked) { // over which version?
        const auto buttons = m_question->findChildren<QPushButton *>();
        for (QPushButton *button : buttons) {
            if (button->isVisible())
                return button->setFocus();
        }
    }
    const QString problem = m_editor->problem();
    if (!problem.isEmpty()) {
        m_editor->showProblem(problem);
        return;
    }
    const SmsTemplate value = m_editor->value();
    m_wanted = then ? TemplateId() : value.id;
    const auto saved = m_context.templates.save(value, m_context.settings.current().staffName);
    whenDone(saved, this, [this, then, value](const Result<SmsTemplate> &result) {
        if (!result) {
            m_wanted = {};
            m_editor->showProblem(tr("Not saved. %1").arg(ErrorText::sentence(result.error())));
            return;
        }
        m_model->upsert({*result});
        // What was typed while it was being saved stays as unsaved.
        const SmsTemplate now = m_editor->value();
        if (m_editor->saved().id == value.id && now.content == value.content && now.name == value.name)
            m_editor->setTemplate(*result);
        m_question->hide();
        if (then)
            then();
        else if (m_editor->saved().id == result->id)
            m_list->select(result->id);
    });
}

void TemplatesPage::remove()
{
    const SmsTemplate value = m_editor->saved();
    if (m_editor->isNew()) {
        m_editor->setTemplate({});
        m_stack->setCurrentIndex(0);
        m_question->hide();
        return;
    }
    whenDone(m_context.templates.remove(value.id), this, [this, value](const Result<void> &done) {
        if (!done) {
            m_editor->showProblem(ErrorText::sentence(done.error()));
            return;
        }
        m_model->remove({value.id});
        updateEmpty();
        m_undo->show(tr("%1 was deleted.").arg(PlainText::isolated(value.name)));
        auto *undo = m_undo->addButton(tr("U&ndo"));
        undo->setIcon(Icons::icon(u"undo"_s));
        auto *close = m_undo->addButton(tr("&Close"));
        connect(close, &QPushButton::clicked, m_undo, &QWidget::hide);
        connect(undo, &QPushButton::clicked, this, [this, id = value.id] {
            m_undo->hide();
            m_wanted = id;
            whenDone(m_context.templates.restore(id), this, [this](const Result<void> &restored) {
                if (!restored)
                    m_editor->showProblem(ErrorText::sentence(restored.error()));
            });
        });
        undo->setFocus();
    });
}

void TemplatesPage::updateEmpty()
{
    if (m_editor->isNew() || m_model->rowOf(m_editor->saved().id) >= 0)
        return;
    m_editor->setTemplate({});
    if (const auto current = m_list->current())
        edit(*current);
    else
        m_stack->setCurrentIndex(0);
}

bool TemplatesPage::hasUnsavedChanges() const
{
    return m_editor->isDirty();
}

void TemplatesPage::keepUnsaved()
{
    if (!m_editor->isDirty())
        return;
    SmsTemplate kept = m_editor->value();
    if (kept.content.trimmed().isEmpty())
        return;
    const SmsTemplate before = m_editor->isNew() ? SmsTemplate() : SmsTemplate(m_editor->saved());
    kept.id = TemplateId::create();
    kept.name = kept.name.trimmed().isEmpty() ? tr("Unsaved template") : tr("%1 (unsaved)").arg(kept.name);
    kept.active = false;
    kept.useCount = 0;
    kept.createdAt = {};
    kept.updatedAt = {};
    m_editor->setTemplate(before); // kept once
    whenDone(m_context.templates.save(kept, m_context.settings.current().staffName), this,
             [](const Result<SmsTemplate> &) {});
}
