#include "templates/segmentline.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "smssegments.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace
{
constexpr int charactersNamed = 5;
}

SegmentLine::SegmentLine(QWidget *parent)
    : QWidget(parent)
    , m_words(PlainText::label({}, this))
    , m_plain(new QPushButton(tr("Use plain c&haracters"), this))
{
    m_words->setWordWrap(true);
    Theme::makeMuted(m_words);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::grid);
    row->addWidget(m_words, 1);
    row->addWidget(m_plain, 0, Qt::AlignTop);
    connect(m_plain, &QPushButton::clicked, this, &SegmentLine::plainRequested);
}

void SegmentLine::showCost(const QString &rendered, const QString &content)
{
    const SmsSegments count = SmsSegments::of(rendered);
    QString words = tr("about %1 of %2").arg(Formatting::number(count.used), Formatting::number(count.capacity));
    words += u" · "_s + (count.segments == 1 ? tr("1 segment") : tr("%n segments", nullptr, count.segments));
    QStringList characters;
    for (const auto &offender : count.offenders)
        characters += offender.invisible ? tr("a hidden character") : PlainText::isolated(offender.character);
    if (!characters.isEmpty())
        words += u'\n' + (characters.size() == 1 ? tr("%1 makes the segments short: 70 characters instead of 160.")
                                                 : tr("%1 make the segments short: 70 characters instead of 160."))
                             .arg(characters.mid(0, charactersNamed).join(u' '));
    m_words->setText(rendered.isEmpty() ? QString() : words);
    m_words->setAccessibleName(m_words->text());
    m_plain->setVisible(SmsSegments::plain(content) != content);
}

QWidget *SegmentLine::lastControl() const
{
    return m_plain;
}
