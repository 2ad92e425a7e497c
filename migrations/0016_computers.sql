-- Computers that work in an officer's name for some hours: she lets one in by signing with her phone
-- what it shows as a QR code. No key is ever on the computer.
CREATE TABLE computer(
  nonce TEXT NOT NULL PRIMARY KEY,     -- in the QR code: 128 bits, base64url
  secret_hash BLOB NOT NULL UNIQUE,    -- of what the computer collects its session with; not in the QR
  code TEXT NOT NULL,                  -- four digits, shown on both screens to be compared
  name TEXT NOT NULL,                  -- what the computer calls itself
  state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'allowed' OR state = 'refused'),
  device_id INTEGER REFERENCES device(id),  -- whose key allowed it
  expires_at INTEGER NOT NULL,         -- real time; the row goes then
  CHECK ((state = 'allowed') = (device_id IS NOT NULL)),
  CHECK (length(secret_hash) = 32)
) STRICT, WITHOUT ROWID;
CREATE INDEX computer_expires ON computer(expires_at);

ALTER TABLE session ADD COLUMN computer TEXT;       -- its nonce; NULL: the device's own session
ALTER TABLE session ADD COLUMN computer_name TEXT;  -- what it called itself
