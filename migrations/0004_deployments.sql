CREATE TABLE releases (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    version text NOT NULL,
    commit text NOT NULL DEFAULT '',
    notes text NOT NULL DEFAULT '',
    digest text NOT NULL DEFAULT '',
    source text NOT NULL CONSTRAINT releases_source CHECK (source IN ('page', 'api', 'self')),
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT releases_version_unique UNIQUE (project_id, version)
);
CREATE INDEX releases_newest ON releases (project_id, created_at DESC, id DESC);

CREATE TABLE stages (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    environment_id uuid NOT NULL REFERENCES environments,
    key text NOT NULL,
    name text NOT NULL,
    position int NOT NULL,
    held_at timestamptz,
    held_by text,
    hold_reason text,
    version int NOT NULL DEFAULT 1,
    CONSTRAINT stages_key_unique UNIQUE (project_id, key),
    CONSTRAINT stages_position_unique UNIQUE (project_id, position) DEFERRABLE
);

-- A release in a stage: it begins with a promotion or a rollback and ends when another takes its place.
CREATE TABLE stage_runs (
    id uuid PRIMARY KEY,
    stage_id uuid NOT NULL REFERENCES stages,
    release_id uuid NOT NULL REFERENCES releases,
    kind text NOT NULL CONSTRAINT stage_runs_kind CHECK (kind IN ('deploy', 'promote', 'rollback')),
    from_stage_id uuid REFERENCES stages,
    replaces_id uuid REFERENCES stage_runs,
    actor_label text NOT NULL,
    reason text NOT NULL DEFAULT '',
    started_at timestamptz NOT NULL,
    ended_at timestamptz
);
-- A stage runs one release at a time.
CREATE UNIQUE INDEX stage_runs_current ON stage_runs (stage_id) WHERE ended_at IS NULL;
CREATE INDEX stage_runs_history ON stage_runs (stage_id, started_at DESC, id DESC);
CREATE INDEX stage_runs_release ON stage_runs (release_id);
