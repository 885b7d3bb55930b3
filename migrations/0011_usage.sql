-- Evaluations by variant and hour, beside flag_usage. Both keep their months and are dropped month by month.
CREATE TABLE flag_variant_usage (
    flag_id uuid NOT NULL REFERENCES flags,
    environment_id uuid NOT NULL REFERENCES environments,
    hour timestamptz NOT NULL,
    variant text NOT NULL,
    evaluations bigint NOT NULL,
    PRIMARY KEY (flag_id, environment_id, hour, variant)
) PARTITION BY RANGE (hour);

-- When a flag was asked for in an environment, and when it last answered with yes and with no. It outlives the hours.
CREATE TABLE flag_seen (
    flag_id uuid NOT NULL REFERENCES flags,
    environment_id uuid NOT NULL REFERENCES environments,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    on_at timestamptz,
    off_at timestamptz,
    PRIMARY KEY (flag_id, environment_id)
);
INSERT INTO flag_seen (flag_id, environment_id, first_at, last_at, on_at, off_at)
SELECT flag_id, environment_id, min(hour), max(hour),
       max(hour) FILTER (WHERE enabled > 0), max(hour) FILTER (WHERE disabled > 0)
FROM flag_usage GROUP BY flag_id, environment_id;

-- Which applications asked for a flag, by the names that they give themselves: the last ones, a bounded number.
CREATE TABLE flag_callers (
    flag_id uuid NOT NULL REFERENCES flags,
    environment_id uuid NOT NULL REFERENCES environments,
    app text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (flag_id, environment_id, app)
);

-- The applications of an environment with the SDKs that they use: the last ones, a bounded number.
CREATE TABLE flag_applications (
    environment_id uuid NOT NULL REFERENCES environments,
    app text NOT NULL,
    sdk text NOT NULL,
    sdk_version text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (environment_id, app, sdk, sdk_version)
);

-- A sample of who asked in the last day, at most 500 an environment, as JSON sealed with the console's key.
CREATE TABLE flag_contexts (
    environment_id uuid PRIMARY KEY REFERENCES environments,
    sealed bytea NOT NULL,
    contexts int NOT NULL,
    oldest_at timestamptz NOT NULL
);

-- Whether the sample is kept in an environment; without a row it is.
CREATE TABLE flag_sampling (
    environment_id uuid PRIMARY KEY REFERENCES environments,
    kept boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL
);

-- Flags whose owner says that they have done their work, and which path of the code stays.
CREATE TABLE flag_completions (
    flag_id uuid PRIMARY KEY REFERENCES flags,
    keeps boolean NOT NULL,
    completed_at timestamptz NOT NULL,
    completed_by text NOT NULL
);

-- Old flags first: where stale ones are looked for.
CREATE INDEX flags_oldest ON flags (project_id, id) WHERE archived_at IS NULL;
