SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);

CREATE TABLE practiceline.clients (
    id uuid PRIMARY KEY,
    name text NOT NULL DEFAULT '',
    unknown boolean NOT NULL DEFAULT false,
    persona text NOT NULL DEFAULT 'advisor',
    language text NOT NULL DEFAULT '',
    us_state text NOT NULL DEFAULT '',
    time_zone text NOT NULL DEFAULT '',
    tags jsonb NOT NULL DEFAULT '[]',
    notes_enc bytea,
    notes_key_epoch integer,
    archived boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by uuid,
    -- Null: shared with everybody; else the one person who sees it beside administrators, supervisors and the agent.
    visible_to uuid REFERENCES practiceline.staff (id),
    -- Whose turn it is to answer. No privacy: that is visible_to.
    assigned_to uuid REFERENCES practiceline.staff (id),
    -- A client without a name whose number went to another: the other one. Never deleted, because a hosted function
    -- may be writing about it at this moment.
    merged_into uuid,
    -- What a save was based on: with another revision it changes nothing, and its writer sees both versions.
    revision bigint NOT NULL DEFAULT 0,
    change_xid bigint NOT NULL DEFAULT 0
);
CREATE INDEX clients_changes ON practiceline.clients (change_xid, id);
CREATE INDEX clients_merged ON practiceline.clients (updated_at) WHERE merged_into IS NOT NULL;
CREATE INDEX clients_kept ON practiceline.clients (visible_to) WHERE visible_to IS NOT NULL;

-- Clients that the person who is connected may not see. What is not for everybody is little, so policies ask for these
-- and hash them once a statement. Nothing for those who are nobody here: what they may see is none of these (0005).
CREATE FUNCTION practiceline.hidden_clients() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, pg_temp
AS $$
    SELECT id FROM practiceline.clients WHERE visible_to <> practiceline.me() AND NOT practiceline.sees_all()
$$;

CREATE FUNCTION practiceline.may_see(client uuid) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT practiceline.sees_all() OR EXISTS (
        SELECT 1 FROM practiceline.clients c WHERE c.id = client AND (c.visible_to IS NULL OR c.visible_to = practiceline.me()))
$$;

CREATE TABLE practiceline.client_numbers (
    e164 text PRIMARY KEY, -- or Twilio's word where it is no number, as in the local store
    client_id uuid REFERENCES practiceline.clients (id),
    position integer NOT NULL DEFAULT 0,
    label text NOT NULL DEFAULT '',
    permission text NOT NULL DEFAULT 'may_text' CHECK (permission IN ('may_text', 'held', 'opted_out')),
    permission_since timestamptz,
    change_xid bigint NOT NULL DEFAULT 0
);
CREATE INDEX client_numbers_changes ON practiceline.client_numbers (change_xid, e164);
CREATE INDEX client_numbers_client ON practiceline.client_numbers (client_id);

-- Who sees a client changed: who gained it pulls its rows, who lost it forgets them. Ids only, and a client's id says
-- nothing about its number: everybody may read it.
CREATE TABLE practiceline.visibility (
    client_id uuid PRIMARY KEY,
    visible_to uuid,
    at timestamptz NOT NULL DEFAULT now(),
    change_xid bigint NOT NULL DEFAULT 0
);
CREATE TRIGGER visibility_stamp BEFORE INSERT OR UPDATE ON practiceline.visibility
    FOR EACH ROW EXECUTE FUNCTION practiceline.stamp();
CREATE INDEX visibility_changes ON practiceline.visibility (change_xid, client_id);

CREATE FUNCTION practiceline.client_written() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.change_xid := pg_current_xact_id()::text::bigint;
    IF TG_OP = 'UPDATE' THEN
        NEW.revision := OLD.revision + 1;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER clients_written BEFORE INSERT OR UPDATE ON practiceline.clients FOR EACH ROW
    WHEN (coalesce(current_setting('practiceline.reencrypting', true), '') <> 'on' OR NOT practiceline.is_reencrypting())
    EXECUTE FUNCTION practiceline.client_written();

CREATE FUNCTION practiceline.permission_rank(permission text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT CASE permission WHEN 'opted_out' THEN 2 WHEN 'held' THEN 1 ELSE 0 END $$;

-- A permission is the newest one that anybody recorded, at the same moment the stricter one: a STOP that a slow desktop
-- brings late is not lost, and does not undo a newer START. None is of the future: a fast clock would outlast a STOP.
CREATE FUNCTION practiceline.number_written() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.change_xid := pg_current_xact_id()::text::bigint;
    IF NEW.permission_since > clock_timestamp() THEN
        NEW.permission_since := clock_timestamp();
    END IF;
    IF TG_OP = 'UPDATE' AND
        (coalesce(NEW.permission_since, '-infinity'), practiceline.permission_rank(NEW.permission))
        < (coalesce(OLD.permission_since, '-infinity'), practiceline.permission_rank(OLD.permission)) THEN
        NEW.permission := OLD.permission;
        NEW.permission_since := OLD.permission_since;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER client_numbers_written BEFORE INSERT OR UPDATE ON practiceline.client_numbers
    FOR EACH ROW EXECUTE FUNCTION practiceline.number_written();

-- The client that took another one's place, at the end of the chain.
CREATE FUNCTION practiceline.living_client(client uuid) RETURNS uuid
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE chain AS (
        SELECT id, merged_into, 1 AS depth FROM practiceline.clients WHERE id = client
        UNION ALL
        SELECT c.id, c.merged_into, depth + 1 FROM practiceline.clients c JOIN chain ON c.id = chain.merged_into WHERE depth < 20)
    SELECT id FROM chain ORDER BY depth DESC LIMIT 1
$$;

-- The client that an address belongs to; else a new one without a name.
CREATE FUNCTION practiceline.client_of(address text, persona text) RETURNS uuid
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner uuid;
    made uuid := gen_random_uuid();
BEGIN
    SELECT n.client_id INTO owner FROM practiceline.client_numbers n WHERE n.e164 = address;
    IF owner IS NOT NULL THEN
        RETURN owner;
    END IF;
    INSERT INTO practiceline.clients (id, name, unknown, persona)
        VALUES (made, CASE WHEN address ~ '^\+[1-9][0-9]{6,14}$' THEN '' ELSE address END, true, client_of.persona);
    INSERT INTO practiceline.client_numbers AS n (e164, client_id) VALUES (address, made)
        ON CONFLICT (e164) DO UPDATE SET client_id = coalesce(n.client_id, EXCLUDED.client_id)
        RETURNING n.client_id INTO owner;
    IF owner <> made THEN
        DELETE FROM practiceline.clients WHERE id = made; -- somebody else was quicker; nobody saw ours
    END IF;
    RETURN owner;
END $$;
