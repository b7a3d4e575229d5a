#include "settings/settingsforms.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "uicontext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>

using namespace Qt::StringLiterals;

StaffForm::StaffForm(QWidget *parent)
    : SettingsForm(parent)
{
    m_name = addLine(tr("Your na&me"), tr("Your name"),
                     tr("Fills in your name in templates and stands in the records of what you send."));
}

void StaffForm::load(const PracticeSettings &settings)
{
    m_name->setText(settings.staffName);
}

QString StaffForm::apply(PracticeSettings &settings)
{
    settings.staffName = m_name->text().simplified();
    return {};
}

PrivacyForm::PrivacyForm(QWidget *parent)
    : SettingsForm(parent)
    , m_content(new QCheckBox(tr("Notifications show the &text and who wrote"), this))
{
    addWide(m_content);
    auto *hint = PlainText::label(
        tr("Off: a notification only says that there is a new text. Others may see your screen."), this);
    Theme::makeSmall(hint);
    hint->setWordWrap(true);
    addWide(hint);
    connect(m_content, &QCheckBox::toggled, this, &SettingsForm::edited);
}

void PrivacyForm::load(const PracticeSettings &settings)
{
    m_content->setChecked(settings.notificationsShowContent);
}

QString PrivacyForm::apply(PracticeSettings &settings)
{
    settings.notificationsShowContent = m_content->isChecked();
    return {};
}

LanguageForm::LanguageForm(UiContext &context, QWidget *parent)
    : SettingsForm(parent)
    , m_context(context)
    , m_language(new QComboBox(this))
{
    m_language->addItem(tr("This computer's"), QString());
    for (const QString &language : Formatting::languages())
        m_language->addItem(Formatting::language(language), language);
    m_language->setMaximumWidth(Theme::grid * 30);
    addField(tr("&Language of the window"), m_language, tr("Changes when Practiceline is started the next time."));
    connect(m_language, &QComboBox::currentIndexChanged, this, &SettingsForm::edited);
}

void LanguageForm::load(const PracticeSettings &)
{
    m_language->setCurrentIndex(qMax(0, m_language->findData(m_context.windowLanguage)));
}

QString LanguageForm::apply(PracticeSettings &)
{
    m_context.windowLanguage = m_language->currentData().toString();
    if (m_context.setWindowLanguage)
        m_context.setWindowLanguage(m_context.windowLanguage);
    return {};
}
