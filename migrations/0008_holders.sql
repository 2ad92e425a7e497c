-- Whose a device key or an office is, as the record says it: not a name and not a number, but a salted
-- commitment, the same in every entry about one person, so that anybody can see that two signatures are
-- two people's and nobody can see whose. When salt and person are erased it says nothing any more.
CREATE TABLE holder(
  body_id INTEGER NOT NULL REFERENCES body(id),
  person_id INTEGER NOT NULL,
  salt BLOB NOT NULL,                    -- random; shown to the person herself and to whoever may see who holds an office
  commitment BLOB NOT NULL UNIQUE,       -- to the person's number, under this salt
  PRIMARY KEY (body_id, person_id),
  CHECK (length(salt) = 32 AND length(commitment) = 32)
) STRICT, WITHOUT ROWID;
