#include "practicetest.h"

using namespace Qt::StringLiterals;

/// What the practice's server writes into its log of a row that it refuses: the state and the constraint, no name,
/// number or text. Postgres by itself writes the whole row.
class ServerLogTest : public PracticeTest
{
    Q_OBJECT

private Q_SLOTS:
    void theServerWouldWriteIt();
    void refusedRows_data();
    void refusedRows();
    void refusedRowsWhereAllIsLogged_data() { refusedRows_data(); }
    void refusedRowsWhereAllIsLogged();
    void nulInARow();
    void constraintsOfOthers();

private:
    /// One practice for all: what is refused leaves nothing behind.
    void begin() override
    {
        if (!m_practice)
            PracticeTest::begin();
    }
    void end() override {}
    bool logs(const QString &setting) const
    {
        return m_cluster->exec(u"postgres"_s, u"ALTER SYSTEM SET "_s + setting) &&
               m_cluster->exec(u"postgres"_s, u"SELECT pg_reload_conf()"_s);
    }
    /// What the log says since its first @p before characters.
    QString logged(qsizetype before) const { return m_cluster->log().sliced(before); }
    void refuse();
};

namespace
{
const QString name = u"Zqxname"_s;
const QString number = u"+13127770142"_s;
const QString device = u"00000000-0000-7000-8000-00000000000d"_s;

bool tells(const QString &log)
{
    return log.contains(name) || log.contains(number);
}

/// A row with @p members and a name and number wherever its table has a place for them.
QString rowWith(const QString &members)
{
    return u"[{\"id\": \"00000000-0000-7000-8000-000000000001\", \"name\": \"%1\", \"e164\": \"%2\", \"label\": "
           u"\"%1\", "
           "\"from_number\": \"%2\", \"to_number\": \"%2\", \"direction\": \"outbound\", \"staff_name\": \"%1\", "
           "\"template_name\": \"%1\", \"content\": \"%1\", \"author_name\": \"%1\", \"subject\": \"%1\", %3}]"_s.arg(
               name, number, QString(members).replace(u"NAME"_s, name));
}
} // namespace

/// So that the tests below can fail.
void ServerLogTest::theServerWouldWriteIt()
{
    const auto before = m_cluster->log().size();
    QVERIFY(shared(u"SELECT 1; INSERT INTO practiceline.clients (id, name) SELECT NULL, 'Zqx' || 'name'"_s)
                .startsWith("error"_L1));
    QVERIFY(tells(logged(before)));
}

void ServerLogTest::refusedRows_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<QString>("rows");
    QTest::addColumn<QString>("answer"); ///< begins with
    const auto add = [](const char *title, const QString &function, const QString &members, const QString &answer) {
        QTest::newRow(title) << u"SELECT practiceline.%1::text"_s.arg(function) << rowWith(members)
                             << u"error: postgres "_s + answer;
    };
    // The driver of the desktop tells the first line of class 23 only: it names objects.
    const QString refused = u": a row was refused"_s;
    add("client, no date", u"push_clients(practiceline.under_epoch(1, ?::jsonb))"_s, u"\"created_at\": \"NAME\""_s,
        u"22007"_s);
    add("client, no id", u"push_clients(practiceline.under_epoch(1, ?::jsonb))"_s, u"\"id\": null"_s,
        u"23502"_s + refused);
    add("number", u"push_numbers(practiceline.under_epoch(1, ?::jsonb))"_s, u"\"permission\": \"NAME\""_s,
        u"23514"_s + refused + u": client_numbers_permission_check"_s);
    add("text, no such type", u"push_communications('%1', practiceline.under_epoch(1, ?::jsonb))"_s.arg(device),
        u"\"communication_type\": \"NAME\""_s, u"23514"_s + refused);
    add("text, no number", u"push_communications('%1', practiceline.under_epoch(1, ?::jsonb))"_s.arg(device),
        u"\"price\": \"NAME\""_s, u"22P02"_s);
    add("note", u"push_notes(practiceline.under_epoch(1, ?::jsonb))"_s, u"\"note_key_epoch\": \"NAME\""_s, u"22P02"_s);
    add("internal note", u"push_internal_notes(practiceline.under_epoch(1, ?::jsonb))"_s, u"\"at\": \"NAME\""_s,
        u"22007"_s);
    add("template", u"push_templates(practiceline.under_epoch(1, ?::jsonb))"_s, u"\"persona_type\": null"_s,
        u"23502"_s + refused);
    add("setting", u"push_settings(practiceline.under_epoch(1, ?::jsonb))"_s,
        u"\"key\": \"NAME\", \"updated_at\": \"2026-01-01\""_s, u"23502"_s + refused);
    add("news", u"apply_news('%1', 1, practiceline.under_epoch(1, ?::jsonb))"_s.arg(device),
        u"\"listed_sid\": \"NAME\", \"communication_type\": \"fax\""_s, u"23514"_s + refused);
    add("record", u"push_audit('%1', NULL, ?::jsonb)"_s.arg(device),
        u"\"number\": 1, \"at\": 1, \"staff\": \"NAME\", \"what\": \"NAME\", \"details\": \"\", \"key_epoch\": 1, "
        "\"salt\": \"\", \"previous\": \"\", \"hash\": \"00\""_s,
        u"23514"_s + refused + u": audit_log_hash_check"_s);
    add("encrypted again", u"reencrypt_communications(practiceline.under_epoch(1, ?::jsonb))"_s,
        u"\"clears\": \"NAME\""_s, u"22P02"_s);
    add("client encrypted again", u"reencrypt_clients(practiceline.under_epoch(1, ?::jsonb))"_s,
        u"\"notes_key_epoch\": \"NAME\""_s, u"22P02"_s);
    add("internal note encrypted again", u"reencrypt_internal_notes(practiceline.under_epoch(1, ?::jsonb))"_s,
        u"\"key_epoch\": \"NAME\""_s, u"22P02"_s);
    QTest::newRow("invitation") << u"SELECT login FROM practiceline.invite(?, 'chief', 'advisor', '+13127770142', "
                                   "'SCRAM-SHA-256$4096:AAAA$AAAA:AAAA')"_s
                                << name << u"error: postgres 23514"_s + refused + u": staff_role_check"_s;
}

void ServerLogTest::refuse()
{
    QFETCH(QString, call);
    QFETCH(QString, rows);
    QFETCH(QString, answer);
    QVERIFY(PracticeFixture::value(*m_ann, u"SELECT epoch FROM practiceline.take_lease(?::uuid, 600)"_s, {device}) ==
            "1"_L1);
    QString statement = call;
    if (statement.contains(number)) // a value of the call, too
        statement.replace(u'\'' + number + u'\'', u"?"_s);
    const QVariantList values = statement == call ? QVariantList{rows} : QVariantList{rows, number};
    const auto before = m_cluster->log().size();
    const QString heard = PracticeFixture::value(*m_ann, statement, values);
    QVERIFY2(heard.startsWith(answer), qPrintable(heard));
    const QString log = logged(before);
    QVERIFY2(log.contains("a row was refused"_L1), qPrintable(log));
    QVERIFY2(!tells(log), qPrintable(log));
}

void ServerLogTest::refusedRows()
{
    refuse();
}

/// As README says it for a server that logs statements.
void ServerLogTest::refusedRowsWhereAllIsLogged()
{
    QVERIFY(logs(u"log_statement = 'all'"_s));
    QVERIFY(logs(u"log_min_duration_statement = 0"_s));
    QVERIFY(logs(u"log_parameter_max_length = 0"_s));
    refuse();
    QVERIFY(logs(u"log_statement = DEFAULT"_s));
    QVERIFY(logs(u"log_min_duration_statement = DEFAULT"_s));
    QVERIFY(logs(u"log_parameter_max_length = DEFAULT"_s));
}

/// A table that was there before may have rules of its own, which our functions meet.
void ServerLogTest::constraintsOfOthers()
{
    shared(u"INSERT INTO public.communication_logs (communication_type, direction, from_number, to_number, content) "
           "VALUES ('sms', 'inbound', '%1', '%1', '%2'); ALTER TABLE public.communication_logs "
           "ADD CONSTRAINT theirs CHECK (client_id IS NULL)"_s.arg(number, name));
    const auto before = m_cluster->log().size();
    QCOMPARE(PracticeFixture::value(*m_bob, u"SELECT practiceline.adopt_rows()"_s),
             u"error: postgres 23514: a row was refused: theirs"_s);
    const QString log = logged(before);
    QVERIFY2(log.contains("theirs"_L1) && !tells(log), qPrintable(log));
}

/// What JSON can say and Postgres can not hold is refused here: the server would quote what stands around it.
void ServerLogTest::nulInARow()
{
    const QString call = u"SELECT outcome FROM practiceline.push_clients(practiceline.under_epoch(1, ?::jsonb))"_s;
    const auto before = m_cluster->log().size();
    const QString heard = PracticeFixture::value(*m_ann, call, {rowWith(u"\"label\": \"NAME\\\\\\u0000\""_s)});
    QVERIFY2(heard.contains("U+0000"_L1), qPrintable(heard));
    const QString log = logged(before);
    QVERIFY2(!tells(log), qPrintable(log));
    // A backslash and letters are a text as any other.
    QCOMPARE(PracticeFixture::value(*m_ann, call, {rowWith(u"\"label\": \"\\\\u0000\""_s)}), u"taken"_s);
}

QTEST_GUILESS_MAIN(ServerLogTest)
#include "tst_serverlog.moc"
