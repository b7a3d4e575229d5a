-- One computer reads Twilio's lists for the whole practice: the one that holds the lease. Its time is the server's, so no
-- computer's clock matters; its epoch grows with each change of hands, so what a computer that slept sends late is refused.
-- enable_seqscan: see 0003; jit: a table of one row that may not be scanned looks so dear that it would be compiled for.
SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);

-- One row.
CREATE TABLE practiceline.poll_lease (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    device uuid,
    staff uuid REFERENCES practiceline.staff (id),
    epoch bigint NOT NULL DEFAULT 0,
    expires timestamptz NOT NULL DEFAULT to_timestamp(0),
    -- Up to here the practice has all news: from here on the next holder catches up.
    news_mark timestamptz,
    -- Rows that were changed by older transactions, and of this one those up to an id, have been looked through for twins
    -- (sweep_twins).
    swept_xid bigint NOT NULL,
    swept_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'
);
INSERT INTO practiceline.poll_lease (swept_xid) VALUES (pg_snapshot_xmin(pg_current_snapshot())::text::bigint);

-- No trigger tells of it: a renewal every five seconds would wake every desktop.
ALTER TABLE practiceline.poll_lease ENABLE ROW LEVEL SECURITY;
ALTER TABLE practiceline.poll_lease FORCE ROW LEVEL SECURITY;
DO $$ BEGIN
    EXECUTE format('CREATE POLICY owner ON practiceline.poll_lease TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT ON practiceline.poll_lease TO practice_staff, practice_admin, practice_supervisor, practice_agent;
CREATE POLICY members ON practiceline.poll_lease FOR SELECT TO practice_staff, practice_admin, practice_supervisor, practice_agent
    USING ((SELECT practiceline.me() IS NOT NULL));

-- Takes or renews the lease. epoch: null when it is somebody else's, or when the caller may not have it (refusal says
-- why: poll_refusal() in 0010). 0 seconds: only asks, and gives back what the caller has. By device and person: a device's id alone is known to all.
CREATE FUNCTION practiceline.take_lease(device uuid, seconds integer, OUT epoch bigint, OUT holder text, OUT seconds_left integer,
                                        OUT refusal text, OUT news_mark timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asker uuid := practiceline.require('staff', 'admin', 'supervisor', 'agent');
    duration interval := make_interval(secs => least(greatest(coalesce(seconds, 15), 1), 300));
    takes boolean := coalesce(seconds, 15) <> 0;
BEGIN
    IF take_lease.device IS NULL THEN
        RAISE null_value_not_allowed;
    END IF;
    refusal := practiceline.poll_refusal();
    IF refusal IS NULL AND takes THEN
        UPDATE practiceline.poll_lease AS l
            SET epoch = l.epoch + CASE WHEN l.expires < clock_timestamp() THEN 1 ELSE 0 END,
                device = take_lease.device, staff = asker, expires = clock_timestamp() + duration
            WHERE l.expires < clock_timestamp() OR (l.device = take_lease.device AND l.staff = asker)
            RETURNING l.epoch INTO take_lease.epoch;
    ELSE
        -- Theirs until a client became private, or until this computer could not read any more: free at once.
        UPDATE practiceline.poll_lease AS l SET expires = clock_timestamp()
            WHERE l.staff = asker AND l.expires > clock_timestamp() AND (takes OR l.device = take_lease.device);
    END IF;
    SELECT s.name, greatest(ceil(date_part('epoch', l.expires - clock_timestamp())), 0), l.news_mark
        INTO holder, seconds_left, take_lease.news_mark
        FROM practiceline.poll_lease l LEFT JOIN practiceline.staff s ON s.id = l.staff AND l.expires > clock_timestamp();
    IF take_lease.epoch IS NOT NULL THEN
        BEGIN
            PERFORM practiceline.sweep_twins();
        EXCEPTION WHEN OTHERS THEN
            RAISE LOG 'practiceline.sweep_twins: %', SQLSTATE; -- the lease is more important
        END;
    END IF;
END $$;

-- By a computer that quits. The others are told: the next one need not wait. Epoch null: whichever it has.
CREATE FUNCTION practiceline.release_lease(device uuid, lease_epoch bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE practiceline.poll_lease AS l SET expires = clock_timestamp()
        WHERE l.device = release_lease.device AND l.staff = practiceline.require('staff', 'admin', 'agent')
            AND l.epoch = coalesce(lease_epoch, l.epoch) AND l.expires > clock_timestamp();
    IF FOUND THEN
        PERFORM pg_notify('practiceline', 'poll_lease');
    END IF;
END $$;

-- PL001 unless the caller holds the lease. Until the transaction ends nobody takes it over: what a former holder writes
-- is complete before the next one begins.
CREATE FUNCTION practiceline.hold_lease(device uuid, lease_epoch bigint) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM practiceline.require('staff', 'admin', 'agent');
    PERFORM 1 FROM practiceline.poll_lease l
        WHERE l.device = hold_lease.device AND l.staff = practiceline.me() AND l.epoch = lease_epoch
            AND l.expires > clock_timestamp()
        FOR NO KEY UPDATE;
    IF NOT FOUND OR practiceline.poll_refusal() IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PL001', MESSAGE = 'the poll lease is not yours';
    END IF;
END $$;

-- Never backwards, and never ahead of the server's clock: too early only means reading something again.
CREATE FUNCTION practiceline.set_news_mark(device uuid, lease_epoch bigint, mark timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM practiceline.hold_lease(device, lease_epoch);
    UPDATE practiceline.poll_lease AS l SET news_mark = least(mark, clock_timestamp())
        WHERE l.news_mark IS NULL OR l.news_mark < least(mark, clock_timestamp());
END $$;

-- What Twilio says of a message or call, into its row. Nothing else of it: whose it is, its outbox step, its sids stay.
-- A body is bound to the id and address it was sealed for, so it is taken for these only. A row that has it all already
-- is not written: every desktop would pull it again.
CREATE FUNCTION practiceline.merge_news(known uuid, news public.communication_logs) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    was public.communication_logs;
    merged public.communication_logs;
    ahead integer;
    clients_end text;
BEGIN
    SELECT * INTO was FROM public.communication_logs l WHERE l.id = known FOR NO KEY UPDATE;
    merged := was;
    ahead := practiceline.status_rank(was.communication_type, news.status) - practiceline.status_rank(was.communication_type, was.status);
    IF ahead > 0 THEN
        merged.status := left(news.status, 64);
    END IF;
    IF ahead >= 0 THEN
        merged.completed_at := coalesce(was.completed_at, news.completed_at);
        merged.duration_seconds := greatest(was.duration_seconds, news.duration_seconds);
        IF coalesce(news.error_code, 0) <> 0 THEN
            merged.error_code := news.error_code;
            merged.error_text := left(coalesce(news.error_text, ''), 2000);
        END IF;
    END IF;
    IF practiceline.status_rank('voice', news.parent_status) > practiceline.status_rank('voice', was.parent_status) THEN
        merged.parent_status := left(news.parent_status, 64);
    END IF;
    IF practiceline.status_rank('voice', news.child_status) > practiceline.status_rank('voice', was.child_status) THEN
        merged.child_status := left(news.child_status, 64);
    END IF;
    clients_end := practiceline.clients_end(merged.parent_status, merged.child_status);
    IF clients_end IS NOT NULL AND was.status IS DISTINCT FROM clients_end THEN
        merged.status := clients_end;
        merged.duration_seconds := CASE WHEN news.status = clients_end THEN news.duration_seconds ELSE was.duration_seconds END;
    END IF;
    IF was.child_call_sid IS NULL AND news.child_call_sid IS NOT NULL THEN
        merged.duration_seconds := news.duration_seconds; -- until now: how long our own phone was held
    ELSIF was.child_call_sid IS NOT NULL AND news.child_call_sid IS NULL THEN
        merged.duration_seconds := was.duration_seconds;
    END IF;
    merged.child_call_sid := coalesce(was.child_call_sid, left(news.child_call_sid, 64));
    merged.price := coalesce(news.price, was.price);
    merged.price_unit := coalesce(left(news.price_unit, 8), was.price_unit);
    merged.parent_price := coalesce(news.parent_price, was.parent_price);
    merged.child_price := coalesce(news.child_price, was.child_price);
    merged.segments := greatest(was.segments, news.segments);
    merged.answered_by := coalesce(nullif(left(news.answered_by, 64), ''), was.answered_by);
    -- A messaging service (MG…), or nothing, until Twilio has chosen a number.
    IF was.direction = 'outbound' AND coalesce(was.from_number, '') ~ '^(MG|$)' AND news.from_number ~ '^\+[1-9][0-9]{6,14}$' THEN
        merged.from_number := news.from_number;
    END IF;
    IF was.content IS NULL AND was.content_enc IS NULL AND was.id = news.id AND was.peer = news.peer THEN
        merged.content_enc := news.content_enc;
        merged.key_epoch := news.key_epoch;
    END IF;
    IF (merged.status, merged.completed_at, merged.duration_seconds, merged.error_code, merged.error_text, merged.parent_status, merged.child_status,
            merged.child_call_sid, merged.price, merged.price_unit, merged.parent_price, merged.child_price, merged.segments, merged.answered_by,
            merged.from_number, merged.content_enc)
        IS NOT DISTINCT FROM
        (was.status, was.completed_at, was.duration_seconds, was.error_code, was.error_text, was.parent_status, was.child_status,
            was.child_call_sid, was.price, was.price_unit, was.parent_price, was.child_price, was.segments, was.answered_by,
            was.from_number, was.content_enc) THEN
        RETURN;
    END IF;
    UPDATE public.communication_logs SET status = merged.status, completed_at = merged.completed_at,
        duration_seconds = merged.duration_seconds, error_code = merged.error_code, error_text = merged.error_text,
        parent_status = merged.parent_status, child_status = merged.child_status, child_call_sid = merged.child_call_sid,
        price = merged.price, price_unit = merged.price_unit, parent_price = merged.parent_price, child_price = merged.child_price,
        segments = merged.segments, answered_by = merged.answered_by, from_number = merged.from_number,
        content_enc = merged.content_enc, key_epoch = merged.key_epoch
        WHERE id = known;
END $$;

-- The row that Twilio's list made goes, where the row of whoever sent it is there too; as take_place() does when it
-- sees it in time. False: somebody holds one of them, so later.
CREATE FUNCTION practiceline.replace_listed(listed uuid, writers uuid) RETURNS boolean
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    gone public.communication_logs;
BEGIN
    PERFORM 1 FROM public.communication_logs WHERE id = writers FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    SELECT * INTO gone FROM public.communication_logs l WHERE l.id = listed AND l.listed_sid IS NOT NULL FOR UPDATE SKIP LOCKED;
    IF gone.id IS NULL THEN
        RETURN false;
    END IF;
    DELETE FROM public.communication_logs WHERE id = listed;
    INSERT INTO practiceline.tombstones (id, replaced_by) VALUES (listed, writers)
        ON CONFLICT (id) DO UPDATE SET replaced_by = EXCLUDED.replaced_by, at = now();
    PERFORM practiceline.merge_news(writers, gone);
    RETURN true;
END $$;

-- Twins of one message that were written at the same moment: neither transaction saw the other's row. One of the two
-- has changed since the last sweep, whichever was committed later; by at most 5,000 rows a time. Never past the oldest
-- transaction that is under way: what it commits is older than what was swept.
CREATE FUNCTION practiceline.sweep_twins() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
AS $$
DECLARE
    horizon bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    -- Transaction ids begin anew where a back-up was restored; its rows may have stamps that come in years only.
    since bigint := (SELECT least(swept_xid, horizon) FROM practiceline.poll_lease);
    since_id uuid := coalesce((SELECT swept_id FROM practiceline.poll_lease WHERE swept_xid = since),
                              '00000000-0000-0000-0000-000000000000');
    last bigint;
    last_id uuid; -- null: there were fewer
    sids text[];
    twin record;
BEGIN
    SELECT max(change_xid), (array_agg(id ORDER BY change_xid, id))[5000], array_agg(sid) INTO last, last_id, sids FROM (
        SELECT change_xid, id, coalesce(message_sid, call_sid, listed_sid) AS sid
        FROM public.communication_logs
        WHERE (change_xid, id) > (since, since_id) AND change_xid <= pg_current_xact_id()::text::bigint
        ORDER BY change_xid, id LIMIT 5000) AS changed;
    IF last_id IS NULL OR last >= horizon THEN
        last := horizon;
        last_id := '00000000-0000-0000-0000-000000000000';
    END IF;
    FOR twin IN
        SELECT DISTINCT l.id AS listed, w.id AS writers
        FROM unnest(sids) AS sid JOIN public.communication_logs l ON l.listed_sid = sid, LATERAL (
            SELECT m.id FROM public.communication_logs m WHERE m.message_sid = l.listed_sid
            UNION ALL SELECT c.id FROM public.communication_logs c WHERE c.call_sid = l.listed_sid) AS w
        WHERE w.id <> l.id
    LOOP
        IF NOT practiceline.replace_listed(twin.listed, twin.writers) THEN
            last := since;
            last_id := since_id;
        END IF;
    END LOOP;
    UPDATE practiceline.poll_lease SET swept_xid = last, swept_id = last_id WHERE (swept_xid, swept_id) <> (last, last_id);
END $$;

-- A row of Twilio's list that nobody here sent, under the client that has its number. What stands in it beside Twilio's
-- words is ours to say, not the caller's.
CREATE FUNCTION practiceline.add_listed(news public.communication_logs) RETURNS boolean
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    address text := left(coalesce(nullif(CASE news.direction WHEN 'inbound' THEN news.from_number ELSE news.to_number END, ''),
                                  'anonymous'), 200);
    spoken_by text := CASE WHEN news.persona IN ('advisor', 'attorney', 'accountant') THEN news.persona ELSE 'advisor' END;
    latest timestamptz := now() + interval '1 day';
BEGIN
    INSERT INTO public.communication_logs (id, communication_type, direction, from_number, to_number, listed_sid, child_call_sid,
            status, parent_status, child_status, duration_seconds, created_at, completed_at, sort_at, client_id, peer, content_enc,
            key_epoch, price, price_unit, parent_price, child_price, error_code, error_text, segments, answered_by, persona,
            account_sid, send_state)
        VALUES (news.id, news.communication_type, news.direction, left(news.from_number, 200), left(news.to_number, 200),
            news.listed_sid, left(news.child_call_sid, 64), left(news.status, 64), left(news.parent_status, 64),
            left(news.child_status, 64), news.duration_seconds, least(news.created_at, latest), news.completed_at,
            least(news.sort_at, latest), practiceline.client_of(address, spoken_by), address, news.content_enc, news.key_epoch,
            news.price, left(news.price_unit, 8), news.parent_price, news.child_price, coalesce(news.error_code, 0),
            left(coalesce(news.error_text, ''), 2000), coalesce(news.segments, 0), left(coalesce(news.answered_by, ''), 64),
            spoken_by, left(coalesce(news.account_sid, ''), 64), 'not_ours')
        ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

CREATE FUNCTION practiceline.apply_one(news public.communication_logs) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    sid text := coalesce(news.listed_sid, news.message_sid, news.call_sid);
    writers uuid;
    listed uuid;
BEGIN
    IF news.id IS NULL OR coalesce(length(sid), 0) NOT BETWEEN 1 AND 64 OR news.communication_type IS NULL
        OR news.direction IS NULL OR octet_length(news.content_enc) > 262144 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'no row of Twilio''s list';
    END IF;
    SELECT found.id INTO writers FROM (
        SELECT m.id FROM public.communication_logs m WHERE m.message_sid = sid
        UNION ALL SELECT c.id FROM public.communication_logs c WHERE c.call_sid = sid) AS found LIMIT 1;
    SELECT l.id INTO listed FROM public.communication_logs l WHERE l.listed_sid = sid;
    IF writers IS NOT NULL AND listed IS NOT NULL THEN
        PERFORM practiceline.replace_listed(listed, writers); -- or the sweep does
    END IF;
    -- A row of somebody's computer that is not here (a restored back-up): that computer brings it. An id that another
    -- row has is no reason to touch that row.
    IF writers IS NULL AND listed IS NULL AND (news.listed_sid IS NULL OR practiceline.add_listed(news)) THEN
        RETURN;
    END IF;
    IF writers IS NULL AND listed IS NULL THEN
        -- An administrator's computer brought it at the same moment.
        SELECT l.id INTO listed FROM public.communication_logs l WHERE l.listed_sid = sid;
    END IF;
    IF coalesce(writers, listed) IS NOT NULL THEN
        PERFORM practiceline.merge_news(coalesce(writers, listed), news);
    END IF;
END $$;

-- Twilio's news by the holder of the lease; also of clients that the caller does not see, so it answers nothing. A row
-- that can not be stored fails them all: the caller halves.
CREATE FUNCTION practiceline.apply_news(device uuid, lease_epoch bigint, rows jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
AS $$
DECLARE
    news public.communication_logs;
BEGIN
    PERFORM practiceline.hold_lease(device, lease_epoch);
    IF jsonb_typeof(rows) IS DISTINCT FROM 'array' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'no list of rows';
    ELSIF jsonb_array_length(rows) > 1000 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'more than 1,000 rows';
    END IF;
    FOR news IN SELECT * FROM jsonb_populate_recordset(NULL::public.communication_logs, rows) AS r ORDER BY r.id LOOP
        PERFORM practiceline.apply_one(news);
    END LOOP;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

-- What the holder found out in Twilio's lists of a colleague's attempt that is in doubt, or that a computer broke off in
-- the middle: the sid it is known by there, or null, and then only that it was searched for at the times up to the one
-- numbered "looks". Answers "settled" (also where it was already), or "taken": another row has that sid. Whoever wrote the
-- row hears of it like of any other news.
CREATE FUNCTION practiceline.settle_doubt(device uuid, lease_epoch bigint, doubt uuid, attempt uuid, sid text, twilio_status text,
                                          sender text, created timestamptz, matches integer, looks integer) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    was public.communication_logs;
BEGIN
    PERFORM practiceline.hold_lease(device, lease_epoch);
    SELECT * INTO was FROM public.communication_logs l
        WHERE l.id = doubt AND l.attempt_id = attempt AND (l.send_state = 'unconfirmed'
            OR l.send_state = 'sending' AND l.attempt_at < now() - interval '1 minute') FOR NO KEY UPDATE;
    IF was.id IS NULL THEN
        RETURN 'settled';
    END IF;
    IF sid IS NULL THEN
        UPDATE public.communication_logs SET checks = looks WHERE id = doubt; -- its own computer may know better
        RETURN 'settled';
    END IF;
    IF length(sid) NOT BETWEEN 1 AND 64 OR length(twilio_status) > 64 OR length(sender) > 200 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'no row of Twilio''s list';
    END IF;
    IF EXISTS (SELECT 1 FROM public.communication_logs l WHERE l.message_sid = settle_doubt.sid AND l.id <> doubt)
        OR EXISTS (SELECT 1 FROM public.communication_logs l WHERE l.call_sid = settle_doubt.sid AND l.id <> doubt) THEN
        RETURN 'taken';
    END IF;
    UPDATE public.communication_logs SET send_state = 'accepted', block = '',
        message_sid = CASE was.communication_type WHEN 'sms' THEN settle_doubt.sid END,
        call_sid = CASE was.communication_type WHEN 'sms' THEN NULL ELSE settle_doubt.sid END,
        status = coalesce(nullif(twilio_status, ''), was.status),
        parent_status = CASE was.communication_type WHEN 'sms' THEN was.parent_status ELSE nullif(twilio_status, '') END,
        from_number = coalesce(nullif(sender, ''), was.from_number), sort_at = least(coalesce(created, was.sort_at), now() + interval '1 day'),
        copies = greatest(matches, 1), checks = looks
        WHERE id = doubt;
    PERFORM practiceline.note('communication.found', doubt, jsonb_build_object('sid', sid, 'status', twilio_status));
    RETURN 'settled';
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

SELECT practiceline.close_functions();
GRANT EXECUTE ON FUNCTION practiceline.take_lease(uuid, integer)
    TO practice_staff, practice_admin, practice_supervisor, practice_agent;
GRANT EXECUTE ON FUNCTION practiceline.release_lease(uuid, bigint), practiceline.apply_news(uuid, bigint, jsonb),
    practiceline.set_news_mark(uuid, bigint, timestamptz),
    practiceline.settle_doubt(uuid, bigint, uuid, uuid, text, text, text, timestamptz, integer, integer) TO practice_staff, practice_admin, practice_agent;
