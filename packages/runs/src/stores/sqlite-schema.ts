/** Forward migrations, one text a version; `user_version` says how many have run. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    run_type TEXT NOT NULL,
    fixture_id TEXT,
    task_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    agent_name TEXT NOT NULL,
    status TEXT NOT NULL,
    failure_class TEXT,
    fingerprint TEXT,
    started_at INTEGER NOT NULL,
    closed_at INTEGER,
    deadline_at INTEGER NOT NULL,
    refused_events INTEGER NOT NULL DEFAULT 0,
    record TEXT NOT NULL,
    details TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX runs_attempt ON runs (task_id, attempt) WHERE run_type = 'live';
  CREATE INDEX runs_task ON runs (task_id, started_at);
  CREATE INDEX runs_started ON runs (started_at, status);
  CREATE INDEX runs_open ON runs (deadline_at) WHERE closed_at IS NULL;
  CREATE INDEX runs_failures ON runs (fingerprint, started_at) WHERE fingerprint IS NOT NULL;
  CREATE TABLE events (
    run_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE fixtures (
    suite TEXT NOT NULL,
    fixture_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (suite, fixture_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE failures (
    fingerprint TEXT PRIMARY KEY,
    failure_class TEXT NOT NULL,
    first_bad_run_at TEXT NOT NULL,
    resolved_at TEXT,
    regressions INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE alerts (id INTEGER PRIMARY KEY, alert TEXT NOT NULL) STRICT;
  CREATE TABLE ticks (tier TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
];
