-- no transaction
-- Statements are divided by empty lines.
--
-- What takes long where the guide's table is large: indexes that do not lock its writers out, and a client for each row
-- that was there. Each statement may run again, so a set-up that was interrupted goes on here.

DO $$
DECLARE
    broken regclass;
BEGIN
    FOR broken IN
        SELECT i.indexrelid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = 'public.communication_logs'::regclass AND NOT i.indisvalid AND c.relname LIKE 'practiceline\_%'
    LOOP
        EXECUTE format('DROP INDEX %s', broken); -- left by a CONCURRENTLY that was cut off
    END LOOP;
END $$;

CREATE INDEX CONCURRENTLY IF NOT EXISTS practiceline_conversation ON public.communication_logs (client_id, sort_at);

CREATE INDEX CONCURRENTLY IF NOT EXISTS practiceline_orphans ON public.communication_logs (id) WHERE client_id IS NULL;

CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS practiceline_listed ON public.communication_logs (listed_sid)
    WHERE listed_sid IS NOT NULL;

CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS practiceline_child_call ON public.communication_logs (child_call_sid)
    WHERE child_call_sid IS NOT NULL;

-- 2,000 rows a transaction, so that no writer waits long.
DO $$
BEGIN
    WHILE practiceline.adopt_rows(2000) > 0 LOOP
        COMMIT;
    END LOOP;
END $$;

-- These last: giving each row its client would write a second entry of it into each.

CREATE INDEX CONCURRENTLY IF NOT EXISTS practiceline_changes ON public.communication_logs (change_xid, id);

CREATE INDEX CONCURRENTLY IF NOT EXISTS practiceline_newest ON public.communication_logs (sort_at, id);

-- What other programs wrote in clear; not over content_enc too, which would make a second entry of every row that is
-- encrypted again.
CREATE INDEX CONCURRENTLY IF NOT EXISTS practiceline_clear ON public.communication_logs (id) WHERE content IS NOT NULL;
