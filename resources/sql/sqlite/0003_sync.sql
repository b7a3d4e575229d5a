-- What sharing with colleagues needs. Nothing of it does anything while this computer has not joined a practice.

-- Whose row it is: the colleague's computer that sends it (null: this one, or nobody), and the person who clicked.
ALTER TABLE communication_logs ADD COLUMN device_id TEXT;
ALTER TABLE communication_logs ADD COLUMN staff_id TEXT;
-- The outbox works on this computer's rows alone: a text that waits at a colleague's must never leave here too.
DROP INDEX communications_outbox;
ALTER TABLE communication_logs DROP COLUMN outbox_state;
ALTER TABLE communication_logs ADD COLUMN outbox_state TEXT GENERATED ALWAYS AS
    (CASE WHEN device_id IS NULL AND send_state IN ('pending', 'sending', 'held', 'unconfirmed') THEN send_state END) VIRTUAL;
CREATE INDEX communications_outbox ON communication_logs (outbox_state, peer, sequence) WHERE outbox_state IS NOT NULL;
-- Of colleagues' attempts: what Twilio lists may be theirs.
CREATE INDEX communications_elsewhere ON communication_logs (send_state)
    WHERE device_id IS NOT NULL AND send_state IN ('sending', 'unconfirmed');

CREATE INDEX communications_repeats ON communication_logs (resend_of) WHERE resend_of IS NOT NULL;

-- The practice's revision that our version is based on; see sync_queue.base.
ALTER TABLE clients ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE clients ADD COLUMN visible_to TEXT;
ALTER TABLE sms_templates ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

CREATE TABLE staff (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    persona TEXT NOT NULL,
    phone TEXT NOT NULL DEFAULT '',
    joined_at INTEGER,
    left_at INTEGER
) WITHOUT ROWID;

-- One row. 0: this computer shares with nobody; 1: changes are queued; 2: what is written now came from the practice.
CREATE TABLE sync_mode (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    mode INTEGER NOT NULL
);
INSERT INTO sync_mode (id, mode) VALUES (1, 0);

-- Changes that the practice has not got yet, filled by triggers, so that no store can forget one. stamp grows with each
-- change: what was pushed meanwhile is only done when it is still the same. base is what the row was before the first of
-- them (JSON; what is encrypted stays so), for merging with a colleague's edit of the same row.
CREATE TABLE sync_queue (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('client', 'number', 'template', 'setting', 'communication', 'news', 'note')),
    id TEXT NOT NULL,
    stamp INTEGER NOT NULL DEFAULT 0,
    base TEXT,
    -- Why the practice can not take it: an SQLSTATE or a word. Shown, and tried again after the next change; but not a
    -- 'conflict', which a person decides first.
    refusal TEXT,
    UNIQUE (kind, id)
);
CREATE INDEX sync_queue_open ON sync_queue (kind, position) WHERE refusal IS NULL;

-- Edits that can not be merged: theirs, beside ours in the row itself. A person chooses.
CREATE TABLE sync_conflicts (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    theirs TEXT NOT NULL,
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- Clients that this person may not see. What is left of one goes when the practice has it and the outbox is done with it.
CREATE TABLE sync_hidden (
    client_id TEXT PRIMARY KEY NOT NULL
) WITHOUT ROWID;

-- Clients that were somebody's alone when the practice's server was restored, until its word of them has come.
CREATE TABLE sync_kept (
    client_id TEXT PRIMARY KEY NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER clients_queue_new AFTER INSERT ON clients WHEN (SELECT mode FROM sync_mode) = 1
BEGIN
    INSERT INTO sync_queue (kind, id) VALUES ('client', NEW.id)
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;
CREATE TRIGGER clients_queue_edit AFTER UPDATE OF name, unknown, persona, language, us_state, time_zone, tags, notes_enc, archived
    ON clients WHEN (SELECT mode FROM sync_mode) = 1
    AND (OLD.name, OLD.unknown, OLD.persona, OLD.language, OLD.us_state, OLD.time_zone, OLD.tags, OLD.notes_enc, OLD.archived)
    IS NOT (NEW.name, NEW.unknown, NEW.persona, NEW.language, NEW.us_state, NEW.time_zone, NEW.tags, NEW.notes_enc, NEW.archived)
BEGIN
    INSERT INTO sync_queue (kind, id, base) VALUES ('client', NEW.id, json_object('name', OLD.name, 'unknown', OLD.unknown,
            'persona', OLD.persona, 'language', OLD.language, 'us_state', OLD.us_state, 'time_zone', OLD.time_zone,
            'tags', OLD.tags, 'notes_enc', hex(OLD.notes_enc), 'notes_key_epoch', OLD.notes_key_epoch, 'archived', OLD.archived))
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;

CREATE TRIGGER numbers_queue_new AFTER INSERT ON client_numbers WHEN (SELECT mode FROM sync_mode) = 1
BEGIN
    INSERT INTO sync_queue (kind, id) VALUES ('number', NEW.e164)
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;
CREATE TRIGGER numbers_queue_edit AFTER UPDATE ON client_numbers WHEN (SELECT mode FROM sync_mode) = 1
    AND (OLD.client_id, OLD.position, OLD.label, OLD.permission, OLD.permission_since)
    IS NOT (NEW.client_id, NEW.position, NEW.label, NEW.permission, NEW.permission_since)
BEGIN
    INSERT INTO sync_queue (kind, id, base) VALUES ('number', NEW.e164, json_object('client_id', OLD.client_id))
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;
-- What is deleted here is a number without a client and without a word about permission: the practice is told that it
-- belongs to nobody.
CREATE TRIGGER numbers_queue_gone AFTER DELETE ON client_numbers WHEN (SELECT mode FROM sync_mode) = 1
BEGIN
    INSERT INTO sync_queue (kind, id, base) VALUES ('number', OLD.e164, json_object('client_id', OLD.client_id))
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;

CREATE TRIGGER templates_queue_new AFTER INSERT ON sms_templates WHEN (SELECT mode FROM sync_mode) = 1
BEGIN
    INSERT INTO sync_queue (kind, id) VALUES ('template', NEW.id)
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;
CREATE TRIGGER templates_queue_edit
    AFTER UPDATE OF persona_type, template_name, content, variables, is_active, language, removed_at
    ON sms_templates WHEN (SELECT mode FROM sync_mode) = 1
    AND (OLD.persona_type, OLD.template_name, OLD.content, OLD.is_active, OLD.language, OLD.removed_at)
    IS NOT (NEW.persona_type, NEW.template_name, NEW.content, NEW.is_active, NEW.language, NEW.removed_at)
BEGIN
    INSERT INTO sync_queue (kind, id, base) VALUES ('template', NEW.id, json_object('persona_type', OLD.persona_type,
            'template_name', OLD.template_name, 'content', OLD.content, 'is_active', OLD.is_active, 'language', OLD.language,
            'removed_at', OLD.removed_at))
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;

CREATE TRIGGER settings_queue_new AFTER INSERT ON settings WHEN (SELECT mode FROM sync_mode) = 1
BEGIN
    INSERT INTO sync_queue (kind, id) VALUES ('setting', NEW.key)
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;
CREATE TRIGGER settings_queue_edit AFTER UPDATE OF value ON settings WHEN (SELECT mode FROM sync_mode) = 1 AND OLD.value <> NEW.value
BEGIN
    INSERT INTO sync_queue (kind, id) VALUES ('setting', NEW.key)
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;

-- What this computer sent.
CREATE TRIGGER communications_queue_new AFTER INSERT ON communication_logs
    WHEN (SELECT mode FROM sync_mode) = 1 AND NEW.device_id IS NULL AND NEW.send_state <> 'not_ours'
BEGIN
    INSERT INTO sync_queue (kind, id) VALUES ('communication', NEW.id)
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;
CREATE TRIGGER communications_queue_step AFTER UPDATE OF from_number, message_sid, call_sid, child_call_sid, status,
        duration_seconds, completed_at, client_id, content_enc, price, price_unit, parent_price, child_price, parent_status,
        child_status, send_state, block, error_code, error_text, segments, answered_by, sort_at, send_before, send_after,
        attempt_id, attempt_at, copies, checks, resend_of, account_sid ON communication_logs
    WHEN (SELECT mode FROM sync_mode) = 1 AND NEW.device_id IS NULL AND NEW.send_state <> 'not_ours'
BEGIN
    INSERT INTO sync_queue (kind, id) VALUES ('communication', NEW.id)
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;
-- What this computer read in Twilio's lists of all other rows. It is for the practice only while this computer holds the
-- poll lease; so it has a kind of its own. A body counts where there was none, not when it is encrypted anew.
CREATE TRIGGER communications_news_new AFTER INSERT ON communication_logs
    WHEN (SELECT mode FROM sync_mode) = 1 AND (NEW.device_id IS NOT NULL OR NEW.send_state = 'not_ours')
BEGIN
    INSERT INTO sync_queue (kind, id) VALUES ('news', NEW.id)
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = NULL;
END;
CREATE TRIGGER communications_news_step AFTER UPDATE OF from_number, status, parent_status, child_status, child_call_sid, price,
        price_unit, parent_price, child_price, duration_seconds, segments, error_code, error_text, answered_by, completed_at,
        content_enc ON communication_logs
    WHEN (SELECT mode FROM sync_mode) = 1 AND (NEW.device_id IS NOT NULL OR NEW.send_state = 'not_ours')
    AND (OLD.from_number, OLD.status, OLD.parent_status, OLD.child_status, OLD.child_call_sid, OLD.price, OLD.price_unit,
        OLD.parent_price, OLD.child_price, OLD.duration_seconds, OLD.segments, OLD.error_code, OLD.error_text, OLD.answered_by,
        OLD.completed_at, OLD.content_enc IS NULL)
    IS NOT (NEW.from_number, NEW.status, NEW.parent_status, NEW.child_status, NEW.child_call_sid, NEW.price, NEW.price_unit,
        NEW.parent_price, NEW.child_price, NEW.duration_seconds, NEW.segments, NEW.error_code, NEW.error_text, NEW.answered_by,
        NEW.completed_at, NEW.content_enc IS NULL)
BEGIN
    INSERT INTO sync_queue (kind, id) VALUES ('news', NEW.id)
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = NULL;
END;
CREATE TRIGGER communications_queue_note AFTER UPDATE OF note_enc ON communication_logs
    WHEN (SELECT mode FROM sync_mode) = 1 AND OLD.note_enc IS NOT NEW.note_enc
BEGIN
    INSERT INTO sync_queue (kind, id) VALUES ('note', NEW.id)
        ON CONFLICT (kind, id) DO UPDATE SET stamp = stamp + 1, refusal = CASE refusal WHEN 'conflict' THEN refusal END;
END;
