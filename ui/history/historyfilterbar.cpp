#include "history/historyfilterbar.h"

#include "clock.h"
#include "common/formatting.h"
#include "common/plaintext.h"
#include "common/theme.h"

#include <QComboBox>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QResizeEvent>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{
constexpr auto typingRest = 250ms;
constexpr int oneRowWidth = 1120; // below it the search line has a row of its own

enum Dates { AllTime, Today, SevenDays, ThirtyDays, Range };
} // namespace

HistoryFilterBar::HistoryFilterBar(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_layout(new QHBoxLayout(this))
    , m_topRow(new QHBoxLayout)
    , m_filterRow(new QHBoxLayout)
    , m_search(new QLineEdit(this))
    , m_client(new QPushButton(this))
    , m_typing(new QTimer(this))
{
    m_layout->setContentsMargins(Theme::grid * 3 / 2, Theme::grid * 3 / 2, Theme::grid * 3 / 2, Theme::grid);
    m_layout->setSpacing(Theme::grid);
    m_search->setPlaceholderText(tr("Search texts, names, numbers, dates, sums"));
    m_search->setAccessibleName(tr("Search history"));
    m_search->setObjectName(u"historySearch"_s);
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(Theme::grid * 24);
    m_search->setMaximumWidth(Theme::grid * 60);
    setMinimumWidth(Theme::grid); // the rows below decide by the width they get, they must not ask for it
    m_topRow->setSpacing(Theme::grid);
    m_topRow->addWidget(m_search, 1);
    m_layout->addLayout(m_topRow, 1);
    m_layout->addLayout(m_filterRow);
    m_filterRow->setSpacing(Theme::grid);

    m_channel = addCombo(m_filterRow, tr("Channel"), u"channelFilter"_s);
    for (const Channel channel : {Channel::Sms, Channel::Voice, Channel::Conference})
        m_channel->addItem(Formatting::channel(channel), int(channel));
    m_direction = addCombo(m_filterRow, tr("Direction"), u"directionFilter"_s);
    for (const Direction direction : {Direction::Inbound, Direction::Outbound})
        m_direction->addItem(Formatting::direction(direction), int(direction));
    m_status = addCombo(m_filterRow, tr("Status"), u"statusFilter"_s);
    using Status = CommunicationFilter::Status;
    m_status->setItemData(0, int(Status::Any));
    m_status->addItem(tr("Under way"), int(Status::Open));
    m_status->addItem(tr("Delivered"), int(Status::Delivered));
    m_status->addItem(tr("Not delivered"), int(Status::NotDelivered));
    m_status->addItem(tr("Unconfirmed"), int(Status::Unconfirmed));
    m_status->addItem(tr("Held"), int(Status::Held));
    m_status->addItem(tr("Received"), int(Status::Received));
    m_persona = addCombo(m_filterRow, tr("Persona"), u"personaFilter"_s);
    for (const Persona persona : allPersonas)
        m_persona->addItem(Formatting::persona(persona), int(persona));
    m_staff = addCombo(m_filterRow, tr("Sent by"), u"staffFilter"_s);
    m_staff->parentWidget()->hide();
    buildDates();

    m_client->setObjectName(u"clientFilter"_s);
    m_client->hide();
    m_topRow->addWidget(m_client);
    m_filterRow->addStretch(1);
    connect(m_client, &QPushButton::clicked, this, [this] { setClient({}, {}); });

    m_typing->setSingleShot(true);
    m_typing->setInterval(typingRest);
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_typing->start(); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { m_typing->start(0ms); });
    connect(m_typing, &QTimer::timeout, this, &HistoryFilterBar::changed);
    for (QComboBox *combo : {m_channel, m_direction, m_status, m_persona, m_staff})
        connect(combo, &QComboBox::currentIndexChanged, this, &HistoryFilterBar::changed);
}

QComboBox *HistoryFilterBar::addCombo(QBoxLayout *row, const QString &label, const QString &objectName)
{
    auto *pair = new QWidget(this);
    auto *layout = new QHBoxLayout(pair);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid / 2);
    auto *caption = PlainText::label(label, pair);
    Theme::makeMuted(caption);
    auto *combo = new QComboBox(pair);
    combo->setObjectName(objectName);
    combo->addItem(tr("All"));
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    caption->setBuddy(combo);
    layout->addWidget(caption);
    layout->addWidget(combo);
    row->addWidget(pair);
    return combo;
}

void HistoryFilterBar::buildDates()
{
    m_dates = addCombo(m_topRow, tr("Dates"), u"datesFilter"_s);
    m_dates->addItem(tr("Today"));
    m_dates->addItem(tr("Last 7 days"));
    m_dates->addItem(tr("Last 30 days"));
    m_dates->addItem(tr("From … to …"));
    m_range = new QWidget(this);
    auto *layout = new QHBoxLayout(m_range);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::grid / 2);
    const QDate today = m_clock.now().toLocalTime().date();
    m_from = new QDateEdit(today.addDays(-30), m_range);
    m_to = new QDateEdit(today, m_range);
    m_from->setAccessibleName(tr("From date"));
    m_to->setAccessibleName(tr("To date"));
    for (QDateEdit *edit : {m_from, m_to}) {
        edit->setCalendarPopup(true);
        layout->addWidget(edit);
        connect(edit, &QDateEdit::dateChanged, this, [this] { m_typing->start(); });
    }
    m_range->hide();
    m_topRow->addWidget(m_range);
    connect(m_dates, &QComboBox::currentIndexChanged, this, &HistoryFilterBar::datesChanged);
}

void HistoryFilterBar::datesChanged()
{
    m_range->setVisible(m_dates->currentIndex() == Range);
    Q_EMIT changed();
}

CommunicationFilter HistoryFilterBar::filter() const
{
    CommunicationFilter filter;
    filter.clientId = m_clientId;
    if (m_channel->currentIndex() > 0)
        filter.channel = Channel(m_channel->currentData().toInt());
    if (m_direction->currentIndex() > 0)
        filter.direction = Direction(m_direction->currentData().toInt());
    filter.status = CommunicationFilter::Status(m_status->currentData().toInt());
    if (m_persona->currentIndex() > 0)
        filter.persona = Persona(m_persona->currentData().toInt());
    filter.staffId = StaffId::fromString(m_staff->currentData().toString());
    const QDate today = m_clock.now().toLocalTime().date();
    const auto startOf = [](const QDate &day) { return day.startOfDay().toUTC(); };
    switch (m_dates->currentIndex()) {
    case Today:
        filter.from = startOf(today);
        break;
    case SevenDays:
        filter.from = startOf(today.addDays(-6));
        break;
    case ThirtyDays:
        filter.from = startOf(today.addDays(-29));
        break;
    case Range:
        filter.from = startOf(qMin(m_from->date(), m_to->date()));
        filter.to = startOf(qMax(m_from->date(), m_to->date()).addDays(1));
        break;
    default:
        break;
    }
    return filter;
}

QString HistoryFilterBar::searchText() const
{
    return m_search->text().trimmed();
}

bool HistoryFilterBar::isActive() const
{
    return !searchText().isEmpty() || !m_clientId.isNull() || m_channel->currentIndex() > 0 ||
           m_direction->currentIndex() > 0 || m_status->currentIndex() > 0 || m_persona->currentIndex() > 0 ||
           m_staff->currentIndex() > 0 || m_dates->currentIndex() > 0;
}

void HistoryFilterBar::setClient(ClientId id, const QString &name)
{
    if (id == m_clientId)
        return;
    m_clientId = id;
    // A long name must not push the other filters out of the window.
    constexpr int nameCharacters = 24;
    const QString line = PlainText::oneLine(name);
    const QString shown = line.size() > nameCharacters ? PlainText::beginOf(line, nameCharacters) + u'…' : line;
    m_client->setText(tr("Client: %1  ×").arg(QString(shown).replace(u'&', u"&&"_s)));
    m_client->setAccessibleName(tr("Client: %1. Show all clients").arg(shown));
    m_client->setVisible(!id.isNull());
    Q_EMIT changed();
}

void HistoryFilterBar::setStatus(CommunicationFilter::Status status)
{
    m_status->setCurrentIndex(qMax(0, m_status->findData(int(status))));
}

void HistoryFilterBar::setStaff(const QList<StaffMember> &staff, StaffId me)
{
    constexpr int nameCharacters = 24; // a long name must not push the other filters out of the window
    const QString chosen = m_staff->currentData().toString();
    {
        const QSignalBlocker quiet(m_staff);
        while (m_staff->count() > 1)
            m_staff->removeItem(1);
        for (const StaffMember &one : staff) {
            const QString name = PlainText::beginOf(PlainText::oneLine(one.name), nameCharacters);
            m_staff->addItem(one.id == me ? tr("%1 (you)").arg(name) : name, one.id.toString());
        }
        m_staff->setCurrentIndex(qMax(0, m_staff->findData(chosen)));
    }
    m_staff->parentWidget()->setVisible(!staff.isEmpty());
    if (m_staff->currentData().toString() != chosen)
        Q_EMIT changed();
}

void HistoryFilterBar::clear()
{
    {
        const QSignalBlocker block(this);
        m_search->clear();
        for (QComboBox *combo : {m_channel, m_direction, m_status, m_persona, m_staff, m_dates})
            combo->setCurrentIndex(0);
        setClient({}, {});
    }
    m_typing->stop();
    Q_EMIT changed();
}

void HistoryFilterBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool narrow = event->size().width() < oneRowWidth;
    m_search->setMaximumWidth(narrow ? QWIDGETSIZE_MAX : Theme::grid * 60);
    m_layout->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}
