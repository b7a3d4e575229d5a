-- Who may see what; the window only reflects it. People read under row-level security and write through functions
-- (0006), so there is no INSERT, UPDATE or DELETE for anybody of the practice.

-- The guide's tables. A policy or grant that was there before may be for PUBLIC, or trust auth.uid(), which anybody on a
-- direct connection can forge. So RESTRICTIVE policies bind every login that is a person's, in a group or not; roles
-- that are no person's keep what they had.
DO $$
DECLARE
    guide_table text;
    before record;
    people constant text := 'practice_staff, practice_admin, practice_supervisor, practice_agent';
    owner regrole := (SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'practiceline');
    table_owner regrole;
BEGIN
    FOREACH guide_table IN ARRAY ARRAY['communication_logs', 'sms_templates'] LOOP
        table_owner := (SELECT relowner::regrole FROM pg_class WHERE oid = to_regclass('public.' || guide_table));
        IF NOT EXISTS (SELECT 1 FROM practiceline.found WHERE table_name = guide_table) THEN
            -- Made by us: nobody had it, whatever the database grants by default.
            FOR before IN
                SELECT DISTINCT a.grantee FROM pg_class c, aclexplode(c.relacl) a
                WHERE c.oid = to_regclass('public.' || guide_table) AND a.grantee <> c.relowner
            LOOP
                EXECUTE format('REVOKE ALL ON public.%I FROM %s', guide_table,
                               CASE before.grantee WHEN 0 THEN 'PUBLIC' ELSE before.grantee::regrole::text END);
            END LOOP;
        END IF;
        FOR before IN SELECT * FROM practiceline.found WHERE table_name = guide_table AND NOT row_security LOOP
            EXECUTE format('CREATE POLICY %I ON public.%I TO %s USING (true) WITH CHECK (true)',
                           'practiceline_kept_' || before.grantee, guide_table,
                           CASE before.grantee WHEN 0 THEN 'PUBLIC' ELSE before.grantee::regrole::text END);
        END LOOP;
        EXECUTE format('CREATE POLICY practiceline_owner ON public.%I TO %s, %s USING (true) WITH CHECK (true)',
                       guide_table, owner, table_owner);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO %s', guide_table, owner);
        EXECUTE format('CREATE POLICY practiceline_people ON public.%I FOR SELECT TO %s USING ((SELECT practiceline.me() IS NOT NULL))',
                       guide_table, people);
        EXECUTE format('CREATE POLICY practiceline_see ON public.%I AS RESTRICTIVE FOR SELECT TO PUBLIC USING '
                       '((SELECT practiceline.is_no_person() OR practiceline.is_inside() OR practiceline.me() IS NOT NULL))', guide_table);
        EXECUTE format('CREATE POLICY practiceline_no_insert ON public.%I AS RESTRICTIVE FOR INSERT TO PUBLIC WITH CHECK '
                       '((SELECT practiceline.is_no_person() OR practiceline.is_inside()))', guide_table);
        EXECUTE format('CREATE POLICY practiceline_no_update ON public.%I AS RESTRICTIVE FOR UPDATE TO PUBLIC USING '
                       '((SELECT practiceline.is_no_person() OR practiceline.is_inside()))', guide_table);
        EXECUTE format('CREATE POLICY practiceline_no_delete ON public.%I AS RESTRICTIVE FOR DELETE TO PUBLIC USING '
                       '((SELECT practiceline.is_no_person() OR practiceline.is_inside()))', guide_table);
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', guide_table);
        EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', guide_table);
        -- Row security does not hold these: a record that anybody could empty would be none.
        EXECUTE format('REVOKE TRUNCATE, REFERENCES, TRIGGER ON public.%I FROM PUBLIC', guide_table);
        -- A trigger runs as whoever writes, and our functions write as a role that makes logins. Triggers that are there stay.
        FOR before IN
            SELECT DISTINCT a.grantee FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.oid = to_regclass('public.' || guide_table) AND a.privilege_type = 'TRIGGER' AND a.grantee <> c.relowner
        LOOP
            EXECUTE format('REVOKE TRIGGER ON public.%I FROM %s CASCADE', guide_table, before.grantee::regrole);
        END LOOP;
        EXECUTE format('GRANT SELECT ON public.%I TO %s', guide_table, people);
    END LOOP;
END $$;
-- A communication is seen by those who see its client; one that has no client yet, by those who see all. TO PUBLIC and
-- through functions, so that it also holds inside a view of somebody else, whose owner's policies apply there.
CREATE POLICY practiceline_clients ON public.communication_logs AS RESTRICTIVE FOR SELECT TO PUBLIC
    USING ((SELECT practiceline.is_no_person() OR practiceline.is_inside() OR practiceline.sees_all())
        OR (client_id IS NOT NULL AND client_id NOT IN (SELECT practiceline.hidden_clients())));

SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);

DO $$
DECLARE
    own_table text;
    people constant text := 'practice_staff, practice_admin, practice_supervisor, practice_agent';
BEGIN
    FOREACH own_table IN ARRAY ARRAY['found', 'migrations', 'reencrypting', 'practice', 'staff', 'settings', 'tombstones', 'visibility',
                                        'clients', 'client_numbers'] LOOP
        EXECUTE format('ALTER TABLE practiceline.%I ENABLE ROW LEVEL SECURITY', own_table);
        EXECUTE format('ALTER TABLE practiceline.%I FORCE ROW LEVEL SECURITY', own_table);
        EXECUTE format('CREATE POLICY owner ON practiceline.%I TO %I USING (true) WITH CHECK (true)', own_table, current_user);
    END LOOP;
    FOREACH own_table IN ARRAY ARRAY['practice', 'staff', 'settings', 'tombstones', 'visibility', 'clients', 'client_numbers'] LOOP
        EXECUTE format('GRANT SELECT ON practiceline.%I TO %s', own_table, people);
    END LOOP;
    FOREACH own_table IN ARRAY ARRAY['practice', 'staff', 'settings', 'tombstones', 'visibility'] LOOP
        EXECUTE format('CREATE POLICY members ON practiceline.%I FOR SELECT TO %s USING ((SELECT practiceline.me() IS NOT NULL))',
                       own_table, people);
    END LOOP;
    EXECUTE format('CREATE POLICY members ON practiceline.clients FOR SELECT TO %s USING ((SELECT practiceline.me() IS NOT NULL) '
                   'AND (visible_to IS NULL OR visible_to = (SELECT practiceline.me()) OR (SELECT practiceline.sees_all())))', people);
    EXECUTE format('CREATE POLICY members ON practiceline.client_numbers FOR SELECT TO %s USING ((SELECT practiceline.me() IS NOT NULL) '
                   'AND (client_id IS NULL OR client_id NOT IN (SELECT practiceline.hidden_clients())))',
                   people);
END $$;

-- A word to every desktop that listens, once a statement: the table, and the transaction that changed it. What changed is
-- read by cursor; a desktop that has read up to that transaction need not ask.
CREATE FUNCTION practiceline.tell() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_notify('practiceline', concat_ws(' ', TG_TABLE_NAME, pg_current_xact_id_if_assigned()));
    RETURN NULL;
END $$;
DO $$
DECLARE
    own_table text;
BEGIN
    FOREACH own_table IN ARRAY ARRAY['staff', 'settings', 'tombstones', 'visibility', 'client_numbers'] LOOP
        EXECUTE format('CREATE TRIGGER tell AFTER INSERT OR UPDATE ON practiceline.%I FOR EACH STATEMENT EXECUTE FUNCTION practiceline.tell()',
                       own_table);
    END LOOP;
END $$;
CREATE TRIGGER tell AFTER INSERT OR UPDATE ON practiceline.clients FOR EACH STATEMENT
    WHEN (coalesce(current_setting('practiceline.reencrypting', true), '') <> 'on' OR NOT practiceline.is_reencrypting())
    EXECUTE FUNCTION practiceline.tell();

SELECT practiceline.close_functions();
GRANT EXECUTE ON FUNCTION practiceline.my_role()
    TO practice_staff, practice_admin, practice_supervisor, practice_agent;

RESET ROLE;
CREATE TRIGGER practiceline_tell AFTER INSERT OR UPDATE ON public.communication_logs FOR EACH STATEMENT
    WHEN (coalesce(current_setting('practiceline.reencrypting', true), '') <> 'on' OR NOT practiceline.is_reencrypting())
    EXECUTE FUNCTION practiceline.tell();
CREATE TRIGGER practiceline_tell AFTER INSERT OR UPDATE ON public.sms_templates
    FOR EACH STATEMENT EXECUTE FUNCTION practiceline.tell();
