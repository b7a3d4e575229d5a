-- Who may write texts for whom: an assistant for a professional, with both names on the record.
SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);

-- A right that was withdrawn stays, so that it can be said whether it was in force when a text was written.
CREATE TABLE practiceline.deputies (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    person uuid NOT NULL REFERENCES practiceline.staff (id),
    deputy uuid NOT NULL REFERENCES practiceline.staff (id) CHECK (deputy <> person),
    since timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz,
    change_xid bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX deputies_in_force ON practiceline.deputies (person, deputy) WHERE withdrawn_at IS NULL;
CREATE INDEX deputies_changes ON practiceline.deputies (change_xid, id);
CREATE TRIGGER deputies_stamp BEFORE INSERT OR UPDATE ON practiceline.deputies
    FOR EACH ROW EXECUTE FUNCTION practiceline.stamp();
CREATE TRIGGER tell AFTER INSERT OR UPDATE ON practiceline.deputies
    FOR EACH STATEMENT EXECUTE FUNCTION practiceline.tell();
ALTER TABLE practiceline.deputies ENABLE ROW LEVEL SECURITY;
ALTER TABLE practiceline.deputies FORCE ROW LEVEL SECURITY;
DO $$ BEGIN
    EXECUTE format('CREATE POLICY owner ON practiceline.deputies TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT ON practiceline.deputies TO practice_staff, practice_admin, practice_supervisor, practice_agent;
CREATE POLICY members ON practiceline.deputies FOR SELECT
    TO practice_staff, practice_admin, practice_supervisor, practice_agent USING ((SELECT practiceline.me() IS NOT NULL));

CREATE FUNCTION practiceline.deputy_noted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM practiceline.note(CASE WHEN NEW.withdrawn_at IS NULL THEN 'deputy.named' ELSE 'deputy.withdrawn' END, NEW.person,
                              jsonb_build_object('deputy', NEW.deputy));
    RETURN NULL;
END $$;
CREATE TRIGGER noted AFTER INSERT OR UPDATE ON practiceline.deputies FOR EACH ROW EXECUTE FUNCTION practiceline.deputy_noted();

-- Whose deputies they are, decides about them; administrators for everybody.
CREATE FUNCTION practiceline.require_decides_for(person uuid) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF person IS DISTINCT FROM practiceline.require('staff', 'admin') AND practiceline.my_role() <> 'admin' THEN
        RAISE insufficient_privilege USING MESSAGE = 'only for admin';
    END IF;
END $$;

-- Only who sends can be one.
CREATE FUNCTION practiceline.name_deputy(person uuid, deputy uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM practiceline.require_decides_for(name_deputy.person);
    -- Locked, so that nobody leaves at this moment.
    PERFORM 1 FROM practiceline.staff s WHERE s.id IN (name_deputy.person, name_deputy.deputy) ORDER BY s.id FOR SHARE;
    IF (SELECT count(*) FROM practiceline.staff s WHERE s.joined_at IS NOT NULL AND s.left_at IS NULL
            AND ((s.id = name_deputy.person AND s.role <> 'agent') OR (s.id = name_deputy.deputy AND s.role IN ('staff', 'admin')))) <> 2 THEN
        RAISE insufficient_privilege USING MESSAGE = 'no such person';
    END IF;
    INSERT INTO practiceline.deputies (person, deputy) VALUES (name_deputy.person, name_deputy.deputy) ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION practiceline.withdraw_deputy(person uuid, deputy uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM practiceline.require_decides_for(withdraw_deputy.person);
    -- An UPDATE tells every desktop also when it finds no row.
    IF EXISTS (SELECT 1 FROM practiceline.deputies d WHERE d.person = withdraw_deputy.person
               AND d.deputy = withdraw_deputy.deputy AND d.withdrawn_at IS NULL) THEN
        UPDATE practiceline.deputies d SET withdrawn_at = now() WHERE d.person = withdraw_deputy.person
            AND d.deputy = withdraw_deputy.deputy AND d.withdrawn_at IS NULL;
    END IF;
END $$;

-- Who left writes for nobody, and nobody for them; nor does whoever has a role that sends nothing.
CREATE FUNCTION practiceline.deputies_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE practiceline.deputies d SET withdrawn_at = now() WHERE d.withdrawn_at IS NULL
        AND ((d.deputy = NEW.id AND (NEW.left_at IS NOT NULL OR NEW.role NOT IN ('staff', 'admin')))
             OR (d.person = NEW.id AND (NEW.left_at IS NOT NULL OR NEW.role = 'agent')));
    RETURN NULL;
END $$;
CREATE TRIGGER deputies_end AFTER UPDATE OF left_at, role ON practiceline.staff FOR EACH ROW
    WHEN (NEW.left_at IS DISTINCT FROM OLD.left_at OR NEW.role <> OLD.role) EXECUTE FUNCTION practiceline.deputies_end();

-- A text that was sent is on the record, whatever became of the right meanwhile; that the claim is not covered is noted.
-- What is brought for somebody else (the history, after a restore) is judged by its own time. A restore of the table's
-- data by the database's owner claims nothing.
CREATE FUNCTION practiceline.claim_noted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
BEGIN
    IF practiceline.is_no_person() OR EXISTS (
        SELECT 1 FROM practiceline.deputies d WHERE d.person = NEW.on_behalf_of AND d.deputy = NEW.staff_id
            AND (d.withdrawn_at IS NULL OR (NEW.staff_id IS DISTINCT FROM practiceline.me()
                                            AND NEW.created_at BETWEEN d.since AND d.withdrawn_at))) THEN
        RETURN NULL;
    END IF;
    PERFORM practiceline.note('claim.not_covered', NEW.id, jsonb_build_object('person', NEW.on_behalf_of, 'deputy', NEW.staff_id,
        'written', NEW.created_at, 'withdrawn', (SELECT max(d.withdrawn_at) FROM practiceline.deputies d
                                                 WHERE d.person = NEW.on_behalf_of AND d.deputy = NEW.staff_id)));
    RETURN NULL;
END $$;

SELECT practiceline.close_functions();
GRANT EXECUTE ON FUNCTION practiceline.name_deputy(uuid, uuid), practiceline.withdraw_deputy(uuid, uuid)
    TO practice_staff, practice_admin;

RESET ROLE;
CREATE TRIGGER practiceline_claim AFTER INSERT ON public.communication_logs FOR EACH ROW
    WHEN (NEW.on_behalf_of IS NOT NULL) EXECUTE FUNCTION practiceline.claim_noted();
