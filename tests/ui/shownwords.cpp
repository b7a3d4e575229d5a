#include "shownwords.h"

#include "hostiletexts.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QTextEdit>

using namespace Qt::StringLiterals;

namespace
{
constexpr char16_t isolate = 0x2068;
constexpr char16_t pop = 0x2069;

bool isControl(char16_t c)
{
    return (c < 0x20 && c != u'\n' && c != u'\t') || (c >= 0x7f && c < 0xa0);
}

/// Outside text must not decide in which direction the words around it run.
QString directionFault(const QString &words)
{
    int depth = 0;
    for (const QChar c : words) {
        const char16_t unit = c.unicode();
        if ((unit >= 0x202a && unit <= 0x202e) || unit == 0x2066 || unit == 0x2067)
            return u"re-orders"_s;
        depth += unit == isolate ? 1 : unit == pop ? -1 : 0;
        if (depth < 0)
            return u"ends an isolate that it did not begin"_s;
    }
    return depth > 0 ? u"leaves an isolate open"_s : QString();
}

QString characterFault(const QString &words)
{
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QChar c = words.at(i);
        if (isControl(c.unicode()))
            return u"holds the control character %1"_s.arg(c.unicode(), 4, 16, QLatin1Char('0'));
        if (c.unicode() == 0x2028 || c.unicode() == 0x2029)
            return u"holds a separator"_s;
        const bool pair = c.isHighSurrogate() && i + 1 < words.size() && words.at(i + 1).isLowSurrogate();
        if (c.isSurrogate() && !pair)
            return u"holds half a character"_s;
        i += pair ? 1 : 0;
    }
    return {};
}

/// The mark stands as it was written, as far as it is shown.
QString placeholderFault(const QString &words)
{
    const QString mark = QLatin1String(HostileTexts::mark);
    const QString begin = u"Q&Z"_s;
    const QString plain = QString(words).replace(u"&&"_s, u"&"_s);
    for (qsizetype at = plain.indexOf(begin); at >= 0; at = plain.indexOf(begin, at + 1)) {
        const QString shown = plain.mid(at, mark.size());
        const qsizetype same = std::mismatch(shown.cbegin(), shown.cend(), mark.cbegin()).first - shown.cbegin();
        const QStringView rest = QStringView(plain).mid(at + same);
        const bool cut =
            rest.isEmpty() || rest.startsWith(u'…') || rest.startsWith(QChar(pop)) || rest.trimmed().startsWith(u'·');
        // A column or a preview ends wherever it is full; only other words in its place are a fault.
        if (same < mark.size() && !cut)
            return u"fills a placeholder of outside text"_s;
    }
    return {};
}

QString mnemonicFault(const QString &words)
{
    return words.contains("Q&Z"_L1) ? u"reads an ampersand of outside text as a mnemonic"_s : QString();
}

class Walk
{
public:
    explicit Walk(QStringList &faults)
        : m_faults(faults)
    {
    }

    void look(const QWidget *widget);

private:
    void note(const QObject *where, const QString &what, const QString &words)
    {
        if (!what.isEmpty())
            m_faults << u"%1 %2: %3: %4"_s.arg(
                QLatin1String(where->metaObject()->className()), where->objectName(), what,
                QString::fromLatin1(words.left(120).toUtf8().toPercentEncoding(" <>()&%'\",.:;/#"_ba)));
    }
    void shown(const QObject *where, const QString &words) { note(where, ShownWords::faultOf(words), words); }
    void tip(const QObject *where, const QString &words)
    {
        shown(where, words);
        if (Qt::mightBeRichText(words))
            note(where, u"a tool tip with markup"_s, words);
    }
    void label(const QLabel *label);
    void document(const QObject *where, const QTextDocument *document);
    void items(const QAbstractItemView *view);
    void menu(const QMenu *menu);
    void aloud(const QWidget *widget);

    QStringList &m_faults;
};

void Walk::label(const QLabel *label)
{
    shown(label, label->text());
    if (!label->text().isEmpty() && label->textFormat() != Qt::PlainText)
        note(label, u"a label that reads markup"_s, label->text());
    if (label->buddy() != nullptr)
        note(label, mnemonicFault(label->text()), label->text());
}

void Walk::document(const QObject *where, const QTextDocument *document)
{
    shown(where, document->toPlainText());
    for (QTextBlock block = document->begin(); block.isValid(); block = block.next()) {
        for (auto part = block.begin(); !part.atEnd(); ++part) {
            const QTextCharFormat format = part.fragment().charFormat();
            if (format.isImageFormat() || format.isAnchor() || format.fontWeight() > QFont::Normal ||
                format.hasProperty(QTextFormat::FontItalic) || format.background().style() != Qt::NoBrush)
                note(where, u"a document with formats"_s, part.fragment().text());
        }
    }
}

void Walk::items(const QAbstractItemView *view)
{
    const QAbstractItemModel *model = view->model();
    if (model == nullptr)
        return;
    const int rows = qMin(model->rowCount(), 1000);
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < model->columnCount(); ++column) {
            const QModelIndex index = model->index(row, column);
            for (const int role : {int(Qt::DisplayRole), int(Qt::AccessibleTextRole)})
                shown(view, index.data(role).toString());
            for (const int role : {int(Qt::ToolTipRole), int(Qt::StatusTipRole), int(Qt::WhatsThisRole)})
                tip(view, index.data(role).toString());
        }
    }
}

void Walk::menu(const QMenu *menu)
{
    const auto actions = menu->actions();
    for (const QAction *action : actions) {
        shown(action, action->text());
        note(action, mnemonicFault(action->text()), action->text());
        if (menu->toolTipsVisible())
            tip(action, action->toolTip());
    }
}

void Walk::aloud(const QWidget *widget)
{
    shown(widget, widget->accessibleName());
    shown(widget, widget->accessibleDescription());
    if (QAccessibleInterface *face = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget)))
        shown(widget, face->text(QAccessible::Name) + face->text(QAccessible::Description));
}

void Walk::look(const QWidget *widget)
{
    if (qobject_cast<const QFileDialog *>(widget) != nullptr || widget->inherits("QTipLabel"))
        return;
    tip(widget, widget->toolTip());
    tip(widget, widget->whatsThis());
    tip(widget, widget->statusTip());
    shown(widget, widget->windowTitle());
    aloud(widget);
    if (const auto *one = qobject_cast<const QLabel *>(widget))
        label(one);
    else if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
        shown(button, button->text());
        note(button, mnemonicFault(button->text()), button->text());
    } else if (const auto *box = qobject_cast<const QGroupBox *>(widget)) {
        note(box, mnemonicFault(box->title()), box->title());
    } else if (const auto *edit = qobject_cast<const QLineEdit *>(widget)) {
        shown(edit, edit->text());
        shown(edit, edit->placeholderText());
    } else if (const auto *plain = qobject_cast<const QPlainTextEdit *>(widget)) {
        document(plain, plain->document());
    } else if (const auto *rich = qobject_cast<const QTextEdit *>(widget)) {
        note(rich, u"an editor that reads markup"_s, rich->toPlainText());
    } else if (const auto *combo = qobject_cast<const QComboBox *>(widget)) {
        for (int i = 0; i < combo->count(); ++i)
            shown(combo, combo->itemText(i));
    } else if (const auto *view = qobject_cast<const QAbstractItemView *>(widget)) {
        items(view);
    } else if (const auto *list = qobject_cast<const QMenu *>(widget)) {
        menu(list);
    }
    const auto children = widget->children();
    for (const QObject *child : children) {
        if (const auto *one = qobject_cast<const QWidget *>(child))
            look(one);
    }
}
} // namespace

namespace ShownWords
{
QString faultOf(const QString &words)
{
    for (const auto check : {directionFault, characterFault, placeholderFault}) {
        if (const QString fault = check(words); !fault.isEmpty())
            return fault;
    }
    return {};
}

QStringList faults(const QWidget *window)
{
    QStringList found;
    Walk(found).look(window);
    found.removeDuplicates();
    return found;
}
} // namespace ShownWords
