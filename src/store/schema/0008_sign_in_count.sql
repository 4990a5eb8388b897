-- Failures to sign in and the waiting for them (src/directory/sign_in_count.h), so that a restart forgets none. No row of the
-- directory: no checksum, no revision.
CREATE TABLE sign_in_count (
  key TEXT PRIMARY KEY NOT NULL,
  failures INTEGER NOT NULL,
  next_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  hour_failures INTEGER NOT NULL,
  hour_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
