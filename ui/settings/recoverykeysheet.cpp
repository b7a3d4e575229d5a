#include "settings/recoverykeysheet.h"

#include "common/plaintext.h"
#include "common/theme.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace
{
constexpr int groupsInALine = 4;
}

RecoveryKeySheet::RecoveryKeySheet(const QString &advice, QWidget *parent)
    : QWidget(parent)
    , m_key(PlainText::label({}, this))
    , m_question(PlainText::label({}, this))
    , m_answer(new QLineEdit(this))
    , m_confirm(new QPushButton(tr("C&onfirm"), this))
{
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(Theme::titleFont().pointSizeF());
    m_key->setFont(fixed);
    m_key->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_key->setObjectName(u"recoveryKey"_s);
    m_question->setBuddy(m_answer);
    m_answer->setMaxLength(8);
    m_answer->setMaximumWidth(Theme::grid * 16);
    m_answer->setInputMethodHints(Qt::ImhNoPredictiveText | Qt::ImhSensitiveData);
    auto *words = PlainText::label(advice, this);
    words->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid * 3 / 2);
    layout->addWidget(m_key);
    layout->addWidget(words);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    row->addWidget(m_question);
    row->addWidget(m_answer);
    row->addWidget(m_confirm);
    row->addStretch(1);
    layout->addLayout(row);
    connect(m_confirm, &QPushButton::clicked, this, &RecoveryKeySheet::check);
    connect(m_answer, &QLineEdit::returnPressed, this, &RecoveryKeySheet::check);
}

RecoveryKeySheet::~RecoveryKeySheet()
{
    wipe();
}

void RecoveryKeySheet::showKey(const QString &key)
{
    m_groups = key.split(u'-', Qt::SkipEmptyParts);
    if (m_groups.size() < 2)
        m_groups = key.split(u' ', Qt::SkipEmptyParts);
    QStringList lines;
    for (int i = 0; i < m_groups.size(); i += groupsInALine)
        lines += m_groups.mid(i, groupsInALine).join(u"  "_s);
    m_key->setText(lines.join(u'\n'));
    m_key->setAccessibleName(tr("Recovery key: %1").arg(m_groups.join(u' ')));
    m_asked = int(QRandomGenerator::global()->bounded(m_groups.size()));
    m_question->setText(tr("Now type &group %1 of %2 from your paper:").arg(m_asked + 1).arg(m_groups.size()));
    m_answer->clear();
    show();
    m_answer->setFocus();
    QTimer::singleShot(0, this, [this] { // laid out
        for (QWidget *widget = parentWidget(); widget != nullptr; widget = widget->parentWidget()) {
            if (auto *area = qobject_cast<QScrollArea *>(widget))
                area->ensureWidgetVisible(this);
        }
    });
}

void RecoveryKeySheet::setBusy(bool busy)
{
    m_confirm->setEnabled(!busy);
}

void RecoveryKeySheet::check()
{
    if (m_groups.isEmpty() || !m_confirm->isEnabled())
        return;
    const QString answer = m_answer->text().simplified().remove(u' ').remove(u'-').toUpper();
    if (answer == m_groups.at(m_asked).toUpper()) {
        Q_EMIT typed();
        return;
    }
    Q_EMIT mistyped(tr("That is not group %1. Look at your paper again.").arg(m_asked + 1));
    m_answer->selectAll();
    m_answer->setFocus();
}

void RecoveryKeySheet::wipe()
{
    for (QString &group : m_groups)
        group.fill(u' ');
    m_groups.clear();
    m_key->clear();
    m_key->setAccessibleName({});
    m_answer->clear();
}
