#include "clients/notebox.h"

#include "clock.h"
#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "sharing/sharing.h"
#include "storage/internalnotestore.h"
#include "storage/settingstore.h"
#include "storage/staffstore.h"
#include "uicontext.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

NoteBox::NoteBox(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_text(new QPlainTextEdit(this))
{
    auto *heading = PlainText::label(tr("Internal note: only your colleagues see it. It is not sent."), this);
    heading->setWordWrap(true);
    Theme::setRole(heading, "textRole", u"note"_s);
    m_text->setAccessibleName(tr("Internal note, not sent"));
    m_text->setPlaceholderText(tr("For colleagues"));
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(qMax(72, 3 * m_text->fontMetrics().lineSpacing() + 22));
    m_text->installEventFilter(this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid);
    layout->addWidget(heading);
    layout->addWidget(m_text);
}

void NoteBox::setClient(ClientId client)
{
    if (client == m_client)
        return;
    if (isBegun())
        m_begun.insert(m_client, text());
    else
        m_begun.remove(m_client);
    m_client = client;
    m_text->setPlainText(m_begun.value(client));
    m_text->moveCursor(QTextCursor::End);
}

void NoteBox::follow(ClientId client)
{
    if (isBegun())
        m_client = client;
}

bool NoteBox::isBegun() const
{
    return !text().trimmed().isEmpty();
}

QString NoteBox::text() const
{
    return m_text->toPlainText();
}

void NoteBox::add()
{
    if (m_client.isNull() || m_isAdding)
        return;
    if (!isBegun())
        return focus();
    const StaffId me = m_context.sharing.state() == Sharing::State::Member ? m_context.sharing.me() : StaffId();
    const QString known = m_context.staff.nameOf(me);
    const QString name = known.isEmpty() ? m_context.settings.current().staffName : known;
    m_isAdding = true;
    const auto done = m_context.notes.add(m_client, text(), me, name, m_context.clock.now());
    whenDone(done, this, [this, client = m_client](const Result<InternalNote> &note) {
        m_isAdding = false;
        if (note)
            added(client);
        else
            Q_EMIT problem(ErrorText::sentence(note.error()));
    });
}

void NoteBox::added(ClientId client)
{
    m_begun.remove(client);
    if (client != m_client)
        return;
    m_text->clear();
    if (isVisible())
        focus();
}

void NoteBox::focus()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
}

bool NoteBox::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && key->modifiers().testFlag(Qt::ControlModifier)) {
            add();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}
