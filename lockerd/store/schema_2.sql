-- Version 2, the first after release 0.1.0. It grows until the next release and never changes after that.
ALTER TABLE site ADD COLUMN next_look_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE site ADD COLUMN numbers TEXT NOT NULL DEFAULT '[]';
