-- The rows of which a large community has tens of thousands, with the same checks in other words:
-- for each `IN` of three or more texts SQLite builds a table at every row it writes, for `OR` none.

CREATE TABLE quick_person(
  id INTEGER NOT NULL PRIMARY KEY,
  body_id INTEGER NOT NULL REFERENCES body(id),
  household_id INTEGER REFERENCES household(id), -- NULL: an outsider
  id_tag BLOB,                           -- keyed hash of the ID number, suite byte in front (D6)
  id_sealed BLOB,                        -- the ID number under the data key
  id_kind TEXT NOT NULL CHECK (id_kind = 'resident' OR id_kind = 'other' OR id_kind = 'none'),
  name TEXT NOT NULL,
  born INTEGER NOT NULL,                 -- day
  sex TEXT NOT NULL CHECK (sex = 'unknown' OR sex = 'female' OR sex = 'male'),
  kind TEXT NOT NULL CHECK (kind = 'registered' OR kind = 'habitual' OR kind = 'worker'
    OR kind = 'outsider'),               -- A22, A23; an outsider has a name and nothing else
  proof TEXT NOT NULL CHECK (proof = 'none' OR proof = 'permit' OR proof = 'lease'
    OR proof = 'property' OR proof = 'employer' OR proof = 'community'), -- of residence (A24)
  since INTEGER NOT NULL,                -- day: lives here, or for a worker works here, since
  standing TEXT NOT NULL CHECK (standing = 'normal' OR standing = 'waived'
    OR standing = 'elsewhere' OR standing = 'deprived' OR standing = 'left_off'
    OR standing = 'left'),               -- why not registered as a voter (A20, A26, A28, A41)
  residents_group TEXT NOT NULL,         -- 居民小组
  phone_sealed BLOB,                     -- under the data key; NULL: none
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((kind = 'outsider') = (id_tag IS NULL)),
  CHECK ((kind = 'outsider') = (household_id IS NULL))
) STRICT;
INSERT INTO quick_person(id, body_id, household_id, id_tag, id_sealed, id_kind, name, born, sex,
    kind, proof, since, standing, residents_group, phone_sealed, created_at, updated_at)
  SELECT id, body_id, household_id, id_tag, id_sealed, id_kind, name, born, sex, kind, proof, since,
    standing, residents_group, phone_sealed, created_at, updated_at FROM person;
DROP TABLE person;
ALTER TABLE quick_person RENAME TO person;
CREATE UNIQUE INDEX person_tag ON person(body_id, id_tag);
CREATE INDEX person_body ON person(body_id, id);
CREATE INDEX person_household ON person(household_id);
CREATE INDEX person_name ON person(body_id, name, born);

CREATE TABLE quick_finding(
  import_id INTEGER NOT NULL REFERENCES roll_import(id),
  seq INTEGER NOT NULL,                  -- order of the report, from 1
  body_id INTEGER NOT NULL,
  row INTEGER NOT NULL,                  -- of the file, from 1; 0: the file as a whole
  position INTEGER NOT NULL,             -- of the column in the file, from 1; 0: the whole row
  field TEXT NOT NULL,                   -- which of our columns; 'other': none of them
  severity TEXT NOT NULL CHECK (severity = 'error' OR severity = 'warning' OR severity = 'note'),
  reason TEXT NOT NULL,                  -- token of roll/reasons.def
  other_row INTEGER NOT NULL,            -- of duplicates; 0: none
  value TEXT NOT NULL,                   -- what stands there, masked
  PRIMARY KEY (import_id, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO quick_finding(import_id, seq, body_id, row, position, field, severity, reason,
    other_row, value)
  SELECT import_id, seq, body_id, row, position, field, severity, reason, other_row, value
  FROM roll_finding;
DROP TABLE roll_finding;
ALTER TABLE quick_finding RENAME TO roll_finding;

-- One right for each voter and round over all channels, moved by compare-and-set in the writer.
CREATE TABLE quick_right(
  round_id INTEGER NOT NULL REFERENCES round(id),
  voter_number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'free' OR state = 'online' OR state = 'paper'
    OR state = 'proxy_paper' OR state = 'void'),
  credential TEXT,                       -- public half in this round; NULL: paper only
  PRIMARY KEY (round_id, voter_number)
) STRICT, WITHOUT ROWID;
INSERT INTO quick_right(round_id, voter_number, state, credential)
  SELECT round_id, voter_number, state, credential FROM voting_right;
DROP TABLE voting_right;
ALTER TABLE quick_right RENAME TO voting_right;
CREATE UNIQUE INDEX voting_right_credential ON voting_right(round_id, credential)
  WHERE credential IS NOT NULL;
