#include "settings/settingsforms.h"

#include "common/plaintext.h"
#include "common/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace
{
constexpr int fieldWidth = Theme::grid * 45; // whole in the smallest window, beside Spanish labels
constexpr int fieldHeight = Theme::grid * 15 / 4;
constexpr int labelWidth = Theme::grid * 19; // the longest in any language, so that forms below each other align
} // namespace

SettingsForm::SettingsForm(QWidget *parent)
    : QWidget(parent)
    , m_form(new QGridLayout(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(Theme::grid * 2);
    m_form->setVerticalSpacing(Theme::grid * 3 / 2);
    m_form->setColumnStretch(1, 100);
    m_form->setColumnStretch(2, 1); // what the fields do not take: the labels stay beside them
    m_form->setColumnMinimumWidth(0, labelWidth);
}

void SettingsForm::lockShared(bool locked)
{
    if (shares() == Shares::All)
        setEnabled(!locked);
}

void SettingsForm::addField(const QString &label, QWidget *field, const QString &hint)
{
    const int row = m_form->rowCount();
    auto *caption = PlainText::label(label, this);
    caption->setBuddy(field);
    caption->setMinimumHeight(fieldHeight);
    m_form->addWidget(caption, row, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout;
    column->setSpacing(Theme::grid / 2);
    column->addWidget(field);
    if (!hint.isEmpty()) {
        auto *text = PlainText::label(hint, this);
        Theme::makeSmall(text);
        text->setWordWrap(true);
        text->setFixedWidth(fieldWidth);
        text->setMinimumHeight(text->heightForWidth(fieldWidth)); // nested layouts lose height for width
        column->addWidget(text);
        field->setAccessibleDescription(hint);
    }
    m_form->addLayout(column, row, 1);
}

void SettingsForm::addWide(QWidget *widget)
{
    m_form->addWidget(widget, m_form->rowCount(), 0, 1, 3);
}

QLineEdit *SettingsForm::addLine(const QString &label, const QString &accessibleName, const QString &hint)
{
    auto *edit = new QLineEdit(this);
    edit->setAccessibleName(accessibleName);
    edit->setMaximumWidth(fieldWidth);
    edit->setMaxLength(200);
    addField(label, edit, hint);
    connect(edit, &QLineEdit::textEdited, this, [this, edit] {
        markWrong(edit, false);
        Q_EMIT edited();
    });
    return edit;
}

void SettingsForm::markWrong(QLineEdit *edit, bool wrong)
{
    if (edit->property("wrong").toBool() != wrong)
        Theme::setRole(edit, "wrong", wrong);
}

QString SettingsForm::refuse(QLineEdit *edit, const QString &words)
{
    markWrong(edit, true);
    edit->setFocus();
    return words;
}

QString SettingsForm::pasted(const QLineEdit *edit)
{
    return edit->text().simplified().remove(u' ');
}

bool SettingsForm::isSid(const QString &text, QLatin1String prefix)
{
    static const QRegularExpression pattern(u"^[A-Z]{2}[0-9a-fA-F]{32}$"_s);
    return text.startsWith(prefix) && pattern.match(text).hasMatch();
}
