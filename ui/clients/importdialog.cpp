#include "clients/importdialog.h"

#include "common/errortext.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "storage/settingstore.h"
#include "storage/worker.h"
#include "uicontext.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
enum Page { LoadingPage, MappingPage, ProgressPage, ResultPage };
enum Column { NameColumn, RoleColumn, SampleColumn, ColumnCount };
enum class Role { Ignore, Name, FirstName, LastName, Number, State, Language, Persona, Tags, Notes };

constexpr int rowHeight = 36;
constexpr int barSteps = 1000;
constexpr int samples = 3;
constexpr int sampleCharacters = 40;
constexpr int shownProblems = 200; ///< the file holds all that were kept
constexpr int shownCells = 120;

const QString csvFilter()
{
    return ImportDialog::tr("CSV files (*.csv *.txt *.tsv);;All files (*)");
}

void fillRoles(QComboBox *combo)
{
    const std::initializer_list<std::pair<Role, QString>> roles{
        {Role::Ignore, ImportDialog::tr("Not imported")},
        {Role::Name, ImportDialog::tr("Name")},
        {Role::FirstName, ImportDialog::tr("First name")},
        {Role::LastName, ImportDialog::tr("Last name")},
        {Role::Number, ImportDialog::tr("Phone number")},
        {Role::State, ImportDialog::tr("US state")},
        {Role::Language, ImportDialog::tr("Language")},
        {Role::Persona, ImportDialog::tr("Persona")},
        {Role::Tags, ImportDialog::tr("Tags")},
        {Role::Notes, ImportDialog::tr("Notes")},
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

QString reasonWords(const QString &reason)
{
    if (reason == "no-name"_L1)
        return ImportDialog::tr("no name");
    if (reason == "bad-number"_L1)
        return ImportDialog::tr("not a telephone number");
    if (reason == "no-number"_L1)
        return ImportDialog::tr("no telephone number");
    if (reason == "duplicate"_L1)
        return ImportDialog::tr("the number belongs to another client");
    if (reason == "too-long"_L1)
        return ImportDialog::tr("too long");
    if (reason == "nul"_L1)
        return ImportDialog::tr("holds characters that are no text");
    if (reason == "not-text"_L1)
        return ImportDialog::tr("is not text");
    if (reason == "open-quote"_L1)
        return ImportDialog::tr("a quotation mark is never closed");
    return ImportDialog::tr("can not be read");
}

void setUpTable(QTableWidget *table, const QStringList &header)
{
    table->setColumnCount(int(header.size()));
    table->setHorizontalHeaderLabels(header);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    table->horizontalHeader()->setHighlightSections(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(rowHeight);
    table->setShowGrid(false);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setTabKeyNavigation(false);
    table->horizontalHeader()->setStretchLastSection(true);
}
} // namespace

ImportDialog::ImportDialog(UiContext &context, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_stack(new QStackedWidget(this))
    , m_action(new QPushButton(this))
    , m_close(new QPushButton(tr("&Cancel"), this))
{
    setWindowTitle(tr("Import clients"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(Theme::grid * 92, Theme::grid * 66);
    auto *loading = PlainText::label(tr("Reading the file …"), this);
    loading->setAlignment(Qt::AlignCenter);
    loading->setWordWrap(true);
    Theme::makeMuted(loading);
    m_stack->addWidget(loading);
    m_stack->addWidget(buildMapping());
    m_stack->addWidget(buildProgress());
    m_stack->addWidget(buildResult());
    m_hint = PlainText::label({}, this);
    m_hint->setWordWrap(true);
    Theme::makeMuted(m_hint);
    Theme::makePrimary(m_action);
    m_action->setAutoDefault(false);
    m_action->hide();
    auto *footer = new QWidget(this);
    Theme::makeFooter(footer);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 3 / 2, Theme::grid * 5 / 2, Theme::grid * 3 / 2);
    row->setSpacing(Theme::grid);
    row->addWidget(m_hint, 1);
    row->addWidget(m_close);
    row->addWidget(m_action);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_stack, 1);
    layout->addWidget(footer);
    connect(m_close, &QPushButton::clicked, this, &ImportDialog::reject);
    connect(m_action, &QPushButton::clicked, this, &ImportDialog::begin);
}

ImportDialog::~ImportDialog() = default;

void ImportDialog::start(UiContext &context, QWidget *parent)
{
    auto *files = new QFileDialog(parent, tr("Import clients"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setFileMode(QFileDialog::ExistingFile);
    files->setNameFilter(csvFilter());
    QObject::connect(files, &QFileDialog::fileSelected, parent, [&context, parent](const QString &file) {
        auto *dialog = new ImportDialog(context, parent);
        dialog->open();
        dialog->setFile(file);
    });
    files->open();
}

QWidget *ImportDialog::buildMapping()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 5 / 2, Theme::grid * 5 / 2, Theme::grid * 2);
    layout->setSpacing(Theme::grid * 3 / 2);
    auto *title = PlainText::label(tr("Which column is what?"), page);
    Theme::makeTitle(title);
    m_fileLabel = PlainText::label({}, page);
    Theme::makeMuted(m_fileLabel);
    m_columns = new QTableWidget(page);
    m_columns->setAccessibleName(tr("Columns of the file"));
    setUpTable(m_columns, {tr("Column"), tr("Imported as"), tr("First rows")});
    m_columns->setColumnWidth(NameColumn, Theme::grid * 24);
    m_columns->setColumnWidth(RoleColumn, Theme::grid * 22);
    layout->addWidget(title);
    layout->addWidget(m_fileLabel);
    layout->addWidget(m_columns, 1);

    m_duplicates = new QComboBox(page);
    m_duplicates->addItem(tr("Fill in what that client lacks"), true);
    m_duplicates->addItem(tr("Leave the row out"), false);
    m_persona = new QComboBox(page);
    for (const Persona persona : allPersonas)
        m_persona->addItem(Formatting::persona(persona), int(persona));
    m_persona->setCurrentIndex(m_persona->findData(int(m_context.settings.current().persona)));
    auto *options = new QGridLayout;
    options->setHorizontalSpacing(Theme::grid * 3 / 2);
    options->setVerticalSpacing(Theme::grid);
    const auto option = [&](int row, const QString &text, QComboBox *combo) {
        auto *label = PlainText::label(text, page);
        label->setBuddy(combo);
        options->addWidget(label, row, 0);
        options->addWidget(combo, row, 1);
    };
    option(0, tr("When a &number is known already"), m_duplicates);
    option(1, tr("&Persona where the file names none"), m_persona);
    options->setColumnStretch(2, 1);
    layout->addLayout(options);
    return page;
}

QWidget *ImportDialog::buildProgress()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(Theme::grid * 8, 0, Theme::grid * 8, 0);
    layout->setSpacing(Theme::grid * 2);
    m_progressText = PlainText::label({}, page);
    m_progressText->setAlignment(Qt::AlignCenter);
    m_progress = new QProgressBar(page);
    m_progress->setRange(0, barSteps);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Import"));
    layout->addStretch(1);
    layout->addWidget(m_progressText);
    layout->addWidget(m_progress);
    layout->addStretch(1);
    return page;
}

QWidget *ImportDialog::buildResult()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 5 / 2, Theme::grid * 5 / 2, Theme::grid * 2);
    layout->setSpacing(Theme::grid * 3 / 2);
    m_resultTitle = PlainText::label({}, page);
    Theme::makeTitle(m_resultTitle);
    m_resultText = PlainText::label({}, page);
    m_resultText->setWordWrap(true);
    m_problems = new QTableWidget(page);
    m_problems->setAccessibleName(tr("Rows that were not imported"));
    setUpTable(m_problems, {tr("Line"), tr("Why"), tr("Row")});
    m_problems->setColumnWidth(0, Theme::grid * 9);
    m_problems->setColumnWidth(1, Theme::grid * 30);
    m_saveProblems = new QPushButton(tr("&Save these rows …"), page);
    auto *row = new QHBoxLayout;
    row->addWidget(m_saveProblems);
    row->addStretch(1);
    layout->addWidget(m_resultTitle);
    layout->addWidget(m_resultText);
    layout->addWidget(m_problems, 1);
    layout->addLayout(row);
    layout->addStretch(0);
    connect(m_saveProblems, &QPushButton::clicked, this, &ImportDialog::askSaveProblems);
    return page;
}

void ImportDialog::setFile(const QString &file)
{
    m_file = file;
    m_stack->setCurrentIndex(LoadingPage);
    // A file on a share may take its time: never on the GUI thread.
    whenDone(runOnThread([file] { return Csv::preview(file); }), this, [this](const Result<Csv::Preview> &preview) {
        if (preview) {
            showPreview(*preview);
            return;
        }
        fail(preview.error());
    });
}

void ImportDialog::fail(const Error &error)
{
    QString text;
    if (error.detail == "empty"_L1)
        text = tr("The file is empty.");
    else if (error.kind == ErrorKind::NotFound)
        text = tr("The file can not be read.");
    else
        text = ErrorText::sentence(error);
    m_resultTitle->setText(tr("Nothing was imported"));
    m_resultText->setText(text);
    m_problems->hide();
    m_saveProblems->hide();
    m_hint->clear();
    m_action->hide();
    m_close->setText(tr("&Close"));
    m_stack->setCurrentIndex(ResultPage);
}

void ImportDialog::showPreview(const Csv::Preview &preview)
{
    m_preview = preview;
    m_guess = ImportMapping::guess(preview.header);
    m_fileLabel->setText(PlainText::oneLine(QFileInfo(m_file).fileName()));
    m_columns->setRowCount(int(preview.header.size()));
    m_roles.clear();
    for (int column = 0; column < preview.header.size(); ++column) {
        const QString name = PlainText::oneLine(preview.header.at(column)).left(sampleCharacters);
        QStringList values;
        for (const QStringList &row : preview.rows) {
            const QString value = PlainText::oneLine(row.value(column)).left(sampleCharacters);
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
        combo->setAccessibleDescription(tr("What column %1 is imported as").arg(name));
        m_columns->setCellWidget(column, RoleColumn, combo);
        m_roles.append(combo);
        connect(combo, &QComboBox::currentIndexChanged, this, &ImportDialog::updateHint);
    }
    m_action->setText(tr("&Import"));
    m_action->show();
    m_action->setDefault(true);
    m_stack->setCurrentIndex(MappingPage);
    if (!m_roles.isEmpty())
        m_roles.first()->setFocus();
    updateHint();
}

ImportMapping ImportDialog::mapping() const
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
    mapping.region = m_context.settings.current().region;
    mapping.own = m_guess.own;
    return mapping;
}

QString ImportDialog::mappingProblem() const
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

void ImportDialog::updateHint()
{
    const QString problem = mappingProblem();
    m_hint->setText(problem);
    m_action->setEnabled(problem.isEmpty()); // the reason stands beside it
}

void ImportDialog::begin()
{
    m_hint->clear();
    m_action->hide();
    m_progress->setRange(0, 0);
    m_progressText->setText(tr("Importing …"));
    m_stack->setCurrentIndex(ProgressPage);
    m_close->setFocus();
    m_import = new ClientImport(m_context.database, m_context.keys, m_context.clients, m_file, mapping(), this);
    connect(m_import, &ClientImport::progressed, this, [this](qint64 bytes, qint64 total, qint64 rows) {
        m_progress->setRange(0, total > 0 ? barSteps : 0);
        if (total > 0)
            m_progress->setValue(int(qMin(bytes * barSteps / total, qint64(barSteps))));
        m_progressText->setText(tr("%1 rows read").arg(Formatting::number(rows)));
    });
    connect(m_import, &ClientImport::finished, this, &ImportDialog::showResult);
    m_import->start();
}

void ImportDialog::reject()
{
    if (m_import) {
        m_progressText->setText(tr("Canceling …"));
        m_close->setEnabled(false);
        m_import->cancel(); // showResult() says how far it came
        return;
    }
    QDialog::reject();
}

void ImportDialog::showResult(const Result<ImportReport> &result)
{
    m_import->deleteLater();
    m_import = nullptr;
    m_close->setEnabled(true);
    m_close->setText(tr("&Close"));
    m_close->setFocus();
    if (!result) {
        fail(result.error());
        return;
    }
    m_report = *result;
    m_resultTitle->setText(m_report.canceled ? tr("Import canceled") : tr("Import finished"));
    QStringList parts{tr("%1 added").arg(Formatting::number(m_report.added))};
    if (m_report.merged > 0)
        parts += tr("%1 filled in").arg(Formatting::number(m_report.merged));
    if (m_report.skipped > 0)
        parts += tr("%1 left out because their number is known").arg(Formatting::number(m_report.skipped));
    if (m_report.problemCount > 0)
        parts += tr("%1 not imported").arg(Formatting::number(m_report.problemCount));
    QString text = parts.join(u" · "_s);
    if (m_report.canceled)
        text += u'\n' + tr("What was added before you canceled stays.");
    if (m_report.problemCount > shownProblems)
        text += u'\n' + tr("The first %1 are listed; the saved file holds %2.")
                            .arg(Formatting::number(shownProblems), Formatting::number(m_report.problems.size()));
    m_resultText->setText(text);
    showProblems();
    m_stack->setCurrentIndex(ResultPage);
}

void ImportDialog::showProblems()
{
    const int count = int(qMin(m_report.problems.size(), qsizetype(shownProblems)));
    m_problems->setRowCount(count);
    for (int row = 0; row < count; ++row) {
        const ImportProblem &problem = m_report.problems.at(row);
        m_problems->setItem(row, 0, new QTableWidgetItem(Formatting::number(problem.line)));
        m_problems->setItem(row, 1, new QTableWidgetItem(reasonWords(problem.reason)));
        m_problems->setItem(row, 2,
                            new QTableWidgetItem(PlainText::oneLine(problem.cells.join(u", "_s).left(shownCells))));
    }
    m_problems->setVisible(count > 0);
    m_saveProblems->setVisible(count > 0);
}

void ImportDialog::askSaveProblems()
{
    auto *files = new QFileDialog(this, tr("Save the rows that were not imported"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setNameFilter(csvFilter());
    files->setDefaultSuffix(u"csv"_s);
    files->selectFile(tr("%1 - not imported.csv").arg(QFileInfo(m_file).completeBaseName()));
    connect(files, &QFileDialog::fileSelected, this, &ImportDialog::saveProblems);
    files->open();
}

void ImportDialog::saveProblems(const QString &file)
{
    m_saveProblems->setEnabled(false);
    whenDone(ClientImport::saveProblems(m_report, file), this, [this, file](const Result<void> &done) {
        m_saveProblems->setEnabled(true);
        m_hint->setText(done ? tr("Saved as %1").arg(QFileInfo(file).fileName()) : ErrorText::sentence(done.error()));
    });
}
