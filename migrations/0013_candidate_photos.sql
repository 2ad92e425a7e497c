-- What candidates look like, as they agreed to show it.

CREATE TABLE candidate_photo(
  candidate_id INTEGER NOT NULL PRIMARY KEY REFERENCES candidate(id),
  digest TEXT NOT NULL,                 -- hex SHA-256 of the bytes
  bytes BLOB NOT NULL                   -- a JPEG without anything but the picture
) STRICT;
