-- What the platform itself keeps. Times are UTC milliseconds, booleans 0 or 1, ids are drawn from
-- id_counter by the program.

CREATE TABLE id_counter(
  only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1), -- there is one row
  next INTEGER NOT NULL                               -- the next id to hand out
) STRICT;
INSERT INTO id_counter(only, next) VALUES (1, 1);

-- The first answer to each write that carried an Idempotency-Key; a repeat gets it again.
CREATE TABLE idempotency(
  actor TEXT NOT NULL,        -- who asked: "person:<id>" or "-" for a visitor
  key TEXT NOT NULL,          -- the Idempotency-Key
  request BLOB NOT NULL,      -- SHA-256 of method, path and body
  status INTEGER NOT NULL,    -- the answer's HTTP status
  reply BLOB NOT NULL,        -- the answer's body
  at INTEGER NOT NULL,        -- when it was given
  PRIMARY KEY (actor, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_at ON idempotency(at);
