-- Signing in to the console: the root accounts' passwords, second factors, sessions. The root account has rows too, so
-- nothing is referred to but the account.

CREATE TABLE root_password (
  owner INTEGER PRIMARY KEY NOT NULL REFERENCES account (uin),
  password_hash TEXT NOT NULL,
  changed_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL
) STRICT;

-- `recovery` holds digests, one a line.
CREATE TABLE second_factor (
  owner INTEGER NOT NULL REFERENCES account (uin),
  uin INTEGER NOT NULL,
  sealed_secret BLOB NOT NULL,
  confirmed_ms INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  recovery TEXT NOT NULL,
  waiting_secret BLOB NOT NULL,
  waiting_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, uin)
) STRICT, WITHOUT ROWID;

CREATE TABLE console_session (
  owner INTEGER NOT NULL REFERENCES account (uin),
  uin INTEGER NOT NULL,
  digest TEXT NOT NULL,
  stage TEXT NOT NULL,
  used_mfa INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  last_used_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  source_ip TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, uin, digest)
) STRICT, WITHOUT ROWID;
