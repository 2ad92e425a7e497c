-- What changed on a published voter list, on which ground and by whom (A41). The record holds the
-- same without the reason, which may speak of a person.
CREATE TABLE list_correction(
  id INTEGER NOT NULL PRIMARY KEY,
  election_id INTEGER NOT NULL REFERENCES election(id),
  number INTEGER NOT NULL,              -- of the voter on the list
  change TEXT NOT NULL CHECK (change IN ('add', 'remove', 'renew')),
  ground TEXT NOT NULL CHECK (ground IN ('objection', 'death', 'rights_lost', 'restored')),
  objection_id INTEGER REFERENCES list_objection(id),   -- the decided one that is the ground
  reason TEXT NOT NULL,
  by_person_id INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX list_correction_election ON list_correction(election_id, id);
CREATE INDEX list_objection_election ON list_objection(election_id, id);
