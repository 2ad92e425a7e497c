-- Disputes: what somebody's phone found wrong when it checked a round, as her device signed it, and
-- the answer. The record holds of each that it was filed and how it was answered, under a commitment
-- to the statement; who filed it is not in the record.
CREATE TABLE dispute(
  id INTEGER NOT NULL PRIMARY KEY,
  round_id INTEGER NOT NULL REFERENCES round(id),
  person_id INTEGER NOT NULL,           -- who filed it
  kind TEXT NOT NULL CHECK (kind IN ('not_recorded', 'proof_wrong', 'not_mine', 'result_differs')),
  digest BLOB NOT NULL,                 -- SHA-256 of what was signed: sent again it is the same one
  statement TEXT NOT NULL,              -- the signed envelope, its evidence inside
  salt BLOB NOT NULL,                   -- opens the record's commitment to the statement
  filed_at INTEGER NOT NULL,
  answer_by INTEGER NOT NULL,           -- last day for the answer
  outcome TEXT CHECK (outcome IN ('upheld', 'rejected')),
  answer TEXT,
  answered_at INTEGER,
  answered_by_id INTEGER,
  CHECK (length(digest) = 32 AND length(salt) = 32),
  CHECK ((outcome IS NULL) = (answer IS NULL) AND (outcome IS NULL) = (answered_at IS NULL)
    AND (outcome IS NULL) = (answered_by_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX dispute_digest ON dispute(person_id, digest);
CREATE INDEX dispute_round ON dispute(round_id, id);
CREATE TRIGGER dispute_kept BEFORE DELETE ON dispute
  BEGIN SELECT RAISE(ABORT, 'disputes are kept'); END;
CREATE TRIGGER dispute_answered_once BEFORE UPDATE ON dispute
  WHEN OLD.outcome IS NOT NULL OR NEW.statement <> OLD.statement OR NEW.kind <> OLD.kind
  BEGIN SELECT RAISE(ABORT, 'a dispute is answered once'); END;
