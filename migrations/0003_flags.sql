CREATE TABLE flags (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    key text NOT NULL,
    description text NOT NULL DEFAULT '',
    kind text NOT NULL CONSTRAINT flags_kind CHECK (kind IN ('release', 'experiment', 'operational', 'kill_switch', 'permission')),
    owner_id uuid REFERENCES users,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    archived_at timestamptz,
    version int NOT NULL DEFAULT 1,
    CONSTRAINT flags_key_unique UNIQUE (project_id, key)
);
-- The list: newest change first, live and archived flags apart; the search in keys and descriptions.
CREATE INDEX flags_live ON flags (project_id, updated_at DESC, id DESC) WHERE archived_at IS NULL;
CREATE INDEX flags_archived ON flags (project_id, updated_at DESC, id DESC) WHERE archived_at IS NOT NULL;
CREATE INDEX flags_owner ON flags (owner_id, updated_at DESC) WHERE owner_id IS NOT NULL;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX flags_text ON flags USING gin ((key || ' ' || description) gin_trgm_ops);

-- What a flag does in one environment. `strategies` has the shape of the Unleash client API,
-- since the engine reads just that.
CREATE TABLE flag_environments (
    flag_id uuid NOT NULL REFERENCES flags,
    environment_id uuid NOT NULL REFERENCES environments,
    enabled boolean NOT NULL DEFAULT false,
    strategies jsonb NOT NULL,
    killed_at timestamptz,
    killed_by text,
    kill_reason text,
    updated_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (flag_id, environment_id)
);
CREATE INDEX flag_environments_environment ON flag_environments (environment_id);
CREATE INDEX flag_environments_killed ON flag_environments (environment_id, flag_id) WHERE killed_at IS NOT NULL;
CREATE INDEX flag_environments_enabled ON flag_environments (environment_id, flag_id) WHERE enabled;

-- One row an environment: the number that an ETag is made of.
CREATE TABLE flag_revisions (
    environment_id uuid PRIMARY KEY REFERENCES environments,
    revision bigint NOT NULL
);

-- Evaluations by hour, counted in memory and added here once a minute.
CREATE TABLE flag_usage (
    flag_id uuid NOT NULL REFERENCES flags,
    environment_id uuid NOT NULL REFERENCES environments,
    hour timestamptz NOT NULL,
    enabled bigint NOT NULL DEFAULT 0,
    disabled bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (flag_id, environment_id, hour)
) PARTITION BY RANGE (hour);

-- Distinct targeting keys seen in an environment, as a HyperLogLog sketch an hour: never the keys themselves.
CREATE TABLE flag_audiences (
    environment_id uuid NOT NULL REFERENCES environments,
    hour timestamptz NOT NULL,
    sketch bytea NOT NULL,
    PRIMARY KEY (environment_id, hour)
);
