#include "clients/segmentcounter.h"

#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "messaging/messagetext.h"
#include "smssegments.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

SegmentCounter::SegmentCounter(QWidget *parent)
    : QWidget(parent)
    , m_counter(PlainText::label({}, this))
    , m_hint(PlainText::label({}, this))
    , m_plain(new QPushButton(tr("Use &plain characters"), this))
{
    Theme::makeMuted(m_counter);
    m_hint->setProperty("textRole", u"warning"_s);
    m_hint->setWordWrap(true);
    m_plain->hide();
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_counter);
    layout->addWidget(m_hint, 1);
    layout->addWidget(m_plain);
    connect(m_plain, &QPushButton::clicked, this, &SegmentCounter::plainRequested);
}

void SegmentCounter::setText(const QString &text, const PracticeSettings &settings)
{
    const SmsSegments segments = SmsSegments::of(text);
    const int capacity = segments.segments == 0 ? 160 : segments.capacity;
    QStringList parts{tr("%1 of %2").arg(Formatting::number(segments.used), Formatting::number(capacity))};
    if (segments.segments > 0) {
        parts << (segments.segments == 1 ? tr("1 segment") : tr("%1 segments").arg(segments.segments));
        if (const auto price = Money::fromString(settings.smsPrice, settings.currency))
            parts << tr("about %1").arg(Formatting::moneyAbout(price->times(segments.segments)));
    }
    m_counter->setText(parts.join(u" · "_s));
    m_counter->setAccessibleName(tr("Segments: %1, %2 of %3").arg(segments.segments).arg(segments.used).arg(capacity));

    m_cause.clear();
    bool plain = false;
    if (segments.encoding == SmsSegments::Encoding::Ucs2 && !segments.offenders.isEmpty()) {
        const SmsSegments::Offender &first = segments.offenders.first();
        const int count = int(segments.offenders.size());
        m_cause = count == 1 ? tr("“%1” makes texts hold 70 characters").arg(first.character)
                             : tr("“%1” and %2 more make texts hold 70 characters").arg(first.character).arg(count - 1);
        plain = std::any_of(segments.offenders.cbegin(), segments.offenders.cend(),
                            [](const SmsSegments::Offender &o) { return !o.plain.isEmpty(); });
    }
    m_plain->setVisible(plain);
    if (text.size() > maximumBodyLength)
        m_cause = tr("Too long: at most %1 characters").arg(Formatting::number(maximumBodyLength));
    updateHint();
}

void SegmentCounter::setComplaint(const QString &complaint)
{
    m_complaint = complaint;
    updateHint();
}

void SegmentCounter::updateHint()
{
    m_hint->setText(m_complaint.isEmpty() ? m_cause : m_complaint);
}
