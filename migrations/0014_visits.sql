-- Calls at the door of who has not voted (扫楼), for each round: that somebody went, and what she
-- found. How anybody votes or means to vote has no place here, and none of it leaves the desk: it is
-- in no record and no export, and goes when the election is archived.
CREATE TABLE visit(
  round_id INTEGER NOT NULL REFERENCES round(id),
  voter_number INTEGER NOT NULL,
  id INTEGER NOT NULL,                  -- in the order they were entered
  outcome TEXT NOT NULL CHECK (outcome = 'not_home' OR outcome = 'spoken'
    OR outcome = 'wants_box'),          -- wants_box: asks for the mobile box (A90)
  by_person_id INTEGER NOT NULL,        -- the officer who went
  at INTEGER NOT NULL,
  PRIMARY KEY (round_id, voter_number, id)
) STRICT, WITHOUT ROWID;
