#include "templates/variabletable.h"

#include "common/plaintext.h"
#include "common/templatevalues.h"

#include <QHeaderView>

using namespace Qt::StringLiterals;

namespace
{
enum Column { NameColumn, SourceColumn, ExampleColumn, ColumnCount };
constexpr int lineHeight = 33;
} // namespace

VariableTable::VariableTable(QWidget *parent)
    : QTableWidget(0, ColumnCount, parent)
{
    setAccessibleName(tr("Variables"));
    setHorizontalHeaderLabels({tr("Variable"), tr("Filled from"), tr("Example")});
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    horizontalHeader()->setHighlightSections(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(lineHeight);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QTableWidget::itemChanged, this, &VariableTable::itemEdited);
    fitHeight();
}

void VariableTable::setVariables(const QStringList &variables, const QMap<QString, QString> &known,
                                 const QString &language)
{
    m_filling = true;
    m_variables = variables;
    setRowCount(int(variables.size()));
    for (int row = 0; row < rowCount(); ++row) {
        const QString &name = variables.at(row);
        const bool filled = TemplateValues::isKnown(name);
        const QString own = filled ? known.value(name) : m_typed.value(name, TemplateValues::example(name, language));
        const auto put = [&](int column, const QString &text, bool editable) {
            auto *cell = new QTableWidgetItem(PlainText::oneLine(text));
            cell->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable |
                           (editable ? Qt::ItemIsEditable : Qt::NoItemFlags));
            setItem(row, column, cell);
        };
        put(NameColumn, name, false);
        put(SourceColumn, TemplateValues::source(name), false);
        put(ExampleColumn, own, !filled);
    }
    m_filling = false;
    fitHeight();
    setVisible(rowCount() > 0);
}

QMap<QString, QString> VariableTable::values() const
{
    QMap<QString, QString> result;
    for (int row = 0; row < rowCount(); ++row) {
        const QString text = item(row, ExampleColumn)->text();
        if (!text.isEmpty())
            result.insert(m_variables.at(row), text);
    }
    return result;
}

void VariableTable::itemEdited(QTableWidgetItem *changed)
{
    if (m_filling || changed->column() != ExampleColumn)
        return;
    m_typed.insert(m_variables.at(changed->row()), changed->text());
    Q_EMIT valuesChanged();
}

void VariableTable::fitHeight()
{
    setFixedHeight(horizontalHeader()->sizeHint().height() + rowCount() * lineHeight + 2);
}
