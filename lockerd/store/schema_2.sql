-- Version 2, the first after release 0.1.0. It grows until the next release and never changes after that.
ALTER TABLE site ADD COLUMN next_look_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE site ADD COLUMN numbers TEXT NOT NULL DEFAULT '[]';
ALTER TABLE site ADD COLUMN reissues TEXT NOT NULL DEFAULT '[]';
ALTER TABLE grants ADD COLUMN reissued_by TEXT NOT NULL DEFAULT '';
ALTER TABLE grants ADD COLUMN reissued_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE compartments ADD COLUMN out_of_service TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN cancel_reason TEXT NOT NULL DEFAULT '';

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
