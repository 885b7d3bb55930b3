-- Environments in which a flag changes only when enough people of a role have approved the change.
CREATE TABLE approval_rules (
    environment_id uuid PRIMARY KEY REFERENCES environments,
    approvals int NOT NULL CONSTRAINT approval_rules_approvals CHECK (approvals BETWEEN 1 AND 5),
    role text NOT NULL CONSTRAINT approval_rules_role CHECK (role IN ('admin', 'operator', 'product_owner')),
    updated_at timestamptz NOT NULL
);

-- A change that waits for approvals.
CREATE TABLE change_requests (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    flag_id uuid NOT NULL REFERENCES flags,
    environment_id uuid NOT NULL REFERENCES environments,
    state text NOT NULL CONSTRAINT change_requests_state CHECK (state IN ('open', 'applied', 'rejected', 'withdrawn')),
    -- What is asked for, the version of the flag's state that it was made on, and the name of both together.
    proposal jsonb NOT NULL,
    base_version int NOT NULL,
    hash text NOT NULL,
    -- What the flag did at that version.
    before jsonb NOT NULL,
    reason text NOT NULL,
    -- The person who asked, or who made the token that did; none for the console itself.
    author_id uuid REFERENCES users,
    author_label text NOT NULL,
    created_at timestamptz NOT NULL,
    -- When it is to be applied by itself, and when a worker looks at it again.
    apply_at timestamptz,
    look_at timestamptz,
    trouble text CONSTRAINT change_requests_trouble CHECK (trouble IN ('stale', 'refused')),
    closed_at timestamptz,
    version int NOT NULL DEFAULT 1
);
CREATE INDEX change_requests_newest ON change_requests (project_id, created_at DESC, id DESC);
CREATE INDEX change_requests_state ON change_requests (project_id, state, created_at DESC, id DESC);
CREATE INDEX change_requests_open ON change_requests (flag_id, environment_id) WHERE state = 'open';
CREATE INDEX change_requests_due ON change_requests (look_at) WHERE state = 'open' AND look_at IS NOT NULL;

-- Who approved what: the hash says just what, so that an approval counts for nothing else.
CREATE TABLE change_approvals (
    request_id uuid NOT NULL REFERENCES change_requests,
    user_id uuid NOT NULL REFERENCES users,
    hash text NOT NULL,
    label text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (request_id, user_id, hash)
);

-- What happened to a request, in order, with what people said.
CREATE TABLE change_request_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES change_requests,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    actor_label text NOT NULL,
    body text NOT NULL DEFAULT ''
);
CREATE INDEX change_request_events_request ON change_request_events (request_id, id);

-- The request whose approval lets a plan move where changes need one.
ALTER TABLE flag_plans ADD COLUMN request_id uuid REFERENCES change_requests;
