#include "sync/rekey.h"

#include "storage/sql.h"
#include "sync/synctable.h"

using namespace Qt::StringLiterals;

namespace
{
/// The sealed columns of @p id, sealed for @p realId; what does not open can not be moved and is left out.
Result<void> reseal(QSqlDatabase &db, const QString &id, const QString &realId, const FieldCipher &own)
{
    static constexpr std::array sealed{
        std::pair{"content_enc"_L1, "key_epoch"_L1}, std::pair{"variables_enc"_L1, "key_epoch"_L1},
        std::pair{"override_enc"_L1, "key_epoch"_L1}, std::pair{"note_enc"_L1, "note_key_epoch"_L1}};
    auto query = execSql(db,
                         u"SELECT peer, content_enc, variables_enc, override_enc, note_enc, key_epoch, note_key_epoch "
                         "FROM communication_logs WHERE id = ?"_s,
                         {id});
    if (!query)
        return query.error();
    if (!query->next())
        return {};
    const QString peer = query->value(0).toString();
    QVariantList values;
    for (int at = 0; at < int(sealed.size()); ++at) {
        const QByteArray bytes = query->value(at + 1).toByteArray();
        const bool isNote = sealed.at(size_t(at)).second == "note_key_epoch"_L1;
        FieldPlace place{u"communication_logs"_s, sealed.at(size_t(at)).first, id, peer};
        const auto plain = own.decrypt(bytes, place, query->value(isNote ? 6 : 5).toInt());
        place.rowId = realId;
        values.append(plain && !plain->isNull() ? QVariant(own.encrypt(*plain, place)) : QVariant());
    }
    query->finish();
    values.append({own.keyEpoch(), own.keyEpoch(), realId, id});
    return runSql(db,
                  u"UPDATE communication_logs SET content_enc = ?, variables_enc = ?, override_enc = ?, note_enc = ?, "
                  "key_epoch = ?, note_key_epoch = ?, id = ? WHERE id = ?"_s,
                  values);
}
/// Queued for the practice, whatever mode the store is in.
Result<void> leaveInDoubt(QSqlDatabase &db, const QString &id)
{
    const auto done =
        runSql(db,
               u"UPDATE communication_logs SET send_state = 'unconfirmed', message_sid = NULL, call_sid = "
               "NULL, child_call_sid = NULL, status = NULL, parent_status = NULL, child_status = NULL, "
               "completed_at = NULL, poll_open = 0, checks = 0, next_check_at = attempt_at WHERE id = ?"_s,
               {id});
    return done ? runSql(db,
                         u"INSERT INTO sync_queue (kind, id) VALUES ('communication', ?) ON CONFLICT (kind, id) DO "
                         "UPDATE SET stamp = stamp + 1, refusal = NULL"_s,
                         {id})
                : done;
}
} // namespace

Result<Rekeyed> rekey(QSqlDatabase &db, const QString &id, const QString &realId, const FieldCipher &own)
{
    const auto areTwo =
        hasRow(db,
               u"SELECT 1 FROM communication_logs a JOIN communication_logs b ON b.id = ? WHERE a.id = ? "
               "AND a.attempt_id <> b.attempt_id AND a.device_id IS NULL AND b.device_id IS NULL"_s,
               {realId, id});
    if (!areTwo)
        return areTwo.error();
    if (*areTwo) {
        const auto done = leaveInDoubt(db, id);
        return done ? Result<Rekeyed>(Rekeyed::Stays) : Result<Rekeyed>(done.error());
    }
    auto there = execSql(db, u"SELECT 1 FROM communication_logs WHERE id = ?"_s, {realId});
    if (!there)
        return there.error();
    const bool isThere = there->next();
    there->finish();
    const auto moved =
        isThere ? runSql(db, u"DELETE FROM communication_logs WHERE id = ?"_s, {id}) : reseal(db, id, realId, own);
    if (!moved)
        return moved.error();
    for (const QString &sql : {u"UPDATE communication_logs SET resend_of = ? WHERE resend_of = ?"_s,
                               u"UPDATE OR REPLACE sync_queue SET id = ?, refusal = NULL WHERE id = ?"_s}) {
        if (const auto done = runSql(db, sql, {realId, id}); !done)
            return done.error();
    }
    return Rekeyed::GaveWay;
}
