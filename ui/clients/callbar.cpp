#include "clients/callbar.h"

#include "clock.h"
#include "common/formatting.h"
#include "common/icons.h"
#include "common/plaintext.h"
#include "common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

CallBar::CallBar(CallPlacer &calls, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_calls(calls)
    , m_clock(clock)
    , m_icon(PlainText::label({}, this))
    , m_text(PlainText::label({}, this))
    , m_hangUp(new QPushButton(tr("Hang up"), this))
{
    setAttribute(Qt::WA_StyledBackground);
    setProperty("role", u"callbar"_s);
    m_hangUp->setIcon(Icons::icon(u"hangup"_s, Theme::colors(palette()).bad));
    m_hangUp->setProperty("danger", true);
    m_icon->setPixmap(Icons::pixmap(u"phone"_s, Theme::colors(palette()).accent, 18, devicePixelRatioF()));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(20, 8, 20, 8);
    layout->setSpacing(10);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_hangUp);

    connect(&m_calls, &CallPlacer::phaseChanged, this, &CallBar::update);
    connect(&m_second, &QTimer::timeout, this, &CallBar::updateText);
    connect(m_hangUp, &QPushButton::clicked, this, [this] {
        m_hangUp->setEnabled(false);
        whenDone(m_calls.hangUp(), this, [this](const Result<void> &result) {
            m_hangUp->setEnabled(m_calls.phase() != CallPlacer::Phase::Ending);
            if (!result)
                Q_EMIT failed(result.error());
        });
    });
    update(m_calls.phase());
}

void CallBar::setPeer(const QString &name)
{
    m_peer = name;
    updateText();
}

void CallBar::update(CallPlacer::Phase phase)
{
    setVisible(phase != CallPlacer::Phase::Idle);
    m_hangUp->setEnabled(phase != CallPlacer::Phase::Idle && phase != CallPlacer::Phase::Ending);
    if (phase == CallPlacer::Phase::Talking)
        m_second.start(1000);
    else
        m_second.stop();
    updateText();
}

void CallBar::updateText()
{
    const QString name = m_peer.isEmpty() ? tr("the client") : m_peer;
    QString text;
    switch (m_calls.phase()) {
    case CallPlacer::Phase::Idle:
        break;
    case CallPlacer::Phase::Placing:
        text = tr("Placing the call to %1 …").arg(name);
        break;
    case CallPlacer::Phase::RingingStaff:
        text = tr("Your phone rings: pick up and stay on the line for %1").arg(name);
        break;
    case CallPlacer::Phase::RingingClient:
        text = tr("Ringing %1 …").arg(name);
        break;
    case CallPlacer::Phase::Talking: {
        const qint64 seconds = m_calls.talkingSince().isValid() ? m_calls.talkingSince().secsTo(m_clock.now()) : 0;
        text = tr("Talking with %1 · %2")
                   .arg(name, Formatting::clockDuration(int(qBound(qint64(0), seconds, qint64(359999)))));
        break;
    }
    case CallPlacer::Phase::Ending:
        text = tr("Ending the call …");
        break;
    }
    m_text->setText(text);
}
