#include "sharing/resultline.h"

#include "common/icons.h"
#include "common/plaintext.h"
#include "common/theme.h"

#include <QAccessible>
#include <QDialog>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>

using namespace Qt::StringLiterals;
using ErrorText::Tone;

namespace
{
constexpr int iconSize = 16;
}

ResultLine::ResultLine(QWidget *parent)
    : QWidget(parent)
    , m_icon(PlainText::label({}, this))
    , m_text(PlainText::label({}, this))
{
    m_icon->setAlignment(Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QSizePolicy policy = sizePolicy();
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    hide();
}

void ResultLine::say(const QString &text, Tone tone)
{
    const bool isNews = text != m_text->text();
    m_tone = tone;
    m_text->setText(text);
    paintIcon();
    setVisible(!text.isEmpty());
    makeRoom();
    if (!isNews || text.isEmpty())
        return;
    QAccessibleEvent event(m_text, QAccessible::NameChanged); // read aloud, though the focus is elsewhere
    QAccessible::updateAccessibility(&event);
}

/// A dialog does not ask for its labels' height at its width: the line would push what is above it together.
void ResultLine::makeRoom() const
{
    auto *dialog = qobject_cast<QDialog *>(window());
    if (dialog != nullptr && dialog->layout() != nullptr && isVisible())
        dialog->resize(dialog->width(), qMax(dialog->height(), dialog->layout()->totalHeightForWidth(dialog->width())));
}

QString ResultLine::text() const
{
    return m_text->text();
}

void ResultLine::paintIcon()
{
    const auto &colors = Theme::colors(palette());
    const QColor color = m_tone == Tone::Good ? colors.good : m_tone == Tone::Bad ? colors.bad : colors.warning;
    m_icon->setVisible(m_tone != Tone::Quiet);
    if (m_tone != Tone::Quiet)
        m_icon->setPixmap(
            Icons::pixmap(m_tone == Tone::Good ? u"check"_s : u"warning"_s, color, iconSize, devicePixelRatioF()));
}

void ResultLine::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        paintIcon();
    QWidget::changeEvent(event);
}
