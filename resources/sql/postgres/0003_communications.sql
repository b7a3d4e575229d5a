-- The guide's log of communications, and what the product adds. The table may be there already, with rows and with
-- hosted functions that go on writing: columns are only added (a constant default rewrites nothing), and what is done to
-- a row of theirs takes no lock that others wait for and never raises.

CREATE TABLE IF NOT EXISTS public.communication_logs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid,
    communication_type text CHECK (communication_type IN ('sms', 'voice', 'conference')),
    direction text CHECK (direction IN ('inbound', 'outbound')),
    from_number text,
    to_number text,
    message_sid text UNIQUE,
    call_sid text UNIQUE,
    status text,
    content text, -- null for our rows; not null: written in clear by another program
    duration_seconds integer,
    cost_cents integer, -- derived from price where we know it
    created_at timestamptz DEFAULT now(),
    completed_at timestamptz,
    metadata jsonb DEFAULT '{}'
);

-- The guide's foreign key, where its table exists and may be referred to.
DO $$
BEGIN
    IF to_regclass('auth.users') IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM pg_constraint WHERE conrelid = 'public.communication_logs'::regclass AND contype = 'f'
            AND confrelid = to_regclass('auth.users')) THEN
        ALTER TABLE public.communication_logs
            ADD CONSTRAINT communication_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) NOT VALID;
    END IF;
EXCEPTION WHEN insufficient_privilege OR undefined_column OR invalid_foreign_key THEN
    RAISE NOTICE 'auth.users can not be referred to: user_id has no foreign key';
END $$;

ALTER TABLE public.communication_logs
    ADD COLUMN client_id uuid,
    ADD COLUMN peer text,
    ADD COLUMN content_enc bytea,
    ADD COLUMN variables_enc bytea,
    ADD COLUMN override_enc bytea,
    ADD COLUMN key_epoch integer,
    ADD COLUMN note_enc bytea,
    ADD COLUMN note_key_epoch integer,
    ADD COLUMN price numeric,
    ADD COLUMN price_unit text,
    ADD COLUMN parent_price numeric,
    ADD COLUMN child_price numeric,
    ADD COLUMN parent_status text,
    ADD COLUMN child_status text,
    ADD COLUMN child_call_sid text,
    ADD COLUMN send_state text NOT NULL DEFAULT 'not_ours',
    ADD COLUMN block text NOT NULL DEFAULT '',
    ADD COLUMN error_code integer NOT NULL DEFAULT 0,
    ADD COLUMN error_text text NOT NULL DEFAULT '',
    ADD COLUMN template_id uuid,
    ADD COLUMN template_name text NOT NULL DEFAULT '',
    ADD COLUMN persona text NOT NULL DEFAULT 'advisor',
    ADD COLUMN staff_name text NOT NULL DEFAULT '',
    ADD COLUMN segments integer NOT NULL DEFAULT 0,
    ADD COLUMN answered_by text NOT NULL DEFAULT '',
    ADD COLUMN sort_at timestamptz,
    ADD COLUMN send_before timestamptz,
    ADD COLUMN send_after timestamptz,
    ADD COLUMN attempt_id uuid,
    ADD COLUMN attempt_at timestamptz,
    -- How often Twilio's lists were searched for an attempt in doubt.
    ADD COLUMN checks integer NOT NULL DEFAULT 0,
    ADD COLUMN copies integer NOT NULL DEFAULT 0,
    ADD COLUMN resend_of uuid,
    ADD COLUMN account_sid text NOT NULL DEFAULT '',
    -- The computer that sends the row, and the person who clicked. Null: Twilio's list or another program made it.
    ADD COLUMN device_id uuid,
    ADD COLUMN staff_id uuid,
    -- Whom the text speaks for where that is not the person who clicked, and their name, kept as staff_name is (0013).
    ADD COLUMN on_behalf_of uuid,
    ADD COLUMN on_behalf_name text NOT NULL DEFAULT '',
    -- Of a row that was read in Twilio's list. Not in message_sid or call_sid: whoever really sent it may write its own
    -- row a moment later, and must not meet a sid that is taken. That row then takes this one's place.
    ADD COLUMN listed_sid text,
    -- 0: not given its client and place yet (adopt_rows); nobody pulls it.
    ADD COLUMN change_xid bigint NOT NULL DEFAULT 0;

SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);

-- As statusRank() in models/communication.cpp; a test compares them word by word.
CREATE FUNCTION practiceline.status_rank(communication_type text, status text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN coalesce(status, '') = '' THEN 0
        WHEN communication_type = 'voice' THEN CASE status
            WHEN 'queued' THEN 10 WHEN 'initiated' THEN 15 WHEN 'ringing' THEN 20 WHEN 'in-progress' THEN 40
            WHEN 'canceled' THEN 60 WHEN 'failed' THEN 61 WHEN 'no-answer' THEN 62 WHEN 'busy' THEN 63
            WHEN 'completed' THEN 64 ELSE 50 END
        WHEN communication_type = 'conference' THEN CASE status
            WHEN 'init' THEN 10 WHEN 'in-progress' THEN 40 WHEN 'completed' THEN 64 ELSE 50 END
        ELSE CASE status
            WHEN 'scheduled' THEN 10 WHEN 'accepted' THEN 11 WHEN 'queued' THEN 20 WHEN 'receiving' THEN 25
            WHEN 'sending' THEN 30 WHEN 'sent' THEN 40 WHEN 'canceled' THEN 60 WHEN 'failed' THEN 61
            WHEN 'undelivered' THEN 62 WHEN 'partially_delivered' THEN 63 WHEN 'delivered' THEN 64
            WHEN 'received' THEN 65 WHEN 'read' THEN 70 ELSE 50 END
    END
$$;

-- As clientsEnd(): how a call ended for the client, where that is not what the leg to our own phone says; else null.
CREATE FUNCTION practiceline.clients_end(parent_status text, child_status text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN parent_status = 'completed' AND child_status <> 'completed'
        AND practiceline.status_rank('voice', child_status) >= 60 THEN child_status END
$$;

-- As Money::costCents(): whole cents, half to even, of a price that Twilio writes as a negative number. Null where the
-- guide's column can not hold it.
CREATE FUNCTION practiceline.cost_cents(price numeric) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT CASE WHEN abs(rounded) <= 2147483647 THEN rounded::integer END
    FROM (SELECT CASE WHEN abs(cents - trunc(cents)) = 0.5 THEN 2 * round(cents / 2) ELSE round(cents) END AS rounded
          FROM (SELECT -price * 100 AS cents) AS exact) AS even
$$;

-- Which step of the outbox may follow which (the contract of services/storage/outboxstore.h): a desktop that was
-- restored from an old back-up must not reopen what was sent.
CREATE FUNCTION practiceline.may_follow(known text, written text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN known = written THEN true
        WHEN known IN ('accepted', 'failed', 'refused', 'canceled', 'not_ours') THEN false
        WHEN known = 'unconfirmed' THEN written = 'accepted'
        ELSE written <> 'not_ours'
    END
$$;

-- A number as people and programs write it, in E.164; anything else as it is, and for nothing the word that the local
-- store has too.
CREATE FUNCTION practiceline.address_of(written text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN digits ~ '^\+[1-9][0-9]{6,14}$' THEN digits WHEN btrim(coalesce(written, '')) = '' THEN 'anonymous'
        ELSE left(btrim(written), 200) END
    FROM (SELECT translate(coalesce(written, ''), E' ()-.\t', '') AS digits) AS bare
$$;

-- The persona that a hosted function noted beside its row.
CREATE FUNCTION practiceline.persona_of(metadata jsonb, otherwise text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN metadata ->> 'persona' IN ('advisor', 'attorney', 'accountant') THEN metadata ->> 'persona' ELSE otherwise END $$;

-- Every writer's rows pass here: our people's, Twilio's list, hosted functions. Statuses only go forward, a sid that was
-- set stays, a step of the outbox only follows one that it may follow. Whoever brings something older is not told:
-- hosted functions could do nothing about it.
--
-- enable_seqscan: a session plans these look-ups once. Planned while the table was new and small, they would walk
-- through all of it for each row (2.5 ms a row at 20,000 rows instead of 0.04).
CREATE FUNCTION practiceline.communication_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    has_new_sid boolean;
    clients_end text;
BEGIN
    NEW.change_xid := pg_current_xact_id()::text::bigint;
    NEW.sort_at := coalesce(NEW.sort_at, NEW.created_at, now());
    IF NOT isfinite(NEW.sort_at) THEN
        NEW.sort_at := now();
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF practiceline.status_rank('voice', NEW.parent_status) < practiceline.status_rank('voice', OLD.parent_status) THEN
            NEW.parent_status := OLD.parent_status;
        END IF;
        IF practiceline.status_rank('voice', NEW.child_status) < practiceline.status_rank('voice', OLD.child_status) THEN
            NEW.child_status := OLD.child_status;
        END IF;
        clients_end := practiceline.clients_end(NEW.parent_status, NEW.child_status);
        IF NEW.status IS DISTINCT FROM OLD.status
            AND (clients_end IS NULL OR NEW.status IS DISTINCT FROM clients_end)
            AND (clients_end IS NOT NULL OR practiceline.status_rank(OLD.communication_type, NEW.status)
                <= practiceline.status_rank(OLD.communication_type, OLD.status)) THEN
            NEW.status := OLD.status;
            NEW.completed_at := OLD.completed_at;
            NEW.duration_seconds := OLD.duration_seconds;
            NEW.error_code := OLD.error_code;
            NEW.error_text := OLD.error_text;
        ELSIF OLD.child_call_sid IS NOT NULL AND NEW.child_call_sid IS NULL THEN
            NEW.duration_seconds := OLD.duration_seconds; -- not how long our own phone was held
        ELSIF (OLD.child_call_sid IS NOT NULL OR NEW.child_call_sid IS NULL)
            AND (NEW.status IS NOT DISTINCT FROM OLD.status OR clients_end IS NULL) THEN
            NEW.duration_seconds := greatest(OLD.duration_seconds, NEW.duration_seconds);
        END IF;
        NEW.status := coalesce(clients_end, NEW.status);
        IF NOT practiceline.may_follow(OLD.send_state, NEW.send_state) THEN
            NEW.send_state := OLD.send_state;
            NEW.block := OLD.block;
            NEW.send_before := OLD.send_before;
            NEW.send_after := OLD.send_after;
            NEW.attempt_id := OLD.attempt_id;
            NEW.attempt_at := OLD.attempt_at;
        END IF;
        NEW.message_sid := coalesce(OLD.message_sid, NEW.message_sid);
        NEW.call_sid := coalesce(OLD.call_sid, NEW.call_sid);
        NEW.child_call_sid := coalesce(OLD.child_call_sid, NEW.child_call_sid);
        NEW.price := coalesce(NEW.price, OLD.price);
        NEW.price_unit := coalesce(NEW.price_unit, OLD.price_unit);
        NEW.segments := greatest(OLD.segments, NEW.segments);
        NEW.copies := greatest(OLD.copies, NEW.copies);
        IF NEW.attempt_id IS NOT DISTINCT FROM OLD.attempt_id THEN
            NEW.checks := greatest(OLD.checks, NEW.checks);
        END IF;
        NEW.id := OLD.id;
        NEW.device_id := OLD.device_id;
        NEW.staff_id := OLD.staff_id;
        NEW.on_behalf_of := OLD.on_behalf_of;
        NEW.on_behalf_name := OLD.on_behalf_name;
        has_new_sid := NEW.message_sid IS DISTINCT FROM OLD.message_sid OR NEW.call_sid IS DISTINCT FROM OLD.call_sid;
    ELSE
        has_new_sid := NEW.message_sid IS NOT NULL OR NEW.call_sid IS NOT NULL;
        -- Nobody's row speaks for nobody, and one's own for oneself.
        IF NEW.staff_id IS NULL OR NEW.on_behalf_of = NEW.staff_id THEN
            NEW.on_behalf_of := NULL;
        END IF;
        NEW.on_behalf_name := CASE WHEN NEW.on_behalf_of IS NULL THEN ''
            ELSE coalesce((SELECT s.name FROM practiceline.staff s WHERE s.id = NEW.on_behalf_of), NEW.on_behalf_name, '') END;
    END IF;
    BEGIN
        IF has_new_sid THEN
            NEW := practiceline.take_place(NEW);
        END IF;
        IF NEW.client_id IS NULL THEN
            NEW.peer := practiceline.address_of(
                CASE NEW.direction WHEN 'inbound' THEN NEW.from_number ELSE NEW.to_number END);
            NEW.persona := practiceline.persona_of(NEW.metadata, NEW.persona);
            -- Only looked up: a client is made by adopt_rows, so that a hosted function waits for nobody here.
            NEW.client_id := (SELECT n.client_id FROM practiceline.client_numbers n WHERE n.e164 = NEW.peer);
        END IF;
    EXCEPTION WHEN OTHERS THEN
        IF NOT practiceline.is_no_person() THEN
            RAISE; -- our own people's statements are repeated; see services/sync
        END IF;
    END;
    IF NEW.price IS NOT NULL THEN -- whoever knew it
        NEW.cost_cents := practiceline.cost_cents(NEW.price);
    END IF;
    RETURN NEW;
END $$;

-- What Twilio's list made of this message or call goes, and what the list knew already stays. A row that somebody holds
-- is left, and so is one that the person who writes does not see: the next look at the list ends it (apply_news).
CREATE FUNCTION practiceline.take_place(written public.communication_logs) RETURNS public.communication_logs
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    listed public.communication_logs;
BEGIN
    SELECT * INTO listed FROM public.communication_logs l
        WHERE l.listed_sid = coalesce(written.message_sid, written.call_sid) AND l.id <> written.id
            AND (practiceline.is_no_person() OR practiceline.may_see(l.client_id))
        FOR UPDATE SKIP LOCKED;
    IF listed.id IS NULL THEN
        RETURN written;
    END IF;
    DELETE FROM public.communication_logs WHERE id = listed.id;
    INSERT INTO practiceline.tombstones (id, replaced_by) VALUES (listed.id, written.id)
        ON CONFLICT (id) DO UPDATE SET replaced_by = EXCLUDED.replaced_by, at = now();
    IF practiceline.status_rank(written.communication_type, listed.status)
        > practiceline.status_rank(written.communication_type, written.status) THEN
        written.status := listed.status;
        written.completed_at := coalesce(written.completed_at, listed.completed_at);
        written.error_code := listed.error_code;
        written.error_text := listed.error_text;
    END IF;
    written.parent_status := coalesce(written.parent_status, listed.parent_status);
    written.child_status := coalesce(written.child_status, listed.child_status);
    written.child_call_sid := coalesce(written.child_call_sid, listed.child_call_sid);
    written.parent_price := coalesce(written.parent_price, listed.parent_price);
    written.child_price := coalesce(written.child_price, listed.child_price);
    written.status := coalesce(practiceline.clients_end(written.parent_status, written.child_status), written.status);
    written.answered_by := coalesce(nullif(written.answered_by, ''), listed.answered_by);
    written.price := coalesce(written.price, listed.price);
    written.price_unit := coalesce(written.price_unit, listed.price_unit);
    written.segments := greatest(written.segments, listed.segments);
    written.duration_seconds := greatest(written.duration_seconds, listed.duration_seconds);
    written.account_sid := coalesce(nullif(written.account_sid, ''), listed.account_sid);
    RETURN written;
END $$;

RESET ROLE;
CREATE TRIGGER communication_logs_practiceline BEFORE INSERT OR UPDATE ON public.communication_logs FOR EACH ROW
    WHEN (coalesce(current_setting('practiceline.reencrypting', true), '') <> 'on' OR NOT practiceline.is_reencrypting())
    EXECUTE FUNCTION practiceline.communication_written();
