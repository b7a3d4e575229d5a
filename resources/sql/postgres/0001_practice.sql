-- The practice's shared memory. The integration guide's two tables stay in "public"; everything else lies in a schema of
-- its own, because a project that exists already may have a table "clients".
--
-- Whoever runs this (the admin's set-up) owns nothing of it: a role without login does, and functions that must see or
-- write more than their caller may run as that role. People have one LOGIN role each, in one of four groups, and may
-- only read; they write through functions. Who someone is follows from session_user alone: any role may SET any
-- setting, and SET ROLE changes current_user only.

-- Roles belong to the whole cluster, where another practice may have made the groups already. They carry no right by
-- themselves: me() is null for anybody who is not in this database's staff table.
DO $$
DECLARE
    group_name text;
    owner_name text := 'practice_owner_' || left(replace(gen_random_uuid()::text, '-', ''), 12);
BEGIN
    FOREACH group_name IN ARRAY ARRAY['practice_staff', 'practice_admin', 'practice_supervisor', 'practice_agent', 'practice_newcomer', 'practice_parted'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', group_name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
    -- CREATEROLE, because people are invited and approved by functions that run as this role.
    EXECUTE format('CREATE ROLE %I NOLOGIN CREATEROLE', owner_name);
    EXECUTE format('GRANT %I TO %I', owner_name, current_user);
    IF current_setting('server_version_num')::integer >= 160000 THEN
        -- From 16 on CREATEROLE alone may not grant a group.
        EXECUTE format('GRANT practice_staff, practice_admin, practice_supervisor, practice_agent, practice_newcomer, practice_parted TO %I '
                       'WITH ADMIN OPTION', owner_name);
    END IF;
    EXECUTE format('CREATE SCHEMA practiceline AUTHORIZATION %I', owner_name);
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO practice_staff, practice_admin, practice_supervisor, practice_agent, practice_newcomer, '
                   'practice_parted', current_database());
END $$;

SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);

-- The guide's tables as they were found: who could use them keeps that (0005).
CREATE TABLE practiceline.found (
    table_name text NOT NULL,
    grantee oid NOT NULL, -- 0: PUBLIC
    row_security boolean NOT NULL,
    PRIMARY KEY (table_name, grantee)
);
INSERT INTO practiceline.found
    SELECT c.relname, granted.grantee, c.relrowsecurity
    FROM pg_class c, LATERAL (
        SELECT (aclexplode(coalesce(c.relacl, acldefault('r', c.relowner)))).grantee
        UNION SELECT (aclexplode(a.attacl)).grantee FROM pg_attribute a WHERE a.attrelid = c.oid
        UNION SELECT c.relowner) AS granted
    WHERE c.oid IN (to_regclass('public.communication_logs'), to_regclass('public.sms_templates'));

GRANT USAGE ON SCHEMA practiceline
    TO practice_staff, practice_admin, practice_supervisor, practice_agent, practice_newcomer, practice_parted;

-- Which files have run; written by whoever runs them, in the file's own transaction.
CREATE TABLE practiceline.migrations (
    number integer PRIMARY KEY,
    name text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

-- Functions are for PUBLIC unless that is taken away. What is left are those that policies of the guide's tables ask,
-- whoever reads there. Called at the end of each file that makes functions; who may call one is granted after it.
--
-- client_min_messages: with debug_print_plan anybody can have the plans of our own statements sent to them, and the ids
-- of hidden clients stand in those.
CREATE FUNCTION practiceline.close_functions() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    definer regprocedure;
BEGIN
    FOR definer IN SELECT oid FROM pg_proc WHERE pronamespace = 'practiceline'::regnamespace AND prosecdef LOOP
        EXECUTE format('ALTER FUNCTION %s SET client_min_messages = warning', definer);
    END LOOP;
    REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA practiceline FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION practiceline.me(), practiceline.sees_all(), practiceline.hidden_clients(),
        practiceline.is_no_person(), practiceline.is_inside(), practiceline.is_reencrypting() TO PUBLIC;
END $$;

-- One row. sync_epoch is made anew by a restore; with the server's identity and timeline it tells a desktop that the
-- transaction ids it remembers mean nothing any more (see pull_state).
CREATE TABLE practiceline.practice (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL DEFAULT '',
    sync_epoch uuid NOT NULL DEFAULT gen_random_uuid(),
    created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO practiceline.practice DEFAULT VALUES;

-- Never deleted: a login that is in here is a person's, also after they left.
CREATE TABLE practiceline.staff (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    login name UNIQUE NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    role text NOT NULL CHECK (role IN ('staff', 'admin', 'supervisor', 'agent')),
    persona text NOT NULL DEFAULT 'advisor',
    phone text NOT NULL DEFAULT '',
    joined_at timestamptz,
    left_at timestamptz,
    change_xid bigint NOT NULL DEFAULT 0
);
CREATE INDEX staff_changes ON practiceline.staff (change_xid, id);

-- The person who is connected; null for anybody who is not of this practice, has not joined, has left, or lacks the
-- group of their role. STABLE and in a sub-select of each policy: asked once a statement, not once a row.
CREATE FUNCTION practiceline.me() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT id FROM practiceline.staff
    WHERE login = session_user AND joined_at IS NOT NULL AND left_at IS NULL
        AND pg_has_role(session_user, ('practice_' || role)::name, 'MEMBER')
$$;

CREATE FUNCTION practiceline.my_role() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT role FROM practiceline.staff WHERE id = practiceline.me() $$;

-- Staff see clients that are shared or theirs; everybody else of the practice sees all.
CREATE FUNCTION practiceline.sees_all() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(practiceline.my_role() IN ('admin', 'supervisor', 'agent'), false) $$;

-- True where no person's rights are to be asked: inside our own functions, and for roles that are no person's (hosted
-- functions, the database's owner). By session_user, so that a view or function of somebody else does not lift it. The
-- name is make_login()'s: the people of another practice in this cluster are in the same groups and not in our table.
CREATE FUNCTION practiceline.is_no_person() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT session_user !~ '^pl_[0-9a-f]{16}$' AND NOT EXISTS (SELECT 1 FROM practiceline.staff WHERE login = session_user) $$;
CREATE FUNCTION practiceline.is_inside() RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT current_user = pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'practiceline' $$;

-- The transaction that encrypts rows again, at this moment.
CREATE TABLE practiceline.reencrypting (xid bigint PRIMARY KEY);
-- When rows are encrypted again (0010) nothing that anybody reads changes, so nobody is told and no row is pulled again:
-- triggers that stamp and tell leave these updates alone. They know them by a row in "reencrypting" that names this
-- transaction, which only those functions write, and take away before they return: no other statement of anybody runs in
-- between. A setting alone could be set by any writer; it is asked first because it costs nothing.
CREATE FUNCTION practiceline.is_reencrypting() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT 1 FROM practiceline.reencrypting r WHERE r.xid = pg_current_xact_id_if_assigned()::text::bigint) $$;

-- The transaction that changed a row last. A reader fetches what is not older than its cursor, and moves the cursor
-- only up to the oldest transaction that still ran: a row that is committed late is not skipped.
CREATE FUNCTION practiceline.stamp() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.change_xid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER staff_stamp BEFORE INSERT OR UPDATE ON practiceline.staff
    FOR EACH ROW EXECUTE FUNCTION practiceline.stamp();

-- Settings of the practice, not of a computer: hours, sender, prices.
CREATE TABLE practiceline.settings (
    key text PRIMARY KEY,
    value text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by uuid,
    change_xid bigint NOT NULL DEFAULT 0
);
CREATE TRIGGER settings_stamp BEFORE INSERT OR UPDATE ON practiceline.settings
    FOR EACH ROW EXECUTE FUNCTION practiceline.stamp();
CREATE INDEX settings_changes ON practiceline.settings (change_xid, key);

-- A communication that made way for another row, which desktops must forget. Ids only: everybody may read it.
CREATE TABLE practiceline.tombstones (
    id uuid PRIMARY KEY,
    replaced_by uuid,
    at timestamptz NOT NULL DEFAULT now(),
    change_xid bigint NOT NULL DEFAULT 0
);
CREATE TRIGGER tombstones_stamp BEFORE INSERT OR UPDATE ON practiceline.tombstones
    FOR EACH ROW EXECUTE FUNCTION practiceline.stamp();
CREATE INDEX tombstones_changes ON practiceline.tombstones (change_xid, id);
