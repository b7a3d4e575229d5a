#include "clients/importmappingpage.h"

#include "clients/importtable.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSet>
#include <QTableWidget>

using namespace Qt::StringLiterals;

namespace
{
enum Column { NameColumn, RoleColumn, SampleColumn };
enum class Role { Ignore, Name, FirstName, LastName, Number, State, Language, Persona, Tags, Notes };

constexpr int samples = 3;
constexpr int sampleCharacters = 40;

void fillRoles(QComboBox *combo)
{
    const std::initializer_list<std::pair<Role, QString>> roles{
        {Role::Ignore, ImportMappingPage::tr("Not imported")},
        {Role::Name, ImportMappingPage::tr("Name")},
        {Role::FirstName, ImportMappingPage::tr("First name")},
        {Role::LastName, ImportMappingPage::tr("Last name")},
        {Role::Number, ImportMappingPage::tr("Phone number")},
        {Role::State, ImportMappingPage::tr("US state")},
        {Role::Language, ImportMappingPage::tr("Language")},
        {Role::Persona, ImportMappingPage::tr("Persona")},
        {Role::Tags, ImportMappingPage::tr("Tags")},
        {Role::Notes, ImportMappingPage::tr("Notes")},
    };
    for (const auto &[role, text] : roles)
        combo->addItem(text, int(role));
}

Role guessedRole(const ImportMapping &mapping, int column)
{
    if (mapping.numbers.contains(column))
        return Role::Number;
    const std::initializer_list<std::pair<int, Role>> single{
        {mapping.name, Role::Name},   {mapping.firstName, Role::FirstName}, {mapping.lastName, Role::LastName},
        {mapping.state, Role::State}, {mapping.language, Role::Language},   {mapping.persona, Role::Persona},
        {mapping.tags, Role::Tags},   {mapping.notes, Role::Notes},
    };
    for (const auto &[index, role] : single) {
        if (index == column)
            return role;
    }
    return Role::Ignore;
}
} // namespace

ImportMappingPage::ImportMappingPage(const PracticeSettings &settings, QWidget *parent)
    : QWidget(parent)
    , m_region(settings.region)
    , m_file(PlainText::label({}, this))
    , m_columns(new QTableWidget(this))
    , m_duplicates(new QComboBox(this))
    , m_persona(new QComboBox(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 5 / 2, Theme::grid * 5 / 2, Theme::grid * 2);
    layout->setSpacing(Theme::grid * 3 / 2);
    auto *title = PlainText::label(tr("Which column is what?"), this);
    Theme::makeTitle(title);
    Theme::makeMuted(m_file);
    m_columns->setAccessibleName(tr("Columns of the file"));
    setUpImportTable(m_columns, {tr("Column"), tr("Imported as"), tr("First rows")});
    m_columns->setColumnWidth(NameColumn, Theme::grid * 24);
    m_columns->setColumnWidth(RoleColumn, Theme::grid * 22);
    layout->addWidget(title);
    layout->addWidget(m_file);
    layout->addWidget(m_columns, 1);
    layout->addLayout(buildOptions(settings.persona));
}

QGridLayout *ImportMappingPage::buildOptions(Persona persona)
{
    m_duplicates->addItem(tr("Fill in what that client lacks"), true);
    m_duplicates->addItem(tr("Leave the row out"), false);
    for (const Persona one : allPersonas)
        m_persona->addItem(Formatting::persona(one), int(one));
    m_persona->setCurrentIndex(m_persona->findData(int(persona)));
    auto *options = new QGridLayout;
    options->setHorizontalSpacing(Theme::grid * 3 / 2);
    options->setVerticalSpacing(Theme::grid);
    const auto option = [&](int row, const QString &text, QComboBox *combo) {
        auto *label = PlainText::label(text, this);
        label->setBuddy(combo);
        options->addWidget(label, row, 0);
        options->addWidget(combo, row, 1);
    };
    option(0, tr("When a &number is known already"), m_duplicates);
    option(1, tr("&Persona where the file names none"), m_persona);
    options->setColumnStretch(2, 1);
    return options;
}

void ImportMappingPage::show(const QString &fileName, const Csv::Preview &preview)
{
    m_header = preview.header;
    m_guess = ImportMapping::guess(preview.header);
    m_file->setText(PlainText::oneLine(fileName));
    m_columns->setRowCount(int(preview.header.size()));
    m_roles.clear();
    for (int column = 0; column < preview.header.size(); ++column) {
        const QString name = PlainText::beginOf(PlainText::oneLine(preview.header.at(column)), sampleCharacters);
        QStringList values;
        for (const QStringList &row : preview.rows) {
            const QString value = PlainText::beginOf(PlainText::oneLine(row.value(column)), sampleCharacters);
            if (!value.isEmpty() && !values.contains(value))
                values += value;
            if (values.size() == samples)
                break;
        }
        m_columns->setItem(column, NameColumn,
                           new QTableWidgetItem(name.isEmpty() ? tr("Column %1").arg(column + 1) : name));
        m_columns->setItem(column, SampleColumn, new QTableWidgetItem(values.join(u" · "_s)));
        auto *combo = new QComboBox(m_columns);
        fillRoles(combo);
        combo->setCurrentIndex(combo->findData(int(guessedRole(m_guess, column))));
        combo->setAccessibleDescription(tr("What column %1 is imported as").arg(PlainText::isolated(name)));
        m_columns->setCellWidget(column, RoleColumn, combo);
        m_roles.append(combo);
        connect(combo, &QComboBox::currentIndexChanged, this, &ImportMappingPage::changed);
    }
    if (!m_roles.isEmpty())
        m_roles.first()->setFocus();
}

ImportMapping ImportMappingPage::mapping() const
{
    ImportMapping mapping;
    for (int column = 0; column < m_roles.size(); ++column) {
        const auto set = [column](int &place) {
            if (place < 0) // the first column wins; updateHint() names the second
                place = column;
        };
        switch (Role(m_roles.at(column)->currentData().toInt())) {
        case Role::Ignore:
            break;
        case Role::Name:
            set(mapping.name);
            break;
        case Role::FirstName:
            set(mapping.firstName);
            break;
        case Role::LastName:
            set(mapping.lastName);
            break;
        case Role::Number:
            mapping.numbers.append(column);
            mapping.numberNames.insert(column, ImportMapping::labelOf(m_header.value(column)));
            if (m_guess.numberLabels.contains(column))
                mapping.numberLabels.insert(column, m_guess.numberLabels.value(column));
            break;
        case Role::State:
            set(mapping.state);
            break;
        case Role::Language:
            set(mapping.language);
            break;
        case Role::Persona:
            set(mapping.persona);
            break;
        case Role::Tags:
            set(mapping.tags);
            break;
        case Role::Notes:
            set(mapping.notes);
            break;
        }
    }
    mapping.mergeDuplicates = m_duplicates->currentData().toBool();
    mapping.defaultPersona = Persona(m_persona->currentData().toInt());
    mapping.region = m_region;
    mapping.own = m_guess.own;
    return mapping;
}

QString ImportMappingPage::problem() const
{
    QSet<int> taken;
    for (const QComboBox *combo : m_roles) {
        const int role = combo->currentData().toInt();
        if (role == int(Role::Ignore) || role == int(Role::Number))
            continue;
        if (taken.contains(role))
            return tr("Two columns are imported as \"%1\". Choose one of them.").arg(combo->currentText());
        taken.insert(role);
    }
    const ImportMapping current = mapping();
    if (current.name < 0 && current.firstName < 0 && current.lastName < 0)
        return tr("Say which column holds the name.");
    if (current.numbers.isEmpty())
        return tr("Say which column holds the telephone number.");
    return {};
}
