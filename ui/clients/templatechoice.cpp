#include "clients/templatechoice.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "secrets/keyring.h"
#include "storage/settingstore.h"
#include "storage/templatestore.h"
#include "uicontext.h"

#include <QComboBox>

#include <algorithm>

using namespace Qt::StringLiterals;

TemplateChoice::TemplateChoice(UiContext &context, QComboBox &box, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_box(box)
{
    connect(&m_context.templates, &TemplateStore::changed, this, &TemplateChoice::load);
    connect(&m_context.templates, &TemplateStore::removed, this, &TemplateChoice::load);
    connect(&m_context.templates, &TemplateStore::reset, this, &TemplateChoice::load);
    connect(&m_context.settings, &SettingStore::changed, this, &TemplateChoice::fill);
    connect(&m_context.keys, &KeyRing::changed, this, &TemplateChoice::load);
    load();
}

void TemplateChoice::load()
{
    whenDone(m_context.templates.all(), this, [this](const Result<QList<SmsTemplate>> &all) {
        if (!all)
            return;
        m_templates = *all;
        fill();
    });
}

void TemplateChoice::setClient(const Client &client)
{
    const bool other = client.persona != m_client.persona || client.language != m_client.language;
    m_client = client;
    if (other)
        fill();
}

void TemplateChoice::fill()
{
    const TemplateId current = TemplateId::fromString(m_box.currentData().toString());
    const QString language = m_client.language.isEmpty() ? m_context.settings.current().language : m_client.language;
    const bool spoken = std::any_of(m_templates.cbegin(), m_templates.cend(),
                                    [&language](const SmsTemplate &t) { return t.active && t.language == language; });
    const QString wanted = spoken ? language : u"en"_s;
    m_box.clear();
    m_box.addItem(tr("No template"));
    for (const bool own : {true, false}) {
        bool first = true;
        for (const SmsTemplate &value : std::as_const(m_templates)) {
            const bool fits = value.active && value.language == wanted && (value.persona == m_client.persona) == own;
            if ((!fits && value.id != current) || m_box.findData(value.id.toString()) >= 0)
                continue;
            if (first && !own)
                m_box.insertSeparator(m_box.count());
            first = false;
            const QString name = PlainText::oneLine(value.name);
            m_box.addItem(own ? name : tr("%1 (%2)").arg(name, Formatting::persona(value.persona)),
                          value.id.toString());
        }
    }
    choose(current);
}

const SmsTemplate *TemplateChoice::current() const
{
    const TemplateId id = TemplateId::fromString(m_box.currentData().toString());
    for (const SmsTemplate &value : m_templates) {
        if (!id.isNull() && value.id == id)
            return &value;
    }
    return nullptr;
}

void TemplateChoice::choose(TemplateId id)
{
    m_box.setCurrentIndex(id.isNull() ? 0 : qMax(0, m_box.findData(id.toString())));
}

bool TemplateChoice::chooseLike(const QString &words)
{
    for (int row = 1; row < m_box.count(); ++row) {
        if (!m_box.itemText(row).contains(words, Qt::CaseInsensitive))
            continue;
        m_box.setCurrentIndex(row);
        return true;
    }
    return false;
}
