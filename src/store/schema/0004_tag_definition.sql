-- The tags that an account knows, attached to a resource or not.

CREATE TABLE tag_definition (
  owner INTEGER NOT NULL REFERENCES account (uin),
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  creator INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  row_check INTEGER NOT NULL,
  PRIMARY KEY (owner, key, value)
) STRICT, WITHOUT ROWID;
