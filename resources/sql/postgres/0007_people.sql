-- How somebody comes in and goes. An invitation is a bearer secret, so it can do almost nothing: the invited login is
-- valid for 72 hours and may leave one request to join, with a public key. An administrator compares six words of that
-- key by voice and approves.
SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);

CREATE TABLE practiceline.join_requests (
    staff_id uuid PRIMARY KEY REFERENCES practiceline.staff (id),
    public_key bytea NOT NULL CHECK (length(public_key) = 32),  -- X25519: the practice key is sealed for it
    signing_key bytea NOT NULL CHECK (length(signing_key) = 32), -- Ed25519
    at timestamptz NOT NULL DEFAULT now()
);

-- The practice key of each epoch, sealed for each person and signed by the administrator who sealed it.
CREATE TABLE practiceline.member_keys (
    staff_id uuid NOT NULL REFERENCES practiceline.staff (id),
    epoch integer NOT NULL CHECK (epoch > 0),
    sealed bytea NOT NULL,
    sealed_by uuid NOT NULL REFERENCES practiceline.staff (id),
    signature bytea NOT NULL,
    PRIMARY KEY (staff_id, epoch)
);

-- That somebody's membership ended, signed by the administrator who ended it or by themselves: their computers erase what
-- they hold on that word, and not because this server says so (0014_parting.sql).
CREATE TABLE practiceline.farewells (
    staff_id uuid PRIMARY KEY REFERENCES practiceline.staff (id),
    signer uuid NOT NULL REFERENCES practiceline.staff (id),
    signature bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE practiceline.staff ADD COLUMN public_key bytea, ADD COLUMN signing_key bytea;

DO $$
DECLARE
    own_table text;
BEGIN
    FOREACH own_table IN ARRAY ARRAY['join_requests', 'member_keys', 'farewells'] LOOP
        EXECUTE format('ALTER TABLE practiceline.%I ENABLE ROW LEVEL SECURITY', own_table);
        EXECUTE format('ALTER TABLE practiceline.%I FORCE ROW LEVEL SECURITY', own_table);
        EXECUTE format('CREATE POLICY owner ON practiceline.%I TO %I USING (true) WITH CHECK (true)', own_table, current_user);
    END LOOP;
    FOREACH own_table IN ARRAY ARRAY['join_requests', 'member_keys'] LOOP
        EXECUTE format('CREATE TRIGGER tell AFTER INSERT OR UPDATE ON practiceline.%I FOR EACH STATEMENT EXECUTE FUNCTION practiceline.tell()',
                       own_table);
    END LOOP;
END $$;
GRANT SELECT ON practiceline.join_requests TO practice_admin;
CREATE POLICY admins ON practiceline.join_requests FOR SELECT TO practice_admin USING ((SELECT practiceline.my_role() = 'admin'));
GRANT SELECT ON practiceline.member_keys TO practice_staff, practice_admin, practice_supervisor, practice_agent;
CREATE POLICY own ON practiceline.member_keys FOR SELECT TO practice_staff, practice_admin, practice_supervisor, practice_agent
    USING (staff_id = (SELECT practiceline.me()));

-- A new LOGIN role. The password comes as a SCRAM verifier that the caller's computer made: a password would stand in
-- the server's log. The name is ours, so nobody can take over a role that exists; is_no_person() knows it.
CREATE FUNCTION practiceline.make_login(verifier text) RETURNS name
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    login name := 'pl_' || left(replace(gen_random_uuid()::text, '-', ''), 16);
BEGIN
    IF verifier !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
        RAISE invalid_password USING MESSAGE = 'not a SCRAM-SHA-256 verifier';
    END IF;
    EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 20 PASSWORD %L', login, verifier);
    RETURN login;
END $$;

-- The first administrator, by the set-up (nobody else may call it): joined at once, with their keys. The login is made by
-- the owner's role like all others: from Postgres 16 on only who made a role may end it.
CREATE FUNCTION practiceline.add_first_admin(person_name text, verifier text, public_key bytea, signing_key bytea,
                                             OUT staff_id uuid, OUT login name)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    login := practiceline.make_login(verifier);
    EXECUTE format('GRANT practice_admin TO %I', login);
    INSERT INTO practiceline.staff AS s (login, name, role, joined_at, public_key, signing_key)
        VALUES (add_first_admin.login, person_name, 'admin', now(), add_first_admin.public_key, add_first_admin.signing_key)
        RETURNING s.id INTO staff_id;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

CREATE FUNCTION practiceline.invite(person_name text, person_role text, person_persona text, person_phone text, verifier text,
                                    OUT staff_id uuid, OUT login name, OUT expires timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM practiceline.require('admin');
    login := practiceline.make_login(verifier);
    expires := now() + interval '72 hours';
    EXECUTE format('ALTER ROLE %I VALID UNTIL %L', login, expires);
    EXECUTE format('GRANT practice_newcomer TO %I', login);
    INSERT INTO practiceline.staff AS s (login, name, role, persona, phone)
        VALUES (invite.login, person_name, person_role, coalesce(person_persona, 'advisor'), coalesce(person_phone, ''))
        RETURNING s.id INTO staff_id;
EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
    PERFORM practiceline.refuse_rows(SQLSTATE, SQLERRM);
END $$;

-- By the invited login, once: another key under the same invitation would be somebody else's.
CREATE FUNCTION practiceline.ask_to_join(public_key bytea, signing_key bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person uuid := (SELECT s.id FROM practiceline.staff s
                    WHERE s.login = session_user AND s.joined_at IS NULL AND s.left_at IS NULL);
BEGIN
    IF person IS NULL OR EXISTS (SELECT 1 FROM practiceline.join_requests WHERE staff_id = person) THEN
        RAISE insufficient_privilege USING MESSAGE = 'this invitation was used';
    END IF;
    INSERT INTO practiceline.join_requests (staff_id, public_key, signing_key)
        VALUES (person, ask_to_join.public_key, ask_to_join.signing_key);
    -- So that administrators' windows hear of it: somebody sits before another computer and waits.
    UPDATE practiceline.staff SET name = name WHERE id = person;
END $$;

-- compared_key is what the administrator compared: a request that was exchanged meanwhile is not approved. The newcomer
-- gets the key of every epoch that there is (PL002 when the administrator's computer lacks one), none is made meanwhile
-- (0010), and the administrator's word for the newcomer's keys is kept.
CREATE FUNCTION practiceline.approve(person uuid, compared_key bytea, keys jsonb, endorsement bytea DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    approver uuid := practiceline.require('admin');
    request practiceline.join_requests;
    newcomer practiceline.staff;
BEGIN
    PERFORM 1 FROM practiceline.practice FOR UPDATE;
    SELECT * INTO request FROM practiceline.join_requests WHERE staff_id = person FOR UPDATE;
    SELECT * INTO newcomer FROM practiceline.staff WHERE id = person AND joined_at IS NULL AND left_at IS NULL FOR UPDATE;
    IF request.staff_id IS NULL OR newcomer.id IS NULL OR request.public_key IS DISTINCT FROM compared_key THEN
        RAISE insufficient_privilege USING MESSAGE = 'no such request to join';
    END IF;
    IF EXISTS (SELECT epoch FROM practiceline.member_keys
               EXCEPT SELECT k.epoch FROM jsonb_to_recordset(keys) AS k (epoch integer)) THEN
        RAISE EXCEPTION 'there is a newer practice key' USING ERRCODE = 'PL002';
    END IF;
    EXECUTE format('REVOKE practice_newcomer FROM %I', newcomer.login);
    EXECUTE format('GRANT %I TO %I', 'practice_' || newcomer.role, newcomer.login);
    EXECUTE format('ALTER ROLE %I VALID UNTIL ''infinity''', newcomer.login);
    UPDATE practiceline.staff SET joined_at = now(), public_key = request.public_key, signing_key = request.signing_key WHERE id = person;
    INSERT INTO practiceline.member_keys (staff_id, epoch, sealed, sealed_by, signature)
        SELECT person, k.epoch, k.sealed, approver, k.signature FROM jsonb_to_recordset(keys) AS k (epoch integer, sealed bytea, signature bytea);
    IF endorsement IS NOT NULL THEN
        INSERT INTO practiceline.endorsements (endorsed, signer, role, public_key, signing_key, signature)
            VALUES (person, approver, newcomer.role, request.public_key, request.signing_key, endorsement);
    END IF;
    DELETE FROM practiceline.join_requests WHERE staff_id = person;
END $$;

-- The login of somebody who never joined is locked. That of a member loses every right but one: its computers may ask
-- whether it has ended, hand over what they sent, and say that they erased the rest (0014_parting.sql). The row stays, for
-- the record and so that the login stays a person's. PL004 for the last administrator. The caller has locked the practice,
-- before the person as everywhere: of two administrators who go at once, one stays.
CREATE FUNCTION practiceline.end_membership(leaver practiceline.staff) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF leaver.role = 'admin' AND leaver.joined_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM practiceline.staff WHERE role = 'admin' AND joined_at IS NOT NULL AND left_at IS NULL AND id <> leaver.id) THEN
        RAISE EXCEPTION 'a practice keeps one administrator' USING ERRCODE = 'PL004';
    END IF;
    EXECUTE format('REVOKE practice_newcomer, practice_%s FROM %I', leaver.role, leaver.login);
    IF leaver.joined_at IS NULL THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN', leaver.login);
    ELSE
        EXECUTE format('GRANT practice_parted TO %I', leaver.login);
        EXECUTE format('ALTER ROLE %I VALID UNTIL %L CONNECTION LIMIT 5', leaver.login, now() + interval '1 year');
    END IF;
    -- Only a member may end a role's sessions.
    EXECUTE format('GRANT %I TO %I', leaver.login, current_user);
    UPDATE practiceline.staff SET left_at = now() WHERE id = leaver.id;
    DELETE FROM practiceline.join_requests WHERE staff_id = leaver.id;
END $$;

-- Called again it ends the sessions again: one that began before the first call was committed has no rights, but is there.
CREATE FUNCTION practiceline.remove_person(person uuid, farewell bytea DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    remover uuid := practiceline.require('admin');
    leaver practiceline.staff;
BEGIN
    PERFORM 1 FROM practiceline.practice FOR UPDATE;
    PERFORM practiceline.require('admin');
    SELECT * INTO leaver FROM practiceline.staff WHERE id = person FOR UPDATE;
    IF leaver.id IS NULL THEN
        RETURN;
    END IF;
    IF leaver.left_at IS NULL THEN
        PERFORM practiceline.end_membership(leaver);
    END IF;
    IF farewell IS NOT NULL AND leaver.joined_at IS NOT NULL THEN
        INSERT INTO practiceline.farewells (staff_id, signer, signature) VALUES (leaver.id, remover, farewell)
            ON CONFLICT (staff_id) DO NOTHING;
    END IF;
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = leaver.login AND pid <> pg_backend_pid();
END $$;

-- By oneself.
CREATE FUNCTION practiceline.leave(farewell bytea DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leaver practiceline.staff;
BEGIN
    PERFORM 1 FROM practiceline.practice FOR UPDATE;
    SELECT * INTO leaver FROM practiceline.staff WHERE login = session_user AND left_at IS NULL FOR UPDATE;
    IF leaver.id IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'no member of this practice';
    END IF;
    PERFORM practiceline.end_membership(leaver);
    IF farewell IS NOT NULL THEN
        INSERT INTO practiceline.farewells (staff_id, signer, signature) VALUES (leaver.id, leaver.id, farewell)
            ON CONFLICT (staff_id) DO NOTHING;
    END IF;
END $$;

SELECT practiceline.close_functions();
GRANT EXECUTE ON FUNCTION practiceline.leave(bytea) TO practice_staff, practice_admin, practice_supervisor, practice_agent;
GRANT EXECUTE ON FUNCTION practiceline.ask_to_join(bytea, bytea) TO practice_newcomer;
GRANT EXECUTE ON FUNCTION practiceline.invite(text, text, text, text, text), practiceline.approve(uuid, bytea, jsonb, bytea),
    practiceline.remove_person(uuid, bytea) TO practice_admin;
