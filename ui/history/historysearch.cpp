#include "history/historysearch.h"

#include "clock.h"
#include "common/errortext.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"
#include "history/historywords.h"
#include "storage/bodysearch.h"
#include "uicontext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

HistorySearch::HistorySearch(UiContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_state(PlainText::label({}, this))
    , m_stop(new QPushButton(tr("&Stop"), this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::grid * 3 / 2, 0, Theme::grid * 3 / 2, Theme::grid / 2);
    row->setSpacing(Theme::grid);
    Theme::makeMuted(m_state);
    row->addWidget(m_state);
    row->addWidget(m_stop);
    row->addStretch(1);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_search)
            m_search->cancel();
    });
    hide();
}

void HistorySearch::start(const CommunicationFilter &filter, const QString &text)
{
    delete m_search;
    m_found = 0;
    m_state->setText(tr("Searching …"));
    m_stop->show();
    show();
    m_search = new BodySearch(m_context.database, m_context.keys, filter, text,
                              HistoryWords::searchable(m_context.clock.now()), this);
    connect(m_search, &BodySearch::found, this, [this](const QList<Communication> &rows) {
        m_found += rows.size();
        Q_EMIT found(rows);
    });
    connect(m_search, &BodySearch::progressed, this, [this](qint64 looked, qint64 total) {
        m_state->setText(tr("Looked at %1 of %2 · %3 found")
                             .arg(Formatting::number(looked), Formatting::number(total), Formatting::number(m_found)));
    });
    connect(m_search, &BodySearch::finished, this, &HistorySearch::end);
    m_search->start();
}

void HistorySearch::stop()
{
    delete m_search;
    hide();
}

void HistorySearch::end(bool complete, const Error &error)
{
    m_stop->hide();
    const QString failed = complete ? QString() : ErrorText::sentence(error);
    if (complete)
        m_state->setText(tr("%1 found").arg(Formatting::number(m_found)));
    else
        m_state->setText(failed.isEmpty() ? tr("Stopped · %1 found").arg(Formatting::number(m_found)) : failed);
    m_search->deleteLater();
    m_search = nullptr;
    Q_EMIT finished();
}
