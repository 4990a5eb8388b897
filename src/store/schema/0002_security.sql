-- How accounts protect their sign-ins, and when keys, people and policies were last used.

CREATE TABLE password_rule (
  owner INTEGER PRIMARY KEY NOT NULL REFERENCES account (uin),
  characters_min INTEGER NOT NULL,
  must_contain TEXT NOT NULL,
  change_days INTEGER NOT NULL,
  reuse_count INTEGER NOT NULL,
  retries_per_hour INTEGER NOT NULL,
  expiry TEXT NOT NULL,
  updated_ms INTEGER NOT NULL,
  modifier TEXT NOT NULL,
  row_check INTEGER NOT NULL
) STRICT;

-- `former` holds hashes, one a line.
CREATE TABLE password (
  owner INTEGER NOT NULL,
  uin INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  former TEXT NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, uin),
  FOREIGN KEY (owner, uin) REFERENCES user (owner, uin)
) STRICT, WITHOUT ROWID;

-- The root account has a row too, so nothing is referred to here and in mfa_token but the account.
CREATE TABLE safe_auth (
  owner INTEGER NOT NULL REFERENCES account (uin),
  uin INTEGER NOT NULL,
  login_phone INTEGER NOT NULL,
  login_soft_token INTEGER NOT NULL,
  login_wechat INTEGER NOT NULL,
  action_phone INTEGER NOT NULL,
  action_soft_token INTEGER NOT NULL,
  action_wechat INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, uin)
) STRICT, WITHOUT ROWID;

CREATE TABLE login_policy (
  owner INTEGER PRIMARY KEY NOT NULL REFERENCES account (uin),
  is_ip_on INTEGER NOT NULL,
  ip_rules TEXT NOT NULL,
  is_offsite_on INTEGER NOT NULL,
  approvers TEXT NOT NULL,
  updated_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL
) STRICT;

CREATE TABLE mfa_token (
  owner INTEGER NOT NULL REFERENCES account (uin),
  digest TEXT NOT NULL,
  uin INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, digest)
) STRICT, WITHOUT ROWID;

-- No row of the directory: no checksum, no revision. A use that is lost is no harm.
CREATE TABLE last_use (
  account INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  last_ms INTEGER NOT NULL,
  PRIMARY KEY (account, kind, subject)
) STRICT, WITHOUT ROWID;
