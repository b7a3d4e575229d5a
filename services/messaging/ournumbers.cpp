#include "messaging/ournumbers.h"

#include "storage/settingstore.h"

namespace
{
const QString numbersName = QStringLiteral("poll.service.numbers");
} // namespace

OurNumbers::OurNumbers(SettingStore &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
}

QFuture<Result<void>> OurNumbers::load()
{
    const Promise<void> promise;
    whenDone(m_settings.mark(numbersName), this, [this, promise](const Result<QString> &numbers) {
        if (!numbers)
            return promise.finish(numbers.error());
        m_learnt = numbers->split(QLatin1Char(' '), Qt::SkipEmptyParts);
        promise.finish(Result<void>());
    });
    return promise.future();
}

QStringList OurNumbers::all() const
{
    const PracticeSettings &settings = m_settings.current();
    QStringList numbers = m_learnt;
    numbers.append(settings.sender);
    if (!settings.callerId.isNull())
        numbers.append(settings.callerId.e164());
    numbers.removeDuplicates();
    return numbers;
}

void OurNumbers::learn(const QList<MessageResource> &items)
{
    const QString sender = m_settings.current().sender;
    const auto before = m_learnt.size();
    if (sender.startsWith(QLatin1Char('+')) && !m_learnt.contains(sender))
        m_learnt.append(sender);
    for (const MessageResource &item : items) {
        const QString ours = item.isInbound() ? item.to : item.from;
        if (sender.startsWith(QLatin1String("MG")) && item.messagingServiceSid == sender &&
            ours.startsWith(QLatin1Char('+')) && !m_learnt.contains(ours))
            m_learnt.append(ours);
    }
    if (m_learnt.size() != before)
        whenDone(m_settings.setMark(numbersName, m_learnt.join(QLatin1Char(' '))), this, [](const Result<void> &) {});
}
