-- The log and who is who. `events.user` is the person's key when the event came in;
-- `users.canonical` says who that is by now; `merged_seq` is the event of their latest merge:
-- a profile older than that lacks a history.
CREATE TABLE users (
    user INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    known INTEGER NOT NULL,
    canonical INTEGER NOT NULL,
    merged_seq INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX users_canonical ON users (canonical);
CREATE TABLE ids (
    known INTEGER NOT NULL,
    id TEXT NOT NULL,
    user INTEGER NOT NULL,
    PRIMARY KEY (known, id)
) WITHOUT ROWID;
CREATE TABLE message_ids (digest BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE messages (
    message INTEGER PRIMARY KEY AUTOINCREMENT,
    received INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL,
    user INTEGER NOT NULL,
    kind TEXT NOT NULL,
    time INTEGER NOT NULL,
    item TEXT,
    value REAL,
    device TEXT NOT NULL,
    offset_min INTEGER NOT NULL,
    recommendation TEXT,
    details BLOB
);
CREATE INDEX events_user ON events (user);
CREATE INDEX events_recommended ON events (seq) WHERE recommendation IS NOT NULL;
CREATE TABLE forgotten (digest BLOB PRIMARY KEY, time INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE api_keys (
    key_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    created INTEGER NOT NULL,
    digest BLOB NOT NULL
);
