-- The public record: one append-only log for each body (RFC 6962 tree, C2SP formats). Entries and
-- nodes are never changed or removed; triggers tell outside tools so, an authorizer the program.

CREATE TABLE record_log(
  body_id INTEGER NOT NULL PRIMARY KEY,      -- whose record
  origin TEXT NOT NULL UNIQUE,               -- name of the log and of its key, for ever
  generation INTEGER NOT NULL,               -- which of the body's record keys signs
  public_key BLOB NOT NULL,                  -- its public half
  at INTEGER NOT NULL,                       -- when the record was opened
  CHECK (length(public_key) = 32)
) STRICT;

CREATE TABLE record_entry(
  body_id INTEGER NOT NULL REFERENCES record_log(body_id),
  idx INTEGER NOT NULL,                      -- position in the log, from 0 without gaps
  leaf BLOB NOT NULL,                        -- SHA-256(0x00 || entry)
  entry BLOB NOT NULL,                       -- compact JSON, exactly as it is published
  type TEXT NOT NULL,                        -- what kind of event; also inside the entry
  at INTEGER NOT NULL,                       -- when it happened; also inside the entry
  PRIMARY KEY (body_id, idx),
  CHECK (idx >= 0 AND length(leaf) = 32 AND length(entry) BETWEEN 1 AND 65535)
) STRICT;

-- The hashes of complete subtrees above the leaves: a proof reads a handful of rows.
CREATE TABLE record_node(
  body_id INTEGER NOT NULL REFERENCES record_log(body_id),
  level INTEGER NOT NULL,                    -- the subtree has 2^level leaves
  idx INTEGER NOT NULL,                      -- its first leaf is idx * 2^level
  hash BLOB NOT NULL,                        -- SHA-256(0x01 || left || right)
  PRIMARY KEY (body_id, level, idx),
  CHECK (level BETWEEN 1 AND 62 AND idx >= 0 AND length(hash) = 32)
) STRICT, WITHOUT ROWID;

-- The latest signed head of each log. It moves by compare-and-swap on its size only, so that no two
-- heads of one size are ever signed.
CREATE TABLE record_checkpoint(
  body_id INTEGER NOT NULL PRIMARY KEY REFERENCES record_log(body_id),
  size INTEGER NOT NULL,                     -- number of entries
  root BLOB NOT NULL,                        -- head of the tree
  note TEXT NOT NULL,                        -- the signed checkpoint, as it is published
  at INTEGER NOT NULL,                       -- when it was signed
  CHECK (size > 0 AND length(root) = 32)
) STRICT;

CREATE TRIGGER record_entry_no_update BEFORE UPDATE ON record_entry
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER record_entry_no_delete BEFORE DELETE ON record_entry
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER record_node_no_update BEFORE UPDATE ON record_node
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER record_node_no_delete BEFORE DELETE ON record_node
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER record_checkpoint_grows BEFORE UPDATE ON record_checkpoint
WHEN NEW.size <= OLD.size OR NEW.body_id <> OLD.body_id
BEGIN SELECT RAISE(ABORT, 'a record only grows'); END;
CREATE TRIGGER record_checkpoint_no_delete BEFORE DELETE ON record_checkpoint
BEGIN SELECT RAISE(ABORT, 'a record only grows'); END;
