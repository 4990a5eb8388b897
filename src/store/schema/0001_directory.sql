-- The first schema: the rows of the directory, the log of changes and the audit trail.
--
-- Times are milliseconds since 1970 in UTC. Every row of the directory carries `row_check`, a checksum over its table
-- and columns (docs/formats/store.md): a row whose checksum does not fit is treated as unreadable.

CREATE TABLE sequence (
  name TEXT PRIMARY KEY NOT NULL,
  next INTEGER NOT NULL,
  row_check INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
  uin INTEGER PRIMARY KEY NOT NULL,
  app_id INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  created_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL
) STRICT;

CREATE TABLE user (
  owner INTEGER NOT NULL REFERENCES account (uin),
  uin INTEGER NOT NULL,
  uid INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  remark TEXT NOT NULL,
  phone TEXT NOT NULL,
  country_code TEXT NOT NULL,
  email TEXT NOT NULL,
  console_login INTEGER NOT NULL,
  password_hash TEXT NOT NULL,
  need_reset_password INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  boundary INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, uin),
  UNIQUE (owner, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_group (
  owner INTEGER NOT NULL REFERENCES account (uin),
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  remark TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, id),
  UNIQUE (owner, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
  owner INTEGER NOT NULL,
  group_id INTEGER NOT NULL,
  uin INTEGER NOT NULL,
  joined_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, group_id, uin),
  FOREIGN KEY (owner, group_id) REFERENCES user_group (owner, id),
  FOREIGN KEY (owner, uin) REFERENCES user (owner, uin)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_by_user ON member (owner, uin);

CREATE TABLE policy (
  owner INTEGER NOT NULL REFERENCES account (uin),
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  create_mode TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  default_version INTEGER NOT NULL,
  next_version INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, id),
  UNIQUE (owner, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_version (
  owner INTEGER NOT NULL,
  policy_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  document TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, policy_id, id),
  FOREIGN KEY (owner, policy_id) REFERENCES policy (owner, id)
) STRICT;

-- Presets are not stored, so nothing is referred to here and in attachment and boundary.
CREATE TABLE preset_alias (
  owner INTEGER NOT NULL REFERENCES account (uin),
  policy_id INTEGER NOT NULL,
  alias TEXT NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, policy_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE role (
  owner INTEGER NOT NULL REFERENCES account (uin),
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  trust TEXT NOT NULL,
  console_login INTEGER NOT NULL,
  session_duration_s INTEGER NOT NULL,
  type TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  boundary INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, id),
  UNIQUE (owner, name)
) STRICT;

CREATE TABLE attachment (
  owner INTEGER NOT NULL REFERENCES account (uin),
  target_kind TEXT NOT NULL,
  target_id INTEGER NOT NULL,
  policy_id INTEGER NOT NULL,
  attached_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, target_kind, target_id, policy_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE access_key (
  owner INTEGER NOT NULL REFERENCES account (uin),
  secret_id TEXT NOT NULL UNIQUE,
  holder INTEGER NOT NULL,
  sealed_secret BLOB NOT NULL,
  status TEXT NOT NULL,
  description TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, secret_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag (
  owner INTEGER NOT NULL REFERENCES account (uin),
  resource TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, resource, key)
) STRICT, WITHOUT ROWID;

-- Which accounts each revision touched; 0 stands for the sequences. The store's revision is the highest one here.
CREATE TABLE change_log (
  revision INTEGER NOT NULL,
  account INTEGER NOT NULL,
  PRIMARY KEY (revision, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  revision INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  account INTEGER NOT NULL,
  request_id TEXT NOT NULL,
  principal_type TEXT NOT NULL,
  principal TEXT NOT NULL,
  access_key TEXT NOT NULL,
  action TEXT NOT NULL,
  resource TEXT NOT NULL,
  outcome TEXT NOT NULL,
  decision_id TEXT NOT NULL,
  source_ip TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  parameters TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;

CREATE INDEX audit_by_account ON audit (account, sequence);
CREATE INDEX audit_by_decision ON audit (decision_id) WHERE decision_id <> '';
