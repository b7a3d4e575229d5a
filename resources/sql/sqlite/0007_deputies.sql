-- Who may write texts for whom, and whom a text speaks for.

-- As staff_id and staff_name, of the person in whose name it was written; null: who clicked wrote for themselves.
ALTER TABLE communication_logs ADD COLUMN on_behalf_of TEXT;
ALTER TABLE communication_logs ADD COLUMN on_behalf_name TEXT NOT NULL DEFAULT '';
CREATE INDEX communications_on_behalf ON communication_logs (on_behalf_of, sort_at, sequence) WHERE on_behalf_of IS NOT NULL;

-- The practice's, by sync alone. Rights that were withdrawn stay in it.
CREATE TABLE deputies (
    id TEXT PRIMARY KEY NOT NULL,
    person TEXT NOT NULL,
    deputy TEXT NOT NULL,
    since INTEGER NOT NULL,
    withdrawn_at INTEGER
) WITHOUT ROWID;
