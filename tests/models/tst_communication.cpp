#include "communication.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

class CommunicationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysRoundTrip();
    void personaKeys();
    void ranksRise_data();
    void ranksRise();
    void anyOrderEndsInTheSameWord_data();
    void anyOrderEndsInTheSameWord();
    void fault10UnknownStatusIsKept();
    void finalByOurState();
};

void CommunicationTest::keysRoundTrip()
{
    for (const Channel channel : {Channel::Sms, Channel::Voice, Channel::Conference})
        QVERIFY(channelFromKey(channelKey(channel)) == channel);
    QVERIFY(!channelFromKey(u"fax"_s));
    QCOMPARE(directionKey(Direction::Inbound), u"inbound"_s);
    QCOMPARE(directionKey(Direction::Outbound), u"outbound"_s);
    QStringList keys;
    for (int i = int(SendState::NotOurs); i <= int(SendState::Canceled); ++i) {
        const QString key = sendStateKey(SendState(i));
        QVERIFY(!key.isEmpty() && !keys.contains(key));
        QVERIFY(sendStateFromKey(key) == SendState(i));
        keys.append(key);
    }
    QVERIFY(!sendStateFromKey(u"gone"_s));
    keys.clear();
    for (int i = int(SendBlock::None); i <= int(SendBlock::NumberMoved); ++i) {
        const QString key = sendBlockKey(SendBlock(i));
        QVERIFY(!keys.contains(key));
        QCOMPARE(int(sendBlockFromKey(key)), i);
        keys.append(key);
    }
    QCOMPARE(int(sendBlockFromKey(u"gone"_s)), int(SendBlock::None));
}

void CommunicationTest::personaKeys()
{
    for (const Persona persona : allPersonas)
        QVERIFY(personaFromKey(personaKey(persona)) == persona);
    QVERIFY(!personaFromKey(u"dentist"_s));
    QVERIFY(!personaFromKey(QString()));
}

void CommunicationTest::ranksRise_data()
{
    QTest::addColumn<Channel>("channel");
    QTest::addColumn<QStringList>("order");
    QTest::newRow("message") << Channel::Sms << QStringList{QString(), u"accepted"_s, u"queued"_s,    u"sending"_s,
                                                            u"sent"_s, u"new word"_s, u"delivered"_s, u"read"_s};
    QTest::newRow("refused message") << Channel::Sms
                                     << QStringList{QString(), u"scheduled"_s, u"queued"_s, u"sent"_s,
                                                    u"undelivered"_s};
    QTest::newRow("call") << Channel::Voice
                          << QStringList{QString(), u"queued"_s, u"ringing"_s, u"in-progress"_s, u"completed"_s};
    QTest::newRow("conference") << Channel::Conference << QStringList{u"init"_s, u"in-progress"_s, u"completed"_s};
}

void CommunicationTest::ranksRise()
{
    QFETCH(Channel, channel);
    QFETCH(QStringList, order);
    for (qsizetype i = 1; i < order.size(); ++i) {
        QVERIFY(statusRank(channel, order.at(i - 1)) < statusRank(channel, order.at(i)));
        QCOMPARE(mergedStatus(channel, order.at(i - 1), order.at(i)), order.at(i));
        QCOMPARE(mergedStatus(channel, order.at(i), order.at(i - 1)), order.at(i));
        QCOMPARE(mergedStatus(channel, order.at(i), order.at(i)), order.at(i));
    }
    QVERIFY(!isFinalStatus(channel, order.at(order.size() - 2)) || order.last() == u"read"_s);
    QVERIFY(isFinalStatus(channel, order.last()));
}

void CommunicationTest::anyOrderEndsInTheSameWord_data()
{
    QTest::addColumn<Channel>("channel");
    QTest::addColumn<QStringList>("news");
    QTest::addColumn<QString>("last");
    QTest::newRow("delivered") << Channel::Sms << QStringList{u"accepted"_s, u"queued"_s,    u"sending"_s, u"sent"_s,
                                                              u"new word"_s, u"delivered"_s, QString()}
                               << u"delivered"_s;
    QTest::newRow("read") << Channel::Sms << QStringList{u"queued"_s, u"sent"_s, u"delivered"_s, u"read"_s, u"sent"_s}
                          << u"read"_s;
    QTest::newRow("all final words") << Channel::Sms
                                     << QStringList{u"canceled"_s, u"failed"_s, u"undelivered"_s,
                                                    u"partially_delivered"_s, u"delivered"_s}
                                     << u"delivered"_s;
    QTest::newRow("call") << Channel::Voice
                          << QStringList{u"queued"_s, u"initiated"_s, u"ringing"_s, u"in-progress"_s, u"completed"_s}
                          << u"completed"_s;
    QTest::newRow("call not taken") << Channel::Voice << QStringList{u"queued"_s, u"ringing"_s, u"no-answer"_s}
                                    << u"no-answer"_s;
}

void CommunicationTest::anyOrderEndsInTheSameWord()
{
    QFETCH(Channel, channel);
    QFETCH(QStringList, news);
    QFETCH(QString, last);
    std::sort(news.begin(), news.end());
    do {
        QString status;
        int rank = 0;
        for (const QString &word : std::as_const(news)) {
            status = mergedStatus(channel, status, word);
            QVERIFY(statusRank(channel, status) >= rank);
            rank = statusRank(channel, status);
        }
        QVERIFY2(status == last, qPrintable(news.join(u' ')));
    } while (std::next_permutation(news.begin(), news.end()));
}

void CommunicationTest::fault10UnknownStatusIsKept()
{
    QCOMPARE(mergedStatus(Channel::Sms, u"sent"_s, u"teleported"_s), u"teleported"_s);
    QCOMPARE(mergedStatus(Channel::Sms, u"teleported"_s, u"failed"_s), u"failed"_s);
    QCOMPARE(mergedStatus(Channel::Sms, u"failed"_s, u"teleported"_s), u"failed"_s);
    QVERIFY(!isFinalStatus(Channel::Sms, u"teleported"_s));
    QVERIFY(!isFinalStatus(Channel::Sms, QString()));
    // A word of calls means nothing to a message.
    QVERIFY(!isFinalStatus(Channel::Sms, u"completed"_s));
}

void CommunicationTest::finalByOurState()
{
    Communication communication;
    communication.sendState = SendState::Pending;
    QVERIFY(!communication.isFinal());
    for (const SendState state : {SendState::Failed, SendState::Refused, SendState::Canceled}) {
        communication.sendState = state;
        QVERIFY(communication.isFinal());
    }
    communication.sendState = SendState::Accepted;
    QVERIFY(!communication.isFinal());
    communication.status = u"delivered"_s;
    QVERIFY(communication.isFinal());
    communication.sendState = SendState::NotOurs;
    communication.status = u"received"_s;
    QVERIFY(communication.isFinal());
}

QTEST_APPLESS_MAIN(CommunicationTest)
#include "tst_communication.moc"
