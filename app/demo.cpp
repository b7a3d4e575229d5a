#include "demo.h"

#include "messaging/inboundreader.h"
#include "storage/clientstore.h"
#include "storage/outboxstore.h"

#include <QTime>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace
{
const QString practiceNumber = u"+13125550100"_s;
const QString accountSid = u"AC00000000000000000000000000000de0"_s;
const QString keySid = u"SK00000000000000000000000000000de0"_s;

struct DemoClient {
    QString name; ///< empty: an unknown number
    QString number;
    Persona persona;
    QString language;
    QString tag;
    bool unread; ///< its incoming texts stay unread
};

/// One row of the made-up past.
struct DemoRow {
    int client; ///< index into demoClients()
    int daysAgo;
    int minute; ///< of that day here; of today's rows: minutes before now
    Direction direction;
    QString status;
    QString body; ///< empty: a call
    int errorCode = 0;
    int seconds = 0;
};

QList<DemoClient> demoClients()
{
    return {
        {u"Maria Lopez"_s, u"+13125550142"_s, Persona::Advisor, u"en"_s, u"retirement"_s, true},
        {u"James Chen"_s, u"+14155550163"_s, Persona::Advisor, u"en"_s, u"quarterly"_s, true},
        {u"Acme LLC"_s, u"+12125550118"_s, Persona::Accountant, u"en"_s, u"business"_s, false},
        {u"Ruth Park"_s, u"+12065550171"_s, Persona::Attorney, u"en"_s, {}, false},
        {u"David Okafor"_s, u"+14045550129"_s, Persona::Attorney, u"en"_s, {}, false},
        {u"Sofía Benítez"_s, u"+13055550187"_s, Persona::Accountant, u"es"_s, u"business"_s, false},
        {u"Tom Novak"_s, u"+12165550133"_s, Persona::Accountant, u"en"_s, {}, false},
        {u"Elena Hart"_s, u"+16175550155"_s, Persona::Attorney, u"en"_s, u"litigation"_s, false},
        {QString(), u"+13125550177"_s, Persona::Accountant, u"en"_s, {}, false},
        {u"Grace Wu"_s, u"+14085550194"_s, Persona::Attorney, u"en"_s, {}, false},
    };
}

QList<DemoRow> demoRows()
{
    const auto in = Direction::Inbound;
    const auto out = Direction::Outbound;
    const QString delivered = u"delivered"_s;
    const QString received = u"received"_s;
    const QString completed = u"completed"_s;
    return {
        {9, 13, 605, out, completed, {}, 0, 720},
        {8, 11, 940, in, received, u"Is this the tax office?"_s},
        {7, 10, 552, out, delivered,
         u"Court reminder: Hart v. City hearing on December 4 at 9:30 AM. Arrive 30 minutes early. Court address: 3 Pemberton Sq"_s},
        {6, 9, 662, out, delivered,
         u"Tax deadline reminder: Q4 estimate due January 15. Missing items: mileage log."_s},
        {6, 8, 980, in, received, u"STOP"_s},
        {5, 7, 751, out, delivered, u"Necesitamos documentos para su declaración de 2025: formulario 1099."_s},
        {5, 7, 784, in, received, u"Gracias, ya lo subí."_s},
        {4, 6, 648, out, delivered,
         u"Document ready for signature: Engagement letter. Sign at sign.example/okafor by Friday"_s},
        {3, 5, 855, out, completed, {}, 0, 244},
        {3, 5, 1029, in, received, u"Thank you for the call. I will send the papers on Monday."_s},
        {0, 5, 930, out, u"undelivered"_s,
         u"Your account statement is ready for review. Access it securely at portal.example/maria"_s, 30003},
        {0, 5, 941, out, completed, {}, 0, 372},
        {2, 4, 560, out, delivered,
         u"Your 2025 return is ready for review. Access it securely at portal.example/acme"_s},
        {1, 0, 95, out, delivered,
         u"Hi James, this is a reminder of your meeting with Ana Ruiz tomorrow at 11:00 AM. Reply CONFIRM to confirm or RESCHEDULE to change."_s},
        {1, 0, 62, in, received, u"Could we move it to Thursday?"_s},
        {0, 0, 13, out, delivered,
         u"Hi Maria, this is a reminder of your meeting with Ana Ruiz tomorrow at 3:00 PM. Reply CONFIRM to confirm or RESCHEDULE to change."_s},
        {0, 0, 2, in, received, u"Yes, CONFIRM"_s},
    };
}

QDateTime timeOf(const DemoRow &row, const QDateTime &now)
{
    if (row.daysAgo == 0)
        return now.addSecs(-60LL * row.minute);
    const QDate day = now.toLocalTime().date().addDays(-row.daysAgo);
    return QDateTime(day, QTime(row.minute / 60, row.minute % 60)).toUTC();
}

TwilioNews newsOf(const DemoRow &row, const DemoClient &person, const QDateTime &now, TwilioSimulator &simulator)
{
    const bool inbound = row.direction == Direction::Inbound;
    TwilioNews news;
    news.channel = row.body.isEmpty() ? Channel::Voice : Channel::Sms;
    news.direction = row.direction;
    news.from = inbound ? person.number : practiceNumber;
    news.to = inbound ? practiceNumber : person.number;
    news.status = row.status;
    news.errorCode = row.errorCode;
    news.body = row.body;
    news.createdAt = news.sentAt = news.updatedAt = timeOf(row, now);
    if (news.channel == Channel::Sms) {
        news.segments = 1;
        news.price = Money::fromString(u"-0.0079"_s, u"USD"_s);
        // The simulated Twilio holds the texts too, so that the poller finds what it expects.
        news.sid = simulator.addMessage(inbound ? u"inbound"_s : u"outbound-api"_s, news.from, news.to, row.body,
                                        row.status, news.createdAt);
    } else {
        const QUuid random = QUuid::createUuid();
        news.sid = u"CA"_s + QString::fromLatin1(random.toRfc4122().toHex());
        news.durationSeconds = row.seconds;
        news.price = Money::fromString(u"-0.0140"_s, u"USD"_s)->times(1 + row.seconds / 60);
    }
    return news;
}

/// The steps of a real send, so that the row reads as ours and not as another program's. The sender does not run yet.
void sendInThePast(OutboxStore &outbox, const TwilioNews &news, const DemoClient &person, ClientId client)
{
    const bool text = news.channel == Channel::Sms;
    Communication row;
    row.id = CommunicationId::create();
    row.clientId = client;
    row.channel = news.channel;
    row.sendState = SendState::Pending;
    row.fromNumber = news.from;
    row.toNumber = text ? news.to : Demo::settings().staffPhone.e164();
    row.peer = PhoneNumber::fromE164(person.number);
    row.body = news.body;
    row.persona = person.persona;
    row.staffName = Demo::settings().staffName;
    row.createdAt = news.createdAt;
    const AttemptId attempt = AttemptId::create();
    outbox.add(row);
    outbox.markSending(row.id, attempt, news.createdAt);
    outbox.markAccepted(row.id, attempt, news.sid, text ? u"queued"_s : u"in-progress"_s, news.from, news.createdAt);
}
} // namespace

Demo::Demo(QObject *parent)
    : QObject(parent)
    , m_simulator([] {
        SimulatorOptions options;
        options.accountSid = accountSid;
        options.ownNumbers = {practiceNumber};
        options.replies = true;
        return options;
    }())
{
}

bool Demo::start()
{
    return m_folder.isValid() && m_simulator.listen();
}

TwilioHosts Demo::hosts() const
{
    return TwilioHosts::fromOverride(m_simulator.url()).value_or({});
}

TwilioCredentials Demo::credentials()
{
    return {accountSid, keySid, QByteArrayLiteral("demo")};
}

PracticeSettings Demo::settings()
{
    PracticeSettings settings;
    settings.practiceName = u"Ruiz & Partners"_s;
    settings.persona = Persona::Advisor;
    settings.hours = {QTime(0, 0), QTime(23, 59, 59, 999), true};
    settings.staffName = u"Ana Ruiz"_s;
    settings.staffPhone = PhoneNumber::fromE164(u"+13125550123"_s);
    settings.accountSid = accountSid;
    settings.apiKeySid = keySid;
    settings.sender = practiceNumber;
    settings.callerId = PhoneNumber::fromE164(practiceNumber);
    settings.setUpDone = true;
    return settings;
}

void Demo::seed(ClientStore &clients, OutboxStore &outbox, CommunicationStore &communications, InboundReader &inbound)
{
    const QList<DemoClient> people = demoClients();
    QList<ClientId> ids;
    for (const DemoClient &person : people) {
        Client client;
        client.id = ClientId::create();
        client.name = person.name;
        client.unknown = person.name.isEmpty();
        client.numbers = {{PhoneNumber::fromE164(person.number), u"mobile"_s, TextPermission::MayText, {}}};
        client.persona = person.persona;
        client.language = person.language;
        if (!person.tag.isEmpty())
            client.tags << person.tag;
        ids << client.id;
        clients.save(client);
    }

    QList<TwilioNews> news;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const DemoRow &row : demoRows()) {
        news << newsOf(row, people[row.client], now, m_simulator);
        if (row.direction == Direction::Outbound)
            sendInThePast(outbox, news.last(), people[row.client], ids[row.client]);
    }
    // The store runs its jobs in order, so the clients are there before their history.
    whenDone(communications.apply(news, {practiceNumber}), this,
             [this, people, ids, &clients, &inbound](const Result<AppliedNews> &applied) {
                 if (applied)
                     inbound.read(applied->inserted); // a STOP among them opts out, as it would for real
                 for (qsizetype i = 0; i < people.size(); ++i) {
                     if (!people[i].unread)
                         clients.markRead(ids[i]);
                 }
                 Q_EMIT seeded();
             });
}
