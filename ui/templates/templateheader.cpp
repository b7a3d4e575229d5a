#include "templates/templateheader.h"

#include "common/elidedlabel.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "smstemplate.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

TemplateHeader::TemplateHeader(QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel(this))
    , m_usage(PlainText::label({}, this))
    , m_active(new QCheckBox(tr("Acti&ve"), this))
    , m_duplicate(new QPushButton(tr("D&uplicate"), this))
{
    Theme::makeHeader(this);
    Theme::makeTitle(m_title);
    Theme::makeMuted(m_usage);
    m_usage->setWordWrap(true);
    m_usage->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_active->setAccessibleName(tr("Active"));
    m_active->setToolTip(tr("Only active templates are offered in a conversation."));
    m_delete = new QPushButton(tr("&Delete"), this);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::grid * 5 / 2, Theme::grid * 3 / 2, Theme::grid * 5 / 2, Theme::grid * 3 / 2);
    row->setSpacing(Theme::grid * 3 / 2);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(Theme::grid / 2);
    texts->addWidget(m_title);
    texts->addWidget(m_usage);
    row->addLayout(texts, 1);
    row->addWidget(m_active);
    row->addWidget(m_duplicate);
    row->addWidget(m_delete);
    connect(m_active, &QCheckBox::toggled, this, &TemplateHeader::activeChanged);
    connect(m_duplicate, &QPushButton::clicked, this, &TemplateHeader::duplicateRequested);
    connect(m_delete, &QPushButton::clicked, this, &TemplateHeader::deleteRequested);
}

void TemplateHeader::setActive(bool active)
{
    m_active->setChecked(active);
}

void TemplateHeader::setReadOnly(bool readOnly)
{
    m_active->setEnabled(!readOnly);
    m_duplicate->setVisible(!readOnly);
    m_delete->setVisible(!readOnly);
}

bool TemplateHeader::isActive() const
{
    return m_active->isChecked();
}

void TemplateHeader::showTemplate(const SmsTemplate &now, const SmsTemplate &saved, bool isNew, const QDate &today)
{
    m_title->setText(now.name.isEmpty() ? tr("New template") : PlainText::oneLine(now.name));
    m_title->setToolTip(PlainText::toolTip(PlainText::isolated(m_title->text())));
    m_usage->setText(isNew ? tr("Not saved yet") : usage(saved, today));
    m_duplicate->setEnabled(!isNew);
}

QString TemplateHeader::usage(const SmsTemplate &saved, const QDate &today)
{
    QString words = saved.useCount == 0   ? tr("Not used yet")
                    : saved.useCount == 1 ? tr("Used once")
                                          : tr("Used %1 times").arg(Formatting::number(saved.useCount));
    if (!saved.updatedAt.isValid())
        return words;
    words +=
        u" · "_s + tr("last changed %1").arg(Formatting::dayInSentence(saved.updatedAt.toLocalTime().date(), today));
    if (!saved.updatedBy.isEmpty())
        words += u' ' + tr("by %1").arg(PlainText::isolated(saved.updatedBy));
    return words;
}
