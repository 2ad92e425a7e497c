-- Committee elections: lifecycle, voter list, candidates, rounds, rights, secret ballots, trustees,
-- paper, results. A round is one vote of an election: the first, its re-run, a tie-break. Times are
-- on the body's clock.

CREATE TABLE election(
  id INTEGER NOT NULL PRIMARY KEY,
  body_id INTEGER NOT NULL REFERENCES body(id),
  title TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('all', 'household', 'reps')),      -- A60
  state TEXT NOT NULL,                  -- see the transition table in elections/model.c
  election_day INTEGER NOT NULL,        -- the day the guards count back from (A35, A52)
  opens_at INTEGER NOT NULL,
  closes_at INTEGER NOT NULL,
  freeze_at INTEGER NOT NULL,           -- end of credential registration
  profile TEXT NOT NULL,                -- id of the jurisdiction profile
  profile_hash TEXT NOT NULL,           -- base64 SHA-256 of its bytes, frozen at draft (G8)
  threshold INTEGER NOT NULL DEFAULT 0, -- k of the trustees' k of n; 0 until decided
  list_published_at INTEGER,
  candidates_published_at INTEGER,
  roll_commitment TEXT,                 -- base64: root over the voters' salted commitments (G8)
  n_voters INTEGER NOT NULL DEFAULT 0,  -- voters on the published list
  convener_id INTEGER NOT NULL,         -- person who drafted it (G8)
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX election_body ON election(body_id, id);

CREATE TABLE election_post(
  id INTEGER NOT NULL PRIMARY KEY,
  election_id INTEGER NOT NULL REFERENCES election(id),
  position INTEGER NOT NULL,            -- order on the ballot paper, from 0
  title TEXT NOT NULL,                  -- 主任, 副主任, 委员
  seats INTEGER NOT NULL CHECK (seats > 0)
) STRICT;
CREATE UNIQUE INDEX election_post_order ON election_post(election_id, position);

CREATE TABLE candidate(
  id INTEGER NOT NULL PRIMARY KEY,
  election_id INTEGER NOT NULL REFERENCES election(id),
  post_id INTEGER NOT NULL REFERENCES election_post(id),
  person_id INTEGER NOT NULL,
  position INTEGER NOT NULL,            -- published order within the post (A52), from 0
  name TEXT NOT NULL,                   -- as printed on the ballot paper
  statement TEXT NOT NULL,              -- self-introduction
  state TEXT NOT NULL CHECK (state IN ('standing', 'withdrawn', 'refused')),
  ground TEXT                           -- legal ground code when refused (A47, A48); nothing else
) STRICT;
CREATE INDEX candidate_election ON candidate(election_id, post_id, position);
CREATE UNIQUE INDEX candidate_person ON candidate(election_id, person_id)
  WHERE state = 'standing';             -- A54: one person stands for one post

-- The voter list, frozen when it is published. Numbers start at 1.
CREATE TABLE voter(
  election_id INTEGER NOT NULL REFERENCES election(id),
  number INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  name TEXT NOT NULL,                   -- as published: masked (D2)
  building TEXT NOT NULL,               -- without entrance and room (D2)
  salt BLOB NOT NULL,                   -- of the commitment; shown to the voter herself
  commitment BLOB NOT NULL,
  removed_at INTEGER,                   -- left the list by decision (A41)
  PRIMARY KEY (election_id, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX voter_person ON voter(election_id, person_id);

CREATE TABLE list_objection(
  id INTEGER NOT NULL PRIMARY KEY,
  election_id INTEGER NOT NULL REFERENCES election(id),
  by_person_id INTEGER NOT NULL,
  about_person_id INTEGER,              -- NULL: somebody left off the roll altogether
  kind TEXT NOT NULL CHECK (kind IN ('left_off', 'wrongly_included', 'wrong_data', 'eligibility')), -- A40
  text TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  decide_by INTEGER NOT NULL,           -- A38: last day of the decision
  outcome TEXT CHECK (outcome IN ('upheld', 'rejected', 'corrected')),
  reason TEXT,
  decided_at INTEGER
) STRICT;
CREATE INDEX list_objection_open ON list_objection(election_id, decided_at);

-- A guard that was passed by decision where the rules allow one (A39), with who and why.
CREATE TABLE guard_override(
  id INTEGER NOT NULL PRIMARY KEY,
  election_id INTEGER NOT NULL REFERENCES election(id),
  rule TEXT NOT NULL,                   -- "A39b"
  reason TEXT NOT NULL,
  by_person_id INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX guard_override_election ON guard_override(election_id, rule);

-- One voting key for each voter and election; its public halves for the three rounds. Who holds
-- which is known while polling is open, because nobody may use two channels; it is never exported
-- and erased when the time for disputes is over.
CREATE TABLE voter_credential(
  election_id INTEGER NOT NULL REFERENCES election(id),
  voter_number INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'card')),
  vote TEXT NOT NULL,                   -- public half for the first round, 64 hexadecimal digits
  rerun TEXT NOT NULL,
  tiebreak TEXT NOT NULL,
  registered_at INTEGER NOT NULL,
  PRIMARY KEY (election_id, voter_number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX voter_credential_vote ON voter_credential(election_id, vote);

CREATE TABLE round(
  id INTEGER NOT NULL PRIMARY KEY,
  election_id INTEGER NOT NULL REFERENCES election(id),
  kind TEXT NOT NULL CHECK (kind IN ('vote', 'rerun', 'tiebreak')),
  uuid TEXT NOT NULL UNIQUE,            -- Base58, drawn when the election is drafted
  state TEXT NOT NULL CHECK (state IN ('reserved', 'prepared', 'polling', 'closed', 'tallied',
    'announced', 'void')),
  opens_at INTEGER,
  closes_at INTEGER,
  election_json TEXT,                   -- the three documents of the archive's Setup
  trustees_json TEXT,
  credentials_json TEXT,
  timestamp INTEGER,                    -- of every member of the archive: when it was prepared
  encrypted_tally TEXT,
  sized TEXT,
  result TEXT
) STRICT;
CREATE UNIQUE INDEX round_kind ON round(election_id, kind);

-- Questions and answers of a round, in the ballot paper's order.
CREATE TABLE round_answer(
  round_id INTEGER NOT NULL REFERENCES round(id),
  question INTEGER NOT NULL,            -- from 0
  answer INTEGER NOT NULL,              -- from 0, without the blank flag
  post_id INTEGER NOT NULL REFERENCES election_post(id),
  candidate_id INTEGER NOT NULL REFERENCES candidate(id),
  seats INTEGER NOT NULL,               -- of the question: the most answers a voter may mark
  PRIMARY KEY (round_id, question, answer)
) STRICT, WITHOUT ROWID;

-- One right for each voter and round over all channels, moved by compare-and-set in the writer.
CREATE TABLE voting_right(
  round_id INTEGER NOT NULL REFERENCES round(id),
  voter_number INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('free', 'online', 'paper', 'proxy_paper', 'void')),
  credential TEXT,                      -- public half in this round; NULL: paper only
  PRIMARY KEY (round_id, voter_number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX voting_right_credential ON voting_right(round_id, credential)
  WHERE credential IS NOT NULL;

-- Accepted ballots: no time, no address, no order of arrival inside a batch.
CREATE TABLE ballot(
  round_id INTEGER NOT NULL REFERENCES round(id),
  digest BLOB NOT NULL,                 -- SHA-256 of the text: the tracker
  batch INTEGER NOT NULL,
  credential TEXT NOT NULL,             -- as the ballot itself says
  text BLOB NOT NULL,
  PRIMARY KEY (round_id, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX ballot_by_batch ON ballot(round_id, batch, digest);
CREATE INDEX ballot_credential ON ballot(round_id, credential, batch);

CREATE TABLE ballot_batch(
  round_id INTEGER NOT NULL REFERENCES round(id),
  batch INTEGER NOT NULL,
  n_ballots INTEGER NOT NULL,
  due_at INTEGER NOT NULL,              -- closed at the latest then
  record_index INTEGER,                 -- entry of the record; NULL while open
  PRIMARY KEY (round_id, batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX ballot_batch_open ON ballot_batch(round_id, batch) WHERE record_index IS NULL;

-- Trustees and the threshold set-up, which serves all rounds. Nothing secret is ever here; shares
-- are sealed to their receiver's box key.
CREATE TABLE trustee(
  election_id INTEGER NOT NULL REFERENCES election(id),
  number INTEGER NOT NULL,              -- from 1
  person_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  certificate TEXT,                     -- signed message: step 1
  box_key TEXT,                         -- base64 of the public half that shares are sealed to
  box_signature TEXT,                   -- proof: the certificate's key signed the box key
  polynomial TEXT,                      -- signed commitment: step 2
  agreement TEXT,                       -- proof: certificates and commitment signed together
  verification_key TEXT,                -- step 3
  PRIMARY KEY (election_id, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX trustee_person ON trustee(election_id, person_id);

CREATE TABLE trustee_share(
  election_id INTEGER NOT NULL REFERENCES election(id),
  from_number INTEGER NOT NULL,
  to_number INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (election_id, from_number, to_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE partial_decryption(
  round_id INTEGER NOT NULL REFERENCES round(id),
  owner INTEGER NOT NULL,               -- trustee number
  text TEXT NOT NULL,
  owned TEXT NOT NULL,
  position INTEGER NOT NULL,            -- order in the archive
  PRIMARY KEY (round_id, owner)
) STRICT, WITHOUT ROWID;

-- ---- paper (A84–A91) ----

-- A paper is in one of three places: issued to a voter, returned spoilt and replaced, or left over.
-- There are counters only: no serial numbers, and nothing that joins a voter to a paper (A94).
CREATE TABLE ballot_box(
  id INTEGER NOT NULL PRIMARY KEY,
  round_id INTEGER NOT NULL REFERENCES round(id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('hall', 'station', 'mobile')),     -- A90, A95
  printed INTEGER NOT NULL CHECK (printed >= 0),
  issued INTEGER NOT NULL DEFAULT 0,    -- voters who got a paper, counted by the desk's operations
  spoiled INTEGER NOT NULL DEFAULT 0,   -- returned and replaced
  spare INTEGER NOT NULL DEFAULT 0,     -- counted at closing
  closed INTEGER NOT NULL DEFAULT 0,    -- whether the spare papers were counted
  explanation TEXT,                     -- of a mismatch (A89)
  CHECK (issued + spoiled <= printed)
) STRICT;
CREATE UNIQUE INDEX ballot_box_round ON ballot_box(round_id, name);

-- Two blind entries for each box and attempt; neither is shown before both are there. The text is
-- {"box":"1","attempt":1,"entry":1,"recovered":0,"valid":0,"invalid":0,"votes":{"<candidate>":0}},
-- and the hash is over exactly these bytes.
CREATE TABLE count_entry(
  box_id INTEGER NOT NULL REFERENCES ballot_box(id),
  attempt INTEGER NOT NULL,             -- from 1; a new pair after differences were listed
  entry INTEGER NOT NULL CHECK (entry IN (1, 2)),
  person_id INTEGER NOT NULL,
  text TEXT NOT NULL,
  hash TEXT NOT NULL,                   -- base64 SHA-256
  at INTEGER NOT NULL,
  PRIMARY KEY (box_id, attempt, entry)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX count_entry_person ON count_entry(box_id, attempt, person_id);

-- The announced result: one statement, signed by two officers.
CREATE TABLE round_result(
  round_id INTEGER NOT NULL PRIMARY KEY REFERENCES round(id),
  payload BLOB NOT NULL,                -- exact bytes that are signed
  envelope TEXT,                        -- DSSE, once two have signed
  first_signer_id INTEGER,
  first_envelope TEXT,
  second_signer_id INTEGER,
  announced_at INTEGER
) STRICT;
