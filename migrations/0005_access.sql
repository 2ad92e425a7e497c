-- Ways in: activation slips, device keys, sessions. Secrets are stored as SHA-256 only.

-- A printed slip activates one device for one person. Typed by hand it is list number + 8 characters.
CREATE TABLE slip(
  id INTEGER NOT NULL PRIMARY KEY,
  body_id INTEGER NOT NULL REFERENCES body(id),
  person_id INTEGER NOT NULL,
  secret_hash BLOB NOT NULL UNIQUE,    -- of the 128-bit secret in the QR
  code_hash BLOB NOT NULL,             -- keyed hash of the 8 characters typed by hand
  list_number INTEGER NOT NULL,        -- the number typed with them
  tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
  issued_at INTEGER NOT NULL,
  issued_by INTEGER,                   -- person; NULL for the first officer's
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  voided_at INTEGER
) STRICT;
CREATE UNIQUE INDEX slip_number ON slip(body_id, list_number);
CREATE INDEX slip_person ON slip(person_id);

CREATE TABLE device(
  id INTEGER NOT NULL PRIMARY KEY,
  body_id INTEGER NOT NULL REFERENCES body(id),
  person_id INTEGER NOT NULL,
  public_key BLOB NOT NULL UNIQUE,     -- Ed25519 (suite 1), 32 bytes
  name TEXT NOT NULL,                  -- what the person calls it
  created_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;
CREATE INDEX device_person ON device(person_id);

CREATE TABLE session(
  token_hash BLOB NOT NULL PRIMARY KEY,
  device_id INTEGER NOT NULL REFERENCES device(id),
  created_at INTEGER NOT NULL,         -- real time: sessions do not follow a rehearsal's clock
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_expires ON session(expires_at);
CREATE INDEX session_device ON session(device_id);

-- Sign-in statements seen, so that none is accepted twice.
CREATE TABLE sign_in_nonce(
  nonce TEXT NOT NULL PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_nonce_expires ON sign_in_nonce(expires_at);
