-- The guide's templates. Its functions look one up by persona and name and expect a single row, so a text in another
-- language than the guide's, or one that was removed, stands under a name with a mark (services/sync).
CREATE TABLE IF NOT EXISTS public.sms_templates (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    persona_type text NOT NULL,
    template_name text NOT NULL,
    content text NOT NULL,
    variables jsonb DEFAULT '[]',
    is_active boolean DEFAULT true,
    created_at timestamptz DEFAULT now()
);

ALTER TABLE public.sms_templates
    ADD COLUMN language text NOT NULL DEFAULT 'en',
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN updated_by text NOT NULL DEFAULT '',
    ADD COLUMN removed_at timestamptz,
    ADD COLUMN revision bigint NOT NULL DEFAULT 0,
    ADD COLUMN change_xid bigint NOT NULL DEFAULT 0;

SELECT set_config('role', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'practiceline'), true);
CREATE FUNCTION practiceline.template_written() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.change_xid := pg_current_xact_id()::text::bigint;
    IF TG_OP = 'UPDATE' THEN
        NEW.revision := OLD.revision + 1;
    END IF;
    RETURN NEW;
END $$;
RESET ROLE;
CREATE TRIGGER sms_templates_practiceline BEFORE INSERT OR UPDATE ON public.sms_templates
    FOR EACH ROW EXECUTE FUNCTION practiceline.template_written();
CREATE INDEX practiceline_template_changes ON public.sms_templates (change_xid, id);
-- Those that were there are stamped, so that they are pulled; a practice has some dozens.
UPDATE public.sms_templates SET change_xid = 0;
