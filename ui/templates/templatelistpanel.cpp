#include "templates/templatelistpanel.h"

#include "common/formatting.h"
#include "common/icons.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "storage/settingstore.h"
#include "templatelistmodel.h"
#include "templates/templatefilter.h"
#include "templates/templatelistdelegate.h"
#include "uicontext.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int panelWidth = 304; // the longest Spanish name and persona fit
}

TemplateListPanel::TemplateListPanel(UiContext &context, TemplateListModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_filter(new TemplateFilterModel(this))
{
    m_filter->setSourceModel(&model);
    setProperty("role", u"list-panel"_s);
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(panelWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Theme::grid * 3 / 2, 1, 0);
    layout->setSpacing(Theme::grid);
    layout->addWidget(buildSearch());
    layout->addWidget(buildPersona());
    buildList(context);
    layout->addWidget(m_list, 1);
}

QWidget *TemplateListPanel::buildSearch()
{
    auto *line = new QWidget(this);
    auto *search = new QLineEdit(line);
    search->setPlaceholderText(tr("Search templates"));
    search->setAccessibleName(tr("Search templates"));
    search->setClearButtonEnabled(true);
    auto *add = new QPushButton(line);
    m_add = add;
    add->setIcon(Icons::icon(u"plus"_s));
    add->setProperty("icononly", true);
    add->setAccessibleName(tr("Add template"));
    add->setToolTip(tr("Add a template (Ctrl+N)"));
    add->setShortcut(QKeySequence::New); // of this page only: it is not heard while the page is hidden
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(Theme::grid * 3 / 2, 0, Theme::grid * 3 / 2, 0);
    row->setSpacing(Theme::grid);
    row->addWidget(search, 1);
    row->addWidget(add);
    connect(search, &QLineEdit::textChanged, m_filter, &TemplateFilterModel::setSearch);
    connect(add, &QPushButton::clicked, this, &TemplateListPanel::addRequested);
    return line;
}

QWidget *TemplateListPanel::buildPersona()
{
    auto *line = new QWidget(this);
    auto *show = PlainText::label(tr("S&how"), line);
    Theme::makeMuted(show);
    m_persona = new QComboBox(line);
    m_persona->addItem(tr("All personas"));
    for (const Persona persona : allPersonas)
        m_persona->addItem(Formatting::persona(persona), int(persona));
    show->setBuddy(m_persona);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(Theme::grid * 3 / 2, 0, Theme::grid * 3 / 2, Theme::grid / 2);
    row->setSpacing(Theme::grid);
    row->addWidget(show);
    row->addWidget(m_persona, 1);
    connect(m_persona, &QComboBox::currentIndexChanged, this, [this] { m_filter->setPersona(persona()); });
    return line;
}

void TemplateListPanel::buildList(UiContext &context)
{
    m_list = new QListView(this);
    m_list->setAccessibleName(tr("Templates"));
    m_list->setObjectName(u"templateList"_s);
    m_list->setModel(m_filter);
    auto *delegate = new TemplateListDelegate(m_list);
    delegate->setPracticeLanguage(context.settings.current().language);
    m_list->setItemDelegate(delegate);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        if (!m_selecting)
            Q_EMIT currentChanged();
    });
    connect(&context.settings, &SettingStore::changed, delegate, [this, delegate](const PracticeSettings &settings) {
        delegate->setPracticeLanguage(settings.language);
        m_list->viewport()->update();
    });
}

/// The hairline to the editor; the layout leaves it free.
void TemplateListPanel::paintEvent(QPaintEvent *)
{
    const QRect edge(width() - 1, 0, 1, height());
    QPainter(this).fillRect(QStyle::visualRect(layoutDirection(), rect(), edge), Theme::colors(palette()).border);
}

std::optional<SmsTemplate> TemplateListPanel::current() const
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid())
        return {};
    return index.data(TemplateListModel::TemplateRole).value<SmsTemplate>();
}

std::optional<Persona> TemplateListPanel::persona() const
{
    if (m_persona->currentIndex() <= 0)
        return {};
    return Persona(m_persona->currentData().toInt());
}

void TemplateListPanel::select(TemplateId id)
{
    m_selecting = true;
    const int row = id.isNull() ? -1 : m_model.rowOf(id);
    const QModelIndex index = m_filter->mapFromSource(m_model.index(row));
    if (!index.isValid())
        m_list->clearSelection();
    m_list->setCurrentIndex(index);
    m_selecting = false;
}

void TemplateListPanel::setMayAdd(bool may)
{
    m_add->setVisible(may);
}

void TemplateListPanel::selectFirst()
{
    m_list->setCurrentIndex(m_filter->index(0, 0));
}
