#include "support/practicetexts.h"

#include "id.h"
#include "support/practicefixture.h"
#include "sync/practicekeys.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace
{
struct Owner {
    QString id;
    QString number;
};

bool isRefused(const QString &answer)
{
    if (!answer.isEmpty())
        std::fprintf(stderr, "%s\n", qPrintable(answer));
    return !answer.isEmpty();
}

QString json(const QJsonArray &rows)
{
    return QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact));
}

QList<Owner> addOwners(SharedDatabase &superuser, int clients)
{
    QList<Owner> owners;
    QJsonArray rows;
    for (int n = 0; n < clients; ++n) {
        owners.append({ClientId::create().toString(), u"+1312%1"_s.arg(5550000 + n)});
        rows.append(QJsonObject{
            {u"id"_s, owners.last().id}, {u"e164"_s, owners.last().number}, {u"name"_s, u"Client %1"_s.arg(n)}});
    }
    const QString refused = PracticeFixture::value(
        superuser,
        u"WITH made AS (SELECT * FROM jsonb_to_recordset(?::jsonb) AS r (id uuid, e164 text, name text)), client AS "
        "(INSERT INTO practiceline.clients (id, name, change_xid) SELECT id, name, 1 FROM made) INSERT INTO "
        "practiceline.client_numbers (e164, client_id, change_xid) SELECT e164, id, 1 FROM made"_s,
        {json(rows)});
    return isRefused(refused) ? QList<Owner>() : owners;
}
} // namespace

QString practiceText(int n)
{
    return u"Your appointment is on day %1 at ten; reply YES to confirm or call us, please."_s.arg(n);
}

bool fillWithTexts(const PracticeFixture &practice, SharedDatabase &superuser, const PracticeCipher &cipher, int rows,
                   int clients)
{
    (void)PracticeFixture::value(superuser, u"SELECT set_config('session_replication_role', 'replica', false)"_s);
    const QList<Owner> owners = addOwners(superuser, clients);
    if (owners.isEmpty())
        return false;
    const QString device = DeviceId::create().toString(); // another computer's
    constexpr int part = 1000;
    for (int from = 0; from < rows; from += part) {
        QJsonArray texts;
        for (int n = from; n < std::min(from + part, rows); ++n) {
            const Owner &owner = owners.at(n % clients);
            const QString id = CommunicationId::create().toString();
            const QByteArray sealed =
                cipher.encrypt(practiceText(n), {u"communication_logs"_s, u"content_enc"_s, id, owner.number});
            texts.append(QJsonObject{{u"id"_s, id},
                                     {u"n"_s, n},
                                     {u"client_id"_s, owner.id},
                                     {u"peer"_s, owner.number},
                                     {u"sid"_s, u"SM%1"_s.arg(n, 32, 16, QChar(u'0'))},
                                     {u"sealed"_s, PracticeKeys::hex(sealed)}});
        }
        const QString refused = PracticeFixture::value(
            superuser,
            u"INSERT INTO public.communication_logs (id, client_id, peer, communication_type, direction, to_number, "
            "message_sid, status, send_state, device_id, price, price_unit, content_enc, key_epoch, created_at, "
            "sort_at, "
            "change_xid) SELECT id, client_id, peer, 'sms', 'outbound', peer, sid, 'delivered', 'accepted', '%2', "
            "-0.0083, 'USD', sealed, %1, at, at, 1 FROM jsonb_to_recordset(?::jsonb) AS r (id uuid, n integer, "
            "client_id uuid, "
            "peer text, sid text, sealed bytea), LATERAL (SELECT now() - interval '1 year' + n * interval '1 second' "
            "AS at) AS past"_s.arg(cipher.epoch())
                .arg(device),
            {json(texts)});
        if (isRefused(refused))
            return false;
    }
    return practice.asSuperuser(u"SELECT count(*) FROM communication_logs"_s) == QString::number(rows);
}
