#include "settings/settingspage.h"

#include "common/askbox.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "settings/datasection.h"
#include "settings/settingsforms.h"
#include "settings/twiliosection.h"
#include "sharing/sharingsection.h"
#include "sharing/statewords.h"
#include "uicontext.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int listWidth = 160;
constexpr int rowHeight = 34;
constexpr int mark = 3; ///< the accent bar of the chosen section

/// One look with the other lists: accent bar, selection colour, plain text.
class SectionDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto &colors = Theme::colors(option.palette);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        painter->save();
        painter->fillRect(option.rect, selected ? colors.selection : colors.page);
        if (selected) {
            const QRect bar(option.rect.topLeft(), QSize(mark, option.rect.height()));
            painter->fillRect(QStyle::visualRect(option.direction, option.rect, bar), colors.accent);
        }
        QFont font = Theme::baseFont();
        font.setWeight(selected ? QFont::DemiBold : QFont::Normal);
        painter->setFont(font);
        painter->setPen(selected ? colors.accent : colors.text);
        const QRect inner = option.rect.adjusted(Theme::grid * 5 / 2, 0, -Theme::grid * 5 / 2, 0);
        painter->drawText(inner, int(QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter)),
                          index.data().toString());
        if (option.state.testFlag(QStyle::State_HasFocus)) {
            painter->setPen(colors.accent);
            painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
        }
        painter->restore();
    }
};
} // namespace

SettingsPage::SettingsPage(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_sections(new QListWidget(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(u"settingsPage"_s);
    auto *header = new QWidget(this);
    Theme::makeHeader(header);
    auto *headerRow = new QHBoxLayout(header);
    headerRow->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 3 / 2, Theme::grid * 5 / 2, Theme::grid * 3 / 2);
    auto *title = PlainText::label(tr("Settings"), header);
    Theme::makeTitle(title);
    title->setMinimumHeight(Theme::grid * 15 / 4);
    headerRow->addWidget(title);

    m_sections->setAccessibleName(tr("Sections"));
    m_sections->setObjectName(u"settingsSections"_s);
    m_sections->setItemDelegate(new SectionDelegate(m_sections));
    m_sections->setFixedWidth(listWidth);
    m_sections->setFrameShape(QFrame::NoFrame);
    auto *panel = new QWidget(this);
    panel->setProperty("role", u"list-panel"_s);
    panel->setAttribute(Qt::WA_StyledBackground);
    auto *panelLayout = new QVBoxLayout(panel);
    panelLayout->setContentsMargins(0, Theme::grid, 1, 0);
    panelLayout->addWidget(m_sections);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header);
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(panel);
    row->addWidget(m_stack, 1);
    layout->addLayout(row, 1);
    connect(m_sections, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);

    addSection(tr("Twilio"), new TwilioSection(context, this));
    auto *practice = new SettingsSection(context, tr("Practice"),
                                         tr("What clients and templates see, and when texts may leave."), this);
    practice->addForm(new PracticeForm(practice));
    practice->addForm(new HoursForm(practice), tr("Hours for texts"));
    practice->addForm(new LimitForm(practice));
    practice->addForm(new PricesForm(practice), tr("Prices for the estimate"));
    practice->load();
    addSection(tr("Practice"), practice);
    auto *sharing = new SharingSection(context, this);
    connect(sharing, &SharingSection::conflictsRequested, this, &SettingsPage::conflictsRequested);
    addSection(tr("Sharing"), sharing);
    auto *you = new SettingsSection(context, tr("You"), {}, this);
    you->addForm(new StaffForm(you));
    you->addForm(new LanguageForm(context, you));
    you->load();
    addSection(tr("You"), you);
    auto *privacy = new SettingsSection(context, tr("Privacy"), {}, this);
    privacy->addForm(new PrivacyForm(privacy));
    privacy->load();
    addSection(tr("Privacy"), privacy);
    addSection(tr("Data"), new DataSection(context, this));
    addSection(tr("About"), buildAbout(context));
    m_sections->setCurrentRow(0);
}

SettingsSection *SettingsPage::buildAbout(UiContext &context)
{
    auto *about = new SettingsSection(context, tr("About"), {}, this);
    const auto line = [&](const QString &text, bool muted) {
        auto *label = PlainText::label(text, about);
        label->setWordWrap(true);
        if (muted)
            Theme::makeMuted(label);
        about->addWidget(label);
    };
    line(tr("Practiceline %1").arg(QCoreApplication::applicationVersion()), false);
    line(tr("Texts and calls of a practice by its own Twilio account. Free software under the GNU General Public "
            "License, version 3 or later."),
         true);
    line(tr("Built with Qt, QtKeychain, libsodium, libphonenumber, SQLite and libcsv."), true);
    m_setUp = new QPushButton(tr("Set &up again …"), about);
    connect(m_setUp, &QPushButton::clicked, this, &SettingsPage::setUpRequested);
    auto *row = new QWidget(about);
    auto *rowLayout = new QHBoxLayout(row);
    rowLayout->setContentsMargins(0, 0, 0, 0);
    rowLayout->addWidget(m_setUp);
    rowLayout->addStretch(1);
    about->addWidget(row);
    m_setUpRights = PlainText::label({}, about);
    m_setUpRights->setWordWrap(true);
    Theme::makeMuted(m_setUpRights);
    about->addWidget(m_setUpRights);
    const auto update = [this, &context] { updateRights(context); };
    connect(&context.sharing, &Sharing::stateChanged, this, update);
    connect(&context.sharing, &Sharing::statusChanged, this, update);
    update();
    return about;
}

/// A set-up writes what the practice shares.
void SettingsPage::updateRights(UiContext &context)
{
    const SharingFacts facts = context.shared();
    m_setUp->setEnabled(facts.isAdministrator());
    m_setUpRights->setVisible(!facts.isAdministrator());
    m_setUpRights->setText(facts.isAdministrator() ? QString() : StateWords::onlyAdministrators(facts));
}

void SettingsPage::addSection(const QString &title, SettingsSection *section)
{
    m_all.append(section);
    auto *item = new QListWidgetItem(title, m_sections);
    item->setSizeHint(QSize(listWidth, qMax(rowHeight, fontMetrics().height() + Theme::grid * 2)));
    m_stack->addWidget(section);
}

void SettingsPage::showSection(Section section)
{
    m_sections->setCurrentRow(int(section));
}

bool SettingsPage::hasUnsavedChanges() const
{
    return std::any_of(m_all.cbegin(), m_all.cend(), [](const SettingsSection *one) { return one->isDirty(); });
}

void SettingsPage::leave(const std::function<void()> &then)
{
    if (!hasUnsavedChanges())
        return then();
    if (m_question)
        return m_question->raise();
    m_question = AskBox::question(tr("Settings"), tr("Some settings are not saved yet."), {}, window());
    m_question->setStandardButtons(QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel);
    m_question->setDefaultButton(QMessageBox::Save);
    connect(m_question, &QMessageBox::finished, this, [this, then](int answer) {
        if (answer == QMessageBox::Save)
            return saveAll(then);
        if (answer != QMessageBox::Discard)
            return;
        for (SettingsSection *section : std::as_const(m_all)) {
            if (section->isDirty())
                section->load();
        }
        then();
    });
    m_question->open();
}

/// One after another: each writes all settings, on top of what is saved.
void SettingsPage::saveAll(const std::function<void()> &then)
{
    const auto unsaved = std::find_if(m_all.cbegin(), m_all.cend(), [](const auto *one) { return one->isDirty(); });
    if (unsaved == m_all.cend())
        return then();
    m_sections->setCurrentRow(int(unsaved - m_all.cbegin())); // where a mistake is shown
    whenDone((*unsaved)->save(), this, [this, then](const Result<void> &done) {
        if (done)
            saveAll(then);
    });
}
