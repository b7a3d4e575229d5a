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
} // namespace

Result<void> rekey(QSqlDatabase &db, const QString &id, const QString &realId, const FieldCipher &own)
{
    auto there = execSql(db, u"SELECT 1 FROM communication_logs WHERE id = ?"_s, {realId});
    if (!there)
        return there.error();
    const bool isThere = there->next();
    there->finish();
    const auto moved =
        isThere ? runSql(db, u"DELETE FROM communication_logs WHERE id = ?"_s, {id}) : reseal(db, id, realId, own);
    if (!moved)
        return moved;
    for (const QString &sql : {u"UPDATE communication_logs SET resend_of = ? WHERE resend_of = ?"_s,
                               u"UPDATE OR REPLACE sync_queue SET id = ?, refusal = NULL WHERE id = ?"_s}) {
        if (const auto done = runSql(db, sql, {realId, id}); !done)
            return done;
    }
    return {};
}
