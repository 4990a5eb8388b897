-- Identity providers, and the tasks that remove service-linked roles.

CREATE TABLE identity_provider (
  owner INTEGER NOT NULL REFERENCES account (uin),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  document TEXT NOT NULL,
  is_enabled INTEGER NOT NULL,
  issuer TEXT NOT NULL,
  client_ids TEXT NOT NULL,
  rotates_keys INTEGER NOT NULL,
  rotated_keys TEXT NOT NULL,
  rotated_ms INTEGER NOT NULL,
  authorization_endpoint TEXT NOT NULL,
  response_mode TEXT NOT NULL,
  mapping_field TEXT NOT NULL,
  scopes TEXT NOT NULL,
  auxiliary_domain TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, kind, name)
) STRICT;

CREATE TABLE role_deletion (
  owner INTEGER NOT NULL REFERENCES account (uin),
  id TEXT NOT NULL,
  role_id INTEGER NOT NULL,
  role_name TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, id)
) STRICT;
