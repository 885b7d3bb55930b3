-- Freezes: while one is in force, no flag changes and no release moves there. Without an environment, in all of them.
CREATE TABLE freezes (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    environment_id uuid REFERENCES environments,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    reason text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    -- When someone ended it before its time.
    ended_at timestamptz,
    ended_by text,
    CONSTRAINT freezes_span CHECK (starts_at < ends_at)
);
CREATE INDEX freezes_newest ON freezes (project_id, starts_at DESC, id DESC);
-- Those that can still be in force: few, whatever has been frozen in the past.
CREATE INDEX freezes_open ON freezes (project_id, ends_at) WHERE ended_at IS NULL;

-- A progressive rollout: the share of a flag in an environment, step by step.
CREATE TABLE flag_plans (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    flag_id uuid NOT NULL REFERENCES flags,
    environment_id uuid NOT NULL REFERENCES environments,
    -- The place of the strategy whose share moves, from 0.
    strategy int NOT NULL,
    state text NOT NULL CONSTRAINT flag_plans_state
        CHECK (state IN ('running', 'paused', 'finished', 'cancelled', 'reversed')),
    -- Days and times at which it may move, and what it watches: read by the rules only.
    hours jsonb,
    guards jsonb NOT NULL,
    on_trip text NOT NULL CONSTRAINT flag_plans_on_trip CHECK (on_trip IN ('pause', 'back', 'off')),
    -- What the flag did before the plan.
    before_enabled boolean NOT NULL,
    before_percentage smallint NOT NULL,
    -- Since when the share of the last step stays; a pause moves it on.
    since timestamptz NOT NULL,
    -- When a worker looks at it again.
    look_at timestamptz NOT NULL,
    paused_at timestamptz,
    -- Why it paused or ended: who or what did it, in which way, and the words they gave.
    halt text,
    trip jsonb,
    note text,
    halted_by text,
    started_by text NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    version int NOT NULL DEFAULT 1
);
-- One plan at a time moves a flag in an environment.
CREATE UNIQUE INDEX flag_plans_live ON flag_plans (flag_id, environment_id) WHERE state IN ('running', 'paused');
CREATE INDEX flag_plans_due ON flag_plans (look_at) WHERE state = 'running';
CREATE INDEX flag_plans_newest ON flag_plans (flag_id, environment_id, created_at DESC);

CREATE TABLE flag_plan_steps (
    plan_id uuid NOT NULL REFERENCES flag_plans,
    -- From 0.
    position int NOT NULL,
    percentage smallint NOT NULL CONSTRAINT flag_plan_steps_percentage CHECK (percentage BETWEEN 1 AND 100),
    -- How long the share stays before the next step.
    wait_seconds int NOT NULL CONSTRAINT flag_plan_steps_wait CHECK (wait_seconds >= 0),
    PRIMARY KEY (plan_id, position)
);

-- A step that was taken. The key says that it can be taken once; it is written with the change of the flag itself.
CREATE TABLE flag_plan_runs (
    plan_id uuid NOT NULL,
    position int NOT NULL,
    at timestamptz NOT NULL,
    percentage smallint NOT NULL,
    actor_label text NOT NULL,
    -- Why someone took it before its time.
    reason text,
    PRIMARY KEY (plan_id, position),
    CONSTRAINT flag_plan_runs_step FOREIGN KEY (plan_id, position) REFERENCES flag_plan_steps (plan_id, position)
);
