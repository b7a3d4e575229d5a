#include "templates/templateeditor.h"

#include "clock.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/templatevalues.h"
#include "common/theme.h"
#include "smssegments.h"
#include "storage/settingstore.h"
#include "templates/templatehighlighter.h"
#include "templates/templatepreview.h"
#include "templates/variabletable.h"
#include "uicontext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QResizeEvent>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int maximumCharacters = 1600; // Twilio 21617
constexpr int maximumName = 80;
constexpr int oneColumnWidth = 720; // below it the preview stands under the text
constexpr int previewWidth = 320;
constexpr int contentLines = 6;

void setWarning(QLabel *label, bool warning)
{
    label->setProperty("textRole", warning ? u"bad"_s : u"muted"_s);
    label->style()->unpolish(label);
    label->style()->polish(label);
}
} // namespace

TemplateEditor::TemplateEditor(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
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
    layout->addWidget(buildHeader());
    layout->addWidget(scroll, 1);
    layout->addWidget(buildFooter());
    connect(m_preview, &TemplatePreview::clientChanged, this, &TemplateEditor::refresh);
    connect(m_variables, &VariableTable::valuesChanged, this, &TemplateEditor::refresh);
    connect(&context.settings, &SettingStore::changed, this, &TemplateEditor::refresh);
    setTabOrder(m_plain, m_variables);
}

QWidget *TemplateEditor::buildHeader()
{
    auto *header = new QWidget(this);
    Theme::makeHeader(header);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 3 / 2, Theme::grid * 5 / 2, Theme::grid * 3 / 2);
    row->setSpacing(Theme::grid * 3 / 2);
    m_title = PlainText::label({}, header);
    Theme::makeTitle(m_title);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_usage = PlainText::label({}, header);
    Theme::makeMuted(m_usage);
    m_usage->setWordWrap(true);
    m_usage->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(Theme::grid / 2);
    texts->addWidget(m_title);
    texts->addWidget(m_usage);
    m_active = new QCheckBox(tr("Acti&ve"), header);
    m_active->setAccessibleName(tr("Active"));
    m_active->setToolTip(tr("Only active templates are offered in a conversation."));
    m_duplicate = new QPushButton(tr("D&uplicate"), header);
    m_delete = new QPushButton(tr("&Delete"), header);
    row->addLayout(texts, 1);
    row->addWidget(m_active);
    row->addWidget(m_duplicate);
    row->addWidget(m_delete);
    connect(m_active, &QCheckBox::toggled, this, &TemplateEditor::refresh);
    connect(m_duplicate, &QPushButton::clicked, this, &TemplateEditor::duplicateRequested);
    connect(m_delete, &QPushButton::clicked, this, &TemplateEditor::deleteRequested);
    return header;
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
    for (const QString &language : {u"en"_s, u"es"_s})
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

    m_segments = PlainText::label({}, fields);
    m_segments->setWordWrap(true);
    Theme::makeMuted(m_segments);
    m_plain = new QPushButton(tr("Use plain c&haracters"), fields);
    auto *segmentRow = new QHBoxLayout;
    segmentRow->addWidget(m_segments, 1);
    segmentRow->addWidget(m_plain);
    layout->addLayout(segmentRow);

    m_variables = new VariableTable(fields);
    layout->addWidget(m_variables);
    layout->addStretch(1);

    connect(m_name, &QLineEdit::textChanged, this, &TemplateEditor::refresh);
    connect(m_persona, &QComboBox::currentIndexChanged, this, &TemplateEditor::refresh);
    connect(m_language, &QComboBox::currentIndexChanged, this, &TemplateEditor::refresh);
    connect(m_content, &QPlainTextEdit::textChanged, this, &TemplateEditor::refresh);
    connect(m_plain, &QPushButton::clicked, this, [this] {
        m_content->setPlainText(SmsSegments::plain(m_content->toPlainText()));
        m_content->setFocus();
    });
    return fields;
}

QWidget *TemplateEditor::buildFooter()
{
    auto *footer = new QWidget(this);
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
    m_active->setChecked(value.active);
    m_filling = false;
    refresh();
}

SmsTemplate TemplateEditor::value() const
{
    SmsTemplate value = m_saved;
    value.name = m_name->text().simplified();
    value.persona = Persona(m_persona->currentData().toInt());
    value.language = m_language->currentData().toString();
    value.content = m_content->toPlainText();
    value.active = m_active->isChecked();
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
    if (now.content.size() > maximumCharacters)
        return tr("The text has %1 characters; Twilio takes at most %2.")
            .arg(Formatting::number(now.content.size()), Formatting::number(maximumCharacters));
    return {};
}

void TemplateEditor::showProblem(const QString &text)
{
    m_state->setText(text);
    setWarning(m_state, !text.isEmpty());
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
    m_title->setText(now.name.isEmpty() ? tr("New template") : PlainText::oneLine(now.name));
    if (m_new) {
        m_usage->setText(tr("Not saved yet"));
    } else {
        QString usage =
            m_saved.useCount == 0 ? tr("Not used yet") : tr("Used %1 times").arg(Formatting::number(m_saved.useCount));
        if (m_saved.useCount == 1)
            usage = tr("Used once");
        if (m_saved.updatedAt.isValid()) {
            const QDate today = m_context.clock.now().toLocalTime().date();
            usage +=
                u" · "_s +
                tr("last changed %1").arg(Formatting::dayInSentence(m_saved.updatedAt.toLocalTime().date(), today));
            if (!m_saved.updatedBy.isEmpty())
                usage += u' ' + tr("by %1").arg(PlainText::isolated(m_saved.updatedBy));
        }
        m_usage->setText(usage);
    }
    const auto known = TemplateValues::known(m_preview->client(), m_context.settings.current());
    const QStringList names = now.variables();
    m_variables->setVariables(names, known, now.language);
    const RenderedText rendered = renderTemplate(now.content, m_variables->values());
    m_preview->setText(rendered);
    updateSegments(rendered.text);
    const bool dirty = isDirty();
    m_revert->setEnabled(dirty);
    m_duplicate->setEnabled(!m_new);
    showProblem({});
    m_state->setText(dirty ? tr("Unsaved changes") : QString());
    Q_EMIT edited();
}

void TemplateEditor::updateSegments(const QString &text)
{
    const SmsSegments count = SmsSegments::of(text);
    QString words = tr("about %1 of %2").arg(Formatting::number(count.used), Formatting::number(count.capacity));
    words += u" · "_s + (count.segments == 1 ? tr("1 segment") : tr("%n segments", nullptr, count.segments));
    bool hasPlain = false;
    if (!count.offenders.isEmpty()) {
        QStringList characters;
        for (const auto &offender : count.offenders) {
            characters += offender.character;
            hasPlain = hasPlain || !offender.plain.isEmpty();
        }
        constexpr int shown = 5;
        words += u"\n"_s + tr("%1 makes the segments short: 70 characters instead of 160.")
                               .arg(PlainText::isolated(QStringList(characters.mid(0, shown)).join(u' ')));
    }
    m_segments->setText(text.isEmpty() ? QString() : words);
    m_segments->setAccessibleName(m_segments->text());
    m_plain->setVisible(hasPlain && SmsSegments::plain(m_content->toPlainText()) != m_content->toPlainText());
}

void TemplateEditor::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool narrow = event->size().width() < oneColumnWidth;
    m_columns->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_preview->setMinimumWidth(narrow ? 0 : previewWidth);
    m_preview->setMaximumWidth(narrow ? QWIDGETSIZE_MAX : previewWidth);
}
