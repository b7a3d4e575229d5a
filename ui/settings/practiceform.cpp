#include "settings/settingsforms.h"

#include "common/formatting.h"

#include <QComboBox>
#include <QLineEdit>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int comboWidth = 400;

void fillRegions(QComboBox *combo)
{
    QList<std::pair<QString, QString>> regions;
    for (int i = int(QLocale::AnyTerritory) + 1; i <= int(QLocale::LastTerritory); ++i) {
        const auto territory = QLocale::Territory(i);
        const QString code = QLocale::territoryToCode(territory);
        if (code.size() == 2 && code.at(0).isLetter())
            regions.append({QLocale::territoryToString(territory), code});
    }
    std::sort(regions.begin(), regions.end(),
              [](const auto &a, const auto &b) { return QString::localeAwareCompare(a.first, b.first) < 0; });
    for (const auto &[name, code] : std::as_const(regions))
        combo->addItem(name, code);
}

void fillZones(QComboBox *combo)
{
    combo->addItem(PracticeForm::tr("This computer's (%1)").arg(QString::fromLatin1(QTimeZone::systemTimeZoneId())),
                   QString());
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds()) {
        const QString name = QString::fromLatin1(id);
        if (name.contains(u'/') && !name.startsWith("Etc/"_L1))
            combo->addItem(QString(name).replace(u'_', u' '), name);
    }
}

void choose(QComboBox *combo, const QString &value)
{
    int index = combo->findData(value);
    if (index < 0) { // what an import or another version has set is kept
        combo->addItem(value, value);
        index = combo->count() - 1;
    }
    combo->setCurrentIndex(index);
}
} // namespace

PracticeForm::PracticeForm(QWidget *parent)
    : SettingsForm(parent)
    , m_persona(new QComboBox(this))
    , m_region(new QComboBox(this))
    , m_zone(new QComboBox(this))
    , m_language(new QComboBox(this))
{
    m_name = addLine(tr("Pr&actice name"), tr("Practice name"));
    for (const Persona persona : allPersonas)
        m_persona->addItem(Formatting::persona(persona), personaKey(persona));
    fillRegions(m_region);
    fillZones(m_zone);
    for (const QString &language : Formatting::languages())
        m_language->addItem(Formatting::language(language), language);
    addField(tr("&Kind of practice"), m_persona);
    addField(tr("Countr&y"), m_region, tr("For numbers that are typed without a country."));
    addField(tr("Time &zone"), m_zone);
    addField(tr("Lan&guage of texts"), m_language, tr("For clients without a language of their own."));
    for (QComboBox *combo : {m_persona, m_region, m_zone, m_language}) {
        combo->setMaximumWidth(comboWidth);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(24);
        connect(combo, &QComboBox::currentIndexChanged, this, &SettingsForm::edited);
    }
}

void PracticeForm::load(const PracticeSettings &settings)
{
    m_name->setText(settings.practiceName);
    choose(m_persona, personaKey(settings.persona));
    choose(m_region, settings.region);
    choose(m_zone, settings.timeZone);
    choose(m_language, settings.language);
}

QString PracticeForm::apply(PracticeSettings &settings)
{
    settings.practiceName = m_name->text().simplified();
    settings.persona = personaFromKey(m_persona->currentData().toString()).value_or(settings.persona);
    settings.region = m_region->currentData().toString();
    settings.timeZone = m_zone->currentData().toString();
    settings.language = m_language->currentData().toString();
    return {};
}
