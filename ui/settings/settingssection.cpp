#include "settings/settingssection.h"

#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "settings/settingsforms.h"
#include "storage/settingstore.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int contentWidth = 640; // longer lines are hard to read
}

SettingsSection::SettingsSection(UiContext &context, const QString &title, const QString &intro, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_content(new QVBoxLayout)
    , m_footer(new QWidget(this))
    , m_state(PlainText::label({}, m_footer))
    , m_revert(new QPushButton(tr("&Revert"), m_footer))
    , m_save(new QPushButton(tr("&Save"), m_footer))
{
    auto *body = new QWidget(this);
    auto *outer = new QHBoxLayout(body);
    outer->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 2, Theme::grid * 5 / 2, Theme::grid * 2);
    auto *column = new QWidget(body);
    column->setMaximumWidth(contentWidth);
    column->setLayout(m_content);
    m_content->setContentsMargins(0, 0, 0, 0);
    m_content->setSpacing(Theme::grid * 2);
    outer->addWidget(column, 1);
    outer->addStretch(0);
    auto *heading = PlainText::label(title, column);
    Theme::makeTitle(heading);
    m_content->addWidget(heading);
    if (!intro.isEmpty()) {
        auto *text = PlainText::label(intro, column);
        text->setWordWrap(true);
        Theme::makeMuted(text);
        m_content->addWidget(text);
    }
    m_content->addStretch(1);

    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // it scrolls to the field that has the focus
    scroll->setWidget(body);
    Theme::makeFooter(m_footer);
    auto *row = new QHBoxLayout(m_footer);
    row->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 3 / 2, Theme::grid * 5 / 2, Theme::grid * 3 / 2);
    row->setSpacing(Theme::grid);
    m_state->setWordWrap(true);
    Theme::makePrimary(m_save);
    row->addWidget(m_state, 1);
    row->addWidget(m_revert);
    row->addWidget(m_save);
    m_footer->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_footer);
    connect(m_revert, &QPushButton::clicked, this, &SettingsSection::load);
    connect(m_save, &QPushButton::clicked, this, [this] { Q_UNUSED(save()) });
    // News from elsewhere must not overwrite what is being typed.
    connect(&context.settings, &SettingStore::changed, this, [this] {
        if (!m_dirty)
            load();
    });
}

void SettingsSection::addForm(SettingsForm *form, const QString &heading)
{
    if (!heading.isEmpty()) {
        auto *text = PlainText::label(heading, this);
        QFont font = Theme::baseFont();
        font.setWeight(QFont::DemiBold);
        text->setFont(font);
        addWidget(text);
    }
    m_forms.append(form);
    addWidget(form);
    m_footer->show();
    connect(form, &SettingsForm::edited, this, [this] {
        if (!m_loading)
            setDirty(true);
    });
}

void SettingsSection::addWidget(QWidget *widget)
{
    m_content->insertWidget(m_content->count() - 1, widget);
}

void SettingsSection::load()
{
    m_loading = true;
    for (SettingsForm *form : std::as_const(m_forms))
        form->load(m_context.settings.current());
    m_loading = false;
    setDirty(false);
}

bool SettingsSection::collect(PracticeSettings &settings)
{
    settings = m_context.settings.current();
    for (SettingsForm *form : std::as_const(m_forms)) {
        const QString problem = form->apply(settings);
        if (!problem.isEmpty()) {
            say(problem, true);
            return false;
        }
    }
    return true;
}

QFuture<Result<void>> SettingsSection::store(const PracticeSettings &settings)
{
    const auto done = m_context.settings.save(settings);
    whenDone(done, this, [this](const Result<void> &result) {
        if (result) {
            setDirty(false);
            say(tr("Saved"), false);
        } else {
            say(tr("Not saved. %1").arg(ErrorText::sentence(result.error())), true);
        }
    });
    return done;
}

QFuture<Result<void>> SettingsSection::save()
{
    PracticeSettings settings;
    if (!collect(settings))
        return readyFuture(Result<void>(Error{ErrorKind::Invalid, 0, u"field"_s, {}}));
    return store(settings);
}

void SettingsSection::say(const QString &text, bool bad)
{
    m_state->setText(text);
    Theme::setRole(m_state, "textRole", bad ? u"bad"_s : u"muted"_s);
}

void SettingsSection::setDirty(bool dirty)
{
    m_dirty = dirty;
    m_revert->setEnabled(dirty);
    say(dirty ? tr("Unsaved changes") : QString(), false);
}
