-- The practice's keys beyond the first one. Nothing here is believed by a desktop for standing here: a key counts when
-- an administrator signed it whom the desktop's own chain of endorsements reaches (services/sync/trustchain.h). What
-- this file sees to is that nobody is left out, and that nothing is written under a key that somebody took along.
SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);

-- An administrator's word for the keys of somebody: who approved a person compared them by voice. The first one speaks
-- for themselves.
CREATE TABLE practiceline.endorsements (
    endorsed uuid NOT NULL REFERENCES practiceline.staff (id),
    signer uuid NOT NULL REFERENCES practiceline.staff (id),
    role text NOT NULL,
    public_key bytea NOT NULL CHECK (length(public_key) = 32),
    signing_key bytea NOT NULL CHECK (length(signing_key) = 32),
    signature bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    -- A role that somebody had stays believed for what they signed then; a new one is a word beside it.
    PRIMARY KEY (endorsed, signer, role)
);

-- The recovery key that an administrator printed: its public halves, and the maker's membership under it. The practice
-- key of each epoch is sealed for it, so a later epoch needs nobody to type it.
CREATE TABLE practiceline.recovery (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    id uuid NOT NULL,
    public_key bytea NOT NULL CHECK (length(public_key) = 32),
    signing_key bytea NOT NULL CHECK (length(signing_key) = 32),
    membership bytea NOT NULL,
    made_by uuid NOT NULL REFERENCES practiceline.staff (id),
    signature bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE practiceline.recovery_keys (
    epoch integer PRIMARY KEY CHECK (epoch > 0),
    wrapped bytea NOT NULL,
    made_by uuid NOT NULL REFERENCES practiceline.staff (id),
    signature bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

-- What the practice keeps for its computers, sealed with the practice key: Twilio's key, and one that only sends.
CREATE TABLE practiceline.secrets (
    name text PRIMARY KEY CHECK (name <> ''),
    epoch integer NOT NULL,
    sealed bytea NOT NULL,
    updated_by uuid NOT NULL REFERENCES practiceline.staff (id),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Why the person who is connected may not read Twilio's lists for the practice, else null. Whoever lists at Twilio reads
-- every client's texts: staff may not once a client is private ("private"), nor where staff have a key that only sends
-- ("key"). As its owner, because staff do not see the clients that it is about.
CREATE FUNCTION practiceline.poll_refusal() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE practiceline.my_role()
        WHEN 'admin' THEN NULL WHEN 'agent' THEN NULL
        WHEN 'staff' THEN CASE
            WHEN EXISTS (SELECT 1 FROM practiceline.secrets WHERE name = 'twilio-send') THEN 'key'
            WHEN EXISTS (SELECT 1 FROM practiceline.clients WHERE visible_to IS NOT NULL) THEN 'private' END
        ELSE 'role' END
$$;

DO $$
DECLARE
    own_table text;
    people constant text := 'practice_staff, practice_admin, practice_supervisor, practice_agent';
BEGIN
    FOREACH own_table IN ARRAY ARRAY['endorsements', 'recovery', 'recovery_keys', 'secrets'] LOOP
        EXECUTE format('ALTER TABLE practiceline.%I ENABLE ROW LEVEL SECURITY', own_table);
        EXECUTE format('ALTER TABLE practiceline.%I FORCE ROW LEVEL SECURITY', own_table);
        EXECUTE format('CREATE POLICY owner ON practiceline.%I TO %I USING (true) WITH CHECK (true)', own_table, current_user);
    END LOOP;
    EXECUTE format('GRANT SELECT ON practiceline.endorsements TO %s', people);
    EXECUTE format('CREATE POLICY members ON practiceline.endorsements FOR SELECT TO %s USING ((SELECT practiceline.me() IS NOT NULL))',
                   people);
    -- Who only reads sends nothing; staff have the key that reads only while they may read.
    GRANT SELECT ON practiceline.secrets TO practice_staff, practice_admin, practice_agent;
    CREATE POLICY members ON practiceline.secrets FOR SELECT TO practice_staff, practice_admin, practice_agent
        USING ((SELECT practiceline.me() IS NOT NULL)
               AND (name = 'twilio-send' OR (SELECT practiceline.poll_refusal() IS NULL)));
    FOREACH own_table IN ARRAY ARRAY['recovery', 'recovery_keys'] LOOP
        EXECUTE format('GRANT SELECT ON practiceline.%I TO practice_admin', own_table);
        EXECUTE format('CREATE POLICY admins ON practiceline.%I FOR SELECT TO practice_admin USING ((SELECT practiceline.my_role() = ''admin''))',
                       own_table);
    END LOOP;
END $$;

-- ---- epochs

-- The newest epoch, and whether a newer one is due because somebody left with its key. Nothing for nobody.
CREATE FUNCTION practiceline.key_state(OUT epoch integer, OUT is_due boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT newest.epoch, EXISTS (
        SELECT 1 FROM practiceline.member_keys k JOIN practiceline.staff s ON s.id = k.staff_id
        WHERE k.epoch = newest.epoch AND s.left_at IS NOT NULL)
    FROM (SELECT coalesce(max(k.epoch), 1) AS epoch FROM practiceline.member_keys k) AS newest
    WHERE practiceline.me() IS NOT NULL
$$;

-- Rows that were encrypted under the epoch @known, on their way into a function that stores them: refused once there is
-- a newer one. In the same statement, so that it costs no way to the server.
CREATE FUNCTION practiceline.under_epoch(known integer, rows jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM practiceline.require('staff', 'admin', 'agent');
    IF known < (SELECT max(epoch) FROM practiceline.member_keys) THEN
        RAISE EXCEPTION 'there is a newer practice key' USING ERRCODE = 'PL002';
    END IF;
    RETURN rows;
END $$;

-- A new practice key, sealed for everybody who is there. PL002: another administrator made one meanwhile. PL003: people
-- came or went, or the recovery key is another one; the caller looks again.
CREATE FUNCTION practiceline.add_epoch(new_epoch integer, keys jsonb, recovery_key jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    maker uuid := practiceline.require('admin');
    sealed_for uuid[];
BEGIN
    PERFORM 1 FROM practiceline.practice FOR UPDATE; -- one at a time, and nobody is approved meanwhile
    PERFORM 1 FROM practiceline.staff WHERE joined_at IS NOT NULL AND left_at IS NULL ORDER BY id FOR NO KEY UPDATE;
    IF new_epoch IS DISTINCT FROM (SELECT coalesce(max(epoch), 0) + 1 FROM practiceline.member_keys) THEN
        RAISE EXCEPTION 'there is a newer practice key' USING ERRCODE = 'PL002';
    END IF;
    SELECT array_agg(k.staff_id ORDER BY k.staff_id) INTO sealed_for FROM jsonb_to_recordset(keys) AS k (staff_id uuid);
    IF sealed_for IS DISTINCT FROM (
            SELECT array_agg(id ORDER BY id) FROM practiceline.staff WHERE joined_at IS NOT NULL AND left_at IS NULL)
        OR recovery_key IS NOT NULL AND (recovery_key ->> 'id')::uuid IS DISTINCT FROM (SELECT id FROM practiceline.recovery) THEN
        RAISE EXCEPTION 'the people of the practice changed' USING ERRCODE = 'PL003';
    END IF;
    INSERT INTO practiceline.member_keys (staff_id, epoch, sealed, sealed_by, signature)
        SELECT k.staff_id, new_epoch, k.sealed, maker, k.signature
        FROM jsonb_to_recordset(keys) AS k (staff_id uuid, sealed bytea, signature bytea);
    INSERT INTO practiceline.recovery_keys (epoch, wrapped, made_by, signature)
        SELECT new_epoch, k.sealed, maker, k.signature
        FROM jsonb_to_record(recovery_key) AS k (sealed bytea, signature bytea) WHERE k.sealed IS NOT NULL;
END $$;

-- ---- recovery

-- Takes the place of the earlier recovery key; said again, because the answer was lost, it stays. PL002 unless every
-- epoch's key is among @keys.
CREATE FUNCTION practiceline.keep_recovery(made jsonb, keys jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    maker uuid := practiceline.require('admin');
BEGIN
    PERFORM 1 FROM practiceline.practice FOR UPDATE;
    IF EXISTS (SELECT 1 FROM practiceline.recovery r, jsonb_to_record(made) AS m (id uuid, public_key bytea)
               WHERE r.id = m.id AND r.public_key = m.public_key AND r.made_by = maker) THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT epoch FROM practiceline.member_keys
               EXCEPT SELECT k.epoch FROM jsonb_to_recordset(keys) AS k (epoch integer)) THEN
        RAISE EXCEPTION 'there is a newer practice key' USING ERRCODE = 'PL002';
    END IF;
    DELETE FROM practiceline.recovery_keys;
    DELETE FROM practiceline.recovery;
    INSERT INTO practiceline.recovery (id, public_key, signing_key, membership, made_by, signature)
        SELECT m.id, m.public_key, m.signing_key, m.membership, maker, m.signature
        FROM jsonb_to_record(made) AS m (id uuid, public_key bytea, signing_key bytea, membership bytea, signature bytea);
    INSERT INTO practiceline.recovery_keys (epoch, wrapped, made_by, signature)
        SELECT k.epoch, k.sealed, maker, k.signature
        FROM jsonb_to_recordset(keys) AS k (epoch integer, sealed bytea, signature bytea);
END $$;

-- ---- secrets

-- PL002: sealed under an epoch that is not the newest. With @replaces only if that is what stands there.
CREATE FUNCTION practiceline.put_secret(secret_name text, key_epoch integer, sealed bytea, replaces bytea DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    writer uuid := practiceline.require('admin');
BEGIN
    PERFORM practiceline.under_epoch(key_epoch, NULL);
    INSERT INTO practiceline.secrets (name, epoch, sealed, updated_by)
        VALUES (secret_name, put_secret.key_epoch, put_secret.sealed, writer)
        ON CONFLICT (name) DO UPDATE SET epoch = EXCLUDED.epoch, sealed = EXCLUDED.sealed, updated_by = EXCLUDED.updated_by,
            updated_at = now()
        WHERE replaces IS NULL OR practiceline.secrets.sealed = replaces;
END $$;
CREATE FUNCTION practiceline.drop_secret(secret_name text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM practiceline.require('admin');
    -- Without the key that reads there is none for those who only send.
    DELETE FROM practiceline.secrets WHERE name = secret_name OR secret_name = 'twilio' AND name = 'twilio-send';
END $$;

-- ---- encrypting again

-- Only inside one of the functions below, which end it before they return (is_reencrypting, 0001).
CREATE FUNCTION practiceline.set_reencrypting(begins boolean) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM set_config('practiceline.reencrypting', CASE WHEN begins THEN 'on' ELSE '' END, true);
    PERFORM set_config('synchronous_commit', 'off', true); -- what a crash takes back is under the old key, and done again
    IF begins THEN
        INSERT INTO practiceline.reencrypting (xid) VALUES (pg_current_xact_id()::text::bigint);
    ELSE
        DELETE FROM practiceline.reencrypting WHERE xid = pg_current_xact_id()::text::bigint;
    END IF;
END $$;

-- What a row's ciphertexts were when they were read; each has a nonce of its own. Without SET, so that it is inlined.
CREATE FUNCTION practiceline.digest(a bytea, b bytea, c bytea, d bytea, clear text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT left(encode(sha256(coalesce(a, '') || coalesce(b, '') || coalesce(c, '') || coalesce(d, '')
        || coalesce(convert_to(clear, 'UTF8'), '')), 'hex'), 32)
$$;

-- Rows whose ciphertext is still the one that was read ("was"), and that nobody holds; how many it was. The others are
-- read again. "clears" 1: the text that another program wrote in clear goes. Only then is the row stamped: computers that
-- have it keep the text in clear and say so, until it comes again.
CREATE FUNCTION practiceline.reencrypt_communications(rows jsonb) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    changed integer;
BEGIN
    PERFORM practiceline.require('admin');
    PERFORM practiceline.set_reencrypting(true);
    WITH made AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(rows) AS r (id uuid, peer text, was text, clears integer, content_enc bytea, variables_enc bytea,
            override_enc bytea, key_epoch integer, note_enc bytea, note_key_epoch integer)),
    free AS MATERIALIZED (
        SELECT l.id FROM made JOIN public.communication_logs l ON l.id = made.id
        WHERE coalesce(l.peer, '') = made.peer AND practiceline.digest(l.content_enc, l.variables_enc, l.override_enc, l.note_enc,
            l.content) = made.was
        FOR NO KEY UPDATE OF l SKIP LOCKED)
    UPDATE public.communication_logs l SET content = CASE WHEN made.clears = 1 THEN NULL ELSE l.content END,
            content_enc = made.content_enc, variables_enc = made.variables_enc, override_enc = made.override_enc,
            key_epoch = made.key_epoch, note_enc = made.note_enc, note_key_epoch = made.note_key_epoch,
            change_xid = CASE WHEN made.clears = 1 THEN pg_current_xact_id()::text::bigint ELSE l.change_xid END
        FROM made JOIN free ON free.id = made.id WHERE l.id = made.id;
    GET DIAGNOSTICS changed = ROW_COUNT;
    PERFORM practiceline.set_reencrypting(false);
    RETURN changed;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;
CREATE FUNCTION practiceline.reencrypt_clients(rows jsonb) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    changed integer;
BEGIN
    PERFORM practiceline.require('admin');
    PERFORM practiceline.set_reencrypting(true);
    WITH made AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(rows) AS r (id uuid, was text, notes_enc bytea, notes_key_epoch integer)),
    free AS MATERIALIZED (
        SELECT c.id FROM made JOIN practiceline.clients c ON c.id = made.id
        WHERE practiceline.digest(c.notes_enc, NULL, NULL, NULL, NULL) = made.was FOR NO KEY UPDATE OF c SKIP LOCKED)
    UPDATE practiceline.clients c SET notes_enc = made.notes_enc, notes_key_epoch = made.notes_key_epoch
        FROM made JOIN free ON free.id = made.id WHERE c.id = made.id;
    GET DIAGNOSTICS changed = ROW_COUNT;
    PERFORM practiceline.set_reencrypting(false);
    RETURN changed;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

SELECT practiceline.close_functions();
GRANT EXECUTE ON FUNCTION practiceline.key_state(), practiceline.poll_refusal()
    TO practice_staff, practice_admin, practice_supervisor, practice_agent;
GRANT EXECUTE ON FUNCTION practiceline.under_epoch(integer, jsonb) TO practice_staff, practice_admin, practice_agent;
GRANT EXECUTE ON FUNCTION practiceline.add_epoch(integer, jsonb, jsonb), practiceline.keep_recovery(jsonb, jsonb),
    practiceline.put_secret(text, integer, bytea, bytea), practiceline.drop_secret(text),
    practiceline.reencrypt_communications(jsonb), practiceline.reencrypt_clients(jsonb) TO practice_admin;
