-- Whose version the practice has: of a client the id in staff, of a template the name that stands in it. NULL: not known.
ALTER TABLE sync_conflicts ADD COLUMN changed_by TEXT;
