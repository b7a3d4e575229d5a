-- The practice's records: the hash chain of each computer, as its local store has it, and one chain of what is done here
-- (people, who sees a client). Append-only: functions only insert, and a trigger refuses the rest even to the owner.
-- Whoever owns the server can still cut the end off: heads go to every desktop, which keeps what it saw (device_heads).
-- enable_seqscan: see 0003.
SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);

-- hash = BLAKE2b(salt ‖ previous ‖ entry in clear), made and checked by desktops (services/storage/auditlog.h).
CREATE TABLE practiceline.audit_log (
    device_id uuid NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    at timestamptz NOT NULL,
    person uuid NOT NULL REFERENCES practiceline.staff (id), -- whose login brought it
    staff text NOT NULL,                                     -- who did it, as the computer says
    what text NOT NULL,
    subject text NOT NULL,
    details_enc bytea NOT NULL,
    key_epoch integer NOT NULL,
    salt bytea NOT NULL,
    previous bytea NOT NULL, -- empty before a store's first entry
    hash bytea NOT NULL CHECK (length(hash) = 32),
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (device_id, number)
);

-- A chain begins with entry 1, or follows an entry of an earlier chain: a store that was restored is another computer.
CREATE TABLE practiceline.audit_heads (
    device_id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES practiceline.staff (id),
    first bigint NOT NULL,
    earlier uuid,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    at timestamptz NOT NULL
);

-- hash = sha256(previous hash ‖ number ‖ ' ' ‖ entry). In device_heads() it is the chain of the device 0.
CREATE TABLE practiceline.practice_log (
    number bigint PRIMARY KEY,
    entry text NOT NULL, -- JSON, kept as the text that was hashed
    hash bytea NOT NULL
);

-- Texts of the last hour, to count them by person (may_send).
CREATE TABLE practiceline.send_slots (
    id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES practiceline.staff (id),
    at timestamptz NOT NULL
);
CREATE INDEX send_slots_by_person ON practiceline.send_slots (person, at);

CREATE FUNCTION practiceline.refuse_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'records are append-only';
END $$;

DO $$
DECLARE
    own_table text;
BEGIN
    FOREACH own_table IN ARRAY ARRAY['audit_log', 'audit_heads', 'practice_log', 'send_slots'] LOOP
        EXECUTE format('ALTER TABLE practiceline.%I ENABLE ROW LEVEL SECURITY', own_table);
        EXECUTE format('ALTER TABLE practiceline.%I FORCE ROW LEVEL SECURITY', own_table);
        EXECUTE format('CREATE POLICY owner ON practiceline.%I TO %I USING (true) WITH CHECK (true)', own_table, current_user);
    END LOOP;
    FOREACH own_table IN ARRAY ARRAY['audit_log', 'practice_log'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON practiceline.%I FOR EACH STATEMENT '
                       'EXECUTE FUNCTION practiceline.refuse_change()', own_table);
        EXECUTE format('GRANT SELECT ON practiceline.%I TO practice_admin, practice_supervisor', own_table);
        EXECUTE format('CREATE POLICY overseers ON practiceline.%I FOR SELECT TO practice_admin, practice_supervisor '
                       'USING ((SELECT practiceline.my_role() IN (''admin'', ''supervisor'')))', own_table);
    END LOOP;
END $$;

-- Entries of one computer, in order; by the person who began its chain. Answers the number of the last one that is
-- there. PL002: they do not follow what is there (two computers with one name, or a store that was changed).
CREATE FUNCTION practiceline.store_audit(writer uuid, device uuid, earlier uuid, rows jsonb) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    head practiceline.audit_heads;
    pushed record;
BEGIN
    IF store_audit.device IS NULL OR store_audit.device = '00000000-0000-0000-0000-000000000000' THEN
        RAISE null_value_not_allowed;
    ELSIF jsonb_array_length(rows) > 1000 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'more than 1,000 rows';
    END IF;
    SELECT * INTO head FROM practiceline.audit_heads h WHERE h.device_id = store_audit.device FOR UPDATE;
    IF head.person <> writer THEN
        RAISE insufficient_privilege USING MESSAGE = 'the records of another person''s computer';
    END IF;
    FOR pushed IN
        SELECT r.number, timestamptz 'epoch' + r.at * interval '1 millisecond' AS at, r.staff, r.what, r.subject, decode(r.details, 'hex') AS details,
            r.key_epoch, decode(r.salt, 'hex') AS salt, decode(r.previous, 'hex') AS previous, decode(r.hash, 'hex') AS hash
        FROM jsonb_to_recordset(rows) AS r (number bigint, at bigint, staff text, what text, subject text, details text,
            key_epoch integer, salt text, previous text, hash text) ORDER BY r.number
    LOOP
        IF pushed.number <= head.number THEN
            -- Brought again, because the reply to the first time was lost.
            IF pushed.number >= head.first AND NOT EXISTS (SELECT 1 FROM practiceline.audit_log a
                    WHERE a.device_id = store_audit.device AND a.number = pushed.number AND a.hash = pushed.hash) THEN
                RAISE EXCEPTION USING ERRCODE = 'PL002', MESSAGE = 'another entry has this number';
            END IF;
            CONTINUE;
        END IF;
        IF head.number IS NULL THEN
            IF (pushed.number = 1 AND (pushed.previous <> '' OR store_audit.earlier IS NOT NULL))
                OR (pushed.number <> 1 AND NOT EXISTS (SELECT 1 FROM practiceline.audit_log a WHERE a.device_id = store_audit.earlier
                    AND a.number = pushed.number - 1 AND a.hash = pushed.previous)) THEN
                RAISE EXCEPTION USING ERRCODE = 'PL002', MESSAGE = 'no such begin';
            END IF;
            head.device_id := store_audit.device;
            head.person := writer;
            head.first := pushed.number;
            head.earlier := store_audit.earlier;
        ELSIF pushed.number <> head.number + 1 OR pushed.previous <> head.hash THEN
            RAISE EXCEPTION USING ERRCODE = 'PL002', MESSAGE = 'the entry does not follow';
        END IF;
        INSERT INTO practiceline.audit_log (device_id, number, at, person, staff, what, subject, details_enc, key_epoch, salt, previous, hash)
            VALUES (store_audit.device, pushed.number, pushed.at, writer, pushed.staff, pushed.what, pushed.subject, pushed.details,
                pushed.key_epoch, pushed.salt, pushed.previous, pushed.hash);
        head.number := pushed.number;
        head.hash := pushed.hash;
        head.at := pushed.at;
    END LOOP;
    IF head.number IS NOT NULL THEN
        INSERT INTO practiceline.audit_heads AS h (device_id, person, first, earlier, number, hash, at)
            VALUES (head.device_id, head.person, head.first, head.earlier, head.number, head.hash, head.at)
            ON CONFLICT (device_id) DO UPDATE SET number = EXCLUDED.number, hash = EXCLUDED.hash, at = EXCLUDED.at
            WHERE h.number < EXCLUDED.number;
    END IF;
    RETURN head.number;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

CREATE FUNCTION practiceline.push_audit(device uuid, earlier uuid, rows jsonb) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT practiceline.store_audit(practiceline.require('staff', 'admin', 'supervisor', 'agent'), device, earlier, rows)
$$;

-- The last entry of earlier's chain that the asker has too, of those that it names from number first on; null: none.
CREATE FUNCTION practiceline.audit_meet(earlier uuid, first bigint, hashes text[]) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
BEGIN
    PERFORM practiceline.require('staff', 'admin', 'supervisor', 'agent');
    RETURN (SELECT max(a.number) FROM unnest(hashes) WITH ORDINALITY AS own (hash, place)
        JOIN practiceline.audit_log a ON a.device_id = audit_meet.earlier AND a.number = audit_meet.first + own.place - 1
        WHERE a.hash = decode(own.hash, 'hex'));
END $$;

-- Where each chain ends, for everybody: hashes are salted and tell nothing. known_hash is what stands at the number that
-- the asker saw last ("known": number by device); null where nothing does.
CREATE FUNCTION practiceline.device_heads(known jsonb) RETURNS TABLE (device uuid, person text, first bigint, earlier uuid, number bigint,
                                                                      hash text, at timestamptz, known_hash text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
    PERFORM practiceline.require('staff', 'admin', 'supervisor', 'agent');
    RETURN QUERY SELECT h.device_id, s.name, h.first, h.earlier, h.number, encode(h.hash, 'hex'), h.at, encode(a.hash, 'hex')
        FROM practiceline.audit_heads h JOIN practiceline.staff s ON s.id = h.person
        LEFT JOIN practiceline.audit_log a ON a.device_id = h.device_id AND a.number = (known ->> h.device_id::text)::bigint;
    RETURN QUERY SELECT '00000000-0000-0000-0000-000000000000'::uuid, '', 1::bigint, NULL::uuid, p.number, encode(p.hash, 'hex'),
            (p.entry::jsonb ->> 'at')::timestamptz, encode(k.hash, 'hex')
        FROM (SELECT * FROM practiceline.practice_log l ORDER BY l.number DESC LIMIT 1) AS p
        LEFT JOIN practiceline.practice_log k ON k.number = (known ->> '00000000-0000-0000-0000-000000000000')::bigint;
END $$;

-- Another one once a chain has grown: who knows it need not ask where they all end.
CREATE FUNCTION practiceline.records_mark() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (SELECT coalesce(sum(h.number), 0)::bigint FROM practiceline.audit_heads h)
        + (SELECT coalesce(max(l.number), 0) FROM practiceline.practice_log l)
    WHERE practiceline.me() IS NOT NULL
$$;

-- An entry of the practice's own chain; inside the transaction of what it is about.
CREATE FUNCTION practiceline.note(what text, subject uuid, details jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last practiceline.practice_log;
    entry text;
    number bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('practiceline.practice_log'));
    SELECT * INTO last FROM practiceline.practice_log l ORDER BY l.number DESC LIMIT 1;
    number := coalesce(last.number, 0) + 1;
    entry := (jsonb_build_object('at', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'by', practiceline.me(),
        'login', session_user, 'what', note.what, 'subject', note.subject) || coalesce(note.details, '{}'))::text;
    INSERT INTO practiceline.practice_log (number, entry, hash)
        VALUES (number, entry, sha256(coalesce(last.hash, '') || convert_to(number || ' ' || entry, 'UTF8')));
END $$;

-- By triggers, so that no function can forget it.
CREATE FUNCTION practiceline.person_noted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hidden constant text[] := ARRAY['id', 'login', 'change_xid', 'public_key'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM practiceline.note(CASE WHEN NEW.joined_at IS NULL THEN 'person.invited' ELSE 'person.joined' END, NEW.id,
                                  jsonb_build_object('now', to_jsonb(NEW) - hidden));
    ELSIF to_jsonb(NEW) - 'change_xid' <> to_jsonb(OLD) - 'change_xid' THEN
        PERFORM practiceline.note(CASE WHEN NEW.left_at IS NOT NULL AND OLD.left_at IS NULL THEN 'person.removed'
                                       WHEN NEW.joined_at IS NOT NULL AND OLD.joined_at IS NULL THEN 'person.approved'
                                       WHEN NEW.role <> OLD.role THEN 'person.role'
                                       ELSE 'person.changed' END, NEW.id,
                                  jsonb_build_object('before', to_jsonb(OLD) - hidden, 'now', to_jsonb(NEW) - hidden));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER noted AFTER INSERT OR UPDATE ON practiceline.staff FOR EACH ROW EXECUTE FUNCTION practiceline.person_noted();

CREATE FUNCTION practiceline.showing_noted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM practiceline.note('client.shown', NEW.id, jsonb_build_object('before', OLD.visible_to, 'now', NEW.visible_to));
    RETURN NULL;
END $$;
CREATE TRIGGER noted AFTER UPDATE OF visible_to ON practiceline.clients FOR EACH ROW
    WHEN (OLD.visible_to IS DISTINCT FROM NEW.visible_to) EXECUTE FUNCTION practiceline.showing_noted();

-- What the practice keeps for its computers (Twilio's key), and its recovery key: who, when, and whose was there before.
-- Encrypting again puts the same secret under another epoch.
CREATE FUNCTION practiceline.secret_noted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hidden constant text[] := ARRAY['name', 'sealed'];
BEGIN
    PERFORM practiceline.note(CASE WHEN TG_OP = 'DELETE' THEN 'secret.withdrawn' ELSE 'secret.kept' END, NULL,
        jsonb_build_object('name', CASE WHEN TG_OP = 'DELETE' THEN OLD.name ELSE NEW.name END)
        || CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE jsonb_build_object('before', to_jsonb(OLD) - hidden) END
        || CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE jsonb_build_object('now', to_jsonb(NEW) - hidden) END);
    RETURN NULL;
END $$;
CREATE TRIGGER noted AFTER INSERT OR UPDATE OR DELETE ON practiceline.secrets FOR EACH ROW EXECUTE FUNCTION practiceline.secret_noted();

CREATE FUNCTION practiceline.recovery_noted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM practiceline.note('recovery_key.ended', OLD.id, jsonb_build_object('made_by', OLD.made_by, 'made_at', OLD.at));
    ELSE
        PERFORM practiceline.note('recovery_key.made', NEW.id, NULL);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER noted AFTER INSERT OR DELETE ON practiceline.recovery FOR EACH ROW EXECUTE FUNCTION practiceline.recovery_noted();

-- Asked before a text leaves: what is known of the number now, and whether the person's hourly limit (setting
-- practice.sends_per_hour; 0: none) lets it go. It then counts; asked again for the same text, it counts once. wait_ms:
-- when it may go, by this server's clock; waiting is how many texts of the caller wait for a slot before it. sent_here:
-- what the caller sent meanwhile without asking, by age.
CREATE FUNCTION practiceline.may_send(communication uuid, address text, waiting integer, sent_here jsonb, OUT permission text,
                                      OUT permission_since timestamptz, OUT sent integer, OUT hourly_limit integer, OUT wait_ms bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    sender uuid := practiceline.require('staff', 'admin', 'agent');
    moment timestamptz;
    place integer;
BEGIN
    IF communication IS NULL THEN
        RAISE null_value_not_allowed;
    ELSIF jsonb_array_length(sent_here) > 1000 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'more than 1,000 rows';
    END IF;
    SELECT n.permission, n.permission_since INTO may_send.permission, may_send.permission_since
        FROM practiceline.client_numbers n WHERE n.e164 = address AND n.permission <> 'may_text';
    hourly_limit := coalesce((SELECT CASE WHEN s.value ~ '^[0-9]{1,6}$' THEN s.value::integer END
                              FROM practiceline.settings s WHERE s.key = 'practice.sends_per_hour'), 0);
    -- Two computers of one person, one after the other.
    PERFORM 1 FROM practiceline.staff s WHERE s.id = sender FOR NO KEY UPDATE;
    moment := clock_timestamp();
    DELETE FROM practiceline.send_slots s WHERE s.person = sender AND s.at <= moment - interval '1 hour';
    INSERT INTO practiceline.send_slots (id, person, at)
        SELECT r.id, sender, moment - r.age_ms * interval '1 millisecond'
        FROM jsonb_to_recordset(coalesce(sent_here, '[]')) AS r (id uuid, age_ms bigint) WHERE r.age_ms BETWEEN 0 AND 3599999
        ORDER BY r.id
        ON CONFLICT (id) DO NOTHING;
    SELECT count(*) INTO sent FROM practiceline.send_slots s WHERE s.person = sender AND s.id <> communication;
    IF hourly_limit = 0 OR sent < hourly_limit THEN
        INSERT INTO practiceline.send_slots AS s (id, person, at) VALUES (communication, sender, moment)
            ON CONFLICT (id) DO UPDATE SET at = EXCLUDED.at WHERE s.person = sender;
        RETURN;
    END IF;
    DELETE FROM practiceline.send_slots s WHERE s.id = communication AND s.person = sender;
    place := least(greatest(coalesce(waiting, 0), 0), 10000);
    SELECT ceil(date_part('epoch', s.at + interval '1 hour' + place / hourly_limit * interval '1 hour' - moment) * 1000) + 1 INTO wait_ms
        FROM practiceline.send_slots s WHERE s.person = sender ORDER BY s.at, s.id
        OFFSET sent - hourly_limit + place % hourly_limit LIMIT 1;
END $$;

SELECT practiceline.close_functions();
GRANT EXECUTE ON FUNCTION practiceline.push_audit(uuid, uuid, jsonb), practiceline.audit_meet(uuid, bigint, text[]),
    practiceline.device_heads(jsonb), practiceline.records_mark() TO practice_staff, practice_admin, practice_supervisor, practice_agent;
GRANT EXECUTE ON FUNCTION practiceline.may_send(uuid, text, integer, jsonb) TO practice_staff, practice_admin, practice_agent;
