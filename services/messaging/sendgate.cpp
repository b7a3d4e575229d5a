#include "messaging/sendgate.h"

#include <algorithm>

namespace
{
SendBlock blockOfPermission(TextPermission permission)
{
    switch (permission) {
    case TextPermission::MayText:
        return SendBlock::None;
    case TextPermission::Held:
        return SendBlock::JudgeReply;
    case TextPermission::OptedOut:
        return SendBlock::OptedOut;
    }
    return SendBlock::OptedOut;
}

SendWindow windowAt(const QDateTime &utc, const SendFacts &facts, const PracticeSettings &settings)
{
    const QStringList zones = facts.clientTimeZone.isEmpty() ? facts.to.timeZones() : QStringList{facts.clientTimeZone};
    return SendWindow::at(utc, zones, settings.hours, SendGate::practiceZone(settings));
}

QDateTime earlier(const QDateTime &a, const QDateTime &b)
{
    if (!a.isValid())
        return b;
    return b.isValid() ? std::min(a, b) : a;
}
} // namespace

QTimeZone SendGate::practiceZone(const PracticeSettings &settings)
{
    const QTimeZone zone(settings.timeZone.toUtf8());
    return !settings.timeZone.isEmpty() && zone.isValid() ? zone : QTimeZone::systemTimeZone();
}

bool SendGate::isTooLate(const QDateTime &sendBefore, const QDateTime &now)
{
    return sendBefore.isValid() && now.msecsTo(sendBefore) < std::chrono::milliseconds(leastTimeLeft).count();
}

std::chrono::seconds SendGate::validity(const QDateTime &sendBefore, const QDateTime &now)
{
    return std::chrono::seconds(std::clamp<qint64>(now.secsTo(sendBefore), 1, 14'400));
}

SendVerdict SendGate::judge(const SendFacts &facts, const PracticeSettings &settings, const SendMoment &moment)
{
    SendVerdict verdict;
    verdict.window = windowAt(moment.now, facts, settings);
    verdict.block = blockOfPermission(facts.permission);
    if (verdict.block == SendBlock::OptedOut)
        return verdict;
    if (facts.to.isNull())
        verdict.block = SendBlock::NumberNotUsable;
    else if (facts.moved)
        verdict.block = SendBlock::NumberMoved;
    if (verdict.block != SendBlock::None)
        return verdict;
    if (!settings.canText() || !moment.hasLogin)
        verdict.block = SendBlock::NotConfigured;
    else if (!moment.unlocked)
        verdict.block = SendBlock::Locked;
    else if (isTooLate(moment.sendBefore, moment.now))
        verdict.block = SendBlock::PastSendBefore;
    if (verdict.block != SendBlock::None)
        return verdict;

    const QDateTime oldest = moment.now.addSecs(std::chrono::seconds(moment.maximumAge).count());
    verdict.sendBefore = earlier(moment.sendBefore, oldest);
    if (moment.overridden || facts.wroteWithinDay)
        return verdict;
    if (!verdict.window.open) {
        verdict.block = SendBlock::OutsideHours;
        verdict.opensAt = verdict.window.opensAt;
    } else if (isTooLate(verdict.window.closesAt, moment.now)) {
        // The window closes before a text could be sure to leave: it is as good as closed.
        verdict.block = SendBlock::OutsideHours;
        verdict.opensAt = windowAt(verdict.window.closesAt.addSecs(1), facts, settings).opensAt;
    } else {
        verdict.sendBefore = earlier(verdict.sendBefore, verdict.window.closesAt);
    }
    if (verdict.block != SendBlock::None)
        verdict.sendBefore = QDateTime();
    return verdict;
}
