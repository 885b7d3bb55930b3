CREATE TABLE checks (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    environment_id uuid REFERENCES environments,
    name text NOT NULL,
    kind text NOT NULL CONSTRAINT checks_kind CHECK (kind IN ('http', 'tcp', 'tls', 'postgres', 'heartbeat')),
    -- What is asked, by kind: url and expected status and text, host and port, days before expiry, grace.
    spec jsonb NOT NULL,
    -- Secrets of the spec (a database password), encrypted with the console's key.
    secret bytea,
    interval_seconds int NOT NULL CONSTRAINT checks_interval CHECK (interval_seconds BETWEEN 5 AND 86400),
    timeout_seconds int NOT NULL CONSTRAINT checks_timeout CHECK (timeout_seconds BETWEEN 1 AND 60),
    retries int NOT NULL CONSTRAINT checks_retries CHECK (retries BETWEEN 0 AND 10),
    severity text NOT NULL CONSTRAINT checks_severity CHECK (severity IN ('warning', 'critical')),
    enabled boolean NOT NULL DEFAULT true,
    -- The state after the retries; `failures` counts the ones in a row.
    state text NOT NULL CONSTRAINT checks_state CHECK (state IN ('unknown', 'up', 'down')),
    failures int NOT NULL DEFAULT 0,
    -- The first of those failures.
    failing_since timestamptz,
    state_since timestamptz NOT NULL,
    last_result_at timestamptz,
    last_error text,
    next_run_at timestamptz NOT NULL,
    lease_until timestamptz,
    ping_key uuid CONSTRAINT checks_ping_unique UNIQUE,
    -- When a heartbeat last said that its work began and has not said that it ended.
    ping_started_at timestamptz,
    -- What a heartbeat last logged.
    ping_log text,
    ping_log_at timestamptz,
    created_at timestamptz NOT NULL,
    archived_at timestamptz,
    version int NOT NULL DEFAULT 1,
    CONSTRAINT checks_name_unique UNIQUE (project_id, name)
);
CREATE INDEX checks_due ON checks (next_run_at) WHERE enabled AND archived_at IS NULL;

CREATE TABLE check_results (
    check_id uuid NOT NULL REFERENCES checks,
    at timestamptz NOT NULL,
    ok boolean NOT NULL,
    latency_ms double precision,
    -- Why it is not ok: a code the page puts into words, and the detail.
    failure text,
    detail text
) PARTITION BY RANGE (at);
CREATE INDEX check_results_newest ON check_results (check_id, at DESC);

CREATE TABLE check_rollups (
    check_id uuid NOT NULL REFERENCES checks,
    hour timestamptz NOT NULL,
    total int NOT NULL,
    ok int NOT NULL,
    -- Of the results that have a latency.
    latency_count int NOT NULL,
    latency_sum_ms double precision NOT NULL,
    latency_max_ms double precision,
    PRIMARY KEY (check_id, hour)
);

-- An alert has a fingerprint; while one is open, the same trouble adds to it instead of raising another.
CREATE TABLE alerts (
    id uuid PRIMARY KEY,
    fingerprint text NOT NULL,
    source text NOT NULL CONSTRAINT alerts_source CHECK (source IN ('check', 'backup', 'deployment', 'system')),
    check_id uuid REFERENCES checks,
    project_id uuid REFERENCES projects,
    environment_id uuid REFERENCES environments,
    severity text NOT NULL CONSTRAINT alerts_severity CHECK (severity IN ('warning', 'critical')),
    state text NOT NULL CONSTRAINT alerts_state CHECK (state IN ('firing', 'acknowledged', 'resolved')),
    -- `kind` and `params` make the title in the reader's language, as on the timeline.
    kind text NOT NULL,
    params jsonb NOT NULL,
    link text,
    first_failure_at timestamptz NOT NULL,
    fired_at timestamptz NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by text,
    acknowledge_note text,
    resolved_at timestamptz,
    version int NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX alerts_open ON alerts (fingerprint) WHERE state <> 'resolved';
CREATE INDEX alerts_newest ON alerts (fired_at DESC, id DESC);
CREATE INDEX alerts_state_newest ON alerts (state, fired_at DESC);

CREATE TABLE channels (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT channels_name_unique UNIQUE,
    kind text NOT NULL CONSTRAINT channels_kind CHECK (kind IN ('webhook', 'email')),
    target text NOT NULL,
    -- The webhook's signing secret, encrypted with the console's key.
    secret bytea,
    language text NOT NULL CONSTRAINT channels_language CHECK (language IN ('en', 'ar')),
    min_severity text NOT NULL CONSTRAINT channels_severity CHECK (min_severity IN ('warning', 'critical')),
    enabled boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1
);

-- One row for an alert, a channel and a transition: what makes "notified once" true.
CREATE TABLE notifications (
    id uuid PRIMARY KEY,
    alert_id uuid REFERENCES alerts,
    channel_id uuid NOT NULL REFERENCES channels,
    transition text NOT NULL CONSTRAINT notifications_transition CHECK (transition IN ('firing', 'resolved', 'test')),
    state text NOT NULL CONSTRAINT notifications_state CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts int NOT NULL DEFAULT 0,
    last_error text,
    created_at timestamptz NOT NULL,
    delivered_at timestamptz,
    CONSTRAINT notifications_once UNIQUE NULLS DISTINCT (alert_id, channel_id, transition)
);
CREATE INDEX notifications_newest ON notifications (created_at DESC);
CREATE INDEX notifications_alert ON notifications (alert_id);
