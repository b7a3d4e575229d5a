#include "settings/settingssection.h"

#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "settings/settingsforms.h"
#include "sharing/statewords.h"
#include "storage/settingstore.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

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
    m_rights = PlainText::label({}, column);
    m_rights->setWordWrap(true);
    Theme::makeMuted(m_rights);
    m_rights->hide();
    m_content->addWidget(m_rights);
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
    connect(&context.settings, &SettingStore::broughtIn, this, [this] {
        if (!m_dirty)
            return;
        m_newsMeanwhile = true;
        setDirty(true);
    });
    connect(&context.sharing, &Sharing::stateChanged, this, &SettingsSection::updateRights);
    connect(&context.sharing, &Sharing::statusChanged, this, &SettingsSection::updateRights);
}

/// The practice would refuse what others than administrators write.
void SettingsSection::updateRights()
{
    const auto shares = [](SettingsForm::Shares how) {
        return [how](const SettingsForm *form) { return form->shares() == how; };
    };
    using Shares = SettingsForm::Shares;
    const bool isOwn = std::all_of(m_forms.cbegin(), m_forms.cend(), shares(Shares::Nothing));
    if (isOwn)
        return;
    const SharingFacts facts = m_context.shared();
    const bool locked = !facts.isAdministrator();
    const bool isWhole = std::all_of(m_forms.cbegin(), m_forms.cend(), shares(Shares::All));
    for (SettingsForm *form : std::as_const(m_forms))
        form->lockShared(locked);
    m_rights->setVisible(locked);
    m_rights->setText(!locked ? QString()
                      : isWhole
                          ? StateWords::onlyAdministrators(facts)
                          : tr("What the practice shares is grey here. %1").arg(StateWords::onlyAdministrators(facts)));
    m_footer->setVisible(!locked || !isWhole);
    if (locked && isWhole && m_dirty)
        load();
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
    updateRights();
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
    m_newsMeanwhile = false;
    m_shown = m_context.settings.current();
    for (SettingsForm *form : std::as_const(m_forms))
        form->load(m_shown);
    m_loading = false;
    setDirty(false);
}

bool SettingsSection::collect(PracticeSettings &settings)
{
    settings = m_shown;
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
    // What is saved before this has ended differs from what this writes.
    const PracticeSettings before = std::exchange(m_shown, settings);
    const auto done = m_context.settings.save(settings, before);
    whenDone(done, this, [this, before](const Result<void> &result) {
        if (result) {
            load(); // with what colleagues changed meanwhile
            say(tr("Saved"), false);
        } else {
            m_shown = before;
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
    say(!dirty            ? QString()
        : m_newsMeanwhile ? tr("A colleague changed settings meanwhile. Saving writes only what you changed.")
                          : tr("Unsaved changes"),
        false);
}
