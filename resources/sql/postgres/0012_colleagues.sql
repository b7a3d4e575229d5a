-- Whose turn it is to answer a client, what colleagues tell one another about one, and who has a conversation open.
SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);

-- Never sent, and read under the same rule as communications: who sees the client. A row stays as it was written;
-- withdrawn_at is its author's. author is null where it was brought from a store whose person is nobody here.
CREATE TABLE practiceline.internal_notes (
    id uuid PRIMARY KEY,
    client_id uuid NOT NULL REFERENCES practiceline.clients (id),
    author uuid REFERENCES practiceline.staff (id),
    author_name text NOT NULL DEFAULT '',
    text_enc bytea,
    key_epoch integer,
    at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    change_xid bigint NOT NULL DEFAULT 0
);
CREATE INDEX internal_notes_changes ON practiceline.internal_notes (change_xid, id);
CREATE INDEX internal_notes_client ON practiceline.internal_notes (client_id);
CREATE TRIGGER internal_notes_stamp BEFORE INSERT OR UPDATE ON practiceline.internal_notes FOR EACH ROW
    WHEN (coalesce(current_setting('practiceline.reencrypting', true), '') <> 'on' OR NOT practiceline.is_reencrypting())
    EXECUTE FUNCTION practiceline.stamp();
CREATE TRIGGER tell AFTER INSERT OR UPDATE ON practiceline.internal_notes FOR EACH STATEMENT
    WHEN (coalesce(current_setting('practiceline.reencrypting', true), '') <> 'on' OR NOT practiceline.is_reencrypting())
    EXECUTE FUNCTION practiceline.tell();
ALTER TABLE practiceline.internal_notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE practiceline.internal_notes FORCE ROW LEVEL SECURITY;
DO $$ BEGIN
    EXECUTE format('CREATE POLICY owner ON practiceline.internal_notes TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT ON practiceline.internal_notes TO practice_staff, practice_admin, practice_supervisor, practice_agent;
CREATE POLICY members ON practiceline.internal_notes FOR SELECT
    TO practice_staff, practice_admin, practice_supervisor, practice_agent
    USING ((SELECT practiceline.me() IS NOT NULL) AND client_id NOT IN (SELECT practiceline.hidden_clients()));

-- One's own notes, also where their client went out of the caller's sight meanwhile: what was written is not lost.
-- Administrators and the agent may bring those of others, as with communications; from anybody else such a row changes
-- nothing, and its author's computer brings it. "refused": there is no such client. The client is locked, so that a note
-- is never written to one that is just becoming another's (fold_unknown); only our own programs wait for that.
CREATE FUNCTION practiceline.push_internal_notes(rows jsonb) RETURNS TABLE (id uuid, outcome text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    writer uuid := practiceline.require('staff', 'admin', 'agent');
    writer_name text := (SELECT name FROM practiceline.staff WHERE staff.id = writer);
    brings_others boolean := practiceline.my_role() IN ('admin', 'agent');
    pushed practiceline.internal_notes;
    target uuid;
BEGIN
    FOR pushed IN
        SELECT * FROM jsonb_populate_recordset(NULL::practiceline.internal_notes, rows) AS r ORDER BY r.client_id, r.id
    LOOP
        id := pushed.id;
        outcome := 'taken';
        IF coalesce(pushed.author, writer) = writer THEN
            pushed.author := writer;
            pushed.author_name := writer_name;
        ELSIF NOT brings_others THEN
            RETURN NEXT;
            CONTINUE;
        END IF;
        PERFORM 1 FROM practiceline.clients c WHERE c.id = pushed.client_id FOR SHARE;
        target := practiceline.living_client(pushed.client_id);
        IF target IS NULL THEN
            outcome := 'refused';
            RETURN NEXT;
            CONTINUE;
        END IF;
        INSERT INTO practiceline.internal_notes AS n (id, client_id, author, author_name, text_enc, key_epoch, at, withdrawn_at)
            VALUES (pushed.id, target, (SELECT s.id FROM practiceline.staff s WHERE s.id = pushed.author),
                coalesce(pushed.author_name, ''), pushed.text_enc, pushed.key_epoch, coalesce(pushed.at, now()), pushed.withdrawn_at)
            ON CONFLICT (id) DO UPDATE SET withdrawn_at = EXCLUDED.withdrawn_at
            WHERE n.author = writer AND n.withdrawn_at IS NULL AND EXCLUDED.withdrawn_at IS NOT NULL;
        RETURN NEXT;
    END LOOP;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

-- As reencrypt_clients() in 0010.
CREATE FUNCTION practiceline.reencrypt_internal_notes(rows jsonb) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    changed integer;
BEGIN
    PERFORM practiceline.require('admin');
    PERFORM practiceline.set_reencrypting(true);
    WITH made AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(rows) AS r (id uuid, was text, text_enc bytea, key_epoch integer)),
    free AS MATERIALIZED (
        SELECT n.id FROM made JOIN practiceline.internal_notes n ON n.id = made.id
        WHERE practiceline.digest(n.text_enc, NULL, NULL, NULL, NULL) = made.was FOR NO KEY UPDATE OF n SKIP LOCKED)
    UPDATE practiceline.internal_notes n SET text_enc = made.text_enc, key_epoch = made.key_epoch
        FROM made JOIN free ON free.id = made.id WHERE n.id = made.id;
    GET DIAGNOSTICS changed = ROW_COUNT;
    PERFORM practiceline.set_reencrypting(false);
    RETURN changed;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

-- Says to whoever listens that the caller has a client's conversation open, writes in it, or has left it. Nothing is
-- kept. Ids only, as in "visibility": a listener who does not see the client learns that somebody works with something.
-- Everybody may call pg_notify(), so what is heard is a hint and decides nothing.
CREATE FUNCTION practiceline.say_presence(client uuid, what text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person uuid := practiceline.require('staff', 'admin');
BEGIN
    IF client IS NULL OR NOT practiceline.may_see(client) OR what IS NULL OR what NOT IN ('open', 'typing', 'closed') THEN
        RAISE insufficient_privilege;
    END IF;
    PERFORM pg_notify('practiceline_presence', concat_ws(' ', person, client, what));
END $$;

SELECT practiceline.close_functions();
GRANT EXECUTE ON FUNCTION practiceline.push_internal_notes(jsonb) TO practice_staff, practice_admin, practice_agent;
GRANT EXECUTE ON FUNCTION practiceline.say_presence(uuid, text) TO practice_staff, practice_admin;
GRANT EXECUTE ON FUNCTION practiceline.reencrypt_internal_notes(jsonb) TO practice_admin;
