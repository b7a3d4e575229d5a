#include "common/askbox.h"

#include "common/icons.h"
#include "common/theme.h"

#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace
{
constexpr int explanationWidth = Theme::grid * 40;

QMessageBox *make(const QString &title, const QString &text, QMessageBox::StandardButton way, QWidget *parent)
{
    constexpr int iconSize = 32;
    auto *box = new QMessageBox(QMessageBox::NoIcon, title, {}, way, parent);
    box->setTextFormat(Qt::PlainText); // before the text
    box->setText(text);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(way);
    box->button(way)->setIcon({}); // some desktops give it one, the only one among our buttons
    const QColor color = Theme::colors(box->palette()).warning;
    box->setIconPixmap(Icons::pixmap(u"warning"_s, color, iconSize, box->devicePixelRatioF()));
    return box;
}
} // namespace

namespace AskBox
{
QMessageBox *question(const QString &title, const QString &text, const QString &more, QWidget *parent)
{
    QMessageBox *box = make(title, text, QMessageBox::Cancel, parent);
    box->setInformativeText(more);
    // The box's format is that of its text alone.
    const auto labels = box->findChildren<QLabel *>();
    for (QLabel *label : labels) {
        label->setTextFormat(Qt::PlainText);
        if (label->text() == more && !more.isEmpty())
            label->setMinimumWidth(explanationWidth); // else it is as narrow as a short question
    }
    return box;
}

QMessageBox *notice(const QString &title, const QString &text, QWidget *parent)
{
    return make(title, text, QMessageBox::Close, parent);
}
} // namespace AskBox
