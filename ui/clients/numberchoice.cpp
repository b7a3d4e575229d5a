#include "clients/numberchoice.h"

#include "clients/clientdelegate.h"
#include "common/plaintext.h"
#include "common/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

NumberChoice::NumberChoice(QWidget *parent)
    : QWidget(parent)
    , m_box(new QComboBox(this))
{
    auto *label = PlainText::label(tr("T&o"), this);
    label->setBuddy(m_box);
    label->setMinimumHeight(30);
    Theme::makeMuted(label);
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_box->setMaximumWidth(280);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid);
    layout->addWidget(label);
    layout->addWidget(m_box);
    connect(m_box, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT changed(number()); });
    hide();
}

void NumberChoice::setClient(const Client &client, const QString &region)
{
    const PhoneNumber before = client.id == m_client ? number() : PhoneNumber();
    m_client = client.id;
    {
        const QSignalBlocker quiet(m_box);
        m_box->clear();
        for (const ClientNumber &number : client.numbers) {
            QStringList parts{number.number.display(region)};
            if (const QString label = PlainText::oneLine(number.label); !label.isEmpty())
                parts << label;
            if (number.permission != TextPermission::MayText)
                parts << ClientWords::permission(number.permission);
            m_box->addItem(parts.join(u" · "_s), QVariant::fromValue(number.number.e164()));
        }
        m_box->setCurrentIndex(client.numbers.isEmpty() ? -1 : qMax(0, m_box->findData(before.e164())));
    }
    setVisible(client.numbers.size() > 1);
    if (number() != before)
        Q_EMIT changed(number());
}

PhoneNumber NumberChoice::number() const
{
    return PhoneNumber::fromE164(m_box->currentData().toString());
}

void NumberChoice::choose(const PhoneNumber &number)
{
    if (const int row = m_box->findData(number.e164()); row >= 0)
        m_box->setCurrentIndex(row);
}
