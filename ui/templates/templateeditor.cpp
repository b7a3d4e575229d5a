#include "templates/templateeditor.h"

#include "clock.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/templatevalues.h"
#include "common/theme.h"
#include "messaging/messagetext.h"
#include "smssegments.h"
#include "storage/settingstore.h"
#include "templates/segmentline.h"
#include "templates/templateheader.h"
#include "templates/templatehighlighter.h"
#include "templates/templatepreview.h"
#include "templates/variabletable.h"
#include "uicontext.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QResizeEvent>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int maximumName = 80;
constexpr int oneColumnWidth = 720; // below it the preview stands under the text
constexpr int previewWidth = 320;
constexpr int contentLines = 6;
} // namespace

TemplateEditor::TemplateEditor(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_header(new TemplateHeader(this))
{
    auto *body = new QWidget(this);
    m_columns = new QHBoxLayout(body);
    m_columns->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 2, Theme::grid * 5 / 2, Theme::grid * 2);
    m_columns->setSpacing(Theme::grid * 5 / 2);
    auto *fields = buildFields();
    m_preview = new TemplatePreview(context, body);
    m_columns->addWidget(fields, 1);
    m_columns->addWidget(m_preview);
    auto *scroll = new QScrollArea(this);
    scroll->setFocusPolicy(Qt::NoFocus); // it scrolls to the field that has the focus
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(body);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(scroll, 1);
    layout->addWidget(buildFooter());
    connect(m_header, &TemplateHeader::activeChanged, this, &TemplateEditor::refresh);
    connect(m_header, &TemplateHeader::duplicateRequested, this, &TemplateEditor::duplicateRequested);
    connect(m_header, &TemplateHeader::deleteRequested, this, &TemplateEditor::deleteRequested);
    connect(m_preview, &TemplatePreview::clientChanged, this, &TemplateEditor::refresh);
    connect(m_variables, &VariableTable::valuesChanged, this, &TemplateEditor::refresh);
    connect(&context.settings, &SettingStore::changed, this, &TemplateEditor::refresh);
    setTabOrder(m_cost->lastControl(), m_variables);
}

QWidget *TemplateEditor::buildFields()
{
    auto *fields = new QWidget(this);
    auto *layout = new QVBoxLayout(fields);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid * 3 / 2);
    const auto labelled = [&](const QString &text, QWidget *buddy) {
        auto *label = PlainText::label(text, fields);
        Theme::makeMuted(label);
        label->setBuddy(buddy);
        return label;
    };

    m_name = new QLineEdit(fields);
    m_name->setAccessibleName(tr("Template name"));
    m_name->setMaxLength(maximumName);
    auto *nameRow = new QHBoxLayout;
    nameRow->setSpacing(Theme::grid);
    nameRow->addWidget(labelled(tr("&Name"), m_name));
    nameRow->addWidget(m_name, 1);
    layout->addLayout(nameRow);

    m_persona = new QComboBox(fields);
    for (const Persona persona : allPersonas)
        m_persona->addItem(Formatting::persona(persona), int(persona));
    m_language = new QComboBox(fields);
    for (const QString &language : Formatting::languages())
        m_language->addItem(Formatting::language(language), language);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    row->addWidget(labelled(tr("&Persona"), m_persona));
    row->addWidget(m_persona);
    row->addSpacing(Theme::grid);
    row->addWidget(labelled(tr("&Language"), m_language));
    row->addWidget(m_language);
    row->addStretch(1);
    layout->addLayout(row);

    m_content = new QPlainTextEdit(fields);
    m_content->setAccessibleName(tr("Template content"));
    m_content->setTabChangesFocus(true);
    m_content->setPlaceholderText(
        tr("Write the text. A word in braces, like {client_name}, is filled in for each client."));
    m_content->setMinimumHeight(m_content->fontMetrics().lineSpacing() * contentLines + Theme::grid * 2);
    m_content->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_content->setFixedHeight(m_content->minimumHeight());
    new TemplateHighlighter(m_content->document());
    layout->addWidget(m_content);

    m_cost = new SegmentLine(fields);
    layout->addWidget(m_cost);

    m_variables = new VariableTable(fields);
    layout->addWidget(m_variables);
    layout->addStretch(1);

    connect(m_name, &QLineEdit::textChanged, this, &TemplateEditor::refresh);
    connect(m_persona, &QComboBox::currentIndexChanged, this, &TemplateEditor::refresh);
    connect(m_language, &QComboBox::currentIndexChanged, this, &TemplateEditor::refresh);
    connect(m_content, &QPlainTextEdit::textChanged, this, &TemplateEditor::refresh);
    connect(m_cost, &SegmentLine::plainRequested, this, [this] {
        if (m_readOnly)
            return;
        m_content->setPlainText(SmsSegments::plain(m_content->toPlainText()));
        m_content->setFocus();
    });
    return fields;
}

QWidget *TemplateEditor::buildFooter()
{
    auto *footer = new QWidget(this);
    m_footer = footer;
    Theme::makeFooter(footer);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 3 / 2, Theme::grid * 5 / 2, Theme::grid * 3 / 2);
    row->setSpacing(Theme::grid);
    m_state = PlainText::label({}, footer);
    m_state->setWordWrap(true);
    Theme::makeMuted(m_state);
    m_revert = new QPushButton(tr("&Revert"), footer);
    m_save = new QPushButton(tr("&Save template"), footer);
    m_save->setAccessibleName(tr("Save template"));
    Theme::makePrimary(m_save);
    row->addWidget(m_state, 1);
    row->addWidget(m_revert);
    row->addWidget(m_save);
    connect(m_revert, &QPushButton::clicked, this, &TemplateEditor::revert);
    connect(m_save, &QPushButton::clicked, this, &TemplateEditor::saveRequested);
    return footer;
}

void TemplateEditor::setTemplate(const SmsTemplate &value, bool isNew)
{
    m_filling = true;
    const bool other = value.id != m_saved.id || isNew;
    m_saved = value;
    m_new = isNew;
    if (other || m_name->text() != value.name)
        m_name->setText(value.name);
    m_persona->setCurrentIndex(m_persona->findData(int(value.persona)));
    if (m_language->findData(value.language) < 0)
        m_language->addItem(Formatting::language(value.language), value.language);
    m_language->setCurrentIndex(m_language->findData(value.language));
    if (other || m_content->toPlainText() != value.content)
        m_content->setPlainText(value.content); // not when equal: undo steps and the cursor stay
    m_header->setActive(value.active);
    m_filling = false;
    refresh();
}

void TemplateEditor::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    m_name->setReadOnly(readOnly);
    m_content->setReadOnly(readOnly);
    m_persona->setEnabled(!readOnly);
    m_language->setEnabled(!readOnly);
    m_header->setReadOnly(readOnly);
    m_footer->setVisible(!readOnly);
}

bool TemplateEditor::contradicts(const SmsTemplate &theirs) const
{
    const SmsTemplate mine = value();
    const auto both = [&](auto field) {
        return mine.*field != m_saved.*field && theirs.*field != m_saved.*field && mine.*field != theirs.*field;
    };
    return both(&SmsTemplate::name) || both(&SmsTemplate::persona) || both(&SmsTemplate::language) ||
           both(&SmsTemplate::content) || both(&SmsTemplate::active);
}

void TemplateEditor::rebase(const SmsTemplate &theirs)
{
    SmsTemplate joined = theirs;
    const SmsTemplate mine = value();
    const auto keep = [&](auto field) {
        if (mine.*field != m_saved.*field)
            joined.*field = mine.*field;
    };
    keep(&SmsTemplate::name);
    keep(&SmsTemplate::persona);
    keep(&SmsTemplate::language);
    keep(&SmsTemplate::content);
    keep(&SmsTemplate::active);
    setTemplate(joined);
    m_saved = theirs;
    refresh();
}

SmsTemplate TemplateEditor::value() const
{
    SmsTemplate value = m_saved;
    value.name = m_name->text().simplified();
    value.persona = Persona(m_persona->currentData().toInt());
    value.language = m_language->currentData().toString();
    value.content = m_content->toPlainText();
    value.active = m_header->isActive();
    return value;
}

bool TemplateEditor::isDirty() const
{
    if (m_saved.id.isNull() && !m_new)
        return false;
    const SmsTemplate now = value();
    // A new one that nobody has written into yet is nothing to lose.
    if (m_new && now.name.isEmpty() && now.content.isEmpty())
        return false;
    return m_new || now.name != m_saved.name || now.persona != m_saved.persona || now.language != m_saved.language ||
           now.content != m_saved.content || now.active != m_saved.active;
}

QString TemplateEditor::problem() const
{
    const SmsTemplate now = value();
    if (now.name.isEmpty())
        return tr("Give the template a name.");
    if (now.content.trimmed().isEmpty())
        return tr("The template has no text yet.");
    if (now.content.size() > maximumBodyLength)
        return tr("The text has %1 characters; Twilio takes at most %2.")
            .arg(Formatting::number(now.content.size()), Formatting::number(maximumBodyLength));
    return {};
}

void TemplateEditor::showProblem(const QString &text)
{
    m_state->setText(text);
    Theme::setRole(m_state, "textRole", !text.isEmpty() ? u"bad"_s : u"muted"_s);
}

void TemplateEditor::focusName()
{
    m_name->setFocus();
}

void TemplateEditor::revert()
{
    setTemplate(SmsTemplate(m_saved), m_new);
}

void TemplateEditor::refresh()
{
    if (m_filling)
        return;
    const SmsTemplate now = value();
    m_header->showTemplate(now, m_saved, m_new, m_context.clock.now().toLocalTime().date());
    const auto known = TemplateValues::known(m_preview->client(), m_context.settings.current());
    const QStringList names = now.variables();
    m_variables->setVariables(names, known, now.language);
    const RenderedText rendered = renderTemplate(now.content, m_variables->values());
    m_preview->setText(rendered);
    m_cost->showCost(rendered.text, now.content);
    const bool dirty = isDirty();
    m_revert->setEnabled(dirty);
    showProblem({});
    m_state->setText(dirty ? tr("Unsaved changes") : QString());
    Q_EMIT edited();
}

void TemplateEditor::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool narrow = event->size().width() < oneColumnWidth;
    m_columns->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_preview->setMinimumWidth(narrow ? 0 : previewWidth);
    m_preview->setMaximumWidth(narrow ? QWIDGETSIZE_MAX : previewWidth);
}
