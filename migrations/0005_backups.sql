-- When the console's database is backed up and proven, and how long copies are kept. One row.
CREATE TABLE backup_policies (
    id boolean PRIMARY KEY DEFAULT true CONSTRAINT backup_policies_single CHECK (id),
    backup_hour int NOT NULL CONSTRAINT backup_policies_hour CHECK (backup_hour BETWEEN 0 AND 23),
    drill_after_backup boolean NOT NULL,
    keep_daily int NOT NULL CONSTRAINT backup_policies_daily CHECK (keep_daily BETWEEN 1 AND 365),
    keep_weekly int NOT NULL CONSTRAINT backup_policies_weekly CHECK (keep_weekly BETWEEN 0 AND 520),
    enabled boolean NOT NULL DEFAULT true,
    updated_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1
);
INSERT INTO backup_policies (backup_hour, drill_after_backup, keep_daily, keep_weekly, updated_at)
VALUES (2, true, 7, 4, now());

CREATE TABLE backups (
    id uuid PRIMARY KEY,
    job_id uuid REFERENCES jobs,
    trigger text NOT NULL CONSTRAINT backups_trigger CHECK (trigger IN ('manual', 'schedule', 'cli')),
    state text NOT NULL CONSTRAINT backups_state CHECK (state IN ('running', 'stored', 'failed', 'cancelled', 'expired')),
    file text NOT NULL DEFAULT '',
    size_bytes bigint,
    sha256 bytea,
    recipient text NOT NULL DEFAULT '',
    server_version text NOT NULL DEFAULT '',
    -- What the restored copy must show: rows per table, counted in the snapshot that was dumped, and its LSN.
    facts jsonb,
    snapshot_at timestamptz,
    actor_label text NOT NULL,
    -- Why it failed: a code the page puts into words, and the words of the tool that said it.
    failure text,
    detail text,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    expired_at timestamptz
);
CREATE INDEX backups_newest ON backups (started_at DESC, id DESC);

CREATE TABLE restore_drills (
    id uuid PRIMARY KEY,
    backup_id uuid NOT NULL REFERENCES backups,
    job_id uuid REFERENCES jobs,
    trigger text NOT NULL CONSTRAINT restore_drills_trigger CHECK (trigger IN ('manual', 'schedule', 'cli')),
    state text NOT NULL CONSTRAINT restore_drills_state CHECK (state IN ('running', 'passed', 'failed', 'cancelled')),
    -- Why it failed: a code the page puts into words, and the detail of the tool that said it.
    failure text,
    detail text,
    -- Steps with their seconds, tables compared, what pg_amcheck said.
    evidence jsonb NOT NULL DEFAULT '{}',
    restore_seconds double precision,
    actor_label text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX restore_drills_newest ON restore_drills (started_at DESC, id DESC);
CREATE INDEX restore_drills_backup ON restore_drills (backup_id, started_at DESC);
CREATE INDEX restore_drills_passed ON restore_drills (finished_at DESC) WHERE state = 'passed';
