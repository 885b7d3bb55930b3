-- Place: projects and their environments.
CREATE TABLE projects (
    id uuid PRIMARY KEY,
    key text NOT NULL CONSTRAINT projects_key_unique UNIQUE,
    name text NOT NULL,
    description text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL
);

CREATE TABLE environments (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    key text NOT NULL,
    name text NOT NULL,
    position int NOT NULL,
    production boolean NOT NULL DEFAULT false,
    CONSTRAINT environments_key_unique UNIQUE (project_id, key),
    CONSTRAINT environments_position_unique UNIQUE (project_id, position) DEFERRABLE
);

-- Identity.
CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    language text NOT NULL CONSTRAINT users_language CHECK (language IN ('en', 'ar')),
    theme text NOT NULL DEFAULT 'system' CONSTRAINT users_theme CHECK (theme IN ('system', 'light', 'dark')),
    disabled_at timestamptz,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz,
    version int NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX users_email_unique ON users (lower(email));

CREATE TABLE memberships (
    user_id uuid NOT NULL REFERENCES users,
    project_id uuid REFERENCES projects,
    role text NOT NULL CONSTRAINT memberships_role CHECK (role IN ('admin', 'operator', 'product_owner', 'trainer', 'viewer')),
    CONSTRAINT memberships_unique UNIQUE NULLS NOT DISTINCT (user_id, project_id)
);

-- Sessions of the browser: the cookie's token is stored as its SHA-256, never itself.
CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    id uuid NOT NULL CONSTRAINT sessions_id_unique UNIQUE,
    user_id uuid REFERENCES users,
    data jsonb NOT NULL,
    address inet,
    user_agent text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Set-up and invitation links: one use each.
CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL CONSTRAINT invitations_token_unique UNIQUE,
    kind text NOT NULL CONSTRAINT invitations_kind CHECK (kind IN ('setup', 'invite', 'reset')),
    email text,
    role text CONSTRAINT invitations_role CHECK (role IN ('admin', 'operator', 'product_owner', 'trainer', 'viewer')),
    user_id uuid REFERENCES users,
    invited_by uuid REFERENCES users,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

-- Failed sign-ins, by account and by address: the throttle outlives a restart and holds across replicas.
CREATE TABLE login_attempts (
    subject text PRIMARY KEY,
    failures int NOT NULL,
    last_failure_at timestamptz NOT NULL
);

CREATE TABLE api_tokens (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL CONSTRAINT api_tokens_hash_unique UNIQUE,
    prefix text NOT NULL,
    name text NOT NULL,
    purpose text NOT NULL CONSTRAINT api_tokens_purpose CHECK (purpose IN ('evaluate', 'deploy', 'read', 'metrics')),
    project_id uuid REFERENCES projects,
    environment_id uuid REFERENCES environments,
    created_by uuid REFERENCES users,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);

-- Facts the console keeps about itself: public key of the backups, which first-run steps are done.
CREATE TABLE settings (
    key text PRIMARY KEY,
    value jsonb NOT NULL,
    updated_at timestamptz NOT NULL
);
