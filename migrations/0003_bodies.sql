-- Bodies (communities and estates), offices with terms, and the acts that are due by themselves.

CREATE TABLE body(
  id INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,                    -- as on its notice board
  kind TEXT NOT NULL CHECK (kind IN ('community', 'estate')),
  profile TEXT NOT NULL,                 -- id of its jurisdiction profile
  created_at INTEGER NOT NULL
) STRICT;

-- A rehearsal's clock may be moved forward. A real body has no row here and so no clock to move.
CREATE TABLE rehearsal(
  body_id INTEGER NOT NULL PRIMARY KEY REFERENCES body(id),
  clock_offset INTEGER NOT NULL DEFAULT 0 CHECK (clock_offset >= 0) -- milliseconds ahead of real time
) STRICT;

-- Who holds which office, from which day to which (days since 1970 in Shanghai, both included).
CREATE TABLE office(
  id INTEGER NOT NULL PRIMARY KEY,
  body_id INTEGER NOT NULL REFERENCES body(id),
  person_id INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('officer', 'roll_keeper', 'election_committee', 'desk',
    'counter', 'trustee', 'auditor')),
  from_day INTEGER NOT NULL,
  until_day INTEGER NOT NULL,
  granted_by INTEGER,                    -- person; NULL for the first officer, named at set-up
  ended_at INTEGER,                      -- when it was ended before its term
  CHECK (until_day >= from_day)
) STRICT;
CREATE INDEX office_person ON office(person_id, body_id);
CREATE INDEX office_body ON office(body_id, role);

-- What happens by itself at an instant of the body's clock.
CREATE TABLE due_act(
  id INTEGER NOT NULL PRIMARY KEY,
  body_id INTEGER NOT NULL REFERENCES body(id),
  at INTEGER NOT NULL,                   -- body time
  act TEXT NOT NULL,                     -- name in the program's table of acts
  subject_id INTEGER NOT NULL,           -- what it acts on
  state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed', 'dropped')),
  note TEXT                              -- why it failed
) STRICT;
CREATE INDEX due_act_waiting ON due_act(at) WHERE state = 'waiting';
CREATE INDEX due_act_subject ON due_act(subject_id, act);
