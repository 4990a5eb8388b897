-- The audit trail as a chain (src/directory/audit_chain.h): each record bears its hash. What is in the trail already is
-- chained by the program right after this step, in the same transaction.

ALTER TABLE audit ADD COLUMN hash BLOB NOT NULL DEFAULT x'';

-- What the chain hangs on once old records were pruned; at most one row.
CREATE TABLE audit_anchor (
  id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL,
  seal BLOB NOT NULL
) STRICT;

-- Questions name an account and a span of time and read newest first. Every other filter is answered from the index
-- too, so that a rare event among millions costs no visit to the records that are passed over.
DROP INDEX audit_by_account;
CREATE INDEX audit_by_time ON audit (
  account, time_ms, sequence, action, outcome, principal_type, principal, access_key, resource
);
CREATE INDEX audit_by_request ON audit (account, request_id);
