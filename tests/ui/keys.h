#pragma once

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QTest>

/// A person at the keyboard: keys go where the focus is, and to nothing else.
namespace Keys
{
inline void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QWidget *target = QApplication::activePopupWidget();
    if (target != nullptr && target->focusWidget() != nullptr)
        target = target->focusWidget(); // the list in a combo box's popup
    if (target == nullptr)
        target = QApplication::focusWidget();
    if (target == nullptr)
        target = QApplication::activeWindow();
    QTest::keyClick(target, key, modifiers);
}

inline void type(const QString &text)
{
    QTest::keyClicks(QApplication::focusWidget(), text);
}

/// As a screen reader says it: its own name, its words, or its label.
inline QString nameOf(QWidget *widget)
{
    const QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
    const QString name = face != nullptr ? face->text(QAccessible::Name) : widget->accessibleName();
    if (!name.isEmpty() && qobject_cast<QComboBox *>(widget) == nullptr)
        return name;
    const auto labels = widget->window()->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->buddy() == widget)
            return label->text();
    }
    return widget->accessibleName();
}

/// Presses Tab until @p wanted has the focus.
inline bool tabTo(const QWidget *wanted)
{
    QStringList passed;
    for (int i = 0; wanted != nullptr && i < 150 && !wanted->hasFocus(); ++i) {
        key(Qt::Key_Tab);
        if (i < 30 && QApplication::focusWidget() != nullptr)
            passed << nameOf(QApplication::focusWidget());
    }
    if (wanted == nullptr || !wanted->hasFocus())
        qWarning("Tab passed %s", qPrintable(passed.join(QStringLiteral(", "))));
    return wanted != nullptr && wanted->hasFocus();
}
} // namespace Keys
