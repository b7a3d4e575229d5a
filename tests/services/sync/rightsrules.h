#pragma once

#include <QList>
#include <QString>
#include <QStringList>

/// Who may do what, as data; tst_rights tries every line for every role. In statements and answers
///   {k}    the digit of the client in question: 1 is kept for Bob, 3 for Carol, 2 is shared, 4 is none
///   {own}  the digit of the caller's own client (1 for those who see all)
///   {C} {D} {E} {F} with a digit: ids of a client, a communication of that client, a communication that Twilio's list
///          made, and one that nobody has
///   {me} {other}  ids of the caller and of somebody else (Carol; Bob for everybody but Bob)
namespace rights
{
using namespace Qt::StringLiterals;

/// What is seen of a table.
enum class See {
    Clients,        ///< rows of shared clients and one's own; all, by those who see all
    Communications, ///< the same, by their client; without a client by those who see all
    Numbers,        ///< the same, by their client; without a client by everybody of the practice
    Members,        ///< everything, by everybody of the practice
    Own,            ///< one's own rows
    Admins,         ///< everything, by administrators
    Keepers,        ///< everything, by administrators and the agent, while a client is private
    Overseers,      ///< everything, by administrators and supervisors
    Nobody,
};

struct TableRule {
    QString name;
    QString key;
    QString label; ///< an expression: which row it is, "<digit>@<digit of its client, or -> …"
    See see;
    bool isTable = true; ///< else a view or function of the database's owner
};

/// The digit of an id of ours; rows that were there before belong to shared clients.
inline QString digitOf(const QString &column)
{
    return u"coalesce(substring(%1::text from '^00000000-0000-7000-8000-.*(.)$'), CASE WHEN %1 IS NULL THEN '-' ELSE '2' END)"_s
        .arg(column);
}

inline QList<TableRule> tables()
{
    return {
        {u"practiceline.clients"_s, u"id"_s, digitOf(u"id"_s), See::Clients},
        {u"practiceline.client_numbers"_s, u"e164"_s,
         u"right(e164, 1) || '@' || "_s + digitOf(u"client_id"_s) + u" || left(permission, 1)"_s, See::Numbers},
        {u"public.communication_logs"_s, u"id"_s, digitOf(u"id"_s) + u" || '@' || "_s + digitOf(u"client_id"_s),
         See::Communications},
        {u"practiceline.internal_notes"_s, u"id"_s, digitOf(u"id"_s) + u" || '@' || "_s + digitOf(u"client_id"_s),
         See::Communications},
        {u"public.sms_templates"_s, u"id"_s, u"''"_s, See::Members},
        {u"practiceline.practice"_s, u"only_one"_s, u"''"_s, See::Members},
        {u"practiceline.staff"_s, u"id"_s, u"''"_s, See::Members},
        {u"practiceline.deputies"_s, u"id"_s, u"''"_s, See::Members},
        {u"practiceline.settings"_s, u"key"_s, u"''"_s, See::Members},
        {u"practiceline.tombstones"_s, u"id"_s, u"''"_s, See::Members},
        {u"practiceline.visibility"_s, u"client_id"_s, u"''"_s, See::Members},
        {u"practiceline.poll_lease"_s, u"only_one"_s, u"''"_s, See::Members},
        {u"practiceline.member_keys"_s, u"staff_id, epoch"_s, u"staff_id::text"_s, See::Own},
        {u"practiceline.join_requests"_s, u"staff_id"_s, u"''"_s, See::Admins},
        {u"practiceline.endorsements"_s, u"endorsed, signer, role"_s, u"''"_s, See::Members},
        {u"practiceline.secrets"_s, u"name"_s, u"''"_s, See::Keepers},
        {u"practiceline.recovery"_s, u"only_one"_s, u"''"_s, See::Admins},
        {u"practiceline.recovery_keys"_s, u"epoch"_s, u"''"_s, See::Admins},
        {u"practiceline.reencrypting"_s, u"xid"_s, u"''"_s, See::Nobody},
        {u"practiceline.audit_log"_s, u"device_id, number"_s, u"''"_s, See::Overseers},
        {u"practiceline.practice_log"_s, u"number"_s, u"''"_s, See::Overseers},
        {u"practiceline.audit_heads"_s, u"device_id"_s, u"''"_s, See::Nobody},
        {u"practiceline.send_slots"_s, u"id"_s, u"''"_s, See::Nobody},
        {u"practiceline.farewells"_s, u"staff_id"_s, u"''"_s, See::Nobody},
        {u"practiceline.erasures"_s, u"device_id"_s, u"''"_s, See::Nobody},
        {u"practiceline.migrations"_s, u"number"_s, u"''"_s, See::Nobody},
        {u"practiceline.found"_s, u"table_name, grantee"_s, u"''"_s, See::Nobody},
    };
}

/// What the owner of a hosted database may have given to PUBLIC: before the set-up, and after it.
inline QList<TableRule> doorsOfTheOwner()
{
    const QString label = digitOf(u"id"_s) + u" || '@' || translate("_s + digitOf(u"id"_s) + u", '4', '-')"_s;
    QList<TableRule> doors;
    for (const QString &name :
         {u"public.view_before"_s, u"public.view_after"_s, u"public.definer_before()"_s, u"public.definer_after()"_s})
        doors.append({name, u"id"_s, label, See::Communications, false});
    return doors;
}

enum class Does {
    Reads,  ///< the rows that may be seen, by their labels
    Copies, ///< as many rows as may be seen
    Tells,  ///< whatever it answers: nothing hidden
    Writes, ///< refused
    Locks,  ///< refused, unless PUBLIC had it before: row security does not hold it
};

enum class On { Tables, TablesAndViews, Everything };

struct Operation {
    char sign;
    QString sql; ///< %1 table, %2 key, %3 first column of the key, %4 label
    Does does;
    On on = On::Tables;
};

inline QList<Operation> operations()
{
    return {
        {'s', u"SELECT %4 FROM %1 AS t"_s, Does::Reads, On::Everything},
        {'c', u"COPY (SELECT * FROM %1 AS t) TO STDOUT"_s, Does::Copies, On::Everything},
        {'C', u"COPY %1 TO STDOUT"_s, Does::Copies},
        {'f', u"SELECT * FROM %1 AS t WHERE pg_temp.leak(t::text)"_s, Does::Tells, On::Everything},
        {'o', u"SELECT * FROM %1 AS t WHERE t::text OPERATOR(pg_temp.<~) 'x'"_s, Does::Tells, On::Everything},
        {'n', u"SELECT * FROM %1 AS t WHERE t::text::numeric > 0"_s, Does::Tells, On::Everything},
        {'j', u"SELECT (SELECT string_agg(x::text, ' ') FROM %1 AS x), to_jsonb(t) FROM %1 AS t"_s, Does::Tells,
         On::Everything},
        // How many rows were held back is told: so Postgres does, to everybody.
        {'x', u"EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM %1 AS t WHERE pg_temp.leak(t::text)"_s, Does::Tells,
         On::Everything},
        {'h', u"DECLARE held CURSOR WITH HOLD FOR SELECT * FROM %1 AS t; FETCH ALL FROM held"_s, Does::Tells,
         On::Everything},
        {'i', u"INSERT INTO %1 DEFAULT VALUES"_s, Does::Writes, On::TablesAndViews},
        {'I', u"INSERT INTO %1 DEFAULT VALUES RETURNING *"_s, Does::Writes, On::TablesAndViews},
        {'b', u"INSERT INTO %1 SELECT * FROM %1 ON CONFLICT DO NOTHING"_s, Does::Writes, On::TablesAndViews},
        {'B', u"INSERT INTO %1 SELECT * FROM %1 ON CONFLICT (%2) DO UPDATE SET %3 = EXCLUDED.%3 RETURNING *"_s,
         Does::Writes, On::TablesAndViews},
        {'k', u"COPY %1 FROM STDIN"_s, Does::Writes},
        {'m', u"MERGE INTO %1 AS t USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE"_s, Does::Writes},
        {'u', u"UPDATE %1 SET %3 = %3"_s, Does::Writes, On::TablesAndViews},
        {'U', u"UPDATE %1 SET %3 = %3 RETURNING *"_s, Does::Writes, On::TablesAndViews},
        {'d', u"DELETE FROM %1"_s, Does::Writes, On::TablesAndViews},
        {'D', u"DELETE FROM %1 RETURNING *"_s, Does::Writes, On::TablesAndViews},
        {'w', u"SELECT * FROM %1 FOR UPDATE"_s, Does::Writes, On::TablesAndViews},
        {'W', u"SELECT * FROM %1 FOR KEY SHARE"_s, Does::Writes, On::TablesAndViews},
        {'t', u"TRUNCATE %1 CASCADE"_s, Does::Writes},
        {'l', u"LOCK TABLE %1 IN ROW EXCLUSIVE MODE"_s, Does::Locks},
        {'L', u"LOCK TABLE %1 IN ACCESS EXCLUSIVE MODE"_s, Does::Locks},
        {'T',
         u"CREATE TRIGGER mine BEFORE UPDATE ON %1 FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"_s,
         Does::Writes},
        {'p', u"CREATE POLICY mine ON %1 USING (true)"_s, Does::Writes},
        {'P', u"ALTER TABLE %1 DISABLE ROW LEVEL SECURITY"_s, Does::Writes},
        {'a', u"ALTER TABLE %1 ADD COLUMN mine text DEFAULT pg_temp.leak('x')::text"_s, Does::Writes},
        {'A', u"ALTER TABLE %1 OWNER TO CURRENT_USER"_s, Does::Writes},
        {'e', u"CREATE INDEX ON %1 (%3)"_s, Does::Writes},
        {'r', u"CREATE RULE mine AS ON UPDATE TO %1 DO INSTEAD NOTHING"_s, Does::Writes},
        {'y', u"CREATE TEMP TABLE heir () INHERITS (%1)"_s, Does::Writes},
        {'g', u"GRANT ALL ON %1 TO PUBLIC"_s, Does::Writes},
        {'G', u"REVOKE ALL ON %1 FROM practice_staff"_s, Does::Writes},
        {'X', u"DROP TABLE %1 CASCADE"_s, Does::Writes},
    };
}

/// Who may execute a function of schema practiceline: s(taff), a(dmin), (super)v(isor), (a)g(ent), n(ewcomer), l(eft);
/// "*": everybody, because policies ask it. One that is not named here is for nobody.
struct FunctionRule {
    QString signature;
    QString callers;
};

inline QList<FunctionRule> functions()
{
    return {
        {u"me()"_s, u"*"_s},
        {u"sees_all()"_s, u"*"_s},
        {u"hidden_clients()"_s, u"*"_s},
        {u"is_no_person()"_s, u"*"_s},
        {u"is_inside()"_s, u"*"_s},
        {u"is_reencrypting()"_s, u"*"_s},
        {u"my_role()"_s, u"savg"_s},
        {u"pull_state()"_s, u"savg"_s},
        {u"adopt_rows(integer)"_s, u"savg"_s},
        {u"push_clients(jsonb)"_s, u"sag"_s},
        {u"push_numbers(jsonb)"_s, u"sag"_s},
        {u"push_communications(uuid,jsonb)"_s, u"sag"_s},
        {u"push_notes(jsonb)"_s, u"sag"_s},
        {u"push_internal_notes(jsonb)"_s, u"sag"_s},
        {u"say_presence(uuid,text)"_s, u"sa"_s},
        {u"permissions_of(text[])"_s, u"sag"_s},
        {u"show_client(uuid,uuid)"_s, u"sa"_s},
        {u"name_deputy(uuid,uuid)"_s, u"sa"_s},
        {u"withdraw_deputy(uuid,uuid)"_s, u"sa"_s},
        {u"push_templates(jsonb)"_s, u"a"_s},
        {u"push_settings(jsonb)"_s, u"a"_s},
        {u"take_lease(uuid,integer)"_s, u"savg"_s},
        {u"release_lease(uuid,bigint)"_s, u"sag"_s},
        {u"apply_news(uuid,bigint,jsonb)"_s, u"sag"_s},
        {u"set_news_mark(uuid,bigint,timestamp with time zone)"_s, u"sag"_s},
        {u"settle_doubt(uuid,bigint,uuid,uuid,text,text,text,timestamp with time zone,integer,integer)"_s, u"sag"_s},
        {u"push_audit(uuid,uuid,jsonb)"_s, u"savg"_s},
        {u"audit_meet(uuid,bigint,text[])"_s, u"savg"_s},
        {u"device_heads(jsonb)"_s, u"savg"_s},
        {u"records_mark()"_s, u"savg"_s},
        {u"may_send(uuid,text,integer,jsonb)"_s, u"sag"_s},
        {u"invite(text,text,text,text,text)"_s, u"a"_s},
        {u"approve(uuid,bytea,jsonb,bytea)"_s, u"a"_s},
        {u"key_state()"_s, u"savg"_s},
        {u"poll_refusal()"_s, u"savg"_s},
        {u"under_epoch(integer,jsonb)"_s, u"sag"_s},
        {u"add_epoch(integer,jsonb,jsonb)"_s, u"a"_s},
        {u"keep_recovery(jsonb,jsonb)"_s, u"a"_s},
        {u"put_secret(text,integer,bytea,bytea)"_s, u"a"_s},
        {u"drop_secret(text)"_s, u"a"_s},
        {u"reencrypt_communications(jsonb)"_s, u"a"_s},
        {u"reencrypt_clients(jsonb)"_s, u"a"_s},
        {u"reencrypt_internal_notes(jsonb)"_s, u"a"_s},
        {u"remove_person(uuid,bytea)"_s, u"a"_s},
        {u"leave(bytea)"_s, u"savg"_s},
        {u"set_role(uuid,text,bytea)"_s, u"a"_s},
        {u"parting(uuid)"_s, u"l"_s},
        {u"part_with_communications(uuid,jsonb)"_s, u"l"_s},
        {u"part_with_records(uuid,uuid,jsonb)"_s, u"l"_s},
        {u"say_erased(uuid,integer)"_s, u"l"_s},
        {u"ask_to_join(bytea,bytea)"_s, u"n"_s},
    };
}

/// A call, and "answer|what it changed" for the client that is one's own, shared, somebody else's, none. Whoever is not
/// among the callers is refused.
struct Call {
    QString name;
    QString sql;
    QString callers;
    QStringList forStaff;
    QStringList forOthers;
    QStringList forAdmins = {}; ///< empty: as for others
};

inline QList<Call> calls()
{
    const QString refused = u"42501"_s;
    const QString numbers = u"SELECT concat_ws(' ', outcome, client_id) FROM practiceline.push_numbers('[{%1}]')"_s;
    const QString communications = u"SELECT real_id FROM practiceline.push_communications('{F}9', "
                                   u"'[{\"communication_type\": \"sms\", \"direction\": "
                                   "\"outbound\", \"created_at\": \"2026-01-01T00:00:00Z\", %1}]')"_s;
    const QString keys = u"'[{\"epoch\": 1, \"sealed\": \"\\\\x01\", \"signature\": \"\\\\x02\"}]'"_s;
    const QString record = u"{\"number\": 1, \"at\": 1, \"staff\": \"x\", \"what\": \"x\", \"subject\": \"x\", "
                           u"\"details\": \"\", \"key_epoch\": 1, \"salt\": \"\", \"previous\": \"\", \"hash\": \""_s +
                           QString(64, u'1') + u"\"}"_s;
    return {
        {u"a client"_s,
         u"SELECT outcome FROM practiceline.push_clients('[{\"id\": \"{C}{k}\", \"name\": \"changed\", \"change_xid\": "
         u"1, "
         "\"visible_to\": \"{other}\", \"updated_by\": \"{other}\", \"merged_into\": \"{C}2\"}]')"_s,
         u"sag"_s,
         // An id that nobody has is made, one that is taken can not be: that much is told of an id of 122 random bits.
         {u"taken|~clients{k}"_s, u"taken|~clients{k}"_s, u"refused|"_s, u"taken|+clients4"_s},
         // Whoever sees all may keep what everybody sees for somebody, as after a restore.
         {u"taken|~clients{k}"_s, u"taken|+practice_log +visibility ~clients{k}"_s, u"taken|~clients{k}"_s,
          u"taken|+clients4 +practice_log +visibility"_s}},
        {u"a client, based on an old revision"_s,
         u"SELECT concat_ws(' ', outcome, revision) FROM practiceline.push_clients('[{\"id\": \"{C}{k}\", \"revision\": 7}]')"_s,
         u"sag"_s,
         {u"conflict 0|"_s, u"conflict 0|"_s, u"refused|"_s, u"taken 0|+clients4"_s},
         {u"conflict 0|"_s, u"conflict 0|"_s, u"conflict 0|"_s, u"taken 0|+clients4"_s}},
        // A client that is hidden and one that does not exist are answered alike, and neither gets the number.
        {u"a new number for a client"_s,
         numbers.arg(u"\"e164\": \"+1312555030{k}\", \"client_id\": \"{C}{k}\""_s),
         u"sag"_s,
         {u"taken {C}{k}|+client_numbers{k}@{k}m"_s, u"taken {C}{k}|+client_numbers{k}@{k}m"_s,
          u"refused|+client_numbers{k}@-m"_s, u"refused|+client_numbers{k}@-m"_s},
         {u"taken {C}{k}|+client_numbers{k}@{k}m"_s, u"taken {C}{k}|+client_numbers{k}@{k}m"_s,
          u"taken {C}{k}|+client_numbers{k}@{k}m"_s, u"refused|+client_numbers{k}@-m"_s}},
        // That a number is taken is told, on purpose; whose it is, is not.
        {u"somebody's number for one's own client"_s,
         numbers.arg(u"\"e164\": \"+1312555010{k}\", \"client_id\": \"{C}{own}\""_s),
         u"sag"_s,
         {u"taken {C}{own}|~client_numbers{k}@{k}h"_s, u"owned {C}{k}|~client_numbers{k}@{k}h"_s,
          u"owned|~client_numbers{k}@{k}h"_s, u"taken {C}{own}|~client_numbers{k}@{own}h"_s},
         {u"taken {C}{own}|~client_numbers{k}@{k}h"_s, u"owned {C}{k}|~client_numbers{k}@{k}h"_s,
          u"owned {C}{k}|~client_numbers{k}@{k}h"_s, u"taken {C}{own}|~client_numbers{k}@{own}h"_s}},
        {u"somebody's number, said to be of that client"_s,
         numbers.arg(u"\"e164\": \"+1312555010{k}\", \"client_id\": \"{C}{own}\", \"from_client\": \"{C}{k}\""_s),
         u"sag"_s,
         // Who sees the former client and not the new one is told to read the former one whole.
         {u"taken {C}{own}|~client_numbers{k}@{k}h"_s, u"taken {C}{own}|+visibility ~client_numbers{k}@{own}h"_s,
          u"owned|~client_numbers{k}@{k}h"_s, u"taken {C}{own}|~client_numbers{k}@{own}h"_s},
         {u"taken {C}{own}|~client_numbers{k}@{k}h"_s, u"taken {C}{own}|+visibility ~client_numbers{k}@{own}h"_s,
          u"taken {C}{own}|~client_numbers{k}@{own}h ~visibility"_s, u"taken {C}{own}|~client_numbers{k}@{own}h"_s}},
        {u"a number given to nobody"_s,
         numbers.arg(u"\"e164\": \"+1312555010{k}\", \"client_id\": null, \"from_client\": \"{C}{k}\""_s),
         u"sag"_s,
         {u"taken|~client_numbers{k}@-h"_s, u"taken|~client_numbers{k}@-h"_s, u"owned|~client_numbers{k}@{k}h"_s,
          u"taken|~client_numbers{k}@-h"_s},
         {u"taken|~client_numbers{k}@-h"_s, u"taken|~client_numbers{k}@-h"_s, u"taken|~client_numbers{k}@-h"_s,
          u"taken|~client_numbers{k}@-h"_s}},
        // A STOP counts whoever the number belongs to; who does not see a client does not lift its STOP.
        {u"a STOP"_s,
         numbers.arg(u"\"e164\": \"+1312555010{k}\", \"client_id\": \"{C}{own}\", \"permission\": \"opted_out\", "
                     "\"permission_since\": \"2026-06-01T00:00:00Z\""_s),
         u"sag"_s,
         {u"taken {C}{own}|~client_numbers{k}@{k}o"_s, u"owned {C}{k}|~client_numbers{k}@{k}o"_s,
          u"owned|~client_numbers{k}@{k}o"_s, u"taken {C}{own}|~client_numbers{k}@{own}o"_s},
         {u"taken {C}{own}|~client_numbers{k}@{k}o"_s, u"owned {C}{k}|~client_numbers{k}@{k}o"_s,
          u"owned {C}{k}|~client_numbers{k}@{k}o"_s, u"taken {C}{own}|~client_numbers{k}@{own}o"_s}},
        {u"a START"_s,
         numbers.arg(u"\"e164\": \"+1312555010{k}\", \"client_id\": \"{C}{own}\", \"permission\": \"may_text\", "
                     "\"permission_since\": \"2026-06-01T00:00:00Z\""_s),
         u"sag"_s,
         {u"taken {C}{own}|~client_numbers{k}@{k}m"_s, u"owned {C}{k}|~client_numbers{k}@{k}m"_s,
          u"owned|~client_numbers{k}@{k}h"_s, u"taken {C}{own}|~client_numbers{k}@{own}m"_s},
         {u"taken {C}{own}|~client_numbers{k}@{k}m"_s, u"owned {C}{k}|~client_numbers{k}@{k}m"_s,
          u"owned {C}{k}|~client_numbers{k}@{k}m"_s, u"taken {C}{own}|~client_numbers{k}@{own}m"_s}},
        // A text that left is on the record, also where its client went out of sight meanwhile.
        {u"a new communication"_s,
         communications.arg(u"\"id\": \"{F}{k}\", \"client_id\": \"{C}{k}\", \"peer\": \"+1312555040{k}\""_s),
         u"sag"_s,
         {u"{F}{k}|+communication_logs{k}@{k}"_s, u"{F}{k}|+communication_logs{k}@{k}"_s,
          u"{F}{k}|+communication_logs{k}@{k}"_s, u"{F}{k}|+client_numbers4@2m +clients2 +communication_logs{k}@2"_s},
         {u"{F}{k}|+communication_logs{k}@{k}"_s, u"{F}{k}|+communication_logs{k}@{k}"_s,
          u"{F}{k}|+communication_logs{k}@{k}"_s, u"{F}{k}|+client_numbers4@2m +clients2 +communication_logs{k}@2"_s}},
        // Only the row that the caller's own computer wrote is changed.
        {u"a communication that is there"_s,
         communications.arg(u"\"id\": \"{D}{k}\", \"client_id\": \"{C}{own}\", \"error_text\": \"changed\""_s),
         u"sag"_s,
         {u"{D}{k}|~communication_logs{k}@{k}"_s, u"{D}{k}|"_s, u"{D}{k}|"_s, u"{D}{k}|"_s},
         {u"{D}{k}|"_s, u"{D}{k}|"_s, u"{D}{k}|"_s, u"{D}{k}|"_s}},
        // Whoever knows a sid that was written is told the id of its row, and no more.
        {u"a communication whose sid is there"_s,
         communications.arg(u"\"id\": \"{F}{k}\", \"client_id\": \"{C}{own}\", \"message_sid\": \"SMsecret{k}\""_s),
         u"sag"_s,
         {u"{D}{k}|"_s, u"{D}{k}|"_s, u"{D}{k}|"_s, u"{D}{k}|"_s},
         {u"{D}{k}|"_s, u"{D}{k}|"_s, u"{D}{k}|"_s, u"{D}{k}|"_s}},
        // A row of Twilio's list makes way only for somebody who sees it.
        {u"a communication whose sid was listed"_s,
         communications.arg(u"\"id\": \"{F}{k}\", \"client_id\": \"{C}{own}\", \"message_sid\": \"SMlisted{k}\""_s),
         u"sag"_s,
         {u"{F}{k}|+communication_logs{k}@{own} +tombstones -communication_logs{k}@{k}"_s,
          u"{F}{k}|+communication_logs{k}@{own} +tombstones -communication_logs{k}@{k}"_s,
          u"{F}{k}|+communication_logs{k}@{own}"_s, u"{F}{k}|+communication_logs{k}@{own}"_s},
         {u"{F}{k}|+communication_logs{k}@{own} +tombstones -communication_logs{k}@{k}"_s,
          u"{F}{k}|+communication_logs{k}@{own} +tombstones -communication_logs{k}@{k}"_s,
          u"{F}{k}|+communication_logs{k}@{own} +tombstones -communication_logs{k}@{k}"_s,
          u"{F}{k}|+communication_logs{k}@{own} +tombstones -communication_logs{k}@-"_s}},
        {u"a note"_s,
         u"SELECT outcome FROM practiceline.push_notes('[{\"id\": \"{D}{k}\", \"note_enc\": \"changed\", \"note_key_epoch\": 1}]')"_s,
         u"sag"_s,
         {u"taken|~communication_logs{k}@{k}"_s, u"taken|~communication_logs{k}@{k}"_s, u"refused|"_s, u"refused|"_s},
         {u"taken|~communication_logs{k}@{k}"_s, u"taken|~communication_logs{k}@{k}"_s,
          u"taken|~communication_logs{k}@{k}"_s, u"taken|~communication_logs{k}@-"_s}},
        {u"a note to no communication"_s,
         u"SELECT outcome FROM practiceline.push_notes('[{\"id\": \"{F}{k}\", \"note_enc\": \"changed\", \"note_key_epoch\": 1}]')"_s,
         u"sag"_s,
         {u"refused|"_s},
         {u"refused|"_s}},
        // Also where its client went out of sight meanwhile: what was written is not lost.
        {u"an internal note"_s,
         u"SELECT outcome FROM practiceline.push_internal_notes('[{\"id\": \"{F}{k}\", \"client_id\": \"{C}{k}\", "
         "\"at\": \"2026-01-01T00:00:00Z\"}]')"_s,
         u"sag"_s,
         {u"taken|+internal_notes{k}@{k}"_s, u"taken|+internal_notes{k}@{k}"_s, u"taken|+internal_notes{k}@{k}"_s,
          u"refused|"_s},
         {u"taken|+internal_notes{k}@{k}"_s, u"taken|+internal_notes{k}@{k}"_s, u"taken|+internal_notes{k}@{k}"_s,
          u"refused|"_s}},
        {u"an internal note in somebody else's name"_s,
         u"SELECT outcome FROM practiceline.push_internal_notes('[{\"id\": \"{F}{k}\", \"client_id\": \"{C}{k}\", "
         "\"author\": \"{other}\"}]')"_s,
         u"sag"_s,
         {u"taken|"_s, u"taken|"_s, u"taken|"_s, u"taken|"_s},
         {u"taken|+internal_notes{k}@{k}"_s, u"taken|+internal_notes{k}@{k}"_s, u"taken|+internal_notes{k}@{k}"_s,
          u"refused|"_s}},
        // Only its author takes a note back, and nobody writes over one.
        {u"taking an internal note back"_s,
         u"SELECT outcome FROM practiceline.push_internal_notes('[{\"id\": \"{D}{k}\", \"client_id\": \"{C}{own}\", "
         "\"text_enc\": \"changed\", \"withdrawn_at\": \"2026-01-01T00:00:00Z\"}]')"_s,
         u"sag"_s,
         {u"taken|~internal_notes{k}@{k}"_s, u"taken|"_s, u"taken|"_s, u"taken|+internal_notes{k}@{own}"_s},
         {u"taken|"_s, u"taken|"_s, u"taken|"_s, u"taken|+internal_notes{k}@{own}"_s}},
        {u"who has a conversation open"_s,
         u"SELECT practiceline.say_presence('{C}{k}', 'typing')"_s,
         u"sa"_s,
         {u"|"_s, u"|"_s, refused, refused},
         {u"|"_s, u"|"_s, u"|"_s, u"|"_s}},
        {u"a word about a conversation that there is not"_s,
         u"SELECT practiceline.say_presence('{C}{own}', 'secret')"_s,
         u"sa"_s,
         {refused},
         {refused}},
        {u"keeping a client"_s,
         u"SELECT practiceline.show_client('{C}{k}', '{me}')"_s,
         u"sa"_s,
         {u"|"_s, u"|+practice_log +visibility ~clients{k}"_s, refused, refused},
         {u"|+practice_log ~clients{k} ~visibility"_s, u"|+practice_log +visibility ~clients{k}"_s,
          u"|+practice_log ~clients{k} ~visibility"_s, u"P0002"_s}},
        {u"keeping a client for somebody else"_s,
         u"SELECT practiceline.show_client('{C}{k}', '{other}')"_s,
         u"sa"_s,
         {refused, refused, refused, refused},
         {u"|"_s, u"|+practice_log +visibility ~clients{k}"_s, u"|+practice_log ~clients{k} ~visibility"_s,
          u"P0002"_s}},
        {u"sharing a client"_s,
         u"SELECT practiceline.show_client('{C}{k}', NULL)"_s,
         u"sa"_s,
         {u"|+practice_log ~clients{k} ~visibility"_s, u"|"_s, refused, refused},
         {u"|+practice_log ~clients{k} ~visibility"_s, u"|"_s, u"|+practice_log ~clients{k} ~visibility"_s,
          u"P0002"_s}},
        {u"a deputy of one's own"_s,
         u"SELECT practiceline.name_deputy('{me}', '{other}')"_s,
         u"sa"_s,
         {u"|+deputies +practice_log"_s},
         {u"|+deputies +practice_log"_s}},
        {u"somebody else's deputy"_s,
         u"SELECT practiceline.name_deputy('{other}', '{me}')"_s,
         u"sa"_s,
         {refused},
         {u"|+deputies +practice_log"_s}},
        {u"somebody as deputy who does not text"_s,
         u"SELECT practiceline.name_deputy('{me}', '{sue}')"_s,
         u"sa"_s,
         {refused},
         {refused}},
        {u"somebody as deputy who is not there"_s,
         u"SELECT practiceline.name_deputy('{me}', '{asked}')"_s,
         u"sa"_s,
         {refused},
         {refused}},
        {u"a deputy for oneself, by oneself"_s,
         u"SELECT practiceline.name_deputy('{me}', '{me}')"_s,
         u"sa"_s,
         {refused},
         {refused}},
        {u"somebody else's deputy no more"_s,
         u"SELECT practiceline.withdraw_deputy('{ann}', '{spare}')"_s,
         u"sa"_s,
         {refused},
         {u"|+practice_log ~deputies"_s}},
        {u"a deputy no more who is none"_s,
         u"SELECT practiceline.withdraw_deputy('{me}', '{other}')"_s,
         u"sa"_s,
         {u"|"_s},
         {u"|"_s}},
        // A text that left is on the record; that its author may not speak for them is, too.
        {u"a communication for somebody who allowed nothing"_s,
         communications.arg(u"\"id\": \"{F}{k}\", \"client_id\": \"{C}2\", \"peer\": \"+1312555040{k}\", "
                            "\"device_id\": \"{F}9\", \"on_behalf_of\": \"{other}\""_s),
         u"sag"_s,
         {u"{F}{k}|+communication_logs{k}@2 +practice_log"_s},
         {u"{F}{k}|+communication_logs{k}@2 +practice_log"_s}},
        {u"whether texts may go to a number"_s,
         u"SELECT * FROM practiceline.permissions_of(ARRAY['+1312555010{k}', '+13125550999'])"_s,
         u"sag"_s,
         {u"+1312555010{k}|held|2026-01-01 00:00:00+00|"_s},
         {u"+1312555010{k}|held|2026-01-01 00:00:00+00|"_s}},
        {u"whether a text may leave"_s,
         u"SELECT concat_ws(' ', permission, sent, hourly_limit, wait_ms) FROM practiceline.may_send('{F}9', "
         "'+1312555010{k}', 0, '[]')"_s,
         u"sag"_s,
         {u"held 0 0|+send_slots"_s},
         {u"held 0 0|+send_slots"_s}},
        {u"records of one's own computer"_s,
         u"SELECT practiceline.push_audit('{F}6', NULL, '[%1]')"_s.arg(record),
         u"savg"_s,
         {u"1|+audit_heads +audit_log"_s},
         {u"1|+audit_heads +audit_log"_s}},
        {u"records of somebody else's computer"_s,
         u"SELECT practiceline.push_audit('{F}7', NULL, '[%1]')"_s.arg(record),
         u"savg"_s,
         {refused},
         {refused}},
        {u"records that continue nobody's"_s,
         u"SELECT practiceline.push_audit('{F}6', '{F}5', '[%1]')"_s.arg(QString(record).replace(u": 1,"_s, u": 2,"_s)),
         u"savg"_s,
         {u"PL002"_s},
         {u"PL002"_s}},
        {u"whether records are known"_s,
         u"SELECT practiceline.audit_meet('{F}7', 1, ARRAY[repeat('0', 64)])"_s,
         u"savg"_s,
         {u"1|"_s},
         {u"1|"_s}},
        {u"where records end"_s,
         u"SELECT device FROM practiceline.device_heads('{}') WHERE person <> ''"_s,
         u"savg"_s,
         {u"{F}7|"_s},
         {u"{F}7|"_s}},
        {u"whether records grew"_s,
         u"SELECT 1 FROM practiceline.records_mark() AS mark WHERE mark > 0"_s,
         u"savg"_s,
         {u"1|"_s},
         {u"1|"_s}},
        {u"rows without a client"_s,
         u"SELECT practiceline.adopt_rows()"_s,
         u"savg"_s,
         {u"2|+client_numbers4@2m +clients2 ~communication_logs4@2"_s},
         {u"2|+client_numbers4@2m +clients2 ~communication_logs4@2"_s}},
        {u"the state"_s, u"SELECT person = '{me}' FROM practiceline.pull_state()"_s, u"savg"_s, {u"t|"_s}, {u"t|"_s}},
        {u"a template"_s,
         u"SELECT outcome FROM practiceline.push_templates('[{\"id\": \"{F}1\", \"persona_type\": \"advisor\", "
         "\"template_name\": \"x\", \"content\": \"x\"}]')"_s,
         u"a"_s,
         {},
         {u"taken|+sms_templates"_s}},
        {u"a setting"_s,
         u"SELECT practiceline.push_settings('[{\"key\": \"x\", \"value\": \"x\", \"updated_at\": \"2026-01-01\"}]')"_s,
         u"a"_s,
         {},
         {u"x|+settings"_s}},
        {u"an invitation"_s,
         u"SELECT 1 FROM practiceline.invite('Eve', 'admin', 'advisor', '', 'SCRAM-SHA-256$4096:AAAA$AAAA:AAAA')"_s,
         u"a"_s,
         {},
         {u"1|+members +practice_log +roles +staff"_s}},
        {u"approving"_s,
         u"SELECT practiceline.approve('{asked}', '\\x{key}', %1, '\\x03')"_s.arg(keys),
         u"a"_s,
         {},
         {u"|+endorsements +member_keys +members +practice_log -join_requests -members ~roles ~staff"_s}},
        {u"approving without the newest key"_s,
         u"SELECT practiceline.approve('{asked}', '\\x{key}', '[]')"_s,
         u"a"_s,
         {},
         {u"PL002"_s}},
        {u"the newest key's epoch"_s, u"SELECT epoch FROM practiceline.key_state()"_s, u"savg"_s, {u"1|"_s}, {u"1|"_s}},
        {u"rows under an old key"_s,
         u"SELECT practiceline.under_epoch(0, '[]')"_s,
         u"sag"_s,
         {u"PL002"_s},
         {u"PL002"_s}},
        {u"a key for too few"_s,
         u"SELECT practiceline.add_epoch(2, '[{\"staff_id\": \"{me}\", \"sealed\": \"x\", \"signature\": \"x\"}]', NULL)"_s,
         u"a"_s,
         {},
         {u"PL003"_s}},
        {u"a key of an epoch that is there"_s,
         u"SELECT practiceline.add_epoch(1, '[]', NULL)"_s,
         u"a"_s,
         {},
         {u"PL002"_s}},
        {u"a recovery key"_s,
         u"SELECT practiceline.keep_recovery('{\"id\": \"{F}7\", \"public_key\": \"\\\\x{key}\", \"signing_key\": "
         u"\"\\\\x{key}\", \"membership\": \"x\", \"signature\": \"x\"}', %1)"_s.arg(keys),
         u"a"_s,
         {},
         {u"|+practice_log ~recovery ~recovery_keys"_s}},
        {u"a secret"_s,
         u"SELECT practiceline.put_secret('new', 1, '\\x00')"_s,
         u"a"_s,
         {},
         {u"|+practice_log +secrets"_s}},
        {u"a secret away"_s,
         u"SELECT practiceline.drop_secret('secret-name')"_s,
         u"a"_s,
         {},
         {u"|+practice_log -secrets"_s}},
        {u"encrypting a text again"_s,
         u"SELECT practiceline.reencrypt_communications('[{\"id\": \"{D}{k}\", \"peer\": \"x\", \"was\": \"x\"}]')"_s,
         u"a"_s,
         {},
         {u"0|"_s}},
        {u"encrypting a client's notes again"_s,
         u"SELECT practiceline.reencrypt_clients('[{\"id\": \"{C}{k}\", \"was\": \"x\"}]')"_s,
         u"a"_s,
         {},
         {u"0|"_s}},
        {u"encrypting an internal note again"_s,
         u"SELECT practiceline.reencrypt_internal_notes('[{\"id\": \"{D}{k}\", \"was\": \"x\"}]')"_s,
         u"a"_s,
         {},
         {u"0|"_s}},
        {u"approving another key"_s, u"SELECT practiceline.approve('{asked}', '\\x00', '[]')"_s, u"a"_s, {}, {refused}},
        {u"approving without a key"_s, u"SELECT practiceline.approve('{asked}', NULL, '[]')"_s, u"a"_s, {}, {refused}},
        {u"approving who did not ask"_s,
         u"SELECT practiceline.approve('{invited}', '\\x{key}', %1)"_s.arg(keys),
         u"a"_s,
         {},
         {refused}},
        {u"removing the last administrator"_s,
         u"SELECT practiceline.remove_person('{me}')"_s,
         u"a"_s,
         {},
         {u"PL004"_s}},
        {u"leaving"_s,
         u"SELECT practiceline.leave()"_s,
         u"savg"_s,
         {u"|+members +practice_log -members ~roles ~staff"_s},
         {u"|+members +practice_log -members ~roles ~staff"_s},
         {u"PL004"_s}}, // the only one there is
        {u"removing somebody"_s,
         u"SELECT practiceline.remove_person('{spare}')"_s,
         u"a"_s,
         {},
         {u"|+members +practice_log -members ~deputies ~roles ~staff"_s}},
        {u"removing somebody, with a word"_s,
         u"SELECT practiceline.remove_person('{spare}', 'x')"_s,
         u"a"_s,
         {},
         {u"|+farewells +members +practice_log -members ~deputies ~roles ~staff"_s}},
        {u"another role"_s,
         u"SELECT practiceline.set_role('{spare}', 'admin', 'x')"_s,
         u"a"_s,
         {},
         {u"|+endorsements +members +practice_log -members ~staff"_s}},
        {u"the last administrator's role"_s,
         u"SELECT practiceline.set_role('{me}', 'staff', 'x')"_s,
         u"a"_s,
         {},
         {u"PL004"_s}},
        {u"the office program's role, for a person"_s,
         u"SELECT practiceline.set_role('{spare}', 'agent', 'x')"_s,
         u"a"_s,
         {},
         {refused}},
        // Who left reads nothing, and brings what their own computer sent, once.
        {u"whether one's membership ended"_s,
         u"SELECT practiceline.parting('{F}9') ->> 'signer'"_s,
         u"l"_s,
         {u"{ann}|"_s},
         {u"{ann}|"_s}},
        {u"what the computer of somebody who left sent"_s,
         u"SELECT real_id FROM practiceline.part_with_communications('{F}9', '[{\"id\": \"{F}{k}\", \"client_id\": "
         "\"{C}{k}\", \"peer\": \"+1312555040{k}\", \"communication_type\": \"sms\", \"direction\": "
         "\"outbound\", \"created_at\": \"2026-01-01T00:00:00Z\"}]')"_s,
         u"l"_s,
         {},
         {u"{F}{k}|+communication_logs{k}@{k}"_s, u"{F}{k}|+communication_logs{k}@{k}"_s,
          u"{F}{k}|+communication_logs{k}@{k}"_s, u"{F}{k}|+client_numbers4@2m +clients2 +communication_logs{k}@2"_s}},
        {u"a colleague's text, changed by somebody who left"_s,
         u"SELECT real_id FROM practiceline.part_with_communications('{F}9', '[{\"id\": \"{D}{k}\", \"client_id\": "
         "\"{C}2\", \"communication_type\": \"sms\", \"direction\": \"outbound\", \"error_text\": "
         "\"changed\"}]')"_s,
         u"l"_s,
         {},
         {u"{D}{k}|"_s}},
        {u"a text from a computer of somebody else, who is there"_s,
         u"SELECT real_id FROM practiceline.part_with_communications('{F}7', '[]')"_s,
         u"l"_s,
         {},
         {refused}},
        {u"the last records of somebody who left"_s,
         u"SELECT practiceline.part_with_records('{F}6', NULL, '[%1]')"_s.arg(record),
         u"l"_s,
         {},
         {u"1|+audit_heads +audit_log"_s}},
        {u"that everything is erased"_s,
         u"SELECT practiceline.say_erased('{F}9', 2)"_s,
         u"l"_s,
         {},
         {u"|+erasures +practice_log ~roles"_s}},
        {u"becoming the first administrator"_s,
         u"SELECT 1 FROM practiceline.add_first_admin('Eve', 'SCRAM-SHA-256$4096:AAAA$AAAA:AAAA', 'x', 'x')"_s,
         u""_s,
         {},
         {}},
    };
}

/// What has nothing to do with one table. {self} is the caller's login, {owner} the role that owns the schema.
struct Attempt {
    QString sql;
    bool works = false;
};

inline QList<Attempt> attempts()
{
    QList<Attempt> all{
        {u"LISTEN practiceline"_s, true},
        {u"NOTIFY practiceline, 'clients'"_s, true},
        {u"CREATE TEMP TABLE mine (a integer)"_s, true},
        {u"CREATE FUNCTION pg_temp.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'"_s, true},
        {u"SET request.jwt.claims = '{\"role\": \"service_role\"}'"_s, true},
        {u"SET row_security = off"_s, true},
        {u"SELECT lo_create(0)"_s, true},
        {u"SET session_replication_role = replica"_s},
        {u"SET log_statement = 'all'"_s},
        {u"SET session_preload_libraries = 'x'"_s},
        {u"CREATE SCHEMA mine"_s},
        {u"CREATE EXTENSION pgcrypto"_s},
        {u"CREATE PUBLICATION mine FOR ALL TABLES"_s},
        {u"CREATE SUBSCRIPTION mine CONNECTION '' PUBLICATION p WITH (connect = false)"_s},
        {u"CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION pg_temp.word()"_s},
        {u"CREATE FOREIGN DATA WRAPPER mine"_s},
        {u"CREATE CAST (text AS uuid) WITH INOUT AS IMPLICIT"_s},
        {u"CREATE FUNCTION pg_temp.c() RETURNS integer LANGUAGE c AS 'x'"_s},
        {u"ALTER SCHEMA practiceline RENAME TO mine"_s},
        {u"ALTER SCHEMA practiceline OWNER TO CURRENT_USER"_s},
        {u"DROP SCHEMA practiceline CASCADE"_s},
        {u"GRANT ALL ON SCHEMA practiceline TO PUBLIC"_s},
        {u"GRANT ALL ON ALL TABLES IN SCHEMA practiceline TO PUBLIC"_s},
        {u"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA practiceline TO PUBLIC"_s},
        {u"ALTER FUNCTION practiceline.me() RENAME TO mine"_s},
        {u"ALTER FUNCTION practiceline.me() RESET ALL"_s},
        {u"CREATE OR REPLACE FUNCTION practiceline.me() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'"_s},
        {u"DROP FUNCTION practiceline.sees_all() CASCADE"_s},
        {u"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT ALL ON TABLES TO PUBLIC"_s},
        {u"ALTER DATABASE {database} SET search_path = pg_temp"_s},
        {u"DROP OWNED BY {owner}"_s},
        {u"REASSIGN OWNED BY {owner} TO CURRENT_USER"_s},
        {u"CREATE ROLE mine"_s},
        {u"GRANT practice_admin TO {self}"_s},
        {u"GRANT practice_staff TO {self}"_s},
        {u"GRANT {owner} TO {self}"_s},
        {u"GRANT pg_read_all_data, pg_write_all_data, pg_signal_backend TO {self}"_s},
        {u"GRANT {self} TO {sparelogin}"_s},
        {u"ALTER ROLE {self} CREATEROLE"_s},
        {u"ALTER ROLE {self} BYPASSRLS"_s},
        {u"ALTER ROLE {self} SUPERUSER"_s},
        {u"ALTER ROLE {self} VALID UNTIL 'infinity'"_s},
        {u"ALTER ROLE {sparelogin} PASSWORD 'x'"_s},
        {u"ALTER ROLE {sparelogin} SET role = practice_staff"_s},
        {u"DROP ROLE {sparelogin}"_s},
        {u"COPY (SELECT 1) TO PROGRAM 'true'"_s},
        {u"COPY (SELECT 1) TO '/tmp/practiceline-rights'"_s},
        {u"CREATE TEMP TABLE mine (a text); COPY mine FROM '/etc/passwd'"_s},
        {u"CREATE TEMP TABLE mine (a text); COPY mine FROM PROGRAM 'true'"_s},
        {u"SELECT pg_read_file('PG_VERSION')"_s},
        {u"SELECT pg_ls_dir('.')"_s},
        {u"SELECT lo_import('/etc/passwd')"_s},
        {u"SELECT lo_get({large})"_s},
        {u"SELECT lo_unlink({large})"_s},
        {u"SELECT pg_reload_conf()"_s},
        {u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{setup}'"_s},
        {u"SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = '{setup}'"_s},
        {u"SELECT * FROM pg_authid"_s},
        {u"SELECT * FROM pg_statistic"_s},
        {u"SELECT * FROM pg_largeobject"_s},
        {u"SELECT * FROM pg_shadow"_s},
        {u"SELECT pg_stat_reset()"_s},
        {u"SELECT pg_export_snapshot(), pg_create_logical_replication_slot('x', 'pgoutput')"_s},
        {u"CREATE TEMP TABLE mine (a text); CREATE TRIGGER t BEFORE INSERT ON mine FOR EACH ROW "
         "EXECUTE FUNCTION practiceline.communication_written()"_s},
        {u"CREATE TEMP TABLE mine (a text); CREATE TRIGGER t BEFORE INSERT ON mine FOR EACH ROW "
         "EXECUTE FUNCTION practiceline.client_written()"_s},
    };
    for (const QString &schema : {u"practiceline"_s, u"public"_s}) {
        for (const QString &what :
             {u"TABLE %1.mine (a integer)"_s, u"VIEW %1.mine AS SELECT 1"_s, u"TYPE %1.mine AS (a integer)"_s,
              u"SEQUENCE %1.mine"_s, u"FUNCTION %1.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'"_s,
              u"OPERATOR %1.<~ (FUNCTION = pg_catalog.texteq, LEFTARG = text, RIGHTARG = text)"_s})
            all.append({u"CREATE "_s + what.arg(schema)});
    }
    for (const QString &role : {u"{owner}"_s, u"{setup}"_s, u"{sparelogin}"_s, u"{superuser}"_s, u"practice_admin"_s,
                                u"practice_supervisor"_s, u"practice_agent"_s, u"pg_read_all_data"_s}) {
        all.append({u"SET ROLE "_s + role});
        all.append({u"SET SESSION AUTHORIZATION "_s + role});
    }
    return all;
}

/// Statements about a row that must be answered alike whether {k} is hidden or nowhere.
inline QStringList twins()
{
    const QString numbers =
        u"SELECT outcome, client_id FROM practiceline.push_numbers('[{\"e164\": \"+13125550399\", %1}]')"_s;
    return {
        u"INSERT INTO public.communication_logs (id) VALUES ('{D}{k}')"_s,
        u"INSERT INTO public.communication_logs (id) VALUES ('{D}{k}') ON CONFLICT DO NOTHING"_s,
        u"INSERT INTO public.communication_logs (message_sid) VALUES ('SMsecret{k}')"_s,
        u"INSERT INTO public.communication_logs (message_sid) VALUES ('SMlisted{k}') RETURNING *"_s,
        u"INSERT INTO public.communication_logs (client_id) VALUES ('{C}{k}')"_s,
        u"INSERT INTO practiceline.client_numbers (e164, client_id) VALUES ('+1312555010{k}', '{C}{k}')"_s,
        u"INSERT INTO practiceline.clients (id) VALUES ('{C}{k}')"_s,
        u"UPDATE public.communication_logs SET id = '{D}{k}'"_s,
        u"UPDATE public.communication_logs SET message_sid = 'SMsecret{k}'"_s,
        u"DELETE FROM public.communication_logs WHERE id = '{D}{k}'"_s,
        u"SELECT * FROM public.communication_logs WHERE id = '{D}{k}'"_s,
        u"SELECT * FROM public.communication_logs WHERE message_sid = 'SMsecret{k}' FOR UPDATE"_s,
        u"SELECT * FROM practiceline.clients WHERE id = '{C}{k}' FOR SHARE"_s,
        u"SELECT * FROM practiceline.client_numbers WHERE e164 = '+1312555010{k}'"_s,
        u"COPY (SELECT * FROM public.communication_logs WHERE client_id = '{C}{k}') TO STDOUT"_s,
        numbers.arg(u"\"client_id\": \"{C}{k}\""_s),
        numbers.arg(u"\"client_id\": \"{C}2\", \"from_client\": \"{C}{k}\""_s),
        u"SELECT outcome FROM practiceline.push_notes('[{\"id\": \"{D}{k}\", \"note_enc\": \"x\", \"note_key_epoch\": 1}]')"_s,
        u"SELECT * FROM practiceline.internal_notes WHERE id = '{D}{k}'"_s,
        u"INSERT INTO practiceline.internal_notes (id, client_id, at) VALUES ('{D}{k}', '{C}{k}', now())"_s,
        u"SELECT practiceline.say_presence('{C}{k}', 'open')"_s,
        u"SELECT practiceline.show_client('{C}{k}', '{me}')"_s,
        u"SELECT practiceline.show_client('{C}{k}', '{other}')"_s,
        u"SELECT practiceline.show_client('{C}{k}', NULL)"_s,
    };
}

/// What somebody says before they read: who they are and what they see does not change.
inline QStringList disguises()
{
    return {
        u"SET request.jwt.claims = '{\"sub\": \"00000000-0000-0000-0000-0000000000aa\", \"role\": \"service_role\"}'"_s,
        u"SET request.jwt.claim.sub = '00000000-0000-0000-0000-0000000000aa'; SET request.jwt.claim.role = 'service_role'"_s,
        u"SET ROLE {group}"_s,
        u"SET ROLE NONE"_s,
        u"SET SESSION AUTHORIZATION DEFAULT"_s,
        u"SET row_security = off"_s,
        u"SET quote_all_identifiers = on; SET transform_null_equals = on; SET plan_cache_mode = force_generic_plan"_s,
        u"SET practiceline.person = '{other}'; SET application_name = '{other}'; SET session.user = 'x'"_s,
        u"CREATE TEMP TABLE staff AS SELECT '{me}'::uuid AS id, session_user AS login, 'admin' AS role; "
        "CREATE TEMP TABLE clients (id uuid, visible_to uuid); "
        "CREATE FUNCTION pg_temp.me() RETURNS uuid LANGUAGE sql AS 'SELECT ''{other}''::uuid'; "
        "CREATE FUNCTION pg_temp.pg_has_role(name, name, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'; "
        "SET search_path = pg_temp, practiceline, public, pg_catalog"_s,
        u"SET client_min_messages = debug1; SET debug_print_plan = on"_s,
        u"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SET enable_seqscan = off; SET enable_hashagg = off"_s,
    };
}

/// Settings of a login, which take hold when it connects again.
inline QStringList settingsOfALogin()
{
    return {u"role = practice_admin"_s,
            u"request.jwt.claims = '{\"role\": \"service_role\"}'"_s,
            u"row_security = off"_s,
            u"search_path = pg_temp, practiceline"_s,
            u"session_authorization = {superuser}"_s,
            u"session_replication_role = replica"_s,
            u"quote_all_identifiers = on"_s};
}
} // namespace rights
