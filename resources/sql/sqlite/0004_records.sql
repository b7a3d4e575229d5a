-- Where the chains of the practice's records ended when this computer saw them last. A chain that is shorter later, or
-- has another entry there, was cut or exchanged; so what was seen is not given up for what contradicts it.
CREATE TABLE audit_heads (
    device TEXT PRIMARY KEY NOT NULL,
    person TEXT NOT NULL DEFAULT '',
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,
    at INTEGER,
    seen_at INTEGER NOT NULL
) WITHOUT ROWID;

-- What this computer sent within the last hour, for the hourly limit.
CREATE INDEX communications_attempts ON communication_logs (attempt_at) WHERE attempt_at IS NOT NULL AND device_id IS NULL;
