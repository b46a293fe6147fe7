-- Version 2, the first after release 0.1.0. It grows until the next release and never changes after that.
ALTER TABLE site ADD COLUMN next_look_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE site ADD COLUMN numbers TEXT NOT NULL DEFAULT '[]';
ALTER TABLE site ADD COLUMN reissues TEXT NOT NULL DEFAULT '[]';
ALTER TABLE site ADD COLUMN next_incident INTEGER NOT NULL DEFAULT 1;
ALTER TABLE site ADD COLUMN next_session INTEGER NOT NULL DEFAULT 1;

-- The share of an order that lies, or shall lie, in one compartment, and the right to open it (rule 24).
CREATE TABLE parts (
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    direction TEXT NOT NULL,
    authority TEXT NOT NULL,
    size TEXT,
    lowest_cm INTEGER,
    highest_cm INTEGER,
    slow_hands INTEGER NOT NULL CHECK (slow_hands IN (0, 1)),
    item_count INTEGER NOT NULL,
    state TEXT NOT NULL,
    compartment TEXT,
    right_state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    openings INTEGER NOT NULL,
    grace_left_ms INTEGER,
    item_before TEXT NOT NULL,
    CHECK (id = order_id || '/' || number)
) STRICT;
CREATE INDEX parts_of_order ON parts (order_id);

-- Release 0.1.0 knew orders of one compartment, and kept with the grant what its code had done there. A code that was
-- made anew had taken over what the one before had done, so the newest says it; but an opening may have been put down to
-- any of them, and it spent them all (design rule 2). A right that could still open something does so only where
-- that release would have opened: whatever else is found is for staff to decide.
INSERT INTO parts
SELECT
    orders.id || '/1',
    orders.id,
    1,
    'out',
    orders.authority,
    orders.size,
    orders.lowest_cm,
    orders.highest_cm,
    orders.slow_hands,
    orders.item_count,
    orders.state,
    json_extract(orders.compartments, '$[0]'),
    CASE
        WHEN newest.state IS NULL THEN 'none'
        WHEN codes.spent THEN 'spent'
        WHEN newest.state = 'revoked' THEN 'ended'
        WHEN newest.state IN ('jammed', 'suspended') THEN newest.state
        WHEN orders.state NOT IN ('ready', 'collecting', 'expired') OR door.condition IS NOT 'occupied' THEN 'suspended'
        WHEN newest.state = 'expired' THEN 'active'
        ELSE newest.state
    END,
    coalesce(codes.attempts, 0),
    coalesce(codes.openings, 0),
    newest.grace_left_ms,
    CASE WHEN door.item_seen THEN 'present' ELSE 'unknown' END
FROM orders
LEFT JOIN (
    SELECT
        order_id,
        max(rowid) AS newest,
        max(state = 'spent') AS spent,
        max(json_extract(lines, '$[0][1]')) AS attempts,
        max(json_extract(lines, '$[0][2]')) AS openings
    FROM grants GROUP BY order_id
) AS codes ON codes.order_id = orders.id
LEFT JOIN grants AS newest ON newest.rowid = codes.newest
LEFT JOIN compartments AS door ON door.order_id = orders.id AND door.id = json_extract(orders.compartments, '$[0]');

-- Made anew without what means nothing any more. Their indices go first, so that the new ones may have the names.
DROP INDEX grants_of_order;
DROP INDEX one_open_attempt;
DROP INDEX attempts_of_order;
DROP INDEX compartments_of_order;
DROP INDEX compartments_of_attempt;
DROP INDEX compartments_of_pulse;
ALTER TABLE grants RENAME TO old_grants;
ALTER TABLE compartments RENAME TO old_compartments;
ALTER TABLE attempts RENAME TO old_attempts;

-- ``made`` counts up: the newest grant of an order has the highest.
CREATE TABLE grants (
    made INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    authority TEXT NOT NULL,
    salt BLOB NOT NULL,
    keyed_hash BLOB NOT NULL,
    pickup_number TEXT NOT NULL,
    retention_left_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    reissued_by TEXT NOT NULL,
    reissued_ms INTEGER NOT NULL,
    -- of codes whose class asked for a second secret when they were made; and how often a wrong one was typed
    second_salt BLOB,
    second_hash BLOB CHECK ((second_salt IS NULL) = (second_hash IS NULL)),
    second_failures INTEGER NOT NULL,
    second_closed_until_ms INTEGER NOT NULL,
    -- what is needed beside the code, as JSON; and how often a verifier's statement did not hold
    asks TEXT NOT NULL,
    statement_failures INTEGER NOT NULL,
    statement_closed_until_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX grants_of_order ON grants (order_id);
INSERT INTO grants
SELECT
    old.rowid,
    old.id,
    old.order_id,
    orders.authority,
    old.salt,
    old.keyed_hash,
    old.pickup_number,
    old.retention_left_ms,
    CASE
        WHEN old.state = 'revoked' OR old.rowid < codes.newest THEN 'revoked'
        WHEN old.state = 'expired' THEN 'expired'
        ELSE 'active'
    END,
    '',
    0,
    NULL,
    NULL,
    0,
    0,
    '[]',
    0,
    0
FROM old_grants AS old
JOIN orders ON orders.id = old.order_id
JOIN (SELECT order_id, max(rowid) AS newest FROM old_grants GROUP BY order_id) AS codes ON codes.order_id = orders.id
ORDER BY old.rowid;

CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    compartment TEXT NOT NULL,
    right_kind TEXT NOT NULL,
    holder TEXT NOT NULL,
    reason TEXT,
    authority TEXT NOT NULL,
    badge_role TEXT,
    part TEXT REFERENCES parts (id) DEFERRABLE INITIALLY DEFERRED,
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
CREATE INDEX attempts_of_part ON attempts (part) WHERE part IS NOT NULL;
INSERT INTO attempts
SELECT
    old.id,
    old.compartment,
    old.right_kind,
    old.holder,
    old.reason,
    CASE WHEN old.right_kind = 'technician' THEN '' ELSE coalesce(orders.authority, '') END,
    CASE WHEN old.right_kind IN ('loading', 'retrieval') THEN 'loading' END,
    old.order_id || '/1',
    old.visit,
    old.powered_ms,
    old.reopening,
    old.began_ms,
    old.withdrawn,
    old.recovering,
    old.outcome
FROM old_attempts AS old LEFT JOIN orders ON orders.id = old.order_id;

CREATE TABLE compartments (
    id TEXT PRIMARY KEY,
    condition TEXT NOT NULL,
    reason TEXT NOT NULL,
    blocks TEXT NOT NULL,
    part TEXT REFERENCES parts (id) DEFERRABLE INITIALLY DEFERRED,
    opened INTEGER NOT NULL CHECK (opened IN (0, 1)),
    closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
    attempt INTEGER REFERENCES attempts (id) DEFERRABLE INITIALLY DEFERRED,
    pulse INTEGER REFERENCES attempts (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX compartments_of_part ON compartments (part);
CREATE INDEX compartments_of_attempt ON compartments (attempt);
CREATE INDEX compartments_of_pulse ON compartments (pulse);
INSERT INTO compartments
SELECT id, condition, reason, '[]', order_id || '/1', opened, closed, attempt, pulse FROM old_compartments;

DROP TABLE old_compartments;
DROP TABLE old_attempts;
DROP TABLE old_grants;
ALTER TABLE orders DROP COLUMN item_count;
ALTER TABLE orders DROP COLUMN size;
ALTER TABLE orders DROP COLUMN lowest_cm;
ALTER TABLE orders DROP COLUMN highest_cm;
ALTER TABLE orders DROP COLUMN slow_hands;
ALTER TABLE orders DROP COLUMN state;
ALTER TABLE orders DROP COLUMN compartments;

-- Of parts that people bring: what was fired and seen since the part was tied to its door, and the paper of its custody.
ALTER TABLE parts ADD COLUMN pulsed INTEGER NOT NULL DEFAULT 0 CHECK (pulsed IN (0, 1));
ALTER TABLE parts ADD COLUMN began_lo_s INTEGER;
ALTER TABLE parts ADD COLUMN shut_lo_s INTEGER;
ALTER TABLE parts ADD COLUMN outage TEXT NOT NULL DEFAULT 'none';
ALTER TABLE parts ADD COLUMN receipt INTEGER;
-- Of an exchange: nothing lay inside while its door was open last (rule 23).
ALTER TABLE parts ADD COLUMN absent_seen INTEGER NOT NULL DEFAULT 0 CHECK (absent_seen IN (0, 1));
-- Of a hand-in: codes of what is expected, as JSON, and which of them the person says are missing; empty: never said.
ALTER TABLE parts ADD COLUMN checklist TEXT NOT NULL DEFAULT '[]';
ALTER TABLE parts ADD COLUMN missing TEXT;
-- In which loading session it was put in, as documents of one pile may be mixed up; 0: not known.
ALTER TABLE parts ADD COLUMN session INTEGER NOT NULL DEFAULT 0;
-- Whoever collected it said that it is not theirs, and its door is to be opened once more for it.
ALTER TABLE parts ADD COLUMN disputed INTEGER NOT NULL DEFAULT 0 CHECK (disputed IN (0, 1));
ALTER TABLE site ADD COLUMN next_receipt INTEGER NOT NULL DEFAULT 1;
ALTER TABLE site ADD COLUMN receipt_tries TEXT NOT NULL DEFAULT '[[],0,0,0,[]]';
-- Failed tries of each terminal that is another machine: its name, of codes, of receipts.
ALTER TABLE site ADD COLUMN elsewhere TEXT NOT NULL DEFAULT '[]';
-- Badges that were called back: version of the list, and their ids.
ALTER TABLE site ADD COLUMN badge_list TEXT NOT NULL DEFAULT '[0,[]]';

-- What was observed, for the papers that people take along; signed anew each time it is asked for.
CREATE TABLE receipts (
    id INTEGER PRIMARY KEY,
    paper TEXT NOT NULL,
    part TEXT NOT NULL REFERENCES parts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    authority TEXT NOT NULL,
    compartment TEXT,
    grade TEXT,
    door TEXT NOT NULL,
    item TEXT NOT NULL,
    lo_s INTEGER NOT NULL,
    hi_s INTEGER,
    outage TEXT NOT NULL,
    reason TEXT NOT NULL,
    direction TEXT NOT NULL,
    written_ms INTEGER NOT NULL,
    walk_in INTEGER NOT NULL CHECK (walk_in IN (0, 1))
) STRICT;
CREATE INDEX receipts_of_part ON receipts (part);

ALTER TABLE orders ADD COLUMN parts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE orders ADD COLUMN cancel_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN second TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN hold TEXT NOT NULL DEFAULT 'none';
ALTER TABLE orders ADD COLUMN hold_reason TEXT NOT NULL DEFAULT '';
-- Brought without a code; and when such hand-ins began, over the last powered day, as JSON.
ALTER TABLE orders ADD COLUMN walk_in INTEGER NOT NULL DEFAULT 0 CHECK (walk_in IN (0, 1));
-- Its office excludes that somebody else comes for it.
ALTER TABLE orders ADD COLUMN no_delegate INTEGER NOT NULL DEFAULT 0 CHECK (no_delegate IN (0, 1));
-- Its code came with its announcement, and when it was told last that somebody asked for it: powered time, Unix seconds.
ALTER TABLE orders ADD COLUMN on_demand INTEGER NOT NULL DEFAULT 0 CHECK (on_demand IN (0, 1));
ALTER TABLE orders ADD COLUMN asked_ms INTEGER;
ALTER TABLE orders ADD COLUMN asked_lo_s INTEGER;
ALTER TABLE site ADD COLUMN walk_ins TEXT NOT NULL DEFAULT '[]';
-- Since when a compartment waits for staff, Unix seconds, not before and not after; empty where nobody knows.
ALTER TABLE compartments ADD COLUMN waits_lo_s INTEGER;
ALTER TABLE compartments ADD COLUMN waits_hi_s INTEGER;

-- Who did something and what they wrote, by the commitment that stands for it in the log, until its time is over.
CREATE TABLE names (
    commitment TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    salt BLOB NOT NULL,
    -- of trusted time, not before which it was written: whole days since 1970
    day INTEGER NOT NULL,
    UNIQUE (text, day)
) STRICT;

-- A technician asks for the log of one door or one order; the reader that would look through all of it also feeds central.
CREATE INDEX custody_of_compartment ON custody (compartment) WHERE compartment IS NOT NULL;
CREATE INDEX custody_of_order ON custody (commitment) WHERE commitment IS NOT NULL;

-- From here on a database says which version it is, which release made it so, and from which release on it can be read;
-- PRAGMA user_version holds the version from which on it can be read, because that is what release 0.1.0 asks.
CREATE TABLE schema_version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    release TEXT NOT NULL,
    readable_from TEXT NOT NULL
) STRICT;
INSERT INTO schema_version VALUES (1, 2, '', '');

-- Rounds through the doors: those that go on, broken off or not.
ALTER TABLE site ADD COLUMN rounds TEXT NOT NULL DEFAULT '[]';
-- The list of central's keys: version, digest, ids of command keys, the list as it was signed.
ALTER TABLE site ADD COLUMN key_list TEXT NOT NULL DEFAULT '[0,"",[],""]';
-- Of each issuer of commands: epoch, highest number, which of the newest numbers were seen (hex), what was told of it.
ALTER TABLE site ADD COLUMN issuers TEXT NOT NULL DEFAULT '[]';

-- How the station is used, for statistics without persons: counts of whole days (of UTC, since 1970).
CREATE TABLE usage (
    day INTEGER NOT NULL,
    figure TEXT NOT NULL,
    item TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, figure, item)
) STRICT, WITHOUT ROWID;

-- A Merkle tree (RFC 9162) over the hashes of each epoch's rows: its right edge, with the head that it belongs to, and
-- the nodes over 256 leaves (storey 1), over 256 of those (storey 2) and so on. What is between follows from the rows.
ALTER TABLE head ADD COLUMN edge BLOB NOT NULL DEFAULT x'';
CREATE TABLE tree (
    epoch INTEGER NOT NULL,
    storey INTEGER NOT NULL,
    place INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (epoch, storey, place)
) STRICT, WITHOUT ROWID;

-- Rows of the log whose content was cut: what chain, tree and proofs need of them, for ever. They are taken out of the log
-- only as they were, and none of them changes any more.
CREATE TABLE cut (
    position INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    UNIQUE (epoch, number)
) STRICT;
CREATE TRIGGER cut_only_as_they_were BEFORE INSERT ON cut
WHEN NOT EXISTS (
    SELECT 1 FROM custody
    WHERE (position, epoch, number, upper(hash)) = (NEW.position, NEW.epoch, NEW.number, hex(NEW.hash))
)
BEGIN
    SELECT RAISE(ABORT, 'what is cut stands in the custody log');
END;
CREATE TRIGGER cut_is_never_changed BEFORE UPDATE ON cut
BEGIN
    SELECT RAISE(ABORT, 'the custody log is never changed');
END;
CREATE TRIGGER cut_is_never_shortened BEFORE DELETE ON cut
BEGIN
    SELECT RAISE(ABORT, 'the custody log is never shortened');
END;
DROP TRIGGER custody_is_never_shortened;
CREATE TRIGGER custody_is_never_shortened BEFORE DELETE ON custody
WHEN NOT EXISTS (SELECT 1 FROM cut WHERE position = OLD.position)
BEGIN
    SELECT RAISE(ABORT, 'the custody log is never shortened');
END;
-- How far central has confirmed each epoch, how far it was decided to cut (epoch, number), and what central's copy
-- contradicts, as JSON.
ALTER TABLE site ADD COLUMN confirmed TEXT NOT NULL DEFAULT '[]';
ALTER TABLE site ADD COLUMN cut_to TEXT NOT NULL DEFAULT '[0,0]';
ALTER TABLE site ADD COLUMN differs TEXT;
-- Replies among what waits for central; events are many more when it was away for long.
CREATE INDEX outbox_of_replies ON outbox (topic) WHERE topic IS NOT NULL;
