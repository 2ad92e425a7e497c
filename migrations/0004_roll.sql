-- The roll (名册): dwellings, households, people, and the files they were imported from.
-- A day is counted from 1970-01-01 in Shanghai; an unknown one is -9223372036854775808.

CREATE TABLE dwelling(
  id INTEGER NOT NULL PRIMARY KEY,
  body_id INTEGER NOT NULL REFERENCES body(id),
  building TEXT NOT NULL,
  entrance TEXT NOT NULL,                -- '' where a building has none
  room TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX dwelling_place ON dwelling(body_id, building, entrance, room);

-- Who lives together (A29). A dwelling without household numbers is one household.
CREATE TABLE household(
  id INTEGER NOT NULL PRIMARY KEY,
  body_id INTEGER NOT NULL REFERENCES body(id),
  dwelling_id INTEGER NOT NULL REFERENCES dwelling(id),
  number TEXT NOT NULL                   -- 户号; '' when the file gave none
) STRICT;
CREATE UNIQUE INDEX household_number ON household(dwelling_id, number);

CREATE TABLE person(
  id INTEGER NOT NULL PRIMARY KEY,
  body_id INTEGER NOT NULL REFERENCES body(id),
  household_id INTEGER REFERENCES household(id), -- NULL: an outsider
  id_tag BLOB,                           -- keyed hash of the ID number, suite byte in front (D6)
  id_sealed BLOB,                        -- the ID number under the data key
  id_kind TEXT NOT NULL CHECK (id_kind IN ('resident', 'other', 'none')),
  name TEXT NOT NULL,
  born INTEGER NOT NULL,                 -- day
  sex TEXT NOT NULL CHECK (sex IN ('unknown', 'female', 'male')),
  kind TEXT NOT NULL CHECK (kind IN ('registered', 'habitual', 'worker',
    'outsider')),                        -- A22, A23; an outsider has a name and nothing else
  proof TEXT NOT NULL CHECK (proof IN ('none', 'permit', 'lease', 'property', 'employer',
    'community')),                       -- of habitual residence (A24)
  since INTEGER NOT NULL,                -- day: lives here, or for a worker works here, since
  standing TEXT NOT NULL CHECK (standing IN ('normal', 'waived', 'elsewhere', 'deprived',
    'left_off', 'left')),                -- why not registered as a voter (A20, A26, A28, A41)
  residents_group TEXT NOT NULL,         -- 居民小组
  phone_sealed BLOB,                     -- under the data key; NULL: none
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((kind = 'outsider') = (id_tag IS NULL)),
  CHECK ((kind = 'outsider') = (household_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX person_tag ON person(body_id, id_tag);
CREATE INDEX person_body ON person(body_id, id);
CREATE INDEX person_household ON person(household_id);
CREATE INDEX person_name ON person(body_id, name, born);

-- A file an officer sent. Nothing of it is on the roll before she accepts its report.
CREATE TABLE roll_import(
  id INTEGER NOT NULL PRIMARY KEY,
  body_id INTEGER NOT NULL REFERENCES body(id),
  state TEXT NOT NULL CHECK (state IN ('reported', 'accepted', 'discarded')),
  file_sealed BLOB,                      -- the bytes under the data key, until it is settled
  read_day INTEGER NOT NULL,             -- the body's day it was read on, which bounded its dates
  charset TEXT NOT NULL,
  usable INTEGER NOT NULL,               -- 0: it has errors or no rows and cannot be accepted
  n_rows INTEGER NOT NULL,
  n_sound INTEGER NOT NULL,              -- rows without errors
  n_errors INTEGER NOT NULL,
  n_warnings INTEGER NOT NULL,
  n_omitted INTEGER NOT NULL,            -- findings counted but not kept
  n_added INTEGER NOT NULL,              -- people it adds
  n_changed INTEGER NOT NULL,            -- people it changes
  created_at INTEGER NOT NULL,
  created_by INTEGER NOT NULL,           -- person
  settled_at INTEGER,
  settled_by INTEGER,                    -- person
  salt_sealed BLOB,                      -- of the commitment in the record, under the data key
  plan BLOB                              -- SHA-256 of what the report says each row does
) STRICT;
CREATE INDEX roll_import_body ON roll_import(body_id, id);

CREATE TABLE roll_finding(
  import_id INTEGER NOT NULL REFERENCES roll_import(id),
  seq INTEGER NOT NULL,                  -- order of the report, from 1
  body_id INTEGER NOT NULL,
  row INTEGER NOT NULL,                  -- of the file, from 1; 0: the file as a whole
  position INTEGER NOT NULL,             -- of the column in the file, from 1; 0: the whole row
  field TEXT NOT NULL,                   -- which of our columns; 'other': none of them
  severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
  reason TEXT NOT NULL,                  -- token of roll/reasons.def
  other_row INTEGER NOT NULL,            -- of duplicates; 0: none
  value TEXT NOT NULL,                   -- what stands there, masked
  PRIMARY KEY (import_id, seq)
) STRICT, WITHOUT ROWID;

-- Every reading of a person's full data (D10): who, whose, why.
CREATE TABLE roll_read(
  id INTEGER NOT NULL PRIMARY KEY,
  body_id INTEGER NOT NULL REFERENCES body(id),
  person_id INTEGER NOT NULL,            -- whose
  by_person_id INTEGER NOT NULL,         -- who read
  purpose TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX roll_read_body ON roll_read(body_id, id);
CREATE TRIGGER roll_read_kept BEFORE DELETE ON roll_read
  BEGIN SELECT RAISE(ABORT, 'roll_read is append-only'); END;
CREATE TRIGGER roll_read_unchanged BEFORE UPDATE ON roll_read
  BEGIN SELECT RAISE(ABORT, 'roll_read is append-only'); END;

-- Changes made to one person by decision; the record holds the commitment.
CREATE TABLE roll_decision(
  id INTEGER NOT NULL PRIMARY KEY,
  body_id INTEGER NOT NULL REFERENCES body(id),
  person_id INTEGER NOT NULL,
  standing TEXT NOT NULL,
  reason TEXT NOT NULL,
  by_person_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  datum TEXT NOT NULL,                   -- what was committed to
  salt BLOB NOT NULL
) STRICT;
CREATE INDEX roll_decision_person ON roll_decision(person_id, id);
