-- What is left to the computers of somebody whose membership ended, and a role that changes.
--
-- The practice's record must not lose what such a computer sent and had not brought yet. So its login may ask whether it
-- has ended, bring those rows and its own records, under the key that it had, and say that it erased the rest. It reads
-- nothing: me() is null for it.
SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);

-- Computers that said so. From then on nothing is taken from them.
CREATE TABLE practiceline.erasures (
    device_id uuid PRIMARY KEY,
    staff_id uuid NOT NULL REFERENCES practiceline.staff (id),
    not_shared integer NOT NULL, -- changes that the practice did not get
    at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE practiceline.erasures ENABLE ROW LEVEL SECURITY;
ALTER TABLE practiceline.erasures FORCE ROW LEVEL SECURITY;
DO $$ BEGIN
    EXECUTE format('CREATE POLICY owner ON practiceline.erasures TO %I USING (true) WITH CHECK (true)', current_user);
END $$;

-- Who is connected, if their membership ended after they had joined, and the computer is not another person's.
CREATE FUNCTION practiceline.require_parted(device uuid) RETURNS uuid
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leaver uuid := (SELECT s.id FROM practiceline.staff s
                    WHERE s.login = session_user AND s.joined_at IS NOT NULL AND s.left_at IS NOT NULL);
BEGIN
    IF device IS NULL THEN
        RAISE null_value_not_allowed;
    ELSIF leaver IS NULL
        OR EXISTS (SELECT 1 FROM practiceline.audit_heads h WHERE h.device_id = require_parted.device AND h.person <> leaver)
        OR EXISTS (SELECT 1 FROM practiceline.erasures e WHERE e.device_id = require_parted.device AND e.staff_id <> leaver) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only for who left';
    END IF;
    RETURN leaver;
END $$;

-- The signed word, what its signer is believed by, and where this computer's records end. Public keys only.
CREATE FUNCTION practiceline.parting(device uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leaver uuid := practiceline.require_parted(device);
BEGIN
    RETURN (SELECT jsonb_build_object('at', date_part('epoch', s.left_at)::bigint * 1000, 'signer', f.signer,
            'signature', encode(f.signature, 'hex'), 'number', h.number, 'hash', encode(h.hash, 'hex'),
            'people', (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'signing_key', encode(p.signing_key, 'hex')))
                       FROM practiceline.staff p WHERE p.role = 'admin' AND p.signing_key IS NOT NULL
                           OR p.id IN (SELECT e.signer FROM practiceline.endorsements e)),
            'endorsements', (SELECT jsonb_agg(jsonb_build_object('endorsed', e.endorsed, 'signer', e.signer, 'role', e.role,
                    'public_key', encode(e.public_key, 'hex'), 'signing_key', encode(e.signing_key, 'hex'),
                    'signature', encode(e.signature, 'hex')))
                FROM practiceline.endorsements e WHERE e.role = 'admin'))
        FROM practiceline.staff s LEFT JOIN practiceline.farewells f ON f.staff_id = s.id
            LEFT JOIN practiceline.audit_heads h ON h.device_id = parting.device
        WHERE s.id = leaver);
END $$;

-- As push_communications and push_audit, until the computer has said that it erased everything.
CREATE FUNCTION practiceline.part_with_communications(device uuid, rows jsonb) RETURNS TABLE (id uuid, real_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    leaver uuid := practiceline.require_parted(device);
BEGIN
    IF jsonb_array_length(rows) > 1000 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'more than 1,000 rows';
    ELSIF EXISTS (SELECT 1 FROM practiceline.erasures e WHERE e.device_id = device) THEN
        RAISE insufficient_privilege USING MESSAGE = 'this computer has erased everything';
    END IF;
    RETURN QUERY SELECT s.id, s.real_id FROM practiceline.store_communications(leaver, false, device, rows) AS s;
END $$;
CREATE FUNCTION practiceline.part_with_records(device uuid, earlier uuid, rows jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leaver uuid := practiceline.require_parted(device);
BEGIN
    IF EXISTS (SELECT 1 FROM practiceline.erasures e WHERE e.device_id = part_with_records.device) THEN
        RAISE insufficient_privilege USING MESSAGE = 'this computer has erased everything';
    END IF;
    RETURN practiceline.store_audit(leaver, device, earlier, rows);
END $$;

-- After the last computer of that person that brought records the login is locked for good.
CREATE FUNCTION practiceline.say_erased(device uuid, not_shared integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leaver uuid := practiceline.require_parted(device);
BEGIN
    INSERT INTO practiceline.erasures (device_id, staff_id, not_shared)
        VALUES (say_erased.device, leaver, greatest(coalesce(say_erased.not_shared, 0), 0)) ON CONFLICT (device_id) DO NOTHING;
    IF FOUND THEN
        PERFORM practiceline.note('person.erased', leaver, jsonb_build_object('device', device, 'not_shared', say_erased.not_shared));
    END IF;
    IF NOT EXISTS (SELECT 1 FROM practiceline.audit_heads h WHERE h.person = leaver
                   AND NOT EXISTS (SELECT 1 FROM practiceline.erasures e WHERE e.device_id = h.device_id)) THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN', session_user);
    END IF;
END $$;

-- ---- roles

-- PL004: nobody would be left to invite, approve or remove people. The word for the new role stands beside the earlier
-- one, so that what was signed in the earlier role goes on being believed; what somebody may do follows from the server's
-- groups alone. The office's program is no person.
CREATE FUNCTION practiceline.set_role(person uuid, new_role text, endorsement bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    maker uuid := practiceline.require('admin');
    member practiceline.staff;
BEGIN
    PERFORM 1 FROM practiceline.practice FOR UPDATE; -- of two administrators who take each other's role, one stays
    PERFORM practiceline.require('admin');
    SELECT * INTO member FROM practiceline.staff s WHERE s.id = person AND s.joined_at IS NOT NULL AND s.left_at IS NULL FOR UPDATE;
    IF member.id IS NULL OR member.role = 'agent' OR new_role IS NULL OR new_role NOT IN ('staff', 'admin', 'supervisor') THEN
        RAISE insufficient_privilege USING MESSAGE = 'no such member, or no such role';
    ELSIF member.role = new_role THEN
        RETURN;
    ELSIF member.role = 'admin' AND NOT EXISTS (SELECT 1 FROM practiceline.staff s
            WHERE s.role = 'admin' AND s.joined_at IS NOT NULL AND s.left_at IS NULL AND s.id <> person) THEN
        RAISE EXCEPTION 'a practice keeps one administrator' USING ERRCODE = 'PL004';
    END IF;
    EXECUTE format('REVOKE %I FROM %I', 'practice_' || member.role, member.login);
    EXECUTE format('GRANT %I TO %I', 'practice_' || new_role, member.login);
    UPDATE practiceline.staff SET role = new_role WHERE id = person;
    INSERT INTO practiceline.endorsements (endorsed, signer, role, public_key, signing_key, signature)
        VALUES (person, maker, new_role, member.public_key, member.signing_key, endorsement)
        ON CONFLICT (endorsed, signer, role) DO UPDATE SET public_key = EXCLUDED.public_key, signing_key = EXCLUDED.signing_key,
            signature = EXCLUDED.signature, at = now();
END $$;

SELECT practiceline.close_functions();
GRANT EXECUTE ON FUNCTION practiceline.parting(uuid), practiceline.part_with_communications(uuid, jsonb),
    practiceline.part_with_records(uuid, uuid, jsonb), practiceline.say_erased(uuid, integer) TO practice_parted;
GRANT EXECUTE ON FUNCTION practiceline.set_role(uuid, text, bytea) TO practice_admin;
