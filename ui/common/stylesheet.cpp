#include "common/stylesheet.h"

using namespace Qt::StringLiterals;

namespace
{
// @name is replaced by the colour of that name; longer names come first in fill().
const QLatin1String sheetTemplate(R"(
QWidget#Pages, QWidget#sidebar, QStatusBar { background: @sidebar; }
QWidget#sidebar { border-right: 1px solid @border; }
QLabel#productName { font-weight: 600; padding: 0 16px; }
QStatusBar { border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QStatusBar QLabel, QStatusBar QPushButton { color: @muted; }
QStatusBar QPushButton { border: 1px solid transparent; background: transparent; padding: 1px 4px; min-height: 0; font-weight: 400; }
QStatusBar QPushButton:hover { color: @text; text-decoration: underline; }
QStatusBar QPushButton:focus { border-color: @accent; }
QStatusBar *[tone="warning"] { color: @warning; }
QStatusBar *[tone="strong"] { color: @warning; font-weight: 600; }

QAbstractItemView { background: @page; border: none; outline: 0; selection-background-color: @selection; selection-color: @text; }
QTableView, QTreeView { gridline-color: @border; alternate-background-color: @page; }
QTableView::item { padding: 0 8px; border-bottom: 1px solid @border; }
QTableView::item:selected { background: @selection; color: @text; }
QTableView::item:focus { border: 1px solid @accent; }
QHeaderView { background: @page; }
QHeaderView::section { background: @page; color: @muted; border: none; border-bottom: 1px solid @border; padding: 6px 8px 6px 11px; font-weight: 600; }
QSplitter::handle { background: @border; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
    background: @field; color: @text; border: 1px solid @border; border-radius: 6px; padding: 0 9px; min-height: 28px;
    selection-background-color: @accent; selection-color: @onAccent; }
QPlainTextEdit, QTextEdit { padding: 4px 6px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border: 1px solid @accent; }
QLineEdit[missing="true"] { border: 1px solid @warning; background: @warningSurface; }
QLineEdit[wrong="true"] { border: 1px solid @bad; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { color: @muted; background: @page; }
QComboBox { padding-left: 11px; padding-right: 24px; }
QComboBox::drop-down, QDateEdit::drop-down, QDateTimeEdit::drop-down { subcontrol-origin: padding; subcontrol-position: center right; width: 22px; border: none; }
QComboBox::down-arrow, QDateEdit::down-arrow, QDateTimeEdit::down-arrow { image: url(@chevron); width: 14px; height: 14px; }
QComboBox QAbstractItemView { border: 1px solid @border; background: @raised; padding: 4px; }
QAbstractSpinBox { padding-right: 2px; }

QPushButton { background: @field; color: @text; border: 1px solid @border; border-radius: 6px; padding: 0 12px; min-height: 28px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @selection; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton:disabled { color: @muted; background: @page; }
QPushButton::menu-indicator { image: url(@chevron); width: 14px; height: 14px; subcontrol-origin: padding; subcontrol-position: center right; right: 6px; }
QPushButton[hasMenu="true"] { padding-right: 24px; }
QPushButton[icononly="true"] { padding: 0 8px; }
QPushButton[icononly="true"]::menu-indicator { image: none; width: 0; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[primary="true"]:focus { border: 2px solid @text; padding: 0 11px; min-height: 26px; }
QPushButton[primary="true"]:disabled { background: @border; border-color: @border; color: @muted; }
QPushButton[danger="true"] { color: @bad; }
QPushButton[standsOut="true"] { color: @warning; background: @warningSurface; border-color: @warning; font-weight: 600; }
QPushButton:checked { background: @selection; border-color: @accent; }
QPushButton[link="true"] { border: 1px solid transparent; background: transparent; color: @accent; padding: 0 4px; }
QPushButton[link="true"]:focus { border-color: @accent; }

QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox:focus, QRadioButton:focus { color: @accent; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @muted; border-radius: 3px; background: @field; }
QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked { border-color: @accent; background: @accent; image: url(@tick); }
QCheckBox::indicator:disabled { border-color: @border; background: @page; }
QCheckBox::indicator:checked:disabled { background: @muted; }
QGroupBox { border: none; margin-top: 24px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
QScrollArea, QStackedWidget { border: none; background: @page; }
QScrollArea > QWidget > QWidget { background: @page; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @handle; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: @raised; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px 6px; }

QDialog, QMessageBox { background: @page; }
QProgressBar { border: none; border-radius: 3px; background: @border; max-height: 6px; min-height: 6px; text-align: center; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QTabBar::tab { padding: 8px 14px; border: none; border-bottom: 2px solid transparent; color: @muted; background: transparent; }
QTabBar::tab:selected { color: @accent; border-bottom-color: @accent; font-weight: 600; }
QTabBar::tab:focus { border: 1px solid @accent; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }

QWidget[role="header"] { background: @page; border: none; border-bottom: 1px solid @border; }
QWidget[role="footer"] { background: @raised; border: none; border-top: 1px solid @border; }
QWidget[role="notes"] { background: @noteSurface; border: none; border-top: 2px solid @noteBorder; }
QWidget[role="notes"] QPlainTextEdit { border-color: @noteBorder; }
QWidget[role="list-panel"] { background: @page; border: none; }
QWidget[role="page"] { background: @page; }
QWidget[role="banner"] { background: @warningSurface; border: none; border-bottom: 1px solid @warning; }
QWidget[role="footer"] QWidget[role="banner"], QWidget[role="inset"] QWidget[role="banner"] { border: 1px solid @warning; border-radius: 6px; }
QWidget[role="banner"] QLabel { color: @warning; background: transparent; border: none; }
QWidget[role="callbar"] { background: @selection; border: none; border-bottom: 1px solid @border; }
QWidget[role="actions"] { background: @raised; border: none; border-top: 1px solid @border; }
QFrame[role="words"] { background: @raised; border: 1px solid @border; border-radius: 6px; }
QFrame[role="words"]:focus { border-color: @accent; }
QLabel { background: transparent; }
QLabel[textRole="title"] { font-weight: 600; }
QLabel[textRole="muted"], QLabel[textRole="small"] { color: @muted; }
QLabel[textRole="bad"] { color: @bad; }
QLabel[textRole="warning"] { color: @warning; }
QLabel[textRole="note"] { color: @noteBorder; font-weight: 600; }
QLabel[chip] { border: 1px solid @border; border-radius: 9px; padding: 0 8px; color: @muted; min-height: 17px; max-height: 17px; }
QLabel[chip="good"] { border-color: @good; color: @good; }
QLabel[chip="warning"] { border-color: @warning; color: @warning; }
QLabel[chip="bad"] { border-color: @bad; color: @bad; }
)");
} // namespace

QString practicelineStyleSheet(const Theme::Colors &c, bool dark)
{
    const QList<std::pair<QString, QString>> values{
        {u"@noteSurface"_s, c.noteSurface.name()},
        {u"@noteBorder"_s, c.noteBorder.name()},
        {u"@warningSurface"_s, c.warningSurface.name()},
        {u"@accentHover"_s, (dark ? c.accent.lighter(112) : c.accent.darker(112)).name()},
        {u"@onAccent"_s, c.onAccent.name()},
        {u"@selection"_s, c.selection.name()},
        {u"@sidebar"_s, c.sidebar.name()},
        {u"@warning"_s, c.warning.name()},
        {u"@chevron"_s, dark ? u":/icons/chevron-dark.svg"_s : u":/icons/chevron-light.svg"_s},
        {u"@tick"_s, dark ? u":/icons/tick-dark.svg"_s : u":/icons/tick-light.svg"_s},
        {u"@raised"_s, c.raised.name()},
        {u"@border"_s, c.border.name()},
        {u"@accent"_s, c.accent.name()},
        {u"@handle"_s, (dark ? QColor(0x4a4e56) : QColor(0xc6c9d0)).name()},
        {u"@muted"_s, c.muted.name()},
        {u"@hover"_s, (dark ? QColor(0x30343b) : QColor(0xf0f1f4)).name()},
        {u"@field"_s, (dark ? QColor(0x25282d) : QColor(0xffffff)).name()},
        {u"@page"_s, c.page.name()},
        {u"@text"_s, c.text.name()},
        {u"@good"_s, c.good.name()},
        {u"@bad"_s, c.bad.name()},
    };
    QString sheet = sheetTemplate;
    for (const auto &[name, value] : values)
        sheet.replace(name, value);
    return sheet;
}
