#include "communication.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace
{
template <class Enum>
struct Key {
    Enum value;
    QLatin1String text;
};

constexpr std::array channelKeys{
    Key<Channel>{Channel::Sms, "sms"_L1},
    Key<Channel>{Channel::Voice, "voice"_L1},
    Key<Channel>{Channel::Conference, "conference"_L1},
};

constexpr std::array sendStateKeys{
    Key<SendState>{SendState::NotOurs, "not_ours"_L1},        Key<SendState>{SendState::Pending, "pending"_L1},
    Key<SendState>{SendState::Sending, "sending"_L1},         Key<SendState>{SendState::Held, "held"_L1},
    Key<SendState>{SendState::Accepted, "accepted"_L1},       Key<SendState>{SendState::Failed, "failed"_L1},
    Key<SendState>{SendState::Unconfirmed, "unconfirmed"_L1}, Key<SendState>{SendState::Refused, "refused"_L1},
    Key<SendState>{SendState::Canceled, "canceled"_L1},
};

constexpr std::array sendBlockKeys{
    Key<SendBlock>{SendBlock::None, ""_L1},
    Key<SendBlock>{SendBlock::OutsideHours, "outside_hours"_L1},
    Key<SendBlock>{SendBlock::PastSendBefore, "past_send_before"_L1},
    Key<SendBlock>{SendBlock::JudgeReply, "judge_reply"_L1},
    Key<SendBlock>{SendBlock::OptedOut, "opted_out"_L1},
    Key<SendBlock>{SendBlock::NumberNotUsable, "number_not_usable"_L1},
    Key<SendBlock>{SendBlock::PossibleDuplicate, "possible_duplicate"_L1},
    Key<SendBlock>{SendBlock::FirstArrived, "first_arrived"_L1},
    Key<SendBlock>{SendBlock::NotConfigured, "not_configured"_L1},
    Key<SendBlock>{SendBlock::Empty, "empty"_L1},
    Key<SendBlock>{SendBlock::TooLong, "too_long"_L1},
    Key<SendBlock>{SendBlock::Locked, "locked"_L1},
    Key<SendBlock>{SendBlock::LoginRefused, "login_refused"_L1},
    Key<SendBlock>{SendBlock::CallUnderWay, "call_under_way"_L1},
    Key<SendBlock>{SendBlock::NumberMoved, "number_moved"_L1},
    Key<SendBlock>{SendBlock::HourlyLimit, "hourly_limit"_L1},
};

template <class Keys, class Enum>
QString keyOf(const Keys &keys, Enum value)
{
    for (const auto &key : keys) {
        if (key.value == value)
            return key.text;
    }
    return {};
}

template <class Enum, size_t size>
std::optional<Enum> valueOf(const std::array<Key<Enum>, size> &keys, const QString &text)
{
    for (const auto &key : keys) {
        if (key.text == text)
            return key.value;
    }
    return std::nullopt;
}

// Every word has a rank of its own, so that the same news in any order end in the same word. Among final words the one
// that says more about the client's phone wins.
constexpr int unknownRank = 50;
constexpr int finalRank = 60;

struct Rank {
    QLatin1String status;
    int rank;
};

constexpr std::array messageRanks{
    Rank{"scheduled"_L1, 10},   Rank{"accepted"_L1, 11},
    Rank{"queued"_L1, 20},      Rank{"receiving"_L1, 25},
    Rank{"sending"_L1, 30},     Rank{"sent"_L1, 40},
    Rank{"canceled"_L1, 60},    Rank{"failed"_L1, 61},
    Rank{"undelivered"_L1, 62}, Rank{"partially_delivered"_L1, 63},
    Rank{"delivered"_L1, 64},   Rank{"received"_L1, 65},
    Rank{"read"_L1, 70},
};

constexpr std::array callRanks{
    Rank{"queued"_L1, 10},      Rank{"initiated"_L1, 15}, Rank{"ringing"_L1, 20},
    Rank{"in-progress"_L1, 40}, Rank{"canceled"_L1, 60},  Rank{"failed"_L1, 61},
    Rank{"no-answer"_L1, 62},   Rank{"busy"_L1, 63},      Rank{"completed"_L1, 64},
};

constexpr std::array conferenceRanks{
    Rank{"init"_L1, 10},
    Rank{"in-progress"_L1, 40},
    Rank{"completed"_L1, 64},
};

template <class Ranks>
int rankIn(const Ranks &ranks, const QString &status)
{
    for (const Rank &entry : ranks) {
        if (entry.status == status)
            return entry.rank;
    }
    return unknownRank;
}
} // namespace

QString channelKey(Channel channel)
{
    return keyOf(channelKeys, channel);
}

std::optional<Channel> channelFromKey(const QString &key)
{
    return valueOf(channelKeys, key);
}

QString directionKey(Direction direction)
{
    return direction == Direction::Inbound ? u"inbound"_s : u"outbound"_s;
}

QString sendStateKey(SendState state)
{
    return keyOf(sendStateKeys, state);
}

std::optional<SendState> sendStateFromKey(const QString &key)
{
    return valueOf(sendStateKeys, key);
}

bool maySendStateFollow(SendState known, SendState written)
{
    if (known == written)
        return true;
    switch (known) {
    case SendState::NotOurs:
    case SendState::Accepted:
    case SendState::Failed:
    case SendState::Refused:
    case SendState::Canceled:
        return false;
    case SendState::Unconfirmed:
        return written == SendState::Accepted;
    case SendState::Pending:
    case SendState::Sending:
    case SendState::Held:
        break;
    }
    return written != SendState::NotOurs;
}

QString sendBlockKey(SendBlock block)
{
    return keyOf(sendBlockKeys, block);
}

SendBlock sendBlockFromKey(const QString &key)
{
    return valueOf(sendBlockKeys, key).value_or(SendBlock::None);
}

int statusRank(Channel channel, const QString &status)
{
    if (status.isEmpty())
        return 0;
    switch (channel) {
    case Channel::Sms:
        return rankIn(messageRanks, status);
    case Channel::Voice:
        return rankIn(callRanks, status);
    case Channel::Conference:
        return rankIn(conferenceRanks, status);
    }
    return unknownRank;
}

bool isFinalStatus(Channel channel, const QString &status)
{
    return statusRank(channel, status) >= finalRank;
}

QString clientsEnd(const QString &parentStatus, const QString &childStatus)
{
    const bool isOtherwise = isFinalStatus(Channel::Voice, childStatus) && childStatus != QLatin1String("completed");
    return parentStatus == QLatin1String("completed") && isOtherwise ? childStatus : QString();
}

QString mergedStatus(Channel channel, const QString &known, const QString &news)
{
    return statusRank(channel, news) > statusRank(channel, known) ? news : known;
}

bool Communication::isFinal() const
{
    switch (sendState) {
    case SendState::Failed:
    case SendState::Refused:
    case SendState::Canceled:
        return true;
    case SendState::Pending:
    case SendState::Sending:
    case SendState::Held:
    case SendState::Unconfirmed:
        return false;
    case SendState::NotOurs:
    case SendState::Accepted:
        break;
    }
    return isFinalStatus(channel, status);
}
