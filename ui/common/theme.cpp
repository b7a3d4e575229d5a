#include "common/theme.h"

#include "common/stylesheet.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QStyle>
#include <QStyleFactory>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace Theme
{
namespace
{
constexpr double basePoints = 9.75; // 13 px at 96 dpi
constexpr double smallPoints = 9.0;
constexpr double titlePoints = 12.75;

const Colors &lightColors()
{
    static const Colors colors{
        .page = QColor(0xfcfcfd),
        .sidebar = QColor(0xf2f3f5),
        .raised = QColor(0xffffff),
        .border = QColor(0xdfe1e6),
        .text = QColor(0x1c1e22),
        .muted = QColor(0x676c76),
        .accent = QColor(0x1f6feb),
        .onAccent = QColor(0xffffff),
        .selection = QColor(0xe7effd),
        .bubbleOut = QColor(0xdfeafd),
        .bubbleIn = QColor(0xedeef1),
        .good = QColor(0x1a7f37),
        .warning = QColor(0x8a5a00),
        .warningSurface = QColor(0xfff7de),
        .bad = QColor(0xb42318),
        .noteSurface = QColor(0xf4eefb),
        .noteBorder = QColor(0x6b3fa0),
        .mark = QColor(0xdfeafd),
    };
    return colors;
}

const Colors &darkColors()
{
    static const Colors colors{
        .page = QColor(0x1b1c20),
        .sidebar = QColor(0x232629),
        .raised = QColor(0x24272c),
        .border = QColor(0x383c43),
        .text = QColor(0xe9eaed),
        .muted = QColor(0x9a9fa9),
        .accent = QColor(0x6ea8ff),
        .onAccent = QColor(0x0b1a33),
        .selection = QColor(0x22324f),
        .bubbleOut = QColor(0x21365c),
        .bubbleIn = QColor(0x2e3137),
        .good = QColor(0x56c271),
        .warning = QColor(0xe3b341),
        .warningSurface = QColor(0x332b17),
        .bad = QColor(0xff7b72),
        .noteSurface = QColor(0x2f2740),
        .noteBorder = QColor(0xc3a5ea),
        .mark = QColor(0x24406f),
    };
    return colors;
}

QPalette paletteOf(const Colors &c)
{
    QPalette p;
    p.setColor(QPalette::Window, c.page);
    p.setColor(QPalette::WindowText, c.text);
    p.setColor(QPalette::Base, c.raised);
    p.setColor(QPalette::AlternateBase, c.page);
    p.setColor(QPalette::Text, c.text);
    p.setColor(QPalette::Button, c.raised);
    p.setColor(QPalette::ButtonText, c.text);
    p.setColor(QPalette::BrightText, c.bad);
    p.setColor(QPalette::ToolTipBase, c.raised);
    p.setColor(QPalette::ToolTipText, c.text);
    p.setColor(QPalette::PlaceholderText, c.muted);
    p.setColor(QPalette::Highlight, c.accent);
    p.setColor(QPalette::HighlightedText, c.onAccent);
    p.setColor(QPalette::Link, c.accent);
    p.setColor(QPalette::LinkVisited, c.accent);
    p.setColor(QPalette::Mid, c.border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, c.muted);
    return p;
}

QFont fontOf(double points)
{
    QFont font = QApplication::font();
    font.setPointSizeF(points);
    return font;
}
} // namespace

namespace
{
/// Applies the theme again when the system turns dark or light. Our own changes come back as events as well: they are
/// told apart by `applying`, and an answer that is the same as before changes nothing, so that nothing goes in circles.
class Follower : public QObject
{
public:
    static Follower &instance(QApplication &application)
    {
        static auto *follower = new Follower(application);
        return *follower;
    }

    /// The platform's own palette lies under ours: it shows while ours is taken away.
    bool isSystemDark() const
    {
        if (probe)
            return probe();
        QApplication::setPalette(QPalette());
        return isDark(QGuiApplication::palette());
    }

    Scheme scheme = Scheme::System;
    bool dark = false;
    bool applying = false;
    std::function<bool()> probe;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        const bool change = event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::ThemeChange;
        if (change && !applying && !m_asked && scheme == Scheme::System) {
            m_asked = true; // many widgets, one question
            QMetaObject::invokeMethod(
                this, [this] { ask(); }, Qt::QueuedConnection);
        }
        return false;
    }

private:
    explicit Follower(QApplication &application)
        : QObject(&application)
        , m_application(application)
    {
        application.installEventFilter(this);
    }

    void ask()
    {
        m_asked = false;
        // Asking takes our palette away, so that it has to be put back in any case; with a probe only on a change.
        bool changed = !probe;
        if (probe)
            changed = probe() != dark;
        if (scheme == Scheme::System && changed)
            apply(m_application, Scheme::System);
    }

    QApplication &m_application;
    bool m_asked = false;
};
} // namespace

void setSystemProbe(std::function<bool()> isSystemDark)
{
    Follower::instance(*qApp).probe = std::move(isSystemDark);
}

bool isDark(const QPalette &palette)
{
    // A style sheet's transparent background arrives here as transparent black.
    const QColor window = palette.color(QPalette::Window);
    const QColor solid = window.alpha() < 255 ? QGuiApplication::palette().color(QPalette::Window) : window;
    return solid.lightness() < 128;
}

const Colors &colors(const QPalette &palette)
{
    return isDark(palette) ? darkColors() : lightColors();
}

void apply(QApplication &application, Scheme scheme)
{
    Follower &follower = Follower::instance(application);
    follower.scheme = scheme;
    const QScopedValueRollback guard(follower.applying, true);
    const bool dark = scheme == Scheme::Dark || (scheme == Scheme::System && follower.isSystemDark());
    follower.dark = dark;
    const Colors &c = dark ? darkColors() : lightColors();
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QFont font = QApplication::font();
    if (QFontDatabase::hasFamily(u"Inter"_s))
        font.setFamily(u"Inter"_s);
    font.setPointSizeF(basePoints);
    QApplication::setFont(font);
    QApplication::setPalette(paletteOf(c));
    application.setStyleSheet(practicelineStyleSheet(c, dark));
}

QFont baseFont()
{
    return fontOf(basePoints);
}

QFont smallFont()
{
    return fontOf(smallPoints);
}

QFont titleFont()
{
    QFont font = fontOf(titlePoints);
    font.setWeight(QFont::DemiBold);
    return font;
}

void setRole(QWidget *widget, const char *name, const QVariant &value)
{
    widget->setProperty(name, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

void makePrimary(QPushButton *button)
{
    setRole(button, "primary", true);
}

void makeTitle(QLabel *label)
{
    label->setFont(titleFont());
    setRole(label, "textRole", u"title"_s);
}

void makeMuted(QLabel *label)
{
    setRole(label, "textRole", u"muted"_s);
}

void makeSmall(QLabel *label)
{
    label->setFont(smallFont());
    setRole(label, "textRole", u"small"_s);
}

void makeChip(QLabel *label, ChipTone tone)
{
    label->setFont(smallFont());
    label->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    switch (tone) {
    case ChipTone::Quiet:
        return setRole(label, "chip", u"quiet"_s);
    case ChipTone::Good:
        return setRole(label, "chip", u"good"_s);
    case ChipTone::Warning:
        return setRole(label, "chip", u"warning"_s);
    case ChipTone::Bad:
        return setRole(label, "chip", u"bad"_s);
    }
}

void makeBanner(QWidget *widget)
{
    widget->setAttribute(Qt::WA_StyledBackground);
    setRole(widget, "role", u"banner"_s);
}

void makeHeader(QWidget *widget)
{
    widget->setAttribute(Qt::WA_StyledBackground);
    setRole(widget, "role", u"header"_s);
}

void makeFooter(QWidget *widget)
{
    widget->setAttribute(Qt::WA_StyledBackground);
    setRole(widget, "role", u"footer"_s);
}
} // namespace Theme
