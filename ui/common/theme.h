#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

#include <functional>

class QApplication;
class QLabel;
class QPushButton;
class QWidget;

/// The look: one accent colour, an 8-pixel grid, three text sizes, borders instead of shadows; light and dark follow
/// the system's palette. apply() once in main(); with Scheme::System a change of
/// the system while the program runs is followed; widgets ask the functions when they paint. GUI thread.
namespace Theme
{
enum class Scheme { System, Light, Dark };

constexpr int grid = 8;
constexpr int radius = 6;

/// Sets style, palette, font and style sheet of the application. System: dark when the platform's window colour is
/// dark.
void apply(QApplication &application, Scheme scheme = Scheme::System);
bool isDark(const QPalette &palette);
/// Whether the platform asks for dark; how it is found out can be replaced, for tests.
void setSystemProbe(std::function<bool()> isSystemDark);

/// What the palette has no role for. Text colours keep 4.5:1 on their surfaces.
struct Colors {
    QColor page;    ///< content background
    QColor sidebar; ///< navigation and status bar
    QColor raised;  ///< composer, dialogs
    QColor border;
    QColor text;
    QColor muted;
    QColor accent;
    QColor onAccent;
    QColor selection; ///< selected rows
    QColor bubbleOut;
    QColor bubbleIn;
    QColor good;
    QColor warning;
    QColor warningSurface;
    QColor bad;
    QColor noteSurface; ///< internal notes: what is never sent looks like nothing that is
    QColor noteBorder;  ///< and the text of their headings
    QColor mark;        ///< behind a variable in the composer
};
const Colors &colors(const QPalette &palette);

QFont baseFont();
QFont smallFont(); ///< state lines, times
QFont titleFont(); ///< page and client names

/// Gives @p widget a property that the style sheet looks at, and its looks anew.
void setRole(QWidget *widget, const char *name, const QVariant &value);
/// Roles of widgets for the style sheet.
void makePrimary(QPushButton *button);
void makeTitle(QLabel *label);
void makeMuted(QLabel *label);
void makeSmall(QLabel *label);
enum class ChipTone { Quiet, Good, Warning, Bad };
/// A rounded, outlined label: "✓ May be texted".
void makeChip(QLabel *label, ChipTone tone);
/// An area with a border and the warning surface, for what needs a decision.
void makeBanner(QWidget *widget);
/// Page header (title left, buttons right) and footer surfaces: raised, with a hairline.
void makeHeader(QWidget *widget);
void makeFooter(QWidget *widget);
} // namespace Theme
