-- Version 1. Later versions are further scripts in migrations.py; this one never changes again.
-- Lists inside a row are JSON arrays; times and their units are in the names.
PRAGMA application_id = 0x4C4B5244;

-- The newest custody row, and the clock's persisted part. Kept apart from the log so that a cut tail shows (F71).
CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,
    powered_ms INTEGER NOT NULL,
    lo_s INTEGER NOT NULL
) STRICT;
INSERT INTO head VALUES (1, 1, 0, '0000000000000000000000000000000000000000000000000000000000000000', 0, 0);

CREATE TABLE site (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    next_attempt INTEGER NOT NULL,
    openings TEXT NOT NULL,
    failures TEXT NOT NULL,
    since_success INTEGER NOT NULL,
    blocked_until_ms INTEGER NOT NULL,
    halted TEXT,
    forced TEXT NOT NULL,
    retention_counted_ms INTEGER NOT NULL,
    boot_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    authority TEXT NOT NULL,
    kind TEXT NOT NULL,
    document_class TEXT NOT NULL,
    case_reference TEXT NOT NULL,
    item_count INTEGER NOT NULL,
    size TEXT,
    lowest_cm INTEGER,
    highest_cm INTEGER,
    slow_hands INTEGER NOT NULL CHECK (slow_hands IN (0, 1)),
    retention_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    compartments TEXT NOT NULL,
    cancel_wanted INTEGER NOT NULL CHECK (cancel_wanted IN (0, 1)),
    ended_powered_ms INTEGER
) STRICT;

CREATE TABLE grants (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    lines TEXT NOT NULL,
    salt BLOB NOT NULL,
    keyed_hash BLOB NOT NULL,
    pickup_number TEXT NOT NULL,
    retention_left_ms INTEGER NOT NULL,
    grace_left_ms INTEGER,
    state TEXT NOT NULL,
    typed_failures INTEGER NOT NULL
) STRICT;
CREATE INDEX grants_of_order ON grants (order_id);

CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    compartment TEXT NOT NULL,
    right_kind TEXT NOT NULL,
    holder TEXT NOT NULL,
    reason TEXT,
    order_id TEXT REFERENCES orders (id) DEFERRABLE INITIALLY DEFERRED,
    visit TEXT,
    powered_ms INTEGER NOT NULL,
    reopening INTEGER NOT NULL CHECK (reopening IN (0, 1)),
    began_ms INTEGER,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    recovering INTEGER NOT NULL CHECK (recovering IN (0, 1)),
    outcome TEXT
) STRICT;
-- Design rule 1: one open attempt per compartment.
CREATE UNIQUE INDEX one_open_attempt ON attempts (compartment) WHERE outcome IS NULL;
CREATE INDEX attempts_of_order ON attempts (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE compartments (
    id TEXT PRIMARY KEY,
    condition TEXT NOT NULL,
    reason TEXT NOT NULL,
    order_id TEXT REFERENCES orders (id) DEFERRABLE INITIALLY DEFERRED,
    opened INTEGER NOT NULL CHECK (opened IN (0, 1)),
    closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
    item_seen INTEGER NOT NULL CHECK (item_seen IN (0, 1)),
    attempt INTEGER REFERENCES attempts (id) DEFERRABLE INITIALLY DEFERRED,
    pulse INTEGER REFERENCES attempts (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX compartments_of_order ON compartments (order_id);
CREATE INDEX compartments_of_attempt ON compartments (attempt);
CREATE INDEX compartments_of_pulse ON compartments (pulse);

-- Which order a commitment in the custody log stands for, and the salt that proves it, until the order is erased.
CREATE TABLE identities (
    commitment TEXT PRIMARY KEY,
    order_id TEXT NOT NULL UNIQUE REFERENCES orders (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    salt BLOB NOT NULL
) STRICT;

CREATE TABLE custody (
    position INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    boot TEXT NOT NULL,
    mono_ms INTEGER NOT NULL,
    lo_s INTEGER NOT NULL,
    hi_s INTEGER,
    type TEXT NOT NULL,
    compartment TEXT,
    commitment TEXT,
    data TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (epoch, number)
) STRICT;
CREATE TRIGGER custody_is_never_changed BEFORE UPDATE ON custody
BEGIN
    SELECT RAISE(ABORT, 'the custody log is never changed');
END;
CREATE TRIGGER custody_is_never_shortened BEFORE DELETE ON custody
BEGIN
    SELECT RAISE(ABORT, 'the custody log is never shortened');
END;

-- AUTOINCREMENT: an id is never used twice, so a reader that asks for "id > last" sees every row.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    position INTEGER REFERENCES custody (position),
    topic TEXT,
    payload TEXT,
    correlation BLOB,
    CHECK ((position IS NULL) = (topic IS NOT NULL) AND (topic IS NULL) = (payload IS NULL))
) STRICT;
CREATE INDEX outbox_of_custody ON outbox (position) WHERE position IS NOT NULL;

CREATE TABLE memos (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    lo_s INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT;
