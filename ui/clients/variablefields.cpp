#include "clients/variablefields.h"

#include "clients/numberchoice.h"
#include "common/flowlayout.h"
#include "common/plaintext.h"
#include "common/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>

#include <algorithm>

namespace
{
constexpr int fieldWidth = 130;
}

VariableFields::VariableFields(QWidget &first, QWidget *parent)
    : QWidget(parent)
    , m_layout(new FlowLayout(Theme::grid, this))
    , m_numbers(new NumberChoice(this))
    , m_templates(new QComboBox(this))
{
    auto *label = PlainText::label(tr("&Template"), this);
    label->setBuddy(m_templates);
    label->setMinimumHeight(30);
    Theme::makeMuted(label);
    m_templates->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_templates->setMinimumWidth(130);
    m_templates->setMaximumWidth(200);
    m_templates->setToolTip(tr("Ctrl+T"));
    m_layout->addWidget(&first);
    m_layout->addWidget(m_numbers);
    auto *pair = new QWidget(this); // they wrap together
    auto *line = new QHBoxLayout(pair);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(Theme::grid);
    line->addWidget(label);
    line->addWidget(m_templates);
    m_layout->addWidget(pair);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void VariableFields::setVariables(const QStringList &names, const QMap<QString, QString> &values)
{
    for (qsizetype i = m_fields.size() - 1; i >= 0; --i) {
        if (names.contains(m_fields.at(i).name))
            continue;
        m_fields.at(i).pair->hide();
        m_layout->removeWidget(m_fields.at(i).pair);
        m_fields.at(i).pair->deleteLater();
        m_fields.removeAt(i);
    }
    QWidget *last = m_templates;
    for (const QString &name : names) {
        const auto known =
            std::find_if(m_fields.cbegin(), m_fields.cend(), [&name](const Field &f) { return f.name == name; });
        if (known == m_fields.cend())
            addField(name, values.value(name));
    }
    for (const Field &field : std::as_const(m_fields)) {
        setTabOrder(last, field.edit);
        last = field.edit;
    }
    updateGeometry();
}

void VariableFields::addField(const QString &name, const QString &value)
{
    auto *pair = new QWidget(this);
    Field field{name, pair, new QLineEdit(pair)};
    auto *label = PlainText::label(name, pair);
    Theme::makeMuted(label);
    label->setBuddy(field.edit);
    auto *line = new QHBoxLayout(pair);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(Theme::grid);
    line->addWidget(label);
    line->addWidget(field.edit);
    field.edit->setAccessibleName(name);
    field.edit->setPlaceholderText(tr("needed"));
    field.edit->setFixedWidth(fieldWidth);
    field.edit->setMaxLength(400);
    field.edit->setText(PlainText::oneLine(value));
    mark(field.edit);
    m_layout->addWidget(pair);
    pair->show();
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto *send = new QShortcut(QKeySequence(Qt::CTRL | key), field.edit);
        send->setContext(Qt::WidgetShortcut);
        connect(send, &QShortcut::activated, this, &VariableFields::sendRequested);
    }
    connect(field.edit, &QLineEdit::textChanged, this, [this, name, edit = field.edit](const QString &text) {
        mark(edit);
        Q_EMIT valueChanged(name, text);
    });
    m_fields << field;
}

void VariableFields::mark(QLineEdit *edit)
{
    const bool missing = edit->text().trimmed().isEmpty();
    if (edit->property("missing").toBool() == missing && edit->property("missing").isValid())
        return;
    Theme::setRole(edit, "missing", missing);
}

QMap<QString, QString> VariableFields::values() const
{
    QMap<QString, QString> result;
    for (const Field &field : m_fields) {
        const QString value = PlainText::oneLine(field.edit->text());
        if (!value.isEmpty())
            result.insert(field.name, value);
    }
    return result;
}

void VariableFields::setValue(const QString &name, const QString &value)
{
    for (const Field &field : std::as_const(m_fields)) {
        if (field.name == name)
            field.edit->setText(PlainText::oneLine(value));
    }
}

void VariableFields::focusField(const QString &name)
{
    for (const Field &field : std::as_const(m_fields)) {
        if (field.name == name) {
            field.edit->setFocus(Qt::OtherFocusReason);
            field.edit->selectAll();
        }
    }
}
