-- Whose turn it is, and what colleagues tell one another.

ALTER TABLE clients ADD COLUMN assigned_to TEXT;
CREATE INDEX clients_assigned ON clients (assigned_to, archived, list_at, id) WHERE assigned_to IS NOT NULL;

-- Never sent: the outbox does not know this table. A row stays as it was written; withdrawn_at is its author's.
CREATE TABLE internal_notes (
    id TEXT PRIMARY KEY NOT NULL,
    client_id TEXT NOT NULL REFERENCES clients (id),
    author TEXT,
    author_name TEXT NOT NULL DEFAULT '',
    text_enc BLOB,
    key_epoch INTEGER,
    at INTEGER NOT NULL,
    withdrawn_at INTEGER
) WITHOUT ROWID;
CREATE INDEX internal_notes_client ON internal_notes (client_id, at);

-- Its kinds are those of syncKindKey() now: a list of them here would have to be made anew with each. The triggers that
-- fill it name it, and stay.
PRAGMA legacy_alter_table = ON;
CREATE TABLE sync_queue_made (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    stamp INTEGER NOT NULL DEFAULT 0,
    base TEXT,
    refusal TEXT,
    UNIQUE (kind, id)
);
INSERT INTO sync_queue_made SELECT position, kind, id, stamp, base, refusal FROM sync_queue;
DROP TABLE sync_queue;
ALTER TABLE sync_queue_made RENAME TO sync_queue;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX sync_queue_open ON sync_queue (kind, position) WHERE refusal IS NULL;

-- What an edit that waits began with had nobody assigned.
UPDATE sync_queue SET base = json_set(base, '$.assigned_to', NULL) WHERE kind = 'client' AND base IS NOT NULL;

DROP TRIGGER clients_queue_edit;
CREATE TRIGGER clients_queue_edit
    AFTER UPDATE OF name, unknown, persona, language, us_state, time_zone, tags, notes_enc, archived, assigned_to
    ON clients WHEN (SELECT mode FROM sync_mode) = 1
    AND (OLD.name, OLD.unknown, OLD.persona, OLD.language, OLD.us_state, OLD.time_zone, OLD.tags, OLD.notes_enc, OLD.archived,
        OLD.assigned_to)
    IS NOT (NEW.name, NEW.unknown, NEW.persona, NEW.language, NEW.us_state, NEW.time_zone, NEW.tags, NEW.notes_enc, NEW.archived,
        NEW.assigned_to)
BEGIN
    INSERT INTO sync_queue (kind, id, base) VALUES ('client', NEW.id, json_object('name', OLD.name, 'unknown', OLD.unknown,
            'persona', OLD.persona, 'language', OLD.language, 'us_state', OLD.us_state, 'time_zone', OLD.time_zone,
            'tags', OLD.tags, 'notes_enc', hex(OLD.notes_enc), 'notes_key_epoch', OLD.notes_key_epoch, 'archived', OLD.archived,
            'assigned_to', OLD.assigned_to))
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;

CREATE TRIGGER internal_notes_queue_new AFTER INSERT ON internal_notes WHEN (SELECT mode FROM sync_mode) = 1
BEGIN
    INSERT INTO sync_queue (kind, id) VALUES ('internal_note', NEW.id)
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = NULL;
END;
CREATE TRIGGER internal_notes_queue_withdrawn AFTER UPDATE OF withdrawn_at ON internal_notes
    WHEN (SELECT mode FROM sync_mode) = 1 AND OLD.withdrawn_at IS NOT NEW.withdrawn_at
BEGIN
    INSERT INTO sync_queue (kind, id) VALUES ('internal_note', NEW.id)
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = NULL;
END;
