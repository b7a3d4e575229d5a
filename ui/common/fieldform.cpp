#include "common/fieldform.h"

#include "common/plaintext.h"
#include "common/taborder.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace
{
constexpr int fieldHeight = Theme::grid * 15 / 4;
constexpr int labelWidth = Theme::grid * 19; // the longest in any language, so that forms below each other align
} // namespace

FieldForm::FieldForm(QWidget *parent)
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

void FieldForm::addField(const QString &label, QWidget *field, const QString &hint)
{
    addField(label, field, field, hint);
}

void FieldForm::addField(const QString &label, QWidget *field, QWidget *widget, const QString &hint)
{
    const int row = m_form->rowCount();
    auto *caption = PlainText::label(label, this);
    caption->setBuddy(field);
    caption->setMinimumHeight(fieldHeight);
    m_form->addWidget(caption, row, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout;
    column->setSpacing(Theme::grid / 2);
    column->addWidget(widget);
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

void FieldForm::addWide(QWidget *widget)
{
    m_form->addWidget(widget, m_form->rowCount(), 0, 1, 3);
}

void FieldForm::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    tabAsRead(this);
}

void FieldForm::addHeading(const QString &text)
{
    auto *heading = PlainText::label(text, this);
    QFont font = Theme::baseFont();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    addWide(heading);
}

QLineEdit *FieldForm::addLine(const QString &label, const QString &accessibleName, const QString &hint)
{
    QLineEdit *edit = makeLine(accessibleName);
    addField(label, edit, hint);
    return edit;
}

QLineEdit *FieldForm::makeLine(const QString &accessibleName)
{
    auto *edit = new QLineEdit(this);
    edit->setAccessibleName(accessibleName);
    edit->setMaximumWidth(fieldWidth);
    edit->setMaxLength(200);
    connect(edit, &QLineEdit::textEdited, this, [this, edit] {
        markWrong(edit, false);
        Q_EMIT edited();
    });
    return edit;
}

void FieldForm::markWrong(QLineEdit *edit, bool wrong)
{
    if (edit->property("wrong").toBool() != wrong)
        Theme::setRole(edit, "wrong", wrong);
}

QString FieldForm::refuse(QLineEdit *edit, const QString &words)
{
    markWrong(edit, true);
    edit->setFocus();
    return words;
}

QString FieldForm::pasted(const QLineEdit *edit)
{
    return edit->text().simplified().remove(u' ');
}
