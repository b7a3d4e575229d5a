-- How people write. Each function runs as the owner, asks first who is connected, and answers each row by itself: one
-- that can not be taken does not stop the others. Rows come as a JSON array whose keys are the columns; every function
-- may be called again with the same rows (the reply to a COMMIT can be lost). enable_seqscan: see 0003.
SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);

-- The person who writes; refuses everybody whose role is not among @p roles.
CREATE FUNCTION practiceline.require(VARIADIC roles text[]) RETURNS uuid
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF practiceline.my_role() = ANY (roles) THEN
        RETURN practiceline.me();
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'only for ' || array_to_string(roles, ', ');
END $$;

-- A row that a table does not take: Postgres writes it into the server's log ("Failing row contains (…)", "Key (…)=(…)",
-- a value that is no date), names and numbers with it. So whoever takes rows ends with this, which says the state and the
-- constraint and nothing else. One EXCEPTION a call, not one a row: each is a subtransaction.
CREATE FUNCTION practiceline.refuse_rows(state text, said text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = state, MESSAGE = 'a row was refused' || coalesce(
        (SELECT ': ' || min(known.name) FROM (SELECT conname AS name FROM pg_constraint
                                              UNION SELECT relname FROM pg_class WHERE relkind = 'i') AS known
         WHERE strpos(said, '"' || known.name || '"') > 0), '');
END $$;

-- Answers "taken" with the new revision; "conflict" when somebody saved since the revision that the row is based on, and
-- "refused" for a client that the caller does not see: whether it exists is not theirs to know.
CREATE FUNCTION practiceline.push_clients(rows jsonb) RETURNS TABLE (id uuid, outcome text, revision bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    writer uuid := practiceline.require('staff', 'admin', 'agent');
    pushed practiceline.clients;
    known practiceline.clients;
    shows_anybody boolean := practiceline.my_role() IN ('admin', 'agent');
    hidden practiceline.clients[];
BEGIN
    FOR pushed IN SELECT * FROM jsonb_populate_recordset(NULL::practiceline.clients, rows) AS r ORDER BY r.id LOOP
        id := pushed.id;
        pushed.assigned_to := (SELECT s.id FROM practiceline.staff s WHERE s.id = pushed.assigned_to);
        INSERT INTO practiceline.clients AS c (id, name, unknown, persona, language, us_state, time_zone, tags, notes_enc,
                notes_key_epoch, archived, assigned_to, created_at, updated_at, updated_by)
            VALUES (pushed.id, coalesce(pushed.name, ''), coalesce(pushed.unknown, false), coalesce(pushed.persona, 'advisor'),
                coalesce(pushed.language, ''), coalesce(pushed.us_state, ''), coalesce(pushed.time_zone, ''),
                coalesce(pushed.tags, '[]'), pushed.notes_enc, pushed.notes_key_epoch, coalesce(pushed.archived, false),
                pushed.assigned_to, coalesce(pushed.created_at, now()), coalesce(pushed.updated_at, now()), writer)
            ON CONFLICT (id) DO NOTHING RETURNING c.revision INTO revision;
        IF FOUND THEN
            outcome := 'taken';
            -- Known to a computer as somebody's alone: a restored server has lost it.
            IF pushed.visible_to IS NOT NULL AND (shows_anybody OR pushed.visible_to = writer) THEN
                hidden := hidden || pushed;
            ELSE
                RETURN NEXT;
            END IF;
            CONTINUE;
        END IF;
        SELECT * INTO known FROM practiceline.clients c WHERE c.id = pushed.id FOR UPDATE;
        revision := known.revision;
        IF NOT practiceline.may_see(pushed.id) THEN
            outcome := 'refused';
            revision := NULL;
        ELSIF known.revision <> coalesce(pushed.revision, 0) OR known.merged_into IS NOT NULL THEN
            outcome := 'conflict';
        ELSE
            UPDATE practiceline.clients AS c SET name = coalesce(pushed.name, ''), unknown = coalesce(pushed.unknown, false),
                persona = coalesce(pushed.persona, 'advisor'), language = coalesce(pushed.language, ''),
                us_state = coalesce(pushed.us_state, ''), time_zone = coalesce(pushed.time_zone, ''),
                tags = coalesce(pushed.tags, '[]'), notes_enc = pushed.notes_enc, notes_key_epoch = pushed.notes_key_epoch,
                archived = coalesce(pushed.archived, false), assigned_to = pushed.assigned_to,
                updated_at = coalesce(pushed.updated_at, now()), updated_by = writer
                WHERE c.id = pushed.id RETURNING c.revision INTO revision;
            outcome := 'taken';
            -- A restored server has lost that the client is somebody's alone. Never the other way: that it is may be the
            -- newer word.
            IF pushed.visible_to IS NOT NULL AND known.visible_to IS NULL AND (shows_anybody OR pushed.visible_to = writer) THEN
                hidden := hidden || pushed;
                CONTINUE;
            END IF;
        END IF;
        RETURN NEXT;
    END LOOP;
    -- Last, for its note locks the log: whoever holds that must not wait for clients that another one holds.
    FOREACH pushed IN ARRAY coalesce(hidden, '{}') LOOP
        id := pushed.id;
        outcome := 'taken';
        revision := practiceline.keep_client_for(pushed.id, pushed.visible_to, writer);
        RETURN NEXT;
    END LOOP;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

-- A number belongs to one client. The first that brings it has it; a client without a name gives it to one that has a
-- name, and with it all that was said. "from_client" is whose it was when the caller changed it. Answers "taken",
-- "owned" (another client has it; client_id says which if the caller sees it) or "refused": the caller does not see that
-- client, or there is none. The permission is merged in every case, for a STOP counts whoever the number belongs to; but
-- who does not see a client can not lift its STOP.
CREATE FUNCTION practiceline.push_numbers(rows jsonb) RETURNS TABLE (e164 text, outcome text, client_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    writer uuid := practiceline.require('staff', 'admin', 'agent');
    pushed record;
    known practiceline.client_numbers;
    target uuid;
    is_refused boolean;
    owner practiceline.clients;
BEGIN
    FOR pushed IN
        SELECT * FROM jsonb_to_recordset(rows) AS r (e164 text, client_id uuid, from_client uuid, position integer, label text,
            permission text, permission_since timestamptz) ORDER BY r.e164
    LOOP
        e164 := pushed.e164;
        target := practiceline.living_client(pushed.client_id);
        is_refused := pushed.client_id IS NOT NULL AND (target IS NULL OR NOT practiceline.may_see(target));
        INSERT INTO practiceline.client_numbers AS n (e164, client_id, position, label, permission, permission_since)
            VALUES (pushed.e164, CASE WHEN NOT is_refused THEN target END, coalesce(pushed.position, 0), coalesce(pushed.label, ''),
                coalesce(pushed.permission, 'may_text'), pushed.permission_since)
            ON CONFLICT (e164) DO UPDATE SET permission = coalesce(EXCLUDED.permission, n.permission),
                permission_since = CASE WHEN n.client_id IS NULL OR practiceline.may_see(n.client_id)
                    OR practiceline.permission_rank(EXCLUDED.permission) >= greatest(practiceline.permission_rank(n.permission), 1)
                    THEN EXCLUDED.permission_since END -- without a date it is the older one (number_written)
            RETURNING * INTO known;
        owner := NULL;
        SELECT * INTO owner FROM practiceline.clients c WHERE c.id = known.client_id;
        client_id := target;
        outcome := 'taken';
        IF is_refused THEN
            outcome := 'refused';
            client_id := NULL;
        ELSIF known.client_id IS NOT DISTINCT FROM target THEN
            UPDATE practiceline.client_numbers AS n SET position = coalesce(pushed.position, 0), label = coalesce(pushed.label, '')
                WHERE n.e164 = pushed.e164 AND (n.position, n.label) IS DISTINCT FROM (coalesce(pushed.position, 0), coalesce(pushed.label, ''));
        ELSIF known.client_id IS NOT NULL AND (SELECT c.unknown FROM practiceline.clients c WHERE c.id = target) THEN
            -- Two computers met the number at the same time, or one of them did not know whose it is.
            PERFORM practiceline.fold_unknown(target, known.client_id);
            outcome := 'owned';
            client_id := CASE WHEN practiceline.may_see(known.client_id) THEN known.client_id END;
        ELSIF known.client_id IS NULL OR (practiceline.may_see(known.client_id)
                AND (owner.unknown OR known.client_id IS NOT DISTINCT FROM practiceline.living_client(pushed.from_client))) THEN
            UPDATE practiceline.client_numbers AS n SET client_id = target, position = coalesce(pushed.position, 0),
                label = coalesce(pushed.label, '') WHERE n.e164 = pushed.e164;
            PERFORM practiceline.number_left(known.client_id, target);
            PERFORM practiceline.fold_unknown(known.client_id, target);
        ELSE
            outcome := 'owned';
            client_id := CASE WHEN practiceline.may_see(known.client_id) THEN known.client_id END;
        END IF;
        RETURN NEXT;
    END LOOP;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

-- A number went to a client whom not everybody sees: who sees the former one does not see the number any more, and is
-- told to read that client whole.
CREATE FUNCTION practiceline.number_left(former uuid, target uuid) RETURNS void
    LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO practiceline.visibility (client_id, visible_to)
        SELECT f.id, f.visible_to FROM practiceline.clients f JOIN practiceline.clients t ON t.id = target
        WHERE f.id = former AND t.visible_to IS NOT NULL AND t.visible_to IS DISTINCT FROM f.visible_to
        ON CONFLICT (client_id) DO UPDATE SET at = now();
$$;

-- A client without a name that lost its last number was only that number: what it said goes with the number, and so does
-- what colleagues said about it (0012).
CREATE FUNCTION practiceline.fold_unknown(former uuid, target uuid) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF former IS NULL OR target IS NULL OR NOT EXISTS (SELECT 1 FROM practiceline.clients WHERE id = former AND unknown)
        OR EXISTS (SELECT 1 FROM practiceline.client_numbers WHERE client_id = former) THEN
        RETURN;
    END IF;
    UPDATE practiceline.clients SET merged_into = target, archived = true, updated_at = now() WHERE id = former;
    UPDATE public.communication_logs SET client_id = target WHERE client_id = former;
    UPDATE practiceline.internal_notes SET client_id = target WHERE client_id = former;
END $$;

-- One communication into the log, and the id under which it is there: another one than its own where the sid was known.
CREATE FUNCTION practiceline.take_communication(pushed public.communication_logs, writer uuid) RETURNS uuid
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known public.communication_logs;
    sid text := coalesce(pushed.message_sid, pushed.call_sid, pushed.listed_sid);
BEGIN
    SELECT * INTO known FROM public.communication_logs l WHERE l.id = pushed.id;
    IF known.id IS NULL AND sid IS NOT NULL THEN
        SELECT * INTO known FROM public.communication_logs l WHERE l.message_sid = sid;
        IF known.id IS NULL THEN
            SELECT * INTO known FROM public.communication_logs l WHERE l.call_sid = sid;
        END IF;
        IF known.id IS NULL AND pushed.listed_sid IS NOT NULL THEN
            SELECT * INTO known FROM public.communication_logs l WHERE l.listed_sid = sid;
        END IF;
    END IF;
    IF known.id IS NULL THEN
        pushed.client_id := coalesce(practiceline.living_client(pushed.client_id),
                                     practiceline.client_of(coalesce(nullif(pushed.peer, ''), 'anonymous'), coalesce(pushed.persona, 'advisor')));
        INSERT INTO public.communication_logs VALUES (pushed.*);
        RETURN pushed.id;
    END IF;
    IF known.staff_id = writer AND known.id = pushed.id THEN
        UPDATE public.communication_logs SET from_number = pushed.from_number, to_number = pushed.to_number,
            message_sid = pushed.message_sid, call_sid = pushed.call_sid, child_call_sid = pushed.child_call_sid,
            status = pushed.status, parent_status = pushed.parent_status, child_status = pushed.child_status,
            content_enc = pushed.content_enc, variables_enc = pushed.variables_enc, override_enc = pushed.override_enc,
            key_epoch = pushed.key_epoch, duration_seconds = pushed.duration_seconds, completed_at = pushed.completed_at,
            price = pushed.price, price_unit = pushed.price_unit, parent_price = pushed.parent_price,
            child_price = pushed.child_price, send_state = pushed.send_state, block = pushed.block,
            error_code = pushed.error_code, error_text = pushed.error_text, template_id = pushed.template_id,
            template_name = pushed.template_name, segments = pushed.segments, answered_by = pushed.answered_by,
            sort_at = pushed.sort_at, send_before = pushed.send_before, send_after = pushed.send_after,
            attempt_id = pushed.attempt_id, attempt_at = pushed.attempt_at, copies = pushed.copies,
            checks = pushed.checks, account_sid = pushed.account_sid
        WHERE id = known.id;
    END IF;
    RETURN known.id;
END $$;

-- What a computer sent: its own rows, also where their client went out of the writer's sight meanwhile (a text that left
-- is on the record). Who brings those of others too may say whose they are.
CREATE FUNCTION practiceline.store_communications(writer uuid, brings_others boolean, device uuid, rows jsonb)
    RETURNS TABLE (id uuid, real_id uuid)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    writer_name text := (SELECT name FROM practiceline.staff WHERE staff.id = writer);
    -- What a column has that the row does not name.
    defaults public.communication_logs := jsonb_populate_record(NULL::public.communication_logs,
        '{"metadata": {}, "send_state": "not_ours", "block": "", "error_code": 0, "error_text": "", "template_name": "",
          "persona": "advisor", "staff_name": "", "on_behalf_name": "", "segments": 0, "answered_by": "", "copies": 0, "checks": 0, "account_sid": "",
          "change_xid": 0}');
    pushed public.communication_logs;
    inserted uuid[];
BEGIN
    -- Whose rows they are is not the caller's to say, unless it may bring those of others; nor is the name that is shown.
    rows := (SELECT jsonb_agg(CASE WHEN brings_others AND (row ->> 'device_id')::uuid IS DISTINCT FROM device THEN row
            ELSE row || jsonb_build_object('device_id', device, 'staff_id', writer, 'listed_sid', NULL, 'user_id', NULL)
                || CASE WHEN brings_others OR coalesce(row ->> 'staff_name', '') = '' THEN '{}'
                       ELSE jsonb_build_object('staff_name', writer_name) END END)
        FROM jsonb_array_elements(rows) AS row);
    -- Most are new ones of clients that are there: those at once, which is four times as fast as one by one.
    WITH fresh AS (
        INSERT INTO public.communication_logs AS l
        SELECT r.* FROM jsonb_populate_recordset(defaults, rows) AS r
            JOIN practiceline.clients c ON c.id = r.client_id AND c.merged_into IS NULL
        WHERE NOT EXISTS (SELECT 1 FROM public.communication_logs k WHERE k.id = r.id)
            AND NOT EXISTS (SELECT 1 FROM public.communication_logs k WHERE k.message_sid = coalesce(r.message_sid, r.listed_sid))
            AND NOT EXISTS (SELECT 1 FROM public.communication_logs k WHERE k.call_sid = coalesce(r.call_sid, r.listed_sid))
            AND (r.listed_sid IS NULL
                 OR NOT EXISTS (SELECT 1 FROM public.communication_logs k WHERE k.listed_sid = r.listed_sid))
        RETURNING l.id)
    SELECT array_agg(fresh.id) INTO inserted FROM fresh;
    RETURN QUERY SELECT fresh, fresh FROM unnest(inserted) AS fresh;
    IF cardinality(inserted) = jsonb_array_length(rows) THEN
        RETURN;
    END IF;
    FOR pushed IN
        SELECT * FROM jsonb_populate_recordset(defaults, rows) AS r WHERE r.id <> ALL (coalesce(inserted, '{}')) ORDER BY r.id
    LOOP
        id := pushed.id;
        real_id := practiceline.take_communication(pushed, writer);
        RETURN NEXT;
    END LOOP;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

-- An administrator's computer and the agent may bring rows of others too: the history of before the practice shared, and
-- what a restored back-up lost. A row that can not be stored fails them all: the caller halves.
CREATE FUNCTION practiceline.push_communications(device uuid, rows jsonb) RETURNS TABLE (id uuid, real_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT s.id, s.real_id FROM practiceline.store_communications(
        practiceline.require('staff', 'admin', 'agent'), practiceline.my_role() IN ('admin', 'agent'), device, rows) AS s;
END $$;

-- Notes after calls and beside texts: anybody who sees the client may write one.
CREATE FUNCTION practiceline.push_notes(rows jsonb) RETURNS TABLE (id uuid, outcome text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
    PERFORM practiceline.require('staff', 'admin', 'agent');
    RETURN QUERY WITH pushed AS (
        SELECT * FROM jsonb_to_recordset(rows) AS r (id uuid, note_enc bytea, note_key_epoch integer)),
    written AS (
        UPDATE public.communication_logs l SET note_enc = pushed.note_enc, note_key_epoch = pushed.note_key_epoch
        FROM pushed WHERE l.id = pushed.id AND practiceline.may_see(l.client_id) RETURNING l.id)
    SELECT pushed.id, CASE WHEN written.id IS NULL THEN 'refused' ELSE 'taken' END FROM pushed LEFT JOIN written USING (id);
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

-- Answers as push_clients does.
CREATE FUNCTION practiceline.push_templates(rows jsonb) RETURNS TABLE (id uuid, outcome text, revision bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    pushed public.sms_templates;
    known public.sms_templates;
BEGIN
    PERFORM practiceline.require('admin');
    FOR pushed IN
        SELECT * FROM jsonb_populate_recordset(jsonb_populate_record(NULL::public.sms_templates,
            '{"variables": [], "is_active": true, "language": "en", "updated_by": "", "revision": 0, "change_xid": 0}'), rows) AS r
        ORDER BY r.id
    LOOP
        id := pushed.id;
        pushed.created_at := coalesce(pushed.created_at, now());
        pushed.updated_at := coalesce(pushed.updated_at, now());
        SELECT * INTO known FROM public.sms_templates t WHERE t.id = pushed.id FOR UPDATE;
        revision := known.revision;
        outcome := 'taken';
        IF known.id IS NULL THEN
            pushed.revision := 0;
            INSERT INTO public.sms_templates VALUES (pushed.*);
            revision := 0;
        ELSIF known.revision <> pushed.revision THEN
            outcome := 'conflict';
        ELSE
            UPDATE public.sms_templates AS t SET persona_type = pushed.persona_type, template_name = pushed.template_name,
                content = pushed.content, variables = pushed.variables, is_active = pushed.is_active, language = pushed.language,
                updated_at = pushed.updated_at, updated_by = pushed.updated_by, removed_at = pushed.removed_at
                WHERE t.id = pushed.id RETURNING t.revision INTO revision;
        END IF;
        RETURN NEXT;
    END LOOP;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

-- The newer of two values stays.
CREATE FUNCTION practiceline.push_settings(rows jsonb) RETURNS TABLE (key text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    writer uuid := practiceline.require('admin');
BEGIN
    INSERT INTO practiceline.settings AS s (key, value, updated_at, updated_by)
        SELECT r.key, r.value, r.updated_at, writer FROM jsonb_to_recordset(rows) AS r (key text, value text, updated_at timestamptz)
        ORDER BY r.key
        ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, updated_at = EXCLUDED.updated_at, updated_by = writer
        WHERE s.updated_at < EXCLUDED.updated_at;
    RETURN QUERY SELECT r.key FROM jsonb_to_recordset(rows) AS r (key text);
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

-- Who sees a client from now on, null for everybody; the client's revision.
CREATE FUNCTION practiceline.keep_client_for(client uuid, person uuid, writer uuid) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    new_revision bigint;
BEGIN
    -- Somebody whom a restored server does not know sees nothing; administrators do.
    IF person IS NOT NULL AND NOT EXISTS (SELECT 1 FROM practiceline.staff WHERE id = person) THEN
        person := writer;
    END IF;
    UPDATE practiceline.clients SET visible_to = person, updated_by = writer
        WHERE id = client AND visible_to IS DISTINCT FROM person RETURNING revision INTO new_revision;
    IF FOUND THEN
        INSERT INTO practiceline.visibility (client_id, visible_to) VALUES (client, person)
            ON CONFLICT (client_id) DO UPDATE SET visible_to = EXCLUDED.visible_to, at = now();
        RETURN new_revision;
    END IF;
    RETURN (SELECT revision FROM practiceline.clients WHERE id = client);
END $$;

-- Shares a client with everybody (null) or keeps it for one person. Administrators decide for anybody, staff for
-- themselves.
CREATE FUNCTION practiceline.show_client(client uuid, person uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    writer uuid := practiceline.require('staff', 'admin');
BEGIN
    -- The right is judged by what the last decision about the client left.
    PERFORM 1 FROM practiceline.clients WHERE id = client FOR UPDATE;
    IF NOT practiceline.may_see(client) OR (practiceline.my_role() = 'staff' AND person IS NOT NULL AND person <> writer) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only for admin';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM practiceline.clients WHERE id = client AND merged_into IS NULL) THEN
        RAISE no_data_found;
    END IF;
    PERFORM practiceline.keep_client_for(client, person, writer);
END $$;

-- Whether texts may go to numbers, also of clients that the caller does not see: a STOP must hold whoever asks. Nothing
-- else is said about them; a number that nobody recorded is not answered.
CREATE FUNCTION practiceline.permissions_of(addresses text[]) RETURNS TABLE (e164 text, permission text, permission_since timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    PERFORM practiceline.require('staff', 'admin', 'agent');
    RETURN QUERY SELECT n.e164, n.permission, n.permission_since FROM practiceline.client_numbers n
        WHERE n.e164 = ANY (addresses) AND n.permission <> 'may_text';
END $$;

-- Gives rows that another program wrote their client; an unknown number gets one without a name. And those that were
-- being written while their client went into another one: fold_unknown() did not see them, and nobody locks clients
-- here, because hosted functions would wait. The former client is stamped again, so that who met it meanwhile folds it.
-- How many it was; a row that somebody holds is left for the next time.
CREATE FUNCTION practiceline.adopt_rows(at_most integer DEFAULT 500) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    adopted integer := 0;
    held uuid[];
BEGIN
    IF practiceline.me() IS NULL AND NOT practiceline.is_no_person() THEN
        RAISE insufficient_privilege;
    END IF;
    -- An UPDATE tells every desktop also when it finds no row, and every desktop's round asks this: none where there is
    -- nothing, or nothing that is not held by somebody.
    SELECT array_agg(free.id) INTO held FROM (
        SELECT id FROM public.communication_logs WHERE client_id IS NULL ORDER BY id LIMIT at_most FOR UPDATE SKIP LOCKED) AS free;
    IF held IS NOT NULL THEN
        WITH orphan AS MATERIALIZED (
            SELECT id, practiceline.address_of(CASE direction WHEN 'inbound' THEN from_number ELSE to_number END) AS address,
                practiceline.persona_of(metadata, persona) AS persona
            FROM public.communication_logs WHERE id = ANY (held))
        UPDATE public.communication_logs l SET client_id = practiceline.client_of(orphan.address, orphan.persona), peer = orphan.address,
                persona = orphan.persona
            FROM orphan WHERE l.id = orphan.id;
        GET DIAGNOSTICS adopted = ROW_COUNT;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM practiceline.clients c JOIN public.communication_logs l ON l.client_id = c.id
                   WHERE c.merged_into IS NOT NULL AND c.updated_at > now() - interval '7 days') THEN
        RETURN adopted;
    END IF;
    SELECT array_agg(free.id) INTO held FROM (
        SELECT l.id FROM practiceline.clients c JOIN public.communication_logs l ON l.client_id = c.id
        WHERE c.merged_into IS NOT NULL AND c.updated_at > now() - interval '7 days' LIMIT at_most FOR UPDATE OF l SKIP LOCKED) AS free;
    IF held IS NULL THEN
        RETURN adopted;
    END IF;
    WITH late AS MATERIALIZED (
        SELECT l.id, l.client_id FROM public.communication_logs l WHERE l.id = ANY (held)),
    stamped AS (
        UPDATE practiceline.clients c SET updated_at = now() WHERE c.id IN (SELECT client_id FROM late))
    UPDATE public.communication_logs l SET client_id = practiceline.living_client(late.client_id) FROM late WHERE l.id = late.id;
    RETURN adopted;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

-- What a desktop asks before it reads: epoch is another one after a restore, a move or a failover, and what is
-- remembered of transaction ids is void then. Below horizon nothing is under way any more. A server that crashed gives
-- ids again that it had not written down, which may be below a horizon that was told before: checkpoint is another one
-- after a crash (and at times without).
CREATE FUNCTION practiceline.pull_state(OUT version integer, OUT epoch text, OUT horizon bigint, OUT person uuid, OUT role text, OUT server_time timestamptz, OUT checkpoint text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (SELECT max(number) FROM practiceline.migrations), concat_ws('.', p.sync_epoch, s.system_identifier, c.timeline_id, p.tableoid), pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
        practiceline.me(), practiceline.my_role(), clock_timestamp(), c.checkpoint_lsn::text
    FROM practiceline.practice p, pg_control_system() s, pg_control_checkpoint() c WHERE practiceline.me() IS NOT NULL
$$;

SELECT practiceline.close_functions();
GRANT EXECUTE ON FUNCTION practiceline.push_clients(jsonb), practiceline.push_numbers(jsonb),
    practiceline.push_communications(uuid, jsonb), practiceline.push_notes(jsonb),
    practiceline.permissions_of(text[]) TO practice_staff, practice_admin, practice_agent;
GRANT EXECUTE ON FUNCTION practiceline.show_client(uuid, uuid) TO practice_staff, practice_admin;
GRANT EXECUTE ON FUNCTION practiceline.push_templates(jsonb), practiceline.push_settings(jsonb) TO practice_admin;
GRANT EXECUTE ON FUNCTION practiceline.pull_state(), practiceline.adopt_rows(integer)
    TO practice_staff, practice_admin, practice_supervisor, practice_agent;
