-- Clients that were only a number and turned out to be others': whoever still works with the former one finds the other.
CREATE TABLE folded_clients (
    id TEXT PRIMARY KEY NOT NULL,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX folded_clients_by_target ON folded_clients (client_id);
