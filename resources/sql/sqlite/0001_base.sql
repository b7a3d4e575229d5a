-- The store of one desktop. Columns of the integration guide keep their names; what the product needs beyond them is
-- added. Times are UTC milliseconds. Columns that end in _enc hold XChaCha20-Poly1305 ciphertexts, bound to their table,
-- column, row and peer.

CREATE TABLE clients (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    unknown INTEGER NOT NULL DEFAULT 0,
    persona TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT '',
    us_state TEXT NOT NULL DEFAULT '',
    time_zone TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '[]',
    notes_enc BLOB,
    notes_key_epoch INTEGER,
    archived INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- What the list shows, written in the transaction of each communication.
    last_at INTEGER,
    last_outbound INTEGER NOT NULL DEFAULT 0,
    last_was_call INTEGER NOT NULL DEFAULT 0,
    last_text_sequence INTEGER,
    unread INTEGER NOT NULL DEFAULT 0,
    -- Folded name, tags and digits of the numbers; see storage/textfold.h.
    search_text TEXT NOT NULL DEFAULT '',
    -- One key for pages: the newest communication, or the creation while there is none.
    list_at INTEGER GENERATED ALWAYS AS (coalesce(last_at, created_at)) VIRTUAL
);
CREATE INDEX clients_list ON clients (archived, list_at, id);
CREATE INDEX clients_unread ON clients (unread) WHERE unread > 0;

-- A number keeps its permission when it leaves a client (client_id null), because carriers keep it by number.
CREATE TABLE client_numbers (
    e164 TEXT PRIMARY KEY NOT NULL,
    client_id TEXT REFERENCES clients (id),
    position INTEGER NOT NULL DEFAULT 0,
    label TEXT NOT NULL DEFAULT '',
    permission TEXT NOT NULL DEFAULT 'may_text' CHECK (permission IN ('may_text', 'held', 'opted_out')),
    permission_since INTEGER
) WITHOUT ROWID;
CREATE INDEX client_numbers_client ON client_numbers (client_id, position);

CREATE TABLE communication_logs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    user_id TEXT,
    communication_type TEXT NOT NULL CHECK (communication_type IN ('sms', 'voice', 'conference')),
    direction TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    from_number TEXT,
    to_number TEXT,
    message_sid TEXT UNIQUE,
    call_sid TEXT UNIQUE,
    status TEXT,
    content TEXT, -- null for our rows; not null: written in clear by another program
    duration_seconds INTEGER,
    cost_cents INTEGER, -- derived from price
    created_at INTEGER NOT NULL,
    completed_at INTEGER,
    metadata TEXT NOT NULL DEFAULT '{}',
    client_id TEXT NOT NULL REFERENCES clients (id),
    peer TEXT NOT NULL DEFAULT '', -- the other side: E.164, or Twilio's word where it is no number
    content_enc BLOB,
    variables_enc BLOB,
    override_enc BLOB,
    key_epoch INTEGER,
    note_enc BLOB,
    note_key_epoch INTEGER,
    body_hash BLOB, -- keyed, of peer and body: the duplicate guard and the attempt's record
    price TEXT,     -- exact decimal as Twilio wrote it; of a call the sum of both legs
    price_unit TEXT,
    parent_price TEXT,
    child_price TEXT,
    parent_status TEXT,
    child_status TEXT,
    child_call_sid TEXT UNIQUE,
    send_state TEXT NOT NULL,
    block TEXT NOT NULL DEFAULT '',
    error_code INTEGER NOT NULL DEFAULT 0,
    error_text TEXT NOT NULL DEFAULT '',
    template_id TEXT,
    template_name TEXT NOT NULL DEFAULT '',
    persona TEXT NOT NULL,
    staff_name TEXT NOT NULL DEFAULT '',
    segments INTEGER NOT NULL DEFAULT 0,
    answered_by TEXT NOT NULL DEFAULT '',
    sort_at INTEGER NOT NULL,
    send_before INTEGER,
    send_after INTEGER,
    unread INTEGER NOT NULL DEFAULT 0,
    attempt_id TEXT,
    attempt_at INTEGER,
    checks INTEGER NOT NULL DEFAULT 0,
    next_check_at INTEGER,
    copies INTEGER NOT NULL DEFAULT 0,
    resend_of TEXT,
    poll_open INTEGER, -- 1 while Twilio's status is not final, else null
    -- The send states that somebody still has to act on; null otherwise, so that the partial index stays small.
    outbox_state TEXT GENERATED ALWAYS AS
        (CASE WHEN send_state IN ('pending', 'sending', 'held', 'unconfirmed') THEN send_state END) VIRTUAL
);
CREATE INDEX communications_conversation ON communication_logs (client_id, sort_at, sequence, communication_type);
CREATE INDEX communications_all ON communication_logs (sort_at, sequence);
CREATE INDEX communications_outbox ON communication_logs (outbox_state, peer, sequence) WHERE outbox_state IS NOT NULL;
CREATE INDEX communications_checks ON communication_logs (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX communications_open ON communication_logs (poll_open, sequence) WHERE poll_open IS NOT NULL;
CREATE INDEX communications_unread ON communication_logs (client_id) WHERE unread = 1;
CREATE INDEX communications_body ON communication_logs (body_hash, sequence) WHERE body_hash IS NOT NULL;

CREATE TABLE sms_templates (
    id TEXT PRIMARY KEY NOT NULL,
    persona_type TEXT NOT NULL,
    template_name TEXT NOT NULL,
    content TEXT NOT NULL,
    variables TEXT NOT NULL DEFAULT '[]',
    is_active INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    language TEXT NOT NULL DEFAULT 'en',
    use_count INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER NOT NULL,
    updated_by TEXT NOT NULL DEFAULT '',
    removed_at INTEGER
);

CREATE TABLE settings (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE marks (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE drafts (
    client_id TEXT PRIMARY KEY NOT NULL REFERENCES clients (id),
    template_id TEXT,
    text_enc BLOB,
    variables_enc BLOB,
    key_epoch INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

-- hash = BLAKE2b(salt, previous hash, plaintext entry). Details are encrypted beside it (key_epoch 0: clear, for entries
-- about rows that are clear themselves), so that re-encryption leaves the chain whole.
CREATE TABLE audit_log (
    sequence INTEGER PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    staff TEXT NOT NULL,
    details BLOB NOT NULL,
    key_epoch INTEGER NOT NULL,
    salt BLOB NOT NULL,
    hash BLOB NOT NULL
);
CREATE TRIGGER audit_log_no_update BEFORE UPDATE OF sequence, at, action, subject, staff, salt, hash ON audit_log
BEGIN
    SELECT raise(ABORT, 'audit_log is append-only');
END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN
    SELECT raise(ABORT, 'audit_log is append-only');
END;

-- How the data key is wrapped; key_check is a known ciphertext: while it exists, a missing key means locked.
CREATE TABLE vault (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    mode TEXT NOT NULL,
    key_check BLOB NOT NULL,
    salt BLOB,
    ops INTEGER,
    mem INTEGER,
    wrapped_passphrase BLOB,
    wrapped_recovery BLOB,
    recovery_confirmed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE sealed_secrets (
    name TEXT PRIMARY KEY NOT NULL,
    sealed BLOB NOT NULL
);
