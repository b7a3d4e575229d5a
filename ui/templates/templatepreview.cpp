#include "templates/templatepreview.h"

#include "common/plaintext.h"
#include "common/theme.h"
#include "smstemplate.h"
#include "storage/clientstore.h"
#include "uicontext.h"

#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPainter>
#include <QShowEvent>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int choices = 50; ///< the newest conversations; a preview needs no more

/// A label on the incoming bubble's colour, as the client's phone would show it.
class Bubble : public QLabel
{
public:
    using QLabel::QLabel;

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        // Not the label's own palette: the style sheet makes its window colour transparent, which reads as dark.
        painter.setBrush(Theme::colors(QGuiApplication::palette()).bubbleIn);
        constexpr qreal corner = Theme::radius * 1.5;
        painter.drawRoundedRect(rect(), corner, corner);
        painter.end();
        QLabel::paintEvent(event);
    }
};
} // namespace

TemplatePreview::TemplatePreview(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_choice(new QComboBox(this))
    , m_bubble(new Bubble(this))
    , m_missing(PlainText::label({}, this))
{
    auto *label = PlainText::label(tr("&As this client will see it"), this);
    Theme::makeMuted(label);
    label->setBuddy(m_choice);
    m_bubble->setTextFormat(Qt::PlainText);
    m_bubble->setWordWrap(true);
    m_bubble->setMargin(Theme::grid * 3 / 2);
    m_bubble->setObjectName(u"templatePreview"_s);
    m_missing->setWordWrap(true);
    Theme::makeSmall(m_missing);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid);
    layout->addWidget(label);
    layout->addWidget(m_choice);
    layout->addWidget(m_bubble);
    layout->addWidget(m_missing);
    layout->addStretch(1);
    connect(m_choice, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_loading)
            Q_EMIT clientChanged();
    });
    connect(&context.clients, &ClientStore::reset, this, &TemplatePreview::load);
}

void TemplatePreview::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    load(); // names may have changed meanwhile
}

void TemplatePreview::load()
{
    whenDone(m_context.clients.page({}, {}, choices), this, [this](const Result<ClientPage> &page) {
        if (!page)
            return;
        const ClientId before = client().id;
        m_loading = true;
        m_clients.clear();
        m_choice->clear();
        for (const Client &client : page->clients) {
            if (client.unknown || client.name.isEmpty())
                continue;
            m_clients.append(client);
            m_choice->addItem(PlainText::oneLine(client.name));
            if (client.id == before)
                m_choice->setCurrentIndex(m_choice->count() - 1);
        }
        if (m_clients.isEmpty())
            m_choice->addItem(tr("An example client"));
        m_loading = false;
        Q_EMIT clientChanged();
    });
}

Client TemplatePreview::client() const
{
    const int index = m_choice->currentIndex();
    if (index >= 0 && index < m_clients.size())
        return m_clients.at(index);
    Client example;
    example.name = tr("Maria Lopez");
    return example;
}

void TemplatePreview::setText(const RenderedText &text)
{
    m_bubble->setText(PlainText::cleaned(text.text));
    m_bubble->setVisible(!text.text.isEmpty());
    m_missing->setVisible(!text.missing.isEmpty());
    m_missing->setText(tr("Asked for before it is sent: %1").arg(text.missing.join(u", "_s)));
}
