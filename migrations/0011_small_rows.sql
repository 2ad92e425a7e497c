-- What every ballot passes stays in small rows. SQLite compares the keys of a WITHOUT ROWID table
-- by loading whole rows, and reaches a column only through those before it: ballots had their text
-- in the key's row, rounds megabytes of credentials before their last columns.

CREATE TABLE round_document(
  round_id INTEGER NOT NULL PRIMARY KEY REFERENCES round(id),
  election_json TEXT NOT NULL,          -- the three documents of the archive's Setup
  trustees_json TEXT NOT NULL,
  credentials_json TEXT NOT NULL
) STRICT;
INSERT INTO round_document(round_id, election_json, trustees_json, credentials_json)
  SELECT id, election_json, trustees_json, credentials_json FROM round
  WHERE election_json IS NOT NULL;
ALTER TABLE round DROP COLUMN election_json;
ALTER TABLE round DROP COLUMN trustees_json;
ALTER TABLE round DROP COLUMN credentials_json;

CREATE TABLE small_ballot(
  id INTEGER NOT NULL PRIMARY KEY,      -- drawn at random: no order of arrival inside a batch
  round_id INTEGER NOT NULL REFERENCES round(id),
  batch INTEGER NOT NULL,
  digest BLOB NOT NULL,                 -- SHA-256 of the text: the tracker
  credential TEXT NOT NULL,             -- as the ballot itself says
  text BLOB NOT NULL
) STRICT;
INSERT INTO small_ballot(id, round_id, batch, digest, credential, text)
  SELECT random(), round_id, batch, digest, credential, text FROM ballot;
DROP TABLE ballot;
ALTER TABLE small_ballot RENAME TO ballot;
CREATE UNIQUE INDEX ballot_tracker ON ballot(round_id, digest);
CREATE INDEX ballot_by_batch ON ballot(round_id, batch, digest);
CREATE INDEX ballot_credential ON ballot(round_id, credential, batch);
