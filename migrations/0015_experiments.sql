-- Experiments: the groups into which a flag deals its users, counted by who got which and who did something afterwards.
CREATE TABLE flag_experiments (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    flag_id uuid NOT NULL REFERENCES flags,
    environment_id uuid NOT NULL REFERENCES environments,
    name text NOT NULL,
    hypothesis text NOT NULL,
    -- What is counted, as applications call it.
    event text NOT NULL,
    -- What it was planned by, in parts of a thousand, and the users that each group needs.
    baseline smallint NOT NULL,
    difference smallint NOT NULL,
    planned int NOT NULL CONSTRAINT flag_experiments_planned CHECK (planned > 0),
    -- By what chance users are dealt into groups: their names and weights, the field of the context, what is hashed
    -- with it. As of the start, or as of the plan before it.
    split jsonb NOT NULL,
    -- The place of the group that the others are held against.
    control smallint NOT NULL,
    state text NOT NULL CONSTRAINT flag_experiments_state CHECK (state IN ('draft', 'running', 'ended')),
    -- The version of the flag's rules at the start: later ones may have changed the traffic.
    rules_version int NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    started_by text,
    started_at timestamptz,
    ended_by text,
    ended_at timestamptz,
    decision text CONSTRAINT flag_experiments_decision CHECK (decision IN ('treatment', 'control', 'nothing')),
    reason text,
    -- The numbers as they were at the end, and whether the rows they were counted from are still to be removed.
    counts jsonb,
    sweep boolean NOT NULL DEFAULT false,
    -- Counts the acts on it; one that was decided on an older one is refused.
    version int NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX flag_experiments_running ON flag_experiments (flag_id, environment_id) WHERE state = 'running';
CREATE INDEX flag_experiments_newest ON flag_experiments (project_id, created_at DESC, id DESC);
CREATE INDEX flag_experiments_sweep ON flag_experiments (id) WHERE sweep;

-- Who got which group, and what they did. Users are told apart by a keyed hash; the key is not in the database. Whatever
-- the order in which reports arrive, the row comes out the same: the first exposure, the last conversion.
CREATE TABLE flag_experiment_units (
    experiment_id uuid NOT NULL REFERENCES flag_experiments,
    unit bytea NOT NULL,
    -- The group; none as long as only a conversion is known.
    arm smallint,
    exposed_at timestamptz,
    converted_at timestamptz,
    -- Seen in two groups: left out of every number.
    crossed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (experiment_id, unit),
    CONSTRAINT flag_experiment_units_exposed CHECK ((arm IS NULL) = (exposed_at IS NULL))
);
