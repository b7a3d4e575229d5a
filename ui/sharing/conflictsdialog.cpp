#include "sharing/conflictsdialog.h"

#include "clock.h"
#include "common/errortext.h"
#include "common/plaintext.h"
#include "common/taborder.h"
#include "common/theme.h"
#include "sharing/conflictwords.h"
#include "sharing/sharing.h"
#include "uicontext.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{
constexpr int fieldHeight = 38; // of one line
constexpr int itemHeight = 30;
constexpr int mostLines = 6;        // of a value; the rest scrolls
constexpr int roughCharacters = 34; // in a line of it
constexpr int longestName = 60;

bool isSame(const EditConflict &a, const EditConflict &b)
{
    return a.kind == b.kind && a.id == b.id;
}

/// Whether a person who has read @p a knows what @p b says.
bool saysTheSame(const EditConflict &a, const EditConflict &b)
{
    const auto sameField = [](const ConflictField &x, const ConflictField &y) {
        return x.column == y.column && x.ours == y.ours && x.theirs == y.theirs;
    };
    return isSame(a, b) && a.name == b.name && a.theirs == b.theirs && a.colleague == b.colleague &&
           std::equal(a.fields.cbegin(), a.fields.cend(), b.fields.cbegin(), b.fields.cend(), sameField);
}
} // namespace

ConflictsDialog::ConflictsDialog(UiContext &context, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Edits to decide"));
    resize(820, 520);
    build();
    connect(&context.sharing, &Sharing::statusChanged, this, &ConflictsDialog::reload);
    reload();
}

void ConflictsDialog::build()
{
    auto *label = PlainText::label(tr("&Edits to decide"), this);
    Theme::makeMuted(label);
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Edits to decide"));
    m_list->setFixedWidth(216);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    label->setBuddy(m_list);
    auto *left = new QVBoxLayout;
    left->setSpacing(Theme::grid);
    left->addWidget(label);
    left->addWidget(m_list, 1);

    m_sentence = PlainText::label({}, this);
    m_sentence->setWordWrap(true);
    m_fields = new QScrollArea(this);
    m_fields->setWidgetResizable(true);
    m_fields->setFrameShape(QFrame::NoFrame);
    m_fields->setFocusPolicy(Qt::NoFocus); // it scrolls to the text that has the focus
    m_fields->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *right = new QVBoxLayout;
    right->setSpacing(Theme::grid * 3 / 2);
    right->addWidget(m_sentence);
    right->addWidget(m_fields, 1);

    auto *top = new QHBoxLayout;
    top->setSpacing(Theme::grid * 5 / 2);
    top->addLayout(left);
    top->addLayout(right, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 20);
    layout->setSpacing(Theme::grid * 2);
    layout->addLayout(top, 1);
    layout->addWidget(buildChoices());
    connect(m_list, &QListWidget::currentRowChanged, this, &ConflictsDialog::showCurrent);
}

QWidget *ConflictsDialog::buildChoices()
{
    auto *row = new QWidget(this);
    m_state = PlainText::label({}, row);
    m_state->setWordWrap(true);
    Theme::makeMuted(m_state);
    m_mine = new QPushButton(tr("Keep &mine"), row);
    m_theirs = new QPushButton(tr("&Take theirs"), row);
    m_done = new QPushButton(tr("&Done"), row);
    m_close = new QPushButton(tr("&Close"), row);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid);
    layout->addWidget(m_state, 1);
    for (QPushButton *button : {m_mine, m_theirs, m_done, m_close}) {
        button->setAutoDefault(false); // Enter alone decides nothing
        layout->addWidget(button);
    }
    connect(m_mine, &QPushButton::clicked, this, [this] { decide(true); });
    connect(m_theirs, &QPushButton::clicked, this, [this] { decide(false); });
    connect(m_done, &QPushButton::clicked, this, [this] { decide(false); });
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    return row;
}

void ConflictsDialog::reload()
{
    if (m_busy)
        return;
    whenDone(m_context.sharing.conflicts(), this, [this](const Result<QList<EditConflict>> &conflicts) {
        if (conflicts)
            list(*conflicts);
        else
            say(ErrorText::sentence(conflicts.error()));
    });
}

void ConflictsDialog::list(const QList<EditConflict> &conflicts)
{
    const int row = qMax(0, m_list->currentRow());
    const auto chosen = m_shown;
    m_conflicts = conflicts;
    bool isSameList = m_list->count() == conflicts.size();
    for (int i = 0; isSameList && i < conflicts.size(); ++i)
        isSameList = m_list->item(i)->data(Qt::UserRole).toString() == conflicts.at(i).id;
    if (!isSameList) {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        for (const EditConflict &one : conflicts) {
            const QString name = one.kind == SyncKind::Number ? one.id : one.name;
            auto *item =
                new QListWidgetItem(tr("%1: %2").arg(ConflictWords::kind(one.kind),
                                                     PlainText::beginOf(PlainText::oneLine(name), longestName)),
                                    m_list);
            item->setData(Qt::UserRole, one.id);
            item->setSizeHint(QSize(0, qMax(itemHeight, fontMetrics().height() + Theme::grid)));
        }
        int wanted = qMin(row, int(conflicts.size()) - 1);
        for (int i = 0; chosen && i < conflicts.size(); ++i) {
            if (isSame(conflicts.at(i), *chosen))
                wanted = i;
        }
        m_list->setCurrentRow(wanted);
    }
    showCurrent();
}

const EditConflict *ConflictsDialog::current() const
{
    const int row = m_list->currentRow();
    return row >= 0 && row < m_conflicts.size() ? &m_conflicts.at(row) : nullptr;
}

void ConflictsDialog::showCurrent()
{
    const EditConflict *conflict = current();
    const bool isNumber = conflict && conflict->kind == SyncKind::Number;
    m_mine->setVisible(conflict && !isNumber);
    m_theirs->setVisible(conflict && !isNumber);
    m_done->setVisible(isNumber);
    for (QPushButton *button : {m_mine, m_theirs, m_done})
        button->setEnabled(!m_busy);
    if (!conflict) {
        if (m_hasDecided)
            return accept();
        m_shown.reset();
        m_sentence->setText(tr("Nothing is left to decide."));
        delete m_fields->takeWidget();
        m_close->setFocus();
        return;
    }
    if (m_shown && saysTheSame(*m_shown, *conflict))
        return; // what is being read keeps its place
    if (!m_shown || !isSame(*m_shown, *conflict))
        say({});
    m_shown = *conflict;
    m_sentence->setText(ConflictWords::sentence(*conflict, m_context.clock.now()));
    delete m_fields->takeWidget();
    m_fields->setWidget(fieldsOf(*conflict));
    tabAsRead(this);
}

QWidget *ConflictsDialog::fieldsOf(const EditConflict &conflict)
{
    auto *widget = new QWidget;
    auto *grid = new QGridLayout(widget);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(Theme::grid * 3 / 2);
    grid->setVerticalSpacing(Theme::grid);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    const QString colleague = conflict.colleague.isEmpty()
                                  ? QString()
                                  : PlainText::beginOf(PlainText::oneLine(conflict.colleague), longestName);
    if (!conflict.fields.isEmpty()) {
        int column = 1;
        for (const QString &text : {tr("Yours"), colleague.isEmpty() ? tr("Your colleague's") : colleague}) {
            auto *heading = PlainText::label(text, widget);
            QFont bold = Theme::baseFont();
            bold.setWeight(QFont::DemiBold);
            heading->setFont(bold);
            grid->addWidget(heading, 0, column++);
        }
    }
    const QDateTime now = m_context.clock.now();
    for (const ConflictField &field : conflict.fields) {
        const int row = grid->rowCount();
        const QString name = ConflictWords::field(field);
        auto *caption = PlainText::label(name, widget);
        Theme::makeMuted(caption);
        caption->setMinimumHeight(fieldHeight);
        grid->addWidget(caption, row, 0, Qt::AlignTop);
        grid->addWidget(version(ConflictWords::value(field, field.ours, now), tr("%1, yours").arg(name), widget), row,
                        1, Qt::AlignTop);
        const QString whose =
            colleague.isEmpty() ? tr("%1, your colleague's").arg(name) : tr("%1, %2").arg(name, colleague);
        grid->addWidget(version(ConflictWords::value(field, field.theirs, now), whose, widget), row, 2, Qt::AlignTop);
    }
    grid->setRowStretch(grid->rowCount(), 1);
    return widget;
}

QWidget *ConflictsDialog::version(const QString &text, const QString &accessibleName, QWidget *parent)
{
    auto *edit = new QPlainTextEdit(parent);
    edit->setReadOnly(true);
    edit->setTabChangesFocus(true);
    edit->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    edit->setAccessibleName(accessibleName);
    edit->setPlainText(text);
    int lines = 0;
    const auto parts = QStringView(text).split(u'\n');
    for (const QStringView part : parts)
        lines += 1 + int(part.size()) / roughCharacters;
    constexpr int frame = 22; // and the document's margins
    edit->setFixedHeight(qBound(1, lines, mostLines) * edit->fontMetrics().lineSpacing() + frame);
    if (lines <= mostLines)
        edit->setVerticalScrollBarPolicy(lines == 1 ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    return edit;
}

/// What is decided is what was read: it may have changed since.
void ConflictsDialog::decide(bool ours)
{
    if (!m_shown || m_busy)
        return;
    m_busy = true;
    showCurrent();
    whenDone(
        m_context.sharing.conflicts(), this,
        [this, conflict = *m_shown, ours](const Result<QList<EditConflict>> &now) { decided(conflict, ours, now); });
}

void ConflictsDialog::decided(const EditConflict &conflict, bool ours, const Result<QList<EditConflict>> &now)
{
    const auto refuse = [this](const QString &text) {
        m_busy = false;
        reload();
        say(text);
    };
    if (!now)
        return refuse(ErrorText::sentence(now.error()));
    const auto found =
        std::find_if(now->cbegin(), now->cend(), [&](const EditConflict &one) { return isSame(one, conflict); });
    if (found != now->cend() && !saysTheSame(*found, conflict)) {
        m_busy = false;
        list(*now);
        return say(tr("It changed meanwhile. Look again; nothing was decided."));
    }
    whenDone(m_context.sharing.decide(conflict, ours), this, [this, refuse](const Result<void> &done) {
        if (!done && done.error().kind != ErrorKind::NotFound) // somebody decided it already
            return refuse(tr("Not decided. %1").arg(ErrorText::sentence(done.error())));
        m_busy = false;
        m_hasDecided = true;
        m_list->setFocus();
        reload();
    });
}

void ConflictsDialog::say(const QString &text)
{
    m_state->setText(text);
}
