-- The names of what a change affected (docs/spec/audit.md, CAM-345), taken out of `detail` to be looked up: the whole name
-- and what stands behind its last colon, each a row. Made from the records and no part of their chain.
CREATE TABLE audit_affected (
  account INTEGER NOT NULL,
  name TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (account, name, sequence)
) STRICT, WITHOUT ROWID;
