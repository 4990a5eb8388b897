-- BatchCompute: what was asked for, how far it is, what the scheduler is asked to do, and the outbox of audit records.

-- `term` of the scheduler, `sequence` of everything that has one.
CREATE TABLE counter (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('term', 0), ('sequence', 0);

-- `edges` are pairs of ordinals, `0-1 1-2`; counts are eight numbers in the order of the states.
CREATE TABLE job (
  id TEXT PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  region TEXT NOT NULL,
  creator INTEGER NOT NULL,
  creator_type TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  zone TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  priority INTEGER NOT NULL,
  depend_on TEXT NOT NULL,
  creation_failed TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  client_token TEXT NOT NULL,
  edges TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  is_terminating INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  task_counts TEXT NOT NULL,
  instance_counts TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX job_scope ON job (account, region, sequence);
CREATE UNIQUE INDEX job_token ON job (account, region, client_token) WHERE client_token <> '';
CREATE INDEX job_live ON job (sequence) WHERE ended_ms = 0;

CREATE TABLE job_submission (id TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL) STRICT;

-- `spec` is JSON (batch/spec_text.h).
CREATE TABLE task (
  job_id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  spec TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  ground TEXT NOT NULL,
  ground_reason TEXT NOT NULL,
  next_index INTEGER NOT NULL,
  instance_counts TEXT NOT NULL,
  PRIMARY KEY (job_id, ordinal)
) STRICT;

-- `has_exit` 0: there is no exit code.
CREATE TABLE instance (
  job_id TEXT NOT NULL,
  task INTEGER NOT NULL,
  place INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  creation_tries INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  has_exit INTEGER NOT NULL,
  exit_code INTEGER NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  node_id TEXT NOT NULL,
  machine_id TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  launched_ms INTEGER NOT NULL,
  running_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  PRIMARY KEY (job_id, task, place)
) STRICT, WITHOUT ROWID;

-- `instance_types` are one a line.
CREATE TABLE env (
  id TEXT PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  region TEXT NOT NULL,
  creator INTEGER NOT NULL,
  creator_type TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  zone TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  client_token TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  env_type TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  desired_nodes INTEGER NOT NULL,
  recreates_inactive INTEGER NOT NULL,
  resource_retries_max INTEGER NOT NULL,
  instance_types TEXT NOT NULL,
  node_cores INTEGER NOT NULL,
  node_memory_gib INTEGER NOT NULL,
  is_deleting INTEGER NOT NULL,
  is_changing INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX env_scope ON env (account, region, sequence);
CREATE UNIQUE INDEX env_token ON env (account, region, client_token) WHERE client_token <> '';

CREATE TABLE env_submission (id TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL) STRICT;

CREATE TABLE node (
  env_id TEXT NOT NULL,
  id TEXT NOT NULL,
  machine_id TEXT NOT NULL,
  state TEXT NOT NULL,
  is_attached INTEGER NOT NULL,
  is_busy INTEGER NOT NULL,
  creation_tries INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  UNIQUE (env_id, id)
) STRICT;
CREATE INDEX node_machine ON node (machine_id);

CREATE TABLE activity (
  sequence INTEGER PRIMARY KEY NOT NULL,
  env_id TEXT NOT NULL,
  id TEXT NOT NULL,
  node_id TEXT NOT NULL,
  machine_id TEXT NOT NULL,
  type TEXT NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL,
  reason TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  UNIQUE (env_id, id)
) STRICT;
CREATE INDEX activity_env ON activity (env_id, sequence);

CREATE TABLE task_template (
  id TEXT PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  region TEXT NOT NULL,
  creator INTEGER NOT NULL,
  creator_type TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  submission TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX task_template_scope ON task_template (account, region, sequence);

-- Numbers are never used again, so that a reader may go on behind the last one it has seen.
CREATE TABLE request (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  job_id TEXT NOT NULL,
  env_id TEXT NOT NULL,
  task INTEGER NOT NULL,
  place INTEGER NOT NULL,
  node_id TEXT NOT NULL,
  machine_id TEXT NOT NULL
) STRICT;
CREATE INDEX request_job ON request (job_id) WHERE job_id <> '';

CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, text BLOB NOT NULL) STRICT;
