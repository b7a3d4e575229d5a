#include "sharing/personform.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "phonenumber.h"
#include "sharing/sharingwords.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <utility>

PersonForm::PersonForm(QString region, const QString &persona, QWidget *parent)
    : FieldForm(parent)
    , m_region(std::move(region))
    , m_role(new QComboBox(this))
    , m_mayDo(PlainText::label({}, this))
    , m_persona(new QComboBox(this))
{
    m_name = addLine(tr("&Name"), tr("Name"));
    for (const QString &role : SharingWords::roles())
        m_role->addItem(SharingWords::role(role), role);
    for (const Persona one : allPersonas)
        m_persona->addItem(Formatting::persona(one), personaKey(one));
    m_persona->setCurrentIndex(qMax(0, m_persona->findData(persona)));
    for (QComboBox *combo : {m_role, m_persona})
        combo->setMaximumWidth(fieldWidth);
    m_role->setAccessibleName(tr("Role"));
    m_persona->setAccessibleName(tr("Kind of work"));
    auto *roleColumn = new QWidget(this);
    auto *column = new QVBoxLayout(roleColumn);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid / 2);
    column->addWidget(m_role);
    column->addWidget(m_mayDo);
    Theme::makeSmall(m_mayDo);
    m_mayDo->setWordWrap(true);
    m_mayDo->setFixedWidth(fieldWidth);
    // As high as the longest, so that nothing jumps when another role is chosen.
    int highest = 0;
    for (const QString &role : SharingWords::roles()) {
        m_mayDo->setText(SharingWords::mayDo(role));
        highest = qMax(highest, m_mayDo->heightForWidth(fieldWidth));
    }
    m_mayDo->setMinimumHeight(highest);
    m_mayDo->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    addField(tr("&Role"), m_role, roleColumn, {});
    addField(tr("&Kind of work"), m_persona);
    m_phone = addLine(tr("&Phone"), tr("Phone"), tr("For the list of people; may stay empty."));
    connect(m_role, &QComboBox::currentIndexChanged, this, &PersonForm::explainRole);
    connect(m_role, &QComboBox::currentIndexChanged, this, &FieldForm::edited);
    explainRole();
    m_name->setFocus();
}

void PersonForm::explainRole()
{
    m_mayDo->setText(SharingWords::mayDo(m_role->currentData().toString()));
    m_role->setAccessibleDescription(m_mayDo->text());
}

QString PersonForm::apply(StaffMember &person)
{
    person.name = PlainText::oneLine(m_name->text());
    if (person.name.isEmpty())
        return refuse(m_name, tr("Type the person's name."));
    person.role = m_role->currentData().toString();
    person.persona = m_persona->currentData().toString();
    person.phone.clear();
    if (m_phone->text().trimmed().isEmpty())
        return {};
    const PhoneNumber number = PhoneNumber::parse(m_phone->text(), m_region).number;
    if (number.isNull())
        return refuse(m_phone, tr("This is not a phone number. Correct it, or leave it empty."));
    person.phone = number.e164();
    return {};
}
