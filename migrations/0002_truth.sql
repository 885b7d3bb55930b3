-- Audit: append-only, each row bound to the one before it.
CREATE TABLE audit_events (
    seq bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL CONSTRAINT audit_events_actor CHECK (actor_kind IN ('user', 'token', 'system')),
    actor_id uuid,
    actor_label text NOT NULL,
    address inet,
    action text NOT NULL,
    target_kind text NOT NULL,
    target_id text NOT NULL,
    target_label text NOT NULL,
    project_id uuid,
    environment_id uuid,
    before jsonb,
    after jsonb,
    reason text,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL
);
CREATE INDEX audit_events_action ON audit_events (action, seq DESC);
CREATE INDEX audit_events_actor ON audit_events (actor_label, seq DESC);
CREATE INDEX audit_events_target ON audit_events (target_kind, target_id, seq DESC);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Timeline: what happened, in one stream. `params` fill the sentence of `kind` in the reader's language.
CREATE TABLE timeline_events (
    seq bigserial PRIMARY KEY,
    at timestamptz NOT NULL,
    pillar text NOT NULL CONSTRAINT timeline_events_pillar
        CHECK (pillar IN ('flags', 'deployments', 'backups', 'alerts', 'guides', 'identity')),
    kind text NOT NULL,
    severity text NOT NULL CONSTRAINT timeline_events_severity CHECK (severity IN ('info', 'good', 'warning', 'critical')),
    project_id uuid REFERENCES projects,
    environment_id uuid REFERENCES environments,
    actor_label text NOT NULL,
    link text,
    params jsonb NOT NULL
);
CREATE INDEX timeline_events_pillar_seq ON timeline_events (pillar, seq DESC);
CREATE INDEX timeline_events_project_seq ON timeline_events (project_id, seq DESC);
CREATE INDEX timeline_events_severity_seq ON timeline_events (severity, seq DESC);

-- Jobs: long or delayed work. A worker holds a lease; a lease that ran out returns the job to the queue.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    -- At most one live job has a given key: a schedule that fires on two replicas queues one job.
    dedupe_key text,
    state text NOT NULL CONSTRAINT jobs_state CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    run_at timestamptz NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    max_attempts int NOT NULL,
    lease_owner uuid,
    lease_until timestamptz,
    cancel_requested boolean NOT NULL DEFAULT false,
    progress_percent smallint,
    progress_step text,
    error text,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz
);
CREATE UNIQUE INDEX jobs_dedupe ON jobs (dedupe_key) WHERE state IN ('queued', 'running');
CREATE INDEX jobs_due ON jobs (run_at) WHERE state = 'queued';
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
