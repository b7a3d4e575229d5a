#pragma once

#include <QAbstractButton>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QTest>

#include <algorithm>

/// What tests of pages and dialogs look for: words that are on the screen, controls by their names.
namespace UiTesting
{
inline constexpr int patience = 60'000; // the machine may be busy

template <class T>
T *named(const QWidget *parent, const QString &accessibleName)
{
    const auto all = parent->findChildren<T *>();
    const auto found =
        std::find_if(all.cbegin(), all.cend(), [&](const T *one) { return one->accessibleName() == accessibleName; });
    return found == all.cend() ? nullptr : *found;
}

/// A button that can be seen, by its words without mnemonic.
inline QPushButton *button(const QWidget *parent, const QString &text)
{
    const auto all = parent->findChildren<QPushButton *>();
    const auto found = std::find_if(all.cbegin(), all.cend(), [&](const QPushButton *one) {
        return QString(one->text()).remove(u'&') == text && one->isVisible();
    });
    return found == all.cend() ? nullptr : *found;
}

/// Directional marks around names are no matter of the words.
inline QString plain(QString text)
{
    return text.remove(QChar(0x2068)).remove(QChar(0x2069));
}

/// Whether a label or button that can be seen holds @p words.
inline bool says(const QWidget *parent, const QString &words)
{
    const auto labels = parent->findChildren<QLabel *>();
    const auto buttons = parent->findChildren<QAbstractButton *>();
    return std::any_of(labels.cbegin(), labels.cend(),
                       [&](const QLabel *one) { return one->isVisible() && plain(one->text()).contains(words); }) ||
           std::any_of(buttons.cbegin(), buttons.cend(), [&](const QAbstractButton *one) {
               return one->isVisible() && (one->text() + one->toolTip()).contains(words);
           });
}

/// A person chooses @p path in the file dialog that just opened.
inline bool chooseFile(const QWidget *parent, const QString &path)
{
    QFileDialog *dialog = nullptr;
    const auto found = [&] {
        dialog = parent->findChild<QFileDialog *>();
        return dialog != nullptr && dialog->isVisible();
    };
    if (!QTest::qWaitFor(found, patience))
        return false;
    Q_EMIT dialog->fileSelected(path);
    dialog->reject();
    return true;
}
} // namespace UiTesting
