#include "templates/templatepreview.h"

#include "common/plaintext.h"
#include "common/theme.h"
#include "smstemplate.h"
#include "templates/clientchoice.h"
#include "uicontext.h"

#include <QGuiApplication>
#include <QLabel>
#include <QPainter>
#include <QShowEvent>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
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
    , m_choice(new ClientChoice(context.clients, this))
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
    m_choice->setToolTip(tr("Type a name, a number or a tag to find any client."));
    connect(m_choice, &ClientChoice::clientChanged, this, &TemplatePreview::clientChanged);
}

void TemplatePreview::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_choice->reload(); // names may have changed meanwhile
}

Client TemplatePreview::client() const
{
    Client client = m_choice->client();
    if (client.id.isNull())
        client.name = tr("Maria Lopez");
    return client;
}

void TemplatePreview::setText(const RenderedText &text)
{
    m_bubble->setText(PlainText::cleaned(text.text));
    m_bubble->setVisible(!text.text.isEmpty());
    m_missing->setVisible(!text.missing.isEmpty());
    m_missing->setText(tr("Asked for before it is sent: %1").arg(text.missing.join(u", "_s)));
}
